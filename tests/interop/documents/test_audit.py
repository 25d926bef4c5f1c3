"""Audit records: answers with their reasons, as JSON that needs no network to be read."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from relclient import (
    SIDE_TABLE,
    Affiliation,
    ByAttribute,
    ByKey,
    Capacity,
    DecisionTable,
    Evidence,
    Impact,
    Interaction,
    InteractionType,
    Objective,
    ObjectiveName,
    Organization,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    Rule,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    Urgency,
    WorkCalendar,
    card,
    check,
    classify,
    resolution_clock,
    standing,
    track_record,
)
from relclient.interop.documents import dumps, to_dict

VLAD, HOTEL = Person("vlad", "Vlad"), Organization("hotel")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))
OFFICE = WorkCalendar("Europe/Bucharest", {day: [(time(9), time(17))] for day in range(5)})
PROMISED = ServiceLevelAgreement("desk", {Priority.MODERATE: ServiceTarget(resolution=timedelta(hours=4))}, OFFICE)
DINNER = Relationship(HOTEL, RetailCustomer(VLAD), "dinner", agreement=PROMISED, staff_discount=Decimal("0.5"))
NETWORK = ServiceNetwork([Affiliation(VLAD, HOTEL, Capacity.CONTRACTOR, SPRING)], [DINNER])
APRIL, JUNE = date(2026, 4, 1), date(2026, 6, 1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)

TOWELS = ServiceRequest(
    "towels", DINNER, received=MONDAY, impact=Impact.LOW, urgency=Urgency.HIGH, attributes={"since": APRIL, "vip": 2}
)
LEAK = ServiceRequest("leak", DINNER, received=MONDAY, impact=Impact.HIGH, urgency=Urgency.HIGH, requester=VLAD)
POLICY = PriorityPolicy.external_first()
QUEUE = POLICY.rank([TOWELS, LEAK], at=MONDAY, network=NETWORK)

VLAD_WRITTEN = {"kind": "person", "id": "vlad", "name": "Vlad"}
TIE_WRITTEN = {
    "party": "vlad",
    "organization": "hotel",
    "capacity": "contractor",
    "valid_for": {"start": "2026-03-01", "end": "2026-06-01"},
}
DINNER_WRITTEN = {
    "provider": "hotel",
    "customer": {"kind": "retail", "party": "vlad"},
    "service": "dinner",
    "staff_discount": "0.5",
    "id": "hotel/vlad/dinner",
}


def test_a_decision_tells_its_rule_its_facts_and_what_was_passed_over():
    decision, _ = classify(Evidence(employed=True)).decisions
    facts = {"employed": True, "same_group": False, "contracted": False, "owns": False}
    assert to_dict(decision) == {
        "relclient": 2,
        "answer": "decision",
        "says": "internal, because it is employed by the group.",
        "table": "side",
        "fingerprint": SIDE_TABLE.fingerprint,
        "rule": "employed",
        "value": "internal",
        "facts": {**facts, "holds_stake": False, "delivers": False},
        "passed_over": [{"rule": "same-group", "misfits": {"same_group": False}}],
        "because": [{"employed": True}],
        "unless": [{"changes": {"employed": [False]}, "value": "external"}],
    }


def test_a_decision_with_more_reasons_than_anyone_reads_tells_none():
    names = [f"{letter}{number}" for number in range(9) for letter in "ab"]
    pairs = [Rule(str(number), {f"a{number}": False, f"b{number}": False}, "no") for number in range(9)]
    table = DecisionTable("pairs", dict.fromkeys(names, bool), [*pairs, Rule("else", {}, "yes")])
    assert "because" not in to_dict(table.decide(**dict.fromkeys(names, True)))
    assert "unless" not in to_dict(table.decide(**dict.fromkeys(names, False)))


def test_a_classification_tells_both_decisions():
    record = to_dict(classify(Evidence()))
    assert list(record) == ["relclient", "answer", "says", "kind", "side", "decisions"]
    assert (record["answer"], record["kind"], record["side"]) == ("classification", "retail", "external")
    assert [decision["rule"] for decision in record["decisions"]] == ["outsider", "walk-in"]


def test_a_partys_classification_tells_the_ties_behind_it():
    record = to_dict(NETWORK.classify("vlad", "hotel", on=APRIL))
    assert record["says"] == str(NETWORK.classify("vlad", "hotel", on=APRIL))
    assert record["party"] == VLAD_WRITTEN
    assert record["on"] == "2026-04-01"
    assert record["grounds"] == {"contracted": [TIE_WRITTEN]}


def test_a_partys_classification_tells_how_long_it_holds():
    record = to_dict(NETWORK.classify("vlad", "hotel", on=APRIL))
    assert record["holds"] == {"start": "2026-03-01", "end": "2026-06-01"}
    assert record["ended_by"] == [TIE_WRITTEN]


def test_a_role_tells_its_ground():
    roles = [to_dict(role) for role in NETWORK.roles("vlad", on=APRIL)]
    assert [role["ground"] for role in roles] == [TIE_WRITTEN, DINNER_WRITTEN]
    assert roles[0]["classification"] is None
    assert roles[1]["classification"]["kind"] == "horizontal"


def test_an_affected_customer_tells_the_chain():
    (affected,) = NETWORK.affected_customers("hotel", on=JUNE)
    assert to_dict(affected) == {
        "relclient": 2,
        "answer": "affected",
        "says": str(affected),
        "customer": VLAD_WRITTEN,
        "path": [DINNER_WRITTEN],
        "lost": ["dinner"],
        "through": [],
        "chains": {"dinner": [DINNER_WRITTEN]},
    }


def test_a_violation_tells_rule_and_subject():
    violation = next(found for found in check(NETWORK) if found.rule.name == "kind-fits")
    record = to_dict(violation)
    assert (record["answer"], record["rule"], record["subject"]) == ("violation", "kind-fits", DINNER_WRITTEN)


def test_a_clock_tells_instants_with_their_zone_and_what_is_overdue_as_less_than_nothing():
    request = ServiceRequest("R-1", DINNER, received=MONDAY, impact=Impact.LOW, urgency=Urgency.HIGH)
    record = to_dict(resolution_clock(request, at=MONDAY + timedelta(hours=25)))
    assert (record["due"], record["remaining"], record["paused"]) == ("2026-03-02T15:00:00+02:00", "-PT5H", "PT0S")
    assert record["steps"][0] == {
        "kind": "worked",
        "start": "2026-03-02T11:00:00+02:00",
        "end": "2026-03-02T15:00:00+02:00",
        "duration": "PT4H",
        "note": "",
    }
    assert record["promise"] == {
        "aspect": "resolution",
        "priority": "moderate",
        "within": "PT4H",
        "agreement": "desk",
        "target": "PT4H",
    }


def test_a_card_has_its_roles_and_its_standing_and_says_it_in_english():
    bought = Interaction("I1", InteractionType.PURCHASE, DINNER, MONDAY, amount=(Decimal("9.50"), "EUR"))
    pop = card(ServiceNetwork(relationships=[DINNER]), DINNER.party, at=MONDAY, interactions=[bought])
    record = to_dict(pop)
    assert list(record) == ["relclient", "answer", "says", "party", "lines", "roles", "standing"]
    assert (record["answer"], record["says"], record["lines"]) == ("card", pop.say(), list(pop.lines))
    assert record["standing"]["spent"] == {"EUR": "9.50"}
    assert [role["kind"] for role in record["roles"]] == ["customer"]


def test_a_record_and_an_objective_are_answers_too():
    praised = Interaction("I1", InteractionType.RECOGNITION, DINNER, MONDAY)
    (record,) = track_record([], [praised], at=MONDAY).values()
    assert to_dict(record) | {"says": str(record)} == {
        "relclient": 2,
        "answer": "track_record",
        "says": str(record),
        "met": 0,
        "breached": 0,
        "running": 0,
        "on_time": None,
        "interval": None,
        "recognitions": 1,
        "loops_closed": 0,
        "average_score": None,
    }
    assert to_dict(Objective(ObjectiveName.REFERRAL, met=True)) == {
        "relclient": 2,
        "answer": "objective",
        "says": "referral: yes.",
        "name": "referral",
        "met": True,
    }


def test_a_standing_tells_money_as_texts():
    bought = Interaction("I-1", InteractionType.PURCHASE, DINNER, MONDAY, amount=(Decimal("12.50"), "EUR"))
    record = to_dict(standing([bought], at=MONDAY))
    assert (record["spent"], record["last_purchase"]) == ({"EUR": "12.50"}, "2026-03-02T09:00:00+00:00")


POLICY_WRITTEN = {"name": "external first", "fingerprint": POLICY.fingerprint}
TOWELS_WRITTEN = {
    "id": "towels",
    "relationship": DINNER_WRITTEN,
    "received": "2026-03-02T09:00:00+00:00",
    "impact": "low",
    "urgency": "high",
    "attributes": {"since": "2026-04-01", "vip": 2},
}


def test_a_place_tells_the_request_its_reasons_and_the_policy_that_gave_it():
    assert to_dict(QUEUE[1]) == {
        "relclient": 2,
        "answer": "ranked",
        "says": str(QUEUE[1]),
        "place": 2,
        "request": TOWELS_WRITTEN,
        "priority": "moderate",
        "reasons": [
            {
                "criterion": {"kind": "external_first"},
                "value": True,
                "finding": "Vlad is an external customer of hotel",
                "waits": None,
            },
            {
                "criterion": {"kind": "by_priority"},
                "value": "moderate",
                "finding": "moderate by low impact, high urgency",
                "waits": None,
            },
            {
                "criterion": {"kind": "earliest_due", "missing": "last"},
                "value": "2026-03-02T15:00:00+02:00",
                "finding": "Mon 2 Mar 2026 13:00+00:00, as the agreement 'desk' promises at moderate",
                "waits": None,
            },
            {
                "criterion": {"kind": "longest_waiting"},
                "value": "2026-03-02T09:00:00+00:00",
                "finding": "received Mon 2 Mar 2026 09:00+00:00",
                "waits": None,
            },
        ],
        "policy": POLICY_WRITTEN,
        "at": "2026-03-02T09:00:00+00:00",
    }


def test_a_queue_tells_its_policy_once():
    record = to_dict(QUEUE)
    assert list(record) == ["relclient", "answer", "says", "policy", "at", "total", "places"]
    assert (record["policy"], record["at"], record["total"]) == (POLICY_WRITTEN, "2026-03-02T09:00:00+00:00", 2)
    assert record["says"] == "leak is first of 2 by 'external first' at 2026-03-02 09:00:00+00:00."
    assert [list(place) for place in record["places"]] == [["place", "request", "priority", "reasons"]] * 2
    assert record["places"][1]["request"] == TOWELS_WRITTEN
    nobody = to_dict(POLICY.rank([], at=MONDAY, network=NETWORK))
    assert nobody["says"] == "Nothing is ranked by 'external first' at 2026-03-02 09:00:00+00:00."
    assert nobody["places"] == []


def test_an_explanation_tells_what_each_criterion_did():
    record = to_dict(QUEUE.explain("towels"))
    assert (record["answer"], record["place"], record["total"]) == ("explanation", 2, 2)
    assert (record["policy"], record["at"]) == (POLICY_WRITTEN, "2026-03-02T09:00:00+00:00")
    assert [(step["reason"]["criterion"]["kind"], step["ahead"], step["behind"]) for step in record["steps"]] == [
        ("external_first", 0, 0),
        ("by_priority", 1, 0),
        ("earliest_due", 0, 0),
        ("longest_waiting", 0, 0),
        ("by_id", 0, 0),
    ]


def test_what_parts_two_requests_is_told_of_both():
    record = to_dict(QUEUE.why("towels", "leak"))
    assert (record["answer"], record["ahead"]["id"], record["behind"]["id"]) == ("contrast", "leak", "towels")
    assert (record["policy"], record["at"]) == (POLICY_WRITTEN, "2026-03-02T09:00:00+00:00")
    assert record["ahead"]["requester"] == "vlad"
    assert record["criterion"] == {"kind": "by_priority"}
    assert [reason["value"] for reason in record["reasons"]] == ["critical", "moderate"]


def test_a_move_tells_both_places():
    by_length = PriorityPolicy("by length", [ByKey("length", lambda request: -len(request.id))])
    moves = [to_dict(move) for move in QUEUE.compare(by_length.rank([TOWELS, LEAK], at=MONDAY))]
    assert moves[0] == {
        "relclient": 2,
        "answer": "move",
        "says": "towels moves up from 2 to 1: now before leak by key 'length', behind it by priority until then.",
        "id": "towels",
        "old": 2,
        "new": 1,
        "criterion": {"kind": "by_key", "name": "length"},
        "old_criterion": {"kind": "by_priority"},
        "overtaken": "leak",
    }


def test_what_json_cannot_hold_is_told_as_a_text():
    values = [Decimal("0.5"), 2**64, float("inf"), frozenset(), timedelta(hours=1)]
    for value, text in zip(values, ["0.5", "18446744073709551616", "inf", "frozenset()", "PT1H"], strict=True):
        ranking = PriorityPolicy("one", [ByAttribute("x", missing="last")]).rank(
            [
                ServiceRequest(
                    "a", DINNER, received=MONDAY, impact=Impact.LOW, urgency=Urgency.LOW, attributes={"y": {1: value}}
                )
            ],
            at=MONDAY,
        )
        assert json.loads(dumps(ranking))["places"][0]["request"]["attributes"] == {"y": {"1": text}}


@pytest.mark.parametrize(
    "answer",
    [
        QUEUE,
        *QUEUE,
        QUEUE.explain("leak"),
        QUEUE.why("leak", "towels"),
        *classify(Evidence(owns=True)).decisions,
        classify(Evidence(delivers=True)),
        NETWORK.classify("vlad", "hotel", on=JUNE),
        *NETWORK.roles("vlad", on=APRIL),
        *NETWORK.affected_customers("hotel", on=JUNE),
        *check(NETWORK),
        *NETWORK.changes("hotel", within=SPRING),
        *NETWORK.needs(APRIL, JUNE),
    ],
)
def test_every_answer_is_written_as_json(answer):
    assert json.loads(dumps(answer)) == to_dict(answer)
    assert to_dict(answer)["says"] == str(answer)
