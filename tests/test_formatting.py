"""Spoken time: days, instants, spans and durations as sentences say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from relclient._formatting import say_clock_time, say_day, say_duration, say_instant, say_span

MADRID = ZoneInfo("Europe/Madrid")
NINE = datetime(2026, 3, 2, 9, tzinfo=MADRID)


def test_a_day_is_said_without_its_year():
    assert [say_day(date(2026, month, month)) for month in range(1, 13)] == [
        "Thu 1 Jan",
        "Mon 2 Feb",
        "Tue 3 Mar",
        "Sat 4 Apr",
        "Tue 5 May",
        "Sat 6 Jun",
        "Tue 7 Jul",
        "Sat 8 Aug",
        "Wed 9 Sep",
        "Sat 10 Oct",
        "Wed 11 Nov",
        "Sat 12 Dec",
    ]
    assert say_day(date(2026, 3, 1)) == "Sun 1 Mar"


def test_seconds_are_said_only_where_there_are_any():
    assert say_clock_time(NINE) == "09:00"
    assert say_clock_time(NINE.replace(second=5)) == "09:00:05"
    assert say_clock_time(NINE.replace(microsecond=1)) == "09:00:00.000001"


def test_an_instant_is_said_with_its_year_and_offset():
    assert say_instant(NINE) == "Mon 2 Mar 2026 09:00+01:00"
    assert say_instant(NINE.astimezone(UTC)) == "Mon 2 Mar 2026 08:00+00:00"
    assert say_instant(datetime(2026, 10, 25, 2, 30, 15, fold=1, tzinfo=MADRID)) == "Sun 25 Oct 2026 02:30:15+01:00"
    assert say_instant(datetime(1890, 1, 1, 9, tzinfo=MADRID)) == "Wed 1 Jan 1890 09:00-00:14:44"


def test_a_span_names_the_day_of_its_end_only_where_it_is_another():
    assert say_span(NINE, NINE.replace(hour=13)) == "Mon 2 Mar 09:00-13:00"
    assert say_span(NINE, NINE.replace(day=3, hour=0)) == "Mon 2 Mar 09:00-24:00"
    assert say_span(NINE, NINE.replace(day=3, hour=6)) == "Mon 2 Mar 09:00-Tue 3 Mar 06:00"
    assert say_span(NINE, NINE.replace(day=4, hour=0)) == "Mon 2 Mar 09:00-Wed 4 Mar 00:00"


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(minutes=90), "1 h 30 min"),
        (timedelta(days=2, minutes=1), "48 h 1 min"),
        (timedelta(hours=1, seconds=5), "1 h 5 s"),
        (timedelta(seconds=10), "10 s"),
        (timedelta(microseconds=1), "0.000001 s"),
        (timedelta(seconds=90.5), "1 min 30.5 s"),
        (-timedelta(minutes=90), "-1 h 30 min"),
    ],
)
def test_a_duration_is_said_in_hours_minutes_and_seconds(duration, words):
    assert say_duration(duration) == words
