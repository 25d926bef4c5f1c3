"""Answers: what a decision table decided, with its reasons."""

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar, final

from attrs import field, frozen

from relclient._facts import Fact, spell, spell_facts
from relclient.decision_tables.rule import Rule, as_facts

V_co = TypeVar("V_co", covariant=True)


class Origin(Protocol):
    """The table that a decision comes from, as far as its sentences and records name it."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def fingerprint(self) -> str:
        """Which version of it decided."""
        ...


def _only_the_name(table: Origin) -> str:
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
    internal by rule 'employed' of table 'side': employed is yes; passed over 'same-group' (same_group is no).
    """

    __module__ = "relclient"

    value: V_co
    """The answer."""
    rule: Rule[V_co]
    """The rule that gave it."""
    facts: Mapping[str, Fact] = field(converter=as_facts)
    """All the facts that were given."""
    table: Origin = field(repr=_only_the_name, hash=False)
    """The table; its ``fingerprint`` tells which version of it decided."""
    before: tuple[Rule[V_co], ...] = field(default=(), repr=False)
    """The rules that stand before it in the table."""

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

    def __str__(self) -> str:
        grounds = f": {spell_facts(self.deciding)}" if self.rule.when else ""
        others = f"; passed over {', '.join(map(str, self.passed_over))}" if self.before else ""
        return f"{spell(self.value)} by rule {self.rule.id!r} of table {self.table.name!r}{grounds}{others}."
