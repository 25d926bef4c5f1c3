"""
Customer relationship modeling: who is a customer of whom, what hangs on it, and who comes first.

>>> from datetime import date
>>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
>>> dan, hotel = Person("dan", "Dan"), Organization("hotel", "the hotel")
>>> spring = Period.through(date(2026, 3, 1), date(2026, 5, 31))
>>> network = ServiceNetwork([Affiliation(dan, hotel, Capacity.CONTRACTOR, spring)])
>>> print(network.customer(dan, hotel, on=date(2026, 4, 15)))
Dan, horizontal customer
>>> print(network.customer(dan, hotel, on=date(2026, 6, 15)))
Dan, retail customer
>>> str(network.classify(dan, hotel, on=date(2026, 6, 15)).holds)
'since 2026-06-01'
"""

from importlib import import_module

# The public names by module. Each is imported from there when it is first used, so that a program pays only for what
# it uses: making a hundred checked classes takes longer than importing attrs and dateutil together.
# Type checkers and editors read __init__.pyi, which `python tests/support/public_names.py` makes of this table.
_MODULES = {
    "_facts": "Conditions Domain Fact",
    "classification.classification": "Classification classify",
    "classification.evidence": "Evidence",
    "classification._customer_facts": "CustomerFacts",
    "classification.party_classification": "PartyClassification",
    "classification.rulebook": "Finding Rulebook Severity SoundnessRule",
    "classification.tables": "KIND_TABLE SIDE_TABLE KindTable SideTable",
    "decision_tables.decision": "Decision PassedOver",
    "decision_tables.explanation": "Flip",
    "decision_tables.review": "Case Difference",
    "decision_tables.rule": "HitPolicy Rule",
    "decision_tables.table": "DecisionTable Overlap",
    "errors": (
        "ConflictingFacts ConflictingIds ContradictoryTables DocumentProblem EmptyPeriod InvalidFacts "
        "InvalidType InvalidValue MissingExtra MissingValue MultipleParents NaiveDatetime NeverOpens "
        "OwnershipCycle Problems RelclientError RequestProblem SelfRelationship StaleNetwork TooManyReasons "
        "UndeclaredKind UnknownColumn UnknownId UnknownParty UnknownRelationship UnknownRequest UnknownRule "
        "UnknownService UnknownZone UnsoundTable"
    ),
    "labels": "Language Term",
    "looking_after.card": "Card card",
    "looking_after.follow_ups": "follow_ups",
    "looking_after.standing": "Objective ObjectiveName Stage Standing objectives standing",
    "looking_after.track_record": "TrackRecord track_record",
    "model.affiliations": "Affiliation BusinessFunction Capacity",
    "model.agreements": "ServiceLevelAgreement ServiceTarget Target WorkingDays",
    "model.customers": (
        "AccountCustomer AnyCustomer AnyExternalCustomer AnyInternalCustomer B2BCustomer Customer "
        "CustomerKind ExternalCustomer FrameworkCustomer HorizontalCustomer InternalCustomer "
        "OperationalCustomer RetailCustomer Side SituationalCustomer"
    ),
    "model.interactions": "Interaction InteractionType",
    "model.markets": "Market MarketScope",
    "model.parties": "Organization Party Person",
    "model.priorities": "Impact Override Priority Urgency",
    "model.relationships": "Approval Relationship Risk",
    "model.requests": "ClockEvent EventType ServiceRequest",
    "model.set_aside": "SetAside",
    "network.answers": "Change Need Role RoleKind ServedCustomer",
    "network.edit": "Edit Record",
    "network.impact._propagation": "Affected Failure Outage",
    "network.service_network": "ServiceNetwork",
    "network.soundness.check": "Violation check",
    "network.soundness.rules": (
        "DEFAULT_RULES has_review has_standard kind_fits living_parent needs_approval no_overlap "
        "reaches_external sale_approved serves_somebody staff_price"
    ),
    "ranking._arranging": "Invalid",
    "ranking.criteria": "Criterion",
    "ranking.criteria._behavior": "Missing",
    "ranking.criteria.attribute": "ByAttribute",
    "ranking.criteria.due": "EarliestDue",
    "ranking.criteria.key": "ByKey RankingContext",
    "ranking.criteria.kind": "ByKind",
    "ranking.criteria.priority": "ByPriority",
    "ranking.criteria.side": "ExternalFirst",
    "ranking.criteria.turn": "ByTurn",
    "ranking.criteria.waiting": "LongestWaiting WaitingLast",
    "ranking.explanation": "Contrast Explanation Item Move Needed Ranked RankedCustomer Reason Step",
    "ranking.policy": "PriorityPolicy",
    "ranking.ranking": "CustomerRanking Ranking",
    "ranking.workload": "Workload",
    "sla._steps": "ClockStep ClockSteps StepKind",
    "sla.clock": "Clock ClockState Promise next_reply_clock resolution_clock response_clock",
    "sla.due": "DueAspect due_of",
    "sla.event_log": "LogRow Phase events_from_log",
    "sla.priority_matrix": "PRIORITY_MATRIX level_at",
    "timing.periods": "Period",
    "timing.recurrence.occasion": "Occasion",
    "timing.working_hours.calendar": "WorkCalendar",
}
_HOMES = dict(sorted((name, f"relclient.{module}") for module, names in _MODULES.items() for name in names.split()))
__all__ = list(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]  # the stub lists them


def __getattr__(name: str) -> object:
    """Import the public *name* from its module, once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'relclient' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
