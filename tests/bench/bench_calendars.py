"""
Calendars against two bisects by hand and against other packages: ``python tests/bench/bench_calendars.py``.

By hand means intervals ready-made in UTC with their sums, a bisect to find the start, one to find the end, and the
conversion between zones on both sides. Every answer is compared before it is timed; a package that is not installed
says so in its line.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from timeit import Timer
from zoneinfo import ZoneInfo

from relclient import WorkCalendar

ZONE = ZoneInfo("Europe/Madrid")
HOLIDAYS = {date(year, month, day) for year in range(2025, 2040) for month, day in ((1, 1), (1, 6), (5, 1), (12, 25))}
START = datetime(2026, 3, 2, 16, 30, tzinfo=ZONE)
# Hours of work, and about how long that takes.
SPANS = {"an hour": 1, "a month": 168, "a year": 2_000, "ten years": 20_000}
BOUND = 2.0
ROUNDS, CALLS = 200, 50
NONE = timedelta()


def office() -> WorkCalendar:
    return WorkCalendar("Europe/Madrid", dict.fromkeys(range(5), ((time(9), time(17)),)), HOLIDAYS)


class ByHand:
    def __init__(self, calendar: WorkCalendar, since: datetime, until: datetime) -> None:
        spans = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in calendar.spans(since, until)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.worked = []
        total = timedelta()
        for start, end in spans:
            total += end - start
            self.worked.append(total)

    def done(self, t: datetime) -> timedelta:
        index = bisect_right(self.starts, t) - 1
        left = self.ends[index] - t
        return self.worked[index] - left if left > NONE else self.worked[index]

    def add(self, t: datetime, duration: timedelta) -> datetime:
        target = self.done(t.astimezone(UTC)) + duration
        index = bisect_left(self.worked, target)
        return (self.ends[index] - (self.worked[index] - target)).astimezone(ZONE)

    def between(self, a: datetime, b: datetime) -> timedelta:
        return self.done(b.astimezone(UTC)) - self.done(a.astimezone(UTC))


Add = Callable[[datetime, timedelta], object]
Between = Callable[[datetime, datetime], object]


def workclock() -> tuple[Add, Between]:
    package = import_module("workclock")
    rules = [package.WorkDay(time(9), time(17)), package.Holidays(sorted(HOLIDAYS))]
    schedule = package.Schedule(rules, time_zone=ZONE)
    return schedule.add, schedule.between


def timegrid() -> tuple[Add, Between]:
    package = import_module("timegrid")
    calendar = package.TimeGridCalendar.weekdays(time(9), time(17))
    for day in sorted(HOLIDAYS):
        calendar = calendar.close(day)
    timeline = calendar.compile(datetime(2026, 1, 1), datetime(2038, 1, 1))  # noqa: DTZ001  # it knows no zones

    def add(t: datetime, duration: timedelta) -> datetime:
        end = calendar.at(t.replace(tzinfo=None)).add_work_duration(duration)
        return end.replace(tzinfo=ZONE)

    return add, lambda a, b: timeline.get_working_duration(a.replace(tzinfo=None), b.replace(tzinfo=None))


def custom_business_hour() -> tuple[Add, None]:
    pandas = import_module("pandas")

    def add(t: datetime, duration: timedelta) -> datetime:
        hours = pandas.offsets.CustomBusinessHour(
            duration // timedelta(hours=1), start="09:00", end="17:00", holidays=days
        )
        return (pandas.Timestamp(t) + hours).to_pydatetime()

    days = sorted(HOLIDAYS)
    return add, None


def business_duration() -> tuple[None, Between]:
    duration = import_module("business_duration").businessDuration
    closed = sorted(HOLIDAYS)

    def between(a: datetime, b: datetime) -> timedelta:
        a, b = a.replace(tzinfo=None), b.replace(tzinfo=None)
        return timedelta(minutes=float(duration(a, b, time(9), time(17), holidaylist=closed, unit="min")))

    return None, between


def businesstimedelta() -> tuple[Add, Between]:
    package = import_module("businesstimedelta")
    zone = import_module("pytz").timezone(ZONE.key)
    hours = package.WorkDayRule(time(9), time(17), [0, 1, 2, 3, 4], tz=zone)
    rules = package.Rules([hours, package.HolidayRule(dict.fromkeys(HOLIDAYS, "closed"), tz=zone)])

    def add(t: datetime, duration: timedelta) -> datetime:
        return t + package.BusinessTimeDelta(rules, timedelta=duration)

    return add, lambda a, b: rules.difference(a, b).timedelta


PEERS = [workclock, timegrid, custom_business_hour, business_duration, businesstimedelta]


def fastest(*calls: Callable[[], object]) -> list[float]:
    """Time the calls in microseconds; they take turns, and the fastest of many short runs counts."""
    timers = [Timer(call) for call in calls]
    best = []
    for timer in timers:
        once = min(timer.timeit(1) for _ in range(3))
        best.append((timer, CALLS if once < 1e-4 else 1, ROUNDS if once < 1e-3 else 3))  # a slow one less often
    times: list[float] = [float("inf")] * len(best)
    for turn in range(ROUNDS):
        for place, (timer, number, rounds) in enumerate(best):
            if turn < rounds:
                times[place] = min(times[place], timer.timeit(number) / number)
    return [1e6 * seconds for seconds in times]


def line(title: str, times: list[float], bound: str = "") -> None:
    print(f"{title:28}" + "".join(f"{one:>12}" for one in (*(f"{time:.2f}" for time in times), bound)))


def compare_with_hand(calendar: WorkCalendar, hand: ByHand) -> None:
    print(f"{'':28}{'ours us':>12}{'by hand us':>12}{'ratio':>12}{'bound':>12}")
    for span, hours in SPANS.items():
        duration = timedelta(hours=hours)
        end = calendar.add(START, duration)
        assert end == hand.add(START, duration)
        assert calendar.between(START, end) == hand.between(START, end) == duration
        for name, arguments in (("add", (START, duration)), ("between", (START, end))):
            mine, theirs = fastest(
                lambda name=name, arguments=arguments: getattr(calendar, name)(*arguments),
                lambda name=name, arguments=arguments: getattr(hand, name)(*arguments),
            )
            line(f"{name}, {span}", [mine, theirs, mine / theirs], f"{BOUND:.2f}")


def answer_of(call: Callable[[], object], expected: object) -> str:
    try:
        answer = call()
    except Exception as error:  # noqa: BLE001  # whatever a peer fails with is its line of the table
        return "raises " + type(error).__name__.removesuffix("Error")
    return "" if answer == expected else "wrong"


def compare_with_peers(calendar: WorkCalendar) -> None:
    print(f"\n{'times as slow as ours':28}" + "".join(f" {span:>15}" for span in SPANS))
    for peer in PEERS:
        try:
            answers = peer()
        except ImportError as error:
            print(f"{peer.__name__:28}  left out: {error}")
            continue
        for name, theirs in zip(("add", "between"), answers, strict=True):
            cells = []
            for hours in SPANS.values() if theirs else ():
                duration = timedelta(hours=hours)
                end = calendar.add(START, duration)
                arguments, expected = ((START, duration), end) if name == "add" else ((START, end), duration)
                failure = answer_of(lambda theirs=theirs, arguments=arguments: theirs(*arguments), expected)
                mine, other = fastest(
                    lambda name=name, arguments=arguments: getattr(calendar, name)(*arguments),
                    lambda theirs=theirs, arguments=arguments, failure=failure: None if failure else theirs(*arguments),
                )
                cells.append(failure or f"{other / mine:.1f}")
            print(f"{peer.__name__ + ', ' + name:28}" + "".join(f" {cell:>15}" for cell in cells or ["cannot"]))


def main() -> None:
    calendar = office()
    hand = ByHand(calendar, START - timedelta(days=60), START + timedelta(days=4_000))
    compare_with_hand(calendar, hand)
    compare_with_peers(calendar)
    (first,) = fastest(lambda: office().add(START, timedelta(hours=20_000)))
    print(f"\nten years worked out for the first time: {first / 1000:.1f} ms")


if __name__ == "__main__":
    main()
