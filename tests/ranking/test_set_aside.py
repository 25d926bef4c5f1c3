"""Requests that cannot be ranked: set aside with what is wrong with them, so that one bad ticket empties no screen."""

from datetime import date, time
from random import Random

import pytest

from desk import HOUR, NETWORK, NOON, files, guest, hotel, policy_of, queue_of, request, rooms, spa, stay
from relclient import (
    ByAttribute,
    ByKey,
    ByPriority,
    ConflictingIds,
    EarliestDue,
    ExternalFirst,
    InvalidType,
    InvalidValue,
    MissingValue,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    RequestProblem,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceTarget,
    SetAside,
    UnknownParty,
    WorkCalendar,
)

BY_COST = PriorityPolicy("by cost", [ByAttribute("cost")])


def rank(policy, queue, **options):
    return policy.rank(queue, **{"at": NOON, "network": NETWORK, "invalid": "set_aside"} | options)


def ids(ranking):
    return [each.id for each in ranking.requests]


@pytest.mark.parametrize("seed", range(60))
def test_the_others_are_ranked_as_if_the_bad_ones_had_not_come(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random)
    strangers = Relationship(hotel, RetailCustomer(Person("stranger")), "stay")
    bad = [request("stranger", strangers, attributes={"cost": "much", "room": 7}), "no request", *queue[:1]]
    mixed = random.sample([*queue, *bad], len(queue) + len(bad))
    ranking = rank(policy, mixed)
    assert ranking.total == len(ranking.requests)
    assert "no request" in [each.item for each in ranking.set_aside]
    # A stranger is a problem only where somebody asks for the side, or for the cost.
    kept = [each for each in [*queue, bad[0]] if each in ranking.requests]
    assert len(kept) >= len(queue)
    assert ranking.requests == rank(policy, kept, invalid="raise").requests


def test_each_is_kept_with_its_problem_in_the_order_given():
    queue = [request("a"), request("b", attributes={"cost": 2}), request("c", attributes={"cost": "two"}), stay]
    queue += [request("d", attributes={"cost": 1}), request("b", attributes={"cost": 3})]
    ranking = rank(BY_COST, queue)
    assert ids(ranking) == ["d", "b"]
    assert ranking.total == 2
    assert [(each.item, type(each.problem)) for each in ranking.set_aside] == [
        (queue[0], MissingValue),
        (queue[2], InvalidType),
        (queue[3], InvalidType),
        (queue[5], ConflictingIds),
    ]
    assert str(ranking).endswith("; 4 could not be ranked.")


def test_several_problems_of_one_are_together_and_each_names_the_request():
    stranger = request("x", Relationship(hotel, RetailCustomer(Person("gues")), "stay"))
    policy = PriorityPolicy("strict", [ExternalFirst(), ByAttribute("cost"), EarliestDue()])
    (aside,) = rank(policy, [stranger]).set_aside
    assert isinstance(aside.problem, Problems)
    unknown, cost, due = aside.problem.exceptions
    assert isinstance(unknown, RequestProblem)
    assert isinstance(unknown.problem, UnknownParty)
    assert [each.request for each in (unknown, cost, due)] == ["x", "x", "x"]


def test_the_same_request_given_twice_is_ranked_once():
    one = request("one")
    ranking = rank(PriorityPolicy("first come", []), [one, one, request("two")])
    assert ids(ranking) == ["one", "two"]
    assert [(each.item, each.problem.what) for each in ranking.set_aside] == [(one, "rank requests[1]")]


@pytest.mark.parametrize("first", [None, 1])
def test_a_calendar_that_never_opens_sets_aside_only_the_requests_that_need_it(first):
    closed = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(10))]})
    never = ServiceLevelAgreement("never", {Priority.MODERATE: ServiceTarget(resolution=HOUR)}, closed)
    fair = Relationship(hotel, RetailCustomer(guest), "fair", agreement=never)
    queue = [request("fair", fair), request("stay", stay), request("rooms", rooms)]
    ranking = rank(PriorityPolicy("due", [EarliestDue(missing="last")]), queue, first=first)
    assert ids(ranking) == ["stay", "rooms"][:first]
    assert [each.item.id for each in ranking.set_aside] == ["fair"]
    worked = PriorityPolicy("worked", [ByPriority(HOUR, counts="worked")])
    assert rank(worked, queue).set_aside == ()


def test_what_is_wrong_with_the_question_is_raised_all_the_same():
    for wrong in ({"network": None}, {"first": -1}, {"invalid": "skip"}):
        with pytest.raises(Problems):
            rank(PriorityPolicy.external_first(), [request()], **wrong)
    with pytest.raises(KeyError):
        rank(PriorityPolicy("room", [ByKey("room", lambda each: each.attributes["room"])]), [request()])


def test_customers_are_set_aside_too():
    ranking = BY_COST.rank_customers([stay, spa, files], at=NOON, invalid="set_aside")
    assert ranking.total == len(ranking) == 0
    assert [type(each.problem) for each in ranking.set_aside] == [MissingValue] * 3
    assert ranking.set_aside[0] == SetAside(stay, ranking.set_aside[0].problem)


def test_what_was_set_aside_stays_so_in_what_if():
    ranking = rank(BY_COST, [request("a"), request("b", attributes={"cost": 2})])
    assert ranking.what_if("b", attributes={"cost": 3}).set_aside == ranking.set_aside
    assert isinstance(ranking.set_aside[0].problem, MissingValue)
    with pytest.raises(InvalidValue):
        ranking.what_if("b", cost=3)
