"""The shape of a document: its sections and the words in which it tells kinds apart."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import get_args, get_origin

from attrs import frozen

from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.customers import AnyCustomer, Customer
from relclient.model.parties import Affiliation, Organization, Party, Person
from relclient.model.relationships import Relationship
from relclient.timing.calendars import WorkCalendar
from relclient.words import Term

VERSION = 1
"""The version of the format that this release writes, and the only one that it reads."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of a calendar's weekly windows, in the order of Python's numbers for them."""
PARTY_KINDS: Mapping[str, type[Party]] = {"person": Person, "organization": Organization}
CUSTOMER_KINDS: Mapping[str, type[Customer]] = {customer.kind.value: customer for customer in get_args(AnyCustomer)}


@frozen
class NetworkDocument:
    """The root of a network's document; each section refers to those before it, and never to those after."""

    relclient: int
    """The version of the format."""
    parties: tuple[Party, ...] = ()
    """Every party, once; all other sections refer to them by id."""
    calendars: tuple[WorkCalendar, ...] = ()
    """The calendars of the agreements."""
    agreements: tuple[ServiceLevelAgreement, ...] = ()
    """The agreements of the relationships."""
    affiliations: tuple[Affiliation, ...] = ()
    """The ties."""
    relationships: tuple[Relationship, ...] = ()
    """The relationships."""


def is_term(of: object) -> bool:
    """Whether *of* is one of the enumerations."""
    return isinstance(of, type) and issubclass(of, Term)


def is_sequence(of: object) -> bool:
    """Whether *of* is the type of a tuple or a set of some other type."""
    return get_origin(of) in {tuple, frozenset}


def is_optional(of: object) -> bool:
    """Whether *of* is some type or None."""
    return isinstance(of, UnionType) and NoneType in get_args(of)
