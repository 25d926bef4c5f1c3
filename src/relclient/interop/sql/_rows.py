"""Rows: how each value of a network stands in the tables, written and read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import compress
from typing import Any, Generic, TypeVar

from attrs import Factory, define, field, fields
from sqlalchemy import String, Table

from relclient._facts import Fact
from relclient._formatting import digest
from relclient.classification.rulebook import DEFAULT_RULEBOOK, Rulebook
from relclient.errors import (
    DocumentProblem,
    InvalidType,
    InvalidValue,
    Problems,
    RelclientError,
    UnknownParty,
)
from relclient.interop._codecs.calendars import read_hours, write_hours
from relclient.interop._codecs.entries import CUSTOMER_KINDS, PARTY_KINDS
from relclient.interop._codecs.facts import Enums, read_fact, write_fact
from relclient.interop._codecs.paths import Faults, faults_in
from relclient.interop._codecs.rulebook import Rules, read_rulebook, write_rulebook
from relclient.interop._codecs.scalars import (
    is_dict,
    is_unicode,
    no_unicode,
    one_of,
    read_day,
    read_number,
    read_object,
    read_target,
    texts_in,
    unknown_choice,
    write_target,
)
from relclient.interop._codecs.values import FieldsCodec, codec
from relclient.interop.sql import tables as of
from relclient.interop.sql._dialects import FINEST, LONGEST_KEY, Fraction, Nested, read_json
from relclient.interop.sql.tables import (
    CONTENT,
    AffiliationRow,
    AgreementRow,
    CalendarRow,
    ContactRow,
    PartyRow,
    RelationshipRow,
    Row,
    Rows,
    RowsByKey,
    SettingsRow,
    TargetRow,
    columns_of,
    key_of,
)
from relclient.labels import Term
from relclient.model.affiliations import Affiliation, BusinessFunction, Capacity
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget
from relclient.model.customers import AccountCustomer, B2BCustomer, Customer, ExternalCustomer
from relclient.model.markets import Market, MarketScope
from relclient.model.parties import Organization, Party, Person
from relclient.model.priorities import Priority
from relclient.model.relationships import Approval, Relationship, Risk
from relclient.network import ServiceNetwork
from relclient.timing.periods import Period
from relclient.timing.recurrence.occasion import Occasion
from relclient.timing.working_hours.calendar import WorkCalendar

T = TypeVar("T")
E = TypeVar("E", bound=Term)

_SHOWN = 40
"""How much of a string that is too long an error shows."""
_DIGEST = 32
"""How many digits of a hash name an agreement or a calendar: 128 bits, which do not meet by chance."""
_ENDS = 3
"""How many columns of an affiliation name it in a message: its ends and its capacity."""
_COLUMNS = {"party", "account_number", "manager", "contacts", "market"}
"""What a customer carries in columns of its own; what else its kind carries is in the column `facts`."""
_NESTED = {of.calendars: ".hours", of.relationships: ".facts"}
"""Where a fault is that does not say where it is itself: in the nested value of the row."""


_CARRIED: Mapping[type[Customer], FieldsCodec] = {
    customer: FieldsCodec(each for each in fields(customer) if each.name not in _COLUMNS)
    for customer in CUSTOMER_KINDS.values()
}
"""What each kind carries there."""
_OCCASION = codec(Occasion | None)
_DEFAULTS: Mapping[str, Any] = {each.name: each.default for each in fields(Relationship)}
_NO_FACTS: Mapping[str, Fact] = _DEFAULTS["facts"]
"""The facts of most relationships, which need no check."""


# Writing.


@define
class Writer:
    """The rows of the values that are written, each once."""

    rows: RowsByKey = field(init=False, factory=lambda: {table: dict[Row, Row]() for table in CONTENT})
    # Agreements and calendars have no id, so a hash of all that one says is its id: whoever writes the same writes it
    # under the same id, and no writer ever changes the row of another.
    _agreement_ids: dict[int, str] = field(init=False, factory=dict[int, str])  # by identity: to hash one takes long

    def write(
        self,
        parties: Iterable[Party],
        affiliations: Iterable[Affiliation],
        relationships: Iterable[Relationship],
        settings: Iterable[SettingsRow] = (),
    ) -> RowsByKey:
        """
        Return the rows of all that is given.

        Raises:
            Problems: everything that no table keeps.
            InvalidType: the holidays of a calendar are no set of dates.
        """
        rows = self.rows
        rows[of.parties].update({(party.id,): party_row(party) for party in parties})
        rows[of.affiliations].update({row: row for row in map(affiliation_row, affiliations)})
        of_relationships = rows[of.relationships]
        for relationship in relationships:
            of_relationships[relationship.id,] = self._relationship_row(relationship)
            if isinstance(relationship.customer, B2BCustomer):
                for place, contact in enumerate(relationship.customer.contacts):
                    self._put(of.contacts, ContactRow(relationship.id, place, contact.id))
        for row in settings:
            self._put(of.settings, row)
        problems = list(_problems(rows))
        if problems:
            raise Problems.found(problems)
        return rows

    def _put(self, table: Table, row: Row) -> None:
        self.rows[table][key_of(table, row)] = row

    def _relationship_row(self, relationship: Relationship) -> RelationshipRow:
        customer, approval = relationship.customer, relationship.approval
        own_market, own_facts = relationship.market, relationship.facts
        account_number = manager = market = facts = kind = None
        if isinstance(customer, Customer):
            kind = customer.kind.value
            if isinstance(customer, ExternalCustomer):
                market = customer.market
            if isinstance(customer, AccountCustomer | B2BCustomer):
                account_number = customer.account_number
            if isinstance(customer, AccountCustomer):
                manager = customer.manager
            facts = _CARRIED[type(customer)].write(customer) or None
        return RelationshipRow(
            id=relationship.id,
            provider=relationship.provider.id,
            customer=customer.id,
            kind=kind,
            service=relationship.service,
            valid_from=relationship.valid_for.start,
            valid_until=relationship.valid_for.end,
            agreement=None if relationship.agreement is None else self._agreement_id(relationship.agreement),
            approval_risk=None if approval is None else approval.risk.value,
            approval_granted=None if approval is None else approval.granted,
            approval_granted_by=None if approval is None or approval.granted_by is None else approval.granted_by.id,
            approval_review=None if approval is None else _OCCASION.write(approval.review),
            staff_discount=relationship.staff_discount,
            account_number=account_number,
            manager=None if manager is None else manager.id,
            market_scope=None if market is None else market.scope.value,
            market_segment=None if market is None else market.segment,
            facts=facts,
            own_account_number=relationship.account_number,
            own_market_scope=None if own_market is None else own_market.scope.value,
            own_market_segment=None if own_market is None else own_market.segment,
            own_facts={name: write_fact(fact) for name, fact in own_facts.items()} if own_facts else None,
        )

    def _agreement_id(self, agreement: ServiceLevelAgreement) -> str:
        known = self._agreement_ids.get(id(agreement))
        return known if known is not None else self._new_agreement(agreement)

    def _new_agreement(self, agreement: ServiceLevelAgreement) -> str:
        calendar = self._calendar_id(agreement.calendar)
        targets = sorted(self._target_row(level, target) for level, target in agreement.targets.items())
        review = _OCCASION.write(agreement.review)
        since_0_1_0 = agreement.procedure, review, [target.next_reply for target in targets]
        content = agreement.name, calendar, [target[1:5] for target in targets]
        new = _digest(*content, *(since_0_1_0 if agreement.procedure or review or any(since_0_1_0[2]) else ()))
        self._agreement_ids[id(agreement)] = new
        self._put(of.agreements, AgreementRow(new, agreement.name, calendar, agreement.procedure, review))
        for target in targets:
            self._put(of.targets, target._replace(agreement=new))
        return new

    def _target_row(self, level: Priority, target: ServiceTarget) -> TargetRow:
        return TargetRow(
            agreement="",  # its id is made of its targets
            priority=level.value,
            response=None if target.response is None else write_target(target.response),
            resolution=None if target.resolution is None else write_target(target.resolution),
            calendar=None if target.calendar is None else self._calendar_id(target.calendar),
            next_reply=None if target.next_reply is None else write_target(target.next_reply),
        )

    def _calendar_id(self, calendar: WorkCalendar) -> str:
        hours = write_hours(calendar)
        new = _digest(calendar.zone, hours)
        self._put(of.calendars, CalendarRow(new, calendar.zone, hours))
        return new


def rows_of(network: ServiceNetwork) -> RowsByKey:
    """
    Return *network* as rows, and the same network always as the same rows.

    Raises:
        Problems, InvalidType: as `Writer.write`.
    """
    return Writer().write(
        network.parties.values(), network.affiliations, network.relationships.values(), settings_rows(network)
    )


def settings_rows(network: ServiceNetwork) -> list[SettingsRow]:
    """Return the row of what *network* is asked by, if that is not the default."""
    rulebook = write_rulebook(network.rulebook) or None
    viewpoint = None if network.viewpoint is None else network.viewpoint.id
    return [] if rulebook is None and viewpoint is None else [SettingsRow(1, viewpoint, rulebook)]


def party_row(party: Party) -> PartyRow:
    """Return the row of *party*."""
    return PartyRow(party.id, "person" if isinstance(party, Person) else "organization", party.name)


def affiliation_row(tie: Affiliation) -> AffiliationRow:
    """Return the row of *tie*."""
    functions = tie.functions
    return AffiliationRow(
        party=tie.party.id,
        organization=tie.organization.id,
        capacity=tie.capacity.value,
        valid_from=tie.valid_for.start,
        valid_until=tie.valid_for.end,
        decides_offer=None if functions is None else BusinessFunction.DECIDES_OFFER in functions,
        produces=None if functions is None else BusinessFunction.PRODUCES in functions,
    )


def _digest(*content: object) -> str:
    return digest(content)[:_DIGEST]


# What a database cannot keep.


def _problems(rows: RowsByKey) -> Iterator[InvalidValue]:
    for table, by_key in rows.items():
        keys = _indexed(table)
        said = [not column.foreign_keys and isinstance(column.type, _FREE) for column in columns_of(table)]
        for row in by_key.values():
            if not _is_plain(compress(row, said)):  # the rest are days, and ids that stand in other tables too
                for column, value in zip(columns_of(table), row, strict=True):
                    yield from _unfit(f"{table.name}.{column.name}", value, is_key=column.name in keys)


def _indexed(table: Table) -> set[str]:
    of_indexes = {column.name for index in table.indexes for column in index.columns}
    return of_indexes | {column.name for column in table.primary_key}


_FREE = String, Fraction, Nested
"""The types of columns that hold what anyone may have written."""


def _is_plain(said: Iterable[object]) -> bool:
    """Clear most rows by one test for all their strings."""
    texts: list[str] = []
    for value in said:
        if type(value) is str:
            texts.append(value)
        elif is_dict(value):
            texts += texts_in(value)
        elif value is not None:
            return False
    text = "".join(texts)
    return text.isascii() and "\0" not in text and len(text) <= LONGEST_KEY


def _unfit(what: str, value: object, *, is_key: bool) -> Iterator[InvalidValue]:
    if isinstance(value, Decimal) and _exponent(value) < FINEST:
        yield InvalidValue(what, value, f"give at most {-FINEST:,} digits, which is what PostgreSQL keeps")
    for text in texts_in(value):
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        if "\0" in text:
            yield InvalidValue(what, shown, "leave the NUL character out, which no string in PostgreSQL can hold")
        elif not is_unicode(text):
            yield no_unicode(what, shown)
        elif is_key and len(text.encode()) > LONGEST_KEY:
            yield InvalidValue(what, shown, f"give at most {LONGEST_KEY:,} bytes, which is what an index holds")


def is_kept(text: str) -> bool:
    """Return whether a database can keep every character of *text*."""
    return "\0" not in text and is_unicode(text)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0  # a string stands for infinities, which are no discount


# Reading.


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
            if self.table is of.parties:
                raise UnknownParty(id) from None
            raise InvalidValue(f"{self.table.name}.id", id, "no row has it; add one, or refer to another") from None


def network_of(rows: Rows, enums: Enums, rules: Rules) -> ServiceNetwork:
    """
    Return the network that the rows tell of, in which facts may be members of *enums*, and a rulebook name *rules*.

    Raises:
        Problems: everything that is wrong with them, each with its table and row.
    """
    read = Reader(rows, enums)
    problems = read.problems
    rulebook, viewpoint = read.settings(rules)
    network = None
    try:  # to make a network of all that is sound, even if some is not: its parts may still not fit together
        network = ServiceNetwork(
            read.affiliations,
            read.relationships.sound.values(),
            read.parties.sound.values(),
            rulebook=rulebook,
            viewpoint=viewpoint,
        )
    except Problems as unsound:
        problems.extend(DocumentProblem(of.affiliations.name, str(problem)) for problem in unsound.exceptions)
    if network is None or problems:
        raise Problems.found(problems)
    return network


class Reader:
    """All tables read, each after those to which it refers."""

    def __init__(self, rows: Rows, enums: Enums) -> None:
        """Read *rows*, in which facts may be members of *enums*; what is wrong with them is in `problems`."""
        self._rows = rows
        self._enums = enums
        self.problems: list[RelclientError] = []
        self.parties = self._by_id(of.parties, _party)
        self._calendars = self._by_id(of.calendars, _calendar)
        self._targets = self._by_owner(of.targets, self._target)
        self._agreements = self._by_id(of.agreements, self._agreement)
        self.affiliations = [tie for _, tie in self._each(of.affiliations, self._affiliation) if tie is not None]
        self._contacts = self._by_owner(of.contacts, self._contact)
        self.relationships = self._by_id(of.relationships, self._relationship)
        self._report_left_over(of.targets, self._targets, self._agreements)
        self._report_left_over(of.contacts, self._contacts, self.relationships)

    def settings(self, rules: Rules) -> tuple[Rulebook, Organization | None]:
        """Read the rulebook, which may name *rules*, and the viewpoint."""
        rulebook, viewpoint = DEFAULT_RULEBOOK, None
        for row in self._rows[of.settings]:
            try:
                if row.rulebook is not None:
                    rulebook = read_rulebook(read_json(row.rulebook), self._enums, rules)
            except (Faults, RelclientError) as faults:
                for path, error in faults_in(faults):
                    self.problems.append(_located(of.settings, row, error, f".rulebook{path}"))
            _, viewpoint = next(self._each(of.settings, self._viewpoint))
        return rulebook, viewpoint

    def _viewpoint(self, row: SettingsRow) -> Organization | None:
        return None if row.viewpoint is None else self._organization(row.viewpoint, "viewpoint")

    def _each(self, table: Table, read: Callable[[Any], T]) -> Iterator[tuple[Any, T | None]]:
        """Read every row, and yield its id with what it tells of; None stands for what is broken."""
        for row in self._rows[table]:
            value = None
            try:
                value = read(row)
            except _AlreadyReported:
                pass
            except RelclientError as error:
                self.problems.append(_located(table, row, error))
            yield row[0], value

    def _by_id(self, table: Table, read: Callable[[Any], T]) -> _Found[T]:
        found = _Found[T](table)
        for id, value in self._each(table, read):
            if value is None:
                found.broken.add(id)
            else:
                found.sound[id] = value
        return found

    def _by_owner(self, table: Table, read: Callable[[Any], T]) -> dict[str, list[T]]:
        """Read the rows that are parts of those of another table, in the order that they have there."""
        lists: dict[str, list[T]] = {}
        for owner, value in self._each(table, read):
            if value is not None:
                lists.setdefault(owner, []).append(value)
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

    def _organization(self, id: str, column: str) -> Organization:
        organization = self.parties[id]
        if isinstance(organization, Organization):
            return organization
        raise InvalidValue(f".{column}", id, "it is no organization; refer to one")

    def _target(self, row: TargetRow) -> tuple[Priority, ServiceTarget]:
        target = ServiceTarget(
            response=_maybe("response", read_target, row.response),
            resolution=_maybe("resolution", read_target, row.resolution),
            next_reply=_maybe("next_reply", read_target, row.next_reply),
            calendar=None if row.calendar is None else self._calendars[row.calendar],
        )
        return _term(Priority, row.priority, "priority"), target

    def _agreement(self, row: AgreementRow) -> ServiceLevelAgreement:
        return ServiceLevelAgreement(
            row.name,
            dict(self._targets.pop(row.id, ())),
            self._calendars[row.calendar],
            procedure=row.procedure,
            review=_at("review", _OCCASION.read, read_json(row.review)),
        )

    def _affiliation(self, row: AffiliationRow) -> Affiliation:
        return Affiliation(
            self.parties[row.party],
            self._organization(row.organization, "organization"),
            _term(Capacity, row.capacity, "capacity"),
            _period(row.valid_from, row.valid_until),
            _functions(row.decides_offer, row.produces),
        )

    def _contact(self, row: ContactRow) -> Person:
        return self._person(row.person, "person")

    def _relationship(self, row: RelationshipRow) -> Relationship:
        party = self.parties[row.customer]
        return Relationship(
            self.parties[row.provider],
            party if row.kind is None else self._customer(row, party),
            row.service,
            _period(row.valid_from, row.valid_until),
            id=row.id,
            agreement=None if row.agreement is None else self._agreements[row.agreement],
            approval=None if row.approval_risk is None else self._approval(row),
            staff_discount=_maybe("staff_discount", read_number, row.staff_discount),
            account_number=row.own_account_number,
            market=_market(row.own_market_scope, row.own_market_segment, "own_market_scope"),
            facts=_NO_FACTS if row.own_facts is None else self._facts(read_json(row.own_facts)),
        )

    def _facts(self, value: object) -> Mapping[str, Fact]:
        given = _at("own_facts", read_object, value)
        return {name: _at("own_facts", self._fact, fact) for name, fact in given.items()}

    def _fact(self, value: object) -> Fact:
        return read_fact(value, self._enums)

    def _customer(self, row: RelationshipRow, party: Party) -> Customer:
        customer = CUSTOMER_KINDS.get(row.kind or "")
        if customer is None:
            raise unknown_choice(row.kind, one_of(CUSTOMER_KINDS)).with_fields(what=".kind")
        carried: dict[str, Any] = {}
        if issubclass(customer, ExternalCustomer):
            carried["market"] = _market(row.market_scope, row.market_segment, "market_scope")
        if issubclass(customer, AccountCustomer | B2BCustomer):
            carried["account_number"] = row.account_number
        if issubclass(customer, AccountCustomer):
            carried["manager"] = None if row.manager is None else self._person(row.manager, "manager")
        if issubclass(customer, B2BCustomer):
            carried["contacts"] = self._contacts.pop(row.id, ())
        if _CARRIED[customer].some:
            carried |= _CARRIED[customer].read(read_json(row.facts))
        return customer(party, **carried)

    def _approval(self, row: RelationshipRow) -> Approval:
        return Approval(
            _term(Risk, row.approval_risk, "approval_risk"),
            _maybe("approval_granted", read_day, row.approval_granted),
            None if row.approval_granted_by is None else self.parties[row.approval_granted_by],
            _at("approval_review", _OCCASION.read, read_json(row.approval_review)),
        )


def _party(row: PartyRow) -> Party:
    party = PARTY_KINDS.get(row.kind)
    if party is None:
        raise unknown_choice(row.kind, one_of(PARTY_KINDS)).with_fields(what=".kind")
    return party(row.id, row.name)


def _calendar(row: CalendarRow) -> WorkCalendar:
    return read_hours(row.zone, read_json(row.hours))


def _term(terms: type[E], value: object, column: str) -> E:
    """Read a member of an enumeration from its lower-case name."""
    try:
        return terms(value)
    except ValueError:
        raise unknown_choice(value, one_of(term.value for term in terms)).with_fields(what=f".{column}") from None


@lru_cache(maxsize=10_000)  # most come up many times, and so do the other values below
def _period(start: date | None, end: date | None) -> Period:
    return Period(_maybe("valid_from", read_day, start), _maybe("valid_until", read_day, end))


@cache
def _functions(decides_offer: bool | None, produces: bool | None) -> frozenset[BusinessFunction] | None:  # noqa: FBT001  # columns
    if decides_offer is None and produces is None:
        return None
    done = {BusinessFunction.DECIDES_OFFER: decides_offer, BusinessFunction.PRODUCES: produces}
    return frozenset(function for function, does in done.items() if does)


@lru_cache(maxsize=10_000)
def _market(scope: str | None, segment: str | None, column: str) -> Market | None:
    return None if scope is None else Market(_term(MarketScope, scope, column), segment)


def _at(column: str, read: Callable[[object], T], value: object) -> T:
    """Read what *column* holds; an error names the column."""
    try:
        return read(value)
    except (InvalidType, InvalidValue) as error:
        raise error.with_fields(what=error.what or f".{column}") from None


def _maybe(column: str, read: Callable[[object], T], value: object) -> T | None:
    """Read what *column* holds, where it holds anything."""
    return None if value is None else _at(column, read, value)


def _located(table: Table, row: Row, error: RelclientError, inside: str = "") -> DocumentProblem:
    """Return *error* with the row in which it is, and the place *inside* that."""
    keys = len(table.primary_key) if table is not of.affiliations else _ENDS
    path = f"{table.name}[{', '.join(map(repr, row[:keys]))}]{inside}"
    if isinstance(error, InvalidType | InvalidValue) and error.what[:1] in {"", "."}:  # nested, or of one column
        error = error.with_fields(what=f"{path}{error.what or _NESTED.get(table, '')}")
    return DocumentProblem(path, error)
