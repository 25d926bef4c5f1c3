"""Facts of an app's own: columns of frames, which mean what they mean to objects."""

from enum import Enum

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engines
from relclient import (
    ContradictoryTables,
    CustomerKind,
    DecisionTable,
    Evidence,
    Problems,
    Rule,
    Rulebook,
    Side,
    UnknownColumn,
    classify,
)
from relclient.interop import frames


class Tier(Enum):
    GOLD = "gold"
    BASIC = "basic"


TIERS = [None, Tier.GOLD, Tier.BASIC]
FLAGS = [None, True, False]


def kinds(defaults):
    rules = [
        Rule("gold", {"side": Side.EXTERNAL, "tier": Tier.GOLD}, CustomerKind.ACCOUNT),
        Rule("organization", {"side": Side.EXTERNAL, "is_organization": True}, CustomerKind.B2B),
        Rule("walk-in", {"side": Side.EXTERNAL}, CustomerKind.RETAIL),
        Rule("colleague", {}, CustomerKind.HORIZONTAL),
    ]
    inputs = {"side": Side, "tier": Tier, "is_organization": bool}
    return DecisionTable("kind", inputs, rules, defaults=defaults)


SIDES = DecisionTable(
    "side",
    {"employed": bool, "paying": bool},
    [
        Rule("pays", {"paying": True}, Side.EXTERNAL),
        Rule("staff", {"employed": True}, Side.INTERNAL),
        Rule("outsider", {}, Side.EXTERNAL),
    ],
)
RULEBOOK = Rulebook(SIDES, kinds({"tier": Tier.BASIC}))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "employed": st.booleans(),
            "is_organization": st.booleans(),
            "paying": st.sampled_from(FLAGS),
            "tier": st.sampled_from(TIERS),
        }
    ),
    min_size=1,
    max_size=8,
)


def as_object(row):
    facts = {name: row[name] for name in ("paying", "tier") if row[name] is not None}
    evidence = Evidence(employed=row["employed"], is_organization=row["is_organization"])
    return classify(evidence, RULEBOOK, facts=facts).kind.value


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sets(st.sampled_from(["paying", "tier"])))
def test_a_row_has_the_kind_that_the_object_has_also_where_a_column_of_own_facts_is_absent(rows, absent):
    rows = [row | dict.fromkeys(absent) for row in rows]
    cells = [
        row | {"tier": None if row["tier"] is None else row["tier"].name.lower(), "n": n} for n, row in enumerate(rows)
    ]
    types = {
        "employed": pl.Boolean,
        "is_organization": pl.Boolean,
        "paying": pl.Boolean,
        "tier": pl.String,
        "n": pl.Int64,
    }
    frame = pl.DataFrame(cells, schema=types).drop(absent)
    expected = [as_object(row) for row in rows]
    for other in (
        frame,
        frame.lazy(),
        engines.as_pandas(frame),
        frame.to_arrow(),
        engines.connection.from_arrow(frame.to_arrow()),
    ):
        answers = sorted(engines.read(frames.classify(other, RULEBOOK)), key=lambda row: row["n"])
        assert [row["kind"] for row in answers] == expected


def test_a_member_that_has_to_be_given_needs_its_column():
    rulebook = Rulebook(SIDES, kinds({}))
    with pytest.raises(Problems) as caught:
        frames.classify(pl.DataFrame({"employed": [True], "is_organization": [False]}), rulebook)
    assert [(type(problem), problem.column) for problem in caught.value.exceptions] == [(UnknownColumn, "tier")]


def test_a_column_that_the_caller_names_has_to_be_there():
    with pytest.raises(Problems) as caught:
        frames.classify(
            pl.DataFrame({"employed": [True], "is_organization": [False]}), RULEBOOK, columns={"paying": "pays"}
        )
    assert [problem.column for problem in caught.value.exceptions] == ["pays"]


def test_a_word_that_is_no_member_is_refused():
    with pytest.raises(Problems) as caught:
        frames.classify(pl.DataFrame({"employed": [True], "is_organization": [False], "tier": ["golden"]}), RULEBOOK)
    assert caught.value.exceptions[0].value == "golden"


def test_contradictions_are_told_with_own_facts_too():
    careless = Rulebook(
        SIDES,
        DecisionTable(
            "kind",
            {"tier": Tier},
            [Rule("gold", {"tier": Tier.GOLD}, CustomerKind.ACCOUNT), Rule("o", {}, CustomerKind.HORIZONTAL)],
        ),
    )
    frame = pl.DataFrame({"employed": [True, False], "tier": ["basic", "basic"], "paying": [None, True]})
    with pytest.raises(ContradictoryTables) as caught:
        frames.classify(frame, careless)
    assert (caught.value.side_rule, caught.value.kind_rule) == ("pays", "o")
