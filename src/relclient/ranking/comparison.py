"""Comparison: which criterion parts two items, and who moves between two rankings."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from operator import lt

from relclient.errors import Problems
from relclient.ranking._context import Context
from relclient.ranking._sorting import SortKey
from relclient.ranking.criteria._behavior import behavior_of
from relclient.ranking.explanation import Item, Move


class Comparison:
    """All keys of some items, criterion by criterion, for comparing any two of them."""

    __slots__ = ("_columns",)

    def __init__(self, context: Context, items: Sequence[Item]) -> None:
        """
        Work out the keys of *items*.

        Raises:
            Problems: one of them lacks what a criterion compares.
        """
        context.problems = []  # what was wrong with items asked about before is no matter of these
        context.learn(items)
        self._columns = [
            (place, key.of(items), isinstance(key, SortKey) and key.descending)
            for place, criterion in enumerate(context.terms.deciding)
            for key in (behavior_of(criterion).keys(criterion, items, context) if items else ())
        ]
        found, context.problems = context.problems, []
        if found:
            raise Problems.found([problem for _, problem in found])

    def parting(self, one: int, other: int) -> tuple[int, bool]:
        """Return the place of the criterion that parts two items, and whether it puts *one* ahead."""
        return next(
            (place, lt(values[one], values[other]) is not descending)
            for place, values, descending in self._columns
            if lt(values[one], values[other]) or lt(values[other], values[one])
        )


def moves(old: Sequence[Item], new: Sequence[Item], old_context: Context, new_context: Context) -> Iterator[Move]:
    """Yield the moves from *old* to *new*, in time linear in their number."""
    left = {item.id: place for place, item in enumerate(old)}
    origins = [left.pop(item.id, None) for item in new]
    passed = _passed(origins)
    before, now = Comparison(old_context, old), Comparison(new_context, new)
    deciding, old_deciding = new_context.terms.deciding, old_context.terms.deciding
    for place, origin in enumerate(origins):
        if origin is None:
            yield Move(new[place].id, None, place + 1)
        elif origin != place:
            other = passed[place]
            other_origin = origins[other]
            # Where nobody changed sides with it, its own old place is the highest behind it or the lowest ahead.
            if other == place or other_origin is None:
                yield Move(new[place].id, origin + 1, place + 1)
            else:
                parting, old_parting = now.parting(place, other)[0], before.parting(origin, other_origin)[0]
                yield Move(
                    new[place].id, origin + 1, place + 1, deciding[parting], old_deciding[old_parting], new[other].id
                )
    for id, origin in left.items():
        yield Move(id, origin + 1, None)


def _passed(origins: Sequence[int | None]) -> Mapping[int, int]:
    """Return, by the new place of each item that was there before, that of the one with which it changed sides."""
    stayed = [(place, origin) for place, origin in enumerate(origins) if origin is not None]
    # The highest old place from each on, and the lowest up to each, with the new place of whoever had it.
    highest = list(accumulate(((origin, place) for place, origin in reversed(stayed)), min))[::-1]
    lowest = accumulate(((origin, place) for place, origin in stayed), max)
    return {
        place: high[1] if place < origin else low[1]
        for (place, origin), high, low in zip(stayed, highest, lowest, strict=True)
    }
