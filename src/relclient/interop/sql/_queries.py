"""Selecting: which rows of a store a network is made of."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Executable, Table, and_, or_, select, true, type_coerce
from sqlalchemy.types import NullType

from relclient.interop.sql import tables as of
from relclient.interop.sql.tables import ROW_TYPES, AffiliationRow, Rows, columns_of
from relclient.model.affiliations import Capacity

Texts = Collection[str]
_CHUNK = 500
"""How many values one statement names; older SQLite takes 999."""
OWNERSHIP = [capacity.value for capacity in Capacity if capacity.is_ownership]
"""The capacities in which one organization is part of another, as rows have them."""


def select_all(connection: Connection, on: date | None) -> Rows:
    """Read every row; of ties and relationships those of the day *on*, unless it is None."""
    live = select(of.relationships.c.id).where(_live(of.relationships, on))
    conditions = {
        of.affiliations: _live(of.affiliations, on),
        of.relationships: _live(of.relationships, on),
        of.contacts: true() if on is None else of.contacts.c.relationship.in_(live),
    }
    # As the driver gives them: to have SQLAlchemy look at every value takes as long as all the rest of reading.
    return {
        table: _rows(connection, _select_raw(table).where(conditions.get(table, true())), table) for table in of.CONTENT
    }


def select_part(connection: Connection, on: date | None, given: Texts) -> Rows:
    """Read what bears on the *given* parties, which `relclient.interop.sql.load` says."""
    ties, services = of.affiliations.c, of.relationships.c
    tied, served = _live(of.affiliations, on), _live(of.relationships, on)
    asked = _reach(connection, given, ties.organization, ties.party, and_(tied, ties.capacity.in_(OWNERSHIP)))
    upstream = _reach(connection, asked, services.customer, services.provider, served)
    downstream = _reach(connection, asked, services.provider, services.customer, served)
    relationships = rows_with(connection, services.customer, upstream | downstream, served)
    known = {row.id for row in relationships}
    relationships += [row for row in _looked_after(connection, given, served) if row.id not in known]
    contacts = rows_with(connection, of.contacts.c.relationship, [row.id for row in relationships])
    settings = all_rows(connection, of.settings)
    people = asked | parties_in({of.relationships: relationships, of.contacts: contacts, of.settings: settings})
    affiliations = _ties_up(connection, people, tied)
    people |= {row.organization for row in affiliations}
    return {
        of.parties: rows_with(connection, of.parties.c.id, people),
        **select_agreements(connection, {row.agreement for row in relationships} - {None}),
        of.affiliations: affiliations,
        of.relationships: relationships,
        of.contacts: contacts,
        of.settings: settings,
    }


def _looked_after(connection: Connection, given: Texts, condition: ColumnElement[bool]) -> list[Any]:
    """Read the relationships of which one of the *given* parties is a contact or a manager."""
    ids = {row.relationship for row in rows_with(connection, of.contacts.c.person, given)}
    managed = rows_with(connection, of.relationships.c.manager, given, condition)
    return [*managed, *rows_with(connection, of.relationships.c.id, ids - {row.id for row in managed}, condition)]


def select_agreements(connection: Connection, ids: Texts) -> Rows:
    """Read the agreements that have one of *ids*, with their targets and calendars."""
    agreements = rows_with(connection, of.agreements.c.id, ids)
    targets = rows_with(connection, of.targets.c.agreement, [row.id for row in agreements])
    calendars = {row.calendar for row in (*agreements, *targets)} - {None}
    return {
        of.calendars: rows_with(connection, of.calendars.c.id, calendars),
        of.agreements: agreements,
        of.targets: targets,
    }


def select_ownership(connection: Connection, children: Texts) -> list[AffiliationRow]:
    """Read the ownership of *children*, that of their parents, and so on."""
    return _ties_up(connection, children, of.affiliations.c.capacity.in_(OWNERSHIP))


def parties_in(rows: Rows) -> set[str]:
    """Return the ids of the parties to which *rows* refer."""
    names = [(column.table, column.name) for column in of.REFERRING if column.table in rows]
    return {id for table, name in names for row in rows[table] if (id := getattr(row, name)) is not None}


def rows_with(
    connection: Connection, column: Column[Any], values: Texts, condition: ColumnElement[bool] | None = None
) -> list[Any]:
    """Read the rows of a table whose *column* has one of *values*."""
    query = _select(column.table).where(true() if condition is None else condition)
    of_chunks = (_rows(connection, query.where(column.in_(some)), column.table) for some in _chunks(values))
    return list(chain.from_iterable(of_chunks))


def all_rows(connection: Connection, table: Table) -> list[Any]:
    """Read every row of *table*."""
    return _rows(connection, _select(table), table)


def _live(table: Table, on: date | None) -> ColumnElement[bool]:
    if on is None:
        return true()
    start, end = table.c.valid_from, table.c.valid_until
    return and_(or_(start.is_(None), start <= on), or_(end.is_(None), end > on))


def _rows(connection: Connection, query: Executable, table: Table) -> list[Any]:
    return list(map(ROW_TYPES[table]._make, connection.execute(query)))


# The parameters of Select differ between versions.


@cache
def _select(table: Table) -> Any:  # noqa: ANN401
    order = table.primary_key if table is of.contacts else ()  # the contacts of a customer have one
    return select(*columns_of(table)).order_by(*order)


@cache
def _select_raw(table: Table) -> Any:  # noqa: ANN401
    order = table.primary_key if table is of.contacts else ()
    return select(*(type_coerce(column, NullType()) for column in columns_of(table))).order_by(*order)


def _reach(
    connection: Connection, start: Texts, near: Column[Any], far: Column[Any], condition: ColumnElement[bool]
) -> set[str]:
    """Go from *start* along the rows of a table, from *near* to *far*, as long as anyone new turns up."""
    query = select(far).distinct().where(condition)
    reached, latest = set(start), set(start)
    while latest:
        found = {id for chunk in _chunks(latest) for id in connection.scalars(query.where(near.in_(chunk)))}
        latest = found - reached
        reached |= latest
    return reached


def _ties_up(connection: Connection, people: Texts, condition: ColumnElement[bool]) -> list[AffiliationRow]:
    """Read everyone's ties, those of the organizations to which these lead, and so on."""
    ties: list[AffiliationRow] = []
    seen, latest = set(people), set(people)
    while latest:
        found = rows_with(connection, of.affiliations.c.party, latest, condition)
        ties += found
        latest = {row.organization for row in found} - seen
        seen |= latest
    return ties


def _chunks(values: Texts) -> Iterator[list[str]]:
    left = iter(sorted(values))  # neighbors in the index, and the same statements each time
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
