"""Standing: what a history of interactions adds up to, and which objectives it meets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from math import fsum, isclose
from typing import final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._sentences import counted, sentence
from relclient._validation import as_map, check_instance, check_instant
from relclient.errors import InvalidValue
from relclient.labels import Language, Term
from relclient.looking_after._history import answered_ids, history
from relclient.model.interactions import Interaction, InteractionType
from relclient.timing.instants import EPOCH, since_epoch

_EXACT = Context(prec=100)
"""Adds amounts without rounding, so that their order does not matter: an amount has at most 60 digits."""
_GOOD = 0.8
"""The part of its scale from which a review is good."""


class Stage(Term):
    """
    How far a customer has come, by what it bought.

    >>> from relclient import Stage
    >>> Stage.REPEAT.label("es")
    'cliente recurrente'
    """

    __module__ = "relclient"

    PROSPECT = "prospect"
    NEW = "new"
    REPEAT = "repeat"
    LAPSED = "lapsed"


def _spent(spent: Mapping[str, Decimal]) -> FrozenMap[str, Decimal]:
    return as_map(spent, "Standing.spent")


def _refunded(refunded: Mapping[str, Decimal]) -> FrozenMap[str, Decimal]:
    return as_map(refunded, "Standing.refunded")


_NOTHING: Mapping[str, Decimal] = FrozenMap({})


@final
@frozen
class Standing:
    """
    How things stand, by the interactions that somebody selected: a customer's, a provider's, a service's.

    >>> from relclient import Stage, Standing
    >>> print(Standing(purchases=2, stage=Stage.REPEAT, open_complaints=1))
    repeat customer, 2 purchases, 0 referrals, 1 open complaint, 0 closed complaints.
    """

    __module__ = "relclient"

    purchases: int = 0
    """How many purchases there were."""
    last_purchase: datetime | None = None
    """When the latest one was; None when there was none."""
    spent: Mapping[str, Decimal] = field(default=_NOTHING, converter=_spent)
    """What the purchases came to, by currency, refunds not taken off; never added across currencies."""
    refunded: Mapping[str, Decimal] = field(default=_NOTHING, converter=_refunded)
    """What the refunds gave back, by currency."""
    referrals: int = 0
    """How often others were brought."""
    reviews: int = 0
    """How many reviews there were, with a score or without."""
    average_review: float | None = None
    """The mean score of the reviews; None when none has a score, or their scales differ."""
    surveys: int = 0
    """How many surveys were answered, with a score or without."""
    average_survey: float | None = None
    """The mean score of the surveys; None when none has a score, or their scales differ."""
    recognitions: int = 0
    """How often somebody was recognized for good work."""
    open_complaints: int = 0
    """How many complaints no corrective action has answered yet."""
    closed_complaints: int = 0
    """How many complaints a corrective action has answered: the closed loop."""
    stage: Stage = Stage.PROSPECT
    """How far the customer has come, by its purchases."""
    good_reviews: int = 0
    """How many reviews have at least 4/5 of the best score; one whose scale is not known is not judged."""

    @property
    def short(self) -> str:
        """The stage and the complaints that wait, in English."""
        return sentence("en", "{stage}, {complaints}", stage=self.stage.label(), complaints=self._open("en"))

    def say(self, lang: Language = "en") -> str:
        """
        Return in a sentence what the history adds up to, in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import Standing
        >>> Standing(purchases=1, referrals=2).say("es")
        'cliente potencial, 1 compra, 2 recomendaciones, 0 quejas abiertas, 0 quejas cerradas.'

        Raises:
            InvalidValue: *lang* is another language.
        """
        parts = [
            self.stage.label(lang),
            counted(lang, self.purchases, "{number} purchase", "{number} purchases"),
            counted(lang, self.referrals, "{number} referral", "{number} referrals"),
            self._open(lang),
            counted(lang, self.closed_complaints, "{number} closed complaint", "{number} closed complaints"),
        ]
        if self.recognitions:
            parts.append(counted(lang, self.recognitions, "{number} recognition", "{number} recognitions"))
        parts += [sentence(lang, "{money} {currency} spent", money=m, currency=c) for c, m in self.spent.items()]
        parts += [sentence(lang, "{money} {currency} refunded", money=m, currency=c) for c, m in self.refunded.items()]
        if self.average_review is not None:
            parts.append(sentence(lang, "an average review of {score}", score=f"{self.average_review:g}"))
        if self.average_survey is not None:
            parts.append(sentence(lang, "an average survey score of {score}", score=f"{self.average_survey:g}"))
        return f"{', '.join(parts)}."

    def __str__(self) -> str:
        return self.say()

    def _open(self, lang: Language) -> str:
        return counted(lang, self.open_complaints, "{number} open complaint", "{number} open complaints")


def standing(interactions: Iterable[Interaction], *, at: datetime, lapse_after: timedelta | None = None) -> Standing:
    """
    Add up the *interactions* that had happened at *at*; equal ones count once, and their order does not matter.

    A complaint is closed once a corrective action that names it has happened, not before the complaint itself.
    Whoever bought once is new, whoever bought again is a repeat customer,
    and with *lapse_after* whoever has not bought for that long has lapsed.
    The cost is linear in the number of interactions.

    >>> from datetime import UTC, datetime, timedelta
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship, standing
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> cold = Interaction("C1", InteractionType.COMPLAINT, stay, noon)
    >>> mended = Interaction("A1", InteractionType.CORRECTIVE_ACTION, stay, noon + timedelta(hours=1), answers="C1")
    >>> [standing([cold, mended], at=noon + timedelta(hours=hours)).open_complaints for hours in (0, 1)]
    [1, 0]

    Raises:
        InvalidType: *at* is no datetime, or *lapse_after* no timedelta.
        NaiveDatetime: *at* has no zone.
        InvalidValue: *lapse_after* is not positive.
        Problems: something is no `Interaction`, one id stands for two of them,
            a corrective action answers what is no complaint, or a survey or review what is no purchase;
            all of it at once.
    """
    check_instant("standing at", at)
    if lapse_after is not None:
        check_instance("standing lapse_after", lapse_after, timedelta, "a timedelta or None")
        if lapse_after <= timedelta(0):
            raise InvalidValue("standing lapse_after", lapse_after, "give a time above zero, or None for never")
    found = history("standing interactions", interactions)
    now = since_epoch(at)
    known: defaultdict[InteractionType, list[Interaction]] = defaultdict(list)
    for one in found.values():
        if one.at - EPOCH <= now:
            known[one.type].append(one)
    purchases, reviews = known[InteractionType.PURCHASE], known[InteractionType.REVIEW]
    surveys, complaints = known[InteractionType.SURVEY], known[InteractionType.COMPLAINT]
    actions = known[InteractionType.CORRECTIVE_ACTION]
    answered = answered_ids(actions, found) if complaints and actions else ()
    closed = len([one for one in complaints if one.id in answered]) if answered else 0
    last = max(purchases, key=_when) if len(purchases) > 1 else purchases[0] if purchases else None
    return Standing(
        purchases=len(purchases),
        last_purchase=None if last is None else last.at,
        spent=_by_currency(purchases),
        refunded=_by_currency(known[InteractionType.REFUND]),
        referrals=len(known[InteractionType.REFERRAL]),
        reviews=len(reviews),
        average_review=average(reviews) if reviews else None,
        surveys=len(surveys),
        average_survey=average(surveys) if surveys else None,
        recognitions=len(known[InteractionType.RECOGNITION]),
        open_complaints=len(complaints) - closed,
        closed_complaints=closed,
        stage=_stage(purchases, last, now, lapse_after),
        good_reviews=len([one for one in reviews if _is_good(one)]),
    )


def _when(one: Interaction) -> tuple[timedelta, str]:
    return since_epoch(one.at), one.id


def average(scored: Sequence[Interaction]) -> float | None:
    """Return the mean score; None when nothing has one, or the scales differ (an unknown scale is one of them)."""
    scores: list[float] = []
    scales: set[float | None] = set()
    for one in scored:
        if one.score is not None:
            scores.append(one.score)
            scales.add(one.out_of)
    if len(scales) != 1:
        return None
    try:
        return fsum(scores) / len(scores)
    except OverflowError:  # their sum is beyond every float, their mean is not
        return float(sum(map(Fraction, scores)) / len(scores))


def _by_currency(interactions: Sequence[Interaction]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in interactions:
        if one.amount is not None:
            money, currency = one.amount
            sums[currency] = _EXACT.add(sums[currency], money) if currency in sums else money
    if len(sums) > 1:
        return FrozenMap(dict(sorted(sums.items())))
    return FrozenMap(sums) if sums else _NOTHING


def _is_good(review: Interaction) -> bool:
    if review.score is None or review.out_of is None:
        return False
    enough = _GOOD * review.out_of
    # 2.4 out of 3 is 4/5 as people write it, though not in floats.
    return review.score >= enough or isclose(review.score, enough)


def _stage(
    purchases: Sequence[Interaction], last: Interaction | None, now: timedelta, lapse_after: timedelta | None
) -> Stage:
    if last is None:
        return Stage.PROSPECT
    if lapse_after is not None and now - since_epoch(last.at) >= lapse_after:
        return Stage.LAPSED
    return Stage.NEW if len(purchases) == 1 else Stage.REPEAT


class ObjectiveName(Term):
    """
    What one hopes for from an external customer.

    >>> from relclient import ObjectiveName
    >>> ObjectiveName.GOOD_REVIEW.label("ro")
    'recenzie bună'
    """

    __module__ = "relclient"

    REPEAT_PURCHASE = "repeat_purchase"
    REFERRAL = "referral"
    GOOD_REVIEW = "good_review"


@final
@frozen
class Objective:
    """
    One of the things that one hopes for from a customer, and whether it has come.

    >>> from relclient import Objective, ObjectiveName
    >>> print(Objective(ObjectiveName.REFERRAL, met=False))
    referral: not yet.
    """

    __module__ = "relclient"

    name: ObjectiveName
    """What is hoped for."""
    met: bool
    """Whether it has come."""

    @property
    def short(self) -> str:
        """The sentence without its full stop, in English."""
        return self.say().removesuffix(".")

    def say(self, lang: Language = "en") -> str:
        """
        Return in a sentence whether it has come, in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import Objective, ObjectiveName
        >>> Objective(ObjectiveName.REFERRAL, met=True).say("ro")
        'recomandare: da.'

        Raises:
            InvalidValue: *lang* is another language.
        """
        name = self.name.label(lang)
        return (
            sentence(lang, "{objective}: yes.", objective=name)
            if self.met
            else sentence(lang, "{objective}: not yet.", objective=name)
        )

    def __str__(self) -> str:
        return self.say()


def objectives(standing: Standing) -> tuple[Objective, ...]:
    """
    Return the three objectives of a customer, each met or not: a repeat purchase, a referral, a good review.

    >>> from relclient import Standing, objectives
    >>> [(one.name.value, one.met) for one in objectives(Standing(purchases=2, referrals=1))]
    [('repeat_purchase', True), ('referral', True), ('good_review', False)]

    Raises:
        InvalidType: *standing* is no `Standing`.
    """
    check_instance("objectives standing", standing, Standing, "a Standing")
    return (
        Objective(ObjectiveName.REPEAT_PURCHASE, standing.purchases > 1),
        Objective(ObjectiveName.REFERRAL, standing.referrals > 0),
        Objective(ObjectiveName.GOOD_REVIEW, standing.good_reviews > 0),
    )
