"""Parties: persons and organizations, before any role."""

from typing import final

from attrs import Factory, field, frozen

from relclient._validation import check_text


def _own_id(party: "Person | Organization") -> str:
    return party.id


@final
@frozen
class Person:
    """
    A human being, before any role.

    >>> from relclient import Person
    >>> Person("ana", "Ana Ionescu")
    Person(id='ana', name='Ana Ionescu')

    Raises:
        InvalidType, InvalidValue: the id or the name is not a string, or is blank.
    """

    __module__ = "relclient"

    id: str
    """The identity across a network: two parties with one id are one party."""
    name: str = field(default=Factory(_own_id, takes_self=True))
    """What people call it; the id unless given."""

    def __attrs_post_init__(self) -> None:
        _check_names(self)


@final
@frozen
class Organization:
    """
    A legal entity or a unit of one, such as a department or a team, before any role.

    Which organization it belongs to is an `Affiliation`, because that holds for a time.

    >>> from relclient import Organization
    >>> Organization("kitchen")
    Organization(id='kitchen', name='kitchen')

    Raises:
        InvalidType, InvalidValue: the id or the name is not a string, or is blank.
    """

    __module__ = "relclient"

    id: str
    """The identity across a network: two parties with one id are one party."""
    name: str = field(default=Factory(_own_id, takes_self=True))
    """What people call it; the id unless given."""

    def __attrs_post_init__(self) -> None:
        _check_names(self)


Party = Person | Organization
"""A person or an organization, before any role (TM Forum TMF632, Fowler)."""
PARTY_TYPES = frozenset({Person, Organization})
"""The two, for a check that costs less than ``isinstance`` with a union; both are final."""


def _check_names(party: Party) -> None:
    if not (type(party.id) is type(party.name) is str and party.id.strip() and party.name.strip()):
        check_text(f"{type(party).__name__}.id", party.id)
        check_text(f"{type(party).__name__}.name", party.name)
