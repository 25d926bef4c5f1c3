"""Snapshots: what a network looks like on one date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, groupby

from relclient._facts import Fact
from relclient._frozen_map import FrozenMap
from relclient.classification.classification import Answers, Classification, answers_of
from relclient.classification.evidence import FACTS, facts_at
from relclient.classification.party_classification import Grounds, Record
from relclient.classification.rulebook import Rulebook
from relclient.errors import ConflictingFacts
from relclient.model.affiliations import Affiliation, BusinessFunction, Capacity
from relclient.model.customers import (
    AccountCustomer,
    B2BCustomer,
    Customer,
    FrameworkCustomer,
    OperationalCustomer,
    Side,
    SituationalCustomer,
)
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
INHERITING = frozenset({Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.CONTRACTOR})
"""The capacities in which a party takes the functions of the organization that it is with, if it has none said."""
Served = Mapping[str, Sequence[Relationship]]
"""Relationships by the id of one of their ends."""
Roots = frozenset[str]
"""The ultimate parents of the groups to which a party belongs."""

# Evidence as one integer, a bit for each fact, which is how the answers of the tables are found.
BIT = {name: 1 << place for place, name in enumerate(reversed(FACTS))}
BIT_OF_CAPACITY = {capacity: BIT.get(_FACT_OF_CAPACITY.get(capacity, ""), 0) for capacity in Capacity}
BIT_OF_FUNCTION = {function: BIT[name] for function, name in _FACT_OF_FUNCTION.items()}
_SAME_GROUP, _IS_ORGANIZATION, _SUPPLIES = BIT["same_group"], BIT["is_organization"], BIT["supplies"]
_SERVES_OUTSIDERS, _OCCASIONAL, _ACCOUNT = BIT["serves_outsiders"], BIT["occasional"], BIT["standing_account"]
_DECIDES, _PRODUCES = BIT["decides_offer"], BIT["produces"]


class Index:
    """The records of a network by the ids of their ends, and the rules by which it is asked; shared by all its days."""

    __slots__ = (
        "_by_customer",
        "_by_provider",
        "_by_service",
        "_declarations",
        "_side_inputs",
        "_sides",
        "_units_of",
        "answers",
        "asks_occasional",
        "asks_supplies",
        "own",
        "ownership",
        "relationships",
        "rulebook",
        "side_asks_own",
        "side_mask",
        "ties_of",
        "viewpoint",
    )

    def __init__(
        self,
        ties_of: Mapping[str, Sequence[Affiliation]],
        ownership: Ties,
        relationships: Mapping[str, Relationship],
        rulebook: Rulebook,
        viewpoint: Organization | None,
    ) -> None:
        """Keep what is given; the rest is worked out when it is first asked for."""
        self.ties_of: Mapping[str, Sequence[Affiliation]] = ties_of
        self.ownership: Ties = ownership
        self.relationships: Mapping[str, Relationship] = relationships
        self.rulebook: Rulebook = rulebook
        self.viewpoint: Organization | None = viewpoint
        self.answers: Answers = answers_of(rulebook)
        self.own: Sequence[str] = tuple(rulebook.own_facts)
        table = rulebook.side_table
        self._side_inputs = tuple(table.inputs)
        self.side_mask: int = sum(BIT[name] for name in table.inputs if name in BIT)
        self.asks_supplies: bool = bool(self.side_mask & _SUPPLIES)
        self.asks_occasional: bool = bool(self.side_mask & _OCCASIONAL)
        self.side_asks_own: bool = any(name not in BIT for name in table.inputs)
        self._sides: dict[tuple[int, tuple[Fact | None, ...]], Side] = {}
        self._by_provider: Served | None = None
        self._by_customer: Served | None = None
        self._by_service: Served | None = None
        self._units_of: Mapping[str, Sequence[Affiliation]] | None = None
        self._declarations: _Declared | None = None

    def asked_by(self, rulebook: Rulebook, viewpoint: Organization | None) -> "Index":
        """Return the same records, asked by other rules or from another viewpoint."""
        other = Index(self.ties_of, self.ownership, self.relationships, rulebook, viewpoint)
        other._by_provider, other._by_customer = self._by_provider, self._by_customer
        other._by_service, other._declarations = self._by_service, self._declarations
        other._units_of = self._units_of
        return other

    @property
    def by_provider(self) -> Served:
        """What each provider serves, on whatever days, by id."""
        if self._by_provider is None:
            served: dict[str, list[Relationship]] = {}
            for relationship in self.relationships.values():
                served.setdefault(relationship.provider.id, []).append(relationship)
            self._by_provider = served
        return self._by_provider

    @property
    def by_customer(self) -> Served:
        """What each customer receives, on whatever days, by id."""
        if self._by_customer is None:
            received: dict[str, list[Relationship]] = {}
            for relationship in self.relationships.values():
                received.setdefault(relationship.customer.id, []).append(relationship)
            self._by_customer = received
        return self._by_customer

    @property
    def by_service(self) -> Served:
        """In which relationships each service is provided, on whatever days."""
        if self._by_service is None:
            provided: dict[str, list[Relationship]] = {}
            for relationship in self.relationships.values():
                provided.setdefault(relationship.service, []).append(relationship)
            self._by_service = provided
        return self._by_service

    @property
    def by_contact(self) -> Served:
        """For whom each person is a contact, on whatever days, by id."""
        return self._declared().by_contact

    @property
    def by_manager(self) -> Served:
        """Whose accounts each person looks after, on whatever days, by id."""
        return self._declared().by_manager

    @property
    def situational(self) -> Sequence[tuple[Relationship, Occasion]]:
        """The relationships with situational customers, and their occasions."""
        return self._declared().situational

    @property
    def framework(self) -> Sequence[Relationship]:
        """The relationships with framework customers."""
        return self._declared().framework

    @property
    def units_of(self) -> Mapping[str, Sequence[Affiliation]]:
        """The ties of the units that each organization has, on whatever days, by its id."""
        if self._units_of is None:
            units: dict[str, list[Affiliation]] = {}
            for ties in self.ownership.values():
                for tie in ties:
                    if tie.capacity is Capacity.UNIT:
                        units.setdefault(tie.organization.id, []).append(tie)
            self._units_of = units
        return self._units_of

    def _declared(self) -> "_Declared":
        if self._declarations is None:
            self._declarations = _Declared(self.relationships.values())
        return self._declarations

    def between(self, provider: str, party: str) -> Sequence[Relationship]:
        """Return the relationships in which *provider* serves *party*, on whatever days, by id."""
        served, received = self.by_provider.get(provider, ()), self.by_customer.get(party, ())
        if len(received) <= len(served):
            return [one for one in received if one.provider.id == provider]
        return [one for one in served if one.customer.id == party]

    def side(self, place: int, own: Mapping[str, Fact]) -> Side:
        """Return the side that the side table gives for evidence, as one integer, and facts of the app's own."""
        key = place & self.side_mask, tuple(map(own.get, self._side_inputs)) if self.side_asks_own else ()
        side = self._sides.get(key)
        if side is None:
            table = self.rulebook.side_table
            facts: dict[str, Fact] = {**facts_at(place), **own}
            given = {name: facts[name] for name in table.inputs if name in facts}
            absent = (name for name, domain in table.inputs.items() if domain is bool and name not in table.defaults)
            side = self._sides[key] = table.decide(**dict.fromkeys(absent, False) | given).value
        return side


class _Declared:
    """What the declared customers of a network's relationships are looked up by."""

    __slots__ = ("by_contact", "by_manager", "framework", "situational")

    def __init__(self, relationships: Iterable[Relationship]) -> None:
        by_contact: dict[str, list[Relationship]] = {}
        by_manager: dict[str, list[Relationship]] = {}
        framework: list[Relationship] = []
        situational: list[tuple[Relationship, Occasion]] = []
        for one in relationships:
            customer = one.customer
            if isinstance(customer, B2BCustomer):
                for contact in dict.fromkeys(contact.id for contact in customer.contacts):
                    by_contact.setdefault(contact, []).append(one)
            elif isinstance(customer, AccountCustomer):
                if customer.manager is not None:
                    by_manager.setdefault(customer.manager.id, []).append(one)
            elif isinstance(customer, SituationalCustomer):
                situational.append((one, customer.occasion))
            elif isinstance(customer, FrameworkCustomer):
                framework.append(one)
        self.by_contact: Served = by_contact
        self.by_manager: Served = by_manager
        self.framework: Sequence[Relationship] = framework
        self.situational: Sequence[tuple[Relationship, Occasion]] = situational


class Day:
    """
    A network on one date: groups and ties, and who serves whom.

    Not a value but an index: built once per network and date, each part when first asked for.
    """

    __slots__ = (
        "_graph",
        "_groups",
        "_leading_outside",
        "_outward",
        "_roots",
        "_served",
        "_served_outsiders",
        "_serving",
        "_sides",
        "index",
        "on",
        "ties",
        "ties_of",
    )

    def __init__(self, on: date, index: Index) -> None:
        """Look at the records of *index* on the day *on*."""
        self.on: date = on
        self.index: Index = index
        self.ties_of: Mapping[str, Sequence[Affiliation]] = index.ties_of
        self.ties: Ties = index.ownership
        self._roots: dict[str, str] = {}
        self._groups: dict[str, Roots] = {}
        self._sides: dict[tuple[str, Roots], Side] = {}
        self._served_outsiders: dict[tuple[str, Roots], list[str]] = {}
        self._outward: Roots | None = None
        self._served: Served | None = None
        self._serving: Served | None = None
        self._graph: Graph | None = None
        self._leading_outside: frozenset[str] | None = None

    # Groups and ties.

    def lineage(self, organization: str) -> Iterator[Affiliation]:
        """Walk the ties from *organization* up to its ultimate parent."""
        while tie := live_tie(self.ties, organization, self.on):
            yield tie
            organization = tie.organization.id

    def root(self, organization: str) -> str:
        """Return the ultimate parent of *organization*; constant once asked."""
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

    def group_roots(self, provider: Party) -> Roots:
        """Return the ultimate parents of the groups that *provider* belongs to; a person may belong to several."""
        roots = self._groups.get(provider.id)
        if roots is None:
            if isinstance(provider, Organization):
                roots = frozenset({self.root(provider.id)})
            else:
                work = (tie for tie in self.live_ties(provider.id) if tie.capacity.is_work)
                roots = frozenset(self.root(tie.organization.id) for tie in work)
            self._groups[provider.id] = roots
        return roots

    def live_ties(self, party: str) -> Iterator[Affiliation]:
        """Yield the affiliations of *party* that hold on this day."""
        on = self.on
        for tie in self.ties_of.get(party, ()):
            period = tie.valid_for
            if (period.start is None or period.start <= on) and (period.end is None or on < period.end):
                yield tie

    def unit_tie(self, unit: str) -> Affiliation | None:
        """Return the tie by which *unit* is a unit of another organization on this day; a subsidiary is none."""
        tie = live_tie(self.ties, unit, self.on)
        return tie if tie is not None and tie.capacity is Capacity.UNIT else None

    def units_under(self, organizations: Iterable[str]) -> Mapping[str, Affiliation]:
        """Return the tie of each unit of *organizations*, at any depth, that leads to the organization above it."""
        ties: dict[str, Affiliation] = {}
        above = list(organizations)
        seen = set(above)
        for organization in above:
            for tie in self.index.units_of.get(organization, ()):
                unit = tie.party.id
                if unit not in seen and self.unit_tie(unit) == tie:
                    seen.add(unit)
                    ties[unit] = tie
                    above.append(unit)
        return ties

    # Evidence: what is known of a party toward the groups under some roots.

    def ties_place(self, party: Party, roots: Roots) -> int:
        """Return what ties *party* to the groups under *roots*, as the bits of one integer."""
        place = 0
        if type(party) is Organization:
            place = _IS_ORGANIZATION
            if self.root(party.id) in roots:
                place |= _SAME_GROUP
        if party.id in self.ties_of:
            for tie in self.live_ties(party.id):
                if self.root(tie.organization.id) in roots:
                    place |= BIT_OF_CAPACITY[tie.capacity]
                    if tie.functions is None:
                        if tie.capacity in INHERITING:
                            for function, _ in self._functions_of(tie.organization, roots):
                                place |= BIT_OF_FUNCTION[function]
                    else:
                        for function in tie.functions:
                            place |= BIT_OF_FUNCTION[function]
        return place

    def place_without_ties(self, party: Party) -> int:
        """Return what is known of *party* whatever its ties are, but for whether those whom it serves are outsiders."""
        place = _IS_ORGANIZATION if isinstance(party, Organization) else 0
        return place | _SUPPLIES if self.served_by(party.id) else place

    def place(self, party: Party, provider: Party, roots: Roots) -> int:
        """Return what is known of *party* toward *provider* but for what relationships between the two say."""
        place = self.ties_place(party, roots)
        if party.id in self.index.by_provider and (served := self.served_by(party.id)):
            place |= _SUPPLIES
            if any(outsider != provider.id for outsider in self._outsiders(party.id, served, roots)):
                place |= _SERVES_OUTSIDERS
        return place

    def _outsiders(self, party: str, served: Sequence[Relationship], roots: Roots) -> Sequence[str]:
        """Return the ids of up to two whom *party* serves and who are outsiders; of two, one is not the provider."""
        key = party, roots
        found = self._served_outsiders.get(key)
        if found is None:
            found = list[str]()
            for link in served:
                if link.customer.id not in found and self._is_outside(link, roots):
                    found.append(link.customer.id)
                    if len(found) > 1:
                        break
            self._served_outsiders[key] = found
        return found

    def _is_outside(self, link: Relationship, roots: Roots) -> bool:
        """Return whether the customer of *link* is an outsider to the groups under *roots*, or to the viewpoint."""
        viewpoint = self.viewpoint_roots
        return self.side_toward(link, roots if viewpoint is None else viewpoint) is Side.EXTERNAL

    def _functions_of(self, organization: Organization, roots: Roots) -> Iterator[tuple[BusinessFunction, Affiliation]]:
        """Yield the functions on the own ties of *organization* to the groups under *roots*, with these ties."""
        for tie in self.live_ties(organization.id):
            if tie.functions and self.root(tie.organization.id) in roots:
                for function in BusinessFunction:
                    if function in tie.functions:
                        yield function, tie

    @property
    def viewpoint_roots(self) -> Roots | None:
        """The ultimate parent of the network's viewpoint, if it has one."""
        if self._outward is None and self.index.viewpoint is not None:
            self._outward = frozenset({self.root(self.index.viewpoint.id)})
        return self._outward

    def grounds(self, party: Party, provider: Party, roots: Roots, links: Iterable[Relationship]) -> Grounds:
        """Collect the records behind each fact that is so of *party*."""
        facts: dict[str, dict[Record, None]] = {}
        for name, record in chain(
            self._grounds_of_group(party, provider, roots),
            self._grounds_of_ties(party, roots),
            self._grounds_of_links(links),
            self._grounds_of_services(party, provider, roots),
        ):
            facts.setdefault(name, {})[record] = None
        return FrozenMap({name: tuple(records) for name, records in facts.items()})

    def _grounds_of_group(self, party: Party, provider: Party, roots: Roots) -> Iterator[tuple[str, Record]]:
        if isinstance(party, Organization) and self.root(party.id) in roots:
            for tie in self._meeting(party, provider):
                yield "same_group", tie

    def _grounds_of_ties(self, party: Party, roots: Roots) -> Iterator[tuple[str, Record]]:
        for tie in self.live_ties(party.id):
            if self.root(tie.organization.id) not in roots:
                continue
            if tie.functions is not None:
                for function, name in _FACT_OF_FUNCTION.items():
                    if function in tie.functions:
                        yield name, tie
            elif tie.capacity in INHERITING:
                for function, behind in self._functions_of(tie.organization, roots):
                    yield _FACT_OF_FUNCTION[function], tie
                    yield _FACT_OF_FUNCTION[function], behind
            if tie.capacity in _FACT_OF_CAPACITY:
                yield _FACT_OF_CAPACITY[tie.capacity], tie

    def _grounds_of_links(self, links: Iterable[Relationship]) -> Iterator[tuple[str, Record]]:
        for link in links:
            bits = link_place(link, self.on)
            for name in _OF_LINKS:
                if bits & BIT[name]:
                    yield name, link
            for name in self.index.own:
                if link.facts.get(name, False) is not False:
                    yield name, link

    def _grounds_of_services(self, party: Party, provider: Party, roots: Roots) -> Iterator[tuple[str, Record]]:
        for link in self.served_by(party.id):
            yield "supplies", link
            if link.customer.id != provider.id and self._is_outside(link, roots):
                yield "serves_outsiders", link

    def _meeting(self, party: Party, provider: Party) -> Iterator[Affiliation]:
        """Yield the ties that lead from both parties up to where they meet."""
        from_party = dict.fromkeys(self.lineage(party.id))
        from_provider = dict.fromkeys(self._ways_up(provider, self.root(party.id)))
        yield from (tie for tie in from_party if tie not in from_provider)
        yield from (tie for tie in from_provider if tie not in from_party)

    def _ways_up(self, provider: Party, root: str) -> Iterator[Affiliation]:
        if isinstance(provider, Organization):
            yield from self.lineage(provider.id)
            return
        for work in self.live_ties(provider.id):
            if work.capacity.is_work and self.root(work.organization.id) == root:
                yield work
                yield from self.lineage(work.organization.id)

    def read_for(self, party: Party, provider: Party) -> dict[Record, None]:
        """Collect the live records that may bear on what *party* is toward *provider*, but for those between them."""
        read: dict[Record, None] = {}
        ends: list[Party] = [party, provider]
        if self.index.viewpoint is not None:
            ends.append(self.index.viewpoint)
        for link in self.served_by(party.id):
            read[link] = None
            ends.append(link.party)
            if self.index.asks_supplies:
                read.update(dict.fromkeys(self.served_by(link.customer.id)))
        for end in ends:
            for tie in self.live_ties(end.id):
                read[tie] = None
                read.update(dict.fromkeys(self.lineage(tie.organization.id)))
                if tie.functions is None and tie.capacity in INHERITING:
                    for own in self.live_ties(tie.organization.id):
                        read[own] = None
                        read.update(dict.fromkeys(self.lineage(own.organization.id)))
        return read

    # Relationships.

    def served_by(self, provider: str) -> Sequence[Relationship]:
        """Return the relationships in which *provider* serves somebody on this day, by id."""
        if self._served is not None:
            return self._served.get(provider, ())
        return self.live(self.index.by_provider.get(provider, ()))

    def serving(self, customer: str) -> Sequence[Relationship]:
        """Return the relationships in which somebody serves *customer* on this day, by id."""
        if self._serving is not None:
            return self._serving.get(customer, ())
        return self.live(self.index.by_customer.get(customer, ()))

    def live(self, relationships: Sequence[Relationship]) -> Sequence[Relationship]:
        """Return those of *relationships* that hold on this day."""
        if not relationships:
            return ()
        on = self.on
        return [
            one
            for one in relationships
            if ((period := one.valid_for).start is None or period.start <= on)
            and (period.end is None or on < period.end)
        ]

    @property
    def served(self) -> Served:
        """What each provider serves on this day, by id."""
        if self._served is None:
            self._served = self._live_of(self.index.by_provider)
        return self._served

    @property
    def received(self) -> Served:
        """What each customer receives on this day, by id."""
        if self._serving is None:
            self._serving = self._live_of(self.index.by_customer)
        return self._serving

    def _live_of(self, relationships: Served) -> Served:
        live = ((party, self.live(of_party)) for party, of_party in relationships.items())
        return {party: of_party for party, of_party in live if of_party}

    # Sides and kinds.

    def side(self, relationship: Relationship) -> Side:
        """
        Return on which side the customer of *relationship* is, as impacts and queues see it.

        It is the declared side, or that of a bare party today; from a viewpoint, the declared one counts only where
        the provider lies in the group of the viewpoint, toward which all others are judged.
        """
        customer = relationship.customer
        viewpoint = self.viewpoint_roots
        if viewpoint is None:
            if isinstance(customer, Customer):
                return customer.side
            return self.side_toward(relationship, self.group_roots(relationship.provider))
        if isinstance(customer, Customer) and not viewpoint.isdisjoint(self.group_roots(relationship.provider)):
            return customer.side
        return self.side_toward(relationship, viewpoint)

    def side_toward(self, link: Relationship, roots: Roots) -> Side:
        """Return the side of the customer of *link* toward the groups under *roots*, by the rules."""
        index = self.index
        bits = link_place(link, self.on)
        is_plain = not bits and not (index.side_asks_own and link.facts)
        key = link.customer.id, roots
        if is_plain and key in self._sides:
            return self._sides[key]
        party = link.party
        place = bits | self.ties_place(party, roots)
        if index.asks_supplies and self.served_by(party.id):
            place |= _SUPPLIES
        side = index.side(place, self.own_facts((link,)) if index.own else _NOTHING)
        if is_plain:
            self._sides[key] = side
        return side

    def classified(
        self,
        party: Party,
        provider: Party,
        links: Sequence[Relationship],
        more: int = 0,
        given: Mapping[str, Fact] | None = None,
    ) -> Classification:
        """Return what the rules make of *party*, with what *links* say and what is *given* beside the records."""
        place = more | self.place(party, provider, self.group_roots(provider))
        for link in links:
            place |= link_place(link, self.on)
        answers = self.index.answers
        if given is None and not self.index.own:
            answer = answers.plain[place]
            return answer if answer is not None else answers.make(place)
        return answers.answer(place, self.own_facts(links, given))

    def own_facts(self, links: Sequence[Relationship], given: Mapping[str, Fact] | None = None) -> Mapping[str, Fact]:
        """
        Collect the facts of the app's own that the tables ask for: those *given*, else what *links* say.

        Raises:
            ConflictingFacts: two of *links* say different members of an enumeration.
        """
        own: dict[str, Fact] = {} if given is None else dict(given)
        for name in self.index.own:
            if name in own:
                continue
            said = {link.id: link.facts[name] for link in links if name in link.facts}
            values = dict.fromkeys(said.values())
            if len(values) == 1:
                (own[name],) = values
            elif all(isinstance(fact, bool) for fact in values):
                if values:
                    own[name] = True
            else:
                members = tuple(fact for fact in values if not isinstance(fact, bool))
                raise ConflictingFacts(name, members, tuple(said))
        return own

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


_NOTHING: Mapping[str, Fact] = FrozenMap({})
_OF_LINKS = ("occasional", "decides_offer", "produces", "standing_account")
"""The facts that a relationship may be evidence of."""


def link_place(link: Relationship, on: date) -> int:
    """Return the facts that *link* itself is evidence of on a day: what only a declaration, or a number, can say."""
    place = _ACCOUNT if link.account_number is not None else 0
    customer = link.customer
    if isinstance(customer, Customer):
        match customer:
            case SituationalCustomer():
                place |= occasion_place(customer.occasion, on)
            case AccountCustomer():
                place |= _ACCOUNT
            case B2BCustomer() if customer.account_number is not None:
                place |= _ACCOUNT
            case FrameworkCustomer() if customer.offers or customer.target_markets:
                place |= _DECIDES
            case OperationalCustomer() if customer.outputs:
                place |= _PRODUCES
            case _:
                pass
    return place


def occasion_place(occasion: Occasion, on: date) -> int:
    """Return the fact of a need of a moment, while the occasion has a day on or after *on*."""
    return _OCCASIONAL if on <= last_day(occasion) else 0


@lru_cache(maxsize=10_000)  # most occasions are asked about many times
def last_day(occasion: Occasion) -> date:
    """Return the last day of *occasion*; the last of the calendar where it comes round for ever."""
    if occasion.rule is None:
        return occasion.start
    if "COUNT=" not in occasion.rule and "UNTIL=" not in occasion.rule:
        return date.max
    known, ceiling = occasion.start.toordinal(), date.max.toordinal() + 1
    while ceiling - known > 1:
        middle = (known + ceiling) // 2
        if occasion.on_or_after(date.fromordinal(middle)) is None:
            ceiling = middle
        else:
            known = middle
    return date.fromordinal(known)


def ties_by_party(in_order: Iterable[Affiliation]) -> Mapping[str, Sequence[Affiliation]]:
    """Return the affiliations of each party, by id; *in_order* has those of one party together."""
    return {party: tuple(own) for party, own in groupby(in_order, key=lambda tie: tie.party.id)}
