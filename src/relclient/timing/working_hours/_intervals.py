"""Open intervals: the days of a calendar as instants, and the sums over many of them."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from typing import final
from zoneinfo import ZoneInfo

from attrs import frozen

from relclient.timing.instants import EPOCH

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
SEARCH_LIMIT_DAYS = 3653
SEARCH_LIMIT = SEARCH_LIMIT_DAYS * DAY

Window = tuple[time, time]
"""When work begins and ends, in local time; an end that is not after its start lies on the next day."""

Interval = tuple[timedelta, timedelta]
"""From an instant up to another."""


def day_number(day: date) -> int:
    """Return the number of days from the epoch to *day*."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """Return the day that is *number* days after the epoch."""
    return date.fromordinal(number + _EPOCH_DAY)


def intervals_of(number: int, windows: Sequence[Window], zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return the *windows* of the day *number* as instants, without those that a clock change leaves empty."""
    intervals: list[Interval] = []
    day = day_of(number)
    for start, end in windows:
        opens = datetime.combine(day, start, zone)
        closes = datetime.combine(day if start < end else day_of(number + 1), end, zone)
        interval = (opens - EPOCH, closes - EPOCH)
        if interval[0] < interval[1] and not _in_one_gap(opens, closes):
            intervals.append(interval)
    return tuple(intervals)


def _in_one_gap(opens: datetime, closes: datetime) -> bool:
    gap = _gap(opens)
    return gap is not None and gap == _gap(closes)


def _gap(local: datetime) -> tuple[timedelta | None, timedelta | None] | None:
    """Return the offsets on both sides of the clock change that skips *local*, or None when the clock shows it."""
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    # PEP 495: of the two readings of a local time, the first has the smaller offset only where the clock skips it.
    return (before, after) if before is not None and after is not None and before < after else None


@final
@frozen
class IntervalBlock:
    """
    The open intervals of consecutive days: exact for every instant from *since* up to, not including, *until*.

    They are merged and cut to that range; the first may be empty, so that one starts before every instant.
    """

    first: int
    last: int
    since: timedelta
    until: timedelta
    starts: list[timedelta]
    ends: list[timedelta]
    cumulative_open: list[timedelta]
    """The open time from *since* to the end of each interval."""
    days: list[int]
    """The days on which some window opens."""
    long_closures: list[Interval]
    """Closed times so long that a search gives up in them; few calendars have one."""
    long_gaps: list[tuple[int, int]]
    """Consecutive working days that are as far apart."""

    @classmethod
    def of(cls, first: int, last: int, known: dict[int, tuple[Interval, ...]]) -> "IntervalBlock":
        """Return the block of the days from *first* up to, not including, *last*."""
        since, until = max((first + DAYS_BEFORE) * DAY, FLOOR), min((last - DAYS_AFTER) * DAY, CEILING)
        starts, ends = [since], [since]
        for opens, closes in sorted(interval for number in range(first, last) for interval in known[number]):
            start, end = max(opens, since), min(closes, until)
            if start > ends[-1]:
                if start < end:
                    starts.append(start)
                    ends.append(end)
            elif end > ends[-1]:
                ends[-1] = end
        open_time = list(accumulate(end - start for start, end in zip(starts, ends, strict=True)))
        days = [number for number in range(first, last) if known[number] and FLOOR <= number * DAY < CEILING]
        long_closures = [
            (end, start) for end, start in zip(ends, starts[1:], strict=False) if start - end >= SEARCH_LIMIT
        ]
        long_gaps = [(day, next_day) for day, next_day in pairwise(days) if next_day - day > SEARCH_LIMIT_DAYS]
        return cls(first, last, since, until, starts, ends, open_time, days, long_closures, long_gaps)

    def open_time_until(self, instant: timedelta) -> timedelta:
        """Return the open time from *since* to *instant*."""
        index = bisect_right(self.starts, instant) - 1
        end = self.ends[index]
        return self.cumulative_open[index] - (end - instant) if instant < end else self.cumulative_open[index]

    def first_open(self) -> timedelta:
        """Return the first open instant, or *until* when there is none."""
        if self.cumulative_open[0]:
            return self.since
        return self.starts[1] if len(self.starts) > 1 else self.until
