"""Answers: what a network says of a party, with the grounds."""

from collections.abc import Mapping
from datetime import date
from typing import final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map
from relclient.classification.classification import Classification
from relclient.decision_tables.table import Decision
from relclient.model.affiliations import Affiliation
from relclient.model.parties import Party
from relclient.model.relationships import Relationship


def _grounds(grounds: Mapping[str, tuple[Affiliation, ...]]) -> FrozenMap[str, tuple[Affiliation, ...]]:
    return as_map(grounds)


@final
@frozen
class PartyClassification(Classification):
    """
    What kind of customer a party is of a provider on a day, and on which grounds.

    >>> from datetime import date
    >>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
    >>> vlad, hotel = Person("vlad", "Vlad"), Organization("hotel", "the hotel")
    >>> spring = Period(date(2026, 3, 1), date(2026, 6, 1))
    >>> network = ServiceNetwork([Affiliation(vlad, hotel, Capacity.CONTRACTOR, spring)])
    >>> print(network.classify(vlad, hotel, on=date(2026, 4, 1)))
    Vlad is a horizontal customer of the hotel on 2026-04-01: \
contracted (Vlad is contractor of the hotel from 2026-03-01 to 2026-05-31), works-alongside-contractor.
    >>> print(network.classify(vlad, hotel, on=date(2026, 6, 1)))
    Vlad is a retail customer of the hotel on 2026-06-01: outsider, walk-in.
    """

    __module__ = "relclient"

    party: Party
    """Who was asked about."""
    provider: Party
    """Toward whom."""
    on: date
    """On which day."""
    grounds: Mapping[str, tuple[Affiliation, ...]] = field(converter=_grounds)
    """The affiliations behind each fact; those of ``same_group`` lead up from both ends to the ultimate parent."""

    @property
    def because(self) -> str:
        """The rules that decided side and kind, each with the affiliations behind it."""
        said: set[Affiliation] = set()
        return ", ".join(self._reason(decision, said) for decision in self.decisions)

    def __str__(self) -> str:
        article = "an" if self.kind.value[0] in "ao" else "a"
        kind = f"{article} {self.kind.label()}"
        return f"{self.party.name} is {kind} of {self.provider.name} on {self.on}: {self.because}."

    def _reason(self, decision: Decision[object], said: set[Affiliation]) -> str:
        grounds = dict.fromkeys(tie for fact in decision.rule.when for tie in self.grounds.get(fact, ()))
        ties = [tie for tie in grounds if tie not in said]
        said.update(ties)
        return f"{decision.rule.id} ({'; '.join(map(str, ties))})" if ties else decision.rule.id


@final
@frozen
class Role:
    """
    One hat that a party wears on a day, with its ground.

    >>> from datetime import date
    >>> from relclient import Organization, Relationship, ServiceNetwork
    >>> kitchen, dining = Organization("kitchen", "the kitchen"), Organization("dining", "the dining room")
    >>> network = ServiceNetwork(relationships=[Relationship(kitchen, dining, "meals")])
    >>> for role in network.roles("kitchen", on=date(2026, 3, 2)):
    ...     print(role)
    the kitchen serves the dining room with meals
    """

    __module__ = "relclient"

    party: Party
    """Who wears it."""
    ground: Affiliation | Relationship
    """What makes it so: a tie to an organization, or a service given or received."""
    classification: PartyClassification | None = None
    """What kind of customer it is in this role; None where it is no customer in it."""

    def __str__(self) -> str:
        if self.classification is None or not isinstance(self.ground, Relationship):
            return str(self.ground)
        return f"{self.ground}; {self.classification}"
