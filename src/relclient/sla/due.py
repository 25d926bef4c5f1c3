"""Due times: the one place where it is worked out when a request or a need falls due."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final, Literal, NamedTuple, TypeAlias, final, get_args

from relclient._validation import check_instance, check_instant
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidValue
from relclient.model.agreements import Aspect, ServiceLevelAgreement, Target, due_by, working_time
from relclient.model.customers import CustomerKind, SituationalCustomer
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.sla._event_replay import (
    OPEN,
    Interval,
    Options,
    Origin,
    Replay,
    elapsed_and_lateness,
    message_to_answer,
    replay,
)
from relclient.sla.priority_matrix import PRIORITY_MATRIX, computed_level
from relclient.timing.instants import EPOCH, since_epoch, to_utc
from relclient.timing.working_hours.calendar import WorkCalendar

DueAspect: TypeAlias = Literal["resolution", "response", "next_reply", "earliest"]

_ASPECTS: Final = get_args(Aspect)
_NONE: Final = timedelta(0)


@final
class Reckoning(NamedTuple):
    """How a request stands against one target: all that a clock shows, but for the pauses and the steps."""

    agreement: str
    """The name of the agreement."""
    run: Replay
    """When the clock ran."""
    calendar: WorkCalendar
    """The hours that count."""
    target: Target | None
    """What the agreement promises; None for a due time of the request's own."""
    within: timedelta
    """The same as working time."""
    elapsed: timedelta
    """The working time that has run."""
    due: datetime
    """When it falls due, or fell due."""
    is_late: bool
    """Whether it ran on after it fell due."""


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
        return next_need(item, at)
    if (
        aspect == "resolution" and not item.events and item.due is None
    ):  # most requests, and rankings ask by the million
        agreement = item.relationship.agreement
        due = None if agreement is None else _due_without_events(item, agreement, aspect, matrix, kind)
        return next_need(item.relationship, at) if due is None else due
    if aspect == "earliest":
        return _earliest(item, at, matrix, kind, Options("resolution", restart_on_change, count_resolved_time))
    if aspect not in _ASPECTS:
        raise InvalidValue("due_of aspect", aspect, f"give one of {', '.join(get_args(DueAspect))}")
    return _due(item, at, matrix, kind, Options(aspect, restart_on_change, count_resolved_time))


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
    return next_need(request.relationship, at) if due is None and aspect == "resolution" else due


def _due_without_events(
    request: ServiceRequest,
    agreement: ServiceLevelAgreement,
    aspect: Aspect,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
) -> datetime | None:
    promised, calendar = _terms(agreement, aspect, _first_level(request, matrix, kind))
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


def next_need(relationship: Relationship, at: datetime) -> datetime | None:
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


def reckon(
    request: ServiceRequest,
    now: datetime,
    options: Options,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
) -> Reckoning | None:
    """
    Work out how *request* stands at *now*, in UTC, against one target; None where there is none.

    Raises:
        UndeclaredKind: the matrix takes the side or kind of the customer, which nothing tells.
        InvalidValue: a time lies beyond the reach of calendars.
        NeverOpens: the calendar stays closed for ten years before the due time.
    """
    agreement = request.relationship.agreement
    if agreement is None:
        return None
    received = to_utc("ServiceRequest.received", request.received)
    if now < received:
        return None
    level = _first_level(request, matrix, kind)
    own = request.due if options.aspect == "resolution" else None
    if request.events:
        origin = _origin(request, received, level, now, options.aspect)
        late_since = partial(_late_since, agreement, options.aspect) if own is None else _never_late
        run = origin and replay(origin, now, options, late_since, has_override=request.override is not None)
    else:
        running = ((received, now),) if received < now else ()
        run = Replay(received, running, (), now, None, level, None, is_restarted=False)
    if run is None or (options.aspect == "next_reply" and not request.events):
        return None
    promised, calendar = _terms(agreement, options.aspect, run.priority)
    if own is not None:
        elapsed, _ = elapsed_and_lateness(calendar, run.running, timedelta.max)
        within = max(calendar.between(request.received, own), _NONE)
        is_late = since_epoch(run.end) > since_epoch(own)
        return Reckoning(agreement.name, run, calendar, None, within, elapsed, own, is_late)
    if promised is None:
        return None
    within = working_time(promised, run.start, calendar)
    elapsed, late = elapsed_and_lateness(calendar, run.running, within)
    due = calendar.add(run.end, within - elapsed) if late is None else late
    return Reckoning(agreement.name, run, calendar, promised, within, elapsed, due, late is not None)


def _terms(agreement: ServiceLevelAgreement, aspect: Aspect, priority: Priority) -> tuple[Target | None, WorkCalendar]:
    """Return what is promised at a level, and the hours that count there."""
    target = agreement.targets.get(priority)
    if target is None:
        return None, agreement.calendar
    return target.promised(aspect), target.calendar or agreement.calendar


def _late_since(
    agreement: ServiceLevelAgreement,
    aspect: Aspect,
    priority: Priority,
    start: datetime,
    running: Sequence[Interval],
) -> datetime | None:
    promised, calendar = _terms(agreement, aspect, priority)
    if promised is None:
        return None
    return elapsed_and_lateness(calendar, running, working_time(promised, start, calendar))[1]


def _never_late(_priority: Priority, _start: datetime, _running: Sequence[Interval]) -> None:
    """Return None: a due time of the request's own is the same at every level."""


def _first_level(request: ServiceRequest, matrix: DecisionTable[Priority], kind: CustomerKind | None) -> Priority:
    override = request.override
    return computed_level(request, matrix, kind=kind) if override is None else override.priority


def _origin(
    request: ServiceRequest, received: datetime, level: Priority, now: datetime, aspect: Aspect
) -> Origin | None:
    """Return where the clock of *aspect* starts; None for a next reply where no message has come."""
    events = request.events
    if aspect != "next_reply":
        return Origin(received, level, None, events)
    message = message_to_answer(events, now)
    if message is None:
        return None
    if request.override is None:
        changes = [event.priority for event in events[: message.following] if event.priority is not None]
        level = changes[-1] if changes else level
    return Origin(message.at, level, message.stop, events[message.following :])
