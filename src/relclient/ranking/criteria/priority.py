"""By priority level, which may rise while a request waits."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias, final, get_args

from attrs import field, frozen

from relclient._facts import spell_facts
from relclient._formatting import say_duration
from relclient._validation import instance_of
from relclient.errors import InvalidValue, RelclientError
from relclient.labels import Term
from relclient.model.priorities import Priority
from relclient.model.requests import ServiceRequest
from relclient.ranking._context import LOWEST, PRIORITIES, Context, epoch_for
from relclient.ranking._sorting import BucketKey
from relclient.ranking.criteria._behavior import Behavior, register, say_when
from relclient.ranking.explanation import Reason
from relclient.sla.priority_matrix import matrix_facts
from relclient.timing.instants import EPOCH

Counting: TypeAlias = Literal["elapsed", "worked"]
"""Which time a waiting request is lifted by: all that passed, or the working time of its agreement."""


@final
@frozen
class ByPriority:
    """
    The more pressing level comes first.

    With *lift_after* nobody starves: each time that much has passed since a request was received, it counts
    one level higher, at most *lift_to*. One that is at *lift_to* or above by itself is never lifted.

    >>> from datetime import timedelta
    >>> from relclient import ByPriority
    >>> ByPriority(lift_after=timedelta(days=2)).lift_to.label()
    'high'

    Raises:
        InvalidType: *lift_after* is not a timedelta, or *lift_to* not a `Priority`.
        InvalidValue: *lift_after* is not positive, or *counts* neither ``"elapsed"`` nor ``"worked"``.
    """

    __module__ = "relclient"

    lift_after: timedelta | None = field(default=None, validator=instance_of(timedelta | None, "a timedelta or None"))
    """The time for each level up; None lifts nothing."""
    lift_to: Priority = field(default=Priority.HIGH, validator=instance_of(Priority, "a Priority"))
    """The highest level to which waiting alone leads."""
    counts: Counting = "elapsed"
    """Which time is meant: ``"worked"`` is that of the agreement's calendar; without an agreement, all time counts."""

    def __attrs_post_init__(self) -> None:
        if self.lift_after is not None and self.lift_after <= timedelta(0):
            remedy = "give the time after which a request moves one level up, or None for never"
            raise InvalidValue("ByPriority.lift_after", self.lift_after, remedy)
        if self.counts not in get_args(Counting):
            raise InvalidValue("ByPriority.counts", self.counts, "give 'elapsed' or 'worked'")

    def __str__(self) -> str:
        return "priority"


def _keys(
    criterion: ByPriority, _items: Sequence[ServiceRequest], context: Context
) -> Sequence[BucketKey[ServiceRequest]]:
    if criterion.lift_after is None:
        return (BucketKey(context.levels, LOWEST + 1),)
    lift = _lift(criterion)

    def of(requests: Sequence[ServiceRequest]) -> list[int]:
        levels = context.levels(requests)
        if criterion.counts == "elapsed":
            epoch = epoch_for(requests[0].received)
            return [
                lift(level, context.now - (one.received - epoch)) for one, level in zip(requests, levels, strict=True)
            ]
        found: list[int] = []
        top = criterion.lift_to.level
        for one, level in zip(requests, levels, strict=True):
            try:
                found.append(lift(level, _waited(criterion, one, context)) if level > top else level)
            except RelclientError as problem:
                context.report(one, uncounted(one, problem))
                found.append(level)
        return found

    return (BucketKey(of, LOWEST + 1),)


def _lift(criterion: ByPriority) -> Callable[[int, timedelta], int]:
    """Return the function that lifts a level by the time waited."""
    top, limits = criterion.lift_to.level, list(_limits(criterion))

    def lift(level: int, waited: timedelta) -> int:
        return level if level <= top else max(top, level - bisect_right(limits, waited))

    return lift


def _limits(criterion: ByPriority) -> Iterator[timedelta]:
    """Yield the times after which a request has waited for one lift, two, and so on: comparing beats dividing."""
    if criterion.lift_after is not None:
        for lifts in range(1, LOWEST - criterion.lift_to.level + 1):
            try:
                yield criterion.lift_after * lifts
            except OverflowError:
                return  # so long has nobody waited


def _waited(criterion: ByPriority, request: ServiceRequest, context: Context) -> timedelta:
    agreement = request.relationship.agreement
    if criterion.counts == "elapsed" or agreement is None:
        return context.now - (request.received - EPOCH)
    if request.received - EPOCH >= context.now:
        return timedelta(0)
    return agreement.calendar.between(request.received, context.at)


def _find(criterion: ByPriority, request: ServiceRequest, context: Context) -> Reason:
    level = context.level(request)
    waited = _waited(criterion, request, context)
    lifted = PRIORITIES[_lift(criterion)(level.level, waited)]
    finding = _level(level, request, context)
    if lifted is not level:
        time = "working time" if criterion.counts == "worked" and request.relationship.agreement else "waiting"
        return Reason(criterion, lifted, f"{lifted.label()} after {say_duration(waited)} of {time}, from {finding}")
    return Reason(criterion, lifted, finding)


def _level(level: Priority, request: ServiceRequest, context: Context) -> str:
    if request.override is not None:
        return f"{level.label()}, set by hand: {request.override.reason}"
    changes = [one for one in request.events if one.priority is not None and one.at - EPOCH <= context.now]
    if changes:
        return f"{level.label()}, set on {say_when(changes[-1].at, context)}"
    matrix, customer = context.terms.matrix, context.customer(request)
    facts = {**matrix.defaults, **matrix_facts(request, matrix, kind=customer.kind)}
    said = [
        fact.label() if isinstance(fact := facts[name], Term) else spell_facts({name: fact}) for name in matrix.inputs
    ]
    return f"{level.label()} by {', '.join(said) or matrix.name}"


def _turning(criterion: ByPriority, request: ServiceRequest, context: Context) -> Iterable[datetime]:
    if request.override is None:
        yield from (one.at for one in request.events if one.priority is not None and one.at - EPOCH > context.now)
    agreement = request.relationship.agreement
    for limit in _limits(criterion):
        try:
            if criterion.counts == "worked" and agreement is not None:
                risen = agreement.calendar.add(request.received, limit)
            else:
                risen = request.received.astimezone(UTC) + limit
        except (OverflowError, RelclientError):
            return  # beyond what can be reckoned with, and so never
        if risen - EPOCH > context.now:
            yield risen


def uncounted(request: ServiceRequest, problem: RelclientError) -> RelclientError:
    """Return *problem*, which a calendar raised, as one of *request*."""
    told = str(problem).rstrip(".")
    return InvalidValue(f"request {request.id!r} received", request.received, f"its agreement cannot count on: {told}")


register(ByPriority, Behavior(_keys, _find, needs_request=True, turning=_turning))
