"""Formatting: how messages show values, days, instants and durations, whatever the machine's language."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from typing import cast

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date) -> str:
    """Return *day* without its year: ``Mon 2 Mar``."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def say_clock_time(moment: datetime) -> str:
    """Return the wall time of *moment*, with seconds only where there are any: ``09:00``."""
    if moment.microsecond:
        return moment.strftime("%H:%M:%S.%f")
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def say_instant(moment: datetime) -> str:
    """Return *moment* in full: ``Mon 2 Mar 2026 09:00+01:00``."""
    # Whole minutes give the offset a fixed place; it is taken as it is written, for old ones have seconds.
    offset = moment.isoformat(timespec="minutes")[len("2026-03-02T09:00") :]
    return f"{say_day(moment)} {moment.year} {say_clock_time(moment)}{offset}"


def say_span(start: datetime, end: datetime) -> str:
    """Return from when to when, in one zone, the day of the end only where it is another: ``Mon 2 Mar 09:00-13:00``."""
    if end.date() == start.date():
        last = say_clock_time(end)
    elif end.date() - start.date() == timedelta(days=1) and end.time() == time(0):
        last = "24:00"
    else:
        last = f"{say_day(end)} {say_clock_time(end)}"
    return f"{say_day(start)} {say_clock_time(start)}-{last}"


def say_duration(duration: timedelta) -> str:
    """
    Return *duration* in hours, minutes and seconds: ``4 h``, ``1 h 30 min``, ``0 min``.

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
_BRACKETS: Mapping[type, tuple[str, str]] = {dict: ("{", "}"), list: ("[", "]"), tuple: ("(", ")")}
MOST_COMPARED = 10_000
"""How many names are looked through for one that looks alike: an error must not take seconds."""
_LONGEST_COMPARED = 100
"""How long a name may be that is compared with others, for the same reason."""
_FEW_ALIKE = 3


def shown(value: object) -> str:
    """
    Return *value* as Python writes it, its beginning where that is long; the error has all of it in a field.

    No more is made than is shown, however large or deeply nested the value is.
    """
    text = ""
    try:
        for piece in _pieces(value):
            text += piece
            if len(text) > _MOST_SHOWN:
                break
    except Exception:  # noqa: BLE001  # a foreign value may fail to write itself in any way
        text += f"<{type(value).__name__}>"
    return _cut(text, 0)


def _pieces(value: object) -> Iterator[str]:
    """Yield what ``repr`` returns, in pieces; each bracket comes before what stands in it is looked at."""
    brackets = _BRACKETS.get(type(value))
    if brackets is None:
        yield repr(value)
        return
    items = cast("Collection[object]", value)
    is_dict = isinstance(items, Mapping)
    opening, closing = brackets
    yield opening
    for place, each in enumerate(items):
        if place:
            yield ", "
        yield from _pieces(each)
        if is_dict:
            yield ": "
            yield from _pieces(cast("Mapping[object, object]", items)[each])
    yield f",{closing}" if isinstance(items, tuple) and len(items) == 1 else closing


def shown_apart(one: object, other: object) -> tuple[str, str]:
    """Return two values as Python writes them; where that is long, from shortly before they differ."""
    try:
        first, second = repr(one), repr(other)
    except Exception:  # noqa: BLE001  # as in shown
        return shown(one), shown(other)
    if max(len(first), len(second)) <= _MOST_SHOWN:
        return first, second
    differ = next((place for place, (a, b) in enumerate(zip_longest(first, second)) if a != b), 0)
    start = max(0, differ - _SHOWN_ALIKE)
    return _cut(first, start), _cut(second, start)


def _cut(text: str, start: int) -> str:
    end = start + _MOST_SHOWN
    return f"{'...' if start else ''}{text[start:end]}{'...' if len(text) > end else ''}"


def since(day: date | None) -> str:
    """Return since when something is so; None is no certain day."""
    return "always" if day is None else f"on {day}"


def alike(wanted: str, names: Iterable[str], cutoff: float = 0.6) -> tuple[str, ...]:
    """Return up to three of *names* that look like *wanted*, in upper or lower case; *cutoff* is that of difflib."""
    from difflib import get_close_matches  # noqa: PLC0415  # used only where something is wrong

    if len(wanted) > _LONGEST_COMPARED:
        return ()
    by_folded: dict[str, list[str]] = {}
    for name in islice(names, MOST_COMPARED):
        if len(name) <= _LONGEST_COMPARED:
            by_folded.setdefault(name.casefold(), []).append(name)
    near = get_close_matches(wanted.casefold(), by_folded, n=_FEW_ALIKE, cutoff=cutoff)
    return tuple(name for folded in near for name in by_folded[folded])[:_FEW_ALIKE]


def meant(known: Sequence[str], otherwise: str) -> str:
    """Return the question whether one of *known* was meant, or what to do *otherwise*."""
    if not known:
        return f"{otherwise}."
    return f"did you mean {' or '.join(map(shown, known))}?"


def more(found: Sequence[object]) -> str:
    """Return how many there are beyond the one that is shown, as a clause."""
    return f" (and {len(found) - 1} more such)" if len(found) > 1 else ""


def listed(names: Sequence[str]) -> str:
    """Return *names* in quotes, the last behind an "and"."""
    *most, last = map(shown, names)
    return f"{', '.join(most)} and {last}" if most else last


def digest(content: object) -> str:
    """Return the SHA-256 hex digest of *content* as JSON: equal content, equal digest, on every machine."""
    import json  # noqa: PLC0415  # most programs ask for no fingerprint
    from hashlib import sha256  # noqa: PLC0415  # the same

    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
