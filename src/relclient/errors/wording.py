"""Wording: clauses that several errors share."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

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
