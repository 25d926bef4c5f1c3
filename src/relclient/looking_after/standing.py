"""Standing: what a history of interactions adds up to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from math import fsum
from typing import final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_instant, keep_instances
from relclient.errors import ConflictingIds, InvalidValue, Problems, RelclientError
from relclient.model.interactions import Interaction, InteractionType


def _money(spent: Mapping[str, Decimal]) -> FrozenMap[str, Decimal]:
    return as_map(spent, "Standing.spent")


@final
@frozen
class Standing:
    """
    How things stand, by the interactions that somebody selected: a customer's, a provider's, a service's.

    >>> from relclient import Standing
    >>> print(Standing(purchases=2, open_complaints=1))
    2 purchases, 0 referrals, 1 open complaint, 0 closed complaints.
    """

    __module__ = "relclient"

    purchases: int = 0
    """How many purchases there were."""
    last_purchase: datetime | None = None
    """When the latest one was; None when there was none."""
    spent: Mapping[str, Decimal] = field(default=FrozenMap[str, Decimal]({}), converter=_money)
    """What the purchases came to, by currency: sums of money are never added across currencies."""
    referrals: int = 0
    """How often others were brought."""
    average_score: float | None = None
    """The mean grade of reviews and surveys; None when nobody gave one."""
    open_complaints: int = 0
    """How many complaints no corrective action has answered yet."""
    closed_complaints: int = 0
    """How many complaints a corrective action has answered: the closed loop."""

    def __str__(self) -> str:
        counts = [
            _counted(self.purchases, "purchase"),
            _counted(self.referrals, "referral"),
            _counted(self.open_complaints, "open complaint"),
            _counted(self.closed_complaints, "closed complaint"),
        ]
        spent = [f"{money} {currency} spent" for currency, money in self.spent.items()]
        score = [] if self.average_score is None else [f"an average score of {self.average_score:g}"]
        return f"{', '.join([*counts, *spent, *score])}."


def standing(interactions: Iterable[Interaction], *, at: datetime) -> Standing:
    """
    Add up *interactions* as they were known at an instant; the order does not matter, and later ones do not count.

    A complaint is closed only by a corrective action that answers it, from the time of that action on.
    An action whose complaint is not among the interactions counts for nothing.

    >>> from datetime import datetime, timedelta, timezone
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship, standing
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> cold = Interaction("C1", InteractionType.COMPLAINT, stay, noon)
    >>> mended = Interaction("A1", InteractionType.CORRECTIVE_ACTION, stay, noon + timedelta(hours=1), answers="C1")
    >>> [standing([cold, mended], at=noon + timedelta(hours=hours)).open_complaints for hours in (0, 1)]
    [1, 0]

    Raises:
        NaiveDatetime: *at* has no zone.
        Problems: something is no `Interaction`, one id stands for two of them,
            or a corrective action answers what is no complaint; all of it at once.
    """
    check_instant("standing at", at)
    # In UTC, because Python never calls a repeated hour equal to, or later than, an instant of another zone.
    now = at.astimezone(UTC)
    known = {key: one for key, one in _by_id(interactions).items() if one.at.astimezone(UTC) <= now}
    complaints = {key for key, one in known.items() if one.type is InteractionType.COMPLAINT}
    answered = {
        one.answers
        for one in known.values()
        if one.answers in complaints and known[one.answers].at.astimezone(UTC) <= one.at.astimezone(UTC)
    }
    purchases = [one for one in known.values() if one.type is InteractionType.PURCHASE]
    scores = [one.score for one in known.values() if one.score is not None]
    return Standing(
        purchases=len(purchases),
        last_purchase=max((one.at for one in purchases), key=lambda when: when.astimezone(UTC), default=None),
        spent=_spent(purchases),
        referrals=sum(one.type is InteractionType.REFERRAL for one in known.values()),
        average_score=fsum(scores) / len(scores) if scores else None,
        open_complaints=len(complaints - answered),
        closed_complaints=len(complaints & answered),
    )


def _by_id(interactions: Iterable[Interaction]) -> dict[str, Interaction]:
    problems: list[RelclientError] = []
    found: dict[str, Interaction] = {}
    for one in keep_instances("standing interactions", interactions, Interaction, "an Interaction", problems):
        known = found.setdefault(one.id, one)
        if known is not one and known != one:
            problems.append(ConflictingIds("interactions", one.id, known, one))
    for one in found.values():
        answered = found.get(one.answers or "")
        if answered is not None and answered.type is not InteractionType.COMPLAINT:
            problems.append(
                InvalidValue(
                    f"Interaction {one.id!r} answers",
                    one.answers,
                    f"that is a {answered.type.label()}; name a complaint",
                )
            )
    if problems:
        raise Problems.found(problems)
    return found


def _spent(purchases: Iterable[Interaction]) -> dict[str, Decimal]:
    spent: defaultdict[str, Decimal] = defaultdict(Decimal)
    for purchase in purchases:
        if purchase.amount is not None:
            money, currency = purchase.amount
            spent[currency] += money
    return dict(sorted(spent.items()))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
