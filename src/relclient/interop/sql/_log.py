"""The log: what each row was before it was written over, for whoever has seen a revision to find what changed since."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, insert, select

from relclient.errors import Problems, StaleNetwork
from relclient.interop._codecs.facts import Enums
from relclient.interop.sql import tables as of
from relclient.interop.sql._dialects import chunks
from relclient.interop.sql._queries import all_rows, parties_in, rows_with
from relclient.interop.sql._rows import Reader
from relclient.interop.sql._transaction import revision_of
from relclient.interop.sql.tables import CONTENT, ROW_TYPES, Row, RowsByKey, key_of
from relclient.network.edit import Edit, Record

Logged = Mapping[Table, Mapping[str, Any]]
"""The rows that were there before they were changed, by table and key; None stands for what was not there."""

_KEPT = 10_000
"""How many revisions the log goes back."""
_ALL = "all"
"""What the log says of a revision that replaced everything."""
_TABLES: Mapping[str, Table] = {table.name.removeprefix("relclient_"): table for table in CONTENT}


def log_changes(connection: Connection, revision: int, before: RowsByKey, after: RowsByKey) -> None:
    """Log the rows that *revision* writes over or takes away, and the keys of those that it adds."""
    entries = [
        (name, key, before[table].get(key))
        for name, table in _TABLES.items()
        for key in before[table].keys() | after[table].keys()
    ]
    _insert(connection, revision, entries)
    connection.execute(delete(of.log).where(of.log.c.revision <= revision - _KEPT))


def clear_log(connection: Connection, revision: int) -> None:
    """Log that *revision* replaced everything: nobody can go back beyond it."""
    connection.execute(delete(of.log))
    _insert(connection, revision, [(_ALL, (), None)])


def _insert(connection: Connection, revision: int, entries: Iterable[tuple[str, Row, Any]]) -> None:
    rows = (
        {
            "revision": revision,
            "place": place,
            "of": name,
            "key": _text(key),
            "before": None if before is None else json.dumps(before._asdict(), default=str),
        }
        for place, (name, key, before) in enumerate(entries)
    )
    for chunk in chunks(rows):
        connection.execute(insert(of.log), chunk)


def _text(key: Row) -> str:
    return json.dumps(key, default=str)


def changes_since(connection: Connection, since: int, enums: Enums) -> Edit:
    """
    Return what leads from the network as it was at the revision *since* to the one that is stored.

    Raises:
        StaleNetwork: the log does not go back so far, or the rulebook or the viewpoint has changed.
        Problems: everything that is wrong with the rows that have changed.
    """
    revision = revision_of(connection)
    if since == revision:
        return Edit((), (), revision)
    logged = _logged(connection, since)
    then, now = _both(connection, logged, enums)
    problems = then.problems + now.problems
    if problems:
        raise Problems.found(problems)
    parties = sorted(json.loads(key)[0] for key in logged[of.parties])
    return Edit(_records(now, then, parties), _records(then, now, parties), revision)


def _logged(connection: Connection, since: int) -> Logged:
    """Read what the log has later than *since*: of several changes of a row, the first says what it was then."""
    later = select(of.log).where(of.log.c.revision > since).order_by(of.log.c.revision, of.log.c.place)
    rows = connection.execute(later).all()
    if not rows or rows[0].revision != since + 1 or any(row.of == _ALL for row in rows):
        raise StaleNetwork((), since)
    logged: dict[Table, dict[str, Any]] = {table: {} for table in CONTENT}
    for row in rows:
        table = _TABLES[row.of]
        before = None if row.before is None else ROW_TYPES[table](**json.loads(row.before))
        logged[table].setdefault(row.key, before)
    if logged[of.settings] and list(logged[of.settings].values()) != (all_rows(connection, of.settings) or [None]):
        raise StaleNetwork((), since)
    return logged


def _both(connection: Connection, logged: Logged, enums: Enums) -> tuple[Reader, Reader]:
    """Read the values of the rows that have changed, as they were then and as they are now."""
    services = _first(logged, of.relationships) | _first(logged, of.contacts)
    ties = rows_with(connection, of.affiliations.c.party, _first(logged, of.affiliations))
    now: dict[Table, list[Any]] = {
        of.affiliations: [row for row in ties if _text(row) in logged[of.affiliations]],
        of.relationships: rows_with(connection, of.relationships.c.id, services),
        of.contacts: rows_with(connection, of.contacts.c.relationship, services),
    }
    then = {table: _before(table, rows, logged) for table, rows in now.items()}
    then[of.contacts].sort()  # the contacts of a customer have an order
    referred = parties_in(then) | parties_in(now) | _first(logged, of.parties)
    now[of.parties] = rows_with(connection, of.parties.c.id, referred)
    then[of.parties] = _before(of.parties, now[of.parties], logged)
    # An agreement never changes, so those of both times serve for each.
    ids = {row.agreement for row in (*then[of.relationships], *now[of.relationships])} - {None}
    agreements = _ever(connection, of.agreements.c.id, ids, logged)
    targets = _ever(connection, of.targets.c.agreement, ids, logged)
    ids = {row.calendar for row in (*agreements, *targets)} - {None}
    terms = {
        of.agreements: agreements,
        of.targets: targets,
        of.calendars: _ever(connection, of.calendars.c.id, ids, logged),
    }
    return Reader(then | terms, enums), Reader(now | terms, enums)


def _first(logged: Logged, table: Table) -> set[str]:
    """Return what stands first in the keys of a table."""
    return {json.loads(key)[0] for key in logged[table]}


def _before(table: Table, now: Iterable[Row], logged: Logged) -> list[Any]:
    """Return the rows as they were, of which those that have changed are *logged*."""
    rows = {_text(key_of(table, row)): row for row in now} | dict(logged[table])
    return [row for row in rows.values() if row is not None]


def _ever(connection: Connection, column: Column[Any], values: set[str], logged: Logged) -> list[Any]:
    """Return the rows that are there, and those that were there before."""
    table = column.table
    rows = {key_of(table, row): row for row in logged[table].values() if row is not None}
    rows |= {key_of(table, row): row for row in rows_with(connection, column, values)}
    return list(rows.values())


def _records(one: Reader, other: Reader, parties: Iterable[str]) -> tuple[Record, ...]:
    """Return the values of *one* time that the *other* has not; of parties, those that have changed themselves."""
    known = set(other.affiliations)
    there, elsewhere = one.relationships.sound, other.relationships.sound
    named = [(one.parties.sound.get(id), other.parties.sound.get(id)) for id in parties]
    return (
        *(party for party, other_party in named if party is not None and party != other_party),
        *(tie for tie in one.affiliations if tie not in known),
        *(there[id] for id in sorted(there) if there[id] != elsewhere.get(id)),
    )
