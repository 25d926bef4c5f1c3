"""
Cut sets: which parties, failing together, take a service from a customer, and which of some failures suffice.

A party goes down when all providers of one of its services do, so that its cut sets are the union, over its services,
of the sets that meet a cut set of each provider. They are grown until none is new, which is the least that there is
where services run in loops: a party goes down only for a reason that leads back to a failure.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from relclient.decision_tables.explanation import MOST_REASONS, hitting_sets, in_order, places_in
from relclient.errors import TooManyReasons
from relclient.network.impact._components import components
from relclient.network.impact._exposure import single_points_of
from relclient.network.impact._graph import upstream

if TYPE_CHECKING:
    from relclient.network._snapshot import Day

Cuts: TypeAlias = AbstractSet[frozenset[str]]
_MOST_SETS = 1_000_000
"""How many sets may be looked at, which takes a few seconds."""


def cut_sets_of(day: "Day", customer: str, service: str | None, most: int) -> Sequence[frozenset[str]]:
    """
    Return the minimal sets of at most *most* providers whose failure takes some service, or that *service*, away.

    Raises:
        TooManyReasons: too many sets would have to be looked at.
    """
    services = _services(day, customer)
    if service is not None:
        services = {service: services[service]} if service in services else {}
    singles = set(single_points_of(day, customer, service))
    cuts = [frozenset({one}) for one in singles]
    if most > 1 and services:
        search = _Search(day, {one for providers in services.values() for one in providers}, most)
        # Whoever fails with the customer takes nothing from it, and no minimal set holds one that suffices.
        search.left_out = {customer, *_houses(day, customer), *singles}
        search.grow()
        cuts += search.union(services)
    return sorted(cuts, key=lambda one: (len(one), sorted(one)))


class _Search:
    """The cut sets of some parties and all upstream of them."""

    def __init__(self, day: "Day", parties: Collection[str], most: int) -> None:
        self.left_out: set[str] = set()
        """Those who are in no set."""
        self._day = day
        self._most = most
        self._upstream = sorted(upstream(day.received, parties))
        self._cuts: dict[str, Cuts] = {}
        self._failing_sets: dict[str, Cuts] = {}
        self._seen = 0

    def grow(self) -> None:
        """Find the cut sets of all, those of providers before those of their customers, and of loops together."""
        number = {party: place for place, party in enumerate(self._upstream)}
        services = {party: _services(self._day, party) for party in self._upstream}
        above = [
            [number[one] for providers in services[party].values() for one in sorted(providers)]
            for party in self._upstream
        ]
        for component in components(above):
            loop = [self._upstream[place] for place in component]
            is_growing = True
            while is_growing:
                is_growing = False
                for party in loop:
                    cuts = self.union(services[party])
                    if cuts != self._cuts.get(party, frozenset()):
                        self._cuts[party] = cuts
                        self._failing_sets.pop(party, None)
                        is_growing = len(loop) > 1

    def union(self, services: Mapping[str, set[str]]) -> Cuts:
        """Return the minimal sets that take away one of *services*."""
        return self._minimal(one for providers in services.values() for one in self._of_all(providers))

    def _of_all(self, providers: Iterable[str]) -> Cuts:
        """Return the minimal sets that take down all of *providers*."""
        joined: Cuts = frozenset({frozenset()})
        for provider in sorted(providers):
            joined = self._minimal(self._joined(joined, self._failing(provider)))
            if not joined:
                break
        return joined

    def _joined(self, some: Cuts, others: Cuts) -> Iterator[frozenset[str]]:
        """Yield the sets, of at most as many as may fail together, that hold one of each."""
        # One that is full is joined with its own parts only, so that but the others are paired.
        for full, parts in ((some, others), (others, some)):
            yield from (one for one in full if len(one) == self._most and _holds_one(one, parts))
        first, second = ([one for one in sets if len(one) < self._most] for sets in (some, others))
        self._look_at(len(first) * len(second))
        yield from (both for one in first for other in second if len(both := one | other) <= self._most)

    def _failing(self, party: str) -> Cuts:
        """Return the minimal sets after which *party* does not serve: itself, a house that takes it along, its cuts."""
        known = self._failing_sets.get(party)
        if known is None:
            alone = (one for one in (party, *_houses(self._day, party)) if one not in self.left_out)
            serving = (frozenset({one}) for one in alone if one in self._day.served)
            sets = self._minimal([*serving, *self._cuts.get(party, ())])
            known = self._failing_sets[party] = sets
        return known

    def _minimal(self, sets: Iterable[frozenset[str]]) -> Cuts:
        """Return *sets* without those that hold another."""
        kept: set[frozenset[str]] = set()
        given = sorted(set(sets), key=len)
        self._look_at(len(given))
        for one in given:
            if not _holds_one(one, kept):
                kept.add(one)
        return kept

    def _look_at(self, number: int) -> None:
        self._seen += number
        if self._seen > _MOST_SETS:
            raise TooManyReasons(_MOST_SETS)


def _services(day: "Day", party: str) -> dict[str, set[str]]:
    """Return who provides each service that *party* has."""
    providers: dict[str, set[str]] = {}
    for link in day.serving(party):
        providers.setdefault(link.service, set()).add(link.provider.id)
    return providers


def _houses(day: "Day", party: str) -> Iterator[str]:
    """Yield the organizations of which *party* is a unit, at any depth."""
    while tie := day.unit_tie(party):
        party = tie.organization.id
        yield party


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
