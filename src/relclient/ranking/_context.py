"""Context: what the criteria of a policy know of one queue at one instant; each customer is looked up once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from operator import attrgetter
from typing import Final, TypeAlias

from attrs import evolve, frozen

from relclient._facts import Fact
from relclient.decision_tables.table import DecisionTable
from relclient.errors import ConflictingIds, InvalidFacts, RelclientError, RequestProblem, UndeclaredKind, UnknownParty
from relclient.model.customers import Customer, CustomerKind, Side, SituationalCustomer
from relclient.model.parties import Party
from relclient.model.priorities import Impact, Priority, Urgency
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.network.service_network import kind_of, side_of
from relclient.ranking.explanation import Item
from relclient.sla.due import DueAspect, due_of
from relclient.sla.priority_matrix import level_at, takes_own_facts
from relclient.timing.instants import EPOCH

Levels: TypeAlias = Mapping[Impact, Mapping[Urgency, int]]

LOWEST: Final = max(priority.level for priority in Priority)
PRIORITIES: Final = {priority.level: priority for priority in Priority}


def epoch_for(zone_of: datetime) -> datetime:
    """Return `EPOCH`, in the zone of *zone_of* where its offset is fixed: differences are the same but found faster."""
    zone = zone_of.tzinfo
    return EPOCH.astimezone(zone) if isinstance(zone, timezone) else EPOCH


def in_zone(instant: datetime, zone_of: datetime) -> datetime:
    """Return *instant* in the zone of *zone_of*; as it is where, at the ends of time, that has no name for it."""
    try:
        return instant.astimezone(zone_of.tzinfo)
    except OverflowError:
        return instant


_MOST_GUESSES: Final = 10
"""For how many unknown parties similar ids are looked for; in a large network that takes time."""


def relationship_of(item: Item) -> Relationship:
    """Return the relationship on which *item* is."""
    return item if isinstance(item, Relationship) else item.relationship


def identities(items: Sequence[Item]) -> list[int]:
    """Return what tells the relationships of *items* apart, object from object."""
    if items and isinstance(items[0], Relationship):
        return list(map(id, items))
    return list(map(id, map(_relationship, items)))


_relationship: Callable[[Item], Relationship] = attrgetter("relationship")


@frozen
class KnownCustomer:
    """What is known of the customer of a relationship."""

    relationship: Relationship
    """The relationship; kept here so that no other object can take over its identity."""
    kind: CustomerKind | None
    """The declared kind, else the one that the network finds; None when nobody asked or nothing can tell."""
    is_external: bool
    """Whether it is known to be on the external side."""
    is_awaited: bool
    """Whether it is internal and external customers wait on it; False when nobody asked."""


class _LevelTables(dict[CustomerKind | None, Levels]):
    """The levels of a matrix for each kind of customer that was asked for; for None where it takes no kind."""

    def __init__(self, matrix: DecisionTable[Priority]) -> None:
        super().__init__()
        self._matrix = matrix

    def __missing__(self, kind: CustomerKind | None) -> Levels:
        of_customer: dict[str, Fact] = {} if kind is None else {"kind": kind, "side": kind.side}
        table = {
            impact: {urgency: self._decide(impact, urgency, of_customer) for urgency in Urgency} for impact in Impact
        }
        return self.setdefault(kind, table)

    def _decide(self, impact: Impact, urgency: Urgency, of_customer: Mapping[str, Fact]) -> int:
        facts: dict[str, Fact] = {"impact": impact, "urgency": urgency, **of_customer}
        return self._matrix.decide(**{name: facts[name] for name in self._matrix.inputs}).value.level


@frozen
class Terms:
    """What a context takes from a policy."""

    deciding: tuple[object, ...]
    """All that is compared, in order, with the tie-breaks."""
    matrix: DecisionTable[Priority]
    """What gives levels."""
    restart_on_change: bool
    """Whether a new level starts a clock anew."""
    count_resolved_time: bool
    """Whether the time between resolved and reopened counts."""
    follows_chain: bool
    """Whether a criterion follows the chain of services."""
    asks_kind: str
    """What has to know the kind of every customer; empty when nothing has."""


class Context:
    """
    What a policy can know of items at an instant.

    Not a value but a memory, which grows with the customers that it meets; no answer depends on what is in it.
    """

    __slots__ = (
        "_awaited",
        "_identities",
        "_levels",
        "_problems_of",
        "_takes_kind",
        "at",
        "customers",
        "day",
        "internal",
        "internal_and_not_awaited",
        "network",
        "now",
        "problems",
        "queue",
        "terms",
        "turns",
    )

    def __init__(self, terms: Terms, at: datetime, network: ServiceNetwork | None, queue: Sequence[Item]) -> None:
        """Prepare for questions as of *at*, of which *queue* is all that is ranked."""
        self.terms: Terms = terms
        self.at: datetime = at
        self.now: timedelta = at - EPOCH
        self.day: date = at.date()
        self.network: ServiceNetwork | None = network
        self.queue: Sequence[Item] = queue
        self.problems: list[tuple[Item, RelclientError]] = []
        """What keeps items from being ranked, as it was met."""
        self.turns: dict[int, int] | None = None
        """The turn of each open request of the queue, by its identity; worked out when a criterion asks."""
        # By the identity of a relationship, because its hash would read all that it is made of.
        self.customers: dict[int, KnownCustomer] = {}
        # 1 for those behind, 0 for those whose requests stand with the external ones.
        self.internal: dict[int, int] = {}
        self.internal_and_not_awaited: dict[int, int] = {}
        self._problems_of: dict[int, list[RelclientError]] = {}
        self._awaited: dict[tuple[str, Side], bool] = {}
        self._levels = _LevelTables(terms.matrix)
        self._takes_kind = takes_kind(terms.matrix)
        self._identities: list[int] = []

    def moved_to(self, at: datetime) -> "Context":
        """
        Return the context of another instant, in which turns stay as they are where they are known.

        On the same day, what is known of customers is shared.
        """
        moved = Context(self.terms, at, self.network, self.queue)
        moved._levels = self._levels
        moved.turns = self.turns
        if moved.day == self.day:
            for name in ("customers", "internal", "internal_and_not_awaited", "_problems_of", "_awaited"):
                setattr(moved, name, getattr(self, name))
        return moved

    def with_criteria(self, deciding: tuple[object, ...]) -> "Context":
        """Return the context of the same instant for other criteria of the same policy."""
        other = self.moved_to(self.at)
        other.terms = evolve(self.terms, deciding=deciding)
        return other

    def report(self, item: Item, problem: RelclientError) -> None:
        """Note that *problem* keeps *item* from being ranked."""
        self.problems.append((item, problem))

    # Customers

    def learn(self, items: Sequence[Item]) -> None:
        """Look up the customers of *items* where the policy asks for them; what is wrong with them is reported."""
        if not self.terms.asks_kind:
            return
        of = identities(items)
        if items is self.queue:
            self._identities = of
        # Many requests have few relationships.
        for identity, item in dict(zip(of, items, strict=True)).items():
            if identity not in self.customers:
                self._learn(identity, relationship_of(item))
        if self._problems_of:
            for identity, item in zip(of, items, strict=True):
                for problem in self._problems_of.get(identity, ()):
                    self.report(item, _naming(item, problem, self.terms.asks_kind))

    def identities(self, items: Sequence[Item]) -> list[int]:
        """Return the identities of the relationships; those of the whole queue, the usual question, are kept."""
        kept = self._identities
        return kept if items is self.queue and len(kept) == len(items) else identities(items)

    def customer(self, item: Item) -> KnownCustomer:
        """Return what is known of the customer of *item*."""
        relationship = relationship_of(item)
        if id(relationship) not in self.customers:
            self._learn(id(relationship), relationship)
        return self.customers[id(relationship)]

    def is_unknown(self, item: Item) -> bool:
        """Return whether nothing tells the kind of the customer of *item*, which the matrix takes: it is refused."""
        return self._takes_kind and self.customer(item).kind is None

    def _learn(self, identity: int, relationship: Relationship) -> None:
        problems: list[RelclientError] = []
        kind = self._kind(relationship, problems)
        side = None if kind is None else kind.side
        if side is not None and self.network is not None and self.network.viewpoint is not None and not problems:
            side = side_of(self.network, relationship, self.day)
        is_awaited = self.terms.follows_chain and side is not None and self._is_awaited(relationship, side, problems)
        known = KnownCustomer(relationship, kind, side is Side.EXTERNAL, is_awaited)
        self.customers[identity] = known
        self.internal[identity] = int(not known.is_external)
        self.internal_and_not_awaited[identity] = int(not (known.is_external or known.is_awaited))
        if problems:
            self._problems_of[identity] = problems

    def _kind(self, relationship: Relationship, problems: list[RelclientError]) -> CustomerKind | None:
        customer, network = relationship.customer, self.network
        if network is not None and self.terms.asks_kind:
            problem = _unknown(relationship, network, guess=len(self._problems_of) < _MOST_GUESSES)
            if problem is not None:
                problems.append(problem)
                return customer.kind if isinstance(customer, Customer) else None
        if isinstance(customer, Customer):
            return customer.kind
        if not self.terms.asks_kind:
            return None
        if network is None:
            problems.append(UndeclaredKind("", customer.id, self.terms.asks_kind))
            return None
        try:
            return kind_of(network, relationship, self.day)
        except RelclientError as problem:
            problems.append(problem)
            return None

    def _is_awaited(self, relationship: Relationship, side: Side, problems: list[RelclientError]) -> bool:
        party = relationship.party
        if self.network is None or side is not Side.INTERNAL or problems:
            return False
        key = party.id, side
        if key not in self._awaited:
            self._awaited[key] = self.network.serves_external(party.id, on=self.day)
        return self._awaited[key]

    # Levels

    def levels(self, requests: Sequence[ServiceRequest]) -> list[int]:
        """Return the level of each of *requests*, as a number; what keeps one from having any is reported."""
        if takes_own_facts(self.terms.matrix):
            return list(map(self._level_or_report, requests))
        # The usual cases in one expression each: at a million requests every call counts.
        if self._takes_kind:
            tables, customers = self._levels, self.customers
            return [
                tables[customers[id(one.relationship)].kind][one.impact][one.urgency]
                if one.override is None and not one.events
                else self.level(one).level
                for one in requests
            ]
        table = self._levels[None]
        return [
            table[one.impact][one.urgency] if one.override is None and not one.events else self.level(one).level
            for one in requests
        ]

    def _level_or_report(self, request: ServiceRequest) -> int:
        try:
            return self.level(request).level
        except InvalidFacts as problem:
            self.report(request, RequestProblem(request.id, problem))
            return Priority.PLANNING.level

    def level(self, request: ServiceRequest) -> Priority:
        """Return the level of *request*: set by hand, else as it was changed, else by the matrix."""
        kind = self.customer(request).kind if self._takes_kind else None
        if request.override is not None or request.events or takes_own_facts(self.terms.matrix):
            return level_at(request, self.at, self.terms.matrix, kind=kind)
        return PRIORITIES[self._levels[kind][request.impact][request.urgency]]

    def kind_for_matrix(self, request: ServiceRequest) -> CustomerKind | None:
        """Return the kind of the customer of *request* where the matrix takes it, else None."""
        return self.customer(request).kind if self._takes_kind else None

    # Due times

    def due(self, item: Item, aspect: DueAspect = "resolution") -> datetime | None:
        """Return when *item* falls due, as `due_of` has it."""
        relationship = item if isinstance(item, Relationship) else item.relationship
        if relationship.agreement is None and aspect == "resolution" and not has_needs(relationship):
            return None if isinstance(item, Relationship) else item.due  # which `due_of` would say, too
        if isinstance(item, Relationship):
            return due_of(item, at=self.at, aspect=aspect)
        terms = self.terms
        return due_of(
            item,
            at=self.at,
            aspect=aspect,
            matrix=terms.matrix,
            restart_on_change=terms.restart_on_change,
            count_resolved_time=terms.count_resolved_time,
            kind=self.kind_for_matrix(item),
        )


def has_needs(relationship: Relationship) -> bool:
    """Return whether the customer of *relationship* has days on which it needs it."""
    return isinstance(relationship.customer, SituationalCustomer)


def takes_kind(matrix: DecisionTable[Priority]) -> bool:
    """Return whether the levels that *matrix* gives may differ by the side or the kind of customer."""
    return "kind" in matrix.inputs or "side" in matrix.inputs


def _naming(item: Item, problem: RelclientError, asked_by: str) -> RelclientError:
    """Return *problem* so that it names *item*."""
    if isinstance(problem, UndeclaredKind):
        return UndeclaredKind(item.id, problem.party, asked_by)
    return RequestProblem(item.id, problem)


def _unknown(relationship: Relationship, network: ServiceNetwork, *, guess: bool) -> RelclientError | None:
    """Return what is wrong with the ends of *relationship* when the network does not know them as they are."""
    customer = relationship.party
    problem = _stranger(customer, network, guess=guess)
    if problem is None and not isinstance(relationship.customer, Customer):
        problem = _stranger(relationship.provider, network, guess=guess)
    return problem


def _stranger(party: Party, network: ServiceNetwork, *, guess: bool) -> RelclientError | None:
    known = network.parties.get(party.id)
    if known is None:
        return UnknownParty.among(party.id, network.parties) if guess else UnknownParty(party.id)
    return None if known is party or known == party else ConflictingIds("parties", party.id, known, party)
