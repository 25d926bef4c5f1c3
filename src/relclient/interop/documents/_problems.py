"""Problems: everything that went wrong while a document was read, each with its path."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from difflib import get_close_matches

from attrs import Factory, define
from cattrs import AttributeValidationNote, ForbiddenExtraKeysError

from relclient._formatting import listed
from relclient.errors import (
    DocumentProblem,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    RelclientError,
    UnknownZone,
)
from relclient.interop._codecs.entries import is_sequence
from relclient.interop._codecs.instants import INSTANT
from relclient.interop._codecs.paths import MissingKey, Place, UnknownKey, step
from relclient.interop._codecs.scalars import DAY, TEXT
from relclient.interop.documents._entries import keys_of
from relclient.model.customers import Customer
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.timing.working_hours.calendar import WorkCalendar

_EXPECTED: dict[object, str] = {
    str: f"{TEXT} that is not empty",
    date: DAY,
    Party: "the id of a party",
    Organization: "the id of an organization",
    Customer | Party: "the id of a party, or an object with a kind",
    WorkCalendar: "the id of a calendar",
    Relationship: "the id of a relationship",
    datetime: INSTANT,
}
"""What belongs under a key, for those that may be missed."""


class Following(Exception):
    """A fault that follows from another: the id that is referred to, and what to mend first."""


@define
class Findings:
    """Everything that is wrong with one document."""

    faults: list[DocumentProblem] = Factory(list[DocumentProblem])
    """What is wrong by itself, in order of the sections."""
    following: list[DocumentProblem] = Factory(list[DocumentProblem])
    """What could not be checked, because it refers to what is wrong."""

    def add(self, error: Exception, path: str, owner: type | None = None) -> None:
        """Add what *error*, or all that it groups, says; *owner* is the class that was being made."""
        inside = path + "".join(map(step, _places(error)))
        match error:
            case ExceptionGroup():
                made = getattr(error, "cl", None) or getattr(error, "made", None)
                for part in sorted(error.exceptions, key=_is_about_other):
                    self.add(part, inside, made)
            case Following(args=(id, remedy)):
                self.following.append(DocumentProblem(inside, InvalidValue(inside, id, remedy)))
            case ForbiddenExtraKeysError():
                self.add_unknown(sorted(error.extra_fields, key=str), keys_of(error.cl), inside)
            case UnknownKey(args=(key, known)):
                self.add_unknown((key,), known, inside)
            case MissingKey(args=(key, words)):
                self.faults.append(DocumentProblem(inside, _missing_key(key, words)))
            case KeyError(__notes__=[AttributeValidationNote(name=key, type=expected)]):
                words = "a list" if is_sequence(expected) else _EXPECTED.get(expected, "")
                self.faults.append(DocumentProblem(path, _missing_key(key, words)))
            case RelclientError():
                self.faults.append(_placed(error, inside, owner))
            case _:
                raise error  # no fault of the document

    def add_unknown(self, given: Iterable[object], known: Collection[str], path: str) -> None:
        """Add those keys *given* that are not *known*."""
        self.faults.extend(
            DocumentProblem(path + step(key), _unknown_key(key, known)) for key in given if key not in known
        )


def _is_about_other(error: Exception) -> bool:
    """Put keys that do not belong there first, because what is missing may stand under one of them."""
    return not isinstance(error, ForbiddenExtraKeysError)


def _places(error: Exception) -> Iterator[object]:
    notes: list[object] = getattr(error, "__notes__", [])
    for note in reversed(notes):  # the innermost place was noted first
        if isinstance(note, Place):
            yield note.place
        elif isinstance(note, AttributeValidationNote):
            yield note.name


def _missing_key(key: str, words: str) -> str:
    return f"the key {key!r} is missing: add it{f', with {words}' if words else ''}."


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
    """Return *error* with its place: for a fault of one field of *owner*, the path runs on to that field."""
    if isinstance(error, UnknownZone):
        return DocumentProblem(f"{path}.zone", error)
    if not isinstance(error, InvalidType | InvalidValue | NaiveDatetime):
        return DocumentProblem(path, error)
    if owner is not None and error.what.startswith(f"{owner.__name__}."):
        path += error.what.removeprefix(owner.__name__)
    return DocumentProblem(path, error.with_fields(what=path))
