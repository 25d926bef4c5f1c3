"""Clocks: how a request stands against what was promised, in working time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import assert_never, final

from attrs import Factory, field, frozen

from relclient._formatting import say_duration, say_instant
from relclient._sentences import counted, sentence
from relclient._validation import check_instance, check_instant
from relclient.decision_tables.table import DecisionTable
from relclient.labels import Language, Term
from relclient.model.agreements import Aspect, Target
from relclient.model.customers import CustomerKind
from relclient.model.priorities import Priority
from relclient.model.requests import EventType, ServiceRequest
from relclient.sla._event_replay import OPEN, Lateness, Options
from relclient.sla._reckoning import reckon
from relclient.sla._steps import ClockSteps, StepSource
from relclient.sla.priority_matrix import PRIORITY_MATRIX
from relclient.timing.instants import since_epoch, to_utc

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


def _within(promise: "Promise") -> Target:
    return promise.within


@final
@frozen
class Promise:
    """
    What a clock is held against: one target of an agreement, at one priority level.

    >>> from datetime import timedelta
    >>> from relclient import Priority, Promise
    >>> print(Promise("resolution", Priority.HIGH, timedelta(hours=4), "help desk"))
    the resolution within 4 h that the agreement 'help desk' promises at priority high
    """

    __module__ = "relclient"

    aspect: Aspect
    """The response, the resolution or the next reply."""
    priority: Priority
    """The level at which the request is, or was when the clock stopped."""
    within: timedelta
    """The working time that is promised; of a due time of its own, the working time from received to it."""
    agreement: str
    """The name of the agreement."""
    target: Target | None = field(default=Factory(_within, takes_self=True))
    """The target as the agreement states it; None for a due time of the request's own."""

    @property
    def short(self) -> str:
        """The aspect and how soon, in a few words."""
        within = "by its own due time" if self.target is None else f"within {_how_soon(self.target, 'en')}"
        return f"{_aspect(self.aspect, 'en')} {within}"

    def say(self, lang: Language = "en") -> str:
        """
        Return what is promised, in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from datetime import timedelta
        >>> from relclient import Priority, Promise
        >>> print(Promise("resolution", Priority.HIGH, timedelta(hours=4), "help desk").say("es"))
        el plazo de resolución de 4 h que el acuerdo 'help desk' promete con prioridad alta

        Raises:
            InvalidValue: *lang* is another language.
        """
        slots = {
            "aspect": _aspect(self.aspect, lang),
            "agreement": repr(self.agreement),
            "level": self.priority.label(lang),
        }
        if self.target is None:
            return sentence(
                lang,
                "the {aspect} by a due time of its own, in the hours of the agreement {agreement} at priority {level},",
                **slots,
            )
        return sentence(
            lang,
            "the {aspect} within {within} that the agreement {agreement} promises at priority {level}",
            within=_how_soon(self.target, lang),
            **slots,
        )

    def __str__(self) -> str:
        return self.say()


def _aspect(aspect: Aspect, lang: Language) -> str:
    match aspect:
        case "response":
            return sentence(lang, "response")
        case "resolution":
            return sentence(lang, "resolution")
        case _:
            return sentence(lang, "next reply")


def _how_soon(target: Target, lang: Language) -> str:
    if isinstance(target, timedelta):
        return say_duration(target)
    return counted(lang, target.days, "{number} working day", "{number} working days")


def _moment(moment: datetime, lang: Language) -> str:
    return say_instant(moment) if lang == "en" else moment.isoformat(" ", "minutes")


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
    The resolution within 6 h that the agreement 'guest care' promises at priority high is running \
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
    """The working time that is left; negative when it has run over."""
    used: float
    """The part of the promise that has run: 1.0 is all of it, and a promise of no working time is used up."""
    due: datetime = field(eq=since_epoch)
    """
    When the promise falls due, or fell due, as `due_of` says, in the calendar's zone.

    Of a running clock, when it will be late if nothing happens; of a paused one, the same as if it were resumed now.
    A due time of the request's own stays as it was given, zone included.
    """
    steps: ClockSteps = field(repr=False)
    """How it came out, interval by interval; made when they are read."""
    promise: Promise
    """What it is held against."""
    late_level: Priority | None = None
    """Of a breached clock, the level at which it was first late; else None."""
    late_since: datetime | None = field(default=None, eq=since_epoch)
    """Of a breached clock, when it fell due and ran on for the first time; else None."""
    restarted: datetime | None = field(default=None, eq=since_epoch)
    """When a change of level last started it anew; None where none did."""

    @property
    def short(self) -> str:
        """The state and the due time, in a few words."""
        return f"{self.state.label()}, due on {say_instant(self.due)}"

    def say(self, lang: Language = "en") -> str:
        """
        Return how the request stands, in the language *lang*: ``en``, ``es`` or ``ro``.

        Raises:
            InvalidValue: *lang* is another language.
        """
        told = self._told(lang)
        if self.restarted is not None:
            told = sentence(
                lang, "{told}; it counts anew since {moment}", told=told, moment=_moment(self.restarted, lang)
            )
        return f"{told[0].upper()}{told[1:]}."

    def _told(self, lang: Language) -> str:
        slots = {
            "promise": self.promise.say(lang),
            "used": say_duration(self.elapsed),
            "due": _moment(self.due, lang),
        }
        match self.state:
            case ClockState.RUNNING:
                return sentence(lang, "{promise} is running with {used} used, and is due on {due}", **slots)
            case ClockState.PAUSED:
                return sentence(
                    lang,
                    "{promise} is paused with {used} used, and if it were resumed now it would be due on {due}",
                    **slots,
                )
            case ClockState.MET:
                return sentence(lang, "{promise} was met in {used}, and was due on {due}", **slots)
            case ClockState.CANCELLED:
                return sentence(lang, "{promise} was cancelled with {used} used, when it was due on {due}", **slots)
            case ClockState.BREACHED:
                return self._told_late(lang, slots)
            case _:
                assert_never(self.state)

    def _told_late(self, lang: Language, slots: Mapping[str, str]) -> str:
        level, since = self.late_level, self.late_since
        if level is None or since is None or (level, since) == (self.promise.priority, self.due):
            return sentence(lang, "{promise} is breached with {used} used: it was due on {due}", **slots)
        return sentence(
            lang,
            "{promise} is breached with {used} used: it was late at priority {level} already, due on {since}",
            level=level.label(lang),
            since=_moment(since, lang),
            promise=slots["promise"],
            used=slots["used"],
        )

    def __str__(self) -> str:
        return self.say()


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
    Return how *request* stands at *at* against the response promised; None where none is.

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
    return _clock(request, at, Options("response", restart_on_change, count_resolved_time), matrix, kind)


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
    Return how *request* stands at *at* against the resolution promised; None where none is, or before it is received.

    RESOLVED and CANCELLED stop the clock as it stands, until REOPENED; what happens meanwhile does not change it.
    A due time of the request's own comes before the agreement's, and nothing moves it.
    With *restart_on_change* a new level starts it anew, one that comes while it is stopped at the reopening;
    otherwise start and pauses stay.
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
    return _clock(request, at, Options("resolution", restart_on_change, count_resolved_time), matrix, kind)


def next_reply_clock(  # noqa: PLR0913  # each option is a keyword that the caller names
    request: ServiceRequest,
    *,
    at: datetime,
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX,
    restart_on_change: bool = False,
    count_resolved_time: bool = False,
    kind: CustomerKind | None = None,
) -> Clock | None:
    """
    Return how *request* stands at *at* against the next reply promised; None where none is.

    The clock is that of the first CUSTOMER_REPLIED since the last RESPONDED, else of the last one answered;
    None where there is none. RESPONDED or RESOLVED ends it for good. A message to a closed request starts its clock
    when the request is reopened. The arguments are those of `resolution_clock`.

    >>> from datetime import UTC, datetime, time, timedelta
    >>> from relclient import ClockEvent, EventType, Impact, Organization, Person, Priority, Relationship
    >>> from relclient import ServiceLevelAgreement, ServiceRequest, ServiceTarget, Urgency, WorkCalendar
    >>> from relclient import next_reply_clock
    >>> always = WorkCalendar("UTC", {day: [(time(0), time(0))] for day in range(7)})
    >>> care = ServiceLevelAgreement("care", {Priority.HIGH: ServiceTarget(next_reply=timedelta(hours=2))}, always)
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay", agreement=care)
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> noise = ServiceRequest("R-1", stay, received=nine, impact=Impact.MEDIUM, urgency=Urgency.HIGH, events=[
    ...     ClockEvent(EventType.RESPONDED, nine), ClockEvent(EventType.CUSTOMER_REPLIED, nine + timedelta(hours=3))])
    >>> clock = next_reply_clock(noise, at=nine + timedelta(hours=4))
    >>> print(clock.state.label(), clock.remaining)
    running 1:00:00

    Raises:
        InvalidType: *request* is no `ServiceRequest`, or *at* no datetime.
        NaiveDatetime: *at* has no zone.
        UndeclaredKind: the matrix takes the side or kind of the customer, which nothing tells.
        NeverOpens: the calendar stays closed for ten years before the promise falls due.
    """
    check_instance("next_reply_clock request", request, ServiceRequest, "a ServiceRequest")
    check_instant("next_reply_clock at", at)
    return _clock(request, at, Options("next_reply", restart_on_change, count_resolved_time), matrix, kind)


def _clock(
    request: ServiceRequest,
    at: datetime,
    options: Options,
    matrix: DecisionTable[Priority],
    kind: CustomerKind | None,
) -> Clock | None:
    found = reckon(request, to_utc("clock at", at), options, matrix, kind)
    if found is None:
        return None
    agreement, run, calendar, target, within, elapsed, due, is_late = found
    paused = _NONE
    for interval, _ in run.stopped:
        paused += calendar.between(*interval)
    # A due time of the request's own comes nearer in pauses too.
    remaining = calendar.between(run.end, due) if target is None else within - elapsed
    lateness = Lateness(run.priority, due) if is_late and run.lateness is None else run.lateness
    state = _STATES.get(run.stop, ClockState.MET) if lateness is None else ClockState.BREACHED
    ahead = (run.end, due.astimezone(UTC)) if run.stop in OPEN and not is_late else None
    return Clock(
        state,
        elapsed,
        paused,
        remaining,
        elapsed / within if within else 1.0,
        due,
        ClockSteps.made_by(StepSource(calendar, run.running, run.stopped, due, ahead)),
        Promise(options.aspect, run.priority, within, agreement, target),
        None if lateness is None else lateness.priority,
        None if lateness is None else lateness.due,
        calendar.add(run.start, _NONE) if run.is_restarted else None,
    )


_STATES = {
    None: ClockState.RUNNING,
    EventType.PAUSED: ClockState.PAUSED,
    EventType.CANCELLED: ClockState.CANCELLED,
}
