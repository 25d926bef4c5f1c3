"""What kind of customer a party is of a provider on a day, on which grounds, since when and until when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeAlias, Unpack, final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map
from relclient.classification._customer_facts import CustomerFacts, customer_of, with_article
from relclient.classification.classification import Classification
from relclient.decision_tables.explanation import MOST_REASONS
from relclient.errors import TooManyReasons
from relclient.model.affiliations import Affiliation
from relclient.model.customers import AnyCustomer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.timing.periods import Period

Record: TypeAlias = Affiliation | Relationship
Grounds: TypeAlias = Mapping[str, tuple[Record, ...]]


Sets: TypeAlias = tuple[tuple[Affiliation, ...], ...]


@frozen
class Support:
    """What an answer stands on; None in the place of sets that are too many."""

    stands_on: Sets | None
    ends_with: Sets | None
    facts: Mapping[str, Sets]


class Source(Protocol):
    """What a network knows of an answer beyond what everybody reads."""

    def grounds(self) -> Grounds:
        """Return the records behind each fact."""
        ...

    def support(self) -> Support:
        """Return the affiliations that the side stands on, those without which it ends, and those behind each fact."""
        ...

    def stretch(self) -> tuple[Period, tuple[Record, ...], tuple[Record, ...]]:
        """Return the days on which the answer stays the same, the records that begin them, and those that end them."""
        ...


class _Lazy(Classification):
    """Fields that are worked out when they are first read, because few of many answers are asked for them."""

    __slots__ = ("_source",)

    _source: Source

    # A checker that saw this would take any misspelled attribute for one that exists.
    if not TYPE_CHECKING:  # pragma: no branch

        def __getattr__(self, name: str) -> object:
            if name == "grounds":
                object.__setattr__(self, name, _grounds(self._source.grounds()))
            elif name == "_support":
                object.__setattr__(self, name, self._source.support())
            elif name in _OF_STRETCH:
                for part, found in zip(_OF_STRETCH, self._source.stretch(), strict=True):
                    object.__setattr__(self, part, found)
            else:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            return object.__getattribute__(self, name)


_OF_STRETCH = ("holds", "held_by", "ended_by")


def _grounds(grounds: Grounds) -> FrozenMap[str, tuple[Record, ...]]:
    return as_map(grounds)


@final
@frozen
class PartyClassification(_Lazy):
    """
    What kind of customer a party is of a provider on a day, on which grounds, since when and until when.

    >>> from datetime import date
    >>> from relclient import Affiliation, Capacity, Organization, Period, Person, ServiceNetwork
    >>> vlad, hotel = Person("vlad", "Vlad"), Organization("hotel", "the hotel")
    >>> spring = Period(date(2026, 3, 1), date(2026, 6, 1))
    >>> network = ServiceNetwork([Affiliation(vlad, hotel, Capacity.CONTRACTOR, spring)])
    >>> print(network.classify(vlad, hotel, on=date(2026, 4, 1)))
    Vlad is a horizontal customer of the hotel on 2026-04-01: \
contracted (Vlad is contractor of the hotel from 2026-03-01 to 2026-05-31), works-alongside-contractor.
    >>> print(network.classify(vlad, hotel, on=date(2026, 4, 1)).holds)
    from 2026-03-01 to 2026-05-31
    >>> print(network.classify(vlad, hotel, on=date(2026, 6, 1)))
    Vlad is a retail customer of the hotel on 2026-06-01: outsider, walk-in.
    """

    __module__ = "relclient"

    party: Party
    """Who was asked about."""
    provider: Party
    """Toward whom."""
    on: date
    """On which day."""
    grounds: Mapping[str, tuple[Affiliation | Relationship, ...]] = field(converter=_grounds)
    """The records behind each fact; those of ``same_group`` lead up from both ends to where they meet."""
    holds: Period
    """The days around *on* with the same side and kind by what is recorded; as many as there are."""
    held_by: tuple[Affiliation | Relationship, ...]
    """The records whose start or end, or whose last occasion, begins these days; none where they have no start."""
    ended_by: tuple[Affiliation | Relationship, ...]
    """The records whose start or end, or whose last occasion, ends these days; none where they have no end."""
    _between: tuple[Relationship, ...] = field(default=(), eq=False, repr=False)
    _support: Support = field(default=Support((), (), FrozenMap({})), eq=False, repr=False)

    @property
    def stands_on(self) -> tuple[tuple[Affiliation, ...], ...]:
        """
        All minimal sets of affiliations that by themselves keep the side, whatever others were missing.

        Ties of ownership and the provider's own are among them; relationships and facts of one's own are taken as
        they are. An outsider stands on nothing. The smallest sets come first.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Person, ServiceNetwork
        >>> dan, spa, hotel = Person("dan", "Dan"), Organization("spa", "the spa"), Organization("hotel", "the hotel")
        >>> network = ServiceNetwork([
        ...     Affiliation(spa, hotel, Capacity.UNIT),
        ...     Affiliation(dan, spa, Capacity.CONTRACTOR),
        ...     Affiliation(dan, hotel, Capacity.SHAREHOLDER),
        ... ])
        >>> for ties in network.classify(dan, hotel, on=date(2026, 3, 2)).stands_on:
        ...     print([tie.capacity.value for tie in ties])
        ['shareholder']
        ['contractor', 'unit']

        Raises:
            TooManyReasons: there are more than 256.
        """
        return _unless_too_many(self._support.stands_on)

    @property
    def ends_with(self) -> tuple[tuple[Affiliation, ...], ...]:
        """
        All minimal sets of affiliations without which the side turns; an outsider has none.

        >>> from datetime import date
        >>> from relclient import Affiliation, Capacity, Organization, Person, ServiceNetwork
        >>> dan, spa, hotel = Person("dan", "Dan"), Organization("spa", "the spa"), Organization("hotel", "the hotel")
        >>> network = ServiceNetwork(
        ...     [Affiliation(spa, hotel, Capacity.UNIT), Affiliation(dan, spa, Capacity.CONTRACTOR)])
        >>> for ties in network.classify(dan, hotel, on=date(2026, 3, 2)).ends_with:
        ...     print(*ties)
        Dan is contractor of the spa
        the spa is unit of the hotel

        Raises:
            TooManyReasons: there are more than 256.
        """
        return _unless_too_many(self._support.ends_with)

    def customer(self, **carried: Unpack[CustomerFacts]) -> AnyCustomer:
        """
        Return the party as the customer that it is, with the facts that its kind carries.

        What relationships declare or say is taken, and *carried* comes before it.

        >>> from datetime import date
        >>> from relclient import Market, Organization, Person, ServiceNetwork
        >>> network = ServiceNetwork(parties=[Organization("hotel")])
        >>> answer = network.classify(Person("mr-pop"), "hotel", on=date(2026, 3, 2))
        >>> answer.customer(market=Market(segment="holidays")).market.segment
        'holidays'

        Raises:
            InvalidFacts: the kind does not carry a fact that is given, or lacks one that it needs.
            InvalidType, InvalidValue: a fact is of another type, or blank.
        """
        return customer_of(self.kind, self.party, self._between, carried)

    @property
    def short(self) -> str:
        """The kind, and of whom, in English, in a few words."""
        return f"{self.party.name} is {with_article(self.kind.label())} of {self.provider.name}"

    def __str__(self) -> str:
        kind = with_article(self.kind.label())
        return f"{self.party.name} is {kind} of {self.provider.name} on {self.on}: {grounds_in_words(self)}."


def _unless_too_many(sets: Sets | None) -> Sets:
    if sets is None:
        raise TooManyReasons(MOST_REASONS)
    return sets


def grounds_in_words(answer: PartyClassification) -> str:
    """
    Return the rules that decided side and kind, each with the records behind it, as a clause.

    Those behind the side are what it stands on: "and" within a set, "or also" between sets. Behind the kind stand
    those of each fact that its rule asks for, where they have not been said.
    """
    side, kind = answer.decisions
    support = answer._support  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module
    stands_on = support.stands_on
    if stands_on is None:
        stands_on = tuple(ties for fact in side.rule.when for ties in support.facts.get(fact, ()))
    said: set[frozenset[Record]] = {frozenset(ties) for ties in stands_on}
    behind = [sets for fact in kind.rule.when if (sets := _new_sets(answer, fact, said))]
    return f"{_ground(side.rule.id, [stands_on])}, {_ground(kind.rule.id, behind)}"


def _new_sets(answer: PartyClassification, fact: str, said: set[frozenset[Record]]) -> Sequence[Sequence[Record]]:
    """Return the sets of records each of which makes *fact* so, but for those of which all has been said."""
    sets: Sequence[Sequence[Record]] = answer._support.facts.get(fact, ())  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module
    records = [(one,) for one in answer.grounds.get(fact, ()) if isinstance(one, Relationship)]
    return [one for one in (*sets, *records) if not any(frozenset(one) <= other for other in said)]


def _ground(rule: str, facts: Sequence[Sequence[Sequence[Record]]]) -> str:
    clauses = "; ".join(", or also ".join(" and ".join(map(str, one)) for one in sets) for sets in facts if any(sets))
    return f"{rule} ({clauses})" if clauses else rule


_new = object.__new__
_set_kind = Classification.__dict__["kind"].__set__
_set_side = Classification.__dict__["side"].__set__
_set_decisions = Classification.__dict__["decisions"].__set__
_set_party = PartyClassification.__dict__["party"].__set__
_set_provider = PartyClassification.__dict__["provider"].__set__
_set_on = PartyClassification.__dict__["on"].__set__
_set_between = PartyClassification.__dict__["_between"].__set__
_set_source = _Lazy.__dict__["_source"].__set__


def found(  # noqa: PLR0913, PLR0917  # the fields of the answer, in their order
    answer: Classification,
    party: Party,
    provider: Party,
    on: date,
    between: tuple[Relationship, ...],
    source: Source,
) -> PartyClassification:
    """Return *answer* as one about a party, whose other fields *source* works out when they are asked for."""
    # Slots filled from C: a provider's book may hold answers by the hundred thousand.
    made = _new(PartyClassification)
    _set_kind(made, answer.kind)
    _set_side(made, answer.side)
    _set_decisions(made, answer.decisions)
    _set_party(made, party)
    _set_provider(made, provider)
    _set_on(made, on)
    _set_between(made, between)
    _set_source(made, source)
    return made
