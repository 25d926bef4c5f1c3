"""The graph of one day: parties as numbers, and for each whom it alone serves and with whom it shares a service."""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from relclient.model.customers import Side
from relclient.model.parties import Party  # noqa: TC001  # layers are to be seen, and cost nothing here
from relclient.model.relationships import Relationship

INTERNAL_ONLY, EXTERNAL_ONLY, BOTH = 1, 2, 3
"""How a party is served: as an internal customer, as an external one, or as either by relationship."""
_MARK = {Side.INTERNAL: INTERNAL_ONLY, Side.EXTERNAL: EXTERNAL_ONLY}


class Graph:
    """
    Who goes down with whom on one day.

    A party is a number, given in order of id; every list holds the same integer object for it,
    so that a link costs one pointer and a search compares no strings.
    A service with one provider is a link from that provider to its customer.
    A service with several is a group: the customer loses it when all of them are down.
    A group that includes a sole provider of the same customer says nothing new, and is left out
    unless the customer is served on both sides, which may lose one service and not the other.
    """

    __slots__ = ("choosing", "customers", "number", "parties", "shared", "sides", "sizes", "sole")

    def __init__(
        self,
        served: Mapping[str, Sequence[Relationship]],
        received: Mapping[str, Sequence[Relationship]],
        side: Callable[[Relationship], Side],
    ) -> None:
        """Number the parties and sort their services; linear in the relationships but for the sorting of ids."""
        ids = sorted({*served, *received})
        self.number: Mapping[str, int] = {party: number for number, party in enumerate(ids)}
        self.parties: list[Party] = [
            received[party][0].party if party in received else served[party][0].provider for party in ids
        ]
        self.sole: list[list[int]] = [[] for _ in ids]
        self.shared: list[list[int]] = [[] for _ in ids]
        self.choosing: set[int] = set()
        """Those who have some service of several providers."""
        self.customers: list[int] = []
        self.sizes: array[int] = array("l")
        self.sides: bytearray = bytearray(len(ids))
        for party, links in received.items():
            customer = self.number[party]
            mark = 0
            for link in links:
                mark |= _MARK[side(link)]
            self.sides[customer] = mark
            alone, groups = self.providers(links)
            if groups:
                self.choosing.add(customer)
            sole = {*alone.values()}
            for provider in sole:
                self.sole[provider].append(customer)
            for group in {frozenset(group) for group in groups.values()}:
                if mark == BOTH or group.isdisjoint(sole):
                    self._add(customer, group)

    def providers(self, received: Iterable[Relationship]) -> tuple[dict[str, int], dict[str, set[int]]]:
        """
        Return for each service in *received* its one provider, or where there are several, all of them.

        Several relationships of one provider count as one.
        """
        number = self.number
        alone: dict[str, int] = {}
        groups: dict[str, set[int]] = {}
        for link in received:
            provider = number[link.provider.id]
            known = alone.setdefault(link.service, provider)
            if known != provider:
                groups.setdefault(link.service, {known}).add(provider)
        for service in groups:
            del alone[service]
        return alone, groups

    def _add(self, customer: int, group: Collection[int]) -> None:
        for provider in group:
            self.shared[provider].append(len(self.customers))
        self.customers.append(customer)
        self.sizes.append(len(group))


def spread(
    graph: Graph, start: Collection[int], groups: Sequence[tuple[int, Collection[int]]]
) -> tuple[bytearray, list[int]]:
    """
    Return who goes down when *start* does: flags by number, and the numbers in the order in which they were met.

    *groups* are customers with those whom an outage left to them. Linear in the links of those who go down.
    """
    sole, shared, customers, left = graph.sole, graph.shared, graph.customers, graph.sizes[:]
    if groups:
        shared = _shared_too(shared, groups, len(customers))
        customers = [*customers, *(customer for customer, _ in groups)]
        left.extend(len(providers) for _, providers in groups)
    down = bytearray(len(sole))
    queue = list(start)
    for party in queue:
        down[party] = True
    for provider in queue:
        for customer in sole[provider]:
            if not down[customer]:
                down[customer] = True
                queue.append(customer)
        for group in shared[provider]:
            left[group] -= 1
            if not left[group] and not down[customers[group]]:
                down[customers[group]] = True
                queue.append(customers[group])
    return down, queue


def _shared_too(
    shared: Sequence[list[int]], groups: Iterable[tuple[int, Collection[int]]], number: int
) -> list[list[int]]:
    """Add *groups*, numbered from *number*, to the groups of each provider, and leave *shared* as it is."""
    more: dict[int, list[int]] = {}
    for group, (_, providers) in enumerate(groups, number):
        for provider in providers:
            more.setdefault(provider, []).append(group)
    both = [*shared]
    for provider, added in more.items():
        both[provider] = shared[provider] + added
    return both


def upstream(received: Mapping[str, Sequence[Relationship]], parties: Collection[str]) -> set[str]:
    """Return *parties* and all from whom some chain of relationships leads to one of them, substitutes or not."""
    found = set(parties)
    queue = list(found)
    for party in queue:
        for relationship in received.get(party, ()):
            provider = relationship.provider.id
            if provider not in found:
                found.add(provider)
                queue.append(provider)
    return found
