"""
How long it takes to check a network, rule by rule: ``python tests/bench/bench_soundness.py [relationships]``.

A hotel of a hundred units and a thousand staff serves guests, half of them declared and half bare, for a few days each.
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from time import process_time

from relclient import (
    DEFAULT_RULES,
    Affiliation,
    Approval,
    Capacity,
    HorizontalCustomer,
    Occasion,
    Organization,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceNetwork,
    check,
)

FIRST = date(2016, 1, 1)
UNITS, STAFF = 100, 1000


def network_of(relationships):
    random, hotel = Random(17), Organization("hotel")
    units = [Organization(f"unit-{number}") for number in range(UNITS)]
    staff = [Person(f"staff-{number}") for number in range(STAFF)]
    ties = [Affiliation(unit, hotel, Capacity.UNIT) for unit in units]
    for person in staff:
        start = FIRST + timedelta(days=random.randrange(2000))
        ties.append(
            Affiliation(person, random.choice(units), Capacity.EMPLOYEE, Period(start, start + timedelta(days=900)))
        )
    served = []
    for number in range(relationships):
        unit, start = random.choice(units), FIRST + timedelta(days=random.randrange(3650))
        stay = Period(start, start + timedelta(days=random.randrange(1, 20)))
        if number % 10 == 0:
            person = random.choice(staff)
            customer, more = HorizontalCustomer(person), {"staff_discount": Decimal("0.3")}
        else:
            guest = Person(f"guest-{number}")
            customer, more = (RetailCustomer(guest) if number % 2 else guest), {}
            if number % 7 == 0:
                more["approval"] = Approval(Risk.LOW, start, review=Occasion.once(start))
        served.append(Relationship(unit, customer, "stay", stay, id=f"r{number}", **more))
    return ServiceNetwork(ties, served)


def main():
    relationships = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    network = network_of(relationships)
    total = 0.0
    for rule in DEFAULT_RULES:
        start = process_time()
        found = check(network, rules=[rule])
        took = process_time() - start
        total += took
        print(f"{rule.name:18}{len(found):8} found{took:8.2f} s{took / relationships * 1e6:8.1f} us a relationship")
    print(f"{'all':18}{total:22.2f} s")


if __name__ == "__main__":
    main()
