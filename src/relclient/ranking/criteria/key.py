"""By a key that a function of the app's own makes; and by id, which ends all ties."""

from collections.abc import Callable, Sequence
from datetime import datetime
from inspect import Parameter, signature
from operator import attrgetter
from typing import Any, Final, final

from attrs import field, frozen

from relclient._validation import check_text
from relclient.errors import InvalidType
from relclient.network import ServiceNetwork
from relclient.ranking._comparable import comparable
from relclient.ranking._context import Context
from relclient.ranking._sorting import SortKey
from relclient.ranking.criteria._behavior import Behavior, noun_of, register, say_value
from relclient.ranking.explanation import Item, Reason


@final
@frozen
class RankingContext:
    """
    What a function that makes a key may ask: when, and of which network.

    >>> from datetime import UTC, datetime
    >>> from relclient import ByKey, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> def is_fresh(request, context):
    ...     return (context.at - request.received).days < 1
    >>> policy = PriorityPolicy("stale first", [ByKey("fresh", is_fresh)])
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> oven = ServiceRequest("oven", repair, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> print(policy.rank([oven], at=monday)[0].reasons[0])
    key 'fresh': yes
    """

    __module__ = "relclient"

    at: datetime
    """As of when."""
    network: ServiceNetwork | None
    """Where customers are looked up; None where none was given."""


def _takes_context(function: object) -> bool:
    """Return whether *function* cannot be called without a second argument."""
    try:
        parameters = signature(function).parameters.values() if callable(function) else ()
    except ValueError:  # some functions of C say nothing of their arguments
        return False
    by_place = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    return sum(one.kind in by_place and one.default is Parameter.empty for one in parameters) > 1


@final
@frozen
class ByKey:
    """
    The smaller key comes first: what *function* makes of a request, or of a relationship where customers are ranked.

    A function that needs two arguments is given a `RankingContext` as the second.
    It has to give the same key for the same arguments every time, of values that ``<`` puts in order:
    numbers, strings, times, or tuples of them.
    A policy that has one cannot be saved, and its fingerprint knows the function by *name* only:
    give it another name when it changes.

    >>> from relclient import ByKey
    >>> print(ByKey("shortest text", lambda request: len(str(request.attributes.get("text", "")))))
    key 'shortest text'

    Raises:
        InvalidType, InvalidValue: the name is not a string or is empty, or the function cannot be called.
    """

    __module__ = "relclient"

    name: str
    """What it compares, for the sentences and the fingerprint."""
    function: Callable[..., Any]
    """Makes the key of a request, or of a relationship."""
    takes_context: bool = field(init=False, eq=False, repr=False)
    """Whether the function is given a `RankingContext`."""

    def __attrs_post_init__(self) -> None:
        check_text("ByKey.name", self.name)
        if not callable(self.function):
            raise InvalidType("ByKey.function", self.function, "a function that takes a ServiceRequest")
        object.__setattr__(self, "takes_context", _takes_context(self.function))

    def __str__(self) -> str:
        return f"key {self.name!r}"


def _key_of(criterion: ByKey, item: Item, context: Context) -> object:
    """Call the function of *criterion*; what it raises is noted to be about *item*."""
    try:
        if criterion.takes_context:
            return criterion.function(item, RankingContext(context.at, context.network))
        return criterion.function(item)
    except Exception as error:
        error.add_note(f"raised by the function of {criterion} for {noun_of(item)} {item.id!r}")
        raise


def _keys(criterion: ByKey, items: Sequence[Item], context: Context) -> Sequence[SortKey[Item]]:
    keys = comparable(
        [_key_of(criterion, one, context) for one in items],
        lambda place: f"key {criterion.name!r} of {noun_of(items[place])} {items[place].id!r}",
        lambda place, problem: context.report(items[place], problem),
    )
    key_of = dict(zip(map(id, items), keys, strict=True))
    return (SortKey(lambda some: [key_of[id(one)] for one in some]),)


def _find(criterion: ByKey, item: Item, context: Context) -> Reason:
    key = _key_of(criterion, item, context)
    return Reason(criterion, key, say_value(key, context))


register(ByKey, Behavior(_keys, _find))


@final
@frozen
class ById:
    """The smaller id comes first: what ends every tie, and so no policy has to say it."""

    def __str__(self) -> str:
        return "id"


_ids: Final = attrgetter("id")


def _id_keys(_criterion: ById, _items: Sequence[Item], _context: Context) -> Sequence[SortKey[Item]]:
    return (SortKey(lambda some: list(map(_ids, some))),)


def _find_id(criterion: ById, item: Item, _context: Context) -> Reason:
    return Reason(criterion, item.id, item.id)


register(ById, Behavior(_id_keys, _find_id))
