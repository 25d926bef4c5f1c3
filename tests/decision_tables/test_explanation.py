"""
Explanations: all minimal reasons of a decision and all minimal changes that turn it, against brute force.

The oracle compares a case with every other case of its table, and tries every set of inputs.
"""

import pickle
import random
from itertools import product
from time import perf_counter

import pytest

from random_tables import Color, Size, cases_of, drawn
from relclient import (
    KIND_TABLE,
    PRIORITY_MATRIX,
    SIDE_TABLE,
    CustomerKind,
    DecisionTable,
    Evidence,
    Flip,
    HitPolicy,
    Impact,
    InvalidType,
    InvalidValue,
    Rule,
    Side,
    TooManyReasons,
    Urgency,
    classify,
)
from relclient.decision_tables.explanation import some_reason

ON_THE_GATE = 300
IN_ALL = 10_000


class Oracle:
    """What every case of a table is answered, listed."""

    def __init__(self, table):
        self.names = list(table.inputs)
        self.table = table
        self.cases = cases_of(table.inputs)
        self.values = [next(rule.then for rule in table.rules if rule.fits(facts)) for facts in self.cases]

    def changes(self, facts, value):
        """Return the sets of inputs whose change turns the answer, minimal ones only, each with all ways to do it."""
        ways = {}
        for other, answer in zip(self.cases, self.values, strict=True):
            if answer != value:
                changed = frozenset(name for name in self.names if other[name] is not facts[name])
                ways.setdefault(changed, []).append((tuple(other[name] for name in self.names), answer))
        return {one: found for one, found in ways.items() if not any(fewer < one for fewer in ways)}

    def reasons(self, changes):
        """Return the minimal sets of inputs that suffice, because every case with another answer differs in one."""
        hitting = []
        for number in sorted(range(1 << len(self.names)), key=lambda number: (number.bit_count(), self.places(number))):
            chosen = frozenset(self.names[place] for place in self.places(number))
            if all(chosen & change for change in changes) and not any(fewer < chosen for fewer in hitting):
                hitting.append(chosen)
        return hitting

    def places(self, number):
        return [place for place in range(len(self.names)) if number >> place & 1]


def hold_against(oracle, facts):
    table = oracle.table
    decision = table.decide(**facts)
    changes = oracle.changes(facts, decision.value)
    assert [list(reason.items()) for reason in decision.because] == [
        [(name, facts[name]) for name in oracle.names if name in chosen] for chosen in oracle.reasons(changes)
    ]
    told = {}
    for flip in decision.unless:
        for choice in product(*flip.changes.values()):
            turned = facts | dict(zip(flip.changes, choice, strict=True))
            told.setdefault(frozenset(flip.changes), []).append(
                (tuple(turned[name] for name in oracle.names), flip.value)
            )
    assert {one: sorted(ways, key=repr) for one, ways in told.items()} == {
        one: sorted(ways, key=repr) for one, ways in changes.items()
    }
    sizes = [len(flip.changes) for flip in decision.unless]
    assert sizes == sorted(sizes)


def hold_duality(decision):
    """Assert that reasons and changes are each the minimal sets that meet all of the other."""
    reasons = [frozenset(reason) for reason in decision.because]
    changes = {frozenset(flip.changes) for flip in decision.unless}
    for ours, theirs in ((reasons, changes), (changes, reasons)):
        for one in ours:
            assert all(one & other for other in theirs)
            assert all(any(not one - {name} & other for other in theirs) for name in one)


@pytest.mark.parametrize("table", [SIDE_TABLE, PRIORITY_MATRIX], ids=["side", "priority"])
def test_the_reasons_of_every_case_of_a_default_table_are_those_of_brute_force(table):
    oracle = Oracle(table)
    for facts in oracle.cases:
        hold_against(oracle, facts)
        hold_duality(table.decide(**facts))


def hold_the_kind_table_in(cases):
    oracle = Oracle(KIND_TABLE)
    for facts in oracle.cases[cases]:
        hold_against(oracle, facts)
        hold_duality(KIND_TABLE.decide(**facts))


def test_the_reasons_of_cases_of_the_kind_table_are_those_of_brute_force():
    hold_the_kind_table_in(slice(None, None, 97))


@pytest.mark.exhaustive
def test_the_reasons_of_every_case_of_the_kind_table_are_those_of_brute_force():
    hold_the_kind_table_in(slice(None))


def hold_on_random_tables(seeds):
    for seed in seeds:
        oracle = Oracle(drawn(seed))
        for facts in oracle.cases[:: max(1, len(oracle.cases) // 3)]:
            hold_against(oracle, facts)
            hold_duality(oracle.table.decide(**facts))


def test_the_reasons_of_random_tables_are_those_of_brute_force():
    hold_on_random_tables(range(ON_THE_GATE))


@pytest.mark.exhaustive
def test_the_reasons_of_very_many_random_tables_are_those_of_brute_force():
    hold_on_random_tables(range(ON_THE_GATE, IN_ALL))


def test_a_masked_fact_is_a_reason_of_its_own():
    decision = classify(Evidence(employed=True, owns=True)).decisions[0]
    assert decision.because == ({"employed": True}, {"owns": True})
    assert decision.unless == (Flip({"employed": False, "owns": False}, Side.EXTERNAL),)
    assert str(decision) == "internal, because it is employed by the group."
    assert str(classify(Evidence(standing_account=True)).decisions[1]) == (
        "account customer, because it is external and it is a person and it has a standing account."
    )


def test_rules_of_one_answer_do_not_need_each_others_absence():
    levels = {"impact": Impact.HIGH, "urgency": Urgency.HIGH}
    assert PRIORITY_MATRIX.decide(**levels).because == (levels,)
    table = DecisionTable(
        "t",
        {"a": bool, "b": bool},
        [Rule("both", {"a": True, "b": True}, 1), Rule("one", {"a": True}, 1), Rule("else", {}, 0)],
    )
    assert table.decide(a=True, b=False).because == ({"a": True},)


def test_an_answer_that_nothing_turns_needs_no_reason():
    decision = DecisionTable("fees", {"loyal": bool}, [Rule("free", {}, 0)]).decide(loyal=True)
    assert decision.because == ({},)
    assert decision.unless == ()
    assert str(decision) == "0, whatever the facts are."


def test_alternatives_of_one_change_are_told_together_and_each_once():
    rules = [
        Rule("red", {"color": Color.RED}, 1),
        Rule("cool", {"color": {Color.GREEN, Color.BLUE}, "size": Size.LARGE}, 2),
    ]
    table = DecisionTable("paint", {"color": Color, "size": Size}, [*rules, Rule("else", {}, 3)])
    decision = table.decide(color=Color.RED, size=Size.LARGE)
    assert decision.because == ({"color": Color.RED},)
    assert decision.unless == (
        Flip({"color": {Color.GREEN, Color.BLUE}}, 2),
        Flip({"color": {Color.GRAY}}, 3),
    )
    assert [str(flip) for flip in decision.unless] == ["2, if color is green or color is blue.", "3, if color is gray."]


def test_the_order_of_a_unique_table_is_no_reason():
    rules = [Rule("no", {"a": False}, 0), Rule("yes", {"a": True}, 1)]
    for ordered in (rules, rules[::-1]):
        decision = DecisionTable("t", {"a": bool, "b": bool}, ordered, HitPolicy.UNIQUE).decide(a=True, b=True)
        assert decision.because == ({"a": True},)
        assert str(decision) == "1, because a is yes."


def test_a_rule_with_a_clause_of_its_own_is_said_by_it():
    says = {"en": "the weather is bad", "es": "hace mal tiempo"}
    table = DecisionTable("t", {"rain": bool}, [Rule("wet", {"rain": True}, "stay", says=says), Rule("dry", {}, "go")])
    decision = table.decide(rain=True)
    assert [decision.say(lang) for lang in ("en", "es", "ro")] == [
        "stay, because the weather is bad.",
        "stay, porque hace mal tiempo.",
        "stay, pentru că rain: da.",
    ]


def test_every_sort_of_fact_and_answer_is_said_in_every_language():
    inputs = {"kind": CustomerKind, "tall": bool, "color": Color}
    b2b = {"kind": CustomerKind.B2B, "tall": False, "color": Color.RED}
    table = DecisionTable("t", inputs, [Rule("r", b2b, then=True), Rule("e", {}, then=False)])
    decision = table.decide(kind=CustomerKind.B2B, tall=False, color=Color.RED)
    assert [decision.say(lang) for lang in ("en", "es", "ro")] == [
        "yes, because it is of the kind B2B customer and tall is no and color is red.",
        "sí, porque es de la clase cliente B2B y tall: no y color: red.",
        "da, pentru că este de tipul client B2B și tall: nu și color: red.",
    ]
    assert [flip.say("es") for flip in decision.unless[1:2]] == ["no, si tall: sí."]
    with pytest.raises(InvalidValue):
        decision.say("fr")


def test_what_is_short_is_short():
    decision = classify(Evidence(employed=True, owns=True)).decisions[0]
    assert (decision.short, decision.unless[0].short) == ("internal", "external if employed, owns changed")
    (difference,) = DecisionTable("a", {}, [Rule("all", {}, 0)]).differences(
        DecisionTable("b", {}, [Rule("all", {}, 1)])
    )
    assert difference.short == "0 before, 1 after"
    assert PRIORITY_MATRIX.cases()[0].short == "critical"


def test_flips_are_values():
    flip = Flip({"a": True}, 1)
    assert pickle.loads(pickle.dumps(flip)) == flip
    assert len({flip, Flip({"a": {True}}, 1)}) == 1
    with pytest.raises(InvalidType):
        Flip({"a": 1}, 1)


# Where there are too many


PAIRS = {f"{letter}{number}": bool for number in range(9) for letter in "ab"}
ALL_PAIRS = DecisionTable(
    "one of each pair",
    PAIRS,
    [
        *(Rule(str(number), {f"a{number}": False, f"b{number}": False}, "no") for number in range(9)),
        Rule("else", {}, "yes"),
    ],
)


def test_more_reasons_than_anyone_reads_are_refused_and_the_sentence_names_one():
    decision = ALL_PAIRS.decide(**dict.fromkeys(PAIRS, True))
    with pytest.raises(TooManyReasons) as caught:
        _ = decision.because
    assert caught.value.limit == 256
    assert len(decision.unless) == 9
    assert str(decision) == (f"yes, because {' and '.join(f'a{number} is yes' for number in range(9))}.")


def test_more_candidates_than_can_be_kept_are_refused():
    wide = {f"{letter}{number}": bool for number in range(14) for letter in "ab"}
    pairs = [Rule(str(number), {f"a{number}": False, f"b{number}": False}, "no") for number in range(14)]
    decision = DecisionTable("t", wide, [*pairs, Rule("else", {}, "yes")]).decide(**dict.fromkeys(wide, True))
    with pytest.raises(TooManyReasons):
        _ = decision.because


def test_more_changes_than_anyone_reads_are_refused():
    decision = ALL_PAIRS.decide(**dict.fromkeys(PAIRS, False))
    with pytest.raises(TooManyReasons):
        _ = decision.unless
    assert decision.because[0] == {"a0": False, "b0": False}


def test_changes_that_take_too_long_to_find_are_refused(monkeypatch):
    monkeypatch.setattr("relclient.decision_tables.explanation._MOST_STEPS", 50)
    decision = ALL_PAIRS.decide(**dict.fromkeys(PAIRS, False))
    with pytest.raises(TooManyReasons):
        _ = decision.because
    assert str(decision) == "no, because a0 is no and b0 is no."


def test_one_reason_is_minimal_too():
    for seed in range(ON_THE_GATE):
        table = drawn(seed)
        for facts in cases_of(table.inputs)[::17]:
            decision = table.decide(**facts)
            assert some_reason(table, facts, decision.value) in decision.because


def test_a_sentence_about_very_many_rules_takes_no_time_and_suffices():
    draw = random.Random(5)
    inputs = {f"fact_{number}": bool for number in range(40)}
    whens = ({name: draw.random() < 0.5 for name in draw.sample(list(inputs), 5)} for _ in range(40))
    rules = [Rule(f"r{number}", when, number % 3) for number, when in enumerate(whens)]
    table = DecisionTable("wide", inputs, [*rules, Rule("else", {}, 0)])
    facts = {name: draw.random() < 0.5 for name in inputs}
    decision = table.decide(**facts)
    with pytest.raises(TooManyReasons):
        _ = decision.because
    began = perf_counter()
    reason = some_reason(table, facts, decision.value)
    assert perf_counter() - began < 5
    for _ in range(1000):
        assert table.decide(**{name: draw.random() < 0.5 for name in inputs} | dict(reason)).value == decision.value


def test_the_reasons_of_forty_inputs_are_found():
    inputs = {f"fact_{number}": bool for number in range(40)}
    rules = [
        Rule(f"r{number}", {f"fact_{number}": True, f"fact_{(number * 7 + 3) % 40}": False}, number % 3)
        for number in range(39)
    ]
    table = DecisionTable("wide", inputs, [*rules, Rule("else", {}, 0)])
    facts = dict.fromkeys(inputs, False) | {"fact_20": True, "fact_38": True}
    decision = table.decide(**facts)
    hold_duality(decision)
    for reason in decision.because:
        assert table.candidates(**reason) == (decision.value,)
    for flip in decision.unless:
        turned = facts | {name: next(iter(facts)) for name, facts in flip.changes.items()}
        assert table.decide(**turned).value == flip.value != decision.value
