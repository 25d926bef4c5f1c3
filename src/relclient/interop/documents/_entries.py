"""Entries: what stands in a document for each value, with ids in the place of what it refers to, and how it is read."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from re import sub
from types import NoneType
from typing import (
    Any,
    Literal,
    NotRequired,
    TypeAlias,
    TypedDict,
    TypeGuard,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import NOTHING, fields, frozen, has
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn

from relclient._facts import Fact
from relclient.classification.rulebook import DEFAULT_RULEBOOK, Rulebook, SoundnessRule
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidType
from relclient.interop._codecs.calendars import read_weekday
from relclient.interop._codecs.entries import is_mapping, is_sequence, is_union, union_of
from relclient.interop._codecs.instants import read_instant
from relclient.interop._codecs.paths import MissingKey, at, each, mapping
from relclient.interop._codecs.scalars import (
    is_object,
    is_set,
    one_of,
    read_day,
    read_duration,
    read_flag,
    read_number,
    read_object,
    read_target,
    read_text,
    read_time,
    term_reader,
    unknown_choice,
)
from relclient.interop.documents._attributes import read_attribute
from relclient.labels import Term
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import ServiceLevelAgreement, Target
from relclient.model.customers import AnyCustomer, Customer, CustomerKind, Side
from relclient.model.markets import Market
from relclient.model.parties import Organization, Party, Person
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.ranking.criteria import ByKey, Criterion
from relclient.ranking.policy import PriorityPolicy
from relclient.timing.periods import Period
from relclient.timing.recurrence.occasion import Occasion
from relclient.timing.working_hours._intervals import Window
from relclient.timing.working_hours.calendar import WorkCalendar

V = TypeVar("V")
Hook: TypeAlias = Callable[[Any, Any], V]
"""Reads a value; cattrs says of which type, which a hook knows already."""
VERSIONS = (1, 2)
"""The versions of the format that this release reads."""
ValueClass: TypeAlias = Any
"""A class of attrs: they have no base in common."""
Type: TypeAlias = Any
"""A class, or the type of a field, such as one of several classes."""

SECTION_OF: Mapping[object, str] = {
    Party: "parties",
    Person: "parties",
    Organization: "parties",
    WorkCalendar: "calendars",
    ServiceLevelAgreement: "agreements",
    Relationship: "relationships",
}
"""What stands elsewhere as an id: that of an entry of which section."""
ID_FROM: Mapping[object, str] = {WorkCalendar: "zone", ServiceLevelAgreement: "name"}
"""What has an id in documents only, each with the field that gives it where the entry does not."""


TABLES: Mapping[object, type[Term]] = {
    DecisionTable[Side]: Side,
    DecisionTable[CustomerKind]: CustomerKind,
    DecisionTable[Priority]: Priority,
}
"""What the rules of the tables that are read answer."""


@frozen
class NetworkDocument:
    """The root of a network's document; each section refers to those before it, and never to those after."""

    relclient: int
    """The version of the format."""
    parties: tuple[Party, ...] = ()
    """Every party, once; all other sections refer to them by id."""
    calendars: tuple[WorkCalendar, ...] = ()
    """The calendars of the agreements."""
    agreements: tuple[ServiceLevelAgreement, ...] = ()
    """The agreements of the relationships."""
    affiliations: tuple[Affiliation, ...] = ()
    """The ties."""
    relationships: tuple[Relationship, ...] = ()
    """The relationships."""
    rulebook: Rulebook = DEFAULT_RULEBOOK
    """The rules that customers are judged by, as far as they are not the default ones."""
    viewpoint: Organization | None = None
    """The organization from whose house outsiders are told."""


@frozen
class WorkloadDocument(NetworkDocument):
    """The root of a workload's document: a network's, and the requests."""

    requests: tuple[ServiceRequest, ...] = ()
    """What was asked for."""


def sections_of(document: type[NetworkDocument]) -> Mapping[str, object]:
    """Return the type of an entry of each section of *document*, by the section's name."""
    return {name: get_args(of)[0] for name, of in get_type_hints(document).items() if get_origin(of) is tuple}


def parts_of(document: type[NetworkDocument]) -> Mapping[str, object]:
    """Return the type of each key of *document* that is no section, but the version."""
    return {
        name: of for name, of in get_type_hints(document).items() if get_origin(of) is not tuple and name != "relclient"
    }


@cache
def kinds_of(of: Type) -> Mapping[str, ValueClass]:
    """Return the classes that *of* is one of, by the kind that tells them apart in documents."""
    classes = get_args(AnyCustomer) if of is Customer else get_args(of) or (of,)
    return {_kind_of(each): each for each in classes if has(each) and each is not ByKey}  # a function is no entry


def _kind_of(of: ValueClass) -> str:
    return of.kind.value if issubclass(of, Customer) else snake_case(of.__name__)


def snake_case(name: str) -> str:
    """Return the name of a class as documents have it."""
    return sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def fields_given(of: ValueClass) -> Iterator[tuple[str, Any, bool]]:
    """Yield the names under which the constructor of *of* takes its fields, their types, and whether it needs them."""
    types = get_type_hints(of)
    return (
        (field.alias or field.name, types[field.name], field.default is NOTHING) for field in fields(of) if field.init
    )


@cache
def entry_class(of: ValueClass) -> ValueClass:
    """
    Return what an entry for a value of *of* is read as: *of* itself where it refers to nothing, else a dict.

    The dict has the fields that were given, and strings where *of* holds what has an id.
    """
    if of not in ID_FROM and not any(refers(part) for _, part, _ in fields_given(of)):
        return of
    keys: dict[str, Any] = {"id": NotRequired[str]} if of in ID_FROM else {}
    keys |= {name: part if is_needed else NotRequired[part] for name, part, is_needed in fields_given(of)}
    made: ValueClass = TypedDict(f"{of.__name__}Entry", keys)  # type: ignore[misc]  # of the fields that there are
    return made


def is_entry(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether *value* is an entry in which strings stand for what it refers to, and not yet a value."""
    return type(value) is dict


def keys_of(entry: ValueClass) -> Collection[str]:
    """Return the keys that an *entry* may have."""
    keys = {name for name, _, _ in fields_given(entry)} if has(entry) else {*get_type_hints(entry)}
    return keys | _more_keys().get(entry, set())


@cache
def _more_keys() -> Mapping[object, set[str]]:
    tagged = (entry_class(of) for one_of in (Party, Customer, Criterion) for of in kinds_of(one_of).values())
    return {
        **{entry: {"kind"} for entry in tagged},
        PriorityPolicy: {"relclient"},
        entry_class(PriorityPolicy): {"relclient"},
    }


def alternatives(of: Type) -> tuple[Collection[ValueClass], object | None]:
    """Return what a union has that stands in documents as an object, and what stands as something else but null."""
    parts = [part for part in get_args(of) if part is not NoneType]
    whole = union_of(parts)
    if whole in _PLAIN:
        return (), whole
    objects = [part for part in parts if has(part) and part not in SECTION_OF]
    others = [part for part in parts if part not in objects]
    return objects, union_of(others) if others else None


@cache
def refers(of: Type) -> bool:
    """Return whether something else stands in an entry for a value of the type *of*, or for what it holds."""
    if of in SECTION_OF or of in TABLES or of in {Customer, Fact, SoundnessRule}:
        return True
    if of is ByKey:
        return False  # no document holds a function
    if isinstance(of, type) and has(of):
        return any(refers(part) for _, part, _ in fields_given(of))
    return any(map(refers, get_args(of)))


# How entries are read.


@cache
def converter() -> Converter:
    """Return the one converter, made when the first document is read: it checks everything and changes nothing."""
    made = Converter(forbid_extra_keys=True)
    for terms in Term.__subclasses__():  # by class: cattrs before 26.1 asks its own hook of enumerations first
        made.register_structure_hook(terms, term_reader(terms))
    made.register_structure_hook_factory(is_mapping, partial(_mapping_hook, made))
    made.register_structure_hook_factory(is_sequence, partial(_sequence_hook, made))
    made.register_structure_hook_factory(is_union, partial(_union_hook, made))
    made.register_structure_hook_factory(lambda of: getattr(of, "__origin__", None) is Literal, _literal_hook)
    made.register_structure_hook_factory(has, partial(_value_hook, made))
    made.register_structure_hook_factory(partial(_is, Customer), partial(_kinds_hook, made))
    for of, read in _PLAIN.items():
        if isinstance(of, type) and of is not object and not has(of):
            made.register_structure_hook(of, read)  # by class too: cattrs asks its own hooks of classes first
        else:
            made.register_structure_hook_func(partial(_is, of), read)
    return made


@cache
def entry_hook(of: Type) -> Hook[object]:
    """Return what reads an entry of a section, in full and not by id: of the class *of*, or of one of several kinds."""
    kinds = kinds_of(of)
    return _value_hook(converter(), of) if of in kinds.values() else _tagged_hook(converter(), kinds)


def _is(one: object, other: object) -> bool:
    return one == other


def _mapping_hook(made: Converter, of: object) -> Hook[object]:
    """Read an object of many keys."""
    key, item = get_args(of)
    read_key, read_item = made.get_structure_hook(key), made.get_structure_hook(item)
    return lambda value, _: mapping(value, lambda name: read_key(name, key), lambda part: read_item(part, item))


def _sequence_hook(made: Converter, of: type) -> Hook[Iterable[object]]:
    """Read a list into the tuple or set *of* something."""
    item = get_args(of)[0]
    hook = made.get_structure_hook(item)

    def read(value: object) -> object:
        return hook(value, item)

    if get_origin(of) is tuple:
        return lambda value, _: tuple(each(value, read))
    return lambda value, _: _each_of_set(value, read)


def _each_of_set(value: object, read: Callable[[object], V]) -> frozenset[V]:
    """Read a list, or one of Python's sets, which JSON has not."""
    return frozenset(each(tuple(value) if is_set(value) else value, read))


def _literal_hook(of: object) -> Hook[object]:
    """Read one of a few strings."""
    choices = get_args(of)

    def read_choice(value: object, _: object) -> object:
        if value in choices:
            return value
        raise unknown_choice(value, one_of(choices))

    return read_choice


def _union_hook(made: Converter, of: object) -> Hook[object]:
    """Read null, an object, or something else, as far as *of* has them: what a value is decides how it is read."""
    is_optional = NoneType in get_args(of)
    objects, other = alternatives(of)
    plain: Any = None if other is None else made.get_structure_hook(other)
    object_hook: Hook[object] | None = None
    if objects:
        (first, *more) = objects
        object_hook = _tagged_hook(made, kinds_of(of)) if more else made.get_structure_hook(first)

    def read(value: object, _: object) -> object:
        if value is None and is_optional:
            return None
        if object_hook is not None and (plain is None or is_object(value)):
            return object_hook(value, None)
        try:
            return plain(value, None)
        except InvalidType as error:
            if object_hook is None:
                raise
            raise error.with_fields(expected=f"{error.expected}, or an object") from None

    return read


def _value_hook(made: Converter, of: ValueClass) -> Hook[object]:
    """Read an object into an entry of *of*."""
    entry = entry_class(of)
    if entry is of:
        structure = make_dict_structure_fn(of, made, _cattrs_use_alias=True)
        if of in _OFTEN_EQUAL:
            return _cached_hook(structure, of)
        return lambda value, _: structure(read_object(value), of)
    structure_dict = made.get_structure_hook(entry)
    return lambda value, _: structure_dict(value if is_entry(value) else dict(read_object(value)), entry)


def _cached_hook(structure: Callable[[Any, Any], V], of: ValueClass) -> Hook[V]:
    """Read objects of which most come up many times, as long as strings are all that they hold."""

    @lru_cache(maxsize=10_000)
    def structure_once(parts: tuple[tuple[str, str], ...]) -> V:
        return structure(dict(parts), of)

    def read(value: object, _: object) -> V:
        given = read_object(value)
        return structure_once(tuple(given.items())) if {*map(type, given.values())} == {str} else structure(given, of)

    return read


def _kinds_hook(made: Converter, of: Type) -> Hook[object]:
    return _tagged_hook(made, kinds_of(of))


def _tagged_hook(made: Converter, kinds: Mapping[str, ValueClass]) -> Hook[object]:
    """Read an object whose key ``kind`` says what else it holds."""
    expected = one_of(kinds)
    hooks = {kind: _value_hook(made, of) for kind, of in kinds.items()}

    def read_tagged(value: object, _: object = None) -> object:
        given = dict(read_object(value))
        if "kind" not in given:
            raise MissingKey("kind", expected)
        given_kind = given.pop("kind")
        kind = given_kind.value if isinstance(given_kind, Term) else given_kind
        read = hooks.get(kind) if isinstance(kind, str) else None
        if read is None:
            raise at("kind", unknown_choice(kind, expected))
        entry = read(given, None)
        if is_entry(entry):
            entry["kind"] = kind
        return entry

    return read_tagged


def _read_windows(value: object) -> tuple[Window, ...]:
    return tuple(each(value, _read_window))


def _read_window(value: object, _: object = None) -> Window:
    match tuple(each(value, read_time)):
        case (start, end):
            return start, end
        case _:
            raise InvalidType("", value, "a pair of times of day such as ['09:00', '17:00']")


_OFTEN_EQUAL = {Market, Occasion, Period}
_PLAIN: Mapping[object, Hook[object]] = {
    str: read_text,
    bool: read_flag,
    date: read_day,
    datetime: read_instant,
    time: read_time,
    timedelta: read_duration,
    Target: read_target,
    Decimal: read_number,
    object: read_attribute,
    **dict.fromkeys((Fact, *TABLES), lambda value, _: value),  # which enumerations there are, the second step knows
    SoundnessRule: read_text,
    Window: _read_window,
    Mapping[int, tuple[Window, ...]]: lambda value, _: mapping(value, read_weekday, _read_windows),
    Container[date]: lambda value, _: _each_of_set(value, read_day),
    **dict.fromkeys(SECTION_OF, read_text),
}
"""How values are read that hold no others, and references, which are strings."""
