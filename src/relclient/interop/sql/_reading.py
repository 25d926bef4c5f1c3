"""Networks from rows: every row is read, and everything that is wrong is named at once."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from attrs import Factory, define
from sqlalchemy import Table

from relclient.errors import DocumentProblem, InvalidType, InvalidValue, Problems, RelclientError, UnknownParty
from relclient.interop._codecs.entries import PARTY_KINDS
from relclient.interop._codecs.scalars import read_target
from relclient.interop.sql import _tables as at
from relclient.interop.sql._facts import Facts, no_choice, read_calendar, read_customer, read_term
from relclient.interop.sql._tables import Fetched, FetchedRow
from relclient.model.affiliations import Affiliation, BusinessFunction, Capacity
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget, Target
from relclient.model.customers import Customer
from relclient.model.parties import Organization, Party, Person
from relclient.model.priorities import Priority
from relclient.model.relationships import Approval, Relationship, Risk
from relclient.network import ServiceNetwork
from relclient.timing.periods import Period

T = TypeVar("T")
_ENDS = 3
"""How many columns of an affiliation name it in a message: its ends and its capacity."""
_NESTED = {at.calendars: ".hours", at.relationships: ".facts"}
"""Where a fault is that does not say where it is itself: in the nested value of the row."""
_period = lru_cache(maxsize=10_000)(Period)  # most come up many times


class _AlreadyReported(Exception):
    """What a row refers to is broken itself, which is reported where it is."""


@define
class _Found(Generic[T]):
    """The sound things of one table by id, and the ids of those that are not."""

    table: Table
    sound: dict[str, T] = Factory(dict[str, T])
    broken: set[str] = Factory(set[str])

    def __getitem__(self, id: str) -> T:
        try:
            return self.sound[id]
        except KeyError:
            if id in self.broken:
                raise _AlreadyReported from None
            if self.table is at.parties:
                raise UnknownParty(id) from None
            raise InvalidValue(f"{self.table.name}.id", id, "no row has it; add one, or refer to another") from None


def network_of(fetched: Fetched) -> ServiceNetwork:
    """
    Make the network that the rows tell of.

    Raises:
        Problems: everything that is wrong with them, each with its table and row.
    """
    reading = _Reading(fetched)
    problems = reading.problems
    network = None
    try:  # to make a network of all that is sound, even if some is not: its parts may still not fit together
        services, parties = reading.relationships.sound.values(), reading.parties.sound.values()
        network = ServiceNetwork(reading.affiliations, services, parties)
    except Problems as unsound:
        problems.extend(DocumentProblem(at.affiliations.name, str(problem)) for problem in unsound.exceptions)
    if network is None or problems:
        raise Problems.found(problems)
    return network


class _Reading:
    """All tables read, each after those to which it refers."""

    def __init__(self, fetched: Fetched) -> None:
        self._fetched = fetched
        self.problems: list[RelclientError] = []
        self.parties = self._by_id(at.parties, _party)
        self._calendars = self._by_id(at.calendars, read_calendar)
        self._targets = self._by_owner(at.targets, self._target)
        self._agreements = self._by_id(at.agreements, self._agreement)
        self.affiliations = [tie for _, tie in self._each(at.affiliations, self._affiliation) if tie is not None]
        self._contacts = self._by_owner(at.contacts, self._contact)
        self.relationships = self._by_id(at.relationships, self._relationship)
        self._report_left_over(at.targets, self._targets, self._agreements)
        self._report_left_over(at.contacts, self._contacts, self.relationships)

    def _each(self, table: Table, read: Callable[[FetchedRow], T]) -> Iterator[tuple[FetchedRow, T | None]]:
        """Read every row; None stands for what is broken."""
        for row in self._fetched[table]:
            value = None
            try:
                value = read(row)
            except _AlreadyReported:
                pass
            except RelclientError as error:
                self.problems.append(_located(table, row, error))
            yield row, value

    def _by_id(self, table: Table, read: Callable[[FetchedRow], T]) -> _Found[T]:
        found = _Found[T](table)
        for row, value in self._each(table, read):
            if value is None:
                found.broken.add(row[0])
            else:
                found.sound[row[0]] = value
        return found

    def _by_owner(self, table: Table, read: Callable[[FetchedRow], T]) -> dict[str, list[T]]:
        """Read the rows that are parts of those of another table, in the order that they have there."""
        lists: dict[str, list[T]] = {}
        for row, value in self._each(table, read):
            if value is not None:
                lists.setdefault(row[0], []).append(value)
        return lists

    def _report_left_over(self, table: Table, lists: Mapping[str, object], owners: _Found[T]) -> None:
        """Report the parts that nothing took; those of what is broken were not offered."""
        for owner in sorted(lists.keys() - owners.broken):
            remedy = f"no row of {owners.table.name} has this id and can have such parts; delete them"
            self.problems.append(_located(table, (owner,), InvalidValue(f".{table.columns.keys()[0]}", owner, remedy)))

    def _person(self, id: str, column: str) -> Person:
        person = self.parties[id]
        if isinstance(person, Person):
            return person
        raise InvalidValue(f".{column}", id, "it is no person; refer to one")

    def _target(self, row: FetchedRow) -> tuple[Priority, ServiceTarget]:
        _, priority, response, resolution, calendar = row
        target = ServiceTarget(
            None if response is None else _promised(response, "response"),
            None if resolution is None else _promised(resolution, "resolution"),
            None if calendar is None else self._calendars[calendar],
        )
        return read_term(Priority, priority, "priority"), target

    def _agreement(self, row: FetchedRow) -> ServiceLevelAgreement:
        id, name, calendar = row
        return ServiceLevelAgreement(name, dict(self._targets.pop(id, ())), self._calendars[calendar])

    def _affiliation(self, row: FetchedRow) -> Affiliation:
        party, to, capacity, start, end, *does = row
        organization = self.parties[to]
        if not isinstance(organization, Organization):
            raise InvalidValue(".organization", to, "it is no organization; refer to one")
        is_said = does[0] is not None
        functions = frozenset(function for function, done in zip(BusinessFunction, does, strict=True) if done)
        return Affiliation(
            self.parties[party],
            organization,
            read_term(Capacity, capacity, "capacity"),
            _period(start, end),
            functions if is_said else None,
        )

    def _contact(self, row: FetchedRow) -> Person:
        return self._person(row[2], "person")

    def _relationship(self, row: FetchedRow) -> Relationship:
        id, provider, customer, kind, service, start, end, agreement, risk, granted, discount, *facts = row
        party = self.parties[customer]
        return Relationship(
            self.parties[provider],
            party if kind is None else self._customer(id, kind, party, facts),
            service,
            _period(start, end),
            id=id,
            agreement=None if agreement is None else self._agreements[agreement],
            approval=None if risk is None else Approval(read_term(Risk, risk, "approval_risk"), granted),
            staff_discount=discount,
        )

    def _customer(self, id: str, kind: str, party: Party, facts: FetchedRow) -> Customer:
        account_number, manager, market_scope, market_segment, nested = facts
        contacts = self._contacts.pop(id, ()) if kind == "b2b" else ()
        looks_after = None if manager is None else self._person(manager, "manager")
        told = Facts(party, account_number, looks_after, contacts, market_scope, market_segment, nested)
        return read_customer(kind, told)


def _party(row: FetchedRow) -> Party:
    id, kind, name = row
    of = PARTY_KINDS.get(kind)
    if of is None:
        raise no_choice(kind, PARTY_KINDS, "kind")
    return of(id, name)


def _promised(value: object, column: str) -> Target:
    try:
        return read_target(value)
    except (InvalidType, InvalidValue) as error:
        raise error.with_fields(what=f".{column}") from None


def _located(table: Table, row: FetchedRow, error: RelclientError) -> DocumentProblem:
    """Say in which row *error* is."""
    keys = len(table.primary_key) if table is not at.affiliations else _ENDS
    path = f"{table.name}[{', '.join(map(repr, row[:keys]))}]"
    if isinstance(error, InvalidType | InvalidValue) and error.what[:1] in {"", "."}:  # nested, or of one column
        error = error.with_fields(what=f"{path}{error.what or _NESTED[table]}")
    return DocumentProblem(path, error)
