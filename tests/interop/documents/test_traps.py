"""Traps: documents and values that broke reading or writing once, each with what it does now."""

import sys
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from relclient import (
    ClockEvent,
    EventType,
    Impact,
    InvalidType,
    InvalidValue,
    Organization,
    Person,
    Problems,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    ServiceRequest,
    Urgency,
)
from relclient.interop.documents import dumps, from_dict, loads
from relclient.ranking.workload import Workload

HOTEL, POP = Organization("hotel"), Person("mr-pop")
STAY = Relationship(HOTEL, POP, "stay")
NETWORK = ServiceNetwork(relationships=[STAY])
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTIES = [{"kind": "organization", "id": "hotel"}, {"kind": "person", "id": "mr-pop"}]


def a_request(**fields):
    return ServiceRequest("R-1", STAY, **{"received": NINE, "impact": Impact.LOW, "urgency": Urgency.LOW} | fields)


def workload(text_of_attributes):
    return (
        '{"relclient": 2, "parties": [{"kind": "organization", "id": "hotel"}, {"kind": "person", "id": "mr-pop"}],'
        '"relationships": [{"provider": "hotel", "customer": "mr-pop", "service": "stay"}],'
        '"requests": [{"id": "R-1", "relationship": "hotel/mr-pop/stay", "received": "2026-03-02T09:00Z",'
        f'"impact": "low", "urgency": "low", "attributes": {text_of_attributes}}}]}}'
    )


def problems_of(call):
    with pytest.raises(Problems) as caught:
        call()
    return [(problem.path, problem.problem) for problem in caught.value.exceptions]


# Numbers.


@pytest.mark.parametrize("digits", ["12345678901234567890123", "-9223372036854775809", "9" * 300])
def test_a_whole_number_of_more_than_64_bits_is_refused_and_not_rounded(digits):
    for attributes, path in [(f'{{"n": {digits}}}', ".n"), (f'{{"n": [0, {{"m": {digits}}}]}}', ".n[1].m")]:
        ((found, problem),) = problems_of(partial(loads, workload(attributes), Workload))
        assert found == f"$.requests[0].attributes{path}"
        assert type(problem) is InvalidValue


def test_a_number_of_more_digits_than_any_fraction_holds_is_refused():
    ((path, _),) = problems_of(lambda: loads(workload(f'{{"n": {"9" * 5_000}}}'), Workload))
    assert path == "$"


@pytest.mark.parametrize("number", [2**64 - 1, -(2**63), 2**53 + 1, 1e300, 9007199254740994.0, 0.5])
def test_a_number_that_json_holds_comes_back_as_it_is(number):
    saved = Workload(NETWORK, [a_request(attributes={"n": number, "of": [number]})])
    (found,) = loads(dumps(saved), Workload).requests
    assert (found.attributes["n"], type(found.attributes["n"])) == (number, type(number))
    assert loads(dumps(saved).encode(), Workload) == saved


def test_a_duration_of_many_digits_is_refused():
    agreement = {"name": "desk", "targets": {"low": {"response": f"PT{'9' * 5_000}H"}}, "calendar": "UTC"}
    calendar = {"zone": "UTC", "windows": {"monday": [["09:00", "17:00"]]}}
    document = {"relclient": 2, "calendars": [calendar], "agreements": [agreement]}
    ((path, problem),) = problems_of(lambda: from_dict(document))
    assert (path, type(problem)) == ("$.agreements[0].targets.low.response", InvalidValue)


@pytest.mark.parametrize("discount", ["1e99999999999999999999", "1e-99999999999999999999"])
def test_a_discount_with_an_exponent_beyond_all_numbers_is_refused(discount):
    entry = {"provider": "hotel", "customer": "mr-pop", "service": "stay", "staff_discount": discount}
    ((path, problem),) = problems_of(lambda: from_dict({"relclient": 2, "parties": PARTIES, "relationships": [entry]}))
    assert (path, type(problem)) == ("$.relationships[0].staff_discount", InvalidValue)


# Nesting.


def nested(depth):
    value = "deep"
    for _ in range(depth):
        value = [value]
    return value


def test_a_refused_value_of_any_depth_is_shown():
    for depth in (50, 1_000, 100_000):
        with pytest.raises(Problems) as caught:
            from_dict({"relclient": 2, "parties": [nested(depth)], "relationships": [{"id": nested(depth)}]})
        assert len(str(caught.value)) < 3_000


def test_attributes_that_could_not_be_written_again_are_not_read():
    assert loads(workload(f'{{"x": {"[" * 100}{"]" * 100}}}'), Workload)
    ((path, problem),) = problems_of(lambda: loads(workload(f'{{"x": {"[" * 101}{"]" * 101}}}'), Workload))
    assert (path, type(problem)) == (f"$.requests[0].attributes.x{'[0]' * 100}", InvalidValue)


# Days and instants.


def test_a_period_that_holds_no_day_is_refused():
    tie = {"party": "mr-pop", "organization": "hotel", "capacity": "employee", "valid_for": {"end": str(date.min)}}
    ((path, _),) = problems_of(lambda: from_dict({"relclient": 2, "parties": PARTIES, "affiliations": [tie]}))
    assert path == "$.affiliations[0].valid_for"


@pytest.mark.parametrize(
    "instant",
    [
        pd.Timestamp("2026-03-02 09:00:00.000000001", tz="UTC"),
        datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1, microseconds=1))),
    ],
)
def test_an_instant_that_could_not_be_read_again_is_not_written(instant):
    for request in (
        a_request(received=instant),
        a_request(due=instant),
        a_request(events=[ClockEvent(EventType.RESOLVED, instant + timedelta(days=1))]),
    ):
        with pytest.raises(InvalidValue):
            dumps(Workload(NETWORK, [request]))


@pytest.mark.parametrize(
    "instant",
    [
        pd.Timestamp("2026-03-02 09:00:00.000001", tz="Europe/Madrid"),
        datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Madrid")),
        datetime(1, 1, 2, tzinfo=UTC),
    ],
)
def test_an_instant_of_any_class_comes_back_equal(instant):
    saved = Workload(NETWORK, [a_request(received=instant)])
    assert loads(dumps(saved), Workload) == saved


# Classes.


def test_a_subclass_of_a_customer_is_refused_by_name():
    class Guest(RetailCustomer):
        __slots__ = ()

    with pytest.raises(InvalidType) as caught:
        dumps(ServiceNetwork(relationships=[Relationship(HOTEL, Guest(POP), "stay")]))
    assert caught.value.value == Guest(POP)


# Refusals take no longer than in proportion to what is refused.


def circle(size):
    ids = [f"unit-{number}" for number in range(size)]
    ties = [{"party": id, "organization": ids[number - 1], "capacity": "unit"} for number, id in enumerate(ids)]
    return {"parties": [{"kind": "organization", "id": id} for id in ids], "affiliations": ties}


def two_parents(size):
    ids = [f"unit-{number}" for number in range(size)]
    ties = [{"party": id, "organization": of, "capacity": "unit"} for id in ids for of in ("one", "other")]
    parties = [{"kind": "organization", "id": id} for id in ("one", "other", *ids)]
    return {"parties": parties, "affiliations": ties}


def broken_entries(size):
    entries = [
        {"provider": "hotel", "customer": f"guest-{number}", "service": 7, "id": f"R-{number}"}
        for number in range(size)
    ]
    requests = [{"id": f"Q-{number}", "relationship": f"R-{number}"} for number in range(size)]
    return {"parties": PARTIES, "relationships": entries, "requests": requests}


def unknown_zones(size):
    calendar = {"windows": {"monday": [["09:00", "17:00"]]}}
    return {"calendars": [{"id": str(number), "zone": f"Europe/Madird{number}", **calendar} for number in range(size)]}


def unknown_ids(size):
    parties = [{"kind": "person", "id": f"guest-{number}"} for number in range(size)]
    entries = [
        {"provider": f"gust-{number}", "customer": f"gest-{number}", "service": "stay"} for number in range(size)
    ]
    return {"parties": parties, "relationships": entries}


def one_id(size):
    return {"parties": [{"kind": "person", "id": "ana", "name": f"Ana {number}"} for number in range(size)]}


def calls(document):
    """Return how many functions are called, Python's and C's alike, until the refusal of *document* is told."""
    called = 0

    def count(_frame, event, _argument):
        nonlocal called
        called += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        with pytest.raises(Problems) as caught:
            from_dict({"relclient": 2, **document}, Workload)
        str(caught.value)
    finally:
        sys.setprofile(before)
    return called


@pytest.mark.parametrize(
    "make", [circle, two_parents, broken_entries, unknown_zones, unknown_ids, one_id], ids=lambda make: make.__name__
)
def test_a_refusal_grows_with_the_document_and_no_faster(make):
    calls(make(10))  # what is made at first only
    grown = calls(make(2_000)) / calls(make(250))
    assert grown < 1.5 * 8  # eight times as large; a square would be 64
