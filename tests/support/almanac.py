"""An independent almanac of clock changes and a naive calendar on it, for tests to hold the real one against."""
# random calendars are to be repeatable

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from relclient import WorkCalendar

Window = tuple[time, time]

# A zone and a year in which its clocks do something worth a test.
PLACES = [
    ("America/New_York", 2026),
    ("Europe/Madrid", 2026),
    ("Europe/Bucharest", 2026),
    ("Europe/Dublin", 2026),  # winter is the exception there
    ("Australia/Lord_Howe", 2026),  # by half an hour
    ("Pacific/Apia", 2011),  # skipped 30 December
    ("Pacific/Kwajalein", 1993),  # skipped 21 August
    ("America/Sao_Paulo", 2018),  # skips midnight
    ("Asia/Beirut", 2024),  # skips midnight
    ("America/Santiago", 2025),
    ("America/Havana", 2025),  # repeats midnight
    ("Africa/Casablanca", 2025),
    ("Pacific/Chatham", 2026),  # 12:45 ahead
    ("Asia/Pyongyang", 2015),  # back by half an hour, for good
    ("America/Caracas", 2016),
    ("Antarctica/Troll", 2025),  # by two hours
    ("Asia/Kolkata", 2026),
    ("UTC", 2026),
]


def wall_clock(minute: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(minute * 60, zone).replace(tzinfo=None)


def wall_minute(naive: datetime) -> int:
    return utc_minute(naive.replace(tzinfo=UTC))


def utc_minute(t: datetime) -> int:
    return int((t - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(minutes=1))


def instant(minute: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)


@cache
def segments(name: str, year: int) -> list[tuple[int, int, int]]:
    """List (from, to, offset) in UTC minutes around *year*, found by looking at the clock hour by hour."""
    zone = ZoneInfo(name)

    def offset(minute: int) -> int:
        return wall_minute(wall_clock(minute, zone)) - minute

    first, last = (utc_minute(datetime(year + step, 1, 1, tzinfo=UTC)) for step in (-1, 2))
    found = []
    since, current = first, offset(first)
    for hour in range(first, last, 60):
        if offset(hour) != current:
            change = next(minute for minute in range(hour - 60, hour + 1) if offset(minute) != current)
            found.append((since, change, current))
            since, current = change, offset(hour)
    return [*found, (since, last, current)]


def readings(wall: int, clock: Sequence[tuple[int, int, int]]) -> list[int]:
    """List the UTC minutes at which the clock shows the wall time: none when it is skipped, two when it repeats."""
    return [wall - offset for since, until, offset in clock if since <= wall - offset < until]


def first_reading(wall: int, clock: Sequence[tuple[int, int, int]]) -> int:
    shown = readings(wall, clock)
    if shown:
        return shown[0]
    # Skipped: count on from the change as if the clock had not been touched.
    return next(
        wall - before
        for (_, change, before), (_, _, after) in pairwise(clock)
        if change + before <= wall < change + after
    )


class NaiveCalendar:
    """The contract of WorkCalendar, read literally, minute by minute and with no memory."""

    def __init__(
        self,
        name: str,
        year: int,
        windows: Mapping[int, Sequence[Window]],
        holidays: Container[date],
        exceptions: Mapping[date, Sequence[Window]],
    ) -> None:
        self.clock = segments(name, year)
        self.windows, self.holidays, self.exceptions = windows, holidays, exceptions

    def windows_on(self, day: date) -> Sequence[Window]:
        if day in self.exceptions:
            return self.exceptions[day]
        if day in self.holidays:
            return ()
        return self.windows.get(day.weekday(), ())

    def opened_by(self, day: date) -> Iterator[tuple[int, int]]:
        for start, end in self.windows_on(day):
            opens = wall_minute(datetime.combine(day, start))
            closes = wall_minute(datetime.combine(day, end)) + (0 if start < end else 24 * 60)
            since, until = first_reading(opens, self.clock), first_reading(closes, self.clock)
            swallowed = not readings(opens, self.clock) and not any(
                readings(wall, self.clock) for wall in range(opens, closes)
            )
            if not swallowed:
                yield since, until

    def open_minutes(self, first: int, last: int) -> list[int]:
        """List the open minutes from *first* up to, not including, *last*."""
        day, stop = instant(first).date() - timedelta(days=4), instant(last).date() + timedelta(days=2)
        minutes: set[int] = set()
        while day <= stop:
            for since, until in self.opened_by(day):
                minutes.update(range(max(since, first), min(until, last)))
            day += timedelta(days=1)
        return sorted(minutes)


def _some_windows(random: Random) -> list[Window]:
    windows = []
    for _ in range(random.choice((0, 1, 1, 2, 2, 3))):
        # The small hours are where clocks change.
        hours = [random.choice((random.randrange(24), random.randrange(5), 0)) for _ in range(2)]
        start, end = (time(hour, random.choice((0, 0, 30, random.randrange(60)))) for hour in hours)
        windows.append((start, end))
    return windows


def some_day(random: Random, name: str, year: int) -> date:
    """Choose a day of *year*, most often one near a change of the clocks, or else near New Year or 29 February."""
    changes = [instant(until).date() for _, until, _ in segments(name, year)[:-1]]
    near = [day for day in changes if day.year == year] or [date(year, 1, 1), date(year, 3, 1)]
    around = random.choice((*near, *near, date(year, 1, 1) + timedelta(days=random.randrange(364))))
    return around + timedelta(days=random.randrange(-2, 3))


def some_calendars(seed: int, count: int) -> Iterator[tuple[Random, date, WorkCalendar, NaiveCalendar]]:
    """Yield *count* random calendars, each with a day to look at and its naive twin."""
    random = Random(seed)
    for _ in range(count):
        name, year = random.choice(PLACES)
        day = some_day(random, name, year)
        nearby = [day + timedelta(days=step) for step in range(-3, 6)]
        windows = {weekday: _some_windows(random) for weekday in range(7)}
        windows[random.randrange(7)] = [(time(8), time(16))]
        holidays = set(random.sample(nearby, random.randrange(4)))
        exceptions = {exception: _some_windows(random) for exception in random.sample(nearby, random.randrange(3))}
        yield (
            random,
            day,
            WorkCalendar(name, windows, holidays, exceptions),
            NaiveCalendar(name, year, windows, holidays, exceptions),
        )
