"""Facts of one's own as plain values: a bool, or a member of an enumeration by both names, such as ``Tier.GOLD``."""

from collections.abc import Iterable, Mapping
from enum import Enum, EnumType
from typing import TypeAlias

from relclient._facts import Domain, Fact
from relclient._validation import as_tuple, check_instance
from relclient.errors import InvalidType, InvalidValue
from relclient.interop._codecs.scalars import one_of
from relclient.labels import Term

Enums: TypeAlias = Mapping[str, type[Enum]]
"""The enumerations whose members a document or a store may name, by the name of their class."""
_HERE = ""  # where a value stands is known further out, which puts it in
_BOOL = "bool"
"""The name of the domain that is no enumeration."""


def enums_by_name(enums: Iterable[type[Enum]], what: str = "enums") -> Enums:
    """
    Return *enums* by the names of their classes, beside relclient's own.

    Raises:
        InvalidType: one of *enums* is no enumeration.
        InvalidValue: two enumerations have one name.
    """
    known: dict[str, type[Enum]] = {of.__name__: of for of in Term.__subclasses__() if of.__module__ == "relclient"}
    for place, given in enumerate(as_tuple(enums, what)):
        check_instance(f"{what}[{place}]", given, EnumType, "an enumeration, a subclass of Enum")
        if known.setdefault(given.__name__, given) is not given:
            remedy = "another enumeration has this name, by which members are told apart; rename one of the two"
            raise InvalidValue(f"{what}[{place}]", given, remedy)
    return known


def write_fact(fact: Fact) -> bool | str:
    """
    Return *fact* as JSON has it.

    Raises:
        InvalidValue: *fact* is several flags in one, which has no name.
    """
    if isinstance(fact, bool):
        return fact
    if fact.name not in type(fact).__members__:
        raise InvalidValue("A fact", fact, "to be saved, a member of an enumeration has a name; give it one")
    return f"{type(fact).__name__}.{fact.name}"


def read_fact(value: object, enums: Enums) -> Fact:
    """
    Return the bool, or the member of one of *enums*, that *value* names; a fact itself is taken as it is.

    Raises:
        InvalidType: *value* is neither.
        InvalidValue: *enums* has no such enumeration, or the enumeration no such member.
    """
    if isinstance(value, bool | Enum):
        return value
    if not isinstance(value, str) or "." not in value:
        raise InvalidType(_HERE, value, "true, false, or a member of an enumeration such as 'Tier.GOLD'")
    of, _, member = value.rpartition(".")
    members = _enum(of, value, enums).__members__
    if member not in members:
        raise InvalidValue(_HERE, value, f"the members of {of} are {one_of(members)}")
    return members[member]


def write_domain(domain: Domain) -> str:
    """Return the name of *domain*: ``bool``, or that of the enumeration."""
    return domain.__name__


def read_domain(value: object, enums: Enums) -> Domain:
    """
    Return the domain that *value* names: bool, or one of *enums*.

    Raises:
        InvalidType: *value* is no string.
        InvalidValue: *enums* has no such enumeration.
    """
    if not isinstance(value, str):
        raise InvalidType(_HERE, value, f"{_BOOL!r} or the name of an enumeration")
    return bool if value == _BOOL else _enum(value, value, enums)


def _enum(name: str, value: str, enums: Enums) -> type[Enum]:
    if name not in enums:
        raise InvalidValue(_HERE, value, f"no enumeration called {name!r} is known here; give it with enums=[{name}]")
    return enums[name]
