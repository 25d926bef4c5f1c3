"""
Ranking against ``sorted`` with a key written by hand: ``python tests/bench/bench_priority.py [requests ...]``.

Both get the same requests, in random order, and give the same order; the network and the matrix are known to both.
Half of the guests have an agreement: requests without a due time of their own take it from there, and both work it out.
"""

import gc
import sys
import tracemalloc
from datetime import UTC, datetime, time, timedelta, timezone
from functools import partial
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

from relclient import (
    HorizontalCustomer,
    Impact,
    Organization,
    Person,
    Priority,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    Side,
    Urgency,
    WorkCalendar,
)

SIZES = (100_000, 1_000_000)
CALLS = 1_500_000
FIRST = 100
WHOLE_BOUND, FIRST_BOUND = 0.9, 0.25
SCREEN, REASONS, SCREEN_BOUND = 500, 50, 0.015
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


OFFICE = WorkCalendar("Europe/Madrid", {day: [(time(9), time(13)), (time(14), time(18))] for day in range(5)})
CARE = ServiceLevelAgreement(
    "care",
    {level: ServiceTarget(resolution=timedelta(hours=4 * level.level)) for level in Priority if level.level < 5},
    OFFICE,
)
PRIORITIES = {level.level: level for level in Priority}


def make_relationships():
    """Return relationships: four fifths are guests; of the departments every other one serves a guest."""
    departments = [Organization(f"department-{number}") for number in range(200)]
    guests = [
        Relationship(
            departments[number % 200 // 2 * 2],
            RetailCustomer(Person(f"guest-{number}")),
            "stay",
            agreement=CARE if number % 2 else None,
        )
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


def due(request, far):
    """Return the due time: its own, else the agreement's at its level."""
    if request.due is not None:
        return request.due
    agreement = request.relationship.agreement
    if agreement is None:
        return far
    return agreement.resolution_by(request.received, PRIORITIES[LEVELS[request.impact, request.urgency]]) or far


def by_hand(requests, network, far):
    """Sort as many desks do; what the chain of services says is looked up beforehand."""
    waited_on = {party for party in network.parties if network.serves_external(party, on=MONDAY.date())}
    return sorted(
        requests,
        key=lambda r: (
            r.relationship.customer.side is Side.INTERNAL and r.relationship.customer.id not in waited_on,
            LEVELS[r.impact, r.urgency],
            due(r, far),
            r.received,
            r.id,
        ),
    )


def by_level(requests, far):
    """The simplest: level, due time, time received."""
    return sorted(requests, key=lambda r: (LEVELS[r.impact, r.urgency], due(r, far), r.received, r.id))


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


def measure(title, rank, hand, requests):
    """Print the lines of one policy."""
    assert list(rank().requests) == hand()
    theirs, whole, top = best([hand, rank, partial(rank, first=FIRST)], max(3, CALLS // len(requests)))
    for what, ours, limit in ((title, whole, WHOLE_BOUND), (f"{title}, first {FIRST}", top, FIRST_BOUND)):
        print(f"{len(requests):9,} {what:42} {ours:7.3f} {theirs:8.3f} {ours / theirs:6.2f} {limit:>6}")


def measure_all(size, relationships, network):
    """Print the lines of one number of requests."""
    for title, zone, step in (
        ("seconds, UTC", UTC, timedelta(seconds=1)),
        ("minutes, +01:00", timezone(timedelta(hours=1)), timedelta(minutes=1)),
        # By hand, times of one zone are compared by wall clock: fast, and wrong where an hour is repeated;
        # here none is, and so both give the same order.
        ("seconds, Madrid", ZoneInfo("Europe/Madrid"), timedelta(seconds=1)),
    ):
        requests = make_requests(size, relationships, zone, step)
        far = FAR.astimezone(zone)  # of another zone it would slow the comparing by hand down
        for policy, hand in (
            (PriorityPolicy.external_first(), partial(by_hand, requests, network, far)),
            (PriorityPolicy.equal_footing(), partial(by_level, requests, far)),
        ):
            rank = partial(policy.rank, requests, at=MONDAY, network=network)
            measure(f"{policy.name}, {title}", rank, hand, requests)
            if zone is UTC:
                print(f"{size:9,} {'bytes a request that a ranking keeps':42} {kept_bytes(rank):7.1f}")


def measure_screen(relationships, network):
    """Print the line of a screen: some hundred open tickets, some of them with their reasons."""
    requests = make_requests(SCREEN, relationships, UTC, timedelta(seconds=1))
    policy = PriorityPolicy.external_first()

    def screen():
        ranking = policy.rank([one for one in requests if one.is_open(MONDAY)], at=MONDAY, network=network)
        return [(ranked.request.id, str(ranked), ranked.due) for ranked in ranking[:REASONS]]

    (taken,) = best([screen], 20)
    title = f"a screen with {REASONS} reasons"
    print(f"{SCREEN:9,} {title:42} {taken:7.4f} {'':8} {'':6} {SCREEN_BOUND:>6}")


def main(sizes=SIZES):
    relationships = make_relationships()
    network = ServiceNetwork(relationships=relationships)
    measure_screen(relationships, network)
    print(f"{'requests':>9} {'':42} {'ours s':>7} {'by hand':>8} {'ratio':>6} {'bound':>6}")
    for size in sizes:
        measure_all(size, relationships, network)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
