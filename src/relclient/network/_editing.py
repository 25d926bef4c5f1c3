"""Editing: what every network checks and puts in order, and how its records follow a party that changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import evolve

from relclient._validation import keep_instances
from relclient.errors import ConflictingIds, InvalidValue, RelclientError
from relclient.model.affiliations import Affiliation
from relclient.model.customers import AccountCustomer, B2BCustomer, Customer
from relclient.model.parties import Organization, Party, Person
from relclient.model.relationships import Relationship
from relclient.network.edit import Record

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


def records_in(what: str, records: Iterable[Record], problems: list[RelclientError]) -> list[Record]:
    """Return those of *records* that are records; add what the others are to *problems*."""
    kinds = Person | Organization | Affiliation | Relationship
    return keep_instances(f"edited {what}", records, kinds, "a party, an Affiliation or a Relationship", problems)


def missing_records(
    parties: Mapping[str, Party],
    affiliations: Iterable[Affiliation],
    relationships: Mapping[str, Relationship],
    removed: Iterable[Record],
) -> Iterator[RelclientError]:
    """Yield a problem for each of *removed* that is not there as it is given."""
    ties = frozenset(affiliations)
    for place, record in enumerate(removed):
        if isinstance(record, Affiliation):
            is_there = record in ties
        elif isinstance(record, Relationship):
            is_there = relationships.get(record.id) == record
        else:
            is_there = parties.get(record.id) == record
        if not is_there:
            remedy = "the network has no such record; take it from the network that is edited"
            yield InvalidValue(f"edited remove[{place}]", record, remedy)


def edited_records(
    parties: Mapping[str, Party],
    affiliations: Iterable[Affiliation],
    relationships: Mapping[str, Relationship],
    added: Sequence[Record],
    removed: Sequence[Record],
) -> tuple[list[Party], list[Affiliation], list[Relationship]]:
    """Return the records of a network without those *removed*, and then with those *added*."""
    gone = frozenset(removed)
    kept = {key: party for key, party in parties.items() if party not in gone}
    new = {record.id: record for record in added if isinstance(record, Person | Organization)}
    replaced = {id: party for id, party in new.items() if id in parties and id not in kept}
    named = dict(parties) | replaced
    ties = [tie for tie in affiliations if tie not in gone]
    services = [one for one in relationships.values() if one not in gone]
    if replaced:
        ties = [reseated(tie, named) for tie in ties]
        services = [renamed(one, named) for one in services]
    ties += [record for record in added if isinstance(record, Affiliation)]
    services += [record for record in added if isinstance(record, Relationship)]
    if replaced:
        every = {party.id: party for party in mentioned(ties, services)} | named
        ties = [reseated(tie, every) for tie in ties]
        services = [renamed(one, every) for one in services]
    return [*kept.values(), *(record for record in added if isinstance(record, Person | Organization))], ties, services


def still_named(
    removed: Iterable[Record],
    added: Iterable[Record],
    affiliations: Iterable[Affiliation],
    relationships: Iterable[Relationship],
) -> Iterator[RelclientError]:
    """Yield a problem for each party that is removed for good and that something names all the same."""
    back = {record.id for record in added if isinstance(record, Person | Organization)}
    gone = {record.id for record in removed if isinstance(record, Person | Organization)} - back
    if gone:
        for id in sorted(gone & {party.id for party in mentioned(affiliations, relationships)}):
            remedy = "remove the affiliations and relationships that name it too, or use without_parties"
            yield InvalidValue("edited remove", id, remedy)


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
