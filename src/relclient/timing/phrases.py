"""Phrases: recurrences in English."""

from collections.abc import Sequence
from typing import Final

from relclient.timing.recurrences import Recurrence

_UNITS: Final = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ORDINALS: Final = {
    0: "each",
    1: "the first",
    2: "the second",
    3: "the third",
    4: "the fourth",
    5: "the fifth",
    -1: "the last",
    -2: "the second last",
    -3: "the third last",
    -4: "the fourth last",
    -5: "the fifth last",
}


def in_words(rule: Recurrence) -> str | None:
    """Say when *rule*, with its defaults spelled out, comes, all but its ends; None where only its text is exact."""
    if rule.weeks or rule.year_days or rule.positions or not _ORDINALS.keys() >= {which for _, which in rule.weekdays}:
        return None
    unit = _UNITS[rule.freq]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    on = _yearly(rule) if rule.freq == "YEARLY" else _within(rule)
    if on is None:
        return None
    weeks = rule.freq == "WEEKLY" and rule.interval > 1 and rule.week_start
    return f"{every}{on}" + (f", weeks beginning on {_WEEKDAYS[rule.week_start]}" if weeks else "")


def _within(rule: Recurrence) -> str | None:
    """Say on which days of a day, week or month, and in which months."""
    months = f" in {_months(rule)}" if rule.months else ""
    match rule.freq:
        case "WEEKLY":
            return f" on {_all([_WEEKDAYS[day] for day, _ in rule.weekdays])}{months}"
        case "DAILY" if not (rule.weekdays or rule.month_days):
            return months
        case "MONTHLY" if days := _of_month(rule):
            return f" on {days}{months}"
        case _:
            return None


def _yearly(rule: Recurrence) -> str | None:
    days = _of_month(rule)
    if days is None:
        return None
    if rule.months:
        date = f"{rule.month_days[0]} " if len(rule.month_days) == 1 and not rule.weekdays else ""
        return f" on {date}{_months(rule)}" if date[:1].isdigit() else f" on {days} of {_months(rule)}"
    return f" on {days}" + (" of each month" if rule.month_days else " of the year")


def _of_month(rule: Recurrence) -> str | None:
    """Say which month days, or weekdays, or both at once."""
    if not rule.month_days:
        return _all([f"{_ORDINALS[which]} {_WEEKDAYS[day]}" for day, which in rule.weekdays])
    if not _ORDINALS.keys() >= {day for day in rule.month_days if day < 0} or any(which for _, which in rule.weekdays):
        return None
    dates = [f"day {day}" for day in rule.month_days if day > 0]
    dates += [f"{_ORDINALS[day]} day" for day in reversed(rule.month_days) if day < 0]
    if not rule.weekdays:
        return _all(dates)
    return f"{_any(dates)} if a {_any([_WEEKDAYS[day] for day, _ in rule.weekdays])}"


def _months(rule: Recurrence) -> str:
    return _all([_MONTHS[month - 1] for month in rule.months])


def _all(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _any(words: Sequence[str]) -> str:
    return _all(words, "or")
