"""Expansion: the days of a recurrence, reached from any day without walking there from its start."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain, islice, pairwise
from math import gcd
from typing import Final

from attrs import evolve, frozen

from relclient.errors import InvalidValue
from relclient.timing.recurrence._rrule import RULE, WEEKS_A_MONTH, WEEKS_A_YEAR, Frequency, Recurrence

# The calendar repeats itself, weekdays included, after 400 years: so many days, weeks, months or years.
_CYCLES: Final[dict[Frequency, int]] = {"DAILY": 146_097, "WEEKLY": 20_871, "MONTHLY": 4_800, "YEARLY": 400}

# A rule occurs too seldom when so many periods on end are empty; going through them takes some 20 ms.
_MOST_EMPTY: Final = 5_000

# COUNT is counted out over so many periods at most, which takes some 100 ms.
_MOST_COUNTED: Final = 20_000

# Every month has these days, and each weekday so often.
_SAFE_DAYS: Final = 28
_SAFE_WEEKS: Final = 4

_MONTHS: Final = 12
_LAST_ORDINAL: Final = date.max.toordinal()

Ordinals = Callable[[int], Iterable[int]]


@frozen(eq=False)
class Expansion:
    """
    The days that one recurrence names from one start on.

    Its periods (days, weeks, months or years) are numbered, so that the one of any day is computed.
    What python-dateutil would take from the start is written into the rule; so a later period can replace the first.
    """

    recurrence: Recurrence
    """The rule with what it leaves to the start written into it."""
    start: date
    last: date
    """Nothing comes later: UNTIL, the day that uses up COUNT, or the end of the calendar."""
    _rule: Recurrence
    """The same rule by the periods that are numbered."""
    _first: int
    """The number of the first period that counts."""
    _end: int
    """The number of the period in which the calendar ends."""
    _ordinals: Ordinals | None
    """The days of a period, where arithmetic finds them: in a fraction of the time that python-dateutil takes."""

    @classmethod
    def of(cls, written: Recurrence, start: date) -> "Expansion":
        """
        Return the expansion of *written* from *start*.

        Raises:
            InvalidValue: no day comes of it, or too seldom one.
        """
        recurrence = _with_defaults(written, start)
        cheap = _normalized(recurrence)
        first = _number(cheap.freq, cheap.week_start, start)
        if recurrence.freq == "YEARLY" and recurrence.months and not cheap.months:
            first += recurrence.months[0] - start.month
        end = _number(cheap.freq, cheap.week_start, date.max)
        expansion = cls(recurrence, start, recurrence.until or date.max, cheap, first, end, _ordinals(cheap))
        expansion.check_density(written)
        if written.count is None:
            return expansion
        return evolve(expansion, last=expansion.last_by_count(written, written.count))

    def days(self, day: date) -> Iterator[date]:
        """Yield the days from *day* on, in order; the first costs the same in any year."""
        day = max(day, self.start)
        number = _number(self._rule.freq, self._rule.week_start, day)
        # The first period that counts and does not end before the day: rounding a negative number down rounds it up.
        number = self._first - (self._first - number) // self._rule.interval * self._rule.interval
        for found in self._from(number, day):
            if found > self.last:
                return
            yield found

    def _from(self, number: int, day: date) -> Iterator[date]:
        """Return the days from *day* on, those of the period *number* first, whatever the last one."""
        if self._ordinals is None:
            return self._by_dateutil(number, day)
        return self._by_arithmetic(self._ordinals, number, day)

    def _by_arithmetic(self, ordinals: Ordinals, number: int, day: date) -> Iterator[date]:
        floor = day.toordinal()
        while number <= self._end:
            for ordinal in ordinals(number):
                if floor <= ordinal <= _LAST_ORDINAL:
                    yield date.fromordinal(ordinal)
            number += self._rule.interval

    def _by_dateutil(self, number: int, day: date) -> Iterator[date]:
        if number > self._end:
            return
        floor = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # python-dateutil counts in naive midnights
        try:
            for moment in _by_dateutil(self._rule, self._anchor(number)):
                if moment >= floor:
                    yield moment.date()
        except ValueError:
            # The calendar ends on a Friday, and python-dateutil fails on the Saturday after it.
            return

    def _anchor(self, number: int) -> date:
        """Return the day from which python-dateutil finds the period *number*; months are never left to it."""
        if self._rule.freq == "YEARLY":
            return date(number, 1, 1)
        if self._rule.freq == "DAILY":
            return date.fromordinal(number)
        # The first week begins before the start, too: BYSETPOS chooses among all the days of a week.
        return date.fromordinal(max(number * 7 + 1 + self._rule.week_start, 1))

    def check_density(self, written: Recurrence) -> None:
        """Raise for a rule without a day, and for one with too many empty periods before its first or second day."""
        end = self._end
        sure = _always_occurs(self.recurrence) and self._first + self._rule.interval <= end
        if sure and self.recurrence.until is None:
            return
        # A rule that ever has a day has one in any whole cycle: ask the last, where python-dateutil soon gives up.
        cycle = _CYCLES[self._rule.freq] // gcd(_CYCLES[self._rule.freq], self._rule.interval) * self._rule.interval
        late = max(self._first, end - (end - self._first) % self._rule.interval - cycle)
        ever = sure or next(self._from(late, self.start), None) is not None
        found = list(islice(self.days(self.start), 2)) if ever else []
        if not found:
            raise InvalidValue(
                RULE, str(written), f"it never occurs; give a rule that names a day from {self.start} on"
            )
        numbers = [self._first, *(_number(self._rule.freq, self._rule.week_start, day) for day in found)]
        empty = max(later - earlier for earlier, later in pairwise(numbers)) // self._rule.interval
        if empty > _MOST_EMPTY:
            remedy = f"{empty} periods pass without a day; give its few days one by one, with Occasion.once"
            raise InvalidValue(RULE, str(written), remedy)

    def last_by_count(self, written: Recurrence, count: int) -> date:
        """Return the day that uses up *count*, or the end of the calendar where that comes first."""
        for nth, day in enumerate(self.days(self.start), 1):
            if nth == count:
                return day
            if _number(self._rule.freq, self._rule.week_start, day) - self._first > _MOST_COUNTED * self._rule.interval:
                remedy = f"on {day} it is still counting; give UNTIL in place of COUNT"
                raise InvalidValue(RULE, str(written), remedy)
        return date.max


def _number(unit: Frequency, week_start: int, day: date) -> int:
    """Return the number of the period of *day*."""
    match unit:
        case "YEARLY":
            return day.year
        case "MONTHLY":
            return day.year * _MONTHS + day.month - 1
        case "WEEKLY":
            return (day.toordinal() - 1 - week_start) // 7
        case _:
            return day.toordinal()


def _with_defaults(rule: Recurrence, start: date) -> Recurrence:
    """Return *rule* with what RFC 5545 lets it take from *start* written into it."""
    if rule.year_days or rule.month_days or rule.weekdays:
        return rule
    if rule.weeks:
        return evolve(rule, weekdays=((start.weekday(), 0),))
    match rule.freq:
        case "YEARLY":
            return evolve(rule, months=rule.months or (start.month,), month_days=(start.day,))
        case "MONTHLY":
            return evolve(rule, month_days=(start.day,))
        case "WEEKLY":
            return evolve(rule, weekdays=((start.weekday(), 0),))
        case _:
            return rule


def _normalized(rule: Recurrence) -> Recurrence:
    """Return the same rule by the periods that are quickest to search: a month rather than a year or a day."""
    if rule.weeks or rule.year_days:
        return rule
    one_by_one = rule.interval == 1 and not rule.positions
    if rule.freq == "YEARLY" and len(rule.months) == 1:
        return evolve(rule, freq="MONTHLY", interval=rule.interval * _MONTHS, months=())
    if rule.freq == "YEARLY" and one_by_one and (rule.months or not _numbered(rule)):
        return evolve(rule, freq="MONTHLY")
    if rule.freq == "DAILY" and one_by_one and (rule.months or rule.month_days):
        days = rule.weekdays or (() if rule.month_days else tuple((day, 0) for day in range(7)))
        return evolve(rule, freq="MONTHLY", weekdays=days)
    if rule.freq == "DAILY" and one_by_one and rule.weekdays:
        return evolve(rule, freq="WEEKLY")
    return rule


def _ordinals(rule: Recurrence) -> Ordinals | None:
    """Return the arithmetic for the days of a period, where it is short; None for the rules that are left."""
    if rule.freq == "MONTHLY":
        return partial(_in_month, rule)
    if rule.weeks:
        return partial(_in_year_by_weeks, rule)
    if rule.freq == "YEARLY" and not rule.year_days and (rule.months or not _numbered(rule)):
        return partial(_in_year, evolve(rule, positions=()), rule.positions)
    if rule.freq == "DAILY" and not (rule.months or rule.month_days or rule.weekdays or rule.positions):
        return lambda day: (day,)
    if rule.freq == "WEEKLY" and not (rule.months or rule.positions):
        start = rule.week_start + 1
        offsets = sorted(start + (day - rule.week_start) % 7 for day, _ in rule.weekdays)
        return lambda week: [week * 7 + offset for offset in offsets]
    return None


def _in_year(rule: Recurrence, positions: Iterable[int], year: int) -> Iterable[int]:
    days = chain.from_iterable(_in_month(rule, year * _MONTHS + month) for month in range(_MONTHS))
    return sorted(set(_chosen(list(days), positions))) if positions else days


def _in_year_by_weeks(rule: Recurrence, year: int) -> list[int]:
    # python-dateutil numbers the weeks at the turn of some years otherwise than ISO 8601.
    first, end = _new_year(year), _new_year(year + 1)
    named = set[int]()
    for of in (year - 1, year, year + 1):
        week_one, week_one_after = _week_one(of, rule.week_start), _week_one(of + 1, rule.week_start)
        weeks = range(week_one, week_one_after, 7)
        named.update(day for start in _chosen(weeks, rule.weeks) for day in range(start, start + 7))
    found = sorted(day for day in named if first <= day < end and _matches(rule, date.fromordinal(day)))
    return sorted(set(_chosen(found, rule.positions))) if rule.positions else found


def _matches(rule: Recurrence, day: date) -> bool:
    """Return whether *day* has the month, the weekday, and the numbers within month and year that *rule* asks for."""
    length = monthrange(day.year, day.month)[1]
    nth, of = day.timetuple().tm_yday, _new_year(day.year + 1) - _new_year(day.year)
    return (
        (not rule.months or day.month in rule.months)
        and (not rule.weekdays or (day.weekday(), 0) in rule.weekdays)
        and (not rule.month_days or not {day.day, day.day - length - 1}.isdisjoint(rule.month_days))
        and (not rule.year_days or not {nth, nth - of - 1}.isdisjoint(rule.year_days))
    )


def _new_year(year: int) -> int:
    """Return the ordinal of the first day of *year*, also of those just before and after the calendar."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400 + 1


def _week_one(year: int, week_start: int) -> int:
    """Return the ordinal of the first day of the first week that has four days in *year*."""
    fourth = _new_year(year) + 3
    return fourth - (fourth - 1 - week_start) % 7


def _in_month(rule: Recurrence, number: int) -> list[int]:
    year, month = divmod(number, _MONTHS)
    if rule.months and month + 1 not in rule.months:
        return []
    first_weekday, length = monthrange(year, month + 1)
    every = range(1, length + 1)
    dates = set(_chosen(every, rule.month_days)) if rule.month_days else None
    if rule.weekdays:
        named = {
            date
            for day, which in rule.weekdays
            for week in [every[(day - first_weekday) % 7 :: 7]]
            for date in (_chosen(week, [which]) if which else week)
        }
        dates = named if dates is None else dates & named
    before = date(year, month + 1, 1).toordinal() - 1
    days = sorted(before + day for day in dates or ())
    return sorted(set(_chosen(days, rule.positions))) if rule.positions else days


def _chosen(days: Sequence[int], numbers: Iterable[int]) -> list[int]:
    """Return those of *days* at *numbers*: 1 is the first, -1 the last, and one that is not there is left out."""
    return [days[number - 1 if number > 0 else number] for number in numbers if abs(number) <= len(days)]


def _numbered(rule: Recurrence) -> bool:
    return any(which for _, which in rule.weekdays)


def _by_dateutil(rule: Recurrence, start: date) -> Iterable[datetime]:
    """Return the days of *rule* from *start* on, as python-dateutil finds them."""
    from dateutil import rrule as dateutil  # noqa: PLC0415  # as slow to import as all the rest of an occasion

    weekdays: list[int] | list[dateutil.weekday]
    if _numbered(rule):
        # Of "each Monday and the first Tuesday" python-dateutil makes days that are both: number the Mondays as well.
        each = range(1, (WEEKS_A_MONTH if rule.months else WEEKS_A_YEAR) + 1)
        numbered = [(day, number) for day, which in rule.weekdays for number in ([which] if which else each)]
        weekdays = [dateutil.weekday(day, number) for day, number in numbered]
    else:
        weekdays = [day for day, _ in rule.weekdays]
    return dateutil.rrule(
        getattr(dateutil, rule.freq),
        dtstart=start,
        interval=rule.interval,
        wkst=rule.week_start,
        bymonth=rule.months or None,
        byyearday=rule.year_days or None,
        bymonthday=rule.month_days or None,
        byweekday=weekdays or None,
        bysetpos=rule.positions or None,
    )


def _always_occurs(rule: Recurrence) -> bool:
    """Return whether every period that counts has a day, but for the first; False is no proof of the contrary."""
    if rule.weeks or rule.year_days or rule.positions or (rule.month_days and rule.weekdays):
        return False
    if rule.freq == "DAILY":
        return not (rule.months or rule.month_days or rule.weekdays)
    if rule.months and rule.freq != "YEARLY":
        return False
    return any(abs(day) <= _SAFE_DAYS for day in rule.month_days) or any(
        abs(which) <= _SAFE_WEEKS for _, which in rule.weekdays
    )
