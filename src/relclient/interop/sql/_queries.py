"""Selecting: which rows of a store a network is made of."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, func, or_, select, true

from relclient.interop.sql import _tables as at
from relclient.interop.sql._tables import Fetched, FetchedRows, columns_of
from relclient.model.affiliations import Capacity

Texts = Collection[str]
_CHUNK = 500
"""How many values one statement names; older SQLite takes 999."""
OWNERSHIP = [capacity.value for capacity in Capacity if capacity.is_ownership]
"""The capacities in which one organization is part of another, as rows have them."""


def select_all(connection: Connection, on: date | None) -> Fetched:
    """Read every row; of ties and relationships those of the day *on*, unless it is None."""
    live = select(at.relationships.c.id).where(_live(at.relationships, on))
    conditions = {
        at.affiliations: _live(at.affiliations, on),
        at.relationships: _live(at.relationships, on),
        at.contacts: true() if on is None else at.contacts.c.relationship.in_(live),
    }
    return {table: _rows(connection, table, conditions.get(table, true())) for table in at.CONTENT}


def select_part(connection: Connection, on: date | None, given: Texts) -> Fetched:
    """Read what bears on the *given* parties, which `relclient.interop.sql.load` says."""
    ties, services = at.affiliations.c, at.relationships.c
    tied, served = _live(at.affiliations, on), _live(at.relationships, on)
    asked = _reach(connection, given, ties.organization, ties.party, and_(tied, ties.capacity.in_(OWNERSHIP)))
    upstream = _reach(connection, asked, services.customer, services.provider, served)
    downstream = _reach(connection, asked, services.provider, services.customer, served)
    relationships = rows_with(connection, services.customer, upstream | downstream, served)
    contacts = rows_with(connection, at.contacts.c.relationship, [row.id for row in relationships])
    ends = {id for row in relationships for id in (row.provider, row.customer, row.manager)} - {None}
    people = asked | ends | {row.person for row in contacts}
    affiliations = _ties_up(connection, people, tied)
    people |= {row.organization for row in affiliations}
    agreements = rows_with(connection, at.agreements.c.id, _named(relationships, "agreement"))
    targets = rows_with(connection, at.targets.c.agreement, [row.id for row in agreements])
    calendars = _named(agreements, "calendar") | _named(targets, "calendar")
    return {
        at.parties: rows_with(connection, at.parties.c.id, people),
        at.calendars: rows_with(connection, at.calendars.c.id, calendars),
        at.agreements: agreements,
        at.targets: targets,
        at.affiliations: affiliations,
        at.relationships: relationships,
        at.contacts: contacts,
    }


def rows_with(
    connection: Connection, column: Column[Any], values: Texts, condition: ColumnElement[bool] | None = None
) -> list[Any]:
    """Read the rows of a table whose *column* has one of *values*."""
    fits = true() if condition is None else condition
    return [row for some in _chunks(values) for row in _rows(connection, column.table, and_(fits, column.in_(some)))]


def all_rows(connection: Connection, table: Table) -> FetchedRows:
    """Read every row of *table*."""
    return _rows(connection, table, true())


def count_rows(connection: Connection, table: Table) -> int:
    """Count the rows of *table*."""
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _live(table: Table, on: date | None) -> ColumnElement[bool]:
    if on is None:
        return true()
    start, end = table.c.valid_from, table.c.valid_until
    return and_(or_(start.is_(None), start <= on), or_(end.is_(None), end > on))


def _rows(connection: Connection, table: Table, condition: ColumnElement[bool]) -> FetchedRows:
    order = table.primary_key if table is at.contacts else ()  # the contacts of a customer have one
    return connection.execute(select(*columns_of(table)).where(condition).order_by(*order)).all()


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


def _ties_up(connection: Connection, people: Texts, condition: ColumnElement[bool]) -> list[Any]:
    """Read everyone's ties, those of the organizations to which these lead, and so on."""
    ties: list[Any] = []
    seen, latest = set(people), set(people)
    while latest:
        found = rows_with(connection, at.affiliations.c.party, latest, condition)
        ties += found
        latest = {row.organization for row in found} - seen
        seen |= latest
    return ties


def _named(rows: FetchedRows, column: str) -> set[str]:
    return {getattr(row, column) for row in rows} - {None}


def _chunks(values: Texts) -> Iterator[list[str]]:
    left = iter(sorted(values))  # neighbors in the index, and the same statements each time
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
