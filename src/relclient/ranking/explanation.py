"""Answers: a place in a ranking with its reasons, what parts two items, who moves, and what would have to change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Optional, TypeAlias, final

from attrs import field, frozen

from relclient._formatting import say_instant
from relclient._frozen_map import FrozenMap
from relclient._validation import as_map
from relclient.labels import Term
from relclient.model.customers import CustomerKind
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network.impact._propagation import Affected
from relclient.sla.due import due_of
from relclient.sla.priority_matrix import PRIORITY_MATRIX

if TYPE_CHECKING:
    from relclient.ranking.policy import PriorityPolicy

Item: TypeAlias = ServiceRequest | Relationship
"""What is ranked: a request, or a customer by its relationship."""


@final
@frozen
class Reason:
    """
    What one criterion found of one item.

    >>> from datetime import UTC, datetime
    >>> from relclient import HorizontalCustomer, Impact, Organization, Person, PriorityPolicy, Relationship
    >>> from relclient import RetailCustomer, ServiceNetwork, ServiceRequest, Urgency
    >>> it, kitchen = Organization("it", "IT"), Organization("kitchen", "the kitchen")
    >>> ovens = Relationship(it, HorizontalCustomer(kitchen), "ovens")
    >>> dinner = Relationship(kitchen, RetailCustomer(Person("guest", "Mr. Pop")), "dinner")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> fuse = ServiceRequest("fuse", ovens, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> network = ServiceNetwork(relationships=[ovens, dinner])
    >>> side = PriorityPolicy.external_first().rank([fuse], at=monday, network=network)[0].reasons[0]
    >>> print(side)
    side: the kitchen is internal, but Mr. Pop waits on it for dinner
    >>> side.waits.customer.id
    'guest'
    """

    __module__ = "relclient"

    criterion: object
    """What was compared: a criterion, or the id that ends ties."""
    value: object
    """What was found: the level that counts, the due time, and so on."""
    finding: str
    """The same in words."""
    waits: Affected | None = field(default=None, repr=False)
    """Which external customer waits on an internal one, and through whom; of `ExternalFirst` only."""

    @property
    def short(self) -> str:
        """The name of the criterion and the value, in a few words."""
        return f"{self.criterion}: {self.finding.partition(',')[0]}"

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
    >>> stay = Relationship(Organization("hotel", "the hotel"), RetailCustomer(Person("mr-pop", "Mr. Pop")), "stay")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> towels = ServiceRequest("R-1", stay, received=monday, impact=Impact.LOW, urgency=Urgency.HIGH)
    >>> policy = PriorityPolicy.external_first()
    >>> ranking = policy.rank([towels], at=monday, network=ServiceNetwork(relationships=[stay]))
    >>> match ranking[0]:
    ...     case Ranked(place=1, request=request, reasons=reasons):
    ...         print(request.id, *reasons, sep="\\n")
    R-1
    side: Mr. Pop is an external customer of the hotel
    priority: moderate by low impact, high urgency
    due time: none, and so last
    waiting time: received Mon 2 Mar 2026 09:00+00:00
    """

    __module__ = "relclient"
    __match_args__ = ("place", "request", "priority", "reasons", "due")

    place: int
    """From 1, the one that comes first."""
    request: ServiceRequest
    """Which request."""
    priority: Priority
    """Its level, before any lift for the time that it has waited."""
    reasons: Sequence[Reason]
    """What each criterion found of it, in the order of the policy; made when they are read."""
    policy: Optional["PriorityPolicy"] = field(default=None, repr=False)
    """What put it there."""
    at: datetime | None = None
    """As of when."""
    _kind: CustomerKind | None = field(default=None, eq=False, repr=False)

    @property
    def due(self) -> datetime | None:
        """
        When it is to be resolved, as `due_of` has it; None when it never falls due.

        Raises:
            NeverOpens: the calendar of the agreement stays closed too long.
        """
        policy = self.policy
        return due_of(
            self.request,
            at=self.request.received if self.at is None else self.at,
            matrix=PRIORITY_MATRIX if policy is None else policy.matrix,
            restart_on_change=policy is not None and policy.restart_on_change,
            count_resolved_time=policy is not None and policy.count_resolved_time,
            kind=self._kind,
        )

    @property
    def short(self) -> str:
        """The place, the request and its level."""
        return f"{self.place}. {self.request.id}, {self.priority.label()}"

    def __str__(self) -> str:
        findings = "; ".join(map(str, self.reasons))
        return f"Place {self.place} is for {self.request.id}, {self.priority.label()}: {findings}."


@final
@frozen
class RankedCustomer:
    """
    A customer, by its relationship, at its place among others.

    >>> from datetime import UTC, datetime
    >>> from relclient import ByKind, CustomerKind, B2BCustomer, Organization, Person, PriorityPolicy, Relationship
    >>> from relclient import RetailCustomer
    >>> shop = Organization("shop", "the shop")
    >>> acme = Relationship(shop, B2BCustomer(Organization("acme", "Acme")), "goods")
    >>> eva = Relationship(shop, RetailCustomer(Person("eva", "Eva")), "goods")
    >>> policy = PriorityPolicy("companies first", [ByKind([CustomerKind.B2B])])
    >>> for ranked in policy.rank_customers([eva, acme], at=datetime(2026, 3, 2, 9, tzinfo=UTC)):
    ...     print(ranked)
    Place 1 is for Acme, whom the shop serves with goods: kind: Acme is a B2B customer.
    Place 2 is for Eva, whom the shop serves with goods: kind: Eva is a retail customer, which is not listed.
    """

    __module__ = "relclient"
    __match_args__ = ("place", "relationship", "reasons", "due")

    place: int
    """From 1, the one that comes first."""
    relationship: Relationship
    """Which customer, of whom, for which service."""
    reasons: Sequence[Reason]
    """What each criterion found of it, in the order of the policy; made when they are read."""
    policy: Optional["PriorityPolicy"] = field(default=None, repr=False)
    """What put it there."""
    at: datetime | None = field(default=None, repr=False)
    """As of when."""

    @property
    def due(self) -> datetime | None:
        """The next need of the customer, as `due_of` has it; None when it has none."""
        return None if self.at is None else due_of(self.relationship, at=self.at)

    @property
    def short(self) -> str:
        """The place and the customer."""
        return f"{self.place}. {self.relationship.customer.name}"

    def __str__(self) -> str:
        relationship = self.relationship
        who = f"{relationship.customer.name}, whom {relationship.provider.name} serves with {relationship.service}"
        findings = "; ".join(map(str, self.reasons)) or "by nothing but its id"
        return f"Place {self.place} is for {who}: {findings}."


@final
@frozen
class Step:
    """
    How many items a criterion put before one, or behind it, of those that the criteria before it left tied with it.

    >>> from datetime import UTC, datetime
    >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Step, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lamp = ServiceRequest("lamp", repair, received=monday, impact=Impact.LOW, urgency=Urgency.LOW)
    >>> match PriorityPolicy.equal_footing().rank([lamp], at=monday).explain("lamp").steps[0]:
    ...     case Step(reason, ahead=0, behind=0):
    ...         print(reason)
    priority: planning by low impact, low urgency
    """

    __module__ = "relclient"

    reason: Reason
    """What the criterion found of the item."""
    ahead: int
    """How many it put before the item."""
    behind: int
    """How many it put behind the item."""

    def __str__(self) -> str:
        counts = [f"{self.ahead} before it"] if self.ahead else []
        counts += [f"{self.behind} behind it"] if self.behind else []
        return f"by {self.reason.criterion} {' and '.join(counts) or 'none'} ({self.reason.finding})"


@final
@frozen
class Explanation:
    """
    How an item came to its place, which is one more than all that the steps put before it.

    >>> from datetime import UTC, datetime
    >>> from relclient import Explanation, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lamp, oven = (ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
    ...     for id, impact in [("lamp", Impact.LOW), ("oven", Impact.HIGH)])
    >>> print(PriorityPolicy.equal_footing().rank([lamp, oven], at=monday).explain("lamp"))
    lamp is at place 2 of 2: by priority 1 before it (planning by low impact, low urgency).
    """

    __module__ = "relclient"

    place: int
    """From 1, the one that comes first."""
    item: Item
    """Which request, or which relationship where customers are ranked."""
    total: int
    """How many were ranked."""
    steps: tuple[Step, ...]
    """What each criterion did, in the order of the policy, then what ends ties."""
    priority: Priority | None = None
    """The level of a request, before any lift for the time that it has waited."""
    policy: Optional["PriorityPolicy"] = field(default=None, repr=False)
    """What put it there."""
    at: datetime | None = None
    """As of when."""

    @property
    def short(self) -> str:
        """The place of how many."""
        return f"{self.item.id}: place {self.place} of {self.total}"

    def __str__(self) -> str:
        steps = "; ".join(str(step) for step in self.steps if step.ahead or step.behind)
        unlisted = self.total - self.place - sum(step.behind for step in self.steps)
        if unlisted:
            steps += f"{'; ' if steps else ''}{unlisted} that were not listed come after it"
        return f"{self.item.id} is at place {self.place} of {self.total}: {steps or 'there is no other'}."


@final
@frozen
class Contrast:
    """
    Why one item comes before another: the first criterion that parts them.

    >>> from datetime import UTC, datetime
    >>> from relclient import Contrast, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lamp, oven = (ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
    ...     for id, impact in [("lamp", Impact.LOW), ("oven", Impact.HIGH)])
    >>> match PriorityPolicy.equal_footing().rank([lamp, oven], at=monday).why("lamp", "oven"):
    ...     case Contrast(ahead, behind) as contrast:
    ...         print(ahead.id, behind.id, contrast.criterion)
    oven lamp priority
    """

    __module__ = "relclient"

    ahead: Item
    """The one that comes first."""
    behind: Item
    """The other."""
    criterion: object
    """What parts them; the criteria before it leave them tied."""
    reasons: tuple[Reason, Reason]
    """What it found of the one ahead and of the one behind."""
    policy: Optional["PriorityPolicy"] = field(default=None, repr=False)
    """What compares them."""
    at: datetime | None = None
    """As of when."""

    @property
    def short(self) -> str:
        """Who comes first, and by what."""
        return f"{self.ahead.id} before {self.behind.id} by {self.criterion}"

    def __str__(self) -> str:
        ours, theirs = (reason.finding for reason in self.reasons)
        return f"{self.ahead.id} comes before {self.behind.id} by {self.criterion}: {ours}, against {theirs}."


@final
@frozen
class Move:
    """
    An item that stands elsewhere in another ranking, and what makes the difference.

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
    ...         print(move.places, move.overtaken)
    1 lamp
    """

    __module__ = "relclient"

    id: str
    """The id of the request, or of the relationship where customers are ranked."""
    old: int | None
    """Its place in the first ranking; None when it is not there."""
    new: int | None
    """Its place in the other ranking; None when it is not there."""
    criterion: object | None = None
    """What parts it from *overtaken* in the other ranking; None where nobody changed sides with it."""
    old_criterion: object | None = None
    """What parted the two in the first ranking."""
    overtaken: str | None = None
    """
    The id of an item that changed sides with it; None where nobody did, but others came or left.

    Of all such, the one that was first when it moves up, the one that was last when it moves down.
    """

    @property
    def places(self) -> int:
        """How many places it moves, up when positive; 0 when it is in one ranking only."""
        return 0 if self.old is None or self.new is None else self.old - self.new

    @property
    def short(self) -> str:
        """From which place to which."""
        return f"{self.id}: {self.old or 'none'} to {self.new or 'none'}"

    def __str__(self) -> str:
        if self.old is None:
            return f"{self.id} comes in at place {self.new}."
        if self.new is None:
            return f"{self.id} leaves from place {self.old}."
        is_up = self.places > 0
        moved = f"{self.id} moves {'up' if is_up else 'down'} from {self.old} to {self.new}"
        if self.overtaken is None:
            return f"{moved}: others came or left."
        now, before = ("before", "behind") if is_up else ("behind", "before")
        was = f"{before} it by {self.old_criterion} until then"
        return f"{moved}: now {now} {self.overtaken} by {self.criterion}, {was}."


def _as_changes(changes: Mapping[str, object]) -> FrozenMap[str, object]:
    return as_map(changes, "Needed.changes")


@final
@frozen
class Needed:
    """
    The least that would have to be otherwise about a request for it to come before another.

    >>> from datetime import UTC, datetime
    >>> from relclient import Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> lamp, oven = (ServiceRequest(id, repair, received=monday, impact=impact, urgency=Urgency.LOW)
    ...     for id, impact in [("lamp", Impact.LOW), ("oven", Impact.MEDIUM)])
    >>> for needed in PriorityPolicy.equal_footing().rank([lamp, oven], at=monday).needed("lamp", before="oven"):
    ...     print(needed)
    With medium impact lamp would come first.
    With medium urgency lamp would come first.
    """

    __module__ = "relclient"

    request: ServiceRequest
    """The request with the changes."""
    changes: Mapping[str, object] = field(converter=_as_changes)
    """Impact, urgency and due time by these names, attributes by theirs: those that change."""

    @property
    def short(self) -> str:
        """The names of what changes."""
        return ", ".join(self.changes) or "nothing"

    def __str__(self) -> str:
        if not self.changes:
            return f"{self.request.id} comes first as it is."
        said = " and ".join(_say_change(name, value) for name, value in self.changes.items())
        return f"With {said} {self.request.id} would come first."


def _say_change(name: str, value: object) -> str:
    if isinstance(value, Term) and name == value.__class__.__name__.lower():
        return value.label()
    if value is None:
        return f"no {name}"
    return f"{name} {say_instant(value) if isinstance(value, datetime) else repr(value)}"
