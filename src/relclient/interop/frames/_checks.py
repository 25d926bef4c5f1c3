"""Checks of frames: whether columns are there, of a type that serves, and hold nothing that has no answer."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final, TypeAlias, assert_never

import narwhals as nw
from attrs import frozen

from relclient.errors import InvalidType, InvalidValue, NaiveDatetime, RelclientError, UnknownColumn
from relclient.interop.frames._engines import Frame, collected, holds_nothing, is_lazy, is_sql

DType: TypeAlias = Any  # narwhals exports its data types, but not their base
Schema: TypeAlias = Mapping[str, DType]


class Shape(Enum):
    """What a column has to hold, in words."""

    FLAG = "a column of True and False"
    WORD = "a column of texts"
    INSTANT = "a column of datetimes with a zone"
    ID = "a column of texts or whole numbers"
    ORDERED = "a column of numbers, texts, True and False, dates, or datetimes with a zone"


_OF_OBJECTS: Final = {
    Shape.FLAG: ", in pandas one of a type of its own such as 'boolean'",
    Shape.INSTANT: ", in pandas as pd.to_datetime(..., utc=True) makes it",
    Shape.ORDERED: ", in pandas one of a type of its own such as 'boolean' or, for dates, 'date32[pyarrow]'",
}
"""What mends a column of pandas that holds any objects, as flags and dates do there unless somebody sees to it."""
_WORDS: Final = (nw.String, nw.Categorical, nw.Enum)
_ORDERED: Final = (nw.Boolean, nw.Date, nw.Duration, nw.Time)


@frozen
class Need:
    """What is read from one column, and what it may hold."""

    column: str
    """Its name in the frame."""
    shape: Shape
    words: tuple[str, ...] = ()
    """The only texts that it may hold; empty for any."""
    nulls: bool = False
    """Whether a row may have none."""
    unless: tuple[str, str] | None = None
    """A column and its word, beside which a row may have none."""

    @property
    def remedy(self) -> str:
        """What a cell should hold."""
        match self.shape:
            case Shape.FLAG:
                return "True or False"
            case Shape.WORD:
                return " or ".join(map(repr, self.words)) or "a text"
            case Shape.INSTANT:
                return "a datetime with a zone"
            case Shape.ID:
                return "an id"
            case Shape.ORDERED:
                return "a value, or say with missing='first' or missing='last' where such rows go"
            case _:
                assert_never(self.shape)


def is_instant(dtype: DType) -> bool:
    """Tell whether a column of *dtype* holds instants, and not wall clocks."""
    return isinstance(dtype, nw.Datetime) and dtype.time_zone is not None


def fits(shape: Shape, dtype: DType) -> bool:
    """Tell whether a column of *dtype* can be read as *shape*."""
    match shape:
        case Shape.FLAG:
            return isinstance(dtype, nw.Boolean)
        case Shape.WORD:
            return isinstance(dtype, _WORDS)
        case Shape.INSTANT:
            return is_instant(dtype)
        case Shape.ID:
            return isinstance(dtype, _WORDS) or bool(dtype.is_integer())
        case Shape.ORDERED:
            return isinstance(dtype, (*_WORDS, *_ORDERED)) or is_instant(dtype) or bool(dtype.is_numeric())
        case _:
            assert_never(shape)


def blank_columns(frame: Frame, schema: Schema, needs: Iterable[Need]) -> frozenset[str]:
    """Name the columns that may be null and are so in every row, which leaves them without a type of use."""
    return frozenset(
        need.column
        for need in needs
        if need.nulls
        and need.column in schema
        and not fits(need.shape, schema[need.column])
        and holds_nothing(frame, need.column)
    )


def structure_problems(frame: Frame, schema: Schema, needs: Iterable[Need]) -> list[RelclientError]:
    """Find the columns that are not there, or of a type that cannot be read; of a lazy frame nothing is computed."""
    problems: dict[str, RelclientError] = {}
    for need in needs:
        if need.column not in schema:
            problems.setdefault(need.column, UnknownColumn.among(need.column, list(schema)))
        elif not fits(need.shape, schema[need.column]):
            problems.setdefault(need.column, _misfit(frame, need, schema[need.column]))
    return list(problems.values())


def name_problems(
    frame: Frame, schema: Schema, needs: Iterable[Need], answers: Iterable[str], moved: Iterable[str] = ()
) -> list[RelclientError]:
    """Find names that an engine of SQL takes for others, among columns that are read, added, or *moved* by name."""
    if not is_sql(frame):
        return []
    named = dict.fromkeys([*answers, *(need.column for need in needs if need.column in schema), *moved])
    alike: dict[str, list[str]] = {}
    for name in dict.fromkeys([*named, *schema]):
        alike.setdefault(name.casefold(), []).append(name)
    remedy = "engines of SQL take the two for one; rename it"
    problems: list[RelclientError] = [
        InvalidValue(f"A column beside {first!r}", other, remedy)
        for first, *others in alike.values()
        for other in others
        if first in named
    ]
    if frame.implementation.is_pyspark():  # pragma: no cover  # only where PySpark is installed
        remedy = "in Spark a dot leads into a column, and a backtick is a quote; rename it"
        problems += [InvalidValue("A column", name, remedy) for name in named if {".", "`"} & set(name)]
    return problems


def _misfit(frame: Frame, need: Need, dtype: DType) -> RelclientError:
    what = f"Column {need.column!r}"
    # What a lazy frame holds is known only after its query has run, which may take hours.
    values = [] if is_lazy(frame) else sample(frame.select(need.column).drop_nulls())
    value = values[0] if values else dtype
    if need.shape is Shape.INSTANT and isinstance(value, datetime) and value.tzinfo is None:
        return NaiveDatetime(what, value)
    of_objects = _OF_OBJECTS.get(need.shape, "") if isinstance(dtype, nw.Object) else ""
    return InvalidType(what, value, need.shape.value + of_objects)


def may_have_faults(frame: nw.DataFrame[Any], needs: Iterable[Need]) -> bool:
    """Tell whether a column has a null where it may not, or a NaN, as far as it tells by itself: that takes no time."""
    columns = ((need, frame.get_column(need.column)) for need in needs)
    return any(
        (not need.nulls and column.null_count() > 0)
        or (need.shape is Shape.ORDERED and column.dtype.is_float() and bool(column.is_nan().any()))
        for need, column in columns
    )


def value_problems(frame: Frame, schema: Schema, needs: Iterable[Need]) -> list[RelclientError]:
    """Find the columns that hold what has no answer, each with one such value; runs the query of a lazy frame."""
    faults = [fault for need in dict.fromkeys(needs) for fault in _faults(need, schema[need.column])]
    counts = [fault.rows.cast(nw.Int64).sum().alias(f"fault{place}") for place, fault in enumerate(faults)]
    found = collected(frame.select(*counts)).row(0) if counts else ()
    problems: list[RelclientError] = []
    for count, fault in zip(found, faults, strict=True):
        if count:
            value = None if fault.is_absence else sample(frame.filter(fault.rows).select(fault.column))[0]
            problems.append(InvalidValue(f"Column {fault.column!r}", value, f"{_rows(count)} so; {fault.remedy}"))
    return problems


@frozen
class _Fault:
    """What may be wrong with the cells of a column."""

    column: str
    rows: nw.Expr
    """Whether it is wrong with a row."""
    remedy: str
    is_absence: bool = False


def _faults(need: Need, dtype: DType) -> Iterator[_Fault]:
    cell = nw.col(need.column)
    if not need.nulls:
        missing = cell.is_null()
        if need.unless is not None:
            column, word = need.unless
            missing = missing & ~(nw.col(column).cast(nw.String) == nw.lit(word))
        yield _Fault(need.column, missing, f"give {need.remedy}", is_absence=True)
    if need.words:
        foreign = ~cell.is_null() & ~cell.cast(nw.String).is_in(need.words)
        yield _Fault(need.column, foreign, f"give {need.remedy}")
    if need.shape is Shape.ORDERED and dtype.is_float():
        yield _Fault(need.column, ~cell.is_null() & cell.is_nan(), "not a number has no place in an order")


def duplicates(frame: Frame, column: str) -> list[RelclientError]:
    """Find an id that several rows have, rows without one aside; runs the query of a lazy frame."""
    counted = frame.filter(~nw.col(column).is_null()).group_by(column).agg(nw.len().alias("_relclient_rows"))
    several = collected(counted.filter(nw.col("_relclient_rows") > 1).sort(column).head(1))
    return [
        InvalidValue(f"Column {column!r}", id, f"{_rows(rows)} so; give each an id of its own")
        for id, rows in several.iter_rows()
    ]


def sample(frame: Frame) -> list[object]:
    """Give the first value of the only column of *frame*, if there is one."""
    return [row[0] for row in collected(frame.head(1)).rows()]


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"
