"""Soundness: each rule, what breaks it and nothing else, and how an app changes the rules."""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import (
    DEFAULT_RULES,
    AccountCustomer,
    Affiliation,
    Approval,
    Capacity,
    FrameworkCustomer,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Priority,
    Problems,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    Severity,
    SituationalCustomer,
    SoundnessRule,
    Violation,
    WorkCalendar,
    check,
)

DESK = WorkCalendar("UTC", {0: [(time(9), time(17))]})
STANDARD = ServiceLevelAgreement("standard", {Priority.HIGH: ServiceTarget(timedelta(hours=4))}, DESK)
HOTEL, KITCHEN, DINING = map(Organization, ["hotel", "kitchen", "dining"])
DINER, GUEST, COOK = Person("diner"), Person("guest"), Person("cook")
HOUSE = [
    Affiliation(KITCHEN, HOTEL, Capacity.UNIT),
    Affiliation(DINING, HOTEL, Capacity.UNIT),
    Affiliation(COOK, KITCHEN, Capacity.EMPLOYEE),
]
SOUND = [
    Relationship(KITCHEN, FrameworkCustomer(DINING), "meals"),
    Relationship(DINING, RetailCustomer(DINER), "dinner", agreement=STANDARD),
]
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def found(*relationships, ties=()):
    """Tell what each rule has against a sound house with these relationships and ties added."""
    network = ServiceNetwork([*HOUSE, *ties], [*SOUND, *relationships])
    return [(one.rule.name, one.subject.id, one.finding) for one in check(network)]


def test_a_sound_house_breaks_no_rule():
    assert found() == []


# One example for each rule, which breaks only that rule


def test_kind_fits_names_the_tie_that_ended():
    spring = Affiliation(GUEST, HOTEL, Capacity.CONTRACTOR, Period(date(2026, 3, 1), JUNE))
    laptop = Relationship(KITCHEN, HorizontalCustomer(GUEST), "laptop", Period(date(2026, 3, 1)), agreement=STANDARD)
    network = ServiceNetwork(
        [HOUSE[0], spring], [laptop, Relationship(KITCHEN, RetailCustomer(Person("x")), "tour", agreement=STANDARD)]
    )
    (violation,) = check(network)
    assert violation == Violation(
        DEFAULT_RULES[0],
        laptop,
        "declared horizontal customer, but from 2026-06-01 the tables give retail customer (outsider, walk-in) "
        "(guest is contractor of hotel from 2026-03-01 to 2026-05-31 ended)",
        "declare it retail customer from then on, or record the tie that is missing",
    )
    assert str(violation.rule) == "kind-fits"
    assert str(violation) == f"Fault kind-fits on {laptop.id}: {violation.finding}; {violation.remedy}."


def test_no_overlap_is_of_one_provider_one_party_and_one_service():
    again = Relationship(DINING, RetailCustomer(DINER), "dinner", Period(JUNE), agreement=STANDARD)
    assert found(again) == [("no-overlap", again.id, f"{SOUND[1].id} is the same service at the same time, always")]


def test_a_staff_price_is_for_internal_customers():
    dinner = Relationship(KITCHEN, RetailCustomer(GUEST), "dinner", staff_discount=Decimal("0.3"), agreement=STANDARD)
    assert found(dinner) == [
        ("staff-price", dinner.id, "an external customer has a staff discount of 0.3 (declared retail customer)")
    ]


@pytest.mark.parametrize(
    ("granted", "start", "words"),
    [
        (None, JUNE, "the approval is still awaited and the sale starts on 2026-06-01"),
        (JUNE, JUNE, "the approval was granted on 2026-06-01 and the sale starts on 2026-06-01"),
        (JULY, JUNE, "the approval was granted on 2026-07-01 and the sale starts on 2026-06-01"),
        (JUNE, None, "the approval was granted on 2026-06-01 and the sale has no first day"),
    ],
)
def test_a_sale_is_approved_before_it_starts(granted, start, words):
    approval = Approval(Risk.LOW, granted)
    course = Relationship(
        KITCHEN, RetailCustomer(GUEST), "course", Period(start), approval=approval, agreement=STANDARD
    )
    assert found(course) == [("sale-approved", course.id, words)]


def test_an_external_customer_without_a_standard_is_worth_a_remark():
    tour = Relationship(KITCHEN, RetailCustomer(GUEST), "tour")
    assert found(tour) == [
        ("has-standard", tour.id, "an external customer is promised nothing (declared retail customer)")
    ]


def test_a_provider_whose_chains_stay_inside_is_worth_a_remark():
    archive = Organization("archive")
    filing = Relationship(archive, HorizontalCustomer(COOK), "filing")
    assert found(filing, ties=[Affiliation(archive, HOTEL, Capacity.UNIT)]) == [
        ("reaches-external", "archive", "none of its chains ends at an external customer on any day")
    ]


# What else each rule sees, and does not


def test_a_kind_is_judged_from_the_first_day_of_the_relationship():
    late = Affiliation(GUEST, HOTEL, Capacity.EMPLOYEE, Period(JULY))
    tour = Relationship(KITCHEN, HorizontalCustomer(GUEST), "tour", Period(JUNE), agreement=STANDARD)
    assert found(tour, ties=[late]) == [
        (
            "kind-fits",
            tour.id,
            "declared horizontal customer, but from 2026-06-01 the tables give retail customer (outsider, walk-in)",
        )
    ]


def test_an_open_start_is_judged_from_the_first_dated_fact():
    late = Affiliation(GUEST, HOTEL, Capacity.EMPLOYEE, Period(JULY))
    assert found(Relationship(KITCHEN, HorizontalCustomer(GUEST), "tour"), ties=[late]) == []
    ended = Affiliation(GUEST, HOTEL, Capacity.EMPLOYEE, Period(None, JULY))
    tour = Relationship(KITCHEN, HorizontalCustomer(GUEST), "tour", agreement=STANDARD)
    ((rule, _, finding),) = found(tour, ties=[ended])
    assert rule == "kind-fits"
    assert finding.endswith("(guest is employee of hotel until 2026-06-30 ended)")


def test_facts_outside_the_period_do_not_count():
    ended = Affiliation(GUEST, HOTEL, Capacity.EMPLOYEE, Period(None, JULY))
    tour = Relationship(KITCHEN, HorizontalCustomer(GUEST), "tour", Period(JUNE, JULY))
    assert found(tour, ties=[ended]) == []
    undated_start = Relationship(KITCHEN, HorizontalCustomer(GUEST), "tour", Period(None, JUNE))
    assert found(undated_start, ties=[ended]) == []


def test_a_subsidiary_that_is_sold_no_longer_fits():
    sister = Organization("sister")
    sold = Affiliation(sister, HOTEL, Capacity.SUBSIDIARY, Period(None, JUNE))
    linen = Relationship(KITCHEN, HorizontalCustomer(sister), "linen", agreement=STANDARD)
    ((rule, subject, finding),) = found(linen, ties=[sold])
    assert (rule, subject) == ("kind-fits", linen.id)
    assert finding == (
        "declared horizontal customer, but from 2026-06-01 the tables give B2B customer (outsider, organization-buys) "
        "(sister is subsidiary of hotel until 2026-05-31 ended)"
    )


def test_each_time_that_the_kind_comes_to_differ_is_named_once():
    ties = [
        Affiliation(GUEST, HOTEL, Capacity.EMPLOYEE, Period(JUNE, date(2026, 6, 10))),
        Affiliation(GUEST, HOTEL, Capacity.CONTRACTOR, Period(date(2026, 6, 5), date(2026, 6, 20))),
        Affiliation(GUEST, HOTEL, Capacity.OWNER, Period(JULY, date(2026, 8, 1))),
    ]
    tour = Relationship(KITCHEN, RetailCustomer(GUEST), "tour", Period(date(2026, 5, 1)), agreement=STANDARD)
    assert [finding.partition(" the tables")[0] for _, _, finding in found(tour, ties=ties)] == [
        "declared retail customer, but from 2026-06-01",
        "declared retail customer, but from 2026-07-01",
    ]


def test_a_declared_occasion_and_a_declared_account_are_evidence():
    stocktaking = SituationalCustomer(DINING, "stocktaking", Occasion.once(JUNE))
    assert found(Relationship(KITCHEN, stocktaking, "count")) == []
    assert found(Relationship(KITCHEN, AccountCustomer(GUEST, "G-1"), "tour", agreement=STANDARD)) == []


def test_a_declared_kind_that_never_fitted_is_a_fault():
    produces = Relationship(KITCHEN, OperationalCustomer(DINING), "more meals")
    assert [(rule, subject) for rule, subject, _ in found(produces)] == [("kind-fits", produces.id)]


def test_a_bare_party_has_no_kind_to_fit_but_a_side():
    spring = Affiliation(GUEST, HOTEL, Capacity.CONTRACTOR, Period(date(2026, 3, 1), JUNE))
    dinner = Relationship(KITCHEN, GUEST, "dinner", staff_discount=Decimal("0.3"))
    ground = "from 2026-06-01 the tables give retail customer (outsider, walk-in)"
    assert found(dinner, ties=[spring]) == [
        ("staff-price", dinner.id, f"an external customer has a staff discount of 0.3 ({ground})"),
        ("has-standard", dinner.id, f"an external customer is promised nothing ({ground})"),
    ]
    assert found(Relationship(KITCHEN, COOK, "dinner", staff_discount=Decimal("0.3"))) == []


def test_an_approval_in_time_is_in_order():
    approval = Approval(Risk.MANAGED, date(2026, 5, 31))
    course = Relationship(KITCHEN, RetailCustomer(GUEST), "course", Period(JUNE), approval=approval, agreement=STANDARD)
    assert found(course) == []


def test_a_service_may_be_taken_up_again_and_by_another_party():
    before = Relationship(KITCHEN, RetailCustomer(GUEST), "tour", Period(None, JUNE), agreement=STANDARD)
    after = Relationship(KITCHEN, RetailCustomer(GUEST), "tour", Period(JUNE), agreement=STANDARD)
    other = Relationship(KITCHEN, RetailCustomer(Person("x")), "tour", agreement=STANDARD)
    assert found(before, after, other) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_overlap_behind_a_short_service_is_seen_in_any_order(order):
    whole = [Period(date(2026, 1, 1), date(2026, 12, 1)), Period(date(2026, 2, 1), date(2026, 3, 1)), Period(JUNE)]
    tours = [Relationship(KITCHEN, RetailCustomer(GUEST), "tour", period, agreement=STANDARD) for period in whole]
    clashes = found(*(tours[place] for place in order))
    assert [(rule, subject) for rule, subject, _ in clashes] == [
        ("no-overlap", tours[1].id),
        ("no-overlap", tours[2].id),
    ]


def test_a_chain_must_hold_on_one_day_to_reach_outside():
    store = Organization("store")
    tie = Affiliation(store, HOTEL, Capacity.UNIT)
    until_june = Relationship(store, HorizontalCustomer(KITCHEN), "goods", Period(None, JUNE))
    since_june = Relationship(KITCHEN, RetailCustomer(GUEST), "tour", Period(JUNE), agreement=STANDARD)
    cold = ServiceNetwork([HOUSE[0], tie], [until_june, since_june])
    assert [(one.rule.name, one.subject.id) for one in check(cold)] == [("reaches-external", "store")]
    overlapping = Relationship(
        KITCHEN, RetailCustomer(GUEST), "tour", Period(None, date(2026, 7, 1)), agreement=STANDARD
    )
    until_june = evolve(until_june, customer=FrameworkCustomer(KITCHEN))
    assert check(ServiceNetwork([HOUSE[0], tie], [until_june, overlapping])) == ()


# The rules as values


def test_faults_and_remarks_are_told_apart():
    assert {rule.name: rule.severity for rule in DEFAULT_RULES} == {
        "kind-fits": Severity.FAULT,
        "no-overlap": Severity.FAULT,
        "staff-price": Severity.FAULT,
        "sale-approved": Severity.FAULT,
        "has-standard": Severity.REMARK,
        "reaches-external": Severity.REMARK,
    }


def test_an_app_drops_replaces_and_adds_rules():
    def nothing(_network):
        return ()

    def lonely(network):
        for party in network.parties.values():
            if not network.providers_of(party, on=JUNE):
                yield party, "nobody serves it", "ask what it needs"

    tour = Relationship(KITCHEN, RetailCustomer(GUEST), "tour")
    network = ServiceNetwork(HOUSE, [tour])
    dropped = [rule for rule in DEFAULT_RULES if rule.name != "has-standard"]
    replaced = [
        SoundnessRule("has-standard", nothing) if rule.name == "has-standard" else rule for rule in DEFAULT_RULES
    ]
    assert check(network, rules=dropped) == check(network, rules=replaced) == ()
    added = check(network, rules=[SoundnessRule("served", lonely, Severity.REMARK)])
    assert [str(violation) for violation in added] == [
        f"Remark served on {party}: nobody serves it; ask what it needs."
        for party in ("cook", "dining", "hotel", "kitchen")
    ]


def test_rules_that_are_none_or_share_a_name_are_refused_at_once():
    with pytest.raises(Problems) as caught:
        check(ServiceNetwork(), rules=["kind-fits", DEFAULT_RULES[0], DEFAULT_RULES[0]])
    assert [(type(one), str(one)) for one in caught.value.exceptions] == [
        (InvalidType, "check rules[0] must be a SoundnessRule, not 'kind-fits' (str)."),
        (InvalidValue, "check rules cannot be 'kind-fits': two rules have this name; name one anew."),
    ]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: check([]), "check network must be a ServiceNetwork, not [] (list)."),
        (lambda: SoundnessRule(1, print), "SoundnessRule.name must be a string, not 1 (int)."),
        (lambda: SoundnessRule("x", "y"), "SoundnessRule.find must be a function of a network, not 'y' (str)."),
        (lambda: SoundnessRule("x", print, 1), "SoundnessRule.severity must be a Severity, not 1 (int)."),
    ],
)
def test_what_is_no_rule_or_no_network_is_refused(make, words):
    with pytest.raises(InvalidType) as caught:
        make()
    assert str(caught.value) == words


# Against an oracle

FIRST = date(2026, 1, 1)


def day(number):
    return None if number is None else FIRST + timedelta(days=number)


@st.composite
def periods(draw):
    start, end = draw(st.none() | st.integers(0, 9)), draw(st.none() | st.integers(0, 10))
    if start is not None and end is not None and end <= start:
        end = start + 1
    return Period(day(start), day(end))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([Capacity.EMPLOYEE, Capacity.OWNER]), periods()), max_size=3),
    periods(),
    st.booleans(),
)
def test_a_kind_is_judged_on_every_day_between_the_dated_facts(ties, period, internal):
    affiliations = [Affiliation(GUEST, HOTEL, capacity, valid_for) for capacity, valid_for in ties]
    customer = HorizontalCustomer(GUEST) if internal else RetailCustomer(GUEST)
    network = ServiceNetwork([*HOUSE, *affiliations], [Relationship(KITCHEN, customer, "tour", period)])
    turns = [turn for tie in affiliations for turn in (tie.valid_for.start, tie.valid_for.end) if turn]
    first = period.start or min([turn for turn in turns if turn in period], default=None)
    last = period.end - timedelta(days=1) if period.end else max([first or FIRST, *turns])
    days = [FIRST + timedelta(days=n) for n in range(-1, 13)]
    judged = [on for on in days if first is None or first <= on <= last] or [period.start or last]
    if first is None:
        judged = [on for on in judged if on in period][:1]
    misfit = any(network.classify(GUEST, KITCHEN, on=on).kind is not customer.kind for on in judged)
    violations = [one for one in check(network) if one.rule.name == "kind-fits"]
    assert bool(violations) is misfit
