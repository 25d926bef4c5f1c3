"""Facts: what a row says of one kind of customer, and of the hours of a calendar."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar

from attrs import frozen

from relclient.errors import InvalidType, InvalidValue
from relclient.interop._codecs.entries import WEEKDAYS
from relclient.interop._codecs.scalars import (
    one_of,
    read_day,
    read_list,
    read_object,
    read_text,
    read_time,
    unknown_choice,
)
from relclient.interop.sql._tables import FetchedRow
from relclient.labels import Term
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
from relclient.model.markets import Market, MarketScope
from relclient.model.parties import Party, Person
from relclient.timing.recurrence.occasion import Occasion
from relclient.timing.working_hours._windows import Window
from relclient.timing.working_hours.calendar import WorkCalendar

E = TypeVar("E", bound=Term)
K = TypeVar("K")


def read_term(terms: type[E], value: object, column: str) -> E:
    """Read a member of an enumeration from its lower-case name."""
    for member in terms:
        if member.value == value:
            return member
    raise no_choice(value, (member.value for member in terms), column)


def no_choice(value: object, choices: Iterable[str], column: str) -> InvalidType | InvalidValue:
    """Say that what a column holds is none of its choices."""
    return unknown_choice(value, one_of(choices)).with_fields(what=f".{column}")


@frozen
class Facts:
    """What the columns of a row say of its customer."""

    party: Party
    account_number: str | None
    manager: Person | None
    contacts: Iterable[Person]
    market_scope: str | None
    market_segment: str | None
    nested: object


def read_customer(kind: str, facts: Facts) -> Customer:
    """Make the customer of that kind; what the row says beyond its kind is for the checks of the table to refuse."""
    read = _KINDS.get(kind)
    if read is None:
        raise no_choice(kind, _KINDS, "kind")
    return read(facts)


def _situational(facts: Facts) -> Customer:
    nested = read_object(facts.nested)
    occasion = read_object(nested.get("occasion"))
    rule = occasion.get("rule")
    return SituationalCustomer(
        facts.party,
        read_text(nested.get("reason")),
        _occasion(read_day(occasion.get("start")), None if rule is None else read_text(rule)),
    )


_occasion = lru_cache(maxsize=10_000)(Occasion)  # to read a rule takes long, and most come up many times


def _horizontal(facts: Facts) -> Customer:
    return HorizontalCustomer(facts.party, _texts(facts, "quality_criteria"))


def _framework(facts: Facts) -> Customer:
    targets = read_list(read_object(facts.nested).get("target_markets"))
    return FrameworkCustomer(
        facts.party, _texts(facts, "offers"), [market for target in targets for market in _targeted(target)]
    )


def _targeted(target: object) -> list[Market]:
    """Read the markets that a target stands for; a lone string, as 0.1.0 kept it, is a segment at home and abroad."""
    if isinstance(target, str):
        return [Market(scope, target) for scope in MarketScope]
    scope, segment = read_list(target)
    return [Market(read_term(MarketScope, scope, "facts"), None if segment is None else read_text(segment))]


def _operational(facts: Facts) -> Customer:
    return OperationalCustomer(facts.party, _texts(facts, "outputs"))


def _texts(facts: Facts, name: str) -> tuple[str, ...]:
    return tuple(map(read_text, read_list(read_object(facts.nested).get(name))))


def _retail(facts: Facts) -> Customer:
    return RetailCustomer(facts.party, _market(facts.market_scope, facts.market_segment))


def _account(facts: Facts) -> Customer:
    market = _market(facts.market_scope, facts.market_segment)
    return AccountCustomer(facts.party, facts.account_number, facts.manager, market)


def _b2b(facts: Facts) -> Customer:
    market = _market(facts.market_scope, facts.market_segment)
    return B2BCustomer(facts.party, facts.account_number, facts.contacts, market)


@lru_cache(maxsize=10_000)
def _market(scope: str | None, segment: str | None) -> Market | None:
    return None if scope is None else Market(read_term(MarketScope, scope, "market_scope"), segment)


_KINDS: Mapping[str, Callable[[Facts], Customer]] = {
    "situational": _situational,
    "horizontal": _horizontal,
    "framework": _framework,
    "operational": _operational,
    "retail": _retail,
    "account": _account,
    "b2b": _b2b,
}


def read_calendar(row: FetchedRow) -> WorkCalendar:
    """Make a calendar of its zone and hours."""
    _, zone, hours = row
    given = read_object(hours)
    return WorkCalendar(
        zone,
        _mapping(given.get("windows"), _weekday),
        frozenset(map(read_day, read_list(given.get("holidays")))),
        _mapping(given.get("exceptions"), read_day),
    )


def _mapping(value: object, read_key: Callable[[object], K]) -> dict[K, tuple[Window, ...]]:
    return {read_key(key): tuple(map(_window, read_list(pairs))) for key, pairs in read_object(value).items()}


def _weekday(value: object) -> int:
    if value in WEEKDAYS:
        return WEEKDAYS.index(value)
    raise unknown_choice(value, one_of(WEEKDAYS))


def _window(value: object) -> Window:
    match tuple(read_list(value)):
        case (start, end):
            return read_time(start), read_time(end)
        case other:
            raise InvalidValue("", other, "give a pair of times of day such as ['09:00', '17:00']")
