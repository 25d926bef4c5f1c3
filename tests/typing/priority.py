"""What a type checker says of policies, criteria and rankings."""

from datetime import date, datetime, timedelta
from typing import assert_never, assert_type

from relclient import (
    PRIORITY_MATRIX,
    SIDE_TABLE,
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    ByTurn,
    CustomerKind,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
    Priority,
    PriorityPolicy,
    Ranked,
    Ranking,
    ServiceNetwork,
    ServiceRequest,
    WaitingLast,
)
from relclient.ranking.criteria import Criterion


def name(criterion: Criterion) -> str:
    """A match over all criteria is complete."""
    match criterion:
        case ExternalFirst(chain=chain):
            return str(chain)
        case ByPriority(lift_to=priority):
            return priority.label()
        case EarliestDue() | LongestWaiting() | WaitingLast():
            return "time"
        case ByTurn():
            return "turn"
        case ByAttribute(name=attribute):
            return attribute
        case ByKind(order=order):
            return order[0].label()
        case ByKey(name=key):
            return key
        case _:
            assert_never(criterion)


def forgets_functions(criterion: ByAttribute | ByKey) -> str:
    """One criterion has no case."""
    match criterion:
        case ByAttribute(name=attribute):
            return attribute
        case _:
            assert_never(criterion)  # type: ignore[arg-type]


def reads(requests: list[ServiceRequest], at: datetime, network: ServiceNetwork) -> None:
    """What comes out has the types that it is said to have."""
    policy = PriorityPolicy("ours", [ByKey("id", lambda request: (len(request.id), request.id))])
    assert_type(policy.with_criterion(LongestWaiting(), before=ByKey), PriorityPolicy)
    ranking = policy.with_matrix(PRIORITY_MATRIX).rank(iter(requests), at=at, network=network, first=3)
    assert_type(ranking, Ranking)
    assert_type(ranking[0], Ranked)
    assert_type(ranking[1:], tuple[Ranked, ...])
    assert_type(ranking[0].priority, Priority)


def mistakes(requests: list[ServiceRequest], at: datetime, ranking: Ranking) -> None:
    """Each line has one mistake."""
    PriorityPolicy("ours", [ByPriority])  # type: ignore[list-item]
    PriorityPolicy("ours", ["priority"])  # type: ignore[list-item]
    PriorityPolicy("ours", [ByPriority()], SIDE_TABLE)  # type: ignore[arg-type]
    ByPriority(lift_after=3600)  # type: ignore[arg-type]
    ByPriority(timedelta(days=1), lift_to=2)  # type: ignore[arg-type]
    EarliestDue(missing="middle")  # type: ignore[arg-type]
    ByAttribute(CustomerKind.B2B)  # type: ignore[arg-type]
    ByKind(["b2b"])  # type: ignore[list-item]
    policy = PriorityPolicy.external_first()
    policy.rank(requests)  # type: ignore[call-arg]
    policy.rank(requests, at)  # type: ignore[call-arg]
    policy.rank(requests, at=date(2026, 3, 2))  # type: ignore[arg-type]
    policy.rank([7], at=at)  # type: ignore[list-item]
    policy.with_criterion("vip")  # type: ignore[arg-type]
    policy.name = "other"  # type: ignore[misc]
    ranking.explain(1)  # type: ignore[arg-type]
    ranking.compare(requests)  # type: ignore[arg-type]
