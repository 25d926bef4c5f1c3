"""Customers: a party in its role toward a provider, in one of seven kinds."""

from collections.abc import Iterable
from typing import ClassVar, final, get_args

from attrs import field, frozen

from relclient._validation import as_sequence, check_instance, check_text, check_texts
from relclient.errors import InvalidType
from relclient.labels import Term
from relclient.model.markets import Market
from relclient.model.parties import PARTY_TYPES, Party, Person
from relclient.timing.recurrence.occasion import Occasion


class Side(Term):
    """
    Whether a customer is inside the provider's group or outside it.

    >>> from relclient import Side
    >>> Side.EXTERNAL.label("ro")
    'extern'
    """

    __module__ = "relclient"

    INTERNAL = "internal"
    EXTERNAL = "external"


class CustomerKind(Term):
    """
    The seven kinds of customer, four internal and three external.

    >>> from relclient import CustomerKind
    >>> CustomerKind.B2B.side.value
    'external'
    """

    __module__ = "relclient"

    SITUATIONAL = "situational"
    HORIZONTAL = "horizontal"
    FRAMEWORK = "framework"
    OPERATIONAL = "operational"
    RETAIL = "retail"
    ACCOUNT = "account"
    B2B = "b2b"

    @property
    def side(self) -> Side:
        """The side on which customers of this kind are."""
        return Side.EXTERNAL if self in _EXTERNAL_KINDS else Side.INTERNAL


_EXTERNAL_KINDS = frozenset({CustomerKind.RETAIL, CustomerKind.ACCOUNT, CustomerKind.B2B})


def _quality_criteria(values: Iterable[str]) -> tuple[str, ...]:
    return as_sequence(values, "HorizontalCustomer.quality_criteria")


def _offers(values: Iterable[str]) -> tuple[str, ...]:
    return as_sequence(values, "FrameworkCustomer.offers")


def _target_markets(values: Iterable[Market]) -> tuple[Market, ...]:
    return as_sequence(values, "FrameworkCustomer.target_markets")


def _outputs(values: Iterable[str]) -> tuple[str, ...]:
    return as_sequence(values, "OperationalCustomer.outputs")


def _persons(values: Iterable[Person]) -> tuple[Person, ...]:
    return as_sequence(values, "B2BCustomer.contacts")


@frozen
class Customer:
    """
    The base of every customer: match on it, or on one of its subclasses, but do not make one.

    >>> from relclient import Customer, Organization
    >>> Customer(Organization("hotel"))
    Traceback (most recent call last):
        ...
    TypeError: Customer is a base: make a SituationalCustomer, HorizontalCustomer, FrameworkCustomer, \
OperationalCustomer, RetailCustomer, AccountCustomer or B2BCustomer instead.

    Raises:
        TypeError: always, on the three bases.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind]
    """Which of the seven kinds."""
    side: ClassVar[Side]
    """Internal or external, by the kind."""

    party: Party
    """Who is the customer."""

    def __attrs_post_init__(self) -> None:
        *kinds, last = (kind.__name__ for kind in get_args(AnyCustomer) if issubclass(kind, type(self)))
        raise TypeError(f"{type(self).__name__} is a base: make a {', '.join(kinds)} or {last} instead.")

    @property
    def id(self) -> str:
        """The id of the party."""
        return self.party.id

    @property
    def name(self) -> str:
        """The name of the party."""
        return self.party.name

    def __str__(self) -> str:
        return f"{self.name}, {self.kind.label()}"


@frozen
class InternalCustomer(Customer):
    """
    The base of customers inside the provider's group.

    >>> from relclient import HorizontalCustomer, InternalCustomer, Person
    >>> isinstance(HorizontalCustomer(Person("ana")), InternalCustomer)
    True

    Raises:
        TypeError: always; make one of its four kinds.
    """

    __module__ = "relclient"

    side: ClassVar[Side] = Side.INTERNAL


@frozen
class ExternalCustomer(Customer):
    """
    The base of customers with no tie to the provider's group other than buying.

    >>> from relclient import ExternalCustomer, Person, RetailCustomer
    >>> isinstance(RetailCustomer(Person("ana")), ExternalCustomer)
    True

    Raises:
        TypeError: always; make one of its three kinds.
    """

    __module__ = "relclient"

    side: ClassVar[Side] = Side.EXTERNAL

    market: Market | None = None
    """Where it buys; None when that is not known."""


@final
@frozen
class SituationalCustomer(InternalCustomer):
    """
    One that depends on the provider at a given moment for a given reason.

    >>> from datetime import date
    >>> from relclient import Occasion, Organization, SituationalCustomer
    >>> payday = Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25])
    >>> print(SituationalCustomer(Organization("payroll"), "timesheets on time", payday))
    payroll, situational customer

    Raises:
        InvalidType, InvalidValue: a field is of another type, or the reason is empty.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.SITUATIONAL

    reason: str
    """Why it depends on the provider then."""
    occasion: Occasion
    """When: once, or again and again."""

    def __attrs_post_init__(self) -> None:
        _check_party(self)
        check_text("SituationalCustomer.reason", self.reason)
        check_instance("SituationalCustomer.occasion", self.occasion, Occasion, "an Occasion")


@final
@frozen
class HorizontalCustomer(InternalCustomer):
    """
    One that works side by side with other staff, and so knows the company's quality criteria.

    >>> from relclient import HorizontalCustomer, Person
    >>> HorizontalCustomer(Person("ana"), ["served hot"]).quality_criteria
    ('served hot',)

    Raises:
        InvalidType, InvalidValue: a field is of another type, or a criterion is empty.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.HORIZONTAL

    quality_criteria: tuple[str, ...] = field(default=(), converter=_quality_criteria)
    """What it finds good work to be."""

    def __attrs_post_init__(self) -> None:
        _check_party(self)
        check_texts("HorizontalCustomer.quality_criteria", self.quality_criteria)


@final
@frozen
class FrameworkCustomer(InternalCustomer):
    """
    One close to the external customers: it decides what is offered and to which markets.

    >>> from relclient import FrameworkCustomer, Market, Organization
    >>> FrameworkCustomer(Organization("marketing"), ["weekend"], [Market(segment="families")]).offers
    ('weekend',)

    Raises:
        InvalidType, InvalidValue: a field is of another type, or an offer is blank.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.FRAMEWORK

    offers: tuple[str, ...] = field(default=(), converter=_offers)
    """The products it decides."""
    target_markets: tuple[Market, ...] = field(default=(), converter=_target_markets)
    """The markets it targets."""

    def __attrs_post_init__(self) -> None:
        _check_party(self)
        check_texts("FrameworkCustomer.offers", self.offers)
        for index, market in enumerate(self.target_markets):
            check_instance(f"FrameworkCustomer.target_markets[{index}]", market, Market, "a Market")


@final
@frozen
class OperationalCustomer(InternalCustomer):
    """
    One that produces goods or supplies services.

    >>> from relclient import OperationalCustomer, Organization
    >>> OperationalCustomer(Organization("kitchen"), ["dinners"]).kind.value
    'operational'

    Raises:
        InvalidType, InvalidValue: a field is of another type, or an output is empty.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.OPERATIONAL

    outputs: tuple[str, ...] = field(default=(), converter=_outputs)
    """What it puts out."""

    def __attrs_post_init__(self) -> None:
        _check_party(self)
        check_texts("OperationalCustomer.outputs", self.outputs)


@final
@frozen
class RetailCustomer(ExternalCustomer):
    """
    One that buys for its own use: a shopper, diner, guest or ticket holder.

    >>> from relclient import Person, RetailCustomer
    >>> print(RetailCustomer(Person("guest-204", "Mr. Pop")))
    Mr. Pop, retail customer

    Raises:
        InvalidType: a field is of another type.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.RETAIL

    market: Market | None = None
    """Where it buys; None when that is not known."""

    def __attrs_post_init__(self) -> None:
        _check_buyer(self)


@final
@frozen
class AccountCustomer(ExternalCustomer):
    """
    One served through a standing account: long-term, with add-ons or customization.

    >>> from relclient import AccountCustomer, Person
    >>> AccountCustomer(Person("mrs-marin"), "G-0042", manager=Person("ana")).manager.id
    'ana'

    Raises:
        InvalidType, InvalidValue: a field is of another type, or the number is blank.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.ACCOUNT

    account_number: str | None = None
    """The number of the standing account, if it has one."""
    manager: Person | None = None
    """Who looks after the account on the provider's side."""
    market: Market | None = None
    """Where it buys; None when that is not known."""

    def __attrs_post_init__(self) -> None:
        _check_buyer(self)
        if self.account_number is not None:
            check_text("AccountCustomer.account_number", self.account_number)
        if self.manager is not None and type(self.manager) is not Person:
            raise InvalidType("AccountCustomer.manager", self.manager, "a Person or None")


@final
@frozen
class B2BCustomer(ExternalCustomer):
    """
    One that buys as a business: a firm ordering software, a reseller.

    >>> from relclient import B2BCustomer, Organization, Person
    >>> B2BCustomer(Organization("acme"), contacts=[Person("dan")]).contacts
    (Person(id='dan', name='dan'),)

    Raises:
        InvalidType, InvalidValue: a field is of another type, or the number is blank.
    """

    __module__ = "relclient"

    kind: ClassVar[CustomerKind] = CustomerKind.B2B

    account_number: str | None = None
    """The number of its account, if it has one."""
    contacts: tuple[Person, ...] = field(default=(), converter=_persons)
    """The persons who buy for it."""
    market: Market | None = None
    """Where it buys; None when that is not known."""

    def __attrs_post_init__(self) -> None:
        _check_buyer(self)
        if self.account_number is not None:
            check_text("B2BCustomer.account_number", self.account_number)
        for index, contact in enumerate(self.contacts):
            if type(contact) is not Person:
                raise InvalidType(f"B2BCustomer.contacts[{index}]", contact, "a Person")


AnyInternalCustomer = SituationalCustomer | HorizontalCustomer | FrameworkCustomer | OperationalCustomer
"""The four internal kinds; a ``match`` over them is proven exhaustive by a type checker."""
AnyExternalCustomer = RetailCustomer | AccountCustomer | B2BCustomer
"""The three external kinds."""
AnyCustomer = AnyInternalCustomer | AnyExternalCustomer
"""All seven kinds."""


def _check_party(customer: Customer) -> None:
    if type(customer.party) not in PARTY_TYPES:
        raise InvalidType(f"{type(customer).__name__}.party", customer.party, "a Person or an Organization")


def _check_buyer(customer: ExternalCustomer) -> None:
    _check_party(customer)
    if customer.market is not None and type(customer.market) is not Market:
        raise InvalidType(f"{type(customer).__name__}.market", customer.market, "a Market or None")
