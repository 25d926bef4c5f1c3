"""Calendars: working hours in a zone, and what falls due when they are counted."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, final
from zoneinfo import ZoneInfo, available_timezones

from attrs import field, frozen

from relclient._formatting import alike
from relclient._frozen_map import FrozenMap
from relclient._validation import check_day, check_instance, check_instant
from relclient.errors import InvalidType, InvalidValue, UnknownZone
from relclient.timing.instants import EPOCH
from relclient.timing.working_hours._interval_cache import Timetable
from relclient.timing.working_hours._intervals import (
    CEILING,
    DAY,
    FLOOR,
    REACH,
    day_number,
    day_of,
    spans_of,
)
from relclient.timing.working_hours._windows import Window, as_exceptions, as_holidays, as_week

ClosedReason = Literal["no window", "holiday", "exception", "clock change"]

_NO_HOLIDAYS: frozenset[date] = frozenset()
_SET_OF_DATES = "a set of dates for the calendar to be hashed"


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

    A day is worked out, and its holiday asked, once per calendar; what is remembered is no part of the value.
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
    windows: Mapping[int, tuple[Window, ...]] = field(converter=as_week)
    """The windows of each weekday, 0 being Monday, as (start, end) pairs of local times; sorted."""
    holidays: Container[date] = field(default=_NO_HOLIDAYS, converter=as_holidays)
    """The days on which the weekly windows do not open: a set of dates, or anything that answers ``day in``."""
    exceptions: Mapping[date, tuple[Window, ...]] = field(default=FrozenMap({}), converter=as_exceptions)
    """The windows of single days, instead of the weekly ones; none at all closes the day."""
    _timetable: Timetable = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        zone = _zone(self.zone)
        if not self.windows and not any(self.exceptions.values()):
            raise InvalidValue("WorkCalendar.windows", self.windows, "give at least one window, or it would never open")
        object.__setattr__(self, "_timetable", Timetable(zone, self._windows_on))

    def __hash__(self) -> int:
        check_instance("WorkCalendar.holidays", self.holidays, frozenset, _SET_OF_DATES)
        return hash((self.zone, self.windows, self.holidays, self.exceptions))

    def __reduce__(self) -> tuple[object, ...]:
        return WorkCalendar, (self.zone, self.windows, self.holidays, self.exceptions)

    def is_open(self, t: datetime) -> bool:
        """
        Tell whether *t* lies in a window; its first instant does, its end does not.

        Raises:
            InvalidType: *t* is not a datetime.
            InvalidValue: *t* lies beyond the reach of calendars.
            NaiveDatetime: *t* has no zone.
        """
        return self._timetable.is_open(_instant("WorkCalendar.is_open t", t))

    def next_open(self, t: datetime) -> datetime:
        """
        Find the first open instant from *t* on: *t* itself when it is open.

        Raises:
            InvalidType: *t* is not a datetime.
            InvalidValue: *t* lies beyond the reach of calendars.
            NaiveDatetime: *t* has no zone.
            NeverOpens: ten closed years follow.
        """
        instant = _instant("WorkCalendar.next_open t", t)
        return self._timetable.moment(self._timetable.next_open(instant))

    def add(self, t: datetime, duration: timedelta) -> datetime:
        """
        Find the earliest instant by which *duration* has been worked from *t* on; *t* for none.

        A negative duration leads back: to the latest instant from which it is worked by *t*.

        Raises:
            InvalidType: *t* is not a datetime, or *duration* not a timedelta.
            InvalidValue: *t* or the answer lies beyond the reach of calendars.
            NaiveDatetime: *t* has no zone.
            NeverOpens: ten closed years lie in the way.
        """
        instant = _instant("WorkCalendar.add t", t)
        check_instance("WorkCalendar.add duration", duration, timedelta, "a timedelta")
        return self._timetable.moment(self._timetable.add(instant, _exact(duration)) if duration else instant)

    def between(self, a: datetime, b: datetime) -> timedelta:
        """
        Add up the open time from *a* to *b*; negative when *b* is before *a*.

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
        return self._timetable.between(start, end)

    def spans(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
        """
        Yield the open spans from *a* to *b* in order, as (start, end), cut to *a* and *b*; none when *b* is before *a*.

        Spans that touch are one, so their sum is ``between(a, b)``.

        Raises:
            InvalidType: *a* or *b* is not a datetime.
            InvalidValue: *a* or *b* lies beyond the reach of calendars.
            NaiveDatetime: *a* or *b* has no zone.
        """
        start, end = _instant("WorkCalendar.spans a", a), _instant("WorkCalendar.spans b", b)
        moment = self._timetable.moment
        return ((moment(opens), moment(closes)) for opens, closes in self._timetable.spans(start, end))

    def add_days(self, day: date, n: int) -> date:
        """
        Find the *n*-th working day after *day*, before it when *n* is negative, or *day* itself when it is 0.

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
        return day_of(self._timetable.nth_day(number, n)) if n else day

    def closes_on(self, day: date) -> datetime:
        """
        Return when the last of the windows that start on *day* ends; the end may lie on the next day.

        Raises:
            InvalidType: *day* is not a date.
            InvalidValue: *day* lies beyond the reach of calendars, or no window opens on it.
        """
        number = _day("WorkCalendar.closes_on day", day)
        if not self._timetable.opens_on(number):
            raise InvalidValue("WorkCalendar.closes_on day", day, "no window opens on it; add_days finds open days")
        return self._timetable.moment(self._timetable.closes_on(number))

    def why_closed(self, day: date) -> ClosedReason | None:
        """
        Name what keeps every window from opening on *day*; None when one opens.

        ``"clock change"`` is a day whose windows the clock skips.

        Raises:
            InvalidType: *day* is not a date.
            InvalidValue: *day* lies beyond the reach of calendars.
        """
        number = _day("WorkCalendar.why_closed day", day)
        if self._timetable.opens_on(number):
            return None
        special, regular = self.exceptions.get(day), self.windows.get(day.weekday(), ())
        windows = regular if special is None else special
        if windows and not spans_of(number, windows, self._timetable.zone):
            return "clock change"
        if special is not None:
            return "exception"
        return "holiday" if regular else "no window"

    def localize(self, naive: datetime) -> datetime:
        """
        Attach the calendar's zone to the *naive* datetime.

        In a repeated hour its ``fold`` decides, 0 being the first; a time that the clock skips moves on by the gap.

        Raises:
            InvalidType: *naive* is not a datetime.
            InvalidValue: *naive* has a zone already, or lies beyond the reach of calendars.
        """
        check_instance("WorkCalendar.localize naive", naive, datetime, "a datetime without a zone")
        if naive.tzinfo is not None:
            raise InvalidValue("WorkCalendar.localize naive", naive, "it has a zone already; .astimezone() changes it")
        aware = naive.replace(tzinfo=self._timetable.zone)
        return self._timetable.moment(_instant("WorkCalendar.localize naive", aware))

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
    """Make a plain timedelta of a subclass, such as that of pandas, whose arithmetic would spread to the answers."""
    if type(duration) is timedelta:
        return duration
    return timedelta(duration.days, duration.seconds, duration.microseconds)


def _day(what: str, day: date) -> int:
    check_day(what, day)
    number = day_number(day)
    if FLOOR <= number * DAY < CEILING:
        return number
    raise InvalidValue(what, day, REACH)
