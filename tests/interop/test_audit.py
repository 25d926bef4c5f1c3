"""Audit records: answers with their reasons, as JSON that needs no network to be read."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from relclient import (
    SIDE_TABLE,
    Affiliation,
    Capacity,
    Evidence,
    Impact,
    Interaction,
    InteractionType,
    Organization,
    Period,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    Urgency,
    WorkCalendar,
    check,
    classify,
    resolution_clock,
    standing,
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
        "relclient": 1,
        "answer": "decision",
        "says": "internal by rule 'employed' of table 'side': employed is yes; "
        "passed over 'same-group' (same_group is no).",
        "table": "side",
        "fingerprint": SIDE_TABLE.fingerprint,
        "rule": "employed",
        "value": "internal",
        "facts": {**facts, "holds_stake": False, "delivers": False},
        "passed_over": [{"rule": "same-group", "misfits": {"same_group": False}}],
    }


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


def test_a_role_tells_its_ground():
    roles = [to_dict(role) for role in NETWORK.roles("vlad", on=APRIL)]
    assert [role["ground"] for role in roles] == [TIE_WRITTEN, DINNER_WRITTEN]
    assert roles[0]["classification"] is None
    assert roles[1]["classification"]["kind"] == "horizontal"


def test_an_affected_customer_tells_the_chain():
    (affected,) = NETWORK.affected_customers("hotel", on=JUNE)
    assert to_dict(affected) == {
        "relclient": 1,
        "answer": "affected",
        "says": str(affected),
        "customer": VLAD_WRITTEN,
        "path": [DINNER_WRITTEN],
        "lost": ["dinner"],
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
        "instrument": "SLA",
    }


def test_a_standing_tells_money_as_texts():
    bought = Interaction("I-1", InteractionType.PURCHASE, DINNER, MONDAY, amount=(Decimal("12.50"), "EUR"))
    record = to_dict(standing([bought], at=MONDAY))
    assert (record["spent"], record["last_purchase"]) == ({"EUR": "12.50"}, "2026-03-02T09:00:00+00:00")


@pytest.mark.parametrize(
    "answer",
    [
        *classify(Evidence(owns=True)).decisions,
        classify(Evidence(delivers=True)),
        NETWORK.classify("vlad", "hotel", on=JUNE),
        *NETWORK.roles("vlad", on=APRIL),
        *NETWORK.affected_customers("hotel", on=JUNE),
        *check(NETWORK),
    ],
)
def test_every_answer_is_written_as_json(answer):
    assert json.loads(dumps(answer)) == to_dict(answer)
    assert to_dict(answer)["says"] == str(answer)
