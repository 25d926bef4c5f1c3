"""
What a network's answers cost: ``python tests/bench/bench_network.py``; times are of the processor, best of five.

Bounds: `customer` at most 1.5 times `classify`; a timeline at most 10 us beside what it reads, which is taken to be
half a classification for each day on which a record begins or ends; a book of 100,000 customers at most 0.5 s.
"""

import gc
from datetime import date, timedelta
from time import process_time

from relclient import (
    Affiliation,
    Capacity,
    Market,
    Organization,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
)

ON = date(2026, 3, 2)
CALLS = 20_000
BOOK = 100_000
HOTEL, SPA, DAN = Organization("hotel"), Organization("spa"), Person("dan")
TIES = [
    Affiliation(SPA, HOTEL, Capacity.UNIT),
    Affiliation(DAN, SPA, Capacity.CONTRACTOR, Period(date(2026, 3, 1), date(2026, 6, 1))),
    Affiliation(DAN, HOTEL, Capacity.EMPLOYEE, Period(date(2026, 7, 1))),
]


def best(call, times=CALLS):
    """Give the microseconds of a call."""
    rounds = []
    for _ in range(5):
        start = process_time()
        for _ in range(times):
            call()
        rounds.append((process_time() - start) / times)
    return min(rounds) * 1e6


def main():
    guests = [Person(f"guest-{number}") for number in range(BOOK)]
    stays = [
        Relationship(HOTEL, RetailCustomer(guest, Market()) if number % 3 else guest, "stay", Period(date(2026, 1, 1)))
        for number, guest in enumerate(guests)
    ]
    network = ServiceNetwork(TIES, stays)
    network.customers(HOTEL, on=ON)  # which indexes the records
    for name, party in (("staff", DAN), ("guest", guests[7])):
        classify = best(lambda party=party: network.classify(party, HOTEL, on=ON))
        customer = best(lambda party=party: network.customer(party, HOTEL, on=ON))
        timeline = best(lambda party=party: network.timeline(party, HOTEL), CALLS // 10)
        print(f"{name}: classify {classify:.2f} us, customer {customer:.2f} us ({customer / classify:.2f}x), ", end="")
        print(f"timeline of {len(network.timeline(party, HOTEL))} stretches {timeline:.1f} us")
    rounds = []
    for _ in range(3):
        gc.collect()
        start = process_time()
        book = network.customers(HOTEL, on=ON)
        rounds.append(process_time() - start)
        del book
    print(f"a book of {BOOK:,} customers: {min(rounds):.2f} s")
    start = process_time()
    changes = network.changes(HOTEL, within=Period(ON, ON + timedelta(days=365)))
    print(f"changes of a year among {len(network.parties):,} parties: {len(changes)} in {process_time() - start:.2f} s")


if __name__ == "__main__":
    main()
