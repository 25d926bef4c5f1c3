"""Lazy sequences: answers whose parts are made when somebody first reads them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Self, TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class LazySequence(Sequence[T_co]):
    """
    A sequence that never changes; equal to another, or to a tuple, of equal items.

    >>> from relclient._lazy import LazySequence
    >>> squares = LazySequence.made_by(lambda: (number * number for number in range(4)))
    >>> squares[2], squares == (0, 1, 4, 9)
    (4, True)
    """

    __slots__ = ("_items", "_make")

    _items: tuple[T_co, ...] | None
    _make: Callable[[], Iterable[T_co]] | None

    def __init__(self, items: Iterable[T_co] = ()) -> None:
        """Hold *items*."""
        self._items = tuple(items)
        self._make = None

    @classmethod
    def made_by(cls, make: Callable[[], Iterable[T_co]]) -> Self:
        """Return the sequence of the items that *make* returns, which is called when the first is read."""
        made = cls.__new__(cls)
        made._items = None  # noqa: SLF001  # its own class
        made._make = make
        return made

    def _all(self) -> tuple[T_co, ...]:
        items, make = self._items, self._make
        if items is None:
            # Two threads may both make them: they come out equal, and either is kept.
            items = self._items = () if make is None else tuple(make())
            self._make = None
        return items

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LazySequence):
            return self._all() == other._all()
        return self._all() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the items, not what they are made from."""
        return type(self), (self._all(),)

    def __repr__(self) -> str:
        return repr(self._all())
