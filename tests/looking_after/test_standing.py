"""Standing: what a history adds up to, at an instant."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient import (
    ConflictingIds,
    Interaction,
    InteractionType,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Organization,
    Person,
    Problems,
    Relationship,
    Standing,
    standing,
)

STAY = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(hours):
    return NOON + timedelta(hours=hours)


def happened(key, kind, hours=0, **more):
    return Interaction(key, kind, STAY, at(hours), **more)


HISTORY = [
    happened("p1", InteractionType.PURCHASE, 0, amount=(Decimal("0.10"), "EUR")),
    happened("p2", InteractionType.PURCHASE, 2, amount=(Decimal("0.20"), "EUR")),
    happened("p3", InteractionType.PURCHASE, 1, amount=(Decimal(500), "RON")),
    happened("p4", InteractionType.PURCHASE, 1),
    happened("r1", InteractionType.REFERRAL, 1),
    happened("s1", InteractionType.SURVEY, 1, score=4),
    happened("s2", InteractionType.REVIEW, 1, score=5),
    happened("s3", InteractionType.REVIEW, 1),
    happened("c1", InteractionType.COMPLAINT, 1),
    happened("c2", InteractionType.COMPLAINT, 2),
    happened("a1", InteractionType.CORRECTIVE_ACTION, 3, answers="c1"),
    happened("x1", InteractionType.RECOGNITION, 3),
]
WHOLE = Standing(
    purchases=4,
    last_purchase=at(2),
    spent={"EUR": Decimal("0.30"), "RON": Decimal(500)},
    referrals=1,
    average_score=4.5,
    open_complaints=1,
    closed_complaints=1,
)


def test_a_history_adds_up_and_money_stays_in_its_currency():
    assert standing(HISTORY, at=at(3)) == WHOLE
    assert list(WHOLE.spent) == ["EUR", "RON"]
    assert str(WHOLE) == (
        "4 purchases, 1 referral, 1 open complaint, 1 closed complaint, 0.30 EUR spent, 500 RON spent, "
        "an average score of 4.5."
    )


def test_nothing_adds_up_to_nothing():
    assert standing([], at=NOON) == Standing()
    assert str(Standing()) == "0 purchases, 0 referrals, 0 open complaints, 0 closed complaints."
    assert hash(Standing()) == hash(Standing(spent={}))


def test_what_is_later_is_not_known_yet():
    assert standing(HISTORY, at=at(0)) == Standing(1, at(0), {"EUR": Decimal("0.10")})
    early = standing(HISTORY, at=at(2))
    assert (early.open_complaints, early.closed_complaints) == (2, 0)


def test_only_an_action_that_answers_it_closes_a_complaint():
    complaint = happened("c1", InteractionType.COMPLAINT, 1)
    for other in (
        happened("x", InteractionType.RECOGNITION, 2),
        happened("x", InteractionType.CORRECTIVE_ACTION, 2, answers="c2"),
        happened("x", InteractionType.CORRECTIVE_ACTION, 0, answers="c1"),
    ):
        assert standing([complaint, other], at=at(9)).open_complaints == 1
    action = happened("x", InteractionType.CORRECTIVE_ACTION, 1, answers="c1")
    assert standing([complaint, action], at=at(1)).closed_complaints == 1


def test_an_action_whose_complaint_was_not_selected_counts_for_nothing():
    assert standing([happened("a1", InteractionType.CORRECTIVE_ACTION, answers="c1")], at=NOON) == Standing()


def test_instants_are_compared_and_not_clocks():
    madrid = ZoneInfo("Europe/Madrid")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=madrid, fold=fold) for fold in (0, 1))
    purchases = [Interaction(str(when.fold), InteractionType.PURCHASE, STAY, when) for when in (second, first)]
    assert standing(purchases, at=first).purchases == 1
    assert standing(purchases, at=second).last_purchase.fold == 1


@given(st.permutations(HISTORY + HISTORY[:3]))
def test_neither_order_nor_repetition_matters(history):
    assert standing(history, at=at(3)) == WHOLE


def test_all_that_is_wrong_with_a_history_is_said_at_once():
    with pytest.raises(Problems) as caught:
        standing(
            [
                HISTORY[0],
                happened("p1", InteractionType.REFERRAL),
                "p2",
                happened("a1", InteractionType.CORRECTIVE_ACTION, answers="p1"),
            ],
            at=NOON,
        )
    assert [type(one) for one in caught.value.exceptions] == [InvalidType, ConflictingIds, InvalidValue]
    assert str(caught.value.exceptions[2]) == (
        "Interaction 'a1' answers cannot be 'p1': that is a purchase; name a complaint."
    )


def test_the_instant_asked_about_has_a_zone():
    with pytest.raises(NaiveDatetime):
        standing([], at=NOON.replace(tzinfo=None))
