"""Arranging: what is given to a policy is checked, looked up and put in order; what cannot be ranked is named."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Generic, Literal, TypeAlias, TypeVar, get_args

from attrs import frozen

from relclient._validation import as_tuple
from relclient.errors import (
    ConflictingIds,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Problems,
    RelclientError,
)
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.model.set_aside import SetAside
from relclient.network import ServiceNetwork
from relclient.ranking._context import Context, Terms
from relclient.ranking._sorting import Key, sort_items
from relclient.ranking.criteria._behavior import behavior_of
from relclient.ranking.explanation import Item

Invalid: TypeAlias = Literal["raise", "set_aside"]
"""What becomes of items that cannot be ranked: all of them are refused, or they are set aside and the others ranked."""


T = TypeVar("T", bound=Item)


@frozen
class Arranged(Generic[T]):
    """What came out."""

    ordered: tuple[T, ...]
    """The items in order; with *first* those."""
    everyone: tuple[T, ...]
    """All that was ranked, as it was given, where only the first are listed; else nothing."""
    set_aside: tuple[SetAside[T], ...]
    """What was left out, in the order given."""


@frozen
class Asked:
    """What is asked for."""

    name: str
    """The method that was called, for messages."""
    item_type: type[ServiceRequest | Relationship]
    """What is ranked."""
    at: datetime
    """As of when."""
    network: ServiceNetwork | None
    """Where customers are looked up."""
    first: int | None
    """How many are wanted; None for all."""
    invalid: Invalid
    """What becomes of items that cannot be ranked."""


def arrange(terms: Terms, given: Iterable[T], asked: Asked) -> Arranged[T]:
    """
    Return the items *given* in order.

    Raises:
        Problems: what keeps anything from being ranked; or an item, where those are not set aside.
    """
    problems: list[RelclientError] = []
    items: list[T] = []
    try:
        items += as_tuple(given, f"{asked.name} {_noun(asked)}s")
    except InvalidType as problem:
        problems.append(problem)
    problems += _argument_types(asked)
    refused = _Refused(items)
    refused.add(_item_types(items, asked))
    refused.check(problems, asked)
    known = refused.without(items)
    # A time without a zone is a problem; any zone serves to find the others.
    at = asked.at
    if at.utcoffset() is None:
        problems.append(NaiveDatetime(f"{asked.name} at", at))
        at = at.replace(tzinfo=UTC)
    problems += _argument_values(terms, asked)
    refused.repeated.update(_same_ids(items, known, asked))
    context = Context(terms, at, asked.network, known)
    if asked.network is not None or not terms.follows_chain:  # else the network is the problem
        context.learn(known)
    keys: list[Key[T]] = []
    for criterion in terms.deciding:
        if asked.item_type is ServiceRequest or not behavior_of(criterion).needs_request:
            keys += behavior_of(criterion).keys(criterion, known, context)
    refused.add(context.problems)
    refused.check(problems, asked)
    return _sorted(context, keys, refused.without(items), asked, refused)


def _sorted(
    context: Context, keys: Sequence[Key[T]], items: list[T], asked: Asked, refused: "_Refused[T]"
) -> Arranged[T]:
    while True:
        context.problems, context.turns, context.queue = [], None, items
        ordered = tuple(sort_items(items, keys, asked.first))
        if not context.problems:
            break
        # Due times are worked out only where they matter, and so what is wrong with one may come out here.
        refused.add(context.problems)
        refused.check([], asked)
        items = refused.without(items)
    return Arranged(ordered, tuple(items) if len(ordered) < len(items) else (), refused.set_aside())


class _Refused(Generic[T]):
    """The items that cannot be ranked, each with all that is wrong with it."""

    __slots__ = ("_given", "_of", "_order", "repeated")

    def __init__(self, given: list[T]) -> None:
        self._given = given
        self._of: dict[int, list[RelclientError]] = {}
        self._order: list[RelclientError] = []
        self.repeated: dict[int, RelclientError] = {}
        """What is wrong with an item whose id one before it has, by its place: it may be the same object."""

    def add(self, found: Iterable[tuple[Item, RelclientError]]) -> None:
        for item, problem in found:
            self._of.setdefault(id(item), []).append(problem)
            self._order.append(problem)

    def check(self, problems: Sequence[RelclientError], asked: Asked) -> None:
        """Raise *problems*, with those of the items unless they are set aside."""
        of_items = [] if asked.invalid == "set_aside" else [*self.repeated.values(), *self._order]
        if problems or of_items:
            raise Problems.found([*problems, *of_items])

    def without(self, items: list[T]) -> list[T]:
        if not self._of and not self.repeated:
            return items
        is_all = items is self._given
        return [
            one
            for place, one in enumerate(items)
            if id(one) not in self._of and not (is_all and place in self.repeated)
        ]

    def set_aside(self) -> tuple[SetAside[T], ...]:
        found: list[SetAside[T]] = []
        for place, item in enumerate(self._given if self._of or self.repeated else ()):
            problems = [self.repeated[place]] if place in self.repeated else self._of.get(id(item), [])
            if problems:
                found.append(SetAside(item, problems[0] if len(problems) == 1 else Problems.found(problems)))
        return tuple(found)


def _noun(asked: Asked) -> str:
    return "request" if asked.item_type is ServiceRequest else "relationship"


def _argument_types(asked: Asked) -> Iterator[RelclientError]:
    at: object = asked.at
    network: object = asked.network
    if not isinstance(at, datetime):
        yield InvalidType(f"{asked.name} at", at, "a datetime with a zone")
    if not isinstance(network, ServiceNetwork | None):
        yield InvalidType(f"{asked.name} network", network, "a ServiceNetwork or None")
    if asked.first is not None and type(asked.first) is not int:
        yield InvalidType(f"{asked.name} first", asked.first, "a whole number or None")
    if asked.invalid not in list(get_args(Invalid)):
        yield InvalidValue(f"{asked.name} invalid", asked.invalid, "give 'raise' or 'set_aside'")


def _item_types(items: Sequence[Item], asked: Asked) -> Iterator[tuple[Item, RelclientError]]:
    if set(map(type, items)) <= {asked.item_type}:
        return
    for place, item in enumerate(items):
        if not isinstance(item, asked.item_type):
            expected = f"a {asked.item_type.__name__}"
            yield item, InvalidType(f"{asked.name} {_noun(asked)}s[{place}]", item, expected)


def _argument_values(terms: Terms, asked: Asked) -> Iterator[RelclientError]:
    if asked.first is not None and asked.first < 0:
        yield InvalidValue(f"{asked.name} first", asked.first, f"say how many {_noun(asked)}s are wanted")
    if terms.follows_chain and asked.network is None:
        remedy = "the chain of services is followed in a network; give one, or take ExternalFirst(chain=False)"
        yield InvalidValue(f"{asked.name} network", None, remedy)
    if asked.item_type is Relationship:
        for criterion in terms.deciding:
            if behavior_of(criterion).needs_request:
                remedy = "it compares what only a request has; rank requests, or leave the criterion out"
                yield InvalidValue(f"{asked.name} criterion", criterion, remedy)


def _same_ids(items: Sequence[Item], known: Sequence[Item], asked: Asked) -> Iterator[tuple[int, RelclientError]]:
    if len(set(map(attrgetter("id"), known))) == len(items):
        return
    noun = _noun(asked)
    met: dict[str, Item] = {}
    for place, item in enumerate(items):
        if not isinstance(item, asked.item_type):
            continue
        if item.id not in met:
            met[item.id] = item
        elif item == met[item.id]:
            remedy = f"the {noun} is there already; give it once"
            yield place, InvalidValue(f"{asked.name} {noun}s[{place}]", item.id, remedy)
        else:
            yield place, ConflictingIds(f"{noun}s", item.id, met[item.id], item)
