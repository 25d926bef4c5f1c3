"""Reckoning: how a request stands against one target, which clocks show and due times follow."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, final

from relclient.decision_tables.table import DecisionTable
from relclient.model.agreements import Aspect, ServiceLevelAgreement, Target, working_time
from relclient.model.customers import CustomerKind
from relclient.model.priorities import Priority
from relclient.model.requests import ServiceRequest
from relclient.sla._event_replay import (
    ClockOrigin,
    Interval,
    Options,
    Replay,
    elapsed_and_lateness,
    message_to_answer,
    replay,
)
from relclient.sla.priority_matrix import computed_level
from relclient.timing.instants import since_epoch, to_utc
from relclient.timing.working_hours.calendar import WorkCalendar

_NONE = timedelta(0)


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
    level = first_level(request, matrix, kind)
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
    promised, calendar = terms(agreement, options.aspect, run.priority)
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


def terms(agreement: ServiceLevelAgreement, aspect: Aspect, priority: Priority) -> tuple[Target | None, WorkCalendar]:
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
    promised, calendar = terms(agreement, aspect, priority)
    if promised is None:
        return None
    return elapsed_and_lateness(calendar, running, working_time(promised, start, calendar))[1]


def _never_late(_priority: Priority, _start: datetime, _running: Sequence[Interval]) -> None:
    """Return None: a due time of the request's own is the same at every level."""


def first_level(request: ServiceRequest, matrix: DecisionTable[Priority], kind: CustomerKind | None) -> Priority:
    override = request.override
    return computed_level(request, matrix, kind=kind) if override is None else override.priority


def _origin(
    request: ServiceRequest, received: datetime, level: Priority, now: datetime, aspect: Aspect
) -> ClockOrigin | None:
    """Return where the clock of *aspect* starts; None for a next reply where no message has come."""
    events = request.events
    if aspect != "next_reply":
        return ClockOrigin(received, level, None, events)
    message = message_to_answer(events, now)
    if message is None:
        return None
    if request.override is None:
        changes = [event.priority for event in events[: message.following] if event.priority is not None]
        level = changes[-1] if changes else level
    return ClockOrigin(message.at, level, message.stop, events[message.following :])
