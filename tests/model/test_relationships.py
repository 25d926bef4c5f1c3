"""Relationships: one provider, one customer, one service, for a period."""

import pickle
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from relclient import (
    Approval,
    InvalidType,
    InvalidValue,
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

HOTEL, POP = Organization("hotel", "the hotel"), Person("mr-pop", "Mr. Pop")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))


def test_the_id_comes_from_the_ends_the_service_and_the_start():
    assert Relationship(HOTEL, POP, "stay").id == "hotel/mr-pop/stay"
    assert Relationship(HOTEL, RetailCustomer(POP), "stay", SPRING).id == "hotel/mr-pop/stay/2026-03-01"


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
    one, other = (
        Relationship(
            HOTEL,
            RetailCustomer(POP),
            "stay",
            SPRING,
            agreement=agreement,
            approval=Approval(Risk.MANAGED, date(2026, 2, 1)),
            staff_discount=Decimal("0.5"),
        )
        for _ in range(2)
    )
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one


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
        ({"service": ""}, InvalidValue, "Relationship.service cannot be '': give a text that is not empty."),
        ({"service": 1}, InvalidType, "Relationship.service must be a text, not 1 (int)."),
        ({"valid_for": date(2026, 3, 1)}, InvalidType, "Relationship.valid_for must be a Period, not datetime.date(2026, 3, 1) (date)."),
        ({"id": ""}, InvalidValue, "Relationship.id cannot be '': give a text that is not empty."),
        ({"id": 7}, InvalidType, "Relationship.id must be a text, not 7 (int)."),
        ({"agreement": "gold"}, InvalidType, "Relationship.agreement must be a ServiceLevelAgreement or None, not 'gold' (str)."),
        ({"approval": True}, InvalidType, "Relationship.approval must be an Approval or None, not True (bool)."),
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
