"""Wording: clauses that several errors share."""

from collections.abc import Sequence
from datetime import date


def since(day: date | None) -> str:
    """Say from which day something is so; None when that is no certain day."""
    return "always" if day is None else f"on {day}"


def meant(known: Sequence[str], otherwise: str) -> str:
    """Ask whether one of *known* was meant, or say what to do *otherwise*."""
    if not known:
        return f"{otherwise}."
    return f"did you mean {' or '.join(map(repr, known))}?"


def more(found: Sequence[object]) -> str:
    """Say how many there are beyond the one that is shown."""
    return f" (and {len(found) - 1} more such)" if len(found) > 1 else ""


def listed(names: Sequence[str]) -> str:
    """Put *names* in quotes, the last behind an "and"."""
    *most, last = map(repr, names)
    return f"{', '.join(most)} and {last}" if most else last
