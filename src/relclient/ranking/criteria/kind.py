"""By kind of customer, in an order that the policy gives."""

from collections.abc import Iterable, Sequence
from typing import final

from attrs import field, frozen

from relclient._validation import as_sequence, check_instance
from relclient.errors import InvalidValue
from relclient.model.customers import CustomerKind
from relclient.ranking._context import Context, relationship_of
from relclient.ranking._sorting import BucketKey
from relclient.ranking.criteria._behavior import Behavior, register
from relclient.ranking.explanation import Item, Reason


def _as_kinds(order: Iterable[CustomerKind]) -> tuple[CustomerKind, ...]:
    return as_sequence(order, "ByKind.order")


@final
@frozen
class ByKind:
    """
    Kinds of customer come in a given order; those not listed come last, together.

    >>> from relclient import ByKind, CustomerKind
    >>> ByKind([CustomerKind.ACCOUNT, CustomerKind.B2B]).order[0].label()
    'account customer'

    Raises:
        InvalidType: the order holds something that is not a `CustomerKind` member.
        InvalidValue: it is empty, or names a kind twice.
    """

    __module__ = "relclient"

    order: tuple[CustomerKind, ...] = field(converter=_as_kinds)
    """The kinds, first to last."""

    def __attrs_post_init__(self) -> None:
        for index, kind in enumerate(self.order):
            check_instance(f"ByKind.order[{index}]", kind, CustomerKind, "a CustomerKind")
        if not self.order:
            raise InvalidValue("ByKind.order", self.order, "list at least one kind")
        if len(set(self.order)) < len(self.order):
            raise InvalidValue("ByKind.order", tuple(kind.value for kind in self.order), "list each kind once")

    def __str__(self) -> str:
        return "kind"


def _keys(criterion: ByKind, _items: Sequence[Item], context: Context) -> Sequence[BucketKey[Item]]:
    others = len(criterion.order)
    place_of: dict[CustomerKind | None, int] = dict.fromkeys((*CustomerKind, None), others)
    place_of |= {kind: place for place, kind in enumerate(criterion.order)}
    customers = context.customers
    return (BucketKey(lambda items: [place_of[customers[one].kind] for one in context.identities(items)], others + 1),)


def _find(criterion: ByKind, item: Item, context: Context) -> Reason:
    kind = context.customer(item).kind
    label = "of no known kind" if kind is None else _with_article(kind.label())  # such a party is refused before
    unlisted = "" if kind in criterion.order else ", which is not listed"
    return Reason(criterion, kind, f"{relationship_of(item).customer.name} is {label}{unlisted}")


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


register(ByKind, Behavior(_keys, _find, asks_kind=True))
