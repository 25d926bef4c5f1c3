"""Due times: one answer for queues and clocks, whatever has happened to a request."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from relclient import (
    ClockEvent,
    ClockState,
    CustomerKind,
    DecisionTable,
    EventType,
    HorizontalCustomer,
    Impact,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Occasion,
    Organization,
    Override,
    Period,
    Priority,
    Relationship,
    Rule,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    Side,
    SituationalCustomer,
    UndeclaredKind,
    Urgency,
    WorkCalendar,
    WorkingDays,
    due_of,
    next_reply_clock,
    resolution_clock,
    response_clock,
)
from stopwatch import some_requests

HOUR = timedelta(hours=1)
BUCHAREST = ZoneInfo("Europe/Bucharest")
OFFICE = WorkCalendar("Europe/Bucharest", {weekday: [(time(9), time(17))] for weekday in range(5)})
DESK = ServiceLevelAgreement(
    "desk",
    {
        Priority.HIGH: ServiceTarget(HOUR, 8 * HOUR, next_reply=2 * HOUR),
        Priority.MODERATE: ServiceTarget(resolution=WorkingDays(2)),
        Priority.LOW: ServiceTarget(response=4 * HOUR),
    },
    OFFICE,
)
IT, KITCHEN, PAYROLL = Organization("it"), Organization("kitchen"), Organization("payroll")
OVENS = Relationship(IT, HorizontalCustomer(KITCHEN), "ovens", agreement=DESK)
PAYDAY = SituationalCustomer(
    PAYROLL, "no timesheets, no pay", Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25])
)
TIMESHEETS = Relationship(KITCHEN, PAYDAY, "timesheets")
PLAIN = Relationship(IT, HorizontalCustomer(KITCHEN), "cables")

RESPONDED, REPLIED, PAUSED, RESUMED = (
    EventType.RESPONDED,
    EventType.CUSTOMER_REPLIED,
    EventType.PAUSED,
    EventType.RESUMED,
)
RESOLVED, REOPENED, CHANGED = EventType.RESOLVED, EventType.REOPENED, EventType.PRIORITY_CHANGED


def at(day, hour=0, minute=0):
    """Return a time of March 2026, when the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BUCHAREST)


def request(*events, relationship=OVENS, urgency=Urgency.HIGH, **more):
    known = {"received": at(2, 9), "impact": Impact.MEDIUM, "urgency": urgency}
    return ServiceRequest("R-1", relationship, events=[ClockEvent(*event) for event in events], **known | more)


# One due time


CLOCKS = {"response": response_clock, "resolution": resolution_clock, "next_reply": next_reply_clock}


@pytest.mark.parametrize("seed", [7, 8])
def test_the_due_time_is_that_of_the_clock_at_every_moment(seed):
    """A trap: a due time worked out twice. The own due time moves both, and so does every event."""
    for random, asked in some_requests(seed, calendars=6, each=10):
        options = {"restart_on_change": random.random() < 0.5, "count_resolved_time": random.random() < 0.5}
        for hours in range(0, 48, 5):
            moment = asked.received.astimezone(UTC) + hours * HOUR
            clocks = {aspect: clock_of(asked, at=moment, **options) for aspect, clock_of in CLOCKS.items()}
            for aspect, clock in clocks.items():
                assert due_of(asked, at=moment, aspect=aspect, **options) == (None if clock is None else clock.due)
            going = {ClockState.RUNNING, ClockState.PAUSED}
            is_open = asked.is_open(moment)
            ended = {"response": _is_answered(asked, moment), "next_reply": _no_message_waits(asked, moment)}
            dues = [
                clock.due
                for aspect, clock in clocks.items()
                if clock is not None and (clock.state in going or (is_open and not ended.get(aspect, False)))
            ]
            earliest = due_of(asked, at=moment, aspect="earliest", **options)
            assert earliest == min(dues, key=lambda due: due.astimezone(UTC), default=None)


def _until(asked, moment):
    return [event for event in asked.events if event.at.astimezone(UTC) <= moment.astimezone(UTC)]


def _is_answered(asked, moment):
    """Whether the first answer was given, read once more from the events."""
    is_cancelled = False
    for event in _until(asked, moment):
        if is_cancelled:
            is_cancelled = event.type is not REOPENED
        elif event.type in {RESPONDED, RESOLVED}:
            return True
        else:
            is_cancelled = event.type is EventType.CANCELLED
    return False


def _no_message_waits(asked, moment):
    """Whether no message of the customer is without an answer, read once more from the events."""
    waits = came_while_closed = is_closed = False
    for event in _until(asked, moment):
        kind = event.type
        if is_closed:
            came_while_closed = (came_while_closed or kind is REPLIED) and kind is not RESPONDED
            if kind is REOPENED:
                waits, is_closed, came_while_closed = waits or came_while_closed, False, False
        elif kind in {RESPONDED, RESOLVED}:
            waits, is_closed = False, kind is RESOLVED
        elif kind is EventType.CANCELLED:
            is_closed = True
        else:
            waits = waits or kind is REPLIED
    return not waits


def test_a_pause_moves_the_due_time_of_the_queue_too():
    """A trap: the clocks said Tuesday 17:00 and 11:00, and the queue Monday for the one that had waited."""
    waited = request((PAUSED, at(2, 10)), (RESUMED, at(3, 10)))
    later = request(received=at(2, 11))
    assert due_of(waited, at=at(3, 10)) == at(3, 17)
    assert due_of(later, at=at(3, 10)) == at(3, 11)


def test_of_a_paused_request_it_is_what_it_would_be_if_it_went_on_now():
    waiting = request((PAUSED, at(2, 10)))
    assert [due_of(waiting, at=at(2, hour)) for hour in (9, 10, 12, 15)] == [
        at(2, 17),
        at(2, 17),
        at(3, 11),
        at(3, 14),
    ]


def test_before_it_is_received_it_is_due_as_if_nothing_happened():
    coming = request((PAUSED, at(2, 10)))
    assert due_of(coming, at=at(1)) == at(2, 17)
    assert due_of(coming, at=at(1), aspect="earliest") == at(2, 10)
    assert resolution_clock(coming, at=at(1)) is None


def test_options_and_levels_count_as_for_the_clock():
    asked = request((CHANGED, at(2, 11), Priority.MODERATE), (RESOLVED, at(3, 9)), (REOPENED, at(3, 12)))
    assert due_of(asked, at=at(3, 13)) == at(5, 12)
    assert due_of(asked, at=at(3, 13), count_resolved_time=True) == at(4, 17)
    again = request((CHANGED, at(3, 11), Priority.MODERATE))
    assert due_of(again, at=at(3, 12), restart_on_change=True) == at(5, 17)
    by_hand = request(override=Override(Priority.HIGH, "the mayor"), urgency=Urgency.LOW)
    assert due_of(by_hand, at=at(2, 12)) == at(2, 17)
    assert due_of(request(urgency=Urgency.LOW), at=at(2, 12)) is None
    assert due_of(request(urgency=Urgency.LOW), at=at(2, 12), aspect="response") == at(2, 13)


def test_a_matrix_that_asks_for_the_side_is_told_the_kind():
    by_side = DecisionTable(
        "by side",
        {"side": Side},
        [Rule("outside", {"side": Side.EXTERNAL}, Priority.HIGH), Rule("inside", {}, Priority.MODERATE)],
    )
    bare = request(relationship=Relationship(IT, KITCHEN, "ovens", agreement=DESK))
    assert due_of(bare, at=at(2, 12), matrix=by_side, kind=CustomerKind.B2B) == at(2, 17)
    with pytest.raises(UndeclaredKind):
        due_of(bare, at=at(2, 12), matrix=by_side)


@pytest.mark.parametrize("seed", [3, 4])
def test_what_was_asked_before_changes_no_answer(seed):
    """A trap: calendars and occasions keep what they have worked out."""
    for random, asked in some_requests(seed, calendars=3, each=3):
        moments = [asked.received.astimezone(UTC) + hours * HOUR for hours in (-400, 0, 3, 30, 9000)]
        questions = [(moment, aspect) for moment in moments for aspect in (*CLOCKS, "earliest")]
        alone = {
            question: due_of(pickle.loads(pickle.dumps(asked)), at=question[0], aspect=question[1])
            for question in questions
        }
        for _ in range(3):
            random.shuffle(questions)
            assert {question: due_of(asked, at=question[0], aspect=question[1]) for question in questions} == alone


# A due time of the request's own


def test_an_own_due_time_comes_before_the_agreement_for_the_resolution_only():
    asked = request(due=at(2, 12))
    assert due_of(asked, at=at(2, 10)) == at(2, 12)
    assert due_of(asked, at=at(2, 10), aspect="response") == at(2, 10)
    clock = resolution_clock(asked, at=at(2, 10))
    assert (clock.state, clock.due, clock.remaining, clock.promise.within) == (
        ClockState.RUNNING,
        at(2, 12),
        2 * HOUR,
        3 * HOUR,
    )
    assert str(clock) == (
        "The resolution by a due time of its own, in the hours of the agreement 'desk' at priority high, "
        "is running with 1 h used, and is due on Mon 2 Mar 2026 12:00+02:00."
    )


@pytest.mark.parametrize(
    "events",
    [
        [(PAUSED, at(2, 10))],
        [(PAUSED, at(2, 10)), (RESUMED, at(2, 11))],
        [(CHANGED, at(2, 10), Priority.MODERATE)],
        [(CHANGED, at(2, 10), Priority.LOW)],
        [(RESOLVED, at(2, 10)), (REOPENED, at(2, 11))],
    ],
)
def test_nothing_moves_an_own_due_time_and_past_it_the_clock_is_breached(events):
    asked = request(*events, due=at(2, 12))
    for moment, state in ((at(2, 12), False), (at(2, 12, 1), True)):
        clock = resolution_clock(asked, at=moment, restart_on_change=True)
        assert due_of(asked, at=moment, restart_on_change=True) == clock.due == at(2, 12)
        assert (clock.state is ClockState.BREACHED) == state
    assert (clock.late_level, clock.late_since) == (clock.promise.priority, at(2, 12))


def test_what_is_resolved_by_its_own_due_time_is_met_and_reopened_after_it_late():
    asked = request((RESOLVED, at(2, 11)), (REOPENED, at(2, 15)), due=at(2, 12))
    assert resolution_clock(asked, at=at(2, 14)).state is ClockState.MET
    late = resolution_clock(asked, at=at(2, 16))
    assert (late.state, late.remaining) == (ClockState.BREACHED, -4 * HOUR)


def test_an_own_due_time_in_closed_hours_is_a_promise_of_no_working_time():
    asked = request(received=at(7, 10), due=at(8, 12))
    clock = resolution_clock(asked, at=at(7, 11))
    assert (clock.promise.within, clock.used, clock.state) == (timedelta(0), 1.0, ClockState.RUNNING)
    assert resolution_clock(asked, at=at(8, 13)).state is ClockState.BREACHED
    before_it_came = resolution_clock(request(due=at(1)), at=at(2, 10))
    assert (before_it_came.promise.within, before_it_came.state) == (timedelta(0), ClockState.BREACHED)


def test_without_an_agreement_there_is_an_own_due_time_and_no_clock():
    asked = request(relationship=PLAIN, due=at(2, 12))
    assert due_of(asked, at=at(2, 10)) == at(2, 12)
    assert due_of(asked, at=at(2, 10), aspect="earliest") == at(2, 12)
    assert resolution_clock(asked, at=at(2, 10)) is None
    assert due_of(request(relationship=PLAIN), at=at(2, 10)) is None
    closed = request((RESOLVED, at(2, 11)), relationship=PLAIN, due=at(2, 12))
    assert due_of(closed, at=at(2, 11), aspect="earliest") is None


# Needs


def test_without_another_due_time_the_next_need_of_the_customer_counts():
    assert due_of(TIMESHEETS, at=at(2, 9)) == at(25)
    assert due_of(request(relationship=TIMESHEETS), at=at(2, 9)) == at(25)
    assert due_of(request(relationship=TIMESHEETS, due=at(20)), at=at(2, 9)) == at(20)
    assert due_of(request(relationship=TIMESHEETS), at=at(2, 9), aspect="response") is None
    promised = Relationship(KITCHEN, PAYDAY, "timesheets", agreement=DESK)
    assert due_of(request(relationship=promised), at=at(2, 9)) == at(2, 17)
    assert due_of(request(relationship=promised, urgency=Urgency.LOW), at=at(2, 9)) == at(25)
    assert due_of(OVENS, at=at(2, 9)) is None


def test_a_need_of_today_is_due_at_midnight_in_the_zone_of_the_agreement_else_of_the_question():
    assert due_of(TIMESHEETS, at=at(25, 18)) == at(25)
    assert due_of(TIMESHEETS, at=at(26)) == datetime(2026, 4, 25, tzinfo=BUCHAREST)
    evening = datetime(2026, 3, 25, 23, tzinfo=UTC)  # the 26th in Bucharest
    assert due_of(TIMESHEETS, at=evening) == datetime(2026, 3, 25, tzinfo=UTC)
    promised = Relationship(KITCHEN, PAYDAY, "timesheets", agreement=DESK)
    assert due_of(promised, at=evening) == datetime(2026, 4, 25, tzinfo=BUCHAREST)


def test_a_need_outside_the_period_of_the_relationship_is_none():
    spring = Relationship(KITCHEN, PAYDAY, "timesheets", Period(date(2026, 4, 1), date(2026, 5, 25)))
    assert due_of(spring, at=at(2)) == datetime(2026, 4, 25, tzinfo=BUCHAREST)
    assert due_of(spring, at=datetime(2026, 4, 26, tzinfo=BUCHAREST)) is None
    once = SituationalCustomer(PAYROLL, "the audit", Occasion.once(date(2026, 3, 10)))
    audit = Relationship(KITCHEN, once, "papers")
    assert due_of(audit, at=at(10, 23)) == at(10)
    assert due_of(audit, at=at(11)) is None


# Whichever comes first


def test_the_earliest_is_that_of_the_clocks_that_have_not_stopped_overdue_ones_included():
    asked = request((RESPONDED, at(2, 12)), (REPLIED, at(2, 13)), (RESOLVED, at(2, 16)), due=at(2, 16, 30))
    dues = {hour: due_of(asked, at=at(2, hour), aspect="earliest") for hour in (9, 11, 12, 13, 16)}
    assert dues == {9: at(2, 10), 11: at(2, 10), 12: at(2, 16, 30), 13: at(2, 15), 16: None}


# Working days


def test_working_days_end_with_the_close_of_the_last_of_them_and_pauses_move_them():
    asked = request(urgency=Urgency.MEDIUM, received=at(5, 10))
    assert due_of(asked, at=at(5, 12)) == at(9, 17)
    clock = resolution_clock(asked, at=at(6, 9))
    assert (clock.promise.within, clock.promise.target) == (23 * HOUR, WorkingDays(2))
    assert "within 2 working days that the agreement 'desk' promises" in str(clock)
    paused = request((PAUSED, at(6, 9)), (RESUMED, at(6, 12)), urgency=Urgency.MEDIUM, received=at(5, 10))
    assert due_of(paused, at=at(6, 13)) == at(10, 12)


def test_working_days_of_a_night_shift_end_on_the_morning_after():
    night = WorkCalendar("Europe/Bucharest", {weekday: [(time(22), time(6))] for weekday in range(5)})
    agreement = ServiceLevelAgreement("night", {Priority.HIGH: ServiceTarget(resolution=WorkingDays(1))}, night)
    asked = request(relationship=Relationship(IT, KITCHEN, "ovens", agreement=agreement), received=at(6, 23))
    assert due_of(asked, at=at(6, 23)) == at(10, 6)


# What is refused


def test_what_has_no_due_time_is_refused():
    with pytest.raises(InvalidType, match="due_of item must be a ServiceRequest or a Relationship"):
        due_of("R-1", at=at(2))
    with pytest.raises(NaiveDatetime):
        due_of(request(), at=datetime(2026, 3, 2))  # noqa: DTZ001  # that is what is refused
    with pytest.raises(InvalidType):
        due_of(request(), at=date(2026, 3, 2))
    with pytest.raises(InvalidValue, match="give one of resolution, response, next_reply, earliest"):
        due_of(request(), at=at(2), aspect="reply")
    with pytest.raises(InvalidValue, match="due_of aspect"):
        due_of(TIMESHEETS, at=at(2), aspect="reply")


# The ends of time


def test_the_clocks_of_a_request_at_the_ends_of_time_refuse_it_kindly():
    """A trap: year 1 in Tokyo is no year of UTC."""
    dawn = datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Tokyo"))
    dusk = datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("America/New_York"))
    for events in ((), ((PAUSED, dawn),), ((REPLIED, dawn),)):
        asked = request(*events, received=dawn)
        for moment in (dawn, dawn.replace(year=2026), dusk):
            for ask in (resolution_clock, response_clock, due_of):
                with pytest.raises(InvalidValue):
                    ask(asked, at=moment)
            assert due_of(evolve(asked, due=dusk), at=moment) == dusk
    with pytest.raises(InvalidValue):
        next_reply_clock(request((REPLIED, dawn), received=dawn), at=at(2))


def test_what_happens_at_the_end_of_time_lies_after_every_question():
    """A trap: the last evening in New York is in no year of UTC."""
    dusk = datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("America/New_York"))
    asked = request((REPLIED, at(2, 10)), (RESOLVED, dusk))
    assert due_of(asked, at=at(2, 12)) == at(2, 17)
    assert next_reply_clock(asked, at=at(2, 11)).due == at(2, 12)
