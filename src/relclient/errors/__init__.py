"""Errors: what was wrong, with which value, and what would mend it."""

from relclient.errors.lookups import (
    UnknownColumn,
    UnknownId,
    UnknownParty,
    UnknownRelationship,
    UnknownRequest,
    UnknownRule,
    UnknownService,
    UnknownZone,
)
from relclient.errors.questions import (
    ContradictoryTables,
    MissingValue,
    NaiveDatetime,
    NeverOpens,
    UndeclaredKind,
    UnsoundTable,
    WrongFacts,
)
from relclient.errors.records import (
    ConflictingIds,
    EmptyPeriod,
    OwnCustomer,
    OwnershipCycle,
    StaleNetwork,
    TwoParents,
)
from relclient.errors.roots import (
    DocumentProblem,
    InvalidType,
    InvalidValue,
    MissingExtra,
    Problems,
    RelclientError,
)

__all__ = [
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
]
