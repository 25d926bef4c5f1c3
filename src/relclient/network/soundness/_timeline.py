"""Timelines: what the customer of each relationship is, stretch by stretch, and which records begin a stretch."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from relclient.classification.party_classification import PartyClassification, Record
from relclient.model.customers import Customer, Side
from relclient.model.relationships import Relationship
from relclient.network.service_network import ServiceNetwork, question_of, side_of
from relclient.timing.periods import Period

_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Days of a relationship on which its customer stays of one side and kind."""

    days: Period
    """From the first of them up to, not including, the first of the next stretch; open where the relationship is."""
    answer: PartyClassification
    """What the tables give on these days."""

    def turned(self, relationship: Relationship) -> Iterator[str]:
        """Yield, in words, the records whose start, end or last occasion made it so, where *relationship* ran on."""
        day = self.days.start
        if day is not None and day != relationship.valid_for.start:
            yield from (_turned(record, day) for record in self.answer.held_by)


def stretches(network: ServiceNetwork, relationship: Relationship) -> Iterator[Stretch]:
    """Yield the stretches of *relationship*, in order; together they are its period."""
    period = relationship.valid_for
    for answer in question_of(network, relationship).timeline(period):
        days = common_days(answer.holds, period)
        if days is not None:
            yield Stretch(days, answer)


def outside_days(network: ServiceNetwork, relationship: Relationship) -> Sequence[Period]:
    """Return the days on which the customer is external toward its provider: declared so, or by the tables."""
    customer = relationship.customer
    if isinstance(customer, Customer):
        return [relationship.valid_for] if customer.side is Side.EXTERNAL else []
    return [one.days for one in stretches(network, relationship) if one.answer.side is Side.EXTERNAL]


def outside_days_as_seen(network: ServiceNetwork, relationship: Relationship) -> Sequence[Period]:
    """Return the days on which the customer is external as impacts see it, which is from the viewpoint if any."""
    if network.viewpoint is None and isinstance(relationship.customer, Customer):
        return outside_days(network, relationship)
    return days_on_which(network, relationship, lambda on: side_of(network, relationship, on) is Side.EXTERNAL)


def days_on_which(network: ServiceNetwork, relationship: Relationship, holds: Callable[[date], bool]) -> list[Period]:
    """Return the days of *relationship* on which something *holds* of its customer, in as few periods as there are."""
    found: list[Period] = []
    period, held = relationship.valid_for, False
    for place, day in enumerate(_first_days(network, relationship)):
        now = holds(day)
        if now and not held:
            found.append(Period(day, period.end) if place else period)
        elif held and not now:
            found[-1] = Period(found[-1].start, day)
        held = now
    return found


def _first_days(network: ServiceNetwork, relationship: Relationship) -> Sequence[date]:
    """
    Return days of *relationship*, in order, between which nothing about its customer changes.

    The first stands for the days before the first change, where the relationship has no first day.
    """
    period = relationship.valid_for
    turns = [turn for turn in question_of(network, relationship).turns() if turn in period and turn != period.start]
    if period.start is not None:
        return [period.start, *turns]
    end = turns[0] if turns else period.end
    return [date.max if end is None else end - _DAY, *turns]


def common_days(one: Period, other: Period) -> Period | None:
    """Return the days that lie in both periods; None when there are none."""
    if not one.overlaps(other):
        return None
    starts = [period.start for period in (one, other) if period.start is not None]
    ends = [period.end for period in (one, other) if period.end is not None]
    return Period(max(starts, default=None), min(ends, default=None))


def _turned(record: Record, day: date) -> str:
    period = record.valid_for
    if period.start == day:
        return f"{record} began"
    return f"{record} ended" if period.end == day else f"{record} was last needed on {day - _DAY}"
