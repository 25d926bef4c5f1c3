"""A desk with random requests, as objects and as rows, on which all engines have to agree."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

from relclient import (
    PRIORITY_MATRIX,
    AccountCustomer,
    B2BCustomer,
    ByAttribute,
    ByKind,
    ByPriority,
    CustomerKind,
    DecisionTable,
    EarliestDue,
    ExternalFirst,
    FrameworkCustomer,
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
    Rule,
    ServiceNetwork,
    ServiceRequest,
    Side,
    Urgency,
)

AT = datetime(2026, 3, 29, 3, 30, tzinfo=UTC)
DESK = Organization("desk")
KITCHEN, OFFICE, CELLAR = map(Organization, ["kitchen", "office", "cellar"])
CUSTOMERS = [
    HorizontalCustomer(KITCHEN),
    OperationalCustomer(CELLAR),
    FrameworkCustomer(OFFICE),
    RetailCustomer(Person("guest")),
    AccountCustomer(Person("regular"), "A-1"),
    B2BCustomer(Organization("agency")),
]
RELATIONSHIPS = [Relationship(DESK, customer, "help") for customer in CUSTOMERS]
# The cellar serves the kitchen, and the kitchen a guest; nobody outside waits on the office.
CHAIN = [
    Relationship(KITCHEN, RetailCustomer(Person("guest")), "dinner"),
    Relationship(CELLAR, HorizontalCustomer(KITCHEN), "wine"),
]
NETWORK = ServiceNetwork(relationships=[*RELATIONSHIPS, *CHAIN])

TYPES = {
    "id": "text",
    "received": "instant",
    "due": "instant",
    "party": "text",
    "side": "text",
    "kind": "text",
    "serves_external": "flag",
    "impact": "text",
    "urgency": "text",
    "override": "text",
    "vip": "flag",
    "steps": "whole",
    "cost": "real",
    "queue": "text",
    "promised": "instant",
}
_ALPHABET = "aZ9~ é€😀ł-ß中"

_BY_SIDE = DecisionTable(
    "by side",
    {"side": Side, "impact": Impact, "urgency": Urgency},
    [
        Rule("outside", {"side": Side.EXTERNAL, "impact": {Impact.HIGH, Impact.MEDIUM}}, Priority.CRITICAL),
        Rule("soon", {"urgency": Urgency.HIGH}, Priority.HIGH),
        Rule("other", {}, Priority.PLANNING),
    ],
)
_BY_KIND = DecisionTable(
    "by kind",
    {"kind": CustomerKind, "urgency": Urgency},
    [
        Rule("business", {"kind": CustomerKind.B2B}, Priority.HIGH),
        Rule("soon", {"urgency": Urgency.HIGH}, Priority.MODERATE),
        Rule("later", {"urgency": {Urgency.LOW, Urgency.MEDIUM}}, Priority.LOW),
    ],
)
_CELL = Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.CRITICAL)
_DAY = timedelta(days=1)

POLICIES = [
    PriorityPolicy.external_first(),
    PriorityPolicy.equal_footing(),
    PriorityPolicy.by_deadline(),
    PriorityPolicy("first come", []),
    PriorityPolicy("waiting before side", [LongestWaiting(), ExternalFirst(chain=False)]),
    PriorityPolicy("without chain", [ExternalFirst(chain=False), ByPriority()]),
    PriorityPolicy("ageing", [ByPriority(lift_after=_DAY, lift_to=Priority.CRITICAL), EarliestDue(missing="first")]),
    PriorityPolicy("ageing by ages", [ByPriority(lift_after=timedelta(days=900_000)), ExternalFirst()]),
    PriorityPolicy("edited cell", [ByPriority()], PRIORITY_MATRIX.replacing(_CELL)),
    PriorityPolicy("by side", [ByPriority(lift_after=2 * _DAY)], _BY_SIDE),
    PriorityPolicy("by kind", [ByPriority(), ByKind([CustomerKind.B2B, CustomerKind.HORIZONTAL])], _BY_KIND),
    PriorityPolicy("all kinds", [ByKind(reversed(CustomerKind))]),
    PriorityPolicy("flags down", [ByAttribute("vip", descending=True, missing="last"), ByPriority()]),
    PriorityPolicy("flags up", [ByAttribute("vip", missing="first"), ByAttribute("steps", missing="last")]),
    PriorityPolicy(
        "numbers down",
        [ByAttribute("steps", descending=True, missing="first"), ByAttribute("cost", descending=True, missing="last")],
    ),
    PriorityPolicy("costs", [ByAttribute("cost", missing="first"), ExternalFirst()]),
    PriorityPolicy("texts", [ByAttribute("queue", missing="last"), ByPriority()]),
    PriorityPolicy(
        "texts down", [ByPriority(), ByAttribute("queue", descending=True, missing="first"), LongestWaiting()]
    ),
    PriorityPolicy("times down", [ByAttribute("promised", descending=True, missing="last")]),
]


def requests(count, seed=0):
    """Return *count* requests, many of them alike."""
    random = Random(seed)
    zones = [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=9))]

    def instant():
        # Around the clock changes of the end of March, often the same, once in a while by a microsecond.
        minutes = timedelta(minutes=random.randrange(0, 3000, 30), microseconds=random.choice([0, 0, 0, 1]))
        return (AT - timedelta(days=1) + minutes).astimezone(random.choice(zones))

    def maybe(value):
        return value if random.random() < 0.6 else None

    ids = {"".join(random.choices(_ALPHABET, k=6)) for _ in range(2 * count)}
    made = []
    for id in sorted(ids)[:count]:
        attributes = {
            "vip": maybe(random.random() < 0.5),
            "steps": maybe(random.choice([-(2**63), -1, 0, 1, 7, 2**63 - 1])),
            "cost": maybe(random.choice([-0.0, 0.0, 1.5, -2.5, float("inf"), float("-inf")])),
            "queue": maybe("".join(random.choices(_ALPHABET, k=random.choice([0, 1, 2])))),
            "promised": maybe(instant()),
        }
        override = Override(random.choice(list(Priority)), "by hand") if random.random() < 0.2 else None
        made.append(
            ServiceRequest(
                id,
                random.choice(RELATIONSHIPS),
                received=instant(),
                impact=random.choice(list(Impact)),
                urgency=random.choice(list(Urgency)),
                due=maybe(instant()),
                override=override,
                attributes={name: value for name, value in attributes.items() if value is not None},
            )
        )
    random.shuffle(made)
    return made


def row_of(request):
    """Return what a frame holds of *request*."""
    customer = request.relationship.customer
    is_outside = customer.side is Side.EXTERNAL
    return {
        "id": request.id,
        "received": request.received.astimezone(UTC),
        "due": request.due and request.due.astimezone(UTC),
        "party": customer.id,
        "side": customer.side.value,
        "kind": customer.kind.value,
        # Nobody asks this of external customers.
        "serves_external": None if is_outside else NETWORK.serves_external(customer.id, on=AT.date()),
        "impact": request.impact.value,
        "urgency": request.urgency.value,
        "override": request.override and request.override.priority.value,
        **{name: request.attributes.get(name) for name in ("vip", "steps", "cost", "queue", "promised")},
    }


POLICIES_FOR_SLOW_ENGINES = [
    PriorityPolicy.external_first(),
    PriorityPolicy.by_deadline(),
    PriorityPolicy("ageing by kind", [ByPriority(lift_after=_DAY, lift_to=Priority.CRITICAL)], _BY_KIND),
    PriorityPolicy(
        "attributes",
        [
            ByAttribute("vip", descending=True, missing="last"),
            ByAttribute("queue", descending=True, missing="first"),
            ByAttribute("cost", missing="first"),
            ByAttribute("steps", descending=True, missing="last"),
        ],
    ),
]
