"""Facts of one's own in a priority matrix: the relationship carries them, and the level follows."""

from datetime import UTC, datetime
from enum import Enum

import pytest

from relclient import (
    DecisionTable,
    EarliestDue,
    Impact,
    InvalidFacts,
    InvalidValue,
    Organization,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    RequestProblem,
    RetailCustomer,
    Rule,
    ServiceRequest,
    Urgency,
    level_at,
)
from relclient.interop import documents

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOTEL = Organization("hotel")


class Tier(Enum):
    GOLD = "gold"
    PLAIN = "plain"


MATRIX = DecisionTable(
    "ours",
    {"impact": Impact, "vip": bool, "tier": Tier},
    [
        Rule("vip", {"vip": True}, Priority.CRITICAL),
        Rule("gold", {"tier": Tier.GOLD}, Priority.HIGH),
        Rule("else", {}, Priority.LOW),
    ],
    defaults={"tier": Tier.PLAIN},
)
WITHOUT_DEFAULT = DecisionTable("ours", MATRIX.inputs, MATRIX.rules)
POLICY = PriorityPolicy.equal_footing().with_matrix(MATRIX)


def request(name, **facts):
    stay = Relationship(HOTEL, RetailCustomer(Person(name)), "stay", facts=facts)
    return ServiceRequest(name, stay, received=AT, impact=Impact.LOW, urgency=Urgency.LOW)


QUEUE = [request("a-plain"), request("b-gold", tier=Tier.GOLD), request("c-vip", vip=True), request("d-no", vip=False)]


def test_a_matrix_takes_what_the_relationship_says():
    assert [level_at(one, AT, MATRIX) for one in QUEUE] == [
        Priority.LOW,
        Priority.HIGH,
        Priority.CRITICAL,
        Priority.LOW,
    ]


def test_a_queue_follows_it_and_says_so():
    ranking = POLICY.rank(QUEUE, at=AT)
    assert [one.request.id for one in ranking] == ["c-vip", "b-gold", "a-plain", "d-no"]
    assert [one.priority for one in ranking] == [Priority.CRITICAL, Priority.HIGH, Priority.LOW, Priority.LOW]
    assert "critical by low impact, vip is yes, tier is plain" in str(ranking.explain("c-vip"))


def test_a_member_that_nothing_says_is_refused_for_each_request_by_name():
    policy = POLICY.with_matrix(WITHOUT_DEFAULT)
    with pytest.raises(Problems) as caught:
        policy.rank(QUEUE, at=AT)
    assert [(type(one), one.request, one.problem.missing) for one in caught.value.exceptions] == [
        (RequestProblem, name, ("tier",)) for name in ("a-plain", "c-vip", "d-no")
    ]
    assert [one.request.id for one in policy.rank(QUEUE, at=AT, invalid="set_aside")] == ["b-gold"]
    with pytest.raises(InvalidFacts):
        level_at(QUEUE[0], AT, WITHOUT_DEFAULT)


def test_a_built_in_fact_that_no_request_has_is_refused():
    asking = DecisionTable("ours", {"employed": bool}, [Rule("all", {}, Priority.LOW)])
    with pytest.raises(Problems) as caught:
        PriorityPolicy("ours", [EarliestDue(missing="last")], asking)
    (problem,) = caught.value.exceptions
    assert isinstance(problem, InvalidValue)


def test_a_policy_with_facts_of_ones_own_is_saved_and_read():
    assert documents.loads(documents.dumps(POLICY), PriorityPolicy, enums=[Tier]) == POLICY
