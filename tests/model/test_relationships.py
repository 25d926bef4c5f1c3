"""Relationships: one provider, one customer, one service, for a period."""

import pickle
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient import (
    KIND_TABLE,
    PRIORITY_MATRIX,
    Approval,
    Evidence,
    InvalidType,
    InvalidValue,
    Market,
    MarketScope,
    Occasion,
    Organization,
    Period,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    Risk,
    SelfRelationship,
    ServiceLevelAgreement,
    ServiceTarget,
    WorkCalendar,
)
from relclient._facts import BUILT_IN_FACTS

HOTEL, POP = Organization("hotel", "the hotel"), Person("mr-pop", "Mr. Pop")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))


class Tier(Enum):
    GOLD = "gold"


def test_the_id_comes_from_the_ends_the_service_and_the_start():
    assert Relationship(HOTEL, POP, "stay").id == "hotel/mr-pop/stay"
    assert Relationship(HOTEL, RetailCustomer(POP), "stay", SPRING).id == "hotel/mr-pop/stay/2026-03-01"


@pytest.mark.parametrize(
    ("provider", "customer", "service", "id"),
    [
        ("a/b", "c", "x", "a%2Fb/c/x"),
        ("a", "b/c", "x", "a/b%2Fc/x"),
        ("a", "b", "check-in/out", "a/b/check-in%2Fout"),
        ("a", "b", "50% off", "a/b/50%25 off"),
        ("a%2Fb", "c", "x", "a%252Fb/c/x"),
    ],
)
def test_slashes_within_a_part_are_escaped_so_that_no_two_ids_meet(provider, customer, service, id):
    assert Relationship(Organization(provider), Organization(customer), service).id == id


parts = st.text("a/%2F5", min_size=1, max_size=4)


@given(st.tuples(parts, parts, parts), st.tuples(parts, parts, parts))
def test_ids_are_equal_only_where_all_parts_are(one, other):
    def id_of(provider, customer, service):
        return Relationship(Organization(f"p{provider}"), Organization(f"c{customer}"), service).id

    assert (id_of(*one) == id_of(*other)) is (one == other)


def test_an_id_that_was_made_is_made_anew_when_the_content_evolves_and_one_that_was_given_stays():
    made, given = Relationship(HOTEL, POP, "stay"), Relationship(HOTEL, POP, "stay", id="R1")
    moved = attrs.evolve(made, valid_for=SPRING)
    assert (moved.id, moved.has_derived_id) == ("hotel/mr-pop/stay/2026-03-01", True)
    assert moved == Relationship(HOTEL, POP, "stay", SPRING)
    assert attrs.evolve(given, valid_for=SPRING).id == "R1"
    spelled = Relationship(HOTEL, POP, "stay", id="hotel/mr-pop/stay")
    assert spelled.has_derived_id
    assert attrs.evolve(spelled, service="dinner").id == "hotel/mr-pop/dinner"
    assert attrs.evolve(pickle.loads(pickle.dumps(made)), service="dinner").id == "hotel/mr-pop/dinner"


def test_an_id_that_is_given_stays():
    given, derived = Relationship(HOTEL, POP, "stay", id="R1"), Relationship(HOTEL, POP, "stay")
    assert (given.id, given.has_derived_id, derived.has_derived_id) == ("R1", False, True)
    assert given != derived
    assert Relationship(HOTEL, POP, "stay", id=None) == derived  # as a row without one has it


def test_the_party_is_the_same_with_and_without_a_declared_kind():
    assert Relationship(HOTEL, POP, "stay").party == Relationship(HOTEL, RetailCustomer(POP), "stay").party == POP


def test_nobody_is_its_own_customer():
    for customer in (Person("hotel"), RetailCustomer(Person("hotel"))):
        with pytest.raises(SelfRelationship) as caught:
            Relationship(HOTEL, customer, "stay")
        assert caught.value.id == "hotel"


def test_a_relationship_with_all_its_terms_is_a_value():
    desk = WorkCalendar("UTC", {0: [(time(9), time(17))]})
    agreement = ServiceLevelAgreement("desk", {Priority.HIGH: ServiceTarget(timedelta(hours=1))}, desk)
    review = Occasion.every("yearly", start=date(2027, 2, 1))
    one, other = (
        Relationship(
            HOTEL,
            RetailCustomer(POP),
            "stay",
            SPRING,
            agreement=agreement,
            approval=Approval(Risk.MANAGED, date(2026, 2, 1), Person("dean"), review),
            staff_discount=Decimal("0.5"),
            account_number="A-7",
            market=Market(MarketScope.FOREIGN),
            facts={"vip": True, "tier": Tier.GOLD},
        )
        for _ in range(2)
    )
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert one.facts == {"vip": True, "tier": Tier.GOLD}


def test_in_words():
    assert str(Relationship(HOTEL, POP, "stay")) == "the hotel serves Mr. Pop with stay"
    assert (
        str(Relationship(HOTEL, POP, "stay", SPRING))
        == "the hotel serves Mr. Pop with stay from 2026-03-01 to 2026-05-31"
    )


DISCOUNT = "give the part let off, above 0 and at most 1, as Decimal('0.3') for 30 %"


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"provider": "hotel"}, InvalidType, "Relationship.provider must be a Person or an Organization, not 'hotel' (str)."),
        ({"provider": RetailCustomer(POP)}, InvalidType, f"Relationship.provider must be a Person or an Organization, not {RetailCustomer(POP)!r} (RetailCustomer)."),
        ({"customer": None}, InvalidType, "Relationship.customer must be a Customer, a Person or an Organization, not None (NoneType)."),
        ({"service": ""}, InvalidValue, "Relationship.service cannot be '': give a string that is not blank."),
        ({"service": 1}, InvalidType, "Relationship.service must be a string, not 1 (int)."),
        ({"valid_for": date(2026, 3, 1)}, InvalidType, "Relationship.valid_for must be a Period, not datetime.date(2026, 3, 1) (date)."),
        ({"id": ""}, InvalidValue, "Relationship.id cannot be '': give a string that is not blank."),
        ({"id": 7}, InvalidType, "Relationship.id must be a string, not 7 (int)."),
        ({"agreement": "gold"}, InvalidType, "Relationship.agreement must be a ServiceLevelAgreement or None, not 'gold' (str)."),
        ({"approval": True}, InvalidType, "Relationship.approval must be an Approval or None, not True (bool)."),
        ({"service": " "}, InvalidValue, "Relationship.service cannot be ' ': give a string that is not blank."),
        ({"account_number": 7}, InvalidType, "Relationship.account_number must be a string, not 7 (int)."),
        ({"account_number": " "}, InvalidValue, "Relationship.account_number cannot be ' ': give a string that is not blank."),
        ({"market": "abroad"}, InvalidType, "Relationship.market must be a Market or None, not 'abroad' (str)."),
        ({"facts": ["vip"]}, InvalidType, "Relationship.facts must be a mapping such as a dict, not ['vip'] (list)."),
        ({"facts": {"": True}}, InvalidValue, "Relationship.facts name cannot be '': give a string that is not blank."),
        ({"facts": {"vip": 1}}, InvalidType, "Relationship.facts['vip'] must be a bool or a member of an Enum, not 1 (int)."),
        ({"facts": {"side": True}}, InvalidValue, "Relationship.facts name cannot be 'side': the library knows this fact itself; give another name."),
        ({"staff_discount": 0.5}, InvalidType, "Relationship.staff_discount must be a Decimal, such as Decimal('0.3'), or None, not 0.5 (float)."),
        *(
            ({"staff_discount": Decimal(part)}, InvalidValue, f"Relationship.staff_discount cannot be {Decimal(part)!r}: {DISCOUNT}.")
            for part in ("0", "-0.1", "1.01", "30", "NaN", "Infinity")
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused(change, error, words):
    sound = {"provider": HOTEL, "customer": POP, "service": "stay"}
    with pytest.raises(error) as caught:
        Relationship(**sound | change)
    assert str(caught.value) == words


def test_a_whole_discount_is_a_discount():
    assert Relationship(HOTEL, POP, "stay", staff_discount=Decimal(1)).staff_discount == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: Approval(Risk.LOW, granted_by="dean"),
            "Approval.granted_by must be a Person, an Organization or None, not 'dean' (str).",
        ),
        (
            lambda: Approval(Risk.MANAGED, review=date(2026, 3, 1)),
            "Approval.review must be an Occasion or None, not datetime.date(2026, 3, 1) (date).",
        ),
        (lambda: Approval("low"), "Approval.risk must be a Risk such as Risk.LOW, not 'low' (str)."),
        (
            lambda: Approval(Risk.LOW, datetime(2026, 3, 1)),  # noqa: DTZ001  # a time is what is refused here
            "Approval.granted must be a date without a time, as .date() gives it, not datetime.datetime(2026, 3, 1, 0, 0) (datetime).",
        ),
    ],
)
def test_an_approval_is_a_risk_and_a_day(make, words):
    with pytest.raises(InvalidType) as caught:
        make()
    assert str(caught.value) == words


def test_every_name_that_the_librarys_own_tables_ask_by_is_known_as_its_own():
    asked = {field.name for field in attrs.fields(Evidence)} | {*KIND_TABLE.inputs} | {*PRIORITY_MATRIX.inputs}
    assert asked <= BUILT_IN_FACTS
