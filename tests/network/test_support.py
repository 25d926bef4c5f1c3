"""
Support: the affiliations that a side stands on, and those without which it ends, against brute force.

The oracle makes the network anew with every set of its affiliations, and asks it.
"""

import copy
import pickle
import random
from contextlib import suppress
from datetime import date

import pytest

from random_tables import drawn
from relclient import (
    SIDE_TABLE,
    Affiliation,
    BusinessFunction,
    Capacity,
    DecisionTable,
    Organization,
    Period,
    Person,
    Problems,
    Relationship,
    Rule,
    Rulebook,
    ServiceNetwork,
    Side,
    TooManyReasons,
)

ON = date(2026, 3, 2)
ON_THE_GATE = 200
IN_ALL = 5_000
PEOPLE = [Person(name) for name in ("ana", "dan")]
PLACES = [Organization(name) for name in ("bar", "hotel", "group")]
PERIODS = [Period(), Period(), Period(), Period(ON), Period(None, ON)]
TIES_AT_MOST = 7


def random_functions(draw):
    if draw.random() < 0.6:
        return None
    return draw.sample(list(BusinessFunction), draw.randint(0, 2))


def random_ties(draw):
    ties = []
    for party in PLACES:
        if draw.random() < 0.7:
            above = draw.choice([place for place in PLACES if place != party])
            capacity = draw.choice([Capacity.UNIT, Capacity.SUBSIDIARY])
            ties.append(Affiliation(party, above, capacity, draw.choice(PERIODS), random_functions(draw)))
    while len(ties) < TIES_AT_MOST and draw.random() < 0.9:
        party = draw.choice([*PEOPLE, *PEOPLE, *PLACES])
        capacities = [
            one for one in Capacity if not one.is_ownership and (isinstance(party, Person) or not one.is_work)
        ]
        place = draw.choice([place for place in PLACES if place != party])
        ties.append(Affiliation(party, place, draw.choice(capacities), draw.choice(PERIODS), random_functions(draw)))
    return tuple(dict.fromkeys(ties))


def random_side_table(draw):
    """Return a side table of any shape: a tie may bring a party in or take it out."""
    if draw.random() < 0.4:
        return SIDE_TABLE
    names = draw.sample([*SIDE_TABLE.inputs, "decides_offer", "produces", "supplies", "vip"], 5)
    table = drawn(draw.randrange(10**9), dict.fromkeys(names, bool))
    sides = {"stay": Side.INTERNAL, "go": Side.EXTERNAL, "wait": Side.INTERNAL}
    rules = [Rule(rule.id, rule.when, sides[rule.then]) for rule in table.rules]
    return DecisionTable("side", table.inputs, rules, table.hit_policy)


def random_network(seed):
    draw = random.Random(seed)
    while True:
        rulebook = Rulebook(random_side_table(draw))
        links = []
        if draw.random() < 0.5:
            provider, customer = draw.sample([*PEOPLE, *PLACES], 2)
            links.append(Relationship(provider, customer, "help", facts={"vip": draw.random() < 0.5}))
        with suppress(Problems):  # two parents on one day, or a circle of them
            return draw, ServiceNetwork(random_ties(draw), links, [*PEOPLE, *PLACES], rulebook=rulebook)


def minimal(sets):
    return {one for one in sets if not any(other < one for other in sets)}


def by_trying(network, party, provider):
    """Return the minimal sets that suffice, and those without which the side turns, by trying all sets."""
    ties = tuple(network.affiliations)
    now = network.classify(party, provider, on=ON).side
    sets = [frozenset(tie for place, tie in enumerate(ties) if number >> place & 1) for number in range(1 << len(ties))]
    turning = []
    for kept in sets:
        links, parties = network.relationships.values(), network.parties.values()
        fewer = ServiceNetwork([tie for tie in ties if tie in kept], links, parties, rulebook=network.rulebook)
        if fewer.classify(party, provider, on=ON).side is not now:
            turning.append(frozenset(ties) - kept)
    return minimal([one for one in sets if all(one & taken for taken in turning)]), minimal(turning)


def hold_against_trying(seeds):
    seen = set()
    for seed in seeds:
        draw, network = random_network(seed)
        party, provider = draw.sample([*PEOPLE, *PLACES], 2)
        answer = network.classify(party, provider, on=ON)
        if answer.side is Side.EXTERNAL:
            assert answer.stands_on == answer.ends_with == ()
            continue
        for told, tried in zip((answer.stands_on, answer.ends_with), by_trying(network, party, provider), strict=True):
            sizes = list(map(len, told))
            assert sizes == sorted(sizes)
            assert len(set(map(frozenset, told))) == len(told)
            assert set(map(frozenset, told)) == tried, seed
        seen.add((len(answer.stands_on) > 1, len(answer.ends_with) > 1))
    assert len(seen) == 4


def test_what_a_side_stands_on_is_what_trying_all_sets_of_affiliations_shows():
    hold_against_trying(range(ON_THE_GATE))


@pytest.mark.exhaustive
def test_what_a_side_stands_on_in_thousands_of_networks_is_what_trying_shows():
    hold_against_trying(range(ON_THE_GATE, IN_ALL))


DAN, SPA, HOTEL = Person("dan", "Dan"), Organization("spa", "the spa"), Organization("hotel", "the hotel")
UNIT = Affiliation(SPA, HOTEL, Capacity.UNIT)
CONTRACT = Affiliation(DAN, SPA, Capacity.CONTRACTOR)
SHARE = Affiliation(DAN, HOTEL, Capacity.SHAREHOLDER)


def test_the_reason_names_the_ownership_that_it_hangs_on():
    answer = ServiceNetwork([UNIT, CONTRACT]).classify(DAN, HOTEL, on=ON)
    assert answer.stands_on == ((CONTRACT, UNIT),)
    assert answer.ends_with == ((CONTRACT,), (UNIT,))
    assert answer.short == "Dan is a horizontal customer of the hotel"
    assert str(answer) == (
        f"Dan is a horizontal customer of the hotel on 2026-03-02: contracted ({CONTRACT} and {UNIT}), "
        "works-alongside-contractor."
    )


def test_a_masked_ground_is_said_as_another_and_not_as_one_more():
    answer = ServiceNetwork([UNIT, CONTRACT, SHARE]).classify(DAN, HOTEL, on=ON)
    assert answer.stands_on == ((SHARE,), (CONTRACT, UNIT))
    assert set(map(frozenset, answer.ends_with)) == {frozenset({CONTRACT, SHARE}), frozenset({UNIT, SHARE})}
    assert f"({SHARE}, or also {CONTRACT} and {UNIT})" in str(answer)


def test_the_own_work_of_a_person_who_provides_is_named():
    ana = Person("ana", "Ana")
    work = Affiliation(ana, SPA, Capacity.EMPLOYEE)
    (stands_on,) = ServiceNetwork([UNIT, work, SHARE]).classify(DAN, ana, on=ON).stands_on
    assert set(stands_on) == {SHARE, work, UNIT}


def test_taking_a_tie_takes_every_fact_that_hangs_on_it():
    both_or_none = DecisionTable(
        "side",
        {"employed": bool, "owns": bool},
        [
            Rule("employed-only", {"employed": True, "owns": False}, Side.EXTERNAL),
            Rule("owner-only", {"employed": False, "owns": True}, Side.EXTERNAL),
            Rule("both-or-none", {}, Side.INTERNAL),
        ],
    )
    work, share = Affiliation(DAN, SPA, Capacity.EMPLOYEE), Affiliation(DAN, SPA, Capacity.OWNER)
    network = ServiceNetwork([UNIT, work, share], rulebook=Rulebook(both_or_none))
    answer = network.classify(DAN, HOTEL, on=ON)
    assert (answer.stands_on, answer.ends_with) == (((work, share),), ((work,), (share,)))


def test_an_insider_by_the_table_alone_stands_on_nothing_and_nothing_ends_it():
    everyone = DecisionTable("side", {}, [Rule("everyone", {}, Side.INTERNAL)])
    network = ServiceNetwork([UNIT], parties=[DAN], rulebook=Rulebook(everyone))
    answer = network.classify(DAN, HOTEL, on=ON)
    assert (answer.stands_on, answer.ends_with) == (((),), ())
    assert str(answer).endswith("everyone, other-insider.")


def test_what_relationships_make_of_the_kind_is_said_beside_the_side():
    massage = Relationship(SPA, Person("eva", "Eva"), "massage")
    answer = ServiceNetwork([UNIT], [massage]).classify(SPA, HOTEL, on=ON)
    assert str(answer) == (
        f"the spa is a framework customer of the hotel on 2026-03-02: same-group ({UNIT}), serves-outsiders ({massage})."
    )


@pytest.mark.parametrize("copied", [lambda value: pickle.loads(pickle.dumps(value)), copy.deepcopy])
def test_a_copy_stands_on_the_same(copied):
    answer = copied(ServiceNetwork([UNIT, CONTRACT]).classify(DAN, HOTEL, on=ON))
    assert answer.stands_on == ((CONTRACT, UNIT),)
    assert answer.ends_with == ((CONTRACT,), (UNIT,))


def test_more_sets_than_anyone_reads_are_refused_and_the_sentence_names_those_of_the_rule():
    places = [Organization(f"unit-{number}") for number in range(40)]
    units = [Affiliation(place, HOTEL, Capacity.UNIT) for place in places]
    work = [Affiliation(DAN, place, Capacity.EMPLOYEE) for place in places]
    answer = ServiceNetwork([*units, *work]).classify(DAN, HOTEL, on=ON)
    for ask in (lambda: answer.ends_with, lambda: answer.stands_on):
        with pytest.raises(TooManyReasons):
            ask()
    assert f"employed ({work[0]} and {units[0]}, or also {work[1]} and {units[1]}, or also " in str(answer)
