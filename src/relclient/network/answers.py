"""Answers: the roles of a party, whom a provider serves, what is needed when, and who turns into what."""

from datetime import date
from typing import final

from attrs import frozen

from relclient.classification._customer_facts import with_article
from relclient.classification.party_classification import PartyClassification
from relclient.labels import Term
from relclient.model.affiliations import Affiliation
from relclient.model.customers import AnyCustomer, SituationalCustomer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest


@final
class RoleKind(Term):
    """
    In which way a party has a role.

    >>> from relclient import RoleKind
    >>> RoleKind.REQUESTER.label("es")
    'solicitante'
    """

    __module__ = "relclient"

    AFFILIATION = "affiliation"
    """It is tied to an organization."""
    CUSTOMER = "customer"
    """It is served."""
    PROVIDER = "provider"
    """It serves."""
    CONTACT = "contact"
    """It buys for an organization that is served."""
    MANAGER = "manager"
    """It looks after the account of one that is served."""
    REQUESTER = "requester"
    """It has asked for something."""


@final
@frozen
class Role:
    """
    A role that a party has on a day, and the affiliation, relationship or request behind it.

    >>> from datetime import date
    >>> from relclient import Organization, Relationship, ServiceNetwork
    >>> kitchen, dining = Organization("kitchen", "the kitchen"), Organization("dining", "the dining room")
    >>> network = ServiceNetwork(relationships=[Relationship(kitchen, dining, "meals")])
    >>> for role in network.roles("kitchen", on=date(2026, 3, 2)):
    ...     print(role.kind.value, "-", role)
    provider - the kitchen serves the dining room with meals
    """

    __module__ = "relclient"

    party: Party
    """Who has it."""
    kind: RoleKind
    """In which way."""
    ground: Affiliation | Relationship | ServiceRequest
    """What makes it so: a tie to an organization, a service, or a request."""
    classification: PartyClassification | None = None
    """What kind of customer it is in this role; None where it is no customer in it."""

    def __str__(self) -> str:
        ground = self.ground
        if isinstance(ground, ServiceRequest):
            return f"{self.party.name} asked for {ground.id}; {ground.relationship}"
        if isinstance(ground, Relationship) and self.kind in _FOR_OTHERS:
            return f"{self.party.name} {_FOR_OTHERS[self.kind]} {ground.customer.name}; {ground}"
        return str(ground) if self.classification is None else f"{ground}; {self.classification}"


_FOR_OTHERS = {RoleKind.CONTACT: "is a contact of", RoleKind.MANAGER: "looks after the account of"}


@final
@frozen
class ServedCustomer:
    """
    One whom a provider serves in a relationship.

    >>> from datetime import date
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> network = ServiceNetwork(relationships=[Relationship(Organization("hotel"), Person("mr-pop"), "stay")])
    >>> (served,) = network.customers("hotel", on=date(2026, 3, 2))
    >>> print(served.customer)
    mr-pop, retail customer
    """

    __module__ = "relclient"

    customer: AnyCustomer
    """The declared customer, else the one that the rules make of the party."""
    relationship: Relationship
    """In which it is served."""
    classification: PartyClassification
    """What the rules make of the party, by what this one relationship says."""


@final
@frozen
class Need:
    """
    A day on which a situational customer needs its provider.

    >>> from datetime import date
    >>> from relclient import Need, Occasion, Organization, Relationship, SituationalCustomer
    >>> audit = SituationalCustomer(Organization("audit"), "the books are closed", Occasion.once(date(2026, 3, 31)))
    >>> print(Need(date(2026, 3, 31), Relationship(Organization("office"), audit, "ledgers")))
    On 2026-03-31 audit needs ledgers from office: the books are closed.
    """

    __module__ = "relclient"

    day: date
    """When."""
    relationship: Relationship
    """The relationship, whose customer says why."""

    def __str__(self) -> str:
        one, customer = self.relationship, self.relationship.customer
        need = f"On {self.day} {customer.name} needs {one.service} from {one.provider.name}"
        return f"{need}: {customer.reason}." if isinstance(customer, SituationalCustomer) else f"{need}."


@final
@frozen
class Change:
    """
    A day on which a party turns into another kind of customer.

    >>> from datetime import date
    >>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
    >>> hired = Affiliation(Person("ana"), Organization("hotel"), Capacity.EMPLOYEE, Period(date(2026, 3, 1)))
    >>> (change,) = ServiceNetwork([hired]).changes("hotel", within=Period(date(2026, 1, 1)))
    >>> change.before.kind.value, change.after.kind.value, change.by == (hired,)
    ('retail', 'horizontal', True)
    """

    __module__ = "relclient"

    party: Party
    """Who turns."""
    day: date
    """The first day on which it is what it turns into."""
    before: PartyClassification
    """What it was."""
    after: PartyClassification
    """What it is from that day on."""
    by: tuple[Affiliation | Relationship, ...]
    """The records that turn it: whose start or end, or whose last occasion, it is."""

    def __str__(self) -> str:
        before, after = (with_article(answer.kind.label()) for answer in (self.before, self.after))
        turn = f"On {self.day} {self.party.name} turns from {before} of {self.after.provider.name} into {after}"
        return f"{turn}: {'; '.join(map(str, self.by))}." if self.by else f"{turn}."


_new = object.__new__
_set_customer = ServedCustomer.__dict__["customer"].__set__
_set_relationship = ServedCustomer.__dict__["relationship"].__set__
_set_classification = ServedCustomer.__dict__["classification"].__set__


def served_customer(
    customer: AnyCustomer, relationship: Relationship, classification: PartyClassification
) -> ServedCustomer:
    """Return a `ServedCustomer`; slots are filled from C, because a book has them by the hundred thousand."""
    made = _new(ServedCustomer)
    _set_customer(made, customer)
    _set_relationship(made, relationship)
    _set_classification(made, classification)
    return made
