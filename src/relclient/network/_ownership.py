"""Ownership: who belongs to whom over time, and what no network may claim of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import define, field

from relclient.errors import MultipleParents, OwnershipCycle
from relclient.model.affiliations import Affiliation

Ties = Mapping[str, Sequence[Affiliation]]
"""Ownership ties by the id of the child, the earliest start first."""


def ownership_ties(affiliations: Iterable[Affiliation]) -> Ties:
    """Collect the units and subsidiaries among *affiliations*."""
    ties: defaultdict[str, list[Affiliation]] = defaultdict(list)
    for affiliation in affiliations:
        if affiliation.capacity.is_ownership:
            ties[affiliation.party.id].append(affiliation)
    for of_child in ties.values():
        of_child.sort(key=_start)
    return ties


def live_tie(ties: Ties, child: str, on: date) -> Affiliation | None:
    """Return the tie from *child* to its parent on that day, if it has one."""
    return next((tie for tie in ties.get(child, ()) if on in tie.valid_for), None)


def ownership_problems(ties: Ties) -> Iterator[MultipleParents | OwnershipCycle]:
    """Yield every child with two parents and every circle, on any one day."""
    for child, of_child in ties.items():
        yield from _two_parents(child, of_child)
    yield from _cycles(ties)


def _start(tie: Affiliation) -> date:
    return tie.valid_for.start or date.min


def _two_parents(child: str, of_child: Sequence[Affiliation]) -> Iterator[MultipleParents]:
    latest = of_child[0]  # of those started so far, the one that ends last: those that overlap it share its parent
    for tie in of_child[1:]:
        if tie.organization.id != latest.organization.id and tie.valid_for.overlaps(latest.valid_for):
            yield MultipleParents(child, (latest.organization.id, tie.organization.id), tie.valid_for.start)
        if latest.valid_for.end is not None and (tie.valid_for.end is None or tie.valid_for.end > latest.valid_for.end):
            latest = tie


def _cycles(ties: Ties) -> Iterator[OwnershipCycle]:
    """
    Walk up, day by day, from the ties that start and could close a circle.

    A circle exists from the day on which the last of its ties starts, so no other day need be asked.
    """
    suspects = _never_at_a_root(ties)
    starting: defaultdict[date, set[str]] = defaultdict(set)
    for child in suspects:
        for tie in ties[child]:
            starting[_start(tie)].add(child)
    found: set[tuple[str, ...]] = set()
    ways = _Ways(ties, suspects)
    for on in sorted(starting):
        for child in sorted(starting[on]):
            one = ways.in_circle_above(child, on)
            cycle = () if one is None else _cycle_through(ties, one, on)
            if cycle and cycle not in found:
                found.add(cycle)
                yield OwnershipCycle(cycle, None if on == date.min else on)


def _cycle_through(ties: Ties, child: str, on: date) -> tuple[str, ...]:
    """Return the circle that *child* is in on that day, from its smallest id round to it again."""
    chain = [child]
    while (tie := live_tie(ties, chain[-1], on)) and tie.organization.id != child:
        chain.append(tie.organization.id)
    first = chain.index(min(chain))
    return (*chain[first:], *chain[:first], chain[first])


@define
class _Ways:
    """The ways up that were walked, none of which is walked again while its ties last; days are asked in order."""

    _ties: Ties
    _suspects: set[str]
    _ends: dict[str, tuple[str, date]] = field(init=False, factory=dict[str, tuple[str, date]])
    """Where the way up from each ends, and the first day on which it may be another."""
    _circling: dict[str, date] = field(init=False, factory=dict[str, date])
    """Those from which the way up comes round, and the first day on which it may not."""

    def in_circle_above(self, child: str, on: date) -> str | None:
        """Return one of the circle to which the way up from *child* leads on that day, unless that was found before."""
        walked: dict[str, date] = {}
        at = child
        while at not in walked and on >= self._circling.get(at, date.min):
            step = self._step(at, on)
            if step is None:
                self._remember(walked, at)
                return None
            walked[at] = step[1]
            at = step[0]
        last = min(walked.values(), default=date.max)
        self._circling.update(dict.fromkeys(walked, min(last, self._circling.get(at, date.max))))
        return at if at in walked else None

    def _step(self, child: str, on: date) -> tuple[str, date] | None:
        """Return how far the way up from *child* is known, and until when; None where it ends."""
        known = self._ends.get(child)
        if known is not None and on < known[1]:
            return known
        tie = live_tie(self._ties, child, on)
        if tie is None or tie.organization.id not in self._suspects:
            return None
        return tie.organization.id, tie.valid_for.end or date.max

    def _remember(self, walked: dict[str, date], end: str) -> None:
        until = date.max
        for child, last in reversed(walked.items()):
            until = min(until, last)
            self._ends[child] = end, until


def _never_at_a_root(ties: Ties) -> set[str]:
    """
    Peel off, roots first, all whose every way up ends; what is left may lie in a circle.

    Linear in the ties, so that a network without circles, however deep, is cleared at once.
    """
    children: defaultdict[str, set[str]] = defaultdict(set)
    waiting: dict[str, int] = {}
    for child, of_child in ties.items():
        parents = {tie.organization.id for tie in of_child}
        waiting[child] = len(parents)
        for parent in parents:
            children[parent].add(child)
    peeled = [parent for parent in children if parent not in waiting]
    for parent in peeled:
        for child in children[parent]:
            waiting[child] -= 1
            if not waiting[child]:
                peeled.append(child)
    return {child for child, ways in waiting.items() if ways}
