"""Until when an order holds: the same a microsecond before, another at it, and never another meanwhile."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from desk import (
    AROUND_THE_CLOCK,
    HOUR,
    MADRID,
    NETWORK,
    NOON,
    OFFICE_HOURS,
    PROMISED,
    policy_of,
    request,
    rooms,
    spa,
    stay,
)
from relclient import (
    Affiliation,
    ByKey,
    ByPriority,
    ByTurn,
    Capacity,
    ClockEvent,
    EarliestDue,
    EventType,
    ExternalFirst,
    HorizontalCustomer,
    Impact,
    InvalidValue,
    LongestWaiting,
    Occasion,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    SituationalCustomer,
    Urgency,
    WaitingLast,
    WorkCalendar,
)

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 10, tzinfo=MADRID)
EARLY = WorkCalendar("Europe/Madrid", {day: [(time(6), time(14))] for day in range(6)})
SOONER = ServiceLevelAgreement(
    "sooner", {level: ServiceTarget(resolution=3 * HOUR, response=HOUR) for level in list(Priority)[:3]}, EARLY
)
hotel, it, office = Organization("hotel"), Organization("it"), Organization("office")
ana, eva = Person("ana"), Person("eva")

RELATIONSHIPS = [
    Relationship(hotel, RetailCustomer(eva), "stay", agreement=PROMISED),
    Relationship(hotel, ana, "dinner", agreement=SOONER),
    Relationship(it, HorizontalCustomer(office), "files", Period(None, date(2026, 3, 5)), agreement=PROMISED),
    Relationship(office, RetailCustomer(eva), "bills", Period(date(2026, 3, 4), date(2026, 3, 9))),
    Relationship(
        it,
        SituationalCustomer(office, "payday", Occasion.rrule("FREQ=WEEKLY;BYDAY=FR", start=date(2026, 1, 2))),
        "wages",
    ),
    Relationship(it, SituationalCustomer(hotel, "audit", Occasion.once(date(2026, 3, 4))), "audit"),
]
CHANGING = ServiceNetwork(
    [
        Affiliation(ana, hotel, Capacity.EMPLOYEE, Period(None, date(2026, 3, 4))),
        Affiliation(office, hotel, Capacity.UNIT),
        Affiliation(it, hotel, Capacity.UNIT),
    ],
    RELATIONSHIPS,
)
HAPPENS = [
    EventType.PAUSED,
    EventType.PAUSED,
    EventType.RESUMED,
    EventType.RESOLVED,
    EventType.REOPENED,
    EventType.RESPONDED,
]


def event_of(random):
    at = MONDAY + HOUR * random.randrange(-5, 60) + MOMENT * random.randrange(2)
    if random.random() < 0.3:
        return ClockEvent(EventType.PRIORITY_CHANGED, at, random.choice(list(Priority)))
    return ClockEvent(random.choice(HAPPENS), at)


def queue_of(random):
    return [
        ServiceRequest(
            id,
            random.choice(RELATIONSHIPS),
            received=MONDAY - HOUR * random.randrange(6, 40),
            impact=random.choice(list(Impact)),
            urgency=random.choice(list(Urgency)),
            due=random.choice([None, None, None, MONDAY + HOUR * random.randrange(100)]),
            events=[event_of(random) for _ in range(random.choice([0, 1, 1, 3]))],
            override=random.choice([None, None, None, Override(Priority.LOW, "the mayor")]),
            attributes={"cost": random.randrange(3), "room": "1"},
        )
        for id in random.sample("abcdefgh", random.randrange(2, 6))
    ]


def check_horizon(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random)
    if random.random() < 0.4:
        policy = PriorityPolicy.by_deadline()
    ranking = policy.rank(queue, at=MONDAY, network=CHANGING, first=random.choice([None, 1]))

    def order(at):
        return policy.rank(queue, at=at.astimezone(MADRID), network=CHANGING).requests

    now, until = order(MONDAY), ranking.holds_until
    end = (MONDAY + 60 * DAY if until is None else until).astimezone(UTC)
    start = MONDAY.astimezone(UTC)
    moments = [start + MOMENT * random.randrange(max((end - start) // MOMENT, 1)) for _ in range(6)]
    moments += [
        each.at.astimezone(UTC) for one in queue for each in one.events if start < each.at.astimezone(UTC) < end
    ]
    moments += [datetime(2026, 3, day, tzinfo=MADRID).astimezone(UTC) for day in range(3, 15)]
    for moment in moments:
        if start <= moment < end:
            assert order(moment) == now
    if until is not None:
        assert until > MONDAY
        assert order(end - MOMENT) == now
        assert order(end) != now


@pytest.mark.parametrize("seed", range(60))
def test_an_order_is_the_same_until_it_is_said_to_change_and_another_then(seed):
    check_horizon(seed)


@pytest.mark.exhaustive
def test_an_order_is_the_same_until_it_is_said_to_change_in_five_thousand_queues():
    for seed in range(60, 5000):
        check_horizon(seed)


def holds(policy, *queue, network=NETWORK, at=NOON):
    return policy.rank(queue, at=at, network=network).holds_until


def test_a_lift_ends_an_order_when_it_passes_another_level():
    patient = PriorityPolicy("patient", [ByPriority(lift_after=12 * HOUR)])
    old = request("old", impact=Impact.LOW, received=NOON - 4 * HOUR)
    new = request("new", received=NOON - 2 * HOUR)
    assert holds(patient, old, new) == NOON.astimezone(UTC) + 8 * HOUR


def test_a_level_changed_later_and_a_request_closed_later_end_an_order():
    later = ClockEvent(EventType.PRIORITY_CHANGED, NOON + HOUR, Priority.CRITICAL)
    assert holds(PriorityPolicy("level", [ByPriority()]), request("a"), request("b", events=[later])) == NOON + HOUR
    resolved = ClockEvent(EventType.RESOLVED, NOON + 2 * HOUR)
    turns = PriorityPolicy("turns", [ByTurn()])
    queue = [request("a", events=[resolved]), request("b", received=NOON - HOUR)]
    assert holds(turns, *queue) == NOON + 2 * HOUR


def test_a_paused_due_time_passes_another_in_working_time():
    nine = datetime(2026, 3, 2, 9, tzinfo=MADRID)
    paused = request("paused", stay, received=nine, events=[ClockEvent(EventType.PAUSED, nine + HOUR)])
    waiting = request("waiting", stay, received=nine + HOUR)
    # One hour has run for the one that is paused: it is due before the other until it has stood still for an hour.
    policy = PriorityPolicy("due", [EarliestDue()])
    assert holds(policy, paused, waiting, at=nine + HOUR) == nine + 2 * HOUR + MOMENT
    tied = [paused, request("b", stay, received=nine + HOUR, impact=Impact.HIGH, urgency=Urgency.LOW)]
    assert holds(PriorityPolicy("due", [EarliestDue(), ByPriority()]), *tied, at=nine + HOUR) is not None


def test_two_that_are_paused_in_one_calendar_never_pass_each_other():
    nine = datetime(2026, 3, 2, 9, tzinfo=MADRID)
    queue = [
        request(id, stay, received=nine, events=[ClockEvent(EventType.PAUSED, nine + hours * HOUR)])
        for id, hours in [("a", 2), ("b", 1), ("c", 1)]
    ]
    assert holds(PriorityPolicy("due", [EarliestDue()]), *queue, at=nine + 3 * HOUR) is None


def test_a_need_that_is_over_and_a_side_that_turns_end_an_order_at_midnight_where_it_is_asked():
    wages, audit = RELATIONSHIPS[4:]
    needs = PriorityPolicy("needs", [EarliestDue(missing="last")])
    queue = [request("a", wages), request("b", audit)]
    assert holds(needs, *queue, network=CHANGING, at=MONDAY) == datetime(2026, 3, 5, tzinfo=MADRID)
    dinner = request("dinner", RELATIONSHIPS[1])
    sides = PriorityPolicy("sides", [ExternalFirst(), LongestWaiting()])
    queue = [request("files", RELATIONSHIPS[2], received=NOON - 3 * HOUR), dinner]
    # Both turn on the fourth; nobody waits on the office any more from the ninth on.
    assert holds(sides, *queue, network=CHANGING, at=MONDAY) == datetime(2026, 3, 9, tzinfo=MADRID)


def test_customers_hold_their_order_until_a_side_turns():
    policy = PriorityPolicy("sides", [ExternalFirst(chain=False)])
    ranking = policy.rank_customers(RELATIONSHIPS[:3], at=MONDAY, network=CHANGING)
    assert [each.id for each in ranking.relationships] == ["hotel/eva/stay", "hotel/ana/dinner", RELATIONSHIPS[2].id]
    assert ranking.holds_until == datetime(2026, 3, 4, tzinfo=MADRID)


def test_what_never_changes_holds_for_ever():
    assert holds(PriorityPolicy("first come", []), request("a"), request("b")) is None
    assert holds(PriorityPolicy("paused last", [WaitingLast()]), request("a")) is None


def test_a_function_that_takes_the_context_cannot_be_foreseen():
    policy = PriorityPolicy("age", [ByKey("age", lambda each, context: context.at - each.received)])
    with pytest.raises(InvalidValue, match="age"):
        holds(policy, request("a"), request("b"))


def test_a_lift_in_working_time_ends_an_order_when_work_has_gone_on_for_as_long():
    patient = PriorityPolicy("patient", [ByPriority(lift_after=HOUR, counts="worked")])
    sunday, high = request("sunday", impact=Impact.LOW), request("high", received=NOON - HOUR, impact=Impact.HIGH)
    # Two levels up, the one received first comes first: after the second hour of Monday's work.
    assert [each.id for each in patient.rank([sunday, high], at=NOON).requests] == ["high", "sunday"]
    assert holds(patient, sunday, high) == datetime(2026, 10, 26, 11, tzinfo=MADRID)


def test_a_request_that_is_yet_to_come_takes_its_turn_when_it_is_received():
    queue = [
        request("to come", received=NOON + HOUR),
        request("first", spa, received=NOON - HOUR),
        request("second", spa, received=NOON - HOUR),
    ]
    assert holds(PriorityPolicy("turns", [ByTurn()]), *queue) == NOON + HOUR


def test_the_last_hour_of_all_ends_an_order_in_the_zone_in_which_it_was_recorded():
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)  # in Madrid it has no name
    changed = [ClockEvent(EventType.PRIORITY_CHANGED, last, Priority.CRITICAL)]
    by_level = PriorityPolicy("level", [ByPriority()])
    assert holds(by_level, request("a"), request("b", events=changed)) == last
    assert holds(by_level, request("a", events=changed), request("b")) is None


def test_a_due_time_that_passes_another_after_the_order_has_ended_does_not_count():
    nine = datetime(2026, 3, 2, 9, tzinfo=MADRID)
    changed = ClockEvent(EventType.PRIORITY_CHANGED, nine + 1.5 * HOUR, Priority.PLANNING)
    ahead = request("ahead", rooms, received=nine, impact=Impact.HIGH, events=[changed])
    # At eleven this one will be due with the next one, and then after it.
    paused = request("paused", stay, received=nine, events=[ClockEvent(EventType.PAUSED, nine + HOUR)])
    fixed = request("fixed", rooms, received=nine + HOUR, due=nine + 25 * HOUR)
    policy = PriorityPolicy("level, due", [ByPriority(), EarliestDue(missing="last")])
    assert holds(policy, paused, fixed, at=nine + HOUR) == nine + 2 * HOUR + MOMENT
    assert holds(policy, ahead, paused, fixed, at=nine + HOUR) == nine + 1.5 * HOUR


def test_two_due_times_a_moment_apart_pass_each_other_only_when_one_stands_still():
    nine = datetime(2026, 3, 2, 9, tzinfo=MADRID)
    paused, resumed = ClockEvent(EventType.PAUSED, nine + HOUR / 6), ClockEvent(EventType.RESUMED, nine + HOUR / 3)
    one, other = (
        Relationship(
            hotel,
            RetailCustomer(eva),
            name,
            agreement=ServiceLevelAgreement(name, {Priority.MODERATE: ServiceTarget(resolution=HOUR)}, calendar),
        )
        for name, calendar in [("by day", OFFICE_HOURS), ("always", AROUND_THE_CLOCK)]
    )
    queue = [
        request("moving", one, received=nine, events=[paused]),
        request("standing", other, received=nine + MOMENT, events=[paused, resumed]),
    ]
    policy = PriorityPolicy("due", [EarliestDue()])
    # A moment after the other stands still both are due at once, and the one received first stays first.
    expected = resumed.at + 2 * MOMENT
    assert holds(policy, *queue, at=resumed.at - 2 * MOMENT) == expected


def test_a_level_to_come_at_which_nothing_can_be_promised_leaves_no_order_to_tell_of():
    closed = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(10))]})
    targets = {
        Priority.HIGH: ServiceTarget(resolution=HOUR),
        Priority.LOW: ServiceTarget(resolution=HOUR, calendar=closed),
    }
    fair = Relationship(
        hotel, RetailCustomer(eva), "fair", agreement=ServiceLevelAgreement("fair", targets, AROUND_THE_CLOCK)
    )
    changed = ClockEvent(EventType.PRIORITY_CHANGED, NOON + HOUR, Priority.LOW)
    queue = [request("a", fair, impact=Impact.HIGH, events=[changed]), request("b", due=NOON + 9 * HOUR)]
    ranking = PriorityPolicy("due", [EarliestDue()]).rank(queue, at=NOON)
    with pytest.raises(Problems) as caught:
        _ = ranking.holds_until
    assert [problem.what for problem in caught.value.exceptions] == ["request 'a' received"]
    # What it tells of now is as it was.
    assert str(ranking.why("a", "b").criterion) == "due time"
