"""Decisions: what a decision table answered, with its reasons."""

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar, final

from attrs import field, frozen

from relclient._facts import Fact, spell, spell_facts
from relclient._sentences import in_language, sentence
from relclient.decision_tables._clauses import answer_said, facts_said
from relclient.decision_tables.explanation import Explained, Flip, minimal_changes, minimal_reasons, some_reason
from relclient.decision_tables.rule import Rule, as_facts
from relclient.errors import TooManyReasons
from relclient.labels import Language

V_co = TypeVar("V_co", covariant=True)


class Origin(Explained[V_co], Protocol[V_co]):
    """The table that a decision comes from, as far as its sentences, reasons and records need it."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def fingerprint(self) -> str:
        """Which version of it decided."""
        ...


def _only_the_name(table: Origin[object]) -> str:
    return repr(table.name)


@final
@frozen
class PassedOver(Generic[V_co]):
    """
    A rule that did not fit, and the facts that kept it from fitting.

    >>> from relclient import Evidence, classify
    >>> side, kind = classify(Evidence(contracted=True)).decisions
    >>> print(side.passed_over[1])
    'employed' (employed is no)
    """

    __module__ = "relclient"

    rule: Rule[V_co]
    """The rule; its ``when`` says what it wanted instead."""
    misfits: Mapping[str, Fact] = field(converter=as_facts)
    """The facts that it did not want."""

    def __str__(self) -> str:
        return f"{self.rule.id!r} ({spell_facts(self.misfits, ', ')})"


@final
@frozen
class Decision(Generic[V_co]):
    """
    What a decision table answered, and why.

    >>> from relclient import SIDE_TABLE
    >>> outsider = dict.fromkeys(SIDE_TABLE.inputs, False)
    >>> decision = SIDE_TABLE.decide(**outsider | {"employed": True})
    >>> decision.value.value, decision.rule.id
    ('internal', 'employed')
    >>> print(decision)
    internal, because it is employed by the group.
    """

    __module__ = "relclient"

    value: V_co
    """The answer."""
    rule: Rule[V_co]
    """The rule that gave it."""
    facts: Mapping[str, Fact] = field(converter=as_facts)
    """All the facts that were given."""
    table: Origin[V_co] = field(repr=_only_the_name, hash=False)
    """The table; its ``fingerprint`` tells which version of it decided."""
    before: tuple[Rule[V_co], ...] = field(default=(), repr=False)
    """The rules that stand before it in the table; none where the answer is unique, because order says nothing."""

    @property
    def passed_over(self) -> tuple[PassedOver[V_co], ...]:
        """The rules that stand before it, each with the facts that it did not want; made when read."""
        return tuple(
            PassedOver(rule, {name: self.facts[name] for name, fit in rule.when.items() if self.facts[name] not in fit})
            for rule in self.before
        )

    @property
    def deciding(self) -> Mapping[str, Fact]:
        """The facts that the rule asked for."""
        return as_facts({name: self.facts[name] for name in self.rule.when})

    @property
    def because(self) -> tuple[Mapping[str, Fact], ...]:
        """
        All minimal sets of facts that by themselves suffice for this answer, the shortest first; made when read.

        Whatever the other facts are, the answer is the same; and of none of these facts it can be said that it
        does not matter.

        >>> from relclient import SIDE_TABLE
        >>> facts = dict.fromkeys(SIDE_TABLE.inputs, False) | {"employed": True, "owns": True}
        >>> [dict(reason) for reason in SIDE_TABLE.decide(**facts).because]
        [{'employed': True}, {'owns': True}]

        Raises:
            TooManyReasons: there are more than 256, or they would take too long to find.
        """
        return minimal_reasons(self.table, self.facts, self.value)

    @property
    def unless(self) -> tuple[Flip[V_co], ...]:
        """
        All minimal changes of facts that give another answer, those of the fewest facts first; made when read.

        They are minimal by which facts change. What the facts outside the table say of each other is not known here.

        >>> from relclient import PRIORITY_MATRIX, Impact, Urgency
        >>> for flip in PRIORITY_MATRIX.decide(impact=Impact.HIGH, urgency=Urgency.HIGH).unless:
        ...     print(flip.value.label(), dict(flip.changes))
        high {'impact': frozenset({<Impact.MEDIUM: 'medium'>})}
        moderate {'impact': frozenset({<Impact.LOW: 'low'>})}
        high {'urgency': frozenset({<Urgency.MEDIUM: 'medium'>})}
        moderate {'urgency': frozenset({<Urgency.LOW: 'low'>})}

        Raises:
            TooManyReasons: there are more than 256, or they would take too long to find.
        """
        return minimal_changes(self.table, self.facts, self.value)

    @property
    def short(self) -> str:
        """The answer in English, in a few words."""
        return spell(self.value)

    def say(self, lang: Language = "en") -> str:
        """
        Return the answer and the shortest reason for it as a sentence in the language *lang*: ``en``, ``es`` or ``ro``.

        A rule that brings a clause of its own is said by that.

        >>> from relclient import SIDE_TABLE
        >>> outsider = dict.fromkeys(SIDE_TABLE.inputs, False)
        >>> print(SIDE_TABLE.decide(**outsider | {"employed": True}).say("ro"))
        intern, pentru că este angajat al grupului.

        Raises:
            InvalidValue: *lang* is another language.
        """
        return _said(self, lang)

    def __str__(self) -> str:
        return self.say()


def shortest_reason(decision: Decision[object]) -> Mapping[str, Fact]:
    """Return the first of the reasons of *decision*, or a minimal one where they are too many."""
    try:
        return decision.because[0]
    except TooManyReasons:
        return some_reason(decision.table, decision.facts, decision.value)


def _said(decision: Decision[object], lang: Language) -> str:
    answer = in_language(answer_said(decision.value), lang)
    reason = decision.rule.says.get(lang)
    if reason is None:
        clause = facts_said(shortest_reason(decision))
        if clause is None:
            return sentence(lang, "{answer}, whatever the facts are.", answer=answer)
        reason = clause.say(lang)
    return sentence(lang, "{answer}, because {reason}.", answer=answer, reason=reason)
