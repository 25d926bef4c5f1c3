"""What would have to be otherwise: held against trying every change of every field."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, product
from random import Random

import pytest
from attrs import evolve

from desk import AROUND_THE_CLOCK, HOUR, NETWORK, NOON, guest, hotel, policy_of, queue_of, request, spa, stay
from relclient import (
    ByAttribute,
    ByPriority,
    EarliestDue,
    ExternalFirst,
    Impact,
    InvalidType,
    InvalidValue,
    Needed,
    Override,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceTarget,
    UnknownRequest,
    Urgency,
    WorkCalendar,
)

MOMENT = timedelta(microseconds=1)


def rank(policy, queue, **options):
    return policy.rank(queue, at=NOON, network=NETWORK, **options)


def changed(old, changes):
    fields = {name: value for name, value in changes.items() if name in {"impact", "urgency", "due"}}
    attributes = {name: value for name, value in changes.items() if name not in fields}
    attributes = {**old.attributes, **attributes}
    return evolve(old, **fields, attributes=attributes)


def comes_first(policy, queue, old, changes, other):
    new = changed(old, changes)
    ranking = rank(policy, [new if each is old else each for each in queue])
    ids = [each.id for each in ranking.requests]
    return ids.index(new.id) < ids.index(other.id)


def all_values(policy, queue):
    """Return every value that a field may take: all that the queue has, due times a moment earlier too."""
    values = {"impact": list(Impact), "urgency": list(Urgency)}
    if any(isinstance(each, EarliestDue) for each in policy.criteria):
        dues = {ranked.due for ranked in rank(policy, queue)} - {None}
        earlier = {due.astimezone(UTC) - MOMENT for due in dues}
        values["due"] = [None, datetime.max.replace(tzinfo=UTC), *dues, *earlier]
    for criterion in policy.criteria:
        if isinstance(criterion, ByAttribute):
            values[criterion.name] = [each.attributes.get(criterion.name) for each in queue]
    return values


def least_sets(policy, queue, old, other):
    """Return the sets of fields of which some change suffices and no smaller set has one."""
    values, found = all_values(policy, queue), []
    for count in range(len(values) + 1):
        for names in combinations(values, count):
            if any(smaller <= set(names) for smaller in found):
                continue
            tried = (dict(zip(names, chosen, strict=True)) for chosen in product(*(values[name] for name in names)))
            if any(comes_first(policy, queue, old, changes, other) for changes in tried):
                found.append(set(names))
    return found


def check_needed(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random, 5)
    aspects = {each.aspect for each in policy.criteria if isinstance(each, EarliestDue)}
    if len(queue) < 2 or not aspects <= {"resolution"}:
        return
    old, other = random.sample(queue, 2)
    found = rank(policy, queue).needed(old.id, before=other.id)
    assert sorted(map(sorted, (each.changes for each in found))) == sorted(
        map(sorted, least_sets(policy, queue, old, other))
    )
    for needed in found:
        assert needed.request == changed(old, needed.changes) or None in needed.changes.values()
        assert comes_first(policy, queue, old, needed.changes, other)
        for name in needed.changes:
            less = {each: value for each, value in needed.changes.items() if each != name}
            assert not comes_first(policy, queue, old, less, other)


@pytest.mark.parametrize("seed", range(50))
def test_what_is_needed_suffices_and_nothing_less_does(seed):
    check_needed(seed)


@pytest.mark.exhaustive
def test_what_is_needed_suffices_and_nothing_less_does_in_five_thousand_queues():
    for seed in range(50, 5000):
        check_needed(seed)


LOW, HIGH = request("low", spa, impact=Impact.LOW, urgency=Urgency.LOW), request("high", spa, impact=Impact.HIGH)
BY_LEVEL = PriorityPolicy("by level", [ByPriority(), EarliestDue(missing="last"), ByAttribute("cost", missing="last")])


def test_the_nearest_change_is_named_and_the_latest_due_time():
    one = request("one", stay, due=NOON + 9 * HOUR)
    other = request("other", stay, due=NOON + 5 * HOUR)
    assert rank(BY_LEVEL, [one, other]).needed("one", before="other") == (
        Needed(evolve(one, impact=Impact.HIGH), {"impact": Impact.HIGH}),
        Needed(evolve(one, urgency=Urgency.HIGH), {"urgency": Urgency.HIGH}),
        Needed(evolve(one, due=other.due), {"due": other.due}),
    )


def test_a_value_is_taken_from_the_ranking_and_its_lack_is_a_value_too():
    policy = PriorityPolicy("by cost", [ByAttribute("cost", missing="first")])
    queue = [request(id, attributes={"cost": cost} if cost else {}) for id, cost in [("a", 1), ("b", 5), ("c", None)]]
    (needed,) = rank(policy, queue).needed("b", before="a")
    assert needed.changes == {"cost": None}
    assert dict(needed.request.attributes) == {}
    assert str(needed) == "With no cost b would come first."


def test_what_comes_first_needs_nothing_and_what_nothing_of_its_own_moves_has_no_answer():
    ranking = rank(BY_LEVEL, [LOW, HIGH])
    assert ranking.needed("high", before="low") == (Needed(HIGH, {}),)
    assert str(ranking.needed("high", before="low")[0]) == "high comes first as it is."
    outside = PriorityPolicy("outside", [ExternalFirst(chain=False)])
    first = evolve(HIGH, received=HIGH.received - HOUR)
    assert rank(outside, [LOW, first]).needed("low", before="high") == ()


def test_a_level_set_by_hand_makes_impact_and_urgency_idle():
    by_hand = evolve(LOW, override=Override(Priority.LOW, "the mayor"))
    ranking = rank(PriorityPolicy("level", [ByPriority()]), [by_hand, HIGH])
    assert ranking.needed("low", before="high") == ()


def test_those_behind_the_first_n_can_be_asked_about():
    ranking = rank(BY_LEVEL, [LOW, HIGH], first=1)
    assert [each.short for each in ranking.needed("low", before="high")] == ["impact, urgency"]
    assert [each.id for each in ranking.what_if("low", impact=Impact.HIGH, urgency=Urgency.HIGH).requests] == ["low"]
    with pytest.raises(UnknownRequest):
        ranking.needed("low", before="nobody")
    with pytest.raises(InvalidValue):
        ranking.needed("low", before="low")


@pytest.mark.parametrize("seed", range(50))
def test_what_if_is_the_ranking_with_that_request_changed(seed):
    random = Random(seed)
    policy, queue = policy_of(random), queue_of(random, 6)
    if queue:
        old = random.choice(queue)
        first = random.choice([None, 2])
        changes = {"impact": random.choice(list(Impact)), "attributes": {"cost": 7}}
        new = evolve(old, impact=changes["impact"], attributes={**old.attributes, "cost": 7})
        again = rank(policy, [new if each is old else each for each in queue], first=first)
        assert rank(policy, queue, first=first).what_if(old.id, **changes) == again


def test_what_if_refuses_what_no_request_has_and_what_cannot_be_ranked():
    ranking = rank(PriorityPolicy("by cost", [ByAttribute("cost")]), [request(attributes={"cost": 1})])
    with pytest.raises(InvalidValue, match="what can change of a request is relationship, received"):
        ranking.what_if("R-1", cost=2)
    with pytest.raises(InvalidType):
        ranking.what_if("R-1", attributes=2)
    with pytest.raises(Problems):
        ranking.what_if("R-1", attributes={"cost": None})
    assert ranking.what_if("R-1", attributes={"cost": 2})[0].request.attributes["cost"] == 2


def test_where_everyone_has_a_value_the_nearest_that_suffices_is_said_with_its_name():
    policy = PriorityPolicy("by cost", [ByAttribute("cost")])
    one, two, five = (
        request(id, spa, received=NOON - hours * HOUR, attributes={"cost": cost})
        for id, hours, cost in [("one", 1, 1), ("two", 1, 2), ("five", 2, 5)]
    )
    (needed,) = rank(policy, [one, two, five]).needed("five", before="two")
    assert needed == Needed(evolve(five, attributes={"cost": 2}), {"cost": 2})
    assert str(needed) == "With cost 2 five would come first."


def test_a_due_time_is_said_in_the_zone_that_was_asked_in():
    one, other = request("one", spa, due=NOON + 5 * HOUR), request("other", spa, due=NOON + HOUR)
    (needed,) = rank(PriorityPolicy("by due time", [EarliestDue()]), [one, other]).needed("one", before="other")
    assert needed.changes == {"due": NOON + HOUR}
    assert str(needed) == "With due Sun 25 Oct 2026 13:00+01:00 one would come first."


def test_a_change_with_which_a_request_could_not_be_ranked_puts_it_before_nobody():
    closed = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(10))]})
    promised = {
        Priority.CRITICAL: ServiceTarget(resolution=HOUR),
        Priority.HIGH: ServiceTarget(resolution=HOUR, calendar=closed),
        Priority.MODERATE: ServiceTarget(resolution=8 * HOUR),
    }
    fair = Relationship(
        hotel, RetailCustomer(guest), "fair", agreement=ServiceLevelAgreement("fair", promised, AROUND_THE_CLOCK)
    )
    ranking = rank(PriorityPolicy("due", [EarliestDue()]), [request("a", fair), request("b", due=NOON)])
    assert [each.changes for each in ranking.needed("a", before="b")] == [
        {"due": NOON},
        {"impact": Impact.HIGH, "urgency": Urgency.HIGH},
    ]
    assert str(ranking.why("a", "b").criterion) == "due time"
