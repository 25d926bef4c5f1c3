"""Records: what a network is told, checked as a whole, and changed only by making another."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import Self, TypeVar

from attrs import evolve, field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import check_instance, keep_instances, look_up
from relclient.errors import ConflictingIds, InvalidValue, Problems, RelclientError, UnknownParty, UnknownRelationship
from relclient.model.affiliations import Affiliation
from relclient.model.customers import AccountCustomer, B2BCustomer, Customer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.network._ownership import ownership_problems, ownership_ties
from relclient.network._snapshot import Day

_DAYS_REMEMBERED = 16
"""How many dates a network keeps an index for; a question about another date builds that date's anew."""


T = TypeVar("T", bound=Party | Relationship)


@frozen(eq=False, init=False)
class Records:
    """The records of a network; `ServiceNetwork` adds the questions."""

    parties: Mapping[str, Party]
    """Every party that is mentioned, by id, in order of id."""
    affiliations: tuple[Affiliation, ...]
    """Every tie, in order of the ids of party and organization, then of capacity and start."""
    relationships: Mapping[str, Relationship]
    """Every relationship, by id, in order of id."""
    _day: Callable[[date], Day] = field(repr=False)

    def __init__(
        self,
        affiliations: Iterable[Affiliation] = (),
        relationships: Iterable[Relationship] = (),
        parties: Iterable[Party] = (),
    ) -> None:
        """Check the records as a whole and put them in order; linear in their number but for the sorting."""
        problems: list[RelclientError] = []
        ties = keep_instances("affiliations", affiliations, Affiliation, "an Affiliation", problems)
        services = keep_instances("relationships", relationships, Relationship, "a Relationship", problems)
        named = keep_instances("parties", parties, Party, "a Person or an Organization", problems)
        all_parties = _by_id("parties", [*named, *_mentioned(ties, services)], problems)
        all_services = _by_id("relationships", services, problems)
        ownership = ownership_ties(ties)
        problems.extend(ownership_problems(ownership))
        if problems:
            raise Problems.found(problems)
        in_order = tuple(tie for tie, _ in groupby(sorted(ties, key=_tie_order)))
        ties_of = {party: tuple(own) for party, own in groupby(in_order, key=lambda tie: tie.party.id)}
        index = partial(Day, ties_of=ties_of, ownership=ownership, relationships=all_services)
        object.__setattr__(self, "parties", FrozenMap(all_parties))
        object.__setattr__(self, "affiliations", in_order)
        object.__setattr__(self, "relationships", FrozenMap(all_services))
        object.__setattr__(self, "_day", lru_cache(_DAYS_REMEMBERED)(index))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        return (
            self.parties == other.parties
            and self.affiliations == other.affiliations
            and self.relationships == other.relationships
        )

    def __hash__(self) -> int:
        return hash((self.parties, self.affiliations, self.relationships))

    def __reduce__(self) -> tuple[type[Self], tuple[Iterable[object], ...]]:
        """Pickle the records without the indexes made from them."""
        return type(self), (self.affiliations, tuple(self.relationships.values()), tuple(self.parties.values()))

    def with_affiliations(self, *affiliations: Affiliation) -> Self:
        """
        Add ties.

        >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
        >>> spa, hotel = Organization("spa"), Organization("hotel")
        >>> list(ServiceNetwork().with_affiliations(Affiliation(spa, hotel, Capacity.UNIT)).parties)
        ['hotel', 'spa']

        Raises:
            Problems: everything that the ties would break.
        """
        return self._made((*self.affiliations, *affiliations), self.relationships.values(), self.parties.values())

    def with_relationships(self, *relationships: Relationship) -> Self:
        """
        Add relationships; an id that stands for another relationship already is refused.

        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals")
        >>> list(ServiceNetwork().with_relationships(meals).relationships)
        ['kitchen/dining-room/meals']

        Raises:
            Problems: everything that the relationships would break.
        """
        return self._made(self.affiliations, (*self.relationships.values(), *relationships), self.parties.values())

    def with_party(self, party: Party) -> Self:
        """
        Add *party*, or put it in the place of the one that has its id, everywhere.

        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals")
        >>> network = ServiceNetwork(relationships=[meals]).with_party(Organization("kitchen", "Main kitchen"))
        >>> network.relationships["kitchen/dining-room/meals"].provider.name
        'Main kitchen'

        Raises:
            InvalidType, InvalidValue: a tie or a relationship cannot have such a party.
        """
        check_instance("party", party, Party, "a Person or an Organization")
        parties = {**self.parties, party.id: party}
        return self._made(
            [_reseated(tie, parties) for tie in self.affiliations],
            [_renamed(relationship, parties) for relationship in self.relationships.values()],
            parties.values(),
        )

    def without_affiliations(self, *affiliations: Affiliation) -> Self:
        """
        Leave ties out; the parties stay.

        >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
        >>> tie = Affiliation(Organization("spa"), Organization("hotel"), Capacity.UNIT)
        >>> ServiceNetwork([tie]).without_affiliations(tie).affiliations
        ()

        Raises:
            InvalidValue: the network has no such tie.
            InvalidType: one of *affiliations* is none.
        """
        for place, tie in enumerate(affiliations):
            check_instance(f"without_affiliations affiliations[{place}]", tie, Affiliation, "an Affiliation")
        gone = set(affiliations)
        left = [tie for tie in self.affiliations if tie not in gone]
        known = set(self.affiliations)
        for tie in affiliations:
            if tie not in known:
                raise InvalidValue("affiliation", str(tie), "the network has no such tie; network.affiliations has all")
        return self._made(left, self.relationships.values(), self.parties.values())

    def without_relationships(self, *ids: str) -> Self:
        """
        Leave relationships out; the parties stay.

        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals", id="R1")
        >>> list(ServiceNetwork(relationships=[meals]).without_relationships("R1").parties)
        ['dining-room', 'kitchen']

        Raises:
            UnknownRelationship: the network has none with such an id.
            InvalidType: an id is no text.
        """
        for place, wanted in enumerate(ids):
            look_up(f"without_relationships ids[{place}]", wanted, self.relationships, UnknownRelationship)
        gone = set(ids)
        left = [relationship for key, relationship in self.relationships.items() if key not in gone]
        return self._made(self.affiliations, left, self.parties.values())

    def without_parties(self, *ids: str) -> Self:
        """
        Leave parties out, with every tie and relationship that has one at an end; they are no contacts either.

        >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
        >>> tie = Affiliation(Organization("spa"), Organization("hotel"), Capacity.UNIT)
        >>> network = ServiceNetwork([tie]).without_parties("spa")
        >>> list(network.parties), network.affiliations
        (['hotel'], ())

        Raises:
            UnknownParty: the network has none with such an id.
            InvalidType: an id is no text.
        """
        for place, wanted in enumerate(ids):
            look_up(f"without_parties ids[{place}]", wanted, self.parties, UnknownParty)
        gone = set(ids)
        left = {key: party for key, party in self.parties.items() if key not in gone}
        return self._made(
            [tie for tie in self.affiliations if tie.party.id in left and tie.organization.id in left],
            [
                _renamed(relationship, left)
                for relationship in self.relationships.values()
                if relationship.provider.id in left and relationship.customer.id in left
            ],
            left.values(),
        )

    def _made(
        self, affiliations: Iterable[Affiliation], relationships: Iterable[Relationship], parties: Iterable[Party]
    ) -> Self:
        return type(self)(affiliations, relationships, parties)


def _mentioned(affiliations: Iterable[Affiliation], relationships: Iterable[Relationship]) -> Iterator[Party]:
    for tie in affiliations:
        yield tie.party
        yield tie.organization
    for relationship in relationships:
        yield relationship.provider
        yield relationship.party
        customer = relationship.customer
        if isinstance(customer, B2BCustomer):
            yield from customer.contacts
        elif isinstance(customer, AccountCustomer) and customer.manager is not None:
            yield customer.manager
        if relationship.approval is not None and relationship.approval.granted_by is not None:
            yield relationship.approval.granted_by


def _by_id(noun: str, items: Iterable[T], problems: list[RelclientError]) -> dict[str, T]:
    found: dict[str, T] = {}
    clashes: dict[T, ConflictingIds] = {}
    for item in items:
        known = found.setdefault(item.id, item)
        if known is not item and known != item:
            clashes.setdefault(item, ConflictingIds(noun, item.id, known, item))
    problems.extend(clashes.values())
    return {key: found[key] for key in sorted(found)}


def _tie_order(tie: Affiliation) -> tuple[str, str, str, date, date, bool, list[str]]:
    period, functions = tie.valid_for, tie.functions
    return (
        tie.party.id,
        tie.organization.id,
        tie.capacity.value,
        period.start or date.min,
        period.end or date.max,
        functions is not None,
        sorted(function.value for function in functions or ()),
    )


def _renamed(relationship: Relationship, parties: Mapping[str, Party]) -> Relationship:
    """
    Return *relationship* with its parties as *parties* has them; those that are not at its ends may be left out.

    Each constructor refuses a party of the wrong type, which is why the checker is told to leave it to them.
    """
    provider, customer = parties[relationship.provider.id], relationship.customer
    approval = relationship.approval
    if approval is not None and approval.granted_by is not None:
        relationship = evolve(relationship, approval=evolve(approval, granted_by=parties.get(approval.granted_by.id)))
    if not isinstance(customer, Customer):
        return evolve(relationship, provider=provider, customer=parties[customer.id])
    if isinstance(customer, B2BCustomer):
        contacts = [parties[contact.id] for contact in customer.contacts if contact.id in parties]
        customer = evolve(customer, contacts=contacts)  # type: ignore[arg-type]
    elif isinstance(customer, AccountCustomer) and customer.manager is not None:
        customer = evolve(customer, manager=parties.get(customer.manager.id))  # type: ignore[arg-type]
    return evolve(relationship, provider=provider, customer=evolve(customer, party=parties[customer.id]))


def _reseated(tie: Affiliation, parties: Mapping[str, Party]) -> Affiliation:
    organization = parties[tie.organization.id]
    return evolve(tie, party=parties[tie.party.id], organization=organization)  # type: ignore[arg-type]  # as above
