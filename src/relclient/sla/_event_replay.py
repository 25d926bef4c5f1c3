"""Tapes: the events of a request, played back into the spans in which a clock ran or stood still."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, final

from relclient.model.priorities import Priority
from relclient.model.requests import CLOSING, ClockEvent, EventType, ServiceRequest
from relclient.sla._steps import Idle, Piece
from relclient.timing.working_hours.calendar import WorkCalendar

Aspect = Literal["response", "resolution"]

# What ends a clock for good; what closes the request stops it until the request is reopened.
_FINAL: dict[Aspect, frozenset[EventType]] = {
    "response": frozenset({EventType.RESPONDED, EventType.RESOLVED}),
    "resolution": frozenset(),
}


Mode = EventType | None
"""What has stopped or paused a clock; None while it runs."""

_OPEN: frozenset[Mode] = frozenset({None, EventType.PAUSED})

# In which modes an event changes something, and to which one.
_TURNS: dict[EventType, tuple[frozenset[Mode], Mode]] = {
    EventType.PAUSED: (frozenset({None}), EventType.PAUSED),
    EventType.RESUMED: (frozenset({EventType.PAUSED}), None),
    EventType.REOPENED: (CLOSING, None),
    **{kind: (_OPEN, kind) for kind in (EventType.RESPONDED, EventType.RESOLVED, EventType.CANCELLED)},
}


@final
class Reading(NamedTuple):
    """What is asked of a tape: which clock it is, and which options it runs with."""

    aspect: Aspect
    """The response or the resolution."""
    restart_on_change: bool
    """Whether a new level starts the clock anew."""
    count_resolved_time: bool
    """Whether the time between resolved and reopened counts."""


@final
class Run(NamedTuple):
    """How a clock ran."""

    running: tuple[Piece, ...]
    """The spans in which it ran, in order."""
    idle: tuple[Idle, ...]
    """The spans in which it stood still, and why, in order."""
    end: datetime
    """When it stopped, or now."""
    mode: Mode
    """What stopped it, or paused it; None while it runs."""
    priority: Priority
    """The level in force at its end."""
    was_late: bool
    """Whether it ran over at an earlier level."""


LateTest = Callable[[Priority, Sequence[Piece]], bool]


def play(request: ServiceRequest, span: Piece, priority: Priority, reading: Reading, is_late: LateTest) -> Run:
    """
    Play the events of *request* for a clock that runs over *span*, from received to now, and starts at *priority*.

    *is_late* tells whether a clock that ran for the given spans has run over at a level.
    """
    received, end = span
    tape = _Tape(received, priority, reading, is_late)
    unheard = {EventType.PRIORITY_CHANGED} if request.override is not None else set[EventType]()
    if reading.aspect == "resolution":
        unheard.add(EventType.RESPONDED)
    heard = _heard(request.events, end, _FINAL[reading.aspect], unheard)
    for at, event in heard:
        tape.hear(event, at)
    if tape.mode is not None and tape.mode is not EventType.PAUSED:
        end = heard[-1][0]  # it stopped with the last event that it heard
    tape.mark(end)
    return Run(tuple(tape.running), tuple(tape.idle), end, tape.mode, tape.priority, tape.was_late)


def _heard(
    events: Sequence[ClockEvent], now: datetime, final: AbstractSet[EventType], unheard: AbstractSet[EventType]
) -> list[tuple[datetime, ClockEvent]]:
    """Give the events up to *now* that concern the clock, but none after the one that stopped it."""
    heard: list[tuple[datetime, ClockEvent]] = []
    closed = 0
    for event in events:
        at, kind = event.at.astimezone(UTC), event.type
        if at > now:
            break
        if kind in unheard:
            continue
        heard.append((at, event))
        if closed:
            closed = 0 if kind is EventType.REOPENED else closed
        elif kind in final:
            return heard
        elif kind in CLOSING:
            closed = len(heard)
    return heard[:closed] if closed else heard


@final
class _Tape:
    """The state of a clock while its events are played."""

    __slots__ = (
        "_dormant",
        "_is_late",
        "_reading",
        "_ruled",
        "_since",
        "idle",
        "mode",
        "priority",
        "running",
        "was_late",
    )

    def __init__(self, received: datetime, priority: Priority, reading: Reading, is_late: LateTest) -> None:
        self._since = received
        self._reading = reading
        self._is_late = is_late
        self._ruled = False
        """Whether the level has been in force for any time; two changes at one instant are one."""
        self._dormant = False
        """Whether the level came while the clock was stopped, so that it counts from reopening only."""
        self.priority = priority
        self.running: list[Piece] = []
        self.idle: list[Idle] = []
        self.mode: Mode = None
        self.was_late = False

    def hear(self, event: ClockEvent, at: datetime) -> None:
        """Take in *event*; a repeated state changes nothing."""
        if event.priority is not None:
            self._change(event.priority, at)
            return
        before, after = _TURNS[event.type]
        if self.mode in before:
            self._turn(after, at)

    def mark(self, at: datetime) -> None:
        """Note the span since the last change."""
        if self._since < at:
            piece = (self._since, at)
            if self.mode is None:
                # A pause that ended in the minute in which it began leaves no trace.
                runs_on = bool(self.running) and self.running[-1][1] == self._since
                self.running.append((self.running.pop()[0], at) if runs_on else piece)
            elif self.mode is EventType.RESOLVED and self._reading.count_resolved_time:
                self.running.append(piece)
            else:
                self.idle.append((piece, self.mode))
            self._ruled = self._ruled or not self._dormant
        self._since = at

    def _turn(self, mode: Mode, at: datetime) -> None:
        if self.mode in CLOSING:
            self._settle(at)
            self._dormant = False
        else:
            self.mark(at)
        self.mode = mode

    def _change(self, priority: Priority, at: datetime) -> None:
        if priority is self.priority:
            return
        self._settle(at)
        self.priority = priority
        self._dormant = self.mode in CLOSING
        if self._reading.restart_on_change:
            self.running.clear()
            self.idle.clear()

    def _settle(self, at: datetime) -> None:
        """Note whether the clock was late at its level so far, in any moment in which one could have looked at it."""
        until_stop = len(self.running)
        self.mark(at)
        if self._ruled and not self.was_late:
            # A clock that is stopped was judged as it stood then, even if the time since is to count.
            ran = self.running[:until_stop] if self.mode in CLOSING else self.running
            self.was_late = self._is_late(self.priority, ran)
        self._ruled = False


def crossing(calendar: WorkCalendar, running: Sequence[Piece], within: timedelta) -> tuple[timedelta, datetime | None]:
    """Add up the working time of the spans, and find the instant after which they ran on although *within* was over."""
    elapsed, due = timedelta(0), None
    for start, end in running:
        worked = calendar.between(start, end)
        if due is None and elapsed + worked >= within:
            reached = calendar.add(start, within - elapsed)
            due = reached if reached < end else None
        elapsed += worked
    return elapsed, due
