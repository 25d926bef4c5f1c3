"""Policies as documents: criteria, matrices, and what no document can hold."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from relclient import (
    PRIORITY_MATRIX,
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    CustomerKind,
    DecisionTable,
    EarliestDue,
    ExternalFirst,
    HitPolicy,
    Impact,
    InvalidType,
    LongestWaiting,
    Priority,
    PriorityPolicy,
    Problems,
    Rule,
    Side,
    Urgency,
)
from relclient.interop.documents import dumps, from_dict, loads, to_dict
from strategies import policies

at_leisure = settings(deadline=None, suppress_health_check=list(HealthCheck))

LOW_LOW = PRIORITY_MATRIX.rule("low-low").when
EVERY = PriorityPolicy(
    "every criterion",
    [
        ExternalFirst(chain=False),
        ByPriority(timedelta(days=2, seconds=1), Priority.CRITICAL),
        EarliestDue(missing="last"),
        ByAttribute("vip", descending=True, missing="first"),
        ByKind([CustomerKind.B2B, CustomerKind.ACCOUNT]),
        LongestWaiting(),
    ],
)
WRITTEN = {
    "relclient": 2,
    "name": "every criterion",
    "criteria": [
        {"kind": "external_first", "chain": False},
        {"kind": "by_priority", "lift_after": "PT48H1S", "lift_to": "critical"},
        {"kind": "earliest_due", "missing": "last"},
        {"kind": "by_attribute", "name": "vip", "descending": True, "missing": "first"},
        {"kind": "by_kind", "order": ["b2b", "account"]},
        {"kind": "longest_waiting"},
    ],
}
GUESTS = DecisionTable(
    "guests first",
    {"side": Side, "impact": Impact},
    [
        Rule("guests", {"side": Side.EXTERNAL, "impact": {Impact.MEDIUM, Impact.HIGH}}, Priority.HIGH),
        Rule("others", {}, Priority.LOW),
    ],
)


def document(matrix=None, *, criteria=(), **sections):
    return (
        {"relclient": 2, "name": "ours", "criteria": list(criteria)} | ({"matrix": matrix} if matrix else {}) | sections
    )


def ours(matrix):
    return PriorityPolicy("ours", [], matrix)


def faults(data):
    with pytest.raises(Problems) as caught:
        from_dict(data, PriorityPolicy)
    return list(map(str, caught.value.exceptions))


def test_a_policy_is_its_name_and_its_criteria():
    assert to_dict(EVERY) == WRITTEN
    assert from_dict(WRITTEN, PriorityPolicy) == EVERY


def test_what_a_criterion_has_by_default_is_left_out():
    assert to_dict(PriorityPolicy.external_first()) == {
        "relclient": 2,
        "name": "external first",
        "criteria": [{"kind": "external_first"}, {"kind": "by_priority"}, {"kind": "earliest_due", "missing": "last"}],
    }


@pytest.mark.parametrize(
    ("matrix", "written"),
    [
        (PRIORITY_MATRIX.replacing(Rule("low-low", LOW_LOW, Priority.LOW)), {"cells": {"low-low": "low"}}),
        (
            GUESTS,
            {
                "name": "guests first",
                "inputs": ["side", "impact"],
                "rules": [
                    {"id": "guests", "when": {"side": "external", "impact": ["high", "medium"]}, "then": "high"},
                    {"id": "others", "then": "low"},
                ],
            },
        ),
        (
            DecisionTable("priority", {}, [Rule("all", {}, Priority.LOW)], HitPolicy.UNIQUE),
            {"inputs": [], "hit_policy": "unique", "rules": [{"id": "all", "then": "low"}]},
        ),
    ],
)
def test_a_matrix_is_the_cells_in_which_it_differs_or_all_its_rules(matrix, written):
    assert to_dict(ours(matrix)) == document(written)
    assert from_dict(document(written), PriorityPolicy) == ours(matrix)


@pytest.mark.parametrize(
    "matrix",
    [
        PRIORITY_MATRIX.replacing(Rule("low-low", {"impact": Impact.LOW}, Priority.LOW)),
        PRIORITY_MATRIX.with_rule(Rule("later", {}, Priority.LOW)),
        PRIORITY_MATRIX.with_rule(Rule("first", {"urgency": Urgency.HIGH}, Priority.CRITICAL), before="high-high"),
        DecisionTable("other", PRIORITY_MATRIX.inputs, PRIORITY_MATRIX.rules),
        DecisionTable("priority", PRIORITY_MATRIX.inputs, PRIORITY_MATRIX.rules, HitPolicy.UNIQUE),
        DecisionTable("priority", PRIORITY_MATRIX.inputs, PRIORITY_MATRIX.rules[::-1]),
        DecisionTable("priority", {**PRIORITY_MATRIX.inputs, "side": Side}, PRIORITY_MATRIX.rules),
    ],
)
def test_a_matrix_that_differs_in_more_than_levels_is_written_whole(matrix):
    policy = ours(matrix)
    assert "rules" in to_dict(policy)["matrix"]
    assert loads(dumps(policy), PriorityPolicy) == policy


@settings(at_leisure, max_examples=200)
@given(policies)
def test_what_is_saved_comes_back_equal_with_its_fingerprint(policy):
    found = loads(dumps(policy), PriorityPolicy)
    assert (found, found.fingerprint) == (policy, policy.fingerprint)
    assert from_dict(to_dict(policy), PriorityPolicy) == policy


def test_facts_as_python_has_them_are_taken_as_they_are():
    rules = [
        {"id": "guests", "when": {"side": Side.EXTERNAL, "impact": {Impact.HIGH, "medium"}}, "then": Priority.HIGH},
        {"id": "others", "when": {}, "then": Priority.LOW},
    ]
    rows = document({"name": "guests first", "inputs": ("side", "impact"), "rules": rules})
    assert from_dict(rows, PriorityPolicy) == ours(GUESTS)
    lifting = {"kind": "by_priority", "lift_after": timedelta(days=1), "lift_to": Priority.LOW}
    assert from_dict(document(criteria=[lifting]), PriorityPolicy).criteria == (
        ByPriority(timedelta(days=1), Priority.LOW),
    )


def test_a_function_is_no_part_of_a_document():
    policy = PriorityPolicy("ours", [ByPriority(), ByKey("length", lambda request: len(request.id))])
    with pytest.raises(InvalidType) as caught:
        dumps(policy)
    assert str(caught.value).startswith(
        "PriorityPolicy.criteria[1] must be a criterion without a function, for the policy to be saved, not ByKey(name='length', function="
    )


KINDS = "'external_first', 'by_priority', 'earliest_due', 'longest_waiting', 'waiting_last', 'by_turn', 'by_attribute' or 'by_kind'"
LEVELS = "'critical', 'high', 'moderate', 'low' or 'planning'"
MALFORMED = {
    "nothing": (
        {"relclient": 2},
        [
            "$: the key 'name' is missing: add it, with a string that is not empty.",
            "$: the key 'criteria' is missing: add it, with a list.",
        ],
    ),
    "a network": (
        {"relclient": 2, "name": "x", "criteria": [], "parties": []},
        [
            "$.parties: unknown key: the keys here are 'count_resolved_time', 'criteria', 'matrix', 'name', 'relclient' and 'restart_on_change'."
        ],
    ),
    "no object": ([], ["$ must be an object, not [] (list)."]),
    "a later version": (
        {"relclient": 3, "weights": []},
        [
            "$.relclient cannot be 3: this release reads versions 1 and 2; a later one wrote the document, so install that."
        ],
    ),
    "unknown criteria": (
        document(criteria=[{"kind": "by_key", "name": "x"}, {"name": "vip"}, "by_priority"]),
        [
            f"$.criteria[0].kind cannot be 'by_key': give {KINDS}.",
            f"$.criteria[1]: the key 'kind' is missing: add it, with {KINDS}.",
            "$.criteria[2] must be an object, not 'by_priority' (str).",
        ],
    ),
    "criteria with faults": (
        document(
            criteria=[
                {"kind": "external_first", "chain": 1},
                {"kind": "by_priority", "lift_after": "P2D", "lift_to": "urgent"},
                {"kind": "by_priority", "lift_after": "PT0S"},
                {"kind": "earliest_due", "missing": "middle"},
                {"kind": "by_attribute", "nam": "vip", "missing": False},
                {"kind": "by_kind", "order": ["b2b", "guest"]},
                {"kind": "by_kind", "order": []},
            ]
        ),
        [
            "$.criteria[0].chain must be true or false, not 1 (int).",
            "$.criteria[1].lift_after must be hours, minutes and seconds such as 'PT4H30M', not 'P2D' (str).",
            f"$.criteria[1].lift_to cannot be 'urgent': give {LEVELS}.",
            "$.criteria[2].lift_after cannot be datetime.timedelta(0): give the time after which a request moves one level up, or None for never.",
            "$.criteria[3].missing cannot be 'middle': give 'first' or 'last'.",
            "$.criteria[4].nam: unknown key: did you mean 'name'?",
            "$.criteria[4]: the key 'name' is missing: add it, with a string that is not empty.",
            "$.criteria[4].missing must be 'first' or 'last', not False (bool).",
            "$.criteria[5].order[1] cannot be 'guest': give 'situational', 'horizontal', 'framework', 'operational', 'retail', 'account' or 'b2b'.",
            "$.criteria[6].order cannot be (): list at least one kind.",
        ],
    ),
    "a criterion twice": (
        document(criteria=[{"kind": "longest_waiting"}, {"kind": "longest_waiting"}]),
        ["$.criteria[1] cannot be LongestWaiting(): it is there already, and would decide nothing the second time."],
    ),
    "cells that are none": (
        document({"cells": {"low-lo": "low", "high-high": "top", "": "low"}, "rules": []}),
        [
            "$.matrix.rules: unknown key: the key here is 'cells'.",
            "$.matrix.cells['low-lo']: No rule has the id 'low-lo': did you mean 'low-low'?",
            f"$.matrix.cells['high-high'] cannot be 'top': give {LEVELS}.",
            "$.matrix.cells[''] cannot be '': give a string that is not empty.",
        ],
    ),
    "inputs and conditions that are none": (
        document(
            {
                "inputs": ["impact", "impakt", "impact", 7],
                "rules": [
                    {"id": "a", "when": {"impakt": "high", "impact": ["high", "huge"], "kind": []}, "then": 1},
                    {"id": "b", "when": "high"},
                    {"id": "c", "when": {"sid": "internal"}, "then": "low"},
                ],
                "hit_policy": "any",
            }
        ),
        [
            "$.matrix.inputs[1] cannot be 'impakt': give 'impact', 'urgency', 'side' or 'kind', or an object for a fact of your own.",
            "$.matrix.inputs[2] cannot be 'impact': it is there already; name each input once.",
            "$.matrix.inputs[3] must be a string, not 7 (int).",
            f"$.matrix.rules[0].then must be {LEVELS}, not 1 (int).",
            "$.matrix.rules[0].when.impakt: unknown key: did you mean 'impact'?",
            "$.matrix.rules[0].when.impact[1] cannot be 'huge': give 'high', 'medium' or 'low'.",
            "$.matrix.rules[0].when.kind cannot be []: name the facts that fit, or leave the input out when any will do.",
            "$.matrix.rules[1]: the key 'then' is missing: add it.",
            "$.matrix.rules[1].when must be an object, not 'high' (str).",
            "$.matrix.rules[2].when.sid: unknown key: did you mean 'side'?",
            "$.matrix.hit_policy cannot be 'any': give 'first' or 'unique'.",
        ],
    ),
    "a condition on what is no input": (
        document({"inputs": ["impact"], "rules": [{"id": "all", "when": {"side": "external"}, "then": "low"}]}),
        ["$.matrix.rules[0].when.side: unknown key: the key here is 'impact'."],
    ),
    "a condition in a matrix without inputs": (
        document({"inputs": [], "rules": [{"id": "all", "when": {"side": "external"}, "then": "low"}]}),
        ["$.matrix.rules[0].when.side: unknown key: no key belongs here."],
    ),
    "a matrix without rules": (
        document({"inputs": ["impact"], "rules": []}),
        ["$.matrix.rules cannot be []: give one rule at least."],
    ),
    "a matrix with a gap": (
        document({"inputs": ["impact"], "rules": [{"id": "a", "when": {"impact": "high"}, "then": "low"}]}),
        ["$.matrix: Table 'priority' gives no answer when impact is medium or low: add a rule for just these facts."],
    ),
    "two rules of one id": (
        document({"inputs": [], "rules": [{"id": "a", "then": "low"}, {"id": "a", "then": "high"}]}),
        [
            "$.matrix: Two rules share the id 'a': Rule(id='a', when={}, then=<Priority.LOW: 'low'>) and Rule(id='a', when={}, then=<Priority.HIGH: 'high'>); give one of them another id."
        ],
    ),
    "no matrix at all": (document(matrix="ITIL"), ["$.matrix must be an object, not 'ITIL' (str)."]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_document_is_refused_with_every_fault_and_its_path(name):
    data, expected = MALFORMED[name]
    assert faults(data) == expected
