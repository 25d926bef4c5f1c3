"""
Customer relationship modeling: who is a customer of whom, what hangs on it, and who comes first.

>>> from datetime import date
>>> from relclient import Period
>>> date(2026, 6, 1) in Period.through(date(2026, 3, 1), date(2026, 5, 31))
False
"""

from relclient.errors import (
    ConflictingIds,
    ContradictoryTables,
    DocumentProblem,
    EmptyPeriod,
    InvalidType,
    InvalidValue,
    MissingExtra,
    NaiveDatetime,
    NeverOpens,
    OwnCustomer,
    OwnershipCycle,
    Problems,
    RelclientError,
    TwoParents,
    UndeclaredKind,
    UnknownId,
    UnknownParty,
    UnknownRelationship,
    UnknownRule,
    UnknownService,
    UnknownZone,
    UnsoundTable,
    WrongFacts,
)
from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget
from relclient.model.customers import (
    AccountCustomer,
    AnyCustomer,
    AnyExternalCustomer,
    AnyInternalCustomer,
    B2BCustomer,
    Customer,
    ExternalCustomer,
    FrameworkCustomer,
    HorizontalCustomer,
    InternalCustomer,
    Market,
    OperationalCustomer,
    RetailCustomer,
    SituationalCustomer,
)
from relclient.model.kinds import CustomerKind, MarketScope, Side
from relclient.model.levels import Impact, Override, Priority, Urgency
from relclient.model.parties import Affiliation, Capacity, Function, Organization, Party, Person
from relclient.model.relationships import Approval, Relationship, Risk
from relclient.model.requests import ClockEvent, EventType, ServiceRequest
from relclient.network.answers import PartyClassification, Role
from relclient.network.impact import Affected, Outage
from relclient.network.service_network import ServiceNetwork
from relclient.rules.answers import Decision, PassedOver
from relclient.rules.classification import KIND_TABLE, SIDE_TABLE, Classification, Evidence, classify
from relclient.rules.clocks import Clock, ClockState, Promise, resolution_clock, response_clock
from relclient.rules.matrix import PRIORITY_MATRIX
from relclient.rules.rows import HitPolicy, Rule
from relclient.rules.steps import ClockStep, ClockSteps, StepKind
from relclient.rules.tables import DecisionTable, Overlap
from relclient.timing.calendars import WorkCalendar
from relclient.timing.occasions import Occasion
from relclient.timing.periods import Period

__all__ = [
    "KIND_TABLE",
    "PRIORITY_MATRIX",
    "SIDE_TABLE",
    "AccountCustomer",
    "Affected",
    "Affiliation",
    "AnyCustomer",
    "AnyExternalCustomer",
    "AnyInternalCustomer",
    "Approval",
    "B2BCustomer",
    "Capacity",
    "Classification",
    "Clock",
    "ClockEvent",
    "ClockState",
    "ClockStep",
    "ClockSteps",
    "ConflictingIds",
    "ContradictoryTables",
    "Customer",
    "CustomerKind",
    "Decision",
    "DecisionTable",
    "DocumentProblem",
    "EmptyPeriod",
    "EventType",
    "Evidence",
    "ExternalCustomer",
    "FrameworkCustomer",
    "Function",
    "HitPolicy",
    "HorizontalCustomer",
    "Impact",
    "InternalCustomer",
    "InvalidType",
    "InvalidValue",
    "Market",
    "MarketScope",
    "MissingExtra",
    "NaiveDatetime",
    "NeverOpens",
    "Occasion",
    "OperationalCustomer",
    "Organization",
    "Outage",
    "Overlap",
    "Override",
    "OwnCustomer",
    "OwnershipCycle",
    "Party",
    "PartyClassification",
    "PassedOver",
    "Period",
    "Person",
    "Priority",
    "Problems",
    "Promise",
    "Relationship",
    "RelclientError",
    "RetailCustomer",
    "Risk",
    "Role",
    "Rule",
    "ServiceLevelAgreement",
    "ServiceNetwork",
    "ServiceRequest",
    "ServiceTarget",
    "Side",
    "SituationalCustomer",
    "StepKind",
    "TwoParents",
    "UndeclaredKind",
    "UnknownId",
    "UnknownParty",
    "UnknownRelationship",
    "UnknownRule",
    "UnknownService",
    "UnknownZone",
    "UnsoundTable",
    "Urgency",
    "WorkCalendar",
    "WrongFacts",
    "classify",
    "resolution_clock",
    "response_clock",
]
