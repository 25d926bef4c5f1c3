"""Due times: the one place where it is worked out when a request or a need falls due."""

from datetime import datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args

from relclient._validation import check_instance, check_instant
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidValue
from relclient.model.agreements import Aspect, ServiceLevelAgreement, due_by
from relclient.model.customers import CustomerKind, SituationalCustomer
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.sla._event_replay import OPEN, Options
from relclient.sla._reckoning import first_level, reckon, terms
from relclient.sla.priority_matrix import PRIORITY_MATRIX
from relclient.timing.instants import EPOCH, since_epoch, to_utc

DueAspect: TypeAlias = Literal["resolution", "response", "next_reply", "earliest"]
"""Which due time is asked for: that of one clock, or the earliest of those that have not stopped."""

_ASPECTS: Final = get_args(Aspect)
_NONE: Final = timedelta(0)


def due_of(  # noqa: PLR0913  # each option is a keyword that the caller names
    item: ServiceRequest | Relationship,
    *,
    at: datetime,
    aspect: DueAspect = "resolution",
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX,
    restart_on_change: bool = False,
    count_resolved_time: bool = False,
    kind: CustomerKind | None = None,
) -> datetime | None:
    """
    Return when *item* falls due, by what is known at *at*; None when it never does.

    The resolution of a request is due at its own due time; else by its agreement, with pauses, reopening and changes
    of level as its clock counts them; else at the next need of its customer. Response and next reply know the
    agreement only. ``"earliest"`` is the earliest due time of the clocks that have not stopped, overdue ones included.
    A relationship is due at the next need of its customer.

    A need is due at 00:00 of its day, in the zone of the agreement, else in that of *at*; the day of *at* counts.
    Before a request is received, its due time is what it will be if nothing happens.
    The other options are those of `resolution_clock`.

    >>> from datetime import UTC, datetime, time, timedelta
    >>> from relclient import ClockEvent, EventType, Impact, Organization, Person, Priority, Relationship
    >>> from relclient import ServiceLevelAgreement, ServiceRequest, ServiceTarget, Urgency, WorkCalendar, due_of
    >>> always = WorkCalendar("UTC", {day: [(time(0), time(0))] for day in range(7)})
    >>> care = ServiceLevelAgreement("care", {Priority.HIGH: ServiceTarget(resolution=timedelta(hours=2))}, always)
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay", agreement=care)
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> noise = ServiceRequest("R-1", stay, received=nine, impact=Impact.MEDIUM, urgency=Urgency.HIGH,
    ...     events=[ClockEvent(EventType.PAUSED, nine + timedelta(hours=1))])
    >>> print(due_of(noise, at=nine), due_of(noise, at=nine + timedelta(hours=8)))
    2026-03-02 11:00:00+00:00 2026-03-02 18:00:00+00:00

    Raises:
        InvalidType: *item* is neither a `ServiceRequest` nor a `Relationship`, or *at* no datetime.
        InvalidValue: *aspect* is unknown, or a time lies beyond the reach of calendars.
        NaiveDatetime: *at* has no zone.
        UndeclaredKind: the matrix takes the side or kind of the customer, which nothing tells.
        NeverOpens: the calendar stays closed for ten years before the due time.
    """
    if type(at) is not datetime or at.utcoffset() is None:
        check_instant("due_of at", at)
    if type(item) is not ServiceRequest:
        check_instance("due_of item", item, Relationship, "a ServiceRequest or a Relationship")
        _check_aspect(aspect)
        return _next_need(item, at)
    if (
        aspect == "resolution" and not item.events and item.due is None
    ):  # most requests, and rankings ask by the million
        agreement = item.relationship.agreement
        due = None if agreement is None else _due_without_events(item, agreement, aspect, matrix, kind)
        return _next_need(item.relationship, at) if due is None else due
    if aspect == "earliest":
        return _earliest(item, at, matrix, kind, Options("resolution", restart_on_change, count_resolved_time))
    _check_aspect(aspect)
    return _due(item, at, matrix, kind, Options(aspect, restart_on_change, count_resolved_time))


def _check_aspect(aspect: DueAspect) -> None:
    if aspect not in get_args(DueAspect):
        raise InvalidValue("due_of aspect", aspect, f"give one of {', '.join(get_args(DueAspect))}")


def _due(
    request: ServiceRequest,
    at: datetime,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
    options: Options,
) -> datetime | None:
    aspect = options.aspect
    if request.due is not None and aspect == "resolution":
        return request.due
    agreement = request.relationship.agreement
    due: datetime | None = None
    if agreement is not None:
        if _has_events(request, at):
            found = reckon(request, to_utc("due_of at", at), options, matrix, kind)
            due = None if found is None else found.due
        elif aspect != "next_reply":
            due = _due_without_events(request, agreement, aspect, matrix, kind)
    return _next_need(request.relationship, at) if due is None and aspect == "resolution" else due


def _due_without_events(
    request: ServiceRequest,
    agreement: ServiceLevelAgreement,
    aspect: Aspect,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
) -> datetime | None:
    promised, calendar = terms(agreement, aspect, first_level(request, matrix, kind))
    return None if promised is None else due_by(promised, request.received, calendar)


def _earliest(
    request: ServiceRequest,
    at: datetime,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
    options: Options,
) -> datetime | None:
    """Return the earliest due time of the clocks of *request* that have not stopped."""
    has_events = _has_events(request, at)
    dues: list[datetime | None] = []
    for aspect in _ASPECTS:
        asked = options._replace(aspect=aspect)
        if not has_events or (aspect == "resolution" and request.is_open(at)):
            dues.append(_due(request, at, matrix, kind, asked))
        elif aspect != "resolution":
            found = reckon(request, to_utc("due_of at", at), asked, matrix, kind)
            dues.append(found.due if found is not None and found.run.stop in OPEN else None)
    return min((due for due in dues if due is not None), key=since_epoch, default=None)


def _has_events(request: ServiceRequest, at: datetime) -> bool:
    """Return whether anything has happened to *request* by *at*."""
    return bool(request.events) and request.events[0].at - EPOCH <= at - EPOCH


def _next_need(relationship: Relationship, at: datetime) -> datetime | None:
    """Return 00:00 of the next day on which the customer of *relationship* needs it, from the day of *at* on."""
    customer, valid_for = relationship.customer, relationship.valid_for
    if not isinstance(customer, SituationalCustomer):
        return None
    agreement = relationship.agreement
    today = (at if agreement is None else agreement.calendar.add(at, _NONE)).date()
    first = today if valid_for.start is None else max(today, valid_for.start)
    day = customer.occasion.on_or_after(first)
    if day is None or day not in valid_for:
        return None
    midnight = datetime.combine(day, time(0))
    return midnight.replace(tzinfo=at.tzinfo) if agreement is None else agreement.calendar.localize(midnight)
