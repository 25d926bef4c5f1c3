"""Behavior: what a policy does with the criteria of one class; each module of a criterion registers its own."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Literal, TypeAlias, TypeVar

from attrs import frozen

from relclient._facts import spell
from relclient._formatting import say_instant
from relclient.errors import InvalidValue
from relclient.model.relationships import Relationship
from relclient.ranking._context import Context, in_zone
from relclient.ranking._sorting import Key
from relclient.ranking.explanation import Item, Reason

C = TypeVar("C")

Missing: TypeAlias = Literal["first", "last"] | None
"""Where those go that lack what a criterion compares; None refuses them."""


def _nothing(_criterion: object, _item: Item, _context: Context) -> Iterable[datetime]:
    return ()


@frozen
class Behavior:
    """What a policy does with the criteria of one class."""

    # The functions take a criterion of that class and the items that it is for; a table of all cannot say so.
    keys: Callable[[Any, Any, Context], Sequence[Key[Any]]]
    """Returns the keys by which some items are sorted; reports to the context what keeps an item from being ranked."""
    find: Callable[[Any, Any, Context], Reason]
    """Returns what the criterion found of one item, in words."""
    needs_request: bool = False
    """Whether it compares what only a request has."""
    asks_kind: bool = False
    """Whether it compares by the side or the kind of customer."""
    turning: Callable[[Any, Any, Context], Iterable[datetime]] = _nothing
    """Returns instants after that of the context at which the key of an item may change with no new record."""


_BEHAVIORS: dict[type, Behavior] = {}


def register(criterion: type, behavior: Behavior) -> None:
    """State what a policy does with the criteria of one class."""
    _BEHAVIORS[criterion] = behavior


def behavior_of(criterion: object) -> Behavior:
    """Return what a policy does with *criterion*."""
    return _BEHAVIORS[type(criterion)]


def find_all(criteria: Iterable[object], item: Item, context: Context) -> Sequence[Reason]:
    """Return what each of *criteria* found of *item*."""
    return tuple(behavior_of(criterion).find(criterion, item, context) for criterion in criteria)


def check_missing(what: str, missing: object) -> None:
    """Raise unless *missing* is one of `Missing`."""
    if missing is not None and (not isinstance(missing, str) or missing not in {"first", "last"}):
        raise InvalidValue(what, missing, "give 'first', 'last', or None to refuse those that lack it")


def noun_of(item: Item) -> str:
    """Return what *item* is."""
    return "relationship" if isinstance(item, Relationship) else "request"


def say_when(instant: datetime, context: Context) -> str:
    """Return *instant* in words, in the zone that was asked in; all times of a sentence are in one."""
    return say_instant(in_zone(instant, context.at))


def say_value(value: object, context: Context) -> str:
    """Return *value* in words: yes, no, a member by its value, an instant in the zone asked for."""
    if isinstance(value, datetime):
        return say_when(value, context)
    return spell(value) if isinstance(value, bool | Enum) else repr(value)
