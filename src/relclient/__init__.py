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
    UnknownParty,
    UnknownZone,
)
from relclient.model.parties import Affiliation, Capacity, Function, Organization, Party, Person
from relclient.timing.calendars import WorkCalendar
from relclient.timing.periods import Period

__all__ = [
    "Affiliation",
    "Capacity",
    "ConflictingIds",
    "EmptyPeriod",
    "Function",
    "InvalidType",
    "InvalidValue",
    "NaiveDatetime",
    "NeverOpens",
    "Organization",
    "OwnCustomer",
    "OwnershipCycle",
    "Party",
    "Period",
    "Person",
    "Problems",
    "RelclientError",
    "TwoParents",
    "UnknownParty",
    "UnknownZone",
    "WorkCalendar",
]
