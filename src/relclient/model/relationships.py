"""Relationships: one provider serving one customer with one service, for a period, on agreed terms."""

from datetime import date
from decimal import Decimal
from typing import final

from attrs import field, frozen

from relclient._validation import check_day, check_instance, check_text
from relclient.errors import InvalidValue, SelfRelationship
from relclient.labels import Term
from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.customers import Customer
from relclient.model.parties import PARTY_TYPES, Party
from relclient.timing.periods import Period


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
        InvalidType: the risk is no `Risk`, or the day no date.
    """

    __module__ = "relclient"

    risk: Risk
    """How the sale was judged."""
    granted: date | None = None
    """The day on which it was granted; None while it is awaited."""

    def __attrs_post_init__(self) -> None:
        check_instance("Approval.risk", self.risk, Risk, "a Risk")
        if self.granted is not None:
            check_day("Approval.granted", self.granted)


def _given_id(id: str | None) -> str:
    if id is None:
        return ""  # until the rest is known to be sound, of which it is then made
    if type(id) is not str or not id:
        check_text("Relationship.id", id)
    return id


@final
@frozen
class Relationship:
    """
    One provider serving one customer with one service, for a period, on agreed terms.

    The customer is a `Customer`, which declares its kind (``check`` holds it against the evidence),
    or a bare party, which is classified anew on each date asked.
    Without an id one is made from the ends, the service and the start.

    >>> from datetime import date
    >>> from relclient import Organization, Period, Person, Relationship, RetailCustomer
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay", Period(date(2026, 3, 2)))
    >>> stay.id
    'hotel/mr-pop/stay/2026-03-02'

    Raises:
        SelfRelationship: provider and customer are the same party.
        InvalidType: a field is of another type.
        InvalidValue: the service or the id is empty, or the discount is not above 0 and at most 1.
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
    id: str = field(default=None, converter=_given_id, kw_only=True)
    """The identity across a network; made of the content when none is given."""
    agreement: ServiceLevelAgreement | None = field(default=None, kw_only=True)
    """What is promised."""
    approval: Approval | None = field(default=None, kw_only=True)
    """The leave to sell outside, where one is needed."""
    staff_discount: Decimal | None = field(default=None, kw_only=True)
    """The part of the price that a member of staff is let off: above 0, at most 1."""

    def __attrs_post_init__(self) -> None:
        # One cheap test clears the sound ones, because networks make them by the million.
        if not (
            type(self.provider) in PARTY_TYPES
            and (isinstance(self.customer, Customer) or type(self.customer) in PARTY_TYPES)
            and type(self.service) is str
            and self.service
            and type(self.valid_for) is Period
        ):
            _check_ends(self)
        if self.provider.id == self.customer.id:
            raise SelfRelationship(self.provider.id)
        if not self.id:
            made = derived_id(self.provider, self.customer, self.service, self.valid_for)
            object.__setattr__(self, "id", made)
        if self.agreement is not None or self.approval is not None or self.staff_discount is not None:
            _check_terms(self)

    @property
    def party(self) -> Party:
        """The party that is served, whether its kind is declared or not."""
        customer = self.customer
        return customer.party if isinstance(customer, Customer) else customer

    @property
    def has_derived_id(self) -> bool:
        """Whether the id is the one that the content gives."""
        return self.id == derived_id(self.provider, self.customer, self.service, self.valid_for)

    def __str__(self) -> str:
        service = f"{self.provider.name} serves {self.customer.name} with {self.service}"
        return f"{service} {self.valid_for}" if self.valid_for.is_limited else service


def derived_id(provider: Party, customer: Customer | Party, service: str, valid_for: Period) -> str:
    """Make the id of a relationship that is given none: its ends, its service and its start."""
    ends = f"{provider.id}/{customer.id}/{service}"
    return ends if valid_for.start is None else f"{ends}/{valid_for.start}"


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
