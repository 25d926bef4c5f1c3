"""Frames: every engine gives the answers that objects give, in the same order."""

import importlib
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import product
from zoneinfo import ZoneInfo

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import asdict
from hypothesis import given, settings
from hypothesis import strategies as st

import engines
import frame_desk as desk
from relclient import (
    KIND_TABLE,
    PRIORITY_MATRIX,
    SIDE_TABLE,
    Affiliation,
    BusinessFunction,
    ByAttribute,
    ByKey,
    ByKind,
    ByPriority,
    Capacity,
    ContradictoryTables,
    CustomerKind,
    DecisionTable,
    EarliestDue,
    Evidence,
    ExternalFirst,
    Impact,
    InvalidType,
    InvalidValue,
    LongestWaiting,
    MissingExtra,
    NaiveDatetime,
    Organization,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    Rule,
    Rulebook,
    ServiceNetwork,
    Side,
    UnknownColumn,
    Urgency,
    classify,
)
from relclient.interop import frames
from relclient.interop.frames import _engines
from spark import spark_session

ENGINES = list(engines.MAKERS)
REQUESTS = desk.requests(300)
ROWS = [desk.row_of(request) for request in REQUESTS]
FACTS = list(asdict(Evidence()))
LEVEL_TYPES = {"impact": "text", "urgency": "text"}


@pytest.fixture(params=ENGINES)
def make(request):
    """Return a frame on each engine in turn."""
    return engines.engine_or_skip(request.param)


@pytest.fixture(params=[name for name in ENGINES if name in engines.EAGER])
def make_eager(request):
    return engines.engine_or_skip(request.param)


@pytest.fixture(params=[name for name in ENGINES if name in engines.LAZY])
def make_lazy(request):
    return engines.engine_or_skip(request.param)


@pytest.fixture(params=["duckdb", "pyspark"])
def make_sql(request):
    return engines.engine_or_skip(request.param)


def problems_of(call, *args, **kwargs):
    with pytest.raises(Problems) as caught:
        call(*args, **kwargs)
    return list(caught.value.exceptions)


# Answers


def ranked_as_objects(make, policy):
    ranked = engines.read(frames.rank(make(ROWS, desk.TYPES), policy, at=desk.AT))
    expected = policy.rank(REQUESTS, at=desk.AT, network=desk.NETWORK)
    assert [(row["place"], row["id"], row["level"]) for row in ranked] == [
        (one.place, one.request.id, one.priority.level) for one in expected
    ]


@pytest.mark.parametrize("policy", desk.POLICIES, ids=lambda policy: policy.name)
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyspark"])
def test_every_engine_ranks_as_objects_are_ranked(engine, policy):
    ranked_as_objects(engines.engine_or_skip(engine), policy)


def test_pyspark_ranks_as_objects_are_ranked():
    # A query takes it a second, so each of these has several kinds of criteria.
    make = engines.engine_or_skip("pyspark")
    for policy in desk.POLICIES_FOR_SLOW_ENGINES:
        ranked_as_objects(make, policy)


EVERY_CASE = [dict(zip(FACTS, case, strict=True)) for case in product([True, False], repeat=len(FACTS))]
SHAREHOLDERS_OUT = SIDE_TABLE.replacing(Rule("stakeholder", {"holds_stake": True}, Side.EXTERNAL))
PRODUCERS_FIRST = KIND_TABLE.with_rule(
    Rule("late-producers", {"side": Side.INTERNAL, "produces": True, "occasional": False}, CustomerKind.OPERATIONAL),
    before="decides-offer",
)
OUTSIDERS_ONLY = DecisionTable("only outsiders", {"employed": bool}, [Rule("everyone", {}, Side.EXTERNAL)])


@pytest.mark.parametrize(
    ("side_table", "kind_table"),
    [(SIDE_TABLE, KIND_TABLE), (SHAREHOLDERS_OUT, PRODUCERS_FIRST), (OUTSIDERS_ONLY, KIND_TABLE)],
    ids=["default", "edited", "one row"],
)
def test_every_case_of_evidence_is_classified_as_objects_are(make, side_table, kind_table):
    numbered = [case | {"number": number} for number, case in enumerate(EVERY_CASE)]
    frame = make(numbered, dict.fromkeys(FACTS, "flag") | {"number": "whole"})
    answers = engines.read(frames.classify(frame, Rulebook(side_table, kind_table)))
    expected = [classify(Evidence(**case), Rulebook(side_table, kind_table)) for case in EVERY_CASE]
    assert sorted((row["number"], row["side"], row["kind"]) for row in answers) == [
        (number, one.side.value, one.kind.value) for number, one in enumerate(expected)
    ]


def test_each_cell_of_the_matrix_has_the_level_that_objects_have(make):
    cells = list(product(Impact, Urgency))
    frame = make([{"impact": i.value, "urgency": u.value} for i, u in cells], LEVEL_TYPES)
    answers = {(row["impact"], row["urgency"]): row for row in engines.read(frames.prioritize(frame))}
    for impact, urgency in cells:
        expected = PRIORITY_MATRIX.decide(impact=impact, urgency=urgency).value
        row = answers[impact.value, urgency.value]
        assert (row["priority"], row["level"]) == (expected.value, expected.level)


def test_a_level_set_by_hand_stands_above_the_matrix(make):
    rows = [{"impact": "low", "urgency": "low", "override": word} for word in [None, *(p.value for p in Priority)]]
    answers = engines.read(frames.prioritize(make(rows, LEVEL_TYPES | {"override": "text"})))
    assert sorted((row["override"] or "", row["level"]) for row in answers) == [
        ("", 5),
        *sorted((priority.value, priority.level) for priority in Priority),
    ]


def test_the_own_kind_of_frame_comes_back_with_what_it_had():
    rows = desk.POLICIES[0]
    for name in engines.EAGER:
        frame = engines.MAKERS[name](ROWS, desk.TYPES)
        ranked = frames.rank(frame, rows, at=desk.AT)
        assert type(ranked) is type(frame)
        assert nw.from_native(ranked).columns == [*desk.TYPES, "place", "level"]
    lazy = nw.from_native(engines.MAKERS["polars lazy"](ROWS, desk.TYPES))
    assert isinstance(frames.rank(lazy, rows, at=desk.AT), nw.LazyFrame)


def test_lazy_frames_stay_lazy(make_lazy):
    frame = make_lazy(ROWS, desk.TYPES)
    assert type(frames.rank(frame, desk.POLICIES[0], at=desk.AT)) is type(frame)
    assert type(frames.prioritize(frame)) is type(frame)


def test_a_lazy_frame_of_polars_is_not_run():
    def fail(frame):
        raise AssertionError(frame)

    lazy = engines.MAKERS["polars lazy"](ROWS, desk.TYPES).map_batches(
        fail, schema=pl.Schema({name: engines.POLARS[kind] for name, kind in desk.TYPES.items()})
    )
    frames.rank(lazy, desk.POLICIES[0], at=desk.AT)
    frames.prioritize(lazy)


def test_ranking_twice_replaces_the_answers(make_eager):
    once = frames.rank(make_eager(ROWS, desk.TYPES), desk.POLICIES[0], at=desk.AT)
    twice = frames.rank(once, desk.POLICIES[1], at=desk.AT)
    afresh = frames.rank(make_eager(ROWS, desk.TYPES), desk.POLICIES[1], at=desk.AT)
    assert engines.read(twice) == engines.read(afresh)


def test_an_empty_frame_has_an_empty_answer(make):
    assert engines.read(frames.rank(make([], desk.TYPES), desk.POLICIES[0], at=desk.AT)) == []
    assert engines.read(frames.classify(make([], dict.fromkeys(FACTS, "flag")))) == []


def test_a_matrix_given_to_rank_stands_for_that_of_the_policy():
    frame = engines.to_polars(ROWS, desk.TYPES)
    policy = PriorityPolicy.equal_footing()
    matrix = desk.POLICIES[8].matrix
    assert frames.rank(frame, policy, at=desk.AT, matrix=matrix).equals(
        frames.rank(frame, policy.with_matrix(matrix), at=desk.AT)
    )


def test_columns_may_have_other_names(make):
    types = {"ticket": "text", "opened": "instant", "impacto": "text", "prisa": "text", "stars": "whole"}
    rows = [
        {"ticket": "b", "opened": desk.AT, "impacto": "low", "prisa": "low", "stars": 1},
        {"ticket": "a", "opened": desk.AT, "impacto": "low", "prisa": "low", "stars": 5},
    ]
    columns = {"id": "ticket", "received": "opened", "impact": "impacto", "urgency": "prisa", "rating": "stars"}
    policy = PriorityPolicy("stars", [ByAttribute("rating", descending=True)])
    answers = engines.read(
        frames.rank(make(rows, types), policy, at=desk.AT, columns=columns | {"place": "turn", "level": "step"})
    )
    assert [(row["turn"], row["ticket"], row["step"]) for row in answers] == [(1, "a", 5), (2, "b", 5)]


def test_zones_of_columns_do_not_matter():
    utc = engines.to_polars(ROWS, desk.TYPES)
    madrid = utc.with_columns(pl.col("received", "due").dt.convert_time_zone("Europe/Madrid"))
    for policy in desk.POLICIES[1:8:3]:
        for frame in (madrid, engines.as_pandas(madrid), madrid.to_arrow()):
            ranked = engines.read(frames.rank(frame, policy, at=desk.AT))
            expected = frames.rank(utc, policy, at=desk.AT.astimezone(ZoneInfo("Asia/Kolkata")))
            assert [row["id"] for row in ranked] == expected["id"].to_list()


@pytest.mark.parametrize("unit", ["ms", "ns"])
def test_units_of_times_do_not_matter(unit):
    rows = [row | {"received": row["received"].replace(microsecond=0)} for row in ROWS]
    frame = engines.to_polars(rows, desk.TYPES)
    policy = PriorityPolicy("ageing", [ByPriority(lift_after=timedelta(hours=7)), LongestWaiting()])
    expected = frames.rank(frame, policy, at=desk.AT)["id"].to_list()
    other = frame.with_columns(pl.col("received").dt.cast_time_unit(unit))
    for other_frame in (other, engines.as_pandas(other), other.to_arrow()):
        assert [row["id"] for row in engines.read(frames.rank(other_frame, policy, at=desk.AT))] == expected


def test_categories_are_read_as_texts():
    frame = engines.to_polars(ROWS, desk.TYPES)
    texts = ["id", "side", "kind", "impact", "urgency", "override", "queue"]
    categories = frame.with_columns(pl.col(texts).cast(pl.Categorical))
    for policy in [*desk.POLICIES[::4], *desk.POLICIES_FOR_SLOW_ENGINES]:
        expected = frames.rank(frame, policy, at=desk.AT)["id"].to_list()
        assert frames.rank(categories, policy, at=desk.AT)["id"].to_list() == expected
        pandas = engines.as_pandas(frame).astype(dict.fromkeys(texts, "category"))
        assert frames.rank(pandas, policy, at=desk.AT)["id"].to_list() == expected


def test_ids_that_are_categories_rank_as_texts_and_not_as_they_are_listed():
    rows = [{"id": id, "received": desk.AT, "due": None, "impact": "low", "urgency": "low"} for id in "bca"]
    texts = engines.to_polars(rows, {name: desk.TYPES[name] for name in rows[0]})
    listed = texts.with_columns(pl.col("id").cast(pl.Enum(["c", "b", "a"])))
    pandas = engines.as_pandas(texts).astype({"id": pd.CategoricalDtype(["c", "b", "a"])})
    duckdb = engines.connection.from_arrow(texts.to_arrow())
    duckdb = duckdb.select("* REPLACE (id::ENUM('c', 'b', 'a') AS id)")
    for frame in (listed, listed.lazy(), pandas, listed.to_arrow(), duckdb):
        answers = engines.read(frames.rank(frame, PriorityPolicy.equal_footing(), at=desk.AT))
        assert [row["id"] for row in answers] == ["a", "b", "c"]
    for frame in (listed, pandas, listed.to_arrow()):
        twice = nw.concat([nw.from_native(frame), nw.from_native(frame)]).to_native()
        (problem,) = problems_of(frames.rank, twice, PriorityPolicy.equal_footing(), at=desk.AT)
        assert (problem.what, problem.remedy) == ("Column 'id'", "2 rows are so; give each an id of its own")


def test_ids_may_be_numbers(make):
    rows = [row | {"id": number} for number, row in enumerate(ROWS[:20])]
    policy = PriorityPolicy("first come", [])
    answers = engines.read(frames.rank(make(rows, desk.TYPES | {"id": "whole"}), policy, at=desk.AT))
    assert [row["id"] for row in answers] == sorted(range(20), key=lambda n: (rows[n]["received"], n))


# What is refused


def test_everything_that_is_wrong_with_columns_is_named_at_once(make_eager):
    types = {"id": "real", "Received": "instant", "impact": "flag", "urgency": "text"}
    frame = make_eager([{"id": 1.5, "Received": desk.AT, "impact": True, "urgency": "low"}], types)
    problems = problems_of(frames.rank, frame, PriorityPolicy.equal_footing(), at=desk.AT)
    assert [str(problem) for problem in problems] == [
        "Column 'id' must be a column of strings or whole numbers, not 1.5 (float).",
        "The frame has no column 'received': did you mean 'Received'?",
        f"Column 'impact' must be a column of strings, not {problems[2].value!r} ({type(problems[2].value).__name__}).",
        "The frame has no column 'due': add it, or say with columns={...} what it is called there.",
    ]
    assert [type(problem) for problem in problems] == [InvalidType, UnknownColumn, InvalidType, UnknownColumn]


def test_a_lazy_frame_with_a_wrong_column_is_refused_before_it_runs(make_lazy):
    frame = make_lazy([{"impact": 1, "urgency": "low"}], LEVEL_TYPES | {"impact": "whole"})
    (problem,) = problems_of(frames.prioritize, frame)
    assert str(problem) == "Column 'impact' must be a column of strings, not Int64 (Int64)."


def test_a_word_that_is_no_level_is_named_with_its_column(make_eager):
    rows = [
        {"impact": "high", "urgency": "low"},
        {"impact": "hihg", "urgency": "low"},
        {"impact": "HIGH", "urgency": "urgent"},
    ]
    problems = problems_of(frames.prioritize, make_eager(rows, LEVEL_TYPES))
    assert [str(problem) for problem in problems] == [
        "Column 'impact' cannot be 'hihg': 2 rows are so; give 'high' or 'medium' or 'low'.",
        "Column 'urgency' cannot be 'urgent': 1 row is so; give 'high' or 'medium' or 'low'.",
    ]


BAD_ROWS = {
    "impact": "hihg",
    "urgency": None,
    "side": "outside",
    "kind": None,
    "serves_external": None,
    "received": None,
    "id": None,
    "due": None,
    "steps": None,
    "cost": None,
    "override": "urgent",
}
STRICT = PriorityPolicy(
    "strict", [ExternalFirst(), EarliestDue(), ByKind([CustomerKind.B2B]), ByAttribute("steps"), ByAttribute("cost")]
)
SOUND = [
    row
    for row in ROWS
    if row["due"] and row["steps"] is not None and row["cost"] is not None and row["serves_external"] is not None
]
FAULTY = [SOUND[0] | {"id": f"faulty {column}", column: value} for column, value in BAD_ROWS.items()]


@pytest.mark.parametrize("column", BAD_ROWS)
def test_a_row_without_an_answer_is_refused_and_its_column_named(make_eager, column):
    rows = [
        *SOUND[:9],
        next(row for row in FAULTY if row[column] == BAD_ROWS[column] and row["id"] in {f"faulty {column}", None}),
    ]
    (problem,) = problems_of(frames.rank, make_eager(rows, desk.TYPES), STRICT, at=desk.AT)
    assert isinstance(problem, InvalidValue)
    assert problem.what == f"Column {column!r}"
    assert problem.value == BAD_ROWS[column]


def test_in_a_lazy_frame_such_rows_come_last_without_a_place_and_leave_the_others_as_they_are(make_lazy):
    frame = make_lazy([*FAULTY, *SOUND], desk.TYPES)
    answers = engines.read(frames.rank(frame, STRICT, at=desk.AT))
    expected = engines.read(frames.rank(make_lazy(SOUND, desk.TYPES), STRICT, at=desk.AT))
    assert answers[: len(SOUND)] == expected
    assert [row["place"] for row in answers[len(SOUND) :]] == [None] * len(FAULTY)


def test_check_finds_all_of_them_at_once(make):
    frame = make([*FAULTY, *SOUND], desk.TYPES)
    problems = problems_of(frames.check, frame, STRICT)
    assert {problem.what for problem in problems} == {f"Column {column!r}" for column in BAD_ROWS}


def test_check_has_nothing_to_say_of_a_sound_frame(make):
    frame = make(ROWS, desk.TYPES)
    assert frames.check(frame, *desk.POLICIES[:3], PRIORITY_MATRIX) is None
    assert frames.check(make(EVERY_CASE, dict.fromkeys(FACTS, "flag")), SIDE_TABLE, KIND_TABLE) is None


def test_check_names_missing_columns_and_an_id_that_rows_share(make):
    twice = [ROWS[0], ROWS[1], ROWS[0] | {"received": desk.AT + timedelta(days=9)}]
    (problem,) = problems_of(frames.check, make(twice, desk.TYPES), PriorityPolicy.equal_footing())
    assert str(problem) == f"Column 'id' cannot be {ROWS[0]['id']!r}: 2 rows are so; give each an id of its own."
    (problem,) = problems_of(frames.check, make(ROWS[:1], {"impact": "text"}), PRIORITY_MATRIX)
    assert (type(problem), problem.column) == (UnknownColumn, "urgency")


@pytest.mark.parametrize("days", [0, 9])
def test_rows_with_one_id_are_refused_wherever_they_stand(make_eager, days):
    again = ROWS[0] | {"received": ROWS[0]["received"] + timedelta(days=days)}
    for between in ([], ROWS[1:9]):
        frame = make_eager([ROWS[0], *between, again], desk.TYPES)
        (problem,) = problems_of(frames.rank, frame, PriorityPolicy.equal_footing(), at=desk.AT)
        assert str(problem) == f"Column 'id' cannot be {ROWS[0]['id']!r}: 2 rows are so; give each an id of its own."


def test_rows_without_an_id_are_named_once(make):
    frame = make([ROWS[0], ROWS[1] | {"id": None}, ROWS[2] | {"id": None}], desk.TYPES)
    (problem,) = problems_of(frames.check, frame, PriorityPolicy.equal_footing())
    assert str(problem) == "Column 'id' cannot be None: 2 rows are so; give an id."


NOT_YET = {name: ["low", "high"] for name in LEVEL_TYPES} | {
    name: [None, None] for name in ("due", "override", "steps")
}
NOT_YET["id"] = ["b", "a"]
"""A young queue: nobody has promised anything, or set a level by hand, and no row tells of what type that would be."""


def spark_of_nulls():
    engines.engine_or_skip("pyspark")
    rows = list(zip(*NOT_YET.values(), strict=True))
    types = "impact string, urgency string, due void, override void, steps void, id string"
    return spark_session().createDataFrame(rows, types)


def relation_of_nulls():
    relation = engines.connection.from_arrow(pa.table(NOT_YET))
    if nw.from_native(relation).collect_schema()["due"] == nw.Int32:
        pytest.skip("this DuckDB calls a column of nulls one of whole numbers")
    return relation


FRAMES_OF_NULLS = {
    "polars": lambda: pl.DataFrame(NOT_YET),
    "polars lazy": lambda: pl.LazyFrame(NOT_YET),
    "pandas": lambda: pd.DataFrame(NOT_YET),
    "pandas from a file": lambda: pd.DataFrame(NOT_YET).assign(due=float("nan"), override=float("nan")),
    "pyarrow": lambda: pa.table(NOT_YET),
    "duckdb": relation_of_nulls,
    "pyspark": spark_of_nulls,
}


@pytest.mark.parametrize("engine", FRAMES_OF_NULLS)
def test_columns_without_any_value_have_no_type_and_decide_nothing(engine):
    frame = nw.from_native(FRAMES_OF_NULLS[engine]())
    ready = frame.with_columns(received=nw.lit(desk.AT))
    for missing in ("first", "last"):
        policy = PriorityPolicy("young", [EarliestDue(missing=missing), ByAttribute("steps", missing=missing)])
        answers = engines.read(frames.rank(ready, policy, at=desk.AT))
        assert [(row["id"], row["level"], row["due"], row["steps"]) for row in answers] == [
            ("a", 1, None, None),
            ("b", 5, None, None),
        ]
        frames.check(ready, policy)
    levels = {row["id"]: row["level"] for row in engines.read(frames.prioritize(frame))}
    assert levels == {"a": 1, "b": 5}


def test_where_a_value_is_needed_a_column_without_any_is_refused():
    frame = pl.DataFrame(NOT_YET | {"impact": [None, None]})
    (problem,) = problems_of(frames.prioritize, frame)
    assert problem.what == "Column 'impact'"
    (problem,) = problems_of(frames.prioritize, pl.LazyFrame({"impact": ["low"], "urgency": ["low"], "override": [1]}))
    assert problem.what == "Column 'override'"


def test_an_engine_that_is_not_known_says_nothing_of_nulls():
    class Frame:
        implementation = nw.Implementation.DASK

        def to_native(self):
            return "a frame of Dask"

    assert not _engines.holds_nothing(Frame(), "due")


def test_times_without_a_zone_are_refused():
    naive = engines.to_polars(ROWS[:2], desk.TYPES).with_columns(pl.col("received").dt.replace_time_zone(None))
    for frame in (naive, engines.as_pandas(naive), naive.to_arrow()):
        (problem,) = problems_of(frames.rank, frame, PriorityPolicy.equal_footing(), at=desk.AT)
        assert isinstance(problem, NaiveDatetime)
        assert problem.what == "Column 'received'"
        assert problem.value == ROWS[0]["received"].replace(tzinfo=None)
    (problem,) = problems_of(frames.rank, naive.lazy(), PriorityPolicy.equal_footing(), at=desk.AT)
    assert str(problem).startswith("Column 'received' must be a column of datetimes with a zone, not Datetime(")
    with pytest.raises(NaiveDatetime):
        frames.rank(naive, PriorityPolicy.equal_footing(), at=datetime(2026, 3, 2))  # noqa: DTZ001  # the point


def test_a_column_of_python_objects_is_refused_with_a_sample():
    facts = {fact: [True, None] for fact in FACTS}
    (problem, *_) = problems_of(frames.classify, pd.DataFrame(facts))
    assert str(problem) == (
        "Column 'same_group' must be a column of True and False, in pandas one of a type of its own "
        "such as 'boolean', not True (bool)."
    )


@pytest.mark.parametrize(
    ("column", "cells", "remedy"),
    [
        ("received", [desk.AT, desk.AT], "datetimes with a zone, in pandas as pd.to_datetime(..., utc=True) makes it"),
        ("impact", ["low", 3], "strings"),
        (
            "day",
            [date(2026, 3, 2), None],
            "in pandas one of a type of its own such as 'boolean' or, for dates, 'date32[pyarrow]'",
        ),
    ],
)
def test_what_mends_a_column_of_python_objects_depends_on_what_it_should_hold(column, cells, remedy):
    ready = engines.as_pandas(engines.to_polars(ROWS[:2], desk.TYPES)).assign(day=1)
    policy = PriorityPolicy("day", [ByAttribute("day", missing="last")])
    (problem,) = problems_of(frames.rank, ready.assign(**{column: pd.Series(cells, dtype=object)}), policy, at=desk.AT)
    assert problem.what == f"Column {column!r}"
    assert problem.expected.endswith(remedy)


def test_dates_are_compared_on_every_engine():
    days = [date(2026, 3, 3), None, date(2026, 3, 2)]
    frame = engines.to_polars(ROWS[:3], desk.TYPES).with_columns(day=pl.Series(days))
    pandas = engines.as_pandas(frame.drop("day")).assign(day=pd.array(days, dtype="date32[pyarrow]"))
    relation = engines.connection.from_arrow(frame.to_arrow())
    for descending in (False, True):
        policy = PriorityPolicy("day", [ByAttribute("day", descending=descending, missing="last")])
        expected = [*sorted(days[::2], reverse=descending), None]
        for made in (frame, frame.lazy(), pandas, frame.to_arrow(), relation):
            assert [row["day"] for row in engines.read(frames.rank(made, policy, at=desk.AT))] == expected


def test_dates_are_compared_on_pyspark():
    rows = [row | {"received": desk.AT - timedelta(days=days)} for row, days in zip(ROWS, (2, 0, 1), strict=False)]
    frame = engines.engine_or_skip("pyspark")(rows, desk.TYPES)
    policy = PriorityPolicy("day", [ByAttribute("day", descending=True)])
    answers = engines.read(frames.rank(frame.withColumn("day", frame["received"].cast("date")), policy, at=desk.AT))
    assert [row["id"] for row in answers] == [ROWS[place]["id"] for place in (1, 2, 0)]


def test_not_a_number_has_no_place_in_an_order():
    frame = engines.to_polars([row | {"cost": float("nan")} for row in SOUND[:2]], desk.TYPES)
    policy = PriorityPolicy("cost", [ByAttribute("cost", missing="last")])
    (problem,) = problems_of(frames.rank, frame, policy, at=desk.AT)
    assert (problem.what, problem.remedy) == ("Column 'cost'", "2 rows are so; not a number has no place in an order")
    assert frames.rank(frame.lazy(), policy, at=desk.AT).collect()["place"].to_list() == [None, None]


def test_a_function_is_refused_with_the_reason():
    policy = PriorityPolicy("text", [ByKey("shortest", lambda request: len(request.id))])
    (problem,) = problems_of(frames.rank, engines.to_polars(ROWS, desk.TYPES), policy, at=desk.AT)
    assert problem.remedy == (
        "its function is Python and an engine runs none; put what it makes into a column, and take ByAttribute"
    )


@pytest.mark.parametrize("frame", [None, [1], "frame", pl.Series([1])])
def test_what_is_no_frame_is_refused(frame):
    with pytest.raises(InvalidType, match="must be a data frame that narwhals takes"):
        frames.prioritize(frame)


def test_names_of_columns_are_checked():
    frame = engines.to_polars(ROWS, desk.TYPES)
    problems = problems_of(frames.prioritize, frame, columns={"impcat": "impact", "urgency": 1, "side": ""})
    assert [type(problem) for problem in problems] == [InvalidValue, InvalidType, InvalidValue]
    with pytest.raises(InvalidType):
        frames.prioritize(frame, columns=["impact"])
    (problem,) = problems_of(frames.prioritize, frame, columns={"priority": "level"})
    assert problem.remedy == "each answer needs a column of its own"
    (problem,) = problems_of(frames.prioritize, frame, columns={"level": "impact"})
    assert problem.remedy == "it is read, so the level needs another column"
    policy = PriorityPolicy("by place", [ByAttribute("place")])
    (problem,) = problems_of(frames.rank, frame, policy, at=desk.AT)
    assert problem.remedy == "an answer has this name; call the attribute something else"
    (problem,) = problems_of(frames.prioritize, frame, columns={"override": "by_hand"})
    assert (type(problem), problem.column) == (UnknownColumn, "by_hand")


@pytest.mark.parametrize(("column", "kind", "value"), [("Level", "whole", 3), ("LEVEL", "text", "x")])
def test_engines_of_sql_take_no_column_in_other_letters_for_an_answer(make_sql, column, kind, value):
    rows = [{"impact": word, "urgency": word, column: value} for word in ("low", "high")]
    frame = make_sql(rows, LEVEL_TYPES | {column: kind})
    (problem,) = problems_of(frames.prioritize, frame)
    assert str(problem) == (
        f"A column beside 'level' cannot be {column!r}: engines of SQL take the two for one; rename it."
    )
    answers = engines.read(frames.prioritize(frame, columns={"level": "step"}))
    assert sorted((row["step"], row[column]) for row in answers) == [(1, value), (5, value)]


def test_engines_of_sql_take_no_column_in_other_letters_for_a_side_or_a_fact(make_sql):
    frame = make_sql([dict.fromkeys(FACTS, False) | {"Side": "left"}], dict.fromkeys(FACTS, "flag") | {"Side": "text"})
    for call, *tables in ((frames.classify,), (frames.check, SIDE_TABLE, KIND_TABLE)):
        (problem,) = problems_of(call, frame, *tables)
        assert (problem.what, problem.value) == ("A column beside 'side'", "Side")
    frame = make_sql([{"party": "guest", "provider": "hotel", "Employed": "mine"}], PAIR_TYPES | {"Employed": "text"})
    (problem,) = problems_of(frames.evidence, frame, KNOWN, on=DAY)
    assert (problem.what, problem.value) == ("A column beside 'employed'", "Employed")


def test_engines_of_sql_take_no_column_in_other_letters_for_a_place(make_sql):
    policy = PriorityPolicy.equal_footing()
    types = {name: desk.TYPES[name] for name in ("id", "received", "due", "impact", "urgency")}
    frame = make_sql([ROWS[0] | {"Place": "mine"}], types | {"Place": "text"})
    (problem,) = problems_of(frames.rank, frame, policy, at=desk.AT)
    assert (problem.what, problem.value) == ("A column beside 'place'", "Place")
    (problem,) = problems_of(frames.check, frame, policy)
    assert (problem.what, problem.value) == ("A column beside 'place'", "Place")
    columns = {"place": "turn", "level": "TURN"}
    (problem,) = problems_of(frames.rank, frame, policy, at=desk.AT, columns=columns)
    assert (problem.what, problem.value) == ("A column beside 'turn'", "TURN")


def test_engines_that_keep_letters_apart_keep_columns_apart(make_eager):
    frame = make_eager([{"impact": "high", "urgency": "high", "Level": 3}], LEVEL_TYPES | {"Level": "whole"})
    (row,) = engines.read(frames.prioritize(frame))
    assert (row["Level"], row["level"]) == (3, 1)


def test_pyspark_is_asked_for_no_column_with_a_dot():
    make = engines.engine_or_skip("pyspark")
    frame = make([row | {"x.y": "mine"} for row in ROWS[:3]], desk.TYPES | {"x.y": "text"})
    (problem,) = problems_of(frames.rank, frame, PriorityPolicy.equal_footing(), at=desk.AT)
    assert str(problem) == (
        "A column cannot be 'x.y': in Spark a dot leads into a column, and a backtick is a quote; rename it."
    )
    (problem,) = problems_of(frames.prioritize, frame, columns={"level": "my.level"})
    assert problem.value == "my.level"
    assert {row["x.y"] for row in engines.read(frames.prioritize(frame))} == {"mine"}
    (problem,) = problems_of(
        frames.evidence, make(PAIR_ROWS, PAIR_TYPES), KNOWN, on=DAY, columns={"employed": "is.employed"}
    )
    assert problem.value == "is.employed"


def test_facts_need_columns_of_their_own():
    frame = engines.to_polars(PAIR_ROWS, PAIR_TYPES)
    for call, name in ((frames.evidence, "employed"), (frames.serves_external, "serves_external")):
        (problem,) = problems_of(call, frame, KNOWN, on=DAY, columns={name: "party"})
        assert str(problem) == (
            f"{call.__name__} column 'party' cannot be 'party': it is read, so the {name} needs another column."
        )
    for columns in ({"employed": "occasional"}, {"employed": "x", "owns": "x"}):
        (problem,) = problems_of(frames.evidence, frame, KNOWN, on=DAY, columns=columns)
        assert (problem.value, problem.remedy) == (columns, "each answer needs a column of its own")


def test_facts_may_have_names_with_a_space(make):
    answers = engines.read(
        frames.evidence(make(PAIR_ROWS, PAIR_TYPES), KNOWN, on=DAY, columns={"employed": "is employed"})
    )
    assert {(row["party"], row["provider"]): row["is employed"] for row in answers} == {
        pair: KNOWN.evidence(*pair, on=DAY).employed for pair in PAIRS
    }


def test_two_columns_of_one_name_are_refused():
    of_pandas = pd.DataFrame([["low", "low", 1, 2]], columns=["impact", "urgency", "note", "note"])
    of_pyarrow = pa.table([["low"], ["low"], [1], [2]], names=["impact", "urgency", "note", "note"])
    of_duckdb = engines.connection.sql("SELECT 'low' AS impact, 'low' AS urgency, 1 AS note, 2 AS note")
    for frame in (of_pandas, of_pyarrow, of_duckdb):
        (problem,) = problems_of(frames.prioritize, frame)
        assert str(problem) == "The name of two columns cannot be 'note': rename one of them."


def test_two_columns_of_one_name_are_refused_on_pyspark():
    frame = engines.engine_or_skip("pyspark")([{"impact": "low", "urgency": "low"}], LEVEL_TYPES)
    (problem,) = problems_of(frames.prioritize, frame.select("impact", "urgency", "urgency"))
    assert (problem.what, problem.value) == ("The name of two columns", "urgency")


BUYERS_ONLY = DecisionTable(
    "kind",
    {"occasional": bool},
    [Rule("guest", {"occasional": True}, CustomerKind.RETAIL), Rule("other", {}, CustomerKind.HORIZONTAL)],
)


def test_a_kind_of_the_other_side_is_refused_where_it_occurs(make):
    types = dict.fromkeys(FACTS, "flag")
    sound = [asdict(Evidence(employed=True)), asdict(Evidence(occasional=True))]
    wrong = [*sound, asdict(Evidence())]
    assert sorted(
        row["kind"] for row in engines.read(frames.classify(make(sound, types), Rulebook(kind_table=BUYERS_ONLY)))
    ) == [
        "horizontal",
        "retail",
    ]
    frames.check(make(sound, types), SIDE_TABLE, BUYERS_ONLY)
    with pytest.raises(ContradictoryTables, match="external by rule 'outsider' cannot be horizontal by rule 'other'"):
        frames.check(make(wrong, types), SIDE_TABLE, BUYERS_ONLY)
    if make in [engines.MAKERS[name] for name in engines.LAZY]:
        answers = engines.read(frames.classify(make(wrong, types), Rulebook(kind_table=BUYERS_ONLY)))
        assert sorted(str(row["kind"]) for row in answers) == ["None", "horizontal", "retail"]
    else:
        with pytest.raises(ContradictoryTables):
            frames.classify(make(wrong, types), Rulebook(kind_table=BUYERS_ONLY))


def test_tables_are_checked_as_for_objects():
    colors = DecisionTable("side", {"color": bool}, [Rule("all", {}, Side.EXTERNAL)])
    not_an_answer = problems_of(frames.prioritize, pl.DataFrame({"color": [True]}), colors)[-1]
    assert not_an_answer.value is Side.EXTERNAL
    with pytest.raises(InvalidType):
        frames.classify(pl.DataFrame(), colors)
    with pytest.raises(InvalidType):
        frames.check(pl.DataFrame(), "side")
    with pytest.raises(InvalidType):
        frames.rank(pl.DataFrame(), "first come", at=desk.AT)
    with pytest.raises(InvalidType):
        frames.table_expression("side")


def test_the_argument_that_is_no_matrix_is_named():
    with pytest.raises(InvalidType, match=r"^prioritize matrix must be a DecisionTable, not 'x'"):
        frames.prioritize(pl.DataFrame(), "x")
    with pytest.raises(InvalidType, match=r"^rank matrix must be a DecisionTable, not 'x'"):
        frames.rank(pl.DataFrame(), PriorityPolicy.equal_footing(), at=desk.AT, matrix="x")


def test_a_policy_is_checked_on_what_the_frame_holds_and_not_on_what_tables_would_say():
    rows = [facts | row for facts, row in zip(EVERY_CASE, ROWS, strict=False)]
    types = dict.fromkeys(FACTS, "flag") | desk.TYPES
    frame = engines.to_polars(rows, types)
    questions = (SIDE_TABLE, KIND_TABLE, PriorityPolicy.external_first())
    (problem,) = problems_of(frames.check, frame.drop("side", "kind"), *questions)
    assert (type(problem), problem.column) == (UnknownColumn, "side")
    frames.check(frames.classify(frame).with_columns(pl.col("serves_external").fill_null(value=False)), *questions)


# Tables as expressions


class Size(Enum):
    SMALL = 1
    LARGE = 2
    HUGE = 3


FREIGHT = DecisionTable(
    "freight",
    {"size": Size, "fragile": bool, "abroad": bool},
    [
        Rule("huge", {"size": Size.HUGE}, 99.5),
        Rule("fragile-large", {"size": Size.LARGE, "fragile": True}, 20),
        Rule("abroad", {"abroad": True, "fragile": {True, False}}, 20),
        Rule("home", {"abroad": False, "size": {Size.SMALL, Size.LARGE}}, 5),
    ],
)
FREIGHT_TYPES = {"size": "text", "fragile": "flag", "abroad": "flag"}


def test_any_table_runs_as_an_expression(make):
    cases = list(product(Size, [True, False], [True, False]))
    rows = [{"size": size.name.lower(), "fragile": fragile, "abroad": abroad} for size, fragile, abroad in cases]
    opened = nw.from_native(make(rows, FREIGHT_TYPES))
    answers = engines.read(opened.with_columns(frames.table_expression(FREIGHT)).to_native())
    for row in answers:
        decision = FREIGHT.decide(size=Size[row["size"].upper()], fragile=row["fragile"], abroad=row["abroad"])
        assert row["freight"] == decision.value


def test_where_a_fact_is_unknown_a_table_gives_null(make_lazy):
    rows = [
        {"size": "gigantic", "fragile": True, "abroad": True},
        {"size": "huge", "fragile": None, "abroad": True},
        {"size": None, "fragile": True, "abroad": True},
        {"size": "huge", "fragile": True, "abroad": True},
    ]
    opened = nw.from_native(make_lazy(rows, FREIGHT_TYPES))
    answers = engines.read(opened.with_columns(frames.table_expression(FREIGHT)).to_native())
    assert [row["freight"] for row in answers if row["size"] == "huge" and row["fragile"]] == [99.5]
    assert [row["freight"] for row in answers if row["size"] != "huge" or row["fragile"] is None] == [None] * 3
    assert len(problems_of(frames.check, opened.to_native(), FREIGHT)) == 3


@st.composite
def tables(draw):
    """Draw complete tables over a few inputs."""
    inputs = {"size": Size, "fragile": bool, "abroad": bool}
    rules = []
    for number in range(draw(st.integers(0, 6))):
        when = {
            name: draw(st.sets(st.sampled_from([True, False] if domain is bool else list(domain)), min_size=1))
            for name, domain in inputs.items()
            if draw(st.booleans())
        }
        rules.append(Rule(f"r{number}", when, draw(st.sampled_from(list(CustomerKind)))))
    return DecisionTable("drawn", inputs, [*rules, Rule("last", {}, CustomerKind.RETAIL)])


CASES = list(product(Size, [True, False], [True, False]))
CASE_FRAME = pl.DataFrame(
    {
        "size": [size.name.lower() for size, _, _ in CASES],
        "fragile": [fragile for _, fragile, _ in CASES],
        "abroad": [abroad for _, _, abroad in CASES],
    }
)


@settings(max_examples=30, deadline=None)
@given(tables())
def test_a_drawn_table_says_in_frames_what_it_says_of_objects(table):
    expected = [table.decide(size=size, fragile=fragile, abroad=abroad).value.value for size, fragile, abroad in CASES]
    for frame in (CASE_FRAME, CASE_FRAME.to_pandas(), engines.connection.from_arrow(CASE_FRAME.to_arrow())):
        answers = engines.read(nw.from_native(frame).select(frames.table_expression(table)).to_native())
        assert [row["drawn"] for row in answers] == expected


@pytest.mark.parametrize("answer", [True, 7, 2.5, "gold", date(2026, 3, 2), timedelta(days=2), None])
def test_answers_of_a_table_are_cells_as_they_are(answer):
    table = DecisionTable("answer", {"loyal": bool}, [Rule("loyal", {"loyal": True}, answer), Rule("not", {}, None)])
    opened = nw.from_native(pl.DataFrame({"loyal": [True, False]}))
    assert opened.select(frames.table_expression(table))["answer"].to_list() == [answer, None]


class Clash(Enum):
    High = 1
    HIGH = 2


def test_a_table_that_fits_into_no_column_is_refused():
    mixed = DecisionTable("mixed", {"loyal": bool}, [Rule("loyal", {"loyal": True}, 1), Rule("other", {}, "none")])
    tuples = DecisionTable("tuples", {"loyal": bool}, [Rule("all", {}, (1, 2))])
    clash = DecisionTable("clash", {"level": Clash}, [Rule("all", {}, 1)])
    said = [str(*problems_of(frames.table_expression, table)) for table in (mixed, tuples, clash)]
    assert said[0] == "The answers of table 'mixed' must be of one type, as a column is, not (1, 'none') (tuple)."
    cell = "must be what a column can hold: True, False, a number, a string, a date"
    assert said[1] == f"Table 'tuples' rule 'all' then {cell}, not (1, 2) (tuple)."
    assert said[2].startswith("Table 'clash' input 'level' must be an Enum whose names differ in more than upper and")


# What a network knows

HOTEL, SPA, AGENCY = map(Organization, ["hotel", "spa", "agency"])
ANA, BO, GUEST = map(Person, ["ana", "bó", "guest"])
TIES = [
    Affiliation(SPA, HOTEL, Capacity.UNIT, functions=frozenset({BusinessFunction.PRODUCES})),
    Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, functions=frozenset({BusinessFunction.DECIDES_OFFER})),
    Affiliation(BO, SPA, Capacity.CONTRACTOR),
    Affiliation(BO, HOTEL, Capacity.SHAREHOLDER),
    Affiliation(AGENCY, HOTEL, Capacity.PARTNER),
]
KNOWN = ServiceNetwork(TIES, desk.NETWORK.relationships.values(), parties=[GUEST])
DAY = date(2026, 3, 2)
PAIRS = [
    (party.id, provider.id)
    for party in (HOTEL, SPA, AGENCY, ANA, BO, GUEST)
    for provider in (HOTEL, SPA, AGENCY)
    if party is not provider
]
PAIR_ROWS = [{"party": party, "provider": provider} for party, provider in [*PAIRS, *PAIRS[:3]]]
PAIR_TYPES = {"party": "text", "provider": "text"}


def test_evidence_in_a_frame_is_that_of_the_network(make):
    answers = engines.read(frames.evidence(make(PAIR_ROWS, PAIR_TYPES), KNOWN, on=DAY))
    assert len(answers) == len(PAIR_ROWS)
    for row in answers:
        party, provider = row.pop("party"), row.pop("provider")
        assert row == asdict(KNOWN.evidence(party, provider, on=DAY))


def test_evidence_goes_into_classify(make):
    answers = engines.read(frames.classify(frames.evidence(make(PAIR_ROWS, PAIR_TYPES), KNOWN, on=DAY)))
    assert {(row["party"], row["provider"]): row["kind"] for row in answers} == {
        pair: KNOWN.classify(*pair, on=DAY).kind.value for pair in PAIRS
    }


def test_rows_keep_their_order_and_their_index_where_evidence_is_added():
    frame = pd.DataFrame(PAIR_ROWS, index=range(100, 100 + len(PAIR_ROWS)))
    added = frames.evidence(frame, KNOWN, on=DAY)
    assert list(added.index) == list(frame.index)
    assert added[["party", "provider"]].equals(frame)


def test_what_no_tie_says_is_kept_where_it_is_said(make):
    rows = [{"party": "guest", "provider": "hotel", "standing_account": True, "occasional": True}]
    types = PAIR_TYPES | {"standing_account": "flag", "occasional": "flag"}
    (row,) = engines.read(frames.classify(frames.evidence(make(rows, types), KNOWN, on=DAY)))
    assert row["kind"] == "account"


def test_an_account_of_a_relationship_counts_in_frames_as_in_the_network(make):
    stay = Relationship(HOTEL, Person("guest"), "stay", account_number="G-7")
    network = KNOWN.with_relationships(stay)
    rows = [{"party": "guest", "provider": "hotel"}]
    (row,) = engines.read(frames.classify(frames.evidence(make(rows, PAIR_TYPES), network, on=DAY)))
    assert row["kind"] == network.classify("guest", "hotel", on=DAY).kind.value == "account"


def test_on_whom_external_customers_wait_is_read_from_the_network(make):
    rows = [{"client": name} for name in ("kitchen", "cellar", "office", "kitchen")]
    frame = make(rows, {"client": "text"})
    columns = {"party": "client", "serves_external": "awaited"}
    answers = engines.read(frames.serves_external(frame, desk.NETWORK, on=DAY, columns=columns))
    assert sorted((row["client"], row["awaited"]) for row in answers) == [
        ("cellar", True),
        ("kitchen", True),
        ("kitchen", True),
        ("office", False),
    ]


def test_an_empty_frame_of_ids_stays_empty(make):
    assert engines.read(frames.evidence(make([], PAIR_TYPES), KNOWN, on=DAY)) == []


def test_unknown_ids_are_all_named(make):
    rows = [*PAIR_ROWS, {"party": "anna", "provider": "hotel"}, {"party": "spa", "provider": "spa"}]
    problems = problems_of(frames.evidence, make(rows, PAIR_TYPES), KNOWN, on=DAY)
    assert [str(problem) for problem in problems] == [
        "No party has the id 'anna': did you mean 'ana'?",
        "'spa' cannot be its own customer: name another provider or customer.",
    ]
    many = [{"party": f"x{number:02}", "provider": "hotel"} for number in range(12)]
    assert len(problems_of(frames.evidence, make(many, PAIR_TYPES), KNOWN, on=DAY)) == 12


def test_a_row_without_an_id_is_named(make):
    rows = [*PAIR_ROWS, {"party": None, "provider": "hotel"}]
    (problem,) = problems_of(frames.evidence, make(rows, PAIR_TYPES), KNOWN, on=DAY)
    assert (problem.what, problem.remedy) == ("Column 'party'", "1 row is so; give a string")


def test_ids_that_are_no_texts_are_refused(make):
    (problem,) = problems_of(frames.serves_external, make([{"party": 7}], {"party": "whole"}), KNOWN, on=DAY)
    assert problem.what == "Column 'party'"


def test_an_engine_that_takes_no_table_from_here_is_refused_where_one_is_needed():
    class Frame:
        implementation = nw.Implementation.DASK

        def to_native(self):
            return "a frame of Dask"

    with pytest.raises(InvalidType, match="must be a frame of pandas, Polars, PyArrow, DuckDB or PySpark"):
        _engines.to_engine(Frame(), {}, {})


def test_a_database_may_have_tables_of_any_name():
    connection = duckdb.connect()
    for name in ("small", "beside", "data", "relation", "table"):
        connection.execute(f'CREATE TABLE "{name}" AS SELECT 1 AS nothing')
    connection.execute("CREATE TABLE stays AS SELECT 'ana' AS party, 'hotel' AS provider")
    (row,) = engines.read(frames.evidence(connection.table("stays"), KNOWN, on=DAY))
    assert row["employed"]


@pytest.mark.parametrize("setting", ["python_enable_replacements", "enable_external_access"])
def test_a_database_that_reads_no_table_of_python_is_refused(setting):
    connection = duckdb.connect()
    connection.execute(f"SET {setting} = false")
    stays = connection.sql("SELECT 'ana' AS party, 'hotel' AS provider")
    (problem,) = problems_of(frames.evidence, stays, KNOWN, on=DAY)
    assert str(problem) == (
        f"The setting {setting!r} of DuckDB cannot be False: the answers come to DuckDB as a table of Python, "
        "which it has to be allowed to read; set it to true."
    )


def test_columns_that_are_made_on_the_way_take_no_name_that_is_there(make):
    rows = [row | {"_relclient_key0": "mine", "_relclient_key1": "mine too"} for row in ROWS[:9]]
    types = desk.TYPES | {"_relclient_key0": "text", "_relclient_key1": "text"}
    answers = engines.read(frames.rank(make(rows, types), desk.POLICIES[2], at=desk.AT))
    assert {(row["_relclient_key0"], row["_relclient_key1"]) for row in answers} == {("mine", "mine too")}


def test_the_day_and_the_network_are_checked():
    frame = pl.DataFrame({"party": ["ana"], "provider": ["hotel"]})
    with pytest.raises(InvalidType):
        frames.evidence(frame, KNOWN, on=datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(InvalidType):
        frames.serves_external(frame, "network", on=DAY)


# The extra


def test_a_missing_package_is_named_as_a_field(monkeypatch):
    for module in [name for name in sys.modules if name.startswith("relclient.interop.frames")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("relclient.interop.frames")
    error = caught.value
    assert (error.module, error.package, error.extra) == ("relclient.interop.frames", "narwhals", "frames")


def test_without_the_extra_one_sentence_says_what_to_install():
    program = (
        "import sys; sys.modules['narwhals'] = None\n"
        "import relclient\n"
        "try:\n"
        "    import relclient.interop.frames\n"
        "except ImportError as error:\n"
        "    print(type(error).__name__, error, sep=': ')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == (
        "MissingExtra: relclient.interop.frames needs narwhals, which is not installed: "
        "pip install 'relclient[frames]' brings it.\n"
    )


def test_frames_bring_no_engine_with_them():
    program = (
        "import sys, relclient.interop.frames\n"
        "print(sorted({'pandas', 'polars', 'pyarrow', 'duckdb', 'pyspark', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
