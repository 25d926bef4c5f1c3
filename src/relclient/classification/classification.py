"""Classification: what kind of customer the facts about a party make it, by a table of sides and one of kinds."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias, final

from attrs import fields, frozen

from relclient._facts import Domain, Fact, spell, spell_facts
from relclient._validation import check_instance
from relclient.decision_tables.decision import Decision
from relclient.decision_tables.rule import Rule
from relclient.decision_tables.table import DecisionTable
from relclient.errors import ContradictoryTables, InvalidType, InvalidValue, Problems, RelclientError
from relclient.labels import Term
from relclient.model.customers import CustomerKind, Side

SideTable: TypeAlias = DecisionTable[Side]
KindTable: TypeAlias = DecisionTable[CustomerKind]


@final
@frozen(kw_only=True)
class Evidence:
    """
    What is known of a party, seen from a provider, that makes it a customer of some kind.

    >>> from relclient import Evidence
    >>> Evidence(employed=True).contracted
    False

    Raises:
        InvalidType: a fact is no bool.
    """

    __module__ = "relclient"

    same_group: bool = False
    """It is an organization of the provider's group."""
    employed: bool = False
    """It is staff of the group, full-time or temporary."""
    contracted: bool = False
    """It works for the group under a contract."""
    owns: bool = False
    """It owns an organization of the group."""
    holds_stake: bool = False
    """It is a shareholder or another stakeholder of the group."""
    delivers: bool = False
    """It is a partner or supplier that has a hand in delivering the product."""
    occasional: bool = False
    """It depends on the provider at a given moment, for a given reason."""
    decides_offer: bool = False
    """It decides which products are offered, or which markets are targeted."""
    produces: bool = False
    """It produces goods or supplies services."""
    is_organization: bool = False
    """It is an organization, not a person."""
    standing_account: bool = False
    """It is served through a standing arrangement, which is more than a customer number."""

    def __attrs_post_init__(self) -> None:
        for fact in _facts_of(self):
            if fact is not True and fact is not False:
                name = next(name for name in FACTS if getattr(self, name) is fact)
                raise InvalidType(f"Evidence.{name}", fact, "True or False")


FACTS = tuple(fact.name for fact in fields(Evidence))
_facts_of = attrgetter(*FACTS)

SIDE_TABLE: SideTable = DecisionTable(
    "side",
    {"same_group": bool, "employed": bool, "contracted": bool, "owns": bool, "holds_stake": bool, "delivers": bool},
    [
        Rule("same-group", {"same_group": True}, Side.INTERNAL),
        Rule("employed", {"employed": True}, Side.INTERNAL),
        Rule("contracted", {"contracted": True}, Side.INTERNAL),
        Rule("owner", {"owns": True}, Side.INTERNAL),
        Rule("stakeholder", {"holds_stake": True}, Side.INTERNAL),
        Rule("delivery-partner", {"delivers": True}, Side.INTERNAL),
        Rule("outsider", {}, Side.EXTERNAL),
    ],
)
"""Internal or external: each tie to the group has a rule of its own, which an app can drop or turn."""

KIND_TABLE: KindTable = DecisionTable(
    "kind",
    {
        "side": Side,
        "occasional": bool,
        "decides_offer": bool,
        "produces": bool,
        "is_organization": bool,
        "standing_account": bool,
    },
    [
        Rule("occasional-need", {"side": Side.INTERNAL, "occasional": True}, CustomerKind.SITUATIONAL),
        Rule("decides-offer", {"side": Side.INTERNAL, "decides_offer": True}, CustomerKind.FRAMEWORK),
        Rule("produces", {"side": Side.INTERNAL, "produces": True}, CustomerKind.OPERATIONAL),
        Rule("works-alongside", {"side": Side.INTERNAL}, CustomerKind.HORIZONTAL),
        Rule("organization-buys", {"side": Side.EXTERNAL, "is_organization": True}, CustomerKind.B2B),
        Rule("standing-account", {"side": Side.EXTERNAL, "standing_account": True}, CustomerKind.ACCOUNT),
        Rule("walk-in", {"side": Side.EXTERNAL}, CustomerKind.RETAIL),
    ],
)
"""Which of the seven kinds, once the side is known."""


@frozen
class Classification:
    """
    What kind of customer a party is, and the two decisions that say so.

    >>> from relclient import Evidence, classify
    >>> print(classify(Evidence(contracted=True, produces=True)))
    operational customer: internal by rule 'contracted' (contracted is yes), \
operational by rule 'produces' (side is internal, produces is yes).
    """

    __module__ = "relclient"

    kind: CustomerKind
    """Which of the seven kinds."""
    side: Side
    """Internal or external."""
    decisions: tuple[Decision[Side], Decision[CustomerKind]]
    """Why: the decision on the side, then the one on the kind."""

    def __str__(self) -> str:
        return f"{self.kind.label()}: {', '.join(map(_ground, self.decisions))}."


def _ground(decision: Decision[Term]) -> str:
    facts = f" ({spell_facts(decision.deciding, ', ')})" if decision.rule.when else ""
    return f"{spell(decision.value)} by rule {decision.rule.id!r}{facts}"


def classify(
    evidence: Evidence, side_table: SideTable = SIDE_TABLE, kind_table: KindTable = KIND_TABLE
) -> Classification:
    """
    Tell what kind of customer *evidence* makes of a party.

    The tables may ask for any of the facts of `Evidence`, and *kind_table* for the ``side`` as well, which
    *side_table* decides first. An answer is made once and then remembered, with the last few pairs of tables.

    >>> from relclient import Evidence, classify
    >>> classify(Evidence(is_organization=True)).kind.label()
    'B2B customer'

    Raises:
        InvalidType: an argument is not what its name says.
        Problems: a table asks for what is no fact of `Evidence`, or answers something else; all of it is named.
        ContradictoryTables: the kind is one of the other side.
    """
    try:
        # Spelled out, because this is read faster than by the names in FACTS, whose order it has.
        case = (
            evidence.same_group,
            evidence.employed,
            evidence.contracted,
            evidence.owns,
            evidence.holds_stake,
            evidence.delivers,
            evidence.occasional,
            evidence.decides_offer,
            evidence.produces,
            evidence.is_organization,
            evidence.standing_account,
        )
    except AttributeError:
        raise InvalidType("classify evidence", evidence, "an Evidence") from None
    if side_table is SIDE_TABLE and kind_table is KIND_TABLE:
        return _by_default[case]
    check_instance("classify side_table", side_table, DecisionTable, "a DecisionTable")
    check_instance("classify kind_table", kind_table, DecisionTable, "a DecisionTable")
    return _answers_by(side_table, kind_table)[case]


class _Answers(dict[tuple[bool, ...], Classification]):
    """The answers of two tables: one for each case of evidence, made when first asked for."""

    def __init__(self, side_table: SideTable, kind_table: KindTable) -> None:
        super().__init__()
        self._side_table = side_table
        self._kind_table = kind_table

    def __missing__(self, case: tuple[bool, ...]) -> Classification:
        facts: dict[str, Fact] = dict(zip(FACTS, case, strict=True))
        side = self._side_table.decide(**{name: facts[name] for name in self._side_table.inputs})
        facts["side"] = side.value
        kind = self._kind_table.decide(**{name: facts[name] for name in self._kind_table.inputs})
        if kind.value.side is not side.value:
            raise ContradictoryTables(side.value.value, side.rule.id, kind.value.value, kind.rule.id)
        return self.setdefault(case, Classification(kind.value, side.value, (side, kind)))


_by_default = _Answers(SIDE_TABLE, KIND_TABLE)


@lru_cache(maxsize=32)  # of pairs: an app has one or two of its own, and a table made anew each time must not add up
def _answers_by(side_table: SideTable, kind_table: KindTable) -> _Answers:
    evidence: dict[str, Domain] = dict.fromkeys(FACTS, bool)
    problems = [*_misfits(side_table, evidence, Side), *_misfits(kind_table, {"side": Side} | evidence, CustomerKind)]
    if problems:
        raise Problems.found(problems)
    return _Answers(side_table, kind_table)


def _misfits(
    table: DecisionTable[object], domains: Mapping[str, Domain], answers: type[Side | CustomerKind]
) -> Iterator[RelclientError]:
    """Find what *table* asks for beyond *domains*, and what it answers that is none of *answers*."""
    for name, domain in table.inputs.items():
        if name not in domains:
            yield InvalidValue(f"Table {table.name!r} input", name, f"it may ask for {', '.join(domains)}")
        elif domain is not domains[name]:
            yield InvalidType(f"Table {table.name!r} input {name!r}", domain, domains[name].__name__)
    for rule in table.rules:
        if not isinstance(rule.then, answers):
            yield InvalidType(f"Table {table.name!r} rule {rule.id!r} then", rule.then, f"a {answers.__name__}")
