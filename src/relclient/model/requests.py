"""Requests: one demand of a customer on a relationship, and what happened to it since."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, as_tuple, check_instance, check_instant, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.labels import Term
from relclient.model.parties import Party
from relclient.model.priorities import Impact, Override, Priority, Urgency
from relclient.model.relationships import Relationship
from relclient.timing.instants import since_epoch


class EventType(Term):
    """
    What can happen to a request that its clocks must know of.

    >>> from relclient import EventType
    >>> EventType.REOPENED.label("es")
    'reabierta'
    """

    __module__ = "relclient"

    RESPONDED = "responded"
    PAUSED = "paused"
    RESUMED = "resumed"
    PRIORITY_CHANGED = "priority_changed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    CUSTOMER_REPLIED = "customer_replied"


CLOSING = frozenset({EventType.RESOLVED, EventType.CANCELLED})
"""What closes a request, until it is reopened."""


@final
@frozen
class ClockEvent:
    """
    Something that happened to a request at an instant.

    >>> from datetime import datetime, timezone
    >>> from relclient import ClockEvent, EventType, Priority
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> print(ClockEvent(EventType.PRIORITY_CHANGED, noon, Priority.HIGH))
    priority changed to high at 2026-03-02 12:00:00+00:00

    Raises:
        InvalidType: a field is of another type.
        NaiveDatetime: the time has no zone.
        InvalidValue: a change of priority without its new level, or a level on any other event.
    """

    __module__ = "relclient"

    type: EventType
    """What happened."""
    at: datetime = field(eq=since_epoch)
    """When, with a zone; compared as an instant."""
    priority: Priority | None = None
    """The new level, for a change of priority and for nothing else."""

    def __attrs_post_init__(self) -> None:
        if type(self.type) is not EventType:
            check_instance("ClockEvent.type", self.type, EventType, "an EventType")
        if type(self.at) is not datetime or self.at.utcoffset() is None:
            check_instant("ClockEvent.at", self.at)
        if self.priority is not None or self.type is EventType.PRIORITY_CHANGED:
            _check_priority(self)

    def __str__(self) -> str:
        level = "" if self.priority is None else f" to {self.priority.label()}"
        return f"{self.type.label()}{level} at {self.at}"


def _in_time_order(events: Iterable[ClockEvent]) -> tuple[ClockEvent, ...]:
    if events == ():
        return ()
    kept = as_tuple(events, "ServiceRequest.events")
    for index, event in enumerate(kept):
        check_instance(f"ServiceRequest.events[{index}]", event, ClockEvent, "a ClockEvent")
    return kept if len(kept) < 2 else tuple(sorted(kept, key=_instant))  # noqa: PLR2004  # two make an order


def _instant(event: ClockEvent) -> timedelta:
    return since_epoch(event.at)


def _as_attributes(attributes: Mapping[str, object]) -> FrozenMap[str, object]:
    return as_map(attributes, "ServiceRequest.attributes")


_NO_ATTRIBUTES: FrozenMap[str, object] = FrozenMap({})


@final
@frozen
class ServiceRequest:
    """
    One demand of a customer on a relationship.

    It ranks by its customer, never by its requester, the person who acts for it.
    Events are kept in time order, those of one instant in the order given.

    >>> from datetime import datetime, timezone
    >>> from relclient import Impact, Organization, Person, Relationship, RetailCustomer, ServiceRequest, Urgency
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay")
    >>> towels = ServiceRequest(
    ...     "R-1", stay, received=datetime(2026, 3, 2, 9, tzinfo=timezone.utc), impact=Impact.LOW, urgency=Urgency.HIGH)
    >>> towels.is_open(datetime(2026, 3, 2, 10, tzinfo=timezone.utc))
    True

    Raises:
        InvalidType: a field is of another type.
        NaiveDatetime: a time has no zone.
        InvalidValue: the id is empty, or an event lies before the request was received.
    """

    __module__ = "relclient"

    id: str
    """The identity among requests."""
    relationship: Relationship
    """Who asks whom for which service, on which terms."""
    received: datetime = field(kw_only=True, eq=since_epoch)
    """When it came in, with a zone; its clocks start here. Times are compared as instants."""
    impact: Impact = field(kw_only=True)
    """How much it touches."""
    urgency: Urgency = field(kw_only=True)
    """How soon it matters."""
    due: datetime | None = field(default=None, kw_only=True, eq=since_epoch)
    """A due time of its own for the resolution, with a zone, before the agreement's; None leaves it to that."""
    events: tuple[ClockEvent, ...] = field(default=(), converter=_in_time_order, kw_only=True)
    """What happened to it since, in time order."""
    override: Override | None = field(default=None, kw_only=True)
    """A level set by hand, which counts instead of the computed one."""
    requester: Party | None = field(default=None, kw_only=True)
    """Who acts for the customer."""
    attributes: Mapping[str, object] = field(default=_NO_ATTRIBUTES, converter=_as_attributes, kw_only=True)
    """Facts of the app's own, by name."""

    def __attrs_post_init__(self) -> None:
        if type(self.id) is not str or not self.id:
            check_text("ServiceRequest.id", self.id)
        if type(self.relationship) is not Relationship:
            raise InvalidType("ServiceRequest.relationship", self.relationship, "a Relationship")
        if type(self.received) is not datetime or self.received.utcoffset() is None:
            check_instant("ServiceRequest.received", self.received)
        if type(self.impact) is not Impact:
            check_instance("ServiceRequest.impact", self.impact, Impact, "an Impact")
        if type(self.urgency) is not Urgency:
            check_instance("ServiceRequest.urgency", self.urgency, Urgency, "an Urgency")
        if self.events:
            _check_first_event(self)
        if (
            self.due is not None
            or self.override is not None
            or self.requester is not None
            or self.attributes is not _NO_ATTRIBUTES
        ):
            _check_extras(self)

    def is_open(self, at: datetime) -> bool:
        """
        Return whether it has come in by *at* and is neither resolved nor cancelled then.

        Raises:
            NaiveDatetime: *at* has no zone.
        """
        if type(at) is not datetime or at.utcoffset() is None:
            check_instant("is_open at", at)
        now = since_epoch(at)
        if since_epoch(self.received) > now:
            return False
        is_open = True
        for event in self.events:
            if _instant(event) > now:
                break
            if event.type in CLOSING:
                is_open = False
            elif event.type is EventType.REOPENED:
                is_open = True
        return is_open

    def __str__(self) -> str:
        relationship = self.relationship
        return (
            f"{self.id}: {relationship.customer.name} asks {relationship.provider.name} for {relationship.service}, "
            f"{self.impact.label()}, {self.urgency.label()}, received {self.received}"
        )


def _check_priority(event: ClockEvent) -> None:
    if event.priority is None:
        raise InvalidValue("ClockEvent.priority", None, "a PRIORITY_CHANGED carries the new level")
    if event.type is not EventType.PRIORITY_CHANGED:
        raise InvalidValue("ClockEvent.priority", event.priority, "only a PRIORITY_CHANGED carries a level")
    if type(event.priority) is not Priority:
        check_instance("ClockEvent.priority", event.priority, Priority, "a Priority")


def _check_first_event(request: ServiceRequest) -> None:
    first = request.events[0]
    if _instant(first) < since_epoch(request.received):
        remedy = f"no event lies before the request was received, {request.received}"
        raise InvalidValue("ServiceRequest.events[0].at", first.at.isoformat(" "), remedy)


def _check_extras(request: ServiceRequest) -> None:
    if request.due is not None:
        check_instant("ServiceRequest.due", request.due)
    if request.override is not None:
        check_instance("ServiceRequest.override", request.override, Override, "an Override or None")
    if request.requester is not None:
        check_instance("ServiceRequest.requester", request.requester, Party, "a Person, an Organization or None")
    for name in request.attributes:
        check_text("ServiceRequest.attributes key", name)
