"""ServiceNow: the record of each assignment group, from its incidents and from what was reopened, against a recount."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from data_sets import data_sets
from relclient import (
    Interaction,
    InteractionType,
    Organization,
    Person,
    Priority,
    Relationship,
    ServiceLevelAgreement,
    ServiceTarget,
    TrackRecord,
    WorkCalendar,
    standing,
    track_record,
)
from relclient.looking_after.track_record import wilson
from servicenow import DONE, WORKING, incident_log, incidents, local, phase, request_of

AROUND_THE_CLOCK = WorkCalendar("Europe/Madrid", {weekday: [(time(0), time(0))] for weekday in range(7)})
TARGET = timedelta(hours=40)
PROMISED = ServiceLevelAgreement(
    "incidents", dict.fromkeys(Priority, ServiceTarget(resolution=TARGET)), AROUND_THE_CLOCK
)
LATER = datetime(2018, 1, 1, tzinfo=UTC)
MOMENTS = [datetime(2016, 3, 2, 12, tzinfo=UTC), datetime(2016, 3, 10, tzinfo=UTC), LATER]
ON_RECORD = {
    50: {"groups": 22, "met": 33, "breached": 17, "running": 0, "loops closed": 1},
    445: {"groups": 49, "met": 228, "breached": 217, "running": 0, "loops closed": 6},
}
"""What is found in the sample and in the excerpt, by the number of incidents."""


def when(row, field="sys_updated_at"):
    return local(row[field], AROUND_THE_CLOCK).astimezone(UTC)


def relationship_of(changes):
    """Return who served whom: the group that had the incident last, and the caller."""
    group, caller = changes[-1]["assignment_group"], changes[0]["caller_id"]
    return Relationship(Organization(group), Person(caller), "support", agreement=PROMISED)


def interactions_of(number, changes, relationship):
    """Yield a complaint for each time that an incident was reopened, and the action that closed it again."""
    waiting = None
    for place, (before, after) in enumerate(pairwise(changes)):
        was, now = phase(before["incident_state"]), phase(after["incident_state"])
        key = f"{number}/{place}"
        if was == DONE != now:
            waiting = key
            yield Interaction(
                key, InteractionType.COMPLAINT, relationship, when(after), channel=after["contact_type"].lower()
            )
        elif waiting is not None and now == DONE:
            yield Interaction(key, InteractionType.CORRECTIVE_ACTION, relationship, when(after), answers=waiting)
            waiting = None


@pytest.fixture(scope="module", params=data_sets("servicenow"))
def log(request):
    return dict(incidents(incident_log(request.param)))


@pytest.fixture(scope="module")
def requests(log):
    return [request_of(number, changes, relationship_of(changes), AROUND_THE_CLOCK) for number, changes in log.items()]


@pytest.fixture(scope="module")
def interactions(log):
    return [
        one for number, changes in log.items() for one in interactions_of(number, changes, relationship_of(changes))
    ]


def recount(log, at):
    """Count, straight from the rows, how each group stands at *at*."""
    counts = defaultdict(Counter)
    for changes in log.values():
        received = min(when(changes[0], "opened_at"), when(changes[0]))
        if received > at:
            continue
        known = [(received, WORKING)] + [
            (when(row), phase(row["incident_state"])) for row in changes if when(row) <= at
        ]
        worked = sum(
            (end - start for (start, kind), (end, _) in pairwise([*known, (at, None)]) if kind == WORKING), timedelta(0)
        )
        count = counts[changes[-1]["assignment_group"]]
        outcome = "breached" if worked > TARGET else "met" if known[-1][1] == DONE else "running"
        count[outcome] += 1
        phases = [kind for _, kind in known]
        reopened = sum(was == DONE != now for was, now in pairwise(phases))
        count["loops_closed"] += reopened - (reopened > 0 and phases[-1] != DONE)
    return counts


@pytest.mark.parametrize("at", MOMENTS, ids=str)
def test_the_record_of_each_group_is_that_of_a_plain_recount(log, requests, interactions, at):
    expected = {}
    for group, count in recount(log, at).items():
        finished = count["met"] + count["breached"]
        expected[group] = TrackRecord(
            met=count["met"],
            breached=count["breached"],
            running=count["running"],
            on_time=count["met"] / finished if finished else None,
            interval=wilson(count["met"], finished) if finished else None,
            loops_closed=count["loops_closed"],
        )
    assert dict(track_record(requests, interactions, at=at)) == expected


def test_the_figures_are_those_on_record(log, requests, interactions):
    records = track_record(requests, interactions, at=LATER).values()
    assert {
        "groups": len(records),
        "met": sum(one.met for one in records),
        "breached": sum(one.breached for one in records),
        "running": sum(one.running for one in records),
        "loops closed": sum(one.loops_closed for one in records),
    } == ON_RECORD[len(log)]


def test_reopened_incidents_are_complaints_that_stay_open_until_they_are_resolved_again(log, interactions):
    stands = standing(interactions, at=LATER)
    assert stands.open_complaints + stands.closed_complaints == sum(
        phase(before["incident_state"]) == DONE != phase(after["incident_state"])
        for changes in log.values()
        for before, after in pairwise(changes)
    )
