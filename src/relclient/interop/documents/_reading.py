"""Reading a document: what it has named so far, what is wrong with it, and where."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from typing import Generic, TypeVar

from attrs import Factory, define
from cattrs import IterableValidationNote

from relclient.errors import ConflictingIds, InvalidValue, UnknownParty
from relclient.interop._codecs.scalars import is_object
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.timing.working_hours.calendar import WorkCalendar

T = TypeVar("T")
P = TypeVar("P", bound=str | int)
E = TypeVar("E")

_GUESSES = 20
"""How many unknown ids are compared with all known ones, which takes long in a large document."""


class AlreadyReported(Exception):
    """What was referred to is broken itself, which is reported where it is."""


class Several(ExceptionGroup[Exception]):
    """All that is wrong in one sequence or mapping."""


@define
class Named(Generic[T]):
    """The things of one section of a document, by the id under which others refer to them."""

    noun: str
    """What they are, in the plural."""
    found: dict[str, T] = Factory(dict[str, T])
    """Those that are sound."""
    broken: set[object] = Factory(set[object])
    """What may be the ids of those that are not."""
    unnamed: list[tuple[str, ...]] = Factory(list[tuple[str, ...]])
    """The texts of which the ids of broken ones would have been made."""
    is_lost: bool = False
    """Whether the section as a whole cannot be read, so that any id may have been meant."""
    _guesses: int = 0

    def add(self, id: str, value: T) -> T:
        """Keep *value* under its id, which must be new."""
        if self.found.setdefault(id, value) is not value:
            raise ConflictingIds(self.noun, id, self.found[id], value)
        return value

    def give_up(self, entry: object, parts_of_id: tuple[str, ...] = ()) -> None:
        """Remember every text in a broken entry: one of them may be the id that others refer to, or part of it."""
        values = entry.values() if is_object(entry) else (entry,)
        self.broken.update(value for value in values if isinstance(value, str))
        self.unnamed.append(parts_of_id)

    def missing(self, id: str) -> Exception:
        """Say that nothing has this id, unless what has it is broken."""
        if self.is_lost or id in self.broken or any(_is_made_of(parts, id) for parts in self.unnamed):
            return AlreadyReported()
        self._guesses += 1
        is_guessed = self._guesses <= _GUESSES
        if self.noun == "parties":
            return UnknownParty.among(id, self.found, "the section 'parties'") if is_guessed else UnknownParty(id)
        near = get_close_matches(id, self.found, n=3) if is_guessed else ()
        remedy = f"perhaps {' or '.join(map(repr, near))} was meant" if near else "add it there"
        return InvalidValue("", id, f"nothing under {self.noun!r} has this id; {remedy}")


_MOST_PARTS = 2
"""Of three parts of an id one may be what is broken."""
_ALIKE = 0.8
"""How much an id looks like the slip that stands for it; less, and one zone of a continent would pass for another."""


def _is_made_of(parts: tuple[str, ...], id: str) -> bool:
    if len(parts) == 1:
        return bool(get_close_matches(id, parts, cutoff=_ALIKE))
    return sum(part in id for part in parts) >= _MOST_PARTS


@define
class Reading:
    """What a document has told so far; each section may refer to those before it."""

    parties: Named[Party] = Factory(lambda: Named[Party]("parties"))
    calendars: Named[WorkCalendar] = Factory(lambda: Named[WorkCalendar]("calendars"))
    agreements: Named[ServiceLevelAgreement] = Factory(lambda: Named[ServiceLevelAgreement]("agreements"))
    relationships: Named[Relationship] = Factory(lambda: Named[Relationship]("relationships"))
    requests: Named[ServiceRequest] = Factory(lambda: Named[ServiceRequest]("requests"))
    affiliations: dict[int, Affiliation] = Factory(dict[int, Affiliation])
    """Those that are sound, by their place in the document."""


_CURRENT: ContextVar[Reading] = ContextVar("_CURRENT")
current = _CURRENT.get
"""Give the reading that is going on in this thread or task; the hooks, made once for all, have no other way to it."""


@contextmanager
def reading() -> Generator[Reading]:
    """Begin to read a document."""
    begun = Reading()
    token = _CURRENT.set(begun)
    try:
        yield begun
    finally:
        _CURRENT.reset(token)


def at(place: str | int, error: Exception) -> Exception:
    """Note on *error* where it was met, as cattrs does for the fields of a class."""
    error.add_note(IterableValidationNote(f"at {place}", place, object))
    return error


def every(items: Iterable[tuple[P, E]], read: Callable[[E], T], sound: dict[P, T] | None = None) -> dict[P, T]:
    """Read every item into *sound*, and refuse all that fail together, each with its place."""
    sound = {} if sound is None else sound
    broken: list[Exception] = []
    for place, item in items:
        try:
            sound[place] = read(item)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one item, the others are read
            broken.append(at(place, error))
    if broken:
        raise Several("", broken)
    return sound
