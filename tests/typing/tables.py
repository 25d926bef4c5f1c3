"""What a type checker says of decision tables: an answer has the type that the rules give."""

from typing import assert_type

from relclient import (
    SIDE_TABLE,
    CustomerKind,
    Decision,
    DecisionTable,
    Evidence,
    HitPolicy,
    Impact,
    Rule,
    Side,
    Urgency,
    classify,
)


def answers() -> None:
    """The answers of a table are those of its rules, in every question."""
    assert_type(SIDE_TABLE.decide(same_group=True).value, Side)
    assert_type(SIDE_TABLE.decide(same_group=True).rule, Rule[Side])
    assert_type(SIDE_TABLE.candidates(), tuple[Side, ...])
    assert_type(SIDE_TABLE.without_rule("owner"), DecisionTable[Side])
    assert_type(
        SIDE_TABLE.replacing(Rule("owner", {"owns": True}, Side.EXTERNAL)).unreachable(), tuple[Rule[Side], ...]
    )
    assert_type(classify(Evidence()).decisions, tuple[Decision[Side], Decision[CustomerKind]])
    matrix = DecisionTable("level", {"impact": Impact, "urgency": Urgency, "vip": bool}, [Rule("all", {}, 3)])
    assert_type(matrix.decide(impact=Impact.LOW, urgency=Urgency.LOW, vip=False).value, int)
    mixed = matrix.with_rule(Rule("first", {"impact": {Impact.HIGH, Impact.LOW}}, "now"), before="all")
    assert_type(mixed, DecisionTable[int | str])


def mistakes() -> None:
    """Each line is one mistake."""
    Rule("r", {"owns": "yes"}, 1)  # type: ignore[dict-item]
    DecisionTable("t", {"days": int}, [Rule("r", {}, 1)])  # type: ignore[dict-item]
    DecisionTable("t", {"owns": bool}, [Rule("r", {}, 1)], "first")  # type: ignore[arg-type]
    DecisionTable("t", {}, [Rule("r", {}, 1)]).hit_policy = HitPolicy.UNIQUE  # type: ignore[misc]
    SIDE_TABLE.decide(same_group="yes")  # type: ignore[arg-type]
    SIDE_TABLE.decides()  # type: ignore[attr-defined]
    Evidence("yes")  # type: ignore[arg-type,call-arg]
    classify(Evidence(), DecisionTable("side", {}, [Rule("r", {}, "internal")]))  # type: ignore[arg-type]
