"""Checks of frames: whether columns are there, of a type that serves, and hold nothing that has no answer."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from types import UnionType
from typing import Any, Final

import narwhals as nw
from attrs import frozen

from relclient.classification.evidence import FACTS
from relclient.errors import InvalidType, InvalidValue, NaiveDatetime, RelclientError, UnknownColumn
from relclient.interop.frames._engines import (
    DType,
    Frame,
    Schema,
    collect,
    holds_nothing,
    is_lazy,
    is_sql,
    string_labels,
)
from relclient.interop.frames._requirements import NAMES, ColumnRequirement, ColumnType, fits

_OF_OBJECTS: Final = {
    ColumnType.FLAG: ", in pandas one of a type of its own such as 'boolean'",
    ColumnType.INSTANT: ", in pandas as pd.to_datetime(..., utc=True) makes it",
    ColumnType.ORDERED: ", in pandas one of a type of its own such as 'boolean' or, for dates, 'date32[pyarrow]'",
}
"""What mends a column of pandas that holds any objects, as flags and dates do there unless somebody sees to it."""
_MAKERS: Final = (
    (FACTS, "frames.evidence(frame, network, on=...)"),
    (("side", "kind"), "frames.classify"),
    (("serves_external",), "frames.serves_external(frame, network, on=...)"),
)
"""What adds the columns that other functions of frames read."""
_PYTHON_TYPES: Final[dict[ColumnType, type | UnionType]] = {
    ColumnType.FLAG: bool,
    ColumnType.WORD: str,
    ColumnType.INSTANT: datetime,
    ColumnType.ID: str | int,
    ColumnType.ORDERED: bool | int | float | str | date | timedelta,
}


def all_null_columns(frame: Frame, schema: Schema, requirements: Iterable[ColumnRequirement]) -> frozenset[str]:
    """Return the columns that may be null and are so in every row, which leaves them without a type of use."""
    return frozenset(
        requirement.column
        for requirement in requirements
        if requirement.nulls
        and requirement.column in schema
        and not fits(requirement.column_type, schema[requirement.column])
        and holds_nothing(frame, requirement.column)
    )


def is_read(requirement: ColumnRequirement, schema: Schema, all_null: frozenset[str]) -> bool:
    """Return whether the column is read at all: one that may be absent or null may be there and be read."""
    is_absent = requirement.may_be_absent and requirement.column not in schema
    return not is_absent and requirement.column not in all_null


def structure_problems(frame: Frame, schema: Schema, requirements: Iterable[ColumnRequirement]) -> list[RelclientError]:
    """Return the columns that are not there, or of a type that cannot be read; of a lazy frame nothing is computed."""
    problems: dict[str, RelclientError] = {}
    for requirement in requirements:
        if requirement.column not in schema:
            problems.setdefault(requirement.column, _missing(requirement.column, schema))
        elif not fits(requirement.column_type, schema[requirement.column]):
            problems.setdefault(requirement.column, _misfit(frame, requirement, schema[requirement.column]))
    return list(problems.values())


def _missing(column: str, schema: Schema) -> UnknownColumn:
    """Say what adds the column, or which was meant: never one that means something else to relclient."""
    candidates = [label for label in string_labels(schema) if label not in NAMES]
    maker = next((maker for names, maker in _MAKERS if column in names), None)
    if maker is None:
        return UnknownColumn.among(column, candidates)
    return UnknownColumn.among(
        column, candidates, f"{maker} adds it, or say with columns={{...}} what it is called there"
    )


def name_problems(
    frame: Frame,
    schema: Schema,
    requirements: Iterable[ColumnRequirement],
    answers: Iterable[str],
    moved: Iterable[str] = (),
) -> list[RelclientError]:
    """Return names that cannot be moved, or that an engine of SQL confuses, among columns read, added, *moved*."""
    if not is_sql(frame):
        # In pandas any value is a label, but rows are put in order by the names of their columns.
        labels: Iterable[object] = moved
        expected = "a string, so that the column can be moved with its row"
        return [InvalidType("The label of a column", label, expected) for label in labels if not isinstance(label, str)]
    used = dict.fromkeys(
        [*answers, *(requirement.column for requirement in requirements if requirement.column in schema), *moved]
    )
    alike: dict[str, list[str]] = {}
    for name in dict.fromkeys([*used, *schema]):
        alike.setdefault(name.casefold(), []).append(name)
    remedy = "engines of SQL take the two for one; rename it"
    problems: list[RelclientError] = [
        InvalidValue(f"A column beside {first!r}", other, remedy)
        for first, *others in alike.values()
        for other in others
        if first in used
    ]
    if frame.implementation.is_pyspark():  # pragma: no cover  # only where PySpark is installed
        remedy = "in Spark a dot leads into a column, and a backtick is a quote; rename it"
        problems += [InvalidValue("A column", name, remedy) for name in used if {".", "`"} & set(name)]
    return problems


def _misfit(frame: Frame, requirement: ColumnRequirement, dtype: DType) -> RelclientError:
    what = f"Column {requirement.column!r}"
    # What a lazy frame holds is known only after its query has run, which may take hours.
    values = [] if is_lazy(frame) else sample(_unfit(frame, requirement, dtype))
    value = values[0] if values else dtype
    if requirement.column_type is ColumnType.INSTANT and isinstance(value, datetime) and value.tzinfo is None:
        return NaiveDatetime(what, value)
    of_objects = _OF_OBJECTS.get(requirement.column_type, "") if isinstance(dtype, nw.Object) else ""
    return InvalidType(what, value, requirement.column_type.value + of_objects)


def _unfit(frame: Frame, requirement: ColumnRequirement, dtype: DType) -> Frame:
    """Return the cells of a column that has the wrong type; of one of Python objects those that are at fault."""
    cells = collect(frame.select(requirement.column).drop_nulls())
    if not isinstance(dtype, nw.Object):
        return cells
    wanted = _PYTHON_TYPES[requirement.column_type]
    at_fault = [not isinstance(cell, wanted) for (cell,) in cells.rows()]
    return cells.filter(at_fault) if any(at_fault) else cells


def may_have_faults(frame: nw.DataFrame[Any], requirements: Iterable[ColumnRequirement]) -> bool:
    """Return whether a column has a null where it may not, or a NaN; this reads statistics, and no rows."""
    columns = ((requirement, frame.get_column(requirement.column)) for requirement in requirements)
    return any(
        (not requirement.nulls and column.null_count() > 0)
        or (requirement.column_type is ColumnType.ORDERED and column.dtype.is_float() and bool(column.is_nan().any()))
        for requirement, column in columns
    )


def value_problems(frame: Frame, schema: Schema, requirements: Iterable[ColumnRequirement]) -> list[RelclientError]:
    """Return the columns that hold what has no answer, each with one such value; runs the query of a lazy frame."""
    faults = [
        fault
        for requirement in dict.fromkeys(requirements)
        for fault in _faults(requirement, schema[requirement.column])
    ]
    counts = [fault.rows.cast(nw.Int64).sum().alias(f"fault{place}") for place, fault in enumerate(faults)]
    found = collect(frame.select(*counts)).row(0) if counts else ()
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


def _faults(requirement: ColumnRequirement, dtype: DType) -> Iterator[_Fault]:
    cell = nw.col(requirement.column)
    if not requirement.nulls:
        missing = cell.is_null()
        if requirement.unless is not None:
            column, word = requirement.unless
            missing = missing & ~(nw.col(column).cast(nw.String) == nw.lit(word))
        yield _Fault(requirement.column, missing, f"give {requirement.remedy}", is_absence=True)
    if requirement.words:
        foreign = ~cell.is_null() & ~cell.cast(nw.String).is_in(requirement.words)
        yield _Fault(requirement.column, foreign, f"give {requirement.remedy}")
    if requirement.column_type is ColumnType.ORDERED and dtype.is_float():
        yield _Fault(requirement.column, ~cell.is_null() & cell.is_nan(), "not a number has no place in an order")


def duplicates(frame: Frame, column: str) -> list[RelclientError]:
    """Return an id that several rows have, rows without one aside; runs the query of a lazy frame."""
    counted = frame.filter(~nw.col(column).is_null()).group_by(column).agg(nw.len().alias("_relclient_rows"))
    several = collect(counted.filter(nw.col("_relclient_rows") > 1).sort(column).head(1))
    return [
        InvalidValue(f"Column {column!r}", id, f"{_rows(rows)} so; give each an id of its own")
        for id, rows in several.iter_rows()
    ]


def sample(frame: Frame) -> list[object]:
    """Return the first value of the only column of *frame*, if there is one."""
    return [row[0] for row in collect(frame.head(1)).rows()]


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"
