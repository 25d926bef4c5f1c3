"""Impact, dependence and exposure, against oracles that are slow and plain."""

import pickle
from collections import defaultdict
from copy import copy
from datetime import date
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient import (
    Affected,
    Affiliation,
    Capacity,
    ConflictingIds,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    OperationalCustomer,
    Organization,
    Outage,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    Side,
    UnknownParty,
    UnknownService,
)

TODAY = date(2026, 3, 2)
YESTERDAY = Period(None, TODAY)


# A network that is easy to think of: the kitchen and the bar both serve the dining room, which serves the guests.


def inside(name):
    return HorizontalCustomer(Organization(name))


def guest(name):
    return RetailCustomer(Person(name))


def serves(provider, customer, service, **terms):
    return Relationship(Organization(provider), customer, service, **terms)


def network(*relationships):
    return ServiceNetwork(relationships=relationships)


def ids(answers):
    return [answer.customer.id for answer in answers]


# The oracle: take away what fails, ask who is still served, until nothing changes.


def lost_services(net, failed, outages):
    """Give for each party the services that it had and has no more."""
    live = [link for link in net.relationships.values() if TODAY in link.valid_for]
    had = defaultdict(set)
    for link in live:
        had[link.party.id].add(link.service)
    down = set(failed)
    while True:
        has = defaultdict(set)
        for link in live:
            if link.provider.id not in down and (link.provider.id, link.service) not in outages:
                has[link.party.id].add(link.service)
        lost = {party: had[party] - has[party] for party in had if had[party] - has[party]}
        if lost.keys() <= down:
            return lost
        down |= lost.keys()


def side(net, link):
    if link.customer is link.party:
        return net.classify(link.party, link.provider, on=TODAY).side
    return link.customer.side


def expected(net, failed, outages=(), *, internal=False):
    """Give for each party to be listed the relationships that it loses on the side asked for, and the services."""
    lost = lost_services(net, failed, outages)
    links = defaultdict(list)
    for link in net.relationships.values():
        is_lost = TODAY in link.valid_for and link.service in lost.get(link.party.id, ())
        if is_lost and link.party.id not in failed and (internal or side(net, link) is Side.EXTERNAL):
            links[link.party.id].append(link)
    return {party: (links[party], sorted(lost[party])) for party in sorted(links)}


def shortest_chains(net, failed, outages=()):
    """Give for each lost relationship the best chain that ends with it, trying longer and longer ones."""
    lost = lost_services(net, failed, outages)
    links = [
        link
        for link in net.relationships.values()
        if TODAY in link.valid_for and link.service in lost.get(link.party.id, ())
    ]
    starts = [link for link in links if link.provider.id in failed or (link.provider.id, link.service) in outages]
    best = {link.id: (link.id,) for link in starts}
    while True:
        longer = {}
        for link in links:
            ways = [best[other.id] for other in links if other.id in best and other.party.id == link.provider.id]
            if link.id not in best and ways:
                longer[link.id] = (*min(ways, key=lambda way: (len(way), way)), link.id)
        if not longer:
            return best
        best |= longer


def random_network(random, *, substitutes=True, spares=0):
    """Make a network with loops, bare parties, both sides toward one party, and relationships that are over."""
    size = random.randint(2, 9)
    parties = [(Organization if random.random() < 0.5 else Person)(f"p{n}") for n in range(size)]
    house = Organization("house")
    ties = [
        Affiliation(party, house, Capacity.UNIT if isinstance(party, Organization) else Capacity.EMPLOYEE)
        for party in parties
        if random.random() < 0.5
    ]
    links = []
    for number in range(random.randint(1, 18)):
        provider, customer = random.sample(parties, 2)
        roll = random.random()
        role = customer
        if roll < 0.3:
            role = HorizontalCustomer(customer)
        elif roll < 0.6:
            role = RetailCustomer(customer) if isinstance(customer, Person) else OperationalCustomer(customer)
        service = random.choice("abc") if substitutes else f"s{number}"
        period = YESTERDAY if random.random() < 0.1 else Period()
        links.append(Relationship(provider, role, service, period, id=f"{random.randrange(10**6):06}-{number}"))
    return ServiceNetwork(ties, links, [*parties, *(Person(f"spare{n}") for n in range(spares))])


def seeded(seed):
    return Random(seed)  # noqa: S311  # nothing secret about it


def random_failures(random, net):
    parties = random.sample(sorted(net.parties), random.randint(0, 2))
    services = sorted({(link.provider.id, link.service) for link in net.relationships.values()})
    return parties, random.sample(services, min(random.randint(0, 2), len(services)))


@pytest.mark.parametrize("seed", range(20))
def test_impact_is_what_remains_when_the_failed_are_taken_away(seed):
    random = seeded(seed)
    for _ in range(120):
        net = random_network(random)
        failed, outages = random_failures(random, net)
        for internal in (False, True):
            answers = net.affected_customers(
                *failed, *(Outage(*outage) for outage in outages), on=TODAY, internal=internal
            )
            wanted = expected(net, failed, outages, internal=internal)
            assert {answer.customer.id: list(answer.lost) for answer in answers} == {
                party: lost for party, (_, lost) in wanted.items()
            }
            assert ids(answers) == list(wanted)
            chains = shortest_chains(net, failed, outages)
            for answer in answers:
                ways = [chains[link.id] for link in wanted[answer.customer.id][0]]
                assert tuple(link.id for link in answer.path) == min(ways, key=lambda way: (len(way), way))


@pytest.mark.parametrize("seed", range(10))
def test_exposure_is_the_number_of_customers_that_each_failure_affects(seed):
    random = seeded(seed)
    for _ in range(150):
        net = random_network(random)
        providers = sorted({link.provider.id for link in net.relationships.values() if TODAY in link.valid_for})
        wanted = {provider: len(net.affected_customers(provider, on=TODAY)) for provider in providers}
        assert dict(net.exposure(on=TODAY)) == wanted
        assert list(net.exposure(on=TODAY)) == providers


@pytest.mark.parametrize("seed", range(10))
def test_single_points_are_whose_failure_alone_lists_the_customer(seed):
    random = seeded(seed)
    for _ in range(60):
        net = random_network(random, spares=1)
        hit = {party: ids(net.affected_customers(party, on=TODAY, internal=True)) for party in net.parties}
        for customer in net.parties:
            assert [party.id for party in net.single_points(customer, on=TODAY)] == [
                party for party in net.parties if customer in hit[party]
            ]


@pytest.mark.parametrize("seed", range(10))
def test_without_substitutes_impact_is_what_can_be_reached(seed):
    random = seeded(seed)
    for _ in range(100):
        net = random_network(random, substitutes=False)
        live = [link for link in net.relationships.values() if TODAY in link.valid_for]
        graph = nx.DiGraph((link.provider.id, link.party.id) for link in live)
        graph.add_nodes_from(net.parties)
        sellers = {link.provider.id for link in live if side(net, link) is Side.EXTERNAL}
        for party in net.parties:
            reached = nx.descendants(graph, party)
            assert ids(net.affected_customers(party, on=TODAY, internal=True)) == sorted(reached)
            depends = [provider.id for provider in net.depends_on(party, on=TODAY)]
            assert depends == sorted(nx.ancestors(graph, party))
            assert net.serves_external(party, on=TODAY) == bool(sellers & {party, *reached})
