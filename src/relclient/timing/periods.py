"""Periods: the days on which something holds."""

from datetime import date, timedelta
from typing import Self, final

from attrs import frozen

from relclient._validation import check_day
from relclient.errors import EmptyPeriod, InvalidValue


@final
@frozen
class Period:
    """
    The days from *start* up to, not including, *end*; ``None`` leaves an end open.

    >>> from datetime import date
    >>> from relclient import Period
    >>> spring = Period(date(2026, 3, 1), date(2026, 6, 1))
    >>> date(2026, 5, 31) in spring, date(2026, 6, 1) in spring
    (True, False)
    >>> print(spring)
    from 2026-03-01 to 2026-05-31

    Raises:
        EmptyPeriod: *end* is not after *start*, or is the first day that there is.
        InvalidType: an end is not a date; a datetime is none.
    """

    __module__ = "relclient"

    start: date | None = None
    """The first day; None when it has always held."""
    end: date | None = None
    """The first day on which it no longer holds; None when no end is known."""

    def __attrs_post_init__(self) -> None:
        if self.start is not None:
            check_day("Period.start", self.start)
        if self.end is not None:
            check_day("Period.end", self.end)
            if self.end <= (self.start or date.min):
                raise EmptyPeriod(self.start, self.end)

    @classmethod
    def through(cls, first: date | None, last: date) -> Self:
        """
        Return the period whose last day is *last*, as most records write it.

        >>> from datetime import date
        >>> from relclient import Period
        >>> Period.through(date(2026, 3, 1), date(2026, 5, 31)).end
        datetime.date(2026, 6, 1)

        Raises:
            InvalidValue: *last* is before *first*.
            InvalidType: an end is not a date; a datetime is none.
        """
        check_day("Period.through last", last)
        if first is not None:
            check_day("Period.through first", first)
            if last < first:
                raise InvalidValue(
                    "Period.through last", last, f"it is before the first day, {first}; swap them, or mend one"
                )
        return cls(first, None if last == date.max else last + timedelta(days=1))

    @property
    def is_limited(self) -> bool:
        """Whether the period has a start or an end."""
        return self.start is not None or self.end is not None

    def __contains__(self, day: date) -> bool:
        check_day("day", day)
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """
        Return whether some day lies in both periods.

        >>> from datetime import date
        >>> from relclient import Period
        >>> Period(None, date(2026, 3, 1)).overlaps(Period(date(2026, 3, 1)))
        False
        """
        return (self.start is None or other.end is None or self.start < other.end) and (
            other.start is None or self.end is None or other.start < self.end
        )

    def __str__(self) -> str:
        last = None if self.end is None else self.end - timedelta(days=1)
        if self.start is None:
            return "always" if last is None else f"until {last}"
        return f"since {self.start}" if last is None else f"from {self.start} to {last}"
