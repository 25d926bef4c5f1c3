"""Interactions: what happened between a provider and a customer."""

from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import final

from attrs import frozen

from relclient._validation import check_instance, check_instant, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.labels import Term
from relclient.model.relationships import Relationship


class InteractionType(Term):
    """
    What can happen between a provider and a customer, other than a request (TM Forum TMF683).

    >>> from relclient import InteractionType
    >>> InteractionType.COMPLAINT.label("ro")
    'reclamație'
    """

    __module__ = "relclient"

    PURCHASE = "purchase"
    REFERRAL = "referral"
    REVIEW = "review"
    SURVEY = "survey"
    COMPLAINT = "complaint"
    CORRECTIVE_ACTION = "corrective_action"
    RECOGNITION = "recognition"


Amount = tuple[Decimal, str]
"""A sum of money and its currency, an ISO 4217 code such as ``EUR``."""
_CURRENCY_LETTERS = 3
_SCORED = frozenset({InteractionType.REVIEW, InteractionType.SURVEY})


@final
@frozen
class Interaction:
    """
    Something that happened on a relationship at an instant.

    >>> from datetime import datetime, timezone
    >>> from decimal import Decimal
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> print(Interaction("I1", InteractionType.PURCHASE, stay, noon, amount=(Decimal("120.50"), "EUR")))
    purchase of Mr. Pop at 2026-03-02 12:00:00+00:00: 120.50 EUR

    Raises:
        InvalidType: a field is of another type.
        NaiveDatetime: the time has no zone.
        InvalidValue: the id is empty; an amount without a currency code, or below zero; a score that is no number;
            an amount, a score or an answer on an interaction of a type that has none, or a corrective action
            that answers nothing.
    """

    __module__ = "relclient"

    id: str
    """The identity among interactions."""
    type: InteractionType
    """What happened."""
    relationship: Relationship
    """On which relationship, and so between whom."""
    at: datetime
    """When, with a zone."""
    amount: Amount | None = None
    """What a purchase came to, in its currency."""
    score: float | None = None
    """The grade of a review or a survey, on one scale for all of them; more is better."""
    answers: str | None = None
    """The id of the complaint that a corrective action answers."""

    def __attrs_post_init__(self) -> None:
        check_text("Interaction.id", self.id)
        check_instance("Interaction.type", self.type, InteractionType, "an InteractionType")
        check_instance("Interaction.relationship", self.relationship, Relationship, "a Relationship")
        check_instant("Interaction.at", self.at)
        if self.amount is not None:
            _check_amount(self.type, self.amount)
        if self.score is not None:
            _check_score(self.type, self.score)
        if self.answers is not None or self.type is InteractionType.CORRECTIVE_ACTION:
            _check_answer(self.type, self.answers)

    def __str__(self) -> str:
        happened = f"{self.type.label()} of {self.relationship.customer.name} at {self.at}"
        if self.amount is not None:
            return f"{happened}: {self.amount[0]} {self.amount[1]}"
        if self.score is not None:
            return f"{happened}: {self.score}"
        return f"{happened}, answering {self.answers}" if self.answers else happened


def _check_amount(kind: InteractionType, amount: Amount) -> None:
    expected = "a pair of a Decimal and a currency code, as (Decimal('9.50'), 'EUR')"
    if kind is not InteractionType.PURCHASE:
        raise InvalidValue("Interaction.amount", amount, f"a {kind.label()} has none; only a purchase has")
    if not (type(amount) is tuple and list(map(type, amount)) == [Decimal, str]):
        raise InvalidType("Interaction.amount", amount, expected)
    money, currency = amount
    if not (money.is_finite() and money >= 0):
        raise InvalidValue("Interaction.amount", money, "give what was paid, zero or more")
    if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise InvalidValue("Interaction.amount", currency, "give the currency as an ISO 4217 code such as 'EUR'")


def _check_score(kind: InteractionType, score: float) -> None:
    if kind not in _SCORED:
        raise InvalidValue("Interaction.score", score, f"a {kind.label()} has none; a review and a survey have")
    if isinstance(score, bool) or not isinstance(score, int | float):
        raise InvalidType("Interaction.score", score, "an int or float")
    if not isfinite(score):
        raise InvalidValue("Interaction.score", score, "give a number")


def _check_answer(kind: InteractionType, answers: str | None) -> None:
    if kind is not InteractionType.CORRECTIVE_ACTION:
        raise InvalidValue(
            "Interaction.answers", answers, f"a {kind.label()} answers nothing; a corrective action does"
        )
    check_text("Interaction.answers", answers)
