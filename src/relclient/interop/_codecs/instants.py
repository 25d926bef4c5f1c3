"""Instants: times that have a zone, read strictly, and written so that they come back equal."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from relclient.errors import InvalidType, InvalidValue, NaiveDatetime

INSTANT = "a time with its offset such as '2026-03-02T09:30+02:00'"
INSTANT_FORM = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)(\[[A-Za-z0-9._+/-]+\])?"
)
"""In the part of regular expressions that every language has."""

_INSTANT = re.compile(INSTANT_FORM)
_WITHOUT_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
_HERE = ""  # where a value stands is known further out, which puts it in


def read_instant(value: object, _: object = None) -> datetime:
    """Take a time that has a zone, or read one from its date, time and offset, and its zone where that is named."""
    if isinstance(value, str):
        if _INSTANT.fullmatch(value):
            return _within_reach(_instant(value), value)
        if _WITHOUT_OFFSET.fullmatch(value):
            raise InvalidValue(_HERE, value, "it has no zone; add the offset, as in '2026-03-02T09:30+02:00'")
    elif isinstance(value, datetime):
        if value.utcoffset() is None:
            raise NaiveDatetime(_HERE, value)
        return _within_reach(value, value)
    raise InvalidType(_HERE, value, INSTANT)


def _instant(text: str) -> datetime:
    written, _, name = text.removesuffix("]").partition("[")
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise InvalidValue(_HERE, text, "no month has such a day") from None
    return instant if not name else _in_zone(instant, name, text)


def _in_zone(instant: datetime, name: str, text: str) -> datetime:
    """Put *instant* into the zone *name*, which must have its offset then."""
    zone = zone_called(name)
    if zone is None:
        remedy = f"no zone is called {name!r}; give an IANA name such as 'Europe/Madrid', or the offset alone"
        raise InvalidValue(_HERE, text, remedy)
    local = instant.replace(tzinfo=zone)
    # An hour that the clocks repeat or skip has two offsets, told apart by the fold.
    folds = local, local.replace(fold=1)
    for fold in folds:
        if fold.utcoffset() == instant.utcoffset():
            return fold
    raise InvalidValue(_HERE, text, f"{name} is at {_offset(local)} then; mend the offset, or leave the zone out")


def zone_called(name: str) -> ZoneInfo | None:
    """Return the zone that has this name, or None if there is none."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # an OSError is a folder of zones, a ValueError a path out of them
        return None


def _within_reach(instant: datetime, given: object) -> datetime:
    try:
        instant.astimezone(UTC)
    except OverflowError:
        raise InvalidValue(_HERE, given, "in UTC, no year from 1 to 9999 has it") from None
    return instant


def write_instant(value: datetime) -> str:
    """
    Write a time with its offset and, as RFC 9557 has it, the name of its zone.

    The offset alone would lose the zone, and Python holds a time in an hour that the clocks repeat
    to be equal to no time of any other zone: what is read would not be what was written.

    Raises:
        InvalidValue: what is written could not be read, such as the nanoseconds of a pandas Timestamp.
    """
    zone = value.tzinfo
    written = f"{value.isoformat()}[{zone.key}]" if isinstance(zone, ZoneInfo) and zone.key else value.isoformat()
    if not _INSTANT.fullmatch(written):
        remedy = "to be saved, a time has microseconds, an offset in seconds, and a zone with an IANA name or none"
        raise InvalidValue("An instant", value, remedy)
    return written


def _offset(instant: datetime) -> str:
    return instant.isoformat().removeprefix(instant.replace(tzinfo=None).isoformat())
