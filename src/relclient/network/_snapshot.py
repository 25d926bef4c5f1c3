"""Days: what a network looks like on one date."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from relclient._frozen_map import FrozenMap
from relclient._validation import check_instance
from relclient.classification.classification import classify
from relclient.classification.evidence import Evidence
from relclient.model.affiliations import Affiliation, BusinessFunction, Capacity
from relclient.model.customers import AccountCustomer, Customer, Side, SituationalCustomer
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.network._ownership import Ties, live_tie
from relclient.network.impact._graph import Graph, upstream
from relclient.timing.recurrence.occasion import Occasion

_FACT_OF_CAPACITY = {
    Capacity.EMPLOYEE: "employed",
    Capacity.TEMPORARY: "employed",
    Capacity.CONTRACTOR: "contracted",
    Capacity.OWNER: "owns",
    Capacity.SHAREHOLDER: "holds_stake",
    Capacity.STAKEHOLDER: "holds_stake",
    Capacity.PARTNER: "delivers",
    Capacity.SUPPLIER: "delivers",
}
_FACT_OF_FUNCTION = {BusinessFunction.DECIDES_OFFER: "decides_offer", BusinessFunction.PRODUCES: "produces"}
Facts = Mapping[str, tuple[Affiliation, ...]]
"""The facts found of a party, each with the affiliations behind it."""
Served = Mapping[str, Sequence[Relationship]]
"""Relationships by the id of one of their ends."""


class Day:
    """
    A network on one date: groups and ties, and who serves whom.

    Not a value but an index: built once per network and date, each part when first asked for.
    """

    __slots__ = (
        "_graph",
        "_groups",
        "_leading_outside",
        "_roots",
        "_served",
        "_serving",
        "_sides",
        "on",
        "relationships",
        "ties",
        "ties_of",
    )

    def __init__(
        self,
        on: date,
        ties_of: Mapping[str, Sequence[Affiliation]],
        ownership: Ties,
        relationships: Mapping[str, Relationship],
    ) -> None:
        """Look at a network on the day *on*."""
        self.on: date = on
        self.ties_of: Mapping[str, Sequence[Affiliation]] = ties_of
        self.ties: Ties = ownership
        self.relationships: Mapping[str, Relationship] = relationships
        self._roots: dict[str, str] = {}
        self._groups: dict[str, frozenset[str]] = {}
        self._sides: dict[tuple[str, frozenset[str]], Side] = {}
        self._served: Served | None = None
        self._serving: Served | None = None
        self._graph: Graph | None = None
        self._leading_outside: frozenset[str] | None = None

    def lineage(self, organization: str) -> Iterator[Affiliation]:
        """Walk the ties from *organization* up to its ultimate parent."""
        while tie := live_tie(self.ties, organization, self.on):
            yield tie
            organization = tie.organization.id

    def root(self, organization: str) -> str:
        """Give the ultimate parent of *organization*; constant once asked."""
        roots = self._roots
        passed: list[str] = []
        while (root := roots.get(organization)) is None:
            passed.append(organization)
            tie = live_tie(self.ties, organization, self.on)
            if tie is None:
                root = organization
                break
            organization = tie.organization.id
        for below in passed:
            roots[below] = root
        return root

    def group_roots(self, provider: Party) -> frozenset[str]:
        """Give the ultimate parents of the groups that *provider* belongs to; a person may belong to several."""
        if isinstance(provider, Organization):
            return frozenset({self.root(provider.id)})
        return frozenset(self.root(tie.organization.id) for tie in self.live_ties(provider.id) if tie.capacity.is_work)

    def live_ties(self, party: str) -> Iterator[Affiliation]:
        """Give the affiliations of *party* that hold on this day."""
        on = self.on
        return (tie for tie in self.ties_of.get(party, ()) if on in tie.valid_for)

    def facts(self, party: Party, roots: frozenset[str]) -> Facts:
        """Collect what ties *party* to the group under *roots*: each fact with the affiliations behind it."""
        facts: dict[str, tuple[Affiliation, ...]] = {}
        if isinstance(party, Organization) and self.root(party.id) in roots:
            facts["same_group"] = ()
        for tie in self.live_ties(party.id):
            if self.root(tie.organization.id) not in roots:
                continue
            names = [name for function, name in _FACT_OF_FUNCTION.items() if function in (tie.functions or ())]
            if tie.capacity in _FACT_OF_CAPACITY:
                names.append(_FACT_OF_CAPACITY[tie.capacity])
            for name in names:
                facts[name] = (*facts.get(name, ()), tie)
        return facts

    def grounds(self, facts: Facts, party: Party, provider: Party) -> Facts:
        """Complete *facts*: two parties are of one group by the ties that lead from both to where they meet."""
        if "same_group" not in facts:
            return FrozenMap(facts)
        from_party = dict.fromkeys(self.lineage(party.id))
        from_provider = dict.fromkeys(self._ways_up(provider, self.root(party.id)))
        meeting = [
            *(tie for tie in from_party if tie not in from_provider),
            *(tie for tie in from_provider if tie not in from_party),
        ]
        return FrozenMap({**facts, "same_group": tuple(meeting)})

    def _ways_up(self, provider: Party, root: str) -> Iterator[Affiliation]:
        if isinstance(provider, Organization):
            yield from self.lineage(provider.id)
            return
        for work in self.live_ties(provider.id):
            if work.capacity.is_work and self.root(work.organization.id) == root:
                yield work
                yield from self.lineage(work.organization.id)

    def served_by(self, provider: str) -> Sequence[Relationship]:
        """Give the relationships in which *provider* serves somebody on this day, by id."""
        return self.served.get(provider, ())

    def serving(self, customer: str) -> Sequence[Relationship]:
        """Give the relationships in which somebody serves *customer* on this day, by id."""
        return self.received.get(customer, ())

    @property
    def served(self) -> Served:
        """What each provider serves on this day, by id."""
        if self._served is None:
            served: dict[str, list[Relationship]] = {}
            for relationship in self.live_relationships():
                served.setdefault(relationship.provider.id, []).append(relationship)
            self._served = served
        return self._served

    @property
    def received(self) -> Served:
        """What each customer receives on this day, by id."""
        if self._serving is None:
            serving: dict[str, list[Relationship]] = {}
            for relationship in self.live_relationships():
                serving.setdefault(relationship.customer.id, []).append(relationship)
            self._serving = serving
        return self._serving

    def live_relationships(self) -> Iterator[Relationship]:
        """Give the relationships that hold on this day, by id."""
        on = self.on
        return (relationship for relationship in self.relationships.values() if on in relationship.valid_for)

    def side(self, relationship: Relationship) -> Side:
        """Tell on which side the customer of *relationship* is: the declared one, or that of a bare party today."""
        customer = relationship.customer
        if isinstance(customer, Customer):
            return customer.side
        provider = relationship.provider
        roots = self._groups.get(provider.id)
        if roots is None:
            roots = self._groups[provider.id] = self.group_roots(provider)
        side = self._sides.get((customer.id, roots))
        if side is None:
            evidence = evidence_of(self.facts(customer, roots), customer, None, standing_account=False)
            side = self._sides[customer.id, roots] = classify(evidence).side
        return side

    @property
    def graph(self) -> Graph:
        """Who stops serving when whom stops, as numbers."""
        if self._graph is None:
            self._graph = Graph(self.served, self.received, self.side)
        return self._graph

    @property
    def leading_outside(self) -> frozenset[str]:
        """The ids of all from whom some chain of relationships leads to an external customer."""
        if self._leading_outside is None:
            sellers = {seller for seller, served in self.served.items() if any(map(self._is_external, served))}
            self._leading_outside = frozenset(upstream(self.received, sellers))
        return self._leading_outside

    def _is_external(self, relationship: Relationship) -> bool:
        return self.side(relationship) is Side.EXTERNAL


def declared_facts(customer: Customer | Party) -> tuple[Occasion | None, bool]:
    """Give what only a declaration can say: the occasion of the need, and whether custom runs through an account."""
    return (
        customer.occasion if isinstance(customer, SituationalCustomer) else None,
        isinstance(customer, AccountCustomer),
    )


def evidence_of(facts: Facts, party: Party, occasion: Occasion | None, *, standing_account: bool) -> Evidence:
    """Put the *facts* that were found into the form that the decision tables read."""
    if occasion is not None:
        check_instance("occasion", occasion, Occasion, "an Occasion or None")
    return Evidence(
        same_group="same_group" in facts,
        employed="employed" in facts,
        contracted="contracted" in facts,
        owns="owns" in facts,
        holds_stake="holds_stake" in facts,
        delivers="delivers" in facts,
        occasional=occasion is not None,
        decides_offer="decides_offer" in facts,
        produces="produces" in facts,
        is_organization=isinstance(party, Organization),
        standing_account=standing_account,
    )
