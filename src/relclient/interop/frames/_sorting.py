"""Sorting frames: rows in the order of some keys, each with its place."""

from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
from attrs import frozen

from relclient.interop.frames._criteria import ColumnBuckets, ColumnKey
from relclient.interop.frames._engines import Frame, Schema, all_of, collect, is_lazy, unused_name
from relclient.interop.frames._requirements import ColumnRequirement, ColumnType


@frozen
class SortPlan:
    """By which columns to sort, and which of them have to be made before."""

    by: dict[str, bool]
    """The columns, and whether each runs down."""
    computed: dict[str, nw.Expr]
    """Those that the frame does not have."""
    buckets: tuple[str, ...]
    """Those that are null only in rows that have no answer."""
    incomplete: int | None = None
    """What the first column holds of rows that lack something; None where no row does."""


def plan_sort(frame: Frame, keys: list[ColumnKey], schema: Schema) -> SortPlan:
    """Plan the order of a frame that was checked, by *keys*."""
    return _plan(frame, keys, schema, None)


def plan_lazy_sort(
    frame: Frame, keys: list[ColumnKey], requirements: Sequence[ColumnRequirement], schema: Schema
) -> SortPlan:
    """
    Plan the order of a frame that may lack anything, by *keys*.

    Rows that lack something go behind all others, whose places they leave as they are, and have none themselves.
    """
    first, others = (keys[0], keys[1:]) if isinstance(keys[0], ColumnBuckets) else (ColumnBuckets(nw.lit(0), 1), keys)
    # Words and flags need no look: bins and the level are made of them, and are null with them.
    cells = [
        nw.col(requirement.column)
        for requirement in requirements
        if not requirement.nulls and requirement.column_type not in {ColumnType.WORD, ColumnType.FLAG}
    ]
    sound = [~cell.is_null() for cell in [*cells, *(key.key for key in others if isinstance(key, ColumnBuckets))]]
    sound += [
        ~nw.col(requirement.column).is_nan().fill_null(value=False)
        for requirement in requirements
        if requirement.column_type is ColumnType.ORDERED and schema[requirement.column].is_float()
    ]
    behind = nw.when(all_of(sound)).then(first.key).fill_null(first.size)
    return _plan(frame, [ColumnBuckets(behind, first.size + 1), *others], schema, first.size)


def _plan(frame: Frame, keys: list[ColumnKey], taken: Iterable[str], incomplete: int | None) -> SortPlan:
    by: dict[str, bool] = {}
    computed: dict[str, nw.Expr] = {}
    buckets: list[str] = []
    for number, key in enumerate(keys):
        made_name = unused_name(taken, f"key{number}")
        if isinstance(key, ColumnBuckets):
            buckets.append(made_name)
            # Engines sort by the bytes of all keys, so it counts that a bin has few.
            computed[made_name] = key.key.cast(_narrowest(key.size)) if _is_numbered(frame) else key.key
            by[made_name] = False
        elif key.descending and _is_numbered(frame):
            # Rows are numbered by columns that run up.
            computed[made_name] = (nw.col(key.column) if key.key is None else key.key).rank("dense", descending=True)
            by[made_name] = False
        elif key.key is not None:
            computed[made_name] = key.key
            by[made_name] = key.descending
        else:
            by.setdefault(key.column, key.descending)
    return SortPlan(by, computed, tuple(buckets), incomplete)


def _narrowest(size: int) -> nw.Int8 | nw.Int16 | nw.Int64:
    """Return the type of the least bytes for the numbers below *size*."""
    return nw.Int8() if size <= 1 << 7 else nw.Int16() if size <= 1 << 15 else nw.Int64()


def _is_numbered(frame: Frame) -> bool:
    # Numbering rows in an order and then sorting by the numbers is all that engines of SQL can do;
    # Polars takes half the time for it that it takes to sort by all keys.
    return is_lazy(frame) or frame.implementation.is_polars()


def sort_by_plan(frame: Frame, by: SortPlan, place: str, columns: Sequence[str]) -> Frame:
    """Sort *frame*, which has what was to be made, as planned; keep *columns*, the *place* from 1 among them."""
    if isinstance(frame, nw.DataFrame) and not _is_numbered(frame):
        ordered = frame.sort(*by.by, descending=list(by.by.values())).with_row_index(place)
        return ordered.with_columns(nw.col(place).cast(nw.Int64) + nw.lit(1)).select(columns)
    numbered: nw.LazyFrame[Any] = frame.lazy().with_row_index(place, order_by=list(by.by))
    number = nw.col(place).cast(nw.Int64) + nw.lit(1)
    if by.incomplete is not None:
        number = nw.when(nw.col(next(iter(by.by))) < nw.lit(by.incomplete)).then(number).alias(place)
    numbered = numbered.with_columns(number).select(columns).sort(place, nulls_last=True)
    return numbered if is_lazy(frame) else collect(numbered)
