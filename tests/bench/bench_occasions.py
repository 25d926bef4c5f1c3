"""
Occasions against closed forms written by hand: ``python tests/bench/bench_occasions.py``.

A closed form knows its one rule and reckons the day from the date asked about.
Plain python-dateutil, which walks there from the start, is timed in the same run.
Every answer is compared before it is timed.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from timeit import Timer

from attrs import frozen
from dateutil.rrule import rrulestr

from relclient import Occasion

NEXT_BOUND, BETWEEN_BOUND = 25, 45
MONTH = timedelta(30)
AGES = (10, 50)
ROUNDS, CALLS = 40, 100
MICROSECOND = 1e-6


@frozen
class Case:
    name: str
    occasion: Occasion
    by_hand: Callable[[date], date]
    """The first day after a date."""


def fortnightly(start: date) -> Case:
    # The start is a Monday; its weeks have the Monday and the Friday.
    def by_hand(after: date) -> date:
        fortnights, rest = divmod((after - start).days, 14)
        return start + timedelta(14 * fortnights + (4 if rest < 4 else 14))

    return Case("every 2 weeks", Occasion.every("weekly", start=start, interval=2, weekdays=[0, 4]), by_hand)


def quarterly(start: date) -> Case:
    def by_hand(after: date) -> date:
        months = (after.year - start.year) * 12 + after.month - start.month
        ahead = months // 3 * 3
        year, month = divmod(start.month - 1 + ahead + (0 if ahead == months and after.day < 15 else 3), 12)
        return date(start.year + year, month + 1, 15)

    return Case("every 3 months", Occasion.every("monthly", start=start, interval=3, month_days=[15]), by_hand)


def month_ends(start: date) -> Case:
    def by_hand(after: date) -> date:
        last = monthrange(after.year, after.month)[1]
        if after.day < last:
            return after.replace(day=last)
        year, month = (after.year, after.month + 1) if after.month < 12 else (after.year + 1, 1)
        return date(year, month, monthrange(year, month)[1])

    return Case("the last day of a month", Occasion.every("monthly", start=start, month_days=[-1]), by_hand)


def yearly(start: date) -> Case:
    def by_hand(after: date) -> date:
        this = date(after.year, start.month, start.day)
        return this if this > after else date(after.year + 1, start.month, start.day)

    return Case("every year", Occasion.every("yearly", start=start), by_hand)


def working_days(start: date) -> Case:
    def by_hand(after: date) -> date:
        return after + timedelta((1, 1, 1, 1, 3, 2, 1)[after.weekday()])

    return Case("every working day", Occasion.rrule("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", start=start), by_hand)


def last_working_days(start: date) -> Case:
    def last(year: int, month: int) -> date:
        weekday, length = monthrange(year, month)
        return date(year, month, length - max(0, (weekday + length - 1) % 7 - 4))

    def by_hand(after: date) -> date:
        this = last(after.year, after.month)
        if this > after:
            return this
        return last(after.year, after.month + 1) if after.month < 12 else last(after.year + 1, 1)

    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    return Case("the last working day", Occasion.rrule(rule, start=start), by_hand)


CASES = (fortnightly, quarterly, month_ends, yearly, working_days, last_working_days)


def best(call: Callable[[], object], calls: int = CALLS) -> float:
    return min(Timer(call).repeat(ROUNDS, calls)) / calls


def between_by_hand(by_hand: Callable[[date], date], a: date, b: date) -> tuple[date, ...]:
    days = []
    day = by_hand(a - timedelta(1))
    while day < b:
        days.append(day)
        day = by_hand(day)
    return tuple(days)


def measure(case: Case, age: int) -> None:
    occasion = case.occasion
    asked = occasion.start.replace(year=occasion.start.year + age) + timedelta(5)
    until = asked + MONTH
    naive = datetime.combine(asked, datetime.min.time())
    plain = rrulestr(f"{occasion.rule};WKST=MO", dtstart=datetime.combine(occasion.start, datetime.min.time()))
    assert occasion.next(asked) == case.by_hand(asked) == plain.after(naive).date()
    assert occasion.between(asked, until) == between_by_hand(case.by_hand, asked, until)

    hand = best(lambda: case.by_hand(asked))
    ours = best(lambda: occasion.next(asked))
    walked = min(Timer(lambda: plain.after(naive)).repeat(3, 1))
    month_by_hand = best(lambda: between_by_hand(case.by_hand, asked, until))
    month = best(lambda: occasion.between(asked, until))
    print(
        f"{case.name:<24}{age:>5}{hand / MICROSECOND:>9.2f}{ours / hand:>7.1f}x{NEXT_BOUND:>5}x"
        f"{month / month_by_hand:>9.1f}x{BETWEEN_BOUND:>5}x{walked / hand:>12,.0f}x"
    )


def main() -> None:
    print(
        f"{'rule':<24}{'years':>5}{'hand us':>9}{'next':>8}{'bound':>6}{'between':>10}{'bound':>6}{'plain after':>13}"
    )
    for make in CASES:
        for age in AGES:
            measure(make(date(2026 - 50, 3, 1)), age)


if __name__ == "__main__":
    main()
