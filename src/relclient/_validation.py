"""Validation: the few checks of a value that many constructors share, each with its error."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar

from relclient._frozen_map import FrozenMap
from relclient.errors import InvalidType, InvalidValue, NaiveDatetime, RelclientError, UnknownId
from relclient.labels import Term

if TYPE_CHECKING:
    from attrs import Attribute

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


def check_text(what: str, value: object) -> None:
    """Raise unless *value* is a string that is not blank."""
    if not isinstance(value, str):
        raise InvalidType(what, value, "a string")
    if not value.strip():
        raise InvalidValue(what, value, "give a string that is not blank")


def check_day(what: str, value: object) -> None:
    """Raise unless *value* is a date; a datetime is none, because its day depends on the zone."""
    if type(value) is date:
        return
    if isinstance(value, datetime):
        raise InvalidType(what, value, "a date without a time, as .date() gives it")
    if not isinstance(value, date):
        raise InvalidType(what, value, "a date")


def check_instant(what: str, value: object) -> None:
    """Raise unless *value* is a datetime that has a zone; pandas' NaT says that it is a datetime, and is none."""
    if not isinstance(value, datetime) or value != value:  # noqa: PLR0124  # only what is no time differs from itself
        raise InvalidType(what, value, "a datetime with a zone")
    if value.utcoffset() is None:
        raise NaiveDatetime(what, value)


def check_instance(what: str, value: object, kind: type | UnionType, expected: str) -> None:
    """Raise unless *value* is an instance of *kind*, which *expected* puts into words."""
    if not isinstance(value, kind):
        raise InvalidType(what, value, expected + _such_as(value, kind))


def instance_of(kind: type | UnionType, expected: str) -> Callable[[object, "Attribute[Any]", object], None]:
    """Return an attrs validator that raises unless a field is an instance of *kind*, which *expected* says in words."""

    def check(instance: object, attribute: "Attribute[Any]", value: object) -> None:
        check_instance(f"{type(instance).__name__}.{attribute.name}", value, kind, expected)

    return check


def _such_as(value: object, kind: type | UnionType) -> str:
    """Return a hint at the member of an enumeration that a string spells, as documents do and constructors do not."""
    if isinstance(value, str) and isinstance(kind, type) and issubclass(kind, Term):
        for member in kind:
            if member.value == value.lower():
                return f" such as {kind.__name__}.{member.name}"
    return ""


def look_up(what: str, id: object, known: Mapping[str, T], unknown: type[UnknownId]) -> T:
    """Return what has *id*; raise where nothing has it, and where it is no string."""
    if not isinstance(id, str):
        hint = ", as its .id gives it" if hasattr(id, "id") else ""
        raise InvalidType(what, id, f"the id of a {unknown.noun}{hint}")
    if id not in known:
        raise unknown.among(id, known)
    return known[id]


def keep_instances(
    what: str, values: Iterable[T], kind: type | UnionType, expected: str, problems: list[RelclientError]
) -> list[T]:
    """Return those of *values* that are of the *kind*, and add what the others are to *problems*."""
    kept: list[T] = []
    try:
        given = as_tuple(values, what)
    except InvalidType as problem:
        problems.append(problem)
        given = ()
    for index, value in enumerate(given):
        try:
            check_instance(f"{what}[{index}]", value, kind, expected)
        except RelclientError as problem:
            problems.append(problem)
        else:
            kept.append(value)
    return kept


def check_texts(what: str, values: Iterable[object]) -> None:
    """Raise unless all *values* are strings that are not empty; the index is named."""
    for index, value in enumerate(values):
        check_text(f"{what}[{index}]", value)


def as_tuple(values: Iterable[T], what: str = "A sequence") -> tuple[T, ...]:
    """Return *values* as a tuple; a lone string is refused, because its letters are never meant."""
    if isinstance(values, tuple):
        return values
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidType(what, values, "a list or tuple, even of one")
    return tuple(values)


def as_sequence(values: Iterable[T], what: str) -> tuple[T, ...]:
    """Return *values*, whose order is part of what they say, as a tuple: a set is refused, because it has none."""
    if isinstance(values, tuple):
        return values
    if _has_no_order(values):
        raise InvalidType(what, values, "a list or tuple, because order counts")
    return as_tuple(values, what)


def _has_no_order(values: object) -> bool:
    return isinstance(values, set | frozenset | Mapping)


def as_map(items: Mapping[K, V], what: str = "A mapping") -> FrozenMap[K, V]:
    """Return *items* as a mapping that never changes."""
    if isinstance(items, FrozenMap):
        return items
    if not isinstance(items, Mapping):
        raise InvalidType(what, items, "a mapping such as a dict")
    return FrozenMap(items)
