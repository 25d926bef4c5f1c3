"""Covers: exact arithmetic on sets of cases, without listing the cases."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Box: TypeAlias = tuple[int, ...]
"""A set of cases: for each input a bit set of the facts allowed, none of them empty."""


def meet(one: Box, other: Box) -> Box | None:
    """Give the cases that lie in both boxes, or None when there are none."""
    both = tuple(a & b for a, b in zip(one, other, strict=True))
    return both if all(both) else None


def subtract(box: Box, hole: Box) -> Iterator[Box]:
    """Give the cases of *box* that lie outside *hole*, as boxes that share no case."""
    if meet(box, hole) is None:
        yield box
        return
    for place, (ours, theirs) in enumerate(zip(box, hole, strict=True)):
        if outside := ours & ~theirs:
            yield (*box[:place], outside, *box[place + 1 :])
            # What is left to cut agrees with the hole here; so the pieces share nothing.
            box = (*box[:place], ours & theirs, *box[place + 1 :])


def sweep(start: Box, boxes: Iterable[Box]) -> tuple[list[bool], list[Box]]:
    """
    Take *boxes* out of *start* one after the other.

    Tells of each whether it took a case that those before it had left, and gives the cases that remain.
    """
    left = [start]
    reached: list[bool] = []
    for hole in boxes:
        reached.append(any(meet(box, hole) is not None for box in left))
        if reached[-1]:
            left = [piece for box in left for piece in subtract(box, hole)]
    return reached, left


def meetings(boxes: Sequence[Box]) -> Iterator[tuple[int, int, Box]]:
    """Give every two of *boxes* that share a case, by their places, with all that they share."""
    for later, box in enumerate(boxes):
        for earlier, other in enumerate(boxes[:later]):
            if (shared := meet(other, box)) is not None:
                yield earlier, later, shared
