"""Rankings: the order that a policy makes of requests or customers, and what can be asked of it."""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar, Generic, Self, TypeVar, final, overload

from attrs import Factory, evolve, field, fields_dict, frozen

from relclient._lazy import LazySequence
from relclient._validation import as_map, check_instance, look_up
from relclient.errors import InvalidType, InvalidValue, UnknownId, UnknownRelationship, UnknownRequest
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.model.set_aside import SetAside
from relclient.network import ServiceNetwork
from relclient.ranking._arranging import Asked, Invalid, arrange
from relclient.ranking._context import Context, Terms, in_zone, takes_kind
from relclient.ranking._horizon import order_holds_until
from relclient.ranking._needed import needed_changes
from relclient.ranking.comparison import Comparison, moves
from relclient.ranking.criteria import ById, ExternalFirst
from relclient.ranking.criteria._behavior import behavior_of, find_all
from relclient.ranking.explanation import (
    Contrast,
    Explanation,
    Item,
    Move,
    Needed,
    Ranked,
    RankedCustomer,
    Reason,
    Step,
)
from relclient.ranking.policy import PriorityPolicy

T = TypeVar("T", bound=Item)
R = TypeVar("R", Ranked, RankedCustomer)


def terms_of(policy: PriorityPolicy, item_type: type[Item] = ServiceRequest) -> Terms:
    """Return what a context takes from *policy*."""
    asking = [f"The criterion {one!r}" for one in policy.criteria if behavior_of(one).asks_kind]
    if not asking and item_type is ServiceRequest and takes_kind(policy.matrix):
        asking = [f"The matrix {policy.matrix.name!r}"]
    return Terms(
        policy.deciding if item_type is ServiceRequest else (*policy.criteria, ById()),
        policy.matrix,
        policy.restart_on_change,
        policy.count_resolved_time,
        follows_chain=any(isinstance(one, ExternalFirst) and one.chain for one in policy.criteria),
        asks_kind=asking[0] if asking else "",
    )


def _make_context(order: "Order[Any, Any]") -> Context:
    return order.context_at(order.at)


def _in_order_of_id(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=attrgetter("id")))


@frozen
class Order(Sequence[R], Generic[T, R]):
    """What both rankings are: items in the order of a policy, and the questions about it."""

    policy: PriorityPolicy
    """What put them in order."""
    at: datetime
    """The instant for which the order holds."""
    network: ServiceNetwork | None = field(repr=False)
    """Where customers and chains of services were looked up."""
    items: tuple[T, ...] = field(repr=False)
    """What was ranked, in order; with ``first=n`` those n."""
    total: int
    """How many were ranked, those behind the first n as well."""
    set_aside: tuple[SetAside[T], ...] = field(default=(), repr=False)
    """What could not be ranked and was left out, in the order given, each with its problem."""
    everyone: tuple[T, ...] = field(default=(), repr=False, eq=_in_order_of_id)
    """All that was ranked, in no order, where only the first n are listed; else nothing."""
    _context: Context = field(init=False, eq=False, repr=False, default=Factory(_make_context, takes_self=True))
    _places: dict[str, int] = field(init=False, eq=False, repr=False, factory=dict[str, int])

    item_type: ClassVar[type[Item]]
    unknown: ClassVar[type[UnknownId]]

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[R, ...]: ...
    def __getitem__(self, index: int | slice) -> R | tuple[R, ...]:
        try:
            places = range(len(self.items))[index]
        except TypeError:
            expected = "a whole number, 0 for the first, or a slice (explain takes an id)"
            raise InvalidType(f"{type(self).__name__} index", index, expected) from None
        return self._ranked(places) if isinstance(places, int) else tuple(map(self._ranked, places))

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[R]:
        return map(self._ranked, range(len(self.items)))

    @property
    def short(self) -> str:
        """What comes first, of how many."""
        return f"{self.items[0].id} first of {self.total}" if self.items else "nothing ranked"

    def __str__(self) -> str:
        asked = f"{self.policy.name!r} at {self.at}"
        left_out = f"; {len(self.set_aside)} could not be ranked" if self.set_aside else ""
        if not self.items:
            return f"Nothing is ranked by {asked}{left_out}."
        return f"{self.items[0].id} is first of {self.total} by {asked}{left_out}."

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Pickle what was given, and nothing that was looked up since."""
        given = self.policy, self.at, self.network, self.items, self.total, self.set_aside, self.everyone
        return type(self), given

    def explain(self, id: str) -> Explanation:
        """
        Return how the item with this id came to its place: what each criterion found, and how many it put before it.

        The counts are over the items that are listed. The cost grows with the logarithm of their number.

        >>> from datetime import UTC, datetime, timedelta
        >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
        >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> oven, sink, lamp = (
        ...     ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
        ...     for id, impact in [("oven", Impact.HIGH), ("sink", Impact.HIGH), ("lamp", Impact.LOW)])
        >>> for step in PriorityPolicy.equal_footing().rank([oven, sink, lamp], at=monday).explain("sink").steps:
        ...     print(step.reason.criterion, step.ahead, step.behind)
        priority 0 1
        due time 0 0
        waiting time 0 0
        id 1 0

        Raises:
            UnknownRequest, UnknownRelationship: nothing that is listed has the id.
            InvalidType: *id* is not a string.
        """
        place = self._place("explain id", id)
        item = self.items[place]
        deciding = self._context.terms.deciding

        def parted_by(other: int) -> int:
            return self._parting(item, self.items[other])[0]

        # The nearer to its own place, the later the criterion that parts another item from it.
        before, after = range(place), range(len(self.items) - 1, place, -1)
        ahead, behind = (
            [bisect_left(others, step, key=parted_by) for step in range(len(deciding) + 1)]
            for others in (before, after)
        )
        steps = tuple(
            Step(reason, ahead[number + 1] - ahead[number], behind[number + 1] - behind[number])
            for number, reason in enumerate(find_all(deciding, item, self._context))
        )
        return Explanation(place + 1, item, self.total, steps, self._level(item), self.policy, self.at)

    def why(self, a: str, b: str) -> Contrast:
        """
        Return which of two items comes first, by the first criterion that parts them.

        >>> from datetime import UTC, datetime
        >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
        >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> lamp, oven = (ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
        ...     for id, impact in [("lamp", Impact.LOW), ("oven", Impact.HIGH)])
        >>> print(PriorityPolicy.equal_footing().rank([lamp, oven], at=monday).why("lamp", "oven"))
        oven comes before lamp by priority: moderate by high impact, low urgency, \
against planning by low impact, low urgency.

        Raises:
            UnknownRequest, UnknownRelationship: nothing that is listed has one of the ids.
            InvalidType: one of them is not a string.
            InvalidValue: both are the same.
        """
        one, other = self.items[self._place("why a", a)], self.items[self._place("why b", b)]
        if one is other:
            raise InvalidValue("why", a, f"name two different {self._noun()}s")
        place, is_ahead = self._parting(one, other)
        ahead, behind = (one, other) if is_ahead else (other, one)
        criterion = self._context.terms.deciding[place]
        find = behavior_of(criterion).find
        reasons = find(criterion, ahead, self._context), find(criterion, behind, self._context)
        return Contrast(ahead, behind, criterion, reasons, self.policy, self.at)

    @property
    def holds_until(self) -> datetime | None:
        """
        The first instant at which the order is another with no new record; None when it holds for ever.

        It changes when a request has waited for a lift, when a need or a pause moves a due time past another one,
        with an event recorded for later, and on a day on which a side or kind turns; days turn in the zone of `at`.
        All that was ranked counts, behind the first n as well. Pauses and needs are followed for two years.

        >>> from datetime import UTC, datetime, timedelta
        >>> from relclient import ByPriority, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest
        >>> from relclient import Urgency
        >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> lamp = ServiceRequest("lamp", repair, received=monday, impact=Impact.LOW, urgency=Urgency.MEDIUM)
        >>> oven = ServiceRequest("oven", repair, received=monday + timedelta(hours=3),
        ...     impact=Impact.HIGH, urgency=Urgency.LOW)
        >>> patient = PriorityPolicy("patient", [ByPriority(lift_after=timedelta(hours=12))])
        >>> print(patient.rank([lamp, oven], at=monday + timedelta(hours=4)).holds_until)
        2026-03-02 21:00:00+00:00

        Raises:
            InvalidValue: a `ByKey` takes the context; it is named.
            Problems: something that is recorded for later keeps a request from being ranked then.
        """
        everyone = self._reordered(self.at) if self.everyone else self.items
        flip = order_holds_until(everyone, self._context, self._reordered)
        return None if flip is None else in_zone(flip, self.at)

    def _reordered(self, at: datetime) -> Sequence[T]:
        asked = Asked("rank", self.item_type, at, self.network, None, "raise")
        return arrange(terms_of(self.policy, self.item_type), self.everyone or self.items, asked).ordered

    def compare(self, other: Self) -> tuple[Move, ...]:
        """
        Return who moves from this ranking to *other*, how far, and by what: now, and until now.

        The moves are in order of the new place; those that leave come last.
        Each names an item that changed sides with it, what parts the two in *other*, and what parted them here.

        >>> from datetime import UTC, datetime
        >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
        >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
        >>> lamp = ServiceRequest("lamp", repair, received=datetime(2026, 3, 2, 9, tzinfo=UTC),
        ...     impact=Impact.LOW, urgency=Urgency.LOW)
        >>> oven = ServiceRequest("oven", repair, received=datetime(2026, 3, 2, 10, tzinfo=UTC),
        ...     impact=Impact.HIGH, urgency=Urgency.LOW)
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> first_come = PriorityPolicy("first come", []).rank([lamp, oven], at=noon)
        >>> for move in first_come.compare(PriorityPolicy.equal_footing().rank([lamp, oven], at=noon)):
        ...     print(move)
        oven moves up from 2 to 1: now before lamp by priority, behind it by waiting time until then.
        lamp moves down from 1 to 2: now behind oven by priority, before it by waiting time until then.

        Raises:
            InvalidType: *other* is not a ranking of the same sort.
        """
        check_instance("compare other", other, type(self), f"a {type(self).__name__}")
        return tuple(moves(self.items, other.items, self._context, other._context))  # of the same class

    def context_at(self, at: datetime) -> Context:
        """Return what the policy can know of the items at an instant."""
        return Context(terms_of(self.policy, self.item_type), at, self.network, self.everyone or self.items)

    @abstractmethod
    def _ranked(self, place: int) -> R: ...

    def _level(self, item: Item) -> Priority | None:
        return self._context.level(item) if isinstance(item, ServiceRequest) else None

    def _reasons(self, item: T) -> LazySequence[Reason]:
        deciding = self._context.terms.deciding[:-1]  # the id is no news

        def find() -> Sequence[Reason]:
            return find_all(deciding, item, self._context)

        return LazySequence[Reason].made_by(find)

    def _parting(self, one: T, other: T) -> tuple[int, bool]:
        return Comparison(self._context, (one, other)).parting(0, 1)

    def _place(self, what: str, id: str) -> int:
        if not self._places:
            self._places.update((item.id, place) for place, item in enumerate(self.items))
        return look_up(what, id, self._places, self.unknown)

    def _noun(self) -> str:
        return self.unknown.noun


@final
@frozen
class Ranking(Order[ServiceRequest, Ranked]):
    """
    Requests in the order of a policy, as a value: a sequence of `Ranked`, each made when it is read.

    The ``rank`` of a `PriorityPolicy` makes it.

    >>> from datetime import UTC, datetime, timedelta
    >>> from relclient import Impact, Organization, Person, PriorityPolicy, Ranking, Relationship, RetailCustomer
    >>> from relclient import ServiceRequest, Urgency
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> towels, leak = (
    ...     ServiceRequest(id, stay, received=monday, impact=impact, urgency=Urgency.HIGH)
    ...     for id, impact in [("towels", Impact.LOW), ("leak", Impact.HIGH)])
    >>> ranking = PriorityPolicy("by level", PriorityPolicy.equal_footing().criteria).rank([towels, leak], at=monday)
    >>> [ranked.request.id for ranked in ranking]
    ['leak', 'towels']
    >>> print(ranking)
    leak is first of 2 by 'by level' at 2026-03-02 09:00:00+00:00.
    >>> print(ranking.why("towels", "leak"))
    leak comes before towels by priority: critical by high impact, high urgency, against moderate by low impact, \
high urgency.
    """

    __module__ = "relclient"

    item_type: ClassVar[type[Item]] = ServiceRequest
    unknown: ClassVar[type[UnknownId]] = UnknownRequest

    @property
    def requests(self) -> tuple[ServiceRequest, ...]:
        """The requests in order; with ``first=n`` those n."""
        return self.items

    def what_if(self, id: str, **changes: object) -> "Ranking":
        """
        Return the ranking of the same requests in which one of them has other values.

        *changes* are fields of `ServiceRequest` by name; ``attributes`` are added to its own.
        Requests behind the first n can be asked about as well.

        >>> from datetime import UTC, datetime
        >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
        >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> lamp, oven = (ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
        ...     for id, impact in [("lamp", Impact.LOW), ("oven", Impact.HIGH)])
        >>> ranking = PriorityPolicy.equal_footing().rank([lamp, oven], at=monday)
        >>> [ranked.request.id for ranked in ranking.what_if("lamp", impact=Impact.HIGH, urgency=Urgency.HIGH)]
        ['lamp', 'oven']

        Raises:
            UnknownRequest: no request that was ranked has the id.
            InvalidType, InvalidValue: a name that is no field, or a value that a request cannot have.
            Problems: the request cannot be ranked with the changes.
        """
        request = self._anyone("what_if id", id)
        changed = _changed(request, changes)
        queue = [changed if one is request else one for one in (self.everyone or self.items)]
        first = len(self.items) if self.everyone else None
        ranking = self.policy.rank(queue, at=self.at, network=self.network, first=first)
        return evolve(ranking, set_aside=self.set_aside)

    def needed(self, id: str, *, before: str) -> tuple[Needed, ...]:
        """
        Return the least changes of a request that would put it before another; none where nothing about itself does.

        Impact, urgency, due time and the attributes that the policy compares are tried: attributes with the values
        that the ranking has, due times from the latest that suffices. No part of an answer suffices alone.
        Where the answer is empty, `why` says what decides. A request that comes first as it is needs no change.

        >>> from datetime import UTC, datetime
        >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
        >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> lamp, oven = (ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
        ...     for id, impact in [("lamp", Impact.LOW), ("oven", Impact.HIGH)])
        >>> for needed in PriorityPolicy.equal_footing().rank([lamp, oven], at=monday).needed("lamp", before="oven"):
        ...     print(needed.short)
        impact
        urgency

        Raises:
            UnknownRequest: no request that was ranked has one of the ids.
            InvalidValue: both are the same.
            Problems: one of them lacks what is compared, which did not matter where it stands.
        """
        request, other = self._anyone("needed id", id), self._anyone("needed before", before)
        if request is other:
            raise InvalidValue("needed", id, "name two different requests")

        def replaced(changed: ServiceRequest) -> Context:
            queue = [changed if one is request else one for one in self._context.queue]
            return Context(self._context.terms, self.at, self.network, queue)

        return tuple(needed_changes(request, other, self._context, replaced))

    def _anyone(self, what: str, id: str) -> ServiceRequest:
        return look_up(what, id, {one.id: one for one in self.everyone or self.items}, UnknownRequest)

    def _ranked(self, place: int) -> Ranked:
        request = self.items[place]
        context = self._context
        kind = context.kind_for_matrix(request)
        return Ranked(place + 1, request, context.level(request), self._reasons(request), self.policy, self.at, kind)


def _changed(request: ServiceRequest, changes: Mapping[str, Any]) -> ServiceRequest:
    known = fields_dict(ServiceRequest)
    for name in changes:
        if name not in known:
            names = ", ".join(each for each in known if each != "id")
            raise InvalidValue("what_if", name, f"what can change of a request is {names}")
    if "attributes" in changes:
        attributes = as_map(changes["attributes"], "what_if attributes")
        changes = {**changes, "attributes": {**request.attributes, **attributes}}
    return evolve(request, **changes)


@final
@frozen
class CustomerRanking(Order[Relationship, RankedCustomer]):
    """
    Customers in the order of a policy, as a value: a sequence of `RankedCustomer`, each made when it is read.

    The ``rank_customers`` of a `PriorityPolicy` makes it; ids are those of relationships.

    >>> from datetime import UTC, datetime
    >>> from relclient import ExternalFirst, HorizontalCustomer, Organization, Person, PriorityPolicy, Relationship
    >>> from relclient import RetailCustomer
    >>> shop = Organization("shop")
    >>> staff = Relationship(shop, HorizontalCustomer(Organization("office")), "goods", id="office")
    >>> eva = Relationship(shop, RetailCustomer(Person("eva")), "goods", id="eva")
    >>> policy = PriorityPolicy("outsiders first", [ExternalFirst(chain=False)])
    >>> ranking = policy.rank_customers([staff, eva], at=datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> print(ranking.why("office", "eva"))
    eva comes before office by side: eva is an external customer of shop, \
against office is an internal customer of shop.
    """

    __module__ = "relclient"

    item_type: ClassVar[type[Item]] = Relationship
    unknown: ClassVar[type[UnknownId]] = UnknownRelationship

    @property
    def relationships(self) -> tuple[Relationship, ...]:
        """The relationships in order; with ``first=n`` those n."""
        return self.items

    def _ranked(self, place: int) -> RankedCustomer:
        relationship = self.items[place]
        return RankedCustomer(place + 1, relationship, self._reasons(relationship), self.policy, self.at)


def rank_requests(  # noqa: PLR0913, PLR0917  # what the method of the policy is given
    policy: PriorityPolicy,
    requests: Iterable[ServiceRequest],
    at: datetime,
    network: ServiceNetwork | None,
    first: int | None,
    invalid: Invalid,
) -> Ranking:
    """Return the ranking that ``policy.rank`` promises."""
    asked = Asked("rank", ServiceRequest, at, network, first, invalid)
    found = arrange(terms_of(policy), requests, asked)
    total = len(found.everyone or found.ordered)
    return Ranking(policy, at, network, found.ordered, total, found.set_aside, found.everyone)


def rank_relationships(  # noqa: PLR0913, PLR0917  # what the method of the policy is given
    policy: PriorityPolicy,
    relationships: Iterable[Relationship],
    at: datetime,
    network: ServiceNetwork | None,
    first: int | None,
    invalid: Invalid,
) -> CustomerRanking:
    """Return the ranking that ``policy.rank_customers`` promises."""
    asked = Asked("rank_customers", Relationship, at, network, first, invalid)
    found = arrange(terms_of(policy, Relationship), relationships, asked)
    total = len(found.everyone or found.ordered)
    return CustomerRanking(policy, at, network, found.ordered, total, found.set_aside, found.everyone)
