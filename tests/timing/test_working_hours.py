"""Working calendars: hours in a zone, and what is counted in them."""
# ruff: noqa: DTZ001, DTZ901  # naive times, pickles and repeatable random ones are what is tested

import copy
import pickle
from bisect import bisect_left
from collections import Counter
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import pairwise
from random import Random
from threading import Barrier
from time import sleep
from typing import Never
from zoneinfo import ZoneInfo

import attrs
import holidays as public_holidays
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almanac import PLACES, NaiveCalendar, instant, some_calendars, some_day, utc_minute
from relclient import InvalidType, InvalidValue, NaiveDatetime, NeverOpens, UnknownZone, WorkCalendar

MADRID = ZoneInfo("Europe/Madrid")
NEW_YORK = ZoneInfo("America/New_York")
NINE_TO_FIVE = [(time(9), time(17))]
WEEKDAYS = dict.fromkeys(range(5), NINE_TO_FIVE)
AROUND_THE_CLOCK = {weekday: [(time(0), time(0))] for weekday in range(7)}
HOUR = timedelta(hours=1)


class AskedDays:
    """Holidays that count how often they are asked for a day."""

    def __init__(self, *days: date) -> None:
        self.days = set(days)
        self.asked: Counter[date] = Counter()

    def __contains__(self, day: object) -> bool:
        assert isinstance(day, date)
        self.asked[day] += 1
        return day in self.days


def office(**changes: object) -> WorkCalendar:
    return attrs.evolve(WorkCalendar("Europe/Madrid", WEEKDAYS), **changes)


def madrid(*fields: int, fold: int = 0) -> datetime:
    return datetime(*fields, tzinfo=MADRID, fold=fold)


def wall(t: datetime) -> str:
    return t.isoformat(timespec="minutes")


# The oracle: an independent calendar, walked minute by minute


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_random_calendars_agree_with_a_walk_minute_by_minute(seed):
    for random, day, calendar, twin in some_calendars(seed, 250):
        first = utc_minute(datetime.combine(day, time(), UTC)) + random.randrange(-600, 600)
        last = first + 1200
        expected = twin.open_minutes(first, last)

        t = instant(first)
        opened = []
        for minute in range(first, last):
            if calendar.is_open(t):
                opened.append(minute)
            t += timedelta(minutes=1)
        assert opened == expected, calendar

        for _ in range(6):
            a, b = random.randrange(first, last), random.randrange(first, last)
            before, after = bisect_left(expected, a), bisect_left(expected, b)
            assert calendar.between(instant(a), instant(b)) == timedelta(minutes=after - before), (calendar, a, b)
            if before < len(expected):
                assert utc_minute(calendar.next_open(instant(a))) == expected[before], (calendar, a)
                minutes = random.randint(1, len(expected) - before)
                done = calendar.add(instant(a), timedelta(minutes=minutes))
                assert utc_minute(done) == expected[before + minutes - 1] + 1, (calendar, a, minutes)
            if before:
                minutes = random.randint(1, before)
                begun = calendar.add(instant(a), timedelta(minutes=-minutes))
                assert utc_minute(begun) == expected[before - minutes], (calendar, a, minutes)


@pytest.mark.parametrize("seed", range(4))
def test_random_calendars_list_the_spans_that_a_walk_finds(seed):
    for _, day, calendar, twin in some_calendars(100 + seed, 50):
        first = utc_minute(datetime.combine(day, time(5), UTC))
        last = first + 3000
        expected = twin.open_minutes(first, last)
        spans = list(calendar.spans(instant(first), instant(last)))

        listed = [minute for a, b in spans for minute in range(utc_minute(a), utc_minute(b))]
        assert listed == expected, calendar
        assert all(utc_minute(b) < utc_minute(c) for (_, b), (c, _) in pairwise(spans)), calendar
        assert {moment.tzinfo for span in spans for moment in span} <= {ZoneInfo(calendar.zone)}


@pytest.mark.parametrize("seed", range(4))
def test_working_days_agree_with_counting_them_one_by_one(seed):
    for random, day, calendar, twin in some_calendars(200 + seed, 50):
        nearby = [day + timedelta(days=step) for step in range(-20, 21)]
        working = [one for one in nearby if any(a < b for a, b in twin.opened_by(one))]
        for one in random.sample(nearby[10:31], 5):
            later = [other for other in working if other > one]
            earlier = [other for other in working if other < one]
            assert calendar.add_days(one, 1) == later[0], calendar
            assert calendar.add_days(one, -1) == earlier[-1], calendar
            assert calendar.add_days(calendar.add_days(one, 1), 1) == calendar.add_days(one, 2) == later[1], calendar
            assert (calendar.why_closed(one) is None) == (one in working), calendar


# The laws


@st.composite
def calendars(draw: st.DrawFn) -> tuple[WorkCalendar, date]:
    seed = draw(st.integers(0, 10**6))
    ((_, day, calendar, _),) = some_calendars(seed, 1)
    return calendar, day


@st.composite
def questions(draw: st.DrawFn) -> tuple[WorkCalendar, datetime]:
    calendar, day = draw(calendars())
    offset = draw(st.timedeltas(timedelta(days=-3), timedelta(days=3)))
    return calendar, datetime.combine(day, time(), UTC) + offset


DURATIONS = st.timedeltas(timedelta(days=-30), timedelta(days=30))


@settings(max_examples=400, deadline=None)
@given(questions(), DURATIONS)
def test_what_is_added_lies_between(question, duration):
    calendar, t = question
    assert calendar.between(t, calendar.add(t, duration)) == duration


@settings(max_examples=150, deadline=None)
@given(questions(), DURATIONS, DURATIONS)
def test_more_work_ends_later(question, one, other):
    calendar, t = question
    less, more = sorted((one, other))
    assert calendar.add(t, less).astimezone(UTC) <= calendar.add(t, more).astimezone(UTC)


@settings(max_examples=150, deadline=None)
@given(questions(), DURATIONS, DURATIONS, st.sampled_from((-1, 1)))
def test_work_in_two_parts_ends_when_the_whole_does(question, one, other, way):
    calendar, t = question
    one, other = way * abs(one), way * abs(other)
    assert calendar.add(calendar.add(t, one), other) == calendar.add(t, one + other)


@settings(max_examples=150, deadline=None)
@given(questions(), DURATIONS, DURATIONS)
def test_time_between_adds_up(question, one, other):
    calendar, a = question
    b, c = a + one, a + other
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(b, a) == -calendar.between(a, b)


@settings(max_examples=150, deadline=None)
@given(questions(), DURATIONS)
def test_spans_sum_to_the_time_between(question, length):
    calendar, a = question
    b = a + abs(length)
    spans = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in calendar.spans(a, b)]
    assert sum((end - start for start, end in spans), timedelta()) == calendar.between(a, b)
    assert all(a <= start < end <= b for start, end in spans)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(questions(), DURATIONS, st.randoms(use_true_random=False))
def test_the_order_of_windows_and_holidays_means_nothing(question, duration, random):
    calendar, t = question

    def shuffled(values):
        values = list(values)
        return random.sample(values, len(values))

    other = WorkCalendar(
        calendar.zone,
        {weekday: shuffled(calendar.windows[weekday] * 2) for weekday in shuffled(calendar.windows)},
        shuffled(calendar.holidays),
        {day: shuffled(calendar.exceptions[day]) for day in shuffled(calendar.exceptions)},
    )
    assert (other, hash(other)) == (calendar, hash(calendar))
    assert other.add(t, duration) == calendar.add(t, duration)


@settings(max_examples=60, deadline=None)
@given(questions(), st.lists(st.integers(-9_000, 9_000), max_size=3), DURATIONS)
def test_what_was_asked_before_changes_no_answer(question, elsewhere, duration):
    calendar, t = question
    fresh = copy.copy(calendar)
    for days in elsewhere:
        calendar.is_open(t + timedelta(days=days))
    assert calendar.add(t, duration) == fresh.add(t, duration)
    assert calendar.next_open(t) == fresh.next_open(t)
    assert calendar.add_days(t.date(), 3) == fresh.add_days(t.date(), 3)


# Windows


def test_a_window_holds_its_start_and_not_its_end():
    assert [office().is_open(madrid(2026, 3, 2, hour)) for hour in (8, 9, 16, 17)] == [False, True, True, False]
    assert not office().is_open(madrid(2026, 3, 2, 8, 59, 59, 999_999))
    assert office().is_open(madrid(2026, 3, 2, 16, 59, 59, 999_999))


def test_the_next_open_instant_is_the_instant_itself_while_open():
    assert office().next_open(madrid(2026, 3, 2, 16, 59)) == madrid(2026, 3, 2, 16, 59)
    assert office().next_open(madrid(2026, 3, 6, 17)) == madrid(2026, 3, 9, 9)


def test_work_ends_when_it_is_done_and_not_when_the_next_window_opens():
    assert office().add(madrid(2026, 3, 6, 9), 8 * HOUR) == madrid(2026, 3, 6, 17)
    assert office().add(madrid(2026, 3, 9, 17), -8 * HOUR) == madrid(2026, 3, 9, 9)


def test_no_work_ends_at_once_even_while_closed():
    sunday = madrid(2026, 3, 1, 12)
    assert office().add(sunday, timedelta()) == sunday
    assert office().add(sunday.astimezone(UTC), timedelta()).tzinfo is MADRID


def test_a_lunch_break_is_not_worked():
    canteen = office(windows={0: [(time(9), time(13)), (time(14), time(18))]})
    assert canteen.add(madrid(2026, 3, 2, 12), 2 * HOUR) == madrid(2026, 3, 2, 15)
    assert canteen.add(madrid(2026, 3, 2, 15), -2 * HOUR) == madrid(2026, 3, 2, 12)
    assert not canteen.is_open(madrid(2026, 3, 2, 13, 30))


def test_a_shift_over_midnight_belongs_to_the_day_it_starts():
    night = office(windows={weekday: [(time(22), time(6))] for weekday in range(5)}, holidays={date(2026, 3, 3)})
    spans = list(night.spans(madrid(2026, 3, 2), madrid(2026, 3, 5)))
    assert [(wall(start), wall(end)) for start, end in spans] == [
        ("2026-03-02T22:00+01:00", "2026-03-03T06:00+01:00"),  # begun on Monday, it runs into the holiday
        ("2026-03-04T22:00+01:00", "2026-03-05T00:00+01:00"),  # Tuesday's would begin on the holiday; cut at the end
    ]


def test_a_window_that_ends_where_it_starts_lasts_a_whole_day():
    day_and_night = office(windows={0: [(time(9), time(9))]})
    assert day_and_night.between(madrid(2026, 3, 2), madrid(2026, 3, 9)) == timedelta(days=1)
    assert day_and_night.is_open(madrid(2026, 3, 3, 8, 59))
    assert not day_and_night.is_open(madrid(2026, 3, 3, 9))


def test_midnight_ends_a_day():
    evening = office(windows={0: [(time(20), time(0))]})
    assert evening.add(madrid(2026, 3, 2), 4 * HOUR) == madrid(2026, 3, 3)


def test_windows_that_overlap_count_once():
    doubled = office(
        windows={0: [(time(9), time(13)), (time(10), time(12)), (time(12), time(14))], 6: [(time(22), time(10))]}
    )
    assert doubled.between(madrid(2026, 3, 1), madrid(2026, 3, 3)) == 16 * HOUR
    assert len(list(doubled.spans(madrid(2026, 3, 1), madrid(2026, 3, 3)))) == 1


def test_a_calendar_around_the_clock_counts_real_time_over_clock_changes():
    always = office(windows=AROUND_THE_CLOCK)
    assert always.between(madrid(2026, 3, 29), madrid(2026, 3, 30)) == 23 * HOUR
    assert always.between(madrid(2026, 10, 25), madrid(2026, 10, 26)) == 25 * HOUR
    assert always.add(madrid(2026, 1, 1), timedelta(days=365)) == madrid(2027, 1, 1)


def test_microseconds_are_exact_however_far_apart():
    always = office(windows=AROUND_THE_CLOCK)
    start = datetime(1976, 2, 29, 1, 2, 3, 456_789, tzinfo=UTC)
    end = datetime(2029, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert always.between(start, end) == end - start
    assert always.add(start, end - start) == end
    assert always.add(end, start - end) == start


def test_nothing_is_open_between_an_instant_and_itself_or_an_earlier_one():
    noon = madrid(2026, 3, 2, 12)
    assert list(office().spans(noon, noon)) == []
    assert list(office().spans(noon, noon - HOUR)) == []
    assert office().between(noon, noon - HOUR) == -HOUR


# Clock changes


def test_a_window_over_the_skipped_hour_is_an_hour_shorter():
    night = office(windows={5: [(time(22), time(6))]})
    assert night.between(madrid(2026, 3, 28, 12), madrid(2026, 3, 29, 12)) == 7 * HOUR


def test_a_window_over_the_repeated_hour_is_an_hour_longer():
    night = office(windows={5: [(time(22), time(6))]})
    assert night.between(madrid(2026, 10, 24, 12), madrid(2026, 10, 25, 12)) == 9 * HOUR


def test_a_skipped_end_moves_forward_by_the_gap():
    early = office(windows={6: [(time(1), time(2, 30))]})
    (span,) = early.spans(madrid(2026, 3, 29), madrid(2026, 3, 30))
    assert [wall(end) for end in span] == ["2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00"]


def test_an_ambiguous_end_is_its_first_occurrence():
    early = office(windows={6: [(time(2, 15), time(2, 45))]})
    (span,) = early.spans(madrid(2026, 10, 25), madrid(2026, 10, 26))
    assert [wall(end) for end in span] == ["2026-10-25T02:15+02:00", "2026-10-25T02:45+02:00"]
    assert not early.is_open(madrid(2026, 10, 25, 2, 30, fold=1))


@pytest.mark.parametrize(
    "window",
    [
        pytest.param((time(2), time(3)), id="the whole skipped hour"),
        pytest.param((time(2, 10), time(2, 50)), id="within the skipped hour"),
        pytest.param((time(2, 30), time(3, 20)), id="its start moves past its end"),
    ],
)
def test_a_window_swallowed_by_a_clock_change_does_not_open(window):
    early = office(windows={6: [window]})
    assert early.between(madrid(2026, 3, 29), madrid(2026, 3, 30)) == timedelta()
    assert early.why_closed(date(2026, 3, 29)) == "clock change"
    assert early.add_days(date(2026, 3, 28), 1) == date(2026, 4, 5)


def test_a_day_that_the_calendar_of_a_country_skipped_has_no_hours():
    samoa = WorkCalendar("Pacific/Apia", WEEKDAYS)  # Thursday 29 December 2011 was followed by Saturday the 31st
    assert samoa.why_closed(date(2011, 12, 30)) == "clock change"
    assert samoa.add(samoa.localize(datetime(2011, 12, 29, 16)), 2 * HOUR) == samoa.localize(datetime(2012, 1, 2, 10))


def test_a_fall_back_day_is_worked_once():
    # Stepping by 86,400 s from midnight lands on 25 October twice.
    days = office(windows=dict.fromkeys(range(7), NINE_TO_FIVE))
    spans = list(days.spans(madrid(2026, 10, 24), madrid(2026, 10, 27)))
    assert [start.date().day for start, _ in spans] == [24, 25, 26]
    assert days.between(madrid(2026, 10, 24), madrid(2026, 10, 27)) == 24 * HOUR
    assert days.add_days(date(2026, 10, 24), 2) == date(2026, 10, 26)


def test_both_passes_of_a_repeated_hour_are_told_apart():
    always = office(windows=AROUND_THE_CLOCK)
    first, second = madrid(2026, 10, 25, 2, 30), madrid(2026, 10, 25, 2, 30, fold=1)
    assert always.between(first, second) == HOUR
    assert always.add(first, HOUR).fold == 1
    assert always.add(second, -HOUR).fold == 0


# Naive times


def test_naive_times_are_not_read_in_another_zone():
    naive, aware = datetime(2026, 3, 2, 10), madrid(2026, 3, 2, 10)
    calendar = office()
    for ask in (
        lambda: calendar.is_open(naive),
        lambda: calendar.next_open(naive),
        lambda: calendar.add(naive, HOUR),
        lambda: calendar.between(naive, aware),
        lambda: calendar.between(aware, naive),
        lambda: calendar.spans(aware, naive),
    ):
        with pytest.raises(NaiveDatetime, match="attach the zone it was written in") as caught:
            ask()
        assert caught.value.value == naive


def test_a_zone_that_tells_no_offset_is_no_zone():
    class Nowhere(tzinfo):
        def utcoffset(self, dt: datetime | None) -> timedelta | None:  # noqa: ARG002  # the signature of tzinfo
            return None

    with pytest.raises(NaiveDatetime):
        office().is_open(datetime(2026, 3, 2, 10, tzinfo=Nowhere()))


def test_the_same_instant_in_another_zone_gets_the_same_answer_in_the_calendars_zone():
    tokyo = madrid(2026, 3, 2, 16).astimezone(timezone(timedelta(hours=9)))
    assert wall(office().add(tokyo, 2 * HOUR)) == "2026-03-03T10:00+01:00"


def test_pandas_times_are_taken_and_plain_ones_given():
    pandas = pytest.importorskip("pandas")
    t, hour = pandas.Timestamp(madrid(2026, 3, 2, 16)), pandas.Timedelta(hours=1)
    answers = (
        office().add(t, hour),
        office().add(t, timedelta()),
        office().next_open(t),
        office().between(t, t + hour),
    )
    assert answers == (madrid(2026, 3, 2, 17), madrid(2026, 3, 2, 16), madrid(2026, 3, 2, 16), HOUR)
    assert [type(answer) for answer in answers] == [datetime, datetime, datetime, timedelta]


def test_localize_attaches_the_zone():
    assert office().localize(datetime(2026, 7, 1, 9)) == madrid(2026, 7, 1, 9)
    assert wall(office().localize(datetime(2026, 3, 29, 2, 30))) == "2026-03-29T03:30+02:00"
    assert wall(office().localize(datetime(2026, 10, 25, 2, 30))) == "2026-10-25T02:30+02:00"
    assert wall(office().localize(datetime(2026, 10, 25, 2, 30, fold=1))) == "2026-10-25T02:30+01:00"


def test_localize_refuses_what_has_a_zone_or_no_time():
    with pytest.raises(InvalidValue, match="astimezone"):
        office().localize(madrid(2026, 7, 1, 9))
    with pytest.raises(InvalidType, match="a datetime without a zone"):
        office().localize(date(2026, 7, 1))


# Holidays and exceptions


def test_a_holiday_range_over_new_year():
    closed = {date(2026, 12, 28) + timedelta(days=step) for step in range(8)}  # to 4 January
    resort = office(holidays=closed)
    assert resort.add(madrid(2026, 12, 25, 16), 2 * HOUR) == madrid(2027, 1, 5, 10)
    assert resort.add(madrid(2027, 1, 5, 10), -2 * HOUR) == madrid(2026, 12, 25, 16)
    assert resort.add_days(date(2026, 12, 31), 1) == date(2027, 1, 5)


def test_leap_day_is_a_day_like_any_other():
    assert office().add_days(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert office(holidays={date(2028, 2, 29)}).add_days(date(2028, 2, 28), 1) == date(2028, 3, 1)
    assert office().between(madrid(2028, 2, 28), madrid(2028, 3, 2)) == 24 * HOUR


def test_an_exception_replaces_the_windows_of_its_day():
    fair = office(
        holidays={date(2026, 3, 3), date(2026, 3, 4)},
        exceptions={
            date(2026, 3, 2): [(time(9), time(12))],  # a half day
            date(2026, 3, 4): [(time(10), time(14))],  # a holiday that opens
            date(2026, 3, 5): [],  # closed
            date(2026, 3, 7): NINE_TO_FIVE,  # an extra Saturday
        },
    )
    spans = list(fair.spans(madrid(2026, 3, 2), madrid(2026, 3, 9)))
    assert [(start.day, (end - start) // HOUR) for start, end in spans] == [(2, 3), (4, 4), (6, 8), (7, 8)]


def test_a_closed_day_says_what_closes_it():
    calendar = office(
        holidays={date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 9)},
        exceptions={date(2026, 3, 4): (), date(2026, 3, 9): NINE_TO_FIVE},
    )
    assert {day: calendar.why_closed(date(2026, 3, day)) for day in (2, 3, 4, 7, 8, 9)} == {
        2: None,
        3: "holiday",
        4: "exception",
        7: "no window",
        8: "no window",
        9: None,
    }


def test_a_day_is_asked_once_and_remembered():
    asked = AskedDays(date(2026, 3, 3))
    calendar = office(holidays=asked)
    for _ in range(3):
        assert calendar.add(madrid(2026, 3, 2, 16), 2 * HOUR) == madrid(2026, 3, 4, 10)
        assert calendar.between(madrid(2025, 6, 1), madrid(2027, 6, 1)) > timedelta()
        assert calendar.why_closed(date(2026, 3, 3)) == "holiday"
        assert calendar.add_days(date(2030, 3, 1), -900) < date(2027, 1, 1)
    assert set(asked.asked.values()) == {1}


def test_a_far_jump_does_not_work_out_the_centuries_between():
    asked = AskedDays()
    calendar = office(holidays=asked)
    for year in (1600, 2026, 2900, 1601, 2027):
        calendar.add(madrid(year, 3, 2, 16), 2 * HOUR)
    assert len(asked.asked) < 1500
    assert set(asked.asked.values()) == {1}
    assert calendar.between(madrid(1999, 1, 1), madrid(2050, 1, 1)) // (8 * HOUR) == 13_306


@pytest.mark.parametrize("name", ["Etc/GMT-14", "Etc/GMT+12"])
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("window", [(time(0), time(12)), (time(23, 59), time(23, 59))])
def test_what_is_remembered_is_right_to_its_edges(name, weekday, window):
    calendar = WorkCalendar(name, {weekday: [window]})
    twin = NaiveCalendar(name, 2026, {weekday: [window]}, (), {})
    middle = utc_minute(madrid(2026, 3, 2))
    hours = [*range(middle, middle + 60_000, 60), *range(middle, middle - 60_000, -60)]
    expected = set(twin.open_minutes(middle - 60_000, middle + 60_000))
    # Out from the middle in both directions, so that the last instants before each edge are asked before it moves.
    assert [hour for hour in hours if calendar.is_open(instant(hour))] == [hour for hour in hours if hour in expected]


def test_threads_that_ask_at_once_work_out_a_day_once():
    class SlowDays(AskedDays):
        def __contains__(self, day: object) -> bool:
            sleep(0.0002)
            return super().__contains__(day)

    asked = SlowDays(date(2026, 3, 3))
    calendar, barrier = office(holidays=asked), Barrier(8)

    def ask(step: int) -> datetime:
        barrier.wait(10)
        return calendar.add(madrid(2026, 3, 2, 16) + timedelta(days=30 * step), 2 * HOUR)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, (0, 0, 0, 1, 1, 2, 2, 3)))
    assert answers[0] == madrid(2026, 3, 4, 10)
    assert answers == [
        calendar.add(madrid(2026, 3, 2, 16) + timedelta(days=30 * step), 2 * HOUR) for step in (0, 0, 0, 1, 1, 2, 2, 3)
    ]
    assert set(asked.asked.values()) == {1}


def test_the_holidays_package_serves():
    spain = office(holidays=public_holidays.country_holidays("ES"))
    assert spain.add_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert spain.why_closed(date(2026, 12, 25)) == "holiday"


def test_any_container_of_dates_serves():
    class EveryFriday:
        def __contains__(self, day: object) -> bool:
            return isinstance(day, date) and day.weekday() == 4

    assert office(holidays=EveryFriday()).add_days(date(2026, 3, 5), 1) == date(2026, 3, 9)


# Closed years


def test_a_calendar_with_no_window_is_refused_and_does_not_turn_into_24_7():
    for windows, exceptions in (({}, {}), ({0: [], 1: ()}, {}), ({}, {date(2026, 3, 2): []})):
        with pytest.raises(InvalidValue, match="give at least one window"):
            WorkCalendar("Europe/Madrid", windows, exceptions=exceptions)


def test_a_calendar_whose_every_day_is_a_holiday_never_opens():
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    calendar, t = office(holidays=Always()), madrid(2026, 3, 2, 10)
    assert not calendar.is_open(t)
    assert calendar.between(t, t + timedelta(days=9000)) == timedelta()
    for ask, day, backward in (
        (lambda: calendar.next_open(t), date(2026, 3, 2), False),
        (lambda: calendar.add(t, HOUR), date(2026, 3, 2), False),
        (lambda: calendar.add(t, -HOUR), date(2026, 3, 2), True),
        (lambda: calendar.add_days(t.date(), 1), date(2026, 3, 3), False),
        (lambda: calendar.add_days(t.date(), -1), date(2026, 3, 1), True),
    ):
        with pytest.raises(NeverOpens) as caught:
            ask()
        assert (caught.value.day, caught.value.backward) == (day, backward)
    assert calendar.add(t, timedelta()) == t


@pytest.mark.parametrize("known", [False, True])
def test_a_search_gives_up_after_ten_closed_years_whatever_is_remembered(known):
    early, late = date(2026, 3, 2), date(2037, 3, 2)
    calendar = WorkCalendar("Europe/Madrid", {}, exceptions={early: NINE_TO_FIVE, late: NINE_TO_FIVE})
    opening, closing = madrid(2026, 3, 2, 9), madrid(2037, 3, 2, 17)
    if known:
        assert calendar.between(opening, closing) == 16 * HOUR
    assert calendar.add(opening, 8 * HOUR) == madrid(2026, 3, 2, 17)
    assert calendar.add(closing, -8 * HOUR) == madrid(2037, 3, 2, 9)
    for ask, day in (
        (lambda: calendar.next_open(madrid(2026, 3, 2, 17)), early),
        (lambda: calendar.add(opening, 9 * HOUR), early),
        (lambda: calendar.add(madrid(2026, 6, 1), HOUR), date(2026, 6, 1)),
        (lambda: calendar.add(closing, -9 * HOUR), late),
        (lambda: calendar.add(madrid(2037, 1, 1), -HOUR), date(2037, 1, 1)),
        (lambda: calendar.add_days(early, 1), date(2026, 3, 3)),
        (lambda: calendar.add_days(date(2026, 3, 1), 2), date(2026, 3, 3)),
        (lambda: calendar.add_days(late, -1), date(2037, 3, 1)),
        (lambda: calendar.add_days(date(2037, 3, 3), -2), date(2037, 3, 1)),
    ):
        with pytest.raises(NeverOpens, match="ten years") as caught:
            ask()
        assert caught.value.day == day
    # Five of the closed years are over; five lie ahead.
    midway = madrid(2032, 3, 2)
    assert calendar.next_open(midway) == madrid(2037, 3, 2, 9)
    assert calendar.add(midway, 8 * HOUR) == closing
    assert calendar.add(midway, -8 * HOUR) == opening
    assert calendar.add_days(midway.date(), 1) == late
    assert calendar.add_days(midway.date(), -1) == early


def test_a_search_waits_nine_closed_years():
    calendar = WorkCalendar("UTC", {}, exceptions={date(2035, 3, 2): NINE_TO_FIVE})
    assert calendar.next_open(madrid(2026, 3, 3)) == datetime(2035, 3, 2, 9, tzinfo=UTC)
    assert calendar.add_days(date(2026, 3, 3), 1) == date(2035, 3, 2)


# The reach of calendars


@pytest.mark.parametrize("t", [datetime.min, datetime.max, datetime(1, 12, 31), datetime(9999, 1, 2)])
def test_dates_near_the_ends_of_time_are_refused_in_words(t):
    calendar, aware = office(), t.replace(tzinfo=UTC)
    for ask in (
        lambda: calendar.is_open(aware),
        lambda: calendar.next_open(aware),
        lambda: calendar.add(aware, timedelta()),
        lambda: calendar.between(madrid(2026, 1, 1), aware),
        lambda: calendar.between(aware, madrid(2026, 1, 1)),
        lambda: calendar.spans(madrid(2026, 1, 1), aware),
        lambda: calendar.localize(t),
        lambda: calendar.add_days(t.date(), 1),
        lambda: calendar.why_closed(t.date()),
    ):
        with pytest.raises(InvalidValue, match="from the year 2 to the year 9998"):
            ask()


@pytest.mark.parametrize("name", ["Etc/GMT-14", "Etc/GMT+12", "Asia/Manila", "Europe/Madrid"])
def test_the_first_and_last_days_within_reach_are_served(name):
    calendar = WorkCalendar(name, AROUND_THE_CLOCK)
    first, last = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 59, tzinfo=UTC)
    assert calendar.add(first, HOUR) == first + HOUR
    assert calendar.add(last, -HOUR) == last - HOUR
    assert calendar.is_open(first)
    assert calendar.is_open(last)
    assert calendar.add_days(date(2, 1, 1), 1) == date(2, 1, 2)
    assert calendar.add_days(date(9998, 12, 31), -1) == date(9998, 12, 30)


def test_an_answer_beyond_reach_is_refused_in_words():
    calendar = office()
    start, end = madrid(2, 1, 5, 9), madrid(9998, 12, 20, 9)
    for ask in (
        lambda: calendar.add(end, timedelta(days=30)),
        lambda: calendar.add(end, 100 * HOUR),
        lambda: calendar.add(start, timedelta(days=-30)),
        lambda: calendar.add(start, -100 * HOUR),
        lambda: calendar.add(end, timedelta.max),
        lambda: calendar.add(end, timedelta.min),
        lambda: calendar.add_days(end.date(), 300),
        lambda: calendar.add_days(end.date(), 30),
        lambda: calendar.add_days(end.date(), 10**12),
        lambda: calendar.add_days(start.date(), -300),
        lambda: calendar.add_days(start.date(), -(10**12)),
        lambda: calendar.add_days(start.date(), -30),
        lambda: office(windows={0: NINE_TO_FIVE}).next_open(madrid(9998, 12, 29)),
    ):
        with pytest.raises(InvalidValue, match="from the year 2 to the year 9998"):
            ask()


# Working days


def test_working_days_are_counted_from_the_day_after():
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    assert [office().add_days(friday, n) for n in (-5, -1, 0, 1, 5)] == [
        date(2026, 2, 27),
        date(2026, 3, 5),
        friday,
        date(2026, 3, 9),
        date(2026, 3, 13),
    ]
    assert [office().add_days(saturday, n) for n in (-1, 0, 1)] == [friday, saturday, date(2026, 3, 9)]


def test_a_night_shift_makes_a_working_day_only_of_the_day_it_starts():
    night = office(windows={4: [(time(22), time(6))]})
    assert night.add_days(date(2026, 3, 6), -1) == date(2026, 2, 27)
    assert night.why_closed(date(2026, 3, 7)) == "no window"


def test_a_thousand_working_days_are_counted_at_once():
    assert office().add_days(date(2026, 3, 2), 1000) == date(2029, 12, 31)
    assert office().add_days(date(2029, 12, 31), -1000) == date(2026, 3, 2)


# The value


def test_calendars_of_equal_content_are_equal_and_hash_alike():
    one, other = office(holidays={date(2026, 3, 3)}), office(holidays=[date(2026, 3, 3), date(2026, 3, 3)])
    one.is_open(madrid(2026, 3, 2))
    assert one == other
    assert {one: "found"}[other] == "found"
    assert one != office()
    assert office() != office(zone="UTC")
    assert office() != office(windows={0: NINE_TO_FIVE})
    assert office() != office(exceptions={date(2026, 3, 2): ()})
    assert office() != "Europe/Madrid"


def test_a_weekday_without_windows_is_no_part_of_the_value():
    assert office(windows={**WEEKDAYS, 6: []}) == office()


def test_what_is_remembered_is_no_part_of_the_value_or_its_pickle():
    asked = office(holidays={date(2026, 3, 3)})
    unused = pickle.dumps(asked)
    asked.between(madrid(2020, 1, 1), madrid(2030, 1, 1))
    assert pickle.dumps(asked) == unused
    for twin in (pickle.loads(unused), copy.copy(asked), copy.deepcopy(asked)):
        assert (twin, hash(twin)) == (asked, hash(asked))
        assert twin.add(madrid(2026, 3, 2, 16), 2 * HOUR) == madrid(2026, 3, 4, 10)


def test_repr_shows_the_value_and_not_the_memory():
    assert repr(WorkCalendar("UTC", {0: NINE_TO_FIVE})) == (
        "WorkCalendar(zone='UTC', windows={0: ((datetime.time(9, 0), datetime.time(17, 0)),)}, "
        "holidays=frozenset(), exceptions={})"
    )


def test_only_sets_of_dates_can_be_hashed():
    for holidays in (public_holidays.country_holidays("ES"), AskedDays(), {date(2026, 3, 3): "Fallas"}):
        calendar = office(holidays=holidays)
        with pytest.raises(InvalidType, match="for the calendar to be hashed"):
            hash(calendar)


def test_nothing_given_can_change_the_calendar_afterwards():
    windows, days, exceptions = {0: list(NINE_TO_FIVE)}, {date(2026, 3, 2)}, {date(2026, 3, 7): list(NINE_TO_FIVE)}
    calendar = WorkCalendar("UTC", windows, days, exceptions)
    before = repr(calendar)
    windows[0].append((time(18), time(19)))
    windows[1] = NINE_TO_FIVE
    days.clear()
    exceptions.clear()
    assert repr(calendar) == before
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        calendar.zone = "UTC"


# What is refused


@pytest.mark.parametrize("zone", ["Europe/Madird", "europe/madrid", "", "Europe", "../etc/passwd", "/etc/passwd", "\0"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(UnknownZone) as caught:
        WorkCalendar(zone, WEEKDAYS)
    assert caught.value.zone == zone


def test_an_unknown_zone_gets_a_guess_or_a_hint():
    with pytest.raises(UnknownZone, match="did you mean 'Europe/Madrid'"):
        WorkCalendar("europe/madird", WEEKDAYS)
    with pytest.raises(UnknownZone, match="install the tzdata package"):
        WorkCalendar("Narnia", WEEKDAYS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"zone": MADRID}, "WorkCalendar.zone must be the IANA name"),
        ({"windows": [NINE_TO_FIVE]}, "WorkCalendar.windows must be a mapping such as a dict"),
        ({"windows": {0: 9}}, r"WorkCalendar.windows\[0\] must be a sequence of"),
        ({"windows": {0: (time(9), time(17))}}, r"WorkCalendar.windows\[0\] must be a sequence of"),
        ({"windows": {0: "9-17"}}, r"WorkCalendar.windows\[0\] must be a sequence of"),
        ({"windows": {0: [(9, 17)]}}, r"WorkCalendar.windows\[0\] must be a sequence of"),
        ({"windows": {0: [(time(9, tzinfo=UTC), time(17))]}}, "that have no zone"),
        ({"windows": {0: [(time(9), time(17), time(18))]}}, r"WorkCalendar.windows\[0\] must be a sequence of"),
        ({"exceptions": {date(2026, 3, 2): [time(9)]}}, r"WorkCalendar.exceptions\[2026-03-02\] must be a sequence of"),
        ({"exceptions": {datetime(2026, 3, 2): []}}, "WorkCalendar.exceptions must be a date without a time"),
        ({"exceptions": {"2026-03-02": []}}, "WorkCalendar.exceptions must be a date"),
        ({"exceptions": [date(2026, 3, 2)]}, "WorkCalendar.exceptions must be a mapping such as a dict"),
        ({"holidays": [datetime(2026, 3, 2)]}, "WorkCalendar.holidays must be a date without a time"),
        ({"holidays": "2026-03-02"}, "WorkCalendar.holidays must be a date"),
        ({"holidays": None}, "WorkCalendar.holidays must be a set of dates"),
    ],
)
def test_what_is_no_calendar_is_refused(change, message):
    with pytest.raises(InvalidType, match=message):
        office(**change)


@pytest.mark.parametrize("weekday", [-1, 7, True, "monday", 1.0])
def test_a_weekday_beyond_sunday_is_refused(weekday):
    with pytest.raises(InvalidValue, match="weekdays run from 0, Monday, to 6, Sunday"):
        office(windows={weekday: NINE_TO_FIVE})


def test_what_is_no_question_is_refused():
    calendar, t = office(), madrid(2026, 3, 2)
    for ask, message in (
        (lambda: calendar.is_open(t.date()), "WorkCalendar.is_open t must be a datetime with a zone"),
        (lambda: calendar.next_open("noon"), "WorkCalendar.next_open t must be a datetime"),
        (lambda: calendar.between(t, t.timestamp()), "WorkCalendar.between b must be a datetime"),
        (lambda: calendar.add(t, 8), "WorkCalendar.add duration must be a timedelta"),
        (lambda: calendar.add(t, t), "WorkCalendar.add duration must be a timedelta"),
        (lambda: calendar.add_days(t, 1), "WorkCalendar.add_days day must be a date without a time"),
        (lambda: calendar.add_days(t.date(), 1.5), "WorkCalendar.add_days n must be a whole number"),
        (lambda: calendar.add_days(t.date(), n=True), "WorkCalendar.add_days n must be a whole number"),
        (lambda: calendar.why_closed(t), "WorkCalendar.why_closed day must be a date without a time"),
    ):
        with pytest.raises(InvalidType, match=message):
            ask()


def test_an_error_from_a_strange_datetime_is_not_hidden():
    class Odd(datetime):
        def __sub__(self, other: object) -> Never:  # type: ignore[override]
            raise TypeError("odd")

    with pytest.raises(TypeError, match="odd"):
        office().is_open(Odd(2026, 3, 2, tzinfo=UTC))


def test_the_almanac_has_the_clock_changes_it_is_there_for():
    random = Random(1)
    assert all(some_day(random, name, year).year in (year - 1, year, year + 1) for name, year in PLACES)


# Holidays in containers of another kind


MLK = date(2014, 1, 20)


@pytest.mark.parametrize(
    "holidays",
    [
        pd.DatetimeIndex([MLK]),
        pd.Series(pd.to_datetime([MLK])),
        np.array([MLK], dtype="datetime64[D]"),
        pd.Index(["2014-01-20"]),
        {"2014-01-20": "MLK"},
        [[MLK]],
    ],
    ids=["DatetimeIndex", "Series", "array", "strings", "mapping", "nested"],
)
def test_holidays_that_are_no_dates_are_refused_in_any_container(holidays):
    """A trap: no date is in an index of timestamps, so its holidays were working days."""
    with pytest.raises(InvalidType, match=r"WorkCalendar\.holidays"):
        WorkCalendar("America/New_York", WEEKDAYS, holidays)


class OnlyThatDay(Container):
    def __contains__(self, day):
        return day == MLK


@pytest.mark.parametrize(
    "holidays",
    [
        pd.DatetimeIndex([MLK]).date,
        pd.Series([MLK]),
        np.array([MLK], dtype=object),
        {MLK: "MLK"},
        {MLK: "MLK"}.keys(),
        OnlyThatDay(),
    ],
    ids=["dates of an index", "Series", "array", "mapping", "keys", "container"],
)
def test_dates_are_holidays_in_any_container(holidays):
    """A trap: ``in`` asks a series for its labels."""
    calendar = WorkCalendar("America/New_York", WEEKDAYS, holidays)
    friday = calendar.localize(datetime(2014, 1, 17, 15))
    assert calendar.add(friday, timedelta(hours=8)) == calendar.localize(datetime(2014, 1, 21, 15))


# When a day closes


def test_a_day_closes_with_the_last_window_that_starts_on_it():
    shifts = WorkCalendar("Europe/Madrid", {0: [(time(9), time(13)), (time(22), time(6))], 1: [(time(9), time(17))]})
    assert shifts.closes_on(date(2026, 3, 2)) == shifts.localize(datetime(2026, 3, 3, 6))
    assert shifts.closes_on(date(2026, 3, 3)) == shifts.localize(datetime(2026, 3, 3, 17))
    with pytest.raises(InvalidValue, match="no window opens on it"):
        shifts.closes_on(date(2026, 3, 4))
    with pytest.raises(InvalidType):
        shifts.closes_on(datetime(2026, 3, 2))


def test_the_close_of_a_working_day_is_where_its_last_work_is_done():
    for _, day, calendar, _ in some_calendars(31, 60):
        opened = calendar.add_days(day, 1)
        close = calendar.closes_on(opened)
        assert not calendar.is_open(close) or calendar.add_days(opened, 1) <= close.date()
        before = close.astimezone(UTC) - timedelta(seconds=1)
        assert calendar.is_open(before)
