"""By turn: the first request of everyone before the second of anyone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import final

from attrs import frozen

from relclient.model.requests import ServiceRequest
from relclient.ranking._context import Context
from relclient.ranking._sorting import Key, SortKey, sort_items
from relclient.ranking.criteria._behavior import Behavior, behavior_of, register
from relclient.ranking.criteria.waiting import LongestWaiting
from relclient.ranking.explanation import Reason
from relclient.timing.instants import EPOCH


@final
@frozen
class ByTurn:
    """
    The first open request of every customer comes before the second of any, so that nobody's four hundred come first.

    The requests of one customer are numbered by the criteria that follow in the policy,
    then by the time received, then by id. Those that are not open come after all turns.

    >>> from relclient import ByTurn
    >>> print(ByTurn())
    turn
    """

    __module__ = "relclient"

    def __str__(self) -> str:
        return "turn"


def _keys(criterion: ByTurn, _items: Sequence[ServiceRequest], context: Context) -> Sequence[SortKey[ServiceRequest]]:
    def of(requests: Sequence[ServiceRequest]) -> list[int]:
        turns = turns_of(criterion, context)
        last = len(turns) + 1
        return [turns.get(id(one), last) for one in requests]

    return (SortKey(of),)


def later_criteria(criterion: ByTurn, context: Context) -> tuple[object, ...]:
    """Return what the requests of one customer are numbered by."""
    deciding = context.terms.deciding
    later = deciding[deciding.index(criterion) + 1 :]
    # Where the time received comes before this criterion, it ends ties all the same.
    return later if LongestWaiting() in later else (*later[:-1], LongestWaiting(), later[-1])


def turn_order(criterion: ByTurn, context: Context) -> list[ServiceRequest]:
    """Return the open requests of the queue in the order in which turns are given."""
    waiting = [one for one in context.queue if isinstance(one, ServiceRequest) and one.is_open(context.at)]
    context.learn(waiting)
    keys: list[Key[ServiceRequest]] = []
    for one in later_criteria(criterion, context):
        keys += behavior_of(one).keys(one, waiting, context)
    return sort_items(waiting, keys)


def turns_of(criterion: ByTurn, context: Context) -> dict[int, int]:
    """Return the turn of each open request, by its identity."""
    if context.turns is None:
        counted: Counter[str] = Counter()
        turns: dict[int, int] = {}
        for request in turn_order(criterion, context):
            customer = request.relationship.customer.id
            counted[customer] += 1
            turns[id(request)] = counted[customer]
        context.turns = turns
    return context.turns


def _find(criterion: ByTurn, request: ServiceRequest, context: Context) -> Reason:
    turn = turns_of(criterion, context).get(id(request))
    name = request.relationship.customer.name
    if turn is None:
        return Reason(criterion, None, "not open")
    return Reason(criterion, turn, f"number {turn} of {name}'s open requests")


def _turning(_criterion: ByTurn, request: ServiceRequest, context: Context) -> Iterable[datetime]:
    yield from (event.at for event in request.events if event.at - EPOCH > context.now)
    if request.received - EPOCH > context.now:
        yield request.received


register(ByTurn, Behavior(_keys, _find, needs_request=True, turning=_turning))
