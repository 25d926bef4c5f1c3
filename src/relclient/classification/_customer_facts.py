"""Customers made of a kind and of facts: those that relationships declare, and those given in their place."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypedDict, get_args

from attrs import NOTHING, fields, frozen

from relclient.errors import InvalidFacts
from relclient.model.customers import AnyCustomer, CustomerKind
from relclient.model.markets import Market
from relclient.model.parties import Party, Person
from relclient.model.relationships import Relationship
from relclient.timing.recurrence.occasion import Occasion


class CustomerFacts(TypedDict, total=False):
    """
    The facts that customers carry, by kind; those given replace declared ones.

    >>> from relclient import CustomerFacts, Market
    >>> buying: CustomerFacts = {"market": Market(segment="holidays")}
    """

    reason: str
    occasion: Occasion
    account_number: str | None
    manager: Person | None
    contacts: Iterable[Person]
    market: Market | None
    offers: Iterable[str]
    target_markets: Iterable[Market]
    outputs: Iterable[str]
    quality_criteria: Iterable[str]


CustomerFacts.__module__ = "relclient"


@frozen
class _Kind:
    """The class of a kind, the names of what it carries, and those of which it must have one."""

    of: type[AnyCustomer]
    carried: tuple[str, ...]
    needed: frozenset[str]


def _kind(of: type[AnyCustomer]) -> _Kind:
    carried = [field for field in fields(of) if field.name != "party"]
    needed = frozenset(field.name for field in carried if field.default is NOTHING)
    return _Kind(of, tuple(field.name for field in carried), needed)


_KINDS: Mapping[CustomerKind, _Kind] = {of.kind: _kind(of) for of in get_args(AnyCustomer)}
_OF_RELATIONSHIPS = ("account_number", "market")
"""What a relationship may say of its customer, whose own word comes first."""


def customer_of(
    kind: CustomerKind, party: Party, relationships: Sequence[Relationship], given: Mapping[str, object]
) -> AnyCustomer:
    """
    Return *party* as the customer of that kind.

    Its facts are those *given*, else those of the first of *relationships* that declares one of the kind,
    else the account number and the market that a relationship has. None for a fact that the kind does not carry says
    nothing.

    Raises:
        InvalidFacts: the kind does not carry a fact that is given, or lacks one that it needs.
    """
    known = _KINDS[kind]
    if given:
        given = {name: fact for name, fact in given.items() if fact is not None or name in known.carried}
    declaring: Relationship | None = None
    is_said = False  # whether a relationship itself has a number or a market
    for one in relationships:
        if declaring is None and type(one.customer) is known.of:
            declaring = one
        if one.account_number is not None or one.market is not None:
            is_said = True
    declared = None if declaring is None else declaring.customer
    if not given and not is_said:  # nearly always, and a book has customers by the hundred thousand
        if isinstance(declared, known.of):
            return declared
        if not known.needed:
            return known.of(party)  # type: ignore[call-arg]  # it needs no more
    facts = {} if declared is None else {name: getattr(declared, name) for name in known.carried}
    if is_said:
        _add_said(facts, known, relationships if declaring is None else (declaring, *relationships))
    facts |= given
    missing = tuple(name for name in known.carried if name in known.needed and name not in facts)
    unknown = tuple(
        (name, tuple(get_close_matches(name, known.carried))) for name in given if name not in known.carried
    )
    if missing or unknown:
        raise InvalidFacts(with_article(kind.label()), missing, unknown)
    return known.of(party, **facts)


def _add_said(facts: dict[str, object], known: _Kind, relationships: Sequence[Relationship]) -> None:
    """Add to *facts* the number and the market that relationships have, where the customer has none of its own."""
    for name in _OF_RELATIONSHIPS:
        if name in known.carried and facts.get(name) is None:
            said = (getattr(one, name) for one in relationships)
            facts[name] = next((fact for fact in said if fact is not None), None)


def with_article(noun: str) -> str:
    """Return *noun* behind its article: ``an account customer``."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
