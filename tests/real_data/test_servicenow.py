"""ServiceNow: clocks run over the log of real incidents, as the log tells what happened to them."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from data_sets import data_sets
from relclient import (
    ClockState,
    EventType,
    HorizontalCustomer,
    Organization,
    Priority,
    Relationship,
    ServiceLevelAgreement,
    ServiceTarget,
    StepKind,
    WorkCalendar,
    resolution_clock,
    response_clock,
)
from servicenow import MATRIX, incident_log, incidents, level, local, phase, request_of

HOUR = timedelta(hours=1)
OFFICE = WorkCalendar("Europe/Madrid", {weekday: [(time(8), time(18))] for weekday in range(5)})
AROUND_THE_CLOCK = WorkCalendar("Europe/Madrid", {weekday: [(time(0), time(0))] for weekday in range(7)})
PROMISED = ServiceLevelAgreement(
    "incidents",
    {
        Priority.CRITICAL: ServiceTarget(HOUR, 8 * HOUR, AROUND_THE_CLOCK),
        Priority.HIGH: ServiceTarget(2 * HOUR, 20 * HOUR),
        Priority.MODERATE: ServiceTarget(4 * HOUR, 40 * HOUR),
        Priority.LOW: ServiceTarget(8 * HOUR, 80 * HOUR),
    },
    OFFICE,
)
DESK = Relationship(Organization("it"), HorizontalCustomer(Organization("staff")), "support", agreement=PROMISED)
ON_RECORD = {
    50: {
        "response": {"met": 33, "breached": 17, "hours paused": 0.0, "hours elapsed": 494.3},
        "resolution": {"met": 42, "breached": 8, "hours paused": 3095.2, "hours elapsed": 3647.4},
    },
    445: {
        "response": {"met": 222, "breached": 223, "hours paused": 0.0, "hours elapsed": 6086.2},
        "resolution": {"met": 343, "breached": 102, "hours paused": 23836.5, "hours elapsed": 22139.8},
    },
}
"""What is found in the sample and in the excerpt, by the number of incidents."""
# After the last row.
LATER = datetime(2018, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=data_sets("servicenow"))
def rows(request):
    return incident_log(request.param)


@pytest.fixture(scope="module")
def requests(rows):
    return {number: request_of(number, changes, DESK, OFFICE) for number, changes in incidents(rows)}


def test_the_matrix_gives_the_recorded_priority_of_every_row(rows):
    assert [level(row).level for row in rows] == [int(row["priority"][0]) for row in rows]


def test_every_incident_has_both_clocks_and_their_steps_add_up(requests):
    for request in requests.values():
        for clock_of in (response_clock, resolution_clock):
            clock = clock_of(request, at=LATER, matrix=MATRIX)
            assert clock.steps.total(StepKind.WORKED, StepKind.LATE) == clock.elapsed
            assert clock.steps.total(StepKind.PAUSED) == clock.paused
            assert " that the agreement 'incidents' promises " in str(clock)


def test_a_resolved_incident_is_met_or_breached_and_an_unresolved_one_is_not_met(rows, requests):
    last = {row["number"]: phase(row["incident_state"]) for row in rows}
    for number, request in requests.items():
        state = resolution_clock(request, at=LATER, matrix=MATRIX).state
        assert (last[number] == "done") is not request.is_open(LATER)
        assert state in ({ClockState.MET, ClockState.BREACHED} if last[number] == "done" else {ClockState.BREACHED})


def test_awaiting_states_and_closed_ones_that_reopen_pause_the_clock(rows):
    """Added up straight from the log, row by row: the time from a row that waits or is done to one that does not."""
    always = ServiceLevelAgreement("always", dict.fromkeys(Priority, ServiceTarget(resolution=HOUR)), AROUND_THE_CLOCK)
    relationship = Relationship(Organization("it"), Organization("staff"), "support", agreement=always)
    for number, changes in incidents(rows):
        times = [local(row["sys_updated_at"], AROUND_THE_CLOCK).astimezone(UTC) for row in changes]
        phases = [phase(row["incident_state"]) for row in changes]
        while phases[-2:] == ["done", "done"]:
            phases.pop()  # it was closed for good with the first of these rows
        spans = zip(phases, times[: len(phases)], times[1 : len(phases)], strict=False)
        waited = sum((end - start for kind, start, end in spans if kind != "working"), timedelta(0))
        request = request_of(number, changes, relationship, AROUND_THE_CLOCK)
        assert resolution_clock(request, at=times[-1], matrix=MATRIX).paused == waited, number


def test_a_first_row_before_the_incident_was_opened_is_when_it_was_received(rows, requests):
    early = [
        number
        for number, changes in incidents(rows)
        if local(changes[0]["sys_updated_at"], OFFICE) < local(changes[0]["opened_at"], OFFICE)
    ]
    assert len(early) == 2
    for number, changes in incidents(rows):
        first = changes[0]["sys_updated_at" if number in early else "opened_at"]
        assert requests[number].received == local(first, OFFICE)


def test_a_repeated_state_is_no_event(rows, requests):
    for number, changes in incidents(rows):
        repeats = sum(
            before["incident_state"] == after["incident_state"] and level(before) is level(after)
            for before, after in pairwise(changes)
        )
        doubled = sum(event.type in {EventType.RESPONDED, EventType.REOPENED} for event in requests[number].events)
        assert len(requests[number].events) <= len(changes) - repeats + doubled


def test_the_totals_of_the_log_are_those_on_record(requests):
    found = {}
    for aspect, clock_of in (("response", response_clock), ("resolution", resolution_clock)):
        clocks = [clock_of(request, at=LATER, matrix=MATRIX) for request in requests.values()]
        states = Counter(clock.state.value for clock in clocks)
        paused, elapsed = (
            round(sum(spans, timedelta(0)) / HOUR, 1)
            for spans in ([clock.paused for clock in clocks], [clock.elapsed for clock in clocks])
        )
        found[aspect] = {**states, "hours paused": paused, "hours elapsed": elapsed}
    assert found == ON_RECORD[len(requests)]
