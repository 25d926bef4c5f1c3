"""By an attribute of the app's own."""

from collections.abc import Sequence
from enum import Enum
from typing import final

from attrs import field, frozen

from relclient._validation import check_text, instance_of
from relclient.errors import MissingValue
from relclient.model.relationships import Relationship
from relclient.ranking._comparable import comparable
from relclient.ranking._context import Context
from relclient.ranking._sorting import BucketKey, Key, SortKey
from relclient.ranking.criteria._behavior import Behavior, Missing, check_missing, noun_of, register, say_value
from relclient.ranking.explanation import Item, Reason


@final
@frozen
class ByAttribute:
    """
    The smaller value of an attribute of the app's own comes first; False comes before True, as 0 before 1.

    Numbers are compared with numbers, strings with strings (letter by letter, by code point), times as instants.
    An attribute that is None is missing. Not a number (NaN) has no place in any order and is refused.
    Of a relationship its fact of that name is compared, members of an enumeration in the order of their class.

    >>> from relclient import ByAttribute
    >>> print(ByAttribute("gold", descending=True, missing="last", label="gold account"))
    gold account

    Raises:
        InvalidType, InvalidValue: the name or label is not a string or is empty, *descending* is not a bool,
            or *missing* not ``"first"``, ``"last"`` or None.
    """

    __module__ = "relclient"

    name: str
    """The key among the request's ``attributes``, or the relationship's ``facts``."""
    descending: bool = field(default=False, validator=instance_of(bool, "True or False"))
    """Whether the greater value comes first."""
    missing: Missing = None
    """Where those go that lack it, whichever way the others run; None refuses them."""
    label: str | None = None
    """What sentences call it; None for its name."""

    def __attrs_post_init__(self) -> None:
        check_text("ByAttribute.name", self.name)
        check_missing("ByAttribute.missing", self.missing)
        if self.label is not None:
            check_text("ByAttribute.label", self.label)

    def __str__(self) -> str:
        return f"attribute {self.name!r}" if self.label is None else self.label


def _value(criterion: ByAttribute, item: Item) -> object:
    return (item.facts if isinstance(item, Relationship) else item.attributes).get(criterion.name)


def _place(item: Item, value: object) -> object:
    """Return *value* as it is compared: a fact that is a member of an enumeration by its place in its class."""
    if isinstance(item, Relationship) and isinstance(value, Enum):
        return tuple(type(value)).index(value)
    return value


def _keys(criterion: ByAttribute, items: Sequence[Item], context: Context) -> Sequence[Key[Item]]:
    values = [_value(criterion, one) for one in items]
    having = [one for one, value in zip(items, values, strict=True) if value is not None]
    if criterion.missing is None and len(having) < len(items):
        for item, value in zip(items, values, strict=True):
            if value is None:
                context.report(item, MissingValue(item.id, f"the attribute {criterion.name!r}", repr(criterion)))
    keys = comparable(
        [_place(one, value) for one, value in zip(items, values, strict=True) if value is not None],
        lambda place: f"attribute {criterion.name!r} of {noun_of(having[place])} {having[place].id!r}",
        lambda place, problem: context.report(having[place], problem),
    )
    key_of = dict(zip(map(id, having), keys, strict=True))
    # Those that lack it have a bucket of their own, and so are never compared with the others.
    has_bucket = int(criterion.missing == "first")
    return (
        BucketKey(lambda some: [has_bucket if id(one) in key_of else 1 - has_bucket for one in some], 2),
        SortKey(lambda some: [key_of.get(id(one), 0) for one in some], criterion.descending),
    )


def _find(criterion: ByAttribute, item: Item, context: Context) -> Reason:
    value = _value(criterion, item)
    if value is None:
        return Reason(criterion, None, f"none, and so {criterion.missing}")
    return Reason(criterion, value, say_value(value, context))


register(ByAttribute, Behavior(_keys, _find))
