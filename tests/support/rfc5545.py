"""Recurrences by the letter of RFC 5545: every day of a period is asked whether it has what the rule names."""

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)


def days_of(text: str, start: date, end: date) -> Iterator[date]:
    """Yield the days of the rule *text*, counted from *start*, before *end*."""
    parts = dict(part.split("=") for part in text.split(";"))
    rule = {name: parts[name].split(",") for name in parts if name.startswith("BY")}
    freq, interval = parts["FREQ"], int(parts.get("INTERVAL", 1))
    week_start = WEEKDAYS.index(parts.get("WKST", "MO"))
    last = int(parts["UNTIL"][:8]) if "UNTIL" in parts else 99991231
    left = int(parts.get("COUNT", 10**9))
    derive(rule, freq, start)
    first, number = beginning(freq, start, week_start), 0
    while first < end:
        after = following(freq, first)
        if number % interval == 0:
            within = [first + n * DAY for n in range((after - first).days)]
            named = [day for day in within if all(has(day, part, rule, freq, week_start) for part in rule)]
            chosen = {
                named[place - 1 if place > 0 else place]
                for place in map(int, rule.get("BYSETPOS", ()))
                if abs(place) <= len(named)
            }
            for day in sorted(chosen if "BYSETPOS" in rule else named):
                if day < start or day >= end:
                    continue
                if int(day.strftime("%Y%m%d")) > last or not left:
                    return
                left -= 1
                yield day
        first, number = after, number + 1


def derive(rule, freq, start):
    """What is needed and not in the rule comes from the start: section 3.3.10."""
    if not rule.keys() & {"BYYEARDAY", "BYMONTHDAY", "BYDAY"}:
        if freq == "WEEKLY" or "BYWEEKNO" in rule:
            rule["BYDAY"] = [WEEKDAYS[start.weekday()]]
        elif freq in {"MONTHLY", "YEARLY"}:
            rule["BYMONTHDAY"] = [str(start.day)]
            if freq == "YEARLY":
                rule.setdefault("BYMONTH", [str(start.month)])


def beginning(freq, day, week_start):
    match freq:
        case "YEARLY":
            return date(day.year, 1, 1)
        case "MONTHLY":
            return day.replace(day=1)
        case "WEEKLY":
            return day - (day.weekday() - week_start) % 7 * DAY
        case _:
            return day


def following(freq, first):
    match freq:
        case "YEARLY":
            return date(first.year + 1, 1, 1)
        case "MONTHLY":
            return (first + 31 * DAY).replace(day=1)
        case "WEEKLY":
            return first + 7 * DAY
        case _:
            return first + DAY


def has(day, part, rule, freq, week_start):
    names = rule[part]
    month, year = monthrange(day.year, day.month)[1], 366 if isleap(day.year) else 365
    nth = (day - date(day.year, 1, 1)).days + 1
    match part:
        case "BYMONTH":
            return str(day.month) in names
        case "BYMONTHDAY":
            return {day.day, day.day - month - 1} & set(map(int, names))
        case "BYYEARDAY":
            return {nth, nth - year - 1} & set(map(int, names))
        case "BYWEEKNO":
            number, weeks = week_of(day, week_start)
            return {number, number - weeks - 1} & set(map(int, names))
        case "BYDAY":
            place, length = (day.day, month) if freq == "MONTHLY" or "BYMONTH" in rule else (nth, year)
            name = WEEKDAYS[day.weekday()]
            return {name, f"{(place + 6) // 7}{name}", f"-{(length - place) // 7 + 1}{name}"} & set(names)
        case _:
            return True


def week_of(day, week_start):
    """Return the number of the week of *day*, as ISO 8601 counts but for its first day, and how many its year has."""
    first = day - (day.weekday() - week_start) % 7 * DAY
    of = (first + 3 * DAY).year
    return (first - week_one(of, week_start)).days // 7 + 1, (
        week_one(of + 1, week_start) - week_one(of, week_start)
    ).days // 7


def week_one(year, week_start):
    fourth = date(year, 1, 4)
    return fourth - (fourth.weekday() - week_start) % 7 * DAY
