"""Rulebooks: the rules that customers are judged by, as one value: two decision tables and the rules of soundness."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias, final

from attrs import field, frozen

from relclient._facts import BUILT_IN_FACTS, Domain
from relclient._frozen_map import FrozenMap
from relclient._validation import as_sequence, check_instance, check_text
from relclient.classification.evidence import FACTS
from relclient.classification.tables import KIND_TABLE, SIDE_TABLE, KindTable, SideTable
from relclient.decision_tables.table import DecisionTable
from relclient.errors import ConflictingIds, InvalidType, InvalidValue, Problems, RelclientError
from relclient.labels import Term
from relclient.model.customers import CustomerKind, Side
from relclient.model.parties import Party
from relclient.model.relationships import Relationship

if TYPE_CHECKING:
    from relclient import ServiceNetwork

Subject: TypeAlias = Relationship | Party
Finding: TypeAlias = tuple[Subject, str, str]
"""What breaks a rule, what was found, and what would mend it: two clauses without a full stop."""


@final
class Severity(Term):
    """
    How much it matters that a rule is broken.

    >>> from relclient import Severity
    >>> Severity.REMARK.label("es")
    'observación'
    """

    __module__ = "relclient"

    FAULT = "fault"
    """Something is wrong and has to be mended."""
    REMARK = "remark"
    """Something is worth a look."""


@final
@frozen
class SoundnessRule:
    """
    A rule that the relationships of a network should keep.

    Two rules of one name are the same rule, so that an app can drop or replace one.

    >>> from relclient import Organization, Person, Relationship, ServiceNetwork, Severity, SoundnessRule, check
    >>> def unnamed(network):
    ...     for party in network.parties.values():
    ...         if party.name == party.id:
    ...             yield party, "it has no name", "give it one"
    >>> network = ServiceNetwork(parties=[Person("ana", "Ana"), Person("x17")])
    >>> for violation in check(network, rules=[SoundnessRule("has-name", unnamed, Severity.REMARK)]):
    ...     print(violation)
    Remark has-name on x17: it has no name; give it one.

    Raises:
        InvalidType, InvalidValue: the name is no string or empty, *find* cannot be called,
            or the severity is no `Severity`.
    """

    __module__ = "relclient"

    name: str
    """What people call it."""
    find: Callable[["ServiceNetwork"], Iterable[Finding]] = field(eq=False)
    """Finds, in a network, each subject that breaks it, with what was found and what would mend it."""
    severity: Severity = field(default=Severity.FAULT, eq=False)
    """Whether breaking it is a fault, or worth a remark."""

    def __attrs_post_init__(self) -> None:
        check_text("SoundnessRule.name", self.name)
        if not callable(self.find):
            raise InvalidType("SoundnessRule.find", self.find, "a function of a network")
        check_instance("SoundnessRule.severity", self.severity, Severity, "a Severity")

    def __str__(self) -> str:
        return self.name


class _Unread(tuple[SoundnessRule, ...]):
    """Stands for the default rules, which ask networks and so cannot be imported here."""

    __slots__ = ()


_UNREAD: tuple[SoundnessRule, ...] = _Unread()


def _as_rules(rules: Iterable[SoundnessRule]) -> tuple[SoundnessRule, ...]:
    return as_sequence(rules, "Rulebook.soundness")


@final
@frozen
class Rulebook:
    """
    The rules that customers are judged by, as a value: two decision tables and the rules of soundness.

    The tables may ask for any fact of `Evidence`, the kind table for the ``side`` as well, and both for facts of
    an app's own, which relationships carry and `classify` takes.

    >>> from relclient import KIND_TABLE, CustomerKind, DecisionTable, Evidence, Rule, Rulebook, Side, classify
    >>> buyers = DecisionTable("side", {"paying": bool}, [
    ...     Rule("pays", {"paying": True}, Side.EXTERNAL),
    ...     Rule("others", {}, Side.INTERNAL),
    ... ])
    >>> classify(Evidence(employed=True), Rulebook(buyers), facts={"paying": True}).kind.label()
    'retail customer'

    Raises:
        InvalidType: a table is no `DecisionTable`, or *soundness* is no list of rules.
        Problems: all at once: the side table asks for the side, the kind or ``serves_outsiders`` (which rests on the
            side of others, so that it would go round in a circle), a table asks for a built-in fact in another domain
            or answers something else, two enumerations have one name, one fact has two domains,
            or a rule of soundness is none or there twice.
    """

    __module__ = "relclient"

    side_table: SideTable = SIDE_TABLE
    """Whether a customer is internal or external."""
    kind_table: KindTable = KIND_TABLE
    """Of which of the seven kinds it is, once the side is known."""
    soundness: tuple[SoundnessRule, ...] = field(default=_UNREAD, converter=_as_rules, repr=False)
    """What `check` looks for; the default is ``DEFAULT_RULES``."""

    def __attrs_post_init__(self) -> None:
        check_instance("Rulebook.side_table", self.side_table, DecisionTable, "a DecisionTable")
        check_instance("Rulebook.kind_table", self.kind_table, DecisionTable, "a DecisionTable")
        problems = [
            *_misfits(self.side_table, _FOR_THE_SIDE, Side),
            *_misfits(self.kind_table, _FOR_THE_KIND, CustomerKind),
            *_conflicting_domains(self.side_table, self.kind_table),
            *_misfit_rules(self.soundness if self.soundness is not _UNREAD else ()),
        ]
        if problems:
            raise Problems.found(problems)
        if self.soundness is _UNREAD:
            object.__delattr__(self, "soundness")

    if not TYPE_CHECKING:  # pragma: no branch  # type checkers would take it to say that every attribute is there

        def __getattr__(self, name: str) -> tuple[SoundnessRule, ...]:
            # Asked for what is not set: the default rules, until they are first read.
            if name != "soundness":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            from relclient import DEFAULT_RULES  # noqa: PLC0415  # they ask networks, and networks carry rulebooks

            object.__setattr__(self, name, DEFAULT_RULES)
            return DEFAULT_RULES

    @property
    def own_facts(self) -> Mapping[str, Domain]:
        """
        The inputs of the two tables that are facts of the app's own, each with its domain.

        >>> from relclient import Rulebook
        >>> dict(Rulebook().own_facts)
        {}
        """
        return own_facts(self.side_table, self.kind_table)


_EVIDENCE: Mapping[str, Domain] = dict.fromkeys(FACTS, bool)
_FOR_THE_SIDE = {name: domain for name, domain in _EVIDENCE.items() if name != "serves_outsiders"}
_FOR_THE_KIND: Mapping[str, Domain] = {"side": Side, **_EVIDENCE}


def own_facts(*tables: DecisionTable[object]) -> FrozenMap[str, Domain]:
    """Return the inputs of *tables* that are no built-in facts, each with its domain."""
    return FrozenMap(
        {name: domain for table in tables for name, domain in table.inputs.items() if name not in BUILT_IN_FACTS}
    )


def _misfits(
    table: DecisionTable[object], domains: Mapping[str, Domain], answers: type[Side | CustomerKind]
) -> Iterator[RelclientError]:
    """Yield which built-in facts beyond *domains* the table asks for, and what it answers that is none of *answers*."""
    for name, domain in table.inputs.items():
        if name in domains:
            if domain is not domains[name]:
                yield InvalidType(f"Table {table.name!r} input {name!r}", domain, domains[name].__name__)
        elif name == "serves_outsiders":
            circle = (
                "whom a party serves from outside follows from the sides that this table gives; ask in the kind table"
            )
            yield InvalidValue(f"Table {table.name!r} input", name, circle)
        elif name in BUILT_IN_FACTS:
            yield InvalidValue(
                f"Table {table.name!r} input", name, f"it may ask for {', '.join(domains)}, and own facts"
            )
    for rule in table.rules:
        if not isinstance(rule.then, answers):
            yield InvalidType(f"Table {table.name!r} rule {rule.id!r} then", rule.then, f"a {answers.__name__}")


def _conflicting_domains(*tables: DecisionTable[object]) -> Iterator[RelclientError]:
    """Yield the names that two enumerations share, and the own facts that two tables ask for in two domains."""
    enumerations: dict[str, Domain] = {}
    domains: dict[str, Domain] = {}
    for table in tables:
        for name, domain in table.inputs.items():
            what = f"Table {table.name!r} input {name!r}"
            if enumerations.setdefault(domain.__name__, domain) is not domain:
                yield InvalidValue(what, domain, f"another enumeration is called {domain.__name__!r}; rename one")
            elif name not in BUILT_IN_FACTS and domains.setdefault(name, domain) is not domain:
                yield InvalidType(what, domain, f"{domains[name].__name__}, as the other table has it")


def _misfit_rules(rules: Iterable[object]) -> Iterator[RelclientError]:
    seen: dict[str, SoundnessRule] = {}
    for place, rule in enumerate(rules):
        if not isinstance(rule, SoundnessRule):
            yield InvalidType(f"Rulebook.soundness[{place}]", rule, "a SoundnessRule")
        elif rule.name in seen:
            yield ConflictingIds("rules", rule.name, seen[rule.name], rule)
        else:
            seen[rule.name] = rule


DEFAULT_RULEBOOK = Rulebook()
"""The rulebook that is followed where none is given."""
