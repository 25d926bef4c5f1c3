"""Histories: what kind of customer each relationship's customer is, on every day that could change it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from relclient.classification.party_classification import PartyClassification, grounds_in_words
from relclient.model.affiliations import Affiliation
from relclient.model.customers import Customer, Side
from relclient.model.relationships import Relationship
from relclient.network.service_network import ServiceNetwork, question_of

ANY_DAY = date.min
"""The day that stands for all where no fact has a date."""


class Histories:
    """
    The days on which the classification of a network's customers can change, and what it is on them.

    An answer holds from its day to the next one, so that these few days stand for every day.
    """

    def __init__(self, network: ServiceNetwork) -> None:
        """Index the ties of *network*; linear in their number."""
        self._network = network
        self._ties_of: defaultdict[str, list[Affiliation]] = defaultdict(list)
        for tie in network.affiliations:
            self._ties_of[tie.party.id].append(tie)

    def answers(self, relationship: Relationship) -> Iterator[PartyClassification]:
        """Classify the customer of *relationship* on each day that could change it, a declared account included."""
        question = question_of(self._network, relationship)
        for on in self._days(relationship):
            yield question.answer_on(on)

    def misfits(self, relationship: Relationship, declared: Customer) -> Iterator[PartyClassification]:
        """Give the answers that are not of the declared kind, one for each time that it comes to differ."""
        kind = declared.kind
        before = kind
        for answer in self.answers(relationship):
            if answer.kind not in {kind, before}:
                yield answer
            before = answer.kind

    def turned(self, relationship: Relationship, on: date) -> Iterator[str]:
        """Name the ties about the two ends that began or ended on that day."""
        for tie in self._ties_about(relationship):
            if tie.valid_for.start == on:
                yield f"{tie} began"
            elif tie.valid_for.end == on:
                yield f"{tie} ended"

    def external_ground(self, relationship: Relationship) -> str | None:
        """Say what makes the customer external, on some day at least; None for one that never is."""
        customer = relationship.customer
        if isinstance(customer, Customer):
            return f"declared {customer.kind.label()}" if customer.side is Side.EXTERNAL else None
        outside = (answer for answer in self.answers(relationship) if answer.side is Side.EXTERNAL)
        return next(map(tables_give, outside), None)

    def _days(self, relationship: Relationship) -> list[date]:
        """
        Give the first day and each day on which a tie begins or ends.

        Without a first day, the first dated fact stands for it; without any dated fact one day is like another.
        """
        period = relationship.valid_for
        turns = {
            turn
            for tie in self._ties_about(relationship)
            for turn in (tie.valid_for.start, tie.valid_for.end)
            if turn is not None and turn in period
        }
        if period.start is not None:
            turns.add(period.start)
        if not turns:
            turns.add(ANY_DAY if period.end is None else period.end - timedelta(days=1))
        return sorted(turns)

    def _ties_about(self, relationship: Relationship) -> dict[Affiliation, None]:
        """Collect the ties of both ends, and those of all that they belong to, whenever that may be."""
        ties: dict[Affiliation, None] = {}
        asked = {relationship.party.id, relationship.provider.id}
        waiting = [relationship.party.id, relationship.provider.id]
        for party in waiting:
            for tie in self._ties_of.get(party, ()):
                ties[tie] = None
                if tie.organization.id not in asked:
                    asked.add(tie.organization.id)
                    waiting.append(tie.organization.id)
        return ties


def tables_give(answer: PartyClassification) -> str:
    """Say what the evidence makes of a customer, from which day and why."""
    since = "" if answer.on == ANY_DAY else f"from {answer.on} "
    return f"{since}the tables give {answer.kind.label()} ({grounds_in_words(answer)})"
