"""Steps: how a clock came to its figures, interval by interval, worked out only when somebody reads it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import final

from attrs import define, field, frozen

from relclient._formatting import say_day, say_duration, say_span
from relclient._lazy import LazySequence
from relclient.labels import Term
from relclient.model.requests import EventType
from relclient.sla._event_replay import Interval, StoppedInterval
from relclient.timing.instants import since_epoch
from relclient.timing.working_hours.calendar import ClosedReason, WorkCalendar

_NONE = timedelta(0)

_CLOSED: dict[ClosedReason, str] = {
    "no window": "closed",
    "holiday": "holiday",
    "exception": "closed by exception",
    "clock change": "hours swallowed by the clock change",
}


class StepKind(Term):
    """
    What a step of a clock stands for.

    The steps WORKED and LATE add up to the time elapsed, PAUSED to the time paused,
    LEFT to what remains, and CLOSED, a day or the rest of one on which no window opens, to nothing.

    >>> from relclient import StepKind
    >>> StepKind.LATE.label("es")
    'con retraso'
    """

    __module__ = "relclient"

    WORKED = "worked"
    LATE = "late"
    PAUSED = "paused"
    LEFT = "left"
    CLOSED = "closed"


@final
@frozen
class ClockStep:
    """
    One interval of a clock, in the calendar's zone, and the working time in it.

    >>> from datetime import datetime, timedelta, timezone
    >>> from relclient import ClockStep, StepKind
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> print(ClockStep(StepKind.WORKED, nine, nine + timedelta(hours=4), timedelta(hours=4)))
    Mon 2 Mar 09:00-13:00, 4 h
    """

    __module__ = "relclient"

    kind: StepKind
    """What it stands for."""
    start: datetime = field(eq=since_epoch)
    """Where it begins."""
    end: datetime = field(eq=since_epoch)
    """Where it ends."""
    duration: timedelta
    """The working time in it."""
    note: str = ""
    """What made it so: why it is closed, or why the clock stood still."""

    def __str__(self) -> str:
        if self.kind is StepKind.CLOSED:
            is_whole_day = self.start.time() == time(0)
            return f"{say_day(self.start) if is_whole_day else say_span(self.start, self.end)} {self.note}, skipped"
        shift = ", over a clock change" if self.start.utcoffset() != self.end.utcoffset() else ""
        word = "" if self.kind is StepKind.WORKED else self.note or self.kind.label()
        counted = say_duration(self.duration) if self.duration else ""
        return f"{say_span(self.start, self.end)}, {f'{counted} {word}'.strip()}{shift}"


@final
@define(eq=False)  # nobody sees one or changes one, and what is not frozen is made faster
class StepSource:
    """What the steps of a clock are made from; calling it returns them, in time order."""

    calendar: WorkCalendar
    """The hours that count."""
    running: tuple[Interval, ...]
    """When the clock ran."""
    stopped: tuple[StoppedInterval, ...]
    """When it stood still, and what had stopped it."""
    due: datetime
    """When the promise falls due."""
    ahead: Interval | None
    """From now to then, where the clock still runs or may run again."""

    def __call__(self) -> list[ClockStep]:
        """Return the steps."""
        found = [*self._worked(), *self._paused(), *self._ahead()]
        if found:
            found += self._closed(found)
        # A day that is closed stands before what is in it.
        return sorted(found, key=lambda step: (since_epoch(step.start), step.kind is not StepKind.CLOSED))

    def _worked(self) -> Iterator[ClockStep]:
        due = self.due.astimezone(UTC)
        for start, end in self.running:
            yield from self._open(StepKind.WORKED, start, min(end, due))
            yield from self._open(StepKind.LATE, max(start, due), end)

    def _paused(self) -> Iterator[ClockStep]:
        for (start, end), cause in self.stopped:
            note = "paused" if cause is EventType.PAUSED else f"paused ({cause.label()})"
            steps = list(self._open(StepKind.PAUSED, start, end, note))
            local = (self.calendar.add(start, _NONE), self.calendar.add(end, _NONE))
            yield from steps or [ClockStep(StepKind.PAUSED, *local, _NONE, f"{note} outside hours")]

    def _ahead(self) -> Iterator[ClockStep]:
        if self.ahead is not None:
            yield from self._open(StepKind.LEFT, *self.ahead)

    def _open(self, kind: StepKind, start: datetime, end: datetime, note: str = "") -> Iterator[ClockStep]:
        for opens, closes in self.calendar.spans(start, end):
            worked = since_epoch(closes) - since_epoch(opens)
            yield ClockStep(kind, opens, closes, worked, note)

    def _closed(self, found: Sequence[ClockStep]) -> Iterator[ClockStep]:
        calendar = self.calendar
        intervals = [*self.running, *(interval for interval, _ in self.stopped), *([self.ahead] if self.ahead else [])]
        first = calendar.add(min(start for start, _ in intervals), _NONE).date()
        last = max((step.end for step in found), key=since_epoch)
        for number in range(first.toordinal(), last.date().toordinal() + 1):
            day = date.fromordinal(number)
            reason = calendar.why_closed(day)
            if reason is None:
                continue
            midnights = (datetime.combine(date.fromordinal(n), time(0)) for n in (number, number + 1))
            start, end = map(calendar.localize, midnights)
            # A shift of the evening before may run into the day.
            start = max([start, *(closes for _, closes in calendar.spans(start, end))], key=since_epoch)
            if since_epoch(start) < min(since_epoch(last), since_epoch(end)):
                yield ClockStep(StepKind.CLOSED, start, end, _NONE, _CLOSED[reason])


@final
class ClockSteps(LazySequence[ClockStep]):
    """
    The steps of a clock: a sequence that never changes, worked out when it is first read.

    Equal to another, or to a tuple, of equal steps.

    >>> from datetime import datetime, timedelta, timezone
    >>> from relclient import ClockStep, ClockSteps, StepKind
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> print(ClockSteps([ClockStep(StepKind.WORKED, nine, nine + timedelta(hours=4), timedelta(hours=4))]))
    Mon 2 Mar 09:00-13:00, 4 h
    """

    __module__ = "relclient"

    __slots__ = ()

    def total(self, *kinds: StepKind) -> timedelta:
        """Add up the working time of the steps of these *kinds*."""
        return sum((step.duration for step in self if step.kind in kinds), _NONE)

    def __str__(self) -> str:
        return "\n".join(map(str, self))
