"""Roots: the error that all others are, the group of several, and those about one value."""

from collections.abc import Sequence
from typing import Self

from attrs import frozen

from relclient.errors.wording import shown


class RelclientError(Exception):
    """
    The root of every error that relclient raises on purpose.

    >>> from relclient import Person, RelclientError
    >>> try:
    ...     Person("")
    ... except RelclientError as error:
    ...     print(error)
    Person.id cannot be '': give a text that is not empty.
    """


class Problems(ExceptionGroup[RelclientError], RelclientError):
    """
    Everything that is wrong with one input, at once; a single problem too.

    ``exceptions`` holds the problems in the order in which the input has them.

    >>> from relclient import Organization, Person, Problems, ServiceNetwork
    >>> try:
    ...     ServiceNetwork(parties=[Person("ana"), Organization("ana")])
    ... except Problems as problems:
    ...     print(problems.exceptions[0])
    Two parties share the id 'ana': Person(id='ana', name='ana') and \
Organization(id='ana', name='ana'); give one of them another id.
    """

    @classmethod
    def found(cls, problems: Sequence[RelclientError]) -> Self:
        """Group *problems* under a message that counts them."""
        noun = "problem" if len(problems) == 1 else "problems"
        return cls(f"{len(problems)} {noun}", problems)

    def derive(self, excs: Sequence[RelclientError], /) -> "Problems":  # type: ignore[override]  # typeshed lets a subgroup hold any exception; ours holds its own kind
        """Make the group that ``split`` and ``subgroup`` return."""
        return Problems(self.message, excs)

    def __str__(self) -> str:
        return "\n".join([f"{self.message}:", *(f"- {problem}" for problem in self.exceptions)])


@frozen
class InvalidType(RelclientError, TypeError):
    """
    A value of a type that does not belong where it was given.

    >>> from relclient import Person
    >>> Person(7)
    Traceback (most recent call last):
        ...
    relclient.errors.roots.InvalidType: Person.id must be a text, not 7 (int).
    """

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: object
    """What was given."""
    expected: str
    """What belongs there."""

    def __str__(self) -> str:
        return f"{self.what} must be {self.expected}, not {shown(self.value)} ({type(self.value).__name__})."


@frozen
class InvalidValue(RelclientError, ValueError):
    """
    A value of the right type that cannot be so.

    >>> from relclient import Person
    >>> Person("")
    Traceback (most recent call last):
        ...
    relclient.errors.roots.InvalidValue: Person.id cannot be '': give a text that is not empty.
    """

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: object
    """What was given."""
    remedy: str
    """What would mend it."""

    def __str__(self) -> str:
        return f"{self.what} cannot be {shown(self.value)}: {self.remedy}."


@frozen
class DocumentProblem(RelclientError, ValueError):
    """
    What is wrong at one place of a document.

    >>> from relclient import Problems
    >>> from relclient.interop.documents import loads
    >>> try:
    ...     loads('{"relclient": 1, "parties": [{"kind": "person", "id": 7}]}')
    ... except Problems as problems:
    ...     print(problems.exceptions[0])
    $.parties[0].id must be a text, not 7 (int).
    """

    path: str
    """The place, from the root: ``$.relationships[3].customer.kind``."""
    problem: RelclientError | str
    """What is wrong there: the error that the value itself raises, or words where the document is misshapen."""

    def __str__(self) -> str:
        told = str(self.problem)
        return told if told.startswith(self.path) else f"{self.path}: {told}"


@frozen
class MissingExtra(RelclientError, ImportError):
    """
    A module whose extra is not installed.

    >>> from relclient import MissingExtra
    >>> print(MissingExtra("relclient.interop.documents", "cattrs", "json"))
    relclient.interop.documents needs cattrs, which is not installed: pip install 'relclient[json]' brings it.
    """

    module: str
    """The module that was imported."""
    package: str
    """What it lacks."""
    extra: str
    """The extra that brings it."""

    @classmethod
    def lacking(cls, error: ModuleNotFoundError, module: str, extra: str) -> ImportError:
        """Give what to raise for *error* while *module* is imported: no extra brings a missing module of ours."""
        name = error.name or "a package"
        return error if name.partition(".")[0] == "relclient" else cls(module, name, extra)

    def __str__(self) -> str:
        return (
            f"{self.module} needs {self.package}, which is not installed: "
            f"pip install 'relclient[{self.extra}]' brings it."
        )
