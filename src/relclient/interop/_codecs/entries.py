"""The shape of documents: their sections and the words in which it tells kinds apart."""

from collections.abc import Mapping
from functools import reduce
from types import NoneType, UnionType
from typing import get_args, get_origin

from attrs import frozen

from relclient._facts import Conditions
from relclient._frozen_map import FrozenMap
from relclient.decision_tables.rule import HitPolicy
from relclient.decision_tables.table import DecisionTable
from relclient.labels import Term
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.customers import AnyCustomer, Customer
from relclient.model.parties import Organization, Party, Person
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.ranking.criteria import (
    ByAttribute,
    ByKind,
    ByPriority,
    Criterion,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
)
from relclient.sla.priority_matrix import PRIORITY_MATRIX
from relclient.timing.working_hours.calendar import WorkCalendar

VERSION = 2
"""The version of the format that this release writes; it reads the one before too."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of a calendar's weekly windows, in the order of Python's numbers for them."""
PARTY_KINDS: Mapping[str, type[Party]] = {"person": Person, "organization": Organization}
CUSTOMER_KINDS: Mapping[str, type[Customer]] = {customer.kind.value: customer for customer in get_args(AnyCustomer)}
CRITERION_KINDS: Mapping[str, type[Criterion]] = {
    "external_first": ExternalFirst,
    "by_priority": ByPriority,
    "earliest_due": EarliestDue,
    "longest_waiting": LongestWaiting,
    "by_attribute": ByAttribute,
    "by_kind": ByKind,
}
"""Every criterion but ``ByKey``: a function is no part of a document."""
_ALWAYS: Conditions = FrozenMap({})


@frozen
class NetworkDocument:
    """The root of a network's document; each section refers to those before it, and never to those after."""

    relclient: int
    """The version of the format."""
    parties: tuple[Party, ...] = ()
    """Every party, once; all other sections refer to them by id."""
    calendars: tuple[WorkCalendar, ...] = ()
    """The calendars of the agreements."""
    agreements: tuple[ServiceLevelAgreement, ...] = ()
    """The agreements of the relationships."""
    affiliations: tuple[Affiliation, ...] = ()
    """The ties."""
    relationships: tuple[Relationship, ...] = ()
    """The relationships."""


@frozen
class WorkloadDocument(NetworkDocument):
    """The root of a workload's document: a network's, and the requests."""

    requests: tuple[ServiceRequest, ...] = ()
    """What was asked for."""


@frozen
class CellsDocument:
    """The matrix of a policy that is the usual one but for some cells."""

    cells: Mapping[str, Priority]
    """The other level of each, by its id in the usual matrix, such as high-low: high impact, low urgency."""


@frozen
class RuleDocument:
    """A rule of a matrix."""

    id: str
    """Its name in the matrix."""
    then: Priority
    """The level that it gives."""
    when: Conditions = _ALWAYS
    """The facts that fit, by input: one, or a list; an input that is absent may be anything."""


@frozen
class MatrixDocument:
    """The matrix of a policy, all of it."""

    inputs: tuple[str, ...]
    """What it takes."""
    rules: tuple[RuleDocument, ...]
    """The rows, in order."""
    name: str = PRIORITY_MATRIX.name
    """What it is called in sentences."""
    hit_policy: HitPolicy = HitPolicy.FIRST
    """Which rule answers when several fit."""


MATRIX_FORMS = (CellsDocument, MatrixDocument)
"""What stands for a matrix."""


@frozen
class PolicyDocument:
    """The root of a policy's document."""

    relclient: int
    """The version of the format."""
    name: str
    """What people call it."""
    criteria: tuple[Criterion, ...]
    """What is compared, in this order; ties end at the time received, then at the id."""
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX
    """What gives the level of a request, in one of the forms of a matrix."""


def is_term(of: object) -> bool:
    """Whether *of* is one of the enumerations."""
    return isinstance(of, type) and issubclass(of, Term)


def is_sequence(of: object) -> bool:
    """Whether *of* is the type of a tuple or a set of some other type."""
    return get_origin(of) in {tuple, frozenset}


def is_optional(of: object) -> bool:
    """Whether *of* is some type or None."""
    return isinstance(of, UnionType) and NoneType in get_args(of)


def some_of(optional: UnionType) -> object:
    """Give what an optional is when it is not None."""
    return reduce(_either, (part for part in get_args(optional) if part is not NoneType))


def _either(one: UnionType, other: UnionType) -> UnionType:
    return one | other
