"""What relclient 0.1.0 saved of one small hotel, as values of today: ``tests/data/0.1.0`` has the files."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from relclient import (
    PRIORITY_MATRIX,
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    BusinessFunction,
    ByAttribute,
    ByKind,
    ByPriority,
    Capacity,
    ClockEvent,
    CustomerKind,
    DecisionTable,
    EarliestDue,
    EventType,
    ExternalFirst,
    FrameworkCustomer,
    HorizontalCustomer,
    Impact,
    LongestWaiting,
    Market,
    MarketScope,
    Occasion,
    OperationalCustomer,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    Risk,
    Rule,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    Side,
    SituationalCustomer,
    Urgency,
    WorkCalendar,
)
from relclient.ranking.workload import Workload

GROUP, HOTEL, KITCHEN = Organization("group"), Organization("hotel", "Hotel Central"), Organization("kitchen")
MARKETING, SPA, ACME = Organization("marketing"), Organization("spa"), Organization("acme", "Acme SRL")
ANA, DAN, POP, MARIN = Person("ana", "Ana"), Person("dan"), Person("mr-pop", "Mr. Pop"), Person("mrs-marin")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))
OFFICE = WorkCalendar(
    "Europe/Bucharest",
    {d: [(time(9), time(13)), (time(14), time(18))] for d in range(5)},
    {date(2026, 12, 25)},
    {date(2026, 12, 24): []},
)
NIGHT = WorkCalendar("Europe/Bucharest", {5: [(time(22), time(6))]})
DESK = ServiceLevelAgreement(
    "front desk",
    {
        Priority.CRITICAL: ServiceTarget(timedelta(minutes=30), timedelta(hours=4), NIGHT),
        Priority.LOW: ServiceTarget(resolution=timedelta(hours=20)),
    },
    OFFICE,
)
TIES = [
    Affiliation(HOTEL, GROUP, Capacity.SUBSIDIARY, functions=()),
    Affiliation(KITCHEN, HOTEL, Capacity.UNIT, functions={BusinessFunction.PRODUCES}),
    Affiliation(MARKETING, HOTEL, Capacity.UNIT, functions={BusinessFunction.DECIDES_OFFER, BusinessFunction.PRODUCES}),
    Affiliation(SPA, HOTEL, Capacity.UNIT, Period(date(2026, 3, 1)), ()),
    Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, Period(date(2024, 9, 1)), ()),
    Affiliation(DAN, SPA, Capacity.CONTRACTOR, SPRING, ()),
]
PAYDAY = Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25])
# 0.1.0 had names for them: each stands for the segment at home and abroad.
TARGETS = [Market(scope, segment) for segment in ("families", "business travel") for scope in MarketScope]
SERVICES = [
    Relationship(KITCHEN, SituationalCustomer(HOTEL, "stock taking", PAYDAY), "lists", Period(None, date(2027, 1, 1))),
    Relationship(KITCHEN, HorizontalCustomer(ANA, ["served hot", "on time"]), "lunch", staff_discount=Decimal("0.30")),
    Relationship(HOTEL, FrameworkCustomer(MARKETING, ["weekend"], TARGETS), "figures"),
    Relationship(HOTEL, OperationalCustomer(KITCHEN, ["dinners"]), "laundry", agreement=DESK),
    Relationship(HOTEL, RetailCustomer(POP), "stay", SPRING, agreement=DESK),
    Relationship(
        HOTEL, AccountCustomer(MARIN, "G-0042", ANA, Market(MarketScope.FOREIGN, "holidays")), "stay", id="R-1"
    ),
    Relationship(
        HOTEL,
        B2BCustomer(ACME, "A-7", [DAN, ANA], Market(MarketScope.DOMESTIC, "business travel")),
        "banquet",
        approval=Approval(Risk.MANAGED, date(2026, 2, 1)),
    ),
    Relationship(SPA, POP, "massage"),
]
NETWORK = ServiceNetwork(TIES, SERVICES, [Person("nobody")])
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Bucharest"))
REQUESTS = [
    ServiceRequest(
        "towels",
        NETWORK.relationships["hotel/mr-pop/stay/2026-03-01"],
        received=MONDAY,
        impact=Impact.LOW,
        urgency=Urgency.HIGH,
        due=datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=2))),
        events=[
            ClockEvent(EventType.RESPONDED, MONDAY + timedelta(minutes=5)),
            ClockEvent(EventType.PRIORITY_CHANGED, MONDAY + timedelta(hours=1), Priority.HIGH),
            ClockEvent(EventType.PAUSED, MONDAY + timedelta(hours=2)),
            ClockEvent(EventType.RESUMED, MONDAY + timedelta(hours=3)),
            ClockEvent(EventType.RESOLVED, MONDAY + timedelta(hours=4)),
            ClockEvent(EventType.REOPENED, MONDAY + timedelta(hours=5)),
            ClockEvent(EventType.CANCELLED, MONDAY + timedelta(hours=6)),
        ],
        override=Override(Priority.CRITICAL, "the mayor"),
        requester=DAN,
        attributes={"room": 204, "vip": True, "tags": ["a", {"b": None}], "share": 0.5},
    ),
    ServiceRequest(
        "laundry",
        NETWORK.relationships["hotel/kitchen/laundry"],
        received=datetime(2026, 3, 2, 7, 30, tzinfo=UTC),
        impact=Impact.HIGH,
        urgency=Urgency.MEDIUM,
    ),
]
CRITERIA = [
    ExternalFirst(chain=False),
    ByPriority(timedelta(hours=48), Priority.CRITICAL),
    EarliestDue(missing="last"),
    ByAttribute("vip", descending=True, missing="first"),
    ByKind([CustomerKind.B2B, CustomerKind.ACCOUNT]),
    LongestWaiting(),
]
CELLS = PRIORITY_MATRIX.replacing(Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.LOW))
GUESTS = DecisionTable(
    "guests first",
    {"side": Side, "impact": Impact},
    [
        Rule("guests", {"side": Side.EXTERNAL, "impact": {Impact.MEDIUM, Impact.HIGH}}, Priority.HIGH),
        Rule("others", {}, Priority.LOW),
    ],
)

WORKLOAD = Workload(NETWORK, REQUESTS)
POLICIES = {
    "policy.json": PriorityPolicy("every criterion", CRITERIA, CELLS),
    "policy_with_matrix.json": PriorityPolicy("guests first", [ByPriority()], GUESTS),
}
