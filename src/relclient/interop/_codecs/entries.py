"""The words in which documents and stores tell kinds apart, and the types of what fields hold."""

from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from relclient.labels import Term
from relclient.model.customers import AnyCustomer, Customer
from relclient.model.parties import Organization, Party, Person

VERSION = 2
"""The version of the format that this release writes."""
_UNION: Any = Union
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of a calendar's weekly windows, in the order of Python's numbers for them."""
PARTY_KINDS: Mapping[str, type[Party]] = {"person": Person, "organization": Organization}
CUSTOMER_KINDS: Mapping[str, type[Customer]] = {customer.kind.value: customer for customer in get_args(AnyCustomer)}


def is_term(of: object) -> bool:
    """Return whether *of* is one of the enumerations."""
    return isinstance(of, type) and issubclass(of, Term)


def is_sequence(of: object) -> bool:
    """Return whether *of* is the type of a tuple or a set of some other type."""
    return get_origin(of) in {tuple, frozenset}


def is_mapping(of: object) -> bool:
    """Return whether *of* is the type of a mapping."""
    origin: object = get_origin(of)
    return origin is Mapping


def is_union(of: object) -> bool:
    """Return whether *of* is one of several types."""
    return get_origin(of) in {Union, UnionType}


def is_optional(of: object) -> bool:
    """Return whether *of* is some type or None."""
    return is_union(of) and NoneType in get_args(of)


def some_of(optional: object) -> object:
    """Return what an optional is when it is not None."""
    return union_of(part for part in get_args(optional) if part is not NoneType)


def union_of(parts: Iterable[object]) -> object:
    """Return the type of what is one of *parts*."""
    made: object = _UNION[tuple(parts)]
    return made
