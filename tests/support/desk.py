"""A hotel's desk: a network, requests of every sort, policies of every sort, and the order written out pair by pair."""

from datetime import UTC, datetime, time, timedelta
from functools import cmp_to_key, partial
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from relclient import (
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    ByTurn,
    Capacity,
    ClockEvent,
    CustomerKind,
    EarliestDue,
    EventType,
    ExternalFirst,
    HorizontalCustomer,
    Impact,
    LongestWaiting,
    OperationalCustomer,
    Organization,
    Override,
    Person,
    Priority,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    Urgency,
    WaitingLast,
    WorkCalendar,
    resolution_clock,
    response_clock,
)

HOUR = timedelta(hours=1)
MADRID = ZoneInfo("Europe/Madrid")
NOON = datetime(2026, 10, 25, 12, tzinfo=MADRID)  # of the Sunday on which 02:00 to 03:00 comes twice

hotel, it = Organization("hotel", "the hotel"), Organization("it", "IT")
kitchen, office = Organization("kitchen", "the kitchen"), Organization("office", "the back office")
guest, agency = Person("guest", "Mr. Pop"), Organization("agency", "the agency")
regular, passer_by = Person("regular", "Mrs. Marin"), Person("passer-by", "a passer-by")

AROUND_THE_CLOCK = WorkCalendar("Europe/Madrid", {day: [(time(0), time(0))] for day in range(7)})
OFFICE_HOURS = WorkCalendar("Europe/Madrid", {day: [(time(9), time(13)), (time(14), time(18))] for day in range(5)})
PROMISED = ServiceLevelAgreement(
    "care",
    {
        Priority.CRITICAL: ServiceTarget(resolution=HOUR),
        Priority.HIGH: ServiceTarget(resolution=4 * HOUR),
        Priority.MODERATE: ServiceTarget(resolution=8 * HOUR),
    },
    OFFICE_HOURS,
)

stay = Relationship(hotel, RetailCustomer(guest), "stay", agreement=PROMISED)
rooms = Relationship(hotel, B2BCustomer(agency), "rooms")
spa = Relationship(hotel, AccountCustomer(regular, "G-1"), "spa")
dinner = Relationship(kitchen, RetailCustomer(guest), "dinner")
ovens = Relationship(it, OperationalCustomer(kitchen), "ovens", agreement=PROMISED)
files = Relationship(it, HorizontalCustomer(office), "files")
lamps = Relationship(hotel, kitchen, "lamps")  # a bare party, which the network finds to be internal
printers = Relationship(hotel, office, "printers")  # another
tour = Relationship(hotel, passer_by, "tour", agreement=PROMISED)  # a bare party, an outsider
RELATIONSHIPS = (stay, rooms, spa, dinner, ovens, files, lamps, printers, tour)

NETWORK = ServiceNetwork([Affiliation(unit, hotel, Capacity.UNIT) for unit in (it, kitchen, office)], RELATIONSHIPS)
KINDS = {
    stay: CustomerKind.RETAIL,
    rooms: CustomerKind.B2B,
    spa: CustomerKind.ACCOUNT,
    dinner: CustomerKind.RETAIL,
    ovens: CustomerKind.OPERATIONAL,
    files: CustomerKind.HORIZONTAL,
    lamps: CustomerKind.FRAMEWORK,  # it serves a guest
    printers: CustomerKind.HORIZONTAL,
    tour: CustomerKind.RETAIL,
}
"""Told here once more, so that the order below does not ask the network."""
OUTSIDE = {stay, rooms, spa, dinner, tour}
AWAITED = {ovens, lamps}
"""A guest waits for the kitchen; the back office serves nobody."""

LEVELS = {
    (Impact.HIGH, Urgency.HIGH): 1,
    (Impact.HIGH, Urgency.MEDIUM): 2,
    (Impact.HIGH, Urgency.LOW): 3,
    (Impact.MEDIUM, Urgency.HIGH): 2,
    (Impact.MEDIUM, Urgency.MEDIUM): 3,
    (Impact.MEDIUM, Urgency.LOW): 4,
    (Impact.LOW, Urgency.HIGH): 3,
    (Impact.LOW, Urgency.MEDIUM): 4,
    (Impact.LOW, Urgency.LOW): 5,
}


def request(id="R-1", relationship=stay, **changes):
    """Make a request of medium impact and urgency, received at ten, where nothing else is said."""
    known = {"received": NOON - 2 * HOUR, "impact": Impact.MEDIUM, "urgency": Urgency.MEDIUM}
    return ServiceRequest(id, relationship, **known | changes)


# Few values of each, so that ties are as common as what parts them; some around the hour that comes twice.
INSTANTS = [
    datetime(2026, 10, 25, 2, 30, tzinfo=MADRID),
    datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=MADRID),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=MADRID),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the same as the one before
    datetime(2026, 10, 24, 18, tzinfo=MADRID),
    datetime(2026, 10, 23, 9, 0, 0, 1, tzinfo=MADRID),
    datetime(2026, 10, 23, 7, tzinfo=UTC),
    datetime(2, 1, 2, tzinfo=UTC),
]
DUES = [None, None, *INSTANTS, NOON + HOUR, datetime(9999, 12, 31, 23, tzinfo=UTC)]
COSTS = [None, 1, 2, 2.0, 3.5, True]
ROOMS = [None, "12", "9"]


AFTER = [-HOUR, timedelta(0), HOUR, 30 * HOUR]
TURNS = [
    EventType.PAUSED,
    EventType.PAUSED,
    EventType.RESUMED,
    EventType.RESOLVED,
    EventType.REOPENED,
    EventType.RESPONDED,
]


def change(random):
    at = NOON + random.choice(AFTER)
    if random.random() < 0.5:
        return ClockEvent(EventType.PRIORITY_CHANGED, at, random.choice(list(Priority)))
    return ClockEvent(random.choice(TURNS), at)


def queue_of(random, most=7):
    """Make some requests, with ids of their own, in no order."""
    return [
        ServiceRequest(
            id,
            random.choice(RELATIONSHIPS),
            received=random.choice(INSTANTS),
            impact=random.choice(list(Impact)),
            urgency=random.choice(list(Urgency)),
            due=random.choice(DUES),
            events=[change(random) for _ in range(random.randrange(3))],
            override=random.choice([None, None, Override(random.choice(list(Priority)), "the mayor")]),
            attributes={"cost": random.choice(COSTS)}
            | ({"room": random.choice(ROOMS)} if random.random() < 0.5 else {}),
        )
        for id in random.sample("abcdefghijklmnop", random.randint(0, most))
    ]


def length_of_service(request):
    return len(request.relationship.service)


def policy_of(random):
    """Make a policy: a preset, or up to four criteria of any sort."""
    missing = random.choice(["first", "last"])
    criteria = [
        ExternalFirst(chain=random.random() < 0.5),
        ByPriority(
            random.choice([None, HOUR, 9 * HOUR, timedelta.max]),
            random.choice(list(Priority)),
            random.choice(["elapsed", "elapsed", "worked"]),
        ),
        EarliestDue(random.choice(["resolution", "resolution", "response", "earliest"]), missing),
        LongestWaiting(),
        WaitingLast(),
        ByTurn(),
        ByAttribute(random.choice(["cost", "room"]), descending=random.random() < 0.5, missing=missing),
        ByKind(random.sample(list(CustomerKind), random.randint(1, 3))),
        ByKey("length of service", length_of_service),
    ]
    options = {"restart_on_change": random.random() < 0.2, "count_resolved_time": random.random() < 0.2}
    drawn = PriorityPolicy("drawn", random.sample(criteria, random.randint(0, 4)), **options)
    presets = [PriorityPolicy.external_first(), PriorityPolicy.equal_footing(), PriorityPolicy.by_deadline()]
    return random.choice([*presets, drawn, drawn, drawn])


# Drawn from a seed, because drawing every choice by itself takes a hundred times as long as ranking.
randoms = st.integers(0, 2**64 - 1).map(Random)
policies = randoms.map(policy_of)
queues = randoms.map(queue_of)
long_queues = randoms.map(partial(queue_of, most=16))


def ordered(requests, policy):
    """Put *requests* in order the slow and plain way: pair by pair, criterion by criterion."""
    return in_order(requests, [*policy.criteria, LongestWaiting()], requests, policy)


def in_order(requests, criteria, queue, policy):
    return sorted(requests, key=cmp_to_key(lambda one, other: weigh(criteria, queue, policy, one, other)))


def weigh(criteria, queue, policy, one, other):
    """Return below 0 when *one* comes first, above 0 when *other* does."""
    for place, criterion in enumerate(criteria):
        if isinstance(criterion, ByTurn):
            found = sign(*(turn(criteria[place + 1 :], queue, policy, each) for each in (one, other)))
        else:
            found = sign(*(key(criterion, each, policy) for each in (one, other)))
        if found:
            return found
    return sign(one.id, other.id)


def turn(later, queue, policy, request):
    """Count the open requests of the customer of *request* up to it; what is not open comes after all turns."""
    if not request.is_open(NOON):
        return len(queue) + 1
    customer = request.relationship.customer.id
    own = [each for each in queue if each.relationship.customer.id == customer and each.is_open(NOON)]
    return in_order(own, later, queue, policy).index(request) + 1


def sign(one, other):
    return (one > other) - (one < other)


def seconds(instant):
    """Return *instant* as a whole number of microseconds, by way of its text."""
    utc = instant.replace(tzinfo=None) - instant.utcoffset()
    return (utc - datetime(1, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001  # it was just put into UTC


def level(request):
    if request.override is not None:
        return request.override.priority.level
    changes = [event for event in request.events if event.priority and seconds(event.at) <= seconds(NOON)]
    return changes[-1].priority.level if changes else LEVELS[request.impact, request.urgency]


def due(request, aspect, policy):
    """Return the due time from the clocks; what is closed before noon has no clock that goes on."""
    options = {"restart_on_change": policy.restart_on_change, "count_resolved_time": policy.count_resolved_time}
    if aspect == "resolution" and request.due is not None:
        return request.due
    if aspect == "earliest":
        dues = [due(request, "resolution", policy)] if request.is_open(NOON) else []
        past = [event.type for event in request.events if seconds(event.at) <= seconds(NOON)]
        if not {EventType.RESPONDED, EventType.RESOLVED} & set(past):
            dues.append(due(request, "response", policy))
        return min((each for each in dues if each is not None), key=seconds, default=None)
    clock = {"resolution": resolution_clock, "response": response_clock}[aspect](request, at=NOON, **options)
    return None if clock is None else clock.due


def pauses(request):
    state = "open"
    for event in request.events:
        if seconds(event.at) <= seconds(NOON):
            match state, event.type:
                case "open", EventType.PAUSED:
                    state = "paused"
                case "paused", EventType.RESUMED:
                    state = "open"
                case "open" | "paused", EventType.RESOLVED:
                    state = "closed"
                case "closed", EventType.REOPENED:
                    state = "open"
    return state == "paused"


def key(criterion, request, policy):  # noqa: C901  # a case for each criterion
    """Return what *criterion* compares, smaller coming first."""
    match criterion:
        case ExternalFirst(chain=chain):
            outside = OUTSIDE | AWAITED if chain else OUTSIDE
            return request.relationship not in outside
        case WaitingLast():
            return pauses(request)
        case ByPriority(lift_after=None):
            return level(request)
        case ByPriority(lift_after=lift_after, lift_to=lift_to, counts=counts):
            waited = timedelta(microseconds=seconds(NOON) - seconds(request.received))
            if counts == "worked" and request.relationship.agreement is not None:
                waited = OFFICE_HOURS.between(request.received, NOON)
            return min(level(request), max(lift_to.level, level(request) - max(waited // lift_after, 0)))
        case EarliestDue(aspect=aspect, missing=where):
            when = due(request, aspect, policy)
            return (where == "last", 0) if when is None else (where == "first", seconds(when))
        case LongestWaiting():
            return seconds(request.received)
        case ByAttribute(name=name, descending=descending, missing=where):
            value = request.attributes.get(name)
            if value is None:
                return (where == "last", ())
            if isinstance(value, str):
                value = tuple(map(ord, value))
                return (where == "first", tuple(-letter for letter in value) if descending else value)
            return (where == "first", (-value if descending else value,))
        case ByKind(order=order):
            kind = KINDS[request.relationship]
            return order.index(kind) if kind in order else len(order)
        case ByKey():
            return criterion.function(request)
