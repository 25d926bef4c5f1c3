"""Customers: seven kinds under two sides, each with the facts that it carries."""

import pickle
from datetime import date
from typing import assert_never, get_args

import pytest

from relclient import (
    AccountCustomer,
    AnyCustomer,
    AnyExternalCustomer,
    AnyInternalCustomer,
    B2BCustomer,
    Customer,
    CustomerKind,
    ExternalCustomer,
    FrameworkCustomer,
    HorizontalCustomer,
    InternalCustomer,
    InvalidType,
    InvalidValue,
    Market,
    MarketScope,
    Occasion,
    OperationalCustomer,
    Organization,
    Person,
    RetailCustomer,
    Side,
    SituationalCustomer,
)

ANA, ACME = Person("ana", "Ana"), Organization("acme", "Acme")
ONE_OF_EACH = [
    SituationalCustomer(ANA, "timesheets", Occasion.once(date(2026, 3, 25))),
    HorizontalCustomer(ANA, ["served hot"]),
    FrameworkCustomer(ACME, ["weekend"], [Market(segment="families")]),
    OperationalCustomer(ACME, ["dinners"]),
    RetailCustomer(ANA, Market(MarketScope.FOREIGN, "holidays")),
    AccountCustomer(ANA, "G-42", Person("dan"), Market(segment="business travel")),
    B2BCustomer(ACME, "A-7", [ANA]),
]


def test_each_kind_has_a_class_of_its_own():
    assert [type(customer) for customer in ONE_OF_EACH] == list(get_args(AnyCustomer))
    assert [customer.kind for customer in ONE_OF_EACH] == list(CustomerKind)


@pytest.mark.parametrize("customer", ONE_OF_EACH, ids=lambda customer: customer.kind.value)
def test_the_side_is_that_of_the_kind_and_of_the_class(customer):
    assert customer.side is customer.kind.side
    assert isinstance(customer, InternalCustomer) is (customer.side is Side.INTERNAL)
    assert isinstance(customer, ExternalCustomer) is (customer.side is Side.EXTERNAL)
    assert isinstance(customer, get_args(AnyInternalCustomer)) is not isinstance(
        customer, get_args(AnyExternalCustomer)
    )


@pytest.mark.parametrize("customer", ONE_OF_EACH, ids=lambda customer: customer.kind.value)
def test_a_customer_is_a_value(customer):
    assert pickle.loads(pickle.dumps(customer)) == customer
    assert len({customer, pickle.loads(pickle.dumps(customer))}) == 1
    assert (customer.id, customer.name) == (customer.party.id, customer.party.name)
    assert str(customer) == f"{customer.name}, {customer.kind.label()}"
    assert not hasattr(customer, "__dict__")


@pytest.mark.parametrize(
    ("base", "kinds"),
    [
        (Customer, [kind.__name__ for kind in get_args(AnyCustomer)]),
        (InternalCustomer, [kind.__name__ for kind in get_args(AnyInternalCustomer)]),
        (ExternalCustomer, [kind.__name__ for kind in get_args(AnyExternalCustomer)]),
    ],
)
def test_a_base_cannot_be_made_and_names_what_can(base, kinds):
    with pytest.raises(TypeError) as caught:
        base(ANA)
    listed = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
    assert str(caught.value) == f"{base.__name__} is a base: make a {listed} instead."


def test_match_takes_customers_apart():
    def words(customer: AnyCustomer) -> str:
        match customer:
            case SituationalCustomer(reason=reason):
                return reason
            case HorizontalCustomer(quality_criteria=(criterion,)):
                return criterion
            case HorizontalCustomer():
                return "no criteria"
            case FrameworkCustomer(offers=offers, target_markets=markets):
                return f"{offers} {[market.segment for market in markets]}"
            case OperationalCustomer(outputs=outputs):
                return f"{outputs}"
            case RetailCustomer(_, Market(scope, segment)):
                return f"{scope.value} {segment}"
            case AccountCustomer(_, number, manager):
                return f"{number} {manager}"
            case B2BCustomer(party, _, contacts):
                return f"{party.name} {contacts}"
            case _:
                assert_never(customer)

    assert [words(customer) for customer in ONE_OF_EACH] == [
        "timesheets",
        "served hot",
        "('weekend',) ['families']",
        "('dinners',)",
        "foreign holidays",
        "G-42 Person(id='dan', name='dan')",
        "Acme (Person(id='ana', name='Ana'),)",
    ]


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (
            lambda: RetailCustomer("ana"),
            InvalidType,
            "RetailCustomer.party must be a Person or an Organization, not 'ana' (str).",
        ),
        (
            lambda: HorizontalCustomer(None),
            InvalidType,
            "HorizontalCustomer.party must be a Person or an Organization, not None (NoneType).",
        ),
        (
            lambda: RetailCustomer(ANA, "domestic"),
            InvalidType,
            "RetailCustomer.market must be a Market or None, not 'domestic' (str).",
        ),
        (
            lambda: B2BCustomer(ACME, market="abroad"),
            InvalidType,
            "B2BCustomer.market must be a Market or None, not 'abroad' (str).",
        ),
        (
            lambda: AccountCustomer(ANA, 42),
            InvalidType,
            "AccountCustomer.account_number must be a string, not 42 (int).",
        ),
        (
            lambda: AccountCustomer(ANA, ""),
            InvalidValue,
            "AccountCustomer.account_number cannot be '': give a string that is not blank.",
        ),
        (
            lambda: AccountCustomer(ANA, "1", "dan"),
            InvalidType,
            "AccountCustomer.manager must be a Person or None, not 'dan' (str).",
        ),
        (lambda: B2BCustomer(ACME, 7), InvalidType, "B2BCustomer.account_number must be a string, not 7 (int)."),
        (
            lambda: B2BCustomer(ACME, contacts=[ANA, ACME]),
            InvalidType,
            "B2BCustomer.contacts[1] must be a Person, not Organization(id='acme', name='Acme') (Organization).",
        ),
        (
            lambda: SituationalCustomer(ANA, "", Occasion.once(date(2026, 3, 25))),
            InvalidValue,
            "SituationalCustomer.reason cannot be '': give a string that is not blank.",
        ),
        (
            lambda: SituationalCustomer(ANA, "pay", date(2026, 3, 25)),
            InvalidType,
            "SituationalCustomer.occasion must be an Occasion, not datetime.date(2026, 3, 25) (date).",
        ),
        (
            lambda: HorizontalCustomer(ANA, ["hot", 1]),
            InvalidType,
            "HorizontalCustomer.quality_criteria[1] must be a string, not 1 (int).",
        ),
        (
            lambda: FrameworkCustomer(ACME, offers=[""]),
            InvalidValue,
            "FrameworkCustomer.offers[0] cannot be '': give a string that is not blank.",
        ),
        (
            lambda: FrameworkCustomer(ACME, (), [None]),
            InvalidType,
            "FrameworkCustomer.target_markets[0] must be a Market, not None (NoneType).",
        ),
        (
            lambda: OperationalCustomer(ACME, [0]),
            InvalidType,
            "OperationalCustomer.outputs[0] must be a string, not 0 (int).",
        ),
        (
            lambda: OperationalCustomer(ACME, "dinners"),
            InvalidType,
            "OperationalCustomer.outputs must be a list or tuple, even of one, not 'dinners' (str).",
        ),
        (
            lambda: B2BCustomer(ACME, contacts=ANA),
            InvalidType,
            "B2BCustomer.contacts must be a list or tuple, even of one, not Person(id='ana', name='Ana') (Person).",
        ),
        (
            lambda: HorizontalCustomer(ACME, quality_criteria={"on time"}),
            InvalidType,
            "HorizontalCustomer.quality_criteria must be a list or tuple, because order counts, not {'on time'} (set).",
        ),
        (
            lambda: FrameworkCustomer(ACME, offers={"rooms": 80}),
            InvalidType,
            "FrameworkCustomer.offers must be a list or tuple, because order counts, not {'rooms': 80} (dict).",
        ),
        (
            lambda: Market("domestic"),
            InvalidType,
            "Market.scope must be a MarketScope such as MarketScope.DOMESTIC, not 'domestic' (str).",
        ),
        (lambda: Market(segment=""), InvalidValue, "Market.segment cannot be '': give a string that is not blank."),
        (
            lambda: AccountCustomer(ANA, "  "),
            InvalidValue,
            "AccountCustomer.account_number cannot be '  ': give a string that is not blank.",
        ),
    ],
)
def test_a_customer_that_cannot_be_so_is_refused(make, error, words):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == words


@pytest.mark.parametrize("kind", get_args(AnyExternalCustomer))
@pytest.mark.parametrize("party", [ANA, ACME])
def test_any_sort_of_party_can_be_of_any_kind_and_nothing_else_need_be_known(kind, party):
    customer = kind(party)
    assert (customer.party, customer.market) == (party, None)


DOMESTIC, ABROAD = Market(), Market(MarketScope.FOREIGN)
HOLIDAYS_ABROAD = Market(MarketScope.FOREIGN, "holidays")


@pytest.mark.parametrize(
    ("market", "covered"),
    [
        (DOMESTIC, {DOMESTIC}),
        (ABROAD, {ABROAD, HOLIDAYS_ABROAD}),
        (HOLIDAYS_ABROAD, {HOLIDAYS_ABROAD}),
        (Market(segment="holidays"), set()),
    ],
)
def test_a_market_covers_its_segments_and_never_the_unknown_one(market, covered):
    assert {other for other in (None, DOMESTIC, ABROAD, HOLIDAYS_ABROAD) if market.covers(other)} == covered


def test_a_market_is_compared_with_markets_only():
    with pytest.raises(InvalidType) as caught:
        DOMESTIC.covers("domestic")
    assert (caught.value.what, caught.value.value) == ("Market.covers other", "domestic")
