"""Parts: what is loaded of a network answers as the whole does."""

import re
from datetime import date, datetime
from itertools import pairwise
from random import Random

import pytest
from attrs import fields

from relclient import (
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    Capacity,
    ConflictingIds,
    InvalidType,
    OperationalCustomer,
    Organization,
    PartyClassification,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    Role,
    ServedCustomer,
    ServiceNetwork,
    UnknownParty,
)
from relclient.interop import sql
from stores import ANA, DAY, DESK, FULL, GROUP, HOTEL, KITCHEN, SPRING, VLAD, Tier, loaded, saved, synced


def random_network(random):
    """A dense small network: bare and declared customers, substitutes, loops, ties and groups that come and go."""
    units = [Organization(f"unit {number}") for number in range(5)]
    people = [Person(f"person {number}") for number in range(5)]
    periods = [Period(), Period(None, DAY), Period(DAY), Period(DAY, date(2026, 6, 1))]
    owned = [
        Affiliation(child, random.choice(units[:place]), Capacity.SUBSIDIARY, random.choice(periods))
        for place, child in enumerate(units)
        if place and random.random() < 0.6
    ]
    capacities = [capacity for capacity in Capacity if not capacity.is_ownership]
    ties = [
        Affiliation(random.choice(people), random.choice(units), random.choice(capacities), random.choice(periods))
        for _ in range(5)
    ]
    ties += [Affiliation(*random.sample(units, 2), Capacity.SUPPLIER, random.choice(periods))]

    def a_customer(provider):
        buyer = random.choice([party for party in people + units if party != provider])
        if isinstance(buyer, Person):
            return random.choice([buyer, RetailCustomer(buyer), AccountCustomer(buyer, "A-1", random.choice(people))])
        return random.choice([buyer, B2BCustomer(buyer, contacts=random.sample(people, 2)), OperationalCustomer(buyer)])

    providers = [random.choice(units + people) for _ in range(9)]
    services = [
        Relationship(provider, a_customer(provider), random.choice("ab"), random.choice(periods), id=f"R{number}")
        for number, provider in enumerate(providers)
    ]
    return ServiceNetwork([*owned, *ties], services, units + people)


def answers(network, id, on):
    """All that can be asked about one party, but for the days around the one of the question."""
    found = (
        network.roles(id, on=on),
        network.customers(id, on=on),
        network.providers_of(id, on=on),
        network.dependencies_of(id, on=on),
        network.serves_external(id, on=on),
        network.single_points_of_failure(id, on=on),
        network.affected_customers(id, on=on),
        network.affected_customers(id, on=on, internal=True),
        network.exposure(on=on).get(id),
    )
    return tuple(map(without_days_around, found))


def without_days_around(answer):
    match answer:
        case tuple():
            return tuple(map(without_days_around, answer))
        case PartyClassification():
            return answer.party, answer.provider, answer.on, answer.side, answer.kind, answer.grounds
        case Role() | ServedCustomer():
            return {each.name: without_days_around(getattr(answer, each.name)) for each in fields(type(answer))}
        case _:
            return answer


@pytest.mark.parametrize("seed", range(4))
def test_a_part_answers_for_its_parties_as_the_whole_network_does(engine, seed):
    network = saved(engine, random_network(Random(seed)))
    with engine.connect() as connection:
        for id in network.parties:
            for on in (None, DAY):
                part = sql.load(connection, on, [id], enums=[Tier])
                assert answers(part, id, DAY) == answers(network, id, DAY)
                for other in part.parties.keys() - {id}:
                    mine, theirs = part.classify(id, other, on=DAY), network.classify(id, other, on=DAY)
                    assert without_days_around(mine) == without_days_around(theirs)
                    assert on is not None or mine == theirs
                assert set(part.affiliations) <= set(network.affiliations)
                assert part.relationships.items() <= network.relationships.items()


def test_the_day_of_a_question_is_all_that_it_needs(engine):
    network = saved(engine, random_network(Random(5)))
    of_day = loaded(engine, DAY)
    assert of_day.parties == network.parties
    assert {id: answers(of_day, id, DAY) for id in network.parties} == {
        id: answers(network, id, DAY) for id in network.parties
    }
    assert set(of_day.affiliations) == {tie for tie in network.affiliations if DAY in tie.valid_for}
    assert of_day.relationships == {id: each for id, each in network.relationships.items() if DAY in each.valid_for}


def test_a_period_ends_before_its_last_day_is_over(engine):
    saved(engine)
    assert "hotel/mr-pop/stay/2026-03-01" not in loaded(engine, date(2026, 2, 28)).relationships
    assert "hotel/mr-pop/stay/2026-03-01" in loaded(engine, date(2026, 3, 1)).relationships
    assert "hotel/mr-pop/stay/2026-03-01" in loaded(engine, date(2026, 5, 31)).relationships
    assert "hotel/mr-pop/stay/2026-03-01" not in loaded(engine, date(2026, 6, 1)).relationships
    contacts = Relationship(HOTEL, B2BCustomer(GROUP, contacts=[ANA]), "stay", SPRING)
    saved(engine, ServiceNetwork(relationships=[contacts]))
    assert loaded(engine, date(2026, 6, 1)).relationships == {}


def test_a_part_leaves_out_what_does_not_bear_on_it(engine):
    saved(engine)
    spa, bakery = Organization("spa"), Organization("bakery")
    other = [Relationship(spa, Person("bather"), "baths"), Relationship(HOTEL, bakery, "advice")]
    wider = synced(
        engine, FULL, FULL.with_relationships(*other).with_affiliations(Affiliation(VLAD, spa, Capacity.OWNER))
    )
    part = loaded(engine, parties=["mr-pop"])
    assert set(part.parties) == {"mr-pop", "hotel", "kitchen", "it", "ana"}
    assert set(part.relationships) == {
        "hotel/mr-pop/stay/2026-03-01",
        "hotel/mr-pop/dinner",
        "kitchen/hotel/lists",
        "kitchen/hotel/meals",
        "it/kitchen/mail",
        "it/hotel/mail",
    }
    assert part.relationships["hotel/mr-pop/stay/2026-03-01"].agreement == DESK
    assert loaded(engine, parties=[]) == ServiceNetwork()
    assert loaded(engine, parties=["alone"]) == ServiceNetwork(parties=[wider.parties["alone"]])


def test_a_given_organization_stands_for_all_that_belongs_to_it(engine):
    cook = Relationship(KITCHEN, Person("guest"), "meals")
    saved(
        engine,
        ServiceNetwork(
            [Affiliation(KITCHEN, HOTEL, Capacity.UNIT), Affiliation(HOTEL, GROUP, Capacity.SUBSIDIARY)], [cook]
        ),
    )
    assert set(loaded(engine, parties=[GROUP]).parties) == {"group", "hotel", "kitchen", "guest"}
    assert set(loaded(engine, parties=["guest"]).parties) == {"group", "hotel", "kitchen", "guest"}
    assert set(loaded(engine, parties=[HOTEL]).parties) == {"group", "hotel", "kitchen", "guest"}


def test_a_long_chain_and_a_large_part_are_read_whole(engine):
    desks = [Organization(f"desk {number:04}") for number in range(300)]
    guests = [Person(f"guest {number:04}") for number in range(1_200)]
    chain = [Relationship(one, other, "help") for one, other in pairwise(desks)]
    network = saved(
        engine, ServiceNetwork(relationships=chain + [Relationship(desks[-1], guest, "stay") for guest in guests])
    )
    assert loaded(engine, parties=[desks[0]]) == network
    assert len(loaded(engine, parties=["guest 0000"]).relationships) == 300


def test_a_large_difference_is_written_like_a_small_one(engine):
    guests = [Person(f"guest {number:04}") for number in range(2_100)]
    old = saved(engine, ServiceNetwork(parties=guests))
    synced(engine, old, old.without_parties("guest 0007").with_party(Person("guest 0008", "Mr. Pop")))
    assert list(loaded(engine).parties.values()) == [*guests[:7], Person("guest 0008", "Mr. Pop"), *guests[9:]]
    few = ServiceNetwork(parties=guests[:2_010])
    saved(engine, ServiceNetwork(parties=[*guests, *(Person(f"other {number}") for number in range(2_100))]))
    synced(engine, few, ServiceNetwork())
    assert len(loaded(engine).parties) == 90 + 2_100


def test_a_party_that_is_not_there_and_one_that_is_another_are_refused(engine):
    saved(engine)
    with pytest.raises(UnknownParty) as caught:
        loaded(engine, parties=["hotel", "hotle"])
    assert (caught.value.id, caught.value.known) == ("hotle", ("hotel",))
    for id in ("\0", "\ud800"):
        with pytest.raises(UnknownParty):
            loaded(engine, parties=["hotel", id])
    with pytest.raises(ConflictingIds) as caught:
        loaded(engine, parties=[Person("ana", "Ana Ionescu")])
    assert (caught.value.first, caught.value.second) == (ANA, Person("ana", "Ana Ionescu"))


def test_arguments_of_another_type_are_refused(engine):
    with engine.connect() as connection:
        for call, message in [
            (lambda: sql.load(connection, datetime(2026, 3, 2)), "load on must be a date without a time"),  # noqa: DTZ001
            (lambda: sql.load(connection, parties="hotel"), "load parties must be a list or tuple, even of one"),
            (lambda: sql.load(connection, parties=[7]), "load parties must be parties or their ids, not 7"),
            (
                lambda: sql.load(engine),
                "load connection must be a Connection of SQLAlchemy, which engine.begin() gives",
            ),
            (lambda: sql.save(engine, FULL), "save connection must be a Connection"),
            (lambda: sql.save(connection, {}), "save network must be a ServiceNetwork"),
            (lambda: sql.sync(engine, FULL, FULL), "sync connection must be a Connection"),
            (lambda: sql.sync(connection, {}, FULL), "sync old must be a ServiceNetwork"),
            (lambda: sql.sync(connection, FULL, {}), "sync new must be a ServiceNetwork"),
        ]:
            with pytest.raises(InvalidType, match=re.escape(message)):
                call()
