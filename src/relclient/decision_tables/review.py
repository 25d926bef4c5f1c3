"""Review: what a changed table answers differently, and the cases by which people sign a table off."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeAlias, TypeVar, final

from attrs import field, frozen

from relclient._facts import Conditions, Domain, Fact, facts_of, spell
from relclient._frozen_map import FrozenMap
from relclient._sentences import Said, said
from relclient._validation import as_tuple
from relclient.decision_tables._clauses import answer_said, conditions_said, facts_said
from relclient.decision_tables._completeness import (
    CaseSet,
    answered,
    case_set,
    conditions,
    intersection,
    merged,
    subtract_all,
)
from relclient.decision_tables.rule import HitPolicy, Rule, as_conditions, as_facts
from relclient.labels import Language

V_co = TypeVar("V_co", covariant=True)
V = TypeVar("V")
W = TypeVar("W")


@final
@frozen
class Difference(Generic[V_co]):
    """
    Cases that two tables answer differently, with the rule of each.

    >>> from relclient import SIDE_TABLE, Rule, Side
    >>> turned = SIDE_TABLE.replacing(Rule("delivery-partner", {"delivers": True}, Side.EXTERNAL))
    >>> for difference in SIDE_TABLE.differences(turned):
    ...     print(difference.before.then.value, difference.after.then.value, difference.after.id)
    internal external delivery-partner
    """

    __module__ = "relclient"

    when: Conditions = field(converter=as_conditions)
    """The facts of these cases."""
    before: Rule[V_co]
    """The rule that answers them in the table asked."""
    after: Rule[V_co]
    """The rule that answers them in the other table."""

    @property
    def short(self) -> str:
        """The answer in English, in a few words."""
        return f"{spell(self.before.then)} before, {spell(self.after.then)} after"

    def say(self, lang: Language = "en") -> str:
        """
        Return the difference as a sentence in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import SIDE_TABLE, Rule, Side
        >>> turned = SIDE_TABLE.replacing(Rule("outsider", {}, Side.INTERNAL))
        >>> print(SIDE_TABLE.differences(turned)[0].say("ro")[:73])
        extern după regula 'outsider' înainte, intern după regula 'outsider' acum

        Raises:
            InvalidValue: *lang* is another language.
        """
        return said(
            "{before} by rule {old} before, {after} by rule {new} after, {when}.",
            before=answer_said(self.before.then),
            old=repr(self.before.id),
            after=answer_said(self.after.then),
            new=repr(self.after.id),
            when=_when(conditions_said(self.when)),
        ).say(lang)

    def __str__(self) -> str:
        return self.say()


def _as_pairs(shows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return as_tuple(shows, "Case.shows")


@final
@frozen
class Case(Generic[V_co]):
    """
    A case, its answer, and the conditions that it shows to matter.

    >>> from relclient import DecisionTable, Rule
    >>> discount = DecisionTable("discount", {"loyal": bool}, [Rule("loyal", {"loyal": True}, 10), Rule("else", {}, 0)])
    >>> for case in discount.cases():
    ...     print(case)
    10 when loyal is yes.
    0 when loyal is no.
    """

    __module__ = "relclient"

    facts: Mapping[str, Fact] = field(converter=as_facts)
    """A fact for each input."""
    value: V_co
    """The answer."""
    shows: tuple[tuple[str, str], ...] = field(default=(), converter=_as_pairs)
    """The id of a rule, and an input on which it has a condition: with another condition there, this case fails."""

    @property
    def short(self) -> str:
        """The answer in English, in a few words."""
        return spell(self.value)

    def say(self, lang: Language = "en") -> str:
        """
        Return the case as a sentence in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import PRIORITY_MATRIX
        >>> print(PRIORITY_MATRIX.cases()[0].say("es"))
        crítica cuando tiene impacto alto y tiene urgencia alta.

        Raises:
            InvalidValue: *lang* is another language.
        """
        return said("{answer} {when}.", answer=answer_said(self.value), when=_when(facts_said(self.facts))).say(lang)

    def __str__(self) -> str:
        return self.say()


def _when(clause: Said | None) -> Said:
    return said("always") if clause is None else said("when {clause}", clause=clause)


def differences(
    inputs: Mapping[str, Domain], before: Sequence[Rule[V]], after: Sequence[Rule[W]]
) -> tuple[Difference[V | W], ...]:
    """Return the cases that the rules *before* and *after* answer differently, each once."""
    others = [case_set(inputs, rule.when) for rule in after]
    pieces: dict[tuple[int, int], list[CaseSet]] = {}
    for old, cases in answered(case_set(inputs, {}), (case_set(inputs, rule.when) for rule in before)):
        for new, part in answered(cases, others):
            if before[old].then != after[new].then:
                pieces.setdefault((old, new), []).append(part)
    return tuple(
        Difference(conditions(inputs, cases), before[old], after[new])
        for (old, new), parts in sorted(pieces.items())
        for cases in merged(parts)
    )


_Cell: TypeAlias = tuple[int, int, int]
"""
A fact that a condition takes or does not: the places of the rule and of the input, and the bit of the fact.

A condition changed into any other takes a fact more or a fact fewer. So whatever fails when just one fact is turned
fails for every change of that condition. The place -1 stands for the answer of the rule.
"""


class Coverage(Generic[V]):
    """The search for cases that between them fail whenever one cell of a table is changed."""

    def __init__(self, inputs: Mapping[str, Domain], rules: Sequence[Rule[V]], hit_policy: HitPolicy) -> None:
        """Look for cases of the table of *rules*."""
        self._inputs = inputs
        self._names = tuple(inputs)
        self._facts = [facts_of(domain) for domain in inputs.values()]
        self._rules = rules
        self._sets = [case_set(inputs, rule.when) for rule in rules]
        self._is_unique = hit_policy is HitPolicy.UNIQUE

    def cases(self) -> tuple[Case[V], ...]:
        """Return the cases, in the order of the rules that they were sought for."""
        chosen: dict[CaseSet, frozenset[_Cell]] = {}
        covered: set[_Cell] = set()
        for cell in self._cells():
            if cell in covered:
                continue
            witnesses = self._witnesses(cell)
            if witnesses is not None:
                case = self._point(witnesses, cell[0], covered)
                chosen[case] = self._covered(case)
                covered |= chosen[case]
        for case in list(chosen):
            others = set[_Cell]().union(*(cells for other, cells in chosen.items() if other != case))
            if chosen[case] <= others:
                del chosen[case]
        return tuple(self._case(case, cells) for case, cells in chosen.items())

    def _cells(self) -> Iterable[_Cell]:
        for rule in range(len(self._rules)):
            for place, facts in enumerate(self._facts):
                for fact in range(len(facts)):
                    yield rule, place, 1 << fact
            yield rule, -1, 0

    def _before_and_after(self, rule: int) -> tuple[Sequence[int], Sequence[int]]:
        """Return the rules that go before *rule* and those that answer without it."""
        everyone = range(len(self._rules))
        if self._is_unique:  # their order says nothing, and no two of them fit one case
            return (), [other for other in everyone if other != rule]
        return everyone[:rule], everyone[rule + 1 :]

    def _witnesses(self, cell: _Cell) -> CaseSet | None:
        """Return some cases that are answered otherwise when *cell* is turned."""
        rule, place, bit = cell
        start = self._sets[rule]
        before, after = self._before_and_after(rule)
        holes = [self._sets[other] for other in before]
        if place < 0:
            return next(subtract_all(start, holes), None)
        start = (*start[:place], bit, *start[place + 1 :])
        answer = self._rules[rule].then
        for other in after:
            # An equal answer of a rule in between hides that the cell was turned; another answer does not.
            if self._rules[other].then == answer:
                holes.append(self._sets[other])
            elif (shared := intersection(start, self._sets[other])) is not None:
                found = next(subtract_all(shared, holes), None)
                if found is not None:
                    return found
        return next(subtract_all(start, [*holes, *(self._sets[other] for other in after)]), None)

    def _point(self, cases: CaseSet, rule: int, covered: set[_Cell]) -> CaseSet:
        """Return one of *cases*: with facts whose cells nothing covers yet, else with the last, which is no."""
        point: list[int] = []
        for place, bits in enumerate(cases):
            allowed = [1 << fact for fact in range(len(self._facts[place])) if bits >> fact & 1]
            fresh = [bit for bit in allowed if (rule, place, bit) not in covered]
            point.append((fresh or allowed)[-1])
        return tuple(point)

    def _covered(self, case: CaseSet) -> frozenset[_Cell]:
        """Return the cells that *case* fails without."""
        outside = [[place for place, bits in enumerate(cases) if not bits & case[place]] for cases in self._sets]
        cells: set[_Cell] = set()
        for rule, misfits in enumerate(outside):
            before, after = self._before_and_after(rule)
            if len(misfits) > 1 or any(not outside[other] for other in before):
                continue
            if not misfits:
                cells.add((rule, -1, 0))
            answer = next((other for other in after if not outside[other]), None)
            if answer is None or self._rules[answer].then != self._rules[rule].then:
                cells |= {(rule, place, case[place]) for place in misfits or range(len(case))}
        return frozenset(cells)

    def _case(self, case: CaseSet, cells: frozenset[_Cell]) -> Case[V]:
        facts = {
            name: facts[bit.bit_length() - 1] for name, facts, bit in zip(self._names, self._facts, case, strict=True)
        }
        shows = [
            (self._rules[rule].id, self._names[place])
            for rule, place, _ in sorted(cells)
            if place >= 0 and self._names[place] in self._rules[rule].when
        ]
        value = next(rule.then for rule in self._rules if rule.fits(facts))
        return Case(FrozenMap(facts), value, tuple(shows))
