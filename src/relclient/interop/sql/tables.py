"""Tables: the columns in which a database keeps each part of a network, and a row of each by its names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from relclient.interop._codecs.entries import CUSTOMER_KINDS, PARTY_KINDS
from relclient.interop.sql._dialects import (
    DayColumn,
    Fraction,
    Nested,
    day_checks,
    discount_check,
    flag_check,
    json_check,
)
from relclient.model.affiliations import BusinessFunction, Capacity
from relclient.model.customers import Side
from relclient.model.markets import MarketScope
from relclient.model.priorities import Priority
from relclient.model.relationships import Risk

# Rows: what a table says of one thing. The types are those of what is written; what is read may be anything,
# and is checked by the values that are made of it.


class PartyRow(NamedTuple):
    """A row of `parties`."""

    id: str
    kind: str
    name: str


class CalendarRow(NamedTuple):
    """A row of `calendars`."""

    id: str
    zone: str
    hours: object


class AgreementRow(NamedTuple):
    """A row of `agreements`."""

    id: str
    name: str
    calendar: str
    procedure: str | None
    review: object


class TargetRow(NamedTuple):
    """A row of `targets`."""

    agreement: str
    priority: str
    response: str | None
    resolution: str | None
    calendar: str | None
    next_reply: str | None


class AffiliationRow(NamedTuple):
    """A row of `affiliations`, without its number: all of it tells it from others."""

    party: str
    organization: str
    capacity: str
    valid_from: date | None
    valid_until: date | None
    decides_offer: bool | None
    produces: bool | None


class RelationshipRow(NamedTuple):
    """A row of `relationships`."""

    id: str
    provider: str
    customer: str
    kind: str | None
    service: str
    valid_from: date | None
    valid_until: date | None
    agreement: str | None
    approval_risk: str | None
    approval_granted: date | None
    approval_granted_by: str | None
    approval_review: object
    staff_discount: Decimal | None
    account_number: str | None
    manager: str | None
    market_scope: str | None
    market_segment: str | None
    facts: object
    own_account_number: str | None
    own_market_scope: str | None
    own_market_segment: str | None
    own_facts: object


class ContactRow(NamedTuple):
    """A row of `contacts`."""

    relationship: str
    place: int
    person: str


class SettingsRow(NamedTuple):
    """The row of `settings`."""

    id: int
    viewpoint: str | None
    rulebook: object


Row = tuple[object, ...]
"""A row of any table, or the key of one."""
RowsByKey = Mapping[Table, dict[Row, Any]]
"""The rows of each table, by what tells them apart; each is of the type that `ROW_TYPES` gives."""
Rows = Mapping[Table, Sequence[Any]]
"""Rows of each table, of the same types."""

metadata: MetaData = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""The tables of a network; ``metadata.create_all(connection)`` makes those that are not there yet."""


# Checks stand beside their columns and not in them, for `upgrade` to find them all in one place.


def _text(
    name: str, *, needed: bool = True, key: bool = False, index: bool = False
) -> tuple[Column[str], CheckConstraint]:
    filled = CheckConstraint(f"{name} <> ''", name)
    return Column(name, String, nullable=not needed, primary_key=key, index=index), filled


def _reference(name: str, to: str, *, needed: bool = True, key: bool = False) -> Column[str]:
    return Column(name, String, ForeignKey(f"{to}.id"), nullable=not needed, primary_key=key, index=not key)


def _choice(
    name: str, values: Iterable[str], *, needed: bool = True, key: bool = False
) -> tuple[Column[str], CheckConstraint]:
    known = CheckConstraint(f"{name} IN ({_quoted(values)})", name)
    return Column(name, String, nullable=not needed, primary_key=key), known


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _day(name: str) -> tuple[Column[date], CheckConstraint, CheckConstraint]:
    return Column(name, DayColumn), *day_checks(name)


def _nested(name: str, *, needed: bool = True) -> tuple[Column[object], CheckConstraint]:
    return Column(name, Nested, nullable=not needed), json_check(name)


def _flag(name: str) -> tuple[Column[bool], CheckConstraint]:
    return Column(name, Boolean), flag_check(name)


_NOT_EMPTY = "valid_until > valid_from"  # not so when it is false; an open end is neither true nor false
_EXTERNAL = _quoted(kind for kind, of in CUSTOMER_KINDS.items() if of.side is Side.EXTERNAL)
_WITH_ACCOUNT = "'account', 'b2b'"
_SCOPES = [scope.value for scope in MarketScope]

parties: Table = Table(
    "relclient_parties",
    metadata,
    *_text("id", key=True),
    *_choice("kind", PARTY_KINDS),
    *_text("name"),
)
calendars: Table = Table(
    "relclient_calendars",
    metadata,
    Column("id", String, primary_key=True),
    *_text("zone"),
    *_nested("hours"),
)
agreements: Table = Table(
    "relclient_agreements",
    metadata,
    Column("id", String, primary_key=True),
    *_text("name"),
    _reference("calendar", "relclient_calendars"),
    *_text("procedure", needed=False),
    *_nested("review", needed=False),
)
targets: Table = Table(
    "relclient_targets",
    metadata,
    _reference("agreement", "relclient_agreements", key=True),
    *_choice("priority", (level.value for level in Priority), key=True),
    *_text("response", needed=False),
    *_text("resolution", needed=False),
    _reference("calendar", "relclient_calendars", needed=False),
    *_text("next_reply", needed=False),
    CheckConstraint("response IS NOT NULL OR resolution IS NOT NULL OR next_reply IS NOT NULL", "promises"),
)
affiliations: Table = Table(
    "relclient_affiliations",
    metadata,
    _reference("party", "relclient_parties"),
    _reference("organization", "relclient_parties"),
    *_choice("capacity", (capacity.value for capacity in Capacity)),
    *_day("valid_from"),
    *_day("valid_until"),
    *(part for function in BusinessFunction for part in _flag(function.value)),
    # Any number of ties may lead from one party to another: what tells them apart is all of the above.
    Column("id", Integer, primary_key=True),
    CheckConstraint(_NOT_EMPTY, "valid"),
    CheckConstraint("party <> organization", "ends"),
    CheckConstraint("(decides_offer IS NULL) = (produces IS NULL)", "functions"),
)
relationships: Table = Table(
    "relclient_relationships",
    metadata,
    *_text("id", key=True),
    _reference("provider", "relclient_parties"),
    _reference("customer", "relclient_parties"),
    *_choice("kind", CUSTOMER_KINDS, needed=False),
    *_text("service"),
    *_day("valid_from"),
    *_day("valid_until"),
    _reference("agreement", "relclient_agreements", needed=False),
    *_choice("approval_risk", (risk.value for risk in Risk), needed=False),
    *_day("approval_granted"),
    _reference("approval_granted_by", "relclient_parties", needed=False),
    *_nested("approval_review", needed=False),
    Column("staff_discount", Fraction),
    # What the customer of a declared kind carries.
    *_text("account_number", needed=False, index=True),
    _reference("manager", "relclient_parties", needed=False),
    *_choice("market_scope", _SCOPES, needed=False),
    *_text("market_segment", needed=False),
    *_nested("facts", needed=False),
    # What the relationship itself says of any customer.
    *_text("own_account_number", needed=False, index=True),
    *_choice("own_market_scope", _SCOPES, needed=False),
    *_text("own_market_segment", needed=False),
    *_nested("own_facts", needed=False),
    CheckConstraint(_NOT_EMPTY, "valid"),
    CheckConstraint("provider <> customer", "ends"),
    CheckConstraint(
        "approval_risk IS NOT NULL"
        " OR approval_granted IS NULL AND approval_granted_by IS NULL AND approval_review IS NULL",
        "approval",
    ),
    discount_check("staff_discount"),
    CheckConstraint(f"account_number IS NULL OR COALESCE(kind, '') IN ({_WITH_ACCOUNT})", "number"),
    CheckConstraint("manager IS NULL OR COALESCE(kind, '') = 'account'", "managed"),
    CheckConstraint(f"market_scope IS NULL OR COALESCE(kind, '') IN ({_EXTERNAL})", "market"),
    CheckConstraint("market_segment IS NULL OR market_scope IS NOT NULL", "segment"),
    CheckConstraint("own_market_segment IS NULL OR own_market_scope IS NOT NULL", "own_segment"),
)
contacts: Table = Table(
    "relclient_contacts",
    metadata,
    _reference("relationship", "relclient_relationships", key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    CheckConstraint("place >= 0", "place"),
    _reference("person", "relclient_parties"),
)


def _only_row() -> tuple[Column[int], CheckConstraint]:
    return Column("id", Integer, primary_key=True, autoincrement=False), CheckConstraint("id = 1", "only")


settings: Table = Table(
    "relclient_settings",
    metadata,
    *_only_row(),
    _reference("viewpoint", "relclient_parties", needed=False),
    *_nested("rulebook", needed=False),
)
revisions: Table = Table("relclient_revisions", metadata, *_only_row(), Column("number", BigInteger, nullable=False))
log: Table = Table(
    "relclient_log",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    *_text("of"),
    Column("key", Text, nullable=False),
    Column("before", Text),
)

ROW_TYPES: Mapping[Table, type[Any]] = {
    parties: PartyRow,
    calendars: CalendarRow,
    agreements: AgreementRow,
    targets: TargetRow,
    affiliations: AffiliationRow,
    relationships: RelationshipRow,
    contacts: ContactRow,
    settings: SettingsRow,
}
"""The rows of the tables in which a network is, each table after those to which it refers."""
CONTENT = tuple(ROW_TYPES)
"""These tables, in the same order."""
REFERRING = tuple(
    column
    for table in CONTENT
    for column in table.columns
    if any(key.column.table is parties for key in column.foreign_keys)
)
"""The columns that refer to parties."""
_KEY_SIZES = {table: len(table.primary_key) for table in CONTENT if table is not affiliations}


def columns_of(table: Table) -> Sequence[Column[object]]:
    """Return the columns with content, in the order of the fields of its rows: those of the key first."""
    names: tuple[str, ...] = ROW_TYPES[table]._fields
    return [table.c[name] for name in names]


def key_of(table: Table, row: Row) -> Row:
    """Return what tells a row from all others: its key, or all of it where the key is only a number."""
    return tuple(row[: _KEY_SIZES.get(table)])
