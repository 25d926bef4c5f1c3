"""What a caller says of a customer counts: an account number makes an account, an occasion a situational customer."""

from datetime import date

import pytest

from relclient import (
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    Capacity,
    HorizontalCustomer,
    InvalidFacts,
    Occasion,
    Organization,
    Person,
    RetailCustomer,
    ServiceNetwork,
    SituationalCustomer,
)

DAY = date(2026, 3, 2)
SHOP, ACME, ANA, EVA = Organization("shop"), Organization("acme"), Person("ana"), Person("eva")
NETWORK = ServiceNetwork([Affiliation(ANA, SHOP, Capacity.EMPLOYEE)], parties=[ACME, EVA])
PAYDAY = Occasion(date(2026, 3, 25))


@pytest.mark.parametrize(
    ("party", "carried", "expected"),
    [
        (EVA, {}, RetailCustomer(EVA)),
        (EVA, {"account_number": None}, RetailCustomer(EVA)),
        (EVA, {"account_number": "E-7"}, AccountCustomer(EVA, "E-7")),
        (ACME, {"account_number": "A-1"}, B2BCustomer(ACME, "A-1")),
        (ANA, {"account_number": None}, HorizontalCustomer(ANA)),
        (ANA, {"reason": "pay", "occasion": PAYDAY}, SituationalCustomer(ANA, "pay", PAYDAY)),
    ],
)
def test_what_is_said_of_a_customer_makes_its_kind(party, carried, expected):
    assert NETWORK.customer(party, SHOP, on=DAY, **carried) == expected


def test_a_need_that_lies_in_the_past_makes_nobody_situational():
    with pytest.raises(InvalidFacts) as caught:
        NETWORK.customer(ANA, SHOP, on=date(2026, 3, 26), reason="pay", occasion=PAYDAY)
    assert [name for name, _ in caught.value.unknown] == ["reason", "occasion"]


def test_a_fact_that_the_kind_does_not_carry_is_refused_by_name():
    with pytest.raises(InvalidFacts) as caught:
        NETWORK.customer(ANA, SHOP, on=DAY, account_number="A-1")
    assert [name for name, _ in caught.value.unknown] == ["account_number"]
