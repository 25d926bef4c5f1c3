"""Policies: what a priority policy is made of, and how another is made from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from hashlib import sha256
from typing import Final, Self, TypeAlias, TypeGuard

from attrs import evolve, field, fields, frozen

from relclient._facts import Domain
from relclient._validation import as_sequence, check_instance, check_text
from relclient.decision_tables.table import DecisionTable, Rule
from relclient.errors import InvalidType, InvalidValue, Problems, RelclientError
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Impact, Priority, Urgency
from relclient.ranking.criteria import TIE_BREAKS, ByAttribute, ByKey, Criterion, Deciding
from relclient.sla.priority_matrix import PRIORITY_MATRIX

Which: TypeAlias = Criterion | type[Criterion] | str
"""A criterion of a policy: itself, its class, or the name of an attribute or a key."""

MATRIX_INPUTS: Final[Mapping[str, Domain]] = {"impact": Impact, "urgency": Urgency, "side": Side, "kind": CustomerKind}
"""What a matrix may take, each with its facts."""
_MICROSECOND = timedelta(microseconds=1)


def _as_criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return as_sequence(criteria, "PriorityPolicy.criteria")


@frozen
class Policy:
    """The content of a priority policy; `PriorityPolicy` adds the ranking."""

    name: str
    """What people call it."""
    criteria: tuple[Criterion, ...] = field(converter=_as_criteria)
    """What is compared, in this order; ties end at the time received, then at the id."""
    matrix: DecisionTable[Priority] = PRIORITY_MATRIX
    """What gives the level of a request that is neither set by hand nor changed since."""

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

    def with_criterion(self, criterion: Criterion, before: Which | None = None) -> Self:
        """
        Make the policy that has *criterion* as well: in front of *before*, or at the end.

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
        Make the policy that lacks a criterion, named as in `with_criterion`.

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
        Make the policy in which *criterion* stands where the one of its class is (and of its name, if it has one).

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
        Make the policy whose levels come from *matrix*.

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
        A string of 64 digits that is the same for equal policies, on every machine and in every run.

        A function enters by the name of its criterion only.
        """
        content = {
            "name": self.name,
            "criteria": [_content(criterion) for criterion in self.criteria],
            "matrix": self.matrix.fingerprint,
        }
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def deciding(self) -> tuple[Deciding, ...]:
        """All that is compared: the criteria, then the time received and the id, which end ties."""
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
    takes = ", ".join(f"{name} ({domain.__name__})" for name, domain in MATRIX_INPUTS.items())
    problems: list[RelclientError] = [
        InvalidValue(f"the input {name!r} of matrix {matrix.name!r}", domain.__name__, f"a matrix takes any of {takes}")
        for name, domain in matrix.inputs.items()
        if MATRIX_INPUTS.get(name) is not domain
    ]
    problems += [
        InvalidType(f"the answer of rule {rule.id!r} of matrix {matrix.name!r}", rule.then, "a Priority")
        for rule in _untyped(matrix)
        if not isinstance(rule.then, Priority)
    ]
    return problems


def _untyped(matrix: DecisionTable[Priority]) -> Sequence[Rule[object]]:
    """Give the rules without what the checker believes of their answers."""
    return matrix.rules


def _content(criterion: Criterion) -> dict[str, object]:
    """Give *criterion* in a form that JSON writes in one way only."""
    values = {each.name: getattr(criterion, each.name) for each in fields(type(criterion))}
    return {"type": type(criterion).__name__} | {
        name: _plain(value)
        for name, value in values.items()
        if not (isinstance(criterion, ByKey) and name == "function")
    }


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if _is_tuple(value):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)
