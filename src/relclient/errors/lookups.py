"""Lookups: a name that nothing has, with those that look like it."""

from collections.abc import Iterable, Sequence, Sized
from difflib import get_close_matches
from itertools import islice
from typing import ClassVar, Self

from attrs import frozen

from relclient.errors.roots import RelclientError
from relclient.errors.wording import listed, meant, shown

_MOST_COMPARED = 10_000
"""How many ids are looked through for one that looks alike: an error must not take seconds."""
_FEW = 5
"""Up to how many ids are named where none looks alike."""


@frozen
class UnknownId(RelclientError, LookupError):
    """
    An id that nothing in the place asked has; the base of the errors that say of what.

    >>> from relclient import Organization, Person, ServiceNetwork, UnknownId
    >>> try:
    ...     ServiceNetwork(parties=[Person("ana")]).without_parties("anna")
    ... except UnknownId as error:
    ...     print(error)
    No party has the id 'anna': did you mean 'ana'?
    """

    id: str
    """The id asked for."""
    known: tuple[str, ...] = ()
    """Ids that look like it."""
    remedy: str = "look for it among the ids"
    """What to do where none looks like it."""

    noun: ClassVar[str] = "thing"
    """What the id would name."""
    place: ClassVar[str] = "the place asked"
    """Where the ids can be read."""

    @classmethod
    def among(cls, wanted: str, ids: Iterable[str], place: str | None = None) -> Self:
        """Name *wanted* and the few of *ids* that look like it; if none does, say which there are, or where."""
        compared = tuple(islice(ids, _MOST_COMPARED))
        alike = tuple(get_close_matches(wanted, compared, n=3))
        if len(compared) <= _FEW:
            return cls(wanted, alike, _all_of(compared))
        if isinstance(ids, Sized):
            return cls(wanted, alike, f"look for it among the {len(ids)} ids in {place or cls.place}")
        return cls(wanted, alike)  # the number of what comes one by one may have been cut short, and says nothing

    def __str__(self) -> str:
        return f"No {self.noun} has the id {shown(self.id)}: {meant(self.known, self.remedy)}"


def _all_of(ids: Sequence[str]) -> str:
    if not ids:
        return "there are none"
    return f"the {'id is' if len(ids) == 1 else 'ids are'} {listed(ids)}"


@frozen
class UnknownParty(UnknownId):
    """
    An id that no party of the network has.

    >>> from datetime import date
    >>> from relclient import Organization, ServiceNetwork
    >>> ServiceNetwork(parties=[Organization("kitchen")]).customers_of("kitchn", on=date(2026, 3, 2))
    Traceback (most recent call last):
        ...
    relclient.errors.lookups.UnknownParty: No party has the id 'kitchn': did you mean 'kitchen'?
    """

    noun: ClassVar[str] = "party"
    place: ClassVar[str] = "network.parties"


@frozen
class UnknownRelationship(UnknownId):
    """
    An id that no relationship of the network has.

    >>> from relclient import ServiceNetwork
    >>> ServiceNetwork().without_relationships("R1")
    Traceback (most recent call last):
        ...
    relclient.errors.lookups.UnknownRelationship: No relationship has the id 'R1': there are none.
    """

    noun: ClassVar[str] = "relationship"
    place: ClassVar[str] = "network.relationships"


@frozen
class UnknownRequest(UnknownId):
    """
    An id that no request of a ranking has; with ``first=n`` only those n are known.

    >>> from datetime import UTC, datetime
    >>> from relclient import PriorityPolicy
    >>> PriorityPolicy("first come", []).rank([], at=datetime(2026, 3, 2, 9, tzinfo=UTC)).explain("R-1")
    Traceback (most recent call last):
        ...
    relclient.errors.lookups.UnknownRequest: No request has the id 'R-1': there are none.
    """

    noun: ClassVar[str] = "request"
    place: ClassVar[str] = "the ranking"


@frozen
class UnknownRule(UnknownId):
    """
    An id that no rule of the table has.

    >>> from relclient import SIDE_TABLE
    >>> SIDE_TABLE.without_rule("stakeholders")
    Traceback (most recent call last):
        ...
    relclient.errors.lookups.UnknownRule: No rule has the id 'stakeholders': did you mean 'stakeholder'?
    """

    noun: ClassVar[str] = "rule"
    place: ClassVar[str] = "table.rules"


@frozen
class UnknownService(RelclientError, LookupError):
    """
    A service that its provider provides to nobody, on no day.

    >>> from datetime import date
    >>> from relclient import Organization, Outage, Relationship, ServiceNetwork
    >>> mail = Relationship(Organization("it"), Organization("kitchen"), "mail")
    >>> ServiceNetwork(relationships=[mail]).affected_customers(Outage("it", "mial"), on=date(2026, 3, 2))
    Traceback (most recent call last):
        ...
    relclient.errors.lookups.UnknownService: 'it' provides no service 'mial': did you mean 'mail'?
    """

    provider: str
    """The id of the provider."""
    service: str
    """What was asked for."""
    known: tuple[str, ...] = ()
    """Services of the provider that look like it."""

    @classmethod
    def among(cls, provider: str, wanted: str, services: Iterable[str]) -> Self:
        """Name *wanted* and the few of *services* that look like it."""
        return cls(provider, wanted, tuple(get_close_matches(wanted, islice(services, _MOST_COMPARED), n=3)))

    def __str__(self) -> str:
        otherwise = "look for it among the services of its relationships"
        return f"{self.provider!r} provides no service {shown(self.service)}: {meant(self.known, otherwise)}"


@frozen
class UnknownColumn(RelclientError, LookupError):
    """
    A column that a data frame lacks.

    >>> from relclient import UnknownColumn
    >>> print(UnknownColumn.among("impact", ["id", "Impact"]))
    The frame has no column 'impact': did you mean 'Impact'?
    """

    column: str
    """The name of the column."""
    known: tuple[str, ...] = ()
    """Columns whose names look like it."""

    @classmethod
    def among(cls, wanted: str, columns: Sequence[str]) -> Self:
        """Name *wanted* and the few of *columns* that look like it."""
        folded = {column.casefold(): column for column in columns}
        return cls(wanted, tuple(map(folded.__getitem__, get_close_matches(wanted.casefold(), folded, n=3))))

    def __str__(self) -> str:
        otherwise = "add it, or say with columns={...} what it is called there"
        return f"The frame has no column {shown(self.column)}: {meant(self.known, otherwise)}"


@frozen
class UnknownZone(RelclientError, LookupError):
    """
    A name that no time zone has here.

    >>> from datetime import time
    >>> from relclient import WorkCalendar
    >>> WorkCalendar("Europe/Madird", {0: [(time(9), time(17))]})
    Traceback (most recent call last):
        ...
    relclient.errors.lookups.UnknownZone: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?
    """

    zone: str
    """The name asked for."""
    known: tuple[str, ...] = ()
    """Names that look like it."""

    def __str__(self) -> str:
        otherwise = (
            "give an IANA name such as 'Europe/Madrid'; where the system has no zone data, install the tzdata package"
        )
        return f"No time zone has the name {shown(self.zone)}: {meant(self.known, otherwise)}"
