"""The graph of one day: parties as numbers, and for each whom it alone serves and with whom it shares a service."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from relclient.model.kinds import Side
from relclient.model.relationships import Relationship

INTERNAL_ONLY, EXTERNAL_ONLY, BOTH = 1, 2, 3
"""How a party is served: as an internal customer, as an external one, or as either by relationship."""
_MARK = {Side.INTERNAL: INTERNAL_ONLY, Side.EXTERNAL: EXTERNAL_ONLY}


class Graph:
    """
    Who goes down with whom on one day.

    A party is a number, given in order of id; every list holds the same integer object for it,
    so that a link costs one pointer and a search compares no texts.
    A service with one provider is a link from that provider to its customer.
    A service with several is a group: the customer loses it when all of them are down.
    A group that includes a sole provider of the same customer says nothing new and is left out.
    """

    __slots__ = ("customers", "number", "parties", "shared", "sides", "sizes", "sole")

    def __init__(
        self,
        served: Mapping[str, Sequence[Relationship]],
        received: Mapping[str, Sequence[Relationship]],
        side: Callable[[Relationship], Side],
    ) -> None:
        """Number the parties and sort their services; linear in the relationships but for the sorting of ids."""
        ids = sorted({*served, *received})
        self.number: Mapping[str, int] = {party: number for number, party in enumerate(ids)}
        self.parties = [received[party][0].party if party in received else served[party][0].provider for party in ids]
        sole: list[list[int]] = [[] for _ in ids]
        self.sole: Sequence[Sequence[int]] = sole
        self.shared: dict[int, list[int]] = {}
        self.customers: list[int] = []
        self.sizes: list[int] = []
        self.sides = bytearray(len(ids))
        for party, relationships in received.items():
            customer = self.number[party]
            mark = 0
            for relationship in relationships:
                mark |= _MARK[side(relationship)]
            self.sides[customer] = mark
            groups = {frozenset(group) for group in self.providers_by_service(relationships).values()}
            alone = set[int]().union(*(group for group in groups if len(group) == 1))
            for provider in alone:
                sole[provider].append(customer)
            for group in groups:
                if len(group) > 1 and alone.isdisjoint(group):
                    self._add(customer, group)

    def providers_by_service(self, received: Iterable[Relationship]) -> Mapping[str, Collection[int]]:
        """Give for each service in *received* who provides it; several relationships of one provider count once."""
        found: dict[str, dict[int, None]] = {}
        for relationship in received:
            provider = self.number[relationship.provider.id]
            if relationship.service in found:
                found[relationship.service][provider] = None
            else:
                found[relationship.service] = {provider: None}
        return found

    def _add(self, customer: int, group: Collection[int]) -> None:
        for provider in group:
            self.shared.setdefault(provider, []).append(len(self.customers))
        self.customers.append(customer)
        self.sizes.append(len(group))


def upstream(received: Mapping[str, Sequence[Relationship]], parties: Collection[str]) -> set[str]:
    """Give *parties* and all from whom some chain of relationships leads to one of them, substitutes or not."""
    found = set(parties)
    queue = list(found)
    for party in queue:
        for relationship in received.get(party, ()):
            provider = relationship.provider.id
            if provider not in found:
                found.add(provider)
                queue.append(provider)
    return found
