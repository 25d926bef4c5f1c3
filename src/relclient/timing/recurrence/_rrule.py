"""Recurrences: the rules of RFC 5545 for whole days, read from a string and written as one."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, get_args

from attrs import frozen

from relclient._validation import check_text
from relclient.errors import InvalidValue

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST: Final = 9_999
"""The largest INTERVAL and the largest COUNT."""

RULE: Final = "Occasion.rule"
_FREQUENCIES: Final[tuple[Frequency, ...]] = get_args(Frequency)
_LONGEST_MONTH: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
WEEKS_A_MONTH: Final = 5
WEEKS_A_YEAR: Final = 53
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,4}")
_ORDINAL_DAY: Final = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAYS)})")
_PROPERTY: Final = re.compile(r"\s*([A-Z-]+)(?=[:;]).*", re.DOTALL)
_UNTIL: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(T[0-9]{6}Z?)?")
_LARGEST: Final = {"BYMONTH": 12, "BYWEEKNO": 53, "BYYEARDAY": 366, "BYMONTHDAY": 31, "BYSETPOS": 366}
_SUB_DAILY: Final = {"HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND"}
_PARTS: Final = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST", *_LARGEST}


@frozen
class Recurrence:
    """
    One rule of RFC 5545, in its parts; each list of numbers is sorted and holds none twice.

    >>> from relclient.timing.recurrence._rrule import Recurrence
    >>> str(Recurrence.read("freq=weekly;byday=fr,mo;interval=2"))
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR'

    Raises:
        InvalidValue: the parts do not go together, or no day can have them.
    """

    freq: Frequency
    interval: int = 1
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    """Weekday (0 = Monday) and which one of the month or year; 0 means each."""
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None
    week_start: int = 0

    def __attrs_post_init__(self) -> None:
        for wrong, remedy in self._conflicts():
            if wrong:
                raise InvalidValue(RULE, str(self), remedy)

    def _conflicts(self) -> Iterable[tuple[bool, str]]:
        numbered = any(which for _, which in self.weekdays)
        monthly = self.freq == "MONTHLY" or bool(self.months)
        days = (*self.weekdays, *self.month_days, *self.year_days, *self.weeks)
        return (
            (self.count is not None and self.until is not None, "give COUNT or UNTIL, not both"),
            (bool(self.weeks) and self.freq != "YEARLY", "BYWEEKNO goes with FREQ=YEARLY only"),
            (bool(self.year_days) and self.freq != "YEARLY", "BYYEARDAY goes with FREQ=YEARLY only"),
            (
                bool(self.month_days) and self.freq == "WEEKLY",
                "BYMONTHDAY does not go with FREQ=WEEKLY; FREQ=MONTHLY with BYDAY and BYMONTHDAY can say it",
            ),
            (
                numbered and self.freq not in {"MONTHLY", "YEARLY"},
                "a numbered weekday goes with FREQ=MONTHLY or FREQ=YEARLY only",
            ),
            (numbered and bool(self.weeks), "a numbered weekday does not go with BYWEEKNO"),
            (
                numbered and monthly and any(abs(which) > WEEKS_A_MONTH for _, which in self.weekdays),
                "a weekday comes at most 5 times in a month",
            ),
            (
                bool(self.positions) and not (days or self.months),
                "BYSETPOS chooses among the days of another part; add BYDAY, say",
            ),
            (
                bool(self.positions) and min(map(abs, self.positions)) > self._most_days(),
                "it never occurs; BYSETPOS chooses a day that no period has",
            ),
            (
                bool(self.months and self.month_days)
                and all(abs(day) > _LONGEST_MONTH[month] for day in self.month_days for month in self.months),
                "it never occurs; none of these months has such a day",
            ),
        )

    def _most_days(self) -> int:
        """Return how many days a period has at most."""
        match self.freq:
            case "YEARLY":
                return 366
            case "MONTHLY":
                return 31
            case "WEEKLY":
                return len(self.weekdays) or 1
            case _:
                return 1

    @classmethod
    def read(cls, text: str) -> "Recurrence":
        """
        Return the rule that *text*, one RRULE, spells, in any order and case, with or without ``RRULE:`` before it.

        Raises:
            InvalidType: *text* is not a string.
            InvalidValue: *text* is no rule of RFC 5545 for whole days.
        """
        check_text(RULE, text)
        parts = _split(text)
        freq = parts.get("FREQ", "")
        for frequency in _FREQUENCIES:
            if frequency == freq:
                break
        else:
            raise InvalidValue(RULE, text, f"FREQ is one of {', '.join(_FREQUENCIES)}")
        week_start = parts.get("WKST", "MO")
        if week_start not in WEEKDAYS:
            raise InvalidValue(RULE, text, f"WKST is one of {', '.join(WEEKDAYS)}")
        lists = {name: _numbers(text, parts, name) for name in _LARGEST}
        return cls(
            frequency,
            _positive(text, parts, "INTERVAL") or 1,
            lists["BYMONTH"],
            lists["BYWEEKNO"],
            lists["BYYEARDAY"],
            lists["BYMONTHDAY"],
            _weekdays(text, parts),
            lists["BYSETPOS"],
            _positive(text, parts, "COUNT"),
            _until(text, parts),
            WEEKDAYS.index(week_start),
        )

    def __str__(self) -> str:
        parts = [
            f"FREQ={self.freq}",
            "" if self.interval == 1 else f"INTERVAL={self.interval}",
            _listed("BYMONTH", self.months),
            _listed("BYWEEKNO", self.weeks),
            _listed("BYYEARDAY", self.year_days),
            _listed("BYMONTHDAY", self.month_days),
            _listed("BYDAY", [f"{which or ''}{WEEKDAYS[day]}" for day, which in self.weekdays]),
            _listed("BYSETPOS", self.positions),
            "" if self.count is None else f"COUNT={self.count}",
            "" if self.until is None else f"UNTIL={self.until.isoformat().replace('-', '')}",
            "" if self.week_start == 0 else f"WKST={WEEKDAYS[self.week_start]}",
        ]
        return ";".join(filter(None, parts))


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    lines = [_PROPERTY.match(line) for line in text.strip().upper().splitlines()]
    others = [line[1] for line in lines if line and line[1] != "RRULE"]
    if others:
        remedy = (
            f"give one RRULE alone, without {' and '.join(others)}: the start is an argument, and no day is left out"
        )
        raise InvalidValue(RULE, text, remedy)
    if len(lines) > 1:
        raise InvalidValue(RULE, text, "an occasion has one rule; give one line")
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if name in _SUB_DAILY or value in _SUB_DAILY:
            raise InvalidValue(RULE, text, "an occasion is a day; leave out hours, minutes and seconds")
        if name not in _PARTS or not equals:
            raise InvalidValue(
                RULE, text, f"{part!r} is no part of a rule for days; give one RRULE, as in 'FREQ=WEEKLY;BYDAY=MO'"
            )
        if name in parts:
            raise InvalidValue(RULE, text, f"{name} is there twice; give it once")
        parts[name] = value
    return parts


def _numbers(text: str, parts: dict[str, str], name: str) -> tuple[int, ...]:
    if name not in parts:
        return ()
    largest = _LARGEST[name]
    smallest = 1 if name == "BYMONTH" else -largest
    found = set[int]()
    for value in parts[name].split(","):
        number = int(value) if _NUMBER.fullmatch(value) else 0
        if number == 0 or not smallest <= number <= largest:
            below = "" if smallest == 1 else f" or -{largest} to -1"
            raise InvalidValue(RULE, text, f"{name} takes whole numbers from 1 to {largest}{below}")
        found.add(number)
    return tuple(sorted(found))


def _positive(text: str, parts: dict[str, str], name: str) -> int | None:
    if name not in parts:
        return None
    value = parts[name]
    number = int(value) if _NUMBER.fullmatch(value) else 0
    if number < 1:
        raise InvalidValue(RULE, text, f"{name} is a whole number from 1 to {MOST}")
    return number


def _weekdays(text: str, parts: dict[str, str]) -> tuple[tuple[int, int], ...]:
    if "BYDAY" not in parts:
        return ()
    found = set[tuple[int, int]]()
    for value in parts["BYDAY"].split(","):
        match = _ORDINAL_DAY.fullmatch(value)
        which = int(match[1]) if match and match[1] else None
        if match is None or which == 0 or abs(which or 0) > _LARGEST["BYWEEKNO"]:
            raise InvalidValue(
                RULE, text, f"BYDAY takes {', '.join(WEEKDAYS)}, each with a number from 1 to 53 before it if wanted"
            )
        found.add((WEEKDAYS.index(match[2]), which or 0))
    return tuple(sorted(found))


def _until(text: str, parts: dict[str, str]) -> date | None:
    if "UNTIL" not in parts:
        return None
    match = _UNTIL.fullmatch(parts["UNTIL"])
    try:
        # Occasions are whole days: the day that UNTIL names is the last one, whatever the hour beside it.
        return date(*map(int, match.group(1, 2, 3))) if match else date(0, 1, 1)
    except ValueError:
        raise InvalidValue(RULE, text, "UNTIL is a day such as 20261231") from None


def _listed(name: str, values: Iterable[object]) -> str:
    joined = ",".join(map(str, values))
    return joined and f"{name}={joined}"
