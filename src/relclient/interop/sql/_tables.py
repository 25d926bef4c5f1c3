"""Tables: the columns in which a database keeps each part of a network."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

from relclient.interop._codecs.entries import CUSTOMER_KINDS, PARTY_KINDS
from relclient.model.affiliations import BusinessFunction, Capacity
from relclient.model.customers import Side
from relclient.model.markets import MarketScope
from relclient.model.priorities import Priority
from relclient.model.relationships import Risk

Row = tuple[object, ...]
"""What a table says of one thing, in the order of `columns_of`."""
RowsByKey = Mapping[Table, dict[Row, Row]]
"""The rows of each table, by what tells them apart."""
FetchedRow = Sequence[Any]
"""What was read of one thing, in the order of `columns_of`; of which types that is, the values check."""
FetchedRows = Sequence[Any]
"""Rows of SQLAlchemy, whose parameters differ between its versions: each is a `FetchedRow`, with names."""
Fetched = Mapping[Table, FetchedRows]
"""What was read of each table."""


class Fraction(TypeDecorator[Decimal]):
    """A decimal number to its last digit: a number in PostgreSQL, a string where numbers are binary."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Numeric[Decimal] | String:
        """Give the type of the column."""
        return Numeric() if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> object:
        """Give what is written."""
        return value if value is None or dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  # both are read
        """Give what was read."""
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


metadata: MetaData = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""The tables of a network; ``metadata.create_all(connection)`` makes those that are not there yet."""


def _text(name: str, *, needed: bool = True, key: bool = False, index: bool = False) -> Column[str]:
    filled = CheckConstraint(f"{name} <> ''", name)
    return Column(name, String, filled, nullable=not needed, primary_key=key, index=index)


def _reference(name: str, to: str, *, needed: bool = True, key: bool = False) -> Column[str]:
    return Column(name, String, ForeignKey(f"{to}.id"), nullable=not needed, primary_key=key, index=not key)


def _choice(name: str, values: Iterable[str], *, needed: bool = True, key: bool = False) -> Column[str]:
    known = CheckConstraint(f"{name} IN ({_quoted(values)})", name)
    return Column(name, String, known, nullable=not needed, primary_key=key)


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _day(name: str) -> tuple[Column[date], CheckConstraint, CheckConstraint]:
    # What no date of Python is could not be read again. SQLite keeps any text in a date column, such as 'tomorrow';
    # PostgreSQL keeps infinities and years that Python does not have, SQLite the year 0.
    is_day = CheckConstraint(f"{name} IS date({name})", f"{name}_day").ddl_if(dialect="sqlite")
    in_range = CheckConstraint(f"{name} BETWEEN '{date.min}' AND '{date.max}'", f"{name}_range")
    return Column(name, Date), is_day, in_range


def _nested(name: str, *, needed: bool = True) -> tuple[Column[object], CheckConstraint]:
    is_json = CheckConstraint(f"{name} IS NULL OR json_valid({name})", f"{name}_json").ddl_if(dialect="sqlite")
    of = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    return Column(name, of, nullable=not needed), is_json


_NOT_EMPTY = "valid_until > valid_from"  # not so when it is false; an open end is neither true nor false
_EXTERNAL = _quoted(kind for kind, of in CUSTOMER_KINDS.items() if of.side is Side.EXTERNAL)
_WITH_ACCOUNT = "'account', 'b2b'"

parties = Table(
    "relclient_parties",
    metadata,
    _text("id", key=True),
    _choice("kind", PARTY_KINDS),
    _text("name"),
)
calendars = Table(
    "relclient_calendars",
    metadata,
    Column("id", String, primary_key=True),
    _text("zone"),
    *_nested("hours"),
)
agreements = Table(
    "relclient_agreements",
    metadata,
    Column("id", String, primary_key=True),
    _text("name"),
    _reference("calendar", "relclient_calendars"),
)
targets = Table(
    "relclient_targets",
    metadata,
    _reference("agreement", "relclient_agreements", key=True),
    _choice("priority", (level.value for level in Priority), key=True),
    _text("response", needed=False),
    _text("resolution", needed=False),
    _reference("calendar", "relclient_calendars", needed=False),
    CheckConstraint("response IS NOT NULL OR resolution IS NOT NULL", "promises"),
)
affiliations = Table(
    "relclient_affiliations",
    metadata,
    _reference("party", "relclient_parties"),
    _reference("organization", "relclient_parties"),
    _choice("capacity", (capacity.value for capacity in Capacity)),
    *_day("valid_from"),
    *_day("valid_until"),
    *(Column(f.value, Boolean(create_constraint=True, name=f.value)) for f in BusinessFunction),
    # Any number of ties may lead from one party to another: what tells them apart is all of the above.
    Column("id", Integer, primary_key=True),
    CheckConstraint(_NOT_EMPTY, "valid"),
    CheckConstraint("party <> organization", "ends"),
    CheckConstraint("(decides_offer IS NULL) = (produces IS NULL)", "functions"),
)
relationships = Table(
    "relclient_relationships",
    metadata,
    _text("id", key=True),
    _reference("provider", "relclient_parties"),
    _reference("customer", "relclient_parties"),
    _choice("kind", CUSTOMER_KINDS, needed=False),
    _text("service"),
    *_day("valid_from"),
    *_day("valid_until"),
    _reference("agreement", "relclient_agreements", needed=False),
    _choice("approval_risk", (risk.value for risk in Risk), needed=False),
    *_day("approval_granted"),
    Column("staff_discount", Fraction),
    _text("account_number", needed=False, index=True),
    _reference("manager", "relclient_parties", needed=False),
    _choice("market_scope", (scope.value for scope in MarketScope), needed=False),
    _text("market_segment", needed=False),
    *_nested("facts", needed=False),
    CheckConstraint(_NOT_EMPTY, "valid"),
    CheckConstraint("provider <> customer", "ends"),
    CheckConstraint("approval_granted IS NULL OR approval_risk IS NOT NULL", "approval"),
    CheckConstraint("staff_discount > 0 AND staff_discount <= 1", "discount").ddl_if(dialect="postgresql"),
    CheckConstraint(f"account_number IS NULL OR COALESCE(kind, '') IN ({_WITH_ACCOUNT})", "number"),
    CheckConstraint("manager IS NULL OR COALESCE(kind, '') = 'account'", "managed"),
    CheckConstraint(f"market_scope IS NULL OR COALESCE(kind, '') IN ({_EXTERNAL})", "market"),
    CheckConstraint("market_segment IS NULL OR market_scope IS NOT NULL", "segment"),
)
contacts = Table(
    "relclient_contacts",
    metadata,
    _reference("relationship", "relclient_relationships", key=True),
    Column("place", Integer, CheckConstraint("place >= 0", "place"), primary_key=True, autoincrement=False),
    _reference("person", "relclient_parties"),
)
revisions = Table(
    "relclient_revisions",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", "only"), primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
)

CONTENT = (parties, calendars, agreements, targets, affiliations, relationships, contacts)
"""The tables in which a network is, each after those to which it refers."""
REFERRING = (
    affiliations.c.party,
    affiliations.c.organization,
    relationships.c.provider,
    relationships.c.customer,
    relationships.c.manager,
    contacts.c.person,
)
"""The columns that refer to parties."""


_KEY_SIZES = {table: len(table.primary_key) for table in CONTENT if table is not affiliations}


def columns_of(table: Table) -> Sequence[Column[object]]:
    """Give the columns with content, those of the key first."""
    return [column for column in table.columns if column is not affiliations.c.id]


def key_of(table: Table, row: Row) -> Row:
    """Give what tells a row from all others: its key, or all of it where the key is only a number."""
    return row[: _KEY_SIZES.get(table)]
