"""By waiting: who has waited longest, and whether it is the customer for whom we wait."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import final

from attrs import frozen

from relclient.model.requests import CLOSING, EventType, ServiceRequest
from relclient.ranking._context import Context, epoch_for
from relclient.ranking._sorting import BucketKey, SortKey
from relclient.ranking.criteria._behavior import Behavior, register, say_when
from relclient.ranking.explanation import Reason
from relclient.timing.instants import EPOCH


@final
@frozen
class LongestWaiting:
    """
    The request received first comes first; all ties end so, whether a policy says it or not.

    >>> from relclient import LongestWaiting
    >>> print(LongestWaiting())
    waiting time
    """

    __module__ = "relclient"

    def __str__(self) -> str:
        return "waiting time"


def _received(requests: Sequence[ServiceRequest]) -> list[timedelta]:
    epoch = epoch_for(requests[0].received)
    return [one.received - epoch for one in requests]


def _received_keys(
    _criterion: LongestWaiting, _items: Sequence[ServiceRequest], _context: Context
) -> Sequence[SortKey[ServiceRequest]]:
    return (SortKey(_received),)


def _find_received(criterion: LongestWaiting, request: ServiceRequest, context: Context) -> Reason:
    said = say_when(request.received, context)
    return Reason(criterion, request.received, f"received {said}")


register(LongestWaiting, Behavior(_received_keys, _find_received, needs_request=True))


@final
@frozen
class WaitingLast:
    """
    Requests that are paused, because somebody else has to act first, come after all others.

    >>> from relclient import WaitingLast
    >>> print(WaitingLast())
    pauses
    """

    __module__ = "relclient"

    def __str__(self) -> str:
        return "pauses"


def paused_since(request: ServiceRequest, at: datetime) -> datetime | None:
    """Return since when *request* is paused at *at*; None when it is not, or is closed."""
    now, since, is_closed = at - EPOCH, None, False
    for event in request.events:
        if event.at - EPOCH > now:
            break
        if event.type in CLOSING:
            is_closed, since = True, None
        elif event.type is EventType.REOPENED:
            is_closed, since = False, None if is_closed else since
        elif event.type is EventType.PAUSED and not is_closed:
            since = since or event.at
        elif event.type is EventType.RESUMED:
            since = None
    return since


def _paused_keys(
    _criterion: WaitingLast, _items: Sequence[ServiceRequest], context: Context
) -> Sequence[BucketKey[ServiceRequest]]:
    at = context.at
    return (BucketKey(lambda some: [int(bool(one.events) and paused_since(one, at) is not None) for one in some], 2),)


def _find_paused(criterion: WaitingLast, request: ServiceRequest, context: Context) -> Reason:
    since = paused_since(request, context.at)
    if since is None:
        return Reason(criterion, value=False, finding="not paused")
    return Reason(criterion, value=True, finding=f"paused since {say_when(since, context)}")


def _turning(_criterion: WaitingLast, request: ServiceRequest, context: Context) -> Iterable[datetime]:
    return (event.at for event in request.events if event.at - EPOCH > context.now)


register(WaitingLast, Behavior(_paused_keys, _find_paused, needs_request=True, turning=_turning))
