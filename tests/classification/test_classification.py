"""Classification: which of the seven kinds every possible evidence makes, and by which rules."""

import copy
import pickle
from enum import Enum, IntEnum
from itertools import product

import attrs
import pytest

from relclient import (
    KIND_TABLE,
    SIDE_TABLE,
    Classification,
    ContradictoryTables,
    CustomerKind,
    DecisionTable,
    Evidence,
    InvalidFacts,
    InvalidType,
    Rule,
    Rulebook,
    Side,
    classify,
)
from relclient.classification import classification

FACTS = [field.name for field in attrs.fields(Evidence)]
ALL_EVIDENCE = [Evidence(**dict(zip(FACTS, case, strict=True))) for case in product((False, True), repeat=len(FACTS))]
OUTSIDERS_ONLY = DecisionTable("side", {}, [Rule("everyone", {}, Side.EXTERNAL)])


def by_hand(evidence):  # noqa: C901, PLR0912  # it is the plain if/elif that the tables stand for
    """Return the kind and the two rules as the domain's page has them, without a table."""
    if evidence.same_group:
        tie = "same-group"
    elif evidence.employed:
        tie = "employed"
    elif evidence.contracted:
        tie = "contracted"
    elif evidence.owns:
        tie = "owner"
    elif evidence.holds_stake:
        tie = "stakeholder"
    elif evidence.delivers:
        tie = "delivery-partner"
    else:
        tie = "outsider"
    if tie == "outsider":
        if evidence.is_organization:
            return CustomerKind.B2B, tie, "organization-buys"
        if evidence.standing_account:
            return CustomerKind.ACCOUNT, tie, "standing-account"
        return CustomerKind.RETAIL, tie, "walk-in"
    if evidence.occasional:
        return CustomerKind.SITUATIONAL, tie, "occasional-need"
    if evidence.decides_offer:
        return CustomerKind.FRAMEWORK, tie, "decides-offer"
    if evidence.serves_outsiders:
        return CustomerKind.FRAMEWORK, tie, "serves-outsiders"
    if evidence.produces:
        return CustomerKind.OPERATIONAL, tie, "produces"
    if evidence.supplies:
        return CustomerKind.OPERATIONAL, tie, "supplies"
    if evidence.same_group:
        return CustomerKind.HORIZONTAL, tie, "works-alongside-unit"
    if evidence.employed:
        return CustomerKind.HORIZONTAL, tie, "works-alongside-staff"
    if evidence.contracted:
        return CustomerKind.HORIZONTAL, tie, "works-alongside-contractor"
    return CustomerKind.HORIZONTAL, tie, "other-insider"


def test_evidence_has_the_facts_of_the_contract_in_its_order():
    assert FACTS == [
        "same_group",
        "employed",
        "contracted",
        "owns",
        "holds_stake",
        "delivers",
        "occasional",
        "decides_offer",
        "produces",
        "is_organization",
        "standing_account",
        "serves_outsiders",
        "supplies",
    ]
    assert attrs.astuple(Evidence()) == (False,) * 13
    with pytest.raises(TypeError, match="positional"):
        Evidence(True)  # noqa: FBT003  # the mistake under test


def test_all_8192_evidences_are_classified_as_by_hand():
    assert len(ALL_EVIDENCE) == 8192
    for evidence in ALL_EVIDENCE:
        answer = classify(evidence)
        side, kind = answer.decisions
        assert (answer.kind, side.rule.id, kind.rule.id) == by_hand(evidence)
        assert answer.side is answer.kind.side is side.value
        assert answer.kind is kind.value
        assert side.facts == {name: getattr(evidence, name) for name in SIDE_TABLE.inputs}
        assert kind.facts == {"side": answer.side} | {
            name: getattr(evidence, name) for name in KIND_TABLE.inputs if name != "side"
        }


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_is_read_as_itself(name):
    table = DecisionTable(
        "kind",
        {"side": Side, name: bool},
        [Rule("it", {name: True}, CustomerKind.B2B), Rule("not", {}, CustomerKind.RETAIL)],
    )
    rulebook = Rulebook(OUTSIDERS_ONLY, table)
    assert [other for other in FACTS if classify(Evidence(**{other: True}), rulebook).kind is CustomerKind.B2B] == [
        name
    ]


def test_a_colleague_who_buys_is_still_a_colleague():
    assert classify(Evidence(employed=True, standing_account=True)).kind is CustomerKind.HORIZONTAL


def test_a_classification_is_one_sentence():
    assert classify(Evidence()).short == "retail customer"
    assert str(classify(Evidence(employed=True, produces=True))) == (
        "operational customer: internal by rule 'employed' (employed is yes), "
        "operational by rule 'produces' (side is internal, occasional is no, decides_offer is no, "
        "serves_outsiders is no, produces is yes)."
    )
    assert str(classify(Evidence())) == (
        "retail customer: external by rule 'outsider' (same_group is no, employed is no, contracted is no, owns is no, "
        "holds_stake is no, delivers is no), retail by rule 'walk-in' (side is external, is_organization is no, "
        "standing_account is no)."
    )


@pytest.mark.parametrize("copied", [lambda value: pickle.loads(pickle.dumps(value)), copy.deepcopy])
def test_classifications_and_evidence_are_values(copied):
    evidence = Evidence(delivers=True, is_organization=True)
    answer = classify(evidence)
    assert copied(evidence) == evidence
    assert classify(copied(evidence)) is answer
    assert hash(copied(evidence)) == hash(evidence)
    assert copied(answer) == answer
    assert hash(copied(answer)) == hash(answer)
    assert answer != classify(Evidence(delivers=True, standing_account=True))


def test_a_classification_can_be_extended():
    @attrs.frozen
    class Dated(Classification):
        on: str

    answer = classify(Evidence())
    dated = Dated(answer.kind, answer.side, answer.decisions, "2026-03-02")
    assert str(dated) == str(answer)


def test_no_row_of_the_default_tables_is_idle():
    assert SIDE_TABLE.unreachable() == ()
    assert KIND_TABLE.unreachable() == ()
    assert set(KIND_TABLE.candidates()) == set(CustomerKind)
    assert KIND_TABLE.candidates(side=Side.EXTERNAL) == (CustomerKind.B2B, CustomerKind.ACCOUNT, CustomerKind.RETAIL)


@pytest.mark.parametrize("fact", [1, 0, None, "yes"])
@pytest.mark.parametrize("name", FACTS)
def test_evidence_is_yes_or_no(name, fact):
    with pytest.raises(InvalidType) as caught:
        Evidence(**{name: fact})
    assert (caught.value.what, caught.value.value, caught.value.expected) == (f"Evidence.{name}", fact, "True or False")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (({"employed": True},), "classify evidence"),
        ((Evidence(), SIDE_TABLE), "classify rulebook"),
    ],
)
def test_an_argument_of_another_type_is_refused(arguments, what):
    with pytest.raises(InvalidType) as caught:
        classify(*arguments)
    assert caught.value.what == what


# An app's own tables


def test_shareholders_are_made_outsiders_by_one_row():
    row = Rule("stakeholder", {"holds_stake": True}, Side.EXTERNAL)
    table = SIDE_TABLE.replacing(row)
    rulebook = Rulebook(table)
    assert classify(Evidence(holds_stake=True), rulebook).kind is CustomerKind.RETAIL
    assert classify(Evidence(holds_stake=True), rulebook).decisions[0].rule == row
    assert classify(Evidence(holds_stake=True)).kind is CustomerKind.HORIZONTAL
    assert classify(Evidence(holds_stake=True, owns=True), rulebook).side is Side.INTERNAL


def test_partner_companies_are_made_framework_customers_by_one_row():
    inputs = dict(KIND_TABLE.inputs) | {"delivers": bool}
    row = Rule(
        "partner-company",
        {"side": Side.INTERNAL, "delivers": True, "is_organization": True},
        CustomerKind.FRAMEWORK,
    )
    table = DecisionTable("kind", inputs, [row, *KIND_TABLE.rules])
    partner = Evidence(delivers=True, is_organization=True)
    assert classify(partner, Rulebook(kind_table=table)).kind is CustomerKind.FRAMEWORK
    assert classify(Evidence(delivers=True), Rulebook(kind_table=table)).kind is CustomerKind.HORIZONTAL


def test_a_side_table_of_one_row_makes_everyone_an_outsider():
    assert {classify(evidence, Rulebook(OUTSIDERS_ONLY)).side for evidence in ALL_EVIDENCE[::37]} == {Side.EXTERNAL}


def test_equal_tables_share_what_is_remembered():
    again = DecisionTable("side", {}, [Rule("everyone", {}, Side.EXTERNAL)])
    assert classify(Evidence(), Rulebook(again)) is classify(Evidence(), Rulebook(OUTSIDERS_ONLY))


def test_tables_made_anew_each_time_do_not_pile_up():
    for number in range(100):
        table = DecisionTable(f"side {number}", {}, [Rule("everyone", {}, Side.EXTERNAL)])
        classify(Evidence(), Rulebook(table))
    information = classification._answers_by.cache_info()  # noqa: SLF001  # what is remembered shows nowhere else
    assert information.currsize <= 32


def test_a_kind_of_the_other_side_is_refused_naming_both_rules():
    table = DecisionTable("kind", {}, [Rule("buyer", {}, CustomerKind.RETAIL)])
    assert classify(Evidence(), Rulebook(kind_table=table)).kind is CustomerKind.RETAIL
    with pytest.raises(ContradictoryTables) as caught:
        classify(Evidence(owns=True), Rulebook(kind_table=table))
    error = caught.value
    assert (error.side, error.side_rule, error.kind, error.kind_rule) == ("internal", "owner", "retail", "buyer")
    assert str(error) == (
        "A customer that is internal by rule 'owner' cannot be retail by rule 'buyer': "
        "change one of the rules, or let the kind table ask for the side."
    )


# Facts of one's own


class Tier(Enum):
    """What an app knows of its customers that relclient does not."""

    GOLD = "gold"
    PLAIN = "plain"


class Payment(IntEnum):
    NONE = 0
    CASH = 1


PAYERS = Rulebook(
    DecisionTable(
        "side", {"paying": bool}, [Rule("pays", {"paying": True}, Side.EXTERNAL), Rule("others", {}, Side.INTERNAL)]
    ),
    DecisionTable(
        "kind",
        {"side": Side, "tier": Tier},
        [
            Rule("insiders", {"side": Side.INTERNAL}, CustomerKind.HORIZONTAL),
            Rule("gold", {"tier": Tier.GOLD}, CustomerKind.ACCOUNT),
            Rule("others", {}, CustomerKind.RETAIL),
        ],
    ),
)


def test_tables_decide_by_facts_of_ones_own():
    answer = classify(Evidence(employed=True), PAYERS, facts={"paying": True, "tier": Tier.GOLD})
    assert answer.kind is CustomerKind.ACCOUNT
    assert [dict(decision.facts) for decision in answer.decisions] == [
        {"paying": True},
        {"side": Side.EXTERNAL, "tier": Tier.GOLD},
    ]
    assert answer is classify(Evidence(employed=True), PAYERS, facts={"tier": Tier.GOLD, "paying": True})


def test_a_bool_of_ones_own_that_is_absent_is_no():
    answer = classify(Evidence(), PAYERS, facts={"tier": Tier.PLAIN})
    assert answer.decisions[0].facts == {"paying": False}
    assert answer.kind is CustomerKind.HORIZONTAL


@pytest.mark.parametrize("facts", [{}, {"paying": True}])
def test_an_enum_of_ones_own_that_is_absent_is_refused_by_name(facts):
    with pytest.raises(InvalidFacts) as caught:
        classify(Evidence(), PAYERS, facts=facts)
    assert caught.value.args == ("table 'kind'", ("tier",), (), ())


def test_a_default_of_the_table_stands_for_what_is_absent():
    table = attrs.evolve(PAYERS.kind_table, defaults={"tier": Tier.GOLD})
    side_table = attrs.evolve(PAYERS.side_table, defaults={"paying": True})
    rulebook = Rulebook(side_table, table)
    assert classify(Evidence(), rulebook).kind is CustomerKind.ACCOUNT
    assert classify(Evidence(), rulebook, facts={"tier": Tier.PLAIN}).kind is CustomerKind.RETAIL
    assert classify(Evidence(), rulebook, facts={"paying": False}).kind is CustomerKind.HORIZONTAL


def test_own_facts_that_no_table_asks_for_or_of_another_domain_are_refused_at_once():
    with pytest.raises(InvalidFacts) as caught:
        classify(Evidence(), PAYERS, facts={"payng": True, "employed": True, "tier": Payment.CASH, "paying": 1})
    assert caught.value.args == (
        "the rulebook",
        (),
        (("payng", ("paying",)), ("employed", ())),
        (("tier", Payment.CASH, "Tier.GOLD or Tier.PLAIN"), ("paying", 1, "True or False")),
    )


def test_answers_to_own_facts_do_not_pile_up(monkeypatch):
    many = IntEnum("many", [f"m{number}" for number in range(50)])
    table = DecisionTable("side", {"many": many}, [Rule("all", {}, Side.EXTERNAL)])
    rulebook = Rulebook(table)
    monkeypatch.setattr(classification, "_CASES", 20)
    assert {classify(Evidence(), rulebook, facts={"many": member}).side for member in many} == {Side.EXTERNAL}
    answers = classification._answers_by(rulebook.side_table, rulebook.kind_table)  # noqa: SLF001  # shows nowhere else
    assert len(answers._with_facts) <= 20  # noqa: SLF001
