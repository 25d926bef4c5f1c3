"""Rules: the rows of a decision table, and what it means that several fit."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Generic, TypeVar, final, get_args

from attrs import field, frozen

from relclient._facts import Conditions, Fact, spell, spell_conditions
from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, as_tuple, check_instance, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.labels import Language, Term

V_co = TypeVar("V_co", covariant=True)

_A_FACT = "a bool, a member of an enumeration, or several of one of them"


@final
class HitPolicy(Term):
    """
    Which rule of a decision table gives the answer when several fit; the names are OMG DMN's.

    >>> from relclient import HitPolicy
    >>> HitPolicy.FIRST.label("es")
    'primera regla que se cumple'
    """

    __module__ = "relclient"

    FIRST = "first"
    """The first in the table's order; those after it are not asked."""
    UNIQUE = "unique"
    """There is never more than one: a table in which two rules fit the same facts is refused."""


def as_facts(facts: Mapping[str, Fact]) -> FrozenMap[str, Fact]:
    """Copy *facts* into a mapping that never changes."""
    return as_map(facts)


def as_conditions(when: Mapping[str, Fact | Iterable[Fact]]) -> FrozenMap[str, frozenset[Fact]]:
    """Copy *when*, with a set of facts for each input."""
    check_instance("Rule.when", when, Mapping, "a mapping from inputs to facts")
    return FrozenMap({name: _alternatives(name, facts) for name, facts in when.items()})


def _alternatives(name: str, facts: Fact | Iterable[Fact]) -> frozenset[Fact]:
    """Return *facts* as a set; a single fact becomes a set of one."""
    check_text("Rule.when input", name)
    what = f"Rule.when {name!r}"
    if isinstance(facts, bool | Enum):
        return frozenset((facts,))
    try:
        several = as_tuple(facts)
    except InvalidType:
        raise InvalidType(what, facts, _A_FACT) from None
    for fact in several:
        check_instance(what, fact, bool | Enum, _A_FACT)
    if not several:
        raise InvalidValue(what, facts, "name the facts that fit, or leave the input out when any will do")
    return frozenset(several)


def as_clauses(says: str | Mapping[Language, str]) -> FrozenMap[Language, str]:
    """Copy *says*; one string serves every language."""
    languages: tuple[Language, ...] = get_args(Language)
    if isinstance(says, str):
        check_text("Rule.says", says)
        return FrozenMap(dict.fromkeys(languages, says))
    check_instance("Rule.says", says, Mapping, "a string, or a mapping from languages to strings")
    for language, clause in says.items():
        if language not in languages:
            raise InvalidValue("Rule.says language", language, f"the languages are {', '.join(map(repr, languages))}")
        check_text(f"Rule.says {language!r}", clause)
    return as_map(says)


@final
@frozen
class Rule(Generic[V_co]):
    """
    A row of a decision table: the answer *then*, given when every condition holds.

    >>> from relclient import Rule
    >>> cheap = Rule("child", {"age_known": True, "adult": {False}}, "half price")
    >>> cheap.when["adult"]
    frozenset({False})
    >>> print(cheap)
    'child': half price when age_known is yes and adult is no

    Raises:
        InvalidType: the id is no string, a condition is neither a bool nor an enumeration's member
            (1 is not True), or the answer cannot be hashed.
        InvalidValue: the id is empty, or a condition names no fact at all.
    """

    __module__ = "relclient"

    id: str
    """Its name in the table, by which a decision tells that it fired."""
    when: Conditions = field(converter=as_conditions)
    """The facts that fit, by input: given as one fact or several; an input that is absent may be anything."""
    then: V_co
    """The answer: any value that can be hashed."""
    says: Mapping[Language, str] = field(default=FrozenMap({}), converter=as_clauses, kw_only=True, repr=False)
    """
    The clause that sentences say instead of the conditions, by language; one string serves every language.

    It is part of the value, but not of a table's fingerprint: no answer rests on it.
    """

    def __attrs_post_init__(self) -> None:
        check_text("Rule.id", self.id)
        try:
            hash(self.then)
        except TypeError:
            raise InvalidType(f"Rule {self.id!r} then", self.then, "a value that can be hashed") from None

    def fits(self, facts: Mapping[str, Fact]) -> bool:
        """
        Return whether every condition holds; a condition on a fact that is not given does not.

        >>> from relclient import Rule
        >>> Rule("child", {"adult": False}, "half price").fits({"adult": True})
        False
        """
        return all(name in facts and facts[name] in wanted for name, wanted in self.when.items())

    def __str__(self) -> str:
        return f"{self.id!r}: {spell(self.then)} {spell_conditions(self.when)}"
