"""The service network: who serves whom, asked as of a date."""

from datetime import date
from typing import final

from attrs import frozen

from relclient.classification.classification import Classification, classify
from relclient.classification.evidence import Evidence
from relclient.classification.rulebook import Rulebook
from relclient.classification.tables import KIND_TABLE, SIDE_TABLE, KindTable, SideTable
from relclient.errors import InvalidValue, SelfRelationship
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.network._chains import Chains
from relclient.network._snapshot import Day, Facts, declared_facts, evidence_of
from relclient.network.answers import PartyClassification, Role
from relclient.timing.recurrence.occasion import Occasion


@final
@frozen(eq=False, init=False)
class ServiceNetwork(Chains):
    """
    Parties, their ties and the services between them; every question is asked as of a date.

    It never changes: ``with_*`` and ``without_*`` make another.
    Two networks are equal when their parties, affiliations and relationships are.
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
            two parents on one day, a circle of ownership.
    """

    __module__ = "relclient"

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
        Gather what is known of *party* toward *provider* on a day.

        The ties come from the network; *occasion* and *standing_account* say what no tie can:
        that the need is one of a moment, and that the custom runs through an account.

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
        asked, _, _, facts = self._look(party, provider, on)
        return evidence_of(facts, asked, occasion, standing_account=standing_account)

    def classify(  # noqa: PLR0913  # each says something else of the question, and all but two have a default
        self,
        party: Party | str,
        provider: Party | str,
        *,
        on: date,
        occasion: Occasion | None = None,
        standing_account: bool = False,
        side_table: SideTable = SIDE_TABLE,
        kind_table: KindTable = KIND_TABLE,
    ) -> PartyClassification:
        """
        Tell what kind of customer *party* is of *provider* on a day, and on which grounds.

        A party that the network has never heard of is a stranger, and so an outsider.
        The cost is that of the party's own ties, and for organizations the depth of ownership.

        >>> from datetime import date
        >>> from relclient import Organization, Person, ServiceNetwork
        >>> network = ServiceNetwork(parties=[Organization("hotel")])
        >>> print(network.classify(Person("mr-pop", "Mr. Pop"), "hotel", on=date(2026, 3, 2)))
        Mr. Pop is a retail customer of hotel on 2026-03-02: outsider, walk-in.

        Raises:
            UnknownParty: the provider, or an id, is not in the network.
            ConflictingIds: a party is given whose id has another content in the network.
            SelfRelationship: *party* is *provider*.
            InvalidType: *on* is no date.
        """
        asked, server, day, facts = self._look(party, provider, on)
        evidence = evidence_of(facts, asked, occasion, standing_account=standing_account)
        return _found(classify(evidence, Rulebook(side_table, kind_table)), asked, server, day, facts)

    def classify_all(
        self,
        provider: Party | str,
        *,
        on: date,
        side_table: SideTable = SIDE_TABLE,
        kind_table: KindTable = KIND_TABLE,
    ) -> tuple[PartyClassification, ...]:
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
            InvalidType: *on* is no date.
        """
        server, day = self._known(provider, "provider"), self._on(on)
        roots = day.group_roots(server)
        answers: list[PartyClassification] = []
        for party in self.parties.values():
            if party.id != server.id:
                facts = day.facts(party, roots)
                evidence = evidence_of(facts, party, None, standing_account=False)
                answers.append(_found(classify(evidence, Rulebook(side_table, kind_table)), party, server, day, facts))
        return tuple(answers)

    def roles(self, party: Party | str, *, on: date) -> tuple[Role, ...]:
        """
        Give every hat that *party* wears on a day: its ties, then what it receives, then what it provides.

        What it receives is classified; a declared occasion or account counts as evidence.

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
            InvalidType: *on* is no date.
        """
        asked, day = self._known(party), self._on(on)
        return (
            *(Role(asked, tie) for tie in day.live_ties(asked.id)),
            *(Role(asked, received, self._received(received, on)) for received in day.serving(asked.id)),
            *(Role(asked, provided) for provided in day.served_by(asked.id)),
        )

    def customers_of(self, provider: Party | str, *, on: date) -> tuple[Party, ...]:
        """
        Give the parties that *provider* serves on a day, in order of id.

        >>> from datetime import date
        >>> from relclient import Organization, Relationship, ServiceNetwork
        >>> meals = Relationship(Organization("kitchen"), Organization("dining-room"), "meals")
        >>> [party.id for party in ServiceNetwork(relationships=[meals]).customers_of("kitchen", on=date(2026, 3, 2))]
        ['dining-room']

        Raises:
            UnknownParty: the provider is not in the network.
            InvalidType: *on* is no date.
        """
        served = self._on(on).served_by(self._known(provider, "provider").id)
        return self._in_order(relationship.customer.id for relationship in served)

    def providers_of(self, party: Party | str, *, on: date) -> tuple[Party, ...]:
        """
        Give the parties that serve *party* on a day, in order of id.

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
        Give the organization at the top of those that *party* belongs to on a day; itself when it belongs to none.

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

    def _look(self, party: Party | str, provider: Party | str, on: date) -> tuple[Party, Party, Day, Facts]:
        asked, server, day = self._asked(party), self._known(provider, "provider"), self._on(on)
        if asked.id == server.id:
            raise SelfRelationship(asked.id)
        return asked, server, day, day.facts(asked, day.group_roots(server))

    def _received(self, relationship: Relationship, on: date) -> PartyClassification:
        occasion, account = declared_facts(relationship.customer)
        return self.classify(
            relationship.party, relationship.provider, on=on, occasion=occasion, standing_account=account
        )


def _found(answer: Classification, party: Party, provider: Party, day: Day, facts: Facts) -> PartyClassification:
    grounds = day.grounds(facts, party, provider)
    return PartyClassification(answer.kind, answer.side, answer.decisions, party, provider, day.on, grounds)
