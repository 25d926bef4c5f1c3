"""Description: recurrences in English."""

from collections.abc import Sequence
from typing import Final

from relclient.timing.recurrence._rrule import Recurrence

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
    """Return when *rule*, with its defaults, comes, without its ends; None where only the rule itself is exact."""
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
    """Return on which days of a day, week or month it comes, and in which months."""
    months = f" in {_all([_MONTHS[month - 1] for month in rule.months])}" if rule.months else ""
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
    """Return on which days of a year it comes."""
    months = [_MONTHS[month - 1] for month in rule.months]
    if months and not rule.weekdays and len(rule.month_days) == 1 and rule.month_days[0] > 0:
        return f" on {_all([f'{rule.month_days[0]} {month}' for month in months])}"
    whole = "each month" if rule.month_days else "the year"
    days = _of_month(rule, f" of {_all(months) if months else whole}")
    return days and f" on {days}"


def _of_month(rule: Recurrence, of: str = "") -> str | None:
    """Return on which month days, weekdays, or both at once it comes, followed by *of*."""
    if not rule.month_days:
        return _all([f"{_ORDINALS[which]} {_WEEKDAYS[day]}" for day, which in rule.weekdays]) + of
    if not _ORDINALS.keys() >= {day for day in rule.month_days if day < 0} or any(which for _, which in rule.weekdays):
        return None
    dates = [f"day {day}" for day in rule.month_days if day > 0]
    dates += [f"{_ORDINALS[day]} day" for day in reversed(rule.month_days) if day < 0]
    if not rule.weekdays:
        return _all(dates) + of
    return f"{_any(dates)}{of} if a {_any([_WEEKDAYS[day] for day, _ in rule.weekdays])}"


def _all(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _any(words: Sequence[str]) -> str:
    return _all(words, "or")
