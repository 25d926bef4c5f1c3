"""Spans: a calendar's days worked out into instants."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import final
from zoneinfo import ZoneInfo

from attrs import frozen

from relclient.timing.instants import EPOCH
from relclient.timing.working_hours._windows import Window

# An instant here is the timedelta since EPOCH, which is exact, free of zones, and as fast to compare as an int;
# a day is an int, the days since EPOCH.
DAY = timedelta(days=1)
_EPOCH_DAY = EPOCH.toordinal()

# Windows start after the UTC midnight before their day and end before the third one after it, in any zone.
DAYS_BEFORE = 2
DAYS_AFTER = 1

# Calendars stop a year short of what datetime can hold, so that no window, zone or clock change leads beyond it.
FLOOR = datetime(2, 1, 1, tzinfo=UTC) - EPOCH
CEILING = datetime(9999, 1, 1, tzinfo=UTC) - EPOCH
FIRST_DAY = FLOOR // DAY - 8
LAST_DAY = CEILING // DAY + 8
REACH = "calendars reach from the year 2 to the year 9998"

# A search gives up after ten closed years with three leap days.
PATIENCE_DAYS = 3653
PATIENCE = PATIENCE_DAYS * DAY

Span = tuple[timedelta, timedelta]


def day_number(day: date) -> int:
    """Count the days from the epoch to *day*."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """Give the day that is *number* days after the epoch."""
    return date.fromordinal(number + _EPOCH_DAY)


def spans_of(number: int, windows: Sequence[Window], zone: ZoneInfo) -> tuple[Span, ...]:
    """Turn the *windows* of the day *number* into instants; those that a clock change leaves empty are dropped."""
    spans: list[Span] = []
    day = day_of(number)
    for start, end in windows:
        opens = datetime.combine(day, start, zone)
        closes = datetime.combine(day if start < end else day_of(number + 1), end, zone)
        span = (opens - EPOCH, closes - EPOCH)
        if span[0] < span[1] and not _in_one_gap(opens, closes):
            spans.append(span)
    return tuple(spans)


def _in_one_gap(opens: datetime, closes: datetime) -> bool:
    gap = _gap(opens)
    return gap is not None and gap == _gap(closes)


def _gap(local: datetime) -> tuple[timedelta | None, timedelta | None] | None:
    """Give the offsets on both sides of the clock change that skips *local*, or None when the clock shows it."""
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    # PEP 495: of the two readings of a local time, the first has the smaller offset only where the clock skips it.
    return (before, after) if before is not None and after is not None and before < after else None


@final
@frozen
class Stretch:
    """
    Days in a row, worked out: exact for every instant from *since* up to, not including, *until*.

    The open spans are merged and cut to that range; the first may be empty, so that one starts before every instant.
    """

    first: int
    last: int
    since: timedelta
    until: timedelta
    starts: list[timedelta]
    ends: list[timedelta]
    worked: list[timedelta]
    """The open time from *since* to the end of each span."""
    days: list[int]
    """The days on which some window opens."""
    deserts: list[Span]
    """Closed times so long that a search gives up in them; hardly any calendar has one."""
    idle_days: list[tuple[int, int]]
    """Working days in a row that are as far apart."""

    @classmethod
    def of(cls, first: int, last: int, known: dict[int, tuple[Span, ...]]) -> "Stretch":
        """Put together the days from *first* up to, not including, *last*."""
        since, until = max((first + DAYS_BEFORE) * DAY, FLOOR), min((last - DAYS_AFTER) * DAY, CEILING)
        starts, ends = [since], [since]
        for opens, closes in sorted(span for number in range(first, last) for span in known[number]):
            start, end = max(opens, since), min(closes, until)
            if start > ends[-1]:
                if start < end:
                    starts.append(start)
                    ends.append(end)
            elif end > ends[-1]:
                ends[-1] = end
        worked = list(accumulate(end - start for start, end in zip(starts, ends, strict=True)))
        days = [number for number in range(first, last) if known[number] and FLOOR <= number * DAY < CEILING]
        deserts = [(end, start) for end, start in zip(ends, starts[1:], strict=False) if start - end >= PATIENCE]
        idle_days = [(day, next_day) for day, next_day in pairwise(days) if next_day - day > PATIENCE_DAYS]
        return cls(first, last, since, until, starts, ends, worked, days, deserts, idle_days)

    def done(self, instant: timedelta) -> timedelta:
        """Add up the open time from *since* to *instant*."""
        index = bisect_right(self.starts, instant) - 1
        end = self.ends[index]
        return self.worked[index] - (end - instant) if instant < end else self.worked[index]

    def first_open(self) -> timedelta:
        """Find the first open instant, or *until* when there is none."""
        if self.worked[0]:
            return self.since
        return self.starts[1] if len(self.starts) > 1 else self.until
