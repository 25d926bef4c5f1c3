"""ServiceNow: the queue of a real incident log at ten moments, against one sorted by hand from its rows and clocks."""

from datetime import UTC, datetime, time, timedelta

import pytest

from data_sets import data_sets
from relclient import (
    HorizontalCustomer,
    Organization,
    Person,
    Priority,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    WorkCalendar,
    resolution_clock,
)
from servicenow import MATRIX, incident_log, incidents, request_of

MOMENTS = [datetime(2016, 2, 29, 8, tzinfo=UTC) + timedelta(days=days, hours=days % 9) for days in range(1, 31, 3)]
LEVELS = {1: Priority.CRITICAL, 2: Priority.HIGH, 3: Priority.MODERATE, 4: Priority.LOW}
HOURS = {1: 4, 2: 8, 3: 24}  # level 4 is promised nothing
CLOCK = WorkCalendar("Etc/UTC", {day: [(time(0), time(0))] for day in range(7)})  # so that due times are plain sums
PROMISED = ServiceLevelAgreement(
    "care", {LEVELS[level]: ServiceTarget(resolution=timedelta(hours=hours)) for level, hours in HOURS.items()}, CLOCK
)
DESK, GUEST = Organization("desk"), RetailCustomer(Person("guest"))
POLICY = PriorityPolicy.external_first().with_matrix(MATRIX)


def sort_of(caller):
    """Divide callers, of whom the log tells no more than a number: outsiders, insiders awaited outside, and others."""
    return int(caller.split()[1]) % 3 if caller != "?" else 2


def relationship(caller):
    staff = Organization(caller)
    customer = HorizontalCustomer(staff) if sort_of(caller) else RetailCustomer(Person(caller))
    return Relationship(DESK, customer, "help", agreement=PROMISED if caller.endswith(tuple("13579")) else None)


@pytest.fixture(scope="module", params=data_sets("servicenow"))
def log(request):
    return list(incidents(incident_log(request.param)))


@pytest.fixture(scope="module")
def network(log):
    callers = sorted({rows[0]["caller_id"] for _, rows in log})
    outside = [Relationship(Organization(caller), GUEST, "service") for caller in callers if sort_of(caller) == 1]
    return ServiceNetwork(relationships=[*map(relationship, callers), *outside])


@pytest.fixture(scope="module")
def requests(log, network):
    by_caller = {each.customer.id: each for each in network.relationships.values() if each.provider == DESK}
    return [request_of(number, rows, by_caller[rows[0]["caller_id"]], CLOCK) for number, rows in log]


def moment(text):
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=UTC)


def by_hand(log, requests, at):
    """Return the numbers of the incidents open at *at*, in order, from the rows; when they are due, their clocks say."""
    clocks = {one.id: resolution_clock(one, at=at, matrix=MATRIX) for one in requests}
    places = []
    for number, rows in log:
        received = min(moment(rows[0]["opened_at"]), moment(rows[0]["sys_updated_at"]))
        if received > at:
            continue
        last = rows[0]
        state = "New"
        for row in rows:
            if moment(row["sys_updated_at"]) <= at:
                last, state = row, row["incident_state"]
        if state in {"Resolved", "Closed"}:
            continue
        caller = rows[0]["caller_id"]
        level = int(last["priority"][0])
        due = datetime.max.replace(tzinfo=UTC) if clocks[number] is None else clocks[number].due
        places.append((sort_of(caller) == 2, level, due, received, number))
    return [number for *_, number in sorted(places)]


@pytest.mark.parametrize("at", MOMENTS, ids=str)
def test_the_queue_is_the_one_sorted_by_hand(log, requests, network, at):
    waiting = [request for request in requests if request.is_open(at)]
    ranking = POLICY.rank(reversed(waiting), at=at, network=network)
    numbers = by_hand(log, requests, at)
    assert len(numbers) > len(log) / 25
    assert [ranked.request.id for ranked in ranking] == numbers
    assert any("pauses counted" in str(ranked.reasons[2]) for ranked in ranking) or len(log) < 100
    first = POLICY.rank(waiting, at=at, network=network, first=7)
    assert [ranked.request.id for ranked in first] == numbers[:7]
