"""Syncing: the difference between two networks, written where the store still holds what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Table, exists

from relclient.errors import MultipleParents, OwnershipCycle, Problems, StaleNetwork
from relclient.interop.sql import tables as of
from relclient.interop.sql._log import clear_log, log_changes
from relclient.interop.sql._queries import (
    OWNERSHIP,
    all_rows,
    parties_in,
    rows_with,
    select_ownership,
)
from relclient.interop.sql._rows import Writer, affiliation_row, party_row, rows_of, settings_rows
from relclient.interop.sql._transaction import delete_rows, insert_rows, update_rows, writing
from relclient.interop.sql.tables import CONTENT, AffiliationRow, Row, RowsByKey, columns_of, key_of
from relclient.model.affiliations import Affiliation, Capacity
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.network import ServiceNetwork
from relclient.network._ownership import ownership_problems, ownership_ties
from relclient.timing.periods import Period

T = TypeVar("T")

_NAMES: Mapping[Table, tuple[str, int]] = {
    of.parties: ("party", 0),
    of.calendars: ("calendar", 1),
    of.agreements: ("agreement", 1),
    of.targets: ("target of agreement", 0),
    of.affiliations: ("affiliation of", 0),
    of.relationships: ("relationship", 0),
    of.contacts: ("contact of relationship", 0),
    of.settings: ("settings", 0),
}
"""What an error calls a row, and which of its columns names it."""
_STILL_USED: Mapping[Table, Sequence[ColumnElement[bool]]] = {
    of.targets: [exists().where(of.relationships.c.agreement == of.targets.c.agreement)],
    of.agreements: [exists().where(of.relationships.c.agreement == of.agreements.c.id)],
    of.calendars: [
        exists().where(of.agreements.c.calendar == of.calendars.c.id),
        exists().where(of.targets.c.calendar == of.calendars.c.id),
    ],
}
"""When a row has to stay though the difference takes it away: others refer to the agreement."""
_WHOLES: Mapping[Table, Table] = {of.targets: of.agreements, of.contacts: of.relationships}
"""Of which table's rows those of another are parts: who knows the one knows them all."""


@frozen
class RowDifference:
    """The rows that a change takes away, puts in the place of others, and adds."""

    before: RowsByKey
    """What the store has to hold of what the change takes away or replaces."""
    after: RowsByKey
    """What it holds in their place, and what is added."""

    def __bool__(self) -> bool:
        return any(self.before.values()) or any(self.after.values())


def difference(old: ServiceNetwork, new: ServiceNetwork) -> RowDifference:
    """
    Return what tells *new* from *old*; where the one was made of the other, most of it is the same object.

    Raises:
        Problems, InvalidType: as `Writer.write`.
    """
    gone_parties, new_parties = _changed(old.parties.values(), new.parties.values(), _id)
    gone_services, new_services = _changed(old.relationships.values(), new.relationships.values(), _id)
    gone_ties, new_ties = _changed(old.affiliations, new.affiliations, _order)
    before = Writer().write(gone_parties, gone_ties, gone_services, settings_rows(old))
    after = Writer().write(new_parties, new_ties, new_services, settings_rows(new))
    _drop_equal(before, after)
    return RowDifference(before, after)


def write_difference(connection: Connection, change: RowDifference, old: ServiceNetwork, new: ServiceNetwork) -> None:
    """Make the change in the store, unless it no longer holds what that rests on."""
    with writing(connection) as revision:
        stored = {table: _stored(connection, table, change) for table in CONTENT}
        stale = [
            *_no_longer_there(stored, change),
            *_in_parts(stored, change),
            *_held_by_others(connection, change, old),
            *_missing_parties(connection, change, new),
        ]
        if stale:
            raise StaleNetwork(tuple(dict.fromkeys(stale)))
        _check_ownership(connection, change, new)
        _write(connection, stored, change)
        log_changes(connection, revision, change.before, change.after)


def replace_all(connection: Connection, network: ServiceNetwork) -> None:
    """Make *network* of whatever the store holds; what stays the same is left alone, which is most of it mostly."""
    rows = rows_of(network)
    with writing(connection) as revision:
        stored = {table: _by_key(table, all_rows(connection, table)) for table in CONTENT}
        _write(connection, stored, RowDifference(stored, rows))
        clear_log(connection, revision)


# What is different.


def _changed(old: Iterable[T], new: Iterable[T], order: Callable[[T], Any]) -> tuple[list[T], list[T]]:
    """
    Return the values of *old* that *new* does not have, and those of *new* that *old* does not have.

    Both are in *order*. Runs that are the same objects are compared by the thousand, in steps that grow while they are
    the same and shrink where they are not: of 100,000 values, a hundred of them changed, that takes 2 ms.
    """
    there, here = list(old), list(new)
    gone: list[T] = []
    come: list[T] = []
    place, at, step = 0, 0, 1
    while place < len(there) and at < len(here):
        if there[place : place + step] == here[at : at + step]:
            place, at, step = place + step, at + step, step * 2
        elif step > 1:
            step //= 2
        else:
            first, second = order(there[place]), order(here[at])
            if first <= second:
                gone.append(there[place])
                place += 1
            if second <= first:
                come.append(here[at])
                at += 1
    gone += there[place:]
    come += here[at:]
    return gone, come


def _id(value: Party | Relationship) -> str:
    return value.id


def _order(tie: Affiliation) -> tuple[str, str, str]:
    return tie.party.id, tie.organization.id, tie.capacity.value


def _drop_equal(before: RowsByKey, after: RowsByKey) -> None:
    """Leave out the rows that stay as they are: who changes a party makes all values anew that mention it."""
    theirs, ours = _by_whole(before[of.contacts]), _by_whole(after[of.contacts])
    for table in CONTENT:
        for key in [key for key, row in before[table].items() if after[table].get(key) == row]:
            if table is of.contacts or theirs.get(key) != ours.get(key):
                continue  # a relationship is one with its contacts
            del before[table][key], after[table][key]
            for contact in theirs.get(key, ()) if table is of.relationships else ():
                del before[of.contacts][contact], after[of.contacts][contact]


def _by_whole(parts: Mapping[Row, Row]) -> dict[Row, dict[Row, Row]]:
    """Sort parts by the whole to which they belong."""
    wholes: dict[Row, dict[Row, Row]] = {}
    for key, row in parts.items():
        wholes.setdefault(key[:1], {})[key] = row
    return wholes


# What the store holds, and what of it stands against the change.


def _stored(connection: Connection, table: Table, change: RowDifference) -> dict[Row, Row]:
    """Read what the store holds under the keys of the change, and all parts of it."""
    whole = _WHOLES.get(table, table)
    owners = {str(key[0]) for rows in (change.before, change.after) for key in rows[whole]}
    if table is of.settings:
        return _by_key(table, all_rows(connection, table)) if owners else {}
    return _by_key(table, rows_with(connection, columns_of(table)[0], owners))


def _by_key(table: Table, rows: Iterable[Row]) -> dict[Row, Row]:
    return {key_of(table, row): row for row in rows}


def _no_longer_there(stored: RowsByKey, change: RowDifference) -> Iterator[str]:
    """Yield the rows that others have changed before this change would, or added otherwise than it would."""
    for table, there in stored.items():
        for key, row in change.before[table].items():
            if there.get(key) != row:
                yield _named(table, row)
        for key, row in change.after[table].items():
            if key not in change.before[table] and there.get(key, row) != row:
                yield _named(table, row)


def _in_parts(stored: RowsByKey, change: RowDifference) -> Iterator[str]:
    """Yield the parts that others have added to a whole of the change, or that it adds to a whole of theirs."""
    for table, whole in _WHOLES.items():
        before, after = change.before[table], change.after[table]
        for key, row in stored[table].items():
            if key not in before and after.get(key) != row:
                yield _named(table, row)
        for key, row in after.items():
            is_theirs = key[:1] in stored[whole] and key[:1] not in change.before[whole]
            if is_theirs and key not in stored[table]:
                yield _named(table, row)


def _held_by_others(connection: Connection, change: RowDifference, old: ServiceNetwork) -> Iterator[str]:
    """Yield the rows, unknown to *old*, that refer to a party which is taken away or becomes one of another kind."""
    left = change.after[of.parties]
    gone = [row for key, row in change.before[of.parties].items() if key not in left]
    other = [row for key, row in change.before[of.parties].items() if key in left and left[key].kind != row.kind]
    known = rows_of(old) if other else change.before
    for column in of.REFERRING:
        for row in rows_with(connection, column, {str(party[0]) for party in (*gone, *other)}):
            if key_of(column.table, row) not in known[column.table]:
                yield _named(column.table, row)


def _missing_parties(connection: Connection, change: RowDifference, new: ServiceNetwork) -> Iterator[str]:
    """Yield the parties, left alone by the change, to which it refers, but which others took away or made of a kind."""
    known = {key[0] for key in change.after[of.parties]}
    referred = parties_in({table: list(rows.values()) for table, rows in change.after.items()}) - known
    there = {row.id: row.kind for row in rows_with(connection, of.parties.c.id, referred)}
    for id in sorted(referred):
        if there.get(id) != party_row(new.parties[id]).kind:
            yield f"party {id!r}"


def _check_ownership(connection: Connection, change: RowDifference, new: ServiceNetwork) -> None:
    """Raise for a second parent or a circle, which ties that *new* does not know may make of its own."""
    before, after = change.before[of.affiliations], change.after[of.affiliations]
    added = {row for key, row in after.items() if key not in before and row.capacity in OWNERSHIP}
    if not added:
        return
    touched = {id for row in added for id in (row.party, row.organization)}
    left = set(select_ownership(connection, touched)) - before.keys()
    problems = list(ownership_problems(ownership_ties(map(_ownership, added | left))))
    if problems:
        known = set(map(affiliation_row, new.affiliations))
        unsound = {id for problem in problems for id in _children(problem)}
        theirs = sorted(row.party for row in left - known if row.party in unsound)
        raise StaleNetwork(tuple(f"affiliation of {party!r}" for party in theirs)) from Problems.found(problems)


def _ownership(row: AffiliationRow) -> Affiliation:
    period = Period(row.valid_from, row.valid_until)
    return Affiliation(Organization(row.party), Organization(row.organization), Capacity.UNIT, period)


def _children(problem: MultipleParents | OwnershipCycle) -> tuple[str, ...]:
    return (problem.child,) if isinstance(problem, MultipleParents) else problem.chain


# Writing.


def _write(connection: Connection, stored: RowsByKey, change: RowDifference) -> None:
    for table in CONTENT:
        before, after = change.before[table], change.after[table]
        insert_rows(connection, table, (row for key, row in after.items() if key not in stored[table]))
        update_rows(connection, table, (row for key, row in after.items() if key in before and before[key] != row))
    for table in reversed(CONTENT):
        gone = (key for key in change.before[table] if key not in change.after[table])
        delete_rows(connection, table, gone, *_STILL_USED.get(table, ()))


def _named(table: Table, row: Row) -> str:
    noun, place = _NAMES[table]
    return f"{noun} {row[place]!r}" if table is not of.settings else noun
