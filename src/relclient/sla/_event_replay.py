"""Replay of the events of a request: the intervals in which one of its clocks ran or stood still."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, final

from relclient.model.agreements import Aspect
from relclient.model.priorities import Priority
from relclient.model.requests import CLOSING, ClockEvent, EventType
from relclient.timing.working_hours.calendar import WorkCalendar

Interval = tuple[datetime, datetime]
"""From an instant up to another, both in UTC."""

StoppedInterval = tuple[Interval, EventType]
"""An interval in which a clock stood still, and what had stopped it."""

StopReason = EventType | None
"""What has stopped or paused a clock; None while it runs."""

# What ends a clock for good; what closes the request stops it until the request is reopened.
_FINAL: dict[Aspect, frozenset[EventType]] = {
    "response": frozenset({EventType.RESPONDED, EventType.RESOLVED}),
    "resolution": frozenset(),
    "next_reply": frozenset({EventType.RESPONDED, EventType.RESOLVED}),
}

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)

OPEN: frozenset[StopReason] = frozenset({None, EventType.PAUSED})
"""What leaves a clock to go on by itself, or when it is resumed."""

# In which states an event changes something, and to which one.
_TRANSITIONS: dict[EventType, tuple[frozenset[StopReason], StopReason]] = {
    EventType.PAUSED: (frozenset({None}), EventType.PAUSED),
    EventType.RESUMED: (frozenset({EventType.PAUSED}), None),
    EventType.REOPENED: (CLOSING, None),
    EventType.CUSTOMER_REPLIED: (frozenset(), None),
    **{kind: (OPEN, kind) for kind in (EventType.RESPONDED, EventType.RESOLVED, EventType.CANCELLED)},
}


@final
class Options(NamedTuple):
    """Which clock is replayed, and with which options."""

    aspect: Aspect
    restart_on_change: bool
    """Whether a new level starts the clock anew."""
    count_resolved_time: bool
    """Whether the time between resolved and reopened counts."""


@final
class Lateness(NamedTuple):
    """When a clock fell due and ran on, and at which level."""

    priority: Priority
    due: datetime


@final
class ClockOrigin(NamedTuple):
    """Where a clock starts, and how the request stands there."""

    start: datetime
    """In UTC."""
    priority: Priority
    stop: StopReason
    events: Sequence[ClockEvent]
    """Those that follow."""


@final
class Replay(NamedTuple):
    """How a clock ran."""

    start: datetime
    """From when its target counts: its origin, or the last restart."""
    running: tuple[Interval, ...]
    """The intervals in which it ran, in order."""
    stopped: tuple[StoppedInterval, ...]
    """The intervals in which it stood still, and why, in order."""
    end: datetime
    """When it stopped, or now."""
    stop: StopReason
    """What stopped it, or paused it; None while it runs."""
    priority: Priority
    """The level in force at its end."""
    lateness: Lateness | None
    """When it first was late, at an earlier level or before it was reopened."""
    is_restarted: bool
    """Whether a change of level started it anew."""


LatenessTest = Callable[[Priority, datetime, Sequence[Interval]], datetime | None]
"""Given a level, a start and the intervals in which a clock ran, when it fell due and ran on; else None."""


def replay(
    origin: ClockOrigin, now: datetime, options: Options, late_since: LatenessTest, *, has_override: bool
) -> Replay:
    """Replay the events up to *now* for a clock that starts at *origin*; under an override no change counts."""
    machine = _ClockStateMachine(origin, options, late_since)
    ignored = {EventType.PRIORITY_CHANGED} if has_override else set[EventType]()
    if options.aspect == "resolution":
        ignored.add(EventType.RESPONDED)
    applied = _effective(origin, now, _FINAL[options.aspect], ignored)
    for at, event in applied:
        machine.apply(event, at)
    end = now
    if machine.stop not in OPEN:
        end = applied[-1][0]  # it stopped with the last event that counts
    machine.record_interval(end)
    return machine.result(end)


def _in_utc(event: ClockEvent) -> datetime:
    """Return when *event* happened, in UTC; the end of time where UTC cannot say it, which is after any question."""
    try:
        return event.at.astimezone(UTC)
    except OverflowError:
        return _END_OF_TIME


def _effective(
    origin: ClockOrigin, now: datetime, final: frozenset[EventType], ignored: set[EventType]
) -> list[tuple[datetime, ClockEvent]]:
    """Return the events up to *now* that count for the clock, but none after the one that stopped it."""
    effective: list[tuple[datetime, ClockEvent]] = []
    closed = 0
    for event in origin.events:
        kind, at = event.type, _in_utc(event)
        if at > now:
            break
        if kind in ignored:
            continue
        effective.append((at, event))
        if closed:
            closed = 0 if kind is EventType.REOPENED else closed
        elif kind in final:
            return effective
        elif kind in CLOSING:
            closed = len(effective)
    return effective[:closed] if closed else effective


@final
class _ClockStateMachine:
    """The state of a clock while events are applied to it."""

    __slots__ = (
        "_has_ruled",
        "_is_restarted",
        "_late_since",
        "_lateness",
        "_options",
        "_priority",
        "_rules_from_reopening",
        "_running",
        "_since",
        "_start",
        "_stopped",
        "stop",
    )

    def __init__(self, origin: ClockOrigin, options: Options, late_since: LatenessTest) -> None:
        self._start = self._since = origin.start
        self._options = options
        self._late_since = late_since
        self._has_ruled = False
        """Whether the level has been in force for any time; two changes at one instant are one."""
        self._rules_from_reopening = False
        """Whether the level came while the clock was stopped, so that it counts from reopening only."""
        self._priority = origin.priority
        self._running: list[Interval] = []
        self._stopped: list[StoppedInterval] = []
        self._lateness: Lateness | None = None
        self._is_restarted = False
        self.stop: StopReason = origin.stop

    def apply(self, event: ClockEvent, at: datetime) -> None:
        """Apply *event*; a repeated state changes nothing."""
        if event.priority is not None:
            self._change_level(event.priority, at)
            return
        before, after = _TRANSITIONS[event.type]
        if self.stop in before:
            self._transition(after, at)

    def record_interval(self, at: datetime) -> None:
        """Record the interval since the last change."""
        if self._since < at:
            interval = (self._since, at)
            if self.stop is None:
                # A pause that ended in the minute in which it began leaves no trace.
                runs_on = bool(self._running) and self._running[-1][1] == self._since
                self._running.append((self._running.pop()[0], at) if runs_on else interval)
            elif self.stop is EventType.RESOLVED and self._options.count_resolved_time:
                self._running.append(interval)
            else:
                self._stopped.append((interval, self.stop))
            self._has_ruled = self._has_ruled or not self._rules_from_reopening
        self._since = at

    def result(self, end: datetime) -> Replay:
        """Return how the clock ran up to *end*."""
        return Replay(
            self._start,
            tuple(self._running),
            tuple(self._stopped),
            end,
            self.stop,
            self._priority,
            self._lateness,
            self._is_restarted,
        )

    def _transition(self, stop: StopReason, at: datetime) -> None:
        if self.stop in CLOSING:
            self._record_lateness(at)
            if self._rules_from_reopening and self._options.restart_on_change:
                self._restart(at)
            self._rules_from_reopening = False
        else:
            self.record_interval(at)
        self.stop = stop

    def _change_level(self, priority: Priority, at: datetime) -> None:
        if priority is self._priority:
            return
        self._record_lateness(at)
        self._priority = priority
        if self.stop in CLOSING:
            self._rules_from_reopening = True
        elif self._options.restart_on_change:
            self._restart(at)

    def _restart(self, at: datetime) -> None:
        self._running.clear()
        self._stopped.clear()
        self._start = at
        self._is_restarted = True

    def _record_lateness(self, at: datetime) -> None:
        """Record whether the clock was late at its level so far, at any moment at which one could have looked at it."""
        until_stop = len(self._running)
        self.record_interval(at)
        if self._has_ruled and self._lateness is None:
            # A clock that is stopped was judged as it stood then, even if the time since is to count.
            ran = self._running[:until_stop] if self.stop in CLOSING else self._running
            due = self._late_since(self._priority, self._start, ran)
            self._lateness = None if due is None else Lateness(self._priority, due)
        self._has_ruled = False


def elapsed_and_lateness(
    calendar: WorkCalendar, running: Sequence[Interval], within: timedelta
) -> tuple[timedelta, datetime | None]:
    """Add up the working time of the intervals, and find the instant after which they ran on although it was over."""
    elapsed, late_since = timedelta(0), None
    for start, end in running:
        worked = calendar.between(start, end)
        if late_since is None and elapsed + worked >= within:
            reached = calendar.add(start, within - elapsed)
            late_since = reached if reached < end else None
        elapsed += worked
    return elapsed, late_since


@final
class Message(NamedTuple):
    """The first message of the customer since the last answer, else the last one that was answered."""

    at: datetime
    """When its clock starts, in UTC: when it came, or when the request was reopened after it."""
    following: int
    """The place of the first event after that."""
    stop: StopReason
    """How the request stood then."""
    is_answered: bool


def message_to_answer(events: Sequence[ClockEvent], now: datetime) -> Message | None:
    """
    Return the message whose answer is waited for at *now*, in UTC, else the last one that was answered.

    RESPONDED and RESOLVED answer it. A message to a closed request waits only once that is reopened.
    """
    message: Message | None = None
    stop: StopReason = None
    came_while_closed = False
    for following, event in enumerate(events, 1):
        kind, at = event.type, _in_utc(event)
        if at > now:
            break
        starts = kind is EventType.CUSTOMER_REPLIED
        if stop in CLOSING:
            came_while_closed = kind is not EventType.RESPONDED and (came_while_closed or starts)
            starts = kind is EventType.REOPENED and came_while_closed
        elif message is not None and kind in _FINAL["next_reply"]:
            message = message._replace(is_answered=True)
        if kind in _TRANSITIONS and kind is not EventType.RESPONDED:
            before, after = _TRANSITIONS[kind]
            stop = after if stop in before else stop
        if starts and (message is None or message.is_answered):
            message = Message(at, following, stop, is_answered=False)
        came_while_closed = came_while_closed and stop in CLOSING
    return message
