"""Explanations: all minimal reasons for an answer of a decision table, and all minimal changes that turn it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Generic, Protocol, TypeVar, final

from attrs import field, frozen

from relclient._facts import Conditions, Domain, Fact, facts_of, spell
from relclient._frozen_map import FrozenMap
from relclient._sentences import said
from relclient.decision_tables._clauses import answer_said, conditions_said
from relclient.decision_tables._completeness import CaseSet, answered, merged
from relclient.decision_tables.rule import HitPolicy, Rule, as_conditions
from relclient.errors import TooManyReasons
from relclient.labels import Language

V_co = TypeVar("V_co", covariant=True)

MOST_REASONS = 256
"""How many reasons an answer may have before they are refused; nobody reads so many."""
_MOST_CANDIDATES = 4 * MOST_REASONS
"""How many sets may be kept while reasons are worked out: some are dropped again, so there may be more of them."""
_MOST_STEPS = 5_000
"""How many pieces of a table are looked at for its changes; each takes some microseconds."""
_MOST_STEPS_FOR_ONE = 500
"""The same, for one question of a set of facts; a sentence asks one for each fact."""


class Explained(Protocol[V_co]):
    """A table, as far as its answers are explained by it."""

    @property
    def inputs(self) -> Mapping[str, Domain]:
        """What has to be known of a case."""
        ...

    @property
    def rules(self) -> Sequence[Rule[V_co]]:
        """The rows, in order."""
        ...

    @property
    def hit_policy(self) -> HitPolicy:
        """Which rule answers when several fit."""
        ...


@final
@frozen
class Flip(Generic[V_co]):
    """
    A change of facts that turns an answer; with fewer of them changed it would stay.

    >>> from relclient import SIDE_TABLE
    >>> outsider = dict.fromkeys(SIDE_TABLE.inputs, False)
    >>> print(SIDE_TABLE.decide(**outsider | {"employed": True}).unless[0])
    external, if it is not employed by the group.
    """

    __module__ = "relclient"

    changes: Conditions = field(converter=as_conditions)
    """What the facts would have to be, by input; any choice of one fact for each does."""
    value: V_co
    """The answer then."""

    @property
    def short(self) -> str:
        """The answer in English, in a few words."""
        return f"{spell(self.value)} if {', '.join(self.changes)} changed"

    def say(self, lang: Language = "en") -> str:
        """
        Return the change as a sentence in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import SIDE_TABLE
        >>> outsider = dict.fromkeys(SIDE_TABLE.inputs, False)
        >>> print(SIDE_TABLE.decide(**outsider | {"employed": True}).unless[0].say("es"))
        externo, si no tiene empleo en el grupo.

        Raises:
            InvalidValue: *lang* is another language.
        """
        return said("{answer}, if {change}.", answer=answer_said(self.value), change=conditions_said(self.changes)).say(
            lang
        )

    def __str__(self) -> str:
        return self.say()


def minimal_reasons(
    table: Explained[object], facts: Mapping[str, Fact], value: object
) -> tuple[Mapping[str, Fact], ...]:
    """
    Return all minimal sets of *facts* that by themselves make *table* answer *value*, the shortest first.

    A set of inputs suffices where it meets every change that turns the answer, so the minimal sets are the minimal
    hitting sets of the minimal changes, and the other way round (Ignatiev and others 2020, arXiv 2012.11067).

    Raises:
        TooManyReasons: there are more than `MOST_REASONS`.
    """
    names = list(table.inputs)
    hitting = hitting_sets(_Case(table, facts, value).turning())
    if len(hitting) > MOST_REASONS:
        raise TooManyReasons(MOST_REASONS)
    return tuple(FrozenMap({names[place]: facts[names[place]] for place in places_in(mask)}) for mask in hitting)


def some_reason(table: Explained[object], facts: Mapping[str, Fact], value: object) -> Mapping[str, Fact]:
    """
    Return one set of *facts* that suffices for *table* to answer *value*, where all of them are too many.

    It is minimal, unless it takes too long to find that a fact does not matter.
    """
    case = _Case(table, facts, value)
    kept = case.enough()
    for place in places_in(kept):
        if not case.may_turn(kept & ~(1 << place)):
            kept &= ~(1 << place)
    names = list(table.inputs)
    return FrozenMap({names[place]: facts[names[place]] for place in places_in(kept)})


def minimal_changes(table: Explained[V_co], facts: Mapping[str, Fact], value: object) -> tuple[Flip[V_co], ...]:
    """
    Return all minimal changes of *facts* that turn the answer *value* of *table*, those of the fewest facts first.

    Raises:
        TooManyReasons: there are more than `MOST_REASONS`.
    """
    case = _Case(table, facts, value)
    flips: list[Flip[V_co]] = []
    for mask in case.turning():
        flips.extend(case.flips(mask))
        if len(flips) > MOST_REASONS:
            raise TooManyReasons(MOST_REASONS)
    return tuple(flips)


class _Case(Generic[V_co]):
    """A case and its answer, with the rules of the table as bit sets by the place of an input."""

    def __init__(self, table: Explained[V_co], facts: Mapping[str, Fact], value: object) -> None:
        self._inputs = table.inputs
        self._rules = table.rules
        self._value = value
        self._bits = [
            {fact: 1 << place for place, fact in enumerate(facts_of(domain))} for domain in table.inputs.values()
        ]
        self._case = [bits[facts[name]] for name, bits in zip(table.inputs, self._bits, strict=True)]
        places = {name: place for place, name in enumerate(table.inputs)}
        self._wanted = [
            {places[name]: self._bits_of(places[name], wanted) for name, wanted in rule.when.items()}
            for rule in table.rules
        ]
        self._all = [(1 << len(bits)) - 1 for bits in self._bits]
        self._is_unique = table.hit_policy is HitPolicy.UNIQUE

    def turning(self) -> list[int]:
        """
        Return the minimal sets of inputs whose change can turn the answer, as bit masks, the smallest first.

        Whatever rule of another answer fits, the answer is another, if no rule of this answer stands before it and
        fits too. So of each such rule the pieces are sought that lie outside those before it, the nearest first.
        """
        case, value, numbers = self._case, self._value, count()
        pieces: list[tuple[int, int, int, int, int, dict[int, int]]] = []
        for place, rule in enumerate(self._rules):
            if rule.then != value:
                piece = self._wanted[place]
                changed = sum(1 << at for at, bits in piece.items() if not bits & case[at])
                # The number only keeps two pieces from being compared.
                pieces.append((changed.bit_count(), next(numbers), changed, place, 0, piece))
        heapify(pieces)
        found: list[int] = []
        while pieces:
            _, number, changed, rule_place, start, piece = heappop(pieces)
            if any(changed & mask == mask for mask in found):
                continue
            if number > _MOST_STEPS:
                raise TooManyReasons(MOST_REASONS)
            hole = self._first_before(piece, start, rule_place)
            if hole is None:
                found.append(changed)
                continue
            for at, bits in self._wanted[hole].items():
                if outside := piece.get(at, self._all[at]) & ~bits:
                    beyond = changed if outside & case[at] else changed | 1 << at
                    pushed = beyond.bit_count(), next(numbers), beyond, rule_place, hole + 1, piece | {at: outside}
                    heappush(pieces, pushed)
        return in_order(found)

    def _first_before(self, piece: Mapping[int, int], start: int, end: int) -> int | None:
        """Return the first rule of this answer, from *start* and before *end*, that fits some case of *piece*."""
        if self._is_unique:
            return None
        for place in range(start, end):
            if self._rules[place].then == self._value and all(
                piece.get(at, bits) & bits for at, bits in self._wanted[place].items()
            ):
                return place
        return None

    def enough(self) -> int:
        """Return inputs whose facts make the rule that answered fit, and those before it of another answer not."""
        mask = 0
        for wanted, rule in zip(self._wanted, self._rules, strict=True):
            misfits = sum(1 << at for at, bits in wanted.items() if not bits & self._case[at])
            if not misfits:
                return mask | sum(1 << at for at in wanted)
            if rule.then != self._value and not misfits & mask:
                mask |= misfits & -misfits
        return mask  # pragma: no cover  # a table answers every case

    def may_turn(self, kept: int) -> bool:
        """Return whether the answer can be another while the facts of the inputs *kept* stay; True if unsure."""
        fixed = {place: self._case[place] for place in places_in(kept)}
        steps = 0
        for place, rule in enumerate(self._rules):
            wanted = self._wanted[place]
            if rule.then == self._value or not all(fixed.get(at, bits) & bits for at, bits in wanted.items()):
                continue
            pieces = [(0, wanted | fixed)]
            while pieces:
                start, piece = pieces.pop()
                hole = self._first_before(piece, start, place)
                steps += 1
                if hole is None or steps > _MOST_STEPS_FOR_ONE:
                    return True
                for at, bits in self._wanted[hole].items():
                    if outside := piece.get(at, self._all[at]) & ~bits:
                        pieces.append((hole + 1, piece | {at: outside}))
        return False

    def flips(self, mask: int) -> Iterator[Flip[V_co]]:
        """Yield the changes of just the inputs in *mask* that turn the answer, each choice of facts once."""
        names, places, case = list(self._inputs), places_in(mask), self._case
        start = tuple(self._all[place] & ~case[place] for place in places)
        # The other facts stay as they are, so only rules that take those can answer, and only these inputs matter.
        fitting = [
            place
            for place, wanted in enumerate(self._wanted)
            if all(bits & case[at] for at, bits in wanted.items() if not mask >> at & 1)
        ]
        sets = [tuple(self._wanted[rule].get(place, self._all[place]) for place in places) for rule in fitting]
        found: dict[V_co, list[CaseSet]] = {}
        for number, cases in answered(start, sets):
            if (answer := self._rules[fitting[number]].then) != self._value:
                found.setdefault(answer, []).append(cases)
        for answer, pieces in found.items():
            for cases in merged(pieces):
                facts = (self._facts(place, bits) for place, bits in zip(places, cases, strict=True))
                yield Flip(dict(zip((names[place] for place in places), facts, strict=True)), answer)

    def _bits_of(self, place: int, facts: Iterable[Fact]) -> int:
        return sum(map(self._bits[place].__getitem__, facts))

    def _facts(self, place: int, bits: int) -> frozenset[Fact]:
        return frozenset(fact for fact, bit in self._bits[place].items() if bit & bits)


def hitting_sets(masks: Iterable[int]) -> list[int]:
    """
    Return the minimal sets that meet each of *masks*, the smallest first.

    Berge's algorithm: the sets that meet the masks so far are made to meet one more.

    Raises:
        TooManyReasons: too many would have to be kept on the way.
    """
    hitting = [0]
    for mask in masks:
        met = [one for one in hitting if one & mask]
        bits = [1 << place for place in places_in(mask)]
        grown = {one | bit for one in hitting if not one & mask for bit in bits}
        hitting = met + [one for one in grown if not any(one & other == other for other in met)]
        if len(hitting) > _MOST_CANDIDATES:
            raise TooManyReasons(MOST_REASONS)
    return in_order(hitting)


def in_order(masks: Iterable[int]) -> list[int]:
    """Return *masks*, the smallest sets first, and those of one size by the places in them."""
    return sorted(masks, key=lambda mask: (mask.bit_count(), places_in(mask)))


def places_in(mask: int) -> list[int]:
    """Return the places of the bits that are set in *mask*."""
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
