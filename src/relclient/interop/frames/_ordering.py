"""Orders: the criteria of a policy as columns by which an engine sorts."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, TypeAlias, assert_never

import narwhals as nw
from attrs import frozen

from relclient.errors import InvalidValue, RelclientError
from relclient.interop.frames._checks import Need, Shape
from relclient.interop.frames._engines import Frame, in_utc
from relclient.interop.frames._expressions import Source, needs_of, word_of
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Priority
from relclient.ranking._policies import Policy
from relclient.ranking.criteria import (
    ByAttribute,
    ById,
    ByKey,
    ByKind,
    ByPriority,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
)

LEVELS: Final = {word_of(priority): priority.level for priority in Priority}
SIDES: Final = tuple(map(word_of, Side))
KINDS: Final = tuple(map(word_of, CustomerKind))
_EXTERNAL, _INTERNAL = word_of(Side.EXTERNAL), word_of(Side.INTERNAL)


@frozen
class Bin:
    """A key of few values: whole numbers from 0."""

    key: nw.Expr
    size: int


@frozen
class Scale:
    """A key of many values, compared as they are; among rows that bins before it hold apart, none is null."""

    column: str
    key: nw.Expr | None = None
    """What to compare instead of the column itself."""
    descending: bool = False


Key: TypeAlias = Bin | Scale


Comparable: TypeAlias = ExternalFirst | ByPriority | EarliestDue | LongestWaiting | ByAttribute | ByKind | ById
"""What an engine can compare."""


def policy_problems(policy: Policy) -> list[RelclientError]:
    """Find the criteria that no frame can compare."""
    remedy = "its function is Python and an engine runs none; put what it makes into a column, and take ByAttribute"
    return [
        InvalidValue(f"rank policy criterion {criterion.name!r}", criterion, remedy)
        for criterion in policy.criteria
        if isinstance(criterion, ByKey)
    ]


def attributes_of(policy: Policy) -> list[str]:
    """Name the attributes that *policy* compares."""
    return [criterion.name for criterion in policy.criteria if isinstance(criterion, ByAttribute)]


def policy_needs(policy: Policy, called: Mapping[str, str], *, with_override: bool) -> Iterator[Need]:
    """Tell what *policy* reads."""
    yield Need(called["id"], Shape.ID)
    yield Need(called["received"], Shape.INSTANT)
    yield from level_needs(policy, called, with_override=with_override)
    for criterion in policy.criteria:
        match criterion:
            case ExternalFirst():
                yield Need(called["side"], Shape.WORD, SIDES)
                if criterion.chain:
                    yield Need(called["serves_external"], Shape.FLAG, unless=(called["side"], _EXTERNAL))
            case ByKind():
                yield Need(called["kind"], Shape.WORD, KINDS)
            case EarliestDue():
                yield Need(called["due"], Shape.INSTANT, nulls=criterion.missing is not None)
            case ByAttribute():
                yield Need(called[criterion.name], Shape.ORDERED, nulls=criterion.missing is not None)
            case ByPriority() | LongestWaiting() | ByKey():
                pass
            case _:
                assert_never(criterion)


def level_needs(policy: Policy, called: Mapping[str, str], *, with_override: bool) -> Iterator[Need]:
    """Tell what the level of a request is made of."""
    yield from needs_of(policy.matrix, called)
    if with_override:
        yield Need(called["override"], Shape.WORD, tuple(LEVELS), nulls=True)


def keys_of(criterion: Comparable, source: Source, frame: Frame, at: datetime) -> list[Key]:  # noqa: PLR0911  # one for each criterion
    """Give the keys that *criterion* compares, made of columns of *frame*."""
    match criterion:
        case ExternalFirst():
            return [Bin(_behind(criterion, source), 2)]
        case ByKind():
            return [Bin(_place_of_kind(criterion, source), len(criterion.order) + 1)]
        case ByPriority():
            return [Bin(_lifted(criterion, source, frame, at), len(LEVELS) + 1)]
        case EarliestDue():
            if source.is_blank("due"):
                return []
            column = source.called["due"]
            return [*_absence(nw.col(column), criterion.missing), Scale(column)]
        case LongestWaiting():
            return [Scale(source.called["received"])]
        case ById():
            return [_text(source, "id")]
        case ByAttribute():
            return _attribute(criterion, source)
        case _:
            assert_never(criterion)


def _behind(criterion: ExternalFirst, source: Source) -> nw.Expr:
    side = source.read("side")
    external = nw.when(side == nw.lit(_EXTERNAL)).then(nw.lit(0))
    if not criterion.chain:
        return external.when(side == nw.lit(_INTERNAL)).then(nw.lit(1))
    serves = source.read("serves_external")
    if source.checked:
        serves = serves.fill_null(value=False)  # none of them is that of an internal customer
    internal = nw.when(serves).then(nw.lit(0)).when(~serves).then(nw.lit(1))
    return external.when(side == nw.lit(_INTERNAL)).then(internal)


def _place_of_kind(criterion: ByKind, source: Source) -> nw.Expr:
    kind = source.read("kind")
    listed = list(map(word_of, criterion.order))
    others = [word for word in KINDS if word not in listed]
    expression = nw.when(kind == nw.lit(listed[0])).then(nw.lit(0))
    for place, word in enumerate(listed[1:], 1):
        expression = expression.when(kind == nw.lit(word)).then(nw.lit(place))
    return expression.when(kind.is_in(others)).then(nw.lit(len(listed))) if others else expression


def _lifted(criterion: ByPriority, source: Source, frame: Frame, at: datetime) -> nw.Expr:
    """Lift the level by the time waited: comparing with the instants at which a level rises, as dividing is slower."""
    level = nw.col(source.called["level"])
    if criterion.lift_after is None:
        return level
    top = criterion.lift_to.level
    lifted = level
    cutoff = at.astimezone(UTC)
    received = in_utc(frame, nw.col(source.called["received"]))
    for _ in range(top, len(LEVELS)):
        try:
            cutoff -= criterion.lift_after
        except OverflowError:
            break  # so long has nobody waited
        lifted = lifted - (received <= nw.lit(cutoff)).cast(nw.Int64)
    return nw.when(level <= top).then(level).when(lifted < top).then(nw.lit(top)).otherwise(lifted)


def _absence(cell: nw.Expr, missing: str | None) -> list[Key]:
    """Part the rows that have no value from those that have, as *missing* says."""
    match missing:
        case "first":
            return [Bin((~cell.is_null()).cast(nw.Int64), 2)]
        case "last":
            return [Bin(cell.is_null().cast(nw.Int64), 2)]
        case _:
            return []


def _attribute(criterion: ByAttribute, source: Source) -> list[Key]:
    if source.is_blank(criterion.name):
        return []
    column = source.called[criterion.name]
    dtype = source.schema[column]
    cell = source.read(criterion.name)
    absence = _absence(cell, criterion.missing)
    if isinstance(dtype, nw.Boolean):
        number = cell.fill_null(value=False).cast(nw.Int64) if criterion.missing else cell.cast(nw.Int64)
        return [*absence, Bin(nw.lit(1) - number if criterion.descending else number, 2)]
    if criterion.descending and isinstance(dtype, nw.Float64 | nw.Float32):
        return [*absence, Scale(column, nw.lit(0.0) - cell)]
    if criterion.descending and dtype.is_signed_integer():
        # Unlike negation, this has a result for every whole number.
        return [*absence, Scale(column, nw.lit(-1) - cell.cast(nw.Int64))]
    return [*absence, _text(source, criterion.name, descending=criterion.descending)]


def _text(source: Source, name: str, *, descending: bool = False) -> Scale:
    """Compare a column as it is, but categories as texts: their own order is that in which they were met or listed."""
    column = source.called[name]
    is_category = isinstance(source.schema[column], nw.Categorical | nw.Enum)
    return Scale(column, source.read(name) if is_category else None, descending)


def merged(keys: list[Key]) -> list[Key]:
    """Make one bin of each run of bins, so that the engine compares fewer keys; null where one of them is."""
    found: list[Key] = []
    for key in keys:
        last = found[-1] if found else None
        if isinstance(key, Bin) and isinstance(last, Bin):
            found[-1] = Bin(last.key * key.size + key.key, last.size * key.size)
        else:
            found.append(key)
    return found
