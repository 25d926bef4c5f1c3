"""Situations: what is known of customers and levels at one instant, each looked up once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, TypeAlias

from attrs import frozen

from relclient._facts import Fact
from relclient.decision_tables.table import DecisionTable
from relclient.errors import ConflictingIds, InvalidValue, RelclientError, UndeclaredKind, UnknownParty
from relclient.model.customers import Customer, CustomerKind, Side
from relclient.model.parties import Party
from relclient.model.priorities import Impact, Priority, Urgency
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.ranking._policies import Policy
from relclient.ranking.criteria import ByKind, ExternalFirst
from relclient.sla.priority_matrix import level_at

Levels: TypeAlias = Mapping[Impact, Mapping[Urgency, int]]
LOWEST: Final = max(priority.level for priority in Priority)
BINS: Final = LOWEST + 1
"""How many bins the levels take, which count from 1."""
PRIORITIES: Final = {priority.level: priority for priority in Priority}

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""
What instants are compared by: how long they come after it.

Two times of one zone are compared by their wall clocks, which an hour set back repeats; these differences are exact.
"""


def epoch_for(requests: Sequence[ServiceRequest]) -> datetime:
    """Give `EPOCH`, in the zone of *requests* where its offset is fixed: differences are the same but found faster."""
    zone = requests[0].received.tzinfo if requests else UTC
    return EPOCH.astimezone(zone) if isinstance(zone, timezone) else EPOCH


_PART: Final = 1000
"""How many requests are looked at together."""
_MOST_GUESSES: Final = 10
"""For how many unknown parties those that look alike are sought; that takes its time in a large network."""


@frozen
class Standing:
    """What is known of the customer of a relationship."""

    relationship: Relationship
    kind: CustomerKind | None
    """The declared kind, else the one that the network finds; None when nobody asked or nothing can tell."""
    is_external: bool
    """Whether it is known to be on the external side."""
    awaited: bool
    """Whether it is internal and external customers wait on it; False when nobody asked."""


class _Tables(dict[CustomerKind | None, Levels]):
    """All that a matrix says, for each kind of customer that it was asked of; for None where it takes no kind."""

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


class Situation:
    """
    What a policy can know of requests at an instant.

    Not a value but a memory: it grows with the customers that it meets.
    """

    __slots__ = (
        "_awaited",
        "_kinds",
        "_tables",
        "asks_kind",
        "at",
        "behind",
        "behind_chain",
        "chain",
        "network",
        "now",
        "policy",
        "standings",
    )

    def __init__(self, policy: Policy, at: datetime, network: ServiceNetwork | None) -> None:
        """Look at *at* for what *policy* asks."""
        self.policy: Policy = policy
        self.at: datetime = at
        self.now: timedelta = at - EPOCH
        self.network: ServiceNetwork | None = network
        self.chain: bool = any(isinstance(one, ExternalFirst) and one.chain for one in policy.criteria)
        self.asks_kind: str = _who_asks_kinds(policy)
        # By the identity of a relationship, since its hash would read all that it is made of.
        # A standing holds on to its relationship, so that no other can take over the identity.
        self.standings: dict[int, Standing] = {}
        # 0 for those whose requests stand with the external ones, 1 for the others.
        self.behind: dict[int, int] = {}
        self.behind_chain: dict[int, int] = {}
        self._kinds: dict[tuple[str, str], CustomerKind | None] = {}
        self._awaited: dict[tuple[str, Side], bool] = {}
        self._tables = _Tables(policy.matrix)

    def learn(self, requests: Sequence[ServiceRequest], of: Sequence[int]) -> list[RelclientError]:
        """
        Look up the customers of *requests*, and give what keeps the policy from ranking them.

        *of* gives the `identities` of their relationships.
        """
        if self.chain and self.network is None:
            remedy = "the chain of services is followed in a network; give one, or take ExternalFirst(chain=False)"
            return [InvalidValue("rank network", None, remedy)]
        problems: list[RelclientError] = []
        undeclared: set[int] = set()
        for start in range(0, len(requests), _PART):
            part = of[start : start + _PART]
            # Many requests have few relationships: most parts bring no new one, which is quickly seen.
            if not all(map(self.standings.__contains__, part)):
                for identity, request in zip(part, requests[start : start + _PART], strict=True):
                    if identity not in self.standings:
                        standing = self._look_up(request.relationship, problems)
                        self._keep(identity, standing)
                        if standing.kind is None and self.asks_kind and self.network is None:
                            undeclared.add(identity)
        if undeclared:
            problems += [
                UndeclaredKind(one.id, one.relationship.customer.id, self.asks_kind)
                for one in requests
                if id(one.relationship) in undeclared
            ]
        return problems

    def standing(self, request: ServiceRequest) -> Standing:
        """Give what is known of the customer of *request*."""
        identity = id(request.relationship)
        if identity not in self.standings:
            self.learn((request,), (identity,))
        return self.standings[identity]

    def levels(self, requests: Iterable[ServiceRequest]) -> list[int]:
        """Give the level of each of *requests*, as a number."""
        # The usual cases in one expression each: at a million requests every call counts.
        if takes_kind(self.policy.matrix):
            tables, standings = self._tables, self.standings
            return [
                tables[standings[id(one.relationship)].kind][one.impact][one.urgency]
                if one.override is None and not one.events
                else self.level(one).level
                for one in requests
            ]
        table = self._tables[None]
        return [
            table[one.impact][one.urgency] if one.override is None and not one.events else self.level(one).level
            for one in requests
        ]

    def levels_by_side(
        self, requests: Sequence[ServiceRequest], of: Sequence[int], behind: Mapping[int, int]
    ) -> list[int]:
        """
        Give the level of each of *requests*, plus `BINS` for those whose relationship, by *of*, *behind* puts behind.

        It says what the two would say one after the other, at two thirds of their cost.
        """
        by_kind = takes_kind(self.policy.matrix)
        shifted: dict[tuple[CustomerKind | None, int], Levels] = {}
        tables: dict[int, Levels] = {}
        for identity, standing in self.standings.items():
            key = (standing.kind if by_kind else None), behind[identity]
            if key not in shifted:
                rows = self._tables[key[0]].items()
                shifted[key] = {
                    impact: {urgency: level + BINS * key[1] for urgency, level in row.items()} for impact, row in rows
                }
            tables[identity] = shifted[key]
        return [
            tables[identity][one.impact][one.urgency]
            if one.override is None and not one.events
            else self.level(one).level + BINS * behind[identity]
            for identity, one in zip(of, requests, strict=True)
        ]

    def level(self, request: ServiceRequest) -> Priority:
        """Give the level of *request*: set by hand, else as it was changed, else by the matrix."""
        kind = self.standing(request).kind if takes_kind(self.policy.matrix) else None
        if request.override is not None or request.events:
            return level_at(request, self.at, self.policy.matrix, kind=kind)
        return PRIORITIES[self._tables[kind][request.impact][request.urgency]]

    def _look_up(self, relationship: Relationship, problems: list[RelclientError]) -> Standing:
        kind = self._kind(relationship, problems)
        side = None if kind is None else kind.side
        awaited = self.chain and side is not None and self._is_awaited(relationship.party, side, problems)
        return Standing(relationship, kind, side is Side.EXTERNAL, awaited)

    def _keep(self, identity: int, standing: Standing) -> None:
        self.standings[identity] = standing
        self.behind[identity] = int(not standing.is_external)
        self.behind_chain[identity] = int(not (standing.is_external or standing.awaited))

    def _kind(self, relationship: Relationship, problems: list[RelclientError]) -> CustomerKind | None:
        customer, provider = relationship.customer, relationship.provider
        if isinstance(customer, Customer):
            return customer.kind
        if self.network is None or not self.asks_kind:
            return None
        ends = customer.id, provider.id
        if ends not in self._kinds:
            self._kinds[ends] = None
            try:
                self._kinds[ends] = self.network.classify(customer, provider, on=self.at.date()).kind
            except RelclientError as problem:
                problems.append(problem)
        return self._kinds[ends]

    def _is_awaited(self, party: Party, side: Side, problems: list[RelclientError]) -> bool:
        key = party.id, side
        if self.network is not None and key not in self._awaited:
            self._awaited[key] = False
            problem = _unknown(party, self.network, guess=len(problems) < _MOST_GUESSES)
            if problem is not None:
                problems.append(problem)
            elif side is Side.INTERNAL:
                self._awaited[key] = self.network.serves_external(party.id, on=self.at.date())
        return self._awaited.get(key, False)


def identities(requests: Iterable[ServiceRequest]) -> list[int]:
    """Give what tells the relationships of *requests* apart, object from object."""
    return [id(request.relationship) for request in requests]


def takes_kind(matrix: DecisionTable[Priority]) -> bool:
    """Tell whether the levels that *matrix* gives may differ by the side or the kind of customer."""
    return "kind" in matrix.inputs or "side" in matrix.inputs


def _who_asks_kinds(policy: Policy) -> str:
    """Name what has to know the kind of every customer; empty when nothing has."""
    criteria = (f"The criterion {one!r}" for one in policy.criteria if isinstance(one, ExternalFirst | ByKind))
    return next(criteria, f"The matrix {policy.matrix.name!r}" if takes_kind(policy.matrix) else "")


def _unknown(party: Party, network: ServiceNetwork, *, guess: bool) -> RelclientError | None:
    """Say what is wrong with *party* when the network does not know it, or knows another of its id."""
    try:
        known = network.parties[party.id]
    except KeyError:
        return UnknownParty.among(party.id, network.parties) if guess else UnknownParty(party.id)
    return None if known is party or known == party else ConflictingIds("parties", party.id, known, party)
