"""Spoken time: how sentences say days, instants and durations, in English and whatever the machine's language."""

from datetime import date, datetime, time, timedelta

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
