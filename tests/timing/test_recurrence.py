"""When a need comes round again, held against RFC 5545 read day by day, and against plain python-dateutil."""

import calendar
import copy
import pickle
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from random import Random

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import InvalidType, InvalidValue, Occasion
from rfc5545 import days_of

MONDAY = date(2026, 3, 2)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

# So many years plain python-dateutil is given to walk: by days it takes longest.
REACH = {"DAILY": 4, "WEEKLY": 15, "MONTHLY": 40, "YEARLY": 40}


def plain(rule: str, start: date) -> Iterator[date]:
    """Return the days of *rule* by walking from the start."""
    whole = rule if "WKST" in rule else f"{rule};WKST=MO"
    return (moment.date() for moment in rrulestr(whole, dtstart=datetime.combine(start, datetime.min.time())))


def plain_until(rule: str, start: date, end: date) -> tuple[date, ...]:
    return tuple(takewhile(end.__gt__, plain(rule, start)))


def never_occurs(rule: str, start: date) -> bool:
    """Walk through one whole cycle of the calendar."""
    return next(days_of(rule, start, start.replace(year=start.year + 400)), None) is None


def is_read_otherwise(rule: str) -> bool:
    """Whether python-dateutil reads *rule* otherwise than RFC 5545: sets of a week cut off by the start, week numbers."""
    return "BYWEEKNO" in rule or ("WEEKLY" in rule and "BYSETPOS" in rule)


class Rules(Random):
    """Draws rules with any parts that RFC 5545 lets go together, in any order."""

    def rule(self, freq: str) -> str:
        parts = [self.perhaps(0.25, lambda: self.numbers("BYMONTH", range(1, 13)))]
        most = 0 if freq in {"DAILY", "WEEKLY"} else 5 if freq == "MONTHLY" or parts[0] else 53
        if freq == "YEARLY":
            weeks = self.perhaps(0.15, lambda: self.numbers("BYWEEKNO", [*range(1, 54), *range(-53, 0)]))
            most = 0 if weeks else most
            parts += [weeks, self.perhaps(0.15, lambda: self.numbers("BYYEARDAY", [*range(1, 367), *range(-366, 0)]))]
        if freq != "WEEKLY":
            parts.append(self.perhaps(0.35, lambda: self.numbers("BYMONTHDAY", [*range(1, 32), *range(-31, 0)])))
        parts.append(self.perhaps(0.5, lambda: self.weekdays(most)))
        if any(parts) and freq != "DAILY":
            parts.append(self.perhaps(0.1, lambda: self.numbers("BYSETPOS", [1, 2, -1, -2])))
        parts.append(self.perhaps(0.5, lambda: f"INTERVAL={self.choice([2, 3, 4, 6, 7, 12, 52, 100])}"))
        parts.append(self.perhaps(0.3, lambda: f"WKST={self.choice(WEEKDAYS)}"))
        parts.append(self.perhaps(0.3, self.end))
        self.shuffle(parts)
        return ";".join(filter(None, [f"FREQ={freq}", *parts]))

    def perhaps(self, share: float, part: Callable[[], str]) -> str:
        return part() if self.random() < share else ""

    def numbers(self, name: str, values: Sequence[int]) -> str:
        return f"{name}={','.join(map(str, self.sample(values, self.randint(1, 3))))}"

    def weekdays(self, most: int) -> str:
        days = self.sample(WEEKDAYS, self.randint(1, 4))
        if most and self.random() < 0.5:
            days = [f"{self.choice([1, -1]) * self.randint(1, most)}{day}" for day in days]
        return f"BYDAY={','.join(days)}"

    def end(self) -> str:
        if self.random() < 0.5:
            return f"COUNT={self.randint(1, 40)}"
        return self.choice(["UNTIL={}", "UNTIL={}T000000", "UNTIL={}T235959"]).format(
            self.day(date(2005, 1, 1), date(2040, 1, 1)).strftime("%Y%m%d")
        )

    def day(self, first: date, end: date) -> date:
        return first + timedelta(self.randrange((end - first).days))

    def start(self) -> date:
        return date(2000, 2, 29) if self.random() < 0.1 else self.day(date(1995, 1, 1), date(2005, 1, 1))


@pytest.mark.parametrize("freq", REACH)
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
def test_far_from_its_start_an_occasion_has_the_days_that_rfc_5545_names(freq: str, seed: int) -> None:
    rules = Rules(seed)
    for _ in range(60):
        rule, start = rules.rule(freq), rules.start()
        try:
            occasion = Occasion.rrule(rule, start=start)
        except InvalidValue:
            assert never_occurs(rule, start), rule
            continue
        end = start.replace(year=start.year + REACH[freq], day=1)
        walked = tuple(days_of(rule, start, end))
        assert is_read_otherwise(rule) or walked == plain_until(rule, start, end), rule
        for after in (rules.day(start - timedelta(400), end) for _ in range(4)):
            expected = next((day for day in walked if day > after), None)
            later = occasion.next(after)
            assert later == expected or (expected is None and later is not None and later >= end), (rule, start, after)
            assert occasion.on_or_after(after) == (after if after in walked else later)
            before = min(after + timedelta(rules.randrange(100)), end)
            days = tuple(day for day in walked if after <= day < before)
            assert occasion.between(after, before) == days, (rule, start, after, before)


# Where python-dateutil is not followed


def first_days(rule: str, start: date, number: int) -> list[date]:
    occasion = Occasion.rrule(rule, start=start)
    return list(islice(iter(occasion.between(start, date(start.year + 30, 1, 1))), number))


def test_the_set_of_a_week_is_the_whole_week_also_the_one_of_the_start() -> None:
    """A trap: from a Thursday on, python-dateutil takes Friday for the first of Monday, Wednesday and Friday."""
    rule, thursday = "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", date(2026, 3, 5)
    assert first_days(rule, thursday, 2) == [date(2026, 3, 9), date(2026, 3, 16)]


def test_without_a_weekday_a_week_number_has_that_of_the_start() -> None:
    """A trap: python-dateutil takes all seven days."""
    assert first_days("FREQ=YEARLY;BYWEEKNO=20", date(2026, 1, 6), 2) == [date(2026, 5, 12), date(2027, 5, 18)]


def test_weeks_at_the_turn_of_the_year_are_numbered_as_iso_8601_does() -> None:
    """A trap: python-dateutil counts 52 and 53 otherwise in some years."""
    for number in (1, 52, 53, -1):
        occasion = Occasion.rrule(f"FREQ=YEARLY;BYWEEKNO={number};BYDAY=MO,TU,WE,TH,FR,SA,SU", start=date(2000, 1, 1))
        for day in (date(2000, 1, 1) + timedelta(n) for n in range(20_000)):
            if day.month in {1, 12}:
                week, last = day.isocalendar().week, date(day.isocalendar().year, 12, 28).isocalendar().week
                assert (occasion.on_or_after(day) == day) == (number in {week, week - last - 1})


def test_a_day_of_the_year_goes_with_numbered_weekdays_of_a_month() -> None:
    """A trap: python-dateutil raises IndexError."""
    rule = "FREQ=YEARLY;BYMONTH=3;BYYEARDAY=84;BYDAY=WE,1TU"
    assert first_days(rule, date(2026, 3, 2), 2) == [date(2026, 3, 25), date(2032, 3, 24)]


def test_a_week_that_began_before_the_calendar_has_its_days() -> None:
    rule = "FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=-1;WKST=SU"
    assert first_days(rule, date(1, 1, 1), 2) == [date(1, 1, 1), date(1, 1, 8)]


def test_ninety_years_later_a_rule_has_kept_its_phase() -> None:
    rules, late = Rules(5), date(2085, 1, 1)
    for freq in ["WEEKLY", "MONTHLY", "YEARLY"] * 25:
        rule, start = re.sub(r";(COUNT|UNTIL)=\w+", "", rules.rule(freq)), rules.start()
        try:
            occasion = Occasion.rrule(rule, start=start)
        except InvalidValue:
            continue
        walked = days_of(rule, start, date(2095, 1, 1))
        assert occasion.between(late, date(2095, 1, 1)) == tuple(day for day in walked if day >= late), (rule, start)


def test_the_kept_spelling_of_a_rule_means_the_same_and_stays_as_it_is() -> None:
    rules = Rules(6)
    for freq in list(REACH) * 50:
        rule, start = rules.rule(freq), rules.start()
        try:
            occasion = Occasion.rrule(rule.lower(), start=start)
        except InvalidValue:
            continue
        assert occasion == Occasion.rrule(f" RRULE:{rule} ", start=start)
        assert occasion == Occasion(start, occasion.rule)
        assert hash(occasion) == hash(Occasion(start, occasion.rule))


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "yearly"])
def test_every_says_what_the_rule_of_the_same_parts_says(frequency: str) -> None:
    rules = Rules(7)
    for _ in range(100):
        start, interval = rules.start(), rules.randint(1, 7)
        weekdays = rules.sample(range(7), rules.randrange(4))
        dates = [] if frequency == "weekly" else rules.sample([*range(1, 32), *range(-31, 0)], rules.randrange(4))
        occasion = Occasion.every(frequency, start=start, interval=interval, weekdays=weekdays, month_days=dates)
        rule = f"FREQ={frequency.upper()};INTERVAL={interval}"
        if weekdays:
            rule += f";BYDAY={','.join(WEEKDAYS[day] for day in weekdays)}"
        if dates:
            rule += f";BYMONTHDAY={','.join(map(str, dates))}"
        end = date(2020, 1, 1)
        walked = plain_until(rule, start, end)
        assert occasion.between(start, end) == walked, rule
        day = rules.day(start, date(2012, 1, 1))
        assert occasion.next(day) == next(later for later in walked if later > day), rule


@given(
    st.sampled_from(
        ["FREQ=DAILY;INTERVAL=10", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYYEARDAY=100,-1"]
    ),
    st.dates(date(1980, 1, 1), date(2030, 1, 1)),
    st.dates(date(1980, 1, 1), date(2060, 1, 1)),
    st.integers(0, 400),
    st.integers(0, 400),
)
@settings(deadline=None)
def test_two_spans_side_by_side_have_the_days_of_the_whole(rule: str, start: date, a: date, m: int, n: int) -> None:
    occasion = Occasion.rrule(rule, start=start)
    middle, end = a + timedelta(m), a + timedelta(m + n)
    days = occasion.between(a, end)
    assert days == occasion.between(a, middle) + occasion.between(middle, end)
    assert all(occasion.next(day) == later for day, later in pairwise(days))


def test_an_occasion_of_one_day_comes_once() -> None:
    audit = Occasion.once(MONDAY)
    assert audit == Occasion(MONDAY)
    assert audit.next(date(2026, 3, 1)) == MONDAY
    assert audit.next(MONDAY) is None
    assert audit.between(MONDAY, date(2026, 3, 3)) == (MONDAY,)
    assert audit.between(date(2026, 1, 1), MONDAY) == ()
    assert audit.between(date(2026, 3, 3), date(2026, 4, 1)) == ()


def test_next_is_strictly_later() -> None:
    mondays = Occasion.every("weekly", start=MONDAY)
    assert mondays.next(MONDAY) == date(2026, 3, 9)
    assert mondays.next(date(2026, 3, 8)) == date(2026, 3, 9)
    assert mondays.next(date(1990, 1, 1)) == MONDAY


def test_nothing_lies_between_two_days_the_wrong_way_round() -> None:
    mondays = Occasion.every("weekly", start=MONDAY)
    assert mondays.between(date(2026, 4, 1), MONDAY) == ()
    assert mondays.between(MONDAY, MONDAY) == ()


def test_the_start_is_a_day_of_the_occasion_only_when_the_rule_names_it() -> None:
    fridays = Occasion.every("weekly", start=MONDAY, weekdays=[4])
    assert fridays.next(date(2026, 3, 1)) == date(2026, 3, 6)


def test_every_second_week_keeps_its_phase_over_year_ends_and_decades() -> None:
    payroll = Occasion.every("weekly", start=date(1976, 1, 2), interval=2)
    assert payroll.next(date(2026, 1, 1)) == date(2026, 1, 9)
    assert (date(2026, 1, 9) - date(1976, 1, 2)).days % 14 == 0


def test_a_leap_day_comes_in_leap_years_only() -> None:
    birthday = Occasion.every("yearly", start=date(2024, 2, 29))
    assert birthday.next(date(2024, 2, 29)) == date(2028, 2, 29)
    assert birthday.next(date(2096, 2, 29)) == date(2104, 2, 29)


def test_day_31_skips_short_months_and_the_last_day_does_not() -> None:
    year = (date(2026, 1, 1), date(2027, 1, 1))
    assert [day.month for day in Occasion.every("monthly", start=date(2026, 1, 31)).between(*year)] == [
        *(1, 3, 5, 7, 8, 10, 12)
    ]
    last = Occasion.every("monthly", start=date(2026, 1, 1), month_days=[-1])
    assert [day.day for day in last.between(*year)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_friday_the_13th_is_both_a_weekday_and_a_month_day() -> None:
    unlucky = Occasion.every("monthly", start=date(2026, 1, 1), weekdays=[4], month_days=[13])
    assert unlucky.between(date(2026, 1, 1), date(2027, 1, 1)) == (
        date(2026, 2, 13),
        date(2026, 3, 13),
        date(2026, 11, 13),
    )


def test_the_week_start_decides_which_sunday_goes_with_a_tuesday_of_every_second_week() -> None:
    # The example at the end of section 3.3.10 of RFC 5545.
    tuesday = date(1997, 8, 5)
    rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST="
    span = (tuesday, date(1998, 1, 1))
    assert [day.day for day in Occasion.rrule(rule + "MO", start=tuesday).between(*span)] == [5, 10, 19, 24]
    assert [day.day for day in Occasion.rrule(rule + "SU", start=tuesday).between(*span)] == [5, 17, 19, 31]


def test_the_week_starts_on_monday_whatever_the_program_has_set() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;BYSETPOS=1,2"
    span = (date(1997, 8, 5), date(1998, 1, 1))
    expected = Occasion.rrule(rule, start=date(1997, 8, 5)).between(*span)
    calendar.setfirstweekday(calendar.SUNDAY)
    try:
        assert Occasion.rrule(rule, start=date(1997, 8, 5)).between(*span) == expected
    finally:
        calendar.setfirstweekday(calendar.MONDAY)


def test_each_monday_and_the_first_tuesday_is_both_though_python_dateutil_takes_it_for_neither() -> None:
    rule = "BYDAY=MO,1TU"
    march = (date(2026, 3, 1), date(2026, 4, 1))
    expected = tuple(date(2026, 3, day) for day in (2, 3, 9, 16, 23, 30))
    assert Occasion.rrule(f"FREQ=MONTHLY;{rule}", start=date(2026, 1, 1)).between(*march) == expected
    assert Occasion.rrule(f"FREQ=YEARLY;BYMONTH=3,4;INTERVAL=2;{rule}", start=march[0]).between(*march) == expected
    yearly = Occasion.rrule("FREQ=YEARLY;BYDAY=MO,1TU", start=date(2026, 1, 1))
    assert yearly.between(date(2026, 1, 1), date(2026, 1, 15)) == (
        date(2026, 1, 5),
        date(2026, 1, 6),
        date(2026, 1, 12),
    )
    assert yearly.next(date(2026, 12, 21)) == date(2026, 12, 28)


@pytest.mark.parametrize("form", ["20260316", "20260316T000000", "20260316T120000", "20260316T235959Z"])
def test_until_includes_its_day(form: str) -> None:
    mondays = Occasion.rrule(f"FREQ=WEEKLY;UNTIL={form}", start=MONDAY)
    assert mondays.between(MONDAY, date(2027, 1, 1)) == (MONDAY, date(2026, 3, 9), date(2026, 3, 16))
    assert mondays.next(date(2026, 3, 16)) is None
    assert mondays.rule == "FREQ=WEEKLY;UNTIL=20260316"


def test_a_count_runs_out() -> None:
    thrice = Occasion.rrule("FREQ=MONTHLY;COUNT=3", start=date(2026, 1, 31))
    assert thrice.between(date(2026, 1, 1), date(2030, 1, 1)) == (
        date(2026, 1, 31),
        date(2026, 3, 31),
        date(2026, 5, 31),
    )
    assert thrice.next(date(2026, 5, 31)) is None


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY", date(9999, 12, 31)),
        ("FREQ=DAILY;BYDAY=TH", date(9999, 12, 30)),
        ("FREQ=WEEKLY;BYDAY=TH,SU", date(9999, 12, 30)),
        ("FREQ=MONTHLY", date(9999, 12, 27)),
        ("FREQ=YEARLY", date(9999, 12, 27)),
        ("FREQ=YEARLY;BYYEARDAY=-1", date(9999, 12, 31)),
        ("FREQ=WEEKLY;COUNT=9999;BYDAY=TH,SU", date(9999, 12, 30)),
    ],
)
def test_the_end_of_the_calendar_ends_every_rule_without_an_error(rule: str, last: date) -> None:
    occasion = Occasion.rrule(rule, start=date(9999, 12, 27))
    assert occasion.next(last - timedelta(1)) == last
    assert occasion.next(last) is None
    assert occasion.next(date.max) is None
    assert occasion.between(last, date.max) == (() if last == date.max else (last,))
    assert occasion.between(date.max, date.max) == ()


def test_a_choice_among_the_days_of_a_week_that_the_calendar_cuts_off_is_not_made() -> None:
    occasion = Occasion.rrule("FREQ=WEEKLY;BYDAY=TH,SU;BYSETPOS=1,2", start=date(9999, 12, 20))
    assert occasion.between(date(9999, 12, 1), date.max) == (date(9999, 12, 23), date(9999, 12, 26))
    assert occasion.next(date(9999, 12, 26)) is None


def test_an_interval_that_leads_past_the_end_of_the_calendar_leaves_the_first_period() -> None:
    assert Occasion.every("yearly", start=MONDAY, interval=9_000).next(MONDAY) is None
    assert Occasion.rrule("FREQ=MONTHLY;BYDAY=1MO;INTERVAL=9999", start=date(9990, 1, 1)).next(date(9991, 1, 1)) is None
    assert Occasion.rrule("FREQ=YEARLY;BYYEARDAY=-1;INTERVAL=9000", start=MONDAY).next(date(2026, 12, 31)) is None


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=MO;WKST=SU", "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1;WKST=WE"])
def test_the_first_week_of_the_calendar_is_whole(rule: str) -> None:
    assert Occasion.rrule(rule, start=date.min).next(date.min) == date(1, 1, 8)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31,-31",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=4",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
        "FREQ=DAILY;BYMONTH=3;BYSETPOS=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=WE",
        "FREQ=WEEKLY;UNTIL=20250302",
        "FREQ=WEEKLY;BYDAY=FR;UNTIL=20250306",
        "FREQ=YEARLY;INTERVAL=9000;BYMONTH=1",
        "FREQ=YEARLY;INTERVAL=9000;BYDAY=2MO;BYMONTH=1",
    ],
)
def test_a_rule_that_can_never_occur_is_refused(rule: str) -> None:
    with pytest.raises(InvalidValue, match=r"it never occurs"):
        Occasion.rrule(rule, start=date(2025, 3, 3))


def test_a_leap_day_on_a_sunday_comes_seldom_but_is_found() -> None:
    assert Occasion.rrule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", start=MONDAY).next(MONDAY) == date(2032, 2, 29)


def test_a_rule_that_would_take_ages_to_its_next_day_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"periods pass without a day; give its few days one by one"):
        Occasion.rrule("FREQ=DAILY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", start=date(2004, 2, 29))


def test_a_count_that_would_take_ages_to_run_out_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"it is still counting; give UNTIL in place of COUNT"):
        Occasion.rrule("FREQ=DAILY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=28;COUNT=500", start=MONDAY)


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        ("FREQ=HOURLY", "an occasion is a day; leave out hours, minutes and seconds"),
        ("FREQ=DAILY;BYHOUR=9", "an occasion is a day; leave out hours, minutes and seconds"),
        ("FREQ=FORTNIGHTLY", "FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("INTERVAL=2", "FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("weekly", "'WEEKLY' is no part of a rule for days"),
        ("FREQ=YEARLY;BYEASTER=0", "'BYEASTER=0' is no part of a rule for days"),
        ("FREQ=DAILY;", "'' is no part of a rule for days"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "COUNT is there twice; give it once"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "give COUNT or UNTIL, not both"),
        ("FREQ=DAILY;COUNT=0", "COUNT is a whole number from 1 to 9999"),
        ("FREQ=DAILY;COUNT=10000", "COUNT is a whole number from 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL is a whole number from 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=1.5", "INTERVAL is a whole number from 1 to 9999"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL is a day such as 20261231"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL is a day such as 20261231"),
        ("FREQ=DAILY;WKST=1", "WKST is one of MO, TU, WE, TH, FR, SA, SU"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH takes whole numbers from 1 to 12"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH takes whole numbers from 1 to 12"),
        ("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY takes whole numbers from 1 to 31 or -31 to -1"),
        ("FREQ=DAILY;BYMONTHDAY=-32", "BYMONTHDAY takes whole numbers from 1 to 31 or -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=", "BYMONTHDAY takes whole numbers"),
        ("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY takes whole numbers from 1 to 366 or -366 to -1"),
        ("FREQ=MONTHLY;BYDAY=MON", "BYDAY takes MO, TU, WE, TH, FR, SA, SU"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY takes MO, TU, WE, TH, FR, SA, SU"),
        ("FREQ=YEARLY;BYDAY=54MO", "BYDAY takes MO, TU, WE, TH, FR, SA, SU"),
        ("FREQ=MONTHLY;BYDAY=6MO", "a weekday comes at most 5 times in a month"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-6MO", "a weekday comes at most 5 times in a month"),
        ("FREQ=WEEKLY;BYDAY=1MO", "a numbered weekday goes with FREQ=MONTHLY or FREQ=YEARLY only"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "a numbered weekday does not go with BYWEEKNO"),
        ("FREQ=MONTHLY;BYWEEKNO=20", "BYWEEKNO goes with FREQ=YEARLY only"),
        ("FREQ=DAILY;BYYEARDAY=100", "BYYEARDAY goes with FREQ=YEARLY only"),
        ("FREQ=WEEKLY;BYMONTHDAY=13", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses among the days of another part"),
        ("", "give a string that is not blank"),
    ],
)
def test_a_text_that_is_no_rule_for_days_is_refused_with_what_would_mend_it(rule: str, remedy: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Occasion.rrule(rule, start=MONDAY)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Occasion.every("daily", start=MONDAY),
            "Occasion.every frequency cannot be 'daily': give one of weekly, monthly, yearly.",
        ),
        (
            lambda: Occasion.every("weekly", start=MONDAY, interval=0),
            "Occasion.every interval cannot be 0: give a whole number from 1 to 9999.",
        ),
        (
            lambda: Occasion.every("weekly", start=MONDAY, weekdays=[7]),
            "Occasion.every weekdays cannot be 7: give a whole number from 0 to 6.",
        ),
        (
            lambda: Occasion.every("monthly", start=MONDAY, month_days=[32]),
            "Occasion.every month_days cannot be 32: give a whole number from -31 to 31.",
        ),
        (
            lambda: Occasion.every("monthly", start=MONDAY, month_days=[0]),
            "Occasion.every month_days cannot be 0: the first day is 1, the last day is -1.",
        ),
        (
            lambda: Occasion.every("weekly", start=MONDAY, month_days=[1]),
            (
                "Occasion.rule cannot be 'FREQ=WEEKLY;BYMONTHDAY=1': BYMONTHDAY does not go with FREQ=WEEKLY; "
                "FREQ=MONTHLY with BYDAY and BYMONTHDAY can say it."
            ),
        ),
    ],
)
def test_numbers_out_of_their_range_are_refused(make: Callable[[], Occasion], message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "make",
    [
        lambda: Occasion("2026-03-02"),
        lambda: Occasion(MONDAY, 7),
        lambda: Occasion.once(datetime(2026, 3, 2)),  # noqa: DTZ001
        lambda: Occasion.rrule(None, start=MONDAY),
        lambda: Occasion.rrule("FREQ=DAILY", start=None),
        lambda: Occasion.every("weekly", start=datetime(2026, 3, 2)),  # noqa: DTZ001
        lambda: Occasion.every("weekly", start=MONDAY, interval=1.0),
        lambda: Occasion.every("weekly", start=MONDAY, interval=True),
        lambda: Occasion.every("weekly", start=MONDAY, weekdays=3),
        lambda: Occasion.every("weekly", start=MONDAY, weekdays="03"),
        lambda: Occasion.every("weekly", start=MONDAY).next(datetime(2026, 3, 2)),  # noqa: DTZ001
        lambda: Occasion.every("weekly", start=MONDAY).between(datetime(2026, 3, 2), MONDAY),  # noqa: DTZ001
        lambda: Occasion.every("weekly", start=MONDAY).between(MONDAY, datetime(2026, 3, 2)),  # noqa: DTZ001
    ],
)
def test_what_is_no_date_no_text_or_no_whole_number_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidType):
        make()


def test_equal_arguments_make_equal_occasions_in_whatever_order() -> None:
    first = Occasion.every("weekly", start=MONDAY, interval=2, weekdays=[4, 0, 4])
    second = Occasion.every("weekly", start=MONDAY, interval=2, weekdays=(0, 4))
    assert first == second
    assert hash(first) == hash(second)
    assert first == Occasion(MONDAY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR")
    assert first != Occasion.every("weekly", start=MONDAY, interval=2, weekdays=[0])
    assert first != Occasion.once(MONDAY)
    assert repr(first) == ("Occasion(start=datetime.date(2026, 3, 2), rule='FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR')")


@pytest.mark.parametrize(
    "occasion",
    [
        Occasion.once(MONDAY),
        Occasion.every("weekly", start=MONDAY, interval=2),
        Occasion.rrule("FREQ=MONTHLY;BYDAY=MO,-1FR;COUNT=30", start=MONDAY),
    ],
    ids=str,
)
def test_an_occasion_comes_back_from_a_pickle_and_a_copy_able_to_answer(occasion: Occasion) -> None:
    for again in (pickle.loads(pickle.dumps(occasion)), copy.copy(occasion), copy.deepcopy(occasion)):
        assert again == occasion
        assert again.next(date(2026, 3, 1)) == MONDAY


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day, from 2026-03-02"),
        ("FREQ=DAILY;INTERVAL=3;BYMONTH=3,4", "every 3 days in March and April, from 2026-03-02"),
        ("FREQ=DAILY;BYDAY=MO", "FREQ=DAILY;BYDAY=MO, from 2026-03-02"),
        ("FREQ=WEEKLY", "every week on Monday, from 2026-03-02"),
        ("FREQ=WEEKLY;BYMONTH=6;UNTIL=20270101", "every week on Monday in June, from 2026-03-02 until 2027-01-01"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=1", "every week on Monday, Wednesday and Friday, from 2026-03-02, 1 time"),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            "every 2 weeks on Monday, weeks beginning on Sunday, from 2026-03-02",
        ),
        ("FREQ=MONTHLY;COUNT=3", "every month on day 2, from 2026-03-02, 3 times"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,-1,-2",
            "every month on day 1, the last day and the second last day, from 2026-03-02",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=-7", "FREQ=MONTHLY;BYMONTHDAY=-7, from 2026-03-02"),
        (
            "FREQ=MONTHLY;BYDAY=MO,2FR;BYMONTH=1,2",
            "every month on each Monday and the second Friday in January and February, from 2026-03-02",
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR,SA;BYMONTHDAY=13,14",
            "every month on day 13 or day 14 if a Friday or Saturday, from 2026-03-02",
        ),
        ("FREQ=MONTHLY;BYDAY=2FR;BYMONTHDAY=13", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=2FR, from 2026-03-02"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1, from 2026-03-02"),
        ("FREQ=YEARLY", "every year on 2 March, from 2026-03-02"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=2,3", "every 2 years on 2 February and 2 March, from 2026-03-02"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "every year on the last day of February, from 2026-03-02"),
        ("FREQ=YEARLY;BYMONTHDAY=15", "every year on day 15 of each month, from 2026-03-02"),
        ("FREQ=YEARLY;BYDAY=1MO;BYMONTH=9", "every year on the first Monday of September, from 2026-03-02"),
        ("FREQ=YEARLY;BYDAY=-1MO", "every year on the last Monday of the year, from 2026-03-02"),
        ("FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYDAY=20MO, from 2026-03-02"),
        (
            "FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR;BYMONTH=3",
            "every year on day 13 of March if a Friday, from 2026-03-02",
        ),
        ("FREQ=YEARLY;BYMONTHDAY=-10", "FREQ=YEARLY;BYMONTHDAY=-10, from 2026-03-02"),
    ],
)
def test_an_occasion_is_said_in_words_where_words_are_exact(rule: str, words: str) -> None:
    assert str(Occasion.rrule(rule, start=MONDAY)) == words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FREQ=WEEKLY\nEXDATE:20260309", "without EXDATE"),
        ("RRULE:FREQ=WEEKLY\nEXDATE;VALUE=DATE:20260309\nRDATE:20260310", "without EXDATE and RDATE"),
        ("DTSTART:20260302\r\nRRULE:FREQ=WEEKLY", "without DTSTART"),
        ("EXDATE:20260309", "without EXDATE"),
        ("RRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY", "give one line"),
    ],
)
def test_what_stands_beside_a_rule_is_named(text: str, told: str) -> None:
    """A trap: a line with EXDATE was told that FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY."""
    with pytest.raises(InvalidValue, match=told):
        Occasion.rrule(text, start=MONDAY)
