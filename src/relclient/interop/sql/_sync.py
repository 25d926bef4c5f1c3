"""Syncing: the difference between two networks, written where the store still holds the first."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, exists, select

from relclient.errors import Problems, StaleNetwork
from relclient.interop.sql import _tables as at
from relclient.interop.sql._queries import OWNERSHIP, all_rows, count_rows, rows_with
from relclient.interop.sql._tables import CONTENT, REFERRING, FetchedRows, Row, RowsByKey, columns_of, key_of
from relclient.interop.sql._transaction import delete_rows, insert_rows, update_rows
from relclient.model.affiliations import Affiliation, Capacity
from relclient.model.parties import Organization
from relclient.network._ownership import ownership_problems, ownership_ties
from relclient.timing.periods import Period

_MANY = 2_000
"""How many rows are looked up without first counting how many there are."""
_KIND, _CAPACITY = 1, 2  # where a row of parties has its kind, and one of affiliations its capacity
_NAMES: Mapping[Table, tuple[str, int]] = {
    at.parties: ("party", 0),
    at.calendars: ("calendar", 1),
    at.agreements: ("agreement", 1),
    at.targets: ("target of agreement", 0),
    at.affiliations: ("affiliation of", 0),
    at.relationships: ("relationship", 0),
    at.contacts: ("contact of relationship", 0),
}
"""What an error calls a row, and which of its columns names it."""
_STILL_USED: Mapping[Table, Sequence[ColumnElement[bool]]] = {
    at.targets: [exists().where(at.relationships.c.agreement == at.targets.c.agreement)],
    at.agreements: [exists().where(at.relationships.c.agreement == at.agreements.c.id)],
    at.calendars: [
        exists().where(at.agreements.c.calendar == at.calendars.c.id),
        exists().where(at.targets.c.calendar == at.calendars.c.id),
    ],
}
"""When a row has to stay though neither network has it: others refer to the agreement that both had."""
_WHOLES: Mapping[Table, Table] = {at.targets: at.agreements, at.contacts: at.relationships}
"""Of which table's rows those of another are parts: who knows the one knows them all."""


def write_difference(connection: Connection, old: RowsByKey, new: RowsByKey) -> None:
    """Make *new* of *old* in the store; the caller has seen to it that nobody else writes."""
    stored = {table: _stored(connection, table, old, new) for table in CONTENT}
    stale = [*_changed(stored, old, new), *_in_parts(stored, old, new), *_held_by_others(connection, old, new)]
    if stale:
        raise StaleNetwork(tuple(dict.fromkeys(stale)))
    _write(connection, stored, old, new)
    if any(row[_CAPACITY] in OWNERSHIP for key, row in new[at.affiliations].items() if key not in old[at.affiliations]):
        _check_ownership(connection)


def replace_all(connection: Connection, rows: RowsByKey) -> None:
    """Make *rows* of whatever the store holds; what stays the same is left alone, which is most of it at most times."""
    stored = {table: _by_key(table, all_rows(connection, table)) for table in CONTENT}
    _write(connection, stored, stored, rows)


def _write(connection: Connection, stored: RowsByKey, old: RowsByKey, new: RowsByKey) -> None:
    """Take away what is in *old* only, and add what is in *new* and not *stored*."""
    for table in CONTENT:
        insert_rows(connection, table, (row for key, row in new[table].items() if key not in stored[table]))
        changed = ((key, row) for key, row in new[table].items() if key in old[table] and old[table][key] != row)
        update_rows(connection, table, (row for _, row in changed))
    for table in reversed(CONTENT):
        gone = (key for key in old[table] if key not in new[table])
        delete_rows(connection, table, gone, *_STILL_USED.get(table, ()))


def _stored(connection: Connection, table: Table, old: RowsByKey, new: RowsByKey) -> dict[Row, Row]:
    """Read what the store holds of the rows of *old*, under the keys that *new* adds, and of all their parts."""
    whole = _WHOLES.get(table, table)
    owners = {str(key[0]) for key in old[whole]} | {str(key[0]) for key in new[whole].keys() - old[whole].keys()}
    # To look most rows up one by one takes longer than to read them all.
    is_most = len(owners) > _MANY and 2 * len(owners) > count_rows(connection, table)
    return _by_key(
        table, all_rows(connection, table) if is_most else rows_with(connection, columns_of(table)[0], owners)
    )


def _by_key(table: Table, rows: FetchedRows) -> dict[Row, Row]:
    return {key_of(table, row): row for row in map(tuple, rows)}


def _changed(stored: RowsByKey, old: RowsByKey, new: RowsByKey) -> Iterator[str]:
    """Name the rows of *old* that are there no more, and those that *new* adds but others have added otherwise."""
    for table, there in stored.items():
        for key, row in old[table].items():
            if there.get(key) != row:
                yield _named(table, row)
        for key, row in new[table].items():
            if key not in old[table] and there.get(key, row) != row:
                yield _named(table, row)


def _in_parts(stored: RowsByKey, old: RowsByKey, new: RowsByKey) -> Iterator[str]:
    """Name the parts that others have added to what *old* or *new* has, or that *new* adds to what others have."""
    for table, whole in _WHOLES.items():
        for key, row in stored[table].items():
            is_known = key[:1] in old[whole] or key[:1] in new[whole]
            if is_known and key not in old[table] and new[table].get(key) != row:
                yield _named(table, row)
        for key, row in new[table].items():
            is_theirs = key[:1] in stored[whole] and key[:1] not in old[whole]
            if is_theirs and key not in stored[table]:
                yield _named(table, row)


def _held_by_others(connection: Connection, old: RowsByKey, new: RowsByKey) -> Iterator[str]:
    """Name the rows, unknown to *old*, that refer to a party which *new* takes away or makes one of another kind."""
    parties, left = old[at.parties], new[at.parties]
    affected = [str(id) for (id,), row in parties.items() if (id,) not in left or left[id,][_KIND] != row[_KIND]]
    for column in REFERRING:
        for row in map(tuple, rows_with(connection, column, affected)):
            if key_of(column.table, row) not in old[column.table]:
                yield _named(column.table, row)


def _named(table: Table, row: Row) -> str:
    noun, place = _NAMES[table]
    return f"{noun} {row[place]!r}"


def _check_ownership(connection: Connection) -> None:
    """Refuse a second parent or a circle, which ties that neither network knew may make of a new one."""
    ties = at.affiliations.c
    query = select(ties.party, ties.organization, ties.valid_from, ties.valid_until).where(ties.capacity.in_(OWNERSHIP))
    owned = (
        Affiliation(Organization(child), Organization(parent), Capacity.UNIT, Period(start, end))
        for child, parent, start, end in connection.execute(query)
    )
    problems = list(ownership_problems(ownership_ties(owned)))
    if problems:
        raise Problems.found(problems)
