"""
Cut sets: which parties, failing together, take a service from a customer, and which of some failures suffice.

A party goes down when all providers of one of its services do, so that its cut sets are the union, over its services,
of the sets that meet a cut set of each provider. They are grown until none is new, which is the least that there is
where services run in loops: a party goes down only for a reason that leads back to a failure.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from relclient.decision_tables.explanation import MOST_REASONS, hitting_sets, in_order, places_in
from relclient.errors import TooManyReasons
from relclient.network.impact._graph import upstream

if TYPE_CHECKING:
    from relclient.network._snapshot import Day

Cuts: TypeAlias = AbstractSet[frozenset[str]]
_MOST_PRODUCTS = 2_000_000
"""How many pairs of sets may be joined at one service: more would take longer than anybody waits."""


def cut_sets_of(day: "Day", customer: str, service: str | None, most: int) -> Iterator[frozenset[str]]:
    """
    Yield the minimal sets of at most *most* providers whose failure takes a service from *customer*, or that *service*.

    Raises:
        TooManyReasons: too many sets would have to be looked at.
    """
    received = day.received
    if customer not in received:
        return
    search = _Search(day, customer, most)
    search.grow()
    wanted = search.services(customer)
    if service is not None:
        wanted = {service: wanted[service]} if service in wanted else {}
    cuts = search.union(wanted)
    yield from sorted(cuts, key=lambda one: (len(one), sorted(one)))


class _Search:
    """The cut sets of all upstream of a customer, as far as they have grown."""

    def __init__(self, day: "Day", customer: str, most: int) -> None:
        self._day = day
        self._most = most
        self._upstream = upstream(day.received, {customer})
        self._cuts: dict[str, Cuts] = {}
        # Whoever fails with the customer does not take anything from it: it is no customer then.
        self._with_it = {customer, *self._houses(customer)}

    def grow(self) -> None:
        """Let the cut sets of all parties grow until none is new."""
        queue = deque(sorted(self._upstream))
        waiting = set(queue)
        while queue:
            party = queue.popleft()
            waiting.discard(party)
            cuts = self.union(self.services(party))
            if cuts != self._cuts.get(party, frozenset()):
                self._cuts[party] = cuts
                below = {link.customer.id for link in self._day.served_by(party)} & self._upstream - waiting
                queue.extend(sorted(below))
                waiting |= below

    def services(self, party: str) -> Mapping[str, set[str]]:
        """Return who provides each service that *party* has."""
        providers: dict[str, set[str]] = {}
        for link in self._day.serving(party):
            providers.setdefault(link.service, set()).add(link.provider.id)
        return providers

    def union(self, services: Mapping[str, set[str]]) -> Cuts:
        """Return the minimal sets that take away one of *services*."""
        return _minimal(one for providers in services.values() for one in self._of_all(providers))

    def _of_all(self, providers: Iterable[str]) -> Cuts:
        """Return the minimal sets that take down all of *providers*."""
        joined: Cuts = frozenset({frozenset()})
        for provider in sorted(providers):
            joined = _minimal(self._joined(joined, self._failing(provider)))
            if not joined:
                break
        return joined

    def _joined(self, some: Cuts, others: Cuts) -> Iterator[frozenset[str]]:
        """Yield the sets, of at most as many as may fail together, that hold one of each."""
        # One that is full is joined with its own parts only, so that but the others are paired.
        for full, parts in ((some, others), (others, some)):
            yield from (one for one in full if len(one) == self._most and _holds_one(one, parts))
        first, second = ([one for one in sets if len(one) < self._most] for sets in (some, others))
        if len(first) * len(second) > _MOST_PRODUCTS:
            raise TooManyReasons(_MOST_PRODUCTS)
        yield from (both for one in first for other in second if len(both := one | other) <= self._most)

    def _failing(self, party: str) -> Cuts:
        """Return the minimal sets after which *party* does not serve: itself, a house that takes it along, its cuts."""
        alone = {party, *self._houses(party)} & self._day.served.keys() - self._with_it
        return _minimal([*(frozenset({one}) for one in alone), *self._cuts.get(party, ())])

    def _houses(self, party: str) -> Iterator[str]:
        """Yield the organizations of which *party* is a unit, at any depth."""
        while tie := self._day.unit_tie(party):
            party = tie.organization.id
            yield party


def _minimal(sets: Iterable[frozenset[str]]) -> frozenset[frozenset[str]]:
    """Return *sets* without those that hold another."""
    kept: set[frozenset[str]] = set()
    for one in sorted(set(sets), key=len):
        if not _holds_one(one, kept):
            kept.add(one)
    return frozenset(kept)


def _holds_one(one: frozenset[str], sets: Cuts) -> bool:
    """Return whether *one* holds, or is, one of *sets*."""
    return any(frozenset(part) in sets for size in range(len(one) + 1) for part in combinations(one, size))


def minimal_sufficient(number: int, suffices: Callable[[int], bool]) -> list[int]:
    """
    Return all minimal sets of *number* things, as bit masks, that suffice; more never suffice for less.

    Each set found is what is left without one that meets all the sets before; when nothing is left of any such,
    there are no others.

    Raises:
        TooManyReasons: there are more than 256.
    """
    everything = (1 << number) - 1
    found: list[int] = []
    needed: set[int] = set()  # without these it does not suffice
    while True:
        hitting = next((one for one in hitting_sets(found) if one not in needed), None)
        if hitting is None:
            return in_order(found)
        left = everything & ~hitting
        if not suffices(left):
            needed.add(hitting)
            continue
        for place in places_in(left):
            if suffices(left & ~(1 << place)):
                left &= ~(1 << place)
        found.append(left)
        if len(found) > MOST_REASONS:
            raise TooManyReasons(MOST_REASONS)
