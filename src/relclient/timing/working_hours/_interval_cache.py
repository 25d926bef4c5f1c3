"""Cached open intervals of a calendar, and the searches over them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from threading import Lock
from typing import final
from zoneinfo import ZoneInfo

from relclient.errors import InvalidValue, NeverOpens
from relclient.timing.instants import EPOCH
from relclient.timing.working_hours._intervals import (
    CEILING,
    DAY,
    DAYS_AFTER,
    DAYS_BEFORE,
    FIRST_DAY,
    FLOOR,
    LAST_DAY,
    REACH,
    SEARCH_LIMIT,
    SEARCH_LIMIT_DAYS,
    Interval,
    IntervalBlock,
    Window,
    day_of,
    intervals_of,
)

# Two blocks no farther apart, in days, become one: working out ten years takes a few hundredths of a second.
_JOINED_WITHIN = 3653

# How many days are worked out beyond those asked for, so that the next question finds them.
_LEAST_SPARE = 16
_MOST_SPARE = 366

_NONE = timedelta()
_MOMENT = timedelta.resolution


@final
class IntervalCache:
    """
    The open intervals of one calendar, each day worked out once, with running sums.

    It grows when it is asked, at either end of a block of days or by a new block; readers take no lock,
    because a block never changes once it is in place.
    """

    __slots__ = ("_blocks", "_days", "_local_epoch", "_lock", "_windows_on", "zone")

    def __init__(self, zone: ZoneInfo, windows_on: Callable[[date], Sequence[Window]]) -> None:
        """Start without any day of the calendar in *zone*, whose windows *windows_on* returns."""
        self.zone: ZoneInfo = zone
        self._windows_on = windows_on
        # Wall time in the zone: adding an instant to it gives what ZoneInfo.fromutc wants.
        self._local_epoch = EPOCH.replace(tzinfo=zone)
        self._days: dict[int, tuple[Interval, ...]] = {}
        self._blocks: tuple[IntervalBlock, ...] = ()
        self._lock = Lock()

    def to_datetime(self, instant: timedelta) -> datetime:
        """Return *instant* as a datetime in the zone."""
        return self.zone.fromutc(self._local_epoch + instant)

    def is_open(self, instant: timedelta) -> bool:
        """Return whether *instant* is open."""
        block = self._block_at(instant)
        return instant < block.ends[bisect_right(block.starts, instant) - 1]

    def next_open(self, instant: timedelta) -> timedelta:
        """Return the first open instant from *instant* on."""
        block = self._block_at(instant)
        while True:
            index = bisect_right(block.starts, instant)
            if instant < block.ends[index - 1]:
                return instant
            found = index < len(block.starts)
            if (block.starts[index] if found else block.until) - instant >= SEARCH_LIMIT:
                raise NeverOpens(self.to_datetime(instant).date())
            if found:
                return block.starts[index]
            if block.until >= CEILING:
                raise InvalidValue(
                    "WorkCalendar.next_open t", self.to_datetime(instant), f"{REACH}, and it opens no more"
                )
            block = self._ensure_range(instant, block.until)

    def between(self, start: timedelta, end: timedelta) -> timedelta:
        """Return the open time from *start* to *end*; negative when *end* comes first."""
        block = self._block_at(start)
        if not block.since <= end < block.until:
            block = self._ensure_range(min(start, end), max(start, end))
        return block.open_time_until(end) - block.open_time_until(start)

    def add(self, instant: timedelta, duration: timedelta) -> timedelta:
        """Return the earliest instant by which *duration* has been worked; or back, for a negative one."""
        forward = duration > _NONE
        if duration >= CEILING - instant if forward else duration < FLOOR - instant:
            raise self._out_of_range(duration)
        block = self._block_at(instant)
        while True:
            target = block.open_time_until(instant) + duration
            if _NONE <= target <= block.cumulative_open[-1]:
                break
            block = self._extended(block, instant, duration, target)
        index = (bisect_left if forward else bisect_right)(block.cumulative_open, target)
        answer = block.ends[index] - (block.cumulative_open[index] - target)
        if block.long_closures:
            self._check_closures(block.long_closures, instant, answer)
        return answer

    def _check_closures(self, long_closures: Sequence[Interval], instant: timedelta, answer: timedelta) -> None:
        """Raise if a search from *instant* finds *answer* only beyond one of the *long_closures*."""
        for closed, opens in long_closures:
            if instant < opens < answer and opens - max(closed, instant) >= SEARCH_LIMIT:
                raise NeverOpens(self.to_datetime(max(closed, instant)).date())
            if answer < closed < instant and min(opens, instant) - closed >= SEARCH_LIMIT:
                raise NeverOpens(self.to_datetime(min(opens, instant)).date(), backward=True)

    def _extended(
        self, block: IntervalBlock, instant: timedelta, duration: timedelta, target: timedelta
    ) -> IntervalBlock:
        """Return *block* enlarged to where *duration* from *instant* may end, or raise where it cannot be."""
        # The share of open time so far, at least an eighth, tells about how far there is to go.
        length = block.until - block.since
        pace = length / max(block.cumulative_open[-1], length / 8)
        if duration > _NONE:
            idle_from = max(instant, block.ends[-1])
            if block.until - idle_from >= SEARCH_LIMIT:
                raise NeverOpens(self.to_datetime(idle_from).date())
            if block.until >= CEILING:
                raise self._out_of_range(duration)
            ahead = (target - block.cumulative_open[-1]) * pace
            return self._ensure_range(instant, min(block.until + ahead, CEILING - _MOMENT))
        idle_from = min(instant, block.first_open())
        if idle_from - block.since >= SEARCH_LIMIT:
            raise NeverOpens(self.to_datetime(idle_from).date(), backward=True)
        if block.since <= FLOOR:
            raise self._out_of_range(duration)
        return self._ensure_range(max(block.since + target * pace - _MOMENT, FLOOR), instant)

    def _out_of_range(self, duration: timedelta) -> InvalidValue:
        return InvalidValue("WorkCalendar.add duration", duration, f"it ends outside: {REACH}")

    def spans(self, start: timedelta, end: timedelta) -> Iterator[Interval]:
        """Yield the open intervals from *start* to *end*, cut to them; none when *end* does not come after *start*."""
        if end <= start:
            return
        block = self._block_at(start)
        if end >= block.until:
            block = self._ensure_range(start, end)
        for index in range(bisect_right(block.ends, start), len(block.ends)):
            if block.starts[index] >= end:
                return
            yield max(block.starts[index], start), min(block.ends[index], end)

    def opens_on(self, number: int) -> bool:
        """Return whether some window opens on the day *number*."""
        self._block_at(number * DAY)
        return bool(self._days[number])

    def closes_on(self, number: int) -> timedelta:
        """Return when the last window that starts on the day *number* ends; some window does, as `opens_on` says."""
        return max(end for _, end in self._days[number])

    def nth_day(self, number: int, count: int) -> int:
        """Return the working day that is *count* after the day *number*, before it when negative; count is not 0."""
        block = self._block_at(number * DAY)
        while True:
            days = block.days
            index = bisect_right(days, number) + count - 1 if count > 0 else bisect_left(days, number) + count
            if 0 <= index < len(days):
                break
            block = self._extended_by_days(block, number, count)
        answer = days[index]
        for day, next_day in block.long_gaps:
            if count > 0 and number < next_day <= answer and next_day - max(day, number) > SEARCH_LIMIT_DAYS:
                raise NeverOpens(day_of(max(day, number) + 1))
            if count < 0 and answer <= day < number and min(next_day, number) - day > SEARCH_LIMIT_DAYS:
                raise NeverOpens(day_of(min(next_day, number) - 1), backward=True)
        return answer

    def _extended_by_days(self, block: IntervalBlock, number: int, count: int) -> IntervalBlock:
        """Return *block* enlarged by about *count* working days, or raise where it cannot be."""
        days = block.days
        if count > 0:
            idle_from = max(number, days[-1]) if days else number
            if block.last - idle_from > SEARCH_LIMIT_DAYS:
                raise NeverOpens(day_of(idle_from + 1))
            if block.until < CEILING and number + count < CEILING // DAY:
                return self._ensure_range(number * DAY, min(block.until + count * DAY, CEILING - _MOMENT))
        else:
            idle_from = min(number, days[0]) if days else number
            if idle_from - block.first >= SEARCH_LIMIT_DAYS:
                raise NeverOpens(day_of(idle_from - 1), backward=True)
            if block.since > FLOOR and number + count >= FLOOR // DAY:
                return self._ensure_range(max(block.since + count * DAY, FLOOR), number * DAY)
        raise InvalidValue("WorkCalendar.add_days n", count, f"it ends outside: {REACH}")

    def _block_at(self, instant: timedelta) -> IntervalBlock:
        for block in self._blocks:
            if block.since <= instant < block.until:
                return block
        return self._ensure_range(instant, instant)

    def _ensure_range(self, low: timedelta, high: timedelta) -> IntervalBlock:
        """Work out the days that matter from *low* to *high*, and some around; return the block that holds both."""
        with self._lock:
            for block in self._blocks:
                if block.since <= low and high < block.until:
                    return block
            first, last = low // DAY - DAYS_BEFORE, high // DAY + 1 + DAYS_AFTER
            near = [
                one for one in self._blocks if one.first - _JOINED_WITHIN <= last and first <= one.last + _JOINED_WITHIN
            ]
            known_first = min((one.first for one in near), default=last)
            known_last = max((one.last for one in near), default=first)
            # Growing by a share of what there is keeps the cost of putting blocks together in proportion.
            spare = min(max((max(last, known_last) - min(first, known_first)) // 4, _LEAST_SPARE), _MOST_SPARE)
            first = max(first - spare, FIRST_DAY) if first < known_first else known_first
            last = min(last + spare, LAST_DAY) if last > known_last else known_last
            for number in range(first, last):
                if number not in self._days:
                    self._days[number] = intervals_of(number, self._windows_on(day_of(number)), self.zone)
            grown = IntervalBlock.of(first, last, self._days)
            self._blocks = (grown, *(one for one in self._blocks if one not in near))
            return grown
