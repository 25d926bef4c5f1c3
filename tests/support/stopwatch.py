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
    Target,
    Urgency,
    WorkCalendar,
    WorkingDays,
)

FINAL = {
    "response": (EventType.RESPONDED, EventType.RESOLVED),
    "resolution": (),
    "next_reply": (EventType.RESPONDED, EventType.RESOLVED),
}
# Two levels are promised nothing, for the resolution one.
LEVELS = (*2 * (Priority.CRITICAL, Priority.HIGH, Priority.LOW), Priority.PLANNING)
CLOSING = (EventType.RESOLVED, EventType.CANCELLED)


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

    def is_over(self, _now: int) -> bool:
        return self.over_since is not None

    def show(self, end: int, idle: Sequence[int], state: ClockState) -> Seen:
        remaining = self.target - self.worked
        due = end if self.over_since is None else self.over_since
        if self.over_since is None and remaining:
            ahead = (minute for minute in count(end) if self.is_open(minute))
            due = [next(ahead) for _ in range(remaining)][-1] + 1
        late = self.over_since is not None
        paused = sum(map(self.is_open, idle))
        return Seen(ClockState.BREACHED if late else state, self.worked, paused, remaining, due)


class OwnDue(Tally):
    """The same toward a due time of the request's own, which nothing moves."""

    def is_over(self, now: int) -> bool:
        return now > self.target

    def show(self, end: int, idle: Sequence[int], state: ClockState) -> Seen:
        before, after = sorted((end, self.target))
        remaining = sum(map(self.is_open, range(before, after))) * (1 if end == before else -1)
        shown = ClockState.BREACHED if self.is_over(end) else state
        return Seen(shown, self.worked, sum(map(self.is_open, idle)), remaining, self.target)


class Stopwatch:
    """The contract's paragraph on clocks, read literally: every minute the clock is looked at, and then it ticks."""

    def __init__(self, aspect, request, *, restart_on_change, count_resolved_time, first_level):
        self.aspect = aspect
        self.restart, self.count_resolved = restart_on_change, count_resolved_time
        self.events = [(utc_minute(event.at), event) for event in request.events]
        self.fixed = request.override is not None
        self.agreement = request.relationship.agreement
        self.own = request.due if aspect == "resolution" else None
        self.level = request.override.priority if self.fixed else first_level
        self.now = self.received = utc_minute(request.received)
        self.request_is, self.was_asked_while_closed = ClockState.RUNNING, False
        self.is_there = aspect != "next_reply"
        self.start(ClockState.RUNNING)

    def start(self, mode):
        self.stopped = self.ended = self.was_late = self.begins_anew_at_reopening = False
        self.mode = mode
        self.closed: list[int] = []
        self.begin()

    def begin(self):
        self.idle: list[int] = []
        if self.own is not None:
            due = utc_minute(self.own)
            self.tallies = {one: OwnDue(minutes_of(self.agreement.calendar_at(one)), due) for one in Priority}
            return
        self.tallies = {
            level: Tally(minutes_of(calendar), minutes_promised(promised, self.now, calendar))
            for level, target in self.agreement.targets.items()
            for calendar in [self.agreement.calendar_at(level)]
            if (promised := getattr(target, self.aspect)) is not None
        }

    def look(self) -> Seen | None:
        tally = self.tallies.get(self.level)
        seen = None if tally is None else tally.show(self.now, self.idle, self.mode)
        return seen._replace(state=ClockState.BREACHED) if seen and self.was_late else seen

    def is_late(self) -> bool:
        tally = self.tallies.get(self.level)
        return tally is not None and tally.is_over(self.now)

    def at(self, at: int) -> Seen | None:
        for minute in range(self.received, at + 1):
            self.now = minute
            for when, event in self.events:
                if when == self.now:
                    self.hear(event)
            self.note_if_late()
            if minute < at:
                self.tick()
                # What happens at the next minute may hide that it was late on the way there.
                if self.own is None:
                    self.note_if_late()
        if not self.is_there:
            return None
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
        if self.aspect == "next_reply":
            self.hear_message(event.type)
        if not self.ended:
            self.hear_in_clock(event)
        elif event.type is EventType.PRIORITY_CHANGED and not self.fixed:
            self.level = event.priority
        self.follow(event.type)

    def hear_message(self, kind):
        """Start the clock of a message: when it comes, or when the request is reopened after it."""
        is_waiting = self.is_there and not self.ended
        if kind is EventType.CUSTOMER_REPLIED:
            if self.request_is in CLOSING:
                self.was_asked_while_closed = True
            elif not is_waiting:
                self.start(self.request_is)
                self.is_there = True
        elif kind is EventType.RESPONDED:
            self.was_asked_while_closed = False
        elif kind is EventType.REOPENED:
            if self.was_asked_while_closed and not is_waiting:
                self.start(ClockState.RUNNING)
                self.is_there = True
            self.was_asked_while_closed = False

    def follow(self, kind):
        """Keep how the request itself stands."""
        is_closed = self.request_is in CLOSING
        if kind is EventType.REOPENED and is_closed:
            self.request_is = ClockState.RUNNING
        elif is_closed:
            return
        elif kind in CLOSING:
            self.request_is = kind
        elif kind is EventType.PAUSED:
            self.request_is = ClockState.PAUSED
        elif kind is EventType.RESUMED:
            self.request_is = ClockState.RUNNING

    def hear_in_clock(self, event):
        kind = event.type
        if kind is EventType.PRIORITY_CHANGED:
            self.change_level(event.priority)
        elif self.stopped:
            if kind is EventType.REOPENED:
                self.reopen()
        elif kind in FINAL[self.aspect]:
            if self.is_there:
                self.stop(ClockState.MET)
                self.ended = True
        elif kind in CLOSING:
            self.stop(ClockState.MET if kind is EventType.RESOLVED else ClockState.CANCELLED)
        elif kind is EventType.PAUSED:
            self.mode = ClockState.PAUSED
        elif kind is EventType.RESUMED:
            self.mode = ClockState.RUNNING

    def change_level(self, level):
        if not self.fixed and level is not self.level:
            self.level = level
            if self.restart and self.stopped:
                self.begins_anew_at_reopening = True
            elif self.restart:
                self.begin()

    def reopen(self):
        if self.begins_anew_at_reopening:
            self.begin()
        elif self.count_resolved and self.mode is ClockState.MET:
            for minute in self.closed:
                for tally in self.tallies.values():
                    tally.tick(minute)
        else:
            self.idle += self.closed
        self.stopped, self.mode = False, ClockState.RUNNING
        self.begins_anew_at_reopening = False


def minutes_promised(promised: Target, start: int, calendar: WorkCalendar) -> int:
    """Count the open minutes that are promised to what starts at a minute; days are walked one by one."""
    if not isinstance(promised, WorkingDays):
        return promised // timedelta(minutes=1)
    day, left = instant(start).astimezone(ZoneInfo(calendar.zone)).date(), promised.days
    while left:
        day += timedelta(days=1)
        left -= calendar.why_closed(day) is None
    windows = calendar.exceptions.get(day, calendar.windows.get(day.weekday(), ()))
    ends = [datetime.combine(day if opens < closes else day + timedelta(days=1), closes) for opens, closes in windows]
    close = max(utc_minute(calendar.localize(end)) for end in ends)
    return sum(map(minutes_of(calendar), range(start, close)))


@cache
def minutes_of(calendar) -> Callable[[int], bool]:
    """Ask *calendar* once whether it is open at a minute."""

    @cache
    def is_open(minute: int) -> bool:
        return calendar.is_open(instant(minute))

    return is_open


def _promised(random: Random) -> Target:
    if random.random() < 0.1:
        return WorkingDays(random.randint(1, 3))
    return timedelta(minutes=random.choice((30, 60, 120, 240, random.randrange(1, 400))))


def some_requests(seed: int, calendars: int, each: int) -> Iterator[tuple[Random, ServiceRequest]]:
    """Yield random requests on random calendars: *each* on every one of *calendars*."""
    source = some_calendars(seed, 2 * calendars)
    for random, day, calendar, _ in source:
        other = next(source)[2] if random.random() < 0.5 else next(source) and None
        targets = {
            Priority.CRITICAL: ServiceTarget(_promised(random), _promised(random), other, _promised(random)),
            Priority.HIGH: ServiceTarget(_promised(random), _promised(random), next_reply=_promised(random)),
            Priority.LOW: ServiceTarget(resolution=_promised(random)),
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
                    due=instant(received + random.randrange(2200)) if random.random() < 0.2 else None,
                ),
            )


def some_event(random: Random, at: datetime) -> ClockEvent:
    often = (EventType.PAUSED, EventType.RESUMED, EventType.PRIORITY_CHANGED, EventType.CUSTOMER_REPLIED)
    kind = random.choice((*EventType, *often))
    priority = random.choice(LEVELS) if kind is EventType.PRIORITY_CHANGED else None
    return ClockEvent(kind, at, priority)
