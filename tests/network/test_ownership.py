"""Ownership: one parent at a time, and no circles, on any day."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import (
    Affiliation,
    Capacity,
    MultipleParents,
    Organization,
    OwnershipCycle,
    Period,
    Problems,
    ServiceNetwork,
)
from relclient.network._ownership import ownership_problems, ownership_ties

FIRST = date(2026, 1, 1)
LATEST = 12
"""The days of the random networks are numbered from 0 to this."""


def owned(child, parent, start=None, end=None, capacity=Capacity.SUBSIDIARY):
    return Affiliation(Organization(child), Organization(parent), capacity, Period(start, end))


def problems_of(*ties):
    with pytest.raises(Problems) as caught:
        ServiceNetwork(ties)
    return list(caught.value.exceptions)


def shown(problem):
    match problem:
        case MultipleParents(child, parents, since):
            return ("two parents", child, parents, since)
        case OwnershipCycle(chain, since):
            return ("cycle", chain, since)


def test_a_parent_cycle_several_levels_deep_is_shown_whole():
    found = problems_of(owned("a", "b"), owned("b", "c"), owned("c", "d"), owned("d", "a"))
    assert [shown(problem) for problem in found] == [("cycle", ("a", "b", "c", "d", "a"), None)]


def test_a_cycle_that_exists_on_some_days_only_is_refused_from_its_first_day():
    found = problems_of(
        owned("a", "b", date(2026, 1, 1), date(2026, 6, 1)),
        owned("b", "a", date(2026, 5, 1)),
    )
    assert [shown(problem) for problem in found] == [("cycle", ("a", "b", "a"), date(2026, 5, 1))]
    assert str(found[0]) == "Ownership runs in a circle on 2026-05-01: 'a' < 'b' < 'a'; end one of these ties."


def test_ownership_may_turn_round_from_one_day_to_the_next():
    turn = date(2026, 5, 1)
    network = ServiceNetwork([owned("a", "b", None, turn), owned("b", "a", turn)])
    assert network.ultimate_parent("a", on=turn - timedelta(days=1)).id == "b"
    assert network.ultimate_parent("b", on=turn).id == "a"


def test_who_is_merely_owned_by_a_circle_is_not_in_it():
    found = problems_of(owned("a", "b"), owned("b", "a"), owned("unit", "a"), owned("unit-of-unit", "unit"))
    assert [shown(problem) for problem in found] == [("cycle", ("a", "b", "a"), None)]


def test_two_parents_at_once_are_refused_with_the_day():
    found = problems_of(owned("spa", "hotel"), owned("spa", "group", date(2026, 3, 1)))
    assert [shown(problem) for problem in found] == [("two parents", "spa", ("hotel", "group"), date(2026, 3, 1))]
    assert str(found[0]) == (
        "'spa' has two parents on 2026-03-01: 'hotel' and 'group'; end one tie before the other starts."
    )


def test_a_long_tie_clashes_with_one_that_starts_after_a_short_one_ended():
    found = problems_of(
        owned("spa", "hotel", date(2026, 1, 1), date(2026, 12, 1)),
        owned("spa", "hotel", date(2026, 2, 1), date(2026, 3, 1), Capacity.UNIT),
        owned("spa", "group", date(2026, 6, 1)),
    )
    assert [shown(problem) for problem in found] == [("two parents", "spa", ("hotel", "group"), date(2026, 6, 1))]


def test_a_parent_may_follow_another_without_a_gap():
    sold = date(2026, 3, 1)
    network = ServiceNetwork([owned("spa", "hotel", None, sold), owned("spa", "rival", sold)])
    assert network.ultimate_parent("spa", on=sold - timedelta(days=1)).id == "hotel"
    assert network.ultimate_parent("spa", on=sold).id == "rival"


def test_all_that_is_wrong_is_said_at_once():
    found = problems_of(
        owned("a", "b"), owned("b", "a"), owned("c", "d"), owned("d", "c"), owned("e", "f"), owned("e", "g")
    )
    assert sorted(type(problem).__name__ for problem in found) == [
        "MultipleParents",
        "OwnershipCycle",
        "OwnershipCycle",
    ]


def test_a_deep_tree_is_checked_and_climbed_without_recursion():
    depth = 20_000
    network = ServiceNetwork([owned(f"u{n}", f"u{n + 1}", capacity=Capacity.UNIT) for n in range(depth)])
    assert network.ultimate_parent("u0", on=FIRST).id == f"u{depth}"


DAY = st.none() | st.integers(0, LATEST).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def random_ties(draw):
    child, parent = draw(st.lists(st.sampled_from("abcde"), min_size=2, max_size=2, unique=True))
    start, end = draw(DAY), draw(DAY)
    if start is not None and end is not None and end <= start:
        start, end = end, start + timedelta(days=1)
    return owned(child, parent, start, end)


def wrong_on_some_day(ties):
    """Look at every day by itself: is there a child with two parents, or a way up that comes round?"""
    two_parents, cycles = False, False
    for on in (FIRST + timedelta(days=n) for n in range(-2, LATEST + 3)):
        parents = defaultdict(set)
        for tie in ties:
            if on in tie.valid_for:
                parents[tie.party.id].add(tie.organization.id)
        two_parents |= any(len(of_child) > 1 for of_child in parents.values())
        for child in parents:
            above, climbing = set(), set(parents[child])
            while climbing:
                above |= climbing
                climbing = {higher for one in climbing for higher in parents.get(one, ())} - above
            cycles |= child in above
    return two_parents, cycles


def circles(ties):
    """Walk up from everybody on every day, and note the first day of each circle."""
    first = {}
    for on in (FIRST + timedelta(days=n) for n in range(-2, LATEST + 3)):
        parent = {tie.party.id: tie.organization.id for tie in ties if on in tie.valid_for}
        for child in parent:
            way = [child]
            while way[-1] in parent and parent[way[-1]] not in way:
                way.append(parent[way[-1]])
            if parent.get(way[-1]) == child:
                least = way.index(min(way))
                first.setdefault((*way[least:], *way[: least + 1]), on)
    return first


@settings(max_examples=300)
@given(st.lists(random_ties(), max_size=9))
def test_every_circle_is_named_once_from_its_first_day(ties):
    two_parents, _ = wrong_on_some_day(ties)
    found = [problem for problem in ownership_problems(ownership_ties(ties)) if isinstance(problem, OwnershipCycle)]
    first_days = {problem.chain: problem.since or FIRST - timedelta(days=2) for problem in found}
    assert two_parents or first_days == circles(ties)
    assert len(first_days) == len(found)


def test_a_circle_of_many_is_found_as_fast_as_they_are_read():
    size = 20_000
    for start in (lambda _: None, lambda n: FIRST + timedelta(days=n)):
        ties = [owned(f"u{n}", f"u{(n + 1) % size}", start(n)) for n in range(size)]
        (found,) = problems_of(*ties)
        assert (len(found.chain), found.since) == (size + 1, start(size - 1))


@pytest.mark.slow
@settings(max_examples=600)
@given(st.lists(random_ties(), max_size=7))
def test_a_network_is_refused_exactly_when_some_day_breaks_a_law(ties):
    two_parents, cycles = wrong_on_some_day(ties)
    try:
        ServiceNetwork(ties)
    except Problems as problems:
        kinds = {type(problem) for problem in problems.exceptions}
        assert (MultipleParents in kinds) is two_parents
        if not two_parents:
            assert kinds == {OwnershipCycle}
            assert cycles
    else:
        assert not two_parents
        assert not cycles
