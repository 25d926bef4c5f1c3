"""Rulebooks: the rules that customers are judged by, as one value."""

import copy
import pickle
import subprocess
import sys
from enum import Enum

import attrs
import pytest

from relclient import (
    DEFAULT_RULES,
    KIND_TABLE,
    SIDE_TABLE,
    ConflictingIds,
    CustomerKind,
    DecisionTable,
    Evidence,
    Impact,
    InvalidType,
    InvalidValue,
    Problems,
    Rule,
    Rulebook,
    Severity,
    Side,
    SoundnessRule,
)
from relclient._facts import BUILT_IN_FACTS

OUTSIDERS_ONLY = DecisionTable("side", {}, [Rule("everyone", {}, Side.EXTERNAL)])
HAS_NAME = SoundnessRule("has-name", print, Severity.REMARK)


class Tier(Enum):
    GOLD = "gold"


def asking(name, **inputs):
    answer = Side.EXTERNAL if name == "side" else CustomerKind.RETAIL
    return DecisionTable(name, inputs, [Rule("all", {}, answer)])


def test_without_arguments_it_holds_the_default_rules():
    rulebook = Rulebook()
    assert (rulebook.side_table, rulebook.kind_table, rulebook.soundness) == (SIDE_TABLE, KIND_TABLE, DEFAULT_RULES)


def test_the_default_rules_of_soundness_are_imported_only_when_read():
    program = "import sys; from relclient import Evidence, Rulebook, classify; classify(Evidence(), Rulebook()); "
    program += "sys.exit('relclient.network.service_network' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_rulebooks_of_equal_content_are_equal_whether_their_default_rules_were_read_or_not():
    unread, read = Rulebook(), Rulebook(SIDE_TABLE, KIND_TABLE, DEFAULT_RULES)
    assert unread == read
    assert hash(Rulebook()) == hash(read)
    assert Rulebook(OUTSIDERS_ONLY) != read
    assert Rulebook(soundness=[HAS_NAME]) != read
    assert Rulebook(soundness=list(DEFAULT_RULES)) == read


@pytest.mark.parametrize("copied", [lambda value: pickle.loads(pickle.dumps(value)), copy.copy, copy.deepcopy])
@pytest.mark.parametrize(
    "rulebook", [Rulebook(), Rulebook(OUTSIDERS_ONLY, KIND_TABLE, [HAS_NAME]), Rulebook(soundness=())]
)
def test_rulebooks_are_values(copied, rulebook):
    assert copied(rulebook) == rulebook
    assert attrs.evolve(rulebook, side_table=SIDE_TABLE) == Rulebook(SIDE_TABLE, KIND_TABLE, rulebook.soundness)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        rulebook.side_table = OUTSIDERS_ONLY


def test_rules_of_soundness_are_equal_by_name():
    assert SoundnessRule("has-name", len) == HAS_NAME
    assert SoundnessRule("has-an-end", print, Severity.REMARK) != HAS_NAME


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((1, print), "SoundnessRule.name"),
        (("x", "y"), "SoundnessRule.find"),
        (("x", print, "fault"), "SoundnessRule.severity"),
    ],
)
def test_what_is_no_rule_of_soundness_is_refused(arguments, what):
    with pytest.raises(InvalidType) as caught:
        SoundnessRule(*arguments)
    assert caught.value.what == what


def test_own_facts_are_the_inputs_that_are_not_built_in():
    rulebook = Rulebook(asking("side", employed=bool, vip=bool), asking("kind", side=Side, tier=Tier, vip=bool))
    assert rulebook.own_facts == {"vip": bool, "tier": Tier}
    assert Rulebook().own_facts == {}


def test_the_built_in_facts_are_those_of_evidence_and_what_is_decided_or_requested():
    evidence = {field.name for field in attrs.fields(Evidence)}
    assert evidence | {"side", "kind", "impact", "urgency"} == BUILT_IN_FACTS


def test_there_is_no_attribute_beside_the_fields():
    with pytest.raises(AttributeError, match="'Rulebook' object has no attribute 'matrix'"):
        _ = Rulebook().matrix


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (({},), "Rulebook.side_table"),
        ((SIDE_TABLE, {}), "Rulebook.kind_table"),
        ((SIDE_TABLE, KIND_TABLE, {HAS_NAME}), "Rulebook.soundness"),
        ((SIDE_TABLE, KIND_TABLE, 1), "Rulebook.soundness"),
    ],
)
def test_an_argument_of_another_type_is_refused(arguments, what):
    with pytest.raises(InvalidType) as caught:
        Rulebook(*arguments)
    assert caught.value.what == what


def problems_of(*arguments):
    with pytest.raises(Problems) as caught:
        Rulebook(*arguments)
    return [(type(one), getattr(one, "what", None), getattr(one, "value", None)) for one in caught.value.exceptions]


def test_a_side_table_that_asks_whom_a_party_serves_outside_would_go_round_in_a_circle():
    assert problems_of(asking("side", serves_outsiders=bool)) == [
        (InvalidValue, "Table 'side' input", "serves_outsiders")
    ]
    assert Rulebook(kind_table=asking("kind", serves_outsiders=bool)).own_facts == {}


def test_two_enumerations_of_one_name_are_refused():
    other = Enum("Tier", ["SILVER"])
    assert problems_of(asking("side", tier=Tier), asking("kind", level=other)) == [
        (InvalidValue, "Table 'kind' input 'level'", other)
    ]
    sides = Enum("Side", ["LEFT"])
    assert problems_of(asking("side", way=sides), KIND_TABLE) == [(InvalidValue, "Table 'kind' input 'side'", Side)]


def test_one_fact_of_ones_own_has_one_domain():
    assert problems_of(asking("side", vip=bool), asking("kind", vip=Tier)) == [
        (InvalidType, "Table 'kind' input 'vip'", Tier)
    ]


def test_all_that_is_wrong_is_named_at_once():
    side_table = DecisionTable(
        "our sides",
        {"side": Side, "employed": Side, "kind": CustomerKind},
        [Rule("all", {}, CustomerKind.RETAIL)],
    )
    kind_table = DecisionTable("our kinds", {"side": bool, "impact": Impact}, [Rule("all", {}, Side.EXTERNAL)])
    assert problems_of(side_table, kind_table, [HAS_NAME, "kind-fits", HAS_NAME]) == [
        (InvalidValue, "Table 'our sides' input", "side"),
        (InvalidType, "Table 'our sides' input 'employed'", Side),
        (InvalidValue, "Table 'our sides' input", "kind"),
        (InvalidType, "Table 'our sides' rule 'all' then", CustomerKind.RETAIL),
        (InvalidType, "Table 'our kinds' input 'side'", bool),
        (InvalidValue, "Table 'our kinds' input", "impact"),
        (InvalidType, "Table 'our kinds' rule 'all' then", Side.EXTERNAL),
        (InvalidType, "Rulebook.soundness[1]", "kind-fits"),
        (ConflictingIds, None, None),
    ]
