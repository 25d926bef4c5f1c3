"""Editing: what every network checks and puts in order, and how its records follow a party that changes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from attrs import evolve

from relclient.errors import ConflictingIds, RelclientError
from relclient.model.affiliations import Affiliation
from relclient.model.customers import AccountCustomer, B2BCustomer, Customer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship

T = TypeVar("T", bound=Party | Relationship)


def mentioned(affiliations: Iterable[Affiliation], relationships: Iterable[Relationship]) -> Iterator[Party]:
    """Yield every party that the records name."""
    for tie in affiliations:
        yield tie.party
        yield tie.organization
    for relationship in relationships:
        yield relationship.provider
        yield relationship.party
        customer = relationship.customer
        if isinstance(customer, B2BCustomer):
            yield from customer.contacts
        elif isinstance(customer, AccountCustomer) and customer.manager is not None:
            yield customer.manager
        if relationship.approval is not None and relationship.approval.granted_by is not None:
            yield relationship.approval.granted_by


def by_id(noun: str, items: Iterable[T], problems: list[RelclientError]) -> dict[str, T]:
    """Return *items* by id, in order; add ids with two contents to *problems*."""
    found: dict[str, T] = {}
    clashes: dict[T, ConflictingIds] = {}
    for item in items:
        known = found.setdefault(item.id, item)
        if known is not item and known != item:
            clashes.setdefault(item, ConflictingIds(noun, item.id, known, item))
    problems.extend(clashes.values())
    return {key: found[key] for key in sorted(found)}


def tie_order(tie: Affiliation) -> tuple[str, str, str, date, date, bool, list[str]]:
    """Return what puts affiliations in order."""
    period, functions = tie.valid_for, tie.functions
    return (
        tie.party.id,
        tie.organization.id,
        tie.capacity.value,
        period.start or date.min,
        period.end or date.max,
        functions is not None,
        sorted(function.value for function in functions or ()),
    )


def renamed(relationship: Relationship, parties: Mapping[str, Party]) -> Relationship:
    """
    Return *relationship* with its parties as *parties* has them; others than its ends that it lacks are left out.

    Each constructor refuses a party of the wrong type, which is why the checker is told to leave it to them.
    """
    provider, customer, approval = parties[relationship.provider.id], relationship.customer, relationship.approval
    if approval is not None and approval.granted_by is not None:
        approval = evolve(approval, granted_by=parties.get(approval.granted_by.id))
    if not isinstance(customer, Customer):
        return evolve(relationship, provider=provider, customer=parties[customer.id], approval=approval)
    if isinstance(customer, B2BCustomer):
        contacts = [parties[contact.id] for contact in customer.contacts if contact.id in parties]
        customer = evolve(customer, contacts=contacts)  # type: ignore[arg-type]
    elif isinstance(customer, AccountCustomer) and customer.manager is not None:
        customer = evolve(customer, manager=parties.get(customer.manager.id))  # type: ignore[arg-type]
    return evolve(
        relationship, provider=provider, customer=evolve(customer, party=parties[customer.id]), approval=approval
    )


def reseated(tie: Affiliation, parties: Mapping[str, Party]) -> Affiliation:
    """Return *tie* with its ends as *parties* has them."""
    organization = parties[tie.organization.id]
    return evolve(tie, party=parties[tie.party.id], organization=organization)  # type: ignore[arg-type]  # as above
