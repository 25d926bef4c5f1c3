# Made of the table in __init__.py by tests/support/public_names.py.

from relclient._facts import Conditions as Conditions
from relclient._facts import Domain as Domain
from relclient._facts import Fact as Fact
from relclient.classification._customer_facts import CustomerFacts as CustomerFacts
from relclient.classification.classification import Classification as Classification
from relclient.classification.classification import classify as classify
from relclient.classification.evidence import Evidence as Evidence
from relclient.classification.party_classification import PartyClassification as PartyClassification
from relclient.classification.rulebook import Finding as Finding
from relclient.classification.rulebook import Rulebook as Rulebook
from relclient.classification.rulebook import Severity as Severity
from relclient.classification.rulebook import SoundnessRule as SoundnessRule
from relclient.classification.tables import KIND_TABLE as KIND_TABLE
from relclient.classification.tables import SIDE_TABLE as SIDE_TABLE
from relclient.classification.tables import KindTable as KindTable
from relclient.classification.tables import SideTable as SideTable
from relclient.decision_tables.decision import Decision as Decision
from relclient.decision_tables.decision import PassedOver as PassedOver
from relclient.decision_tables.explanation import Flip as Flip
from relclient.decision_tables.review import Case as Case
from relclient.decision_tables.review import Difference as Difference
from relclient.decision_tables.rule import HitPolicy as HitPolicy
from relclient.decision_tables.rule import Rule as Rule
from relclient.decision_tables.table import DecisionTable as DecisionTable
from relclient.decision_tables.table import Overlap as Overlap
from relclient.errors import ConflictingFacts as ConflictingFacts
from relclient.errors import ConflictingIds as ConflictingIds
from relclient.errors import ContradictoryTables as ContradictoryTables
from relclient.errors import DocumentProblem as DocumentProblem
from relclient.errors import EmptyPeriod as EmptyPeriod
from relclient.errors import InvalidFacts as InvalidFacts
from relclient.errors import InvalidType as InvalidType
from relclient.errors import InvalidValue as InvalidValue
from relclient.errors import MissingExtra as MissingExtra
from relclient.errors import MissingValue as MissingValue
from relclient.errors import MultipleParents as MultipleParents
from relclient.errors import NaiveDatetime as NaiveDatetime
from relclient.errors import NeverOpens as NeverOpens
from relclient.errors import OwnershipCycle as OwnershipCycle
from relclient.errors import Problems as Problems
from relclient.errors import RelclientError as RelclientError
from relclient.errors import RequestProblem as RequestProblem
from relclient.errors import SelfRelationship as SelfRelationship
from relclient.errors import StaleNetwork as StaleNetwork
from relclient.errors import TooManyReasons as TooManyReasons
from relclient.errors import UndeclaredKind as UndeclaredKind
from relclient.errors import UnknownColumn as UnknownColumn
from relclient.errors import UnknownId as UnknownId
from relclient.errors import UnknownParty as UnknownParty
from relclient.errors import UnknownRelationship as UnknownRelationship
from relclient.errors import UnknownRequest as UnknownRequest
from relclient.errors import UnknownRule as UnknownRule
from relclient.errors import UnknownService as UnknownService
from relclient.errors import UnknownZone as UnknownZone
from relclient.errors import UnsoundTable as UnsoundTable
from relclient.labels import Language as Language
from relclient.labels import Term as Term
from relclient.looking_after.card import Card as Card
from relclient.looking_after.card import card as card
from relclient.looking_after.follow_ups import follow_ups as follow_ups
from relclient.looking_after.standing import Objective as Objective
from relclient.looking_after.standing import ObjectiveName as ObjectiveName
from relclient.looking_after.standing import Stage as Stage
from relclient.looking_after.standing import Standing as Standing
from relclient.looking_after.standing import objectives as objectives
from relclient.looking_after.standing import standing as standing
from relclient.looking_after.track_record import TrackRecord as TrackRecord
from relclient.looking_after.track_record import track_record as track_record
from relclient.model.affiliations import Affiliation as Affiliation
from relclient.model.affiliations import BusinessFunction as BusinessFunction
from relclient.model.affiliations import Capacity as Capacity
from relclient.model.agreements import ServiceLevelAgreement as ServiceLevelAgreement
from relclient.model.agreements import ServiceTarget as ServiceTarget
from relclient.model.agreements import Target as Target
from relclient.model.agreements import WorkingDays as WorkingDays
from relclient.model.customers import AccountCustomer as AccountCustomer
from relclient.model.customers import AnyCustomer as AnyCustomer
from relclient.model.customers import AnyExternalCustomer as AnyExternalCustomer
from relclient.model.customers import AnyInternalCustomer as AnyInternalCustomer
from relclient.model.customers import B2BCustomer as B2BCustomer
from relclient.model.customers import Customer as Customer
from relclient.model.customers import CustomerKind as CustomerKind
from relclient.model.customers import ExternalCustomer as ExternalCustomer
from relclient.model.customers import FrameworkCustomer as FrameworkCustomer
from relclient.model.customers import HorizontalCustomer as HorizontalCustomer
from relclient.model.customers import InternalCustomer as InternalCustomer
from relclient.model.customers import OperationalCustomer as OperationalCustomer
from relclient.model.customers import RetailCustomer as RetailCustomer
from relclient.model.customers import Side as Side
from relclient.model.customers import SituationalCustomer as SituationalCustomer
from relclient.model.interactions import Interaction as Interaction
from relclient.model.interactions import InteractionType as InteractionType
from relclient.model.markets import Market as Market
from relclient.model.markets import MarketScope as MarketScope
from relclient.model.parties import Organization as Organization
from relclient.model.parties import Party as Party
from relclient.model.parties import Person as Person
from relclient.model.priorities import Impact as Impact
from relclient.model.priorities import Override as Override
from relclient.model.priorities import Priority as Priority
from relclient.model.priorities import Urgency as Urgency
from relclient.model.relationships import Approval as Approval
from relclient.model.relationships import Relationship as Relationship
from relclient.model.relationships import Risk as Risk
from relclient.model.requests import ClockEvent as ClockEvent
from relclient.model.requests import EventType as EventType
from relclient.model.requests import ServiceRequest as ServiceRequest
from relclient.model.set_aside import SetAside as SetAside
from relclient.network.answers import Change as Change
from relclient.network.answers import Need as Need
from relclient.network.answers import Role as Role
from relclient.network.answers import RoleKind as RoleKind
from relclient.network.answers import ServedCustomer as ServedCustomer
from relclient.network.edit import Edit as Edit
from relclient.network.edit import Record as Record
from relclient.network.impact._propagation import Affected as Affected
from relclient.network.impact._propagation import Failure as Failure
from relclient.network.impact._propagation import Outage as Outage
from relclient.network.service_network import ServiceNetwork as ServiceNetwork
from relclient.network.soundness.check import Violation as Violation
from relclient.network.soundness.check import check as check
from relclient.network.soundness.rules import DEFAULT_RULES as DEFAULT_RULES
from relclient.network.soundness.rules import has_review as has_review
from relclient.network.soundness.rules import has_standard as has_standard
from relclient.network.soundness.rules import kind_fits as kind_fits
from relclient.network.soundness.rules import living_parent as living_parent
from relclient.network.soundness.rules import needs_approval as needs_approval
from relclient.network.soundness.rules import no_overlap as no_overlap
from relclient.network.soundness.rules import reaches_external as reaches_external
from relclient.network.soundness.rules import sale_approved as sale_approved
from relclient.network.soundness.rules import serves_somebody as serves_somebody
from relclient.network.soundness.rules import staff_price as staff_price
from relclient.ranking._arranging import Invalid as Invalid
from relclient.ranking.criteria import Criterion as Criterion
from relclient.ranking.criteria._behavior import Missing as Missing
from relclient.ranking.criteria.attribute import ByAttribute as ByAttribute
from relclient.ranking.criteria.due import EarliestDue as EarliestDue
from relclient.ranking.criteria.key import ByKey as ByKey
from relclient.ranking.criteria.key import RankingContext as RankingContext
from relclient.ranking.criteria.kind import ByKind as ByKind
from relclient.ranking.criteria.priority import ByPriority as ByPriority
from relclient.ranking.criteria.side import ExternalFirst as ExternalFirst
from relclient.ranking.criteria.turn import ByTurn as ByTurn
from relclient.ranking.criteria.waiting import LongestWaiting as LongestWaiting
from relclient.ranking.criteria.waiting import WaitingLast as WaitingLast
from relclient.ranking.explanation import Contrast as Contrast
from relclient.ranking.explanation import Explanation as Explanation
from relclient.ranking.explanation import Item as Item
from relclient.ranking.explanation import Move as Move
from relclient.ranking.explanation import Needed as Needed
from relclient.ranking.explanation import Ranked as Ranked
from relclient.ranking.explanation import RankedCustomer as RankedCustomer
from relclient.ranking.explanation import Reason as Reason
from relclient.ranking.explanation import Step as Step
from relclient.ranking.policy import PriorityPolicy as PriorityPolicy
from relclient.ranking.ranking import CustomerRanking as CustomerRanking
from relclient.ranking.ranking import Ranking as Ranking
from relclient.ranking.workload import Workload as Workload
from relclient.sla._steps import ClockStep as ClockStep
from relclient.sla._steps import ClockSteps as ClockSteps
from relclient.sla._steps import StepKind as StepKind
from relclient.sla.clock import Clock as Clock
from relclient.sla.clock import ClockState as ClockState
from relclient.sla.clock import Promise as Promise
from relclient.sla.clock import next_reply_clock as next_reply_clock
from relclient.sla.clock import resolution_clock as resolution_clock
from relclient.sla.clock import response_clock as response_clock
from relclient.sla.due import DueAspect as DueAspect
from relclient.sla.due import due_of as due_of
from relclient.sla.event_log import LogRow as LogRow
from relclient.sla.event_log import Phase as Phase
from relclient.sla.event_log import events_from_log as events_from_log
from relclient.sla.priority_matrix import PRIORITY_MATRIX as PRIORITY_MATRIX
from relclient.sla.priority_matrix import level_at as level_at
from relclient.timing.periods import Period as Period
from relclient.timing.recurrence.occasion import Occasion as Occasion
from relclient.timing.working_hours.calendar import WorkCalendar as WorkCalendar

_HOMES: dict[str, str]

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
    "ByTurn",
    "Capacity",
    "Card",
    "Case",
    "Change",
    "Classification",
    "Clock",
    "ClockEvent",
    "ClockState",
    "ClockStep",
    "ClockSteps",
    "Conditions",
    "ConflictingFacts",
    "ConflictingIds",
    "ContradictoryTables",
    "Contrast",
    "Criterion",
    "Customer",
    "CustomerFacts",
    "CustomerKind",
    "CustomerRanking",
    "Decision",
    "DecisionTable",
    "Difference",
    "DocumentProblem",
    "Domain",
    "DueAspect",
    "EarliestDue",
    "Edit",
    "EmptyPeriod",
    "EventType",
    "Evidence",
    "Explanation",
    "ExternalCustomer",
    "ExternalFirst",
    "Fact",
    "Failure",
    "Finding",
    "Flip",
    "FrameworkCustomer",
    "HitPolicy",
    "HorizontalCustomer",
    "Impact",
    "Interaction",
    "InteractionType",
    "InternalCustomer",
    "Invalid",
    "InvalidFacts",
    "InvalidType",
    "InvalidValue",
    "Item",
    "KindTable",
    "Language",
    "LogRow",
    "LongestWaiting",
    "Market",
    "MarketScope",
    "Missing",
    "MissingExtra",
    "MissingValue",
    "Move",
    "MultipleParents",
    "NaiveDatetime",
    "Need",
    "Needed",
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
    "Phase",
    "Priority",
    "PriorityPolicy",
    "Problems",
    "Promise",
    "Ranked",
    "RankedCustomer",
    "Ranking",
    "RankingContext",
    "Reason",
    "Record",
    "Relationship",
    "RelclientError",
    "RequestProblem",
    "RetailCustomer",
    "Risk",
    "Role",
    "RoleKind",
    "Rule",
    "Rulebook",
    "SelfRelationship",
    "ServedCustomer",
    "ServiceLevelAgreement",
    "ServiceNetwork",
    "ServiceRequest",
    "ServiceTarget",
    "SetAside",
    "Severity",
    "Side",
    "SideTable",
    "SituationalCustomer",
    "SoundnessRule",
    "Stage",
    "StaleNetwork",
    "Standing",
    "Step",
    "StepKind",
    "Target",
    "Term",
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
    "WaitingLast",
    "WorkCalendar",
    "WorkingDays",
    "Workload",
    "card",
    "check",
    "classify",
    "due_of",
    "events_from_log",
    "follow_ups",
    "has_review",
    "has_standard",
    "kind_fits",
    "level_at",
    "living_parent",
    "needs_approval",
    "next_reply_clock",
    "no_overlap",
    "objectives",
    "reaches_external",
    "resolution_clock",
    "response_clock",
    "sale_approved",
    "serves_somebody",
    "staff_price",
    "standing",
    "track_record",
]
