"""The priority matrix: a request's level from its impact and urgency, and what may stand above it."""

from datetime import datetime

from relclient._facts import BUILT_IN_FACTS, Fact
from relclient._validation import check_instance, check_instant
from relclient.decision_tables.table import DecisionTable, Rule
from relclient.errors import InvalidType, UndeclaredKind
from relclient.model.customers import Customer, CustomerKind
from relclient.model.priorities import Impact, Priority, Urgency
from relclient.model.requests import ServiceRequest
from relclient.timing.instants import since_epoch

_CELLS = {
    Impact.HIGH: (Priority.CRITICAL, Priority.HIGH, Priority.MODERATE),
    Impact.MEDIUM: (Priority.HIGH, Priority.MODERATE, Priority.LOW),
    Impact.LOW: (Priority.MODERATE, Priority.LOW, Priority.PLANNING),
}

PRIORITY_MATRIX: DecisionTable[Priority] = DecisionTable(
    "priority",
    {"impact": Impact, "urgency": Urgency},
    [
        Rule(f"{impact.value}-{urgency.value}", {"impact": impact, "urgency": urgency}, level)
        for impact, levels in _CELLS.items()
        for urgency, level in zip(Urgency, levels, strict=True)
    ],
)
"""
The level that impact and urgency give, as ITIL has it: the rule ``high-low`` is high impact with low urgency.

>>> from relclient import Impact, PRIORITY_MATRIX, Priority, Rule, Urgency
>>> PRIORITY_MATRIX.decide(impact=Impact.LOW, urgency=Urgency.LOW).value.label()
'planning'
>>> ours = PRIORITY_MATRIX.replacing(Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.LOW))
>>> ours.decide(impact=Impact.LOW, urgency=Urgency.LOW).value.label()
'low'
"""


def level_at(
    request: ServiceRequest,
    at: datetime,
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX,
    *,
    kind: CustomerKind | None = None,
) -> Priority:
    """
    Return the level of *request* at *at*.

    It is the override's; else that of the last change of priority up to *at*; else what *matrix* gives.
    A matrix may also take ``side`` or ``kind``, those of the declared customer, else *kind*;
    and facts of the app's own, those of the relationship.

    >>> from datetime import datetime, timezone
    >>> from relclient import Impact, Organization, Person, Relationship, RetailCustomer, ServiceRequest, Urgency
    >>> from relclient import level_at
    >>> stay = Relationship(Organization("hotel"), RetailCustomer(Person("mr-pop")), "stay")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> towels = ServiceRequest("R-1", stay, received=monday, impact=Impact.LOW, urgency=Urgency.HIGH)
    >>> level_at(towels, monday).label()
    'moderate'

    Raises:
        NaiveDatetime: *at* has no zone.
        UndeclaredKind: the matrix takes the side or kind, the customer declares none, and *kind* is not given.
        InvalidFacts: the matrix takes a fact of one's own that the relationship lacks, and has no default for it.
        InvalidType: the matrix is no `DecisionTable`, or gives something other than a `Priority`.
    """
    if request.override is not None:
        return request.override.priority
    if request.events:
        check_instant("level_at at", at)
        now = since_epoch(at)
        for event in reversed(request.events):
            if event.priority is not None and since_epoch(event.at) <= now:
                return event.priority
    return computed_level(request, matrix, kind=kind)


def computed_level(
    request: ServiceRequest, matrix: DecisionTable[Priority] = PRIORITY_MATRIX, *, kind: CustomerKind | None = None
) -> Priority:
    """
    Return what *matrix* alone gives *request*, whatever was set by hand or changed since.

    Raises:
        UndeclaredKind: the matrix takes the side or kind, the customer declares none, and *kind* is not given.
        InvalidFacts: the matrix takes a fact of an app's own that the relationship lacks, or has in another domain.
        InvalidType: the matrix is no `DecisionTable`, or gives something other than a `Priority`.
    """
    if matrix is PRIORITY_MATRIX:
        return _LEVELS[request.impact][request.urgency]
    check_instance("matrix", matrix, DecisionTable, "a DecisionTable")
    level = matrix.decide(**matrix_facts(request, matrix, kind=kind)).value
    if type(level) is not Priority:
        raise InvalidType(f"an answer of the matrix {matrix.name!r}", level, "a Priority")
    return level


_LEVELS = {impact: dict(zip(Urgency, levels, strict=True)) for impact, levels in _CELLS.items()}


def matrix_facts(
    request: ServiceRequest, matrix: DecisionTable[Priority], *, kind: CustomerKind | None = None
) -> dict[str, Fact]:
    """
    Return the facts of *request* that *matrix* takes; a bool of one's own that its relationship lacks is no.

    Raises:
        UndeclaredKind: it takes the side or kind, the customer declares none, and *kind* is not given.
    """
    own = request.relationship.facts
    known: dict[str, Fact] = {"impact": request.impact, "urgency": request.urgency, **own}
    if "side" in matrix.inputs or "kind" in matrix.inputs:
        customer = request.relationship.customer
        actual = customer.kind if isinstance(customer, Customer) else kind
        if actual is None:
            raise UndeclaredKind(request.id, customer.id, f"The matrix {matrix.name!r}")
        known |= {"kind": actual, "side": actual.side}
    absent = {name: False for name, domain in matrix.inputs.items() if domain is bool and name not in matrix.defaults}
    return {name: fact for name, fact in (absent | known).items() if name in matrix.inputs}


def takes_own_facts(matrix: DecisionTable[Priority]) -> bool:
    """Return whether the levels that *matrix* gives may differ by facts of an app's own."""
    return not matrix.inputs.keys() <= BUILT_IN_FACTS
