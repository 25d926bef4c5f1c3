"""Arranging: putting items in order by columns of keys, the first that parts two of them deciding."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest, nsmallest
from itertools import compress, islice
from operator import lt
from typing import Final, Generic, TypeAlias, TypeVar

from attrs import frozen

from relclient.ranking.criteria import Orderable

T = TypeVar("T")
Keys: TypeAlias = Callable[[Sequence[T]], Sequence[Orderable]]
BinNumbers: TypeAlias = Callable[[Sequence[T]], Sequence[int]]

_FEW: Final = 8
"""Up to one part in so many is selected before it is sorted."""
_LEVEL: Final = bytes([False])
_PARTED: Final = bytes([True])


@frozen
class Bins(Generic[T]):
    """A column of few keys: the number of the bin of each item."""

    keys: BinNumbers[T]
    size: int
    """How many bins there are, the first being 0."""


@frozen
class Scale(Generic[T]):
    """A column of many keys, which ``<`` compares."""

    keys: Keys[T]
    descending: bool = False
    """Whether the greater key comes first."""


Column: TypeAlias = Bins[T] | Scale[T]


def merged(columns: Iterable[Column[T]]) -> list[Column[T]]:
    """Make one column of bins of each run of such columns, so that their items are put into bins once."""
    found: list[Column[T]] = []
    for column in columns:
        last = found[-1] if found else None
        if isinstance(column, Bins) and isinstance(last, Bins):
            found[-1] = _product(last, column)
        else:
            found.append(column)
    return found


def _product(one: Bins[T], other: Bins[T]) -> Bins[T]:
    def keys(items: Sequence[T]) -> list[int]:
        size = other.size
        return [major * size + minor for major, minor in zip(one.keys(items), other.keys(items), strict=True)]

    return Bins(keys, one.size * other.size)


def arrange(items: list[T], columns: Sequence[Column[T]], first: int | None = None) -> list[T]:
    """
    Put *items* in order, or only the *first* of them.

    Items that a column does not part go to the next column by themselves. That beats one sort by tuples of keys:
    bins need no comparing, most keys of the later columns are never made, and what lies behind the first is left.
    """
    if not columns or len(items) <= 1 or first == 0:
        return items[:first]
    column, rest = columns[0], columns[1:]
    if isinstance(column, Bins):
        return _fill(items, column, rest, first)
    return _sort(items, column, rest, first)


def _fill(items: list[T], column: Bins[T], rest: Sequence[Column[T]], first: int | None) -> list[T]:
    bins: list[list[T]] = [[] for _ in range(column.size)]
    put = [filled.append for filled in bins]
    for item, key in zip(items, column.keys(items), strict=True):
        put[key](item)
    ordered: list[T] = []
    for filled in bins:
        ordered += arrange(filled, rest, None if first is None else first - len(ordered))
        if len(ordered) == first:
            break
    return ordered


def _sort(items: list[T], column: Scale[T], rest: Sequence[Column[T]], first: int | None) -> list[T]:
    keys = column.keys(items)
    if first is not None and first <= len(items) // _FEW:
        items, keys = _select(items, keys, first, descending=column.descending)
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=column.descending)
    ordered = list(map(items.__getitem__, order))
    for run in _ties(list(map(keys.__getitem__, order)), descending=column.descending):
        ordered[run] = arrange(ordered[run], rest)
    return ordered[:first]


def _select(
    items: list[T], keys: Sequence[Orderable], first: int, *, descending: bool
) -> tuple[list[T], Sequence[Orderable]]:
    """Keep the first few of *items* with their keys, and what ties with the last of them."""
    if descending:
        last = nlargest(first, keys)[-1]
        kept = [not lt(key, last) for key in keys]
    else:
        last = nsmallest(first, keys)[-1]
        kept = [not lt(last, key) for key in keys]
    return list(compress(items, kept)), list(compress(keys, kept))


def _ties(keys: Sequence[Orderable], *, descending: bool) -> Iterator[slice]:
    """Find the runs of equal keys in sorted *keys*."""
    rest = islice(keys, 1, None)
    # As bytes, one for each two neighbors, because looking for a byte takes next to no time.
    parted = bytes(map(lt, rest, keys) if descending else map(lt, keys, rest))
    start = parted.find(_LEVEL)
    while start >= 0:
        stop = parted.find(_PARTED, start)
        if stop < 0:
            stop = len(parted)
        yield slice(start, stop + 1)
        start = parted.find(_LEVEL, stop)
