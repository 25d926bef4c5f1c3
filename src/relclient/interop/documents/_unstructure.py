"""Unstructuring: how each value of the model is written into a document."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from itertools import count
from types import UnionType
from typing import Generic, TypeGuard, TypeVar, get_args, get_origin

from attrs import Factory, define, frozen
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from relclient._facts import Fact
from relclient.errors import InvalidType
from relclient.interop._codecs.entries import (
    CUSTOMER_KINDS,
    PARTY_KINDS,
    VERSION,
    WEEKDAYS,
    is_optional,
    is_sequence,
    is_term,
    some_of,
)
from relclient.interop._codecs.instants import write_instant
from relclient.interop._codecs.scalars import term_writer, write_duration, write_target, write_time
from relclient.interop.documents._attributes import write_attributes
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget, Target
from relclient.model.customers import Customer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.ranking.workload import Workload
from relclient.timing.working_hours._windows import Window
from relclient.timing.working_hours.calendar import WorkCalendar

T = TypeVar("T")
Entry = dict[str, object]
Write = Callable[[T], Entry]
_APART = override(omit=True)
"""A field that is written by hand."""


@define
class Shared(Generic[T]):
    """Values without an id that many others hold: each is written once, under an id made from its name."""

    name: Callable[[T], str]
    """Gives the name, and refuses what cannot be saved."""
    ids: dict[T, str] = Factory(dict[T, str])
    """The id of each, in the order in which they came up."""
    _seen: dict[int, str] = Factory(dict[int, str])  # by identity: to hash an agreement is to hash all that it holds

    def refer(self, value: T) -> str:
        """Give the id of *value*: its name, with a number where another has that name."""
        known = self._seen.get(id(value))
        if known is None:
            name = self.name(value)
            known = self._seen[id(value)] = self.ids.get(value) or self._new(value, name)
        return known

    def _new(self, value: T, name: str) -> str:
        taken = set(self.ids.values())
        numbered = (f"{name} {number}" for number in count(2))
        self.ids[value] = name if name not in taken else next(other for other in numbered if other not in taken)
        return self.ids[value]


@cache
def converter() -> Converter:
    """Make the one converter, when the first document is written: it leaves out what every value has by default."""
    made = Converter(omit_if_default=True)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, write_instant)
    made.register_unstructure_hook(timedelta, write_duration)
    made.register_unstructure_hook(Decimal, str)
    made.register_unstructure_hook_factory(is_term, term_writer)
    made.register_unstructure_hook_factory(is_sequence, partial(_sequence, made))
    made.register_unstructure_hook_factory(is_optional, partial(_optional, made))
    made.register_unstructure_hook_func(lambda of: of == Party, _id)
    for party in PARTY_KINDS.values():
        made.register_unstructure_hook(party, _id)
    made.register_unstructure_hook_func(lambda of: of == Customer | Party, _customer(made))
    made.register_unstructure_hook_func(lambda of: of == Target | None, _optional_target)
    relationship = make_dict_unstructure_fn(
        Relationship,
        made,
        _cattrs_omit_if_default=True,
        _given_id=override(rename="id", omit_if_default=True),
        agreement=_APART,
        facts=override(unstruct_hook=_facts),
    )
    made.register_unstructure_hook(Relationship, relationship)
    target = make_dict_unstructure_fn(ServiceTarget, made, _cattrs_omit_if_default=True, calendar=_APART)
    made.register_unstructure_hook(ServiceTarget, target)
    request = make_dict_unstructure_fn(
        ServiceRequest,
        made,
        _cattrs_omit_if_default=True,
        relationship=override(unstruct_hook=_relationship_id),
        attributes=_APART,
    )
    made.register_unstructure_hook(ServiceRequest, request)
    return made


def _optional_target(target: Target | None) -> str | None:
    return None if target is None else write_target(target)


@frozen
class Writers:
    """What writes the many entries of a document, looked up once."""

    party: Write[Party]
    affiliation: Write[Affiliation]
    relationship: Write[Relationship]
    target: Write[ServiceTarget]
    request: Write[ServiceRequest]


@cache
def _writers() -> Writers:
    made = converter()
    return Writers(
        tagged(PARTY_KINDS, made),
        made.get_unstructure_hook(Affiliation),
        made.get_unstructure_hook(Relationship),
        made.get_unstructure_hook(ServiceTarget),
        made.get_unstructure_hook(ServiceRequest),
    )


def write_network(network: ServiceNetwork) -> Entry:
    """Write *network* as one object; a section without entries is left out."""
    write = _writers()
    agreements = Shared[ServiceLevelAgreement](_name_of_agreement)
    calendars = Shared[WorkCalendar](_name_of_calendar)
    # Relationships name the agreements, and agreements the calendars, that the sections before them write.
    relationships = [_relationship(each, write, agreements) for each in network.relationships.values()]
    written_agreements = [_agreement(each, id, write, calendars) for each, id in agreements.ids.items()]
    sections: dict[str, list[Entry]] = {
        "parties": [write.party(each) for each in network.parties.values()],
        "calendars": [_calendar(each, id) for each, id in calendars.ids.items()],
        "agreements": written_agreements,
        "affiliations": [write.affiliation(each) for each in network.affiliations],
        "relationships": relationships,
    }
    return {"relclient": VERSION, **{name: entries for name, entries in sections.items() if entries}}


def write_workload(workload: Workload) -> Entry:
    """Write *workload* as its network, and then its requests."""
    entry = write_network(workload.network)
    if workload.requests:
        entry["requests"] = [_request(place, request) for place, request in enumerate(workload.requests)]
    return entry


def _request(place: int, request: ServiceRequest) -> Entry:
    entry = write_request(request)
    if request.attributes:
        entry["attributes"] = write_attributes(request.attributes, f"$.requests[{place}].attributes")
    return entry


def write_party(party: Party) -> Entry:
    """Write a party itself, not its id."""
    return _writers().party(party)


def write_affiliation(affiliation: Affiliation) -> Entry:
    """Write a tie."""
    return _writers().affiliation(affiliation)


def write_request(request: ServiceRequest) -> Entry:
    """Write a request without its attributes; of its relationship, the id."""
    return _writers().request(request)


def write_relationship(relationship: Relationship) -> Entry:
    """Write a relationship without its agreement and its id."""
    return _writers().relationship(relationship)


def tagged(kinds: Mapping[str, type[T]], made: Converter) -> Write[T]:
    """Write an object with its kind before its fields."""
    writers = {
        of: (kind, make_dict_unstructure_fn(of, made, _cattrs_omit_if_default=True)) for kind, of in kinds.items()
    }

    def write_tagged(value: T) -> Entry:
        kind, write = writers[type(value)]
        return {"kind": kind, **write(value)}

    return write_tagged


def _customer(made: Converter) -> Callable[[Customer | Party], str | Entry]:
    customer = tagged(CUSTOMER_KINDS, made)
    return lambda value: customer(value) if isinstance(value, Customer) else value.id


def _id(party: Party) -> str:
    return party.id


def _relationship_id(relationship: Relationship) -> str:
    return relationship.id


def _facts(facts: Mapping[str, Fact]) -> Entry:
    for name, fact in facts.items():
        if not isinstance(fact, bool):
            raise InvalidType(f"Relationship.facts[{name!r}]", fact, "a bool, for the relationship to be saved")
    return dict(facts)


def _sequence(made: Converter, of: type) -> Callable[[Iterable[object]], list[object]]:
    (item, *_) = get_args(of)
    write = made.get_unstructure_hook(item)
    if get_origin(of) is frozenset:
        return lambda values: sorted(map(write, values), key=str)  # a set has no order, but its text is the same
    return list if item is str else lambda values: [write(value) for value in values]


def _optional(made: Converter, of: UnionType) -> Callable[[object], object]:
    some = some_of(of)
    return made.get_unstructure_hook(some)  # None is the default of every such field, and so never gets here


def _relationship(relationship: Relationship, write: Writers, agreements: Shared[ServiceLevelAgreement]) -> Entry:
    entry = write.relationship(relationship)
    if relationship.agreement is not None:
        entry["agreement"] = agreements.refer(relationship.agreement)
    return entry


def _agreement(agreement: ServiceLevelAgreement, id: str, write: Writers, calendars: Shared[WorkCalendar]) -> Entry:
    entry: Entry = {} if id == agreement.name else {"id": id}
    targets: dict[str, Entry] = {}
    for priority, target in agreement.targets.items():
        written = targets[priority.value] = write.target(target)
        if target.calendar is not None:
            written["calendar"] = calendars.refer(target.calendar)
    calendar = calendars.refer(agreement.calendar)
    return entry | {"name": agreement.name, "targets": targets, "calendar": calendar}


def _name_of_agreement(agreement: ServiceLevelAgreement) -> str:
    for priority in agreement.targets:
        _name_of_calendar(agreement.calendar_at(priority))
    _name_of_calendar(agreement.calendar)
    return agreement.name


def _name_of_calendar(calendar: WorkCalendar) -> str:
    _holidays(calendar)
    return calendar.zone


def _holidays(calendar: WorkCalendar) -> list[str]:
    if not _is_set(calendar.holidays):
        raise InvalidType("WorkCalendar.holidays", calendar.holidays, "a set of dates, for the calendar to be saved")
    return [day.isoformat() for day in sorted(calendar.holidays)]


def _is_set(holidays: Container[date]) -> TypeGuard[frozenset[date]]:
    return isinstance(holidays, frozenset)


def _calendar(calendar: WorkCalendar, id: str) -> Entry:
    entry: Entry = {} if id == calendar.zone else {"id": id}
    entry["zone"] = calendar.zone
    entry["windows"] = {WEEKDAYS[day]: _windows(windows) for day, windows in calendar.windows.items()}
    if holidays := _holidays(calendar):
        entry["holidays"] = holidays
    if calendar.exceptions:
        entry["exceptions"] = {day.isoformat(): _windows(windows) for day, windows in calendar.exceptions.items()}
    return entry


def _windows(windows: Iterable[Window]) -> list[list[str]]:
    return [[write_time(start), write_time(end)] for start, end in windows]
