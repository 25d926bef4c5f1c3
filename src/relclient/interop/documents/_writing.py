"""Writing: values as the entries of a document, without what they have by default."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from itertools import chain, count
from typing import Any, Generic, TypeAlias, TypeVar, get_args, get_origin

from attrs import Factory, define
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from relclient._facts import Fact
from relclient.classification.rulebook import DEFAULT_RULEBOOK
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidType
from relclient.interop._codecs.calendars import write_holidays, write_windows
from relclient.interop._codecs.entries import VERSION, WEEKDAYS, is_sequence, is_term, is_union, some_of
from relclient.interop._codecs.facts import enums_by_name, write_fact
from relclient.interop._codecs.instants import write_instant
from relclient.interop._codecs.rulebook import write_rulebook
from relclient.interop._codecs.scalars import one_of, term_writer, write_duration, write_target
from relclient.interop._codecs.tables import write_table
from relclient.interop.documents._attributes import write_attributes
from relclient.interop.documents._entries import SECTION_OF, TABLES, Type, kinds_of
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget, Target
from relclient.model.customers import Customer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.ranking.criteria import ByKey, Criterion
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.workload import Workload
from relclient.timing.periods import Period
from relclient.timing.working_hours.calendar import WorkCalendar

T = TypeVar("T")
Entry: TypeAlias = dict[str, object]
Write: TypeAlias = Callable[[T], Entry]
_APART = override(omit=True)
"""A field that is written by hand."""


@cache
def converter() -> Converter:
    """Return the one converter, made when the first document is written: it leaves out what is as by default."""
    made = Converter(omit_if_default=True)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(datetime, write_instant)
    made.register_unstructure_hook(timedelta, write_duration)
    made.register_unstructure_hook(Decimal, str)
    made.register_unstructure_hook_factory(is_term, term_writer)
    made.register_unstructure_hook_factory(is_sequence, partial(_sequence, made))
    made.register_unstructure_hook_factory(is_union, partial(_union, made))
    made.register_unstructure_hook_func(lambda of: of == Fact, write_fact)
    made.register_unstructure_hook_func(lambda of: of == Target, write_target)
    made.register_unstructure_hook_factory(TABLES.__contains__, _table)
    made.register_unstructure_hook_func(SECTION_OF.__contains__, _id)
    made.register_unstructure_hook_func(lambda of: of == Customer | Party, _customer)
    made.register_unstructure_hook_func(lambda of: of == Criterion, write_criterion)
    return made


@cache
def _writer(of: Type) -> Write[Any]:
    """Return what writes the fields of *of*, but those that are written by hand."""
    apart: dict[str, Any] = dict.fromkeys(_BY_HAND.get(of, ()), _APART)
    return make_dict_unstructure_fn(of, converter(), _cattrs_omit_if_default=True, _cattrs_use_alias=True, **apart)


_BY_HAND: Mapping[type, tuple[str, ...]] = {
    Relationship: ("agreement",),
    ServiceLevelAgreement: ("targets", "calendar"),
    ServiceTarget: ("calendar",),
    ServiceRequest: ("attributes",),
}
"""Fields that need to know of more than the value."""


def _table(of: Type) -> Callable[[DecisionTable[Any]], Entry]:
    return partial(write_table, answers=TABLES[of])


def _id(value: Party) -> str:
    return value.id


@cache
def _tagged(of: Type) -> Write[Any]:
    """Return what writes an object with its kind before its fields."""
    writers = {each: (kind, _writer(each)) for kind, each in kinds_of(of).items()}

    def write_tagged(value: object) -> Entry:
        if type(value) not in writers:
            names = one_of(each.__name__ for each in writers)
            raise InvalidType("documents x", value, f"for what it holds, {names} itself and no subclass, to be saved")
        kind, write = writers[type(value)]
        return {"kind": kind, **write(value)}

    return write_tagged


def _customer(value: Customer | Party) -> str | Entry:
    return _tagged(Customer)(value) if isinstance(value, Customer) else value.id


def _sequence(made: Converter, of: type) -> Callable[[Iterable[object]], list[object]]:
    (item, *_) = get_args(of)
    write = made.get_unstructure_hook(item)
    if get_origin(of) is frozenset:
        return lambda values: sorted(map(write, values), key=str)  # a set has no order, but its JSON is the same
    return list if item is str else lambda values: [write(value) for value in values]


def _union(made: Converter, of: object) -> Callable[[Any], object]:
    return made.get_unstructure_hook(some_of(of))  # None is the default of every such field, and so never gets here


# Networks and workloads.


@define
class Shared(Generic[T]):
    """Values without an id that many others hold: each is written once, under an id made from its name."""

    name: Callable[[T], str]
    """Gives the name, and refuses what cannot be saved."""
    ids: dict[T, str] = Factory(dict[T, str])
    """The id of each, in the order in which they came up."""
    _seen: dict[int, str] = Factory(dict[int, str])  # by identity: to hash an agreement is to hash all that it holds
    _taken: set[str] = Factory(set[str])

    def refer(self, value: T) -> str:
        """Return the id of *value*: its name, with a number where another has that name."""
        known = self._seen.get(id(value))
        if known is None:
            name = self.name(value)
            known = self._seen[id(value)] = self.ids.get(value) or self._new(value, name)
        return known

    def _new(self, value: T, name: str) -> str:
        numbered = (f"{name} {number}" for number in count(2))
        new = self.ids[value] = next(free for free in chain((name,), numbered) if free not in self._taken)
        self._taken.add(new)
        return new


def write_network(network: ServiceNetwork) -> Entry:
    """Return *network* as one object; a section without entries is left out."""
    _check_enums(network)
    agreements = Shared[ServiceLevelAgreement](_name_of_agreement)
    calendars = Shared[WorkCalendar](_name_of_calendar)
    # Relationships name the agreements, and agreements the calendars, that the sections before them write.
    relationships = [_relationship(each, agreements) for each in network.relationships.values()]
    written_agreements = [_agreement(each, id, calendars) for each, id in agreements.ids.items()]
    sections: dict[str, list[Entry]] = {
        "parties": list(map(_tagged(Party), network.parties.values())),
        "calendars": [_calendar(each, id) for each, id in calendars.ids.items()],
        "agreements": written_agreements,
        "affiliations": list(map(_writer(Affiliation), network.affiliations)),
        "relationships": relationships,
    }
    entry: Entry = {"relclient": VERSION, **{name: entries for name, entries in sections.items() if entries}}
    if network.rulebook != DEFAULT_RULEBOOK:
        entry["rulebook"] = write_rulebook(network.rulebook)
    if network.viewpoint is not None:
        entry["viewpoint"] = network.viewpoint.id
    return entry


def _check_enums(network: ServiceNetwork) -> None:
    """Raise for two enumerations of one name: members are told apart by it."""
    facts = [fact for each in network.relationships.values() for fact in each.facts.values()]
    domains = [*map(type, facts), *network.rulebook.own_facts.values()]
    enums_by_name([of for of in dict.fromkeys(domains) if issubclass(of, Enum)], "documents x enums")


def write_workload(workload: Workload) -> Entry:
    """Return *workload* as its network, and then its requests."""
    entry = write_network(workload.network)
    if workload.requests:
        entry["requests"] = [_request(place, request) for place, request in enumerate(workload.requests)]
    return entry


def _request(place: int, request: ServiceRequest) -> Entry:
    entry = _writer(ServiceRequest)(request)
    if request.attributes:
        entry["attributes"] = write_attributes(request.attributes, f"$.requests[{place}].attributes")
    return entry


def _relationship(relationship: Relationship, agreements: Shared[ServiceLevelAgreement]) -> Entry:
    entry = _writer(Relationship)(relationship)
    if relationship.agreement is not None:
        entry["agreement"] = agreements.refer(relationship.agreement)
    return entry


def _agreement(agreement: ServiceLevelAgreement, id: str, calendars: Shared[WorkCalendar]) -> Entry:
    entry: Entry = {} if id == agreement.name else {"id": id}
    targets: dict[str, Entry] = {}
    for priority, target in agreement.targets.items():
        written = targets[priority.value] = _writer(ServiceTarget)(target)
        if target.calendar is not None:
            written["calendar"] = calendars.refer(target.calendar)
    entry |= _writer(ServiceLevelAgreement)(agreement)
    return entry | {"targets": targets, "calendar": calendars.refer(agreement.calendar)}


def _name_of_agreement(agreement: ServiceLevelAgreement) -> str:
    for priority in agreement.targets:
        _name_of_calendar(agreement.calendar_at(priority))
    _name_of_calendar(agreement.calendar)
    return agreement.name


def _name_of_calendar(calendar: WorkCalendar) -> str:
    write_holidays(calendar)
    return calendar.zone


def _calendar(calendar: WorkCalendar, id: str) -> Entry:
    entry: Entry = {} if id == calendar.zone else {"id": id}
    entry["zone"] = calendar.zone
    entry["windows"] = {WEEKDAYS[day]: write_windows(windows) for day, windows in calendar.windows.items()}
    if holidays := write_holidays(calendar):
        entry["holidays"] = holidays
    if calendar.exceptions:
        entry["exceptions"] = {day.isoformat(): write_windows(windows) for day, windows in calendar.exceptions.items()}
    return entry


# Policies.


def write_policy(policy: PriorityPolicy) -> Entry:
    """Return *policy* as one object; its matrix is left out where it is the usual one."""
    for place, criterion in enumerate(policy.criteria):
        if isinstance(criterion, ByKey):
            expected = "a criterion without a function, for the policy to be saved"
            raise InvalidType(f"PriorityPolicy.criteria[{place}]", criterion, expected)
    return {"relclient": VERSION, **_writer(PriorityPolicy)(policy)}


# What audit records write, too.


def write_party(party: Party) -> Entry:
    """Return a party itself, not its id."""
    return _tagged(Party)(party)


def write_criterion(criterion: Criterion) -> Entry:
    """Return any criterion but a function."""
    return _tagged(Criterion)(criterion)


def write_fields(value: Affiliation | Period | Relationship | ServiceRequest) -> Entry:
    """Return the fields of *value*, but those that are written by hand."""
    of: Type = type(value)
    return _writer(of)(value)
