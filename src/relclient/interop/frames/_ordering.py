"""Orders: the criteria of a policy as columns by which an engine sorts."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, TypeAlias, assert_never

import narwhals as nw
from attrs import frozen

from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidValue, Problems, RelclientError
from relclient.interop.frames._engines import Columns, Frame, Schema, in_utc
from relclient.interop.frames._expressions import ColumnReader, word_of
from relclient.interop.frames._requirements import (
    PRIORITIZE_OUTPUTS,
    RANK_OUTPUTS,
    ColumnRequirement,
    ColumnType,
    keep_answers_apart,
    requirements_of,
)
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Priority
from relclient.ranking.criteria import (
    ByAttribute,
    ById,
    ByKey,
    ByKind,
    ByPriority,
    ByTurn,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
    WaitingLast,
)
from relclient.ranking.policy import PriorityPolicy

LEVELS: Final = {word_of(priority): priority.level for priority in Priority}
SIDES: Final = tuple(map(word_of, Side))
KINDS: Final = tuple(map(word_of, CustomerKind))
_EXTERNAL, _INTERNAL = word_of(Side.EXTERNAL), word_of(Side.INTERNAL)


@frozen
class BucketKey:
    """A key of few values: whole numbers from 0."""

    key: nw.Expr
    size: int


@frozen
class SortKey:
    """A key of many values, compared as they are; among rows that bins before it hold apart, none is null."""

    column: str
    key: nw.Expr | None = None
    """What to compare instead of the column itself."""
    descending: bool = False


Key: TypeAlias = BucketKey | SortKey


Comparable: TypeAlias = ExternalFirst | ByPriority | EarliestDue | LongestWaiting | ByAttribute | ByKind | ById
"""What an engine can compare."""


_NO_FUNCTION: Final = (
    "its function is Python and an engine runs none; put what it makes into a column, and take ByAttribute"
)


def policy_problems(policy: PriorityPolicy) -> list[RelclientError]:
    """Find the criteria that no frame can compare."""
    problems: list[RelclientError] = []
    for criterion in policy.criteria:
        match criterion:
            case ByKey(name=name):
                remedy = _NO_FUNCTION
                problems.append(InvalidValue(f"rank policy criterion {name!r}", criterion, remedy))
            case WaitingLast() | ByTurn():
                remedy = "a frame holds no events; rank requests, or put what it compares into a column for ByAttribute"
                problems.append(InvalidValue(f"rank policy criterion {criterion}", criterion, remedy))
            case EarliestDue(aspect=aspect) if aspect != "resolution":
                remedy = "the column of due times is that of the resolution; take that aspect, or rank requests"
                problems.append(InvalidValue("rank policy criterion EarliestDue.aspect", aspect, remedy))
            case ByPriority(counts="worked"):
                remedy = "a frame holds no calendars; count elapsed time, or rank requests"
                problems.append(InvalidValue("rank policy criterion ByPriority.counts", "worked", remedy))
            case _:
                pass
    return problems


def attributes_of(policy: PriorityPolicy) -> list[str]:
    """Name the attributes that *policy* compares."""
    return [criterion.name for criterion in policy.criteria if isinstance(criterion, ByAttribute)]


def policy_requirements(
    policy: PriorityPolicy, column_names: Mapping[str, str], *, with_override: bool
) -> Iterator[ColumnRequirement]:
    """Return what *policy* reads."""
    yield ColumnRequirement(column_names["id"], ColumnType.ID)
    yield ColumnRequirement(column_names["received"], ColumnType.INSTANT)
    yield from level_requirements(policy, column_names, with_override=with_override)
    for criterion in policy.criteria:
        match criterion:
            case ExternalFirst():
                yield ColumnRequirement(column_names["side"], ColumnType.WORD, SIDES)
                if criterion.chain:
                    yield ColumnRequirement(
                        column_names["serves_external"], ColumnType.FLAG, unless=(column_names["side"], _EXTERNAL)
                    )
            case ByKind():
                yield ColumnRequirement(column_names["kind"], ColumnType.WORD, KINDS)
            case EarliestDue():
                yield ColumnRequirement(column_names["due"], ColumnType.INSTANT, nulls=criterion.missing is not None)
            case ByAttribute():
                yield ColumnRequirement(
                    column_names[criterion.name], ColumnType.ORDERED, nulls=criterion.missing is not None
                )
            case ByPriority() | LongestWaiting() | ByKey() | WaitingLast() | ByTurn():
                pass
            case _:
                assert_never(criterion)


def level_requirements(
    policy: PriorityPolicy, column_names: Mapping[str, str], *, with_override: bool
) -> Iterator[ColumnRequirement]:
    """Return what the level of a request is made of."""
    yield from requirements_of(policy.matrix, column_names)
    if with_override:
        yield ColumnRequirement(column_names["override"], ColumnType.WORD, tuple(LEVELS), nulls=True)


def keys_of(criterion: Comparable, reader: ColumnReader, frame: Frame, at: datetime) -> list[Key]:  # noqa: PLR0911  # one for each criterion
    """Return the keys that *criterion* compares, made of columns of *frame*."""
    match criterion:
        case ExternalFirst():
            return [BucketKey(_behind(criterion, reader), 2)]
        case ByKind():
            return [BucketKey(_place_of_kind(criterion, reader), len(criterion.order) + 1)]
        case ByPriority():
            return [BucketKey(_lifted(criterion, reader, frame, at), len(LEVELS) + 1)]
        case EarliestDue():
            if reader.is_all_null("due"):
                return []
            column = reader.column_names["due"]
            return [*_absence(nw.col(column), criterion.missing), SortKey(column)]
        case LongestWaiting():
            return [SortKey(reader.column_names["received"])]
        case ById():
            return [_text(reader, "id")]
        case ByAttribute():
            return _attribute(criterion, reader, frame)
        case _:
            assert_never(criterion)


def _behind(criterion: ExternalFirst, reader: ColumnReader) -> nw.Expr:
    side = reader.read("side")
    external = nw.when(side == nw.lit(_EXTERNAL)).then(nw.lit(0))
    if not criterion.chain:
        return external.when(side == nw.lit(_INTERNAL)).then(nw.lit(1))
    serves = reader.read("serves_external")
    if reader.checked:
        serves = serves.fill_null(value=False)  # none of them is that of an internal customer
    internal = nw.when(serves).then(nw.lit(0)).when(~serves).then(nw.lit(1))
    return external.when(side == nw.lit(_INTERNAL)).then(internal)


def _place_of_kind(criterion: ByKind, reader: ColumnReader) -> nw.Expr:
    kind = reader.read("kind")
    listed = list(map(word_of, criterion.order))
    others = [word for word in KINDS if word not in listed]
    expression = nw.when(kind == nw.lit(listed[0])).then(nw.lit(0))
    for place, word in enumerate(listed[1:], 1):
        expression = expression.when(kind == nw.lit(word)).then(nw.lit(place))
    return expression.when(kind.is_in(others)).then(nw.lit(len(listed))) if others else expression


def _lifted(criterion: ByPriority, reader: ColumnReader, frame: Frame, at: datetime) -> nw.Expr:
    """Lift the level by the time waited: comparing with the instants at which a level rises, as dividing is slower."""
    level = nw.col(reader.column_names["level"])
    if criterion.lift_after is None:
        return level
    top = criterion.lift_to.level
    lifted = level
    cutoff = at.astimezone(UTC)
    received = in_utc(frame, nw.col(reader.column_names["received"]))
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
            return [BucketKey((~cell.is_null()).cast(nw.Int64), 2)]
        case "last":
            return [BucketKey(cell.is_null().cast(nw.Int64), 2)]
        case _:
            return []


def _attribute(criterion: ByAttribute, reader: ColumnReader, frame: Frame) -> list[Key]:
    if reader.is_all_null(criterion.name):
        return []
    column = reader.column_names[criterion.name]
    dtype = reader.schema[column]
    cell = reader.read(criterion.name)
    absence = _absence(cell, criterion.missing)
    if isinstance(dtype, nw.Boolean):
        number = cell.fill_null(value=False).cast(nw.Int64) if criterion.missing else cell.cast(nw.Int64)
        return [*absence, BucketKey(nw.lit(1) - number if criterion.descending else number, 2)]
    if criterion.descending and isinstance(dtype, nw.Float64 | nw.Float32):
        return [*absence, SortKey(column, nw.lit(0.0) - cell)]
    if criterion.descending and dtype.is_signed_integer():
        # Unlike negation, this has a result for every whole number.
        return [*absence, SortKey(column, nw.lit(-1) - cell.cast(nw.Int64))]
    if dtype.is_float() and frame.implementation.is_pandas():
        # pandas sorts Arrow's floats by categories, to which 0.0 and -0.0 are one.
        return [*absence, SortKey(column, cell + nw.lit(0.0), criterion.descending)]
    return [*absence, _text(reader, criterion.name, descending=criterion.descending)]


def _text(reader: ColumnReader, name: str, *, descending: bool = False) -> SortKey:
    """Compare a column as it is, but categories as strings, because their own order is that of their first use."""
    column = reader.column_names[name]
    is_category = isinstance(reader.schema[column], nw.Categorical | nw.Enum)
    return SortKey(column, reader.read(name) if is_category else None, descending)


def merge_buckets(keys: list[Key]) -> list[Key]:
    """Make one bin of each run of bins, so that the engine compares fewer keys; null where one of them is."""
    found: list[Key] = []
    for key in keys:
        last = found[-1] if found else None
        if isinstance(key, BucketKey) and isinstance(last, BucketKey):
            found[-1] = BucketKey(last.key * key.size + key.key, last.size * key.size)
        else:
            found.append(key)
    return found


def has_override(schema: Schema, columns: Columns | None, column_names: Mapping[str, str]) -> bool:
    """Return whether levels set by hand are read: where the caller names their column, or it has the usual name."""
    return "override" in (columns or {}) or column_names["override"] in schema


def prioritize_requirements(
    matrix: DecisionTable[Priority], schema: Schema, columns: Columns | None, column_names: Mapping[str, str]
) -> list[ColumnRequirement]:
    """
    Return what levels are made of.

    Raises:
        InvalidType, Problems: the matrix is none.
    """
    policy = PriorityPolicy("levels", (), matrix)
    requirements = level_requirements(policy, column_names, with_override=has_override(schema, columns, column_names))
    return keep_answers_apart("prioritize", requirements, column_names, PRIORITIZE_OUTPUTS)


def rank_requirements(
    policy: PriorityPolicy, schema: Schema, columns: Columns | None, column_names: Mapping[str, str]
) -> list[ColumnRequirement]:
    """
    Return what a ranking reads.

    Raises:
        Problems: a criterion is a function, or an attribute has the name of an answer.
    """
    problems = policy_problems(policy)
    remedy = "an answer has this name; call the attribute something else"
    problems += [
        InvalidValue("rank policy attribute", name, remedy) for name in attributes_of(policy) if name in RANK_OUTPUTS
    ]
    if problems:
        raise Problems.found(problems)
    requirements = policy_requirements(policy, column_names, with_override=has_override(schema, columns, column_names))
    return keep_answers_apart("rank", requirements, column_names, RANK_OUTPUTS)
