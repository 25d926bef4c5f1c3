"""Calendars: their weekly windows, holidays and exceptions as plain values, and back."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from typing import TypeGuard, TypeVar

from relclient.errors import InvalidType, InvalidValue
from relclient.interop._codecs.entries import WEEKDAYS
from relclient.interop._codecs.scalars import (
    one_of,
    read_day,
    read_list,
    read_object,
    read_time,
    unknown_choice,
    write_time,
)
from relclient.timing.working_hours._intervals import Window
from relclient.timing.working_hours.calendar import WorkCalendar

K = TypeVar("K")
_HERE = ""  # where a value stands is known further out, which puts it in


def write_hours(calendar: WorkCalendar) -> dict[str, object]:
    """
    Return all but the zone of *calendar* as a JSON object.

    Raises:
        InvalidType: the holidays are no set of dates, so that they cannot be listed.
    """
    return {
        "windows": {WEEKDAYS[day]: write_windows(windows) for day, windows in calendar.windows.items()},
        "holidays": write_holidays(calendar),
        "exceptions": {day.isoformat(): write_windows(windows) for day, windows in calendar.exceptions.items()},
    }


def write_holidays(calendar: WorkCalendar) -> list[str]:
    """
    Return the holidays of *calendar* in order.

    Raises:
        InvalidType: they are no set of dates, so that they cannot be listed.
    """
    holidays = calendar.holidays
    if not _is_set(holidays):
        raise InvalidType("WorkCalendar.holidays", holidays, "a set of dates, for the calendar to be saved")
    return [day.isoformat() for day in sorted(holidays)]


def _is_set(holidays: Container[date]) -> TypeGuard[frozenset[date]]:
    return isinstance(holidays, frozenset)


def write_windows(windows: Iterable[Window]) -> list[list[str]]:
    """Return *windows* as pairs of times of day."""
    return [[write_time(start), write_time(end)] for start, end in windows]


def read_hours(zone: str, value: object) -> WorkCalendar:
    """Return the calendar of *zone* that `write_hours` wrote as *value*."""
    given = read_object(value)
    return WorkCalendar(
        zone,
        _by_key(given.get("windows"), read_weekday),
        frozenset(map(read_day, read_list(given.get("holidays")))),
        _by_key(given.get("exceptions"), read_day),
    )


def _by_key(value: object, read_key: Callable[[object], K]) -> Mapping[K, tuple[Window, ...]]:
    return {read_key(key): tuple(map(read_window, read_list(pairs))) for key, pairs in read_object(value).items()}


def read_weekday(value: object) -> int:
    """Return Python's number for the name of a day of the week."""
    if value in WEEKDAYS:
        return WEEKDAYS.index(value)
    raise unknown_choice(value, one_of(WEEKDAYS))


def read_window(value: object) -> Window:
    """Return the window that a pair of times of day stands for."""
    match tuple(read_list(value)):
        case (start, end):
            return read_time(start), read_time(end)
        case other:
            raise InvalidValue(_HERE, other, "give a pair of times of day such as ['09:00', '17:00']")
