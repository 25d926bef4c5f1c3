"""Impact, dependence and exposure, against oracles that are slow and plain."""

import pickle
from collections import defaultdict
from copy import copy
from datetime import UTC, date, datetime
from itertools import combinations, pairwise
from random import Random

import networkx as nx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import (
    Affected,
    Affiliation,
    B2BCustomer,
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
    TooManyReasons,
    UnknownParty,
    UnknownService,
)
from relclient.network.impact._bit_counter import BitCounter
from relclient.network.impact._components import components

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
    """Return for each party the services that it had and has no more."""
    live = live_links(net)
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


def with_units(net, failed):
    """Give *failed* and the live units of those, at any depth."""
    failed = set(failed)
    while True:
        units = {
            tie.party.id
            for tie in net.affiliations
            if tie.capacity is Capacity.UNIT and tie.organization.id in failed and TODAY in tie.valid_for
        }
        if units <= failed:
            return failed
        failed |= units


def live_links(net):
    return [link for link in net.relationships.values() if TODAY in link.valid_for]


def reachability(net):
    graph = nx.DiGraph((link.provider.id, link.party.id) for link in live_links(net))
    graph.add_nodes_from(net.parties)
    return graph


def side(net, link):
    if link.customer is link.party:
        return net.classify(link.party, link.provider, on=TODAY).side
    return link.customer.side


def expected(net, failed, outages=(), *, internal=False):
    """Return for each party to be listed the relationships that it loses on the side asked for, and the services."""
    lost = lost_services(net, failed, outages)
    links = defaultdict(list)
    for link in live_links(net):
        is_lost = link.service in lost.get(link.party.id, ())
        if is_lost and link.party.id not in failed and (internal or side(net, link) is Side.EXTERNAL):
            links[link.party.id].append(link)
    return {party: (links[party], sorted(lost[party])) for party in sorted(links)}


def shortest_chains(net, failed, outages=()):
    """Return for each lost relationship the best chain that ends with it, trying longer and longer ones."""
    lost = lost_services(net, failed, outages)
    links = [link for link in live_links(net) if link.service in lost.get(link.party.id, ())]
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
    """Return a network with loops, bare parties, both sides toward one party, and relationships that are over."""
    size = random.randint(2, 9)
    parties = [(Organization if random.random() < 0.5 else Person)(f"p{n}") for n in range(size)]
    house = Organization("house")
    ties = [
        Affiliation(party, house, Capacity.UNIT if isinstance(party, Organization) else Capacity.EMPLOYEE)
        for party in parties
        if random.random() < 0.5
    ]
    if random.random() < 0.5:  # units of each other, and subsidiaries, which are not taken along
        housed = {tie.party.id for tie in ties}
        for number, child in enumerate(parties):
            above = [party for party in parties[:number] if isinstance(party, Organization)]
            if isinstance(child, Organization) and child.id not in housed and above:
                capacity = Capacity.UNIT if random.random() < 0.7 else Capacity.SUBSIDIARY
                ties.append(Affiliation(child, random.choice(above), capacity))
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
    return Random(seed)


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
            down = with_units(net, failed)
            wanted = expected(net, down, outages, internal=internal)
            assert {answer.customer.id: list(answer.lost) for answer in answers} == {
                party: lost for party, (_, lost) in wanted.items()
            }
            assert ids(answers) == list(wanted)
            chains = shortest_chains(net, down, outages)
            for answer in answers:
                ways = [chains[link.id] for link in wanted[answer.customer.id][0]]
                assert tuple(link.id for link in answer.path) == min(ways, key=lambda way: (len(way), way))
                leading = [tie.organization.id for tie in answer.through] + [answer.path[0].provider.id]
                assert leading[1:] == [tie.party.id for tie in answer.through]
                assert (leading[0] in failed) or (not answer.through and leading[0] in {one for one, _ in outages})
                assert all(tie.capacity is Capacity.UNIT for tie in answer.through)


@pytest.mark.parametrize("seed", range(10))
def test_exposure_is_the_number_of_customers_that_each_failure_affects(seed):
    random = seeded(seed)
    for _ in range(150):
        net = random_network(random)
        providers = sorted({link.provider.id for link in live_links(net)})
        wanted = {provider: len(net.affected_customers(provider, on=TODAY)) for provider in providers}
        assert dict(net.exposure(on=TODAY)) == wanted
        assert list(net.exposure(on=TODAY)) == providers


@pytest.mark.parametrize("seed", range(10))
def test_single_points_are_whose_failure_alone_lists_the_customer(seed):
    random = seeded(seed)
    for _ in range(60):
        net = random_network(random, spares=1)
        hit = {party: ids(net.affected_customers(party, on=TODAY, internal=True)) for party in net.parties}
        providers = {link.provider.id for link in live_links(net)}
        for customer in net.parties:
            assert [party.id for party in net.single_points_of_failure(customer, on=TODAY)] == [
                party for party in net.parties if customer in hit[party] and party in providers
            ]


@pytest.mark.parametrize("seed", range(10))
def test_without_substitutes_impact_is_what_can_be_reached(seed):
    random = seeded(seed)
    for _ in range(100):
        net = random_network(random, substitutes=False)
        graph = reachability(net)
        for party in net.parties:
            down = with_units(net, [party])
            reached = {other for one in down if one in graph for other in nx.descendants(graph, one)} - down
            assert ids(net.affected_customers(party, on=TODAY, internal=True)) == sorted(reached)


@pytest.mark.parametrize("seed", range(10))
def test_dependence_follows_all_relationships_substitutes_or_not(seed):
    random = seeded(seed)
    for _ in range(50):
        net = random_network(random)
        graph = reachability(net)
        for party in net.parties:
            depends = [provider.id for provider in net.dependencies_of(party, on=TODAY)]
            assert depends == sorted(nx.ancestors(graph, party))
            outward = {link.provider.id for link in live_links(net) if side(net, link) is Side.EXTERNAL}
            assert net.serves_external(party, on=TODAY) == bool(outward & {party, *nx.descendants(graph, party)})


def test_a_failure_reaches_the_guests_through_the_departments_between():
    meals, dinner = serves("kitchen", inside("dining"), "meals"), serves("dining", guest("pop"), "dinner")
    (pop,) = network(meals, dinner).affected_customers("kitchen", on=TODAY)
    assert pop == Affected(Person("pop"), (meals, dinner), ("dinner",))
    assert (
        str(pop)
        == "pop may be affected, without dinner: kitchen serves dining with meals; dining serves pop with dinner."
    )


def test_departments_are_listed_only_when_asked_for():
    net = network(serves("kitchen", inside("dining"), "meals"), serves("dining", guest("pop"), "dinner"))
    assert ids(net.affected_customers("kitchen", on=TODAY)) == ["pop"]
    assert ids(net.affected_customers("kitchen", on=TODAY, internal=True)) == ["dining", "pop"]


def test_who_still_has_the_service_from_a_substitute_is_spared():
    net = network(serves("bar", guest("pop"), "drinks"), serves("terrace", guest("pop"), "drinks"))
    assert net.affected_customers("bar", on=TODAY) == ()
    (pop,) = net.affected_customers("bar", "terrace", on=TODAY)
    assert [link.provider.id for link in pop.path] == ["bar"]


def test_substitutes_that_hang_on_one_party_fall_with_it():
    net = network(
        serves("it", inside("bar"), "tills"),
        serves("it", inside("terrace"), "tills"),
        serves("bar", guest("pop"), "drinks"),
        serves("terrace", guest("pop"), "drinks"),
    )
    assert ids(net.affected_customers("it", on=TODAY)) == ["pop"]
    assert dict(net.exposure(on=TODAY)) == {"bar": 0, "it": 1, "terrace": 0}
    assert [party.id for party in net.single_points_of_failure("pop", on=TODAY)] == ["it"]


def test_different_services_are_all_needed():
    net = network(
        serves("kitchen", inside("dining"), "meals"),
        serves("laundry", inside("dining"), "linen"),
        serves("dining", guest("pop"), "dinner"),
    )
    assert ids(net.affected_customers("laundry", on=TODAY)) == ["pop"]


def test_two_relationships_of_one_provider_are_no_substitutes_for_each_other():
    net = network(serves("bar", guest("pop"), "drinks", id="R1"), serves("bar", guest("pop"), "drinks", id="R2"))
    (pop,) = net.affected_customers("bar", on=TODAY)
    assert [link.id for link in pop.path] == ["R1"]
    assert pop.lost == ("drinks",)


def test_departments_that_serve_each_other_fail_together():
    net = network(
        serves("kitchen", inside("dining"), "meals"),
        serves("dining", inside("kitchen"), "orders"),
        serves("dining", guest("pop"), "dinner"),
    )
    assert ids(net.affected_customers("kitchen", on=TODAY, internal=True)) == ["dining", "pop"]
    assert dict(net.exposure(on=TODAY)) == {"dining": 1, "kitchen": 1}
    assert [party.id for party in net.dependencies_of("kitchen", on=TODAY)] == ["dining"]
    assert [party.id for party in net.single_points_of_failure("kitchen", on=TODAY)] == ["dining"]


def test_a_relationship_that_is_over_neither_breaks_nor_stands_in():
    net = network(serves("bar", guest("pop"), "drinks"), serves("terrace", guest("pop"), "drinks", valid_for=YESTERDAY))
    assert ids(net.affected_customers("bar", on=TODAY)) == ["pop"]
    assert net.affected_customers("terrace", on=TODAY) == ()
    assert net.affected_customers("bar", on=date(2026, 3, 1)) == ()
    assert dict(net.exposure(on=TODAY)) == {"bar": 1}
    assert not net.serves_external("terrace", on=TODAY)


def test_a_bare_party_is_listed_on_the_side_that_its_ties_make_it_that_day():
    cook, hotel = Person("cook"), Organization("hotel")
    until_today = Affiliation(cook, hotel, Capacity.EMPLOYEE, YESTERDAY)
    net = ServiceNetwork([until_today], [Relationship(hotel, cook, "dinner")])
    assert net.affected_customers("hotel", on=date(2026, 3, 1)) == ()
    assert ids(net.affected_customers("hotel", on=TODAY)) == ["cook"]
    assert not net.serves_external("hotel", on=date(2026, 3, 1))
    assert net.serves_external("hotel", on=TODAY)


def test_the_failed_are_not_listed_even_where_the_loss_comes_round_to_them():
    net = network(serves("bar", inside("till"), "cash"), serves("till", inside("bar"), "change"))
    assert ids(net.affected_customers("bar", on=TODAY, internal=True)) == ["till"]
    assert net.affected_customers("bar", "till", on=TODAY, internal=True) == ()


# Outages.


def test_an_outage_takes_one_service_and_leaves_the_others():
    net = network(serves("it", guest("ana"), "mail"), serves("it", guest("pop"), "phones"))
    assert ids(net.affected_customers(Outage("it", "mail"), on=TODAY)) == ["ana"]
    assert ids(net.affected_customers(Outage(Organization("it"), "phones"), on=TODAY)) == ["pop"]
    assert ids(net.affected_customers("it", on=TODAY)) == ["ana", "pop"]


def test_the_provider_of_an_outage_is_listed_when_the_loss_comes_round_to_it():
    net = network(
        serves("it", inside("desk"), "mail"),
        serves("desk", inside("it"), "tickets"),
        serves("it", guest("pop"), "wifi"),
    )
    answers = net.affected_customers(Outage("it", "mail"), on=TODAY, internal=True)
    assert [(answer.customer.id, answer.lost) for answer in answers] == [
        ("desk", ("mail",)),
        ("it", ("tickets",)),
        ("pop", ("wifi",)),
    ]
    assert [link.service for link in answers[2].path] == ["mail", "tickets", "wifi"]


def test_the_outages_of_all_substitutes_leave_nobody():
    net = network(serves("bar", guest("pop"), "drinks"), serves("terrace", guest("pop"), "drinks"))
    bar, terrace = Outage("bar", "drinks"), Outage("terrace", "drinks")
    assert net.affected_customers(bar, on=TODAY) == ()
    assert ids(net.affected_customers(bar, terrace, on=TODAY)) == ["pop"]
    assert ids(net.affected_customers(bar, "terrace", on=TODAY)) == ["pop"]


def test_a_substitute_for_an_outage_may_fall_later():
    net = network(
        serves("it", inside("bar"), "tills"),
        serves("bar", inside("terrace"), "ice"),
        serves("bar", guest("pop"), "drinks"),
        serves("terrace", guest("pop"), "drinks"),
        serves("terrace", guest("ana"), "drinks"),
        serves("bar", guest("ana"), "drinks"),
    )
    answers = net.affected_customers(Outage("bar", "drinks"), Outage("it", "tills"), on=TODAY)
    assert [(answer.customer.id, [link.id for link in answer.path]) for answer in answers] == [
        ("ana", ["bar/ana/drinks"]),
        ("pop", ["bar/pop/drinks"]),
    ]


def test_an_outage_of_a_service_that_is_over_today_reaches_nobody():
    net = network(serves("it", guest("pop"), "fax", valid_for=YESTERDAY))
    assert net.affected_customers(Outage("it", "fax"), on=TODAY) == ()


def test_an_outage_of_a_service_that_was_never_provided_is_refused_with_what_was_meant():
    net = network(serves("it", guest("pop"), "mail"), serves("bar", guest("pop"), "drinks"))
    with pytest.raises(UnknownService) as caught:
        net.affected_customers(Outage("it", "mial"), on=TODAY)
    assert (caught.value.provider, caught.value.service, caught.value.known) == ("it", "mial", ("mail",))
    with pytest.raises(UnknownService, match="'it' provides no service 'drinks': look for it among the services"):
        net.affected_customers(Outage("it", "drinks"), on=TODAY)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [((7, "mail"), InvalidType), (("", "mail"), InvalidValue), (("it", 7), InvalidType), (("it", ""), InvalidValue)],
)
def test_an_outage_is_of_a_party_or_id_and_a_service(arguments, error):
    with pytest.raises(error, match=r"Outage\."):
        Outage(*arguments)


# Chains.


def test_of_two_shortest_chains_the_first_by_the_ids_of_its_links_is_told():
    net = network(
        serves("it", inside("bar"), "tills", id="2"),
        serves("it", inside("desk"), "mail", id="1"),
        serves("bar", guest("pop"), "drinks", id="3"),
        serves("desk", guest("pop"), "keys", id="4"),
    )
    (pop,) = net.affected_customers("it", on=TODAY)
    assert [link.id for link in pop.path] == ["1", "4"]
    assert pop.lost == ("drinks", "keys")


def test_a_chain_of_two_failures_is_the_shorter_one_and_then_the_first_by_id():
    net = network(
        serves("it", inside("desk"), "mail", id="1"),
        serves("desk", guest("pop"), "keys", id="2"),
        serves("bar", guest("pop"), "drinks", id="3"),
        serves("bar", guest("ana"), "drinks", id="5"),
        serves("it", guest("ana"), "wifi", id="4"),
    )
    answers = net.affected_customers("it", "bar", on=TODAY)
    assert [[link.id for link in answer.path] for answer in answers] == [["4"], ["3"]]


def test_a_link_whose_service_a_substitute_still_gives_is_in_no_chain():
    net = network(
        serves("it", inside("desk"), "mail", id="1"),
        serves("post", inside("desk"), "mail", id="2"),
        serves("it", inside("bar"), "tills", id="3"),
        serves("bar", inside("desk"), "coffee", id="4"),
        serves("desk", guest("pop"), "keys", id="5"),
    )
    (pop,) = net.affected_customers("it", on=TODAY)
    assert [link.id for link in pop.path] == ["3", "4", "5"]


def test_a_chain_ends_with_a_loss_on_the_side_asked_for():
    ana = Person("ana")
    net = network(
        serves("it", HorizontalCustomer(ana), "mail", id="1"),
        serves("it", inside("bar"), "tills", id="2"),
        serves("bar", RetailCustomer(ana), "drinks", id="3"),
    )
    (outside,) = net.affected_customers("it", on=TODAY)
    assert ([link.id for link in outside.path], outside.lost) == (["2", "3"], ("drinks", "mail"))
    anyhow = net.affected_customers("it", on=TODAY, internal=True)[0]
    assert ([link.id for link in anyhow.path], anyhow.lost) == (["1"], ("drinks", "mail"))


def test_who_loses_only_what_it_has_as_a_colleague_is_no_affected_outsider():
    ana = Person("ana")
    net = network(
        serves("it", HorizontalCustomer(ana), "mail"),
        serves("bar", RetailCustomer(ana), "drinks"),
        serves("it", HorizontalCustomer(ana), "lunch"),
        serves("bar", HorizontalCustomer(ana), "lunch"),
    )
    assert net.affected_customers("it", on=TODAY) == ()
    assert dict(net.exposure(on=TODAY)) == {"bar": 1, "it": 0}
    assert [party.id for party in net.single_points_of_failure("ana", on=TODAY)] == ["bar", "it"]


def deep(length):
    """A chain of *length* links, each party serving the next, the last one a guest."""
    parties = [Organization(f"p{number:06}") for number in range(length)]
    links = [
        Relationship(provider, HorizontalCustomer(customer), "work", id=f"r{number:06}")
        for number, (provider, customer) in enumerate(pairwise(parties))
    ]
    return ServiceNetwork(relationships=[*links, Relationship(parties[-1], guest("pop"), "work", id="last")])


@pytest.mark.slow
def test_a_chain_of_a_hundred_thousand_links_is_followed_to_its_end():
    net = deep(100_000)
    (pop,) = net.affected_customers("p000000", on=TODAY)
    assert len(pop.path) == 100_000
    assert net.serves_external("p000000", on=TODAY)
    assert len(net.dependencies_of("pop", on=TODAY)) == 100_000


@pytest.mark.slow
def test_in_a_deep_chain_everyone_is_a_single_point():
    net = deep(20_000)
    assert len(net.single_points_of_failure("pop", on=TODAY)) == 20_000
    assert set(net.exposure(on=TODAY).values()) == {1}


# The value.


def test_what_is_found_equals_what_is_made_in_hash_in_a_pickle_and_in_a_copy():
    drinks = serves("bar", guest("pop"), "drinks")
    made = Affected(Person("pop"), [drinks], ["drinks"])

    def found():
        return network(drinks).affected_customers("bar", on=TODAY)[0]

    assert found() == made
    assert hash(found()) == hash(made)
    assert pickle.loads(pickle.dumps(found())) == made
    assert copy(found()) == made
    assert repr(found()) == repr(made)


def test_an_affected_customer_has_no_other_attributes():
    (pop,) = network(serves("bar", guest("pop"), "drinks")).affected_customers("bar", on=TODAY)
    with pytest.raises(AttributeError, match="'Affected' object has no attribute 'chain'"):
        _ = pop.chain


@pytest.mark.parametrize(
    ("arguments", "error", "field"),
    [
        (("pop", [serves("bar", guest("pop"), "drinks")], ["drinks"]), InvalidType, "customer"),
        ((Person("pop"), ["drinks"], ["drinks"]), InvalidType, r"path\[0\]"),
        ((Person("pop"), [], ["drinks"]), InvalidValue, "path"),
        ((Person("pop"), [serves("bar", guest("pop"), "drinks")], [""]), InvalidValue, r"lost\[0\]"),
        ((Person("pop"), [serves("bar", guest("pop"), "drinks")], ["drinks"], ["bar"]), InvalidType, r"through\[0\]"),
    ],
)
def test_an_affected_customer_has_a_party_a_chain_and_lost_services(arguments, error, field):
    with pytest.raises(error, match=rf"Affected\.{field}"):
        Affected(*arguments)


# What may be asked.


def test_an_unknown_party_is_refused_everywhere():
    net = network(serves("bar", guest("pop"), "drinks"))
    for ask in (
        lambda: net.affected_customers("bra", on=TODAY),
        lambda: net.affected_customers("bar", Outage("bra", "drinks"), on=TODAY),
        lambda: net.affected_customers(Organization("bra"), on=TODAY),
        lambda: net.serves_external("bra", on=TODAY),
        lambda: net.dependencies_of("bra", on=TODAY),
        lambda: net.single_points_of_failure("bra", on=TODAY),
    ):
        with pytest.raises(UnknownParty) as caught:
            ask()
        assert (caught.value.id, caught.value.known) == ("bra", ("bar",))


def test_a_failure_is_a_party_an_id_or_an_outage():
    net = network(serves("bar", guest("pop"), "drinks"))
    with pytest.raises(InvalidType, match="must be a Person, an Organization or an id"):
        net.affected_customers(7, on=TODAY)
    with pytest.raises(ConflictingIds):
        net.affected_customers(Organization("bar", "another bar"), on=TODAY)


def test_a_question_without_a_date_is_refused():
    net = network(serves("bar", guest("pop"), "drinks"))
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for ask in (
        lambda: net.affected_customers("bar", on=now),
        lambda: net.serves_external("bar", on=now),
        lambda: net.dependencies_of("bar", on=now),
        lambda: net.exposure(on=now),
        lambda: net.single_points_of_failure("bar", on=now),
    ):
        with pytest.raises(InvalidType, match="on must be a date without a time"):
            ask()


def test_without_a_failure_or_a_relationship_nobody_is_affected():
    assert network(serves("bar", guest("pop"), "drinks")).affected_customers(on=TODAY) == ()
    alone = ServiceNetwork(parties=[Person("pop")])
    assert alone.affected_customers("pop", on=TODAY) == ()
    assert dict(alone.exposure(on=TODAY)) == {}
    assert alone.single_points_of_failure("pop", on=TODAY) == ()
    assert alone.dependencies_of("pop", on=TODAY) == ()
    assert not alone.serves_external("pop", on=TODAY)


# Laws.

seeds = st.integers(0, 2**32)


@settings(max_examples=150)
@given(seeds)
def test_more_failures_never_affect_fewer(seed):
    random = seeded(seed)
    net = random_network(random)
    failed, outages = random_failures(random, net)
    more_failed, more_outages = random_failures(random, net)
    fewer = [*failed, *(Outage(*outage) for outage in outages)]
    more = [*fewer, *more_failed, *(Outage(*outage) for outage in more_outages)]
    for internal in (False, True):
        before = net.affected_customers(*fewer, on=TODAY, internal=internal)
        after = net.affected_customers(*more, on=TODAY, internal=internal)
        assert set(ids(before)) <= {*ids(after), *with_units(net, more_failed)}


@settings(max_examples=150)
@given(seeds)
def test_an_added_substitute_never_affects_more(seed):
    random = seeded(seed)
    net = random_network(random)
    failed, outages = random_failures(random, net)
    failures = [*failed, *(Outage(*outage) for outage in outages)]
    link = random.choice([*net.relationships.values()])
    others = [party for party in net.parties.values() if party not in {link.provider, link.party}]
    # On the side of the one it stands in for: a sale beside an internal service makes a buyer of the customer.
    role = link.customer
    if role is link.party:
        buyer = RetailCustomer if isinstance(role, Person) else B2BCustomer
        role = (buyer if side(net, link) is Side.EXTERNAL else HorizontalCustomer)(role)
    spare = Organization("spare")
    substitute = Relationship(random.choice([*others, spare]), role, link.service, link.valid_for, id="substitute")
    with_it = net.with_relationships(substitute)
    for internal in (False, True):
        before = net.affected_customers(*failures, on=TODAY, internal=internal)
        after = with_it.affected_customers(*failures, on=TODAY, internal=internal)
        assert set(ids(after)) <= set(ids(before))


@settings(max_examples=150)
@given(seeds)
def test_other_ids_change_nothing_but_names(seed):
    random = seeded(seed)
    net = random_network(random)
    failed, outages = random_failures(random, net)
    names = dict(
        zip(net.parties, random.sample([f"q{n}" for n in range(len(net.parties))], len(net.parties)), strict=True)
    )
    parties = {old: evolve(party, id=names[old]) for old, party in net.parties.items()}
    renamed = ServiceNetwork(
        [
            evolve(tie, party=parties[tie.party.id], organization=parties[tie.organization.id])
            for tie in net.affiliations
        ],
        [
            evolve(
                link,
                provider=parties[link.provider.id],
                customer=parties[link.party.id]
                if link.customer is link.party
                else evolve(link.customer, party=parties[link.party.id]),
            )
            for link in net.relationships.values()
        ],
        parties.values(),
    )
    failures = [*failed, *(Outage(*outage) for outage in outages)]
    failures_renamed = [*(names[one] for one in failed), *(Outage(names[one], service) for one, service in outages)]
    before = net.affected_customers(*failures, on=TODAY)
    after = renamed.affected_customers(*failures_renamed, on=TODAY)
    assert {names[one.customer.id]: ([link.id for link in one.path], one.lost) for one in before} == {
        one.customer.id: ([link.id for link in one.path], one.lost) for one in after
    }
    assert {names[one]: count for one, count in net.exposure(on=TODAY).items()} == renamed.exposure(on=TODAY)


# The parts that exposure is made of.


@settings(max_examples=200)
@given(seeds)
def test_components_are_the_loops_of_a_graph_and_their_links_lead_to_earlier_ones(seed):
    random = seeded(seed)
    size = random.randint(0, 12)
    graph = [[random.randrange(size) for _ in range(random.randint(0, 3))] for _ in range(size)]
    whole = nx.DiGraph([(node, other) for node, others in enumerate(graph) for other in others])
    whole.add_nodes_from(range(size))
    found = components(graph)
    assert sorted(map(sorted, found)) == sorted(map(sorted, nx.strongly_connected_components(whole)))
    place = {node: number for number, component in enumerate(found) for node in component}
    assert all(place[other] <= place[node] for node, others in enumerate(graph) for other in others)


@given(st.lists(st.tuples(st.integers(0, 2**70 - 1), st.integers(0, 9)), max_size=20))
def test_a_counter_counts_each_bit_as_often_as_it_was_set(added):
    counter = BitCounter()
    for bits, times in added:
        counter.add(bits, times)
    assert counter.counts(70) == [sum(times for bits, times in added if bits >> place & 1) for place in range(70)]


def test_an_organization_that_fails_takes_its_units_with_it_at_any_depth_but_not_its_subsidiaries():
    house, desk, night, sister = map(Organization, ["house", "desk", "night", "sister"])
    ties = [
        Affiliation(desk, house, Capacity.UNIT),
        Affiliation(night, desk, Capacity.UNIT),
        Affiliation(sister, house, Capacity.SUBSIDIARY),
        Affiliation(Organization("old"), house, Capacity.UNIT, YESTERDAY),
    ]
    stays = [serves(provider, guest(f"{provider}-guest"), "stay") for provider in ("desk", "night", "sister", "old")]
    net = ServiceNetwork(ties, stays)
    by_day, by_night = net.affected_customers("house", on=TODAY)
    assert (by_day.customer.id, by_day.through, by_day.path) == ("desk-guest", (ties[0],), (stays[0],))
    assert (by_night.customer.id, by_night.through, by_night.path) == ("night-guest", (ties[0], ties[1]), (stays[1],))
    assert str(by_day) == (
        "desk-guest may be affected, without stay: desk is unit of house; desk serves desk-guest with stay."
    )
    assert net.affected_customers("desk", on=TODAY)[0].through == ()
    assert dict(net.exposure(on=TODAY)) == {"desk": 2, "night": 1, "old": 1, "sister": 1}
    assert net.single_points_of_failure("night-guest", on=TODAY) == (desk, night)  # the house serves nobody itself


def test_who_goes_down_because_of_another_does_not_take_its_units_along_and_neither_does_an_outage():
    tie = Affiliation(Organization("night"), Organization("desk"), Capacity.UNIT)
    links = [
        serves("it", inside("desk"), "bookings"),
        serves("desk", guest("ana"), "stay"),
        serves("night", guest("dan"), "stay"),
    ]
    net = ServiceNetwork([tie], links)
    assert ids(net.affected_customers("it", on=TODAY)) == ["ana"]
    assert ids(net.affected_customers("desk", on=TODAY)) == ["ana", "dan"]
    assert ids(net.affected_customers(Outage("desk", "stay"), on=TODAY)) == ["ana"]
    assert dict(net.exposure(on=TODAY)) == {"desk": 2, "it": 1, "night": 1}


# Cut sets, chains of every service, and the failures that suffice.


def all_subsets(items, most):
    return [frozenset(some) for size in range(1, most + 1) for some in combinations(items, size)]


def minimal(sets):
    return {one for one in sets if not any(other < one for other in sets)}


@pytest.mark.parametrize(("seed", "towns"), [(0, 25), pytest.param(1, 1500, marks=pytest.mark.exhaustive)])
def test_cut_sets_are_the_minimal_ones_of_all_sets_of_providers(seed, towns):
    random = seeded(seed)
    for _ in range(towns):
        net = random_network(random, spares=1)
        providers = sorted({link.provider.id for link in live_links(net)})
        most = random.randint(1, 3)
        lost = {
            some: {one.customer.id: set(one.lost) for one in net.affected_customers(*some, on=TODAY, internal=True)}
            for some in all_subsets(providers, most)
        }
        for customer in random.sample(sorted(net.parties), 2):
            wanted = minimal([some for some, losses in lost.items() if customer in losses])
            found = net.cut_sets(customer, on=TODAY, most=most)
            assert set(found) == wanted
            assert list(found) == sorted(found, key=lambda one: (len(one), sorted(one)))
            singles = [party.id for party in net.single_points_of_failure(customer, on=TODAY)]
            assert [min(one) for one in found if len(one) == 1] == singles
            for service in {link.service for link in live_links(net)}:
                wanted = minimal([some for some, losses in lost.items() if service in losses.get(customer, ())])
                assert set(net.cut_sets(customer, on=TODAY, service=service, most=most)) == wanted


@pytest.mark.parametrize(("seed", "towns"), [(2, 40), pytest.param(3, 2500, marks=pytest.mark.exhaustive)])
def test_because_are_the_minimal_ones_of_all_sets_of_failures(seed, towns):
    random = seeded(seed)
    for _ in range(towns):
        net = random_network(random)
        failed, outages = random_failures(random, net)
        asked = [*(net.parties[party] for party in failed), *(Outage(*outage) for outage in outages)]
        internal = random.random() < 0.5
        listed = {
            some: ids(net.affected_customers(*some, on=TODAY, internal=internal))
            for some in all_subsets(asked, len(asked))
        }
        for affected in net.affected_customers(*asked, on=TODAY, internal=internal):
            wanted = minimal([some for some, found in listed.items() if affected.customer.id in found])
            assert {frozenset(some) for some in affected.because} == wanted
            assert all([one for one in asked if one in some] == list(some) for some in affected.because)
            assert tuple(affected.chains) == affected.lost
            assert affected.path in affected.chains.values()
            for service, chain in affected.chains.items():
                assert (chain[-1].service, chain[-1].party) == (service, affected.customer)
                assert all(one.party == other.provider for one, other in pairwise(chain))
                assert len(chain) >= len(affected.path) or not internal


def test_more_reasons_than_anybody_reads_are_refused_when_they_are_read():
    rooms = [serves(f"p{number}", inside(f"room{number}"), "heat") for number in range(9)]
    spares = [serves(f"q{number}", inside(f"room{number}"), "heat") for number in range(9)]
    keys = [serves(f"room{number}", guest("pop"), "key") for number in range(9)]
    net = network(*rooms, *spares, *keys, serves("x", guest("ana"), "key"))
    names = [f"{letter}{number}" for number in range(9) for letter in "pq"]
    (pop,) = net.affected_customers(*names, on=TODAY)
    assert len(pop.because[0]) == 18
    halves = [serves(f"{letter}{number}", inside(f"part{number}"), letter) for number in range(9) for letter in "pq"]
    parts = [serves(f"part{number}", guest("pop"), "key") for number in range(9)]
    (pop,) = network(*halves, *parts).affected_customers(*names, on=TODAY)
    with pytest.raises(TooManyReasons) as caught:
        pop.because  # noqa: B018  # reading it is what raises
    assert caught.value.limit == 256
    again = pickle.loads(pickle.dumps(pop))
    assert again == pop
    with pytest.raises(TooManyReasons):
        again.because  # noqa: B018  # as above


def test_cut_sets_are_asked_for_with_a_known_service_and_a_whole_number():
    net = network(serves("it", guest("pop"), "wifi"), serves("desk", guest("ana"), "stay"))
    assert net.cut_sets("pop", on=TODAY, service="stay") == net.cut_sets("it", on=TODAY) == ()
    with pytest.raises(UnknownService):
        net.cut_sets("pop", on=TODAY, service="wfii")
    with pytest.raises(InvalidValue):
        net.cut_sets("pop", on=TODAY, most=0)
    for wrong in ({"most": 2.0}, {"most": True}, {"service": 7}):
        with pytest.raises(InvalidType):
            net.cut_sets("pop", on=TODAY, **wrong)


def test_too_many_sets_at_one_service_are_refused():
    crowd = [
        serves(f"{side}{number}", inside(side), f"s{number}") for side in ("east", "west") for number in range(1500)
    ]
    net = network(*crowd, serves("east", guest("pop"), "stay"), serves("west", guest("pop"), "stay"))
    with pytest.raises(TooManyReasons):
        net.cut_sets("pop", on=TODAY)
    assert net.cut_sets("pop", on=TODAY, most=1) == ()
