"""
Horizon: until when an order holds with no new record.

An order holds as long as each two neighbors in it do. Their keys change at instants that can be worked out: events that
are recorded for later, lifts, days on which somebody's side turns; and where a pause or a need moves a due time, the
instant at which it passes another one is closed in on, both never going back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from typing import Final, TypeAlias

from relclient.errors import InvalidValue
from relclient.model.customers import SituationalCustomer
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.network._snapshot import last_day
from relclient.ranking._context import Context, in_zone, relationship_of
from relclient.ranking.comparison import Comparison
from relclient.ranking.criteria import ByKey, ByTurn, EarliestDue
from relclient.ranking.criteria._behavior import behavior_of
from relclient.ranking.criteria.turn import later_criteria, turn_order, turns_of
from relclient.ranking.criteria.waiting import paused_since
from relclient.ranking.explanation import Item
from relclient.timing.instants import EPOCH

_MOMENT: Final = timedelta(microseconds=1)
_FAR: Final = timedelta(days=731)
"""How far ahead pauses and needs are followed: they may go on for ever."""
_MOST_LOOKS: Final = 20_000
"""How often two due times that both move are looked at: they may stay close to each other for long."""
Pair: TypeAlias = tuple[Item, Item]


def order_holds_until(
    items: Sequence[Item], context: Context, reorder: Callable[[datetime], Sequence[Item]]
) -> datetime | None:
    """
    Return the first instant after that of *context* at which *items* are in another order; None when they never are.

    *reorder* returns them in order as of an instant.

    Raises:
        InvalidValue: a function of the app's own takes the context, and may change its mind at any time.
    """
    for criterion in context.terms.deciding:
        if isinstance(criterion, ByKey) and criterion.takes_context:
            remedy = "what a function makes of the time of asking cannot be foreseen; rank without it"
            raise InvalidValue("holds_until", criterion.name, remedy)
    by_turn = next((one for one in context.terms.deciding if isinstance(one, ByTurn)), None)
    if by_turn is None:
        return _first_flip(list(pairwise(items)), context)
    while True:
        # Turns are given anew when one is closed, or two of one customer change places; until then they stay.
        turns_of(by_turn, context)
        numbering = context.with_criteria(later_criteria(by_turn, context))
        opened = (t for item in items for t in behavior_of(by_turn).turning(by_turn, item, context))
        flips = _first_flip(list(pairwise(items)), context), _first_flip(list(_turn_pairs(by_turn, context)), numbering)
        flip = _earliest([*opened, *(each for each in flips if each is not None)])
        if flip is None or [one.id for one in reorder(in_zone(flip, context.at))] != [one.id for one in items]:
            return flip
        context = context.moved_to(in_zone(flip, context.at))
        context.turns = None


def _turn_pairs(by_turn: ByTurn, context: Context) -> Iterator[Pair]:
    """Yield the requests of one customer that have their turns one after the other."""
    last: dict[str, ServiceRequest] = {}
    for request in turn_order(by_turn, context):
        customer = request.relationship.customer.id
        if customer in last:
            yield last[customer], request
        last[customer] = request


def _first_flip(pairs: Sequence[Pair], context: Context) -> datetime | None:
    """Return the first instant after that of *context* at which one of *pairs* stands the other way round."""
    moments = _Moments(context)
    first: datetime | None = None
    for pair in pairs:
        first = moments.flip(pair, first) or first
    return moments.turn_of_day(pairs, first) or first


class _Moments:
    """The contexts of later instants, and the searches for those at which a pair changes."""

    __slots__ = ("_base", "_days", "_turning")

    def __init__(self, base: Context) -> None:
        self._base = base
        self._days: dict[date, Context] = {base.day: base}
        self._turning: dict[int, list[datetime]] = {}

    def at(self, instant: datetime) -> Context:
        """Return the context of *instant*, in the zone that was asked in; what is known of its day is shared."""
        moment = in_zone(instant, self._base.at)
        day = self._days.setdefault(moment.date(), self._base.moved_to(moment))
        return day.moved_to(moment)

    def is_kept(self, pair: Pair, instant: datetime) -> bool:
        """Return whether *pair* stands at *instant* as it does now."""
        return Comparison(self.at(instant), pair).parting(0, 1)[1] is Comparison(self._base, pair).parting(0, 1)[1]

    def flip(self, pair: Pair, until: datetime | None) -> datetime | None:
        """Return the first instant, before *until*, at which *pair* stands the other way round by its own records."""
        own = sorted({t.astimezone(UTC) for item in pair for t in self._turning_of(item)})
        end = self._base.at.astimezone(UTC) + _FAR
        moving = any(_may_move(item, self._base, own) for item in pair)
        start = self._base.at.astimezone(UTC)
        for instant in [*own, end]:
            if moving:
                for crossing in self._crossings(pair, start, min(instant, end)):
                    if until is not None and crossing >= until:
                        return None
                    if not self.is_kept(pair, crossing):
                        return crossing
            if until is not None and instant >= until:
                return None
            if instant is not end and not self.is_kept(pair, instant):
                return instant
            start = instant
        return None

    def _turning_of(self, item: Item) -> list[datetime]:
        if id(item) not in self._turning:
            context = self._base
            self._turning[id(item)] = [
                instant
                for criterion in context.terms.deciding
                for instant in [*behavior_of(criterion).turning(criterion, item, context), *self._ends(criterion, item)]
                if instant - EPOCH > context.now
            ]
        return self._turning[id(item)]

    def _ends(self, criterion: object, item: Item) -> Iterator[datetime]:
        """Yield the instant from which the customer of *item* needs nothing more, so that no due time is left."""
        if not isinstance(criterion, EarliestDue):
            return
        if not isinstance(relationship_of(item).customer, SituationalCustomer):
            return
        low = self._base.at.astimezone(UTC)
        high = low + _FAR
        if self._base.due(item, criterion.aspect) is None or self.at(high).due(item, criterion.aspect) is not None:
            return
        while high - low > _MOMENT:
            middle = low + (high - low) // 2
            if self.at(middle).due(item, criterion.aspect) is None:
                high = middle
            else:
                low = middle
        yield high

    def _crossings(self, pair: Pair, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield the instants from *start* to before *end* at which two due times change sides, for each criterion."""
        if start >= end or self._move_together(pair, start):
            return
        found: list[datetime] = []
        for criterion in self._base.terms.deciding:
            if isinstance(criterion, EarliestDue):
                found += _crossings(partial(self._due_pair, criterion, pair), start, end - _MOMENT)
        yield from sorted(found)

    def _move_together(self, pair: Pair, start: datetime) -> bool:
        """Return whether both wait in one calendar, in which neither catches up with the other."""
        calendars: list[object] = []
        for item in pair:
            agreement = relationship_of(item).agreement
            if isinstance(item, ServiceRequest) and item.due is None and agreement and paused_since(item, start):
                calendars.append(agreement.calendar_at(self.at(start).level(item)))
        return len(calendars) == len(pair) and calendars[0] == calendars[1]

    def _due_pair(self, criterion: EarliestDue, pair: Pair, instant: datetime) -> tuple[timedelta, timedelta]:
        context = self.at(instant)
        one, other = (context.due(item, criterion.aspect) for item in pair)
        none = timedelta.min if criterion.missing == "first" else timedelta.max
        return none if one is None else one - EPOCH, none if other is None else other - EPOCH

    def turn_of_day(self, pairs: Sequence[Pair], until: datetime | None) -> datetime | None:
        """Return the first midnight, before *until*, at which one of *pairs* turns because a side or kind does."""
        if not self._base.terms.asks_kind or self._base.network is None:
            return None
        base, known = self._base, dict[int, Relationship]()
        for pair in pairs:
            for item in pair:
                known[id(relationship_of(item))] = relationship_of(item)
        for day in _turning_days(base.network, base.day) if base.network else ():
            midnight = datetime.combine(day, time(0), base.at.tzinfo)
            if until is not None and midnight.astimezone(UTC) >= until:
                return None
            context = self.at(midnight)
            turned = {identity for identity, one in known.items() if context.customer(one) != base.customer(one)}
            for pair in pairs if turned else ():
                if any(id(relationship_of(item)) in turned for item in pair) and not self.is_kept(pair, midnight):
                    return midnight
        return None


def _may_move(item: Item, context: Context, own: Sequence[datetime]) -> bool:
    """Return whether the due time of *item* may move by itself: in a pause, or with its customer's needs."""
    if not any(isinstance(criterion, EarliestDue) for criterion in context.terms.deciding):
        return False
    if isinstance(relationship_of(item).customer, SituationalCustomer):
        return True
    if isinstance(item, Relationship) or not item.events:
        return False
    return any(paused_since(item, instant) is not None for instant in (context.at, *own))


def _crossings(
    due_pair: Callable[[datetime], tuple[timedelta, timedelta]], start: datetime, end: datetime
) -> Iterator[datetime]:
    """Yield the instants at which the sign of the difference of two due times changes; neither goes back meanwhile."""
    values = {start: due_pair(start), end: due_pair(end)}
    spans = [(start, end)]
    while spans and len(values) < _MOST_LOOKS:
        low, high = spans.pop()
        (one, other), (later_one, later_other) = values[low], values[high]
        is_constant = one == later_one and other == later_other
        middle = low + (high - low) // 2
        if low >= high or is_constant or later_one < other or one > later_other:
            continue
        if high - low <= _MOMENT:
            if _sign(one, other) != _sign(later_one, later_other):
                yield high
            continue
        values[middle] = due_pair(middle)
        if one == other and later_one == later_other and values[middle][0] == values[middle][1]:
            continue  # they move as one
        spans += [(middle, high), (low, middle)]


def _sign(one: timedelta, other: timedelta) -> int:
    return (one > other) - (one < other)


def _turning_days(network: ServiceNetwork, after: date) -> Iterator[date]:
    """Yield the days after *after* on which a tie, a relationship or the last of somebody's needs begins or ends."""
    days: set[date | None] = set()
    for tie in network.affiliations:
        days |= {tie.valid_for.start, tie.valid_for.end}
    for relationship in network.relationships.values():
        days |= {relationship.valid_for.start, relationship.valid_for.end}
        if isinstance(relationship.customer, SituationalCustomer):
            last = last_day(relationship.customer.occasion)
            days.add(None if last == date.max else last + timedelta(days=1))
    return iter(sorted(day for day in days if day is not None and day > after))


def _earliest(instants: Iterable[datetime]) -> datetime | None:
    return min(instants, key=lambda instant: instant - EPOCH, default=None)
