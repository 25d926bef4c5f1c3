"""Dialects: all that differs between one database and another; a third one is a class here, and nothing else."""

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    Constraint,
    Date,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    NestedTransaction,
    Numeric,
    String,
    Table,
    TypeDecorator,
    bindparam,
    cast,
    column,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint

from relclient.errors import InvalidValue

Row = Sequence[object]
T = TypeVar("T")

LONGEST_KEY = 2_600
"""How many bytes PostgreSQL puts into an index, with a little to spare; every database is held to it."""
FINEST = -16_000
"""The exponent of the last digit that PostgreSQL keeps, with a little to spare; every database is held to it."""
_ROWS = 5_000
"""How many rows go to a driver at a time."""
_LARGE = 2_000_000
"""How many characters go to PostgreSQL at a time, and the last row whole."""


# Types: what a database keeps but Python cannot read comes back as it is, for the reader to say in which row it stands.


class Fraction(TypeDecorator[Decimal]):
    """A decimal number to its last digit: a number in PostgreSQL, a string where numbers are binary."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Numeric[Decimal] | String:
        """Return the type of the column."""
        return Numeric() if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> object:
        """Return what is written."""
        return value if value is None or dialect.name == "postgresql" else str(value)

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  # both are read
        """Return what was read."""
        return value if value is None or isinstance(value, Decimal) else _decimal(value)


class DayColumn(TypeDecorator[date]):
    """A date."""

    impl = Date
    cache_ok = True

    def result_processor(  # pyright: ignore[reportIncompatibleMethodOverride]  # SQLAlchemy leaves its types open
        self, dialect: Dialect, coltype: object
    ) -> Callable[[object], date | None] | None:
        """Return what reads a date: in SQLite they are strings, and any string may stand in their place."""
        return _day if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


class Nested(TypeDecorator[object]):
    """A JSON object."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> JSON:
        """Return the type of the column."""
        return JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)

    def result_processor(  # pyright: ignore[reportIncompatibleMethodOverride]  # the same
        self, dialect: Dialect, coltype: object
    ) -> Callable[[object], object] | None:
        """Return what reads an object: in SQLite it is a string, and may hold more than Python reads."""
        return read_json if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@lru_cache(maxsize=10_000)
def _day(value: object) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)  # type: ignore[arg-type]  # TypeError is foreseen
    except (TypeError, ValueError):
        return value  # type: ignore[return-value]  # as all types here do: the reader refuses it


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value  # type: ignore[return-value]  # as above


def read_json(value: object) -> object:
    """Return what a string of JSON holds; anything else, and what is none, as it is."""
    if not isinstance(value, str):
        return value
    try:
        found: object = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return found


# Checks, each under a name that the tables give.


def day_checks(name: str) -> tuple[CheckConstraint, CheckConstraint]:
    """
    Return what keeps a column of dates to the dates that Python has.

    SQLite keeps any string in such a column, 'tomorrow' and '2026-02-30' too, and the year 0;
    PostgreSQL keeps infinities and years that Python does not have.
    """
    is_day = _check_in("sqlite", f"{name} IS date({name}, '+0 days')", f"{name}_day")
    return is_day, CheckConstraint(f"{name} BETWEEN '{date.min}' AND '{date.max}'", f"{name}_range")


def json_check(name: str) -> CheckConstraint:
    """Return what keeps a column to JSON where its type does not."""
    return _check_in("sqlite", f"{name} IS NULL OR json_valid({name})", f"{name}_json")


def flag_check(name: str) -> CheckConstraint:
    """Return what keeps a column to true and false where its type does not."""
    return _check_in("sqlite", f"{name} IN (0, 1)", name)


def discount_check(name: str) -> CheckConstraint:
    """Return what keeps a `Fraction` above 0 and at most 1 where it is a number."""
    return _check_in("postgresql", f"{name} > 0 AND {name} <= 1", "discount")


def _check_in(dialect: str, condition: str, name: str) -> CheckConstraint:
    return CheckConstraint(condition, name, info={"dialect": dialect}).ddl_if(dialect=dialect)


# What is done otherwise.


class Standard:
    """A database that does all in the usual way; each dialect says what it does otherwise."""

    late = frozenset[str]()
    """What the driver says when a transaction would write over what another has written since it began."""
    no_lock = frozenset[str]()
    """What it says of a lock that a connection may not take."""

    def begin(self, connection: Connection) -> None:
        """
        Begin a transaction where there is none.

        Raises:
            InvalidValue: the connection commits each statement by itself.
        """
        if not connection.in_transaction():
            connection.begin()
        if getattr(connection.connection.driver_connection, "autocommit", False) is True:
            raise _commits_each()

    def insert(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert *rows*, which have the columns *names*."""
        entries = (dict(zip(names, row, strict=True)) for row in rows)
        for chunk in chunks(entries):
            connection.execute(insert(table), chunk)

    def unlock(self, locked: NestedTransaction) -> None:
        """End the savepoint in which a lock was taken: what is rolled back is unlocked."""
        locked.rollback()

    def change_table(self, connection: Connection, table: Table) -> None:
        """Add to the table that an earlier release made the columns, checks, references and indexes of *table*."""
        there = inspect(connection)
        known = {column["name"]: column for column in there.get_columns(table.name)}
        checks = [str(check["name"]) for check in there.get_check_constraints(table.name)]
        changes = [f"DROP CONSTRAINT {name}" for name in checks]
        for each in table.columns:
            if each.name not in known:
                changes.append(f"ADD COLUMN {each.name} {each.type.compile(connection.dialect)}")
            elif each.nullable and not known[each.name]["nullable"]:
                changes.append(f"ALTER COLUMN {each.name} DROP NOT NULL")
        connection.exec_driver_sql(f"ALTER TABLE {table.name} {', '.join(changes)}")
        references = {key["name"] for key in there.get_foreign_keys(table.name)}
        for constraint in _constraints(table):
            is_ours = constraint.info.get("dialect", connection.dialect.name) == connection.dialect.name
            is_check = isinstance(constraint, CheckConstraint) and is_ours
            is_reference = isinstance(constraint, ForeignKeyConstraint) and constraint.name not in references
            if is_check or is_reference:
                connection.execute(AddConstraint(constraint))
        indexes = {index["name"] for index in there.get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in indexes:
                index.create(connection)


class PostgreSQL(Standard):
    """PostgreSQL."""

    late = frozenset({"40001"})
    # To who may only read, in a read-only transaction, and outside of any transaction.
    no_lock = frozenset({"42501", "25006", "25P01"})

    def insert(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert *rows* as one string for thousands, which takes a third of the time that as many statements take."""
        columns = [table.c[name] for name in names]
        given = func.json_to_recordset(cast(bindparam("entries", type_=String), JSON))
        entries = given.table_valued(*(column(each.name, each.type) for each in columns))
        source = entries.render_derived(with_types=True)
        from_json = insert(table).from_select(columns, select(*source.columns))
        for text in _json_lists(dict(zip(names, row, strict=True)) for row in rows):
            connection.execute(from_json, {"entries": text})


class SQLite(Standard):
    """SQLite."""

    late = frozenset({"SQLITE_BUSY_SNAPSHOT"})

    def insert(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert *rows* as the driver takes them, which spares SQLAlchemy's handling of each, half of the time."""
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608  # names of our own
        for chunk in chunks(rows):
            connection.exec_driver_sql(statement, [tuple(map(_for_driver, row)) for row in chunk])

    def begin(self, connection: Connection) -> None:
        """
        Begin a transaction where neither SQLAlchemy nor the driver has.

        Python's sqlite3 begins one before it changes rows, but not before a savepoint, and a savepoint outside of any
        transaction is one itself: its release would commit what the caller may yet want to take back.
        """
        super().begin(connection)
        driver = connection.connection.driver_connection
        if getattr(driver, "in_transaction", True):  # other drivers do not tell, and begin by themselves
            return
        if getattr(driver, "isolation_level", None) is None:
            raise _commits_each()
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def unlock(self, locked: NestedTransaction) -> None:
        """Release the savepoint, which is itself the lock."""
        locked.commit()

    def change_table(self, connection: Connection, table: Table) -> None:
        """
        Make *table* anew with the rows that are there: SQLite cannot change a check.

        References to it are satisfied again at the end, which is when they have to be.
        """
        kept = f"{table.name}_of_before"
        columns = ", ".join(column["name"] for column in inspect(connection).get_columns(table.name))
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {kept} AS SELECT * FROM {table.name}")  # noqa: S608  # as below
        connection.exec_driver_sql(f"DROP TABLE {table.name}")
        table.create(connection)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {kept}")  # noqa: S608  # names of our own
        connection.exec_driver_sql(f"DROP TABLE {kept}")


_DIALECTS: dict[str, Standard] = {"postgresql": PostgreSQL(), "sqlite": SQLite()}
_STANDARD = Standard()


def dialect_of(connection: Connection) -> Standard:
    """Return what *connection* does in its own way."""
    return _DIALECTS.get(connection.dialect.name, _STANDARD)


def _constraints(table: Table) -> list[Constraint]:
    """Return copies of all constraints of *table*: to add one is to forget it in its table."""
    copies = MetaData(naming_convention=table.metadata.naming_convention)
    for each in table.metadata.sorted_tables:
        each.to_metadata(copies)
    return list(copies.tables[table.name].constraints)


def says(error: DBAPIError, codes: frozenset[str]) -> bool:
    """Return whether *error* is one of *codes*, which drivers give under names of their own."""
    return not codes.isdisjoint({getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorname", None)})


def chunks(rows: Iterable[T]) -> Generator[list[T]]:
    """Yield *rows* in lists of which each goes to the driver at a time."""
    left = iter(rows)
    while chunk := list(islice(left, _ROWS)):
        yield chunk


def _for_driver(value: object) -> object:
    """Return *value* as Python's sqlite3 takes it, and as SQLAlchemy writes it."""
    if value is None or type(value) in _PLAIN:
        return value
    return json.dumps(value) if isinstance(value, dict) else str(value)


_PLAIN = frozenset({str, int, bool})


def _commits_each() -> InvalidValue:
    return InvalidValue("The isolation level", "AUTOCOMMIT", "what fails could not be taken back; give another")


def _json_lists(entries: Iterable[object]) -> Generator[str]:
    """Write *entries* as lists, as many in each as are of a size that the server takes at a time."""
    texts: list[str] = []
    size = 0
    for text in (json.dumps(entry, default=str) for entry in entries):
        texts.append(text)
        size += len(text)
        if size > _LARGE:
            yield f"[{','.join(texts)}]"
            texts, size = [], 0
    if texts:
        yield f"[{','.join(texts)}]"
