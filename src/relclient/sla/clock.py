"""Clocks: how a request stands against what was promised, in working time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal, assert_never, final

from attrs import field, frozen

from relclient._formatting import say_duration, say_instant
from relclient._validation import check_instance, check_instant
from relclient.decision_tables.table import DecisionTable
from relclient.labels import Term
from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.customers import Customer, CustomerKind, Side
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import EventType, ServiceRequest
from relclient.sla._event_replay import Aspect, Reading, Run, crossing, play
from relclient.sla._steps import ClockSteps, Course, Piece
from relclient.sla.priority_matrix import PRIORITY_MATRIX, computed_level
from relclient.timing.working_hours.calendar import WorkCalendar

Instrument = Literal["SLA", "OLA", "agreement"]

_NONE = timedelta(0)


class ClockState(Term):
    """
    How a clock stands.

    >>> from relclient import ClockState
    >>> ClockState.BREACHED.label("ro")
    'încălcat'
    """

    __module__ = "relclient"

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"


@final
@frozen
class Promise:
    """
    What a clock is held against: one target of an agreement, at one priority level.

    >>> from datetime import timedelta
    >>> from relclient import Priority, Promise
    >>> print(Promise("resolution", Priority.HIGH, timedelta(hours=4), "help desk", "SLA"))
    the resolution within 4 h that the SLA 'help desk' promises at priority high
    """

    __module__ = "relclient"

    aspect: Aspect
    """The response or the resolution."""
    priority: Priority
    """The level at which the request is, or was when the clock stopped."""
    within: timedelta
    """The working time that is promised."""
    agreement: str
    """The name of the agreement."""
    instrument: Instrument
    """OLA with an internal customer, SLA with an external one, agreement with a party that declares no kind."""

    def __str__(self) -> str:
        return (
            f"the {self.aspect} within {say_duration(self.within)} that the {self.instrument} {self.agreement!r} "
            f"promises at priority {self.priority.label()}"
        )


@final
@frozen
class Clock:
    """
    How a request stands against one promise at an instant, in working time.

    >>> from datetime import datetime, time, timedelta
    >>> from relclient import Impact, Organization, Person, Priority, Relationship, RetailCustomer, ServiceRequest
    >>> from relclient import ServiceLevelAgreement, ServiceTarget, Urgency, WorkCalendar, resolution_clock
    >>> desk = WorkCalendar("Europe/Madrid", {day: [(time(9), time(13)), (time(14), time(18))] for day in range(5)})
    >>> care = ServiceLevelAgreement("guest care", {Priority.HIGH: ServiceTarget(resolution=timedelta(hours=6))}, desk)
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay", agreement=care)
    >>> monday = desk.localize(datetime(2026, 3, 2, 11))
    >>> noise = ServiceRequest("R-1", stay, received=monday, impact=Impact.MEDIUM, urgency=Urgency.HIGH)
    >>> clock = resolution_clock(noise, at=desk.localize(datetime(2026, 3, 2, 15)))
    >>> print(clock)
    The resolution within 6 h that the SLA 'guest care' promises at priority high is running \
with 3 h used, and is due on Mon 2 Mar 2026 18:00+01:00.
    >>> print(clock.steps)
    Mon 2 Mar 11:00-13:00, 2 h
    Mon 2 Mar 14:00-15:00, 1 h
    Mon 2 Mar 15:00-18:00, 3 h left
    """

    __module__ = "relclient"

    state: ClockState
    """How it stands."""
    elapsed: timedelta
    """The working time that has run, up to the end of the clock."""
    paused: timedelta
    """The working time for which it stood still."""
    remaining: timedelta
    """What is left of the promise; negative when it has run over."""
    used: float
    """The part of the promise that has run: 1.0 is all of it."""
    due: datetime
    """
    When the promise falls due, or fell due, in the calendar's zone.

    Of a running clock, when it will be late if nothing happens; of a paused one, the same as if it were resumed now.
    """
    steps: ClockSteps = field(repr=False)
    """How it came out, span by span; made when they are read."""
    promise: Promise
    """What it is held against."""

    def __str__(self) -> str:
        what, used = str(self.promise), say_duration(self.elapsed)
        by = f"due on {say_instant(self.due)}"
        match self.state:
            case ClockState.RUNNING:
                rest = f"is running with {used} used, and is {by}"
            case ClockState.PAUSED:
                rest = f"is paused with {used} used, and if it were resumed now it would be {by}"
            case ClockState.MET:
                rest = f"was met in {used}, and was {by}"
            case ClockState.CANCELLED:
                rest = f"was cancelled with {used} used, when it was {by}"
            case ClockState.BREACHED:
                why = f"it was {by}" if self.remaining <= _NONE else "it was late at an earlier level"
                rest = f"is breached with {used} used: {why}"
            case _:
                assert_never(self.state)
        return f"{what[0].upper()}{what[1:]} {rest}."


def response_clock(  # noqa: PLR0913  # each option is a keyword that the caller names
    request: ServiceRequest,
    *,
    at: datetime,
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX,
    restart_on_change: bool = False,
    count_resolved_time: bool = False,
    kind: CustomerKind | None = None,
) -> Clock | None:
    """
    Tell how *request* stands at *at* against the response promised; None where none is.

    The first RESPONDED or RESOLVED ends the clock for good; the arguments are those of `resolution_clock`.

    >>> from datetime import UTC, datetime, time, timedelta
    >>> from relclient import ClockEvent, EventType, Impact, Organization, Person, Priority, Relationship
    >>> from relclient import ServiceLevelAgreement, ServiceRequest, ServiceTarget, Urgency, WorkCalendar
    >>> from relclient import response_clock
    >>> always = WorkCalendar("UTC", {day: [(time(0), time(0))] for day in range(7)})
    >>> care = ServiceLevelAgreement("care", {Priority.HIGH: ServiceTarget(response=timedelta(hours=2))}, always)
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay", agreement=care)
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> noise = ServiceRequest("R-1", stay, received=nine, impact=Impact.MEDIUM, urgency=Urgency.HIGH,
    ...     events=[ClockEvent(EventType.RESPONDED, nine + timedelta(hours=1))])
    >>> clock = response_clock(noise, at=nine + timedelta(hours=8))
    >>> print(clock.state.label(), clock.elapsed)
    met 1:00:00

    Raises:
        InvalidType: *request* is no `ServiceRequest`, or *at* no datetime.
        NaiveDatetime: *at* has no zone.
        UndeclaredKind: the matrix takes the side or kind of the customer, which nothing tells.
        NeverOpens: the calendar stays closed for ten years before the promise falls due.
    """
    check_instance("response_clock request", request, ServiceRequest, "a ServiceRequest")
    check_instant("response_clock at", at)
    reading = Reading("response", restart_on_change, count_resolved_time)
    return _clock(request, at, reading, matrix, kind)


def resolution_clock(  # noqa: PLR0913  # each option is a keyword that the caller names
    request: ServiceRequest,
    *,
    at: datetime,
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX,
    restart_on_change: bool = False,
    count_resolved_time: bool = False,
    kind: CustomerKind | None = None,
) -> Clock | None:
    """
    Tell how *request* stands at *at* against the resolution promised; None where none is, or before it is received.

    RESOLVED and CANCELLED stop the clock as it stands, until REOPENED; what happens meanwhile does not change it.
    With *restart_on_change* a new level starts it anew; otherwise start and pauses stay.
    With *count_resolved_time* the time between RESOLVED and REOPENED counts; otherwise it is a pause.
    *kind* is that of a customer who declares none, for a *matrix* that takes ``side`` or ``kind``.

    >>> from datetime import UTC, datetime, time, timedelta
    >>> from relclient import ClockEvent, EventType, Impact, Organization, Person, Priority, Relationship
    >>> from relclient import ServiceLevelAgreement, ServiceRequest, ServiceTarget, Urgency, WorkCalendar
    >>> from relclient import resolution_clock
    >>> always = WorkCalendar("UTC", {day: [(time(0), time(0))] for day in range(7)})
    >>> care = ServiceLevelAgreement("care", {Priority.HIGH: ServiceTarget(resolution=timedelta(hours=2))}, always)
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay", agreement=care)
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> noise = ServiceRequest("R-1", stay, received=nine, impact=Impact.MEDIUM, urgency=Urgency.HIGH,
    ...     events=[ClockEvent(EventType.PAUSED, nine + timedelta(hours=1))])
    >>> clock = resolution_clock(noise, at=nine + timedelta(hours=8))
    >>> print(clock.state.label(), clock.remaining, clock.paused)
    paused 1:00:00 7:00:00

    Raises:
        InvalidType: *request* is no `ServiceRequest`, or *at* no datetime.
        NaiveDatetime: *at* has no zone.
        UndeclaredKind: the matrix takes the side or kind of the customer, which nothing tells.
        NeverOpens: the calendar stays closed for ten years before the promise falls due.
    """
    check_instance("resolution_clock request", request, ServiceRequest, "a ServiceRequest")
    check_instant("resolution_clock at", at)
    reading = Reading("resolution", restart_on_change, count_resolved_time)
    return _clock(request, at, reading, matrix, kind)


def _clock(
    request: ServiceRequest,
    at: datetime,
    reading: Reading,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
) -> Clock | None:
    agreement = request.relationship.agreement
    if agreement is None:
        return None
    received, now, override = request.received.astimezone(UTC), at.astimezone(UTC), request.override
    if now < received:
        return None
    level = computed_level(request, matrix, kind=kind) if override is None else override.priority
    if request.events:
        run = play(request, (received, now), level, reading, partial(_is_late, agreement, reading.aspect))
    else:
        run = Run(((received, now),) if received < now else (), (), now, None, level, was_late=False)
    terms = _terms(agreement, reading.aspect, run.priority)
    if terms is None:
        return None
    within, calendar = terms
    instrument = instrument_of(request.relationship, kind)
    return _judge(run, calendar, Promise(reading.aspect, run.priority, within, agreement.name, instrument))


def _terms(
    agreement: ServiceLevelAgreement, aspect: Aspect, priority: Priority
) -> tuple[timedelta, WorkCalendar] | None:
    """Tell what is promised at a level, and in which hours."""
    target = agreement.targets.get(priority)
    if target is None:
        return None
    within = target.response if aspect == "response" else target.resolution
    return None if within is None else (within, agreement.calendar_at(priority))


def _is_late(agreement: ServiceLevelAgreement, aspect: Aspect, priority: Priority, running: Sequence[Piece]) -> bool:
    terms = _terms(agreement, aspect, priority)
    return terms is not None and crossing(terms[1], running, terms[0])[1] is not None


def _judge(run: Run, calendar: WorkCalendar, promise: Promise) -> Clock:
    running, idle, end, mode, _, was_late = run
    within = promise.within
    elapsed, late_from = crossing(calendar, running, within)
    paused = _NONE
    for piece, _ in idle:
        paused += calendar.between(*piece)
    remaining = within - elapsed
    goes_on = mode is None or mode is EventType.PAUSED
    if late_from is None:
        due = calendar.add(end, remaining)
        state = ClockState.BREACHED if was_late else _STATES.get(mode, ClockState.MET)
        ahead = (end, due.astimezone(UTC)) if goes_on else None
    else:
        due, state, ahead = late_from, ClockState.BREACHED, None
    steps = ClockSteps(Course(calendar, running, idle, due, ahead))
    return Clock(state, elapsed, paused, remaining, elapsed / within, due, steps, promise)


_STATES = {
    None: ClockState.RUNNING,
    EventType.PAUSED: ClockState.PAUSED,
    EventType.CANCELLED: ClockState.CANCELLED,
}


_INSTRUMENTS: dict[Side, Instrument] = {Side.INTERNAL: "OLA", Side.EXTERNAL: "SLA"}


def instrument_of(relationship: Relationship, kind: CustomerKind | None) -> Instrument:
    """Tell what ITIL calls an agreement with the customer of *relationship*, *kind* being that of a bare party."""
    customer = relationship.customer
    if isinstance(customer, Customer):
        return _INSTRUMENTS[customer.side]
    return "agreement" if kind is None else _INSTRUMENTS[kind.side]
