"""Attributes: an app's own facts of a request, as far as JSON can hold them."""

from collections.abc import Mapping
from math import isfinite
from typing import TypeGuard

from relclient._frozen_map import FrozenMap
from relclient.errors import InvalidType, InvalidValue
from relclient.interop._codecs.paths import at, step
from relclient.interop._codecs.scalars import is_list, is_object

_SMALLEST, _GREATEST = -(2**63), 2**64 - 1
"""The whole numbers that come back as what they are."""
_GREATEST_EXACT = 2**53
"""Up to here a binary fraction holds every whole number."""
_DEEPEST = 100
"""How many lists and dicts may stand in one another; JSON libraries give up at some such number."""
_NUMBERS = "give a string: JSON has finite numbers, whole ones of up to 64 bits"
_TOO_DEEP = f"it stands in {_DEEPEST} lists and dicts; give it on its own"
_HERE = ""  # where a value stands is known further out, which puts it in


def read_attribute(value: object, _: object = None) -> object:
    """Take whatever an app keeps with its requests, but what could never be written again."""
    _check(value, _DEEPEST)
    return value


def _check(value: object, depth: int) -> None:
    if type(value) is int and not is_number_of_json(value):
        raise InvalidValue(_HERE, value, _NUMBERS)
    if is_list(value) or is_object(value):
        if not depth:
            raise InvalidValue(_HERE, value, _TOO_DEEP)
        for place, part in value.items() if is_object(value) else enumerate(value):
            try:
                _check(part, depth - 1)
            except InvalidValue as error:
                raise at(place, error) from None


def is_inexact(document: object) -> bool:
    """Return whether an attribute of a request may be a whole number that its text has more exactly."""
    requests = document.get("requests") if is_object(document) else None
    entries = [entry for entry in (requests if is_list(requests) else ()) if is_object(entry)]
    return any(_is_inexact(entry.get("attributes"), _DEEPEST) for entry in entries)


def _is_inexact(value: object, depth: int) -> bool:
    if type(value) is float:
        return abs(value) > _GREATEST_EXACT
    parts = value.values() if is_object(value) else value if is_list(value) else ()
    return depth > 0 and any(_is_inexact(part, depth - 1) for part in parts)


def write_attributes(attributes: Mapping[str, object], path: str) -> dict[str, object]:
    """Copy *attributes*, and refuse what would not come back as it is: of a date a string would, of a tuple a list."""
    return {name: _write(value, path + step(name), _DEEPEST) for name, value in attributes.items()}


def _write(value: object, path: str, depth: int) -> object:
    if value is None or type(value) in {str, bool}:
        return value
    if is_number_of_json(value):
        return value
    if type(value) in {int, float}:
        raise InvalidValue(path, value, _NUMBERS)
    if not depth:
        raise InvalidValue(path, value, _TOO_DEEP)
    if _is_list(value):
        return [_write(part, path + step(place), depth - 1) for place, part in enumerate(value)]
    if _is_mapping(value):
        return {_key(key, path): _write(part, path + step(key), depth - 1) for key, part in value.items()}
    raise InvalidType(path, value, "None, a bool, a number, a string, a list or a dict, for the request to be saved")


def is_number_of_json(value: object) -> bool:
    """Whether *value* is a number that comes back from JSON as it is."""
    if type(value) is int:
        return _SMALLEST <= value <= _GREATEST
    return type(value) is float and isfinite(value)


def _key(key: object, path: str) -> str:
    if type(key) is not str:
        raise InvalidType(f"a key of {path}", key, "a string, for the request to be saved")
    return key


def _is_list(value: object) -> TypeGuard[list[object]]:
    return type(value) is list


def _is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return type(value) is dict or isinstance(value, FrozenMap)
