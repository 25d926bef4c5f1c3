"""Linking, the second step: what the ids in the entries of a document stand for, and the network that they make."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from difflib import get_close_matches
from functools import cache, partial
from itertools import pairwise
from typing import Any, TypeAlias, get_args

from attrs import Factory, define, has
from attrs import field as make_field

from relclient._facts import Fact
from relclient.classification.rulebook import SoundnessRule
from relclient.errors import (
    ConflictingIds,
    DocumentProblem,
    InvalidValue,
    MultipleParents,
    OwnershipCycle,
    Problems,
    RelclientError,
    UnknownParty,
    UnknownZone,
)
from relclient.interop._codecs.entries import is_mapping, is_sequence, is_union
from relclient.interop._codecs.facts import Enums, read_fact
from relclient.interop._codecs.instants import zone_called
from relclient.interop._codecs.paths import Faults, at, each, every
from relclient.interop._codecs.rulebook import Rules, read_rule
from relclient.interop._codecs.scalars import is_list, is_object
from relclient.interop._codecs.tables import read_table
from relclient.interop.documents._entries import (
    ID_FROM,
    SECTION_OF,
    TABLES,
    Type,
    alternatives,
    converter,
    fields_given,
    is_entry,
    kinds_of,
    refers,
)
from relclient.interop.documents._problems import Findings, Following
from relclient.model.affiliations import Affiliation
from relclient.model.customers import Customer
from relclient.model.parties import PARTY_TYPES
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.timing.working_hours.calendar import WorkCalendar

Entry: TypeAlias = Any
"""What stands in a document, or in its place: of which class it is, its type tells."""
Resolve: TypeAlias = Callable[["Linking", Any], object]
"""Returns the value for which what stands in an entry stands."""
_GUESSES = 20
"""How many unknown names are compared with all known ones, which takes long in a large document."""
_COMPARED = 1_000
"""With how many."""
_FAILURES = (RelclientError, Following, Faults)


@define
class Section:
    """What stands in one section of a document, by the ids under which others refer to it."""

    name: str
    """The key of the section."""
    found: dict[str, Any] = Factory(dict[str, Any])
    """The values."""
    broken: dict[str, str] = Factory(dict[str, str])
    """The paths of the entries that cannot be read, as far as their ids can."""
    unread: str = ""
    """The path of the first whose id cannot be read either, or of the section if that cannot be read."""
    _guesses: int = make_field(default=0, init=False)

    def add(self, id: str, value: object) -> None:
        """Keep *value* under its id, which must be new."""
        if self.found.setdefault(id, value) is not value:
            raise ConflictingIds(self.name, id, self.found[id], value)

    def give_up(self, path: str, id: object = None) -> None:
        """Remember that what stands at *path* cannot be read."""
        if isinstance(id, str):
            self.broken.setdefault(id, path)
        else:
            self.unread = self.unread or path

    def missing(self, id: str) -> Exception:
        """Return what to say of an id that nothing has, or what has it is broken."""
        if id in self.broken:
            return Following(id, f"what has this id cannot be read; mend {self.broken[id]} first")
        self._guesses += 1
        compared = [*self.found, *self.broken][:_COMPARED] if self._guesses <= _GUESSES else []
        near = get_close_matches(id, compared, n=3)
        if self.unread and not near:
            return Following(id, f"nothing that can be read has this id; mend {self.unread} first")
        if self.name == "parties":
            return UnknownParty.among(id, self.found, "the section 'parties'") if compared else UnknownParty(id)
        remedy = f"perhaps {' or '.join(map(repr, near))} was meant" if near else "add it there"
        return InvalidValue("", id, f"nothing under {self.name!r} has this id; {remedy}")


@define
class Linking:
    """A document that is being linked: what it has so far, section by section, and what is wrong with it."""

    enums: Enums
    """The enumerations whose members its facts may name."""
    rules: Rules
    """The rules of soundness that it may name."""
    findings: Findings = Factory(Findings)
    """What is wrong."""
    sections: dict[str, Section] = Factory(dict[str, Section])
    """What the sections hold by id."""
    affiliations: dict[int, Affiliation] = Factory(dict[int, Affiliation])
    """The ties, which have no id, by their place in the document."""
    _unknown_zones: int = make_field(default=0, init=False)

    def add(self, of: Type, entry: Entry, name: str, place: int) -> None:
        """Put values in the place of the ids in *entry*, number *place* of the section *name*, and keep what it is."""
        id = _id_in(of, entry)
        try:
            value: Entry = self._calendar(entry) if of is WorkCalendar else self.make(of, entry)
            if of is Affiliation:
                self.affiliations[place] = value
            else:
                self.sections[name].add(id if of in ID_FROM else value.id, value)
        except _FAILURES as error:
            self._tell(error, id, name, place)

    def give_up(self, error: Exception, of: Type, raw: object, name: str, place: int) -> None:
        """Collect what is wrong with an entry that cannot be read, and with what it refers to."""
        self._tell(error, _id_in(of, raw), name, place)
        try:
            self._check_fields(of, raw)
        except _FAILURES as unknown:
            self.findings.add(unknown, f"$.{name}[{place}]")

    def _tell(self, error: Exception, id: object, name: str, place: int) -> None:
        path = f"$.{name}[{place}]"
        self.sections[name].give_up(path, id)
        self.findings.add(error, path)

    def make(self, of: Type, entry: Entry) -> Entry:
        """Return the value of the class *of* for which *entry* stands."""
        if not is_entry(entry):
            return entry
        faults: list[Exception] = []
        for name, resolve in _links(of):
            if name in entry:
                try:
                    entry[name] = resolve(self, entry[name])
                except _FAILURES as error:
                    faults.append(at(name, error))
        if not faults:
            try:
                entry.pop("id" if of in ID_FROM else "kind", None)  # what documents alone have
                return of(**entry)
            except RelclientError as error:
                faults.append(_in_the_order_given(error, entry) if of is ServiceRequest else error)
        broken = Faults("", faults)
        broken.made = of
        raise broken

    def find(self, of: Type, id: str) -> object:
        """Return what has the *id*, which must be an instance of *of*."""
        section = self.sections[SECTION_OF[of]]
        try:
            found = section.found[id]
        except KeyError:
            raise section.missing(id) from None
        if type(found) is not of and of in PARTY_TYPES:
            raise InvalidValue("", id, f"it is no {of.__name__.lower()}; give the id of one")
        return found

    def part(self, name: str, of: Type, value: object) -> Entry:
        """Return what stands under a key of the root that is no section, or None if it is broken, which is told."""
        try:
            return _resolver(of)(self, converter().get_structure_hook(of)(value, of))
        except Exception as error:  # noqa: BLE001  # the findings raise again what is no fault of the document
            self.findings.add(error, f"$.{name}")
            return None

    def network(self, parts: Mapping[str, Any]) -> ServiceNetwork | None:
        """Return the network of all that is sound, or None if its parts do not fit together, which is told."""
        services, parties = self.sections["relationships"].found.values(), self.sections["parties"].found.values()
        try:
            return ServiceNetwork(self.affiliations.values(), services, parties, **parts)
        except Problems as unsound:
            places = {(tie.party.id, tie.organization.id): place for place, tie in self._ownership()}
            self.findings.faults.extend(_located(problem, places) for problem in unsound.exceptions)
            return None

    def _ownership(self) -> Iterator[tuple[int, Affiliation]]:
        return ((place, tie) for place, tie in self.affiliations.items() if tie.capacity.is_ownership)

    def _check_fields(self, of: Type, entry: object) -> None:
        """Check what an entry refers to that cannot be read as a whole, as far as its parts can."""
        if is_object(entry):
            parts = {name: (part, entry[name]) for name, part in _references(of).items() if name in entry}
            every(parts.items(), lambda pair: self._check(*pair))

    def _check(self, of: Type, value: object) -> None:
        if of in SECTION_OF:
            if isinstance(value, str) and value:
                self.find(of, value)
        elif is_union(of):
            objects, other = alternatives(of)
            for part in objects if is_object(value) else (other,):
                self._check(part, value)
        elif is_sequence(of):
            every(enumerate(value if is_list(value) else ()), partial(self._check, get_args(of)[0]))
        elif of is Customer and is_object(value):
            self._check_fields(kinds_of(of).get(str(value.get("kind"))), value)
        elif has(of):
            self._check_fields(of, value)
        elif is_object(value) and get_args(of):
            every(value.items(), partial(self._check, get_args(of)[-1]))

    def _calendar(self, entry: dict[str, Any]) -> Entry:
        """Return a calendar; of many unknown zones only the first are compared with all that there are."""
        if self._unknown_zones >= _GUESSES and zone_called(entry["zone"]) is None:
            raise UnknownZone(entry["zone"])
        try:
            return self.make(WorkCalendar, entry)
        except Faults as broken:
            self._unknown_zones += isinstance(broken.exceptions[0], UnknownZone)
            raise


def _id_in(of: Type, entry: Entry) -> Entry:
    """Return the id that an *entry* for a value of *of* gives, as far as it can be read."""
    if not is_object(entry):
        return getattr(entry, "id", None)
    return entry.get("id", entry.get(ID_FROM[of])) if of in ID_FROM else entry.get("id")


@cache
def _references(of: Type) -> Mapping[str, object]:
    """Return the fields of *of* in whose place something else stands in an entry, each with its type."""
    return {name: part for name, part, _ in fields_given(of) if refers(part)} if has(of) else {}


@cache
def _links(of: Type) -> tuple[tuple[str, Resolve], ...]:
    return tuple((name, _resolver(part)) for name, part in _references(of).items())


def _resolver(of: Type) -> Resolve:
    """Return what puts a value of the type *of* in the place of what stands for it."""
    if is_union(of) and of not in _RESOLVERS and of not in SECTION_OF:
        return _union_resolver(of)
    if is_sequence(of) or is_mapping(of):
        return _collection_resolver(of)
    if of in TABLES:
        return lambda linking, value: read_table(value, TABLES[of], linking.enums)
    if of in SECTION_OF:
        return lambda linking, id: linking.find(of, id)
    return _RESOLVERS.get(of, lambda linking, entry: linking.make(of, entry))


_RESOLVERS: Mapping[object, Resolve] = {
    Fact: lambda linking, value: read_fact(value, linking.enums),
    SoundnessRule: lambda linking, name: read_rule(linking.rules, name),
    Customer: lambda linking, entry: linking.make(kinds_of(Customer)[entry["kind"]], entry),
}


def _collection_resolver(of: Type) -> Resolve:
    if is_mapping(of):
        resolve = _resolver(get_args(of)[1])
        return lambda linking, values: every(values.items(), partial(resolve, linking))
    resolve = _resolver(get_args(of)[0])
    return lambda linking, values: tuple(each(values, partial(resolve, linking)))


def _union_resolver(of: Type) -> Resolve:
    objects, other = alternatives(of)
    resolve_object = next((_resolver(part) for part in objects if refers(part)), None)
    resolve_other = _resolver(other) if refers(other) else None

    def resolve(linking: Linking, value: Entry) -> object:
        chosen = resolve_object if is_entry(value) else resolve_other
        return value if value is None or chosen is None else chosen(linking, value)

    return resolve


def _in_the_order_given(error: RelclientError, entry: Mapping[str, Any]) -> RelclientError:
    """Call the first event, if what is wrong is that it is too early, by its place in the document."""
    if not (isinstance(error, InvalidValue) and error.what == "ServiceRequest.events[0].at"):
        return error  # pragma: no cover  # all else that a request refuses, the first step has refused
    times = [event.at.astimezone(UTC) for event in entry["events"]]
    return error.with_fields(what=f"ServiceRequest.events[{times.index(min(times))}].at")


def _located(problem: Exception, places: Mapping[tuple[str, str], int]) -> DocumentProblem:
    """Return *problem* where a circle closes or a second parent comes in: at the last tie in it of the document."""
    match problem:
        case MultipleParents(child=child, parents=parents):
            ties = [(child, parent) for parent in parents]
        case OwnershipCycle(chain=ids):
            ties = list(pairwise(ids))
        case _:
            return DocumentProblem("$", str(problem))
    return DocumentProblem(f"$.affiliations[{max(places[tie] for tie in ties)}]", problem)
