"""Transactions: one writer at a time, all of what it writes or nothing, and readings of one moment."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from relclient.errors import InvalidValue, StaleNetwork
from relclient.interop.sql import tables as of
from relclient.interop.sql._dialects import chunks, dialect_of, says
from relclient.interop.sql.tables import ROW_TYPES, Row, columns_of

T = TypeVar("T")

_READINGS = 3
"""How often a store that changes meanwhile is read anew before its writers have to wait."""
_MORE_READINGS = 30
"""How often it is read anew where the reader cannot make them wait."""
_REVISION = select(of.revisions.c.number)


def revision_of(connection: Connection) -> int:
    """Return how often anything was written."""
    return connection.scalar(_REVISION) or 0


@contextmanager
def writing(connection: Connection) -> Generator[int]:
    """
    Let one writer write inside the transaction of the caller, who alone commits; an error takes back all of it.

    Every writer first counts up the revision, which is given here: that keeps other writers waiting until the
    transaction has ended, so that revisions are committed in order, and shows readers that the store has changed.
    """
    dialect = dialect_of(connection)
    dialect.begin(connection)
    try:
        with connection.begin_nested():
            count_up = update(of.revisions).values(number=of.revisions.c.number + 1)
            while connection.execute(count_up).rowcount == 0:
                with suppress(IntegrityError), connection.begin_nested():  # another first writer may be quicker
                    connection.execute(insert(of.revisions).values(id=1, number=0))
            yield revision_of(connection)
    except DBAPIError as error:
        if not says(error, dialect.late):
            raise
        raise StaleNetwork from error


def at_rest(connection: Connection, read: Callable[[], T]) -> T:
    """Read with no writer in between: a reading takes several statements, and each may see a later state."""
    is_done, found = _undisturbed(connection, read, _READINGS)
    if is_done:
        return found
    try:
        return _while_writers_wait(connection, read)
    except DBAPIError as error:
        if not says(error, dialect_of(connection).no_lock):
            raise
    is_done, found = _undisturbed(connection, read, _MORE_READINGS)
    if is_done:
        return found
    remedy = "others kept writing while the connection read, and it cannot make them wait; give REPEATABLE READ"
    raise InvalidValue("The isolation level", connection.get_isolation_level(), remedy)


def _undisturbed(connection: Connection, read: Callable[[], T], times: int) -> tuple[bool, T]:
    """Read until no writer came in between, if one always does only so many *times*, and return whether none did."""
    before = revision_of(connection)
    while True:
        found = read()
        after = revision_of(connection)
        times -= 1
        if before == after or not times:
            return before == after, found
        before = after


def _while_writers_wait(connection: Connection, read: Callable[[], T]) -> T:
    """Read under a lock that ends with the reading."""
    locked = connection.begin_nested()
    try:
        connection.execute(_REVISION.with_for_update(read=True))
        return read()
    finally:
        dialect_of(connection).unlock(locked)


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert *rows*."""
    dialect_of(connection).insert(connection, table, ROW_TYPES[table]._fields, rows)


def update_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Put *rows* in the place of those that have their keys."""
    columns = columns_of(table)
    keys, rest = columns[: len(table.primary_key)], columns[len(table.primary_key) :]
    change = update(table).where(and_(*map(_same, keys))).values({column: bindparam(_given(column)) for column in rest})
    for chunk in chunks(rows):
        connection.execute(change, [_parameters(columns, row) for row in chunk])


def delete_rows(connection: Connection, table: Table, keys: Iterable[Row], *unless: ColumnElement[bool]) -> None:
    """Delete the rows that have *keys*, but none of which one of *unless* is so."""
    for chunk in chunks(keys):
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
