"""Service chains: what a network says of failures, of dependence and of single points of failure."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from relclient._frozen_map import FrozenMap
from relclient.errors import UnknownService
from relclient.model.parties import Party
from relclient.network._asking import Asking
from relclient.network.impact._exposure import exposure_of, single_points_of
from relclient.network.impact._graph import upstream
from relclient.network.impact._propagation import Affected, Failure, Outage, Reach


@frozen(eq=False, init=False)
class Chains(Asking):
    """The questions along service chains; `ServiceNetwork` adds those of classification."""

    def affected_customers(self, *failed: Failure, on: date, internal: bool = False) -> tuple[Affected, ...]:
        """
        List the external customers whom failures may affect on a day, in order of id, one answer each.

        A failure is a party, or an `Outage` when only one of its services is down.
        A party goes down when, for some service, every provider that it has of it is down;
        then all it provides is down.
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
        for place, failure in enumerate(failed):
            if isinstance(failure, Outage):
                provider = self._known(failure.provider).id
                self._check_provided(provider, failure.service, on)
                outages.add((provider, failure.service))
            else:
                parties.add(self._known(failure, f"failed[{place}]").id)
        return Reach(day, parties, outages, internal=internal).affected()

    def serves_external(self, party: Party | str, *, on: date) -> bool:
        """
        Tell whether some chain of relationships leads from *party* to an external customer on a day.

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
        Give everyone from whom a chain of relationships leads to *party* on a day, in order of id, without itself.

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
        Give everyone whose failure alone takes some service from *customer* on a day, in order of id, without itself.

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

    def _check_provided(self, provider: str, service: str, on: date) -> None:
        """Refuse a service that *provider* never provides; one that it provides on other days fails to no effect."""
        if any(link.service == service for link in self._on(on).served_by(provider)):
            return
        provided = {link.service for link in self.relationships.values() if link.provider.id == provider}
        if service not in provided:
            raise UnknownService.among(provider, service, sorted(provided))
