"""Priority: policies and their criteria, the order that they make, and what they refuse."""

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

import pytest

from desk import (
    HOUR,
    MADRID,
    NETWORK,
    NOON,
    dinner,
    files,
    guest,
    hotel,
    it,
    kitchen,
    length_of_service,
    office,
    ovens,
    printers,
    request,
    rooms,
    spa,
    stay,
    tour,
)
from relclient import (
    PRIORITY_MATRIX,
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    ClockEvent,
    ConflictingIds,
    CustomerKind,
    DecisionTable,
    EarliestDue,
    EventType,
    ExternalFirst,
    Impact,
    InvalidFacts,
    InvalidType,
    InvalidValue,
    LongestWaiting,
    MissingValue,
    NaiveDatetime,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    RequestProblem,
    RetailCustomer,
    Rule,
    Rulebook,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    Side,
    UndeclaredKind,
    UnknownParty,
    Urgency,
    WaitingLast,
    WorkCalendar,
)

DAY = timedelta(days=1)


def policy(*criteria, **options):
    return PriorityPolicy("ours", criteria, **options)


def order(policy, *queue, network=NETWORK, **options):
    """Return the ids of *queue*, put in order."""
    return [ranked.request.id for ranked in policy.rank(queue, at=NOON, network=network, **options)]


def problems(policy, *queue, at=NOON, network=NETWORK, **options):
    with pytest.raises(Problems) as caught:
        policy.rank(queue, at=at, network=network, **options)
    return list(caught.value.exceptions)


def told(policy, *queue, **options):
    return [str(problem) for problem in problems(policy, *queue, **options)]


# The presets


def test_external_first_puts_a_guest_before_the_kitchen_and_the_kitchen_before_the_back_office():
    queue = [request("office", files), request("kitchen", ovens, due=NOON), request("guest", stay, due=NOON - HOUR)]
    assert order(PriorityPolicy.external_first(), *queue) == ["guest", "kitchen", "office"]


def test_an_internal_request_on_which_a_guest_waits_stands_with_the_external_ones():
    queue = [
        request("guest", dinner, urgency=Urgency.LOW),
        request("kitchen", ovens, urgency=Urgency.HIGH),
        request("office", files, impact=Impact.HIGH, urgency=Urgency.HIGH),
    ]
    assert order(PriorityPolicy.external_first(), *queue) == ["kitchen", "guest", "office"]


def test_without_the_chain_a_colleague_stays_behind_every_outsider():
    queue = [request("guest", dinner, urgency=Urgency.LOW), request("kitchen", ovens, urgency=Urgency.HIGH)]
    assert order(policy(ExternalFirst(chain=False), ByPriority()), *queue, network=None) == ["guest", "kitchen"]


def test_two_criteria_may_ask_for_the_side_with_and_without_the_chain():
    queue = [request("office", files), request("kitchen", ovens), request("guest", stay)]
    assert order(policy(ExternalFirst(), ExternalFirst(chain=False)), *queue) == ["guest", "kitchen", "office"]


def test_equal_footing_looks_at_the_level_and_not_at_the_side_and_takes_no_network():
    queue = [request("guest", stay, urgency=Urgency.LOW), request("office", files)]
    assert order(PriorityPolicy.equal_footing(), *queue, network=None) == ["office", "guest"]


def test_by_deadline_puts_the_earliest_promise_first():
    queue = [
        request("guest", spa, due=NOON + HOUR, impact=Impact.HIGH),
        request("office", files, due=NOON),
        request("never", rooms),
    ]
    assert order(PriorityPolicy.by_deadline(), *queue) == ["office", "guest", "never"]


def test_the_presets_are_what_they_are_said_to_be():
    last = EarliestDue(missing="last")
    assert PriorityPolicy.external_first().criteria == (ExternalFirst(), ByPriority(), last)
    assert PriorityPolicy.equal_footing().criteria == (ByPriority(), last)
    assert PriorityPolicy.by_deadline().criteria == (last, ExternalFirst(), ByPriority())
    assert PriorityPolicy.external_first() == PriorityPolicy.external_first()


# Levels


def test_the_level_is_the_override_s_then_the_last_change_s_then_the_matrix_s():
    changed = ClockEvent(EventType.PRIORITY_CHANGED, NOON - HOUR, Priority.HIGH)
    later = ClockEvent(EventType.PRIORITY_CHANGED, NOON + HOUR, Priority.CRITICAL)
    queue = [
        request("by matrix"),
        request("not yet changed", events=[later]),
        request("changed", events=[changed, later]),
        request("by hand", events=[changed], override=Override(Priority.CRITICAL, "the mayor")),
    ]
    ranking = policy(ByPriority()).rank(queue, at=NOON)
    assert [(ranked.request.id, ranked.priority) for ranked in ranking] == [
        ("by hand", Priority.CRITICAL),
        ("changed", Priority.HIGH),
        ("by matrix", Priority.MODERATE),
        ("not yet changed", Priority.MODERATE),
    ]


def test_an_app_s_matrix_may_ask_for_the_kind_or_side_which_the_network_finds_for_a_bare_party():
    matrix = DecisionTable(
        "accounts first",
        {"impact": Impact, "urgency": Urgency, "kind": CustomerKind, "side": Side},
        [
            Rule("account", {"kind": CustomerKind.ACCOUNT}, Priority.CRITICAL),
            Rule("urgent", {"urgency": Urgency.HIGH}, Priority.HIGH),
            Rule("inside", {"side": Side.INTERNAL}, Priority.PLANNING),
            Rule("others", {}, Priority.MODERATE),
        ],
    )
    ours = policy(ByPriority()).with_matrix(matrix)
    changed = ClockEvent(EventType.PRIORITY_CHANGED, NOON, Priority.LOW)
    queue = [
        request("bare colleague", printers),
        request("bare outsider", tour),
        request("account", spa),
        request("urgent", printers, urgency=Urgency.HIGH),
        request("changed", printers, events=[changed]),
    ]
    ranking = ours.rank(queue, at=NOON, network=NETWORK)
    assert [(ranked.request.id, ranked.priority.level) for ranked in ranking] == [
        ("account", 1),
        ("urgent", 2),
        ("bare outsider", 3),
        ("changed", 4),
        ("bare colleague", 5),
    ]
    assert "planning by medium impact, medium urgency, horizontal customer" in str(ranking[4])


def test_a_lift_raises_one_level_for_each_time_waited_and_at_most_to_its_limit():
    ageing = policy(ByPriority(lift_after=DAY, lift_to=Priority.HIGH))

    def lifted(waited, **changes):
        old = request(received=NOON.astimezone(UTC) - waited, impact=Impact.LOW, urgency=Urgency.LOW, **changes)
        (ranked,) = ageing.rank([old], at=NOON)
        assert ranked.priority is old.override.priority if old.override else Priority.PLANNING
        return ranked.reasons[0].value.level

    microsecond = timedelta(microseconds=1)
    waits = [DAY - microsecond, DAY, 2 * DAY - microsecond, 2 * DAY, 3 * DAY, 4 * DAY, 5000 * DAY]
    assert [lifted(waited) for waited in waits] == [5, 4, 4, 3, 2, 2, 2]
    assert lifted(9 * DAY, override=Override(Priority.CRITICAL, "the mayor")) == 1
    assert lifted(-9 * DAY) == 5


def test_time_waited_is_elapsed_time_also_over_a_clock_change():
    ageing = policy(ByPriority(lift_after=25 * HOUR))
    over_the_change = request(received=datetime(2026, 10, 24, 12, tzinfo=MADRID))  # 25 hours before noon
    (ranked,) = ageing.rank([over_the_change], at=NOON)
    assert ranked.reasons[0].value is Priority.HIGH


def test_a_wait_longer_than_time_itself_lifts_nobody():
    assert order(policy(ByPriority(lift_after=timedelta.max)), request()) == ["R-1"]


# Due times


def test_a_due_time_of_its_own_beats_the_agreement_s_and_the_agreement_s_beats_none():
    queue = [
        request("none", rooms),
        request("promised", stay),  # eight working hours from Sunday: Monday at 18:00
        request("own", stay, due=datetime(2026, 10, 26, 17, tzinfo=MADRID)),
        request("promised sooner", stay, impact=Impact.HIGH, urgency=Urgency.HIGH),
        request("promised nothing", stay, impact=Impact.LOW, urgency=Urgency.LOW),
    ]
    assert order(policy(EarliestDue(missing="last")), *queue) == [
        "promised sooner",
        "own",
        "promised",
        "none",
        "promised nothing",
    ]
    assert order(policy(EarliestDue(missing="first")), *queue)[:3] == ["none", "promised nothing", "promised sooner"]


def test_the_promise_is_the_one_at_the_level_of_the_moment():
    changed = ClockEvent(EventType.PRIORITY_CHANGED, NOON, Priority.CRITICAL)
    queue = [
        request("high", stay, override=Override(Priority.HIGH, "the mayor")),
        request("changed", stay, events=[changed]),
    ]
    assert order(policy(EarliestDue()), *queue) == ["changed", "high"]


def test_requests_without_a_due_time_are_all_named_where_nothing_says_where_they_go():
    queue = [request("a", rooms), request("b", stay), request("c", files), request("d", files, due=NOON)]
    found = problems(policy(EarliestDue()), *queue)
    assert [each.request for each in found] == ["a", "c"]
    assert str(found[0]) == (
        "'a' lacks a due time, which EarliestDue(aspect='resolution', missing=None) compares: give it one, "
        "or say with missing='first' or missing='last' where those that lack it go."
    )


def test_an_agreement_that_cannot_count_on_from_a_request_names_it():
    closed = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(10))]})
    never = ServiceLevelAgreement("never", {Priority.MODERATE: ServiceTarget(resolution=HOUR)}, closed)
    fair = Relationship(hotel, RetailCustomer(guest), "fair", agreement=never)
    queue = [request("a", fair), request("b", fair, due=NOON)]
    for criterion in (EarliestDue(), EarliestDue(missing="last")):
        (problem,) = problems(policy(criterion), *queue)
        assert isinstance(problem, InvalidValue)
        assert problem.what == "request 'a' received"
        assert "closed from 2026-10-25 on" in str(problem)


def test_working_time_that_cannot_be_counted_from_when_a_request_was_received_names_it():
    ancient = datetime(1, 6, 1, tzinfo=UTC)
    queue = [request("a", received=ancient, impact=Impact.LOW), request("b", received=ancient, impact=Impact.HIGH)]
    # Only one that may be lifted has waited for anything.
    (problem,) = problems(policy(ByPriority(HOUR, counts="worked")), *queue)
    assert isinstance(problem, InvalidValue)
    assert (problem.what, problem.value) == ("request 'a' received", ancient)
    assert problem.remedy.startswith("its agreement cannot count on: WorkCalendar.between a cannot be ")


# Time


def test_a_repeated_hour_is_ordered_by_instant_and_not_by_the_wall_clock():
    first_pass = request("first", received=datetime(2026, 10, 25, 2, 30, tzinfo=MADRID))
    second_pass = request("second", received=datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=MADRID))
    assert order(policy(), second_pass, first_pass) == ["first", "second"]
    assert order(policy(LongestWaiting()), second_pass, first_pass) == ["first", "second"]
    due = {"received": NOON - DAY, "urgency": Urgency.HIGH}
    queue = [request("late", due=second_pass.received, **due), request("early", due=first_pass.received, **due)]
    assert order(policy(EarliestDue()), *queue) == ["early", "late"]


def test_times_of_different_zones_are_compared_as_instants():
    in_madrid = request("madrid", received=datetime(2026, 3, 2, 10, tzinfo=MADRID))
    in_utc = request("utc", received=datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC))
    assert order(policy(), in_utc, in_madrid) == ["madrid", "utc"]


def test_ties_end_at_the_id_where_all_else_is_equal():
    assert order(policy(), request("b"), request("a"), request("c")) == ["a", "b", "c"]


def test_the_network_is_asked_on_the_day_of_the_moment_in_its_zone():
    evening = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)  # the next day in Madrid
    cook = Relationship(kitchen, RetailCustomer(guest), "dinner", Period(None, date(2026, 10, 26)))
    network = ServiceNetwork(relationships=[ovens, cook])

    def awaits(at):
        return policy(ExternalFirst()).rank([request("kitchen", ovens)], at=at, network=network)[0].reasons[0].value

    assert awaits(evening)
    assert not awaits(evening.astimezone(MADRID))


# Criteria of the app's own


def test_an_attribute_is_compared_by_value_and_descending_turns_it_round_but_not_the_missing():
    queue = [request(id, attributes={"cost": cost}) for id, cost in [("2", 2), ("1.5", 1.5), ("3", Decimal(3))]]
    queue += [request("none"), request("null", attributes={"cost": None})]
    assert order(policy(ByAttribute("cost", missing="last")), *queue) == ["1.5", "2", "3", "none", "null"]
    descending = policy(ByAttribute("cost", descending=True, missing="last"))
    assert order(descending, *queue) == ["3", "2", "1.5", "none", "null"]
    first = policy(ByAttribute("cost", descending=True, missing="first"))
    assert order(first, *queue, first=3) == ["none", "null", "3"]


@pytest.mark.parametrize(
    "values",
    [
        [date(2026, 3, 1), date(2026, 3, 2)],
        [timedelta(1), timedelta(2)],
        ["Z", "a"],
        [False, True],
        [Priority.CRITICAL, Priority.LOW],
        [(1, "b"), (2, "a")],
        [[1, math.inf], [2.0, -math.inf]],
        [datetime(2026, 10, 25, 2, 30, tzinfo=MADRID), datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=MADRID)],
        [float("-inf"), Decimal("-1e400")],
    ],
)
def test_values_of_one_family_are_put_in_order(values):
    smaller, greater = (request(id, attributes={"value": value}) for id, value in zip("zy", values, strict=True))
    assert order(policy(ByAttribute("value")), greater, smaller) == ["z", "y"]
    assert order(policy(ByAttribute("value", descending=True)), greater, smaller) == ["y", "z"]


def test_values_that_do_not_compare_are_refused_with_the_request_and_what_most_have():
    queue = [request(id, attributes={"cost": cost}) for id, cost in [("a", 2), ("b", "two"), ("c", 3), ("d", NOON)]]
    assert told(policy(ByAttribute("cost")), *queue) == [
        "attribute 'cost' of request 'b' must be a number, as most are, not 'two' (str).",
        f"attribute 'cost' of request 'd' must be a number, as most are, not {NOON!r} (datetime).",
    ]
    pairs = [request(id, attributes={"cost": cost}) for id, cost in [("a", (1, "x")), ("b", (1, 2)), ("c", (2, "y"))]]
    (pair,) = told(policy(ByAttribute("cost")), *pairs)
    assert pair == "attribute 'cost' of request 'b' must be (a number, a string), as most are, not (1, 2) (tuple)."
    kinds = [request(id, attributes={"x": x}) for id, x in [("a", date(2026, 3, 1)), ("b", date(2026, 3, 1)), ("c", 1)]]
    (kind,) = told(policy(ByAttribute("x")), *kinds)
    assert kind == "attribute 'x' of request 'c' must be of the type date, as most are, not 1 (int)."


@pytest.mark.parametrize("value", [math.nan, Decimal("NaN"), Decimal("sNaN"), (1, math.nan)])
def test_what_is_not_a_number_has_no_place_in_an_order(value):
    (problem,) = problems(policy(ByAttribute("cost")), request(attributes={"cost": value}))
    assert isinstance(problem, InvalidValue)
    assert "attribute 'cost' of request 'R-1'" in problem.what


@pytest.mark.parametrize("value", [{1}, frozenset({1}), {"a": 1}, object(), 1j, Impact.HIGH])
def test_what_has_no_order_is_refused(value):
    (problem,) = problems(policy(ByAttribute("cost")), request(attributes={"cost": value}))
    assert isinstance(problem, InvalidType)
    assert problem.expected == "something that < puts in order"


def test_a_naive_time_among_the_attributes_is_refused_with_its_request():
    naive = request(attributes={"seen": datetime(2026, 3, 2)})  # noqa: DTZ001  # naive on purpose
    (problem,) = problems(policy(ByAttribute("seen")), naive)
    assert isinstance(problem, NaiveDatetime)
    assert problem.what == "attribute 'seen' of request 'R-1'"


def test_requests_that_lack_an_attribute_are_all_named():
    queue = [request("a"), request("b", attributes={"cost": 1}), request("c", attributes={"cost": None})]
    ours = ByAttribute("cost")
    assert [(type(each), each.request) for each in problems(policy(ours), *queue)] == [
        (MissingValue, "a"),
        (MissingValue, "c"),
    ]


def test_kinds_come_in_the_order_given_and_the_others_last_together():
    queue = [request("a", files), request("b", dinner), request("c", rooms), request("d", spa), request("e", tour)]
    ours = policy(ByKind([CustomerKind.ACCOUNT, CustomerKind.B2B]))
    assert order(ours, *queue) == ["d", "c", "a", "b", "e"]
    assert str(ours.rank(queue, at=NOON, network=NETWORK)[4].reasons[0]) == (
        "kind: a passer-by is a retail customer, which is not listed"
    )


def test_a_function_of_the_app_s_own_gives_a_key():
    queue = [request("a", dinner), request("b", stay), request("c", spa)]
    ours = policy(ByKey("length", lambda each: (-length_of_service(each), each.id)))
    assert order(ours, *queue) == ["a", "b", "c"]
    assert str(ours.rank(queue, at=NOON)[0].reasons[0]) == "key 'length': (-6, 'a')"


def test_a_function_may_take_the_context_and_one_that_need_not_is_given_none():
    def stale(each, context):
        return (context.at - each.received, context.network is NETWORK)

    queue = [request("old", received=NOON - 9 * HOUR), request("new")]
    assert order(policy(ByKey("stale", stale)), *queue) == ["new", "old"]
    assert policy(ByKey("stale", stale)).rank(queue, at=NOON)[0].reasons[0].value == (2 * HOUR, False)
    assert order(policy(ByKey("lengths", lambda each, reverse=False: len(each.id) * (-1) ** reverse)), *queue)
    assert order(policy(ByKey("text", str)), *queue) == ["new", "old"]
    assert order(policy(ByKey("most", max)), network=None) == []


def test_a_label_is_what_sentences_call_an_attribute_and_flags_read_as_words():
    gold = ByAttribute("gold", descending=True, missing="last", label="gold account")
    queue = [request("a", attributes={"gold": False}), request("b", attributes={"gold": True})]
    ranking = policy(gold).rank(queue, at=NOON)
    assert str(ranking.why("a", "b")) == "b comes before a by gold account: yes, against no."
    seen = policy(ByAttribute("seen")).rank([request(attributes={"seen": NOON.astimezone(UTC)})], at=NOON)
    assert str(seen[0].reasons[0]) == "attribute 'seen': Sun 25 Oct 2026 12:00+01:00"


def test_zero_and_minus_zero_tie():
    queue = [request("b", attributes={"cost": 0.0}), request("a", attributes={"cost": -0.0})]
    assert order(policy(ByAttribute("cost")), *queue) == ["a", "b"]
    assert order(policy(ByAttribute("cost", descending=True)), *queue) == ["a", "b"]


def test_all_times_of_a_sentence_are_in_the_zone_that_was_asked_in():
    late = request("late", received=datetime(2026, 3, 2, 9, tzinfo=UTC), due=NOON)
    early = request("early", received=datetime(2026, 3, 2, 9, tzinfo=MADRID), due=NOON)
    by_wait = policy(EarliestDue()).rank([late, early], at=NOON.astimezone(UTC))
    assert str(by_wait.why("late", "early")) == (
        "early comes before late by waiting time: received Mon 2 Mar 2026 08:00+00:00, "
        "against received Mon 2 Mar 2026 09:00+00:00."
    )


def test_ageing_may_count_working_time_and_then_a_night_lifts_nobody():
    friday = datetime(2026, 10, 23, 17, tzinfo=MADRID)  # an hour of work before the weekend
    old = request(received=friday, impact=Impact.LOW, urgency=Urgency.LOW)
    lifted = [
        policy(ByPriority(HOUR, counts=counts)).rank([old], at=NOON)[0].reasons[0] for counts in ("elapsed", "worked")
    ]
    assert [each.value for each in lifted] == [Priority.HIGH, Priority.LOW]
    assert str(lifted[1]) == "priority: low after 1 h of working time, from planning by low impact, low urgency"
    early = request(received=NOON + HOUR, impact=Impact.LOW)
    assert policy(ByPriority(HOUR, counts="worked")).rank([early], at=NOON)[0].reasons[0].value is Priority.LOW
    without = request("x", rooms, received=NOON - 3 * HOUR, impact=Impact.LOW, urgency=Urgency.LOW)
    assert policy(ByPriority(HOUR, counts="worked")).rank([without], at=NOON)[0].reasons[0].value is Priority.HIGH


def test_paused_requests_come_last_and_say_since_when():
    paused = request("a", events=[ClockEvent(EventType.PAUSED, NOON - HOUR)])
    ranking = policy(WaitingLast()).rank([paused, request("b")], at=NOON)
    assert str(ranking.why("a", "b")) == (
        "b comes before a by pauses: not paused, against paused since Sun 25 Oct 2026 11:00+01:00."
    )


def test_what_a_function_raises_passes_with_a_note_of_the_request():
    ours = policy(ByKey("room", lambda each: each.attributes["room"]))
    with pytest.raises(KeyError) as caught:
        ours.rank([request()], at=NOON)
    assert caught.value.__notes__ == ["raised by the function of key 'room' for request 'R-1'"]


def test_a_function_that_gives_none_is_refused_with_the_request():
    assert told(policy(ByKey("room", lambda _: None)), request()) == [
        "key 'room' of request 'R-1' must be something that < puts in order, not None (NoneType)."
    ]


# Refusals


def test_the_chain_of_services_takes_a_network_even_when_nothing_is_to_be_ranked():
    for queue in ([], [request(), request("bare", printers)]):
        (problem,) = problems(PriorityPolicy.external_first(), *queue, network=None)
        assert str(problem) == (
            "rank network cannot be None: the chain of services is followed in a network; give one, "
            "or take ExternalFirst(chain=False)."
        )


def test_customers_that_the_network_does_not_know_are_all_named_the_external_ones_too():
    network = ServiceNetwork(parties=[hotel, it, kitchen, Person("gues")])
    queue = [request("a", stay), request("b", dinner), request("c", ovens), request("d", files), request("e", tour)]
    assert told(PriorityPolicy.external_first(), *queue, network=network) == [
        "'a': No party has the id 'guest': did you mean 'gues'?",
        "'b': No party has the id 'guest': did you mean 'gues'?",
        "'d': No party has the id 'office': the ids are 'gues', 'hotel', 'it' and 'kitchen'.",
        "'e': No party has the id 'passer-by': the ids are 'gues', 'hotel', 'it' and 'kitchen'.",
    ]


def test_of_very_many_unknown_customers_only_some_are_compared_with_the_known():
    strangers = [Relationship(hotel, RetailCustomer(Person(f"guest-{number}")), "stay") for number in range(30)]
    queue = [request(each.id, each) for each in strangers]
    found = problems(PriorityPolicy.external_first(), *queue, network=ServiceNetwork(parties=[hotel, guest]))
    assert len(found) == 30
    assert [each.request for each in found] == [each.id for each in queue]
    assert {type(each.problem) for each in found} == {UnknownParty}
    assert [bool(each.problem.known) for each in found] == [True] * 10 + [False] * 20


def test_a_customer_whose_content_differs_from_the_network_s_is_refused():
    other = Relationship(hotel, RetailCustomer(Person("guest", "Mr. Popa")), "stay")
    (problem,) = problems(PriorityPolicy.external_first(), request("a", other), request("b", stay))
    assert isinstance(problem, RequestProblem)
    conflict = problem.problem
    assert isinstance(conflict, ConflictingIds)
    assert (problem.request, conflict.id, conflict.first, conflict.second) == ("a", "guest", guest, other.party)


def test_bare_parties_are_refused_without_a_network_by_whatever_asks_for_their_kind():
    queue = [request("a", printers), request("b", stay), request("c", tour), request("d", printers)]
    by_side = DecisionTable(
        "by side", {"side": Side}, [Rule("in", {"side": Side.INTERNAL}, Priority.LOW), Rule("out", {}, Priority.HIGH)]
    )
    asking = {
        "The criterion ExternalFirst(chain=False)": policy(ExternalFirst(chain=False)),
        f"The criterion {ByKind([CustomerKind.B2B])!r}": policy(ByKind([CustomerKind.B2B])),
        "The matrix 'by side'": policy(EarliestDue(missing="last")).with_matrix(by_side),
    }
    for asked_by, ours in asking.items():
        found = problems(ours, *queue, network=None)
        assert [(each.request, each.party, each.asked_by) for each in found] == [
            ("a", "office", asked_by),
            ("c", "passer-by", asked_by),
            ("d", "office", asked_by),
        ]
    assert order(PriorityPolicy.equal_footing(), *queue, network=None) == ["b", "c", "a", "d"]


def test_a_request_refused_for_its_kind_is_not_refused_for_lack_of_a_promise_too():
    by_side = DecisionTable("by side", {"side": Side}, [Rule("any", {}, Priority.HIGH)])
    found = problems(policy(EarliestDue()).with_matrix(by_side), request("c", tour), request("d", rooms), network=None)
    assert [(type(each), each.request) for each in found] == [(UndeclaredKind, "c"), (MissingValue, "d")]


@pytest.mark.parametrize("chain", [True, False])
def test_a_customer_that_the_network_lacks_is_no_outsider_but_refused_whether_the_chain_is_followed_or_not(chain):
    strangers = [Relationship(hotel, Person("stranger"), "tour"), Relationship(hotel, RetailCustomer(Person("x")), "x")]
    queue = [request("a", files), *(request(each.service, each) for each in strangers)]
    found = problems(policy(ExternalFirst(chain=chain)), *queue)
    assert [(each.request, each.problem.id) for each in found] == [("tour", "stranger"), ("x", "x")]


def test_a_provider_that_the_network_does_not_know_is_named_with_each_request_of_a_bare_customer():
    strange = Relationship(Organization("elsewhere"), office, "help")
    queue = [request("a", strange), request("b", Relationship(Organization("elsewhere"), office, "advice"))]
    assert told(PriorityPolicy.external_first(), *queue) == [
        "'a': No party has the id 'elsewhere': look for it among the 8 ids in network.parties.",
        "'b': No party has the id 'elsewhere': look for it among the 8 ids in network.parties.",
    ]


def test_a_kind_that_the_rules_cannot_find_for_lack_of_a_fact_is_refused_with_each_request():
    table = DecisionTable(
        "by room",
        {"room": Room},
        [Rule("suite", {"room": Room.SUITE}, CustomerKind.ACCOUNT), Rule("others", {}, CustomerKind.RETAIL)],
    )
    visit = Relationship(hotel, guest, "visit")
    told_of = Relationship(hotel, guest, "night", facts={"room": Room.SUITE})
    network = ServiceNetwork([], [visit, told_of], rulebook=Rulebook(kind_table=table))
    queue = [request("a", visit), request("b", told_of), request("c", visit)]
    found = problems(policy(ByKind([CustomerKind.B2B])), *queue, network=network)
    assert [(type(each), each.request) for each in found] == [(RequestProblem, "a"), (RequestProblem, "c")]
    assert [(type(each.problem), each.problem.missing) for each in found] == [(InvalidFacts, ("room",))] * 2


class Room(Enum):
    SUITE = "suite"
    SINGLE = "single"


@pytest.mark.parametrize("given", [request("a", files), NETWORK, "R-1", None])
def test_what_is_ranked_is_a_list_even_of_one(given):
    shown = repr(given) if len(repr(given)) <= 200 else f"{repr(given)[:200]}..."
    with pytest.raises(Problems) as caught:
        PriorityPolicy.equal_footing().rank(given, at="noon")
    assert str(caught.value) == (
        f"2 problems:\n- rank requests must be a list or tuple, even of one, not {shown} ({type(given).__name__}).\n"
        "- rank at must be a datetime with a zone, not 'noon' (str)."
    )


def test_two_requests_with_one_id_are_refused_and_so_is_one_that_comes_twice():
    one, same, other = request("a"), request("b"), request("a", spa)
    twice, conflict = problems(policy(), one, same, same, other)
    assert str(twice) == "rank requests[2] cannot be 'b': the request is there already; give it once."
    assert conflict.first == one
    assert conflict.second == other
    assert isinstance(conflict, ConflictingIds)


def test_everything_that_is_wrong_is_told_at_once():
    queue = [request("a", rooms), request("a", files), request("c", Relationship(hotel, Person("x"), "tour"))]
    ours = PriorityPolicy.external_first().replacing(EarliestDue()).with_criterion(ByAttribute("cost"))
    naive = datetime(2026, 3, 2)  # noqa: DTZ001  # naive on purpose
    found = problems(ours, *queue, at=naive, first=-1)
    assert [type(each) for each in found] == [
        NaiveDatetime,
        InvalidValue,
        ConflictingIds,
        RequestProblem,
        *[MissingValue] * 6,
    ]
    assert str(found[1]) == "rank first cannot be -1: say how many requests are wanted."


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"at": "now"}, "rank at"),
        ({"at": date(2026, 3, 2)}, "rank at"),
        ({"network": [stay]}, "rank network"),
        ({"first": 2.0}, "rank first"),
        ({"first": True}, "rank first"),
        ({"requests": [request(), stay]}, "rank requests[1]"),
    ],
)
def test_an_argument_of_another_type_is_refused(wrong, what):
    arguments = {"requests": [request()], "at": NOON} | wrong
    with pytest.raises(Problems) as caught:
        policy().rank(arguments.pop("requests"), **arguments)
    (problem,) = caught.value.exceptions
    assert isinstance(problem, InvalidType)
    assert problem.what == what


# Policies as values


def test_a_criterion_goes_in_front_of_another_named_by_class_value_or_name():
    vip = ByAttribute("vip", missing="last")
    near = ByKey("near", length_of_service)
    start = policy(ByPriority(), vip, near)
    added = LongestWaiting()
    assert start.with_criterion(added).criteria == (ByPriority(), vip, near, added)
    for before in (ByAttribute, vip, "vip"):
        assert start.with_criterion(added, before=before).criteria == (ByPriority(), added, vip, near)
    assert start.with_criterion(added, before="near").criteria == (ByPriority(), vip, added, near)
    assert start.without_criterion("vip").without_criterion(ByPriority).criteria == (near,)
    turned = ByAttribute("vip", descending=True, missing="last")
    assert start.replacing(turned).criteria == (ByPriority(), turned, near)
    with pytest.raises(InvalidValue, match="the criteria of 'ours' are ByPriority"):
        start.with_criterion(added, before=EarliestDue)
    with pytest.raises(InvalidValue, match="without_criterion cannot be 'far'"):
        start.without_criterion("far")
    with pytest.raises(InvalidValue, match="replacing cannot be 'vip'"):
        start.replacing(ByKey("vip", length_of_service))


def test_a_criterion_that_is_there_already_would_decide_nothing():
    with pytest.raises(InvalidValue, match="criteria\\[1\\]"):
        policy(ByPriority(), ByPriority())


@pytest.mark.parametrize("criteria", [[ByPriority], ["priority"], "priority", [None], {ByPriority()}])
def test_what_is_no_criterion_is_refused(criteria):
    with pytest.raises(InvalidType):
        PriorityPolicy("ours", criteria)


def test_a_policy_needs_a_name_and_a_matrix():
    with pytest.raises(InvalidValue):
        PriorityPolicy("", [])
    with pytest.raises(InvalidType):
        PriorityPolicy("ours", [], "matrix")


def test_a_matrix_may_only_ask_for_what_is_known_and_only_give_levels():
    wrong = DecisionTable(
        "wrong", {"impact": Urgency, "owns": bool}, [Rule("vip", {"owns": True}, 1), Rule("others", {}, Priority.LOW)]
    )
    with pytest.raises(Problems) as caught:
        PriorityPolicy.equal_footing().with_matrix(wrong)
    takes = (
        "a matrix takes any of impact (Impact), urgency (Urgency), side (Side), kind (CustomerKind), facts of your own."
    )
    assert [str(each) for each in caught.value.exceptions] == [
        f"the input 'impact' of matrix 'wrong' cannot be 'Urgency': {takes}",
        f"the input 'owns' of matrix 'wrong' cannot be 'bool': {takes}",
        "the answer of rule 'vip' of matrix 'wrong' must be a Priority, not 1 (int).",
    ]


def test_equal_policies_have_one_fingerprint_and_any_difference_shows():
    policies = [
        policy(),
        PriorityPolicy("theirs", []),
        policy().with_matrix(
            PRIORITY_MATRIX.replacing(Rule("low-low", PRIORITY_MATRIX.rule("low-low").when, Priority.LOW))
        ),
        policy(ByPriority()),
        policy(ByPriority(DAY)),
        policy(ByPriority(DAY, Priority.LOW)),
        policy(ByPriority(DAY), LongestWaiting()),
        policy(LongestWaiting(), ByPriority(DAY)),
        policy(ByKind([CustomerKind.B2B])),
        policy(ByKind([CustomerKind.B2B, CustomerKind.ACCOUNT])),
        policy(ByAttribute("vip")),
        policy(ByAttribute("vip", descending=True)),
        policy(ByKey("vip", length_of_service)),
    ]
    assert len({each.fingerprint for each in policies}) == len(policies)
    assert policy(ByPriority(DAY)).fingerprint == policy(ByPriority(timedelta(hours=24))).fingerprint


def test_the_fingerprint_is_the_same_in_every_run_and_on_every_machine():
    assert PriorityPolicy.external_first().fingerprint == (
        "485ad9ad267aa4610786e2e76083998f63d88cdc97d7ce194cf049b0b56acec0"
    )


def test_a_function_enters_the_fingerprint_by_its_name_only():
    one, other = (policy(ByKey("near", function)) for function in (length_of_service, len))
    assert one.fingerprint == other.fingerprint
    assert one != other


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: ExternalFirst(chain=1), InvalidType),
        (lambda: ByPriority(lift_after=60), InvalidType),
        (lambda: ByPriority(lift_after=timedelta(0)), InvalidValue),
        (lambda: ByPriority(lift_to=2), InvalidType),
        (lambda: ByPriority(counts="days"), InvalidValue),
        (lambda: EarliestDue("solution"), InvalidValue),
        (lambda: EarliestDue([]), InvalidValue),
        (lambda: ByAttribute("vip", label=""), InvalidValue),
        (lambda: PriorityPolicy("x", [], restart_on_change=1), InvalidType),
        (lambda: EarliestDue(missing="middle"), InvalidValue),
        (lambda: EarliestDue(missing=[]), InvalidValue),
        (lambda: ByAttribute(""), InvalidValue),
        (lambda: ByAttribute(7), InvalidType),
        (lambda: ByAttribute("vip", descending="yes"), InvalidType),
        (lambda: ByAttribute("vip", missing=True), InvalidValue),
        (lambda: ByKind([]), InvalidValue),
        (lambda: ByKind(["b2b"]), InvalidType),
        (lambda: ByKind(set(CustomerKind)), InvalidType),
        (lambda: ByKind([CustomerKind.B2B, CustomerKind.B2B]), InvalidValue),
        (lambda: ByKey("", length_of_service), InvalidValue),
        (lambda: ByKey("length", "length"), InvalidType),
    ],
)
def test_a_criterion_checks_what_it_is_given(wrong, error):
    with pytest.raises(error):
        wrong()


def test_a_policy_and_its_criteria_say_in_words_what_they_compare():
    everything = policy(
        ExternalFirst(), ByPriority(), EarliestDue(), LongestWaiting(), ByAttribute("vip"), ByKind([CustomerKind.B2B]),
        ByKey("near", length_of_service),
    )  # fmt: skip
    assert str(everything) == "ours: by side, priority, due time, waiting time, attribute 'vip', kind, key 'near'"
    assert str(policy()) == "ours: by nothing but waiting time"
