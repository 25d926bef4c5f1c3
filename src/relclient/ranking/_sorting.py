"""
Sorting: items put in order by keys, the first that parts two of them deciding.

Why buckets, and what they win: docs/development/decisions/bucket-sorting.md.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest, nsmallest
from itertools import compress, islice
from operator import lt
from typing import Final, Generic, Never, Protocol, TypeAlias, TypeVar, runtime_checkable

from attrs import frozen

T = TypeVar("T")


@runtime_checkable
class Orderable(Protocol):
    """What ``<`` puts in order."""

    def __lt__(self, other: Never, /) -> bool: ...


_FEW: Final = 8
"""Up to one part in so many is selected before it is sorted."""
_EQUAL: Final = bytes([False])
_APART: Final = bytes([True])


@frozen
class BucketKey(Generic[T]):
    """A key of few values: the number of the bucket of each item."""

    of: Callable[[Sequence[T]], Sequence[int]]
    """Returns the numbers, from 0, of some of the items."""
    size: int
    """How many buckets there are."""


@frozen
class SortKey(Generic[T]):
    """A key of many values, which ``<`` compares."""

    of: Callable[[Sequence[T]], Sequence[Orderable]]
    """Returns the values of some of the items."""
    descending: bool = False
    """Whether the greater value comes first."""


Key: TypeAlias = BucketKey[T] | SortKey[T]


def sort_items(items: list[T], keys: Iterable[Key[T]], first: int | None = None) -> list[T]:
    """
    Return *items* in the order of *keys*, or only the *first* of them.

    A key is worked out only for the items that the keys before it leave tied, and not at all behind the first.
    """
    return _sort(items, _joined(keys), first)


def _joined(keys: Iterable[Key[T]]) -> list[Key[T]]:
    """Return *keys* with each run of bucket keys made one, so that their items are put into buckets once."""
    found: list[Key[T]] = []
    for key in keys:
        last = found[-1] if found else None
        if isinstance(key, BucketKey) and isinstance(last, BucketKey):
            found[-1] = _product(last, key)
        else:
            found.append(key)
    return found


def _product(major: BucketKey[T], minor: BucketKey[T]) -> BucketKey[T]:
    size = minor.size

    def of(items: Sequence[T]) -> list[int]:
        return [one * size + other for one, other in zip(major.of(items), minor.of(items), strict=True)]

    return BucketKey(of, major.size * size)


def _sort(items: list[T], keys: Sequence[Key[T]], first: int | None) -> list[T]:
    if not keys or len(items) <= 1 or first == 0:
        return items[:first]
    key, rest = keys[0], keys[1:]
    if isinstance(key, BucketKey):
        return _by_buckets(items, key, rest, first)
    return _by_values(items, key, rest, first)


def _by_buckets(items: list[T], key: BucketKey[T], rest: Sequence[Key[T]], first: int | None) -> list[T]:
    buckets: list[list[T]] = [[] for _ in range(key.size)]
    put = [bucket.append for bucket in buckets]
    for item, number in zip(items, key.of(items), strict=True):
        put[number](item)
    ordered: list[T] = []
    for bucket in buckets:
        ordered += _sort(bucket, rest, None if first is None else first - len(ordered))
        if len(ordered) == first:
            break
    return ordered


def _by_values(items: list[T], key: SortKey[T], rest: Sequence[Key[T]], first: int | None) -> list[T]:
    values = key.of(items)
    if first is not None and first <= len(items) // _FEW:
        items, values = _select(items, values, first, descending=key.descending)
    order = sorted(range(len(items)), key=values.__getitem__, reverse=key.descending)
    ordered = list(map(items.__getitem__, order))
    for tied in _ties(list(map(values.__getitem__, order)), descending=key.descending):
        ordered[tied] = _sort(ordered[tied], rest, None)
    return ordered[:first]


def _select(
    items: list[T], values: Sequence[Orderable], first: int, *, descending: bool
) -> tuple[list[T], Sequence[Orderable]]:
    """Return the first few of *items* with their values, and what ties with the last of them."""
    if descending:
        last = nlargest(first, values)[-1]
        kept = [not lt(value, last) for value in values]
    else:
        last = nsmallest(first, values)[-1]
        kept = [not lt(last, value) for value in values]
    return list(compress(items, kept)), list(compress(values, kept))


def _ties(values: Sequence[Orderable], *, descending: bool) -> Iterator[slice]:
    """Yield the runs of equal values in sorted *values*."""
    rest = islice(values, 1, None)
    # As bytes, one for each two neighbors, because looking for a byte takes next to no time.
    apart = bytes(map(lt, rest, values) if descending else map(lt, values, rest))
    start = apart.find(_EQUAL)
    while start >= 0:
        stop = apart.find(_APART, start)
        if stop < 0:
            stop = len(apart)
        yield slice(start, stop + 1)
        start = apart.find(_EQUAL, stop)
