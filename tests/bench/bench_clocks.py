"""
Clocks against the same arithmetic written by hand: ``python tests/bench/bench_clocks.py``.

The hand-written one asks the same calendar the same questions and gives a tuple: it knows the target, keeps no
reasons, and takes its events as (type, time) pairs in UTC. Steps are left out, for they are made only when read.
"""

from datetime import UTC, datetime, time, timedelta
from time import process_time

from relclient import (
    B2BCustomer,
    ClockEvent,
    ClockState,
    EventType,
    Impact,
    Organization,
    Priority,
    Relationship,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    Urgency,
    WorkCalendar,
    resolution_clock,
)

COUNT = 100
ROUNDS = 600
BOUND = 3.5
HOUR, NONE = timedelta(hours=1), timedelta(0)
OFFICE = WorkCalendar("Europe/Madrid", {weekday: [(time(9), time(13)), (time(14), time(18))] for weekday in range(5)})
TARGET = 16 * HOUR
DESK = ServiceLevelAgreement("desk", {level: ServiceTarget(HOUR, TARGET) for level in Priority}, OFFICE)
SUPPORT = Relationship(Organization("it"), B2BCustomer(Organization("acme")), "support", agreement=DESK)
START = datetime(2026, 1, 5, tzinfo=UTC)
HISTORIES = {
    "no event": (),
    "responded, resolved": ((EventType.RESPONDED, 1), (EventType.RESOLVED, 30)),
    "one pause": ((EventType.PAUSED, 5), (EventType.RESUMED, 20)),
    "two pauses, reopened": (
        (EventType.PAUSED, 3),
        (EventType.RESUMED, 5),
        (EventType.PAUSED, 20),
        (EventType.RESOLVED, 28),
        (EventType.REOPENED, 40),
    ),
    "priority changed": ((EventType.PRIORITY_CHANGED, 4),),
}


def clock_by_hand(calendar, received, events, target, now):  # noqa: C901, PLR0912  # all in one, to be fast
    """Add up the spans of one request; the last pause or stop decides the state."""
    elapsed, paused, since, state, late_from = NONE, NONE, received, ClockState.RUNNING, None
    for kind, at in events:
        if at > now:
            break
        if kind is EventType.PAUSED and state is ClockState.RUNNING:
            following = ClockState.PAUSED
        elif kind is EventType.RESUMED and state is ClockState.PAUSED:
            following = ClockState.RUNNING
        elif kind is EventType.RESOLVED and state is not ClockState.MET:
            following = ClockState.MET
        elif kind is EventType.REOPENED and state is ClockState.MET:
            following = ClockState.RUNNING
        else:
            continue
        worked = calendar.between(since, at)
        if state is ClockState.RUNNING:
            if late_from is None and elapsed + worked >= target:
                reached = calendar.add(since, target - elapsed)
                late_from = reached if reached < at else None
            elapsed += worked
        else:
            paused += worked
        since, state = at, following
    end = now
    if state is ClockState.MET:
        end = since
    else:
        worked = calendar.between(since, now)
        if state is ClockState.RUNNING:
            if late_from is None and elapsed + worked >= target:
                reached = calendar.add(since, target - elapsed)
                late_from = reached if reached < now else None
            elapsed += worked
        else:
            paused += worked
    remaining = target - elapsed
    due = calendar.add(end, remaining) if late_from is None else late_from
    return (ClockState.BREACHED if late_from else state), elapsed, paused, remaining, elapsed / target, due


def work(history):
    """Return COUNT requests of one history, received at different times, and the same as plain tuples."""
    requests, tuples = [], []
    for number in range(COUNT):
        received = START + timedelta(minutes=number % 5000)
        events = [(kind, received + hours * HOUR) for kind, hours in history]
        tuples.append((received, events, received + 60 * HOUR))
        requests.append(
            ServiceRequest(
                f"R-{number}",
                SUPPORT,
                received=received,
                impact=Impact.HIGH,
                urgency=Urgency.HIGH,
                events=[
                    ClockEvent(kind, at, Priority.HIGH if kind is EventType.PRIORITY_CHANGED else None)
                    for kind, at in events
                ],
            )
        )
    return requests, tuples


def measured(history):
    """
    Return the time a clock takes, of relclient and by hand, in microseconds, after both agreed on every one.

    They take turns, and of many short runs the fastest counts, so that a slow moment of the machine meets none.
    """
    requests, tuples = work(history)
    for request, (received, events, now) in zip(requests, tuples, strict=True):
        clock = resolution_clock(request, at=now)
        shown = (clock.state, clock.elapsed, clock.paused, clock.remaining, clock.used, clock.due)
        assert shown == clock_by_hand(OFFICE, received, events, TARGET, now)
    ours, by_hand = [], []
    for _ in range(ROUNDS):
        start = process_time()
        for request, (_, _, now) in zip(requests, tuples, strict=True):
            resolution_clock(request, at=now)
        middle = process_time()
        for _, (received, events, now) in zip(requests, tuples, strict=True):
            clock_by_hand(OFFICE, received, events, TARGET, now)
        ours.append(middle - start)
        by_hand.append(process_time() - middle)
    return min(ours) / COUNT * 1e6, min(by_hand) / COUNT * 1e6


def main():
    print(f"{'history':<24}{'us':>8}{'by hand':>10}{'ratio':>8}{'bound':>8}{'clocks/s':>12}")
    for name, history in HISTORIES.items():
        ours, by_hand = measured(history)
        print(f"{name:<24}{ours:>8.2f}{by_hand:>10.2f}{ours / by_hand:>8.2f}{BOUND:>8}{1e6 / ours:>12,.0f}")


if __name__ == "__main__":
    main()
