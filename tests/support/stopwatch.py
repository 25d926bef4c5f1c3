"""A naive clock, ticked minute by minute, for tests to hold the real ones against."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import count
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from almanac import instant, some_calendars, utc_minute
from relclient import (
    ClockEvent,
    ClockState,
    EventType,
    Impact,
    Organization,
    Override,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    Urgency,
)

FINAL = {"response": (EventType.RESPONDED, EventType.RESOLVED), "resolution": ()}
# Two levels are promised nothing, for the resolution one.
LEVELS = (*2 * (Priority.CRITICAL, Priority.HIGH, Priority.LOW), Priority.PLANNING)
STOPPING = {"response": (EventType.CANCELLED,), "resolution": (EventType.RESOLVED, EventType.CANCELLED)}


class Seen(NamedTuple):
    """What a clock shows, in minutes."""

    state: ClockState
    elapsed: int
    paused: int
    remaining: int
    due: int


class Tally:
    """The working minutes that count toward one level."""

    def __init__(self, is_open: Callable[[int], bool], target: int) -> None:
        self.is_open, self.target = is_open, target
        self.worked = 0
        self.over_since: int | None = None

    def tick(self, minute: int) -> None:
        if self.worked >= self.target and self.over_since is None:
            self.over_since = minute
        self.worked += self.is_open(minute)

    def show(self, end: int, idle: Sequence[int], state: ClockState) -> Seen:
        remaining = self.target - self.worked
        due = end if self.over_since is None else self.over_since
        if self.over_since is None and remaining:
            ahead = (minute for minute in count(end) if self.is_open(minute))
            due = [next(ahead) for _ in range(remaining)][-1] + 1
        late = self.over_since is not None
        paused = sum(map(self.is_open, idle))
        return Seen(ClockState.BREACHED if late else state, self.worked, paused, remaining, due)


class Stopwatch:
    """The contract's paragraph on clocks, read literally: every minute the clock is looked at, and then it ticks."""

    def __init__(self, aspect, request, *, restart_on_change, count_resolved_time, first_level):
        self.aspect = aspect
        self.restart, self.count_resolved = restart_on_change, count_resolved_time
        self.events = [(utc_minute(event.at), event) for event in request.events]
        self.fixed = request.override is not None
        self.agreement = request.relationship.agreement
        self.level = request.override.priority if self.fixed else first_level
        self.stopped = self.ended = self.was_late = False
        self.mode = ClockState.RUNNING
        self.now = self.received = utc_minute(request.received)
        self.closed: list[int] = []
        self.begin()

    def begin(self):
        self.idle: list[int] = []
        self.tallies = {
            level: Tally(minutes_of(self.agreement.calendar_at(level)), promised // timedelta(minutes=1))
            for level, target in self.agreement.targets.items()
            if (promised := getattr(target, self.aspect)) is not None
        }

    def look(self) -> Seen | None:
        tally = self.tallies.get(self.level)
        seen = None if tally is None else tally.show(self.now, self.idle, self.mode)
        return seen._replace(state=ClockState.BREACHED) if seen and self.was_late else seen

    def is_late(self) -> bool:
        tally = self.tallies.get(self.level)
        return tally is not None and tally.over_since is not None

    def at(self, at: int) -> Seen | None:
        for minute in range(self.received, at + 1):
            self.now = minute
            for when, event in self.events:
                if when == self.now and not self.ended:
                    self.hear(event)
            self.note_if_late()
            if minute < at:
                self.tick()
                # What happens at the next minute may hide that it was late on the way there.
                self.note_if_late()
        return self.frozen if self.stopped else self.look()

    def note_if_late(self):
        self.was_late = self.was_late or (self.frozen_late if self.stopped else self.is_late())

    def tick(self):
        if self.stopped:
            self.closed.append(self.now)
        elif self.mode is ClockState.PAUSED:
            self.idle.append(self.now)
        else:
            for tally in self.tallies.values():
                tally.tick(self.now)

    def stop(self, mode):
        self.mode = mode
        self.frozen_late = self.is_late()
        self.frozen = self.look()
        self.stopped, self.closed = True, []

    def hear(self, event):
        kind = event.type
        if kind is EventType.PRIORITY_CHANGED:
            if not self.fixed and event.priority is not self.level:
                self.level = event.priority
                if self.restart:
                    self.begin()
                    self.closed = []
        elif self.stopped:
            if kind is EventType.REOPENED:
                self.reopen()
        elif kind in FINAL[self.aspect]:
            self.stop(ClockState.MET)
            self.ended = True
        elif kind in STOPPING[self.aspect]:
            self.stop(ClockState.MET if kind is EventType.RESOLVED else ClockState.CANCELLED)
        elif kind is EventType.PAUSED:
            self.mode = ClockState.PAUSED
        elif kind is EventType.RESUMED:
            self.mode = ClockState.RUNNING

    def reopen(self):
        if self.count_resolved and self.mode is ClockState.MET:
            for minute in self.closed:
                for tally in self.tallies.values():
                    tally.tick(minute)
        else:
            self.idle += self.closed
        self.stopped, self.mode = False, ClockState.RUNNING


@cache
def minutes_of(calendar) -> Callable[[int], bool]:
    """Ask *calendar* once whether it is open at a minute."""

    @cache
    def is_open(minute: int) -> bool:
        return calendar.is_open(instant(minute))

    return is_open


def _minutes(random: Random) -> timedelta:
    return timedelta(minutes=random.choice((30, 60, 120, 240, random.randrange(1, 400))))


def some_requests(seed: int, calendars: int, each: int) -> Iterator[tuple[Random, ServiceRequest]]:
    """Make random requests on random calendars: *each* on every one of *calendars*."""
    source = some_calendars(seed, 2 * calendars)
    for random, day, calendar, _ in source:
        other = next(source)[2] if random.random() < 0.5 else next(source) and None
        targets = {
            Priority.CRITICAL: ServiceTarget(_minutes(random), _minutes(random), other),
            Priority.HIGH: ServiceTarget(_minutes(random), _minutes(random)),
            Priority.LOW: ServiceTarget(resolution=_minutes(random) * 2),
        }
        agreement = ServiceLevelAgreement("help desk", targets, calendar)
        stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay", agreement=agreement)
        zones = [ZoneInfo(calendar.zone), UTC, timezone(timedelta(hours=-4.5))]
        midnight = utc_minute(datetime(day.year, day.month, day.day, tzinfo=UTC))
        for number in range(each):
            received = midnight + random.randrange(-600, 1500)
            # Few different minutes, so that several events often share one.
            minutes = [received, *(received + random.randrange(2200) for _ in range(random.randrange(1, 6)))]
            events = [
                some_event(random, instant(random.choice(minutes)).astimezone(random.choice(zones)))
                for _ in range(random.choice((0, 1, 2, 4, 6, 9)))
            ]
            override = Override(random.choice(list(targets)), "by hand") if random.random() < 0.1 else None
            yield (
                random,
                ServiceRequest(
                    f"R-{number}",
                    stay,
                    received=instant(received).astimezone(zones[0]),
                    impact=Impact.HIGH,
                    urgency=random.choice((Urgency.HIGH, Urgency.MEDIUM)),
                    events=events,
                    override=override,
                ),
            )


def some_event(random: Random, at: datetime) -> ClockEvent:
    kind = random.choice((*EventType, EventType.PAUSED, EventType.RESUMED, EventType.PRIORITY_CHANGED))
    priority = random.choice(LEVELS) if kind is EventType.PRIORITY_CHANGED else None
    return ClockEvent(kind, at, priority)
