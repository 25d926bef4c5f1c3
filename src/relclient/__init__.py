"""
Customer relationship modeling: who is a customer of whom, what hangs on it, and who comes first.

>>> from datetime import date
>>> from relclient import Period
>>> date(2026, 6, 1) in Period.through(date(2026, 3, 1), date(2026, 5, 31))
False
"""

from relclient.errors import (
    ConflictingIds,
    EmptyPeriod,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    NeverOpens,
    OwnCustomer,
    OwnershipCycle,
    Problems,
    RelclientError,
    TwoParents,
    UndeclaredKind,
    UnknownParty,
    UnknownZone,
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
from relclient.timing.calendars import WorkCalendar
from relclient.timing.occasions import Occasion
from relclient.timing.periods import Period

__all__ = [
    "AccountCustomer",
    "Affiliation",
    "AnyCustomer",
    "AnyExternalCustomer",
    "AnyInternalCustomer",
    "Approval",
    "B2BCustomer",
    "Capacity",
    "ClockEvent",
    "ConflictingIds",
    "Customer",
    "CustomerKind",
    "EmptyPeriod",
    "EventType",
    "ExternalCustomer",
    "FrameworkCustomer",
    "Function",
    "HorizontalCustomer",
    "Impact",
    "InternalCustomer",
    "InvalidType",
    "InvalidValue",
    "Market",
    "MarketScope",
    "NaiveDatetime",
    "NeverOpens",
    "Occasion",
    "OperationalCustomer",
    "Organization",
    "Override",
    "OwnCustomer",
    "OwnershipCycle",
    "Party",
    "Period",
    "Person",
    "Priority",
    "Problems",
    "Relationship",
    "RelclientError",
    "RetailCustomer",
    "Risk",
    "ServiceLevelAgreement",
    "ServiceRequest",
    "ServiceTarget",
    "Side",
    "SituationalCustomer",
    "TwoParents",
    "UndeclaredKind",
    "UnknownParty",
    "UnknownZone",
    "Urgency",
    "WorkCalendar",
]
