"""The engines on which frames are tested: the same rows made into a frame of each, and read back from it."""

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from spark import spark_session, without_spark

POLARS = {
    "text": pl.String,
    "flag": pl.Boolean,
    "instant": pl.Datetime("us", "UTC"),
    "whole": pl.Int64,
    "real": pl.Float64,
}
SPARK = {"text": "string", "flag": "boolean", "instant": "timestamp", "whole": "bigint", "real": "double"}
PANDAS = {pl.Boolean: "boolean", pl.Int64: "Int64"}

connection = duckdb.connect()


def to_polars(rows, types):
    """Return an eager frame of Polars from dicts."""
    return pl.DataFrame(rows, schema={name: POLARS[kind] for name, kind in types.items()}, orient="row")


def to_pandas(rows, types):
    """Return a frame of pandas, whose usual types of flags and whole numbers know no null."""
    frame = as_pandas(to_polars(rows, types))
    frame.index = range(len(frame), 0, -1)  # it has nothing to say
    return frame


def as_pandas(frame):
    """Return a frame of pandas from one of Polars."""
    made = frame.to_pandas()
    for name, dtype in frame.schema.items():
        if dtype in PANDAS and frame[name].null_count():
            made[name] = pd.array(frame[name].to_list(), dtype=PANDAS[dtype])
    return made


def to_duckdb(rows, types):
    """Return a relation on a connection that is not the usual one."""
    return connection.from_arrow(to_polars(rows, types).to_arrow())


def to_spark(rows, types):
    """Return a frame of PySpark in the one session that a run of the tests has."""
    schema = ", ".join(f"`{name}` {SPARK[kind]}" for name, kind in types.items())
    return spark_session().createDataFrame([tuple(row[name] for name in types) for row in rows], schema)


MAKERS = {
    "polars": to_polars,
    "polars lazy": lambda rows, types: to_polars(rows, types).lazy(),
    "pandas": to_pandas,
    "pyarrow": lambda rows, types: to_polars(rows, types).to_arrow(),
    "duckdb": to_duckdb,
    "pyspark": to_spark,
}
LAZY = ("polars lazy", "duckdb", "pyspark")
EAGER = ("polars", "pandas", "pyarrow")


def engine_or_skip(name):
    """Return the function that makes frames of the engine, or skip the test where the engine is missing."""
    if name == "pyspark" and (reason := without_spark()):
        pytest.skip(reason)
    return MAKERS[name]


def read(frame):
    """Return the rows of any frame as dicts, with None for every kind of null."""
    opened = nw.from_native(frame)
    collected = opened.collect() if isinstance(opened, nw.LazyFrame) else opened
    return [
        {name: None if value is None or value != value else value for name, value in row.items()}  # noqa: PLR0124  # NaN
        for row in collected.rows(named=True)
    ]
