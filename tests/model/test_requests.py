"""Requests: checked values, their events in time order, and whether they are open."""

import pickle
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from relclient import (
    ClockEvent,
    EventType,
    Impact,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Organization,
    Override,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    ServiceRequest,
    Urgency,
)

MADRID = ZoneInfo("Europe/Madrid")
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
STAY = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay")


def request(id="R-1", relationship=STAY, *, received=NINE, impact=Impact.LOW, urgency=Urgency.HIGH, **more):
    return ServiceRequest(id, relationship, received=received, impact=impact, urgency=urgency, **more)


def event(kind, hours, priority=None):
    return ClockEvent(kind, NINE + hours * HOUR, priority)


def test_events_are_kept_in_time_order_and_those_of_one_instant_in_the_order_given():
    paused, resumed, resolved = (
        event(EventType.PAUSED, 1),
        event(EventType.RESUMED, 1),
        event(EventType.RESOLVED, 3),
    )
    assert request(events=[resolved, paused, resumed]).events == (paused, resumed, resolved)
    assert request(events=[resumed, resolved, paused]).events == (resumed, paused, resolved)
    assert request(events=iter([resolved])).events == (resolved,)


def test_a_repeated_hour_is_ordered_by_instants_and_not_by_the_wall_clock():
    received = datetime(2026, 10, 25, 0, tzinfo=UTC)
    first = ClockEvent(EventType.PAUSED, datetime(2026, 10, 25, 2, 50, fold=0, tzinfo=MADRID))
    second = ClockEvent(EventType.RESUMED, datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=MADRID))
    assert request(received=received, events=[second, first]).events == (first, second)


def test_an_event_before_the_request_was_received_is_refused_also_in_a_repeated_hour():
    with pytest.raises(InvalidValue, match="no event lies before the request was received"):
        request(events=[event(EventType.RESOLVED, 1), event(EventType.PAUSED, -1)])
    received = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=MADRID)
    with pytest.raises(InvalidValue):
        request(received=received, events=[ClockEvent(EventType.PAUSED, received.replace(minute=50, fold=0))])
    at_once = ClockEvent(EventType.PAUSED, NINE.astimezone(MADRID))
    assert request(events=[at_once]).events == (at_once,)


def test_a_change_of_priority_and_nothing_else_carries_a_level():
    changed = event(EventType.PRIORITY_CHANGED, 1, Priority.HIGH)
    assert changed.priority is Priority.HIGH
    with pytest.raises(InvalidValue, match="carries the new level"):
        event(EventType.PRIORITY_CHANGED, 1)
    with pytest.raises(InvalidType, match="a Priority"):
        event(EventType.PRIORITY_CHANGED, 1, "high")
    for kind in EventType:
        if kind is not EventType.PRIORITY_CHANGED:
            with pytest.raises(InvalidValue, match="only a PRIORITY_CHANGED"):
                event(kind, 1, Priority.HIGH)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 7),
        ("relationship", "stay"),
        ("received", "2026-03-02"),
        ("received", NINE.date()),
        ("impact", Urgency.LOW),
        ("urgency", 2),
        ("due", "2026-03-02"),
        ("events", ["paused"]),
        ("events", "paused"),
        ("override", Priority.HIGH),
        ("requester", "ana"),
        ("attributes", ["vip"]),
        ("attributes", {1: "vip"}),
    ],
)
def test_a_field_of_another_type_is_refused_by_its_name(field, value):
    with pytest.raises(InvalidType, match=rf"ServiceRequest\.{field}"):
        request(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", ""), ("attributes", {"": 1})],
)
def test_an_empty_text_is_refused(field, value):
    with pytest.raises(InvalidValue):
        request(**{field: value})


def test_times_without_a_zone_are_refused_wherever_they_are_given():
    naive = NINE.replace(tzinfo=None)
    with pytest.raises(NaiveDatetime, match=r"ServiceRequest\.received"):
        request(received=naive)
    with pytest.raises(NaiveDatetime, match=r"ServiceRequest\.due"):
        request(due=naive)
    with pytest.raises(NaiveDatetime, match=r"ClockEvent\.at"):
        ClockEvent(EventType.PAUSED, naive)
    with pytest.raises(NaiveDatetime, match="is_open at"):
        request().is_open(naive)


def test_an_event_of_another_type_or_at_no_instant_is_refused():
    with pytest.raises(InvalidType, match="an EventType"):
        ClockEvent("paused", NINE)
    with pytest.raises(InvalidType, match="a datetime with a zone"):
        ClockEvent(EventType.PAUSED, NINE.date())


def test_a_request_is_open_from_when_it_is_received_until_it_is_closed_and_again_once_reopened():
    events = [
        event(EventType.PAUSED, 1),
        event(EventType.RESOLVED, 2),
        event(EventType.REOPENED, 3),
        event(EventType.CANCELLED, 4),
    ]
    asked = request(events=events)
    hours = [-1, 0, 1, 2, 2.5, 3, 4, 5]
    assert [asked.is_open(NINE + hour * HOUR) for hour in hours] == [
        False,
        True,
        True,
        False,
        False,
        True,
        False,
        False,
    ]


def test_the_last_of_several_events_at_one_instant_says_whether_it_is_open():
    resolved, reopened = event(EventType.RESOLVED, 1), event(EventType.REOPENED, 1)
    assert request(events=[resolved, reopened]).is_open(NINE + HOUR)
    assert not request(events=[reopened, resolved]).is_open(NINE + HOUR)


def test_equal_content_is_equal_hashes_alike_and_survives_pickling():
    def full():
        return request(
            due=NINE + HOUR,
            events=[event(EventType.PRIORITY_CHANGED, 1, Priority.HIGH)],
            override=Override(Priority.CRITICAL, "by hand"),
            requester=Person("ana"),
            attributes={"vip": True, "floor": 2},
        )

    one, other = full(), full()
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert one != request()


def test_a_request_keeps_its_own_copy_of_what_it_is_given():
    attributes, events = {"vip": True}, [event(EventType.PAUSED, 1)]
    asked = request(attributes=attributes, events=events)
    attributes["vip"] = False
    events.clear()
    assert asked.attributes == {"vip": True}
    assert len(asked.events) == 1
    assert request(attributes=asked.attributes).attributes is asked.attributes


def test_a_request_and_an_event_say_what_they_are():
    assert str(request()) == (
        "R-1: mr-pop asks hotel for stay, low impact, high urgency, received 2026-03-02 09:00:00+00:00"
    )
    assert str(event(EventType.RESOLVED, 1)) == "resolved at 2026-03-02 10:00:00+00:00"


def test_every_type_of_event_has_a_name_in_three_languages():
    assert [kind.name for kind in EventType] == [
        "RESPONDED",
        "PAUSED",
        "RESUMED",
        "PRIORITY_CHANGED",
        "RESOLVED",
        "REOPENED",
        "CANCELLED",
        "CUSTOMER_REPLIED",
    ]
    for kind in EventType:
        assert len({kind.label(language) for language in ("en", "es", "ro")}) == 3


# The hour that comes twice, and the ends of time


FIRST, SECOND = (datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=MADRID) for fold in (0, 1))


def test_what_happens_in_the_repeated_hour_is_told_apart():
    """A trap: times of one zone that differ in fold alone are equal to Python."""
    assert ClockEvent(EventType.PAUSED, FIRST) != ClockEvent(EventType.PAUSED, SECOND)
    assert ClockEvent(EventType.PAUSED, FIRST) == ClockEvent(EventType.PAUSED, FIRST.astimezone(UTC))
    assert len({ClockEvent(EventType.PAUSED, moment) for moment in (FIRST, SECOND, SECOND.astimezone(UTC))}) == 2
    one, other = (request(received=moment) for moment in (FIRST, SECOND))
    assert one != other
    assert one == request(received=FIRST.astimezone(UTC))
    assert hash(one) == hash(request(received=FIRST.astimezone(UTC)))
    assert request(due=FIRST) != request(due=SECOND)
    assert request(due=FIRST) == request(due=FIRST.astimezone(UTC)) != request()


TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")


def test_a_request_at_the_ends_of_time_is_open_and_in_order():
    """A trap: year 1 in Tokyo is no year of UTC."""
    dawn = datetime(1, 1, 1, tzinfo=TOKYO)
    dusk = datetime(9999, 12, 31, 23, tzinfo=NEW_YORK)
    closed = ClockEvent(EventType.RESOLVED, dusk)
    asked = request(received=dawn, events=[closed, ClockEvent(EventType.PAUSED, dawn)])
    assert [event.type for event in asked.events] == [EventType.PAUSED, EventType.RESOLVED]
    assert asked.is_open(dawn)
    assert not asked.is_open(dusk)
    assert not request(received=dusk).is_open(dawn)
    with pytest.raises(InvalidValue, match="no event lies before the request was received"):
        request(received=dusk, events=[ClockEvent(EventType.PAUSED, dawn)])
