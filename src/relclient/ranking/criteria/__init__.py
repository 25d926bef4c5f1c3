"""
Criteria: what a policy compares, one after the other, to tell which of two comes first.

Each has a module with all that it does: what it compares, and what it says. Documents call it by its class.
"""

from typing import Final, TypeAlias

from relclient.ranking.criteria._behavior import Missing
from relclient.ranking.criteria.attribute import ByAttribute
from relclient.ranking.criteria.due import EarliestDue
from relclient.ranking.criteria.key import ById, ByKey, RankingContext
from relclient.ranking.criteria.kind import ByKind
from relclient.ranking.criteria.priority import ByPriority, Counting
from relclient.ranking.criteria.side import ExternalFirst
from relclient.ranking.criteria.turn import ByTurn
from relclient.ranking.criteria.waiting import LongestWaiting, WaitingLast

Criterion: TypeAlias = (
    ExternalFirst | ByPriority | EarliestDue | LongestWaiting | WaitingLast | ByTurn | ByAttribute | ByKind | ByKey
)
"""What a policy is made of."""
AnyCriterion: TypeAlias = Criterion | ById
"""What may part two items."""
TIE_BREAKS: Final = (LongestWaiting(), ById())
"""What decides where all criteria of a policy leave two requests tied; of two customers only the id does."""

__all__ = [
    "TIE_BREAKS",
    "AnyCriterion",
    "ByAttribute",
    "ById",
    "ByKey",
    "ByKind",
    "ByPriority",
    "ByTurn",
    "Counting",
    "Criterion",
    "EarliestDue",
    "ExternalFirst",
    "LongestWaiting",
    "Missing",
    "RankingContext",
    "WaitingLast",
]
