"""
Criteria in frames: what a policy and each of its criteria read, and the columns by which an engine sorts for it.

A criterion has one entry in the table ``_IN_FRAMES``; one without an entry is refused by its name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

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
    AnyCriterion,
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
_SIDES: Final = tuple(map(word_of, Side))
_KINDS: Final = tuple(map(word_of, CustomerKind))
_EXTERNAL, _INTERNAL = word_of(Side.EXTERNAL), word_of(Side.INTERNAL)


@frozen
class ColumnBuckets:
    """A key of few values: whole numbers from 0."""

    key: nw.Expr
    size: int


@frozen
class ColumnOrder:
    """A key of many values, compared as they are; among rows that buckets before it hold apart, none is null."""

    column: str
    key: nw.Expr | None = None
    """What to compare instead of the column itself."""
    descending: bool = False


ColumnKey: TypeAlias = ColumnBuckets | ColumnOrder


@frozen
class FrameContext:
    """A frame that is to be put in order, and as of when."""

    reader: ColumnReader
    frame: Frame
    at: datetime


def _nothing(_criterion: object, _column_names: Mapping[str, str]) -> Sequence[ColumnRequirement]:
    return ()


def _always(_criterion: object) -> str:
    return ""


@frozen
class InFrames:
    """What frames do with the criteria of one class, which each function takes."""

    keys: Callable[[Any, FrameContext], Sequence[ColumnKey]]
    """Returns what an engine sorts by."""
    reads: Callable[[Any, Mapping[str, str]], Sequence[ColumnRequirement]] = _nothing
    """Returns the columns that are read, beside the id, the time received and those of the level."""
    refusal: Callable[[Any], str] = _always
    """Returns why no engine can compare it, and what helps; empty where one can."""


def reads_of(criterion: AnyCriterion, column_names: Mapping[str, str]) -> Sequence[ColumnRequirement]:
    """Return the columns that *criterion* reads."""
    return _IN_FRAMES[type(criterion)].reads(criterion, column_names)


def keys_of(criterion: AnyCriterion, asked: FrameContext) -> Sequence[ColumnKey]:
    """Return the keys that *criterion* compares, of columns of the frame."""
    return _IN_FRAMES[type(criterion)].keys(criterion, asked)


def criterion_problems(criteria: Sequence[AnyCriterion]) -> Iterator[RelclientError]:
    """Yield why no frame can compare one of *criteria*."""
    for criterion in criteria:
        entry = _IN_FRAMES.get(type(criterion))
        remedy = _REFUSED.get(type(criterion), _NOT_HERE) if entry is None else entry.refusal(criterion)
        if remedy:
            yield InvalidValue("rank policy criterion", criterion, remedy)


def merge_buckets(keys: Sequence[ColumnKey]) -> list[ColumnKey]:
    """Return one key of each run of buckets, so that the engine compares fewer keys; null where one of them is."""
    found: list[ColumnKey] = []
    for key in keys:
        last = found[-1] if found else None
        if isinstance(key, ColumnBuckets) and isinstance(last, ColumnBuckets):
            found[-1] = ColumnBuckets(last.key * key.size + key.key, last.size * key.size)
        else:
            found.append(key)
    return found


def _reads_side(criterion: ExternalFirst, column_names: Mapping[str, str]) -> list[ColumnRequirement]:
    side = ColumnRequirement(column_names["side"], ColumnType.WORD, _SIDES)
    if not criterion.chain:
        return [side]
    chain = ColumnRequirement(column_names["serves_external"], ColumnType.FLAG, unless=(side.column, _EXTERNAL))
    return [side, chain]


def _side_keys(criterion: ExternalFirst, asked: FrameContext) -> list[ColumnKey]:
    reader = asked.reader
    side = reader.read("side")
    external = nw.when(side == nw.lit(_EXTERNAL)).then(nw.lit(0))
    is_internal = side == nw.lit(_INTERNAL)
    if not criterion.chain:
        return [ColumnBuckets(external.when(is_internal).then(nw.lit(1)), 2)]
    serves = reader.read("serves_external")
    if reader.checked:
        serves = serves.fill_null(value=False)  # none of them is that of an internal customer
    internal = nw.when(serves).then(nw.lit(0)).when(~serves).then(nw.lit(1))
    return [ColumnBuckets(external.when(is_internal).then(internal), 2)]


def _reads_kind(_criterion: ByKind, column_names: Mapping[str, str]) -> list[ColumnRequirement]:
    return [ColumnRequirement(column_names["kind"], ColumnType.WORD, _KINDS)]


def _kind_keys(criterion: ByKind, asked: FrameContext) -> list[ColumnKey]:
    kind = asked.reader.read("kind")
    listed = list(map(word_of, criterion.order))
    others = [word for word in _KINDS if word not in listed]
    place = nw.when(kind == nw.lit(listed[0])).then(nw.lit(0))
    for number, word in enumerate(listed[1:], 1):
        place = place.when(kind == nw.lit(word)).then(nw.lit(number))
    if others:
        place = place.when(kind.is_in(others)).then(nw.lit(len(listed)))
    return [ColumnBuckets(place, len(listed) + 1)]


def _level_keys(criterion: ByPriority, asked: FrameContext) -> list[ColumnKey]:
    return [ColumnBuckets(_lifted(criterion, asked), len(LEVELS) + 1)]


def _lifted(criterion: ByPriority, asked: FrameContext) -> nw.Expr:
    """Lift the level by the time waited: comparing with the instants at which a level rises, as dividing is slower."""
    level = nw.col(asked.reader.column_names["level"])
    if criterion.lift_after is None:
        return level
    top = criterion.lift_to.level
    lifted = level
    cutoff = asked.at.astimezone(UTC)
    received = in_utc(asked.frame, nw.col(asked.reader.column_names["received"]))
    for _ in range(top, len(LEVELS)):
        try:
            cutoff -= criterion.lift_after
        except OverflowError:
            break  # so long has nobody waited
        lifted = lifted - (received <= nw.lit(cutoff)).cast(nw.Int64)
    return nw.when(level <= top).then(level).when(lifted < top).then(nw.lit(top)).otherwise(lifted)


def _reads_due(criterion: EarliestDue, column_names: Mapping[str, str]) -> list[ColumnRequirement]:
    return [ColumnRequirement(column_names["due"], ColumnType.INSTANT, nulls=criterion.missing is not None)]


def _due_keys(criterion: EarliestDue, asked: FrameContext) -> list[ColumnKey]:
    if asked.reader.is_all_null("due"):
        return []
    column = asked.reader.column_names["due"]
    return [*_absence(nw.col(column), criterion.missing), ColumnOrder(column)]


def _absence(cell: nw.Expr, missing: str | None) -> list[ColumnKey]:
    """Part the rows that have no value from those that have, as *missing* says."""
    match missing:
        case "first":
            return [ColumnBuckets((~cell.is_null()).cast(nw.Int64), 2)]
        case "last":
            return [ColumnBuckets(cell.is_null().cast(nw.Int64), 2)]
        case _:
            return []


def _reads_attribute(criterion: ByAttribute, column_names: Mapping[str, str]) -> list[ColumnRequirement]:
    column = column_names[criterion.name]
    return [ColumnRequirement(column, ColumnType.ORDERED, nulls=criterion.missing is not None)]


def _attribute_keys(criterion: ByAttribute, asked: FrameContext) -> list[ColumnKey]:
    reader = asked.reader
    if reader.is_all_null(criterion.name):
        return []
    column = reader.column_names[criterion.name]
    dtype = reader.schema[column]
    cell = reader.read(criterion.name)
    absence = _absence(cell, criterion.missing)
    if isinstance(dtype, nw.Boolean):
        number = cell.fill_null(value=False).cast(nw.Int64) if criterion.missing else cell.cast(nw.Int64)
        return [*absence, ColumnBuckets(nw.lit(1) - number if criterion.descending else number, 2)]
    if criterion.descending and isinstance(dtype, nw.Float64 | nw.Float32):
        return [*absence, ColumnOrder(column, nw.lit(0.0) - cell)]
    if criterion.descending and dtype.is_signed_integer():
        # Unlike negation, this has a result for every whole number.
        return [*absence, ColumnOrder(column, nw.lit(-1) - cell.cast(nw.Int64))]
    if dtype.is_float() and asked.frame.implementation.is_pandas():
        # pandas sorts Arrow's floats by categories, to which 0.0 and -0.0 are one.
        return [*absence, ColumnOrder(column, cell + nw.lit(0.0), criterion.descending)]
    return [*absence, _as_strings(reader, criterion.name, descending=criterion.descending)]


def _as_strings(reader: ColumnReader, name: str, *, descending: bool = False) -> ColumnOrder:
    """Compare a column as it is, but categories as strings, because their own order is that of their first use."""
    column = reader.column_names[name]
    is_category = isinstance(reader.schema[column], nw.Categorical | nw.Enum)
    return ColumnOrder(column, reader.read(name) if is_category else None, descending)


def _waiting_keys(_criterion: LongestWaiting, asked: FrameContext) -> list[ColumnKey]:
    return [ColumnOrder(asked.reader.column_names["received"])]


def _id_keys(_criterion: ById, asked: FrameContext) -> list[ColumnKey]:
    return [_as_strings(asked.reader, "id")]


_NOT_HERE: Final = "frames cannot compare it; rank requests, or put what it compares into a column for ByAttribute"
_NO_FUNCTION: Final = (
    "its function is Python and an engine runs none; put what it makes into a column, and take ByAttribute"
)
_NO_EVENTS: Final = "a frame holds no events; rank requests, or put what it compares into a column for ByAttribute"


def _refuse_aspect(criterion: EarliestDue) -> str:
    if criterion.aspect == "resolution":
        return ""
    return "the column of due times is that of the resolution; take that aspect, or rank requests"


def _refuse_calendars(criterion: ByPriority) -> str:
    return "" if criterion.counts == "elapsed" else "a frame holds no calendars; count elapsed time, or rank requests"


_IN_FRAMES: Final[Mapping[type, InFrames]] = {
    ExternalFirst: InFrames(_side_keys, _reads_side),
    ByKind: InFrames(_kind_keys, _reads_kind),
    ByPriority: InFrames(_level_keys, refusal=_refuse_calendars),
    EarliestDue: InFrames(_due_keys, _reads_due, _refuse_aspect),
    LongestWaiting: InFrames(_waiting_keys),
    ByAttribute: InFrames(_attribute_keys, _reads_attribute),
    ById: InFrames(_id_keys),
}
"""Each criterion that an engine compares, with what frames do for it."""
_REFUSED: Final[Mapping[type, str]] = {ByKey: _NO_FUNCTION, WaitingLast: _NO_EVENTS, ByTurn: _NO_EVENTS}
"""Why the others are refused, and what helps."""


def attributes_of(policy: PriorityPolicy) -> list[str]:
    """Return the names of the attributes that *policy* compares."""
    return [criterion.name for criterion in policy.criteria if isinstance(criterion, ByAttribute)]


def _policy_requirements(
    policy: PriorityPolicy, column_names: Mapping[str, str], *, with_override: bool
) -> Iterator[ColumnRequirement]:
    yield ColumnRequirement(column_names["id"], ColumnType.ID)
    yield ColumnRequirement(column_names["received"], ColumnType.INSTANT)
    yield from _level_requirements(policy.matrix, column_names, with_override=with_override)
    for criterion in policy.criteria:
        yield from reads_of(criterion, column_names)


def _level_requirements(
    matrix: DecisionTable[Priority], column_names: Mapping[str, str], *, with_override: bool
) -> Iterator[ColumnRequirement]:
    yield from requirements_of(matrix, column_names)
    if with_override:
        yield ColumnRequirement(column_names["override"], ColumnType.WORD, tuple(LEVELS), nulls=True)


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
    PriorityPolicy("levels", (), matrix)  # which refuses what is no matrix
    requirements = _level_requirements(matrix, column_names, with_override=has_override(schema, columns, column_names))
    return keep_answers_apart("prioritize", requirements, column_names, PRIORITIZE_OUTPUTS)


def rank_requirements(
    policy: PriorityPolicy, schema: Schema, columns: Columns | None, column_names: Mapping[str, str]
) -> list[ColumnRequirement]:
    """
    Return what a ranking reads.

    Raises:
        Problems: a criterion is a function, or an attribute has the name of an answer.
    """
    problems = list(criterion_problems(policy.criteria))
    remedy = "an answer has this name; call the attribute something else"
    problems += [
        InvalidValue("rank policy attribute", name, remedy) for name in attributes_of(policy) if name in RANK_OUTPUTS
    ]
    if problems:
        raise Problems.found(problems)
    requirements = _policy_requirements(policy, column_names, with_override=has_override(schema, columns, column_names))
    return keep_answers_apart("rank", requirements, column_names, RANK_OUTPUTS)
