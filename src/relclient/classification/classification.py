"""Classification: what kind of customer the facts about a party make it, by the tables of a rulebook."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from attrs import frozen

from relclient._facts import Fact, facts_of, spell, spell_facts
from relclient._formatting import alike
from relclient._frozen_map import FrozenMap
from relclient._validation import check_instance
from relclient.classification.evidence import FACTS, Evidence, facts_at, place_of
from relclient.classification.rulebook import DEFAULT_RULEBOOK, Rulebook, own_facts
from relclient.classification.tables import KindTable, SideTable
from relclient.decision_tables.decision import Decision, shortest_reason
from relclient.decision_tables.table import DecisionTable
from relclient.errors import ContradictoryTables, InvalidFacts
from relclient.labels import Term
from relclient.model.customers import CustomerKind, Side


@frozen
class Classification:
    """
    What kind of customer a party is, and the two decisions that say so.

    >>> from relclient import Evidence, classify
    >>> print(classify(Evidence(contracted=True, produces=True)))
    operational customer: internal by rule 'contracted' (contracted is yes), \
operational by rule 'produces' (side is internal, occasional is no, decides_offer is no, serves_outsiders is no, \
produces is yes).
    """

    __module__ = "relclient"

    kind: CustomerKind
    """Which of the seven kinds."""
    side: Side
    """Internal or external."""
    decisions: tuple[Decision[Side], Decision[CustomerKind]]
    """Why: the decision on the side, then the one on the kind."""

    @property
    def short(self) -> str:
        """The kind in English, in a few words."""
        return self.kind.label()

    def __str__(self) -> str:
        return f"{self.kind.label()}: {', '.join(map(_ground, self.decisions))}."


def _ground(decision: Decision[Term]) -> str:
    reason = shortest_reason(decision)
    facts = f" ({spell_facts(reason, ', ')})" if reason else ""
    return f"{spell(decision.value)} by rule {decision.rule.id!r}{facts}"


_NO_FACTS: Mapping[str, Fact] = FrozenMap({})
_CASES = 1 << len(FACTS)


def classify(
    evidence: Evidence, rulebook: Rulebook = DEFAULT_RULEBOOK, *, facts: Mapping[str, Fact] = _NO_FACTS
) -> Classification:
    """
    Return what kind of customer *evidence* makes of a party by the tables of *rulebook*.

    *facts* are those of an app's own that the tables ask for: a bool that is absent is no, and a member of an
    enumeration has to be given unless the table has a default for it.
    An answer is made once and then remembered, with the last few pairs of tables.

    >>> from relclient import Evidence, classify
    >>> classify(Evidence(is_organization=True)).kind.label()
    'B2B customer'

    Raises:
        InvalidType: an argument is not what its name says.
        InvalidFacts: *facts* lack what a table asks for, or have what none asks for or in another domain.
        ContradictoryTables: the kind is one of the other side.
    """
    try:
        place = evidence._place  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # made beside the fields for this one reader
    except AttributeError:
        place = place_of(evidence)
    if rulebook is DEFAULT_RULEBOOK and facts is _NO_FACTS:
        answer = _ANSWERS_BY_DEFAULT[place]
        return answer if answer is not None else _BY_DEFAULT.make(place)
    check_instance("classify rulebook", rulebook, Rulebook, "a Rulebook")
    return _answers_by(rulebook.side_table, rulebook.kind_table).answer(place, facts)


class Answers:
    """The answers of two tables: one for each case, made when first asked for."""

    __slots__ = ("_kind_table", "_own", "_side_table", "_with_facts", "plain")

    def __init__(self, side_table: SideTable, kind_table: KindTable) -> None:
        """Remember the tables; they fit each other, which a rulebook has seen to."""
        self._side_table = side_table
        self._kind_table = kind_table
        self._own = own_facts(side_table, kind_table)
        self._with_facts: dict[tuple[int, tuple[Fact | None, ...]], Classification] = {}
        self.plain: list[Classification | None] = [None] * _CASES
        """The answers without facts of one's own, by the place of the evidence."""

    def answer(self, place: int, facts: Mapping[str, Fact]) -> Classification:
        """Return the answer to evidence as one integer, and facts of an app's own."""
        if not facts:
            answer = self.plain[place]
            return answer if answer is not None else self.make(place)
        self._check(facts)
        case = place, tuple(facts.get(name) for name in self._own)
        found = self._with_facts.get(case)
        if found is None:
            if len(self._with_facts) >= _CASES:  # own facts may have any number of members
                self._with_facts.clear()
            found = self._with_facts[case] = self._decide(place, facts)
        return found

    def make(self, place: int) -> Classification:
        """Answer a case without facts of one's own, and remember the answer."""
        answer = self.plain[place] = self._decide(place, _NO_FACTS)
        return answer

    def _decide(self, place: int, own: Mapping[str, Fact]) -> Classification:
        facts: dict[str, Fact] = {**facts_at(place), **own}
        side = _decide(self._side_table, facts)
        kind = _decide(self._kind_table, {**facts, "side": side.value})
        if kind.value.side is not side.value:
            raise ContradictoryTables(side.value.value, side.rule.id, kind.value.value, kind.rule.id)
        return Classification(kind.value, side.value, (side, kind))

    def _check(self, facts: Mapping[str, Fact]) -> None:
        own = self._own
        unknown = tuple((name, alike(str(name), own)) for name in facts if name not in own)
        outside = tuple(
            (name, fact, " or ".join(map(str, facts_of(own[name]))))
            for name, fact in facts.items()
            if name in own and type(fact) is not own[name]
        )
        if unknown or outside:
            raise InvalidFacts("the rulebook", (), unknown, outside)


V = TypeVar("V")


def _decide(table: DecisionTable[V], facts: Mapping[str, Fact]) -> Decision[V]:
    """Ask *table* with those of *facts* that it takes; a bool that is missing is no, unless it has a default."""
    given = {name: facts[name] for name in table.inputs if name in facts}
    absent = (name for name, domain in table.inputs.items() if domain is bool and name not in table.defaults)
    return table.decide(**dict.fromkeys(absent, False) | given)


_BY_DEFAULT = Answers(DEFAULT_RULEBOOK.side_table, DEFAULT_RULEBOOK.kind_table)
_ANSWERS_BY_DEFAULT = _BY_DEFAULT.plain  # by a name of its own, because looking it up there is a tenth of the cost


@lru_cache(maxsize=32)  # of pairs: an app has one or two of its own, and a table made anew each time must not add up
def _answers_by(side_table: SideTable, kind_table: KindTable) -> Answers:
    return Answers(side_table, kind_table)


def answers_of(rulebook: Rulebook) -> Answers:
    """Return the answers of the two tables of *rulebook*, which are shared by all that have equal ones."""
    if rulebook.side_table is DEFAULT_RULEBOOK.side_table and rulebook.kind_table is DEFAULT_RULEBOOK.kind_table:
        return _BY_DEFAULT
    return _answers_by(rulebook.side_table, rulebook.kind_table)
