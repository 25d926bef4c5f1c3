"""The service network: who serves whom, asked as of a date."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import Self, Unpack, final

from attrs import field, frozen

from relclient._facts import Fact
from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_day, check_instance, keep_instances, look_up
from relclient.classification._customer_facts import CustomerFacts, customer_of
from relclient.classification.evidence import Evidence, facts_at
from relclient.classification.party_classification import PartyClassification, found
from relclient.classification.rulebook import DEFAULT_RULEBOOK, Rulebook
from relclient.errors import (
    ConflictingIds,
    InvalidFacts,
    InvalidType,
    InvalidValue,
    Problems,
    RelclientError,
    SelfRelationship,
    UnknownParty,
    UnknownRelationship,
    UnknownService,
)
from relclient.model.affiliations import Affiliation
from relclient.model.customers import (
    AnyCustomer,
    Customer,
    CustomerKind,
    ExternalCustomer,
    FrameworkCustomer,
    Side,
)
from relclient.model.markets import Market
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network._editing import (
    by_id,
    edited_records,
    mentioned,
    missing_records,
    records_in,
    renamed,
    reseated,
    still_named,
    tie_order,
)
from relclient.network._history import AnsweredAlone, Question
from relclient.network._ownership import ownership_problems, ownership_ties
from relclient.network._snapshot import BIT, Day, Index, ties_by_party
from relclient.network.answers import Change, Need, Role, RoleKind, ServedCustomer, served_customer
from relclient.network.edit import Record
from relclient.network.impact._cuts import cut_sets_of
from relclient.network.impact._exposure import exposure_of, single_points_of
from relclient.network.impact._graph import upstream
from relclient.network.impact._propagation import Affected, Failure, Outage, Reach
from relclient.timing.periods import Period
from relclient.timing.recurrence.occasion import Occasion

_DAYS_REMEMBERED = 16
"""How many dates a network keeps an index for; a question about another date builds that date's anew."""
_NO_FACTS: Mapping[str, Fact] = FrozenMap({})
_ALWAYS = Period()


@final
@frozen(eq=False, init=False, repr=False)
class ServiceNetwork:
    """
    Parties, their ties and the services between them; every question is asked as of a date.

    It never changes: ``with_*`` and ``without_*`` make another.
    It carries the rules by which it is asked, and from where: see `Rulebook` and `with_viewpoint`.
    Two networks are equal when their parties, affiliations, relationships, rulebooks and viewpoints are.
    A question takes a party or its id; the index that answers it is built once per network and date.

    >>> from datetime import date
    >>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
    >>> vlad, hotel = Person("vlad"), Organization("hotel")
    >>> until_june = Period(date(2026, 3, 1), date(2026, 6, 1))
    >>> network = ServiceNetwork([Affiliation(vlad, hotel, Capacity.CONTRACTOR, until_june)])
    >>> [network.classify("vlad", "hotel", on=date(2026, month, 1)).side.value for month in (5, 6)]
    ['internal', 'external']

    Raises:
        Problems: all at once: a value of another type, one id with two contents,
            two parents on one day, a circle of ownership, a viewpoint that is none of the parties.
    """

    __module__ = "relclient"

    parties: Mapping[str, Party]
    """Every party that is mentioned, by id, in order of id."""
    affiliations: Sequence[Affiliation]
    """Every tie, in order of the ids of party and organization, then of capacity and start."""
    relationships: Mapping[str, Relationship]
    """Every relationship, by id, in order of id."""
    rulebook: Rulebook
    """The rules by which customers are judged; every question follows them."""
    viewpoint: Organization | None
    """Whose group outsiders are outside of in impacts and queues; None when it is that of each provider."""
    _index: Index = field(repr=False)
    _day: Callable[[date], Day] = field(repr=False)

    def __init__(
        self,
        affiliations: Iterable[Affiliation] = (),
        relationships: Iterable[Relationship] = (),
        parties: Iterable[Party] = (),
        *,
        rulebook: Rulebook = DEFAULT_RULEBOOK,
        viewpoint: Organization | str | None = None,
    ) -> None:
        """Check the records as a whole and put them in order; linear in their number but for the sorting."""
        problems: list[RelclientError] = []
        ties = keep_instances("affiliations", affiliations, Affiliation, "an Affiliation", problems)
        services = keep_instances("relationships", relationships, Relationship, "a Relationship", problems)
        named = keep_instances("parties", parties, Party, "a Person or an Organization", problems)
        all_parties = FrozenMap(by_id("parties", [*named, *mentioned(ties, services)], problems))
        all_services = FrozenMap(by_id("relationships", services, problems))
        ownership = ownership_ties(ties)
        problems.extend(ownership_problems(ownership))
        house: Organization | None = None
        try:
            check_instance("rulebook", rulebook, Rulebook, "a Rulebook")
            house = _house(viewpoint, all_parties)
        except RelclientError as problem:
            problems.append(problem)
        if problems:
            raise Problems.found(problems)
        in_order = tuple(tie for tie, _ in groupby(sorted(ties, key=tie_order)))
        index = Index(ties_by_party(in_order), ownership, all_services, rulebook, house)
        self._set(all_parties, in_order, index)

    def _set(self, parties: Mapping[str, Party], affiliations: Sequence[Affiliation], index: Index) -> None:
        """Fill the fields of a network just made."""
        object.__setattr__(self, "parties", parties)
        object.__setattr__(self, "affiliations", affiliations)
        object.__setattr__(self, "relationships", index.relationships)
        object.__setattr__(self, "rulebook", index.rulebook)
        object.__setattr__(self, "viewpoint", index.viewpoint)
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_day", lru_cache(_DAYS_REMEMBERED)(partial(Day, index=index)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ServiceNetwork):
            return NotImplemented
        return (
            self.parties == other.parties
            and self.affiliations == other.affiliations
            and self.relationships == other.relationships
            and self.rulebook == other.rulebook
            and self.viewpoint == other.viewpoint
        )

    def __hash__(self) -> int:
        return hash((self.parties, self.affiliations, self.relationships, self.rulebook, self.viewpoint))

    def __repr__(self) -> str:
        counts = (
            (len(self.parties), "party", "parties"),
            (len(self.affiliations), "affiliation", "affiliations"),
            (len(self.relationships), "relationship", "relationships"),
        )
        return f"<ServiceNetwork of {', '.join(f'{n:,} {one if n == 1 else many}' for n, one, many in counts)}>"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the records without the indexes made from them."""
        records = tuple(self.affiliations), tuple(self.relationships.values()), tuple(self.parties.values())
        return _remade, (*records, self.rulebook, self.viewpoint)

    # Networks made of others.

    def with_rulebook(self, rulebook: Rulebook) -> Self:
        """
        Return the same network, asked by other rules.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, DecisionTable, Organization, Person, Rule, Rulebook
        >>> from relclient import ServiceNetwork, Side
        >>> ana, hotel = Person("ana"), Organization("hotel")
        >>> network = ServiceNetwork([Affiliation(ana, hotel, Capacity.EMPLOYEE)])
        >>> buyers = Rulebook(DecisionTable("side", {}, [Rule("all-outside", {}, Side.EXTERNAL)]))
        >>> network.with_rulebook(buyers).classify(ana, hotel, on=date(2026, 3, 2)).kind.value
        'retail'

        Raises:
            InvalidType: *rulebook* is no `Rulebook`.
        """
        check_instance("rulebook", rulebook, Rulebook, "a Rulebook")
        return self._asked_by(rulebook, self.viewpoint)

    def with_viewpoint(self, viewpoint: Organization | str | None) -> Self:
        """
        Return the same network, looked at from one house; None takes the viewpoint off.

        With a viewpoint, impacts and queues call external whoever is outside its group, whoever serves;
        a declared kind counts where its provider belongs to that group.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Relationship, ServiceNetwork
        >>> us, desk, supplier = Organization("us"), Organization("desk"), Organization("supplier")
        >>> network = ServiceNetwork(
        ...     [Affiliation(desk, us, Capacity.UNIT)], [Relationship(supplier, desk, "linen")])
        >>> network.serves_external("supplier", on=date(2026, 3, 2))
        True
        >>> network.with_viewpoint("us").serves_external("supplier", on=date(2026, 3, 2))
        False

        Raises:
            UnknownParty: the viewpoint is not in the network.
            ConflictingIds: an organization is given whose id has another content in the network.
            InvalidType: the viewpoint is no organization.
        """
        return self._asked_by(self.rulebook, _house(viewpoint, self.parties))

    def _asked_by(self, rulebook: Rulebook, viewpoint: Organization | None) -> Self:
        made = object.__new__(type(self))
        made._set(self.parties, self.affiliations, self._index.asked_by(rulebook, viewpoint))  # its own
        return made

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
            [reseated(tie, parties) for tie in self.affiliations],
            [renamed(relationship, parties) for relationship in self.relationships.values()],
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
            InvalidType: an id is no string.
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
            InvalidType: an id is no string.
        """
        for place, wanted in enumerate(ids):
            look_up(f"without_parties ids[{place}]", wanted, self.parties, UnknownParty)
        gone = set(ids)
        left = {key: party for key, party in self.parties.items() if key not in gone}
        return self._made(
            [tie for tie in self.affiliations if tie.party.id in left and tie.organization.id in left],
            [
                renamed(relationship, left)
                for relationship in self.relationships.values()
                if relationship.provider.id in left and relationship.customer.id in left
            ],
            left.values(),
        )

    def edited(self, *, add: Iterable[Record] = (), remove: Iterable[Record] = ()) -> Self:
        """
        Make several changes at once: *remove* records by their value, then *add* others.

        A change is a removal and an addition. A party that is removed and added under one id is replaced wherever it
        is named, contacts included; an addition that is there already changes nothing. This takes what a new network
        takes, however few the changes are.

        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> kitchen, dining = Organization("kitchen"), Organization("dining-room")
        >>> meals = Relationship(kitchen, dining, "meals")
        >>> network = ServiceNetwork(relationships=[meals])
        >>> main = Organization("kitchen", "Main kitchen")
        >>> after = network.edited(add=[main, Relationship(dining, kitchen, "orders")], remove=[kitchen])
        >>> [str(relationship) for relationship in after.relationships.values()]
        ['dining-room serves Main kitchen with orders', 'Main kitchen serves dining-room with meals']

        Raises:
            Problems: all at once: what is no record, a removal that the network has not as it is given, a party
                removed that something still names, and everything that a new network would refuse.
        """
        problems: list[RelclientError] = []
        removed = records_in("remove", remove, problems)
        added = records_in("add", add, problems)
        problems += missing_records(self.parties, self.affiliations, self.relationships, removed)
        if problems:
            raise Problems.found(problems)
        parties, ties, services = edited_records(self.parties, self.affiliations, self.relationships, added, removed)
        if problems := list(still_named(removed, added, ties, services)):
            raise Problems.found(problems)
        return self._made(ties, services, parties)

    def _made(
        self, affiliations: Iterable[Affiliation], relationships: Iterable[Relationship], parties: Iterable[Party]
    ) -> Self:
        house = None if self.viewpoint is None else self.viewpoint.id
        return type(self)(affiliations, relationships, parties, rulebook=self.rulebook, viewpoint=house)

    # What a party is.

    def evidence(
        self,
        party: Party | str,
        provider: Party | str,
        *,
        on: date,
        occasion: Occasion | None = None,
        standing_account: bool = False,
    ) -> Evidence:
        """
        Return what is known of *party* toward *provider* on a day.

        Ties and relationships come from the network; *occasion* and *standing_account* say what it does not know:
        that the need is one of a moment, while that has a day to come, and that the custom runs through an account.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
        >>> kitchen, hotel = Organization("kitchen"), Organization("hotel")
        >>> network = ServiceNetwork([Affiliation(kitchen, hotel, Capacity.UNIT)])
        >>> network.evidence("kitchen", "hotel", on=date(2026, 3, 2)).same_group
        True

        Raises:
            UnknownParty: the provider, or an id, is not in the network.
            ConflictingIds: a party is given whose id has another content in the network.
            SelfRelationship: *party* is *provider*.
            InvalidType: *on* is no date.
        """
        question, day = self._question(party, provider, on, occasion, standing_account, _NO_FACTS)
        return Evidence(**facts_at(question.evidence(day)))

    def classify(  # noqa: PLR0913  # each says something else of the question, and all but two have a default
        self,
        party: Party | str,
        provider: Party | str,
        *,
        on: date,
        occasion: Occasion | None = None,
        standing_account: bool = False,
        facts: Mapping[str, Fact] = _NO_FACTS,
    ) -> PartyClassification:
        """
        Return what kind of customer *party* is of *provider* on a day, and on which grounds.

        A party that the network has never heard of is a stranger, and so an outsider.
        What all live relationships between the two say counts: a declared occasion or account, an account number,
        facts of one's own; *facts* come before theirs.
        The cost is that of the party's own ties and services, and for organizations the depth of ownership.

        >>> from datetime import date
        >>> from relclient import Organization, Person, ServiceNetwork
        >>> network = ServiceNetwork(parties=[Organization("hotel")])
        >>> print(network.classify(Person("mr-pop", "Mr. Pop"), "hotel", on=date(2026, 3, 2)))
        Mr. Pop is a retail customer of hotel on 2026-03-02: outsider, walk-in.

        Raises:
            UnknownParty: the provider, or an id, is not in the network.
            ConflictingIds: a party is given whose id has another content in the network.
            SelfRelationship: *party* is *provider*.
            ConflictingFacts: two relationships say different members of an enumeration, and *facts* do not decide.
            InvalidFacts: the rulebook asks for a fact that nobody says, or not for one that is given.
            InvalidType: *on* is no date.
        """
        question, day = self._question(party, provider, on, occasion, standing_account, facts)
        return question.answer(day)

    def classify_all(self, provider: Party | str, *, on: date) -> tuple[PartyClassification, ...]:
        """
        Classify every party toward *provider* on a day, in order of id; the provider itself is left out.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Person, ServiceNetwork
        >>> ana, hotel = Person("ana"), Organization("hotel")
        >>> network = ServiceNetwork([Affiliation(ana, hotel, Capacity.EMPLOYEE)], parties=[Person("mr-pop")])
        >>> [(one.party.id, one.kind.value) for one in network.classify_all("hotel", on=date(2026, 3, 2))]
        [('ana', 'horizontal'), ('mr-pop', 'retail')]

        Raises:
            UnknownParty: the provider is not in the network.
            ConflictingFacts, InvalidFacts: as for `classify`.
            InvalidType: *on* is no date.
        """
        server, day = self._known(provider, "provider"), self._on(on)
        others = (party for party in self.parties.values() if party.id != server.id)
        return tuple(Question(self._index, party, server).answer(day) for party in others)

    def customer(
        self,
        party: Party | str,
        provider: Party | str,
        *,
        on: date,
        facts: Mapping[str, Fact] = _NO_FACTS,
        **carried: Unpack[CustomerFacts],
    ) -> AnyCustomer:
        """
        Return *party* as the customer of *provider* that it is on a day, a value to ``match`` on.

        The kind is the one that the rules give, as in `classify`, to which an *occasion* or an *account_number* that
        is given counts too. What customers of that kind carry is taken from *carried*, then from the first live
        relationship between the two that declares one, then from those that have an account number or a market.

        >>> from datetime import date
        >>> from relclient import ExternalCustomer, InternalCustomer, Organization, Person, ServiceNetwork
        >>> network = ServiceNetwork(parties=[Organization("hotel"), Person("mr-pop", "Mr. Pop")])
        >>> match network.customer("mr-pop", "hotel", on=date(2026, 3, 2)):
        ...     case InternalCustomer(party):
        ...         print(party.name, "is one of us")
        ...     case ExternalCustomer(party, market):
        ...         print(party.name, "buys in", market)
        Mr. Pop buys in None

        Raises:
            UnknownParty: the provider, or an id, is not in the network.
            ConflictingIds: a party is given whose id has another content in the network.
            SelfRelationship: *party* is *provider*.
            ConflictingFacts: two relationships say different members of an enumeration, and *facts* do not decide.
            InvalidFacts: the kind does not carry a fact that is given, or lacks one that it needs.
            InvalidType, InvalidValue: an argument is of another type, or a fact is blank.
        """
        has_account = carried.get("account_number") is not None
        question, day = self._question(party, provider, on, carried.get("occasion"), has_account, facts)
        links = question.links(day)
        return customer_of(question.classified(day).kind, question.party, links, carried)

    def customers(
        self,
        provider: Party | str,
        *,
        on: date,
        side: Side | None = None,
        kind: CustomerKind | None = None,
        market: Market | None = None,
    ) -> tuple[ServedCustomer, ...]:
        """
        List whom *provider* serves on a day, a customer for each relationship, in order of its id.

        The customer is the declared one, else the one that the rules make of the party by what that one relationship
        says. *side*, *kind* and *market* leave out the others; a market covers its segments.

        >>> from datetime import date
        >>> from relclient import Market, Organization, Person, Relationship, ServiceNetwork, Side
        >>> holidays = Market(segment="holidays")
        >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay", market=holidays)
        >>> network = ServiceNetwork(relationships=[stay])
        >>> for served in network.customers("hotel", on=date(2026, 3, 2), side=Side.EXTERNAL, market=Market()):
        ...     print(served.customer, "-", served.relationship)
        mr-pop, retail customer - hotel serves mr-pop with stay

        Raises:
            UnknownParty: the provider is not in the network.
            Problems: customers that lack what their kind needs; all of them are named.
            InvalidType: an argument is of another type.
        """
        server, day = self._known(provider, "provider"), self._on(on)
        for what, value, of in (("side", side, Side), ("kind", kind, CustomerKind), ("market", market, Market)):
            if value is not None:
                check_instance(what, value, of, f"a {of.__name__} or None")
        served: list[ServedCustomer] = []
        problems: list[RelclientError] = []
        for one in day.served_by(server.id):
            party, links = one.party, (one,)
            answer = day.classified(party, server, links)
            declared = one.customer
            try:
                customer = customer_of(
                    declared.kind if isinstance(declared, Customer) else answer.kind, party, links, _NOTHING
                )
            except InvalidFacts as problem:
                whose = f"the customer of {one.id!r}, {problem.subject}"
                problems.append(InvalidFacts(whose, problem.missing, problem.unknown, problem.outside))
                continue
            if (
                (side is None or customer.side is side)
                and (kind is None or customer.kind is kind)
                and (market is None or (isinstance(customer, ExternalCustomer) and market.covers(customer.market)))
            ):
                classification = found(answer, party, server, day.on, links, AnsweredAlone(links, day))
                served.append(served_customer(customer, one, classification))
        if problems:
            raise Problems.found(problems)
        return tuple(served)

    def roles(self, party: Party | str, *, on: date, requests: Iterable[ServiceRequest] = ()) -> tuple[Role, ...]:
        """
        List every role that *party* has on a day.

        First come its ties, then what it receives, classified by what that one relationship says, then what it
        provides, for whom it is a contact or an account manager, and which of *requests* it has made.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Person, Relationship, ServiceNetwork
        >>> cook, hotel = Person("cook"), Organization("hotel")
        >>> dinner = Relationship(hotel, cook, "dinner")
        >>> network = ServiceNetwork([Affiliation(cook, hotel, Capacity.EMPLOYEE)], [dinner])
        >>> for role in network.roles("cook", on=date(2026, 3, 2)):
        ...     print(role)
        cook is employee of hotel
        hotel serves cook with dinner; cook is a horizontal customer of hotel on 2026-03-02: \
employed (cook is employee of hotel), works-alongside-staff.

        Raises:
            UnknownParty: the party is not in the network.
            InvalidFacts: the rulebook asks for a fact that a relationship does not say.
            InvalidType: *on* is no date, or one of *requests* is none.
        """
        asked, day = self._known(party), self._on(on)
        made: list[Role] = [Role(asked, RoleKind.AFFILIATION, tie) for tie in day.live_ties(asked.id)]
        for received in day.serving(asked.id):
            question = Question(self._index, asked, received.provider, among=(received,))
            made.append(Role(asked, RoleKind.CUSTOMER, received, question.answer(day)))
        made += [Role(asked, RoleKind.PROVIDER, provided) for provided in day.served_by(asked.id)]
        made += [Role(asked, RoleKind.CONTACT, one) for one in day.live(self._index.by_contact.get(asked.id, ()))]
        made += [Role(asked, RoleKind.MANAGER, one) for one in day.live(self._index.by_manager.get(asked.id, ()))]
        for place, request in enumerate(requests):
            check_instance(f"requests[{place}]", request, ServiceRequest, "a ServiceRequest")
            if request.requester is not None and request.requester.id == asked.id:
                made.append(Role(asked, RoleKind.REQUESTER, request))
        return tuple(made)

    # What a party was, and will be.

    def timeline(
        self, party: Party | str, provider: Party | str, *, within: Period = _ALWAYS
    ) -> tuple[PartyClassification, ...]:
        """
        List what *party* is to *provider* over time: one answer for each stretch of days with one side and kind.

        The stretches that meet *within* are given, in order and whole. Each is asked about on its first day,
        else on the day before its end, else on the last day of the calendar.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
        >>> vlad, hotel = Person("vlad"), Organization("hotel")
        >>> spring = Period(date(2026, 3, 1), date(2026, 6, 1))
        >>> network = ServiceNetwork([Affiliation(vlad, hotel, Capacity.CONTRACTOR, spring)])
        >>> for answer in network.timeline("vlad", "hotel"):
        ...     print(answer.kind.value, answer.holds)
        retail until 2026-02-28
        horizontal from 2026-03-01 to 2026-05-31
        retail since 2026-06-01

        Raises:
            UnknownParty: the provider, or an id, is not in the network.
            ConflictingIds: a party is given whose id has another content in the network.
            SelfRelationship: *party* is *provider*.
            ConflictingFacts, InvalidFacts: as for `classify`, on some day.
            InvalidType: *within* is no `Period`.
        """
        check_instance("within", within, Period, "a Period")
        asked, server = self._ends(party, provider)
        return tuple(Question(self._index, asked, server).timeline(within))

    def changes(self, provider: Party | str, *, within: Period) -> tuple[Change, ...]:
        """
        List who turns into another kind of customer of *provider* on a day in a period, by day and then by id.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
        >>> vlad, hotel = Person("vlad"), Organization("hotel")
        >>> spring = Period(date(2026, 3, 1), date(2026, 6, 1))
        >>> network = ServiceNetwork([Affiliation(vlad, hotel, Capacity.CONTRACTOR, spring)])
        >>> for change in network.changes("hotel", within=Period(date(2026, 5, 1), date(2026, 7, 1))):
        ...     print(change)
        On 2026-06-01 vlad turns from a horizontal customer of hotel into a retail customer: \
vlad is contractor of hotel from 2026-03-01 to 2026-05-31.

        Raises:
            UnknownParty: the provider is not in the network.
            ConflictingFacts, InvalidFacts: as for `classify`, on some day.
            InvalidType: *within* is no `Period`.
        """
        check_instance("within", within, Period, "a Period")
        server = self._known(provider, "provider")
        changes: list[Change] = []
        for party in self.parties.values():
            if party.id != server.id:
                question = Question(self._index, party, server)
                if any(turn in within for turn in question.turns()):
                    changes += question.changes(within)
        changes.sort(key=lambda change: (change.day, change.party.id))
        return tuple(changes)

    def needs(
        self,
        start: date,
        end: date,
        *,
        provider: Party | str | None = None,
        customer: Party | str | None = None,
    ) -> tuple[Need, ...]:
        """
        List the days from *start*, and before *end*, on which situational customers need their providers.

        They come by day, then by the id of the relationship, which holds that day.

        >>> from datetime import date
        >>> from relclient import Occasion, Organization, Relationship, ServiceNetwork, SituationalCustomer
        >>> payday = Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25])
        >>> payroll = SituationalCustomer(Organization("payroll"), "timesheets on time", payday)
        >>> network = ServiceNetwork(relationships=[Relationship(Organization("hotel"), payroll, "timesheets")])
        >>> for need in network.needs(date(2026, 3, 1), date(2026, 4, 1)):
        ...     print(need)
        On 2026-03-25 payroll needs timesheets from hotel: timesheets on time.

        Raises:
            UnknownParty: the provider or the customer is not in the network.
            InvalidType: *start* or *end* is no date.
        """
        check_day("start", start)
        check_day("end", end)
        server = None if provider is None else self._known(provider, "provider").id
        asked = None if customer is None else self._known(customer, "customer").id
        needs = [
            Need(day, one)
            for one, occasion in self._index.situational
            if (server is None or one.provider.id == server) and (asked is None or one.customer.id == asked)
            for day in occasion.between(start, end)
            if day in one.valid_for
        ]
        needs.sort(key=lambda need: (need.day, need.relationship.id))
        return tuple(needs)

    # Who is tied to whom, and who serves whom.

    def affiliations_of(self, party: Party | str, *, on: date | None = None) -> tuple[Affiliation, ...]:
        """
        List the ties of *party* to organizations, in their order; all of them, or those of a day.

        >>> from relclient import Affiliation, Capacity, Organization, Person, ServiceNetwork
        >>> network = ServiceNetwork([Affiliation(Person("ana"), Organization("hotel"), Capacity.EMPLOYEE)])
        >>> for tie in network.affiliations_of("ana"):
        ...     print(tie)
        ana is employee of hotel

        Raises:
            UnknownParty: the party is not in the network.
            InvalidType: *on* is no date.
        """
        asked = self._known(party).id
        if on is None:
            return tuple(self._index.ties_of.get(asked, ()))
        return tuple(self._on(on).live_ties(asked))

    def relationships_of(self, party: Party | str, *, on: date | None = None) -> tuple[Relationship, ...]:
        """
        List the relationships in which *party* serves or is served, by id; all of them, or those of a day.

        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals")
        >>> [one.id for one in ServiceNetwork(relationships=[meals]).relationships_of("dining-room")]
        ['kitchen/dining-room/meals']

        Raises:
            UnknownParty: the party is not in the network.
            InvalidType: *on* is no date.
        """
        asked, index = self._known(party).id, self._index
        at_both_ends = (*index.by_provider.get(asked, ()), *index.by_customer.get(asked, ()))
        wanted = at_both_ends if on is None else self._on(on).live(at_both_ends)
        return tuple(sorted(wanted, key=lambda one: one.id))

    def providers_of_service(self, service: str, *, on: date) -> tuple[Party, ...]:
        """
        List who provides a service on a day, in order of id.

        >>> from datetime import date
        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals")
        >>> network = ServiceNetwork(relationships=[meals])
        >>> [provider.id for provider in network.providers_of_service("meals", on=date(2026, 3, 2))]
        ['kitchen']

        Raises:
            UnknownService: nobody provides it on any day.
            InvalidType: *service* is no string, or *on* is no date.
        """
        day, by_service = self._on(on), self._index.by_service
        check_instance("service", service, str, "a string")
        if service not in by_service:
            raise UnknownService.among(None, service, sorted(by_service))
        return self._in_order(one.provider.id for one in day.live(by_service[service]))

    def targeting(self, market: Market, *, on: date) -> tuple[FrameworkCustomer, ...]:
        """
        List the framework customers who decide for *market* on a day, in order of the party's id.

        These are the declared ones with a target that covers it.

        >>> from datetime import date
        >>> from relclient import FrameworkCustomer, Market, Organization, Relationship, ServiceNetwork
        >>> marketing = FrameworkCustomer(Organization("marketing"), ["weekend"], [Market()])
        >>> network = ServiceNetwork(relationships=[Relationship(Organization("hotel"), marketing, "figures")])
        >>> [one.name for one in network.targeting(Market(segment="families"), on=date(2026, 3, 2))]
        ['marketing']

        Raises:
            InvalidType: *market* is no `Market`, or *on* is no date.
        """
        check_instance("market", market, Market, "a Market")
        deciding = (one.customer for one in self._on(on).live(self._index.framework))
        found = dict.fromkeys(
            one
            for one in deciding
            if isinstance(one, FrameworkCustomer) and any(target.covers(market) for target in one.target_markets)
        )
        return tuple(sorted(found, key=lambda one: one.party.id))

    def providers_of(self, party: Party | str, *, on: date) -> tuple[Party, ...]:
        """
        List the parties that serve *party* on a day, in order of id.

        >>> from datetime import date
        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals")
        >>> network = ServiceNetwork(relationships=[meals])
        >>> [party.id for party in network.providers_of("dining-room", on=date(2026, 3, 2))]
        ['kitchen']

        Raises:
            UnknownParty: the party is not in the network.
            InvalidType: *on* is no date.
        """
        serving = self._on(on).serving(self._known(party).id)
        return self._in_order(relationship.provider.id for relationship in serving)

    def ultimate_parent(self, party: Party | str, *, on: date) -> Organization:
        """
        Return the organization at the top of those that *party* belongs to on a day; itself when it belongs to none.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, ServiceNetwork
        >>> spa, hotel, group = Organization("spa"), Organization("hotel"), Organization("group")
        >>> network = ServiceNetwork(
        ...     [Affiliation(spa, hotel, Capacity.UNIT), Affiliation(hotel, group, Capacity.SUBSIDIARY)])
        >>> network.ultimate_parent("spa", on=date(2026, 3, 2)).id
        'group'

        Raises:
            UnknownParty: the party is not in the network.
            InvalidType: *on* is no date.
            InvalidValue: *party* is a person, whom nobody owns.
        """
        asked = self._known(party)
        top = self.parties[self._on(on).root(asked.id)]
        if not isinstance(top, Organization):
            raise InvalidValue("ultimate_parent party", asked, "nobody owns a person; ask for an organization")
        return top

    # What hangs on whom.

    def affected_customers(self, *failed: Failure, on: date, internal: bool = False) -> tuple[Affected, ...]:
        """
        List the external customers whom failures may affect on a day, in order of id, one answer each.

        A failure is a party, or an `Outage` when only one of its services is down.
        A party goes down when, for some service, every provider that it has of it is down;
        then all it provides is down. An organization that fails takes its units with it, which are parts of it;
        one that goes down because of another does not, and an `Outage` takes none.
        Listed is whoever loses a service that it had as an external customer, by the declared side,
        or the computed one for a bare party; with *internal*, whoever loses a service.
        The failed are not listed; the provider of an `Outage` has not failed, so it is when the loss comes round to it.
        The cost is that of the links of those who go down.

        >>> from datetime import date
        >>> from relclient import HorizontalCustomer, Organization, Person, Relationship, RetailCustomer, ServiceNetwork
        >>> it, desk, guest = Organization("it"), Organization("front-desk"), Person("guest")
        >>> network = ServiceNetwork(relationships=[
        ...     Relationship(it, HorizontalCustomer(desk), "bookings"),
        ...     Relationship(desk, RetailCustomer(guest), "check-in")])
        >>> for affected in network.affected_customers("it", on=date(2026, 3, 2)):
        ...     print(affected)
        guest may be affected, without check-in: it serves front-desk with bookings; \
front-desk serves guest with check-in.

        Raises:
            UnknownParty: a party that fails is not in the network.
            UnknownService: an outage is of a service that its provider provides on no day.
            ConflictingIds: a party is given whose id has another content in the network.
            InvalidType: a failure is something else, or *on* is no date.
        """
        day = self._on(on)
        parties: set[str] = set()
        outages: set[tuple[str, str]] = set()
        asked: dict[Party | Outage, None] = {}
        for place, failure in enumerate(failed):
            if isinstance(failure, Outage):
                provider = self._known(failure.provider).id
                self._check_provided(provider, failure.service, on)
                outages.add((provider, failure.service))
                asked[failure] = None
            else:
                party = self._known(failure, f"failed[{place}]")
                parties.add(party.id)
                asked[party] = None
        return Reach(day, parties, outages, internal=internal, failures=tuple(asked)).affected()

    def serves_external(self, party: Party | str, *, on: date) -> bool:
        """
        Return whether some chain of relationships leads from *party* to an external customer on a day.

        Substitutes do not matter: who only stands in for another serves outsiders too.
        The first question on a date searches the whole network, the others look the answer up.

        >>> from datetime import date
        >>> from relclient import Organization, Person, Relationship, RetailCustomer, ServiceNetwork
        >>> it, desk, guest = Organization("it"), Organization("front-desk"), Person("guest")
        >>> network = ServiceNetwork(relationships=[
        ...     Relationship(it, desk, "bookings"), Relationship(desk, RetailCustomer(guest), "check-in")])
        >>> network.serves_external("it", on=date(2026, 3, 2)), network.serves_external("guest", on=date(2026, 3, 2))
        (True, False)

        Raises:
            UnknownParty: the party is not in the network.
            InvalidType: *on* is no date.
        """
        return self._known(party).id in self._on(on).leading_outside

    def dependencies_of(self, party: Party | str, *, on: date) -> tuple[Party, ...]:
        """
        List everyone from whom a chain of relationships leads to *party* on a day, in order of id, without itself.

        >>> from datetime import date
        >>> from relclient import Organization, Person, Relationship, ServiceNetwork
        >>> it, desk, guest = Organization("it"), Organization("front-desk"), Person("guest")
        >>> network = ServiceNetwork(
        ...     relationships=[Relationship(it, desk, "bookings"), Relationship(desk, guest, "check-in")])
        >>> [provider.id for provider in network.dependencies_of("guest", on=date(2026, 3, 2))]
        ['front-desk', 'it']

        Raises:
            UnknownParty: the party is not in the network.
            InvalidType: *on* is no date.
        """
        asked = self._known(party).id
        return self._in_order(upstream(self._on(on).received, {asked}) - {asked})

    def exposure(self, *, on: date) -> Mapping[str, int]:
        """
        Count for every provider of a day, by id, the external customers whom its failure alone may affect.

        It is the number of ``affected_customers`` of each, found for all together and not by a search each.

        >>> from datetime import date
        >>> from relclient import HorizontalCustomer, Organization, Person, Relationship, RetailCustomer, ServiceNetwork
        >>> it, desk, guest = Organization("it"), Organization("front-desk"), Person("guest")
        >>> network = ServiceNetwork(relationships=[
        ...     Relationship(it, HorizontalCustomer(desk), "bookings"),
        ...     Relationship(desk, RetailCustomer(guest), "check-in")])
        >>> network.exposure(on=date(2026, 3, 2))
        {'front-desk': 1, 'it': 1}

        Raises:
            InvalidType: *on* is no date.
        """
        return FrozenMap(exposure_of(self._on(on)))

    def single_points_of_failure(self, customer: Party | str, *, on: date) -> tuple[Party, ...]:
        """
        List everyone whose failure alone takes some service from *customer* on a day, in order of id, without itself.

        The customer may be an internal one: these are the parties after whose failure
        ``affected_customers`` with *internal* lists it. Substitutes that hang on one party do not help.

        >>> from datetime import date
        >>> from relclient import Organization, Person, Relationship, ServiceNetwork
        >>> it, desk, kiosk, guest = map(Organization, ["it", "front-desk", "kiosk", "guest"])
        >>> network = ServiceNetwork(relationships=[
        ...     Relationship(it, desk, "bookings"), Relationship(it, kiosk, "bookings"),
        ...     Relationship(desk, guest, "check-in"), Relationship(kiosk, guest, "check-in")])
        >>> [party.id for party in network.single_points_of_failure("guest", on=date(2026, 3, 2))]
        ['it']

        Raises:
            UnknownParty: the customer is not in the network.
            InvalidType: *on* is no date.
        """
        asked = self._known(customer, "customer").id
        return self._in_order(single_points_of(self._on(on), asked))

    def cut_sets(
        self, customer: Party | str, *, on: date, service: str | None = None, most: int = 2
    ) -> tuple[frozenset[str], ...]:
        """
        List the minimal sets of at most *most* providers whose joint failure takes some service from *customer*.

        They are sets of ids, the smallest first and then by ids; with *service*, those that take that one.
        Those of one are the single points of failure. Only parties that serve count, and an organization that fails
        takes its units with it.

        >>> from datetime import date
        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> it, desk, kiosk, guest = map(Organization, ["it", "front-desk", "kiosk", "guest"])
        >>> network = ServiceNetwork(relationships=[
        ...     Relationship(it, desk, "bookings"),
        ...     Relationship(desk, guest, "check-in"), Relationship(kiosk, guest, "check-in")])
        >>> [sorted(providers) for providers in network.cut_sets("guest", on=date(2026, 3, 2))]
        [['front-desk', 'kiosk'], ['it', 'kiosk']]

        Raises:
            UnknownParty: the customer is not in the network.
            UnknownService: nobody provides the service on any day.
            InvalidType, InvalidValue: *on* is no date, *service* no string, or *most* no whole number from 1 on.
            TooManyReasons: more than a million sets would have to be looked at.
        """
        asked, day = self._known(customer, "customer").id, self._on(on)
        if service is not None:
            check_instance("service", service, str, "a string or None")
            if service not in self._index.by_service:
                raise UnknownService.among(None, service, sorted(self._index.by_service))
        if type(most) is not int:
            raise InvalidType("cut_sets most", most, "a whole number")
        if most < 1:
            raise InvalidValue("cut_sets most", most, "give how many may fail together, at least 1")
        return tuple(cut_sets_of(day, asked, service, most))

    def _check_provided(self, provider: str, service: str, on: date) -> None:
        """Raise for a service that *provider* never provides; one that it provides on other days fails to no effect."""
        if any(link.service == service for link in self._on(on).served_by(provider)):
            return
        provided = {link.service for link in self._index.by_provider.get(provider, ())}
        if service not in provided:
            raise UnknownService.among(provider, service, sorted(provided))

    # How a question finds its parties and its day.

    def _on(self, on: date) -> Day:
        check_day("on", on)
        return self._day(on)

    def _question(  # noqa: PLR0913, PLR0917  # all that may be asked, in the order of the arguments
        self,
        party: Party | str,
        provider: Party | str,
        on: date,
        occasion: Occasion | None,
        standing_account: bool,  # noqa: FBT001  # as above
        facts: Mapping[str, Fact],
    ) -> tuple[Question, Day]:
        (asked, server), day = self._ends(party, provider), self._on(on)
        if occasion is None and not standing_account and facts is _NO_FACTS:
            return Question(self._index, asked, server), day
        if occasion is not None:
            check_instance("occasion", occasion, Occasion, "an Occasion or None")
        more = BIT["standing_account"] if standing_account else 0
        given = as_map(facts, "facts")
        return Question(self._index, asked, server, occasion=occasion, more=more, given=given), day

    def _ends(self, party: Party | str, provider: Party | str) -> tuple[Party, Party]:
        asked, server = self._asked(party), self._known(provider, "provider")
        if asked.id == server.id:
            raise SelfRelationship(asked.id)
        return asked, server

    def _known(self, party: Party | str, what: str = "party") -> Party:
        """Return the network's own party; a stranger, or an unknown id, raises."""
        wanted = self._asked(party, what)
        if wanted.id not in self.parties:
            raise UnknownParty.among(wanted.id, self.parties)
        return wanted

    def _asked(self, party: Party | str, what: str = "party") -> Party:
        """Return the party asked about, as the argument *what*; a stranger may be."""
        if isinstance(party, str):
            return look_up(what, party, self.parties, UnknownParty)
        check_instance(what, party, Party, "a Person, an Organization or an id")
        known = self.parties.get(party.id, party)
        if known is not party and known != party:
            raise ConflictingIds("parties", party.id, known, party)
        return known

    def _in_order(self, ids: Iterable[str]) -> tuple[Party, ...]:
        return tuple(self.parties[one] for one in sorted(set(ids)))


_NOTHING: Mapping[str, object] = FrozenMap({})


def _remade(
    affiliations: Iterable[Affiliation],
    relationships: Iterable[Relationship],
    parties: Iterable[Party],
    rulebook: Rulebook,
    viewpoint: Organization | None,
) -> ServiceNetwork:
    """Return a network of what its pickle holds."""
    return ServiceNetwork(affiliations, relationships, parties, rulebook=rulebook, viewpoint=viewpoint)


def question_of(network: ServiceNetwork, relationship: Relationship) -> Question:
    """Return the question what the rules make of the customer of *relationship*, by what that alone says."""
    return Question(network._index, relationship.party, relationship.provider, among=(relationship,))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module


def days_of(network: ServiceNetwork) -> Callable[[date], Day]:
    """Return what gives the index of a date, each made once and kept as long as the function is."""
    return cache(partial(_day_of, network._index))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module


def _day_of(index: Index, on: date) -> Day:
    return Day(on, index)


def side_of(network: ServiceNetwork, relationship: Relationship, on: date) -> Side:
    """Return the side on which impacts and queues see the customer of *relationship* on a day."""
    return network._day(on).side(relationship)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module


def kind_of(network: ServiceNetwork, relationship: Relationship, on: date) -> CustomerKind:
    """Return the kind that the rules make of the customer of *relationship* on a day, by what that alone says."""
    return question_of(network, relationship).classified(network._day(on)).kind  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module


def _house(viewpoint: Organization | str | None, parties: Mapping[str, Party]) -> Organization | None:
    """Return the organization that a viewpoint names."""
    if viewpoint is None:
        return None
    if not isinstance(viewpoint, str):
        check_instance("viewpoint", viewpoint, Organization, "an Organization, its id or None")
    house = look_up("viewpoint", viewpoint if isinstance(viewpoint, str) else viewpoint.id, parties, UnknownParty)
    if not isinstance(house, Organization):
        raise InvalidType("viewpoint", house, "an Organization, its id or None")
    if not isinstance(viewpoint, str) and house != viewpoint:
        raise ConflictingIds("parties", house.id, house, viewpoint)
    return house
