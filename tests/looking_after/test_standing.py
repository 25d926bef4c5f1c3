"""Standing: what a history adds up to, at an instant, and which objectives it meets."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import NOON, STAY, at, happened, histories
from relclient import (
    ConflictingIds,
    Interaction,
    InteractionType,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Objective,
    ObjectiveName,
    Problems,
    Stage,
    Standing,
    objectives,
    standing,
)

HISTORY = [
    happened("p1", InteractionType.PURCHASE, 0, amount=(Decimal("0.10"), "EUR")),
    happened("p2", InteractionType.PURCHASE, 2, amount=(Decimal("0.20"), "EUR")),
    happened("p3", InteractionType.PURCHASE, 1, amount=(Decimal(500), "RON")),
    happened("p4", InteractionType.PURCHASE, 1),
    happened("b1", InteractionType.REFUND, 2, amount=(Decimal("0.05"), "EUR")),
    happened("b2", InteractionType.REFUND, 2),
    happened("r1", InteractionType.REFERRAL, 1),
    happened("s1", InteractionType.SURVEY, 1, score=4, answers="p1"),
    happened("s2", InteractionType.REVIEW, 1, score=5, out_of=5, answers="p1"),
    happened("s3", InteractionType.REVIEW, 1, score=2, out_of=5),
    happened("s4", InteractionType.REVIEW, 1),
    happened("c1", InteractionType.COMPLAINT, 1),
    happened("c2", InteractionType.COMPLAINT, 2),
    happened("a1", InteractionType.CORRECTIVE_ACTION, 3, answers="c1"),
    happened("x1", InteractionType.RECOGNITION, 3),
]
WHOLE = Standing(
    purchases=4,
    last_purchase=at(2),
    spent={"EUR": Decimal("0.30"), "RON": Decimal(500)},
    refunded={"EUR": Decimal("0.05")},
    referrals=1,
    reviews=3,
    average_review=3.5,
    surveys=1,
    average_survey=4.0,
    recognitions=1,
    open_complaints=1,
    closed_complaints=1,
    stage=Stage.REPEAT,
    good_reviews=1,
)


def test_a_history_adds_up_and_money_stays_in_its_currency():
    assert standing(HISTORY, at=at(3)) == WHOLE
    assert list(WHOLE.spent) == ["EUR", "RON"]


def test_a_standing_is_said_in_three_languages():
    assert (
        str(WHOLE)
        == WHOLE.say("en")
        == (
            "repeat customer, 4 purchases, 1 referral, 1 open complaint, 1 closed complaint, 1 recognition, "
            "0.30 EUR spent, 500 RON spent, 0.05 EUR refunded, an average review of 3.5, an average survey score of 4."
        )
    )
    assert WHOLE.say("es") == (
        "cliente recurrente, 4 compras, 1 recomendación, 1 queja abierta, 1 queja cerrada, 1 reconocimiento, "
        "0.30 EUR gastados, 500 RON gastados, 0.05 EUR reembolsados, una media de 3.5 en las reseñas, "
        "una media de 4 en las encuestas."
    )
    assert Standing(purchases=20).say("ro").startswith("client potențial, 20 de cumpărări, 0 recomandări, ")
    assert WHOLE.short == "repeat customer, 1 open complaint"


def test_nothing_adds_up_to_nothing():
    assert standing([], at=NOON) == Standing()
    assert hash(Standing()) == hash(Standing(spent={}))


def test_what_is_later_is_not_known_yet():
    assert standing(HISTORY, at=at(0)) == Standing(1, at(0), {"EUR": Decimal("0.10")}, stage=Stage.NEW)
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


def test_two_complaints_in_the_repeated_hour_under_one_id_are_two():
    madrid = ZoneInfo("Europe/Madrid")
    twice = [
        Interaction("c1", InteractionType.COMPLAINT, STAY, datetime(2026, 10, 25, 2, 30, tzinfo=madrid, fold=fold))
        for fold in (0, 1)
    ]
    assert twice[0] != twice[1]
    with pytest.raises(Problems) as caught:
        standing(twice, at=at(0) + timedelta(days=365))
    assert [type(one) for one in caught.value.exceptions] == [ConflictingIds]


@pytest.mark.parametrize(
    ("scored", "average"),
    [
        ([(4, 5), (5, 5)], 4.5),
        ([(4, 5), (8, 10)], None),
        ([(4, 5), (4, None)], None),
        ([(4, None), (9, None)], 6.5),
        ([(None, None)], None),
        ([(4, 5), (None, None)], 4.0),
        ([(1e308, None), (1.5e308, None)], 1.25e308),
    ],
)
def test_scores_are_never_averaged_across_scales(scored, average):
    for kind, field in ((InteractionType.REVIEW, "average_review"), (InteractionType.SURVEY, "average_survey")):
        answers = [happened(str(n), kind, score=score, out_of=scale) for n, (score, scale) in enumerate(scored)]
        assert getattr(standing(answers, at=NOON), field) == average


def test_reviews_and_surveys_are_averaged_apart():
    mixed = [
        happened("s1", InteractionType.SURVEY, score=9, out_of=10),
        happened("s2", InteractionType.REVIEW, score=5, out_of=5),
    ]
    stands = standing(mixed, at=NOON)
    assert (stands.average_survey, stands.average_review, stands.reviews, stands.surveys) == (9, 5, 1, 1)


@pytest.mark.parametrize(
    ("score", "scale", "good"),
    [
        (4, 5, 1),
        (3.9, 5, 0),
        (8, 10, 1),
        (80, 100, 1),
        (79, 100, 0),
        (5, None, 0),
        (0.8, 1, 1),
        (2.4, 3, 1),
        (4.8, 6, 1),
    ],
)
def test_a_review_is_good_from_four_fifths_of_its_scale(score, scale, good):
    review = happened("r", InteractionType.REVIEW, score=score, out_of=scale)
    assert standing([review], at=NOON).good_reviews == good


def test_whoever_has_not_bought_for_long_has_lapsed():
    once = [happened("p1", InteractionType.PURCHASE)]
    twice = [*once, happened("p2", InteractionType.PURCHASE, 1)]
    day = timedelta(days=1)
    assert standing([], at=at(0), lapse_after=day).stage is Stage.PROSPECT
    assert [standing(once, at=at(hours), lapse_after=day).stage for hours in (0, 23, 24, 99)] == [
        Stage.NEW,
        Stage.NEW,
        Stage.LAPSED,
        Stage.LAPSED,
    ]
    assert [standing(twice, at=at(hours), lapse_after=day).stage for hours in (0, 24, 25)] == [
        Stage.NEW,
        Stage.REPEAT,
        Stage.LAPSED,
    ]
    assert standing(twice, at=at(10**5)).stage is Stage.REPEAT


def test_the_three_objectives_are_met_or_not():
    names = [ObjectiveName.REPEAT_PURCHASE, ObjectiveName.REFERRAL, ObjectiveName.GOOD_REVIEW]
    assert objectives(WHOLE) == tuple(Objective(name, met=True) for name in names)
    assert objectives(Standing(purchases=1, reviews=3)) == tuple(Objective(name, met=False) for name in names)
    assert [str(one) for one in objectives(Standing(referrals=1))] == [
        "repeat purchase: not yet.",
        "referral: yes.",
        "good review: not yet.",
    ]
    assert objectives(Standing())[0].say("es") == "compra repetida: todavía no."
    assert objectives(WHOLE)[0].short == "repeat purchase: yes"
    with pytest.raises(InvalidType):
        objectives(None)


@given(st.permutations(HISTORY + HISTORY[:3]))
def test_neither_order_nor_repetition_matters(history):
    assert standing(history, at=at(3)) == WHOLE


@given(histories(), st.randoms())
def test_a_standing_does_not_depend_on_order(history, random):
    shuffled = random.sample(history, len(history))
    assert standing(shuffled, at=at(24)) == standing(history, at=at(24))


ADDED = ("purchases", "referrals", "reviews", "surveys", "recognitions", "good_reviews")


@given(histories(), st.integers(0, 30))
def test_the_parts_of_a_history_add_up_to_the_whole(history, cut):
    # An answer lies in the part of what it answers, so that a loop is closed in the part as it is in the whole.
    first = {one.id for one in history[:cut]}
    parts = [[one for one in history if ((one.answers or one.id) in first) is inside] for inside in (True, False)]
    whole = standing(history, at=at(24))
    one, other = (standing(part, at=at(24)) for part in parts)
    for name in (*ADDED, "open_complaints", "closed_complaints"):
        assert getattr(whole, name) == getattr(one, name) + getattr(other, name)
    for name in ("spent", "refunded"):
        sums = Counter(getattr(one, name))
        sums.update(getattr(other, name))
        assert dict(getattr(whole, name)) == dict(sums)


@given(histories(), st.integers(0, 24))
def test_a_standing_is_that_of_a_plain_recount(history, hours):
    known = [one for one in history if one.at <= at(hours)]

    def of(kind):
        return [one for one in known if one.type is kind]

    def mean(kind):
        scored = [one for one in of(kind) if one.score is not None]
        if len({one.out_of for one in scored}) != 1:
            return None
        return float(sum(Fraction(one.score) for one in scored) / len(scored))

    def money(kind):
        sums = {}
        for one in of(kind):
            if one.amount:
                sums[one.amount[1]] = sums.get(one.amount[1], 0) + one.amount[0]
        return sums

    closed = [
        one
        for one in of(InteractionType.COMPLAINT)
        if any(a.answers == one.id and a.at >= one.at for a in of(InteractionType.CORRECTIVE_ACTION))
    ]
    bought = of(InteractionType.PURCHASE)
    assert standing(history, at=at(hours)) == Standing(
        purchases=len(bought),
        last_purchase=max((one.at for one in bought), default=None),
        spent=money(InteractionType.PURCHASE),
        refunded=money(InteractionType.REFUND),
        referrals=len(of(InteractionType.REFERRAL)),
        reviews=len(of(InteractionType.REVIEW)),
        average_review=pytest.approx(mean(InteractionType.REVIEW)),
        surveys=len(of(InteractionType.SURVEY)),
        average_survey=pytest.approx(mean(InteractionType.SURVEY)),
        recognitions=len(of(InteractionType.RECOGNITION)),
        open_complaints=len(of(InteractionType.COMPLAINT)) - len(closed),
        closed_complaints=len(closed),
        stage=[Stage.PROSPECT, Stage.NEW, Stage.REPEAT][min(len(bought), 2)],
        good_reviews=sum(
            one.score is not None and one.out_of is not None and 5 * Fraction(one.score) >= 4 * Fraction(one.out_of)
            for one in of(InteractionType.REVIEW)
        ),
    )


def test_all_that_is_wrong_with_a_history_is_said_at_once():
    with pytest.raises(Problems) as caught:
        standing(
            [
                HISTORY[0],
                happened("p1", InteractionType.REFERRAL),
                "p2",
                happened("a1", InteractionType.CORRECTIVE_ACTION, answers="p1"),
                happened("c1", InteractionType.COMPLAINT),
                happened("s1", InteractionType.SURVEY, answers="c1"),
            ],
            at=NOON,
        )
    assert [type(one) for one in caught.value.exceptions] == [InvalidType, ConflictingIds, InvalidValue, InvalidValue]
    assert [str(one) for one in caught.value.exceptions[2:]] == [
        "Interaction 'a1' answers cannot be 'p1': that is a purchase; name a complaint.",
        "Interaction 's1' answers cannot be 'c1': that is a complaint; name a purchase.",
    ]


@pytest.mark.parametrize("nothing", ["p1", 7, None])
def test_what_is_no_history_is_refused(nothing):
    with pytest.raises(Problems) as caught:
        standing(nothing, at=NOON)
    assert [type(one) for one in caught.value.exceptions] == [InvalidType]


def test_the_instant_asked_about_has_a_zone():
    with pytest.raises(NaiveDatetime):
        standing([], at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(("lapse_after", "error"), [(7, InvalidType), (timedelta(0), InvalidValue)])
def test_a_time_to_lapse_is_positive(lapse_after, error):
    with pytest.raises(error):
        standing([], at=NOON, lapse_after=lapse_after)


def test_a_time_in_another_zone_is_the_same_instant():
    there = NOON.astimezone(ZoneInfo("Asia/Tokyo"))
    assert happened("p1", InteractionType.PURCHASE) == Interaction("p1", InteractionType.PURCHASE, STAY, there)
    assert standing([happened("p1", InteractionType.PURCHASE)], at=there).last_purchase == NOON.astimezone(UTC)
