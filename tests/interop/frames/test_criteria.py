"""Criteria in frames: each is compared as objects compare it, or refused by name before anything runs."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import polars as pl
import pytest

from relclient import (
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    ByTurn,
    CustomerKind,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
    PriorityPolicy,
    Problems,
    WaitingLast,
)
from relclient.interop import frames
from relclient.ranking.criteria import Criterion

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
REFUSED = [
    ByKey("length", lambda request: len(request.id)),
    WaitingLast(),
    ByTurn(),
    EarliestDue(aspect="response"),
    EarliestDue(aspect="earliest"),
    ByPriority(lift_after=timedelta(hours=1), counts="worked"),
]
COMPARED = [
    ExternalFirst(),
    ByKind([CustomerKind.B2B]),
    ByPriority(lift_after=timedelta(hours=1)),
    EarliestDue(missing="last"),
    LongestWaiting(),
    ByAttribute("weight"),
]
DESK = pl.DataFrame(
    {
        "id": ["a"],
        "received": [NINE],
        "impact": ["low"],
        "urgency": ["low"],
        "side": ["external"],
        "serves_external": [False],
        "kind": ["b2b"],
        "due": [NINE],
        "weight": [1],
    }
)


@pytest.mark.parametrize("criterion", REFUSED, ids=str)
def test_what_no_engine_can_compare_is_refused_by_name(criterion):
    with pytest.raises(Problems) as caught:
        frames.rank(DESK, PriorityPolicy("mine", [criterion]), at=NINE)
    assert [problem.value for problem in caught.value.exceptions] == [criterion]


@pytest.mark.parametrize("criterion", COMPARED, ids=str)
def test_the_others_are_compared(criterion):
    assert frames.rank(DESK, PriorityPolicy("mine", [criterion]), at=NINE)["place"].to_list() == [1]


def test_every_criterion_is_compared_or_refused():
    assert {type(one) for one in [*REFUSED, *COMPARED]} == set(get_args(Criterion))
