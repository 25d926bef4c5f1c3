"""Decision tables: rules as rows, proven complete when they are made."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar, final

from attrs import field, frozen

from relclient._facts import Conditions, Domain, Fact, facts_of
from relclient._formatting import alike
from relclient._frozen_map import FrozenMap
from relclient._validation import as_sequence, check_instance, check_text, look_up
from relclient.decision_tables._completeness import CaseSet, case_set, conditions, cover_in_order, overlapping_pairs
from relclient.decision_tables._lookup import Lookup, make_lookup
from relclient.decision_tables._rendering import fingerprint, markdown
from relclient.decision_tables._validation import as_domains, check_defaults, check_inputs, check_rules
from relclient.decision_tables.decision import Decision, PassedOver
from relclient.decision_tables.review import Case, Coverage, Difference, differences
from relclient.decision_tables.rule import HitPolicy, Rule, as_facts
from relclient.errors import InvalidFacts, InvalidValue, Problems, UnknownRule, UnsoundTable

__all__ = ["Decision", "DecisionTable", "HitPolicy", "Overlap", "PassedOver", "Rule"]

V_co = TypeVar("V_co", covariant=True)
W = TypeVar("W")


@final
@frozen
class Overlap(Generic[V_co]):
    """
    Two rules of a table that both fit some facts.

    >>> from relclient import SIDE_TABLE
    >>> overlap = SIDE_TABLE.overlaps()[0]
    >>> overlap.first.id, overlap.second.id, dict(overlap.when)
    ('same-group', 'employed', {'same_group': frozenset({True}), 'employed': frozenset({True})})
    """

    __module__ = "relclient"

    first: Rule[V_co]
    """The one that stands first in the table."""
    second: Rule[V_co]
    """The other."""
    when: Conditions
    """The facts that fit both, all of them."""


@final
@frozen(cache_hash=True)
class DecisionTable(Generic[V_co]):
    """
    Rules that give an answer to every case, as a value: what it answers cannot change, only a new table can be made.

    A case is one fact for each input. When a table is made it is proven to answer all of them, and with
    `HitPolicy.UNIQUE` to answer each by one rule only.

    >>> from relclient import DecisionTable, Rule
    >>> discount = DecisionTable("discount", {"loyal": bool, "staff": bool}, [
    ...     Rule("staff", {"staff": True}, 30),
    ...     Rule("loyal", {"loyal": True}, 10),
    ...     Rule("others", {}, 0),
    ... ])
    >>> discount.decide(loyal=True, staff=False).value
    10
    >>> print(discount)
    | id | loyal | staff | gives |
    |---|---|---|---|
    | staff | - | yes | 30 |
    | loyal | yes | - | 10 |
    | others | - | - | 0 |

    Raises:
        InvalidType, InvalidValue: an argument is of another type, or the name is empty.
        Problems: names that cannot be keywords, domains without facts, defaults or rules that ask for what is
            no input or no fact of it, rules that share an id; all of them at once.
        UnsoundTable: some case has no answer, or two where the answer has to be unique.
    """

    __module__ = "relclient"

    name: str
    """What it is called in sentences."""
    inputs: Mapping[str, Domain] = field(converter=as_domains)
    """What has to be known of a case: by name, ``bool`` or an ``Enum`` class."""
    rules: Sequence[Rule[V_co]]
    """The rows, in order; kept as a tuple."""
    hit_policy: HitPolicy = HitPolicy.FIRST
    """Which rule answers when several fit."""
    defaults: Mapping[str, Fact] = field(default=FrozenMap({}), converter=as_facts, kw_only=True)
    """The facts that `decide` takes for inputs of which none is given."""
    decide: Lookup[Decision[V_co]] = field(init=False, repr=False, eq=False)
    """
    Answer a case: ``decide(**facts)``, with a fact for each input, gives a `Decision`.

    It raises `InvalidFacts` when facts are missing, unknown, or outside their domain, and then names all of them.
    It is written when first read; up to 256 cases are then answered beforehand, more when first asked.
    """

    def __attrs_post_init__(self) -> None:
        check_text("DecisionTable.name", self.name)
        check_instance("DecisionTable.hit_policy", self.hit_policy, HitPolicy, "a HitPolicy")
        # No converter: type checkers would lose from it which answers the rules give.
        object.__setattr__(self, "rules", as_sequence(self.rules, "DecisionTable.rules"))
        for place, rule in enumerate(self.rules):
            check_instance(f"DecisionTable.rules[{place}]", rule, Rule, "a Rule")
        problems = [
            *check_inputs(self.name, self.inputs),
            *check_defaults(self.name, self.inputs, self.defaults),
            *check_rules(self.name, self.inputs, self.rules),
        ]
        if problems:
            raise Problems.found(problems)
        gaps = self.gaps()
        overlaps = self.overlaps() if self.hit_policy is HitPolicy.UNIQUE else ()
        if gaps or overlaps:
            pairs = tuple((overlap.first.id, overlap.second.id, overlap.when) for overlap in overlaps)
            raise UnsoundTable(self.name, gaps, pairs)

    if not TYPE_CHECKING:  # pragma: no branch  # type checkers would take it to say that every attribute is there

        def __getattr__(self, name: str) -> Lookup[Decision[V_co]]:
            # Asked for what is not set: "decide", until it is first read. Most tables of a program are never asked.
            if name != "decide":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
            lookup = make_lookup(self.inputs, self.defaults, self._answer, self._refuse)
            object.__setattr__(self, name, lookup)
            return lookup

    def __str__(self) -> str:
        return self.to_markdown()

    def __reduce__(self) -> tuple[object, ...]:
        # The function is no part of the value, and could not be pickled.
        made = partial(type(self), defaults=self.defaults)
        return made, (self.name, self.inputs, self.rules, self.hit_policy)

    def candidates(self, **known: Fact) -> tuple[V_co, ...]:
        """
        Return the answers still possible when only some facts are known, in the order of the rules.

        >>> from relclient import SIDE_TABLE
        >>> [side.value for side in SIDE_TABLE.candidates(same_group=False, employed=False)]
        ['internal', 'external']
        >>> [side.value for side in SIDE_TABLE.candidates(owns=True)]
        ['internal']

        Raises:
            InvalidFacts: some facts are unknown to the table, or outside their domain; all of them are named.
        """
        if known.keys() - self.inputs.keys() or any(type(known[name]) is not self.inputs[name] for name in known):
            self._refuse(known, missing=())
        start = case_set(self.inputs, {name: frozenset((fact,)) for name, fact in known.items()})
        reached, _ = cover_in_order(start, self._case_sets())
        return tuple(dict.fromkeys(rule.then for rule, hit in zip(self.rules, reached, strict=True) if hit))

    def gaps(self) -> tuple[Conditions, ...]:
        """
        Return the facts for which no rule is there, as conditions that a rule could take.

        There are none in a table that could be made: what would be found here is in `UnsoundTable.gaps`.

        >>> from relclient import SIDE_TABLE
        >>> SIDE_TABLE.gaps()
        ()
        """
        if any(not rule.when for rule in self.rules):  # such a rule takes what the others leave
            return ()
        _, left = cover_in_order(case_set(self.inputs, {}), self._case_sets())
        return tuple(conditions(self.inputs, cases) for cases in left)

    def overlaps(self) -> tuple[Overlap[V_co], ...]:
        """
        Return every two rules that both fit some facts, with all these facts.

        With `HitPolicy.FIRST` the first of the two answers; with `HitPolicy.UNIQUE` there are none.

        >>> from relclient import SIDE_TABLE
        >>> len(SIDE_TABLE.overlaps())
        21
        """
        return tuple(
            Overlap(self.rules[first], self.rules[second], conditions(self.inputs, shared))
            for first, second, shared in overlapping_pairs(self._case_sets())
        )

    def unreachable(self) -> tuple[Rule[V_co], ...]:
        """
        Return the rules that never answer, because those before them take every case that fits.

        >>> from relclient import SIDE_TABLE, Rule, Side
        >>> late = SIDE_TABLE.with_rule(Rule("late", {"owns": True}, Side.EXTERNAL))
        >>> [rule.id for rule in late.unreachable()]
        ['late']
        """
        reached, _ = cover_in_order(case_set(self.inputs, {}), self._case_sets())
        return tuple(rule for rule, hit in zip(self.rules, reached, strict=True) if not hit)

    def differences(self, other: "DecisionTable[W]") -> "tuple[Difference[V_co | W], ...]":
        """
        Return exactly the cases that this table and *other* answer differently, as conditions that share no case.

        A change of a row shows whom it changes. The cases are in the order of this table's rules.

        >>> from relclient import SIDE_TABLE
        >>> dropped = SIDE_TABLE.without_rule("stakeholder")
        >>> for difference in SIDE_TABLE.differences(dropped):
        ...     print(difference)
        internal by rule 'stakeholder' before, external by rule 'outsider' after, when it does not belong to the group \
and it is not employed by the group and it does not work for the group under a contract and it owns no part of the \
group and it holds a stake in the group and it does not help to deliver the product.

        Raises:
            InvalidType: *other* is no table.
            InvalidValue: the two do not have the same inputs.
        """
        check_instance("differences other", other, DecisionTable, "a DecisionTable")
        if dict(self.inputs) != dict(other.inputs):
            names = ", ".join(name for name in self.inputs if other.inputs.get(name) is not self.inputs[name])
            added = ", ".join(name for name in other.inputs if name not in self.inputs)
            apart = f"it lacks {names}" if names else f"it also asks for {added}"
            raise InvalidValue("differences other", other.name, f"give a table of the same inputs; {apart}")
        return differences(self.inputs, self.rules, other.rules)

    def cases(self) -> tuple[Case[V_co], ...]:
        """
        Return cases that show each condition and each answer mattering, and none that could be left out.

        Whoever changes one cell of the table changes the answer to one of them, unless the change makes no
        difference to any case, or the table could not be made. They are for people to sign off, and for tests.

        >>> from relclient import PRIORITY_MATRIX, SIDE_TABLE
        >>> len(PRIORITY_MATRIX.cases()), len(SIDE_TABLE.cases())
        (9, 7)
        """
        return Coverage(self.inputs, self.rules, self.hit_policy).cases()

    def rule(self, id: str) -> Rule[V_co]:
        """
        Return the rule with this id.

        >>> from relclient import SIDE_TABLE
        >>> SIDE_TABLE.rule("outsider").then.value
        'external'

        Raises:
            UnknownRule: no rule has this id.
        """
        return self.rules[self._place("rule id", id)]

    def with_rule(self, rule: Rule[W], before: str | None = None) -> "DecisionTable[V_co | W]":
        """
        Return the table that has *rule* as well: before the rule with the id *before*, or else at the end.

        Where the first rule that fits answers, one that stands behind a rule without conditions never does.

        >>> from relclient import SIDE_TABLE, Rule, Side
        >>> outside = Rule("rival", {"delivers": True, "owns": True}, Side.EXTERNAL)
        >>> [rule.id for rule in SIDE_TABLE.with_rule(outside, before="owner").rules][2:5]
        ['contracted', 'rival', 'owner']

        Raises:
            UnknownRule: no rule has the id *before*.
            Problems: the rule does not fit the table, or its id is taken.
            UnsoundTable: the answer has to be unique, and the rule overlaps with another.
        """
        place = len(self.rules) if before is None else self._place("with_rule before", before)
        return self._with_rules((*self.rules[:place], rule, *self.rules[place:]))

    def without_rule(self, id: str) -> "DecisionTable[V_co]":
        """
        Return the table that has all rules but the one with this id.

        >>> from relclient import SIDE_TABLE
        >>> len(SIDE_TABLE.without_rule("stakeholder").rules)
        6

        Raises:
            UnknownRule: no rule has this id.
            UnsoundTable: some case would have no answer.
        """
        place = self._place("without_rule id", id)
        return self._with_rules((*self.rules[:place], *self.rules[place + 1 :]))

    def replacing(self, rule: Rule[W]) -> "DecisionTable[V_co | W]":
        """
        Return the table in which *rule* stands in the place of the one that has its id.

        >>> from relclient import SIDE_TABLE, Rule, Side
        >>> table = SIDE_TABLE.replacing(Rule("stakeholder", {"holds_stake": True}, Side.EXTERNAL))
        >>> [side.value for side in table.candidates(same_group=False, employed=False, contracted=False, owns=False)]
        ['external', 'internal']

        Raises:
            InvalidType: *rule* is none.
            UnknownRule: no rule has its id.
            Problems: the rule does not fit the table.
            UnsoundTable: some case would have no answer, or two where it has to be unique.
        """
        check_instance("replacing rule", rule, Rule, "a Rule")
        place = self._place("replacing rule", rule.id)
        return self._with_rules((*self.rules[:place], rule, *self.rules[place + 1 :]))

    def to_markdown(self) -> str:
        """Write the table in Markdown, a row for each rule; ``-`` stands for any fact."""
        return markdown(self.inputs, self.rules)

    @property
    def fingerprint(self) -> str:
        """
        A string of 64 digits that is the same for equal tables, on every machine and in every run.

        Raises:
            InvalidType: an answer is no None, bool, number, text, enumeration member, nor a tuple of them.
        """
        return fingerprint(self.name, self.inputs, self.rules, self.hit_policy, self.defaults)

    def _with_rules(self, rules: Sequence[Rule[W]]) -> "DecisionTable[W]":
        return DecisionTable(self.name, self.inputs, rules, self.hit_policy, defaults=self.defaults)

    def _place(self, what: str, id: str) -> int:
        places = {rule.id: place for place, rule in enumerate(self.rules)}
        return look_up(what, id, places, UnknownRule)

    def _case_sets(self) -> list[CaseSet]:
        return [case_set(self.inputs, rule.when) for rule in self.rules]

    def _answer(self, case: tuple[Fact, ...]) -> Decision[V_co]:
        facts = FrozenMap(dict(zip(self.inputs, case, strict=True)))
        place = next(place for place, rule in enumerate(self.rules) if rule.fits(facts))
        rule = self.rules[place]
        before = tuple(self.rules[:place]) if self.hit_policy is HitPolicy.FIRST else ()
        return Decision(rule.then, rule, facts, self, before)  # pyright: ignore[reportArgumentType]  # a field is a property

    def _refuse(self, given: Mapping[str, object], missing: tuple[str, ...] | None = None) -> NoReturn:
        if missing is None:
            missing = tuple(name for name in self.inputs if name not in given and name not in self.defaults)
        strangers = [name for name in given if name not in self.inputs]
        unknown = tuple((name, alike(name, self.inputs)) for name in strangers)
        outside = tuple(
            (name, given[name], " or ".join(map(str, facts_of(domain))))
            for name, domain in self.inputs.items()
            if name in given and type(given[name]) is not domain
        )
        raise InvalidFacts(f"table {self.name!r}", missing, unknown, outside)
