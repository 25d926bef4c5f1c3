"""Engines: what holds data frames, and the little in which narwhals leaves them different."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias, TypeGuard, TypeVar

import narwhals as nw
from narwhals.exceptions import DuplicateError

from relclient._validation import check_instance, check_text
from relclient.errors import InvalidType, InvalidValue, Problems, RelclientError

F = TypeVar("F")
Frame: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]
Columns: TypeAlias = Mapping[str, str]
"""What the columns of a frame are called, by the names that relclient has for them."""
DType: TypeAlias = Any  # narwhals exports its data types, but not their base
Schema: TypeAlias = Mapping[str, DType]

_DUCKDB_SETTINGS = ("python_enable_replacements", "enable_external_access")
"""What DuckDB asks before it reads a variable of Python as a table."""


def open_frame(what: str, frame: object) -> Frame:
    """Wrap the caller's own kind of frame, so that narwhals can ask it."""
    try:
        opened = nw.from_native(frame, pass_through=True)
    except DuplicateError:
        native: Any = frame  # only PyArrow calls the names of columns otherwise
        raise _shared(getattr(native, "column_names", None) or native.columns) from None
    if not _is_frame(opened):
        raise InvalidType(what, frame, "a data frame that narwhals takes: pandas, Polars, PyArrow, DuckDB, PySpark")
    if is_sql(opened) and len(set(opened.columns)) < len(opened.columns):
        raise _shared(opened.columns)
    return _by_bytes(opened) if opened.implementation.is_duckdb() else opened


def _by_bytes(frame: Frame) -> Frame:
    """Compare the strings of DuckDB byte by byte, whatever collation a column or the database has."""
    native: Any = frame.to_native()
    if "VARCHAR" not in map(str, native.types):
        return frame
    opened: Frame = nw.from_native(_collated(native))
    return opened


def _collated(relation: Any) -> Any:  # noqa: ANN401  # DuckDB has no types
    quoted = ['"' + name.replace('"', '""') + '"' for name in relation.columns]
    return relation.project(
        ", ".join(
            f'{name} COLLATE "binary" AS {name}' if str(dtype) == "VARCHAR" else name
            for name, dtype in zip(quoted, relation.types, strict=True)
        )
    )


def schema_of(frame: Frame) -> Schema:
    """Return the types of the columns, also of those zones and precisions that narwhals calls unknown."""
    schema = dict(frame.collect_schema())
    unknown = [name for name, dtype in schema.items() if isinstance(dtype, nw.Unknown)]
    if unknown:
        native: Any = frame.to_native()
        schema |= {name: dtype for name in unknown if (dtype := _instant_type(frame, native, name)) is not None}
    return schema


def string_labels(schema: Schema) -> list[str]:
    """Return the names of columns that are strings; in pandas any value is a label."""
    labels: Iterable[object] = schema
    return [label for label in labels if isinstance(label, str)]


def _instant_type(frame: Frame, native: Any, name: str) -> DType | None:  # noqa: ANN401  # engines may be missing
    if frame.implementation.is_pandas():
        # narwhals reads a zone off the text of the type, and knows only letters and slashes there.
        dtype = native[name].dtype
        zone = getattr(dtype, "tz", None)
        return None if zone is None else nw.Datetime(dtype.unit, str(zone))
    if frame.implementation.is_duckdb() and str(native.types[native.columns.index(name)]) == "TIMESTAMPTZ_NS":
        return nw.Datetime("ns", "UTC")
    return None


def _shared(names: Iterable[str]) -> Problems:
    shared = [name for name, count in Counter(names).items() if count > 1]
    return Problems.found([InvalidValue("The name of two columns", name, "rename one of them") for name in shared])


def _is_frame(opened: object) -> TypeGuard[Frame]:
    return isinstance(opened, nw.DataFrame | nw.LazyFrame)


def close_frame(opened: Frame, frame: F) -> F:
    """Return *opened* as the kind of thing that *frame* is."""
    closed: Any = opened if _is_frame(frame) else opened.to_native()
    given: F = closed
    return given


def as_columns(what: str, columns: Columns | None, names: Sequence[str]) -> dict[str, str]:
    """Return what each of *names* is called, by what the caller said of the *columns*."""
    if columns is None:
        columns = {}
    check_instance(f"{what} columns", columns, Mapping, "a mapping from names such as 'impact' to columns")
    column_names = {name: name for name in names}
    problems: list[RelclientError] = []
    for name, column in columns.items():
        if name not in column_names:
            problems.append(InvalidValue(f"{what} columns key", name, f"the names are {', '.join(names)}"))
            continue
        try:
            check_text(f"{what} columns[{name!r}]", column)
        except RelclientError as problem:
            problems.append(problem)
        else:
            column_names[name] = column
    if problems:
        raise Problems.found(problems)
    return column_names


def collect(frame: Frame) -> nw.DataFrame[Any]:
    """Run the query behind a lazy frame; an eager one is there already."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def is_lazy(frame: Frame) -> bool:
    """Return whether nothing of *frame* may be computed before its owner asks for it."""
    return isinstance(frame, nw.LazyFrame)


def is_sql(frame: Frame) -> bool:
    """Return whether *frame* is a query that an engine of SQL runs."""
    return is_lazy(frame) and not frame.implementation.is_polars()


def holds_nothing(frame: Frame, column: str) -> bool:
    """Return whether *column* is null in every row, of a lazy frame as far as its type tells."""
    if isinstance(frame, nw.DataFrame):
        cells = frame.get_column(column)
        return cells.null_count() == len(cells)
    native: Any = frame.to_native()
    if frame.implementation.is_polars():
        return str(native.collect_schema()[column]) == "Null"
    if frame.implementation.is_duckdb():
        return str(native.types[native.columns.index(column)]) == '"NULL"'
    if frame.implementation.is_pyspark():  # pragma: no cover  # only where PySpark is installed
        return str(native.schema[column].dataType.typeName()) == "void"
    return False


def in_utc(frame: Frame, instant: nw.Expr) -> nw.Expr:
    """Put *instant* into UTC where an engine compares only times of one zone; pandas and engines of SQL compare all."""
    is_compared = is_sql(frame) or frame.implementation.is_pandas()
    return instant if is_compared else instant.dt.convert_time_zone("UTC")


def unused_name(taken: Iterable[str], name: str) -> str:
    """Return a name that is not *taken*."""
    name = f"_relclient_{name}"
    while name in taken:
        name += "_"
    return name


def all_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Join *conditions*, one at least, by and."""
    return reduce(lambda one, other: one & other, conditions)


def any_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Join *conditions*, one at least, by or."""
    return reduce(lambda one, other: one | other, conditions)


def to_engine(
    frame: nw.LazyFrame[Any], data: Mapping[str, Sequence[object]], types: Mapping[str, Any]
) -> nw.LazyFrame[Any]:
    """Return a small table of *data* on the engine of *frame*, so that the two can be joined."""
    engine = frame.implementation
    if engine.is_polars():
        return nw.from_dict(data, types, backend=engine).lazy()
    if engine.is_duckdb():
        return _to_duckdb(frame.to_native(), nw.from_dict(data, types, backend="pyarrow").to_native())
    if engine.is_pyspark():  # pragma: no cover  # only where PySpark is installed
        return _to_spark(frame.to_native(), data, types)
    raise InvalidType("frame", frame.to_native(), "a frame of pandas, Polars, PyArrow, DuckDB or PySpark")


def _to_duckdb(relation: Any, _relclient_beside: object) -> nw.LazyFrame[Any]:  # noqa: ANN401  # DuckDB has no types
    # A query on the connection of the relation, which is not always the usual one; a relation does not give its
    # connection, so the table is found by the name of the variable, which must be that of no table there.
    asked = ", ".join(f"current_setting('{setting}')" for setting in _DUCKDB_SETTINGS)
    (allowed,) = relation.query("_relclient_unused", f"SELECT {asked}").fetchall()
    remedy = "the answers come to DuckDB as a table of Python, which it has to be allowed to read; set it to true"
    problems = [
        InvalidValue(f"The setting {setting!r} of DuckDB", is_allowed, remedy)
        for setting, is_allowed in zip(_DUCKDB_SETTINGS, allowed, strict=True)
        if not is_allowed
    ]
    if problems:
        raise Problems.found(problems)
    found = _collated(relation.query("_relclient_unused", "SELECT * FROM _relclient_beside"))
    table: nw.LazyFrame[Any] = nw.from_native(found).lazy()
    return table


def _to_spark(
    native: Any,  # noqa: ANN401  # PySpark may be missing
    data: Mapping[str, Sequence[object]],
    types: Mapping[str, Any],
) -> nw.LazyFrame[Any]:  # pragma: no cover  # only where PySpark is installed
    names = {nw.String: "string", nw.Boolean: "boolean"}
    schema = ", ".join(f"`{name}` {names[type(dtype)]}" for name, dtype in types.items())
    rows = list(zip(*data.values(), strict=True))
    table: nw.LazyFrame[Any] = nw.from_native(native.sparkSession.createDataFrame(rows, schema)).lazy()
    return table
