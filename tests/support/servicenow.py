"""The ServiceNow mapping: how the rows of an incident log become requests with events, and a zone."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path

from relclient import (
    PRIORITY_MATRIX,
    ClockEvent,
    DecisionTable,
    EventType,
    Impact,
    Priority,
    Relationship,
    Rule,
    ServiceRequest,
    Urgency,
    WorkCalendar,
)

Row = Mapping[str, str]

MATRIX: DecisionTable[Priority] = PRIORITY_MATRIX.replacing(
    Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.LOW)
)
"""This desk knows four levels."""

WORKING, WAITING, DONE = "working", "waiting", "done"

CHANGES = {
    (WORKING, WAITING): [EventType.PAUSED],
    (WAITING, WORKING): [EventType.RESUMED],
    (WORKING, DONE): [EventType.RESOLVED],
    (WAITING, DONE): [EventType.RESOLVED],
    (DONE, WORKING): [EventType.REOPENED],
    (DONE, WAITING): [EventType.REOPENED, EventType.PAUSED],
}


def incident_log(folder: Path) -> list[Row]:
    with (folder / "incident_event_log.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def incidents(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the rows of each incident, in the order in which they were written."""
    for number, changes in groupby(sorted(rows, key=lambda row: row["number"]), key=lambda row: row["number"]):
        yield number, list(changes)


def phase(state: str) -> str:
    if state.startswith("Awaiting"):
        return WAITING
    return DONE if state in {"Resolved", "Closed"} else WORKING


def local(text: str, calendar: WorkCalendar) -> datetime:
    return calendar.localize(datetime.strptime(text, "%d-%m-%Y %H:%M"))  # noqa: DTZ007  # the calendar attaches the zone


def impact(row: Row) -> Impact:
    return Impact(row["impact"].split(" - ")[1].lower())


def urgency(row: Row) -> Urgency:
    return Urgency(row["urgency"].split(" - ")[1].lower())


def level(row: Row) -> Priority:
    return MATRIX.decide(impact=impact(row), urgency=urgency(row)).value


def request_of(
    number: str, changes: Sequence[Row], relationship: Relationship, calendar: WorkCalendar
) -> ServiceRequest:
    """Return a request of the *changes* of one incident."""
    first = changes[0]
    events = []
    # What there was before the first row: a new incident on which nothing was done.
    blank = {**first, "incident_state": "New"}
    for before, after in pairwise([blank, *changes]):
        at = local(after["sys_updated_at"], calendar)
        if before["incident_state"] == "New" != after["incident_state"]:
            events.append(ClockEvent(EventType.RESPONDED, at))
        if level(before) is not level(after):
            events.append(ClockEvent(EventType.PRIORITY_CHANGED, at, level(after)))
        step = phase(before["incident_state"]), phase(after["incident_state"])
        events += [ClockEvent(change, at) for change in CHANGES.get(step, ())]
    return ServiceRequest(
        number,
        relationship,
        received=min(local(first["opened_at"], calendar), local(first["sys_updated_at"], calendar)),
        impact=impact(first),
        urgency=urgency(first),
        events=events,
    )
