"""Mappings: a read-only mapping that can be hashed and pickled."""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Generic, TypeVar, final

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)


@final
class FrozenMap(Mapping[K, V_co], Generic[K, V_co]):
    """
    A mapping that never changes; equal to any mapping of equal content, hashable when its values are.

    It keeps the order it was given.

    >>> from relclient._frozen_map import FrozenMap
    >>> prices = FrozenMap({"room": 90, "dinner": 25})
    >>> prices["room"], hash(prices) == hash(FrozenMap({"dinner": 25, "room": 90}))
    (90, True)
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V_co]) -> None:
        """Copy *items*."""
        self._items = dict(items)

    def __getitem__(self, key: K) -> V_co:
        return self._items[key]

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    # The views of a dict are many times faster than those that Mapping makes of the methods above.

    def keys(self) -> KeysView[K]:
        """Return the keys, in order."""
        return self._items.keys()

    def values(self) -> ValuesView[V_co]:
        """Return the values, in the order of their keys."""
        return self._items.values()

    def items(self) -> ItemsView[K, V_co]:
        """Return the keys with their values, in order."""
        return self._items.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __eq__(self, other: object) -> bool:
        # This class is final; asking for its own type keeps the types of keys and values known.
        return self._items == (other._items if isinstance(other, type(self)) else other)

    def __repr__(self) -> str:
        return repr(self._items)
