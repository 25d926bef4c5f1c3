"""Findings: what each criterion found of a request, in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never, final, overload

from relclient._formatting import say_duration, say_instant
from relclient.model.customers import CustomerKind
from relclient.model.priorities import Priority
from relclient.model.requests import ServiceRequest
from relclient.ranking._columns import lifting, make_key, promised
from relclient.ranking._context import EPOCH, PRIORITIES, Situation, takes_kind
from relclient.ranking.criteria import (
    ByAttribute,
    ById,
    ByKey,
    ByKind,
    ByPriority,
    Deciding,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
)
from relclient.ranking.explanation import Reason
from relclient.sla.priority_matrix import computed_level


@final
class Reasons(Sequence[Reason]):
    """The reasons of one place, made when they are first read."""

    __slots__ = ("_made", "_request", "_situation")

    def __init__(self, request: ServiceRequest, situation: Situation) -> None:
        """Remember whose reasons they are."""
        self._request = request
        self._situation = situation
        self._made: tuple[Reason, ...] | None = None

    def _read(self) -> tuple[Reason, ...]:
        if self._made is None:
            criteria = self._situation.policy.deciding[:-1]  # the id is no news
            self._made = tuple(find(criterion, self._request, self._situation) for criterion in criteria)
        return self._made

    @overload
    def __getitem__(self, index: int) -> Reason: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Reason, ...]: ...
    def __getitem__(self, index: int | slice) -> Reason | tuple[Reason, ...]:
        return self._read()[index]

    def __len__(self) -> int:
        return len(self._read())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Reasons):
            return self._read() == other._read()
        return self._read() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def __reduce__(self) -> tuple[type[tuple[Reason, ...]], tuple[tuple[Reason, ...]]]:
        """Pickle what was found, not the network in which it was looked up."""
        return tuple, (self._read(),)


def find(criterion: Deciding, request: ServiceRequest, situation: Situation) -> Reason:
    """Give what *criterion* found of *request*."""
    value, finding = _find(criterion, request, situation)
    return Reason(criterion, value, finding)


def _find(  # noqa: PLR0911  # one for each criterion
    criterion: Deciding, request: ServiceRequest, situation: Situation
) -> tuple[object, str]:
    match criterion:
        case ExternalFirst():
            return _side(criterion, request, situation)
        case ByKind():
            return _kind(criterion, request, situation)
        case ByPriority():
            return _priority(criterion, request, situation)
        case EarliestDue():
            return _due(criterion, request, situation)
        case LongestWaiting():
            return request.received, f"received {say_instant(request.received)}"
        case ByAttribute():
            value = request.attributes.get(criterion.name)
            return value, f"none, and so {criterion.missing}" if value is None else repr(value)
        case ByKey():
            key = make_key(criterion, request)
            return key, repr(key)
        case ById():
            return request.id, request.id
        case _:
            assert_never(criterion)


def _side(criterion: ExternalFirst, request: ServiceRequest, situation: Situation) -> tuple[bool, str]:
    name, standing = request.relationship.customer.name, situation.standing(request)
    if standing.is_external:
        return True, f"{name} is external"
    if not criterion.chain:
        return False, f"{name} is internal"
    if standing.awaited:
        return True, f"{name} is internal, but external customers wait on it"
    return False, f"{name} is internal, and no external customer waits on it"


def _kind(criterion: ByKind, request: ServiceRequest, situation: Situation) -> tuple[CustomerKind | None, str]:
    kind = situation.standing(request).kind
    label = "of no known kind" if kind is None else kind.label()  # such a party is refused before anything is ranked
    unlisted = "" if kind in criterion.order else ", which is not listed"
    return kind, f"{request.relationship.customer.name} is {label}{unlisted}"


def _priority(criterion: ByPriority, request: ServiceRequest, situation: Situation) -> tuple[Priority, str]:
    level = situation.level(request)
    received = request.received - EPOCH
    lifted = PRIORITIES[lifting(criterion, situation.now)(level.level, received)]
    finding = _level(level, request, situation)
    if lifted is not level:
        finding += f", lifted to {lifted.label()} after {say_duration(situation.now - received)}"
    return lifted, finding


def _level(level: Priority, request: ServiceRequest, situation: Situation) -> str:
    kind = situation.standing(request).kind
    matrix = situation.policy.matrix
    grounds = [
        request.impact.label(),
        request.urgency.label(),
        *([kind.label()] if kind and takes_kind(matrix) else []),
    ]
    computed = computed_level(request, matrix, kind=kind)
    by_matrix = f"{computed.label()} by {', '.join(grounds)}"
    if request.override is not None:
        return f"{request.override}; {by_matrix}"
    changes = [event for event in request.events if event.priority is not None and event.at - EPOCH <= situation.now]
    if changes:
        return f"{level.label()} since it was changed on {say_instant(changes[-1].at)}; {by_matrix}"
    return by_matrix


def _due(criterion: EarliestDue, request: ServiceRequest, situation: Situation) -> tuple[datetime | None, str]:
    if request.due is not None:
        return request.due, say_instant(request.due)
    due = promised(request, situation)
    agreement = request.relationship.agreement
    if due is None or agreement is None:
        return None, f"none, and so {criterion.missing}"
    level = situation.level(request)
    return due, f"{say_instant(due)}, as the agreement {agreement.name!r} promises at {level.label()}"
