"""Comparing: which criterion parts two requests, and which way."""

from collections.abc import Sequence
from operator import lt

from relclient.model.requests import ServiceRequest
from relclient.ranking._columns import Reader
from relclient.ranking._context import Situation
from relclient.ranking._sorting import Scale


class Comparison:
    """All keys of some requests, criterion by criterion, for comparing any two of them."""

    __slots__ = ("_columns",)

    def __init__(self, situation: Situation, requests: Sequence[ServiceRequest]) -> None:
        """Make the keys of *requests*, which the policy has ranked before, so that they lack nothing."""
        reader = Reader(situation, requests)
        self._columns = [
            (place, column.keys(requests), isinstance(column, Scale) and column.descending)
            for place, criterion in enumerate(situation.policy.deciding)
            for column in reader.columns(criterion)
        ]

    def parting(self, one: int, other: int) -> tuple[int, bool]:
        """Give the place of the criterion that parts two different requests, and whether it puts *one* ahead."""
        return next(
            (place, lt(keys[one], keys[other]) is not descending)
            for place, keys, descending in self._columns
            if lt(keys[one], keys[other]) or lt(keys[other], keys[one])
        )
