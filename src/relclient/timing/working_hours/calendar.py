"""Calendars: working hours in a zone, and what falls due when they are counted."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeGuard, final
from zoneinfo import ZoneInfo, available_timezones

from attrs import field, frozen

from relclient._formatting import alike
from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_day, check_instance, check_instant
from relclient.errors import InvalidType, InvalidValue, UnknownZone
from relclient.timing.instants import EPOCH
from relclient.timing.working_hours._interval_cache import IntervalCache
from relclient.timing.working_hours._intervals import (
    CEILING,
    DAY,
    FLOOR,
    REACH,
    Window,
    day_number,
    day_of,
    intervals_of,
)

ClosedReason = Literal["no window", "holiday", "exception", "clock change"]

_LAST_WEEKDAY = 6
_HOLIDAYS = "a set of dates, or anything else that tells whether a date is in it"
_NO_HOLIDAYS: frozenset[date] = frozenset()
_SET_OF_DATES = "a set of dates for the calendar to be hashed"


def _as_windows(what: str, windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return the windows of one day sorted, each once; not merged, because each end becomes an instant by itself."""
    check_instance(what, windows, Iterable, "a sequence of (start, end) pairs of times")
    checked: set[Window] = set()
    for window in windows:
        match window:
            case (time(tzinfo=None) as start, time(tzinfo=None) as end):
                checked.add((start.replace(fold=0), end.replace(fold=0)))
            case _:
                raise InvalidType(what, windows, "a sequence of (start, end) pairs of times that have no zone")
    return tuple(sorted(checked))


def _as_week(windows: Mapping[int, Sequence[Window]]) -> FrozenMap[int, tuple[Window, ...]]:
    """Return the weekly windows, sorted; a weekday without any is left out."""
    week: dict[int, tuple[Window, ...]] = {}
    for weekday, pairs in as_map(windows, "WorkCalendar.windows").items():
        if type(weekday) is not int or not 0 <= weekday <= _LAST_WEEKDAY:
            raise InvalidValue("WorkCalendar.windows weekday", weekday, "weekdays run from 0, Monday, to 6, Sunday")
        week[weekday] = _as_windows(f"WorkCalendar.windows[{weekday}]", pairs)
    return FrozenMap({weekday: week[weekday] for weekday in sorted(week) if week[weekday]})


def _is_plain(holidays: object) -> TypeGuard[Iterable[date]]:
    # A string is here too, so that its letters are refused as dates at once and not at the first question.
    return isinstance(holidays, (frozenset, set, list, tuple, str))


def _as_holidays(holidays: Container[date]) -> Container[date]:
    """
    Return a frozenset of a plain collection of dates, and any other container as it is if it can be asked for dates.

    Some containers cannot: an index of pandas holds timestamps, and ``in`` asks a series for its labels.
    """
    check_instance("WorkCalendar.holidays", holidays, Container, _HOLIDAYS)
    if _is_plain(holidays):
        return _as_days(holidays)
    if isinstance(holidays, Iterable):
        days = _as_days(holidays)
        return holidays if all(day in holidays for day in days) else days
    return holidays


def _as_days(days: Iterable[date]) -> frozenset[date]:
    # Checked one by one before they are hashed, because what cannot be hashed is no date either.
    checked: list[date] = []
    for day in days:
        check_day("WorkCalendar.holidays", day)
        checked.append(day)
    return frozenset(checked)


def _as_exceptions(exceptions: Mapping[date, Sequence[Window]]) -> FrozenMap[date, tuple[Window, ...]]:
    """Return the windows of single days, sorted; a day without any stays, because it is closed."""
    given = as_map(exceptions, "WorkCalendar.exceptions")
    for day in given:
        check_day("WorkCalendar.exceptions", day)
    return FrozenMap({day: _as_windows(f"WorkCalendar.exceptions[{day}]", given[day]) for day in sorted(given)})


@final
@frozen
class WorkCalendar:
    """
    When a provider works: weekly windows in a time zone, less holidays, with exceptions for single days.

    A window belongs to the day on which it starts, in local time; an end not after its start lies on the next day,
    so that ``time(0)`` to ``time(0)`` is the whole day.
    A window that would start on a holiday does not open; one begun the evening before runs to its end.
    Durations are elapsed time within the windows, also over clock changes; windows that overlap count once.
    Results are in the calendar's zone.

    Each day is worked out once, and asked once whether it is a holiday; this cache is no part of the value.
    The answers reach from the year 2 to the year 9998.

    >>> from datetime import date, datetime, time, timedelta
    >>> from relclient import WorkCalendar
    >>> office = WorkCalendar(
    ...     "Europe/Madrid",
    ...     {weekday: [(time(9), time(13)), (time(14), time(18))] for weekday in range(5)},
    ...     holidays={date(2026, 3, 3)},
    ... )
    >>> monday = office.localize(datetime(2026, 3, 2, 16))
    >>> print(office.add(monday, timedelta(hours=4)))
    2026-03-04 11:00:00+01:00

    Raises:
        InvalidType: a window is no pair of times without a zone, or a day is no date.
        InvalidValue: no day has a window, or a weekday is not one of 0 to 6.
        UnknownZone: *zone* is not the name of a time zone here.
    """

    __module__ = "relclient"

    zone: str
    """The IANA name of the time zone."""
    windows: Mapping[int, tuple[Window, ...]] = field(converter=_as_week)
    """The windows of each weekday, 0 being Monday, as (start, end) pairs of local times; sorted."""
    holidays: Container[date] = field(default=_NO_HOLIDAYS, converter=_as_holidays)
    """The days on which the weekly windows do not open: a set of dates, or anything that answers ``day in``."""
    exceptions: Mapping[date, tuple[Window, ...]] = field(default=FrozenMap({}), converter=_as_exceptions)
    """The windows of single days, instead of the weekly ones; none at all closes the day."""
    _intervals: IntervalCache = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        zone = _zone(self.zone)
        if not self.windows and not any(self.exceptions.values()):
            raise InvalidValue("WorkCalendar.windows", self.windows, "give at least one window, or it would never open")
        object.__setattr__(self, "_intervals", IntervalCache(zone, self._windows_on))

    def __hash__(self) -> int:
        check_instance("WorkCalendar.holidays", self.holidays, frozenset, _SET_OF_DATES)
        return hash((self.zone, self.windows, self.holidays, self.exceptions))

    def __reduce__(self) -> tuple[object, ...]:
        return WorkCalendar, (self.zone, self.windows, self.holidays, self.exceptions)

    def is_open(self, t: datetime) -> bool:
        """
        Return whether *t* lies in a window; its first instant does, its end does not.

        Raises:
            InvalidType: *t* is not a datetime.
            InvalidValue: *t* lies beyond the reach of calendars.
            NaiveDatetime: *t* has no zone.
        """
        return self._intervals.is_open(_instant("WorkCalendar.is_open t", t))

    def next_open(self, t: datetime) -> datetime:
        """
        Return the first open instant from *t* on: *t* itself when it is open.

        Raises:
            InvalidType: *t* is not a datetime.
            InvalidValue: *t* lies beyond the reach of calendars.
            NaiveDatetime: *t* has no zone.
            NeverOpens: ten closed years follow.
        """
        instant = _instant("WorkCalendar.next_open t", t)
        return self._intervals.to_datetime(self._intervals.next_open(instant))

    def add(self, t: datetime, duration: timedelta) -> datetime:
        """
        Return the earliest instant by which *duration* has been worked from *t* on; *t* for none.

        A negative duration leads back: to the latest instant from which it is worked by *t*.

        Raises:
            InvalidType: *t* is not a datetime, or *duration* not a timedelta.
            InvalidValue: *t* or the answer lies beyond the reach of calendars.
            NaiveDatetime: *t* has no zone.
            NeverOpens: ten closed years lie in the way.
        """
        instant = _instant("WorkCalendar.add t", t)
        check_instance("WorkCalendar.add duration", duration, timedelta, "a timedelta")
        return self._intervals.to_datetime(self._intervals.add(instant, _exact(duration)) if duration else instant)

    def between(self, a: datetime, b: datetime) -> timedelta:
        """
        Return the open time from *a* to *b*; negative when *b* is before *a*.

        >>> from datetime import datetime, time
        >>> from relclient import WorkCalendar
        >>> night = WorkCalendar("Europe/Madrid", {5: [(time(22), time(6))]})
        >>> saturday = night.localize(datetime(2026, 3, 28, 20))
        >>> print(night.between(saturday, night.localize(datetime(2026, 3, 29, 12))))  # the clocks go forward
        7:00:00

        Raises:
            InvalidType: *a* or *b* is not a datetime.
            InvalidValue: *a* or *b* lies beyond the reach of calendars.
            NaiveDatetime: *a* or *b* has no zone.
        """
        start, end = _instant("WorkCalendar.between a", a), _instant("WorkCalendar.between b", b)
        return self._intervals.between(start, end)

    def spans(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
        """
        Yield the open intervals from *a* to *b*, in order, as (start, end), cut to *a* and *b*.

        Those that touch are one, so their sum is ``between(a, b)``; there are none when *b* is before *a*.

        Raises:
            InvalidType: *a* or *b* is not a datetime.
            InvalidValue: *a* or *b* lies beyond the reach of calendars.
            NaiveDatetime: *a* or *b* has no zone.
        """
        start, end = _instant("WorkCalendar.spans a", a), _instant("WorkCalendar.spans b", b)
        to_datetime = self._intervals.to_datetime
        return ((to_datetime(opens), to_datetime(closes)) for opens, closes in self._intervals.spans(start, end))

    def add_days(self, day: date, n: int) -> date:
        """
        Return the *n*-th working day after *day*, before it when *n* is negative, or *day* itself when it is 0.

        A working day is one on which some window opens; *day* need not be one and never counts.

        >>> from datetime import date, time
        >>> from relclient import WorkCalendar
        >>> office = WorkCalendar("Europe/Madrid", {weekday: [(time(9), time(17))] for weekday in range(5)})
        >>> friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
        >>> str(office.add_days(friday, 1)), str(office.add_days(saturday, -1)), str(office.add_days(saturday, 0))
        ('2026-03-09', '2026-03-06', '2026-03-07')

        Raises:
            InvalidType: *day* is not a date, or *n* not an int.
            InvalidValue: *day* or the answer lies beyond the reach of calendars.
            NeverOpens: ten closed years lie in the way.
        """
        number = _day("WorkCalendar.add_days day", day)
        if type(n) is not int:
            raise InvalidType("WorkCalendar.add_days n", n, "a whole number of days")
        return day_of(self._intervals.nth_day(number, n)) if n else day

    def closes_on(self, day: date) -> datetime:
        """
        Return when the last of the windows that start on *day* ends; the end may lie on the next day.

        Raises:
            InvalidType: *day* is not a date.
            InvalidValue: *day* lies beyond the reach of calendars, or no window opens on it.
        """
        number = _day("WorkCalendar.closes_on day", day)
        if not self._intervals.opens_on(number):
            raise InvalidValue("WorkCalendar.closes_on day", day, "no window opens on it; add_days finds open days")
        return self._intervals.to_datetime(self._intervals.closes_on(number))

    def why_closed(self, day: date) -> ClosedReason | None:
        """
        Return what keeps every window from opening on *day*; None when one opens.

        ``"clock change"`` is a day whose windows the clock skips.

        Raises:
            InvalidType: *day* is not a date.
            InvalidValue: *day* lies beyond the reach of calendars.
        """
        number = _day("WorkCalendar.why_closed day", day)
        if self._intervals.opens_on(number):
            return None
        special, regular = self.exceptions.get(day), self.windows.get(day.weekday(), ())
        windows = regular if special is None else special
        if windows and not intervals_of(number, windows, self._intervals.zone):
            return "clock change"
        if special is not None:
            return "exception"
        return "holiday" if regular else "no window"

    def localize(self, naive: datetime) -> datetime:
        """
        Return the *naive* datetime with the calendar's zone.

        In a repeated hour its ``fold`` decides, 0 being the first; a time that the clock skips moves on by the gap.

        Raises:
            InvalidType: *naive* is not a datetime.
            InvalidValue: *naive* has a zone already, or lies beyond the reach of calendars.
        """
        check_instance("WorkCalendar.localize naive", naive, datetime, "a datetime without a zone")
        if naive.tzinfo is not None:
            raise InvalidValue("WorkCalendar.localize naive", naive, "it has a zone already; .astimezone() changes it")
        aware = naive.replace(tzinfo=self._intervals.zone)
        return self._intervals.to_datetime(_instant("WorkCalendar.localize naive", aware))

    def _windows_on(self, day: date) -> Sequence[Window]:
        special = self.exceptions.get(day)
        if special is not None:
            return special
        regular = self.windows.get(day.weekday(), ())
        return () if regular and day in self.holidays else regular


def _zone(name: str) -> ZoneInfo:
    check_instance("WorkCalendar.zone", name, str, "the IANA name of a zone, such as 'Europe/Madrid'")
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        # An OSError is a folder of zones, such as "Europe"; a ValueError is a path that leads out of them.
        raise UnknownZone(name, alike(name, sorted(available_timezones()), cutoff=0.8)) from None


def _instant(what: str, t: datetime) -> timedelta:
    try:
        instant = t - EPOCH
    except TypeError:
        check_instant(what, t)
        raise
    if type(instant) is not timedelta:  # of a datetime of pandas, or of what is no time at all
        check_instant(what, t)
        instant = _exact(instant)
    if FLOOR <= instant < CEILING:
        return instant
    raise InvalidValue(what, t, REACH)


def _exact(duration: timedelta) -> timedelta:
    """Return a plain timedelta for a subclass, such as that of pandas, whose arithmetic would spread to the answers."""
    if type(duration) is timedelta:
        return duration
    return timedelta(duration.days, duration.seconds, duration.microseconds)


def _day(what: str, day: date) -> int:
    check_day(what, day)
    number = day_number(day)
    if FLOOR <= number * DAY < CEILING:
        return number
    raise InvalidValue(what, day, REACH)
