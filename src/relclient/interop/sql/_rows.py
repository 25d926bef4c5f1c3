"""Rows: a network as what stands in each table, and the same network always as the same rows."""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TypeGuard

from attrs import define, field
from sqlalchemy import Table

from relclient.errors import InvalidType, InvalidValue, Problems
from relclient.interop._codecs.entries import WEEKDAYS
from relclient.interop._codecs.scalars import is_unicode, no_unicode, texts_in, write_target, write_time
from relclient.interop.sql import _tables as at
from relclient.interop.sql._tables import CONTENT, Row, RowsByKey, columns_of, key_of
from relclient.model.affiliations import Affiliation, BusinessFunction
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget, Target
from relclient.model.customers import (
    AccountCustomer,
    B2BCustomer,
    Customer,
    FrameworkCustomer,
    HorizontalCustomer,
    OperationalCustomer,
    RetailCustomer,
    SituationalCustomer,
)
from relclient.model.markets import Market
from relclient.model.parties import Party, Person
from relclient.model.relationships import Relationship
from relclient.network import ServiceNetwork
from relclient.timing.working_hours._windows import Window
from relclient.timing.working_hours.calendar import WorkCalendar

_LONGEST_KEY = 2_600
"""How many bytes PostgreSQL puts into an index, with a little to spare; SQLite is held to it too."""
_FINEST = -16_000
"""The exponent of the last digit that PostgreSQL keeps, with a little to spare."""
_SHOWN = 40
"""How much of a string that is too long an error shows."""
_DIGEST = 32
"""How many digits of a hash name an agreement or a calendar: 128 bits, which do not meet by chance."""


_WITH_PARTS = frozenset({dict})
"""The types of nested values; to ask for any mapping takes long."""


def rows_of(network: ServiceNetwork) -> RowsByKey:
    """Write *network* as rows; what a table cannot keep is refused, all of it at once."""
    rows = {table: dict[Row, Row]() for table in CONTENT}
    agreements = _AgreementRows(rows)
    for party in network.parties.values():
        _put(rows, at.parties, _party(party))
    for tie in network.affiliations:
        _put(rows, at.affiliations, _affiliation(tie))
    for relationship in network.relationships.values():
        _put(rows, at.relationships, _relationship(relationship, agreements))
        customer = relationship.customer
        if isinstance(customer, B2BCustomer):
            for place, contact in enumerate(customer.contacts):
                _put(rows, at.contacts, (relationship.id, place, contact.id))
    problems = list(_problems(rows))
    if problems:
        raise Problems.found(problems)
    return rows


def _put(rows: RowsByKey, table: Table, row: Row) -> None:
    rows[table][key_of(table, row)] = row


def _party(party: Party) -> Row:
    return party.id, "person" if isinstance(party, Person) else "organization", party.name


def _affiliation(tie: Affiliation) -> Row:
    period = tie.valid_for
    does = (None if tie.functions is None else function in tie.functions for function in BusinessFunction)
    return tie.party.id, tie.organization.id, tie.capacity.value, period.start, period.end, *does


def _relationship(relationship: Relationship, agreements: "_AgreementRows") -> Row:
    customer, period, approval = relationship.customer, relationship.valid_for, relationship.approval
    kind, facts = _declared(customer) if isinstance(customer, Customer) else (None, _NO_FACTS)
    return (
        relationship.id,
        relationship.provider.id,
        customer.id,
        kind,
        relationship.service,
        period.start,
        period.end,
        None if relationship.agreement is None else agreements.id_of(relationship.agreement),
        *((None, None) if approval is None else (approval.risk.value, approval.granted)),
        relationship.staff_discount,
        *facts,
    )


def _declared(customer: Customer) -> tuple[str, Row]:
    return customer.kind.value, _FACTS[type(customer)](customer)


# The facts of each kind: the account's number and manager, the market, and what else there is as one nested value.

_NO_FACTS: Row = (None, None, None, None, None)


def _nested(**facts: object) -> Row:
    return None, None, None, None, facts


def _market(market: Market | None) -> Row:
    return (None, None, None) if market is None else (market.scope.value, market.segment, None)


def _situational(customer: SituationalCustomer) -> Row:
    occasion: dict[str, object] = {"start": customer.occasion.start.isoformat()}
    if customer.occasion.rule is not None:
        occasion["rule"] = customer.occasion.rule
    return _nested(reason=customer.reason, occasion=occasion)


def _horizontal(customer: HorizontalCustomer) -> Row:
    return _nested(quality_criteria=list(customer.quality_criteria))


def _framework(customer: FrameworkCustomer) -> Row:
    return _nested(offers=list(customer.offers), target_markets=list(map(_target, customer.target_markets)))


def _target(market: Market) -> list[str | None]:
    return [market.scope.value, market.segment]


def _operational(customer: OperationalCustomer) -> Row:
    return _nested(outputs=list(customer.outputs))


def _retail(customer: RetailCustomer) -> Row:
    return None, None, *_market(customer.market)


def _account(customer: AccountCustomer) -> Row:
    manager = None if customer.manager is None else customer.manager.id
    return customer.account_number, manager, *_market(customer.market)


def _b2b(customer: B2BCustomer) -> Row:
    return customer.account_number, None, *_market(customer.market)


_FACTS: Mapping[type[Customer], Callable[..., Row]] = {
    SituationalCustomer: _situational,
    HorizontalCustomer: _horizontal,
    FrameworkCustomer: _framework,
    OperationalCustomer: _operational,
    RetailCustomer: _retail,
    AccountCustomer: _account,
    B2BCustomer: _b2b,
}


@define
class _AgreementRows:
    """
    The agreements and calendars that come up, each written once.

    They have no id, so a hash of all that one says is its id: whoever writes the same writes it under the same id,
    and no writer ever changes the row of another.
    """

    _rows: RowsByKey
    _seen: dict[int, str] = field(init=False, factory=dict[int, str])  # by identity: to hash one is to hash all of it

    def id_of(self, agreement: ServiceLevelAgreement) -> str:
        known = self._seen.get(id(agreement))
        return known if known is not None else self._add_agreement(agreement)

    def _add_agreement(self, agreement: ServiceLevelAgreement) -> str:
        calendar = self._calendar(agreement.calendar)
        targets = sorted((level.value, *self._target(target)) for level, target in agreement.targets.items())
        new = self._seen[id(agreement)] = _digest(agreement.name, calendar, targets)
        _put(self._rows, at.agreements, (new, agreement.name, calendar))
        for target in targets:
            _put(self._rows, at.targets, (new, *target))
        return new

    def _target(self, target: ServiceTarget) -> tuple[str | None, ...]:
        calendar = None if target.calendar is None else self._calendar(target.calendar)
        return _promised(target.response), _promised(target.resolution), calendar

    def _calendar(self, calendar: WorkCalendar) -> str:
        hours = _hours(calendar)
        new = _digest(calendar.zone, hours)
        _put(self._rows, at.calendars, (new, calendar.zone, hours))
        return new


def _digest(*content: object) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:_DIGEST]


def _promised(target: Target | None) -> str | None:
    return None if target is None else write_target(target)


def _hours(calendar: WorkCalendar) -> dict[str, object]:
    return {
        "windows": {WEEKDAYS[day]: _windows(windows) for day, windows in calendar.windows.items()},
        "holidays": [day.isoformat() for day in sorted(_holidays(calendar.holidays))],
        "exceptions": {day.isoformat(): _windows(windows) for day, windows in calendar.exceptions.items()},
    }


def _windows(windows: Iterable[Window]) -> list[list[str]]:
    return [[write_time(start), write_time(end)] for start, end in windows]


def _holidays(holidays: Container[date]) -> frozenset[date]:
    if _is_set(holidays):
        return holidays
    raise InvalidType("WorkCalendar.holidays", holidays, "a set of dates, for the calendar to be saved")


def _is_set(holidays: Container[date]) -> TypeGuard[frozenset[date]]:
    return isinstance(holidays, frozenset)


# What a database cannot keep.


def _problems(rows: RowsByKey) -> Iterator[InvalidValue]:
    for table, by_key in rows.items():
        keys = _indexed(table)
        for row in by_key.values():
            if not _is_plain(row):
                for column, value in zip(columns_of(table), row, strict=True):
                    yield from _unfit(f"{table.name}.{column.name}", value, is_key=column.name in keys)


def _indexed(table: Table) -> set[str]:
    of_indexes = {column.name for index in table.indexes for column in index.columns}
    return of_indexes | {column.name for column in table.primary_key}


def _is_plain(row: Row) -> bool:
    """Clear most rows by one test for all their texts."""
    texts = [value for value in row if type(value) is str]
    for value in row:
        if type(value) in _WITH_PARTS:
            texts += texts_in(value)
        elif type(value) is Decimal:
            return False
    text = "".join(texts)
    return text.isascii() and "\0" not in text and len(text) <= _LONGEST_KEY


def _unfit(what: str, value: object, *, is_key: bool) -> Iterator[InvalidValue]:
    if isinstance(value, Decimal) and _exponent(value) < _FINEST:
        yield InvalidValue(what, value, f"give at most {-_FINEST:,} digits, which is what PostgreSQL keeps")
    for text in texts_in(value):
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        if "\0" in text:
            yield InvalidValue(what, shown, "leave the NUL character out, which no text in PostgreSQL can hold")
        elif not is_unicode(text):
            yield no_unicode(what, shown)
        elif is_key and len(text.encode()) > _LONGEST_KEY:
            yield InvalidValue(what, shown, f"give at most {_LONGEST_KEY:,} bytes, which is what an index holds")


def is_kept(text: str) -> bool:
    """Whether a database can keep every character of *text*."""
    return "\0" not in text and is_unicode(text)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0  # a string stands for infinities, which are no discount
