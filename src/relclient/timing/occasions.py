"""Occasions: the days on which a need comes round, once or again and again."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, final

from attrs import frozen

from relclient.checks import check_day
from relclient.timing.recurrences import Recurrence


@final
@frozen
class Occasion:
    """One day, or the days that a rule names from a start on."""

    start: date
    """The day itself; with a rule, the day from which the rule counts."""
    rule: str | None = None
    """The rule as canonical RFC 5545 text; None when the day comes once."""

    def __attrs_post_init__(self) -> None:
        check_day("Occasion.start", self.start)
        if self.rule is not None:
            object.__setattr__(self, "rule", str(Recurrence.read(self.rule)))

    @classmethod
    def once(cls, day: date) -> "Occasion":
        """Make the occasion that comes on *day* and never again."""
        return cls(day)

    @classmethod
    def every(
        cls,
        frequency: Literal["weekly", "monthly", "yearly"],
        *,
        start: date,
        interval: int = 1,
        weekdays: Iterable[int] = (),
        month_days: Iterable[int] = (),
    ) -> "Occasion":
        """Make the occasion that comes every *interval* weeks, months or years."""
        rule = Recurrence(
            frequency.upper(),  # type: ignore[arg-type]
            interval,
            month_days=tuple(sorted(set(month_days))),
            weekdays=tuple((day, 0) for day in sorted(set(weekdays))),
        )
        return cls(start, str(rule))

    @classmethod
    def rrule(cls, text: str, *, start: date) -> "Occasion":
        """Make the occasion of an RFC 5545 rule."""
        return cls(start, text)
