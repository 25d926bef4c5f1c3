"""By side: external customers before internal ones, with the colleagues on whom they wait."""

from collections.abc import Sequence
from typing import final

from attrs import field, frozen

from relclient._validation import instance_of
from relclient.ranking._context import Context, relationship_of
from relclient.ranking._sorting import BucketKey
from relclient.ranking._waiting_chain import who_waits
from relclient.ranking.criteria._behavior import Behavior, register
from relclient.ranking.explanation import Item, Reason


@final
@frozen
class ExternalFirst:
    """
    Requests of external customers come before those of internal ones.

    With *chain*, an internal request on which an external customer waits counts as external:
    one whose customer serves external customers, itself or through others. The network tells.

    >>> from relclient import ExternalFirst
    >>> ExternalFirst() == ExternalFirst(chain=True)
    True

    Raises:
        InvalidType: *chain* is not a bool.
    """

    __module__ = "relclient"

    chain: bool = field(default=True, validator=instance_of(bool, "True or False"))
    """Whether the chain of services is followed; that takes a network."""

    def __str__(self) -> str:
        return "side"


def _keys(criterion: ExternalFirst, _items: Sequence[Item], context: Context) -> Sequence[BucketKey[Item]]:
    bucket_of = context.internal_and_not_awaited if criterion.chain else context.internal
    return (BucketKey(lambda items: list(map(bucket_of.__getitem__, context.identities(items))), 2),)


def _find(criterion: ExternalFirst, item: Item, context: Context) -> Reason:
    relationship, known = relationship_of(item), context.customer(item)
    name, provider = relationship.customer.name, relationship.provider.name
    if known.is_external:
        return Reason(criterion, value=True, finding=f"{name} is an external customer of {provider}")
    if not criterion.chain:
        return Reason(criterion, value=False, finding=f"{name} is an internal customer of {provider}")
    if context.network is None or not known.is_awaited:
        return Reason(criterion, value=False, finding=f"{name} is internal, and no external customer waits on it")
    waits = who_waits(context.network, relationship.party, context.day)
    steps = len(waits.path)
    last = waits.path[-1]
    waiting = f"{waits.customer.name} waits on {'it' if steps == 1 else last.provider.name} for {last.service}"
    far = "" if steps == 1 else f", {_STEPS.get(steps, str(steps))} steps on"
    return Reason(criterion, value=True, finding=f"{name} is internal, but {waiting}{far}", waits=waits)


_STEPS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}

register(ExternalFirst, Behavior(_keys, _find, asks_kind=True))
