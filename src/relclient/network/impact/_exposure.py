"""
Exposure: for every party of a day, whose failure alone would take it down.

A failure that takes a party down is one that takes down all its providers of some service:
a union over services of intersections over providers. A set of failures is the bits of one integer,
so that all failures are followed together instead of by a search each.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from relclient.model.customers import Side
from relclient.network.impact._bit_counter import BitCounter, ones
from relclient.network.impact._components import components
from relclient.network.impact._graph import BOTH, EXTERNAL_ONLY, Graph, upstream

if TYPE_CHECKING:
    from relclient.network._snapshot import Day


class Causes:
    """
    The failures of one party that take down each of some parties, who must include all upstream of them.

    Parties that take each other down by links alone are one *block* and have one set.
    Blocks that take others down come first in all lists; the others, the ends of chains, follow.
    """

    __slots__ = ("_alone", "_bits", "_first", "_groups", "_houses", "_taking", "block_of", "blocks", "place_of")

    def __init__(self, graph: Graph, parties: Collection[int], houses: Mapping[int, Sequence[int]]) -> None:
        """Part *parties* into blocks and link them; *houses* are the organizations of which each of some is a unit."""
        able = [party for party in parties if graph.sole[party] or graph.shared[party]]
        # Whoever takes units along takes others down, even where nobody hangs on itself alone.
        known = {*able}
        able += sorted({house for party in able for house in houses.get(party, ())} - known)
        local = {party: index for index, party in enumerate(able)}
        links = [[local[customer] for customer in graph.sole[party] if customer in local] for party in able]
        blocks = [[able[index] for index in block] for block in reversed(components(links))]
        self.place_of: dict[int, int] = {
            party: place for place, party in enumerate(party for block in blocks for party in block)
        }
        """The bit that stands for the failure of each party who may take others down."""
        self._taking = len(blocks)
        self._first = [self.place_of[block[0]] for block in blocks]
        self._houses = houses
        # In a block of several each one's failure comes round to it; alone it may not.
        self._bits = [
            ((1 << len(block)) - 1) << first | self._of_houses(block) if len(block) > 1 else 0
            for block, first in zip(blocks, self._first, strict=True)
        ]
        self.blocks: Sequence[Sequence[int]] = blocks + [[party] for party in parties if party not in local]
        """The parties of each block."""
        self.block_of: dict[int, int] = {party: number for number, block in enumerate(self.blocks) for party in block}
        self._alone: list[list[int]] = [[] for _ in self.blocks]
        self._groups: list[list[frozenset[int]]] = [[] for _ in self.blocks]
        self._link(graph)

    def walk(self) -> Iterator[tuple[int, int]]:
        """
        Yield each block, after those it depends on, and the failures that take it down; ends without any are left out.

        Its own failure is among them only when it comes round to it. What no later block needs is forgotten.
        """
        below: list[list[int]] = [[] for _ in range(self._taking)]
        ends: list[list[int]] = [[] for _ in range(self._taking)]
        waiting: dict[int, int] = {}
        for block in range(len(self.blocks)):
            above = self._above(block)
            for other in above:
                (below if block < self._taking else ends)[other].append(block)
            waiting[block] = len(above)
        uses = [len(inner) + len(outer) for inner, outer in zip(below, ends, strict=True)]
        for loop in reversed(components(below)):
            self._settle(loop, below)
            for block in loop:
                yield block, self._bits[block]
            for block in loop:
                for end in ends[block]:
                    waiting[end] -= 1
                    if not waiting[end]:
                        yield end, self._gathered(end)
                        self._forget(end, uses)
                self._forget(block, uses)

    def of_all(self, providers: Iterable[int]) -> int:
        """Return the failures that take down all of *providers*, who serve a block just walked to."""
        return self._meeting({self.block_of[provider] for provider in providers})

    def own(self, bits: int, parties: Iterable[int]) -> list[int]:
        """Return the places in *bits* of the failures that are of *parties* themselves, or take them as their units."""
        failing = (one for party in parties for one in (party, *self._houses.get(party, ())))
        places = (self.place_of[party] for party in failing if party in self.place_of)
        return [place for place in places if bits >> place & 1]

    def _of_houses(self, block: Iterable[int]) -> int:
        """Return the failures that take some party of *block* as a unit."""
        bits = 0
        for party in block:
            for house in self._houses.get(party, ()):
                bits |= 1 << self.place_of[house]
        return bits

    def _link(self, graph: Graph) -> None:
        block_of = self.block_of
        members: dict[int, set[int]] = {}
        for provider in self.place_of:
            block = block_of[provider]
            for customer in graph.sole[provider]:
                below = block_of.get(customer, block)
                if below != block:
                    self._alone[below].append(block)
            for group in graph.shared[provider]:
                members.setdefault(group, set()).add(block)
        for group, blocks in members.items():
            customer = graph.customers[group]
            if customer in block_of:
                self._groups[block_of[customer]].append(frozenset(blocks))

    def _above(self, block: int) -> set[int]:
        return {*self._alone[block]}.union(*self._groups[block])

    def _settle(self, loop: Sequence[int], below: Sequence[Sequence[int]]) -> None:
        """Let the sets of the blocks in *loop* grow until none does."""
        inside = {*loop}
        queue = deque(sorted(loop))
        queued = {*loop}
        while queue:
            block = queue.popleft()
            queued.discard(block)
            bits = self._gathered(block)
            if bits != self._bits[block]:
                self._bits[block] = bits
                again = (inside.intersection(below[block])) - queued
                queue.extend(sorted(again))
                queued |= again

    def _gathered(self, block: int) -> int:
        bits = self._bits[block] if block < self._taking else 0
        for above in {*self._alone[block]}:
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
        """Return the failures after which *block* is down, with its own and those of which it is a unit."""
        bits = self._bits[block] | 1 << self._first[block]
        return bits | self._of_houses(self.blocks[block]) if self._houses else bits

    def _forget(self, block: int, uses: list[int]) -> None:
        """Free the sets that were kept for *block* alone: each may be as long as there are parties."""
        for above in self._above(block):
            uses[above] -= 1
            if not uses[above]:
                self._bits[above] = 0


def exposure_of(day: "Day") -> dict[str, int]:
    """Count for each provider, in order of id, the external customers whom its failure alone may affect."""
    graph = day.graph
    causes = Causes(graph, range(len(graph.parties)), _houses(day))
    counter = BitCounter()
    own: list[int] = []
    for block, bits in causes.walk():
        parties = causes.blocks[block] if bits else ()
        buyers = [party for party in parties if graph.sides[party] == EXTERNAL_ONLY]
        counter.add(bits, len(buyers))
        own += causes.own(bits, buyers)
        for party in parties:
            if graph.sides[party] == BOTH:
                bought = _as_external(day, causes, party)
                counter.add(bought)
                own += causes.own(bought, [party])
    counts = counter.counts(len(causes.place_of))
    for place in own:  # the failed are not listed
        counts[place] -= 1
    places = ((provider, causes.place_of.get(graph.number[provider])) for provider in sorted(day.served))
    return {provider: 0 if place is None else counts[place] for provider, place in places}


def single_points_of(day: "Day", customer: str, service: str | None = None) -> list[str]:
    """Return the ids of those whose failure alone takes some service, or that *service*, from *customer*."""
    graph = day.graph
    if customer not in graph.number:
        return []
    asked = graph.number[customer]
    upwards = [graph.number[party] for party in upstream(day.received, {customer})]
    houses = _houses(day)
    causes = Causes(graph, upwards, houses)
    bits = next((bits for block, bits in causes.walk() if asked in causes.blocks[block]), 0)
    if bits and service is not None:
        providers = {graph.number[link.provider.id] for link in day.serving(customer) if link.service == service}
        bits = causes.of_all(providers) if providers else 0
    serving = list(causes.place_of)
    points = (serving[place] for place in ones(bits))
    failing_with_it = {asked, *houses.get(asked, ())}
    return sorted(
        graph.parties[party].id
        for party in points
        if party not in failing_with_it and graph.parties[party].id in day.served
    )


def _houses(day: "Day") -> Mapping[int, Sequence[int]]:
    """Return, for each unit of a day, the organizations above it that serve or are served, as numbers."""
    number = day.graph.number
    houses: dict[int, Sequence[int]] = {}
    for party, unit in number.items():
        above: list[int] = []
        tie = day.unit_tie(party)
        while tie is not None:
            house = tie.organization.id
            if house in number:
                above.append(number[house])
            tie = day.unit_tie(house)
        if above:
            houses[unit] = above
    return houses


def _as_external(day: "Day", causes: Causes, customer: int) -> int:
    """Return the failures that take a service from *customer* which it has as an external one."""
    received = day.serving(day.graph.parties[customer].id)
    bought = {link.service for link in received if day.side(link) is Side.EXTERNAL}
    alone, groups = day.graph.providers(received)
    bits = 0
    for service in bought:
        bits |= causes.of_all(groups.get(service) or {alone[service]})
    return bits
