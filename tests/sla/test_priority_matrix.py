"""The priority matrix: a request's level, and what stands above the matrix."""

from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest
from attrs import evolve

from relclient import (
    PRIORITY_MATRIX,
    ClockEvent,
    CustomerKind,
    DecisionTable,
    EventType,
    Impact,
    InvalidFacts,
    InvalidType,
    NaiveDatetime,
    Organization,
    Override,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    Rule,
    ServiceRequest,
    Side,
    UndeclaredKind,
    Urgency,
)
from relclient.sla.priority_matrix import computed_level, level_at

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOTEL, KITCHEN = Organization("hotel"), Organization("kitchen")
STAY = Relationship(HOTEL, RetailCustomer(Person("mr-pop")), "stay")
REPAIRS = Relationship(HOTEL, KITCHEN, "repairs")
GUESTS_FIRST = DecisionTable(
    "guests first",
    {"impact": Impact, "urgency": Urgency, "side": Side},
    [Rule("guests", {"side": Side.EXTERNAL, "urgency": Urgency.HIGH}, Priority.CRITICAL), *PRIORITY_MATRIX.rules],
)


def request(relationship=STAY, impact=Impact.LOW, urgency=Urgency.HIGH, **more):
    return ServiceRequest("R-1", relationship, received=NINE, impact=impact, urgency=urgency, **more)


def changed(hours, priority):
    return ClockEvent(EventType.PRIORITY_CHANGED, NINE + hours * HOUR, priority)


def test_the_matrix_is_the_one_of_itil_and_each_cell_has_a_name():
    cells = {rule.id: rule.then.level for rule in PRIORITY_MATRIX.rules}
    assert cells == {
        "high-high": 1,
        "high-medium": 2,
        "high-low": 3,
        "medium-high": 2,
        "medium-medium": 3,
        "medium-low": 4,
        "low-high": 3,
        "low-medium": 4,
        "low-low": 5,
    }


def test_every_cell_asks_for_what_its_name_says():
    for impact in Impact:
        for urgency in Urgency:
            decision = PRIORITY_MATRIX.decide(impact=impact, urgency=urgency)
            assert decision.rule.id == f"{impact.value}-{urgency.value}"
            assert computed_level(request(impact=impact, urgency=urgency)) is decision.value


def test_priority_is_recomputed_when_one_input_changes():
    """A trap: desks store the level, change the impact later, and forget the level."""
    before = request(impact=Impact.LOW, urgency=Urgency.HIGH)
    after = request(impact=Impact.HIGH, urgency=Urgency.HIGH)
    assert level_at(before, NINE) is Priority.MODERATE
    assert level_at(after, NINE) is Priority.CRITICAL


def test_the_last_change_of_priority_up_to_then_counts():
    asked = request(
        events=[
            changed(1, Priority.HIGH),
            changed(3, Priority.LOW),
            changed(3, Priority.PLANNING),
            ClockEvent(EventType.RESOLVED, NINE + 4 * HOUR),
        ]
    )
    levels = [level_at(asked, NINE + hours * HOUR) for hours in (0, 0.5, 1, 2, 3, 9)]
    assert levels == [
        Priority.MODERATE,
        Priority.MODERATE,
        Priority.HIGH,
        Priority.HIGH,
        Priority.PLANNING,
        Priority.PLANNING,
    ]


def test_an_override_stands_above_changes_and_the_matrix():
    asked = request(events=[changed(1, Priority.LOW)], override=Override(Priority.CRITICAL, "the mayor"))
    assert level_at(asked, NINE) is Priority.CRITICAL
    assert level_at(asked, NINE + 2 * HOUR) is Priority.CRITICAL
    assert computed_level(asked) is Priority.MODERATE


def test_an_app_replaces_one_cell():
    ours = PRIORITY_MATRIX.replacing(Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.LOW))
    quiet = request(impact=Impact.LOW, urgency=Urgency.LOW)
    assert level_at(quiet, NINE) is Priority.PLANNING
    assert level_at(quiet, NINE, ours) is Priority.LOW


def test_a_matrix_over_the_side_takes_it_from_the_declared_customer():
    assert level_at(request(STAY), NINE, GUESTS_FIRST) is Priority.CRITICAL
    assert level_at(request(REPAIRS), NINE, GUESTS_FIRST, kind=CustomerKind.OPERATIONAL) is Priority.MODERATE
    assert level_at(request(STAY), NINE, GUESTS_FIRST, kind=CustomerKind.OPERATIONAL) is Priority.CRITICAL


def test_a_matrix_over_the_kind_alone_works_too():
    by_kind = DecisionTable(
        "by kind",
        {"kind": CustomerKind},
        [Rule("guest", {"kind": CustomerKind.RETAIL}, Priority.HIGH), Rule("rest", {}, Priority.LOW)],
    )
    assert level_at(request(STAY), NINE, by_kind) is Priority.HIGH
    assert level_at(request(REPAIRS), NINE, by_kind, kind=CustomerKind.B2B) is Priority.LOW


def test_a_bare_party_is_refused_where_the_matrix_asks_for_its_side():
    with pytest.raises(UndeclaredKind) as caught:
        level_at(request(REPAIRS), NINE, GUESTS_FIRST)
    error = caught.value
    assert (error.request, error.party, error.asked_by) == ("R-1", "kitchen", "The matrix 'guests first'")
    assert level_at(request(REPAIRS), NINE) is Priority.MODERATE


def test_a_matrix_that_gives_no_priority_is_refused():
    numbers = DecisionTable("numbers", {"impact": Impact}, [Rule("one", {}, 1)])
    with pytest.raises(InvalidType, match="an answer of the matrix 'numbers' must be a Priority"):
        level_at(request(), NINE, numbers)


def test_what_is_no_table_is_refused_as_a_matrix():
    with pytest.raises(InvalidType, match="matrix must be a DecisionTable, not 'itil'"):
        level_at(request(), NINE, "itil")


class Tier(Enum):
    GOLD = "gold"
    PLAIN = "plain"


def test_a_matrix_may_take_facts_of_ones_own_from_the_relationship():
    """Of a bool, absent is no; of an enum, absent is refused by name, unless the matrix has a default."""
    rules = [
        Rule("vip", {"vip": True}, Priority.CRITICAL),
        Rule("gold", {"tier": Tier.GOLD}, Priority.HIGH),
        Rule("rest", {}, Priority.LOW),
    ]
    ours = DecisionTable("ours", {"vip": bool, "tier": Tier, "impact": Impact}, rules)
    lenient = DecisionTable("ours", ours.inputs, rules, defaults={"tier": Tier.PLAIN})

    def level(matrix, **facts):
        return level_at(request(evolve(STAY, facts=facts)), NINE, matrix)

    assert level(ours, vip=True, tier=Tier.PLAIN) is Priority.CRITICAL
    assert level(ours, tier=Tier.GOLD) is Priority.HIGH
    assert level(lenient) is Priority.LOW
    with pytest.raises(InvalidFacts) as caught:
        level(ours, vip=False)
    assert caught.value.missing == ("tier",)


def test_a_naive_time_is_refused_where_it_decides():
    with pytest.raises(NaiveDatetime, match="level_at at"):
        level_at(request(events=[changed(1, Priority.LOW)]), NINE.replace(tzinfo=None))
