"""Parties: persons and organizations before any role, and how they are tied to one another."""

from collections.abc import Iterable
from typing import final

from attrs import Factory, field, frozen

from relclient.checks import check_instance, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.timing.periods import Period
from relclient.words import Term


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
        InvalidType, InvalidValue: the id or the name is not a text, or is empty.
    """

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
        InvalidType, InvalidValue: the id or the name is not a text, or is empty.
    """

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
    if not (type(party.id) is type(party.name) is str and party.id and party.name):
        check_text(f"{type(party).__name__}.id", party.id)
        check_text(f"{type(party).__name__}.name", party.name)


class Capacity(Term):
    """
    In which way a party is tied to an organization.

    >>> from relclient import Capacity
    >>> [capacity.value for capacity in Capacity if capacity.is_ownership]
    ['unit', 'subsidiary']
    """

    UNIT = "unit", "unit", "unidad", "unitate"
    SUBSIDIARY = "subsidiary", "subsidiary", "filial", "filială"
    EMPLOYEE = "employee", "employee", "empleado", "angajat"
    TEMPORARY = "temporary", "temporary worker", "trabajador temporal", "lucrător temporar"
    OWNER = "owner", "owner", "propietario", "proprietar"
    CONTRACTOR = "contractor", "contractor", "contratista", "contractant"
    SHAREHOLDER = "shareholder", "shareholder", "accionista", "acționar"
    STAKEHOLDER = "stakeholder", "stakeholder", "parte interesada", "parte interesată"
    PARTNER = "partner", "partner", "socio", "partener"
    SUPPLIER = "supplier", "supplier", "suministrador", "furnizor de produse"

    @property
    def is_ownership(self) -> bool:
        """Whether the organization is the party's parent: a unit of it, or a subsidiary."""
        return self in _OWNERSHIP

    @property
    def is_work(self) -> bool:
        """Whether a person in this capacity works for the organization, and so belongs to its group."""
        return self in _WORK


_OWNERSHIP = frozenset({Capacity.UNIT, Capacity.SUBSIDIARY})
_WORK = frozenset({Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.CONTRACTOR, Capacity.OWNER})
_ONLY_FOR: dict[Capacity, type[Party]] = {
    Capacity.UNIT: Organization,
    Capacity.SUBSIDIARY: Organization,
    Capacity.EMPLOYEE: Person,
    Capacity.TEMPORARY: Person,
    Capacity.OWNER: Person,
}


class Function(Term):
    """
    What a party does in an organization, as far as it decides its kind of customer.

    >>> from relclient import Function
    >>> Function.DECIDES_OFFER.label()
    'decides the offer'
    """

    DECIDES_OFFER = "decides_offer", "decides the offer", "decide la oferta", "decide oferta"
    PRODUCES = "produces", "produces", "produce", "produce"


def _functions(values: Iterable[Function]) -> frozenset[Function]:
    try:
        if not isinstance(values, str | Function):
            return frozenset(values)
    except TypeError:  # it cannot be iterated, or what it holds not be hashed
        pass
    raise InvalidType("Affiliation.functions", values, "a set of Function members")


@final
@frozen
class Affiliation:
    """
    How a party is tied to an organization, for a period.

    Read as "*party* is *capacity* of *organization*": a unit or a subsidiary names its parent.

    >>> from datetime import date
    >>> from relclient import Affiliation, Capacity, Organization, Period, Person
    >>> spring = Period(date(2026, 3, 1), date(2026, 6, 1))
    >>> print(Affiliation(Person("vlad"), Organization("hotel"), Capacity.CONTRACTOR, spring))
    vlad is contractor of hotel from 2026-03-01 to 2026-05-31

    Raises:
        InvalidType: a field is of another type.
        InvalidValue: the capacity does not fit the party (units and subsidiaries are organizations;
            employees, temporary workers and owners are persons), or the party is the organization.
    """

    party: Party
    """Who is tied."""
    organization: Organization
    """To whom; the parent, when the capacity is ownership."""
    capacity: Capacity
    """In which way."""
    valid_for: Period = Period()
    """The days on which the tie holds."""
    functions: frozenset[Function] = field(default=frozenset(), converter=_functions)
    """What the party does there; functions are not inherited by units or staff of the party."""

    def __attrs_post_init__(self) -> None:
        check_instance("Affiliation.party", self.party, Party, "a Person or an Organization")
        check_instance("Affiliation.organization", self.organization, Organization, "an Organization")
        check_instance("Affiliation.capacity", self.capacity, Capacity, "a Capacity")
        check_instance("Affiliation.valid_for", self.valid_for, Period, "a Period")
        for function in self.functions:
            check_instance("Affiliation.functions", function, Function, "a set of Function members")
        required = _ONLY_FOR.get(self.capacity)
        if required is not None and type(self.party) is not required:
            noun = "an organization" if required is Organization else "a person"
            raise InvalidValue(
                "Affiliation.party", self.party, f"only {noun} can be {self.capacity.label()} of an organization"
            )
        if self.party.id == self.organization.id:
            raise InvalidValue("Affiliation.party", self.party, "no party is tied to itself; name another organization")

    def __str__(self) -> str:
        tie = f"{self.party.name} is {self.capacity.label()} of {self.organization.name}"
        return f"{tie} {self.valid_for}" if self.valid_for.is_limited else tie
