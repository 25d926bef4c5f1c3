"""Ownership: who belongs to whom over time, and what no network may claim of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from relclient.errors import MultipleParents, OwnershipCycle, RelclientError
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
    """Give the tie from *child* to its parent on that day, if it has one."""
    return next((tie for tie in ties.get(child, ()) if on in tie.valid_for), None)


def ownership_problems(ties: Ties) -> Iterator[RelclientError]:
    """Find every child with two parents and every circle, on any one day."""
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
    Walk up from the ties that could close a circle, each on the day on which it starts.

    A circle exists from the day on which the last of its ties starts, so no other day need be asked.
    """
    found: set[tuple[str, ...]] = set()
    suspects = _never_at_a_root(ties)
    for child in sorted(suspects):
        for tie in ties[child]:
            cycle = _cycle_through(ties, suspects, child, _start(tie))
            if cycle and cycle not in found:
                found.add(cycle)
                yield OwnershipCycle(cycle, tie.valid_for.start)


def _cycle_through(ties: Ties, suspects: set[str], child: str, on: date) -> tuple[str, ...]:
    """Give the circle that *child* is in on that day, from its smallest id round to it again."""
    chain = [child]
    seen = {child}
    while tie := live_tie(ties, chain[-1], on):
        parent = tie.organization.id
        if parent == child:
            first = chain.index(min(chain))
            return (*chain[first:], *chain[:first], chain[first])
        if parent in seen or parent not in suspects:
            break
        seen.add(parent)
        chain.append(parent)
    return ()


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
