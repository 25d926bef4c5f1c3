"""The rules of soundness: each one, what breaks it and nothing else."""

from datetime import date, time, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    Capacity,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    SituationalCustomer,
    WorkCalendar,
    check,
    kind_fits,
    living_parent,
    needs_approval,
    sale_approved,
    staff_price,
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
    Relationship(COOK, KITCHEN, "cooking", agreement=STANDARD),
    Relationship(KITCHEN, DINING, "meals", agreement=STANDARD),
    Relationship(DINING, DINER, "dinner", agreement=STANDARD),
]
MARCH, MAY, JUNE, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def served(customer, service="tour", period=Period(), provider=KITCHEN, **more):  # noqa: B008  # a period is a value
    return Relationship(provider, customer, service, period, **{"agreement": STANDARD} | more)


def tie(party, organization=HOTEL, capacity=Capacity.EMPLOYEE, start=None, end=None):
    return Affiliation(party, organization, capacity, Period(start, end))


def broken(*relationships, ties=(), rules=None):
    """Return what breaks the rules in a sound house with these relationships and ties added, but for idle hands."""
    network = ServiceNetwork([*HOUSE, *ties], [*SOUND, *relationships])
    return [one for one in check(network, rules=rules) if one.rule.name != "serves-somebody"]


def found(*relationships, ties=(), rules=None):
    violations = broken(*relationships, ties=ties, rules=rules)
    return [(one.rule.name, one.subject.id, one.finding) for one in violations]


def test_a_sound_house_breaks_no_rule():
    assert check(ServiceNetwork(HOUSE, SOUND)) == ()


# kind-fits


def test_kind_fits_names_the_days_and_the_tie_that_ended():
    spring = tie(GUEST, capacity=Capacity.CONTRACTOR, start=MARCH, end=JUNE)
    laptop = served(HorizontalCustomer(GUEST), "laptop", Period(MARCH))
    (violation,) = broken(laptop, ties=[spring])
    assert (violation.rule, violation.subject) == (kind_fits, laptop)
    assert violation.finding == (
        "declared horizontal customer, but since 2026-06-01 the tables give retail customer: "
        "nothing ties it to kitchen (guest is contractor of hotel from 2026-03-01 to 2026-05-31 ended)"
    )
    assert violation.remedy == "declare it retail customer since 2026-06-01, or record what ties it to kitchen"
    assert str(violation) == f"Fault kind-fits on {laptop.id}: {violation.finding}; {violation.remedy}."
    assert violation.short == f"kind-fits on {laptop.id}"


def test_a_kind_is_judged_from_the_first_day_of_the_relationship():
    tour = served(HorizontalCustomer(GUEST), period=Period(JUNE))
    ((rule, subject, finding),) = found(tour, ties=[tie(GUEST, start=JULY)])
    assert (rule, subject) == ("kind-fits", tour.id)
    assert finding.startswith("declared horizontal customer, but from 2026-06-01 to 2026-06-30 the tables give retail")


def test_a_relationship_without_a_first_day_is_judged_before_the_first_dated_fact_too():
    # Fault 13: nothing was found before the first day on which a tie began or ended.
    stay = Relationship(HOTEL, RetailCustomer(COOK), "stay", agreement=STANDARD)
    network = ServiceNetwork([tie(COOK, end=date(2026, 4, 1))], [stay])
    (violation,) = check(network, rules=[kind_fits])
    assert violation.finding == (
        "declared retail customer, but until 2026-03-31 the tables give horizontal customer: "
        "cook is employee of hotel until 2026-03-31"
    )
    assert violation.remedy == "declare it horizontal customer until 2026-03-31"


def test_a_tie_that_began_and_bears_on_nothing_is_not_named():
    # Fault 39: of 1,940 findings 1,120 named ties that had nothing to do with them.
    ended, beside = tie(GUEST, end=JULY), tie(GUEST, Organization("club"), start=JULY)
    ((_, _, finding),) = found(served(HorizontalCustomer(GUEST)), ties=[ended, beside])
    assert finding.endswith("(guest is employee of hotel until 2026-06-30 ended)")


def test_a_change_of_ties_that_changes_no_kind_is_no_new_stretch():
    ties = [tie(GUEST, end=JUNE), tie(GUEST, capacity=Capacity.CONTRACTOR, start=JUNE, end=JULY)]
    ((_, _, finding),) = found(served(HorizontalCustomer(GUEST)), ties=ties)
    assert finding.endswith(
        "since 2026-07-01 the tables give retail customer: nothing ties it to kitchen "
        "(guest is contractor of hotel from 2026-06-01 to 2026-06-30 ended)"
    )


def test_facts_outside_the_period_do_not_count():
    ended = tie(GUEST, end=JULY)
    assert found(served(HorizontalCustomer(GUEST), period=Period(JUNE, JULY)), ties=[ended]) == []
    assert found(served(HorizontalCustomer(GUEST), period=Period(None, JUNE)), ties=[ended]) == []


def test_a_subsidiary_that_is_sold_no_longer_fits():
    sister = Organization("sister")
    linen = served(HorizontalCustomer(sister), "linen")
    ((rule, subject, finding),) = found(linen, ties=[tie(sister, capacity=Capacity.SUBSIDIARY, end=JUNE)])
    assert (rule, subject) == ("kind-fits", linen.id)
    assert finding.endswith("(sister is subsidiary of hotel until 2026-05-31 ended)")


def test_each_stretch_that_does_not_fit_is_named_once():
    ties = [
        tie(GUEST, start=JUNE, end=date(2026, 6, 10)),
        tie(GUEST, capacity=Capacity.CONTRACTOR, start=date(2026, 6, 5), end=date(2026, 6, 20)),
        tie(GUEST, capacity=Capacity.OWNER, start=JULY, end=date(2026, 8, 1)),
    ]
    tour = served(RetailCustomer(GUEST), period=Period(MAY))
    assert [finding.partition(" the tables")[0] for _, _, finding in found(tour, ties=ties)] == [
        "declared retail customer, but from 2026-06-01 to 2026-06-19",
        "declared retail customer, but from 2026-07-01 to 2026-07-31",
    ]


def test_a_declared_occasion_and_a_declared_account_are_evidence():
    stocktaking = SituationalCustomer(COOK, "stocktaking", Occasion.once(JUNE))
    assert found(served(stocktaking, "count", Period(MAY, JULY - timedelta(days=29)), HOTEL)) == []
    assert found(served(AccountCustomer(GUEST, "G-1"))) == []


def test_a_situational_customer_is_one_until_its_last_occasion_and_an_endless_one_has_none():
    audit = served(SituationalCustomer(GUEST, "audit", Occasion.once(JUNE)), "ledgers")
    ((_, _, finding),) = found(audit, ties=[tie(GUEST)])
    assert finding == (
        "declared situational customer, but since 2026-06-02 the tables give horizontal customer: "
        "guest is employee of hotel (its occasion last came on 2026-06-01)"
    )
    payday = Occasion.every("monthly", start=JUNE, month_days=[25])
    assert found(served(SituationalCustomer(GUEST, "payday", payday)), ties=[tie(GUEST)]) == []


def test_a_declared_kind_that_never_fitted_is_a_fault_of_the_whole_period():
    produces = served(OperationalCustomer(GUEST), "more meals")
    (violation,) = broken(produces)
    assert violation.finding == (
        "declared operational customer, but the tables give retail customer: nothing ties it to kitchen"
    )
    assert violation.remedy == "declare it retail customer, or record what ties it to kitchen"


def test_the_earliest_and_the_latest_day_are_judged():
    always = [tie(GUEST, start=date.min, end=date(1, 1, 2))]
    assert len(found(served(HorizontalCustomer(GUEST)), ties=always)) == 1
    assert len(found(served(RetailCustomer(GUEST)), ties=always)) == 1


# no-overlap


def test_no_overlap_is_of_one_provider_one_party_and_one_service():
    again = served(DINER, "dinner", Period(JUNE), DINING)
    (violation,) = broken(again)
    assert (violation.rule.name, violation.subject) == ("no-overlap", again)
    assert violation.finding == f"{SOUND[2].id} is the same service at the same time, since 2026-06-01"
    assert violation.remedy == f"end {SOUND[2].id} before 2026-06-01, or give the services two names"


@pytest.mark.parametrize("start", [None, JUNE])
def test_of_two_that_start_together_one_is_dropped_since_neither_can_end_before_the_other(start):
    first, second = (served(GUEST, period=Period(start, end), id=str(end)) for end in (JULY, None))
    (violation,) = broken(first, second)
    assert violation.remedy == "drop one of them, or give the services two names"


def test_a_service_may_be_taken_up_again_and_by_another_party():
    assert found(served(GUEST, period=Period(None, JUNE)), served(GUEST, period=Period(JUNE)), served(DINER)) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_an_overlap_behind_a_short_service_is_seen_in_any_order(order):
    whole = [Period(date(2026, 1, 1), date(2026, 12, 1)), Period(date(2026, 2, 1), MARCH), Period(JUNE)]
    tours = [served(GUEST, period=period) for period in whole]
    assert [(rule, subject) for rule, subject, _ in found(*(tours[place] for place in order))] == [
        ("no-overlap", tours[1].id),
        ("no-overlap", tours[2].id),
    ]


# staff-price

OFF = Decimal("0.3")


@pytest.mark.parametrize("capacity", [Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.CONTRACTOR])
def test_a_staff_price_is_for_staff(capacity):
    assert found(served(GUEST, staff_discount=OFF), ties=[tie(GUEST, capacity=capacity)]) == []


@pytest.mark.parametrize(
    "capacity", [Capacity.SHAREHOLDER, Capacity.STAKEHOLDER, Capacity.OWNER, Capacity.PARTNER, Capacity.SUPPLIER]
)
def test_no_other_insider_has_a_staff_price(capacity):
    tour = served(GUEST, staff_discount=OFF)
    (violation,) = broken(tour, ties=[tie(GUEST, capacity=capacity)])
    assert (violation.rule, violation.subject) == (staff_price, tour)
    assert violation.finding == "it has a staff discount of 0.3 and is no staff of kitchen"
    assert violation.remedy == "take the discount off, or record for whom it works"


def test_neither_a_unit_nor_a_stranger_has_a_staff_price():
    assert [rule for rule, _, _ in found(served(DINING, staff_discount=OFF))] == ["staff-price"]
    (violation,) = broken(served(RetailCustomer(GUEST), staff_discount=OFF))
    assert violation.remedy == "take the discount off"


def test_a_staff_price_outlives_neither_the_work_nor_the_unit():
    left = found(served(GUEST, staff_discount=OFF), ties=[tie(GUEST, end=JUNE)], rules=[staff_price])
    assert [finding for _, _, finding in left] == [
        "it has a staff discount of 0.3 and is no staff of kitchen since 2026-06-01"
    ]
    spa = Organization("spa")
    ties = [tie(spa, capacity=Capacity.UNIT, end=JULY), tie(GUEST, spa, start=JUNE)]
    outside = found(served(GUEST, staff_discount=OFF), ties=ties, rules=[staff_price])
    assert [finding.partition("kitchen ")[2] for _, _, finding in outside] == ["until 2026-05-31", "since 2026-07-01"]


# sale-approved, needs-approval, has-review


@pytest.mark.parametrize(
    ("granted", "start", "finding", "remedy"),
    [
        (
            None,
            JUNE,
            "the approval is still awaited and the outside sale starts on 2026-06-01",
            "have it granted by 2026-06-01",
        ),
        (
            None,
            None,
            "the approval is still awaited and the outside sale has no first day",
            "have it granted, and give the sale a first day",
        ),
        (
            JULY,
            JUNE,
            "the approval was granted on 2026-07-01 and the outside sale starts on 2026-06-01",
            "start the sale on 2026-07-01 or later, or correct the day on which the approval was granted",
        ),
        (
            JUNE,
            None,
            "the approval was granted on 2026-06-01 and the outside sale has no first day",
            "give the sale a first day, 2026-06-01 or later",
        ),
    ],
)
@pytest.mark.parametrize("customer", [RetailCustomer(GUEST), GUEST])
def test_a_sale_is_approved_by_the_day_on_which_it_starts(granted, start, finding, remedy, customer):
    course = served(customer, "course", Period(start), approval=Approval(Risk.LOW, granted))
    (violation,) = broken(course)
    assert (violation.rule.name, violation.subject) == ("sale-approved", course)
    assert (violation.finding, violation.remedy) == (finding, remedy)


@pytest.mark.parametrize("granted", [date(2026, 5, 31), JUNE])
def test_an_approval_on_the_day_itself_or_before_is_in_time(granted):
    assert found(served(GUEST, "course", Period(JUNE), approval=Approval(Risk.LOW, granted))) == []


def test_an_internal_relationship_needs_no_approval():
    assert found(served(DINING, "course", approval=Approval(Risk.LOW))) == []
    assert (
        found(
            served(HorizontalCustomer(COOK), "course", provider=HOTEL, approval=Approval(Risk.LOW)),
            rules=[sale_approved],
        )
        == []
    )


def test_a_sale_starts_when_the_customer_turns_into_an_outsider():
    left = tie(GUEST, end=JULY)
    in_time, late = (
        served(GUEST, service, Period(MAY), approval=Approval(Risk.LOW, day))
        for service, day in (("course", JULY), ("class", date(2026, 7, 2)))
    )
    assert [(rule, subject) for rule, subject, _ in found(in_time, late, ties=[left])] == [("sale-approved", late.id)]


def test_a_managed_risk_is_reviewed():
    sale = served(B2BCustomer(Organization("firm")), "assays", Period(JUNE), approval=Approval(Risk.MANAGED, MAY))
    assert found(sale) == [("has-review", sale.id, "a managed risk is never looked at again")]
    yearly = Occasion.every("yearly", start=JUNE)
    assert found(served(GUEST, period=Period(JUNE), approval=Approval(Risk.MANAGED, MAY, review=yearly))) == []


def test_every_outside_sale_of_a_unit_needs_an_approval():
    sale, by_chance = served(GUEST, period=Period(JUNE)), served(RetailCustomer(GUEST), "class")
    approved = served(GUEST, "course", Period(JUNE), approval=Approval(Risk.LOW, JUNE))
    violations = broken(sale, by_chance, approved, served(COOK, provider=HOTEL), rules=[needs_approval(KITCHEN)])
    assert [(one.subject, one.finding, one.remedy) for one in violations] == [
        (by_chance, "an outside sale has no approval", "have it approved before it starts"),
        (sale, "an outside sale has no approval", "have it approved by 2026-06-01"),
    ]
    assert broken(sale, rules=[needs_approval("dining", "lab")]) == broken(sale, rules=[needs_approval(DINING, "lab")])


def test_a_rule_that_needs_approvals_is_named_after_its_units():
    rule = needs_approval("lab", KITCHEN)
    assert rule == needs_approval(KITCHEN, Organization("lab"), "lab")
    assert rule.name == "needs-approval: kitchen, lab"
    assert rule != needs_approval("lab")


@pytest.mark.parametrize(("units", "error"), [((), InvalidValue), ((7,), InvalidType), (("",), InvalidValue)])
def test_an_approval_is_needed_by_some_unit(units, error):
    with pytest.raises(error):
        needs_approval(*units)


# has-standard, reaches-external, serves-somebody, living-parent


@pytest.mark.parametrize("customer", [GUEST, RetailCustomer(GUEST), COOK])
def test_a_relationship_of_either_side_without_a_standard_is_worth_a_remark(customer):
    tour = served(customer, provider=HOTEL, agreement=None)
    assert found(tour) == [("has-standard", tour.id, "no service level is agreed")]


def test_a_provider_whose_chains_stay_inside_is_worth_a_remark():
    archive = Organization("archive")
    filing = Relationship(archive, COOK, "filing", Period(JULY), agreement=STANDARD)
    cooking = Relationship(COOK, HOTEL, "cooking", Period(None, JULY), agreement=STANDARD)
    network = ServiceNetwork([tie(archive, capacity=Capacity.UNIT), tie(COOK)], [filing, cooking])
    assert [(one.rule.name, one.subject.id) for one in check(network)] == [
        ("reaches-external", "archive"),
        ("reaches-external", "cook"),
    ]


def test_a_chain_must_hold_on_one_day_to_reach_outside():
    store = Organization("store")
    ties = [HOUSE[0], tie(store, capacity=Capacity.UNIT)]
    until_june = Relationship(store, KITCHEN, "goods", Period(None, JUNE), agreement=STANDARD)
    since_june = served(GUEST, period=Period(JUNE))
    cold = ServiceNetwork(ties, [until_june, since_june])
    assert [(one.rule.name, one.subject.id) for one in check(cold)] == [("reaches-external", "store")]
    assert check(ServiceNetwork(ties, [until_june, served(GUEST, period=Period(None, JULY))])) == ()


def test_a_unit_or_a_person_at_work_that_provides_nothing_is_worth_a_remark():
    spa, sister, clerk, owner = Organization("spa"), Organization("sister"), Person("clerk"), Person("owner")
    ties = [
        tie(spa, capacity=Capacity.UNIT),
        tie(sister, capacity=Capacity.SUBSIDIARY),
        tie(clerk),
        tie(owner, capacity=Capacity.SHAREHOLDER),
    ]
    violations = check(ServiceNetwork([*HOUSE, *ties], SOUND))
    assert [(one.rule.name, one.subject, one.finding) for one in violations] == [
        ("serves-somebody", clerk, "it provides nothing to anybody"),
        ("serves-somebody", spa, "it provides nothing to anybody"),
    ]


def test_staff_of_a_unit_without_a_parent_turn_into_outsiders_unseen():
    # Fault 11.
    spa, staff = Organization("spa"), [Person(name) for name in ("ana", "bob", "cid", "dan")]
    ties = [tie(spa, capacity=Capacity.UNIT, end=JUNE), *(tie(person, spa) for person in staff)]
    (violation,) = broken(ties=ties)
    assert (violation.rule, violation.subject) == (living_parent, spa)
    assert violation.finding == (
        "it has no parent since 2026-06-01, and its staff turn into outsiders (ana, bob, cid and 1 more)"
    )
    assert violation.remedy == "record its parent since 2026-06-01, or end the ties of its staff"


def test_staff_of_a_unit_below_the_one_without_a_parent_count_too():
    spa, pool, guard = Organization("spa"), Organization("pool"), Person("guard")
    ties = [
        tie(spa, capacity=Capacity.UNIT, end=JUNE),
        tie(pool, spa, Capacity.UNIT),
        tie(guard, pool, start=JULY),
        tie(spa, capacity=Capacity.UNIT, start=date(2026, 8, 1)),
    ]
    assert found(ties=ties) == [
        (
            "living-parent",
            "spa",
            "it has no parent from 2026-06-01 to 2026-07-31, and its staff turn into outsiders (guard)",
        )
    ]


def test_a_unit_without_staff_or_that_moves_to_another_parent_is_in_order():
    spa = Organization("spa")
    moved = [
        tie(spa, capacity=Capacity.UNIT, end=JUNE),
        tie(spa, KITCHEN, Capacity.UNIT, start=JUNE),
        tie(GUEST, spa),
    ]
    assert found(ties=moved) == []
    left_in_time = [tie(spa, capacity=Capacity.UNIT, end=JUNE), tie(GUEST, spa, end=JUNE)]
    assert found(ties=left_in_time) == []
    sold = [tie(spa, capacity=Capacity.SUBSIDIARY, end=JUNE), tie(GUEST, spa)]
    assert found(ties=sold) == []
