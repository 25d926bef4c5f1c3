"""Errors: what was wrong, with which value, and what would mend it."""

from collections.abc import Iterable, Sequence, Sized
from datetime import date, datetime
from enum import Enum
from inspect import Parameter, Signature
from itertools import islice
from typing import Any, ClassVar, Self, dataclass_transform, get_origin

from relclient._facts import Conditions, spell, spell_conditions
from relclient._formatting import MOST_COMPARED, alike, listed, meant, more, shown, shown_apart, since


class RelclientError(Exception):
    """
    The root of every error that relclient raises on purpose.

    >>> from relclient import Person, RelclientError
    >>> try:
    ...     Person("")
    ... except RelclientError as error:
    ...     print(error)
    Person.id cannot be '': give a string that is not blank.
    """

    __module__ = "relclient"


@dataclass_transform(frozen_default=True)
class _ErrorWithFields(RelclientError):
    """
    The base of errors that carry data: annotated names are fields, given by place or by name, and cannot be set anew.

    attrs would make the same, but thirty such classes take longer than to import attrs and dateutil together,
    and every program pays for them.
    """

    __signature__: ClassVar[Signature] = Signature()
    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Add the annotated names of *cls* to the fields that it inherits."""
        annotations: dict[str, Any] = cls.__annotations__
        own = [
            Parameter(
                name, Parameter.POSITIONAL_OR_KEYWORD, default=vars(cls).get(name, Parameter.empty), annotation=kind
            )
            for name, kind in annotations.items()
            if get_origin(kind) is not ClassVar
        ]
        cls.__signature__ = Signature([*cls.__signature__.parameters.values(), *own], return_annotation=None)
        cls._fields = tuple(cls.__signature__.parameters)
        setattr(cls, "__match_args__", cls._fields)  # noqa: B010  # type checkers have made their own

    def __init__(self, *values: object, **named: object) -> None:
        """Take the fields, in order or by name."""
        bound = self.__signature__.bind(*values, **named)
        bound.apply_defaults()
        super().__init__(*bound.arguments.values())
        vars(self).update(bound.arguments)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._fields:
            raise AttributeError(f"{type(self).__name__}.{name} cannot be set")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={shown(getattr(self, name))}' for name in self._fields)})"

    def __reduce__(self) -> tuple[Any, ...]:
        notes = {name: value for name, value in vars(self).items() if name not in self._fields}
        return type(self), self.args, notes

    def with_fields(self, **changes: object) -> Self:
        """Return the same error with *changes* of its fields."""
        return type(self)(**{name: getattr(self, name) for name in self._fields} | changes)


class Problems(ExceptionGroup[RelclientError], RelclientError):
    """
    Everything that is wrong with one input, at once; a single problem too.

    ``exceptions`` holds the problems in the order in which the input has them.

    >>> from relclient import Organization, Person, Problems, ServiceNetwork
    >>> try:
    ...     ServiceNetwork(parties=[Person("ana"), Organization("ana")])
    ... except Problems as problems:
    ...     print(problems.exceptions[0])
    Two parties share the id 'ana': Person(id='ana', name='ana') and \
Organization(id='ana', name='ana'); give one of them another id.
    """

    __module__ = "relclient"

    @classmethod
    def found(cls, problems: Sequence[RelclientError]) -> Self:
        """Return *problems* as a group whose message counts them."""
        noun = "problem" if len(problems) == 1 else "problems"
        return cls(f"{len(problems)} {noun}", problems)

    def derive(self, excs: Sequence[RelclientError], /) -> "Problems":  # type: ignore[override]  # typeshed lets a subgroup hold any exception; ours holds its own kind
        """Return the group for ``split`` and ``subgroup``."""
        return Problems(self.message, excs)

    def __str__(self) -> str:
        return "\n".join([f"{self.message}:", *(f"- {problem}" for problem in self.exceptions)])


class InvalidType(_ErrorWithFields, TypeError):
    """
    A value of a type that does not belong where it was given.

    >>> from relclient import Person
    >>> Person(7)
    Traceback (most recent call last):
        ...
    relclient.InvalidType: Person.id must be a string, not 7 (int).
    """

    __module__ = "relclient"

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: object
    """What was given."""
    expected: str
    """What belongs there."""

    def __str__(self) -> str:
        return f"{self.what} must be {self.expected}, not {shown(self.value)} ({type(self.value).__name__})."


class InvalidValue(_ErrorWithFields, ValueError):
    """
    A value of the right type that cannot be so.

    >>> from relclient import Person
    >>> Person("")
    Traceback (most recent call last):
        ...
    relclient.InvalidValue: Person.id cannot be '': give a string that is not blank.
    """

    __module__ = "relclient"

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: object
    """What was given."""
    remedy: str
    """What would mend it."""

    def __str__(self) -> str:
        return f"{self.what} cannot be {shown(self.value)}: {self.remedy}."


class DocumentProblem(_ErrorWithFields, ValueError):
    """
    What is wrong at one place of a document.

    >>> from relclient import Problems
    >>> from relclient.interop.documents import loads
    >>> try:
    ...     loads('{"relclient": 2, "parties": [{"kind": "person", "id": 7}]}')
    ... except Problems as problems:
    ...     print(problems.exceptions[0])
    $.parties[0].id must be a string, not 7 (int).
    """

    __module__ = "relclient"

    path: str
    """The place, from the root: ``$.relationships[3].customer.kind``."""
    problem: RelclientError | str
    """What is wrong there: the error that the value itself raises, or words where the document is misshapen."""

    def __str__(self) -> str:
        told = str(self.problem)
        return told if told.startswith(self.path) else f"{self.path}: {told}"


class MissingExtra(_ErrorWithFields, ImportError):
    """
    A module whose extra is not installed.

    >>> from relclient import MissingExtra
    >>> print(MissingExtra("relclient.interop.documents", "cattrs", "json"))
    relclient.interop.documents needs cattrs, which is not installed: pip install 'relclient[json]' brings it.
    """

    __module__ = "relclient"

    module: str
    """The module that was imported."""
    package: str
    """What it lacks."""
    extra: str
    """The extra that brings it."""

    @classmethod
    def lacking(cls, error: ModuleNotFoundError, module: str, extra: str) -> ImportError:
        """Return what to raise for *error* while *module* is imported: no extra brings a missing module of ours."""
        name = error.name or "a package"
        return error if name.partition(".")[0] == "relclient" else cls(module, name, extra)

    def __str__(self) -> str:
        return (
            f"{self.module} needs {self.package}, which is not installed: "
            f"pip install 'relclient[{self.extra}]' brings it."
        )


class EmptyPeriod(_ErrorWithFields, ValueError):
    """
    A period whose end is not after its start, so that it holds no day.

    >>> from datetime import date, datetime
    >>> from relclient import Period
    >>> Period(date(2026, 3, 1), date(2026, 3, 1))
    Traceback (most recent call last):
        ...
    relclient.EmptyPeriod: No day lies between 2026-03-01 and 2026-03-01: \
the end is the first day after the period; Period.through takes the last day in it.
    """

    __module__ = "relclient"

    start: date | None
    """The first day of the period; None where it has always held."""
    end: date
    """The first day after it."""

    def __str__(self) -> str:
        days = f"before {self.end}" if self.start is None else f"between {self.start} and {self.end}"
        return (
            f"No day lies {days}: the end is the first day after the period; Period.through takes the last day in it."
        )


class ConflictingIds(_ErrorWithFields, ValueError):
    """
    One id that stands for two different things.

    >>> from relclient import Organization, Person, ServiceNetwork
    >>> ServiceNetwork(parties=[Person("ana"), Person("ana", "Ana")])
    Traceback (most recent call last):
        ...
    relclient.Problems: 1 problem:
    - Two parties share the id 'ana': Person(id='ana', name='ana') and Person(id='ana', name='Ana'); \
give one of them another id.
    """

    __module__ = "relclient"

    noun: str
    """What the id names, in the plural: parties, relationships, requests."""
    id: str
    """The id."""
    first: object
    """What it stood for first."""
    second: object
    """What it was given to again."""

    def __str__(self) -> str:
        same = f"Two {self.noun} share the id {shown(self.id)}"
        if self.first == self.second:
            return f"{same} and are the same: {shown(self.first)}; give it once."
        first, second = shown_apart(self.first, self.second)
        return f"{same}: {first} and {second}; give one of them another id."


class MultipleParents(_ErrorWithFields, ValueError):
    """
    An organization that is a unit or subsidiary of two others on one day.

    >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
    >>> spa, hotel, group = Organization("spa"), Organization("hotel"), Organization("group")
    >>> ServiceNetwork([
    ...     Affiliation(spa, hotel, Capacity.UNIT),
    ...     Affiliation(spa, group, Capacity.SUBSIDIARY),
    ... ])
    Traceback (most recent call last):
        ...
    relclient.Problems: 1 problem:
    - 'spa' has two parents always: 'hotel' and 'group'; end one tie before the other starts.
    """

    __module__ = "relclient"

    child: str
    """The id of the organization."""
    parents: tuple[str, str]
    """The ids of its two parents."""
    since: date | None
    """The first day on which it has both, or None when that day is not known."""

    def __str__(self) -> str:
        first, second = self.parents
        return (
            f"{self.child!r} has two parents {since(self.since)}: {first!r} and {second!r}; "
            "end one tie before the other starts."
        )


class OwnershipCycle(_ErrorWithFields, ValueError):
    """
    Organizations that on one day would each belong to the next, and the last to the first.

    >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
    >>> hotel, group = Organization("hotel"), Organization("group")
    >>> ServiceNetwork([
    ...     Affiliation(hotel, group, Capacity.SUBSIDIARY),
    ...     Affiliation(group, hotel, Capacity.SUBSIDIARY),
    ... ])
    Traceback (most recent call last):
        ...
    relclient.Problems: 1 problem:
    - Ownership runs in a circle always: 'group' < 'hotel' < 'group'; end one of these ties.
    """

    __module__ = "relclient"

    chain: tuple[str, ...]
    """The ids from child to parent; the first is also the last."""
    since: date | None
    """The first day of the circle, or None when it has no first day."""

    def __str__(self) -> str:
        chain = " < ".join(map(repr, self.chain))
        return f"Ownership runs in a circle {since(self.since)}: {chain}; end one of these ties."


class SelfRelationship(_ErrorWithFields, ValueError):
    """
    A party that would be its own provider.

    >>> from relclient import Organization, Relationship, RetailCustomer
    >>> kitchen = Organization("kitchen")
    >>> Relationship(kitchen, kitchen, "meals")
    Traceback (most recent call last):
        ...
    relclient.SelfRelationship: 'kitchen' cannot be its own customer: name another provider or customer.
    """

    __module__ = "relclient"

    id: str
    """The id of the party."""

    def __str__(self) -> str:
        return f"{self.id!r} cannot be its own customer: name another provider or customer."


class StaleNetwork(_ErrorWithFields, ValueError):
    """
    A network that a store no longer holds as it was read, because another writer has changed it since.

    >>> from relclient import StaleNetwork
    >>> print(StaleNetwork(("relationship 'R1'", "party 'ana'")))
    The store no longer holds relationship 'R1' as the old network has it (and 1 more such): \
load the network anew, make the change there, and sync that.
    >>> print(StaleNetwork(since=7))
    The store cannot say what has changed since revision 7: load the network anew.
    """

    __module__ = "relclient"

    rows: tuple[str, ...] = ()
    """What is stored otherwise than the old network has it; nothing where the database only said that it came late."""
    since: int | None = None
    """The revision since which the changes were asked for, where the store cannot say them."""

    def __str__(self) -> str:
        if self.since is not None:
            return f"The store cannot say what has changed since revision {self.since}: load the network anew."
        what = f"{self.rows[0]} as the old network has it{more(self.rows)}" if self.rows else "what it held"
        return f"The store no longer holds {what}: load the network anew, make the change there, and sync that."


class NaiveDatetime(_ErrorWithFields, ValueError):
    """
    A datetime without a zone, where an instant is needed.

    >>> from datetime import datetime, time
    >>> from relclient import WorkCalendar
    >>> shop = WorkCalendar("Europe/Madrid", {0: [(time(9), time(17))]})
    >>> shop.is_open(datetime(2026, 3, 2, 10))
    Traceback (most recent call last):
        ...
    relclient.NaiveDatetime: WorkCalendar.is_open t has no zone: 2026-03-02T10:00:00; \
attach the zone it was written in, with .replace(tzinfo=ZoneInfo("Europe/Madrid")), say, \
or with the localize method of a WorkCalendar.
    """

    __module__ = "relclient"

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: datetime
    """What was given."""

    def __str__(self) -> str:
        return (
            f"{self.what} has no zone: {self.value.isoformat()}; attach the zone it was written in, "
            'with .replace(tzinfo=ZoneInfo("Europe/Madrid")), say, or with the localize method of a WorkCalendar.'
        )


class NeverOpens(_ErrorWithFields, ValueError):
    """
    A search in a calendar that met ten closed years.

    >>> from datetime import UTC, date, datetime, time
    >>> from relclient import WorkCalendar
    >>> fair = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(17))]})
    >>> fair.next_open(datetime(2026, 7, 1, tzinfo=UTC))
    Traceback (most recent call last):
        ...
    relclient.NeverOpens: The calendar is closed from 2026-07-01 on, for ten years: \
give it a weekly window that its holidays leave open.
    """

    __module__ = "relclient"

    day: date
    """Where the closed years begin, in the direction of the search."""
    backward: bool = False
    """Whether the search ran toward the past."""

    def __str__(self) -> str:
        way = "back" if self.backward else "on"
        return (
            f"The calendar is closed from {self.day} {way}, for ten years: "
            "give it a weekly window that its holidays leave open."
        )


class UndeclaredKind(_ErrorWithFields, ValueError):
    """
    A bare party as the customer, where a rule asks for its side or kind and no network can tell them.

    >>> from datetime import UTC, datetime
    >>> from relclient import DecisionTable, Impact, Organization, Priority, Relationship, Rule, Side, Urgency
    >>> from relclient import ServiceRequest, level_at
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> oven = ServiceRequest("R-1", repair, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> rules = [Rule("guests", {"side": Side.EXTERNAL}, Priority.HIGH), Rule("staff", {}, Priority.LOW)]
    >>> level_at(oven, monday, DecisionTable("guests first", {"side": Side}, rules))
    Traceback (most recent call last):
        ...
    relclient.UndeclaredKind: The matrix 'guests first' asks for the kind of customer, and 'kitchen', \
the customer of 'R-1', declares none: declare it with a Customer, or give kind= or a network that can tell.
    """

    __module__ = "relclient"

    request: str
    """The id of the request, or of the relationship where customers are ranked."""
    party: str
    """The id of its customer."""
    asked_by: str
    """What asks for the side or kind."""

    def __str__(self) -> str:
        return (
            f"{self.asked_by} asks for the kind of customer, and {self.party!r}, the customer of {self.request!r}, "
            "declares none: declare it with a Customer, or give kind= or a network that can tell."
        )


class MissingValue(_ErrorWithFields, ValueError):
    """
    A request or customer that lacks what a criterion compares, where the criterion does not say where such go.

    >>> from datetime import UTC, datetime
    >>> from relclient import ByAttribute, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> oven = ServiceRequest("R-1", repair, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> PriorityPolicy("by cost", [ByAttribute("cost")]).rank([oven], at=monday)
    Traceback (most recent call last):
        ...
    relclient.Problems: 1 problem:
    - 'R-1' lacks the attribute 'cost', which ByAttribute(name='cost', descending=False, missing=None, label=None) \
compares: give it one, or say with missing='first' or missing='last' where those that lack it go.
    """

    __module__ = "relclient"

    request: str
    """The id of the request, or of the relationship where customers are ranked."""
    what: str
    """What it lacks."""
    criterion: str
    """What compares it."""

    def __str__(self) -> str:
        return (
            f"{shown(self.request)} lacks {self.what}, which {self.criterion} compares: give it one, "
            "or say with missing='first' or missing='last' where those that lack it go."
        )


class RequestProblem(_ErrorWithFields, ValueError):
    """
    What is wrong with one request, or one relationship, of those that are ranked.

    >>> from relclient import RequestProblem, UnknownParty
    >>> print(RequestProblem("R-1", UnknownParty("kitchn", ("kitchen",))))
    'R-1': No party has the id 'kitchn': did you mean 'kitchen'?
    """

    __module__ = "relclient"

    request: str
    """The id of the request or relationship."""
    problem: RelclientError
    """What is wrong with it."""

    def __str__(self) -> str:
        return f"{shown(self.request)}: {self.problem}"


class UnsoundTable(_ErrorWithFields, ValueError):
    """
    A decision table with a gap, or with the hit policy UNIQUE and an overlap.

    >>> from relclient import DecisionTable, Rule
    >>> DecisionTable("discount", {"loyal": bool, "staff": bool}, [Rule("loyal", {"loyal": True}, 10)])
    Traceback (most recent call last):
        ...
    relclient.UnsoundTable: Table 'discount' gives no answer when loyal is no: \
add a rule for just these facts.
    """

    __module__ = "relclient"

    table: str
    """The name of the table."""
    gaps: tuple[Conditions, ...]
    """The facts for which no rule is there, as conditions that a rule could take."""
    overlaps: tuple[tuple[str, str, Conditions], ...] = ()
    """Where the answer has to be unique: the ids of two rules, and the facts that both fit."""

    def __str__(self) -> str:
        faults: list[str] = []
        remedies: list[str] = []
        if self.gaps:
            faults.append(f"gives no answer {spell_conditions(self.gaps[0])}{more(self.gaps)}")
            remedies.append("add a rule for just these facts")
        if self.overlaps:
            first, second, shared = self.overlaps[0]
            shown = spell_conditions(shared)
            faults.append(f"gives two, by {first!r} and {second!r}, {shown}{more(self.overlaps)}")
            remedies.append("part the two rules, or take HitPolicy.FIRST")
        return f"Table {self.table!r} {' and '.join(faults)}: {'; '.join(remedies)}."


class InvalidFacts(_ErrorWithFields, TypeError):
    """
    Facts that a table, a rulebook or a customer cannot take: some missing, unknown to it, or outside their domain.

    >>> from relclient import SIDE_TABLE
    >>> SIDE_TABLE.decide(same_group=False, employd=True, contracted=1, owns=False, holds_stake=False)
    Traceback (most recent call last):
        ...
    relclient.InvalidFacts: The facts do not fit table 'side': 'employed' and 'delivers' are missing; \
'employd' is unknown, did you mean 'employed'?; 'contracted' must be True or False, not 1 (int).
    """

    __module__ = "relclient"

    subject: str
    """What cannot take them, such as "table 'side'"."""
    missing: tuple[str, ...] = ()
    """The facts that were not given."""
    unknown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The names given that it does not know, each with the names that look like it."""
    outside: tuple[tuple[str, object, str], ...] = ()
    """The facts that are outside their domain: the name, what was given, what belongs there."""

    def __str__(self) -> str:
        parts: list[str] = []
        if self.missing:
            parts.append(f"{listed(self.missing)} {'is' if len(self.missing) == 1 else 'are'} missing")
        parts += [
            f"{name!r} is unknown" + (f", did you mean {' or '.join(map(repr, alike))}?" if alike else "")
            for name, alike in self.unknown
        ]
        parts += [
            f"{name!r} must be {expected}, not {shown(value)} ({type(value).__name__})"
            for name, value, expected in self.outside
        ]
        sentence = f"The facts do not fit {self.subject}: {'; '.join(parts)}"
        return sentence if sentence.endswith("?") else f"{sentence}."


class ConflictingFacts(_ErrorWithFields, ValueError):
    """
    Two relationships between the same parties that say two members of one enumeration for a fact of one's own.

    >>> from enum import Enum
    >>> from relclient import ConflictingFacts
    >>> class Tier(Enum):
    ...     GOLD = "gold"
    ...     SILVER = "silver"
    >>> print(ConflictingFacts("tier", (Tier.GOLD, Tier.SILVER), ("R1", "R2")))
    The fact 'tier' is gold by relationship 'R1' and silver by relationship 'R2': \
say with facts={'tier': ...} which of them counts.
    """

    __module__ = "relclient"

    name: str
    """The name of the fact."""
    values: tuple[Enum, ...]
    """What it is said to be."""
    relationships: tuple[str, ...]
    """The ids of the relationships, each saying the value at the same place."""

    def __str__(self) -> str:
        said = " and ".join(
            f"{spell(value)} by relationship {shown(id)}"
            for value, id in zip(self.values, self.relationships, strict=False)
        )
        name = shown(self.name)
        return f"The fact {name} is {said}: say with facts={{{name}: ...}} which of them counts."


class TooManyReasons(_ErrorWithFields, ValueError):
    """
    An answer that has more reasons than anyone would read, or whose reasons would take too long to find.

    >>> from relclient import DecisionTable, Rule
    >>> inputs = {f"{letter}{number}": bool for letter in "ab" for number in range(9)}
    >>> pairs = [Rule(str(number), {f"a{number}": False, f"b{number}": False}, "no") for number in range(9)]
    >>> all_pairs = DecisionTable("one of each pair", inputs, [*pairs, Rule("else", {}, "yes")])
    >>> all_pairs.decide(**dict.fromkeys(inputs, True)).because
    Traceback (most recent call last):
        ...
    relclient.TooManyReasons: There are more than 256 reasons, or they would take too long to find: \
read the sentence, which names one of them.
    """

    __module__ = "relclient"

    limit: int
    """How many sets are worked out at most."""

    def __str__(self) -> str:
        return (
            f"There are more than {self.limit} reasons, or they would take too long to find: "
            "read the sentence, which names one of them."
        )


class ContradictoryTables(_ErrorWithFields, ValueError):
    """
    A kind of customer that is not on the side decided for the same party.

    >>> from relclient import CustomerKind, DecisionTable, Evidence, Rule, Rulebook, classify
    >>> buyers_only = DecisionTable("kind", {}, [Rule("buyer", {}, CustomerKind.RETAIL)])
    >>> classify(Evidence(employed=True), Rulebook(kind_table=buyers_only))
    Traceback (most recent call last):
        ...
    relclient.ContradictoryTables: A customer that is internal by rule 'employed' \
cannot be retail by rule 'buyer': change one of the rules, or let the kind table ask for the side.
    """

    __module__ = "relclient"

    side: str
    """The side, ``internal`` or ``external``."""
    side_rule: str
    """The id of the rule that gave it."""
    kind: str
    """The kind, such as ``retail``."""
    kind_rule: str
    """The id of the rule that gave it."""

    def __str__(self) -> str:
        return (
            f"A customer that is {self.side} by rule {self.side_rule!r} cannot be {self.kind} "
            f"by rule {self.kind_rule!r}: change one of the rules, or let the kind table ask for the side."
        )


_FEW = 5
"""Up to how many ids are named where none looks alike."""


class UnknownId(_ErrorWithFields, LookupError):
    """
    An id that nothing in the place asked has; the base of the errors that say of what.

    >>> from relclient import Organization, Person, ServiceNetwork, UnknownId
    >>> try:
    ...     ServiceNetwork(parties=[Person("ana")]).without_parties("anna")
    ... except UnknownId as error:
    ...     print(error)
    No party has the id 'anna': did you mean 'ana'?
    """

    __module__ = "relclient"

    id: str
    """The id asked for."""
    known: tuple[str, ...] = ()
    """Ids that look like it."""
    remedy: str = "look for it among the ids"
    """What to do where none looks like it."""

    noun: ClassVar[str] = "thing"
    """What the id would name."""
    place: ClassVar[str] = "the place asked"
    """Where the ids can be read."""

    @classmethod
    def among(cls, wanted: str, ids: Iterable[str], place: str | None = None) -> Self:
        """Return the error for *wanted*, with the few of *ids* that look like it; if none does, with what to do."""
        compared = tuple(islice(ids, MOST_COMPARED))
        near = alike(wanted, compared)
        if len(compared) <= _FEW:
            return cls(wanted, near, _all_of(compared))
        if isinstance(ids, Sized):
            return cls(wanted, near, f"look for it among the {len(ids)} ids in {place or cls.place}")
        return cls(wanted, near)  # the number of what comes one by one may have been cut short, and says nothing

    def __str__(self) -> str:
        return f"No {self.noun} has the id {shown(self.id)}: {meant(self.known, self.remedy)}"


def _all_of(ids: Sequence[str]) -> str:
    if not ids:
        return "there are none"
    return f"the {'id is' if len(ids) == 1 else 'ids are'} {listed(ids)}"


class UnknownParty(UnknownId):
    """
    An id that no party of the network has.

    >>> from datetime import date
    >>> from relclient import Organization, ServiceNetwork
    >>> ServiceNetwork(parties=[Organization("kitchen")]).customers("kitchn", on=date(2026, 3, 2))
    Traceback (most recent call last):
        ...
    relclient.UnknownParty: No party has the id 'kitchn': did you mean 'kitchen'?
    """

    __module__ = "relclient"

    noun: ClassVar[str] = "party"
    place: ClassVar[str] = "network.parties"


class UnknownRelationship(UnknownId):
    """
    An id that no relationship of the network has.

    >>> from relclient import ServiceNetwork
    >>> ServiceNetwork().without_relationships("R1")
    Traceback (most recent call last):
        ...
    relclient.UnknownRelationship: No relationship has the id 'R1': there are none.
    """

    __module__ = "relclient"

    noun: ClassVar[str] = "relationship"
    place: ClassVar[str] = "network.relationships"


class UnknownRequest(UnknownId):
    """
    An id that no request of a ranking has; with ``first=n`` only those n are known.

    >>> from datetime import UTC, datetime
    >>> from relclient import PriorityPolicy
    >>> PriorityPolicy("first come", []).rank([], at=datetime(2026, 3, 2, 9, tzinfo=UTC)).explain("R-1")
    Traceback (most recent call last):
        ...
    relclient.UnknownRequest: No request has the id 'R-1': there are none.
    """

    __module__ = "relclient"

    noun: ClassVar[str] = "request"
    place: ClassVar[str] = "the ranking"


class UnknownRule(UnknownId):
    """
    An id that no rule of the table has.

    >>> from relclient import SIDE_TABLE
    >>> SIDE_TABLE.without_rule("stakeholders")
    Traceback (most recent call last):
        ...
    relclient.UnknownRule: No rule has the id 'stakeholders': did you mean 'stakeholder'?
    """

    __module__ = "relclient"

    noun: ClassVar[str] = "rule"
    place: ClassVar[str] = "table.rules"


class UnknownService(_ErrorWithFields, LookupError):
    """
    A service that its provider provides to nobody, on no day, or that nobody provides.

    >>> from datetime import date
    >>> from relclient import Organization, Outage, Relationship, ServiceNetwork
    >>> mail = Relationship(Organization("it"), Organization("kitchen"), "mail")
    >>> ServiceNetwork(relationships=[mail]).affected_customers(Outage("it", "mial"), on=date(2026, 3, 2))
    Traceback (most recent call last):
        ...
    relclient.UnknownService: 'it' provides no service 'mial': did you mean 'mail'?
    """

    __module__ = "relclient"

    provider: str | None
    """The id of the provider; None where anybody was asked about."""
    service: str
    """What was asked for."""
    known: tuple[str, ...] = ()
    """Services of the provider that look like it."""

    @classmethod
    def among(cls, provider: str | None, wanted: str, services: Iterable[str]) -> Self:
        """Return the error for *wanted*, with the few of *services* that look like it."""
        return cls(provider, wanted, alike(wanted, services))

    def __str__(self) -> str:
        who = "Nobody provides the" if self.provider is None else f"{shown(self.provider)} provides no"
        otherwise = f"look for it among the services of {'the' if self.provider is None else 'its'} relationships"
        return f"{who} service {shown(self.service)}: {meant(self.known, otherwise)}"


class UnknownColumn(_ErrorWithFields, LookupError):
    """
    A column that a data frame lacks.

    >>> from relclient import UnknownColumn
    >>> print(UnknownColumn.among("impact", ["id", "Impact"]))
    The frame has no column 'impact': did you mean 'Impact'?
    """

    __module__ = "relclient"

    column: str
    """The name of the column."""
    known: tuple[str, ...] = ()
    """Columns whose names look like it."""
    remedy: str = "add it, or say with columns={...} what it is called there"
    """What to do where none looks like it."""

    @classmethod
    def among(cls, wanted: str, columns: Sequence[str], remedy: str = remedy) -> Self:
        """Return the error for *wanted*, with the few of *columns* that look like it, or else the *remedy*."""
        return cls(wanted, alike(wanted, columns), remedy)

    def __str__(self) -> str:
        return f"The frame has no column {shown(self.column)}: {meant(self.known, self.remedy)}"


class UnknownZone(_ErrorWithFields, LookupError):
    """
    A name that no time zone has here.

    >>> from datetime import time
    >>> from relclient import WorkCalendar
    >>> WorkCalendar("Europe/Madird", {0: [(time(9), time(17))]})
    Traceback (most recent call last):
        ...
    relclient.UnknownZone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?
    """

    __module__ = "relclient"

    zone: str
    """The name asked for."""
    known: tuple[str, ...] = ()
    """Names that look like it."""

    def __str__(self) -> str:
        otherwise = (
            "give an IANA name such as 'Europe/Madrid'; where the system has no zone data, install the tzdata package"
        )
        return f"No time zone has the name {shown(self.zone)}: {meant(self.known, otherwise)}"
