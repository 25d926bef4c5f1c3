"""Formatting: how messages show values, days, instants and durations, whatever the machine's language."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date) -> str:
    """Say *day* without its year: ``Mon 2 Mar``."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def say_clock_time(moment: datetime) -> str:
    """Say the wall time of *moment*, with seconds only where there are any: ``09:00``."""
    if moment.microsecond:
        return moment.strftime("%H:%M:%S.%f")
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def say_instant(moment: datetime) -> str:
    """Say *moment* in full: ``Mon 2 Mar 2026 09:00+01:00``."""
    # Whole minutes give the offset a fixed place; it is taken as it is written, for old ones have seconds.
    offset = moment.isoformat(timespec="minutes")[len("2026-03-02T09:00") :]
    return f"{say_day(moment)} {moment.year} {say_clock_time(moment)}{offset}"


def say_span(start: datetime, end: datetime) -> str:
    """Say from when to when, in one zone, the day of the end only where it is another: ``Mon 2 Mar 09:00-13:00``."""
    if end.date() == start.date():
        last = say_clock_time(end)
    elif end.date() - start.date() == timedelta(days=1) and end.time() == time(0):
        last = "24:00"
    else:
        last = f"{say_day(end)} {say_clock_time(end)}"
    return f"{say_day(start)} {say_clock_time(start)}-{last}"


def say_duration(duration: timedelta) -> str:
    """
    Say *duration* in hours, minutes and seconds: ``4 h``, ``1 h 30 min``, ``0 min``.

    Hours run past 24, because a working day has not 24 of them.
    """
    if duration < timedelta(0):
        return f"-{say_duration(-duration)}"
    hours, rest = divmod(duration, timedelta(hours=1))
    minutes, rest = divmod(rest, timedelta(minutes=1))
    seconds = f"{rest.total_seconds():.6f}".rstrip("0").rstrip(".")
    parts = [(str(hours), "h"), (str(minutes), "min"), (seconds, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number != "0") or "0 min"


_MOST_SHOWN = 200
"""How many letters of a value are shown: a message is for people, and may end in a log."""
_SHOWN_ALIKE = 40
"""How many letters are shown before those in which two long values differ."""


def shown(value: object) -> str:
    """Write *value* as Python does, its beginning where that is long; the error has all of it in a field."""
    return _cut(repr(value), 0)


def shown_apart(one: object, other: object) -> tuple[str, str]:
    """Write two values as Python does; where that is long, from shortly before they differ."""
    first, second = repr(one), repr(other)
    if max(len(first), len(second)) <= _MOST_SHOWN:
        return first, second
    differ = next((place for place, (a, b) in enumerate(zip_longest(first, second)) if a != b), 0)
    start = max(0, differ - _SHOWN_ALIKE)
    return _cut(first, start), _cut(second, start)


def _cut(text: str, start: int) -> str:
    end = start + _MOST_SHOWN
    return f"{'...' if start else ''}{text[start:end]}{'...' if len(text) > end else ''}"


def since(day: date | None) -> str:
    """Say from which day something is so; None when that is no certain day."""
    return "always" if day is None else f"on {day}"


def meant(known: Sequence[str], otherwise: str) -> str:
    """Ask whether one of *known* was meant, or say what to do *otherwise*."""
    if not known:
        return f"{otherwise}."
    return f"did you mean {' or '.join(map(shown, known))}?"


def more(found: Sequence[object]) -> str:
    """Say how many there are beyond the one that is shown."""
    return f" (and {len(found) - 1} more such)" if len(found) > 1 else ""


def listed(names: Sequence[str]) -> str:
    """Put *names* in quotes, the last behind an "and"."""
    *most, last = map(shown, names)
    return f"{', '.join(most)} and {last}" if most else last
