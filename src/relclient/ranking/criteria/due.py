"""By due time, as the one place where it is worked out has it: `relclient.due_of`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, final, get_args

from attrs import frozen

from relclient.errors import InvalidValue, MissingValue, RelclientError
from relclient.model.relationships import Relationship
from relclient.model.requests import EventType, ServiceRequest
from relclient.ranking._context import Context, epoch_for, relationship_of
from relclient.ranking._sorting import SortKey
from relclient.ranking.criteria._behavior import Behavior, Missing, check_missing, register, say_when
from relclient.ranking.criteria.priority import uncounted
from relclient.ranking.explanation import Item, Reason
from relclient.sla.due import DueAspect
from relclient.timing.instants import EPOCH

_CALLED: Final = {
    "resolution": "due time",
    "response": "response due time",
    "next_reply": "next reply due time",
    "earliest": "earliest due time",
}


@final
@frozen
class EarliestDue:
    """
    The earlier due time comes first, as `due_of` has it.

    That is the request's own; else what the agreement promises, with pauses; else the customer's next need.
    Other *aspects* are those of the response, of the next reply, and of whichever of the clocks that run comes first.

    >>> from relclient import EarliestDue
    >>> print(EarliestDue(aspect="response", missing="last"))
    response due time

    Raises:
        InvalidValue: *aspect* is not one of `DueAspect`, or *missing* not ``"first"``, ``"last"`` or None.
    """

    __module__ = "relclient"

    aspect: DueAspect = "resolution"
    """Which promise is meant."""
    missing: Missing = None
    """Where those go that have no due time; None refuses them."""

    def __attrs_post_init__(self) -> None:
        aspects = get_args(DueAspect)
        if self.aspect not in list(aspects):
            raise InvalidValue("EarliestDue.aspect", self.aspect, f"give one of {', '.join(map(repr, aspects))}")
        check_missing("EarliestDue.missing", self.missing)

    def __str__(self) -> str:
        return _CALLED[self.aspect]


def _keys(criterion: EarliestDue, items: Sequence[Item], context: Context) -> Sequence[SortKey[Item]]:
    due_of_item = _due_of_item(criterion, context)
    # No instant is as far from the epoch as these.
    nowhere = timedelta.min if criterion.missing == "first" else timedelta.max

    def offset(item: Item) -> timedelta:
        try:
            due = due_of_item(item)
        except RelclientError as problem:
            context.report(item, uncounted(item, problem) if isinstance(item, ServiceRequest) else problem)
            return nowhere
        return nowhere if due is None else due - EPOCH

    if criterion.missing is None:
        offsets: dict[int, timedelta] = {}
        for item in items:
            known = len(context.problems)
            offsets[id(item)] = nowhere if context.is_unknown(item) else offset(item)
            is_missing = offsets[id(item)] == nowhere and not context.is_unknown(item)
            if is_missing and len(context.problems) == known:
                context.report(item, MissingValue(item.id, "a due time", repr(criterion)))
        return (SortKey(lambda some: [offsets[id(one)] for one in some]),)

    def of(some: Sequence[Item]) -> list[timedelta]:
        if criterion.aspect != "resolution":
            return list(map(offset, some))
        if isinstance(some[0], Relationship):
            return list(map(offset, some))
        epoch = epoch_for(context.at)
        return [offset(one) if (due := one.due) is None else due - epoch for one in some]  # type: ignore[union-attr]  # all are requests where the first is

    return (SortKey(of),)


def _due_of_item(criterion: EarliestDue, context: Context) -> Callable[[Item], datetime | None]:
    return lambda item: context.due(item, criterion.aspect)


def _find(criterion: EarliestDue, item: Item, context: Context) -> Reason:
    due = context.due(item, criterion.aspect)
    if due is None:
        return Reason(criterion, None, f"none, and so {criterion.missing}")
    said = say_when(due, context)
    return Reason(criterion, due, f"{said}{_by(item, due, context)}")


def _by(item: Item, due: datetime, context: Context) -> str:
    """Return what gives the due time, as the rest of a sentence."""
    agreement = relationship_of(item).agreement
    if isinstance(item, Relationship) or agreement is None:
        has_own = isinstance(item, ServiceRequest) and item.due is not None
        return "" if has_own else f", when {relationship_of(item).customer.name} needs it"
    if item.due is not None and due == item.due:
        return ""
    has_pauses = any(one.type is EventType.PAUSED and one.at - EPOCH <= context.now for one in item.events)
    level = context.level(item).label()
    pauses = ", pauses counted" if has_pauses else ""
    return f", as the agreement {agreement.name!r} promises at {level}{pauses}"


def _turning(criterion: EarliestDue, item: Item, context: Context) -> Iterable[datetime]:
    if isinstance(item, ServiceRequest) and (item.due is None or criterion.aspect != "resolution"):
        yield from (event.at for event in item.events if event.at - EPOCH > context.now)
        if item.received - EPOCH > context.now:
            yield item.received


register(EarliestDue, Behavior(_keys, _find, turning=_turning))
