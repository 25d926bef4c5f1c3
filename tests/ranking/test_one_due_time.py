"""One due time for queue and clock, and answers that do not depend on what was asked before."""

from collections import defaultdict
from datetime import UTC, datetime, time
from random import Random

import pytest
from attrs import evolve

from desk import (
    HOUR,
    NETWORK,
    NOON,
    PROMISED,
    RELATIONSHIPS,
    due,
    files,
    ordered,
    policy_of,
    queue_of,
    request,
    stay,
    tour,
)
from relclient import (
    ByAttribute,
    ByKind,
    ByTurn,
    ClockEvent,
    CustomerKind,
    EarliestDue,
    EventType,
    ExternalFirst,
    Impact,
    Occasion,
    Organization,
    PriorityPolicy,
    Problems,
    Relationship,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    SituationalCustomer,
    Urgency,
    WorkCalendar,
    due_of,
    resolution_clock,
)

SEEDS = pytest.mark.parametrize("seed", range(0, 4000, 100))


def rank(policy, queue, **options):
    return policy.rank(queue, at=NOON, network=NETWORK, **options)


@SEEDS
def test_the_order_is_the_one_written_out_pair_by_pair(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random)
    assert list(rank(policy, queue).requests) == ordered(queue, policy)


@SEEDS
def test_the_due_time_of_a_place_is_the_clock_s(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random)
    options = {"restart_on_change": policy.restart_on_change, "count_resolved_time": policy.count_resolved_time}
    for ranked in rank(policy, queue):
        if ranked.due is not None and ranked.due.year > 9998:
            continue  # farther than calendars reach, and so than clocks
        clock = resolution_clock(ranked.request, at=NOON, matrix=policy.matrix, **options)
        expected = ranked.request.due if clock is None else clock.due
        assert ranked.due == expected == due(ranked.request, "resolution", policy)


@SEEDS
def test_every_question_has_the_same_answer_alone_and_after_others_in_any_order(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random)
    ids = [each.id for each in queue]
    pairs = [(a, b) for a in ids for b in ids if a != b]
    questions = [lambda asked, a=a, b=b: str(asked.why(a, b)) for a, b in random.sample(pairs, min(len(pairs), 6))]
    questions += [lambda asked, id=id: str(asked.explain(id)) for id in ids]
    questions += [lambda asked, place=place: str(asked[place].reasons) for place in range(len(ids))]
    questions += [lambda asked, place=place: asked[place].due for place in range(len(ids))]
    alone = [question(rank(policy, queue)) for question in questions]
    asked = rank(policy, queue)
    for number in random.sample(range(len(questions)), len(questions)):
        assert questions[number](asked) == alone[number]
    assert asked == rank(policy, queue)


def test_a_pause_moves_the_queue_as_it_moves_the_clock():
    office = WorkCalendar("UTC", {day: [(time(9), time(17))] for day in range(5)})
    care = ServiceLevelAgreement("care", dict.fromkeys(PROMISED.targets, ServiceTarget(resolution=8 * HOUR)), office)
    desk = Relationship(Organization("desk"), Organization("team"), "help", agreement=care)
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    same = {"impact": Impact.HIGH, "urgency": Urgency.MEDIUM}
    events = [ClockEvent(EventType.PAUSED, monday + HOUR), ClockEvent(EventType.RESUMED, monday + 25 * HOUR)]
    paused = ServiceRequest("paused", desk, received=monday, events=events, **same)
    other = ServiceRequest("other", desk, received=monday + 2 * HOUR, **same)
    ranking = PriorityPolicy("due", [EarliestDue()]).rank([paused, other], at=monday + 25 * HOUR)
    assert [(ranked.request.id, ranked.due) for ranked in ranking] == [
        ("other", monday + 26 * HOUR),
        ("paused", monday + 32 * HOUR),
    ]
    assert "pauses counted" in str(ranking[1].reasons[0])


def test_a_need_is_a_due_time_where_nothing_else_gives_one():
    payday = Occasion.rrule("FREQ=MONTHLY;BYMONTHDAY=30", start=NOON.date())
    wages = Relationship(Organization("it"), SituationalCustomer(Organization("office"), "payday", payday), "wages")
    queue = [request("none", files), request("need", wages), request("own", wages, due=NOON)]
    ranking = PriorityPolicy("due", [EarliestDue(missing="last")]).rank(queue, at=NOON)
    assert [ranked.request.id for ranked in ranking] == ["own", "need", "none"]
    assert ranking[1].due == due_of(wages, at=NOON) == datetime(2026, 10, 30, tzinfo=NOON.tzinfo)
    assert str(ranking[1].reasons[0]) == "due time: Fri 30 Oct 2026 00:00+01:00, when office needs it"


def test_other_aspects_are_compared_and_whichever_comes_first():
    swift = ServiceLevelAgreement(
        "swift", dict.fromkeys(PROMISED.targets, ServiceTarget(response=HOUR, resolution=9 * HOUR)), PROMISED.calendar
    )
    swiftly = evolve(stay, agreement=swift)
    answered = request("answered", swiftly, events=[ClockEvent(EventType.RESPONDED, NOON - HOUR)])
    queue = [answered, request("unanswered", swiftly, received=NOON - HOUR)]
    by_response = PriorityPolicy("response", [EarliestDue("response", missing="last")])
    assert [ranked.request.id for ranked in by_response.rank(queue, at=NOON)] == ["answered", "unanswered"]
    by_next = PriorityPolicy("next", [EarliestDue("earliest")])
    assert [ranked.request.id for ranked in by_next.rank(queue, at=NOON)] == ["unanswered", "answered"]
    resolved = PriorityPolicy("resolution", [EarliestDue()])
    assert [ranked.request.id for ranked in resolved.rank(queue, at=NOON)] == ["answered", "unanswered"]


# Turns


@SEEDS
def test_nobody_s_next_request_comes_before_anyone_s_that_has_an_earlier_turn(seed):
    random = Random(seed)
    later = [each for each in policy_of(random).criteria if not isinstance(each, ByTurn)]
    queue = queue_of(random, 12)
    ranking = rank(PriorityPolicy("turns", [ByTurn(), *later]), queue)
    turns, counted = [], defaultdict(int)
    for ranked in ranking:
        if ranked.request.is_open(NOON):
            counted[ranked.request.relationship.customer.id] += 1
            turns.append(counted[ranked.request.relationship.customer.id])
            assert ranked.reasons[0].value == turns[-1]
        else:
            assert ranked.reasons[0].value is None
    assert turns == sorted(turns)


# Customers


@SEEDS
def test_customers_and_their_requests_are_ordered_alike_by_the_criteria_that_they_share(seed):
    random = Random(seed)
    shared = [ExternalFirst(chain=random.random() < 0.5), ByKind(random.sample(list(CustomerKind), 2))]
    policy = PriorityPolicy("shared", random.sample(shared, random.randint(1, 2)))
    customers = policy.rank_customers(random.sample(RELATIONSHIPS, len(RELATIONSHIPS)), at=NOON, network=NETWORK)
    requests = rank(policy, [request(each.id, each) for each in RELATIONSHIPS])
    assert [each.id for each in customers.relationships] == [each.id for each in requests.requests]
    for one, other in zip(customers, requests, strict=True):
        assert [str(each) for each in one.reasons] == [str(each) for each in other.reasons][: len(policy.criteria)]


def test_a_customer_is_ranked_by_its_facts_its_next_need_and_a_key():
    payday = SituationalCustomer(
        Organization("office"), "payday", Occasion.once(datetime(2026, 11, 2, tzinfo=UTC).date())
    )
    gold = evolve(stay, id="gold", facts={"gold": True})
    plain = evolve(tour, id="plain", facts={"gold": False})
    needy = Relationship(Organization("it"), payday, "wages", id="needy")
    by_fact = PriorityPolicy("gold", [ByAttribute("gold", descending=True, missing="last", label="gold account")])
    ranking = by_fact.rank_customers([plain, needy, gold], at=NOON)
    assert [each.id for each in ranking.relationships] == ["gold", "plain", "needy"]
    assert [str(ranked.reasons[0]) for ranked in ranking] == [
        "gold account: yes",
        "gold account: no",
        "gold account: none, and so last",
    ]
    by_need = PriorityPolicy("need", [EarliestDue(missing="last")]).rank_customers([gold, needy], at=NOON)
    assert [(ranked.place, ranked.relationship.id, ranked.due) for ranked in by_need] == [
        (1, "needy", datetime(2026, 11, 2, tzinfo=NOON.tzinfo)),
        (2, "gold", None),
    ]
    assert str(by_need[0]) == (
        "Place 1 is for office, whom it serves with wages: due time: Mon 2 Nov 2026 00:00+01:00, when office needs it."
    )


def test_a_criterion_that_needs_a_request_says_so_where_customers_are_ranked():
    with pytest.raises(Problems) as caught:
        PriorityPolicy.external_first().rank_customers([stay, "stay"], at=NOON)
    assert [each.what for each in caught.value.exceptions] == ["rank_customers relationships[1]"]
    with pytest.raises(Problems) as caught:
        PriorityPolicy.external_first().rank_customers([stay, stay], at=NOON, network=NETWORK)
    assert [each.what for each in caught.value.exceptions] == [
        "rank_customers criterion",
        "rank_customers relationships[1]",
    ]
