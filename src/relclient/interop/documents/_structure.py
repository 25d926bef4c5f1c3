"""Structuring: how each value of the model is read from a document."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Protocol, TypeVar

from attrs import has
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from relclient.errors import InvalidType, InvalidValue
from relclient.interop._codecs.entries import (
    CUSTOMER_KINDS,
    PARTY_KINDS,
    VERSION,
    WEEKDAYS,
    NetworkDocument,
    PolicyDocument,
    WorkloadDocument,
    is_optional,
    is_sequence,
)
from relclient.interop._codecs.instants import read_instant
from relclient.interop._codecs.scalars import (
    is_object,
    one_of,
    read_day,
    read_duration,
    read_flag,
    read_list,
    read_number,
    read_object,
    read_target,
    read_text,
    read_time,
    term_reader,
    unknown_choice,
)
from relclient.interop.documents._hooks import (
    Hook,
    each,
    each_of_set,
    kinds_hook,
    mapping,
    object_hook,
    optional_hook,
    sequence_hook,
    value_hook,
)
from relclient.interop.documents._policies import policy_hook
from relclient.interop.documents._reading import Named, current, every
from relclient.interop.documents._requests import request_hook
from relclient.labels import Term
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget, Target
from relclient.model.customers import Customer
from relclient.model.parties import Party
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.timing.working_hours._windows import Window
from relclient.timing.working_hours.calendar import WorkCalendar

T = TypeVar("T")


class HasId(Protocol):
    """What is told apart by an id of its own."""

    @property
    def id(self) -> str: ...


@cache
def converter() -> Converter:
    """Make the one converter, when the first document is read: it checks everything and changes nothing."""
    made = Converter()
    made.register_structure_hook(str, read_text)
    made.register_structure_hook(bool, read_flag)
    made.register_structure_hook(date, read_day)
    made.register_structure_hook(datetime, read_instant)
    made.register_structure_hook(timedelta, read_duration)
    made.register_structure_hook(Decimal, read_number)
    for terms in Term.__subclasses__():  # by class: cattrs before 26.1 asks its own hook of enumerations first
        made.register_structure_hook(terms, term_reader(terms))
    made.register_structure_hook_factory(is_sequence, partial(sequence_hook, made))
    made.register_structure_hook_factory(is_optional, partial(optional_hook, made))
    made.register_structure_hook_factory(has, partial(value_hook, made))
    for kind, party in PARTY_KINDS.items():
        made.register_structure_hook(party, _reference("parties", kind, party))
    made.register_structure_hook_func(lambda of: of == Party, _reference("parties"))
    made.register_structure_hook(WorkCalendar, _reference("calendars"))
    made.register_structure_hook(ServiceLevelAgreement, _reference("agreements"))
    made.register_structure_hook_func(lambda of: of == Customer | Party, _customer(made))
    made.register_structure_hook_func(lambda of: of == Target | None, _optional_target)
    relationship = make_dict_structure_fn(
        Relationship, made, _given_id=override(rename="id"), facts=override(struct_hook=_facts)
    )
    made.register_structure_hook(Relationship, object_hook(relationship, Relationship))
    requests = _section("requests", request_hook(made, _reference("relationships")), _own_id)
    made.register_structure_hook_func(lambda of: of == tuple[ServiceRequest, ...], requests)
    made.register_structure_hook(NetworkDocument, _document(made, NetworkDocument))
    made.register_structure_hook(WorkloadDocument, _document(made, WorkloadDocument))
    made.register_structure_hook(PolicyDocument, policy_hook(made, _version))
    return made


def _document(made: Converter, of: type[NetworkDocument]) -> Hook[NetworkDocument]:
    party = kinds_hook(made, PARTY_KINDS)
    affiliation = made.get_structure_hook(Affiliation)
    relationship = made.get_structure_hook(Relationship)
    structure = make_dict_structure_fn(
        of,
        made,
        relclient=override(struct_hook=_version),
        parties=override(struct_hook=_section("parties", party, _own_id)),
        calendars=override(struct_hook=_section("calendars", _calendar(made), _given_id("zone"), _zone_as_id)),
        agreements=override(struct_hook=_section("agreements", _agreement(made), _given_id("name"))),
        affiliations=override(struct_hook=_affiliations(affiliation)),
        relationships=override(struct_hook=_section("relationships", relationship, _own_id, _parts_of_id)),
    )
    return object_hook(structure, of)


def _version(value: object, _: object) -> int:
    if type(value) is not int:
        raise InvalidType("", value, f"the number {VERSION}")
    if value != VERSION:
        raise InvalidValue("", value, f"this release reads version {VERSION}")
    return value


# References: a string that is the id of something in an earlier section.


def _reference(section: str, kind: str = "", of: type[object] = object) -> Hook[object]:
    """Look up an id under *section*; what has it must be an instance of *of*, which is called *kind*."""

    def read_reference(value: object, _: object = None) -> object:
        named: Named[object] = getattr(current(), section)
        try:
            found = named.found[value]  # type: ignore[index]  # what is no text is not found either
        except (KeyError, TypeError):
            raise named.missing(read_text(value)) from None
        if not isinstance(found, of):
            raise InvalidValue("", value, f"it is no {kind}; give the id of one")
        return found

    return read_reference


def _customer(made: Converter) -> Hook[Customer | Party]:
    """Read a bare party, whose id is a string, or a customer, which is an object with a kind."""
    party: Hook[Party] = made.get_structure_hook(Party)
    customer = kinds_hook(made, CUSTOMER_KINDS)

    def read_customer(value: object, _: object = None) -> Customer | Party:
        if isinstance(value, str):
            return party(value, None)
        if not is_object(value):
            raise InvalidType("", value, "the id of a party, or an object with a kind")
        return customer(value, None)

    return read_customer


def _facts(value: object, _: object) -> dict[str, bool]:
    return mapping(value, read_text, read_flag)


# Sections: their sound entries are kept in the reading, whatever becomes of the others.


def _section(
    name: str,
    read: Hook[T],
    identify: Callable[[Mapping[str, object], T], str],
    parts_of_id: Callable[[object], tuple[str, ...]] = lambda _: (),
) -> Hook[tuple[()]]:
    def read_section(value: object, _: object = None) -> tuple[()]:
        named: Named[T] = getattr(current(), name)

        def read_entry(entry: object) -> None:
            try:
                found = read(entry, None)
                id = identify(read_object(entry), found)
            except Exception:
                named.give_up(entry, parts_of_id(entry))
                raise
            named.add(id, found)

        try:
            entries = read_list(value)
        except InvalidType:
            named.is_lost = True
            raise
        every(enumerate(entries), read_entry)
        return ()

    return read_section


def _affiliations(read: Hook[Affiliation]) -> Hook[tuple[()]]:
    def read_affiliations(value: object, _: object = None) -> tuple[()]:
        every(enumerate(read_list(value)), lambda entry: read(entry, None), current().affiliations)
        return ()

    return read_affiliations


def _own_id(_: object, value: HasId) -> str:
    return value.id


def _parts_of_id(entry: object) -> tuple[str, ...]:
    """Give the texts of which the id of a relationship is made where the entry has none."""
    if not is_object(entry) or "id" in entry:
        return ()
    customer = entry.get("customer")
    ends = entry.get("provider"), customer.get("party") if is_object(customer) else customer
    return tuple(part for part in (*ends, entry.get("service")) if isinstance(part, str))


def _zone_as_id(entry: object) -> tuple[str, ...]:
    """Give the zone, of which the id of a calendar is made where the entry has none; it may be misspelled."""
    zone = entry.get("zone") if is_object(entry) and "id" not in entry else None
    return (zone,) if isinstance(zone, str) else ()


def _given_id(default: str) -> Callable[[Mapping[str, object], object], str]:
    """Identify a value that has no id of its own: the entry gives one, or else the field *default* is it."""

    def identify(entry: Mapping[str, object], value: object) -> str:
        if "id" not in entry:
            return read_text(getattr(value, default))
        return every([("id", entry["id"])], read_text)["id"]

    return identify


# Agreements and their calendars.


def _optional_target(value: object, _: object) -> Target | None:
    return None if value is None else read_target(value)


def _agreement(made: Converter) -> Hook[ServiceLevelAgreement]:
    target = made.get_structure_hook(ServiceTarget)
    level = term_reader(Priority)

    def read_targets(value: object, _: object) -> dict[Term, ServiceTarget]:
        return mapping(value, level, lambda item: target(item, ServiceTarget))

    structure = make_dict_structure_fn(ServiceLevelAgreement, made, targets=override(struct_hook=read_targets))
    return object_hook(structure, ServiceLevelAgreement, "id")


def _calendar(made: Converter) -> Hook[WorkCalendar]:
    structure = make_dict_structure_fn(
        WorkCalendar,
        made,
        windows=override(struct_hook=lambda value, _: mapping(value, _read_weekday, _read_windows)),
        holidays=override(struct_hook=lambda value, _: each_of_set(value, read_day)),
        exceptions=override(struct_hook=lambda value, _: mapping(value, read_day, _read_windows)),
    )
    return object_hook(structure, WorkCalendar, "id")


def _read_weekday(value: object) -> int:
    if value in WEEKDAYS:
        return WEEKDAYS.index(value)
    raise unknown_choice(value, one_of(WEEKDAYS))


def _read_windows(value: object) -> tuple[Window, ...]:
    return tuple(each(value, _read_window))


def _read_window(value: object) -> Window:
    match tuple(each(value, read_time)):
        case (start, end):
            return start, end
        case _:
            raise InvalidType("", value, "a pair of times of day such as ['09:00', '17:00']")
