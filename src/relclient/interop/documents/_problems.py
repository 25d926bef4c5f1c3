"""Problems: everything that went wrong while a document was read, each with its path."""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from difflib import get_close_matches

from cattrs import AttributeValidationNote, ClassValidationError, IterableValidationNote

from relclient._formatting import listed
from relclient.errors import DocumentProblem, InvalidType, InvalidValue, NaiveDatetime, RelclientError, UnknownZone
from relclient.interop._codecs.entries import VERSION
from relclient.interop._codecs.instants import INSTANT
from relclient.interop._codecs.scalars import DAY, TEXT
from relclient.interop.documents._reading import AlreadyReported
from relclient.model.customers import Customer
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.ranking.criteria import Criterion
from relclient.timing.working_hours.calendar import WorkCalendar

_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_EXPECTED: dict[object, str] = {
    int: f"{VERSION}, the version of the format",
    str: f"{TEXT} that is not empty",
    date: DAY,
    Party: "the id of a party",
    Organization: "the id of an organization",
    Customer | Party: "the id of a party, or an object with a kind",
    WorkCalendar: "the id of a calendar",
    Relationship: "the id of a relationship",
    datetime: INSTANT,
    tuple[Criterion, ...]: "a list of criteria",
}
"""What belongs under a key, for those that may be missed."""


class MissingKind(Exception):
    """An object that does not say its kind; the kinds there are."""


class UnknownKey(Exception):
    """A key that an object cannot have; the key, and those that there are."""


def problems_of(error: Exception, path: str = "$", owner: type | None = None) -> Iterator[DocumentProblem]:
    """Give what *error*, or all that it groups, says, each with its path; *owner* is the class being made."""
    inside = path + "".join(map(step, _places(error)))
    match error:
        case AlreadyReported():
            return
        case ExceptionGroup():
            made = error.cl if isinstance(error, ClassValidationError) else None
            for part in error.exceptions:
                yield from problems_of(part, inside, made)
        case UnknownKey(args=(key, known)):
            yield DocumentProblem(inside + step(key), _unknown_key(key, known))
        case MissingKind(args=(kinds,)):
            yield DocumentProblem(inside, f"the key 'kind' is missing: add it, with {kinds}.")
        case KeyError(__notes__=[AttributeValidationNote(name=key, type=expected)]):
            words = _EXPECTED.get(expected)
            yield DocumentProblem(path, f"the key {key!r} is missing: add it{f', with {words}' if words else ''}.")
        case RelclientError():
            yield _placed(error, inside, owner)
        case _:
            raise error  # no fault of the document


def _places(error: Exception) -> Iterator[str | int]:
    notes: list[AttributeValidationNote | IterableValidationNote] = getattr(error, "__notes__", [])
    for note in reversed(notes):  # the innermost place was noted first
        yield note.name if isinstance(note, AttributeValidationNote) else note.index


def step(place: object) -> str:
    if isinstance(place, str) and _PLAIN_KEY.fullmatch(place):
        return f".{place}"
    return f"[{place!r}]"


def _unknown_key(key: object, known: Collection[str]) -> str:
    if key == "requests" and "relationships" in known:
        return "unknown key: a network has no requests; load the document as a Workload, which has both."
    near = get_close_matches(str(key), known, n=1)
    if near:
        return f"unknown key: did you mean {near[0]!r}?"
    if not known:
        return "unknown key: no key belongs here."
    return f"unknown key: the {'key here is' if len(known) == 1 else 'keys here are'} {listed(sorted(known))}."


def _placed(error: RelclientError, path: str, owner: type | None) -> DocumentProblem:
    """Say where *error* is: for a fault of one field of *owner*, the path runs on to that field."""
    if isinstance(error, UnknownZone):
        return DocumentProblem(f"{path}.zone", error)
    if not isinstance(error, InvalidType | InvalidValue | NaiveDatetime):
        return DocumentProblem(path, error)
    if owner is not None and error.what.startswith(f"{owner.__name__}."):
        path += error.what.removeprefix(owner.__name__)
    return DocumentProblem(path, error.with_fields(what=path))
