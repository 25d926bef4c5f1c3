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
    from relclient.classification.classification import Classification, classify
    from relclient.classification.evidence import Evidence
    from relclient.classification.rulebook import Rulebook, Severity, SoundnessRule
    from relclient.classification.tables import KIND_TABLE, SIDE_TABLE
    from relclient.decision_tables.decision import Decision, PassedOver
    from relclient.decision_tables.rule import HitPolicy, Rule
    from relclient.decision_tables.table import DecisionTable, Overlap
    from relclient.errors import (
        ConflictingFacts,
        ConflictingIds,
        ContradictoryTables,
        DocumentProblem,
        EmptyPeriod,
        InvalidFacts,
        InvalidType,
        InvalidValue,
        MissingExtra,
        MissingValue,
        MultipleParents,
        NaiveDatetime,
        NeverOpens,
        OwnershipCycle,
        Problems,
        RelclientError,
        RequestProblem,
        SelfRelationship,
        StaleNetwork,
        TooManyReasons,
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
    )
    from relclient.looking_after.card import Card, card
    from relclient.looking_after.follow_ups import follow_ups
    from relclient.looking_after.standing import Objective, ObjectiveName, Stage, Standing, objectives, standing
    from relclient.looking_after.track_record import TrackRecord, track_record
    from relclient.model.affiliations import Affiliation, BusinessFunction, Capacity
    from relclient.model.agreements import ServiceLevelAgreement, ServiceTarget, Target, WorkingDays
    from relclient.model.customers import (
        AccountCustomer,
        AnyCustomer,
        AnyExternalCustomer,
        AnyInternalCustomer,
        B2BCustomer,
        Customer,
        CustomerKind,
        ExternalCustomer,
        FrameworkCustomer,
        HorizontalCustomer,
        InternalCustomer,
        OperationalCustomer,
        RetailCustomer,
        Side,
        SituationalCustomer,
    )
    from relclient.model.interactions import Interaction, InteractionType
    from relclient.model.markets import Market, MarketScope
    from relclient.model.parties import Organization, Party, Person
    from relclient.model.priorities import Impact, Override, Priority, Urgency
    from relclient.model.relationships import Approval, Relationship, Risk
    from relclient.model.requests import ClockEvent, EventType, ServiceRequest
    from relclient.network.answers import PartyClassification, Role
    from relclient.network.impact._propagation import Affected, Outage
    from relclient.network.service_network import ServiceNetwork
    from relclient.network.soundness.rules import DEFAULT_RULES, Violation, check
    from relclient.ranking.criteria import (
        ByAttribute,
        ByKey,
        ByKind,
        ByPriority,
        EarliestDue,
        ExternalFirst,
        LongestWaiting,
    )
    from relclient.ranking.explanation import Move, Ranked
    from relclient.ranking.policy import PriorityPolicy
    from relclient.ranking.ranking import Ranking
    from relclient.sla._steps import ClockStep, ClockSteps, StepKind
    from relclient.sla.clock import Clock, ClockState, Promise, next_reply_clock, resolution_clock, response_clock
    from relclient.sla.due import DueAspect, due_of
    from relclient.sla.priority_matrix import PRIORITY_MATRIX, level_at
    from relclient.timing.periods import Period
    from relclient.timing.recurrence.occasion import Occasion
    from relclient.timing.working_hours.calendar import WorkCalendar

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
    "BusinessFunction",
    "ByAttribute",
    "ByKey",
    "ByKind",
    "ByPriority",
    "Capacity",
    "Card",
    "Classification",
    "Clock",
    "ClockEvent",
    "ClockState",
    "ClockStep",
    "ClockSteps",
    "ConflictingFacts",
    "ConflictingIds",
    "ContradictoryTables",
    "Customer",
    "CustomerKind",
    "Decision",
    "DecisionTable",
    "DocumentProblem",
    "DueAspect",
    "EarliestDue",
    "EmptyPeriod",
    "EventType",
    "Evidence",
    "ExternalCustomer",
    "ExternalFirst",
    "FrameworkCustomer",
    "HitPolicy",
    "HorizontalCustomer",
    "Impact",
    "Interaction",
    "InteractionType",
    "InternalCustomer",
    "InvalidFacts",
    "InvalidType",
    "InvalidValue",
    "LongestWaiting",
    "Market",
    "MarketScope",
    "MissingExtra",
    "MissingValue",
    "Move",
    "MultipleParents",
    "NaiveDatetime",
    "NeverOpens",
    "Objective",
    "ObjectiveName",
    "Occasion",
    "OperationalCustomer",
    "Organization",
    "Outage",
    "Overlap",
    "Override",
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
    "RequestProblem",
    "RetailCustomer",
    "Risk",
    "Role",
    "Rule",
    "Rulebook",
    "SelfRelationship",
    "ServiceLevelAgreement",
    "ServiceNetwork",
    "ServiceRequest",
    "ServiceTarget",
    "Severity",
    "Side",
    "SituationalCustomer",
    "SoundnessRule",
    "Stage",
    "StaleNetwork",
    "Standing",
    "StepKind",
    "Target",
    "TooManyReasons",
    "TrackRecord",
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
    "WorkingDays",
    "card",
    "check",
    "classify",
    "due_of",
    "follow_ups",
    "level_at",
    "next_reply_clock",
    "objectives",
    "resolution_clock",
    "response_clock",
    "standing",
    "track_record",
]

# Each name is imported from its module when it is first used, so that a program pays only for what it uses:
# making a hundred checked classes takes longer than importing attrs and dateutil together.
_NAMES = {
    "relclient.ranking.explanation": ("Move", "Ranked"),
    "relclient.ranking.criteria": (
        "ByAttribute",
        "ByKey",
        "ByKind",
        "ByPriority",
        "EarliestDue",
        "ExternalFirst",
        "LongestWaiting",
    ),
    "relclient.ranking.policy": ("PriorityPolicy",),
    "relclient.ranking.ranking": ("Ranking",),
    "relclient.network.soundness.rules": ("DEFAULT_RULES", "Violation", "check"),
    "relclient.errors": (
        "ConflictingFacts",
        "ConflictingIds",
        "ContradictoryTables",
        "DocumentProblem",
        "EmptyPeriod",
        "InvalidFacts",
        "InvalidType",
        "InvalidValue",
        "MissingExtra",
        "MissingValue",
        "MultipleParents",
        "NaiveDatetime",
        "NeverOpens",
        "OwnershipCycle",
        "Problems",
        "RelclientError",
        "RequestProblem",
        "SelfRelationship",
        "StaleNetwork",
        "TooManyReasons",
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
    ),
    "relclient.model.agreements": ("ServiceLevelAgreement", "ServiceTarget", "Target", "WorkingDays"),
    "relclient.model.customers": (
        "CustomerKind",
        "Side",
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
        "OperationalCustomer",
        "RetailCustomer",
        "SituationalCustomer",
    ),
    "relclient.model.interactions": ("Interaction", "InteractionType"),
    "relclient.model.priorities": ("Impact", "Override", "Priority", "Urgency"),
    "relclient.model.affiliations": ("Affiliation", "BusinessFunction", "Capacity"),
    "relclient.model.markets": ("Market", "MarketScope"),
    "relclient.model.parties": ("Organization", "Party", "Person"),
    "relclient.model.relationships": ("Approval", "Relationship", "Risk"),
    "relclient.model.requests": ("ClockEvent", "EventType", "ServiceRequest"),
    "relclient.network.answers": ("PartyClassification", "Role"),
    "relclient.network.impact._propagation": ("Affected", "Outage"),
    "relclient.network.service_network": ("ServiceNetwork",),
    "relclient.decision_tables.decision": ("Decision", "PassedOver"),
    "relclient.classification.classification": ("Classification", "classify"),
    "relclient.classification.evidence": ("Evidence",),
    "relclient.classification.rulebook": ("Rulebook", "Severity", "SoundnessRule"),
    "relclient.classification.tables": ("KIND_TABLE", "SIDE_TABLE"),
    "relclient.sla.clock": (
        "Clock",
        "ClockState",
        "Promise",
        "next_reply_clock",
        "resolution_clock",
        "response_clock",
    ),
    "relclient.sla.due": ("DueAspect", "due_of"),
    "relclient.sla.priority_matrix": ("PRIORITY_MATRIX", "level_at"),
    "relclient.decision_tables.rule": ("HitPolicy", "Rule"),
    "relclient.looking_after.card": ("Card", "card"),
    "relclient.looking_after.follow_ups": ("follow_ups",),
    "relclient.looking_after.standing": ("Objective", "ObjectiveName", "Stage", "Standing", "objectives", "standing"),
    "relclient.looking_after.track_record": ("TrackRecord", "track_record"),
    "relclient.sla._steps": ("ClockStep", "ClockSteps", "StepKind"),
    "relclient.decision_tables.table": ("DecisionTable", "Overlap"),
    "relclient.timing.working_hours.calendar": ("WorkCalendar",),
    "relclient.timing.recurrence.occasion": ("Occasion",),
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
