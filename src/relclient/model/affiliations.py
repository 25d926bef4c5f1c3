"""Affiliations: how parties are tied to organizations, in a capacity, for a period."""

from collections.abc import Iterable
from typing import final

from attrs import field, frozen

from relclient._validation import check_instance
from relclient.errors import InvalidType, InvalidValue
from relclient.labels import Term
from relclient.model.parties import Organization, Party, Person
from relclient.timing.periods import Period


class Capacity(Term):
    """
    In which way a party is tied to an organization.

    >>> from relclient import Capacity
    >>> [capacity.value for capacity in Capacity if capacity.is_ownership]
    ['unit', 'subsidiary']
    """

    __module__ = "relclient"

    UNIT = "unit"
    SUBSIDIARY = "subsidiary"
    EMPLOYEE = "employee"
    TEMPORARY = "temporary"
    OWNER = "owner"
    CONTRACTOR = "contractor"
    SHAREHOLDER = "shareholder"
    STAKEHOLDER = "stakeholder"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    RESELLER = "reseller"

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


class BusinessFunction(Term):
    """
    What a party does in an organization, as far as it decides its kind of customer.

    >>> from relclient import BusinessFunction
    >>> BusinessFunction.DECIDES_OFFER.label()
    'decides the offer'
    """

    __module__ = "relclient"

    DECIDES_OFFER = "decides_offer"
    PRODUCES = "produces"


_FUNCTIONS = "a set of BusinessFunction members or None"


def _functions(values: Iterable[BusinessFunction] | None) -> frozenset[BusinessFunction] | None:
    if values is None:
        return None
    try:
        if not isinstance(values, str | BusinessFunction):
            return frozenset(values)
    except TypeError:  # it cannot be iterated, or what it holds not be hashed
        pass
    raise InvalidType("Affiliation.functions", values, _FUNCTIONS)


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

    __module__ = "relclient"

    party: Party
    """Who is tied."""
    organization: Organization
    """To whom; the parent, when the capacity is ownership."""
    capacity: Capacity
    """In which way."""
    valid_for: Period = Period()
    """The days on which the tie holds."""
    functions: frozenset[BusinessFunction] | None = field(default=None, converter=_functions)
    """
    What the party does there; an empty set says that it does none of these.

    With None, employees, temporary workers and contractors do what the organization itself does, by its own ties;
    anyone else does nothing.
    """

    def __attrs_post_init__(self) -> None:
        check_instance("Affiliation.party", self.party, Party, "a Person or an Organization")
        check_instance("Affiliation.organization", self.organization, Organization, "an Organization")
        check_instance("Affiliation.capacity", self.capacity, Capacity, "a Capacity")
        check_instance("Affiliation.valid_for", self.valid_for, Period, "a Period")
        for function in self.functions or ():
            check_instance("Affiliation.functions", function, BusinessFunction, _FUNCTIONS)
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
