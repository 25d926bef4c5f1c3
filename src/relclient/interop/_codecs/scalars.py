"""The smallest parts of a document: texts, days, times, durations and numbers, read strictly and written plainly."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Protocol, TypeGuard

from relclient.errors import InvalidType, InvalidValue
from relclient.labels import Term
from relclient.model.agreements import Target, WorkingDays

DAY = "a date such as '2026-03-02'"
TIME = "a time of day such as '09:30'"
DURATION = "hours, minutes and seconds such as 'PT4H30M'"
TARGET = "working time such as 'PT4H30M', or working days such as 'P3D'"
NUMBER = "a decimal number as a string, such as '0.3'"
TEXT = "a string"
FLAG = "true or false"

# The forms, which the JSON Schema states too: in the part of regular expressions that every language has.
DAY_FORM = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME_FORM = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{6})?)?"
DURATION_FORM = r"PT(([0-9]+)H)?(([0-9]+)M)?(([0-9]+)(\.([0-9]{1,6}))?S)?"
NO_DURATION = "PT"
"""The one text of that form that says nothing."""
WORKING_DAYS_FORM = "P([1-9][0-9]{0,5})D"
NUMBER_FORM = r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"

_DAY = re.compile(DAY_FORM)
_TIME = re.compile(TIME_FORM)
_LIKE_A_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{6})?)?")
_DURATION = re.compile(DURATION_FORM)
_WORKING_DAYS = re.compile(WORKING_DAYS_FORM)
_NUMBER = re.compile(NUMBER_FORM)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HERE = ""  # where a value stands is known further out, which puts it in


class TermReader(Protocol):
    """Reads the members of one enumeration."""

    def __call__(self, value: object, _: object = ..., /) -> Term: ...


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether *value* is a JSON object, or a mapping that stands for one."""
    return type(value) is dict or isinstance(value, Mapping)  # nearly always the former, and the latter takes long


def is_list(value: object) -> TypeGuard[Collection[object]]:
    """Whether *value* is a JSON list, or a tuple that stands for one."""
    return isinstance(value, list | tuple)


def is_set(value: object) -> TypeGuard[Collection[object]]:
    """Whether *value* is a set, which stands for a list in no order."""
    return isinstance(value, set | frozenset)


def is_dict(value: object) -> TypeGuard[dict[str, object]]:
    """Return whether *value* is a dict, and of no class of its own."""
    return type(value) is dict


def read_object(value: object) -> Mapping[str, object]:
    """Take an object."""
    if is_object(value):
        return value
    raise InvalidType(_HERE, value, "an object")


def read_list(value: object) -> Collection[object]:
    """Take a list."""
    if is_list(value):
        return value
    raise InvalidType(_HERE, value, "a list")


def read_text(value: object, _: object = None) -> str:
    """Take a string that is not empty."""
    if isinstance(value, str):
        if value:
            return value
        raise InvalidValue(_HERE, value, "give a string that is not empty")
    raise InvalidType(_HERE, value, TEXT)


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a nested value, be it a key or not."""
    if isinstance(value, str):
        yield value
    elif is_object(value):
        for key, part in value.items():
            yield key
            yield from texts_in(part)
    elif is_list(value):
        for part in value:
            yield from texts_in(part)


def is_unicode(text: str) -> bool:
    """Whether *text* has whole characters only, as all that is written has to."""
    return not _SURROGATE.search(text)


def no_unicode(what: str, text: str) -> InvalidValue:
    """Return the error that *text* has half a character."""
    return InvalidValue(what, text, "half of a surrogate pair is no character; leave it out")


def read_day(value: object, _: object = None) -> date:
    """Take a date, or read one; a time of day after it is refused, and so are the other forms of ISO 8601."""
    if isinstance(value, str):
        return _day(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise InvalidType(_HERE, value, DAY)


@lru_cache(maxsize=10_000)  # the days of a generation, for most come up many times
def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise InvalidType(_HERE, text, DAY)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(_HERE, text, "no month has such a day") from None


def read_time(value: object, _: object = None) -> time:
    """Take a time of day without a zone, or read one."""
    if isinstance(value, str):
        if _TIME.fullmatch(value):
            return time.fromisoformat(value)
        if _LIKE_A_TIME.fullmatch(value):
            raise InvalidValue(_HERE, value, "a day runs from 00:00 to 23:59:59; 00:00 also ends it")
    elif isinstance(value, time):
        return value
    raise InvalidType(_HERE, value, TIME)


def write_time(value: time) -> str:
    """Write ``09:30``, and seconds where there are any."""
    return value.isoformat(timespec="auto" if value.second or value.microsecond else "minutes")


def read_flag(value: object, _: object = None) -> bool:
    """Take true or false."""
    if isinstance(value, bool):
        return value
    raise InvalidType(_HERE, value, FLAG)


def read_duration(value: object, _: object = None) -> timedelta:
    """Take a duration, or read one; days are refused, because a day of working time is not 24 hours."""
    if isinstance(value, str):
        parts = _DURATION.fullmatch(value)
        if parts is not None and value != NO_DURATION:
            micros = int((parts[8] or "").ljust(6, "0"))
            try:
                hours, minutes, seconds = (int(part or 0) for part in parts.group(2, 4, 6))
                return timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=micros)
            except (OverflowError, ValueError):  # a ValueError is a number of more digits than Python reads
                raise InvalidValue(_HERE, value, "no duration is that long") from None
    elif isinstance(value, timedelta):
        return value
    raise InvalidType(_HERE, value, DURATION)


def write_duration(value: timedelta) -> str:
    """Write a duration without days; a negative one, which no document has but an answer may, with a sign."""
    if value < timedelta(0):
        return f"-{write_duration(-value)}"
    minutes, seconds = divmod(value.days * 86_400 + value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    parts = [
        f"{hours}H" if hours else "",
        f"{minutes}M" if minutes else "",
        f"{seconds}{fraction}S" if seconds or fraction or not value else "",
    ]
    return f"PT{''.join(parts)}"


def read_target(value: object, _: object = None) -> Target:
    """Return a target, or read one: ``PT4H`` is working time, ``P3D`` is working days."""
    if isinstance(value, WorkingDays):
        return value
    days = _WORKING_DAYS.fullmatch(value) if isinstance(value, str) else None
    if days is not None:
        return WorkingDays(int(days[1]))
    try:
        return read_duration(value)
    except InvalidType:
        raise InvalidType(_HERE, value, TARGET) from None


def write_target(target: Target) -> str:
    """Return ``PT4H`` for working time and ``P3D`` for working days."""
    return write_duration(target) if isinstance(target, timedelta) else f"P{target.days}D"


def read_number(value: object, _: object = None) -> Decimal:
    """Take a decimal number, or read one from a string; a binary fraction is never quite what was meant."""
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            try:
                return Decimal(value)
            except InvalidOperation:
                raise InvalidValue(_HERE, value, "no decimal number has such an exponent") from None
    elif isinstance(value, Decimal):
        return value
    raise InvalidType(_HERE, value, NUMBER)


@cache
def term_reader(terms: type[Term]) -> TermReader:
    """Return the reader of an enumeration: of its members' lower-case names, or of the members themselves."""
    members: dict[object, Term] = {}
    for member in terms:
        members[member.value] = members[member] = member
    expected = one_of(member.value for member in terms)

    def read_term(value: object, _: object = None, /) -> Term:
        try:
            return members[value]
        except (KeyError, TypeError):
            raise unknown_choice(value, expected) from None

    return read_term


def term_writer(terms: type[Term]) -> Callable[[Term], str]:
    """Return the writer of an enumeration: of its members' lower-case names."""
    names: dict[Term, str] = {member: member.value for member in terms}
    return names.__getitem__


def unknown_choice(value: object, expected: str) -> InvalidType | InvalidValue:
    """Return the error that *value* is none of the choices, which *expected* names."""
    if isinstance(value, str):
        return InvalidValue(_HERE, value, f"give {expected}")
    return InvalidType(_HERE, value, expected)


def one_of(names: Iterable[str]) -> str:
    """Return the choices as a clause."""
    *others, last = map(repr, names)
    return f"{', '.join(others)} or {last}" if others else last
