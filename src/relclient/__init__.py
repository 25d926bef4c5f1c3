"""
Customer relationship modeling: who is a customer of whom, what hangs on it, and who comes first.

>>> from datetime import date
>>> from relclient import Period
>>> date(2026, 6, 1) in Period.through(date(2026, 3, 1), date(2026, 5, 31))
False
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relclient.decisions.answers import Move, Ranked
    from relclient.decisions.criteria import (
        ByAttribute,
        ByKey,
        ByKind,
        ByPriority,
        EarliestDue,
        ExternalFirst,
        LongestWaiting,
    )
    from relclient.decisions.priority import PriorityPolicy
    from relclient.decisions.ranking import Ranking
    from relclient.decisions.soundness import DEFAULT_RULES, SoundnessRule, Violation, check
    from relclient.errors import (
        ConflictingIds,
        ContradictoryTables,
        DocumentProblem,
        EmptyPeriod,
        InvalidType,
        InvalidValue,
        MissingExtra,
        MissingValue,
        NaiveDatetime,
        NeverOpens,
        OwnCustomer,
        OwnershipCycle,
        Problems,
        RelclientError,
        StaleNetwork,
        TwoParents,
        UndeclaredKind,
        UnknownColumn,
        UnknownId,
        UnknownParty,
        UnknownRelationship,
        UnknownRequest,
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
    from relclient.model.interactions import Interaction, InteractionType
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
    from relclient.rules.standing import Standing, standing
    from relclient.rules.steps import ClockStep, ClockSteps, StepKind
    from relclient.rules.tables import DecisionTable, Overlap
    from relclient.timing.calendars import WorkCalendar
    from relclient.timing.occasions import Occasion
    from relclient.timing.periods import Period

__all__ = [
    "DEFAULT_RULES",
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
    "ByAttribute",
    "ByKey",
    "ByKind",
    "ByPriority",
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
    "EarliestDue",
    "EmptyPeriod",
    "EventType",
    "Evidence",
    "ExternalCustomer",
    "ExternalFirst",
    "FrameworkCustomer",
    "Function",
    "HitPolicy",
    "HorizontalCustomer",
    "Impact",
    "Interaction",
    "InteractionType",
    "InternalCustomer",
    "InvalidType",
    "InvalidValue",
    "LongestWaiting",
    "Market",
    "MarketScope",
    "MissingExtra",
    "MissingValue",
    "Move",
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
    "PriorityPolicy",
    "Problems",
    "Promise",
    "Ranked",
    "Ranking",
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
    "SoundnessRule",
    "StaleNetwork",
    "Standing",
    "StepKind",
    "TwoParents",
    "UndeclaredKind",
    "UnknownColumn",
    "UnknownId",
    "UnknownParty",
    "UnknownRelationship",
    "UnknownRequest",
    "UnknownRule",
    "UnknownService",
    "UnknownZone",
    "UnsoundTable",
    "Urgency",
    "Violation",
    "WorkCalendar",
    "WrongFacts",
    "check",
    "classify",
    "resolution_clock",
    "response_clock",
    "standing",
]

# Each name is imported from its module when it is first used, so that a program pays only for what it uses:
# making a hundred checked classes takes longer than importing attrs and dateutil together.
_NAMES = {
    "relclient.decisions.answers": ("Move", "Ranked"),
    "relclient.decisions.criteria": (
        "ByAttribute",
        "ByKey",
        "ByKind",
        "ByPriority",
        "EarliestDue",
        "ExternalFirst",
        "LongestWaiting",
    ),
    "relclient.decisions.priority": ("PriorityPolicy",),
    "relclient.decisions.ranking": ("Ranking",),
    "relclient.decisions.soundness": ("DEFAULT_RULES", "SoundnessRule", "Violation", "check"),
    "relclient.errors": (
        "ConflictingIds",
        "ContradictoryTables",
        "DocumentProblem",
        "EmptyPeriod",
        "InvalidType",
        "InvalidValue",
        "MissingExtra",
        "MissingValue",
        "NaiveDatetime",
        "NeverOpens",
        "OwnCustomer",
        "OwnershipCycle",
        "Problems",
        "RelclientError",
        "StaleNetwork",
        "TwoParents",
        "UndeclaredKind",
        "UnknownColumn",
        "UnknownId",
        "UnknownParty",
        "UnknownRelationship",
        "UnknownRequest",
        "UnknownRule",
        "UnknownService",
        "UnknownZone",
        "UnsoundTable",
        "WrongFacts",
    ),
    "relclient.model.agreements": ("ServiceLevelAgreement", "ServiceTarget"),
    "relclient.model.customers": (
        "AccountCustomer",
        "AnyCustomer",
        "AnyExternalCustomer",
        "AnyInternalCustomer",
        "B2BCustomer",
        "Customer",
        "ExternalCustomer",
        "FrameworkCustomer",
        "HorizontalCustomer",
        "InternalCustomer",
        "Market",
        "OperationalCustomer",
        "RetailCustomer",
        "SituationalCustomer",
    ),
    "relclient.model.interactions": ("Interaction", "InteractionType"),
    "relclient.model.kinds": ("CustomerKind", "MarketScope", "Side"),
    "relclient.model.levels": ("Impact", "Override", "Priority", "Urgency"),
    "relclient.model.parties": ("Affiliation", "Capacity", "Function", "Organization", "Party", "Person"),
    "relclient.model.relationships": ("Approval", "Relationship", "Risk"),
    "relclient.model.requests": ("ClockEvent", "EventType", "ServiceRequest"),
    "relclient.network.answers": ("PartyClassification", "Role"),
    "relclient.network.impact": ("Affected", "Outage"),
    "relclient.network.service_network": ("ServiceNetwork",),
    "relclient.rules.answers": ("Decision", "PassedOver"),
    "relclient.rules.classification": ("KIND_TABLE", "SIDE_TABLE", "Classification", "Evidence", "classify"),
    "relclient.rules.clocks": ("Clock", "ClockState", "Promise", "resolution_clock", "response_clock"),
    "relclient.rules.matrix": ("PRIORITY_MATRIX",),
    "relclient.rules.rows": ("HitPolicy", "Rule"),
    "relclient.rules.standing": ("Standing", "standing"),
    "relclient.rules.steps": ("ClockStep", "ClockSteps", "StepKind"),
    "relclient.rules.tables": ("DecisionTable", "Overlap"),
    "relclient.timing.calendars": ("WorkCalendar",),
    "relclient.timing.occasions": ("Occasion",),
    "relclient.timing.periods": ("Period",),
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

if not TYPE_CHECKING:  # pragma: no branch  # to a checker, a module with __getattr__ has every name

    def __getattr__(name: str) -> object:
        """Import the public *name* from its module, once."""
        if name not in _HOMES:
            raise AttributeError(f"module 'relclient' has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value


def __dir__() -> list[str]:
    return __all__
