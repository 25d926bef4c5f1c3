"""Priority: policies that put requests in order, and say why."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Self, final

from attrs import frozen

from relclient._validation import as_tuple
from relclient.errors import ConflictingIds, InvalidType, InvalidValue, NaiveDatetime, Problems, RelclientError
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.ranking._columns import Reader
from relclient.ranking._context import Situation
from relclient.ranking._policies import Policy
from relclient.ranking._sorting import arrange, merged
from relclient.ranking.criteria import ByPriority, EarliestDue, ExternalFirst
from relclient.ranking.ranking import Ranking


@final
@frozen
class PriorityPolicy(Policy):
    """
    A named, ordered tuple of criteria, compared one after the other: the first that parts two requests decides.

    Where none does, the request received first comes first, then the one with the smaller id;
    so the order is total, and the same whatever the order of the input.

    >>> from relclient import ByPriority, EarliestDue, PriorityPolicy
    >>> print(PriorityPolicy("by level", [ByPriority(), EarliestDue(missing="last")]))
    by level: by priority, due time

    Raises:
        InvalidType, InvalidValue: the name is empty, a criterion is none, or stands there twice.
        Problems: the matrix takes what is no fact of a request, or gives what is no `Priority`.
    """

    __module__ = "relclient"

    @classmethod
    def external_first(cls) -> Self:
        """
        Make the default policy: external customers, and the colleagues on whom they wait, come first.

        >>> from relclient import PriorityPolicy
        >>> print(PriorityPolicy.external_first())
        external first: by side, priority, due time
        """
        return cls("external first", (ExternalFirst(), ByPriority(), EarliestDue(missing="last")))

    @classmethod
    def equal_footing(cls) -> Self:
        """
        Make the policy for which colleagues deserve the same as outsiders.

        >>> from relclient import PriorityPolicy
        >>> print(PriorityPolicy.equal_footing())
        equal footing: by priority, due time
        """
        return cls("equal footing", (ByPriority(), EarliestDue(missing="last")))

    @classmethod
    def by_deadline(cls) -> Self:
        """
        Make the policy for which the earliest promise comes first.

        >>> from relclient import PriorityPolicy
        >>> print(PriorityPolicy.by_deadline())
        by deadline: by due time, side, priority
        """
        return cls("by deadline", (EarliestDue(missing="last"), ExternalFirst(), ByPriority()))

    def rank(
        self,
        requests: Iterable[ServiceRequest],
        *,
        at: datetime,
        network: ServiceNetwork | None = None,
        first: int | None = None,
    ) -> Ranking:
        """
        Put *requests* in order as of *at*; with *first*, only so many of them, which takes less time.

        Nothing is dropped: filter by ``request.is_open(at)`` before.
        The network is asked as of the day of *at*, in its zone.

        >>> from datetime import UTC, datetime
        >>> from relclient import HorizontalCustomer, Impact, Organization, Person, PriorityPolicy, Relationship
        >>> from relclient import RetailCustomer, ServiceNetwork, ServiceRequest, Urgency
        >>> it, kitchen, office = map(Organization, ["it", "kitchen", "office"])
        >>> dinner = Relationship(kitchen, RetailCustomer(Person("guest")), "dinner")
        >>> ovens = Relationship(it, HorizontalCustomer(kitchen), "ovens")
        >>> files = Relationship(it, HorizontalCustomer(office), "files")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> same = {"received": monday, "impact": Impact.LOW, "urgency": Urgency.LOW}
        >>> requests = [ServiceRequest("R-1", files, **same), ServiceRequest("R-2", ovens, **same)]
        >>> network = ServiceNetwork(relationships=[dinner, ovens, files])
        >>> for ranked in PriorityPolicy.external_first().rank(requests, at=monday, network=network):
        ...     print(ranked.place, ranked.request.id, ranked.reasons[0])
        1 R-2 side: kitchen is internal, but external customers wait on it
        2 R-1 side: office is internal, and no external customer waits on it

        Raises:
            Problems: all at once: a request that lacks what a criterion compares; an attribute or key that has no
                order, or none with the others; an id that two requests have; no network where the chain of services
                is followed, or a customer whom it does not know; a customer that declares no kind where one is asked
                for and no network is given; an *at* without a zone; an argument of another type.
        """
        problems: list[RelclientError] = []
        given: list[ServiceRequest] = []
        try:
            given += as_tuple(requests, "rank requests")
        except InvalidType as problem:
            problems.append(problem)
        problems += _type_problems(given, at, network, first)
        if problems:
            raise Problems.found(problems)
        problems += _value_problems(given, at, first)
        # A time without a zone is a problem by now; any zone serves to find the others.
        moment = at.replace(tzinfo=UTC) if at.utcoffset() is None else at
        reader = Reader(Situation(self, moment, network), given)
        columns = reader.all_columns()
        problems += reader.problems
        if problems:
            raise Problems.found(problems)
        return Ranking(self, at, network, tuple(arrange(given, merged(columns), first)), len(given))


def _type_problems(requests: Sequence[object], at: object, network: object, first: object) -> Iterator[RelclientError]:
    if not isinstance(at, datetime):
        yield InvalidType("rank at", at, "a datetime with a zone")
    if not isinstance(network, ServiceNetwork | None):
        yield InvalidType("rank network", network, "a ServiceNetwork or None")
    if first is not None and type(first) is not int:
        yield InvalidType("rank first", first, "a whole number or None")
    if not set(map(type, requests)) <= {ServiceRequest}:
        for place, request in enumerate(requests):
            if not isinstance(request, ServiceRequest):
                yield InvalidType(f"rank requests[{place}]", request, "a ServiceRequest")


def _value_problems(requests: Sequence[ServiceRequest], at: datetime, first: int | None) -> Iterator[RelclientError]:
    if at.utcoffset() is None:
        yield NaiveDatetime("rank at", at)
    if first is not None and first < 0:
        yield InvalidValue("rank first", first, "say how many requests are wanted")
    if len({request.id for request in requests}) < len(requests):
        known: dict[str, ServiceRequest] = {}
        for place, request in enumerate(requests):
            if request.id not in known:
                known[request.id] = request
            elif request == known[request.id]:
                yield InvalidValue(f"rank requests[{place}]", request.id, "the request is there already; give it once")
            else:
                yield ConflictingIds("requests", request.id, known[request.id], request)
