"""Interactions: what may be said of each type, and what may not."""

import pickle
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from attrs import fields

from relclient import (
    Interaction,
    InteractionType,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Organization,
    Person,
    Relationship,
)

STAY = Relationship(Organization("hotel"), Person("mr-pop", "Mr. Pop"), "stay")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EUROS = (Decimal("9.50"), "EUR")


def interaction(kind, **more):
    return Interaction(**{"id": "I1", "type": kind, "relationship": STAY, "at": NOON} | more)


def test_an_interaction_is_a_value():
    one = interaction(InteractionType.PURCHASE, amount=EUROS)
    assert pickle.loads(pickle.dumps(one)) == one
    assert hash(pickle.loads(pickle.dumps(one))) == hash(one)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (interaction(InteractionType.PURCHASE, amount=EUROS), "purchase of Mr. Pop at 2026-03-02 12:00:00+00:00: 9.50 EUR"),
        (interaction(InteractionType.REFUND, amount=EUROS), "refund of Mr. Pop at 2026-03-02 12:00:00+00:00: 9.50 EUR"),
        (interaction(InteractionType.REVIEW, score=4), "review of Mr. Pop at 2026-03-02 12:00:00+00:00: 4"),
        (interaction(InteractionType.SURVEY, score=8, out_of=10, answers="P1"), "survey of Mr. Pop at 2026-03-02 12:00:00+00:00: 8 out of 10, answering P1"),
        (interaction(InteractionType.CORRECTIVE_ACTION, answers="C1"), "corrective action of Mr. Pop at 2026-03-02 12:00:00+00:00, answering C1"),
        (interaction(InteractionType.RECOGNITION), "recognition of Mr. Pop at 2026-03-02 12:00:00+00:00"),
    ],
)  # fmt: skip
def test_in_words(one, words):
    assert str(one) == words


@pytest.mark.parametrize("kind", InteractionType)
def test_each_fact_belongs_to_its_types(kind):
    facts = {"amount": EUROS, "score": 4.5, "answers": "C1"}
    may = {
        InteractionType.PURCHASE: {"amount"},
        InteractionType.REFUND: {"amount"},
        InteractionType.REVIEW: {"score", "answers"},
        InteractionType.SURVEY: {"score", "answers"},
        InteractionType.CORRECTIVE_ACTION: {"answers"},
    }.get(kind, set())
    needed = {"answers": "C1"} if kind is InteractionType.CORRECTIVE_ACTION else {}
    for name, fact in facts.items():
        if name in may:
            assert getattr(interaction(kind, **needed | {name: fact}), name) == fact
        else:
            with pytest.raises(InvalidValue, match=f"Interaction.{name} cannot be .*a {kind.label()} "):
                interaction(kind, **needed | {name: fact})


PAID = InteractionType.PURCHASE
PAIR = "a pair of a Decimal and a currency code, as (Decimal('9.50'), 'EUR')"


@pytest.mark.parametrize(
    ("kind", "change", "error", "words"),
    [
        (PAID, {"id": ""}, InvalidValue, "Interaction.id cannot be '': give a string that is not blank."),
        (PAID, {"type": "purchase"}, InvalidType, "Interaction.type must be an InteractionType such as InteractionType.PURCHASE, not 'purchase' (str)."),
        (PAID, {"relationship": "stay"}, InvalidType, "Interaction.relationship must be a Relationship, not 'stay' (str)."),
        (PAID, {"amount": Decimal(9)}, InvalidType, f"Interaction.amount must be {PAIR}, not Decimal('9') (Decimal)."),
        (PAID, {"amount": (9.5, "EUR")}, InvalidType, f"Interaction.amount must be {PAIR}, not (9.5, 'EUR') (tuple)."),
        (PAID, {"amount": (Decimal(-1), "EUR")}, InvalidValue, "Interaction.amount cannot be Decimal('-1'): give what was paid or given back, zero or more."),
        (PAID, {"amount": (Decimal("NaN"), "EUR")}, InvalidValue, "Interaction.amount cannot be Decimal('NaN'): give what was paid or given back, zero or more."),
        *(
            (PAID, {"amount": (Decimal(1), code)}, InvalidValue, f"Interaction.amount cannot be {code!r}: give the currency as an ISO 4217 code such as 'EUR'.")
            for code in ("€", "eur", "EURO", "E1R", "ÉUR")
        ),
        (InteractionType.SURVEY, {"score": "5"}, InvalidType, "Interaction.score must be an int or float, not '5' (str)."),
        (InteractionType.SURVEY, {"score": True}, InvalidType, "Interaction.score must be an int or float, not True (bool)."),
        (InteractionType.SURVEY, {"score": float("inf")}, InvalidValue, "Interaction.score cannot be inf: give a finite number that fits a float."),
        (InteractionType.SURVEY, {"score": 4, "out_of": 0}, InvalidValue, "Interaction.out_of cannot be 0: give the best score that there is, above zero."),
        (InteractionType.SURVEY, {"out_of": 5}, InvalidValue, "Interaction.out_of cannot be 5: it has no score; give one, or leave the scale out."),
        (InteractionType.SURVEY, {"score": 6, "out_of": 5}, InvalidValue, "Interaction.score cannot be 6: the scale runs from 0 to 5; mend the score or the scale."),
        (InteractionType.SURVEY, {"score": -1, "out_of": 5}, InvalidValue, "Interaction.score cannot be -1: the scale runs from 0 to 5; mend the score or the scale."),
        (InteractionType.SURVEY, {"answers": "I1"}, InvalidValue, "Interaction.answers cannot be 'I1': it is its own id; name the interaction that it answers."),
        (PAID, {"out_of": 5}, InvalidValue, "Interaction.out_of cannot be 5: it has no score; give one, or leave the scale out."),
        (PAID, {"channel": ""}, InvalidValue, "Interaction.channel cannot be '': give a string that is not blank."),
        (PAID, {"about": "cook"}, InvalidType, "Interaction.about must be a Person, an Organization or None, not 'cook' (str)."),
        (InteractionType.CORRECTIVE_ACTION, {}, InvalidType, "Interaction.answers must be a string, not None (NoneType)."),
        (InteractionType.CORRECTIVE_ACTION, {"answers": ""}, InvalidValue, "Interaction.answers cannot be '': give a string that is not blank."),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused(kind, change, error, words):
    with pytest.raises(error) as caught:
        interaction(kind, **change)
    assert str(caught.value) == words


@pytest.mark.parametrize("money", ["1E+30", "1E-31", "0E+99", "1E+999999"])
def test_an_amount_is_one_that_adds_up_exactly(money):
    with pytest.raises(InvalidValue, match="at most 30 digits on either side"):
        interaction(PAID, amount=(Decimal(money), "EUR"))
    assert interaction(PAID, amount=(Decimal("1E+29"), "EUR")).amount[0] == 10**29


def test_a_score_beyond_every_float_is_refused_as_a_value():
    with pytest.raises(InvalidValue, match="fits a float"):
        interaction(InteractionType.SURVEY, score=10**400)


def test_an_interaction_names_its_channel_and_whom_it_is_about():
    praise = interaction(InteractionType.RECOGNITION, channel="phone", about=Person("cook"))
    assert (praise.channel, praise.about) == ("phone", Person("cook"))


def test_the_fields_match_in_their_order():
    assert [field.name for field in fields(Interaction)] == [
        "id",
        "type",
        "relationship",
        "at",
        "amount",
        "score",
        "answers",
        "out_of",
        "channel",
        "about",
    ]


def test_equal_instants_are_equal_in_any_zone_and_the_repeated_hour_is_two():
    madrid = ZoneInfo("Europe/Madrid")
    assert interaction(PAID) == interaction(PAID, at=NOON.astimezone(madrid))
    assert hash(interaction(PAID)) == hash(interaction(PAID, at=NOON.astimezone(madrid)))
    first, second = (interaction(PAID, at=datetime(2026, 10, 25, 2, 30, tzinfo=madrid, fold=fold)) for fold in (0, 1))
    assert first != second


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(NaiveDatetime):
        interaction(PAID, at=NOON.replace(tzinfo=None))
