"""Periods: half-open, open-ended, and of dates only."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient import EmptyPeriod, InvalidType, InvalidValue, Period

DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
MARCH = date(2026, 3, 1)


@st.composite
def periods(draw):
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if start is not None and end is not None and end <= start:
        end = start + timedelta(days=draw(st.integers(1, 40)))
    return Period(start, end)


def test_the_end_is_the_first_day_after_the_period():
    assert [date(2026, 2, 28) + timedelta(days=n) in Period(MARCH, date(2026, 3, 3)) for n in range(4)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_period_without_limits_holds_every_day():
    assert date.min in Period()
    assert date.max in Period()
    assert [Period().is_limited, Period(MARCH).is_limited, Period(None, MARCH).is_limited] == [False, True, True]


def test_the_last_day_as_most_records_write_it():
    assert Period.through(MARCH, date(2026, 3, 31)) == Period(MARCH, date(2026, 4, 1))
    assert Period.through(MARCH, MARCH) == Period(MARCH, date(2026, 3, 2))
    assert Period.through(None, MARCH) == Period(None, date(2026, 3, 2))


def test_a_last_day_before_the_first_is_told_as_it_was_given():
    with pytest.raises(InvalidValue) as caught:
        Period.through(MARCH, date(2026, 2, 27))
    assert str(caught.value) == (
        "Period.through last cannot be datetime.date(2026, 2, 27): "
        "it is before the first day, 2026-03-01; swap them, or mend one."
    )


def test_records_that_end_on_the_last_day_of_all_have_no_end():
    assert Period.through(MARCH, date.max) == Period(MARCH)


@pytest.mark.parametrize(("start", "end"), [(MARCH, MARCH), (MARCH, date(2026, 2, 1))])
def test_a_period_without_a_day_is_refused(start, end):
    with pytest.raises(EmptyPeriod) as caught:
        Period(start, end)
    assert (caught.value.start, caught.value.end) == (start, end)


@pytest.mark.parametrize("make", [Period, lambda t: Period(None, t), lambda t: t in Period()])
@pytest.mark.parametrize("moment", [datetime(2026, 3, 1, tzinfo=UTC), "2026-03-01", 20260301])
def test_a_moment_or_a_text_is_no_day(make, moment):
    with pytest.raises(InvalidType):
        make(moment)


def test_a_subclass_of_date_is_a_day():
    class Holiday(date):
        pass

    assert Holiday(2026, 3, 1) in Period(MARCH)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(), "always"),
        (Period(MARCH), "since 2026-03-01"),
        (Period(None, MARCH), "until 2026-02-28"),
        (Period(MARCH, date(2026, 6, 1)), "from 2026-03-01 to 2026-05-31"),
    ],
)
def test_in_words_the_last_day_is_the_last_one_in_it(period, words):
    assert str(period) == words


@given(periods(), periods())
def test_periods_overlap_when_some_day_is_in_both(one, other):
    days = [date(2019, 12, 31) + timedelta(days=n) for n in range(120)]
    assert one.overlaps(other) is any(day in one and day in other for day in days)
    assert other.overlaps(one) is one.overlaps(other)


def test_a_period_that_ends_before_there_is_a_day_holds_none():
    """A trap: the first day of the calendar is no end, for no day lies before it."""
    with pytest.raises(EmptyPeriod) as caught:
        Period(None, date.min)
    assert (caught.value.start, caught.value.end) == (None, date.min)
    assert str(Period(None, date.min + timedelta(days=1))) == "until 0001-01-01"
    assert date.max in Period(date.max)
