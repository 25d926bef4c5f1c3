"""Bad input: what a document or a constructor cannot take, and the whole of what is said about it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from bad_documents import DOCUMENTS, MEALS, OFFICE, document
from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    Capacity,
    Customer,
    DocumentProblem,
    EmptyPeriod,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    Market,
    Occasion,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    Problems,
    Relationship,
    Risk,
    SelfRelationship,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    SituationalCustomer,
    UnknownZone,
    WorkCalendar,
)
from relclient.interop.documents import from_dict, loads

HOTEL, KITCHEN, ANA = Organization("hotel"), Organization("kitchen"), Person("ana")


@pytest.mark.parametrize(("data", "expected"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_refused_with_every_fault_and_its_path(data, expected):
    with pytest.raises(Problems) as caught:
        from_dict(data)
    assert list(map(str, caught.value.exceptions)) == expected
    assert all(isinstance(problem, DocumentProblem) for problem in caught.value.exceptions)
    assert all(str(problem).startswith(problem.path) for problem in caught.value.exceptions)


TEXTS = {
    "nothing": ("", "line 1, column 1"),
    "half an object": ('{"relclient": 2', "line 1, column 16"),
    "a comma too many": ('{"relclient": 2,\n}', "line 1, column 16"),
    "not a number": ('{"relclient": NaN}', "line 1, column 15"),
    "bytes in another encoding": (b'{"\xff": 1}', "line 1, column 1"),
}


@pytest.mark.parametrize(("text", "position"), TEXTS.values(), ids=TEXTS)
def test_a_text_that_is_no_json_is_refused_with_the_position(text, position):
    with pytest.raises(Problems) as caught:
        loads(text)
    (problem,) = caught.value.exceptions
    assert problem.path == "$"
    assert str(problem).startswith(f"$: no JSON from {position} on: ")  # what follows are the parser's own words


def test_the_near_ids_are_sought_for_the_first_faults_only_because_that_takes_long():
    broken = [MEALS | {"customer": "hotle", "id": str(number)} for number in range(30)]
    with pytest.raises(Problems) as caught:
        from_dict(document(relationships=broken))
    guesses = [problem.problem.known for problem in caught.value.exceptions]
    assert guesses == [("hotel",)] * 20 + [()] * 10


CONSTRUCTORS = {
    "a number for an id": (lambda: Person(7), InvalidType, "Person.id must be a string, not 7 (int)."),
    "an empty name": (
        lambda: Organization("hotel", ""),
        InvalidValue,
        "Organization.name cannot be '': give a string that is not blank.",
    ),
    "an empty period": (
        lambda: Period(date(2026, 3, 2), date(2026, 3, 1)),
        EmptyPeriod,
        (
            "No day lies between 2026-03-02 and 2026-03-01: the end is the first day after the period; "
            "Period.through takes the last day in it."
        ),
    ),
    "a datetime for a day": (
        lambda: Period(datetime(2026, 3, 2, tzinfo=UTC)),
        InvalidType,
        (
            "Period.start must be a date without a time, as .date() gives it, "
            "not datetime.datetime(2026, 3, 2, 0, 0, tzinfo=datetime.timezone.utc) (datetime)."
        ),
    ),
    "a string for a capacity": (
        lambda: Affiliation(ANA, HOTEL, "employee"),
        InvalidType,
        "Affiliation.capacity must be a Capacity such as Capacity.EMPLOYEE, not 'employee' (str).",
    ),
    "a name in capitals for a capacity": (
        lambda: Affiliation(ANA, HOTEL, "EMPLOYEE"),
        InvalidType,
        "Affiliation.capacity must be a Capacity such as Capacity.EMPLOYEE, not 'EMPLOYEE' (str).",
    ),
    "a string for no capacity": (
        lambda: Affiliation(ANA, HOTEL, "boss"),
        InvalidType,
        "Affiliation.capacity must be a Capacity, not 'boss' (str).",
    ),
    "a person as a unit": (
        lambda: Affiliation(ANA, HOTEL, Capacity.UNIT),
        InvalidValue,
        "Affiliation.party cannot be Person(id='ana', name='ana'): only an organization can be unit of an organization.",
    ),
    "a base for a customer": (
        lambda: Customer(ANA),
        TypeError,
        (
            "Customer is a base: make a SituationalCustomer, HorizontalCustomer, FrameworkCustomer, OperationalCustomer, "
            "RetailCustomer, AccountCustomer or B2BCustomer instead."
        ),
    ),
    "a string for contacts": (
        lambda: B2BCustomer(HOTEL, contacts=["ana"]),
        InvalidType,
        "B2BCustomer.contacts[0] must be a Person, not 'ana' (str).",
    ),
    "an organization as a manager": (
        lambda: AccountCustomer(ANA, "G-1", HOTEL),
        InvalidType,
        "AccountCustomer.manager must be a Person or None, not Organization(id='hotel', name='hotel') (Organization).",
    ),
    "one text for criteria": (
        lambda: HorizontalCustomer(ANA, "served hot"),
        InvalidType,
        "HorizontalCustomer.quality_criteria must be a list or tuple, even of one, not 'served hot' (str).",
    ),
    "an empty reason": (
        lambda: SituationalCustomer(ANA, "", Occasion.once(date(2026, 3, 2))),
        InvalidValue,
        "SituationalCustomer.reason cannot be '': give a string that is not blank.",
    ),
    "a string for a scope": (
        lambda: Market("foreign"),
        InvalidType,
        "Market.scope must be a MarketScope such as MarketScope.FOREIGN, not 'foreign' (str).",
    ),
    "oneself as a customer": (
        lambda: Relationship(HOTEL, HOTEL, "stay"),
        SelfRelationship,
        "'hotel' cannot be its own customer: name another provider or customer.",
    ),
    "an id for a provider": (
        lambda: Relationship("hotel", ANA, "stay"),
        InvalidType,
        "Relationship.provider must be a Person or an Organization, not 'hotel' (str).",
    ),
    "a float for a discount": (
        lambda: Relationship(HOTEL, ANA, "stay", staff_discount=0.3),
        InvalidType,
        "Relationship.staff_discount must be a Decimal, such as Decimal('0.3'), or None, not 0.3 (float).",
    ),
    "nothing for a discount": (
        lambda: Relationship(HOTEL, ANA, "stay", staff_discount=Decimal(0)),
        InvalidValue,
        (
            "Relationship.staff_discount cannot be Decimal('0'): give the part let off, above 0 and at most 1, "
            "as Decimal('0.3') for 30 %."
        ),
    ),
    "a string for a day of approval": (
        lambda: Approval(Risk.LOW, "2026-03-02"),
        InvalidType,
        "Approval.granted must be a date, not '2026-03-02' (str).",
    ),
    "a promise of nothing": (
        ServiceTarget,
        InvalidValue,
        "ServiceTarget cannot be None: promise a response, a resolution or a next reply, or leave the level out.",
    ),
    "a promise in the past": (
        lambda: ServiceTarget(timedelta(hours=-1)),
        InvalidValue,
        (
            "ServiceTarget.response cannot be datetime.timedelta(days=-1, seconds=82800): "
            "promise a positive working time, or None for nothing."
        ),
    ),
    "a string for a level": (
        lambda: ServiceLevelAgreement("desk", {"high": ServiceTarget(timedelta(hours=1))}, OFFICE),
        InvalidType,
        "ServiceLevelAgreement.targets must be a mapping from Priority members such as Priority.HIGH, not 'high' (str).",
    ),
    "a level without a reason": (
        lambda: Override(Priority.HIGH, ""),
        InvalidValue,
        "Override.reason cannot be '': give a string that is not blank.",
    ),
    "an unknown zone": (
        lambda: WorkCalendar("Europe/Madird", {0: [(time(9), time(17))]}),
        UnknownZone,
        "No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?",
    ),
    "a calendar that is never open": (
        lambda: WorkCalendar("UTC", {}),
        InvalidValue,
        "WorkCalendar.windows cannot be {}: give at least one window, or it would never open.",
    ),
    "an eighth weekday": (
        lambda: WorkCalendar("UTC", {7: [(time(9), time(17))]}),
        InvalidValue,
        "WorkCalendar.windows weekday cannot be 7: weekdays run from 0, Monday, to 6, Sunday.",
    ),
    "a relationship for a tie": (
        lambda: ServiceNetwork([Relationship(HOTEL, ANA, "stay")]),
        Problems,
        f"1 problem:\n- affiliations[0] must be an Affiliation, not {repr(Relationship(HOTEL, ANA, 'stay'))[:200]}... (Relationship).",
    ),
    "one id for two parties": (
        lambda: ServiceNetwork(parties=[Person("ana"), Organization("ana")]),
        Problems,
        (
            "1 problem:\n- Two parties share the id 'ana': Person(id='ana', name='ana') and "
            "Organization(id='ana', name='ana'); give one of them another id."
        ),
    ),
    "a circle of one's own": (
        lambda: ServiceNetwork(
            [
                Affiliation(HOTEL, KITCHEN, Capacity.UNIT, Period(date(2026, 3, 1))),
                Affiliation(KITCHEN, HOTEL, Capacity.UNIT),
            ]
        ),
        Problems,
        "1 problem:\n- Ownership runs in a circle on 2026-03-01: 'hotel' < 'kitchen' < 'hotel'; end one of these ties.",
    ),
}


@pytest.mark.parametrize(("call", "error", "expected"), CONSTRUCTORS.values(), ids=CONSTRUCTORS)
def test_a_value_that_cannot_be_is_refused_in_one_sentence(call, error, expected):
    with pytest.raises(error) as caught:
        call()
    assert (type(caught.value), str(caught.value)) == (error, expected)
