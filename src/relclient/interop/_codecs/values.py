"""Small values, such as markets and occasions, as plain ones: read and written by the types of their fields."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, get_args

from attrs import NOTHING, Attribute, field, fields, frozen, has

from relclient.errors import InvalidValue
from relclient.interop._codecs.entries import is_optional, is_sequence, is_term, some_of
from relclient.interop._codecs.scalars import one_of, read_day, read_list, read_object, read_text, term_reader

_HERE = ""  # where a value stands is known further out, which puts it in


def _as_it_is(value: object) -> object:
    return value


@frozen
class Codec:
    """How the values of one type are written as JSON has them, and read from it."""

    write: Callable[[Any], object]
    """Returns a value as JSON has it; of an object, only the fields that are not as by default."""
    read: Callable[[object], Any]
    """Returns the value; what is not one raises `InvalidType` or `InvalidValue`."""


@frozen
class FieldsCodec:
    """How some fields of the objects of a class are written, and read."""

    some: tuple["Attribute[Any]", ...] = field(converter=tuple["Attribute[Any]", ...])
    _codecs: Mapping[str, Codec] = field(init=False)
    _readers: Mapping[str, Callable[[object], Any]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        types: Mapping[str, Any] = {each.name: each.type for each in self.some}
        codecs = {name: codec(of) for name, of in types.items()}
        object.__setattr__(self, "_codecs", codecs)
        object.__setattr__(self, "_readers", {name: each.read for name, each in codecs.items()})

    def write(self, value: object) -> dict[str, object]:
        """Return every one of the fields of *value*."""
        return {name: each.write(getattr(value, name)) for name, each in self._codecs.items()}

    def write_given(self, value: object) -> dict[str, object]:
        """Return the fields of *value* that are not as by default."""
        given = [each for each in self.some if getattr(value, each.name) != each.default]
        return {each.name: self._codecs[each.name].write(getattr(value, each.name)) for each in given}

    def read(self, value: object) -> dict[str, object]:
        """
        Return what *value*, a JSON object, says of the fields.

        Raises:
            InvalidType, InvalidValue: a field that has no default is missing, is of another type, or is none of these.
        """
        given, readers = read_object(value), self._readers
        if given.keys() != readers.keys():
            self._check(given)
        return {name: readers[name](part) for name, part in given.items()}

    def _check(self, given: Mapping[str, object]) -> None:
        for name in given:
            if name not in self._readers:
                raise InvalidValue(_HERE, name, f"give {one_of(self._readers)}")
        for each in self.some:
            if each.name not in given and each.default is NOTHING:
                raise InvalidValue(_HERE, given, f"add {each.name!r}")


@cache
def codec(of: Any) -> Codec:  # noqa: ANN401  # it follows the annotations of fields
    """Return how values of type *of* are written and read."""
    if is_optional(of):
        return _optional(codec(some_of(of)))
    if is_sequence(of):
        return _sequence(codec(get_args(of)[0]))
    if is_term(of):
        return Codec(lambda term: term.value, term_reader(of))
    if has(of):
        return _object(of)
    return _SCALARS[of]


_SCALARS: Mapping[object, Codec] = {str: Codec(_as_it_is, read_text), date: Codec(date.isoformat, read_day)}


def _optional(some: Codec) -> Codec:
    return Codec(
        lambda value: None if value is None else some.write(value),
        lambda value: None if value is None else some.read(value),
    )


def _sequence(part: Codec) -> Codec:
    write: Callable[[Any], object] = list if part.write is _as_it_is else lambda parts: [*map(part.write, parts)]
    return Codec(write, lambda value: tuple(map(part.read, read_list(value))))


def _object(of: type) -> Codec:
    of_fields = FieldsCodec(each for each in fields(of) if each.init)
    make = lru_cache(maxsize=10_000)(of)  # most come up many times, and to read the rule of an occasion takes long
    return Codec(of_fields.write_given, lambda value: make(**of_fields.read(value)))
