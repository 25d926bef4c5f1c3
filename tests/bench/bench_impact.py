"""
Impact and exposure at scale, against a search written by hand: ``python tests/bench/bench_impact.py``.

The search by hand is breadth first over a dict of lists of ids, remembers for each party the relationship through
which it was met, and knows nothing of substitutes. Both search the same network after the same failures.
Times are of the processor, the best of some rounds.
"""

import gc
import tracemalloc
from collections import defaultdict, deque
from datetime import date
from random import Random
from time import process_time

from relclient import HorizontalCustomer, Organization, Person, Relationship, RetailCustomer, ServiceNetwork

TODAY = date(2026, 3, 2)
SIZES = (10_000, 100_000)
LINKS_A_PARTY = 10
ROUNDS = 5
FIRST = 100
"""How many parties stand at the head of all chains; when they fail, nearly everyone falls."""
NEARBY = 0.05
"""From which part of those before it a party chooses its providers: few enough for long chains."""
BACKWARD = 0.01
"""How many relationships run against the chain, and so close loops."""


def make(parties, *, substituted):
    """
    Return a network in which two parties in five serve others and the rest are guests.

    Of the services, the part *substituted* has two providers.
    """
    random = Random(1)
    names = [f"party-{number:06}" for number in range(parties)]
    random.shuffle(names)
    inside = parties * 2 // 5
    values = [(Organization if number < inside else Person)(name) for number, name in enumerate(names)]
    roles = [(HorizontalCustomer if number < inside else RetailCustomer)(value) for number, value in enumerate(values)]
    links = []
    while len(links) < parties * LINKS_A_PARTY:
        customer = random.randrange(FIRST, parties)
        end = min(customer, inside)
        backward = customer < inside - 2 and random.random() < BACKWARD
        choice = range(customer + 1, inside) if backward else range(max(0, end - int(parties * NEARBY)), end)
        service = f"service-{len(links)}"
        links += [
            Relationship(values[provider], roles[customer], service, id=f"r{len(links) + n:07}")
            for n, provider in enumerate(random.sample(choice, 2 if random.random() < substituted else 1))
        ]
    return ServiceNetwork(relationships=links, parties=values), names[:FIRST]


def by_hand(customers_of, failed):
    """Search as one writes it first: who is reached, and through which relationship."""
    reached = dict.fromkeys(failed)
    queue = deque(failed)
    while queue:
        for relationship, customer in customers_of.get(queue.popleft(), ()):
            if customer not in reached:
                reached[customer] = relationship
                queue.append(customer)
    return reached


def measured(call, rounds=1):
    """Return the seconds of the best of some rounds, and the last answer."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = process_time()
        answer = call()
        times.append(process_time() - start)
    return min(times), answer


def index_size(network):
    """Return the bytes for each relationship that the index of another day takes, once all its parts are built."""
    gc.collect()
    tracemalloc.start()
    network.affected_customers(next(iter(network.parties)), on=date(2026, 3, 3))
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / len(network.relationships)


def compare(network, failed, bound):
    """Print how long one impact takes, beside the search by hand, and then the reading of chains."""
    customers_of = defaultdict(list)
    for link in network.relationships.values():
        customers_of[link.provider.id].append((link.id, link.party.id))
    for some in (failed[:1], failed):
        hand, reached = measured(lambda some=some: by_hand(customers_of, some), ROUNDS)
        ours, affected = measured(lambda some=some: network.affected_customers(*some, on=TODAY), ROUNDS)
        print(
            f"  {len(some):3} failing: by hand {hand * 1e3:6.1f} ms, {len(reached):6} reached;"
            f" relclient {ours * 1e3:6.1f} ms, {len(affected):5} listed; {ours / hand:.2f}x (bound {bound}x)"
        )
    first, _ = measured(lambda: affected[0].path)
    rest, links = measured(lambda: sum(len(one.path) for one in affected))
    print(f"  chains: the first {first:.2f} s, all {len(affected)} of them, {links} links, {rest:.2f} s")


def main():
    """Print the figures."""
    for parties in SIZES:
        for substituted, bound in ((0.0, 1.1), (0.005, 1.1), (1.0, 3.0)):
            network, failed = make(parties, substituted=substituted)
            print(f"{parties} parties, {len(network.relationships)} relationships, {substituted:.1%} substituted")
            index, _ = measured(lambda network=network: network.affected_customers(on=TODAY))
            outward, _ = measured(lambda network=network, one=failed[0]: network.serves_external(one, on=TODAY))
            print(f"  index {index:.2f} s; who serves outsiders, once {outward:.2f} s")
            compare(network, failed, bound)
            exposure, counts = measured(lambda network=network: network.exposure(on=TODAY))
            mean = sum(counts.values()) / len(counts)
            print(f"  exposure of {len(counts)} providers {exposure:.2f} s, {mean:.1f} customers each on average")
            print(f"  memory of the index: {index_size(network):.0f} bytes a relationship", flush=True)


if __name__ == "__main__":
    main()
