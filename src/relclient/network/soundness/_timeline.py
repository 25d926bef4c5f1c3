"""Timelines: what the customer of each relationship is, stretch by stretch, and which records begin a stretch."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from relclient._sentences import Said
from relclient.classification.classification import Classification
from relclient.classification.party_classification import PartyClassification
from relclient.model.customers import Customer, CustomerKind, Side, SituationalCustomer
from relclient.model.parties import Person
from relclient.model.relationships import Relationship
from relclient.network._snapshot import BIT, Day, link_place
from relclient.network.service_network import ServiceNetwork, days_of, question_of
from relclient.network.soundness._words import turn_said
from relclient.timing.periods import Period

_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Days of a relationship on which its customer stays of one side and kind."""

    days: Period
    """From the first of them up to, not including, the first of the next stretch; open where the relationship is."""
    answer: PartyClassification
    """What the tables give on these days."""

    def turned(self, relationship: Relationship) -> Iterator[Said]:
        """Yield, in words, the records whose start, end or last occasion made it so, where *relationship* ran on."""
        day = self.days.start
        if day is not None and day != relationship.valid_for.start:
            yield from (turn_said(record, day) for record in self.answer.held_by)


class Timeline:
    """The stretches of a network's relationships; the index of a date serves all of them."""

    def __init__(self, network: ServiceNetwork) -> None:
        """Ask about the relationships of *network*."""
        self._network = network
        self._day = days_of(network)
        self._known = {tie.party.id for tie in network.affiliations}
        self._known.update(one.provider.id for one in network.relationships.values())
        self._of_strangers: dict[tuple[int, object], Classification] = {}

    def stretches(self, relationship: Relationship) -> Iterator[Stretch]:
        """Yield the stretches of *relationship*, in order; together they are its period."""
        period = relationship.valid_for
        for answer in question_of(self._network, relationship).timeline(period):
            # Each meets the period, so that there are common days.
            yield Stretch(common_days(answer.holds, period) or period, answer)

    def is_always(self, kind: CustomerKind, relationship: Relationship) -> bool:
        """Return whether the customer is of *kind* on every day; cheaper than the stretches, and mostly so."""
        stranger = self._stranger(relationship)
        if stranger is not None:
            return stranger.kind is kind
        question = question_of(self._network, relationship)
        first_days = _first_days(relationship.valid_for, question.turns())
        return all(question.classified(self._day(day)).kind is kind for day in first_days)

    def outside(self, relationship: Relationship) -> Sequence[Period]:
        """Return the days on which the customer is external toward its provider: declared so, or by the tables."""
        customer = relationship.customer
        if isinstance(customer, Customer):
            return [relationship.valid_for] if customer.side is Side.EXTERNAL else []
        stranger = self._stranger(relationship)
        if stranger is not None:
            return [relationship.valid_for] if stranger.side is Side.EXTERNAL else []
        question = question_of(self._network, relationship)
        return self.days_on_which(relationship, lambda day: question.classified(day).side is Side.EXTERNAL)

    def outside_as_seen(self, relationship: Relationship) -> Sequence[Period]:
        """Return the days on which the customer is external as impacts see it, from the viewpoint if there is one."""
        if self._network.viewpoint is None and (
            isinstance(relationship.customer, Customer) or self._stranger(relationship) is not None
        ):
            return self.outside(relationship)
        return self.days_on_which(relationship, lambda day: day.side(relationship) is Side.EXTERNAL)

    def not_staff(self, relationship: Relationship) -> Sequence[Period]:
        """Return the days on which the customer is neither employed nor contracted."""
        question = question_of(self._network, relationship)
        return self.days_on_which(relationship, lambda day: not question.evidence(day) & _STAFF)

    def _stranger(self, relationship: Relationship) -> Classification | None:
        """
        Return what a person without ties, who serves nobody, is on every day of *relationship*; None of any other.

        It rests on nothing but what the relationship says, so that one answer serves all that say the same.
        """
        party = relationship.party
        if party.id in self._known or not isinstance(party, Person):
            return None
        if isinstance(relationship.customer, SituationalCustomer):
            return None
        (on,) = _first_days(relationship.valid_for, ())
        key = link_place(relationship, on), relationship.facts
        answer = self._of_strangers.get(key)
        if answer is None:
            answer = self._of_strangers[key] = question_of(self._network, relationship).classified(self._day(on))
        return answer

    def days_on_which(self, relationship: Relationship, holds: Callable[[Day], bool]) -> list[Period]:
        """Return the days of *relationship* on which something *holds*, in as few periods as there are."""
        found: list[Period] = []
        period, held = relationship.valid_for, False
        turns = question_of(self._network, relationship).turns()
        for place, day in enumerate(_first_days(period, turns)):
            now = holds(self._day(day))
            if now and not held:
                found.append(Period(day, period.end) if place else period)
            elif held and not now:
                found[-1] = Period(found[-1].start, day)
            held = now
        return found


_STAFF = BIT["employed"] | BIT["contracted"]


def _first_days(period: Period, turns: Sequence[date]) -> Sequence[date]:
    """
    Return days of *period*, in order, between which nothing changes, as it does on its *turns*.

    The first stands for the days before the first change, where the period has no first day.
    """
    inside = [turn for turn in turns if turn != period.start and turn in period]
    if period.start is not None:
        return [period.start, *inside]
    end = inside[0] if inside else period.end
    return [date.max if end is None else end - _DAY, *inside]


def common_days(one: Period, other: Period) -> Period | None:
    """Return the days that lie in both periods; None when there are none."""
    if not one.overlaps(other):
        return None
    starts = [period.start for period in (one, other) if period.start is not None]
    ends = [period.end for period in (one, other) if period.end is not None]
    return Period(max(starts, default=None), min(ends, default=None))
