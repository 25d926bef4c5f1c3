"""Rankings: places as a sequence, why a request stands where it stands, and who moves."""

import pickle
from enum import Enum

import pytest
from attrs import evolve

from desk import (
    HOUR,
    NETWORK,
    NOON,
    dinner,
    files,
    lamps,
    ovens,
    request,
    rooms,
    spa,
    stay,
    tour,
)
from relclient import (
    Affiliation,
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    Capacity,
    ClockEvent,
    CustomerKind,
    EarliestDue,
    EventType,
    ExternalFirst,
    HorizontalCustomer,
    Impact,
    InvalidType,
    InvalidValue,
    LongestWaiting,
    Move,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Ranked,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    UnknownRequest,
    Urgency,
)

QUEUE = [
    request("guest", stay, urgency=Urgency.HIGH),
    request("kitchen", ovens, urgency=Urgency.HIGH),
    request("lamp", lamps, impact=Impact.LOW),
    request("office", files, impact=Impact.HIGH, urgency=Urgency.HIGH),
]


def rank(*queue, policy=None, **options):
    return (policy or PriorityPolicy.external_first()).rank(queue or QUEUE, at=NOON, network=NETWORK, **options)


def test_a_ranking_is_a_sequence_of_places():
    ranking = rank()
    assert [(ranked.place, ranked.request.id) for ranked in ranking] == [
        (1, "guest"),
        (2, "kitchen"),
        (3, "lamp"),
        (4, "office"),
    ]
    assert len(ranking) == ranking.total == 4
    assert ranking[-1] == ranking[3] == next(reversed(ranking))
    assert ranking[1:3] == (ranking[1], ranking[2])
    assert ranking[2] in ranking
    assert ranking.index(ranking[2]) == 2
    with pytest.raises(IndexError):
        ranking[4]


def test_equal_rankings_are_equal_and_hash_alike_and_reading_them_changes_nothing():
    one, other = rank(), rank(*reversed(QUEUE))
    list(map(str, one))
    assert one == other
    assert hash(one) == hash(other)
    assert one != rank(policy=PriorityPolicy.equal_footing())
    assert "requests" not in repr(one)


def test_a_place_matches_by_its_parts_and_equals_one_made_by_hand():
    ranked = rank()[0]
    match ranked:
        case Ranked(1, found, Priority.HIGH, [side, *_]):
            assert found is QUEUE[0]
            assert side.value is True
        case _:
            pytest.fail("it should have matched")
    assert ranked == Ranked(1, QUEUE[0], Priority.HIGH, tuple(ranked.reasons), ranked.policy, ranked.at)
    assert ranked.reasons == rank()[0].reasons
    assert ranked.reasons != list(ranked.reasons)
    assert hash(ranked.reasons) == hash(tuple(ranked.reasons))
    assert repr(ranked.reasons) == repr(tuple(ranked.reasons))
    assert ranked.reasons[:2] == tuple(ranked.reasons)[:2]
    assert len(ranked.reasons) == 4


def test_a_place_says_by_when_and_its_own_due_time_goes_before_what_is_promised():
    of_its_own = request("own", stay, due=NOON + HOUR)
    promised = stay.agreement.resolution_by(QUEUE[0].received, Priority.HIGH)
    by_id = {ranked.request.id: ranked.due for ranked in rank(*QUEUE, of_its_own)}
    assert (by_id["own"], by_id["guest"]) == (NOON + HOUR, promised)
    assert by_id["lamp"] is lamps.agreement is None


def test_reasons_are_made_when_they_are_read():
    asked = []
    ranking = rank(policy=PriorityPolicy("ours", [ByKey("seen", lambda each: asked.append(each.id) or each.id)]))
    asked.clear()
    places = list(ranking)
    assert asked == []
    assert places[0].reasons[0].value == "guest"
    assert asked == ["guest"]


def reasons(each, *criteria):
    ranking = rank(each, policy=PriorityPolicy("ours", criteria))
    return [str(reason) for reason in ranking[0].reasons[: len(criteria)]]


def test_a_reason_says_on_which_side_the_customer_is_and_who_waits_on_it():
    assert reasons(QUEUE[0], ExternalFirst()) == ["side: Mr. Pop is an external customer of the hotel"]
    assert reasons(QUEUE[1], ExternalFirst()) == ["side: the kitchen is internal, but Mr. Pop waits on it for dinner"]
    assert reasons(QUEUE[3], ExternalFirst()) == [
        "side: the back office is internal, and no external customer waits on it"
    ]
    assert reasons(QUEUE[1], ExternalFirst(chain=False)) == ["side: the kitchen is an internal customer of IT"]
    assert reasons(request("x", tour), ExternalFirst(chain=False)) == [
        "side: a passer-by is an external customer of the hotel"
    ]


def side(network, relationship):
    policy = PriorityPolicy("sides", [ExternalFirst()])
    return policy.rank([request("x", relationship)], at=NOON, network=network)[0].reasons[0]


def test_who_waits_is_named_with_the_steps_between_also_where_others_could_step_in():
    it, desk, kiosk, guest = Organization("it", "IT"), Organization("desk"), Organization("kiosk"), Person("eva", "Eva")
    bookings = Relationship(it, HorizontalCustomer(desk), "bookings")
    help_desk = Relationship(Organization("help"), HorizontalCustomer(it), "help")
    check_in = [Relationship(each, RetailCustomer(guest), "check-in") for each in (desk, kiosk)]
    network = ServiceNetwork(relationships=[bookings, help_desk, *check_in[:1]])
    found = side(network, help_desk)
    assert found.finding == "IT is internal, but Eva waits on desk for check-in, two steps on"
    assert [link.service for link in found.waits.path] == ["bookings", "check-in"]
    assert found.short == "side: IT is internal"
    # With a kiosk beside the desk nobody loses anything when the desk fails, and yet she may be served there.
    beside = side(ServiceNetwork(relationships=[bookings, help_desk, *check_in]), help_desk)
    assert (beside.value, beside.finding) == (True, found.finding)
    alone = side(ServiceNetwork(relationships=[bookings, help_desk]), help_desk)
    assert (alone.value, alone.waits) == (False, None)


def test_who_waits_is_found_past_services_that_have_ended_and_those_that_lead_back():
    it, desk, kiosk, guest = Organization("it", "IT"), Organization("desk"), Organization("kiosk"), Person("eva", "Eva")
    help_desk = Relationship(Organization("help"), HorizontalCustomer(it), "help")
    network = ServiceNetwork(
        relationships=[
            help_desk,
            Relationship(it, RetailCustomer(guest), "site", Period(None, NOON.date()), id="1"),
            Relationship(it, HorizontalCustomer(desk), "bookings", id="2"),
            Relationship(desk, HorizontalCustomer(it), "reports", id="3"),
            *(Relationship(each, RetailCustomer(guest), "check-in", id=each.id) for each in (desk, kiosk)),
        ]
    )
    found = side(network, help_desk)
    assert found.finding == "IT is internal, but Eva waits on desk for check-in, two steps on"
    assert [link.service for link in found.waits.path] == ["bookings", "check-in"]


def test_from_one_house_s_viewpoint_a_supplier_s_customers_who_are_our_own_are_no_outsiders():
    us, it, dept, supplier, eva = (*map(Organization, ["us", "it", "dept", "supplier"]), Person("eva"))
    links = [
        Relationship(it, supplier, "access"),
        Relationship(supplier, dept, "parts"),
        Relationship(it, eva, "site"),
    ]
    ties = [Affiliation(each, us, Capacity.UNIT) for each in (it, dept)]
    ties.append(Affiliation(supplier, us, Capacity.SUPPLIER))
    ours = ServiceNetwork(ties, links, viewpoint="us")
    assert side(ours, links[0]).value is False
    assert side(ours.with_viewpoint(None), links[0]).value is True
    assert side(ours, links[2]).value is True


def test_a_level_set_by_hand_or_changed_says_so_and_names_no_level_that_does_not_count():
    by_hand = request(override=Override(Priority.CRITICAL, "the mayor dines here"))
    assert reasons(by_hand, ByPriority()) == ["priority: critical, set by hand: the mayor dines here"]
    changed = request(events=[ClockEvent(EventType.PRIORITY_CHANGED, NOON - HOUR, Priority.HIGH)])
    assert reasons(changed, ByPriority()) == ["priority: high, set on Sun 25 Oct 2026 11:00+01:00"]
    later = request(events=[ClockEvent(EventType.PRIORITY_CHANGED, NOON + HOUR, Priority.HIGH)])
    assert reasons(later, ByPriority()) == ["priority: moderate by medium impact, medium urgency"]


def test_a_lift_is_told_and_the_level_stays_what_it_was():
    low = request(impact=Impact.LOW)
    (ranked,) = rank(low, policy=PriorityPolicy("ours", [ByPriority(HOUR)]))
    assert ranked.priority is Priority.LOW
    assert str(ranked.reasons[0]) == "priority: high after 2 h of waiting, from low by low impact, medium urgency"


def test_a_due_time_is_told_with_the_agreement_that_promises_it():
    assert reasons(request(due=NOON), EarliestDue()) == ["due time: Sun 25 Oct 2026 12:00+01:00"]
    assert reasons(request(), EarliestDue()) == [
        "due time: Mon 26 Oct 2026 18:00+01:00, as the agreement 'care' promises at moderate"
    ]
    assert reasons(request("x", ovens), EarliestDue()) == [
        "due time: Mon 26 Oct 2026 18:00+01:00, as the agreement 'care' promises at moderate"
    ]
    assert reasons(request("x", tour), EarliestDue()) == [
        "due time: Mon 26 Oct 2026 18:00+01:00, as the agreement 'care' promises at moderate"
    ]
    assert reasons(request("x", tour), EarliestDue(), ExternalFirst())[0] == (
        "due time: Mon 26 Oct 2026 18:00+01:00, as the agreement 'care' promises at moderate"
    )
    assert reasons(request("x", rooms), EarliestDue(missing="last")) == ["due time: none, and so last"]


def test_an_attribute_and_a_kind_are_told():
    vip = ByAttribute("vip", missing="first")
    assert reasons(request(attributes={"vip": "gold"}), vip) == ["attribute 'vip': 'gold'"]
    assert reasons(request(), vip) == ["attribute 'vip': none, and so first"]
    assert reasons(request("x", spa), ByKind([CustomerKind.ACCOUNT])) == ["kind: Mrs. Marin is an account customer"]


def test_a_place_is_one_sentence():
    assert str(rank()[3]) == (
        "Place 4 is for office, critical: side: the back office is internal, and no external customer waits on it; "
        "priority: critical by high impact, high urgency; due time: none, and so last; "
        "waiting time: received Sun 25 Oct 2026 10:00+01:00."
    )


def test_an_explanation_says_what_each_criterion_put_before_and_behind():
    explanation = rank().explain("kitchen")
    assert explanation.place == 2
    assert [(str(step.reason.criterion), step.ahead, step.behind) for step in explanation.steps] == [
        ("side", 0, 1),
        ("priority", 0, 1),
        ("due time", 0, 0),
        ("waiting time", 0, 0),
        ("id", 1, 0),
    ]
    assert str(explanation) == (
        "kitchen is at place 2 of 4: "
        "by side 1 behind it (the kitchen is internal, but Mr. Pop waits on it for dinner); "
        "by priority 1 behind it (high by medium impact, high urgency); "
        "by id 1 before it (kitchen)."
    )


def test_why_is_one_sentence_with_what_was_found_of_both():
    parting = rank().why("office", "lamp")
    assert parting.criterion == ExternalFirst()
    assert [reason.value for reason in parting.reasons] == [True, False]
    assert str(parting) == (
        "lamp comes before office by side: the kitchen is internal, but Mr. Pop waits on it for dinner, "
        "against the back office is internal, and no external customer waits on it."
    )


def test_under_the_first_few_an_explanation_says_that_others_were_not_listed():
    assert str(rank(first=1).explain("guest")) == "guest is at place 1 of 4: 3 that were not listed come after it."
    assert str(rank(first=2).explain("kitchen")).endswith("; 2 that were not listed come after it.")
    assert rank(first=2).explain("kitchen").short == "kitchen: place 2 of 4"


def test_every_answer_has_a_short_form():
    ranking = rank()
    move = ranking.compare(rank(policy=PriorityPolicy.equal_footing()))[0]
    assert [each.short for each in (ranking, ranking[0], ranking.why("office", "lamp"), move)] == [
        "guest first of 4",
        "1. guest, high",
        "lamp before office by side",
        "office: 4 to 1",
    ]
    customers = PriorityPolicy("sides", [ExternalFirst(chain=False)]).rank_customers([stay, files], at=NOON)
    assert [each.short for each in (customers, customers[0])] == ["hotel/guest/stay first of 2", "1. Mr. Pop"]
    assert customers[:0] == ()
    assert PriorityPolicy("none", []).rank([], at=NOON).short == "nothing ranked"


def test_a_waiting_time_that_the_policy_names_is_not_compared_twice():
    policy = PriorityPolicy("ours", [LongestWaiting(), ByPriority()])
    assert list(map(str, policy.deciding)) == ["waiting time", "priority", "id"]
    assert rank(policy=policy).why("guest", "office").criterion == ByPriority()


def test_unknown_ids_are_refused_with_those_that_look_alike_and_behind_the_first_n_nobody_is_known():
    ranking = rank(first=2)
    assert ranking.total == 4
    assert str(ranking.explain("kitchen")).startswith("kitchen is at place 2 of 4")
    for ask in (lambda: ranking.explain("office"), lambda: ranking.why("guest", "office")):
        with pytest.raises(UnknownRequest):
            ask()
    with pytest.raises(UnknownRequest, match="did you mean 'kitchen'"):
        ranking.why("kitchn", "guest")
    with pytest.raises(InvalidValue, match="name two different requests"):
        ranking.why("guest", "guest")
    with pytest.raises(UnknownRequest):
        rank(policy=PriorityPolicy("nobody", [])).explain("nobody")


def test_what_is_no_id_and_no_place_is_refused_with_what_is_one():
    ranking = rank()
    guest = ranking[0].request
    shown = f"{repr(guest)[:200]}... (ServiceRequest)"
    expected = "must be the id of a request, as its .id gives it, not"
    index = "Ranking index must be a whole number, 0 for the first, or a slice (explain takes an id)"
    for call, message in [
        (lambda: ranking.why(guest, "lamp"), f"why a {expected} {shown}."),
        (lambda: ranking.why("lamp", guest), f"why b {expected} {shown}."),
        (lambda: ranking.why(1, 2), "why a must be the id of a request, not 1 (int)."),
        (lambda: ranking.explain(None), "explain id must be the id of a request, not None (NoneType)."),
        (lambda: ranking.explain(["lamp"]), "explain id must be the id of a request, not ['lamp'] (list)."),
        (lambda: ranking["lamp"], f"{index}, not 'lamp' (str)."),
    ]:
        with pytest.raises(InvalidType) as caught:
            call()
        assert str(caught.value) == message


def test_a_comparison_says_who_moves_how_far_and_by_what():
    moves = rank().compare(rank(policy=PriorityPolicy.equal_footing()))
    side = ExternalFirst()
    assert moves == (
        Move("office", 4, 1, ByPriority(), side, "guest"),
        Move("guest", 1, 2, ByPriority(), side, "office"),
        Move("kitchen", 2, 3, ByPriority(), side, "office"),
        Move("lamp", 3, 4, ByPriority(), side, "office"),
    )
    assert [move.places for move in moves] == [3, -1, -1, -1]
    assert str(moves[0]) == "office moves up from 4 to 1: now before guest by priority, behind it by side until then."
    assert str(moves[1]) == "guest moves down from 1 to 2: now behind office by priority, before it by side until then."


def test_who_comes_leaves_or_closes_up_is_told_so():
    moves = rank(*QUEUE[1:]).compare(rank(*QUEUE[:2], request("dinner", dinner, due=NOON)))
    assert list(map(str, moves)) == [
        "guest comes in at place 1.",
        "kitchen moves down from 1 to 2: others came or left.",
        "dinner comes in at place 3.",
        "lamp leaves from place 2.",
        "office leaves from place 3.",
    ]
    assert [move.places for move in moves] == [0, -1, 0, 0, 0]


def test_nobody_moves_between_equal_rankings_and_other_things_are_no_rankings():
    assert rank().compare(rank()) == ()
    with pytest.raises(InvalidType):
        rank().compare(list(rank()))


def test_a_comparison_with_nothing_names_who_comes_or_leaves():
    nobody = PriorityPolicy.external_first().rank([], at=NOON, network=NETWORK)
    assert [str(move) for move in nobody.compare(rank(QUEUE[0]))] == ["guest comes in at place 1."]
    assert [str(move) for move in rank(QUEUE[0]).compare(nobody)] == ["guest leaves from place 1."]
    assert str(nobody).startswith("Nothing is ranked by 'external first'")


def test_rankings_survive_pickling_and_those_of_the_first_few_know_the_others():
    top = rank(first=2)
    again = pickle.loads(pickle.dumps(top))
    assert again == top
    assert hash(again) == hash(top)
    assert again.what_if("office", urgency=Urgency.LOW).total == 4
    assert top != rank(*QUEUE[:3], first=2)


@pytest.mark.parametrize("descending", [False, True])
def test_the_first_few_of_many_by_a_value_take_in_all_that_tie_with_the_last_of_them(descending):
    costs = [3, 1, 2, 2, 5, 4, 2, 1, 3, 2, 5, 5, 4, 4, 1, 2] * 3
    queue = [request(f"{number:02}", attributes={"cost": cost}) for number, cost in enumerate(costs)]
    policy = PriorityPolicy("by cost", [ByAttribute("cost", descending=descending)])
    whole = rank(*queue, policy=policy).requests
    assert [rank(*queue, policy=policy, first=first).requests for first in range(7)] == [
        whole[:first] for first in range(7)
    ]


class Tier(Enum):
    GOLD = "gold"
    SILVER = "silver"


def test_a_fact_that_is_a_member_is_compared_by_its_place_in_its_class():
    policy = PriorityPolicy("tiers", [ByAttribute("tier", label="tier")])
    silver, gold = (evolve(stay, id=tier.value, facts={"tier": tier}) for tier in (Tier.SILVER, Tier.GOLD))
    ranking = policy.rank_customers([silver, gold], at=NOON)
    assert str(ranking.why("silver", "gold")) == "gold comes before silver by tier: gold, against silver."
