"""Errors: what was wrong, with which value, and what would mend it."""

from collections.abc import Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import Self

from attrs import frozen


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
    relclient.errors.InvalidType: Person.id must be a text, not 7 (int).
    """

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: object
    """What was given."""
    expected: str
    """What belongs there."""

    def __str__(self) -> str:
        return f"{self.what} must be {self.expected}, not {self.value!r} ({type(self.value).__name__})."


@frozen
class InvalidValue(RelclientError, ValueError):
    """
    A value of the right type that cannot be so.

    >>> from relclient import Person
    >>> Person("")
    Traceback (most recent call last):
        ...
    relclient.errors.InvalidValue: Person.id cannot be '': give a text that is not empty.
    """

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: object
    """What was given."""
    remedy: str
    """What would mend it."""

    def __str__(self) -> str:
        return f"{self.what} cannot be {self.value!r}: {self.remedy}."


@frozen
class EmptyPeriod(RelclientError, ValueError):
    """
    A period whose end is not after its start, so that it holds no day.

    >>> from datetime import date, datetime
    >>> from relclient import Period
    >>> Period(date(2026, 3, 1), date(2026, 3, 1))
    Traceback (most recent call last):
        ...
    relclient.errors.EmptyPeriod: No day lies between 2026-03-01 and 2026-03-01: \
the end is the first day after the period; Period.through takes the last day in it.
    """

    start: date
    """The first day of the period."""
    end: date
    """The first day after it."""

    def __str__(self) -> str:
        return (
            f"No day lies between {self.start} and {self.end}: the end is the first day after the period; "
            "Period.through takes the last day in it."
        )


@frozen
class ConflictingIds(RelclientError, ValueError):
    """
    One id that stands for two different things.

    >>> from relclient import Organization, Person, ServiceNetwork
    >>> ServiceNetwork(parties=[Person("ana"), Person("ana", "Ana")])
    Traceback (most recent call last):
        ...
    relclient.errors.Problems: 1 problem:
    - Two parties share the id 'ana': Person(id='ana', name='ana') and Person(id='ana', name='Ana'); \
give one of them another id.
    """

    noun: str
    """What the id names, in the plural: parties, relationships, requests."""
    id: str
    """The id."""
    first: object
    """What it stood for first."""
    second: object
    """What it was given to again."""

    def __str__(self) -> str:
        return (
            f"Two {self.noun} share the id {self.id!r}: {self.first!r} and {self.second!r}; "
            "give one of them another id."
        )


@frozen
class TwoParents(RelclientError, ValueError):
    """
    An organization that is a unit or subsidiary of two others on one day.

    >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
    >>> spa, hotel, group = Organization("spa"), Organization("hotel"), Organization("group")
    >>> ServiceNetwork([
    ...     Affiliation(spa, hotel, Capacity.UNIT),
    ...     Affiliation(spa, group, Capacity.SUBSIDIARY),
    ... ])
    Traceback (most recent call last):
        ...
    relclient.errors.Problems: 1 problem:
    - 'spa' has two parents always: 'hotel' and 'group'; end one tie before the other starts.
    """

    child: str
    """The id of the organization."""
    parents: tuple[str, str]
    """The ids of its two parents."""
    since: date | None
    """The first day on which it has both, or None when that day is not known."""

    def __str__(self) -> str:
        first, second = self.parents
        return (
            f"{self.child!r} has two parents {_since(self.since)}: {first!r} and {second!r}; "
            "end one tie before the other starts."
        )


@frozen
class OwnershipCycle(RelclientError, ValueError):
    """
    Organizations that on one day would each belong to the next, and the last to the first.

    >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
    >>> hotel, group = Organization("hotel"), Organization("group")
    >>> ServiceNetwork([
    ...     Affiliation(hotel, group, Capacity.SUBSIDIARY),
    ...     Affiliation(group, hotel, Capacity.SUBSIDIARY),
    ... ])
    Traceback (most recent call last):
        ...
    relclient.errors.Problems: 1 problem:
    - Ownership runs in a circle always: 'group' < 'hotel' < 'group'; end one of these ties.
    """

    chain: tuple[str, ...]
    """The ids from child to parent; the first is also the last."""
    since: date | None
    """The first day of the circle, or None when it has no first day."""

    def __str__(self) -> str:
        chain = " < ".join(map(repr, self.chain))
        return f"Ownership runs in a circle {_since(self.since)}: {chain}; end one of these ties."


@frozen
class UnknownParty(RelclientError, LookupError):
    """
    An id that no party of the network has.

    >>> from datetime import date, datetime
    >>> from relclient import Organization, ServiceNetwork
    >>> ServiceNetwork(parties=[Organization("kitchen")]).customers_of("kitchn", on=date(2026, 3, 2))
    Traceback (most recent call last):
        ...
    relclient.errors.UnknownParty: No party has the id 'kitchn': did you mean 'kitchen'?
    """

    id: str
    """The id asked for."""
    known: tuple[str, ...] = ()
    """Ids that look like it."""

    @classmethod
    def among(cls, wanted: str, ids: Sequence[str]) -> Self:
        """Name *wanted* and the few of *ids* that look like it."""
        return cls(wanted, tuple(get_close_matches(wanted, ids, n=3)))

    def __str__(self) -> str:
        return f"No party has the id {self.id!r}: {_meant(self.known, 'add it to the network')}"


@frozen
class OwnCustomer(RelclientError, ValueError):
    """
    A party that would be its own provider.

    >>> from relclient import Organization, Relationship, RetailCustomer
    >>> kitchen = Organization("kitchen")
    >>> Relationship(kitchen, kitchen, "meals")
    Traceback (most recent call last):
        ...
    relclient.errors.OwnCustomer: 'kitchen' cannot be its own customer: name another provider or customer.
    """

    id: str
    """The id of the party."""

    def __str__(self) -> str:
        return f"{self.id!r} cannot be its own customer: name another provider or customer."


@frozen
class NaiveDatetime(RelclientError, ValueError):
    """
    A datetime without a zone, where an instant is needed.

    >>> from datetime import datetime, time
    >>> from relclient import WorkCalendar
    >>> shop = WorkCalendar("Europe/Madrid", {0: [(time(9), time(17))]})
    >>> shop.is_open(datetime(2026, 3, 2, 10))
    Traceback (most recent call last):
        ...
    relclient.errors.NaiveDatetime: WorkCalendar.is_open t has no zone: 2026-03-02T10:00:00; attach the zone it was \
written in, with .replace(tzinfo=ZoneInfo("Europe/Madrid")), say, or with the localize method of a WorkCalendar.
    """

    what: str
    """Where it was given, as ``Class.field`` or ``function argument``."""
    value: datetime
    """What was given."""

    def __str__(self) -> str:
        return (
            f"{self.what} has no zone: {self.value.isoformat()}; attach the zone it was written in, "
            'with .replace(tzinfo=ZoneInfo("Europe/Madrid")), say, or with the localize method of a WorkCalendar.'
        )


@frozen
class UnknownZone(RelclientError, LookupError):
    """
    A name that no time zone has here.

    >>> from datetime import time
    >>> from relclient import WorkCalendar
    >>> WorkCalendar("Europe/Madird", {0: [(time(9), time(17))]})
    Traceback (most recent call last):
        ...
    relclient.errors.UnknownZone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?
    """

    zone: str
    """The name asked for."""
    known: tuple[str, ...] = ()
    """Names that look like it."""

    def __str__(self) -> str:
        otherwise = (
            "give an IANA name such as 'Europe/Madrid'; where the system has no zone data, install the tzdata package"
        )
        return f"No time zone has the name {self.zone!r}: {_meant(self.known, otherwise)}"


@frozen
class NeverOpens(RelclientError, ValueError):
    """
    A search in a calendar that met ten closed years.

    >>> from datetime import UTC, date, datetime, time
    >>> from relclient import WorkCalendar
    >>> fair = WorkCalendar("Europe/Madrid", {}, exceptions={date(2026, 6, 1): [(time(9), time(17))]})
    >>> fair.next_open(datetime(2026, 7, 1, tzinfo=UTC))
    Traceback (most recent call last):
        ...
    relclient.errors.NeverOpens: The calendar is closed from 2026-07-01 on, for ten years: \
give it a weekly window that its holidays leave open.
    """

    day: date
    """Where the closed years begin, in the direction of the search."""
    backward: bool = False
    """Whether the search ran toward the past."""

    def __str__(self) -> str:
        way = "back" if self.backward else "on"
        return (
            f"The calendar is closed from {self.day} {way}, for ten years: "
            "give it a weekly window that its holidays leave open."
        )


def _since(day: date | None) -> str:
    return "always" if day is None else f"on {day}"


def _meant(known: Sequence[str], otherwise: str) -> str:
    if not known:
        return f"{otherwise}."
    return f"did you mean {' or '.join(map(repr, known))}?"
