"""Workloads: requests with their network, as values, as documents, and back."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings

from relclient import (
    ClockEvent,
    ConflictingIds,
    EventType,
    HorizontalCustomer,
    Impact,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Organization,
    Override,
    Person,
    Priority,
    Problems,
    Relationship,
    ServiceNetwork,
    ServiceRequest,
    Urgency,
)
from relclient._frozen_map import FrozenMap
from relclient.interop.documents import Workload, dumps, from_dict, loads, to_dict
from strategies import instants, workloads

at_leisure = settings(deadline=None, suppress_health_check=list(HealthCheck))

IT, DESK, ANA = Organization("it"), Organization("desk"), Person("ana", "Ana")
REPAIR = Relationship(IT, HorizontalCustomer(DESK), "repair")
NETWORK = ServiceNetwork(relationships=[REPAIR], parties=[ANA])
MADRID = ZoneInfo("Europe/Madrid")
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAME = {"received": NINE, "impact": Impact.LOW, "urgency": Urgency.HIGH}


def request(id="R-1", relationship=REPAIR, **fields):
    return ServiceRequest(id, relationship, **SAME | fields)


FULL = Workload(
    NETWORK,
    [
        request("R-2"),
        request(
            received=datetime(2026, 3, 2, 9, 30, tzinfo=MADRID),
            due=datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=2))),
            events=[
                ClockEvent(EventType.RESPONDED, NINE),
                ClockEvent(EventType.PRIORITY_CHANGED, NINE + timedelta(seconds=1.5), Priority.HIGH),
            ],
            override=Override(Priority.CRITICAL, "the mayor"),
            requester=ANA,
            attributes={"vip": True, "floor": 3, "tags": ["a", {"b": None}], "share": 0.5, "about": "a mouse"},
        ),
    ],
)
PARTIES = [
    {"kind": "person", "id": "ana", "name": "Ana"},
    *({"kind": "organization", "id": id} for id in ("desk", "it")),
]
WRITTEN = {
    "relclient": 2,
    "parties": PARTIES,
    "relationships": [
        {"provider": "it", "customer": {"kind": "horizontal", "party": "desk"}, "service": "repair"},
    ],
    "requests": [
        {
            "id": "R-1",
            "relationship": "it/desk/repair",
            "received": "2026-03-02T09:30:00+01:00[Europe/Madrid]",
            "impact": "low",
            "urgency": "high",
            "due": "2026-03-02T12:00:00+02:00",
            "events": [
                {"type": "responded", "at": "2026-03-02T09:00:00+00:00"},
                {"type": "priority_changed", "at": "2026-03-02T09:00:01.500000+00:00", "priority": "high"},
            ],
            "override": {"priority": "critical", "reason": "the mayor"},
            "requester": "ana",
            "attributes": {"vip": True, "floor": 3, "tags": ["a", {"b": None}], "share": 0.5, "about": "a mouse"},
        },
        {
            "id": "R-2",
            "relationship": "it/desk/repair",
            "received": "2026-03-02T09:00:00+00:00",
            "impact": "low",
            "urgency": "high",
        },
    ],
}
ASKED = WRITTEN["requests"][1]


def document(*requests, **sections):
    return {**WRITTEN, "requests": [ASKED | fields for fields in requests], **sections}


def faults(data):
    with pytest.raises(Problems) as caught:
        from_dict(data, Workload)
    return list(map(str, caught.value.exceptions))


# The value.


def test_the_order_in_which_requests_are_given_is_no_part_of_a_workload():
    one, other = request("R-1"), request("R-2")
    assert Workload(NETWORK, [other, one]) == Workload(NETWORK, (one, other))
    assert [found.id for found in Workload(NETWORK, iter([other, one])).requests] == ["R-1", "R-2"]


def test_a_workload_without_requests_is_one():
    assert Workload(NETWORK) == Workload(NETWORK, [])
    assert Workload(NETWORK).requests == ()


def test_requests_are_the_networks_own():
    stranger = Relationship(IT, ANA, "laptop")
    other_content = Relationship(IT, HorizontalCustomer(DESK, ["quick"]), "repair")
    renamed = Person("ana", "Anna")
    with pytest.raises(Problems) as caught:
        Workload(
            NETWORK,
            [
                request("R-1", stranger),
                request("R-2", other_content),
                request("R-3", requester=Person("dan")),
                request("R-4", requester=renamed),
                request("R-5"),
                request("R-5", requester=ANA),
            ],
        )
    expected = (
        ConflictingIds("requests", "R-5", request("R-5"), request("R-5", requester=ANA)),
        InvalidValue(
            "The relationship of request 'R-1'", "it/ana/laptop", "the network knows no such relationship; add it there"
        ),
        ConflictingIds("relationships", "it/desk/repair", REPAIR, other_content),
        InvalidValue("The requester of request 'R-3'", "dan", "the network knows no such party; add it there"),
        ConflictingIds("parties", "ana", ANA, renamed),
    )
    assert list(map(repr, caught.value.exceptions)) == list(map(repr, expected))


def test_an_equal_relationship_made_elsewhere_is_the_networks_too():
    assert Workload(NETWORK, [request(relationship=Relationship(IT, HorizontalCustomer(DESK), "repair"))]).requests


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, []), "Workload.network must be a ServiceNetwork, not None (NoneType)."),
        (
            (NETWORK, request()),
            f"Workload.requests must be a list or tuple, even of one, not {repr(request())[:200]}... (ServiceRequest).",
        ),
        ((NETWORK, [request(), "R-2"]), "Workload.requests[1] must be a ServiceRequest, not 'R-2' (str)."),
    ],
)
def test_what_a_workload_is_made_of_is_checked(arguments, message):
    with pytest.raises(InvalidType) as caught:
        Workload(*arguments)
    assert str(caught.value) == message


# The document.


def test_a_workload_is_its_network_and_then_its_requests():
    assert to_dict(FULL) == WRITTEN
    assert from_dict(WRITTEN, Workload) == loads(dumps(FULL), Workload) == FULL


def test_a_network_is_a_workload_without_requests():
    assert loads(dumps(NETWORK), Workload) == Workload(NETWORK)
    assert dumps(Workload(NETWORK)) == dumps(NETWORK)


def test_a_workload_is_no_network():
    with pytest.raises(Problems) as caught:
        from_dict(WRITTEN)
    assert list(map(str, caught.value.exceptions)) == [
        "$.requests: unknown key: a network has no requests; load the document as a Workload, which has both."
    ]


@settings(at_leisure, max_examples=60)
@given(workloads())
def test_what_is_saved_comes_back_equal(workload):
    assert loads(dumps(workload), Workload) == workload
    assert from_dict(to_dict(workload), Workload) == workload


@settings(at_leisure, max_examples=300)
@given(instants)
def test_a_time_comes_back_with_its_zone_even_in_an_hour_that_the_clocks_repeat(instant):
    (found,) = from_dict(to_dict(Workload(NETWORK, [request(received=instant)])), Workload).requests
    assert found.received == instant
    assert found.received.utcoffset() == instant.utcoffset()
    assert getattr(found.received.tzinfo, "key", None) == getattr(instant.tzinfo, "key", None)


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_of_a_night_that_has_one_twice_come_back(fold):
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=MADRID, fold=fold)
    (found,) = from_dict(to_dict(Workload(NETWORK, [request(received=twice)])), Workload).requests
    assert (found.received, found.received.fold) == (twice, fold)


def test_times_as_other_programs_write_them_are_read():
    for text in (
        "2026-03-02T09:00:00Z",
        "2026-03-02T09:00Z",
        "2026-03-02T10:00:00.000+01:00",
        "2026-03-02T04:00-05:00",
    ):
        assert from_dict(document({"received": text}), Workload).requests[0].received == NINE


def test_values_as_a_database_gives_them_are_taken_as_they_are():
    rows = document(
        {
            "received": NINE,
            "impact": Impact.HIGH,
            "due": NINE,
            "events": ({"type": EventType.PAUSED, "at": NINE},),
            "override": None,
            "attributes": FrozenMap({"since": date(2026, 1, 1)}),
        }
    )
    (found,) = from_dict(rows, Workload).requests
    assert (found.received, found.impact, found.due, found.override) == (NINE, Impact.HIGH, NINE, None)
    assert (found.events, found.attributes) == ((ClockEvent(EventType.PAUSED, NINE),), {"since": date(2026, 1, 1)})


DEEP = json.loads("[" * 101 + "]" * 101)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (
            {"since": date(2026, 1, 1)},
            "$.requests[1].attributes.since must be None, a bool, a number, a string, a list or a dict, for the request to be saved, not datetime.date(2026, 1, 1) (date).",
        ),
        (
            {"first name": [{"x": (1, 2)}]},
            "$.requests[1].attributes['first name'][0].x must be None, a bool, a number, a string, a list or a dict, for the request to be saved, not (1, 2) (tuple).",
        ),
        (
            {"x": {1: 2}},
            "a key of $.requests[1].attributes.x must be a string, for the request to be saved, not 1 (int).",
        ),
        (
            {"x": float("inf")},
            "$.requests[1].attributes.x cannot be inf: give a string: JSON has finite numbers, whole ones of up to 64 bits.",
        ),
        (
            {"x": -(2**63) - 1},
            "$.requests[1].attributes.x cannot be -9223372036854775809: give a string: JSON has finite numbers, whole ones of up to 64 bits.",
        ),
        (
            {"x": DEEP},
            f"$.requests[1].attributes.x{'[0]' * 100} cannot be []: it stands in 100 lists and dicts; give it on its own.",
        ),
    ],
)
def test_an_attribute_that_would_not_come_back_is_refused_with_its_path(attributes, message):
    with pytest.raises((InvalidType, InvalidValue)) as caught:
        dumps(Workload(NETWORK, [request("R-1"), request("R-2", attributes=attributes)]))
    assert str(caught.value) == message


def test_what_can_still_be_nested_is_saved():
    deep = Workload(NETWORK, [request(attributes={"x": DEEP[0]})])
    assert loads(dumps(deep), Workload) == deep


MALFORMED = {
    "no list": (
        {**WRITTEN, "requests": {}},
        ["$.requests must be a list, not {} (dict)."],
    ),
    "nothing but a slip": (
        document({}, {"urgncy": "high"}, requests=[{"id": "R-1", "urgncy": "high"}]),
        [
            "$.requests[0].urgncy: unknown key: did you mean 'urgency'?",
            "$.requests[0]: the key 'relationship' is missing: add it, with the id of a relationship.",
            "$.requests[0]: the key 'received' is missing: add it, with a time with its offset such as '2026-03-02T09:30+02:00'.",
            "$.requests[0]: the key 'impact' is missing: add it.",
            "$.requests[0]: the key 'urgency' is missing: add it.",
        ],
    ),
    "one id for two": (
        document({}, {"impact": "high"}),
        [
            (
                "$.requests[1]: Two requests share the id 'R-2': "
                "...=datetime.timezone.utc), impact=<Impact.LOW: 'low'>, urgency=<Urgency.HIGH: 'high'>, due=None, events=(), override=None, requester=None, attributes={}) and "
                "...=datetime.timezone.utc), impact=<Impact.HIGH: 'high'>, urgency=<Urgency.HIGH: 'high'>, due=None, events=(), override=None, requester=None, attributes={}); "
                "give one of them another id."
            )
        ],
    ),
    "references to nothing": (
        document({"relationship": "it/desk/repairs", "requester": "anna"}, {"id": "R-3", "relationship": 7}),
        [
            "$.requests[0].relationship cannot be 'it/desk/repairs': nothing under 'relationships' has this id; perhaps 'it/desk/repair' was meant.",
            "$.requests[0].requester: No party has the id 'anna': did you mean 'ana'?",
            "$.requests[1].relationship must be a string, not 7 (int).",
        ],
    ),
    "times that are none": (
        document(
            {"received": "2026-03-02T09:00"},
            {"id": "R-3", "due": "tomorrow", "events": [{"type": "paused", "at": "2026-02-30T09:00Z"}]},
            {"id": "R-4", "received": datetime(2026, 3, 2)},  # noqa: DTZ001
            {"id": "R-5", "received": "9999-12-31T23:00-05:00"},
            {"id": "R-6", "received": "2026-03-02T24:00Z", "due": date(2026, 3, 2)},
        ),
        [
            "$.requests[0].received cannot be '2026-03-02T09:00': it has no zone; add the offset, as in '2026-03-02T09:30+02:00'.",
            "$.requests[1].due must be a time with its offset such as '2026-03-02T09:30+02:00', not 'tomorrow' (str).",
            "$.requests[1].events[0].at cannot be '2026-02-30T09:00Z': no month has such a day.",
            f"$.requests[2].received{NaiveDatetime('', datetime(2026, 3, 2))!s}",  # noqa: DTZ001
            "$.requests[3].received cannot be '9999-12-31T23:00-05:00': in UTC, no year from 1 to 9999 has it.",
            "$.requests[4].received must be a time with its offset such as '2026-03-02T09:30+02:00', not '2026-03-02T24:00Z' (str).",
            "$.requests[4].due must be a time with its offset such as '2026-03-02T09:30+02:00', not datetime.date(2026, 3, 2) (date).",
        ],
    ),
    "zones that do not fit": (
        document(
            {"received": "2026-03-02T09:00+02:00[Europe/Madrid]"},
            {"id": "R-3", "received": "2026-03-02T09:00+01:00[Europe/Madird]"},
            {"id": "R-4", "received": "2026-03-02T09:00+01:00[Europe]"},
        ),
        [
            "$.requests[0].received cannot be '2026-03-02T09:00+02:00[Europe/Madrid]': Europe/Madrid is at +01:00 then; mend the offset, or leave the zone out.",
            "$.requests[1].received cannot be '2026-03-02T09:00+01:00[Europe/Madird]': no zone is called 'Europe/Madird'; give an IANA name such as 'Europe/Madrid', or the offset alone.",
            "$.requests[2].received cannot be '2026-03-02T09:00+01:00[Europe]': no zone is called 'Europe'; give an IANA name such as 'Europe/Madrid', or the offset alone.",
        ],
    ),
    "what cannot have happened": (
        document(
            {"events": [{"type": "resumed", "at": "2026-03-03T09:00Z"}, {"type": "paused", "at": "2026-03-01T09:00Z"}]},
            {"id": "R-3", "events": [{"type": "priority_changed", "at": "2026-03-02T10:00Z"}]},
            {"id": "R-4", "override": {"priority": "urgent"}, "impact": 1},
        ),
        [
            "$.requests[0].events[1].at cannot be '2026-03-01 09:00:00+00:00': no event lies before the request was received, 2026-03-02 09:00:00+00:00.",
            "$.requests[1].events[0].priority cannot be None: a PRIORITY_CHANGED carries the new level.",
            "$.requests[2].impact must be 'high', 'medium' or 'low', not 1 (int).",
            "$.requests[2].override.priority cannot be 'urgent': give 'critical', 'high', 'moderate', 'low' or 'planning'.",
            "$.requests[2].override: the key 'reason' is missing: add it, with a string that is not empty.",
        ],
    ),
    "attributes that are none": (
        document({"attributes": []}, {"id": "R-3", "attributes": {"": 1}}),
        [
            "$.requests[0].attributes must be an object, not [] (list).",
            "$.requests[1].attributes[''] cannot be '': give a string that is not empty.",
        ],
    ),
    "requests on a relationship that cannot be read": (
        document(
            {},
            {"id": "R-3", "relationship": "desk/ana/laptop"},
            relationships=[{"provider": "it", "customer": {"kind": "retail", "party": 7}, "service": "repair"}],
        ),
        [
            "$.relationships[0].customer.party must be a string, not 7 (int).",
            "$.requests[0].relationship cannot be 'it/desk/repair': nothing that can be read has this id; mend $.relationships[0] first.",
            "$.requests[1].relationship cannot be 'desk/ana/laptop': nothing that can be read has this id; mend $.relationships[0] first.",
        ],
    ),
    "requests on a relationship of a slip": (
        document({}, relationships=[{"provider": "it", "customer": "desk", "sevice": "repair"}]),
        [
            "$.relationships[0].sevice: unknown key: did you mean 'service'?",
            "$.relationships[0]: the key 'service' is missing: add it, with a string that is not empty.",
            "$.requests[0].relationship cannot be 'it/desk/repair': nothing that can be read has this id; mend $.relationships[0] first.",
        ],
    ),
    "requests on a relationship with an id of its own that cannot be read": (
        document(
            {"relationship": "R"},
            {"id": "R-3"},
            relationships=[{"id": "R", "provider": "it", "customer": "desk", "service": 7}],
        ),
        [
            "$.relationships[0].service must be a string, not 7 (int).",
            "$.requests[1].relationship cannot be 'it/desk/repair': nothing under 'relationships' has this id; add it there.",
            "$.requests[0].relationship cannot be 'R': what has this id cannot be read; mend $.relationships[0] first.",
        ],
    ),
    "a later version": (
        {"relclient": 3, "backlog": []},
        [
            "$.relclient cannot be 3: this release reads versions 1 and 2; a later one wrote the document, so install that.",
        ],
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_document_is_refused_with_every_fault_and_its_path(name):
    data, expected = MALFORMED[name]
    assert faults(data) == expected
