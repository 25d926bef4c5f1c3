"""Event logs: which rows of a service desk are events, and which rows are refused."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient import (
    ClockEvent,
    EventType,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Priority,
    Problems,
    events_from_log,
)

PHASES = {
    "New": "new",
    "Active": "working",
    "Awaiting User Info": "waiting",
    "Resolved": "done",
    "Closed": "done",
    "Withdrawn": "cancelled",
}
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def events(*rows):
    """Return the names of the events of rows a minute apart, with their minutes."""
    log = [(at(minute), *row) for minute, row in enumerate(rows)]
    made = events_from_log(log, PHASES)
    return [(event.type.name, (event.at - NINE) // timedelta(minutes=1)) for event in made]


def test_a_ticket_that_waits_is_resolved_and_comes_back():
    found = events(
        ("New",),
        ("Active",),
        ("Active",),
        ("Awaiting User Info",),
        ("Active",),
        ("Resolved",),
        ("Closed",),
        ("Active",),
    )
    assert found == [("RESPONDED", 1), ("PAUSED", 3), ("RESUMED", 4), ("RESOLVED", 5), ("REOPENED", 7)]


def test_a_repeated_state_is_no_event():
    assert events(("New",), ("New",), ("New",)) == []
    assert events(("Active",), ("Active",)) == [("RESPONDED", 0)]


def test_what_is_resolved_while_it_waits_is_not_resumed():
    assert events(("Awaiting User Info",), ("Resolved",)) == [("RESPONDED", 0), ("PAUSED", 0), ("RESOLVED", 1)]


def test_what_is_reopened_to_wait_is_paused_at_once():
    found = events(("Resolved",), ("Awaiting User Info",))
    assert found == [("RESPONDED", 0), ("RESOLVED", 0), ("REOPENED", 1), ("PAUSED", 1)]


def test_a_cancellation_is_no_response():
    assert events(("New",), ("Withdrawn",), ("New",)) == [("CANCELLED", 1), ("REOPENED", 2)]
    assert events(("Resolved",), ("Withdrawn",)) == [("RESPONDED", 0), ("RESOLVED", 0), ("CANCELLED", 1)]


def test_a_change_of_level_is_an_event_and_the_first_level_is_none():
    log = [
        (at(0), "New", Priority.LOW),
        (at(1), "New", Priority.LOW),
        (at(2), "Active", Priority.HIGH),
        (at(3), "Active"),
        (at(4), "Active", Priority.HIGH),
    ]
    assert events_from_log(log, PHASES) == (
        ClockEvent(EventType.RESPONDED, at(2)),
        ClockEvent(EventType.PRIORITY_CHANGED, at(2), Priority.HIGH),
    )


def test_rows_may_come_in_any_order_and_those_of_one_instant_keep_theirs():
    """A trap: times of one zone compared by their wall clocks swap two rows of the hour that comes twice."""
    madrid = ZoneInfo("Europe/Madrid")
    first, second = (datetime(2026, 10, 25, 2, minute, fold=fold, tzinfo=madrid) for minute, fold in ((50, 0), (20, 1)))
    found = events_from_log([(second, "Resolved"), (first, "Awaiting User Info"), (first, "Active")], PHASES)
    assert [event.type.name for event in found] == ["RESPONDED", "PAUSED", "RESUMED", "RESOLVED"]


def test_no_rows_are_no_events():
    assert events_from_log([], {}) == ()


@given(st.lists(st.sampled_from(sorted(PHASES)), max_size=12))
def test_the_events_lead_through_the_phases_of_the_log(statuses):
    """Replayed one by one, the events of each row leave the request in the phase of that row."""
    log = [(at(minute), status) for minute, status in enumerate(statuses)]
    made = events_from_log(log, PHASES)
    phase = "working"
    after = {
        "PAUSED": "waiting",
        "RESUMED": "working",
        "RESOLVED": "done",
        "CANCELLED": "cancelled",
        "REOPENED": "working",
    }
    for minute, status in enumerate(statuses):
        for event in made:
            if event.at == at(minute):
                phase = after.get(event.type.name, phase)
        expected = PHASES[status]
        assert phase == ("working" if expected == "new" else expected)
    assert sum(event.type is EventType.RESPONDED for event in made) == any(
        PHASES[status] not in {"new", "cancelled"} for status in statuses
    )


def test_all_bad_rows_are_named_at_once():
    rows = [
        (at(0), "Active"),
        "Active",
        (at(1), "Aktive"),
        (at(2).replace(tzinfo=None), "Active"),
        (at(3), "Active", "high"),
        (at(4),),
        ("2026-03-02", 5),
        ("2026-03-02", "Active"),
    ]
    with pytest.raises(Problems) as caught:
        events_from_log(rows, PHASES)
    problems = caught.value.exceptions
    assert [type(problem) for problem in problems] == [
        InvalidType,
        InvalidValue,
        NaiveDatetime,
        InvalidType,
        InvalidType,
        InvalidType,
        InvalidType,
    ]
    assert (
        str(problems[1])
        == "events_from_log rows[2] status cannot be 'Aktive': give its phase in phases, which has one for 'Active'."
    )


def test_a_phase_that_is_none_is_refused():
    with pytest.raises(Problems) as caught:
        events_from_log([], {"Active": "busy", "New": "new"})
    (problem,) = caught.value.exceptions
    assert (type(problem), problem.what, problem.value) == (
        InvalidValue,
        "events_from_log phases['Active']",
        "busy",
    )
    with pytest.raises(InvalidType):
        events_from_log({(at(0), "Active")}, PHASES)
    with pytest.raises(InvalidType):
        events_from_log([], ["Active"])
