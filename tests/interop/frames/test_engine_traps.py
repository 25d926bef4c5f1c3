"""Traps of single engines: what one of them reads, compares or labels otherwise than the others."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from relclient import (
    Affiliation,
    ByAttribute,
    ByPriority,
    Capacity,
    InvalidType,
    LongestWaiting,
    Organization,
    Person,
    PriorityPolicy,
    Problems,
    ServiceNetwork,
)
from relclient.interop import frames

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
BY_WEIGHT = PriorityPolicy("by weight", [ByAttribute("weight"), LongestWaiting()])
AGEING = PriorityPolicy("ageing", [ByPriority(lift_after=timedelta(hours=1)), LongestWaiting()])
STAFF = ServiceNetwork(
    [Affiliation(Person("ana"), Organization("hotel"), Capacity.EMPLOYEE)], parties=[Person("ANA"), Person("dan")]
)
EARLIER = [timedelta(hours=hours) for hours in (0, 1, 2)]


def desk(**columns):
    received = pd.to_datetime([NINE - earlier for earlier in EARLIER], utc=True)
    return pd.DataFrame(
        {"id": ["a", "b", "c"], "impact": ["low"] * 3, "urgency": ["low"] * 3, "received": received} | columns
    )


def order(frame, policy):
    return frames.rank(frame, policy, at=NINE)["id"].tolist()


def one_problem(call, *arguments, **keywords):
    with pytest.raises(Problems) as caught:
        call(*arguments, **keywords)
    (problem,) = caught.value.exceptions
    return problem


# Zones


@pytest.mark.parametrize("zone", ["America/New_York", "Etc/GMT+1", "Etc/GMT-14", "+05:30", "Europe/Madrid", "UTC"])
def test_a_column_of_pandas_may_be_in_any_zone_whatever_letters_its_name_has(zone):
    frame = desk()
    frame["received"] = frame["received"].dt.tz_convert(zone)
    assert order(frame, AGEING) == ["c", "b", "a"]
    assert order(frame.assign(received=frame["received"].astype(pd.ArrowDtype(pa.timestamp("us", zone)))), AGEING) == [
        "c",
        "b",
        "a",
    ]


def test_pandas_times_without_a_zone_are_still_refused():
    frame = desk()
    frame["received"] = frame["received"].dt.tz_localize(None)
    assert "has no zone" in str(one_problem(frames.rank, frame, AGEING, at=NINE))


def test_nanoseconds_of_duckdb_are_instants():
    rows = "VALUES ('a', '2026-03-02 09:00:00+00'), ('b', '2026-03-02 08:00:00+00')"
    times = "SELECT id, 'low' AS impact, 'low' AS urgency, t::TIMESTAMPTZ_NS AS received"
    relation = duckdb.connect().sql(f"{times} FROM ({rows}) AS v(id, t)")
    assert [row[0] for row in frames.rank(relation, AGEING, at=NINE).fetchall()] == ["b", "a"]


# Equality and order of strings


@pytest.mark.parametrize("setting", ["", "SET default_collation = 'NOCASE'", "SET default_collation = 'NOACCENT'"])
@pytest.mark.parametrize("collation", ["", "COLLATE NOCASE", "COLLATE NOACCENT.NOCASE"])
def test_ids_of_duckdb_are_equal_by_their_letters_and_not_by_a_collation(setting, collation):
    connection = duckdb.connect()
    connection.execute(setting or "SELECT 1")
    connection.execute(f"CREATE TABLE pairs (party VARCHAR {collation}, provider VARCHAR {collation})")
    connection.execute("INSERT INTO pairs VALUES ('ANA', 'hotel'), ('ana', 'hotel'), ('dan', 'hotel')")
    found = frames.evidence(connection.table("pairs"), STAFF, on=DAY).project("party, employed").fetchall()
    assert sorted(found) == [("ANA", False), ("ana", True), ("dan", False)]


def test_ids_of_duckdb_rank_by_their_letters_and_two_that_differ_in_case_are_two():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE desk (id VARCHAR COLLATE NOCASE, weight INT, received TIMESTAMPTZ)")
    connection.execute("INSERT INTO desk VALUES ('b', 1, '2026-03-02 09:00+00'), ('B', 1, '2026-03-02 09:00+00')")
    connection.execute("INSERT INTO desk VALUES ('a', 1, '2026-03-02 09:00+00')")
    frame = connection.table("desk").project("*, 'low' AS impact, 'low' AS urgency")
    assert [row[0] for row in frames.rank(frame, BY_WEIGHT, at=NINE).fetchall()] == ["B", "a", "b"]
    frames.check(frame, BY_WEIGHT)


def test_words_of_duckdb_are_read_to_the_letter():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE levels (impact VARCHAR COLLATE NOCASE, urgency VARCHAR)")
    connection.execute("INSERT INTO levels VALUES ('HIGH', 'high'), ('high', 'high')")
    found = frames.prioritize(connection.table("levels")).project("impact, level").fetchall()
    assert sorted(found) == [("HIGH", None), ("high", 1)]


# What adds a column that is missing


@pytest.mark.parametrize(
    ("missing", "maker"),
    [
        ("serves_external", "frames.serves_external"),
        ("side", "frames.classify"),
        ("produces", "frames.evidence"),
    ],
)
def test_a_missing_column_of_ours_is_told_by_what_adds_it_and_never_taken_for_another_of_ours(missing, maker):
    frame = desk(serves_outsiders=[True] * 3, provider=["hotel"] * 3, kind=["b2b"] * 3)
    frame = frame.assign(side="external") if missing != "side" else frame
    with pytest.raises(Problems) as caught:
        frames.classify(frame) if missing == "produces" else frames.rank(
            frame, PriorityPolicy.external_first(), at=NINE
        )
    problem = next(one for one in caught.value.exceptions if one.column == missing)
    assert problem.known == ()
    assert problem.remedy.startswith(maker)


# Gaps, labels and mixed columns of pandas


def test_a_gap_in_a_pandas_column_of_strings_is_a_problem_and_no_crash():
    frame = pd.DataFrame({"party": pd.array(["ana", None], dtype="string"), "provider": ["hotel", "hotel"]})
    problem = one_problem(frames.evidence, frame, STAFF, on=DAY)
    assert (problem.what, problem.value) == ("Column 'party'", None)


@pytest.mark.parametrize("label", [0, 2.5, ("a", "b")])
def test_a_label_that_is_no_string_is_named_where_rows_are_moved(label):
    frame = desk(weight=[1, 2, 3])
    frame[label] = 1
    problem = one_problem(frames.rank, frame, BY_WEIGHT, at=NINE)
    assert (type(problem), problem.value) == (InvalidType, label)


def test_such_a_label_is_no_matter_where_rows_stay():
    frame = pd.DataFrame({"impact": ["low"], "urgency": ["low"], 0: [1]})
    assert frames.prioritize(frame)["level"].tolist() == [5]


def test_labels_of_two_levels_are_no_columns_of_ours():
    with pytest.raises(Problems) as caught:
        frames.prioritize(pd.DataFrame({("impact", "x"): ["low"]}))
    assert [problem.column for problem in caught.value.exceptions] == ["impact", "urgency"]


@pytest.mark.parametrize(
    ("column", "cells", "bad"),
    [
        ("impact", ["low", 3, "high"], 3),
        ("received", [NINE, NINE, "yesterday"], "yesterday"),
        ("id", ["a", 2.5, "c"], 2.5),
    ],
)
def test_a_mixed_column_is_told_by_its_bad_value_and_not_by_the_first(column, cells, bad):
    frame = desk(weight=[1, 2, 3])
    frame[column] = pd.Series(cells, dtype=object)
    assert one_problem(frames.rank, frame, BY_WEIGHT, at=NINE).value == bad


@pytest.mark.parametrize("dtype", ["float64", "Float64", pd.ArrowDtype(pa.float64()), pd.ArrowDtype(pa.float32())])
@pytest.mark.parametrize("descending", [False, True])
def test_zero_and_minus_zero_are_one_number_to_pandas_of_any_type(dtype, descending):
    frame = desk(weight=pd.array([0.0, -0.0, 1.5], dtype=dtype))
    policy = PriorityPolicy("by weight", [ByAttribute("weight", descending=descending), LongestWaiting()])
    assert order(frame, policy) == (["c", "b", "a"] if descending else ["b", "a", "c"])
