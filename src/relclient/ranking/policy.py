"""Priority policies: what is compared to put requests, or customers, in order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, Self, TypeAlias, TypeGuard, final

from attrs import evolve, field, fields, frozen

from relclient._facts import BUILT_IN_FACTS, Domain
from relclient._formatting import digest
from relclient._validation import as_sequence, check_instance, check_text, instance_of
from relclient.decision_tables.table import DecisionTable, Rule
from relclient.errors import InvalidType, InvalidValue, Problems, RelclientError
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Impact, Priority, Urgency
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork
from relclient.ranking.criteria import (
    TIE_BREAKS,
    AnyCriterion,
    ByAttribute,
    ByKey,
    ByPriority,
    Criterion,
    EarliestDue,
    ExternalFirst,
)
from relclient.sla.priority_matrix import PRIORITY_MATRIX

if TYPE_CHECKING:
    from relclient.ranking._arranging import Invalid
    from relclient.ranking.ranking import CustomerRanking, Ranking

Which: TypeAlias = Criterion | type[Criterion] | str
"""A criterion of a policy: itself, its class, or the name of an attribute or a key."""

MATRIX_INPUTS: Final[Mapping[str, Domain]] = {"impact": Impact, "urgency": Urgency, "side": Side, "kind": CustomerKind}
"""What a matrix may take, each with its facts."""
_MICROSECOND = timedelta(microseconds=1)


def _as_criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return as_sequence(criteria, "PriorityPolicy.criteria")


@final
@frozen
class PriorityPolicy:
    """
    A named, ordered tuple of criteria, compared one after the other: the first that parts two requests decides.

    Where none does, the request received first comes first, then the one with the smaller id;
    so the order is total, and the same whatever the order of the input.

    >>> from relclient import ByPriority, EarliestDue, PriorityPolicy
    >>> print(PriorityPolicy("by level", [ByPriority(), EarliestDue(missing="last")]))
    by level: by priority, due time

    Raises:
        InvalidType, InvalidValue: the name is empty, a criterion is none, or stands there twice.
        Problems: the matrix takes what is no fact of a request, or gives what is no `Priority`.
    """

    __module__ = "relclient"

    name: str
    """What people call it."""
    criteria: tuple[Criterion, ...] = field(converter=_as_criteria)
    """What is compared, in this order; ties end at the time received, then at the id."""
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX
    """What gives the level of a request that is neither set by hand nor changed since."""
    restart_on_change: bool = field(default=False, kw_only=True, validator=instance_of(bool, "True or False"))
    """Whether a new level starts the clocks anew from which due times come."""
    count_resolved_time: bool = field(default=False, kw_only=True, validator=instance_of(bool, "True or False"))
    """Whether the time between resolved and reopened counts for due times."""

    def __attrs_post_init__(self) -> None:
        check_text("PriorityPolicy.name", self.name)
        for index, criterion in enumerate(self.criteria):
            what = f"PriorityPolicy.criteria[{index}]"
            check_instance(what, criterion, Criterion, "a criterion, such as ByPriority()")
            if criterion in self.criteria[:index]:
                raise InvalidValue(what, criterion, "it is there already, and would decide nothing the second time")
        check_instance("PriorityPolicy.matrix", self.matrix, DecisionTable, "a DecisionTable")
        if problems := _matrix_problems(self.matrix):
            raise Problems.found(problems)

    @classmethod
    def external_first(cls) -> Self:
        """
        Return the default policy: external customers, and the colleagues on whom they wait, come first.

        >>> from relclient import PriorityPolicy
        >>> print(PriorityPolicy.external_first())
        external first: by side, priority, due time
        """
        return cls("external first", (ExternalFirst(), ByPriority(), EarliestDue(missing="last")))

    @classmethod
    def equal_footing(cls) -> Self:
        """
        Return the policy for which colleagues deserve the same as outsiders.

        >>> from relclient import PriorityPolicy
        >>> print(PriorityPolicy.equal_footing())
        equal footing: by priority, due time
        """
        return cls("equal footing", (ByPriority(), EarliestDue(missing="last")))

    @classmethod
    def by_deadline(cls) -> Self:
        """
        Return the policy for which the earliest promise comes first.

        >>> from relclient import PriorityPolicy
        >>> print(PriorityPolicy.by_deadline())
        by deadline: by due time, side, priority
        """
        return cls("by deadline", (EarliestDue(missing="last"), ExternalFirst(), ByPriority()))

    def rank(  # each option is a keyword that the caller names
        self,
        requests: Iterable[ServiceRequest],
        *,
        at: datetime,
        network: ServiceNetwork | None = None,
        first: int | None = None,
        invalid: "Invalid" = "raise",
    ) -> "Ranking":
        """
        Return *requests* in order as of *at*; with *first*, only so many of them, which takes less time.

        With ``invalid="set_aside"`` requests that cannot be ranked are left out, and stand in ``ranking.set_aside``.
        With *first*, due times that cannot matter are not worked out, and so what is wrong with them is not found.
        Nothing is dropped: filter by ``request.is_open(at)`` before.
        The network is asked as of the day of *at*, in its zone.

        >>> from datetime import UTC, datetime
        >>> from relclient import HorizontalCustomer, Impact, Organization, Person, PriorityPolicy, Relationship
        >>> from relclient import RetailCustomer, ServiceNetwork, ServiceRequest, Urgency
        >>> it, kitchen, office = map(Organization, ["it", "kitchen", "office"])
        >>> dinner = Relationship(kitchen, RetailCustomer(Person("guest")), "dinner")
        >>> ovens = Relationship(it, HorizontalCustomer(kitchen), "ovens")
        >>> files = Relationship(it, HorizontalCustomer(office), "files")
        >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
        >>> same = {"received": monday, "impact": Impact.LOW, "urgency": Urgency.LOW}
        >>> requests = [ServiceRequest("R-1", files, **same), ServiceRequest("R-2", ovens, **same)]
        >>> network = ServiceNetwork(relationships=[dinner, ovens, files])
        >>> for ranked in PriorityPolicy.external_first().rank(requests, at=monday, network=network):
        ...     print(ranked.place, ranked.request.id, ranked.reasons[0])
        1 R-2 side: kitchen is internal, but guest waits on it for dinner
        2 R-1 side: office is internal, and no external customer waits on it

        Raises:
            Problems: all at once: a request that lacks what a criterion compares; an attribute or key that has no
                order, or none with the others; an id that two requests have; no network where the chain of services
                is followed, or a customer whom it does not know; a customer that declares no kind where one is asked
                for and no network is given; an *at* without a zone; an argument of another type.
        """
        from relclient.ranking.ranking import rank_requests  # noqa: PLC0415  # a ranking holds its policy

        return rank_requests(self, requests, at, network, first, invalid)

    def rank_customers(  # each option is a keyword that the caller names
        self,
        relationships: Iterable[Relationship],
        *,
        at: datetime,
        network: ServiceNetwork | None = None,
        first: int | None = None,
        invalid: "Invalid" = "raise",
    ) -> "CustomerRanking":
        """
        Return customers, by their *relationships*, in order as of *at*: whom to look after first.

        The criteria are those that need no request: side, kind, facts by `ByAttribute`, the next need by `EarliestDue`,
        and what a `ByKey` makes of a relationship. Ties end at the id of the relationship.
        The other arguments are those of `rank`.

        >>> from datetime import UTC, datetime
        >>> from relclient import B2BCustomer, ByKind, CustomerKind, ExternalFirst, HorizontalCustomer, Organization
        >>> from relclient import Person, PriorityPolicy, Relationship, RetailCustomer
        >>> shop, office = Organization("shop"), Organization("office")
        >>> goods = [Relationship(shop, customer, "goods") for customer in (
        ...     HorizontalCustomer(office), RetailCustomer(Person("eva")), B2BCustomer(Organization("acme")))]
        >>> calls = PriorityPolicy("call list", [ExternalFirst(chain=False), ByKind([CustomerKind.B2B])])
        >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
        >>> [ranked.relationship.party.id for ranked in calls.rank_customers(goods, at=monday)]
        ['acme', 'eva', 'office']

        Raises:
            Problems: what `rank` raises; a criterion that needs a request.
        """
        from relclient.ranking.ranking import rank_relationships  # noqa: PLC0415  # a ranking holds its policy

        return rank_relationships(self, relationships, at, network, first, invalid)

    def with_criterion(self, criterion: Criterion, before: Which | None = None) -> Self:
        """
        Return the policy that has *criterion* as well: in front of *before*, or at the end.

        *before* is a criterion of this policy, its class, or the name of an attribute or a key.

        >>> from relclient import ByAttribute, EarliestDue, PriorityPolicy
        >>> vip = ByAttribute("vip", descending=True, missing="last")
        >>> policy = PriorityPolicy.external_first().with_criterion(vip, before=EarliestDue)
        >>> print(*policy.criteria, sep=", ")
        side, priority, attribute 'vip', due time

        Raises:
            InvalidType, InvalidValue: *criterion* is none, or is there already, or *before* is not there.
        """
        place = len(self.criteria) if before is None else self._place("with_criterion before", before)
        return self._with(*self.criteria[:place], criterion, *self.criteria[place:])

    def without_criterion(self, which: Which) -> Self:
        """
        Return the policy that lacks a criterion, named as in `with_criterion`.

        >>> from relclient import ExternalFirst, PriorityPolicy
        >>> print(*PriorityPolicy.external_first().without_criterion(ExternalFirst).criteria, sep=", ")
        priority, due time

        Raises:
            InvalidValue: the policy has no such criterion.
        """
        place = self._place("without_criterion", which)
        return self._with(*self.criteria[:place], *self.criteria[place + 1 :])

    def replacing(self, criterion: Criterion) -> Self:
        """
        Return the policy in which *criterion* stands where the one of its class is (and of its name, if it has one).

        >>> from datetime import timedelta
        >>> from relclient import ByPriority, PriorityPolicy
        >>> policy = PriorityPolicy.equal_footing().replacing(ByPriority(lift_after=timedelta(days=2)))
        >>> policy.criteria[0].lift_after.days
        2

        Raises:
            InvalidType, InvalidValue: *criterion* is none, or the policy has none of its class.
        """
        which = criterion.name if isinstance(criterion, ByAttribute | ByKey) else type(criterion)
        place = self._place("replacing", which, type(criterion))
        return self._with(*self.criteria[:place], criterion, *self.criteria[place + 1 :])

    def with_matrix(self, matrix: DecisionTable[Priority]) -> Self:
        """
        Return the policy whose levels come from *matrix*.

        >>> from relclient import Impact, PRIORITY_MATRIX, Priority, PriorityPolicy, Rule, Urgency
        >>> cell = Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.LOW)
        >>> policy = PriorityPolicy.by_deadline().with_matrix(PRIORITY_MATRIX.replacing(cell))
        >>> policy.matrix.rule("low-low").then.label()
        'low'

        Raises:
            InvalidType: *matrix* is no `DecisionTable`.
            Problems: it takes what is no fact of a request, or gives what is no `Priority`.
        """
        return evolve(self, matrix=matrix)

    @property
    def fingerprint(self) -> str:
        """
        SHA-256 hex digest of the content; equal policies have equal fingerprints, on every machine and in every run.

        A function enters by the name of its criterion only.
        """
        content: dict[str, object] = {
            "name": self.name,
            "criteria": [_content(criterion) for criterion in self.criteria],
            "matrix": self.matrix.fingerprint,
        }
        content |= {name: True for name in ("restart_on_change", "count_resolved_time") if getattr(self, name)}
        return digest(content)

    @property
    def deciding(self) -> tuple[AnyCriterion, ...]:
        """All that is compared of requests: the criteria, then the time received and the id, which end ties."""
        return (*self.criteria, *(last for last in TIE_BREAKS if last not in self.criteria))

    def __str__(self) -> str:
        order = ", ".join(map(str, self.criteria)) or "nothing but waiting time"
        return f"{self.name}: by {order}"

    def _with(self, *criteria: Criterion) -> Self:
        return evolve(self, criteria=criteria)

    def _place(self, what: str, which: Which, kind: type[Criterion] | None = None) -> int:
        for place, criterion in enumerate(self.criteria):
            fits = (
                which is type(criterion)
                or which == criterion
                or (isinstance(criterion, ByAttribute | ByKey) and criterion.name == which)
            )
            if fits and (kind is None or type(criterion) is kind):
                return place
        raise InvalidValue(what, which, f"the criteria of {self.name!r} are {', '.join(map(repr, self.criteria))}")


def _matrix_problems(matrix: DecisionTable[Priority]) -> list[RelclientError]:
    takes = ", ".join(f"{name} ({domain.__name__})" for name, domain in MATRIX_INPUTS.items()) + ", facts of your own"
    problems: list[RelclientError] = [
        InvalidValue(f"the input {name!r} of matrix {matrix.name!r}", domain.__name__, f"a matrix takes any of {takes}")
        for name, domain in matrix.inputs.items()
        if name in BUILT_IN_FACTS and MATRIX_INPUTS.get(name) is not domain
    ]
    problems += [
        InvalidType(f"the answer of rule {rule.id!r} of matrix {matrix.name!r}", rule.then, "a Priority")
        for rule in _untyped(matrix)
        if not isinstance(rule.then, Priority)
    ]
    return problems


def _untyped(matrix: DecisionTable[Priority]) -> Sequence[Rule[object]]:
    """Return the rules without what the checker believes of their answers."""
    return matrix.rules


_SINCE_0_1_0: Final = frozenset({"aspect", "counts", "label"})


def _content(criterion: Criterion) -> dict[str, object]:
    """Return *criterion* in a form that JSON writes in one way only."""
    if isinstance(criterion, ByKey):
        return {"type": "ByKey", "name": criterion.name}
    # Fields that 0.1.0 did not have enter where they are not the default: fingerprints kept from then stay right.
    return {"type": type(criterion).__name__} | {
        each.name: _plain(value)
        for each in fields(type(criterion))
        if (value := getattr(criterion, each.name)) != each.default or each.name not in _SINCE_0_1_0
    }


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if _is_tuple(value):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)
