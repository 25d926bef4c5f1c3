"""
Exposure: for every party of a day, whose failure alone would take it down.

A failure that takes a party down is one that takes down all its providers of some service:
a union over services of intersections over providers. A set of failures is the bits of one integer,
so that all failures are followed together instead of by a search each.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence

from relclient.model.kinds import Side
from relclient.network.components import components
from relclient.network.days import Day
from relclient.network.graph import BOTH, EXTERNAL_ONLY, Graph, upstream
from relclient.network.tally import Tally, ones


class Causes:
    """
    The failures of one party that take down each of some parties, who must include all upstream of them.

    Parties that take each other down by links alone are one *block* and have one set.
    Blocks are worked out in the order of the links; those in a loop, until none of their sets grows.
    """

    __slots__ = ("_alone", "_bits", "_first", "_groups", "_taking", "block_of", "place_of", "providers")

    def __init__(self, graph: Graph, parties: Collection[int]) -> None:
        """Work out the sets of all of *parties* who may take down others; of the others when they are asked for."""
        able = [party for party in parties if graph.sole[party] or graph.shared[party]]
        local = {party: index for index, party in enumerate(able)}
        links = [[local[customer] for customer in graph.sole[party] if customer in local] for party in able]
        found = [[able[index] for index in block] for block in reversed(components(links))]
        self.providers: Sequence[int] = [party for block in found for party in block]
        self.place_of = {party: place for place, party in enumerate(self.providers)}
        self._taking = len(found)
        """How many blocks take others down; they come first."""
        found += [[party] for party in parties if party not in local]
        self.block_of = {party: number for number, block in enumerate(found) for party in block}
        self._first = [self.place_of.get(block[0], 0) for block in found]
        # In a block of several each one's failure comes round to it; alone it may not.
        self._bits = [
            ((1 << len(block)) - 1) << first if len(block) > 1 else 0
            for block, first in zip(found, self._first, strict=True)
        ]
        self._alone: list[list[int]] = [[] for _ in found]
        self._groups: list[list[frozenset[int]]] = [[] for _ in found]
        self._link(graph)
        self._work_out()

    def of(self, block: int) -> int:
        """Give the failures that take down the parties of *block*, their own too when it comes round to them."""
        return self._bits[block] if block < self._taking else self._gathered(block)

    def of_all(self, providers: Iterable[int]) -> int:
        """Give the failures that take down all of *providers*, of whom there is at least one."""
        return self._meeting({self.block_of[provider] for provider in providers})

    def own(self, bits: int, parties: Iterable[int]) -> list[int]:
        """Give the places of those of *parties* whose own failure is in *bits*."""
        places = (self.place_of[party] for party in parties if party in self.place_of)
        return [place for place in places if bits >> place & 1]

    def _link(self, graph: Graph) -> None:
        block_of = self.block_of
        members: dict[int, set[int]] = {}
        for provider in self.providers:
            block = block_of[provider]
            for customer in graph.sole[provider]:
                below = block_of.get(customer, block)
                if below != block:
                    self._alone[below].append(block)
            for group in graph.shared[provider]:
                members.setdefault(group, set()).add(block)
        for group, blocks in members.items():
            below = block_of.get(graph.customers[group], -1)
            if below >= 0 and below not in blocks:
                self._groups[below].append(frozenset(blocks))

    def _work_out(self) -> None:
        below: list[list[int]] = [[] for _ in range(self._taking)]
        for block in range(self._taking):
            for above in self._alone[block]:
                below[above].append(block)
            for group in self._groups[block]:
                for above in group:
                    below[above].append(block)
        for loop in reversed(components(below)):
            waiting = deque(sorted(loop))
            queued = set(loop)
            inside = frozenset(loop)
            while waiting:
                block = waiting.popleft()
                queued.discard(block)
                bits = self._gathered(block)
                if bits != self._bits[block]:
                    self._bits[block] = bits
                    again = [other for other in below[block] if other in inside and other not in queued]
                    waiting.extend(again)
                    queued.update(again)

    def _gathered(self, block: int) -> int:
        bits = self._bits[block]
        for above in set(self._alone[block]):
            bits |= self._fails(above)
        for group in self._groups[block]:
            bits |= self._meeting(group)
        return bits

    def _meeting(self, blocks: Iterable[int]) -> int:
        first, *others = blocks
        bits = self._fails(first)
        for block in others:
            if not bits:
                break
            bits &= self._fails(block)
        return bits

    def _fails(self, block: int) -> int:
        """Give the failures after which *block* is down, with its own."""
        if block >= self._taking:
            return self._gathered(block)
        return self._bits[block] | 1 << self._first[block]


def exposure_of(day: Day) -> dict[str, int]:
    """Count for each provider, in order of id, the external customers whom its failure alone may affect."""
    graph = day.graph
    causes = Causes(graph, range(len(graph.parties)))
    tally = Tally()
    alike: dict[int, list[int]] = {}
    own: list[int] = []
    for customer, side in enumerate(graph.sides):
        if side == EXTERNAL_ONLY:
            alike.setdefault(causes.block_of[customer], []).append(customer)
        elif side == BOTH:
            bits = _as_external(day, causes, customer)
            tally.add(bits)
            own += causes.own(bits, [customer])
    for block, customers in alike.items():
        bits = causes.of(block)
        tally.add(bits, len(customers))
        own += causes.own(bits, customers)
    counts = tally.counts(len(causes.providers))
    for place in own:  # the failed are not listed
        counts[place] -= 1
    places = ((provider, causes.place_of.get(graph.number[provider])) for provider in sorted(day.served))
    return {provider: 0 if place is None else counts[place] for provider, place in places}


def single_points_of(day: Day, customer: str) -> list[str]:
    """Find the ids of those whose failure alone takes some service from *customer*, on whichever side."""
    graph = day.graph
    if customer not in graph.number:
        return []
    asked = graph.number[customer]
    causes = Causes(graph, [graph.number[party] for party in upstream(day.received, {customer})])
    found = (causes.providers[place] for place in ones(causes.of(causes.block_of[asked])))
    return sorted(graph.parties[party].id for party in found if party != asked)


def _as_external(day: Day, causes: Causes, customer: int) -> int:
    """Give the failures that take a service from *customer* which it has as an external one."""
    received = day.serving(day.graph.parties[customer].id)
    bought = {link.service for link in received if day.side(link) is Side.EXTERNAL}
    alone, groups = day.graph.providers(received)
    bits = 0
    for service in bought:
        bits |= causes.of_all(groups.get(service) or {alone[service]})
    return bits
