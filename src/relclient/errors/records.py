"""Records: what parties, ties and relationships cannot be together."""

from datetime import date

from attrs import frozen

from relclient.errors.roots import RelclientError
from relclient.errors.wording import more, shown, shown_apart, since


@frozen
class EmptyPeriod(RelclientError, ValueError):
    """
    A period whose end is not after its start, so that it holds no day.

    >>> from datetime import date, datetime
    >>> from relclient import Period
    >>> Period(date(2026, 3, 1), date(2026, 3, 1))
    Traceback (most recent call last):
        ...
    relclient.errors.records.EmptyPeriod: No day lies between 2026-03-01 and 2026-03-01: \
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
    relclient.errors.roots.Problems: 1 problem:
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
        same = f"Two {self.noun} share the id {shown(self.id)}"
        if self.first == self.second:
            return f"{same} and are the same: {shown(self.first)}; give it once."
        first, second = shown_apart(self.first, self.second)
        return f"{same}: {first} and {second}; give one of them another id."


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
    relclient.errors.roots.Problems: 1 problem:
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
            f"{self.child!r} has two parents {since(self.since)}: {first!r} and {second!r}; "
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
    relclient.errors.roots.Problems: 1 problem:
    - Ownership runs in a circle always: 'group' < 'hotel' < 'group'; end one of these ties.
    """

    chain: tuple[str, ...]
    """The ids from child to parent; the first is also the last."""
    since: date | None
    """The first day of the circle, or None when it has no first day."""

    def __str__(self) -> str:
        chain = " < ".join(map(repr, self.chain))
        return f"Ownership runs in a circle {since(self.since)}: {chain}; end one of these ties."


@frozen
class OwnCustomer(RelclientError, ValueError):
    """
    A party that would be its own provider.

    >>> from relclient import Organization, Relationship, RetailCustomer
    >>> kitchen = Organization("kitchen")
    >>> Relationship(kitchen, kitchen, "meals")
    Traceback (most recent call last):
        ...
    relclient.errors.records.OwnCustomer: 'kitchen' cannot be its own customer: name another provider or customer.
    """

    id: str
    """The id of the party."""

    def __str__(self) -> str:
        return f"{self.id!r} cannot be its own customer: name another provider or customer."


@frozen
class StaleNetwork(RelclientError, ValueError):
    """
    A network that a store no longer holds as it was read, because another writer has changed it since.

    >>> from relclient import StaleNetwork
    >>> print(StaleNetwork(("relationship 'R1'", "party 'ana'")))
    The store no longer holds relationship 'R1' as the old network has it (and 1 more such): \
load the network anew, make the change there, and sync that.
    """

    rows: tuple[str, ...] = ()
    """What is stored otherwise than the old network has it; nothing where the database only said that it came late."""

    def __str__(self) -> str:
        what = f"{self.rows[0]} as the old network has it{more(self.rows)}" if self.rows else "what it held"
        return f"The store no longer holds {what}: load the network anew, make the change there, and sync that."
