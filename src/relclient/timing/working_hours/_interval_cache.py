"""Timetables: the memory of one calendar, which answers its questions."""

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
    PATIENCE,
    PATIENCE_DAYS,
    REACH,
    Span,
    Stretch,
    day_of,
    spans_of,
)
from relclient.timing.working_hours._windows import Window

# Two remembered stretches no farther apart become one: working out ten years takes a few hundredths of a second.
_NEAR = 3653

# How many days are worked out beyond those asked for, so that the next question finds them.
_LEAST_SPARE = 16
_MOST_SPARE = 366

_NONE = timedelta()
_MOMENT = timedelta.resolution


@final
class Timetable:
    """
    The memory of one calendar: each day is worked out once, and answers come from ready-made sums.

    It grows by itself, at either end of a stretch of days or as a new stretch; readers take no lock,
    because a stretch never changes once it is seen.
    """

    __slots__ = ("_known", "_local_epoch", "_lock", "_stretches", "_windows_on", "zone")

    def __init__(self, zone: ZoneInfo, windows_on: Callable[[date], Sequence[Window]]) -> None:
        """Remember nothing yet of the calendar in *zone* whose windows *windows_on* tells."""
        self.zone: ZoneInfo = zone
        self._windows_on = windows_on
        # Wall time in the zone: adding an instant to it gives what ZoneInfo.fromutc wants.
        self._local_epoch = EPOCH.replace(tzinfo=zone)
        self._known: dict[int, tuple[Span, ...]] = {}
        self._stretches: tuple[Stretch, ...] = ()
        self._lock = Lock()

    def moment(self, instant: timedelta) -> datetime:
        """Give *instant* as a datetime in the zone."""
        return self.zone.fromutc(self._local_epoch + instant)

    def is_open(self, instant: timedelta) -> bool:
        """Tell whether some span holds *instant*."""
        stretch = self._around(instant)
        return instant < stretch.ends[bisect_right(stretch.starts, instant) - 1]

    def next_open(self, instant: timedelta) -> timedelta:
        """Find the first open instant from *instant* on."""
        stretch = self._around(instant)
        while True:
            index = bisect_right(stretch.starts, instant)
            if instant < stretch.ends[index - 1]:
                return instant
            found = index < len(stretch.starts)
            if (stretch.starts[index] if found else stretch.until) - instant >= PATIENCE:
                raise NeverOpens(self.moment(instant).date())
            if found:
                return stretch.starts[index]
            if stretch.until >= CEILING:
                raise InvalidValue("WorkCalendar.next_open t", self.moment(instant), f"{REACH}, and it opens no more")
            stretch = self._reach(instant, stretch.until)

    def between(self, start: timedelta, end: timedelta) -> timedelta:
        """Add up the open time from *start* to *end*; negative when *end* comes first."""
        stretch = self._around(start)
        if not stretch.since <= end < stretch.until:
            stretch = self._reach(min(start, end), max(start, end))
        return stretch.done(end) - stretch.done(start)

    def add(self, instant: timedelta, duration: timedelta) -> timedelta:
        """Find the earliest instant by which *duration* has been worked; a negative one: the latest from which."""
        forward = duration > _NONE
        if duration >= CEILING - instant if forward else duration < FLOOR - instant:
            raise self._beyond(duration)
        stretch = self._around(instant)
        while True:
            target = stretch.done(instant) + duration
            if _NONE <= target <= stretch.worked[-1]:
                break
            stretch = self._toward(stretch, instant, duration, target)
        index = (bisect_left if forward else bisect_right)(stretch.worked, target)
        answer = stretch.ends[index] - (stretch.worked[index] - target)
        if stretch.deserts:
            self._cross(stretch.deserts, instant, answer)
        return answer

    def _cross(self, deserts: Sequence[Span], instant: timedelta, answer: timedelta) -> None:
        """Refuse an *answer* that a search from *instant* finds only beyond one of the *deserts*."""
        for closed, opens in deserts:
            if instant < opens < answer and opens - max(closed, instant) >= PATIENCE:
                raise NeverOpens(self.moment(max(closed, instant)).date())
            if answer < closed < instant and min(opens, instant) - closed >= PATIENCE:
                raise NeverOpens(self.moment(min(opens, instant)).date(), backward=True)

    def _toward(self, stretch: Stretch, instant: timedelta, duration: timedelta, target: timedelta) -> Stretch:
        """Enlarge *stretch* to where *duration* from *instant* may end, or tell why it cannot."""
        # The share of open time so far, at least an eighth, tells about how far there is to go.
        length = stretch.until - stretch.since
        pace = length / max(stretch.worked[-1], length / 8)
        if duration > _NONE:
            idle_from = max(instant, stretch.ends[-1])
            if stretch.until - idle_from >= PATIENCE:
                raise NeverOpens(self.moment(idle_from).date())
            if stretch.until >= CEILING:
                raise self._beyond(duration)
            ahead = (target - stretch.worked[-1]) * pace
            return self._reach(instant, min(stretch.until + ahead, CEILING - _MOMENT))
        idle_from = min(instant, stretch.first_open())
        if idle_from - stretch.since >= PATIENCE:
            raise NeverOpens(self.moment(idle_from).date(), backward=True)
        if stretch.since <= FLOOR:
            raise self._beyond(duration)
        return self._reach(max(stretch.since + target * pace - _MOMENT, FLOOR), instant)

    def _beyond(self, duration: timedelta) -> InvalidValue:
        return InvalidValue("WorkCalendar.add duration", duration, f"it ends outside: {REACH}")

    def spans(self, start: timedelta, end: timedelta) -> Iterator[Span]:
        """Yield the open spans from *start* to *end*, cut to them; none when *end* does not come after *start*."""
        if end <= start:
            return
        stretch = self._around(start)
        if end >= stretch.until:
            stretch = self._reach(start, end)
        for index in range(bisect_right(stretch.ends, start), len(stretch.ends)):
            if stretch.starts[index] >= end:
                return
            yield max(stretch.starts[index], start), min(stretch.ends[index], end)

    def opens_on(self, number: int) -> bool:
        """Tell whether some window opens on the day *number*."""
        self._around(number * DAY)
        return bool(self._known[number])

    def closes_on(self, number: int) -> timedelta:
        """Return when the last window that starts on the day *number* ends; some window does, as `opens_on` says."""
        return max(end for _, end in self._known[number])

    def nth_day(self, number: int, count: int) -> int:
        """Find the working day that is *count* after the day *number*, before it when negative; count is not 0."""
        stretch = self._around(number * DAY)
        while True:
            days = stretch.days
            index = bisect_right(days, number) + count - 1 if count > 0 else bisect_left(days, number) + count
            if 0 <= index < len(days):
                break
            stretch = self._toward_day(stretch, number, count)
        answer = days[index]
        for day, next_day in stretch.idle_days:
            if count > 0 and number < next_day <= answer and next_day - max(day, number) > PATIENCE_DAYS:
                raise NeverOpens(day_of(max(day, number) + 1))
            if count < 0 and answer <= day < number and min(next_day, number) - day > PATIENCE_DAYS:
                raise NeverOpens(day_of(min(next_day, number) - 1), backward=True)
        return answer

    def _toward_day(self, stretch: Stretch, number: int, count: int) -> Stretch:
        """Enlarge *stretch* by about *count* working days, or tell why it cannot."""
        days = stretch.days
        if count > 0:
            idle_from = max(number, days[-1]) if days else number
            if stretch.last - idle_from > PATIENCE_DAYS:
                raise NeverOpens(day_of(idle_from + 1))
            if stretch.until < CEILING and number + count < CEILING // DAY:
                return self._reach(number * DAY, min(stretch.until + count * DAY, CEILING - _MOMENT))
        else:
            idle_from = min(number, days[0]) if days else number
            if idle_from - stretch.first >= PATIENCE_DAYS:
                raise NeverOpens(day_of(idle_from - 1), backward=True)
            if stretch.since > FLOOR and number + count >= FLOOR // DAY:
                return self._reach(max(stretch.since + count * DAY, FLOOR), number * DAY)
        raise InvalidValue("WorkCalendar.add_days n", count, f"it ends outside: {REACH}")

    def _around(self, instant: timedelta) -> Stretch:
        for stretch in self._stretches:
            if stretch.since <= instant < stretch.until:
                return stretch
        return self._reach(instant, instant)

    def _reach(self, low: timedelta, high: timedelta) -> Stretch:
        """Remember the days that matter from *low* to *high*, and some around; give the stretch that holds both."""
        with self._lock:
            for stretch in self._stretches:
                if stretch.since <= low and high < stretch.until:
                    return stretch
            first, last = low // DAY - DAYS_BEFORE, high // DAY + 1 + DAYS_AFTER
            near = [one for one in self._stretches if one.first - _NEAR <= last and first <= one.last + _NEAR]
            known_first = min((one.first for one in near), default=last)
            known_last = max((one.last for one in near), default=first)
            # Growing by a share of what there is keeps the cost of putting stretches together in proportion.
            spare = min(max((max(last, known_last) - min(first, known_first)) // 4, _LEAST_SPARE), _MOST_SPARE)
            first = max(first - spare, FIRST_DAY) if first < known_first else known_first
            last = min(last + spare, LAST_DAY) if last > known_last else known_last
            for number in range(first, last):
                if number not in self._known:
                    self._known[number] = spans_of(number, self._windows_on(day_of(number)), self.zone)
            grown = Stretch.of(first, last, self._known)
            self._stretches = (grown, *(one for one in self._stretches if one not in near))
            return grown
