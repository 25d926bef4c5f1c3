"""Small values, such as markets and occasions, as plain ones: read and written by the types of their fields."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, get_args

from attrs import NOTHING, Attribute, fields, has

from relclient.errors import InvalidValue
from relclient.interop._codecs.entries import is_optional, is_sequence, is_term, some_of
from relclient.interop._codecs.scalars import (
    one_of,
    read_day,
    read_list,
    read_object,
    read_text,
    term_reader,
)
from relclient.labels import Term

_HERE = ""  # where a value stands is known further out, which puts it in


def write_value(value: object) -> object:
    """Return *value* as JSON has it; of an object, only the fields that are not as by default."""
    if isinstance(value, Term):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [write_value(part) for part in value]
    if has(type(value)):
        kind: type = type(value)
        return write_fields(value, _constructor_fields(kind))
    return value


def write_fields(value: object, some: Iterable["Attribute[Any]"]) -> dict[str, object]:
    """Return *some* fields of *value* as JSON has them, but those that are as by default."""
    return {
        field.name: write_value(content) for field in some if (content := getattr(value, field.name)) != field.default
    }


def read_fields(value: object, some: Iterable["Attribute[Any]"]) -> dict[str, object]:
    """
    Return what *value*, a JSON object, says of *some* fields.

    Raises:
        InvalidType, InvalidValue: a field has no default and is missing, or is of another type; or there is another.
    """
    by_name = {field.name: field for field in some}
    given = read_object(value)
    for name in given:
        if name not in by_name:
            remedy = f"give {one_of(by_name)}" if by_name else "leave it out"
            raise InvalidValue(_HERE, name, remedy)
    for name, field in by_name.items():
        if name not in given and field.default is NOTHING:
            raise InvalidValue(_HERE, given, f"add {name!r}")
    readers: Mapping[str, Any] = {name: field.type for name, field in by_name.items()}
    return {name: reader(readers[name])(part) for name, part in given.items()}


@cache
def reader(of: Any) -> Callable[[object], Any]:  # noqa: ANN401  # it follows the annotations of fields
    """Return the function that reads a value of type *of*, as `write_value` wrote it."""
    if is_optional(of):
        some = reader(some_of(of))
        return lambda value: None if value is None else some(value)
    if is_sequence(of):
        part = reader(get_args(of)[0])
        return lambda value: tuple(map(part, read_list(value)))
    if is_term(of):
        return term_reader(of)
    if has(of):
        make = lru_cache(maxsize=10_000)(of)  # most come up many times, and to read the rule of an occasion takes long
        some_fields = _constructor_fields(of)
        return lambda value: make(**read_fields(value, some_fields))
    return _SCALARS[of]


_SCALARS: Mapping[object, Callable[[object], object]] = {str: read_text, date: read_day}


@cache
def _constructor_fields(of: type) -> tuple["Attribute[Any]", ...]:
    return tuple(field for field in fields(of) if field.init)
