"""Interactions: what happened between a provider and a customer."""

from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import final

from attrs import field, frozen

from relclient._validation import check_instance, check_instant, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.labels import Term
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.timing.instants import since_epoch


class InteractionType(Term):
    """
    What can happen between a provider and a customer, other than a request (TM Forum TMF683).

    >>> from relclient import InteractionType
    >>> InteractionType.COMPLAINT.label("ro")
    'reclamație'
    """

    __module__ = "relclient"

    PURCHASE = "purchase"
    REFUND = "refund"
    REFERRAL = "referral"
    REVIEW = "review"
    SURVEY = "survey"
    COMPLAINT = "complaint"
    CORRECTIVE_ACTION = "corrective_action"
    RECOGNITION = "recognition"


Amount = tuple[Decimal, str]
"""A sum of money and its currency, an ISO 4217 code such as ``EUR``."""
_CURRENCY_LETTERS = 3
_SMALLEST_PLACE, _LARGEST_PLACE = -30, 29
"""The powers of ten that an amount may have: sums within them are exact, and so the same in every order."""
_WITH_AMOUNT = frozenset({InteractionType.PURCHASE, InteractionType.REFUND})
_SCORED = frozenset({InteractionType.REVIEW, InteractionType.SURVEY})
_ANSWERING = _SCORED | {InteractionType.CORRECTIVE_ACTION}


@final
@frozen
class Interaction:
    """
    Something that happened on a relationship at an instant.

    >>> from datetime import UTC, datetime
    >>> from decimal import Decimal
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> bought = Interaction("I1", InteractionType.PURCHASE, stay, noon, amount=(Decimal("120.50"), "EUR"))
    >>> print(bought)
    purchase of Mr. Pop at 2026-03-02 12:00:00+00:00: 120.50 EUR
    >>> asked = Interaction("I2", InteractionType.SURVEY, stay, noon, score=4, out_of=5, answers="I1", channel="email")
    >>> print(asked)
    survey of Mr. Pop at 2026-03-02 12:00:00+00:00: 4 out of 5, answering I1

    Raises:
        InvalidType: a field is of another type.
        NaiveDatetime: the time has no zone.
        InvalidValue: the id or the channel is blank; an amount has no currency code or is below zero;
            a score is no number, or outside its scale; the scale has no score;
            an amount, a score or an answer stands on a type that has none;
            a corrective action answers nothing, or an interaction answers itself.
    """

    __module__ = "relclient"

    id: str
    """The identity among interactions."""
    type: InteractionType
    """What happened."""
    relationship: Relationship
    """On which relationship, and so between whom."""
    at: datetime = field(eq=since_epoch)
    """When, with a zone; two interactions at the same instant are equal whatever their zones."""
    amount: Amount | None = None
    """What a purchase came to, or a refund gave back, in its currency; zero or more."""
    score: float | None = None
    """The grade of a review or a survey; more is better."""
    answers: str | None = None
    """The id of the complaint that a corrective action answers, or of the purchase that a survey or review is about."""
    out_of: float | None = None
    """The best score that there is; None where the scale is not known. Scores of two scales are never averaged."""
    channel: str | None = None
    """How it came in, such as ``phone`` or ``web``."""
    about: Party | None = None
    """Whom it is about, where that is not the provider as a whole: the member of staff who is praised, say."""

    def __attrs_post_init__(self) -> None:
        check_text("Interaction.id", self.id)
        check_instance("Interaction.type", self.type, InteractionType, "an InteractionType")
        check_instance("Interaction.relationship", self.relationship, Relationship, "a Relationship")
        check_instant("Interaction.at", self.at)
        if self.amount is not None:
            _check_amount(self.type, self.amount)
        if self.score is not None:
            _check_score(self.type, self.score)
        if self.out_of is not None:
            _check_scale(self.score, self.out_of)
        if self.answers is not None or self.type is InteractionType.CORRECTIVE_ACTION:
            _check_answer(self.type, self.answers, self.id)
        if self.channel is not None:
            check_text("Interaction.channel", self.channel)
        if self.about is not None:
            check_instance("Interaction.about", self.about, Party, "a Person, an Organization or None")

    def __str__(self) -> str:
        happened = f"{self.type.label()} of {self.relationship.customer.name} at {self.at}"
        if self.amount is not None:
            return f"{happened}: {self.amount[0]} {self.amount[1]}"
        scored = "" if self.score is None else f": {self.score}"
        scale = "" if self.out_of is None else f" out of {self.out_of}"
        answering = f", answering {self.answers}" if self.answers else ""
        return f"{happened}{scored}{scale}{answering}"


def _check_amount(kind: InteractionType, amount: Amount) -> None:
    expected = "a pair of a Decimal and a currency code, as (Decimal('9.50'), 'EUR')"
    if kind not in _WITH_AMOUNT:
        raise InvalidValue("Interaction.amount", amount, f"a {kind.label()} has none; a purchase and a refund have")
    if not (type(amount) is tuple and list(map(type, amount)) == [Decimal, str]):
        raise InvalidType("Interaction.amount", amount, expected)
    money, currency = amount
    if not (money.is_finite() and money >= 0):
        raise InvalidValue("Interaction.amount", money, "give what was paid or given back, zero or more")
    # A finite number has a whole exponent, which a type checker cannot know.
    if not _SMALLEST_PLACE <= int(money.as_tuple().exponent) <= money.adjusted() <= _LARGEST_PLACE:
        raise InvalidValue("Interaction.amount", money, "give a sum of money, with at most 30 digits on either side")
    if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise InvalidValue("Interaction.amount", currency, "give the currency as an ISO 4217 code such as 'EUR'")


def _check_score(kind: InteractionType, score: float) -> None:
    if kind not in _SCORED:
        raise InvalidValue("Interaction.score", score, f"a {kind.label()} has none; a review and a survey have")
    _check_number("Interaction.score", score)


def _check_scale(score: float | None, out_of: float) -> None:
    _check_number("Interaction.out_of", out_of)
    if out_of <= 0:
        raise InvalidValue("Interaction.out_of", out_of, "give the best score that there is, above zero")
    if score is None:
        raise InvalidValue("Interaction.out_of", out_of, "it has no score; give one, or leave the scale out")
    if not 0 <= score <= out_of:
        raise InvalidValue(
            "Interaction.score", score, f"the scale runs from 0 to {out_of}; mend the score or the scale"
        )


def _check_number(what: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidType(what, value, "an int or float")
    try:
        usable = isfinite(value)
    except OverflowError:  # an int beyond every float
        usable = False
    if not usable:
        raise InvalidValue(what, value, "give a finite number that fits a float")


def _check_answer(kind: InteractionType, answers: str | None, id: str) -> None:
    if kind not in _ANSWERING:
        remedy = f"a {kind.label()} answers nothing; a corrective action, a survey and a review do"
        raise InvalidValue("Interaction.answers", answers, remedy)
    check_text("Interaction.answers", answers)
    if answers == id:
        raise InvalidValue("Interaction.answers", answers, "it is its own id; name the interaction that it answers")
