"""Completeness: exact arithmetic on sets of cases, without listing the cases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from relclient._facts import Conditions, Domain, Fact, facts_of
from relclient._frozen_map import FrozenMap

CaseSet: TypeAlias = tuple[int, ...]
"""A set of cases: for each input a bit set of the facts allowed, none of them empty."""


def case_set(inputs: Mapping[str, Domain], when: Conditions) -> CaseSet:
    """Return the cases that fulfill the conditions *when*."""
    return tuple(
        sum(1 << place for place, fact in enumerate(facts_of(domain)) if name not in when or fact in when[name])
        for name, domain in inputs.items()
    )


def conditions(inputs: Mapping[str, Domain], cases: CaseSet) -> Conditions:
    """Return the conditions that just *cases* fulfill, without those that any fact fulfills."""
    wanted: dict[str, frozenset[Fact]] = {}
    for bits, (name, domain) in zip(cases, inputs.items(), strict=True):
        facts = facts_of(domain)
        if bits != (1 << len(facts)) - 1:
            wanted[name] = frozenset(fact for place, fact in enumerate(facts) if bits >> place & 1)
    return FrozenMap(wanted)


def intersection(one: CaseSet, other: CaseSet) -> CaseSet | None:
    """Return the cases in both sets, or None when there are none."""
    both = tuple(a & b for a, b in zip(one, other, strict=True))
    return both if all(both) else None


def subtract(cases: CaseSet, taken: CaseSet) -> Iterator[CaseSet]:
    """Yield the cases that are not among those *taken*, as sets that share none."""
    if intersection(cases, taken) is None:
        yield cases
        return
    for place, (ours, theirs) in enumerate(zip(cases, taken, strict=True)):
        if outside := ours & ~theirs:
            yield (*cases[:place], outside, *cases[place + 1 :])
            # What is left to cut agrees with what is taken here; so the pieces share nothing.
            cases = (*cases[:place], ours & theirs, *cases[place + 1 :])


def subtract_all(cases: CaseSet, taken: Sequence[CaseSet]) -> Iterator[CaseSet]:
    """Yield the cases that are in no set of *taken*, piece by piece, so that who wants one does not wait for all."""
    unfinished = [(cases, 0)]
    while unfinished:
        piece, place = unfinished.pop()
        while place < len(taken) and intersection(piece, taken[place]) is None:
            place += 1
        if place == len(taken):
            yield piece
        else:
            unfinished.extend((rest, place + 1) for rest in subtract(piece, taken[place]))


def cover_in_order(start: CaseSet, sets: Iterable[CaseSet]) -> tuple[list[bool], list[CaseSet]]:
    """
    Take *sets* out of *start* one after the other.

    Returns of each whether it took a case that those before it had left, and the cases that remain.
    """
    left = [start]
    reached: list[bool] = []
    for taken in sets:
        reached.append(any(intersection(cases, taken) is not None for cases in left))
        if reached[-1]:
            left = [piece for cases in left for piece in subtract(cases, taken)]
    return reached, left


def answered(start: CaseSet, sets: Iterable[CaseSet]) -> Iterator[tuple[int, CaseSet]]:
    """Yield the cases of *start* that each of *sets* is the first to hold, with its place; the pieces share none."""
    left = [start]
    for place, taken in enumerate(sets):
        for cases in left:
            if (both := intersection(cases, taken)) is not None:
                yield place, both
        left = [piece for cases in left for piece in subtract(cases, taken)]


def merged(pieces: Sequence[CaseSet]) -> list[CaseSet]:
    """Return the same cases in fewer pieces: those that differ in one input only become one."""
    for place in range(len(pieces[0])):
        alike: dict[CaseSet, int] = {}
        for piece in pieces:
            others = (*piece[:place], 0, *piece[place + 1 :])
            alike[others] = alike.get(others, 0) | piece[place]
        pieces = [(*others[:place], bits, *others[place + 1 :]) for others, bits in alike.items()]
    return list(pieces)


def overlapping_pairs(sets: Sequence[CaseSet]) -> Iterator[tuple[int, int, CaseSet]]:
    """Yield every two of *sets* that share a case, by their places, with all that they share."""
    for later, cases in enumerate(sets):
        for earlier, other in enumerate(sets[:later]):
            if (shared := intersection(other, cases)) is not None:
                yield earlier, later, shared
