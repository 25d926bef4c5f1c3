"""Follow-ups: which purchases are due a survey, and until when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import NOON, STAY, at, happened, histories
from relclient import (
    Interaction,
    InteractionType,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Problems,
    follow_ups,
)

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
BOUGHT = happened("p1", InteractionType.PURCHASE)


def due(history, days, **more):
    return [one.id for one in follow_ups(history, at=at(0) + timedelta(days=days), after=WEEK, within=MONTH, **more)]


def test_a_purchase_is_due_a_survey_from_the_first_day_to_the_last_of_the_window():
    second = timedelta(seconds=1) / timedelta(days=1)
    assert [due([BOUGHT], days) for days in (0, 7 - second, 7, 18, 30, 30 + second)] == [
        [],
        [],
        ["p1"],
        ["p1"],
        ["p1"],
        [],
    ]


@pytest.mark.parametrize("kind", [InteractionType.SURVEY, InteractionType.REVIEW])
def test_a_survey_or_review_that_names_the_purchase_answers_it_when_it_happens(kind):
    answer = happened("s1", kind, 24 * 10, answers="p1")
    assert [due([BOUGHT, answer], days) for days in (9, 10, 11)] == [["p1"], [], []]


def test_nothing_else_answers_a_purchase():
    for other in (
        happened("x", InteractionType.SURVEY, 1),
        happened("x", InteractionType.SURVEY, 1, answers="p2"),
        happened("x", InteractionType.SURVEY, -1, answers="p1"),
        happened("x", InteractionType.CORRECTIVE_ACTION, 1, answers="c9"),
        happened("x", InteractionType.RECOGNITION, 1),
    ):
        assert due([BOUGHT, other], 10) == ["p1"]


def test_they_come_in_order_of_time_and_then_of_id():
    history = [
        happened("b", InteractionType.PURCHASE, 1),
        happened("a", InteractionType.PURCHASE, 1),
        happened("c", InteractionType.PURCHASE, 0),
    ]
    assert due(history, 10) == ["c", "a", "b"]


def test_the_window_is_of_elapsed_time_over_a_change_of_the_clock():
    madrid = ZoneInfo("Europe/Madrid")
    bought = Interaction("p1", InteractionType.PURCHASE, STAY, datetime(2026, 10, 24, 12, tzinfo=madrid))
    day = timedelta(days=1)
    asked = datetime(2026, 10, 25, 12, tzinfo=madrid)  # 25 hours later
    assert follow_ups([bought], at=asked, after=timedelta(0), within=day) == ()
    assert follow_ups([bought], at=asked, after=day, within=2 * day) == (bought,)
    assert follow_ups([bought], at=bought.at, after=timedelta(0), within=timedelta(0)) == (bought,)


@given(histories(), st.integers(0, 48), st.integers(0, 24), st.integers(0, 24))
def test_due_are_the_purchases_in_the_window_that_nothing_has_answered_yet(history, hours, after, more):
    found = follow_ups(history, at=at(hours), after=timedelta(hours=after), within=timedelta(hours=after + more))
    answering = {InteractionType.SURVEY, InteractionType.REVIEW}
    expected = [
        one
        for one in history
        if one.type is InteractionType.PURCHASE
        and after <= (at(hours) - one.at) / timedelta(hours=1) <= after + more
        and not any(
            answer.type in answering and answer.answers == one.id and one.at <= answer.at <= at(hours)
            for answer in history
        )
    ]
    assert list(found) == sorted(expected, key=lambda one: (one.at, one.id))


@given(histories(), st.integers(0, 24))
def test_a_follow_up_disappears_when_it_is_answered_and_not_before(history, hours):
    window = {"after": timedelta(0), "within": timedelta(days=9)}
    for one in follow_ups(history, at=at(hours), **window):
        answer = Interaction("answer", InteractionType.SURVEY, STAY, at(hours + 1), answers=one.id)
        unanswered = [other for other in history if other.answers != one.id] + [answer]
        assert one in follow_ups(unanswered, at=at(hours + 1) - timedelta(microseconds=1), **window)
        assert one not in follow_ups(unanswered, at=at(hours + 1), **window)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"at": NOON.replace(tzinfo=None)}, NaiveDatetime),
        ({"after": 7}, InvalidType),
        ({"within": 7}, InvalidType),
        ({"after": -WEEK}, InvalidValue),
        ({"after": MONTH, "within": WEEK}, InvalidValue),
        ({"interactions": "p1"}, Problems),
    ],
)
def test_what_makes_no_window_is_refused(change, error):
    given = {"interactions": [BOUGHT], "at": NOON.astimezone(UTC), "after": WEEK, "within": MONTH} | change
    with pytest.raises(error):
        follow_ups(given.pop("interactions"), **given)
