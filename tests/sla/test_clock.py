"""Clocks: what each event does to them, what is late, and what the steps and sentences say."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from almanac import instant, utc_minute
from relclient import (
    PRIORITY_MATRIX,
    B2BCustomer,
    ClockEvent,
    ClockState,
    ClockSteps,
    CustomerKind,
    DecisionTable,
    EventType,
    Impact,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    NeverOpens,
    Organization,
    Override,
    Priority,
    Promise,
    Relationship,
    Rule,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    Side,
    StepKind,
    UndeclaredKind,
    Urgency,
    WorkCalendar,
    WorkingDays,
    due_of,
    next_reply_clock,
    resolution_clock,
    response_clock,
)
from stopwatch import Seen, Stopwatch, some_requests

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NONE = timedelta(0)
MADRID = ZoneInfo("Europe/Madrid")
OFFICE = WorkCalendar(
    "Europe/Madrid",
    {weekday: [(time(9), time(13)), (time(14), time(18))] for weekday in range(5)},
    holidays={date(2026, 3, 3)},
)
MADRID_ALWAYS = WorkCalendar("Europe/Madrid", {weekday: [(time(0), time(0))] for weekday in range(7)})
ALWAYS = WorkCalendar("UTC", {weekday: [(time(0), time(0))] for weekday in range(7)})
DESK = ServiceLevelAgreement(
    "help desk",
    {
        Priority.CRITICAL: ServiceTarget(30 * MINUTE, 2 * HOUR, ALWAYS),
        Priority.HIGH: ServiceTarget(HOUR, 6 * HOUR),
        Priority.MODERATE: ServiceTarget(2 * HOUR, 12 * HOUR),
        Priority.LOW: ServiceTarget(response=4 * HOUR),
    },
    OFFICE,
)
HOTEL, ACME, STAFF = Organization("hotel"), Organization("acme"), Organization("staff")
CHATTING = ServiceLevelAgreement(
    "chat",
    {Priority.HIGH: ServiceTarget(next_reply=3 * HOUR), Priority.MODERATE: ServiceTarget(next_reply=6 * HOUR)},
    OFFICE,
)
SUPPORT = Relationship(HOTEL, B2BCustomer(ACME), "support", agreement=DESK)
CHAT = Relationship(HOTEL, B2BCustomer(ACME), "chat", agreement=CHATTING)

RESPONDED, PAUSED, RESUMED = EventType.RESPONDED, EventType.PAUSED, EventType.RESUMED
REPLIED = EventType.CUSTOMER_REPLIED
CHANGED, RESOLVED, REOPENED, CANCELLED = (
    EventType.PRIORITY_CHANGED,
    EventType.RESOLVED,
    EventType.REOPENED,
    EventType.CANCELLED,
)


def at(day, hour=0, minute=0, month=3):
    """Return a time of March 2026, when the 2nd is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)


def request(*events, relationship=SUPPORT, received=None, override=None, impact=Impact.MEDIUM, urgency=Urgency.HIGH):
    """Return a request received on Monday at 11:00, with (type, time) or (type, time, level) for events."""
    return ServiceRequest(
        "R-1",
        relationship,
        received=received or at(2, 11),
        impact=impact,
        urgency=urgency,
        events=[ClockEvent(*event) for event in events],
        override=override,
    )


def figures(clock):
    return (clock.state, clock.elapsed / HOUR, clock.paused / HOUR, clock.remaining / HOUR, clock.due)


# The oracle


CLOCKS = {"response": response_clock, "resolution": resolution_clock, "next_reply": next_reply_clock}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_clocks_agree_with_one_that_is_ticked_minute_by_minute(seed):
    for random, asked in some_requests(seed, calendars=10, each=26):
        first = PRIORITY_MATRIX.decide(impact=asked.impact, urgency=asked.urgency).value
        marks = [utc_minute(event.at) for event in asked.events] or [utc_minute(asked.received)]
        for aspect, clock_of in CLOCKS.items():
            options = {
                "restart_on_change": random.random() < 0.4,
                "count_resolved_time": random.random() < 0.4,
            }
            now = random.choice(
                (random.choice(marks) + random.choice((0, 0, 1, 90)), marks[0] + random.randrange(2500))
            )
            zone = ZoneInfo(asked.relationship.agreement.calendar.zone)
            clock = clock_of(asked, at=instant(now).astimezone(zone), **options)
            expected = Stopwatch(aspect, asked, first_level=first, **options).at(now)
            if clock is None:
                assert expected is None
                continue
            durations = (clock.elapsed, clock.paused, clock.remaining)
            assert Seen(clock.state, *(each // MINUTE for each in durations), utc_minute(clock.due)) == expected
            assert due_of(asked, at=instant(now), aspect=aspect, **options) == clock.due
            check_steps(clock)


def check_steps(clock):
    steps = clock.steps
    assert steps.total(StepKind.WORKED, StepKind.LATE) == clock.elapsed
    assert steps.total(StepKind.PAUSED) == clock.paused
    assert steps.total(StepKind.LEFT) in {NONE, max(clock.remaining, NONE)}
    assert steps.total(StepKind.CLOSED) == NONE
    assert sorted(steps, key=lambda step: step.start.astimezone(UTC)) == list(steps)
    assert clock.used == (clock.elapsed / clock.promise.within if clock.promise.within else 1)
    if clock.promise.target is not None:
        assert steps.total(StepKind.LATE) == max(-clock.remaining, NONE)
        assert clock.elapsed + clock.remaining == clock.promise.within


@pytest.mark.parametrize("options", [{}, {"restart_on_change": True}, {"count_resolved_time": True}])
def test_what_has_been_late_stays_breached_and_a_running_clock_is_late_right_after_it_is_due(options):
    tick = timedelta(microseconds=1)
    for _, asked in some_requests(99, calendars=5, each=6):
        moments = [asked.received + step * 97 * MINUTE for step in range(30)]
        for clock_of in CLOCKS.values():
            breached = False
            for moment in moments:
                clock = clock_of(asked, at=moment.astimezone(UTC), **options)
                if clock is None:
                    continue
                assert not (breached and clock.state is not ClockState.BREACHED)
                breached = clock.state is ClockState.BREACHED
                next_event = min(
                    (event.at for event in asked.events if event.at.astimezone(UTC) > moment.astimezone(UTC)),
                    default=None,
                )
                if clock.state is ClockState.RUNNING and (next_event is None or next_event > clock.due + tick):
                    assert clock_of(asked, at=clock.due, **options).state is ClockState.RUNNING
                    late = clock_of(asked, at=clock.due.astimezone(UTC) + tick, **options)
                    assert (late.state, late.due) == (ClockState.BREACHED, clock.due)


# Running, met, breached


def test_a_clock_counts_working_time_only():
    """From Monday at 15:00 over a holiday to Wednesday."""
    asked = request(received=at(2, 15))
    assert figures(resolution_clock(asked, at=at(2, 20))) == (ClockState.RUNNING, 3.0, 0.0, 3.0, at(4, 12))
    assert figures(resolution_clock(asked, at=at(4, 10))) == (ClockState.RUNNING, 4.0, 0.0, 2.0, at(4, 12))
    assert figures(resolution_clock(asked, at=at(4, 15))) == (ClockState.BREACHED, 8.0, 0.0, -2.0, at(4, 12))


def test_a_clock_is_not_late_at_the_instant_it_is_due_and_is_late_after_it():
    asked = request()
    assert resolution_clock(asked, at=at(2, 18)).state is ClockState.RUNNING
    late = resolution_clock(asked, at=at(2, 18) + timedelta(microseconds=1))
    assert figures(late) == (ClockState.BREACHED, 6.0, 0.0, 0.0, at(2, 18))


def test_what_fell_due_at_closing_time_is_late_when_it_is_resolved_that_night():
    clock = resolution_clock(request((RESOLVED, at(2, 21))), at=at(5))
    assert figures(clock) == (ClockState.BREACHED, 6.0, 0.0, 0.0, at(2, 18))


def test_resolved_in_time_is_met_and_late_is_breached_and_stays_so():
    met = resolution_clock(request((RESOLVED, at(2, 15))), at=at(20))
    assert figures(met) == (ClockState.MET, 3.0, 0.0, 3.0, at(2, 18))
    late = request((RESOLVED, at(4, 10)), (REOPENED, at(4, 11)), (RESOLVED, at(4, 12)))
    for moment in (at(4, 9), at(4, 10), at(4, 11), at(20)):
        assert resolution_clock(late, at=moment).state is ClockState.BREACHED


def test_responding_ends_the_response_clock_and_not_the_other():
    asked = request((RESPONDED, at(2, 11, 45)))
    assert figures(response_clock(asked, at=at(20))) == (ClockState.MET, 0.75, 0.0, 0.25, at(2, 12))
    assert resolution_clock(asked, at=at(2, 16)) == resolution_clock(request(), at=at(2, 16))


def test_resolving_ends_the_response_clock_too_and_for_good():
    asked = request((RESOLVED, at(2, 11, 30)), (REOPENED, at(2, 12)), (RESPONDED, at(4, 12)))
    assert figures(response_clock(asked, at=at(20))) == (ClockState.MET, 0.5, 0.0, 0.5, at(2, 12))


def test_events_after_the_instant_are_not_yet_known():
    events = [(PAUSED, at(2, 12)), (RESUMED, at(2, 15)), (CHANGED, at(2, 16), Priority.CRITICAL), (RESOLVED, at(4, 9))]
    for count, moment in enumerate((at(2, 11, 59), at(2, 14), at(2, 15, 30), at(2, 17))):
        assert resolution_clock(request(*events), at=moment) == resolution_clock(request(*events[:count]), at=moment)


def test_there_is_no_clock_before_the_request_was_received_nor_where_nothing_is_promised():
    assert resolution_clock(request(), at=at(2, 10, 59)) is None
    assert resolution_clock(request(), at=at(2, 11)).elapsed == NONE
    assert resolution_clock(request(relationship=Relationship(HOTEL, ACME, "support")), at=at(2, 12)) is None
    quiet = request(impact=Impact.LOW, urgency=Urgency.MEDIUM)
    assert response_clock(quiet, at=at(2, 12)).promise.priority is Priority.LOW
    assert resolution_clock(quiet, at=at(2, 12)) is None
    assert response_clock(request(impact=Impact.LOW, urgency=Urgency.LOW), at=at(2, 12)) is None


# Pauses


def test_a_pause_stops_both_clocks_and_due_is_as_if_it_were_resumed_now():
    asked = request((PAUSED, at(2, 12)))
    assert figures(resolution_clock(asked, at=at(2, 16))) == (ClockState.PAUSED, 1.0, 3.0, 5.0, at(4, 12))
    assert figures(response_clock(request((PAUSED, at(2, 11, 30))), at=at(2, 17))) == (
        ClockState.PAUSED,
        0.5,
        4.5,
        0.5,
        at(2, 17, 30),
    )


def test_a_pause_over_night_is_no_pause_in_working_time():
    """A trap: pauses counted as wall clock over nights move the deadline by hours that nobody works."""
    overnight = request((PAUSED, at(2, 18)), (RESUMED, at(4, 9)), received=at(2, 15))
    assert figures(resolution_clock(overnight, at=at(4, 10))) == (ClockState.RUNNING, 4.0, 0.0, 2.0, at(4, 12))
    evening = request((PAUSED, at(2, 17)), (RESUMED, at(4, 10)), received=at(2, 15))
    assert figures(resolution_clock(evening, at=at(4, 10))) == (ClockState.RUNNING, 2.0, 2.0, 4.0, at(4, 15))


def test_a_pause_is_not_lost_when_the_request_is_resolved_without_being_resumed():
    """A trap: paused -> resolved, and the time waited counts against the desk."""
    asked = request((PAUSED, at(2, 12)), (RESOLVED, at(4, 12)))
    assert figures(resolution_clock(asked, at=at(20))) == (ClockState.MET, 1.0, 1 + 4 + 3.0, 5.0, at(4, 18))
    reopened = request((PAUSED, at(2, 12)), (RESOLVED, at(4, 12)), (REOPENED, at(4, 13)))
    assert resolution_clock(reopened, at=at(4, 15)).elapsed == 2 * HOUR


def test_cancelling_ends_a_pause():
    asked = request((PAUSED, at(2, 12)), (CANCELLED, at(2, 15)))
    assert figures(resolution_clock(asked, at=at(20))) == (ClockState.CANCELLED, 1.0, 2.0, 5.0, at(4, 11))
    again = request((PAUSED, at(2, 12)), (CANCELLED, at(2, 15)), (REOPENED, at(2, 16)))
    assert figures(resolution_clock(again, at=at(2, 17))) == (ClockState.RUNNING, 2.0, 3.0, 4.0, at(4, 12))


def test_a_repeated_state_changes_nothing():
    once = request((PAUSED, at(2, 12)), (RESUMED, at(2, 15)), (RESOLVED, at(2, 17)))
    often = request(
        (RESUMED, at(2, 11, 30)),
        (REOPENED, at(2, 11, 40)),
        (PAUSED, at(2, 12)),
        (PAUSED, at(2, 14, 30)),
        (REOPENED, at(2, 14, 40)),
        (RESUMED, at(2, 15)),
        (RESUMED, at(2, 16)),
        (RESOLVED, at(2, 17)),
        (RESOLVED, at(2, 17, 30)),
        (CANCELLED, at(2, 17, 40)),
        (PAUSED, at(2, 17, 50)),
    )
    assert resolution_clock(often, at=at(20)) == resolution_clock(once, at=at(20))
    assert response_clock(often, at=at(20)) == response_clock(once, at=at(20))


def test_a_pause_and_its_end_within_one_minute_leave_no_trace():
    asked = request((PAUSED, at(2, 12)), (RESUMED, at(2, 12)))
    assert resolution_clock(asked, at=at(2, 15)) == resolution_clock(request(), at=at(2, 15))
    the_other_way = request((RESUMED, at(2, 12)), (PAUSED, at(2, 12)))
    assert resolution_clock(the_other_way, at=at(2, 15)).state is ClockState.PAUSED


def test_a_pause_that_begins_just_when_it_is_due_is_late_as_soon_as_it_goes_on():
    asked = request((PAUSED, at(2, 18)), (RESUMED, at(4, 10)))
    assert figures(resolution_clock(asked, at=at(4, 9))) == (ClockState.PAUSED, 6.0, 0.0, 0.0, at(4, 9))
    assert figures(resolution_clock(asked, at=at(4, 10))) == (ClockState.RUNNING, 6.0, 1.0, 0.0, at(4, 10))
    assert figures(resolution_clock(asked, at=at(4, 11))) == (ClockState.BREACHED, 7.0, 1.0, -1.0, at(4, 10))


def test_a_breached_clock_that_is_paused_stays_breached_and_keeps_the_deadline_it_missed():
    asked = request((PAUSED, at(4, 10)))
    assert figures(resolution_clock(asked, at=at(4, 12))) == (ClockState.BREACHED, 7.0, 2.0, -1.0, at(2, 18))


# Reopening and cancelling


def test_the_time_between_resolved_and_reopened_is_a_pause_unless_told_to_count():
    asked = request((RESOLVED, at(2, 12)), (REOPENED, at(2, 15)))
    assert figures(resolution_clock(asked, at=at(2, 16))) == (ClockState.RUNNING, 2.0, 2.0, 4.0, at(4, 11))
    counted = resolution_clock(asked, at=at(2, 16), count_resolved_time=True)
    assert figures(counted) == (ClockState.RUNNING, 4.0, 0.0, 2.0, at(2, 18))


def test_the_time_between_cancelled_and_reopened_is_a_pause_always():
    asked = request((CANCELLED, at(2, 12)), (REOPENED, at(2, 15)))
    counted = resolution_clock(asked, at=at(2, 16), count_resolved_time=True)
    assert figures(counted) == (ClockState.RUNNING, 2.0, 2.0, 4.0, at(4, 11))
    assert response_clock(asked, at=at(2, 16)).elapsed == 2 * HOUR


def test_a_cancelled_clock_stays_as_it_was_and_a_late_one_stays_late():
    in_time = request((CANCELLED, at(2, 12)), (RESOLVED, at(2, 13)))
    assert figures(resolution_clock(in_time, at=at(20))) == (ClockState.CANCELLED, 1.0, 0.0, 5.0, at(2, 18))
    assert response_clock(request((CANCELLED, at(2, 11, 30)), (RESPONDED, at(2, 12))), at=at(20)).state is (
        ClockState.CANCELLED
    )
    late = request((CANCELLED, at(4, 10)))
    assert resolution_clock(late, at=at(20)).state is ClockState.BREACHED


def test_resolving_what_is_paused_after_reopening_counts_each_span_once():
    asked = request(
        (PAUSED, at(2, 12)),
        (RESUMED, at(2, 14)),
        (RESOLVED, at(2, 15)),
        (REOPENED, at(2, 16)),
        (PAUSED, at(2, 17)),
        (RESOLVED, at(4, 10)),
    )
    assert figures(resolution_clock(asked, at=at(20))) == (ClockState.MET, 3.0, 1 + 1 + 1 + 1.0, 3.0, at(4, 13))


# Changes of priority


def test_a_change_of_priority_keeps_start_and_pauses():
    asked = request((PAUSED, at(2, 12)), (RESUMED, at(2, 14)), (CHANGED, at(2, 16), Priority.MODERATE))
    clock = resolution_clock(asked, at=at(2, 17))
    assert figures(clock) == (ClockState.RUNNING, 4.0, 1.0, 8.0, at(4, 17))
    assert clock.promise.priority is Priority.MODERATE


def test_a_change_of_priority_starts_anew_when_told_to():
    asked = request((PAUSED, at(2, 12)), (RESUMED, at(2, 14)), (CHANGED, at(2, 16), Priority.MODERATE))
    restarted = resolution_clock(asked, at=at(2, 17), restart_on_change=True)
    assert figures(restarted) == (ClockState.RUNNING, 1.0, 0.0, 11.0, at(5, 11))
    paused = request((PAUSED, at(2, 12)), (CHANGED, at(2, 16), Priority.MODERATE))
    assert figures(resolution_clock(paused, at=at(2, 17), restart_on_change=True)) == (
        ClockState.PAUSED,
        0.0,
        1.0,
        12.0,
        at(5, 12),
    )


def test_a_change_to_the_level_it_has_is_none():
    asked = request((CHANGED, at(2, 16), Priority.HIGH))
    plain = resolution_clock(request(), at=at(2, 17))
    assert resolution_clock(asked, at=at(2, 17), restart_on_change=True) == plain


def test_under_an_override_no_change_counts():
    override = Override(Priority.MODERATE, "by hand")
    asked = request((CHANGED, at(2, 12), Priority.CRITICAL), override=override)
    clock = resolution_clock(asked, at=at(2, 17), restart_on_change=True)
    assert figures(clock) == (ClockState.RUNNING, 5.0, 0.0, 7.0, at(4, 16))


def test_a_level_with_its_own_calendar_counts_in_it_from_when_the_request_was_received():
    asked = request((CHANGED, at(2, 12, 30), Priority.CRITICAL))
    clock = resolution_clock(asked, at=at(2, 12, 45))
    assert figures(clock) == (ClockState.RUNNING, 1.75, 0.0, 0.25, at(2, 13))
    assert str(clock.due.tzinfo) == "UTC"
    back = request((CHANGED, at(2, 12), Priority.CRITICAL), (CHANGED, at(2, 12, 30), Priority.HIGH))
    assert figures(resolution_clock(back, at=at(2, 16))) == (ClockState.RUNNING, 4.0, 0.0, 2.0, at(2, 18))


def test_a_more_pressing_level_may_be_late_at_once():
    asked = request((CHANGED, at(2, 15), Priority.CRITICAL))
    assert figures(resolution_clock(asked, at=at(2, 15))) == (ClockState.BREACHED, 4.0, 0.0, -2.0, at(2, 13))


def test_a_less_pressing_level_does_not_mend_what_was_late():
    asked = request((CHANGED, at(4, 9, 30), Priority.MODERATE))
    for options in ({}, {"restart_on_change": True}):
        clock = resolution_clock(asked, at=at(4, 10), **options)
        assert clock.state is ClockState.BREACHED
        assert clock.remaining > NONE
        assert (clock.late_level, clock.late_since) == (Priority.HIGH, at(2, 18))
        assert "it was late at priority high already, due on Mon 2 Mar 2026 18:00+01:00" in str(clock)
        check_steps(clock)
    in_time = request((CHANGED, at(2, 18), Priority.MODERATE))
    assert resolution_clock(in_time, at=at(4, 10)).state is ClockState.RUNNING


def test_two_changes_in_one_minute_are_one():
    """A slip of the hand that is put right in the same minute has never been looked at."""
    asked = request((CHANGED, at(2, 17), Priority.CRITICAL), (CHANGED, at(2, 17), Priority.MODERATE))
    assert figures(resolution_clock(asked, at=at(2, 17))) == (ClockState.RUNNING, 5.0, 0.0, 7.0, at(4, 16))


def test_a_level_without_a_promise_makes_nothing_late():
    asked = request((CHANGED, at(2, 12), Priority.LOW), (CHANGED, at(5, 12), Priority.MODERATE))
    assert resolution_clock(asked, at=at(4, 12)) is None
    assert resolution_clock(asked, at=at(5, 12)).elapsed == 17 * HOUR


def test_what_happens_to_a_stopped_clock_waits_until_it_is_reopened():
    stopped = request((RESOLVED, at(2, 15)))
    changed = request((RESOLVED, at(2, 15)), (CHANGED, at(2, 16), Priority.CRITICAL))
    assert resolution_clock(changed, at=at(20)) == resolution_clock(stopped, at=at(20))
    responded = request((RESPONDED, at(2, 11, 45)), (CHANGED, at(2, 16), Priority.CRITICAL))
    assert response_clock(responded, at=at(20)).state is ClockState.MET
    reopened = request(
        (RESOLVED, at(2, 15)),
        (CHANGED, at(2, 16), Priority.CRITICAL),
        (CHANGED, at(2, 16, 30), Priority.MODERATE),
        (REOPENED, at(2, 17)),
    )
    assert figures(resolution_clock(reopened, at=at(2, 17))) == (ClockState.RUNNING, 3.0, 2.0, 9.0, at(4, 18))
    anew = resolution_clock(reopened, at=at(2, 17), restart_on_change=True)
    assert figures(anew) == (ClockState.RUNNING, 0.0, 0.0, 12.0, at(5, 12))
    assert anew.restarted == at(2, 17)


def test_a_change_that_restarts_says_since_when_the_clock_counts_anew():
    asked = request((CHANGED, at(2, 16), Priority.MODERATE))
    clock = resolution_clock(asked, at=at(2, 17), restart_on_change=True)
    assert clock.restarted == at(2, 16)
    assert str(clock).endswith("; it counts anew since Mon 2 Mar 2026 16:00+01:00.")
    assert resolution_clock(asked, at=at(2, 17)).restarted is None
    assert resolution_clock(asked, at=at(2, 15), restart_on_change=True).restarted is None


def test_a_change_while_resolved_begins_anew_at_the_reopening_whatever_counts():
    """Of two readings, anew at the change or at the reopening, the second holds."""
    asked = request((RESOLVED, at(2, 12)), (CHANGED, at(2, 15), Priority.MODERATE), (REOPENED, at(2, 17)))
    for counted in (False, True):
        clock = resolution_clock(asked, at=at(2, 18), restart_on_change=True, count_resolved_time=counted)
        assert (clock.elapsed, clock.paused, clock.restarted) == (HOUR, NONE, at(2, 17))


# The next reply


def test_the_first_message_since_the_last_answer_starts_the_clock_and_the_answer_ends_it():
    asked = request(
        (RESPONDED, at(2, 11, 30)),
        (REPLIED, at(2, 12)),
        (REPLIED, at(2, 15)),
        (RESPONDED, at(2, 16)),
        relationship=CHAT,
    )
    assert next_reply_clock(asked, at=at(2, 11, 45)) is None
    assert figures(next_reply_clock(asked, at=at(2, 15, 30))) == (ClockState.RUNNING, 2.5, 0.0, 0.5, at(2, 16))
    met = next_reply_clock(asked, at=at(20))
    assert figures(met) == (ClockState.MET, 3.0, 0.0, 0.0, at(2, 16))
    assert str(met).startswith("The next reply within 3 h that the agreement 'chat' promises at priority high was met")


def test_each_message_has_its_own_clock_and_the_last_answered_stays_to_be_seen():
    late = request((REPLIED, at(2, 11)), (RESPONDED, at(2, 17)), (REPLIED, at(2, 17, 30)), relationship=CHAT)
    assert next_reply_clock(late, at=at(2, 17, 15)).state is ClockState.BREACHED
    assert figures(next_reply_clock(late, at=at(2, 18))) == (ClockState.RUNNING, 0.5, 0.0, 2.5, at(4, 11, 30))


def test_a_message_to_a_paused_request_starts_a_paused_clock():
    asked = request((PAUSED, at(2, 11)), (REPLIED, at(2, 12)), (RESUMED, at(2, 15)), relationship=CHAT)
    assert figures(next_reply_clock(asked, at=at(2, 16))) == (ClockState.RUNNING, 1.0, 2.0, 2.0, at(2, 18))


def test_resolving_answers_and_thanks_after_that_wait_until_it_is_reopened():
    asked = request(
        (REPLIED, at(2, 11)), (RESOLVED, at(2, 12)), (REPLIED, at(2, 14)), (REOPENED, at(2, 16)), relationship=CHAT
    )
    assert figures(next_reply_clock(asked, at=at(2, 15))) == (ClockState.MET, 1.0, 0.0, 2.0, at(2, 15))
    assert figures(next_reply_clock(asked, at=at(2, 17))) == (ClockState.RUNNING, 1.0, 0.0, 2.0, at(4, 10))
    answered = request(
        (RESOLVED, at(2, 12)), (REPLIED, at(2, 14)), (RESPONDED, at(2, 15)), (REOPENED, at(2, 16)), relationship=CHAT
    )
    assert next_reply_clock(answered, at=at(2, 17)) is None


def test_the_next_reply_is_promised_at_the_level_of_then():
    asked = request((CHANGED, at(2, 11, 30), Priority.MODERATE), (REPLIED, at(2, 12)), relationship=CHAT)
    assert next_reply_clock(asked, at=at(2, 14)).promise.priority is Priority.MODERATE
    by_hand = request(
        (CHANGED, at(2, 11, 30), Priority.MODERATE),
        (REPLIED, at(2, 12)),
        relationship=CHAT,
        override=Override(Priority.HIGH, "the mayor"),
    )
    assert next_reply_clock(by_hand, at=at(2, 14)).promise.priority is Priority.HIGH
    assert next_reply_clock(request((REPLIED, at(2, 12))), at=at(2, 14)) is None


# Zones


def test_a_repeated_hour_counts_once_each_time_it_comes():
    """A trap: times of one zone compared or subtracted by their wall clocks lose or gain the hour."""
    night = WorkCalendar("Europe/Madrid", {6: [(time(0), time(6))]})
    agreement = ServiceLevelAgreement("night", {Priority.HIGH: ServiceTarget(resolution=6 * HOUR)}, night)
    relationship = Relationship(HOTEL, B2BCustomer(ACME), "support", agreement=agreement)
    received = datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=MADRID)
    asked = request(
        (PAUSED, datetime(2026, 10, 25, 2, 50, fold=0, tzinfo=MADRID)),
        (RESUMED, datetime(2026, 10, 25, 2, 20, fold=1, tzinfo=MADRID)),
        relationship=relationship,
        received=received,
    )
    clock = resolution_clock(asked, at=datetime(2026, 10, 25, 6, tzinfo=MADRID))
    assert (clock.elapsed, clock.paused) == (4 * HOUR, 30 * MINUTE)
    assert [str(step) for step in clock.steps][:3] == [
        "Sun 25 Oct 02:30-02:50, 20 min",
        "Sun 25 Oct 02:50-02:20, 30 min paused, over a clock change",
        "Sun 25 Oct 02:20-06:00, 3 h 40 min",
    ]


def test_the_same_instants_in_any_zone_give_the_same_clock():
    asked = request((PAUSED, at(2, 12)), (RESUMED, at(2, 15)))
    elsewhere = request(
        *((event.type, event.at.astimezone(ZoneInfo("Asia/Kolkata"))) for event in asked.events),
        received=asked.received.astimezone(UTC),
    )
    assert resolution_clock(elsewhere, at=at(2, 17).astimezone(UTC)) == resolution_clock(asked, at=at(2, 17))


def test_clocks_of_the_two_hours_that_a_clock_shows_alike_differ():
    """A trap: times of one zone that differ in fold alone are equal to Python."""
    first, second = (datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=MADRID) for fold in (0, 1))
    always = ServiceLevelAgreement("always", {Priority.HIGH: ServiceTarget(resolution=HOUR)}, MADRID_ALWAYS)
    relationship = Relationship(HOTEL, B2BCustomer(ACME), "watch", agreement=always)
    due_first = request(relationship=relationship, received=first - HOUR)
    one = resolution_clock(due_first, at=first - HOUR)
    assert one.due == first
    assert one != evolve(one, due=second)
    assert one.steps[0] != evolve(one.steps[0], end=second)


# Steps


def test_the_steps_say_how_it_came_out_and_why_days_were_skipped():
    calendar = WorkCalendar(
        "Europe/Madrid",
        OFFICE.windows,
        OFFICE.holidays,
        {date(2026, 3, 4): [], date(2026, 3, 5): [(time(22), time(2))]},
    )
    agreement = ServiceLevelAgreement("desk", {Priority.HIGH: ServiceTarget(resolution=16 * HOUR)}, calendar)
    relationship = Relationship(HOTEL, B2BCustomer(ACME), "support", agreement=agreement)
    asked = request((PAUSED, at(2, 16)), (RESUMED, at(2, 17)), relationship=relationship)
    clock = resolution_clock(asked, at=at(6, 1))
    assert str(clock.steps).splitlines() == [
        "Mon 2 Mar 11:00-13:00, 2 h",
        "Mon 2 Mar 14:00-16:00, 2 h",
        "Mon 2 Mar 16:00-17:00, 1 h paused",
        "Mon 2 Mar 17:00-18:00, 1 h",
        "Tue 3 Mar holiday, skipped",
        "Wed 4 Mar closed by exception, skipped",
        "Thu 5 Mar 22:00-Fri 6 Mar 01:00, 3 h",
        "Fri 6 Mar 01:00-02:00, 1 h left",
        "Fri 6 Mar 09:00-13:00, 4 h left",
        "Fri 6 Mar 14:00-17:00, 3 h left",
    ]
    check_steps(clock)


def test_the_steps_of_a_late_clock_say_what_ran_over():
    clock = resolution_clock(request((RESOLVED, at(4, 10, 30))), at=at(20))
    assert [str(step) for step in clock.steps] == [
        "Mon 2 Mar 11:00-13:00, 2 h",
        "Mon 2 Mar 14:00-18:00, 4 h",
        "Tue 3 Mar holiday, skipped",
        "Wed 4 Mar 09:00-10:30, 1 h 30 min late",
    ]


def test_pauses_outside_working_hours_and_closed_days_are_shown():
    asked = request(
        (PAUSED, at(7, 10)), (RESUMED, at(7, 12)), (RESOLVED, at(7, 13)), (REOPENED, at(9, 10)), received=at(6, 17)
    )
    clock = resolution_clock(asked, at=at(9, 10, 30))
    assert [str(step) for step in clock.steps][:6] == [
        "Fri 6 Mar 17:00-18:00, 1 h",
        "Sat 7 Mar closed, skipped",
        "Sat 7 Mar 10:00-12:00, paused outside hours",
        "Sun 8 Mar closed, skipped",
        "Mon 9 Mar 09:00-10:00, 1 h paused (resolved)",
        "Mon 9 Mar 10:00-10:30, 30 min",
    ]


def test_a_closed_day_leaves_out_the_night_shift_of_the_evening_before():
    """A trap: "Sat 7 Mar closed, skipped" over the hours that were worked that morning."""
    night = WorkCalendar("Europe/Madrid", {weekday: [(time(22), time(6))] for weekday in range(5)})
    agreement = ServiceLevelAgreement("night", {Priority.HIGH: ServiceTarget(resolution=9 * HOUR)}, night)
    asked = request(
        relationship=Relationship(HOTEL, B2BCustomer(ACME), "watch", agreement=agreement), received=at(6, 20)
    )
    clock = resolution_clock(asked, at=at(7, 5))
    assert [str(step) for step in clock.steps] == [
        "Fri 6 Mar 22:00-Sat 7 Mar 05:00, 7 h",
        "Sat 7 Mar 05:00-06:00, 1 h left",
        "Sat 7 Mar 06:00-24:00 closed, skipped",
        "Sun 8 Mar closed, skipped",
        "Mon 9 Mar 22:00-23:00, 1 h left",
    ]


def test_a_closed_day_after_a_due_time_at_midnight_is_no_step():
    always = WorkCalendar("UTC", {4: [(time(0), time(0))]})
    agreement = ServiceLevelAgreement("fridays", {Priority.HIGH: ServiceTarget(resolution=HOUR)}, always)
    friday = datetime(2026, 3, 6, 23, tzinfo=UTC)
    asked = request(relationship=Relationship(HOTEL, B2BCustomer(ACME), "watch", agreement=agreement), received=friday)
    assert [str(step) for step in resolution_clock(asked, at=friday).steps] == ["Fri 6 Mar 23:00-24:00, 1 h left"]


def test_a_day_whose_hours_the_clock_change_swallows_says_so():
    dawn = WorkCalendar("Europe/Madrid", {6: [(time(2), time(3))], 0: [(time(9), time(17))]})
    agreement = ServiceLevelAgreement("dawn", {Priority.HIGH: ServiceTarget(resolution=HOUR)}, dawn)
    relationship = Relationship(HOTEL, B2BCustomer(ACME), "support", agreement=agreement)
    clock = resolution_clock(request(relationship=relationship, received=at(29, 1)), at=at(29, 1))
    assert [str(step) for step in clock.steps] == [
        "Sun 29 Mar hours swallowed by the clock change, skipped",
        "Mon 30 Mar 09:00-10:00, 1 h left",
    ]


def test_a_clock_that_has_not_moved_has_no_steps():
    assert len(resolution_clock(request((RESOLVED, at(2, 11))), at=at(2, 11)).steps) == 0


def test_steps_are_a_sequence_that_equals_a_tuple_of_them():
    clock = resolution_clock(request(), at=at(2, 15))
    steps = clock.steps
    assert len(steps) == 3
    assert steps[0].kind is StepKind.WORKED
    assert steps[1:] == tuple(steps)[1:]
    assert steps == tuple(steps)
    assert steps == ClockSteps(list(steps))
    assert steps != list(steps)
    assert steps != resolution_clock(request(), at=at(2, 16)).steps
    assert hash(steps) == hash(tuple(steps))
    assert repr(steps) == repr(tuple(steps))


# The value


def test_a_clock_is_a_value_that_survives_pickling_and_hashes():
    asked = request((PAUSED, at(2, 12)), (RESUMED, at(2, 15)))
    one, other = (resolution_clock(asked, at=at(2, 17)) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert str(again.steps) == str(one.steps)
    assert one.promise == Promise("resolution", Priority.HIGH, 6 * HOUR, "help desk")
    assert "steps" not in repr(one)


@pytest.mark.parametrize(
    ("events", "moment", "sentence"),
    [
        ([], at(2, 16), "is running with 4 h used, and is due on Mon 2 Mar 2026 18:00+01:00."),
        (
            [(PAUSED, at(2, 12))],
            at(2, 16),
            "is paused with 1 h used, and if it were resumed now it would be due on Wed 4 Mar 2026 12:00+01:00.",
        ),
        ([(RESOLVED, at(2, 15))], at(5), "was met in 3 h, and was due on Mon 2 Mar 2026 18:00+01:00."),
        (
            [(CANCELLED, at(2, 15))],
            at(5),
            "was cancelled with 3 h used, when it was due on Mon 2 Mar 2026 18:00+01:00.",
        ),
        ([], at(4, 10), "is breached with 7 h used: it was due on Mon 2 Mar 2026 18:00+01:00."),
    ],
)
def test_a_clock_says_how_it_stands(events, moment, sentence):
    clock = resolution_clock(request(*events), at=moment)
    assert (
        str(clock) == f"The resolution within 6 h that the agreement 'help desk' promises at priority high {sentence}"
    )


@pytest.mark.parametrize(
    ("events", "moment", "options", "spanish", "romanian"),
    [
        ([], at(2, 16), {}, "está en marcha, con un consumo de 4 h", "este în curs, cu un consum de 4 h"),
        ([(PAUSED, at(2, 12))], at(2, 16), {}, "está en pausa", "este suspendat"),
        ([(RESOLVED, at(2, 15))], at(5), {}, "se cumplió en 3 h", "a fost respectat în 3 h"),
        ([(CANCELLED, at(2, 15))], at(5), {}, "se canceló con un consumo de 3 h", "a fost anulat cu un consum de 3 h"),
        ([], at(4, 10), {}, "está incumplido", "este încălcat"),
        (
            [(CHANGED, at(4, 9, 30), Priority.MODERATE)],
            at(4, 10),
            {},
            "ya se había retrasado con prioridad alta, pues vencía el 2026-03-02 18:00+01:00",
            "întârziase deja la prioritatea ridicată, cu scadența la 2026-03-02 18:00+01:00",
        ),
        (
            [(CHANGED, at(2, 16), Priority.MODERATE)],
            at(2, 17),
            {"restart_on_change": True},
            "cuenta de nuevo desde 2026-03-02 16:00+01:00",
            "se numără din nou de la 2026-03-02 16:00+01:00",
        ),
    ],
)
def test_a_clock_speaks_three_languages(events, moment, options, spanish, romanian):
    clock = resolution_clock(request(*events), at=moment, **options)
    assert str(clock) == clock.say() == clock.say("en")
    assert clock.say("es").startswith("El plazo de resolución de ")
    assert spanish in clock.say("es")
    assert clock.say("ro").startswith("Termenul de rezolvare de ")
    assert romanian in clock.say("ro")


def test_a_promise_speaks_three_languages_and_shortly():
    hours = Promise("response", Priority.HIGH, 4 * HOUR, "help desk")
    days = Promise("next_reply", Priority.LOW, 24 * HOUR, "help desk", WorkingDays(1))
    own = Promise("resolution", Priority.HIGH, 4 * HOUR, "help desk", None)
    assert [one.short for one in (hours, days, own)] == [
        "response within 4 h",
        "next reply within 1 working day",
        "resolution by its own due time",
    ]
    assert days.say("es") == (
        "el plazo de la próxima respuesta de 1 día laborable que el acuerdo 'help desk' promete con prioridad baja"
    )
    assert "20 de zile lucrătoare" in evolve(days, target=WorkingDays(20)).say("ro")
    assert own.say("ro").startswith("termenul de rezolvare cu o scadență proprie")
    with pytest.raises(InvalidValue):
        hours.say("de")


def test_a_clock_is_said_in_a_few_words():
    assert resolution_clock(request(), at=at(2, 16)).short == "running, due on Mon 2 Mar 2026 18:00+01:00"


def test_a_matrix_of_the_apps_own_gives_the_level():
    by_side = DecisionTable(
        "by side",
        {"side": Side},
        [Rule("outside", {"side": Side.EXTERNAL}, Priority.CRITICAL), Rule("inside", {}, Priority.MODERATE)],
    )
    bare = request(relationship=Relationship(HOTEL, STAFF, "support", agreement=DESK))
    assert resolution_clock(request(), at=at(2, 12), matrix=by_side).promise.priority is Priority.CRITICAL
    inside = response_clock(bare, at=at(2, 12), matrix=by_side, kind=CustomerKind.HORIZONTAL)
    assert inside.promise.priority is Priority.MODERATE
    with pytest.raises(UndeclaredKind):
        resolution_clock(bare, at=at(2, 12), matrix=by_side)


def test_what_is_no_request_or_no_instant_is_refused():
    with pytest.raises(InvalidType, match="response_clock request must be a ServiceRequest"):
        response_clock("R-1", at=at(2))
    with pytest.raises(NaiveDatetime, match="resolution_clock at has no zone"):
        resolution_clock(request(), at=at(2).replace(tzinfo=None))
    with pytest.raises(InvalidType, match="resolution_clock at must be a datetime"):
        resolution_clock(request(), at=date(2026, 3, 2))


def test_a_calendar_that_never_opens_again_says_so():
    fair = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 3, 2): [(time(9), time(12))]})
    agreement = ServiceLevelAgreement("fair", {Priority.HIGH: ServiceTarget(resolution=2 * HOUR)}, fair)
    asked = request(relationship=Relationship(HOTEL, B2BCustomer(ACME), "support", agreement=agreement))
    with pytest.raises(NeverOpens):
        resolution_clock(asked, at=at(2, 12))


def test_every_state_and_kind_of_step_has_a_name_in_three_languages():
    assert [state.name for state in ClockState] == ["RUNNING", "PAUSED", "MET", "BREACHED", "CANCELLED"]
    for member in (*ClockState, *StepKind):
        assert all(member.label(language) for language in ("en", "es", "ro"))
