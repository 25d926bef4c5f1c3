"""Track records: what a provider's clocks and customers say of it, counted plainly and with an honest interval."""

from datetime import time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import HOTEL, NOON, POP, at, happened, histories
from relclient import (
    ClockEvent,
    ConflictingIds,
    EventType,
    Impact,
    InteractionType,
    InvalidType,
    NaiveDatetime,
    Organization,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    TrackRecord,
    Urgency,
    WorkCalendar,
    track_record,
)
from relclient.looking_after.track_record import wilson

ALWAYS = WorkCalendar("UTC", {day: [(time(0), time(0))] for day in range(7)})
CARE = ServiceLevelAgreement("care", {Priority.HIGH: ServiceTarget(resolution=timedelta(hours=4))}, ALWAYS)
SPA, COOK = Organization("spa"), Person("cook")
STAY = Relationship(HOTEL, POP, "stay", agreement=CARE)
MASSAGE = Relationship(SPA, POP, "massage", agreement=CARE)
UNPROMISED = Relationship(SPA, POP, "towels")


def asked(key, received=0, *events, relationship=STAY, urgency=Urgency.MEDIUM):
    return ServiceRequest(
        key,
        relationship,
        received=at(received),
        impact=Impact.HIGH,
        urgency=urgency,
        events=[ClockEvent(kind, at(hours)) for kind, hours in events],
    )


REQUESTS = [
    asked("met", 0, (EventType.RESOLVED, 4)),
    asked("late", 0, (EventType.RESOLVED, 5)),
    asked("open and late", 0),
    asked("running", 9),
    asked("paused", 0, (EventType.PAUSED, 1)),
    asked("cancelled", 0, (EventType.CANCELLED, 1)),
    asked("not yet", 11),
    asked("no promise", 0, relationship=UNPROMISED),
    asked("no target", 0, urgency=Urgency.HIGH),
    asked("spa", 0, (EventType.RESOLVED, 1), relationship=MASSAGE),
]


def test_requests_count_by_their_resolution_clocks():
    record = track_record(REQUESTS, at=at(10))
    assert dict(record) == {
        "hotel": TrackRecord(met=1, breached=2, running=2, on_time=1 / 3, interval=wilson(1, 3)),
        "spa": TrackRecord(met=1, on_time=1.0, interval=wilson(1, 1)),
    }
    assert list(record) == ["hotel", "spa"]


def test_an_interaction_counts_for_whom_it_is_about_and_else_for_the_provider():
    record = track_record(
        [],
        [
            happened("x1", InteractionType.RECOGNITION),
            happened("x2", InteractionType.RECOGNITION, about=COOK),
            happened("x3", InteractionType.RECOGNITION, about=COOK),
            happened("c1", InteractionType.COMPLAINT, about=SPA),
            happened("c2", InteractionType.COMPLAINT),
            happened("a1", InteractionType.CORRECTIVE_ACTION, 1, answers="c1"),
            happened("s1", InteractionType.SURVEY, score=3, out_of=5),
            happened("s2", InteractionType.REVIEW, score=4, out_of=5),
            happened("s3", InteractionType.REVIEW, score=1, out_of=5, about=COOK),
            happened("late", InteractionType.RECOGNITION, 9),
        ],
        at=at(2),
    )
    assert dict(record) == {
        "cook": TrackRecord(recognitions=2, average_score=1.0),
        "hotel": TrackRecord(recognitions=1, average_score=3.5),
        "spa": TrackRecord(loops_closed=1),
    }
    assert max(record, key=lambda party: record[party].recognitions) == "cook"


def test_scores_of_two_scales_have_no_average():
    mixed = [
        happened("s1", InteractionType.SURVEY, score=3, out_of=5),
        happened("s2", InteractionType.REVIEW, score=3),
    ]
    assert track_record([], mixed, at=NOON)["hotel"].average_score is None


def test_with_nothing_finished_there_is_no_rate_and_no_division_by_nothing():
    assert track_record([], at=NOON) == {}
    record = track_record([asked("running")], at=at(1))["hotel"]
    assert (record.running, record.on_time, record.interval) == (1, None, None)
    assert str(record) == "no request finished, 1 running, 0 recognitions, 0 closed complaints."
    assert record.short == "no request finished"


def test_a_record_is_said_in_three_languages():
    record = TrackRecord(9, 1, 2, 0.9, wilson(9, 10), 1, 20, 4.25)
    assert str(record) == (
        "9 of 10 on time (90 %, likely 60 to 98 %), 2 running, 1 recognition, 20 closed complaints, "
        "an average score of 4.25."
    )
    assert record.say("es") == (
        "9 de 10 a tiempo (90 %, probablemente entre 60 y 98 %), 2 en marcha, 1 reconocimiento, 20 quejas cerradas, "
        "una puntuación media de 4.25."
    )
    assert record.say("ro") == (
        "9 din 10 la timp (90 %, probabil între 60 și 98 %), 2 în curs, 1 recunoaștere, 20 de reclamații închise, "
        "un punctaj mediu de 4.25."
    )
    assert record.short == "9 of 10 on time (90 %, likely 60 to 98 %)"


def test_the_policy_gives_the_matrix():
    lenient = PriorityPolicy("all low", PriorityPolicy.equal_footing().criteria, _all(Priority.LOW))
    assert track_record(REQUESTS, at=at(10), policy=lenient)["hotel"] == TrackRecord()


def _all(level):
    from relclient import DecisionTable, Rule  # noqa: PLC0415  # one test needs them

    return DecisionTable("matrix", {"impact": Impact, "urgency": Urgency}, [Rule("all", {}, level)])


@given(st.integers(1, 10**6).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_an_interval_contains_the_rate_and_lies_between_nothing_and_all(seen):
    low, high = wilson(*seen)
    assert 0 <= low <= seen[0] / seen[1] <= high <= 1
    assert low < high


@given(st.integers(1, 1000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_ends_of_an_interval_solve_wilsons_equation(seen):
    # Both ends p satisfy (rate - p)^2 = z^2 p (1 - p) / n, worked out here in fractions.
    rate, trials = Fraction(*seen), seen[1]
    square = Fraction("1.959963984540054") ** 2
    for end in map(Fraction, wilson(*seen)):
        assert abs((rate - end) ** 2 - square * end * (1 - end) / trials) < Fraction(1, 10**12)


@given(st.integers(1, 500))
def test_more_of_the_same_makes_the_interval_narrower(trials):
    few, many = wilson(trials, 2 * trials), wilson(2 * trials, 4 * trials)
    assert many[1] - many[0] < few[1] - few[0]


def test_known_intervals():
    assert [round(end, 4) for end in wilson(9, 10)] == [0.5958, 0.9821]
    assert [round(end, 4) for end in wilson(0, 10)] == [0.0, 0.2775]
    assert [round(end, 4) for end in wilson(50, 100)] == [0.4038, 0.5962]


PLACES = st.sampled_from([STAY, MASSAGE])


@given(histories(PLACES, st.sampled_from([None, None, COOK])), st.integers(0, 24), st.randoms())
def test_records_are_those_of_a_plain_recount_in_any_order(history, hours, random):
    known = [one for one in history if one.at <= at(hours)]
    whose = {one.id: (one.about or one.relationship.provider).id for one in known}
    actions = [one for one in known if one.type is InteractionType.CORRECTIVE_ACTION]
    expected = {}
    for party in set(whose.values()):
        mine = [one for one in known if whose[one.id] == party]
        scored = [one for one in mine if one.score is not None]
        expected[party] = TrackRecord(
            recognitions=sum(one.type is InteractionType.RECOGNITION for one in mine),
            loops_closed=sum(
                one.type is InteractionType.COMPLAINT and any(a.answers == one.id and a.at >= one.at for a in actions)
                for one in mine
            ),
            average_score=sum(one.score for one in scored) / len(scored)
            if len({one.out_of for one in scored}) == 1
            else None,
        )
    assert dict(track_record([], random.sample(history, len(history)), at=at(hours))) == expected


@given(st.permutations([*REQUESTS, REQUESTS[0]]))
def test_neither_order_nor_repetition_of_requests_matters(requests):
    assert track_record(requests, at=at(10)) == track_record(REQUESTS, at=at(10))


def test_all_that_is_wrong_with_the_requests_is_said_at_once():
    with pytest.raises(Problems) as caught:
        track_record([asked("a"), asked("a", 1), "b"], at=NOON)
    assert [type(one) for one in caught.value.exceptions] == [InvalidType, ConflictingIds]


@pytest.mark.parametrize(
    ("change", "error"),
    [({"at": NOON.replace(tzinfo=None)}, NaiveDatetime), ({"policy": "external_first"}, InvalidType)],
)
def test_what_makes_no_question_is_refused(change, error):
    with pytest.raises(error):
        track_record([], **{"at": NOON} | change)
