"""Review: what two tables answer differently, and the cases that fail when a table is changed, against brute force."""

import pickle
import random
from itertools import combinations

import pytest

from random_tables import answer_by_trying, cases_of, drawn
from relclient import (
    KIND_TABLE,
    PRIORITY_MATRIX,
    SIDE_TABLE,
    Case,
    DecisionTable,
    Difference,
    InvalidType,
    InvalidValue,
    Rule,
    Side,
)
from relclient._facts import facts_of

ON_THE_GATE = 200
IN_ALL = 10_000
OTHERS = Rule("others", {}, 0)


# Two tables compared


def hold_differences(seed):
    """Assert that two random tables of the same inputs differ in just the cases that listing them shows."""
    before = drawn(seed)
    after = drawn(seed + 1, dict(random.Random(seed).sample(list(before.inputs.items()), len(before.inputs))))
    found = {}
    for difference in before.differences(after):
        assert difference.before in before.rules
        assert difference.after in after.rules
        for place, facts in enumerate(cases_of(before.inputs)):
            if all(facts[name] in wanted for name, wanted in difference.when.items()):
                assert place not in found
                found[place] = (difference.before.id, difference.after.id)
    decided = [(before.decide(**facts), after.decide(**facts)) for facts in cases_of(before.inputs)]
    assert found == {
        place: (old.rule.id, new.rule.id) for place, (old, new) in enumerate(decided) if old.value != new.value
    }


def test_differences_of_random_tables_are_those_that_listing_shows():
    for seed in range(ON_THE_GATE):
        hold_differences(seed)


@pytest.mark.exhaustive
def test_differences_of_very_many_random_tables_are_those_that_listing_shows():
    for seed in range(ON_THE_GATE, IN_ALL):
        hold_differences(seed)


def test_a_table_does_not_differ_from_itself_or_from_other_rules_of_equal_answers():
    renamed = DecisionTable(
        "side", SIDE_TABLE.inputs, [Rule(f"our-{rule.id}", rule.when, rule.then) for rule in SIDE_TABLE.rules]
    )
    assert SIDE_TABLE.differences(SIDE_TABLE) == SIDE_TABLE.differences(renamed) == ()


def test_a_reviewer_of_a_changed_row_sees_whom_it_changes():
    turned = SIDE_TABLE.replacing(Rule("stakeholder", {"holds_stake": True}, Side.EXTERNAL))
    no_other_tie = dict.fromkeys(("same_group", "employed", "contracted", "owns"), False)
    (difference,) = SIDE_TABLE.differences(turned)
    assert difference == Difference(
        no_other_tie | {"holds_stake": True}, SIDE_TABLE.rule("stakeholder"), turned.rule("stakeholder")
    )
    assert str(difference) == (
        "internal by rule 'stakeholder' before, external by rule 'stakeholder' after, when it does not belong to the "
        "group and it is not employed by the group and it does not work for the group under a contract and it owns no "
        "part of the group and it holds a stake in the group."
    )
    assert pickle.loads(pickle.dumps(difference)) == difference


def test_tables_without_inputs_differ_always():
    (difference,) = DecisionTable("a", {}, [OTHERS]).differences(DecisionTable("b", {}, [Rule("all", {}, 1)]))
    assert str(difference) == "0 by rule 'others' before, 1 by rule 'all' after, always."


@pytest.mark.parametrize(
    ("inputs", "words"),
    [({"b": bool}, "it lacks a"), ({"a": Side}, "it lacks a"), ({"a": bool, "b": bool}, "it also asks for b")],
)
def test_tables_of_other_inputs_are_not_compared(inputs, words):
    with pytest.raises(InvalidValue, match=words):
        DecisionTable("t", {"a": bool}, [OTHERS]).differences(DecisionTable("t", inputs, [OTHERS]))
    with pytest.raises(InvalidType):
        SIDE_TABLE.differences("side")


# Cases to sign off


def plain(table):
    return [(dict(rule.when), rule.then) for rule in table.rules]


def one_cell_changes(table):
    """Yield the rules of *table* with one condition or one answer changed, in every way there is."""
    rules = plain(table)
    answers = {then for _, then in rules} | {"new"}
    for place, (when, then) in enumerate(rules):
        for name, domain in table.inputs.items():
            facts = facts_of(domain)
            old = when.get(name, frozenset(facts))
            for size in range(1, len(facts) + 1):
                for wanted in map(frozenset, combinations(facts, size)):
                    if wanted != old:
                        yield [*rules[:place], (when | {name: wanted}, then), *rules[place + 1 :]]
        for answer in answers - {then}:
            yield [*rules[:place], (when, answer), *rules[place + 1 :]]


def hold_cases(table):
    cases = table.cases()
    for case in cases:
        assert table.decide(**case.facts).value == case.value
    everything = cases_of(table.inputs)
    values = [table.decide(**facts).value for facts in everything]
    needed = set()
    for changed in one_cell_changes(table):
        failing = [
            place
            for place, case in enumerate(cases)
            if answer_by_trying(changed, table.hit_policy, case.facts) != case.value
        ]
        if not failing:
            answers = [answer_by_trying(changed, table.hit_policy, facts) for facts in everything]
            assert answers == values, changed
        elif len(failing) == 1:
            needed.add(failing[0])
    assert needed == set(range(len(cases)))
    for case in cases:
        for rule_id, name in case.shows:
            changed = [
                (when | {name: when[name] ^ {case.facts[name]}} if rule.id == rule_id else when, then)
                for rule, (when, then) in zip(table.rules, plain(table), strict=True)
            ]
            assert answer_by_trying(changed, table.hit_policy, case.facts) != case.value


def test_every_change_of_one_cell_of_a_random_table_fails_one_of_its_cases():
    for seed in range(ON_THE_GATE // 2):
        hold_cases(drawn(seed))


@pytest.mark.exhaustive
def test_every_change_of_one_cell_of_very_many_random_tables_fails_one_of_its_cases():
    for seed in range(ON_THE_GATE // 2, IN_ALL // 4):
        hold_cases(drawn(seed))


@pytest.mark.parametrize("table", [SIDE_TABLE, PRIORITY_MATRIX], ids=["side", "priority"])
def test_every_change_of_one_cell_of_a_default_table_fails_one_of_its_cases(table):
    hold_cases(table)


@pytest.mark.exhaustive
def test_every_change_of_one_cell_of_the_kind_table_fails_one_of_its_cases():
    hold_cases(KIND_TABLE)


def test_a_case_says_what_it_shows():
    table = DecisionTable(
        "discount", {"loyal": bool, "staff": bool}, [Rule("both", {"loyal": True, "staff": True}, 9), OTHERS]
    )
    assert table.cases() == (
        Case({"loyal": True, "staff": True}, 9, [("both", "loyal"), ("both", "staff")]),
        Case({"loyal": False, "staff": True}, 0, [("both", "loyal")]),
        Case({"loyal": True, "staff": False}, 0, [("both", "staff")]),
    )
    assert str(table.cases()[1]) == "0 when loyal is no and staff is yes."


def test_a_table_without_inputs_has_one_case():
    assert DecisionTable("fees", {}, [OTHERS]).cases() == (Case({}, 0),)
    assert str(Case({}, 0)) == "0 always."


def test_a_rule_that_never_answers_has_no_case():
    late = SIDE_TABLE.with_rule(Rule("late", {"owns": True}, Side.EXTERNAL))
    assert late.cases() == SIDE_TABLE.cases()


def test_cases_are_values():
    case = Case({"a": True}, 1, [("r", "a")])
    assert pickle.loads(pickle.dumps(case)) == case
    assert len({case, Case({"a": True}, 1, (("r", "a"),))}) == 1
    with pytest.raises(InvalidType):
        Case({"a": True}, 1, "ra")
