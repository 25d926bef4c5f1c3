"""Answers: a place in a queue with its reasons, what parts two requests, and who moves between two queues."""

from collections.abc import Sequence
from datetime import datetime
from typing import final

from attrs import field, frozen

from relclient.model.priorities import Priority
from relclient.model.requests import ServiceRequest
from relclient.ranking._policies import Policy
from relclient.ranking.criteria import Deciding


@final
@frozen
class Reason:
    """What one criterion found of one request."""

    criterion: Deciding
    """What was compared."""
    value: object
    """What was found: the level that counts, the due time, and so on."""
    finding: str
    """The same in words."""

    def __str__(self) -> str:
        return f"{self.criterion}: {self.finding}"


@final
@frozen
class Ranked:
    """
    A request at its place in a queue.

    >>> from datetime import UTC, datetime
    >>> from relclient import Impact, Organization, Person, PriorityPolicy, Ranked, Relationship, RetailCustomer
    >>> from relclient import ServiceNetwork, ServiceRequest, Urgency
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop", "Mr. Pop")), "stay")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> towels = ServiceRequest("R-1", stay, received=monday, impact=Impact.LOW, urgency=Urgency.HIGH)
    >>> policy = PriorityPolicy.external_first()
    >>> ranking = policy.rank([towels], at=monday, network=ServiceNetwork(relationships=[stay]))
    >>> match ranking[0]:
    ...     case Ranked(place=1, request=request, reasons=reasons):
    ...         print(request.id, *reasons, sep="\\n")
    R-1
    side: Mr. Pop is external
    priority: moderate by low impact, high urgency
    due time: none, and so last
    waiting time: received Mon 2 Mar 2026 09:00+00:00
    """

    __module__ = "relclient"

    place: int
    """From 1, the one that comes first."""
    request: ServiceRequest
    """Which request."""
    priority: Priority
    """Its level, before any lift for the time that it has waited."""
    reasons: Sequence[Reason]
    """What each criterion found of it, in the order of the policy; made when they are read."""
    policy: Policy | None = field(default=None, repr=False)
    """What put it there."""
    at: datetime | None = None
    """As of when."""

    @property
    def due(self) -> datetime | None:
        """
        By when it is to be resolved: by its own due time, else by what its agreement promises at its level, else None.

        Raises:
            NeverOpens: the calendar of the agreement stays closed too long.
        """
        if self.request.due is not None:
            return self.request.due
        agreement = self.request.relationship.agreement
        return None if agreement is None else agreement.resolution_by(self.request.received, self.priority)

    def __str__(self) -> str:
        findings = "; ".join(map(str, self.reasons))
        return f"Place {self.place} is for {self.request.id}, {self.priority.label()}: {findings}."


@final
@frozen
class Step:
    """What one criterion does for the place of a request, among those that the criteria before it left level."""

    reason: Reason
    """What it found of the request."""
    ahead: int
    """How many it put before the request."""
    behind: int
    """How many it put behind the request."""

    def __str__(self) -> str:
        return f"{self.reason} puts {self.ahead or 'none'} before it and {self.behind or 'none'} behind"


@final
@frozen
class Explanation:
    """How a request came to its place: one more than all that the steps put before it."""

    place: int
    """From 1, the one that comes first."""
    total: int
    """How many requests were ranked."""
    request: ServiceRequest
    """Which request."""
    priority: Priority
    """Its level, before any lift for the time that it has waited."""
    steps: tuple[Step, ...]
    """What each criterion did, in the order of the policy, then the two that end ties."""
    policy: Policy | None = field(default=None, repr=False)
    """What put it there."""
    at: datetime | None = None
    """As of when."""

    def __str__(self) -> str:
        steps = "; ".join(str(step) for step in self.steps if step.ahead or step.behind)
        return f"{self.request.id} is at place {self.place} of {self.total}: {steps or 'no other is there'}."


@final
@frozen
class Contrast:
    """Why one request comes before another: the first criterion that parts them."""

    ahead: ServiceRequest
    """The one that comes first."""
    behind: ServiceRequest
    """The other."""
    criterion: Deciding
    """What parts them; those before it leave them level."""
    reasons: tuple[Reason, Reason]
    """What it found of the one ahead and of the one behind."""
    policy: Policy | None = field(default=None, repr=False)
    """What compares them."""
    at: datetime | None = None
    """As of when."""

    def __str__(self) -> str:
        ours, theirs = (reason.finding for reason in self.reasons)
        return f"{self.ahead.id} comes before {self.behind.id} by {self.criterion}: {ours}, against {theirs}."


@final
@frozen
class Move:
    """
    A request that stands elsewhere in another queue, and what makes the difference.

    >>> from datetime import UTC, datetime, timedelta
    >>> from relclient import Impact, Move, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lamp = ServiceRequest("lamp", repair, received=nine, impact=Impact.LOW, urgency=Urgency.LOW)
    >>> oven = ServiceRequest("oven", repair, received=nine + timedelta(hours=1),
    ...     impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> first_come = PriorityPolicy("first come", []).rank([lamp, oven], at=nine + timedelta(hours=3))
    >>> by_level = PriorityPolicy.equal_footing().rank([lamp, oven], at=nine + timedelta(hours=3))
    >>> match first_come.compare(by_level):
    ...     case [Move("oven", 2, 1) as move, Move("lamp")]:
    ...         print(move.by, move.past)
    1 lamp
    """

    __module__ = "relclient"

    request: str
    """The id of the request."""
    old: int | None
    """Its place in the first queue; None when it is not there."""
    new: int | None
    """Its place in the other queue; None when it is not there."""
    criterion: Deciding | None = None
    """What parts it from *past* in the other queue; None where nobody changed sides with it but others came or left."""
    past: str | None = None
    """
    The id of a request that changed sides with it.

    Of all such, the one that was first when it moves up, the one that was last when it moves down.
    """

    @property
    def by(self) -> int:
        """How many places it moves, up when positive; 0 when it is in one queue only."""
        return 0 if self.old is None or self.new is None else self.old - self.new

    def __str__(self) -> str:
        if self.old is None:
            return f"{self.request} comes in at place {self.new}."
        if self.new is None:
            return f"{self.request} leaves from place {self.old}."
        moved = f"{self.request} moves {'up' if self.by > 0 else 'down'} from {self.old} to {self.new}"
        if self.past is None:
            return f"{moved}: others came or left."
        return f"{moved}: now {'before' if self.by > 0 else 'behind'} {self.past} by {self.criterion}."
