"""Windows: what a calendar is given, checked and put in order."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, time
from typing import TypeGuard

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_day, check_instance
from relclient.errors import InvalidType, InvalidValue

Window = tuple[time, time]

_LAST_WEEKDAY = 6
_HOLIDAYS = "a set of dates, or anything else that tells whether a date is in it"


def _as_windows(what: str, windows: Iterable[Window]) -> tuple[Window, ...]:
    """Sort the windows of one day, each once; they stay unmerged, for each end becomes an instant by itself."""
    check_instance(what, windows, Iterable, "a sequence of (start, end) pairs of times")
    checked: set[Window] = set()
    for window in windows:
        match window:
            case (time(tzinfo=None) as start, time(tzinfo=None) as end):
                checked.add((start.replace(fold=0), end.replace(fold=0)))
            case _:
                raise InvalidType(what, windows, "a sequence of (start, end) pairs of times that have no zone")
    return tuple(sorted(checked))


def as_week(windows: Mapping[int, Sequence[Window]]) -> FrozenMap[int, tuple[Window, ...]]:
    """Check and sort the weekly windows; a weekday without any is left out."""
    week: dict[int, tuple[Window, ...]] = {}
    for weekday, pairs in as_map(windows, "WorkCalendar.windows").items():
        if type(weekday) is not int or not 0 <= weekday <= _LAST_WEEKDAY:
            raise InvalidValue("WorkCalendar.windows weekday", weekday, "weekdays run from 0, Monday, to 6, Sunday")
        week[weekday] = _as_windows(f"WorkCalendar.windows[{weekday}]", pairs)
    return FrozenMap({weekday: week[weekday] for weekday in sorted(week) if week[weekday]})


def _is_plain(holidays: object) -> TypeGuard[Iterable[date]]:
    # A string is here too, so that its letters are refused as dates at once and not at the first question.
    return isinstance(holidays, (frozenset, set, list, tuple, str))


def as_holidays(holidays: Container[date]) -> Container[date]:
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


def as_exceptions(exceptions: Mapping[date, Sequence[Window]]) -> FrozenMap[date, tuple[Window, ...]]:
    """Check and sort the windows of single days; a day without any stays, for it is closed."""
    given = as_map(exceptions, "WorkCalendar.exceptions")
    for day in given:
        check_day("WorkCalendar.exceptions", day)
    return FrozenMap({day: _as_windows(f"WorkCalendar.exceptions[{day}]", given[day]) for day in sorted(given)})
