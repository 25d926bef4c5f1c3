"""
Ranking against ``sorted`` with a key written by hand: ``python tests/bench/bench_priority.py [requests ...]``.

Both get the same requests, in random order, and give the same order; the network and the matrix are known to both.
"""

import gc
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

from relclient import (
    HorizontalCustomer,
    Impact,
    Organization,
    Person,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    ServiceRequest,
    Side,
    Urgency,
)

SIZES = (100_000, 1_000_000)
CALLS = 1_500_000
FIRST = 100
WHOLE_BOUND, FIRST_BOUND = 1.0, 0.35
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAR = datetime(9999, 1, 1, tzinfo=UTC)
LEVELS = {
    (Impact.HIGH, Urgency.HIGH): 1,
    (Impact.HIGH, Urgency.MEDIUM): 2,
    (Impact.HIGH, Urgency.LOW): 3,
    (Impact.MEDIUM, Urgency.HIGH): 2,
    (Impact.MEDIUM, Urgency.MEDIUM): 3,
    (Impact.MEDIUM, Urgency.LOW): 4,
    (Impact.LOW, Urgency.HIGH): 3,
    (Impact.LOW, Urgency.MEDIUM): 4,
    (Impact.LOW, Urgency.LOW): 5,
}


def make_relationships():
    """Four fifths are guests; of the departments every other one serves a guest."""
    departments = [Organization(f"department-{number}") for number in range(200)]
    guests = [
        Relationship(departments[number % 200 // 2 * 2], RetailCustomer(Person(f"guest-{number}")), "stay")
        for number in range(800)
    ]
    it = Organization("it")
    return [*guests, *(Relationship(it, HorizontalCustomer(department), "help") for department in departments)]


def make_requests(count, relationships, zone, step):
    random = Random(count)
    impacts, urgencies = list(Impact), list(Urgency)
    return [
        ServiceRequest(
            f"R-{random.randrange(10**12)}-{number}",
            random.choice(relationships),
            received=(MONDAY - step * random.randrange(10**6)).astimezone(zone),
            impact=random.choice(impacts),
            urgency=random.choice(urgencies),
            due=None if random.random() < 0.3 else (MONDAY + step * random.randrange(10**6)).astimezone(zone),
        )
        for number in range(count)
    ]


def by_hand(requests, network, far):
    """Sort as many desks do; what the chain of services says is looked up beforehand."""
    waited_on = {party for party in network.parties if network.serves_external(party, on=MONDAY.date())}
    return sorted(
        requests,
        key=lambda r: (
            r.relationship.customer.side is Side.INTERNAL and r.relationship.customer.id not in waited_on,
            LEVELS[r.impact, r.urgency],
            r.due or far,
            r.received,
            r.id,
        ),
    )


def by_level(requests, far):
    """The simplest: level, due time, time received."""
    return sorted(requests, key=lambda r: (LEVELS[r.impact, r.urgency], r.due or far, r.received, r.id))


def best(calls, rounds):
    """Return the best time of each of *calls*, which take turns so that a slow moment of the machine meets all."""
    times = [[] for _ in calls]
    for _ in range(rounds):
        for call, measured in zip(calls, times, strict=True):
            gc.collect()
            start = process_time()
            call()
            measured.append(process_time() - start)
    return [min(measured) for measured in times]


def kept_bytes(make):
    """Measure what is still there after *make*, beyond what was there before."""
    gc.collect()
    tracemalloc.start()
    kept = make()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(kept)


def measure(title, rank, hand, requests, *, bound=True):
    """Print the lines of one policy."""
    assert not bound or list(rank().requests) == hand()
    theirs, whole, top = best([hand, rank, partial(rank, first=FIRST)], max(3, CALLS // len(requests)))
    for what, ours, limit in ((title, whole, WHOLE_BOUND), (f"{title}, first {FIRST}", top, FIRST_BOUND)):
        shown = limit if bound else "-"
        print(f"{len(requests):9,} {what:42} {ours:7.3f} {theirs:8.3f} {ours / theirs:6.2f} {shown:>6}")


def measure_all(size, relationships, network):
    """Print the lines of one number of requests."""
    for title, zone, step in (
        ("seconds, UTC", UTC, timedelta(seconds=1)),
        ("minutes, +01:00", timezone(timedelta(hours=1)), timedelta(minutes=1)),
        # By hand, times of one zone are compared by wall clock: fast, and wrong where an hour is repeated.
        ("seconds, Madrid", ZoneInfo("Europe/Madrid"), timedelta(seconds=1)),
    ):
        requests = make_requests(size, relationships, zone, step)
        far = FAR.astimezone(zone)  # of another zone it would slow the comparing by hand down
        is_exact = not isinstance(zone, ZoneInfo)
        for policy, hand in (
            (PriorityPolicy.external_first(), partial(by_hand, requests, network, far)),
            (PriorityPolicy.equal_footing(), partial(by_level, requests, far)),
        ):
            rank = partial(policy.rank, requests, at=MONDAY, network=network)
            measure(f"{policy.name}, {title}", rank, hand, requests, bound=is_exact)
            if zone is UTC:
                print(f"{size:9,} {'bytes a request that a ranking keeps':42} {kept_bytes(rank):7.1f}")


def main(sizes=SIZES):
    relationships = make_relationships()
    network = ServiceNetwork(relationships=relationships)
    print(f"{'requests':>9} {'':42} {'ours s':>7} {'by hand':>8} {'ratio':>6} {'bound':>6}")
    for size in sizes:
        measure_all(size, relationships, network)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
