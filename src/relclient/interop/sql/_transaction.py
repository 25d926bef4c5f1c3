"""Writing: one writer at a time, and all of what it writes or nothing."""

import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TypeVar

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Insert,
    String,
    Table,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from relclient.errors import InvalidValue, StaleNetwork
from relclient.interop.sql import _tables as at
from relclient.interop.sql._tables import Row, columns_of

_CHUNK = 5_000
"""How many rows go to the driver at a time."""
_LARGE = 2_000_000
"""How many characters go to PostgreSQL at a time, and the last row whole."""
_LATE = frozenset({"40001", "SQLITE_BUSY_SNAPSHOT"})
"""What a database says to a transaction that would write over what another has written since it began."""
T = TypeVar("T")


@contextmanager
def writing(connection: Connection) -> Generator[None]:
    """
    Let one writer write inside the transaction of the caller, who alone commits; an error takes back all of it.

    Every writer first counts up the revision: that keeps other writers waiting until the transaction has ended,
    and shows readers that the store has changed.
    """
    _begin(connection)
    try:
        with connection.begin_nested():
            count_up = update(at.revisions).values(number=at.revisions.c.number + 1)
            while connection.execute(count_up).rowcount == 0:
                with suppress(IntegrityError), connection.begin_nested():  # another first writer may be quicker
                    connection.execute(insert(at.revisions).values(id=1, number=0))
            yield
    except DBAPIError as error:
        if _LATE.isdisjoint({getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorname", None)}):
            raise
        raise StaleNetwork from error


def _begin(connection: Connection) -> None:
    """
    Begin a transaction where SQLAlchemy or the driver has not.

    Python's sqlite3 begins one before it changes rows, but not before a savepoint, and a savepoint outside of any
    transaction is one itself: its release would commit what the caller may yet want to take back.
    """
    if not connection.in_transaction():
        connection.begin()
    driver = connection.connection.driver_connection
    has_begun = getattr(driver, "in_transaction", True)  # sqlite3 tells, and the others begin by themselves
    never_begins = not has_begun and getattr(driver, "isolation_level", None) is None
    if never_begins or getattr(driver, "autocommit", False) is True:
        raise InvalidValue("The isolation level", "AUTOCOMMIT", "what fails could not be taken back; give another")
    if not has_begun:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert *rows*."""
    names = [column.name for column in columns_of(table)]
    entries = (dict(zip(names, row, strict=True)) for row in rows)
    if connection.dialect.name == "postgresql":
        # One text for thousands of rows takes a third of the time that as many statements take.
        from_json = _insert_from_json(table)
        for text in _json_lists(entries):
            connection.execute(from_json, {"entries": text})
    else:
        for chunk in _chunks(entries):
            connection.execute(insert(table), chunk)


def _insert_from_json(table: Table) -> Insert:
    columns = columns_of(table)
    given = func.json_to_recordset(cast(bindparam("entries", type_=String), JSON))
    entries = given.table_valued(*(column(each.name, each.type) for each in columns)).render_derived(with_types=True)
    return insert(table).from_select(columns, select(*entries.columns))


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


def update_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put *rows* in the place of those that have their keys."""
    columns = columns_of(table)
    keys, rest = columns[: len(table.primary_key)], columns[len(table.primary_key) :]
    change = update(table).where(and_(*map(_same, keys))).values({column: bindparam(_given(column)) for column in rest})
    for chunk in _chunks(rows):
        connection.execute(change, [_parameters(columns, row) for row in chunk])


def delete_rows(connection: Connection, table: Table, keys: Iterable[Row], *unless: ColumnElement[bool]) -> None:
    """Delete the rows that have *keys*, but none of which one of *unless* is so."""
    for chunk in _chunks(keys):
        columns = columns_of(table)[: len(chunk[0])]
        gone = delete(table).where(*map(_same, columns), *(~condition for condition in unless))
        connection.execute(gone, [_parameters(columns, key) for key in chunk])


def _same(column: Column[object]) -> ColumnElement[bool]:
    # An open end is the same as an open end, which = denies; but = finds rows by an index more readily.
    given = bindparam(_given(column), type_=column.type)
    return column.is_not_distinct_from(given) if column.nullable else column == given


def _given(column: Column[object]) -> str:
    return f"given_{column.name}"  # the plain name is the one that SQLAlchemy binds itself


def _parameters(columns: Iterable[Column[object]], row: Row) -> dict[str, object]:
    return {_given(column): value for column, value in zip(columns, row, strict=True)}


def _chunks(rows: Iterable[T]) -> Generator[list[T]]:
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
