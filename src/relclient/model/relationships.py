"""Relationships: one provider serving one customer with one service, for a period, on agreed terms."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import final

from attrs import field, frozen

from relclient._facts import BUILT_IN_FACTS, Fact
from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_day, check_instance, check_text
from relclient.errors import InvalidValue, SelfRelationship
from relclient.labels import Term
from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.customers import Customer
from relclient.model.markets import Market
from relclient.model.parties import PARTY_TYPES, Party
from relclient.timing.periods import Period
from relclient.timing.recurrence.occasion import Occasion


class Risk(Term):
    """
    How a sale that needs an approval was judged.

    >>> from relclient import Risk
    >>> Risk.MANAGED.label("es")
    'riesgo gestionado'
    """

    __module__ = "relclient"

    LOW = "low"
    MANAGED = "managed"


@final
@frozen
class Approval:
    """
    The leave to sell outside, where a sale needs one (a university unit selling to firms, say).

    >>> from datetime import date
    >>> from relclient import Approval, Risk
    >>> Approval(Risk.LOW, granted=date(2026, 3, 1)).risk.value
    'low'

    Raises:
        InvalidType: a field is of another type.
    """

    __module__ = "relclient"

    risk: Risk
    """How the sale was judged."""
    granted: date | None = None
    """The day on which it was granted; None while it is awaited."""
    granted_by: Party | None = None
    """Who granted it."""
    review: Occasion | None = None
    """When a managed risk is looked at again."""

    def __attrs_post_init__(self) -> None:
        check_instance("Approval.risk", self.risk, Risk, "a Risk")
        if self.granted is not None:
            check_day("Approval.granted", self.granted)
        if self.granted_by is not None:
            check_instance("Approval.granted_by", self.granted_by, Party, "a Person, an Organization or None")
        if self.review is not None:
            check_instance("Approval.review", self.review, Occasion, "an Occasion or None")


_NO_FACTS: FrozenMap[str, Fact] = FrozenMap({})


@final
@frozen
class Relationship:
    """
    One provider serving one customer with one service, for a period, on agreed terms.

    The customer is a `Customer`, which declares its kind (``check`` holds it against the evidence),
    or a bare party, which is classified anew on each date asked.
    Without an id one is made from the ends, the service and the start, and ``attrs.evolve`` makes it anew.

    >>> from datetime import date
    >>> from relclient import Organization, Period, Person, Relationship, RetailCustomer
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay", Period(date(2026, 3, 2)))
    >>> stay.id
    'hotel/mr-pop/stay/2026-03-02'

    Raises:
        SelfRelationship: provider and customer are the same party.
        InvalidType: a field is of another type.
        InvalidValue: the service, the id or the account number is blank, the discount is not above 0 and at most 1,
            or a fact has the name of one that the library knows itself.
    """

    __module__ = "relclient"

    provider: Party
    """Who serves."""
    customer: Customer | Party
    """Who is served, with or without a declared kind."""
    service: str
    """With what; two providers of the same service to one party are substitutes."""
    valid_for: Period = Period()
    """The days on which it is served."""
    _given_id: str | None = field(default=None, alias="id", kw_only=True, eq=False, repr=False)
    id: str = field(init=False)
    """The identity across a network; made of the content when none is given."""
    agreement: ServiceLevelAgreement | None = field(default=None, kw_only=True)
    """What is promised."""
    approval: Approval | None = field(default=None, kw_only=True)
    """The leave to sell outside, where one is needed."""
    staff_discount: Decimal | None = field(default=None, kw_only=True)
    """The part of the price that a member of staff is let off: above 0, at most 1."""
    account_number: str | None = field(default=None, kw_only=True)
    """The number of the standing account through which it is served; having one is evidence of an account."""
    market: Market | None = field(default=None, kw_only=True)
    """Where the customer buys; None when that is not known."""
    facts: Mapping[str, Fact] = field(default=_NO_FACTS, kw_only=True)
    """Facts of one's own, by name: yes or no, or a member of an app's enumeration; tables may ask for them."""

    def __attrs_post_init__(self) -> None:
        # One cheap test clears the sound ones, because networks make them by the million.
        if not (
            type(self.provider) in PARTY_TYPES
            and (isinstance(self.customer, Customer) or type(self.customer) in PARTY_TYPES)
            and type(self.service) is str
            and self.service.strip()
            and type(self.valid_for) is Period
        ):
            _check_ends(self)
        if self.provider.id == self.customer.id:
            raise SelfRelationship(self.provider.id)
        id, given = _derived_id(self), self._given_id
        if given is not None:
            if given == id:
                object.__setattr__(self, "_given_id", None)
            else:
                check_text("Relationship.id", given)
                id = given
        object.__setattr__(self, "id", id)
        if self.agreement is not None or self.approval is not None or self.staff_discount is not None:
            _check_terms(self)
        if self.account_number is not None or self.market is not None or self.facts is not _NO_FACTS:
            _check_custom(self)

    @property
    def party(self) -> Party:
        """The party that is served, whether its kind is declared or not."""
        customer = self.customer
        return customer.party if isinstance(customer, Customer) else customer

    @property
    def has_derived_id(self) -> bool:
        """Whether the id is the one that the content gives."""
        return self._given_id is None

    def __str__(self) -> str:
        service = f"{self.provider.name} serves {self.customer.name} with {self.service}"
        return f"{service} {self.valid_for}" if self.valid_for.is_limited else service


def _derived_id(relationship: Relationship) -> str:
    """Compute the id of a relationship that is given none: its ends, its service and its start."""
    provider, customer, service = relationship.provider.id, relationship.customer.id, relationship.service
    id = f"{provider}/{customer}/{service}"
    if "%" in id or id.count("/") != _SEPARATORS:
        id = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in (provider, customer, service))
    start = relationship.valid_for.start
    return id if start is None else f"{id}/{start}"


_SEPARATORS = 2
"""How many slashes part the ends and the service; those within a part are escaped, so that no two ids meet."""


def _check_ends(relationship: Relationship) -> None:
    check_instance("Relationship.provider", relationship.provider, Party, "a Person or an Organization")
    expected = "a Customer, a Person or an Organization"
    check_instance("Relationship.customer", relationship.customer, Customer | Party, expected)
    check_text("Relationship.service", relationship.service)
    check_instance("Relationship.valid_for", relationship.valid_for, Period, "a Period")


def _check_terms(relationship: Relationship) -> None:
    agreement, approval, discount = relationship.agreement, relationship.approval, relationship.staff_discount
    if agreement is not None:
        check_instance("Relationship.agreement", agreement, ServiceLevelAgreement, "a ServiceLevelAgreement or None")
    if approval is not None:
        check_instance("Relationship.approval", approval, Approval, "an Approval or None")
    if discount is not None:
        check_instance("Relationship.staff_discount", discount, Decimal, "a Decimal, such as Decimal('0.3'), or None")
        if not (discount.is_finite() and 0 < discount <= 1):
            remedy = "give the part let off, above 0 and at most 1, as Decimal('0.3') for 30 %"
            raise InvalidValue("Relationship.staff_discount", discount, remedy)


def _check_custom(relationship: Relationship) -> None:
    if relationship.account_number is not None:
        check_text("Relationship.account_number", relationship.account_number)
    if relationship.market is not None:
        check_instance("Relationship.market", relationship.market, Market, "a Market or None")
    facts = as_map(relationship.facts, "Relationship.facts")
    for name, fact in facts.items():
        check_text("Relationship.facts name", name)
        if name in BUILT_IN_FACTS:
            raise InvalidValue("Relationship.facts name", name, "the library knows this fact itself; give another name")
        check_instance(f"Relationship.facts[{name!r}]", fact, bool | Enum, "a bool or a member of an Enum")
    object.__setattr__(relationship, "facts", facts)
