"""Comparable values: those of the app's own in a form in which any two can be compared, or the reason why not."""

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from decimal import Decimal
from math import isnan
from operator import lt
from typing import Final, TypeAlias, TypeGuard

from relclient.errors import InvalidType, InvalidValue, NaiveDatetime, RelclientError
from relclient.ranking._sorting import Orderable
from relclient.timing.instants import EPOCH

Family: TypeAlias = str | tuple["Family", ...]
"""What can be compared with what: values of one family can."""

_NEEDS_NO_LOOK: Final = (frozenset({int, bool}), frozenset({str}), frozenset({timedelta}))
"""Types whose values are compared as they are."""


def comparable(
    values: Sequence[object], what: Callable[[int], str], report: Callable[[int, RelclientError], None]
) -> Sequence[Orderable]:
    """
    Return *values* in a form in which any two of them can be compared.

    *what* names the value at a place. Those that have no order, or are of another family than most, are reported.
    """
    if _are_plain(values):
        return values
    families: dict[int, Family] = {}
    keys: list[Orderable] = []
    for place, value in enumerate(values):
        try:
            families[place], key = _measured(what(place), value)
        except RelclientError as problem:
            report(place, problem)
            key = 0
        keys.append(key)
    if len(set(families.values())) > 1:
        usual = Counter(families.values()).most_common(1)[0][0]
        for place, family in families.items():
            if family != usual:
                report(place, InvalidType(what(place), values[place], f"{_spell(usual)}, as most are"))
    return keys


def _are_plain(values: Sequence[object]) -> TypeGuard[Sequence[Orderable]]:
    types = frozenset(map(type, values))
    return any(types <= plain for plain in _NEEDS_NO_LOOK)


def _measured(what: str, value: object) -> tuple[Family, Orderable]:
    """Return the family of *value*, and the key by which it is compared."""
    match value:
        case str():
            return "a string", value
        case int():
            return "a number", value
        case float() | Decimal():
            if value.is_nan() if isinstance(value, Decimal) else isnan(value):
                raise InvalidValue(what, value, "not a number has no place in an order; leave it out, or give a number")
            return "a number", value
        case datetime():
            if value.utcoffset() is None:
                raise NaiveDatetime(what, value)
            return "a datetime", value - EPOCH
        case _ if _is_row(value):
            parts = [_measured(f"{what}[{place}]", part) for place, part in enumerate(value)]
            return tuple(family for family, _ in parts), tuple(key for _, key in parts)
        case _ if _has_order(value):
            return f"of the type {type(value).__qualname__}", value
        case _:
            raise InvalidType(what, value, "something that < puts in order")


def _is_row(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, tuple | list)


def _has_order(value: object) -> TypeGuard[Orderable]:
    if isinstance(value, AbstractSet):
        return False  # of two sets, neither may be a part of the other: the order would depend on that of the input
    try:
        return isinstance(value, Orderable) and lt(value, value) is not NotImplemented
    except TypeError:
        return False


def _spell(family: Family) -> str:
    return family if isinstance(family, str) else f"({', '.join(map(_spell, family))})"
