"""A match over customers is proven complete by a type checker, and one that forgets a kind is refused."""

from typing import assert_never

from relclient import (
    AccountCustomer,
    AnyCustomer,
    AnyExternalCustomer,
    AnyInternalCustomer,
    B2BCustomer,
    CustomerKind,
    FrameworkCustomer,
    HorizontalCustomer,
    OperationalCustomer,
    RetailCustomer,
    Side,
    SituationalCustomer,
)


def all_kinds(customer: AnyCustomer) -> str:
    """Every kind has its case."""
    match customer:
        case SituationalCustomer(reason=reason):
            return reason
        case HorizontalCustomer(quality_criteria=criteria):
            return ", ".join(criteria)
        case FrameworkCustomer(offers=offers):
            return ", ".join(offers)
        case OperationalCustomer(outputs=outputs):
            return ", ".join(outputs)
        case RetailCustomer(market=market):
            return market.scope.label() if market else "unknown"
        case AccountCustomer(account_number=number):
            return number or "none"
        case B2BCustomer(contacts=contacts):
            return ", ".join(contact.name for contact in contacts)
        case _:
            assert_never(customer)


def internal_kinds(customer: AnyInternalCustomer) -> str:
    """The four internal kinds are all there are."""
    match customer:
        case SituationalCustomer() | HorizontalCustomer() | FrameworkCustomer() | OperationalCustomer():
            return customer.kind.label()
        case _:
            assert_never(customer)


def forgets_accounts(customer: AnyExternalCustomer) -> str:
    """One external kind has no case."""
    match customer:
        case RetailCustomer() | B2BCustomer():
            return customer.name
        case _:
            assert_never(customer)  # type: ignore[arg-type]


def both_sides(side: Side) -> bool:
    """A match over the members of an enumeration is complete, too."""
    match side:
        case Side.INTERNAL:
            return True
        case Side.EXTERNAL:
            return False
        case _:
            assert_never(side)


def attributes(customer: AnyCustomer) -> tuple[CustomerKind, Side, str, str]:
    """What all kinds have."""
    return customer.kind, customer.side, customer.id, customer.name
