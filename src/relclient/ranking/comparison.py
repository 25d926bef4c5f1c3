"""Moves: who stands elsewhere in another queue, and whom they passed."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from relclient.model.requests import ServiceRequest
from relclient.ranking._comparing import Comparison
from relclient.ranking.criteria import Deciding
from relclient.ranking.explanation import Move


def moves(
    old: Sequence[ServiceRequest], new: Sequence[ServiceRequest], comparison: Comparison, deciding: Sequence[Deciding]
) -> Iterator[Move]:
    """Give the moves from *old* to *new*, of which *comparison* has the keys, in time linear in their number."""
    left = {request.id: place for place, request in enumerate(old)}
    origins = [left.pop(request.id, None) for request in new]
    # Of those that are in both queues, by their places in the new and the old one:
    stayed = [(place, origin) for place, origin in enumerate(origins) if origin is not None]
    # the highest old place from each on, and the lowest up to each, with the new place of whoever had it.
    highest = list(accumulate(((origin, place) for place, origin in reversed(stayed)), min))[::-1]
    lowest = accumulate(((origin, place) for place, origin in stayed), max)
    passed = {
        place: high[1] if place < origin else low[1]
        for (place, origin), high, low in zip(stayed, highest, lowest, strict=True)
    }
    for place, origin in enumerate(origins):
        if origin is None:
            yield Move(new[place].id, None, place + 1)
        elif origin != place:
            other = passed[place]
            # Where nobody changed sides with it, its own old place is the highest behind it or the lowest ahead.
            if other == place:
                yield Move(new[place].id, origin + 1, place + 1)
            else:
                number, _ = comparison.parting(place, other)
                yield Move(new[place].id, origin + 1, place + 1, deciding[number], new[other].id)
    for id, origin in left.items():
        yield Move(id, origin + 1, None)
