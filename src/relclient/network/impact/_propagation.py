"""Impact: whom a failure may reach, through which chain, and what each of them loses."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, as_tuple, check_instance, check_text, check_texts
from relclient.decision_tables.explanation import MOST_REASONS, places_in
from relclient.errors import InvalidValue, TooManyReasons
from relclient.model.affiliations import Affiliation
from relclient.model.customers import Side
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.network.impact._cuts import minimal_sufficient
from relclient.network.impact._graph import BOTH, EXTERNAL_ONLY, spread, upstream

if TYPE_CHECKING:
    from relclient.network._snapshot import Day


@final
@frozen
class Outage:
    """
    The failure of one service of a provider, who goes on serving all else.

    >>> from datetime import date
    >>> from relclient import Organization, Outage, Relationship, ServiceNetwork
    >>> it, desk, till = Organization("it"), Organization("desk"), Organization("till")
    >>> network = ServiceNetwork(relationships=[Relationship(it, desk, "mail"), Relationship(it, till, "payments")])
    >>> down = network.affected_customers(Outage("it", "mail"), on=date(2026, 3, 2), internal=True)
    >>> [affected.customer.id for affected in down]
    ['desk']

    Raises:
        InvalidType: the provider is neither a party nor an id, or the service is no string.
        InvalidValue: an id or the service is empty.
    """

    __module__ = "relclient"

    provider: Party | str
    """Who fails to serve, or the id."""
    service: str
    """With what."""

    def __attrs_post_init__(self) -> None:
        check_instance("Outage.provider", self.provider, Party | str, "a Person, an Organization or an id")
        if isinstance(self.provider, str):
            check_text("Outage.provider", self.provider)
        check_text("Outage.service", self.service)


Failure = Party | str | Outage
"""What may fail: a party, given itself or by id, or one service of it."""


def _chains(chains: Mapping[str, tuple[Relationship, ...]]) -> FrozenMap[str, tuple[Relationship, ...]]:
    return as_map(chains, "Affected.chains")


class _LazyReach:
    """Fields that the impact fills in when they are first read, because few of many chains ever are."""

    __slots__ = ("_reach",)

    _reach: "Reach"

    # A checker that saw this would take any misspelled attribute for one that exists.
    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name: str) -> object:
            if name == "path":
                found: object = self._reach.path(self.customer.id)
            elif name == "lost":
                found = tuple(sorted(self._reach.lost(self.customer.id)))
            elif name == "through":
                found = self._reach.through(self.path[0].provider.id)
            elif name == "chains":
                found = FrozenMap(self._reach.chains(self.customer.id))
            elif name == "_because":
                found = self._reach.because(self.customer.id)
            else:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            object.__setattr__(self, name, found)
            return found


@final
@frozen
class Affected(_LazyReach):
    """
    A customer whom a failure may affect, and a shortest chain through which it does.

    What could be reached is not what will be felt: see :doc:`/explanation/service-chain`.
    A chain is looked for when it is first read, the first one at the cost of another search.

    >>> from datetime import date
    >>> from relclient import HorizontalCustomer, Organization, Person, RetailCustomer
    >>> from relclient import Affected, Relationship, ServiceNetwork
    >>> kitchen, dining, guest = Organization("kitchen"), Organization("dining-room"), Person("guest", "Mr. Pop")
    >>> meals = Relationship(kitchen, HorizontalCustomer(dining), "meals")
    >>> dinner = Relationship(dining, RetailCustomer(guest), "dinner")
    >>> network = ServiceNetwork(relationships=[meals, dinner])
    >>> (affected,) = network.affected_customers("kitchen", on=date(2026, 3, 2))
    >>> affected == Affected(guest, [meals, dinner], ["dinner"])
    True
    >>> print(affected)
    Mr. Pop may be affected, without dinner: kitchen serves dining-room with meals; \
dining-room serves Mr. Pop with dinner.

    Raises:
        InvalidType: a field is of another type.
        InvalidValue: the chain is empty.
    """

    __module__ = "relclient"

    customer: Party
    """Who may be affected."""
    path: tuple[Relationship, ...] = field(converter=as_tuple)
    """The relationships from the failure to the customer; of the shortest chains the first by the ids of its links."""
    lost: tuple[str, ...] = field(converter=as_tuple)
    """Every service that the customer has of nobody any more, on whichever side, in order."""
    through: tuple[Affiliation, ...] = field(default=(), converter=as_tuple)
    """The ties of units from the failed organization down to the unit at which the path starts; none if itself does."""
    chains: Mapping[str, tuple[Relationship, ...]] = field(
        default=FrozenMap({}), converter=_chains, eq=False, repr=False
    )
    """For each lost service, a shortest chain that ends with it; ``path`` is one of these."""
    _because: tuple[tuple[Party | Outage, ...], ...] | None = field(default=(), eq=False, repr=False)

    @property
    def because(self) -> tuple[tuple[Party | Outage, ...], ...]:
        """
        All minimal sets of the failures asked about after which the customer is affected, the smallest first.

        >>> from datetime import date
        >>> from relclient import Organization, Person, Relationship, ServiceNetwork
        >>> kitchen, bar, guest = Organization("kitchen"), Organization("bar"), Person("guest")
        >>> network = ServiceNetwork(
        ...     relationships=[Relationship(kitchen, guest, "dinner"), Relationship(bar, guest, "dinner")])
        >>> (affected,) = network.affected_customers("kitchen", "bar", on=date(2026, 3, 2))
        >>> [[failure.id for failure in failures] for failures in affected.because]
        [['kitchen', 'bar']]

        Raises:
            TooManyReasons: there are more than 256.
        """
        if self._because is None:
            raise TooManyReasons(MOST_REASONS)
        return self._because

    def __attrs_post_init__(self) -> None:
        check_instance("Affected.customer", self.customer, Party, "a Person or an Organization")
        for index, link in enumerate(self.path):
            check_instance(f"Affected.path[{index}]", link, Relationship, "a Relationship")
        if not self.path:
            raise InvalidValue("Affected.path", self.path, "give the relationships from the failure to the customer")
        check_texts("Affected.lost", self.lost)
        for index, tie in enumerate(self.through):
            check_instance(f"Affected.through[{index}]", tie, Affiliation, "an Affiliation")

    def __str__(self) -> str:
        chain_of_links = "; ".join(map(str, (*self.through, *self.path)))
        return f"{self.customer.name} may be affected, without {', '.join(self.lost)}: {chain_of_links}."


# Slots filled from C: an impact may make affected customers by the hundred thousand.
_set_customer = Affected.__dict__["customer"].__set__
_set_reach = _LazyReach.__dict__["_reach"].__set__


class Reach:
    """
    How far some failures may reach on one day.

    Who goes down is found at once, by a search over numbers.
    Lost services and chains are worked out from the relationships themselves when they are asked for.
    """

    __slots__ = (
        "_asked",
        "_chains",
        "_day",
        "_down",
        "_failed",
        "_failures",
        "_internal",
        "_lost",
        "_number",
        "_outages",
        "_reached",
        "_received",
        "_units",
    )

    def __init__(
        self,
        day: "Day",
        failed: Iterable[str],
        outages: Iterable[tuple[str, str]] = (),
        *,
        internal: bool = False,
        failures: Sequence[Party | Outage] = (),
    ) -> None:
        """Let the parties *failed* fail with their units, and of the providers in *outages* one service each."""
        self._day = day
        self._asked = frozenset(failed)
        self._failures = failures
        self._units = day.units_under(sorted(self._asked))
        self._failed = self._asked.union(self._units)
        self._outages = frozenset(outages)
        self._internal = internal
        self._lost: dict[str, frozenset[str]] = {}
        self._chains: tuple[dict[str, int], dict[str, Relationship]] | None = None
        graph = day.graph
        self._number = graph.number
        self._received = day.received
        start = {graph.number[party] for party in self._failed if party in graph.number}
        groups: list[tuple[int, Collection[int]]] = []
        for customer, left in self._hit():
            if left:
                groups.append((customer, left))
            else:
                start.add(customer)
        self._down, self._reached = spread(graph, start, groups)

    def affected(self) -> tuple[Affected, ...]:
        """List whoever loses a relationship on the side asked for, in order of id, without the failed."""
        graph, number = self._day.graph, self._number
        failed = {number[party] for party in self._failed if party in number}
        reached = (party for party in sorted(self._reached) if party not in failed)
        listed = [graph.parties[party] for party in reached if self._is_on_side(party)]
        made = [_new(Affected) for _ in listed]
        for affected, customer in zip(made, listed, strict=True):
            _set_customer(affected, customer)
            _set_reach(affected, self)
        return tuple(made)

    def _is_on_side(self, party: int) -> bool:
        """Return whether one who goes down loses something on the side asked for."""
        graph = self._day.graph
        side = graph.sides[party]
        return (
            self._internal
            or side == EXTERNAL_ONLY
            or (side == BOTH and bool(self._lost_links(graph.parties[party].id)))
        )

    def because(self, customer: str) -> tuple[tuple[Party | Outage, ...], ...] | None:
        """Return the minimal sets of the failures after which *customer* is listed; None where they are too many."""
        day = self._day
        above = upstream(self._received, {customer})
        houses = {tie.organization.id for tie in day.units_under(self._asked).values() if tie.party.id in above}
        failures = [
            one
            for one in self._failures
            if isinstance(one, Outage) or one.id in above or not houses.isdisjoint({one.id, *day.units_under([one.id])})
        ]

        def suffices(mask: int) -> bool:
            some = [failures[place] for place in places_in(mask)]
            parties = [one.id for one in some if not isinstance(one, Outage)]
            reach = Reach(day, parties, (_key(one) for one in some if isinstance(one, Outage)), internal=self._internal)
            number = self._number[customer]
            return bool(reach._down[number]) and reach._is_on_side(number)  # of its own class

        try:
            sets = minimal_sufficient(len(failures), suffices)
        except TooManyReasons:
            return None
        return tuple(tuple(failures[place] for place in places_in(mask)) for mask in sets)

    def chains(self, customer: str) -> Mapping[str, tuple[Relationship, ...]]:
        """Return the shortest chain to each service that *customer* loses."""
        lost: dict[str, list[Relationship]] = {service: [] for service in sorted(self.lost(customer))}
        for link in self._received[customer]:
            if link.service in lost:
                lost[link.service].append(link)
        asked_for = set(self._lost_links(customer))
        on_side = ([link for link in links if link in asked_for] or links for links in lost.values())
        return dict(zip(lost, map(self._shortest, on_side), strict=True))

    def lost(self, customer: str) -> frozenset[str]:
        """Return the services that *customer* had of somebody and now has of nobody."""
        lost = self._lost.get(customer)
        if lost is None:
            received = self._received.get(customer, ())
            kept = {link.service for link in received if not self._is_down(link)}
            lost = self._lost[customer] = frozenset(link.service for link in received if link.service not in kept)
        return lost

    def through(self, party: str) -> tuple[Affiliation, ...]:
        """Return the ties from an organization that was asked about down to *party*, which fails as a unit of it."""
        ties: list[Affiliation] = []
        while party not in self._asked and party in self._units:
            ties.append(self._units[party])
            party = ties[-1].organization.id
        return tuple(reversed(ties))

    def path(self, customer: str) -> tuple[Relationship, ...]:
        """Return the shortest chain to *customer*, and of several the first by the ids of their links."""
        return self._shortest(self._lost_links(customer))

    def _shortest(self, lost: Iterable[Relationship]) -> tuple[Relationship, ...]:
        """Return the shortest chain that ends with one of *lost*."""
        if self._chains is None:
            self._chains = self._search()
        ranks, first = self._chains
        links = [min(lost, key=lambda link: (self._rank(link, ranks), link.id))]
        while not self._starts(links[-1]):
            links.append(first[links[-1].provider.id])
        return tuple(reversed(links))

    def _hit(self) -> Iterator[tuple[int, Collection[int]]]:
        """Yield whom the outages hit, and who is left to each of them for that service."""
        hit = {
            (link.customer.id, service)
            for provider, service in self._outages
            for link in self._day.served_by(provider)
            if link.service == service
        }
        for customer, service in hit:
            links = [link for link in self._received[customer] if link.service == service and not self._starts(link)]
            yield self._number[customer], {self._number[link.provider.id] for link in links}

    def _starts(self, link: Relationship) -> bool:
        return link.provider.id in self._failed or (link.provider.id, link.service) in self._outages

    def _is_down(self, link: Relationship) -> bool:
        return bool(self._down[self._number[link.provider.id]]) or (link.provider.id, link.service) in self._outages

    def _lost_links(self, customer: str) -> list[Relationship]:
        """Return the relationships that *customer* loses, on the side asked for."""
        lost, day = self.lost(customer), self._day
        return [
            link
            for link in self._received[customer]
            if link.service in lost and (self._internal or day.side(link) is Side.EXTERNAL)
        ]

    def _rank(self, link: Relationship, ranks: Mapping[str, int]) -> int:
        return 0 if self._starts(link) else ranks[link.provider.id]

    def _search(self) -> tuple[dict[str, int], dict[str, Relationship]]:
        """
        Follow the lost relationships from the failures, in order of id; give ranks and last links.

        Each party is met first through its first chain: chains are met by length, and those of one length
        in the order of the chains that they lengthen, then of the last id. Its rank is when it was met.
        """
        day, number, choosing = self._day, self._number, self._day.graph.choosing
        ranks = dict.fromkeys(self._failed, 0)
        last: dict[str, Relationship] = {}
        providers = {*self._failed, *(provider for provider, _ in self._outages)}
        links = [link for provider in providers for link in day.served_by(provider) if self._starts(link)]
        links.sort(key=attrgetter("id"))
        queue: list[str] = []
        for some in chain([links], map(day.served_by, queue)):
            for link in some:
                customer = link.customer.id
                if customer not in ranks and (number[customer] not in choosing or link.service in self.lost(customer)):
                    ranks[customer] = len(ranks) + 1
                    last[customer] = link
                    queue.append(customer)
        return ranks, last


def _key(outage: Outage) -> tuple[str, str]:
    provider = outage.provider
    return provider if isinstance(provider, str) else provider.id, outage.service


_new = object.__new__
