"""Paths: where in a nested value each fault was met, and all of them told at once."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from relclient.errors import InvalidValue, RelclientError
from relclient.interop._codecs.scalars import one_of, read_list, read_object
from relclient.labels import Term

E = TypeVar("E")
K = TypeVar("K")
P = TypeVar("P", bound=str | int | Term)
T = TypeVar("T")
V = TypeVar("V")
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Place(str):
    """A note on an error: the key or the index at which it was met."""

    __slots__ = ("place",)

    place: str | int | Term

    def __new__(cls, place: str | int | Term) -> Self:
        """Return the note of *place*."""
        note = super().__new__(cls, f"at {place}")
        note.place = place
        return note


class Faults(ExceptionGroup[Exception]):
    """Everything that is wrong with one value."""

    made: type | None = None
    """The class that was being made, whose name begins what its errors say."""


class UnknownKey(Exception):
    """A key that an object cannot have; the key, and those that there are."""


class MissingKey(Exception):
    """A key that an object lacks; the key, and what belongs under it, where words are needed."""


def at(place: str | int | Term, error: Exception) -> Exception:
    """Note on *error* where it was met."""
    error.add_note(Place(place))
    return error


def step(place: object) -> str:
    """Return what a key or an index adds to a path."""
    if isinstance(place, Term):
        place = place.value
    if isinstance(place, str) and _PLAIN_KEY.fullmatch(place):
        return f".{place}"
    return f"[{place!r}]"


def every(items: Iterable[tuple[P, E]], read: Callable[[E], T]) -> dict[P, T]:
    """
    Read every item.

    Raises:
        Faults: all that fail together, each with its place.
    """
    sound: dict[P, T] = {}
    broken: list[Exception] = []
    for place, item in items:
        try:
            sound[place] = read(item)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one item, the others are read
            broken.append(at(place, error))
    if broken:
        raise Faults("", broken)
    return sound


def each(value: object, read: Callable[[object], V]) -> list[V]:
    """Read every item of a list."""
    return list(every(enumerate(read_list(value)), read).values())


def mapping(value: object, read_key: Callable[[object], K], read_item: Callable[[object], V]) -> dict[K, V]:
    """Read every key of an object and what it has; a fault of either is told at the key."""
    pairs = ((key, (key, item)) for key, item in read_object(value).items())
    return dict(every(pairs, lambda pair: (read_key(pair[0]), read_item(pair[1]))).values())


def read_keys(
    value: object, readers: Mapping[str, Callable[[object], Any]], needed: Collection[str] = ()
) -> dict[str, Any]:
    """
    Read an object that has no keys but those of *readers*, and all of those *needed*.

    Raises:
        Faults: everything that is wrong with it, each with its place.
    """
    given = read_object(value)
    broken: list[Exception] = [UnknownKey(key, readers) for key in given if key not in readers]
    broken += [MissingKey(key, "") for key in needed if key not in given]
    known = ((key, (read, given[key])) for key, read in readers.items() if key in given)
    found: dict[str, Any] = {}
    try:
        found = every(known, lambda pair: pair[0](pair[1]))
    except Faults as faults:
        broken.append(faults)
    if broken:
        raise Faults("", broken)
    return found


def faults_in(error: Exception, path: str = "") -> Iterator[tuple[str, RelclientError]]:
    """
    Yield every fault that *error* groups, with its path.

    Raises:
        Exception: what is no fault of the value.
    """
    notes = reversed(getattr(error, "__notes__", ()))  # the innermost place was noted first
    inside = path + "".join(step(note.place) for note in notes if isinstance(note, Place))
    match error:
        case RelclientError() if not isinstance(error, ExceptionGroup):
            yield inside, error
        case ExceptionGroup():
            for part in error.exceptions:
                yield from faults_in(part, inside)
        case UnknownKey(args=(key, known)):
            yield inside, InvalidValue("", key, f"give {one_of(known)}")
        case MissingKey(args=(key, _)):
            yield inside, InvalidValue("", None, f"add the key {key!r}")
        case _:
            raise error
