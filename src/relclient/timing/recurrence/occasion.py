"""Occasions: the days on which a need comes round, once or again and again."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Literal, final, get_args

from attrs import field, frozen

from relclient._validation import check_day, check_instance, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.timing.recurrence._description import in_words
from relclient.timing.recurrence._expansion import Expansion
from relclient.timing.recurrence._rrule import MOST, Frequency, Recurrence

Every = Literal["weekly", "monthly", "yearly"]

_DAY = timedelta(days=1)
_FREQUENCIES: dict[Every, Frequency] = {"weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}


@final
@frozen
class Occasion:
    """
    One day, or the days that a rule of RFC 5545 names from a first day on.

    Two occasions are equal when they have the same start and the same rule;
    rules are kept in one spelling (upper case, parts and numbers in order, what is by default left out),
    so the order in which they were written does not matter.
    A start that the rule does not name is no day of the occasion; it only says from where the rule counts.

    >>> from datetime import date
    >>> from relclient import Occasion
    >>> payroll = Occasion.every("monthly", start=date(2026, 1, 30), month_days=[-1])
    >>> payroll.next(date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    >>> print(payroll)
    every month on the last day, from 2026-01-30

    Raises:
        InvalidType: *start* is not a date (a datetime is none), or *rule* is not a string.
        InvalidValue: *rule* is no rule of RFC 5545 for whole days, can never occur, or occurs too seldom to look for.
    """

    __module__ = "relclient"

    start: date
    """The day itself; with a rule, the day from which the rule counts."""
    rule: str | None = None
    """The rule as RFC 5545 writes it, in one spelling; None when the day comes once."""
    _expansion: Expansion | None = field(init=False, default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        check_day("Occasion.start", self.start)
        if self.rule is not None:
            recurrence = Recurrence.read(self.rule)
            object.__setattr__(self, "rule", str(recurrence))
            object.__setattr__(self, "_expansion", Expansion.of(recurrence, self.start))

    @classmethod
    def once(cls, day: date) -> "Occasion":
        """
        Return the occasion that comes on *day* and never again.

        >>> from datetime import date
        >>> from relclient import Occasion
        >>> print(Occasion.once(date(2026, 3, 2)))
        once, on 2026-03-02

        Raises:
            InvalidType: *day* is not a date; a datetime is none.
        """
        return cls(day)

    @classmethod
    def every(
        cls,
        frequency: Every,
        *,
        start: date,
        interval: int = 1,
        weekdays: Iterable[int] = (),
        month_days: Iterable[int] = (),
    ) -> "Occasion":
        """
        Return the occasion that comes in every *interval*-th week, month or year, counted from that of *start*.

        *weekdays* run from 0 for Monday to 6 for Sunday; *month_days* from 1 to 31, or from -1 for the last day to -31.
        A month without the day is skipped; with both, a day must be one of each: month day 13 and weekday 4 is
        Friday the 13th. Without either it comes on the weekday, month day or date of *start*.
        All as in the RFC 5545 rule of the same parts; so a year has its weekdays in every week and its month days in
        every month, and :meth:`rrule` is there to name the month. Weeks begin on Monday and have no month days.

        >>> from datetime import date
        >>> from relclient import Occasion
        >>> timesheets = Occasion.every("weekly", start=date(2026, 3, 2), interval=2, weekdays=[0, 4])
        >>> print(timesheets)
        every 2 weeks on Monday and Friday, from 2026-03-02

        Raises:
            InvalidType: *start* is not a date, or a number is not a whole one.
            InvalidValue: the frequency is unknown, a number is out of its range, or a week has month days.
        """
        if frequency not in _FREQUENCIES:
            raise InvalidValue("Occasion.every frequency", frequency, f"give one of {', '.join(get_args(Every))}")
        check_day("Occasion.every start", start)
        (every,) = _whole("Occasion.every interval", [interval], 1, MOST)
        days = _whole("Occasion.every weekdays", weekdays, 0, 6)
        dates = _whole("Occasion.every month_days", month_days, -31, 31)
        if 0 in dates:
            raise InvalidValue("Occasion.every month_days", 0, "the first day is 1, the last day is -1")
        rule = Recurrence(_FREQUENCIES[frequency], every, month_days=dates, weekdays=tuple((day, 0) for day in days))
        return cls(start, str(rule))

    @classmethod
    def rrule(cls, text: str, *, start: date) -> "Occasion":
        """
        Return the occasion of the RFC 5545 rule *text*, counted from *start*.

        The rule is one RRULE, with or without its name, of days: no hours, no DTSTART, no second line.
        UNTIL includes its day, and its hour, if it has one, is dropped. COUNT goes to 9999 and is counted out here, so
        that the cost of making the occasion, but of no question, grows with it.

        >>> from datetime import date
        >>> from relclient import Occasion
        >>> report = Occasion.rrule("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", start=date(2026, 1, 1))
        >>> report.between(date(2026, 1, 1), date(2026, 3, 1))
        (datetime.date(2026, 1, 30), datetime.date(2026, 2, 27))

        Raises:
            InvalidType: *text* is not a string, or *start* is not a date.
            InvalidValue: *text* is no rule for whole days, can never occur, or occurs too seldom to look for.
        """
        check_text("Occasion.rrule text", text)
        return cls(start, text)

    def next(self, after: date) -> date | None:
        """
        Return the first day of the occasion that is later than *after*; None when there is none.

        The cost does not depend on how long ago the occasion started.

        >>> from datetime import date
        >>> from relclient import Occasion
        >>> Occasion.every("yearly", start=date(2024, 2, 29)).next(date(2026, 3, 2))
        datetime.date(2028, 2, 29)

        Raises:
            InvalidType: *after* is not a date; a datetime is none.
        """
        check_day("Occasion.next after", after)
        if self._expansion is None:
            return self.start if after < self.start else None
        return None if after >= self._expansion.last else next(self._expansion.days(after + _DAY), None)

    def on_or_after(self, day: date) -> date | None:
        """
        Return the first day of the occasion from *day* on, *day* itself included; None when there is none.

        >>> from datetime import date
        >>> from relclient import Occasion
        >>> sundays = Occasion.every("weekly", start=date(2020, 1, 5))
        >>> sundays.on_or_after(date(2026, 3, 1)), sundays.on_or_after(date(2026, 3, 2))
        (datetime.date(2026, 3, 1), datetime.date(2026, 3, 8))

        Raises:
            InvalidType: *day* is not a date; a datetime is none.
        """
        check_day("Occasion.on_or_after day", day)
        return next(self._days(day), None)

    def between(self, a: date, b: date) -> tuple[date, ...]:
        """
        Return the days of the occasion from *a* up to, not including, *b*, in order.

        The cost grows with the days given, not with how long ago the occasion started.

        >>> from datetime import date
        >>> from relclient import Occasion
        >>> sundays = Occasion.every("weekly", start=date(2020, 1, 5))
        >>> sundays.between(date(2026, 3, 1), date(2026, 3, 15))
        (datetime.date(2026, 3, 1), datetime.date(2026, 3, 8))

        Raises:
            InvalidType: *a* or *b* is not a date; a datetime is none.
        """
        check_day("Occasion.between a", a)
        check_day("Occasion.between b", b)
        return tuple(takewhile(b.__gt__, self._days(a))) if a < b else ()

    def _days(self, day: date) -> Iterator[date]:
        if self._expansion is None:
            return iter([self.start] if day <= self.start else [])
        return self._expansion.days(day)

    def __reduce__(self) -> tuple[type["Occasion"], tuple[date, str | None]]:
        """Pickle start and rule; whoever loads the occasion expands it anew."""
        return Occasion, (self.start, self.rule)

    def __str__(self) -> str:
        if self._expansion is None:
            return f"once, on {self.start}"
        rule = self._expansion.recurrence
        until = "" if rule.until is None else f" until {rule.until}"
        times = "" if rule.count is None else f", {rule.count} {'time' if rule.count == 1 else 'times'}"
        words = in_words(rule)
        return f"{self.rule}, from {self.start}" if words is None else f"{words}, from {self.start}{until}{times}"


def _whole(what: str, values: Iterable[object], smallest: int, largest: int) -> tuple[int, ...]:
    """Return the *values* sorted, each once; raise unless each is a whole number from *smallest* to *largest*."""
    check_instance(what, values, Iterable, "whole numbers in a sequence or set")
    found = set[int]()
    for value in values:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidType(what, value, "a whole number")
        if not smallest <= value <= largest:
            raise InvalidValue(what, value, f"give a whole number from {smallest} to {largest}")
        found.add(value)
    return tuple(sorted(found))
