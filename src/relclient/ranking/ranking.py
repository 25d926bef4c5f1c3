"""Rankings: the queue that a policy makes, and what can be asked of it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import final, overload

from attrs import Factory, field, frozen

from relclient._validation import check_instance, look_up
from relclient.errors import InvalidType, InvalidValue, UnknownRequest
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.ranking._comparing import Comparison
from relclient.ranking._context import Situation
from relclient.ranking._findings import Reasons, find
from relclient.ranking._policies import Policy
from relclient.ranking.comparison import moves
from relclient.ranking.explanation import Contrast, Explanation, Move, Ranked, Step


def _look(ranking: "Ranking") -> Situation:
    return Situation(ranking.policy, ranking.at, ranking.network)


@final
@frozen
class Ranking(Sequence[Ranked]):
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

    policy: Policy
    """What put them in order."""
    at: datetime
    """The instant for which the order holds."""
    network: ServiceNetwork | None = field(repr=False)
    """Where customers and chains of services were looked up."""
    requests: tuple[ServiceRequest, ...] = field(repr=False)
    """The requests in order; with ``first=n`` those n."""
    total: int
    """How many were ranked, those behind the first n as well."""
    _situation: Situation = field(init=False, eq=False, repr=False, default=Factory(_look, takes_self=True))
    _places: dict[str, int] = field(init=False, eq=False, repr=False, factory=dict[str, int])

    @overload
    def __getitem__(self, index: int) -> Ranked: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Ranked, ...]: ...
    def __getitem__(self, index: int | slice) -> Ranked | tuple[Ranked, ...]:
        try:
            places = range(len(self.requests))[index]
        except TypeError:
            expected = "a whole number, 0 for the first, or a slice (explain takes the id of a request)"
            raise InvalidType("Ranking index", index, expected) from None
        return self._ranked(places) if isinstance(places, int) else tuple(map(self._ranked, places))

    def __len__(self) -> int:
        return len(self.requests)

    def __iter__(self) -> Iterator[Ranked]:
        return map(self._ranked, range(len(self.requests)))

    def __str__(self) -> str:
        asked = f"{self.policy.name!r} at {self.at}"
        if not self.requests:
            return f"No request is ranked by {asked}."
        return f"{self.requests[0].id} is first of {self.total} by {asked}."

    def __reduce__(self) -> tuple[type["Ranking"], tuple[object, ...]]:
        """Pickle what was given, and nothing that was looked up since."""
        return type(self), (self.policy, self.at, self.network, self.requests, self.total)

    def explain(self, id: str) -> Explanation:
        """
        Tell how the request with this id came to its place: what each criterion found, and whom it put before it.

        The counts are over the requests of this ranking. The cost grows with the logarithm of their number.

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
            UnknownRequest: no request of this ranking has the id.
            InvalidType: *id* is no text.
        """
        place = self._place("explain id", id)
        request = self.requests[place]
        deciding = self.policy.deciding

        def parted_by(other: int) -> int:
            return self._compare(request, self.requests[other])[0]

        # The nearer to its own place, the later the criterion that parts another request from it.
        before, after = range(place), range(len(self.requests) - 1, place, -1)
        ahead, behind = (
            [bisect_left(others, step, key=parted_by) for step in range(len(deciding) + 1)]
            for others in (before, after)
        )
        steps = tuple(
            Step(
                find(criterion, request, self._situation),
                ahead[number + 1] - ahead[number],
                behind[number + 1] - behind[number],
            )
            for number, criterion in enumerate(deciding)
        )
        ranked = self._ranked(place)
        return Explanation(ranked.place, self.total, request, ranked.priority, steps, self.policy, self.at)

    def why(self, a: str, b: str) -> Contrast:
        """
        Tell which of two requests comes first, by the first criterion that parts them.

        Raises:
            UnknownRequest: no request of this ranking has one of the ids.
            InvalidType: one of them is no text.
            InvalidValue: both are the same.
        """
        one, other = self.requests[self._place("why a", a)], self.requests[self._place("why b", b)]
        if one is other:
            raise InvalidValue("why", a, "name two different requests")
        place, is_ahead = self._compare(one, other)
        ahead, behind = (one, other) if is_ahead else (other, one)
        criterion = self.policy.deciding[place]
        reasons = find(criterion, ahead, self._situation), find(criterion, behind, self._situation)
        return Contrast(ahead, behind, criterion, reasons, self.policy, self.at)

    def compare(self, other: "Ranking") -> tuple[Move, ...]:
        """
        Tell who moves from this ranking to *other*, how far, and by which criterion of the other's policy.

        The moves are in order of the new place; those that leave come last.
        The criterion is what parts, in *other*, the request from one that has changed sides with it.

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
        oven moves up from 2 to 1: now before lamp by priority.
        lamp moves down from 1 to 2: now behind oven by priority.

        Raises:
            InvalidType: *other* is no `Ranking`.
        """
        check_instance("compare other", other, Ranking, "a Ranking")
        comparison = Comparison(Situation(other.policy, other.at, other.network), other.requests)
        return tuple(moves(self.requests, other.requests, comparison, other.policy.deciding))

    def _ranked(self, place: int) -> Ranked:
        request = self.requests[place]
        level, reasons = self._situation.level(request), Reasons(request, self._situation)
        return Ranked(place + 1, request, level, reasons, self.policy, self.at)

    def _compare(self, one: ServiceRequest, other: ServiceRequest) -> tuple[int, bool]:
        return Comparison(self._situation, (one, other)).parting(0, 1)

    def _place(self, what: str, id: str) -> int:
        if not self._places:
            self._places.update((request.id, place) for place, request in enumerate(self.requests))
        return look_up(what, id, self._places, UnknownRequest)
