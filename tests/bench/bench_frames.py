"""
Ranking frames against what one writes by hand for each engine: ``python tests/bench/bench_frames.py [rows ...]``.

Both get the same rows and give the same order, and take turns; the best time of each counts. With ``--same`` the
answers of all engines are compared with those of objects too, row by row, which takes memory for all these objects.
Beside the seconds on the clock stands the time of the processors, which other programs disturb less; PySpark, which
runs in a process of its own, has none.
"""

import gc
import sys
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
from attrs import asdict

from relclient import (
    Evidence,
    HorizontalCustomer,
    Impact,
    Organization,
    Person,
    PriorityPolicy,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    ServiceRequest,
    Urgency,
    classify,
)
from relclient.interop import frames

ROWS = 1_000_000
ROUNDS = 5
BOUNDS = {"Polars": 1.1, "Polars, by place": 1.1, "DuckDB": 1.2}
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICY = PriorityPolicy.external_first()
WORDS = ("high", "medium", "low")
CELLS = [(i, u, WORDS.index(i) + WORDS.index(u) + 1) for i in WORDS for u in WORDS]
FACTS = list(asdict(Evidence()))


def make_rows(count):
    """Return requests as a frame of Polars, in random order."""
    random = np.random.default_rng(count)

    def instants(earliest):
        micros = random.integers(0, 30 * 86_400, count) * 1_000_000 + int(earliest.timestamp()) * 1_000_000
        return pl.Series(micros).cast(pl.Datetime("us", "UTC"))

    return pl.DataFrame(
        {
            "id": np.char.add("R-", random.permutation(count).astype(str)),
            "received": instants(MONDAY - timedelta(days=30)),
            "due": pl.select(pl.when(pl.Series(random.random(count) < 0.7)).then(instants(MONDAY))).to_series(),
            "impact": np.array(WORDS)[random.integers(0, 3, count)],
            "urgency": np.array(WORDS)[random.integers(0, 3, count)],
            "side": np.array(["internal", "external"])[random.integers(0, 2, count)],
            "serves_external": random.integers(0, 2, count) == 1,
        }
    )


# By hand


def polars_by_hand(frame):
    """Write the matrix as a chain of branches, and sort."""
    level = pl
    for impact, urgency, number in CELLS:
        level = level.when((pl.col("impact") == impact) & (pl.col("urgency") == urgency)).then(number)
    behind = (pl.col("side") == "internal") & ~pl.col("serves_external")
    made = frame.with_columns(level.alias("level"), behind.alias("behind"))
    ordered = made.sort("behind", "level", "due", "received", "id", nulls_last=True)
    return ordered.with_row_index("place", offset=1).drop("behind")


def polars_by_place(frame):
    """Do the same as one query, and number the rows before they are sorted, which is faster."""
    level = pl
    for impact, urgency, number in CELLS:
        level = level.when((pl.col("impact") == impact) & (pl.col("urgency") == urgency)).then(number)
    behind = (pl.col("side") == "internal") & ~pl.col("serves_external")
    made = frame.lazy().with_columns(level.alias("level"), behind.alias("behind"), late=pl.col("due").is_null())
    place = pl.int_range(1, pl.len() + 1).over(order_by=["behind", "level", "late", "due", "received", "id"])
    return made.with_columns(place=place).drop("behind", "late").sort("place").collect()


def pandas_by_hand(frame):
    conditions = [(frame["impact"] == impact) & (frame["urgency"] == urgency) for impact, urgency, _ in CELLS]
    level = np.select(conditions, [number for *_, number in CELLS])
    behind = (frame["side"] == "internal") & ~frame["serves_external"]
    made = frame.assign(level=level, behind=behind)
    ordered = made.sort_values(["behind", "level", "due", "received", "id"], na_position="last").drop(columns="behind")
    return ordered.assign(place=np.arange(1, len(frame) + 1))


BRANCHES = " ".join(f"WHEN impact = '{i}' AND urgency = '{u}' THEN {number}" for i, u, number in CELLS)
SQL = f"""
SELECT id, received, due, impact, urgency, side, serves_external,
       row_number() OVER (ORDER BY behind, level, due NULLS LAST, received, id) AS place, level
FROM (SELECT *, CASE {BRANCHES} END AS level, side = 'internal' AND NOT serves_external AS behind FROM desk)
ORDER BY place
"""  # noqa: S608  # its words are the constants above


# Engines: what each needs to run both


class Polars:
    def __init__(self, rows):
        self.frame = rows

    def ours(self):
        return frames.rank(self.frame, POLICY, at=MONDAY)

    def by_hand(self):
        return polars_by_hand(self.frame)

    def read(self, result):
        return result["id"].to_list(), result["level"].to_list()


class PolarsByPlace(Polars):
    def by_hand(self):
        return polars_by_place(self.frame)


class PolarsLazy(PolarsByPlace):
    def ours(self):
        return frames.rank(self.frame.lazy(), POLICY, at=MONDAY).collect()


class Pandas:
    def __init__(self, rows):
        self.frame = rows.to_pandas()

    def ours(self):
        return frames.rank(self.frame, POLICY, at=MONDAY)

    def by_hand(self):
        return pandas_by_hand(self.frame)

    def read(self, result):
        return result["id"].to_list(), result["level"].to_list()


class PyArrow:
    def __init__(self, rows):
        self.frame = rows.to_arrow()

    def ours(self):
        return frames.rank(self.frame, POLICY, at=MONDAY)

    by_hand = None

    def read(self, result):
        return result["id"].to_pylist(), result["level"].to_pylist()


class DuckDB:
    def __init__(self, rows):
        self.connection = duckdb.connect()
        self.connection.register("rows", rows.to_arrow())
        self.connection.execute("CREATE TABLE desk AS SELECT * FROM rows")

    def ours(self):
        return frames.rank(self.connection.table("desk"), POLICY, at=MONDAY).to_arrow_table()

    def by_hand(self):
        return self.connection.sql(SQL).to_arrow_table()

    def read(self, result):
        return result["id"].to_pylist(), result["level"].to_pylist()


class PySpark:
    def __init__(self, rows):
        from pyspark.sql import SparkSession  # noqa: PLC0415  # it may be missing

        builder = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        self.session = (
            builder.config("spark.driver.memory", "8g").config("spark.driver.host", "127.0.0.1").getOrCreate()
        )
        self.session.sparkContext.setLogLevel("OFF")
        self.folder = TemporaryDirectory()
        path = str(Path(self.folder.name, "desk.parquet"))
        rows.write_parquet(path)
        self.frame = self.session.read.parquet(path)
        self.frame.createOrReplaceTempView("desk")

    def ours(self):
        return self.run(frames.rank(self.frame, POLICY, at=MONDAY))

    def by_hand(self):
        return self.run(self.session.sql(SQL))

    def run(self, frame):
        frame.write.format("noop").mode("overwrite").save()
        return frame

    def read(self, result):
        table = result.select("id", "level").toArrow()
        return table["id"].to_pylist(), table["level"].to_pylist()


ENGINES = {
    "Polars": Polars,
    "Polars, by place": PolarsByPlace,
    "Polars, lazy": PolarsLazy,
    "DuckDB": DuckDB,
    "pandas": Pandas,
    "PyArrow": PyArrow,
    **({"PySpark": PySpark} if find_spec("pyspark") else {}),
}


# Measuring


def best_of(functions, rounds):
    """Let *functions* take turns, and give the best time of each, on the clock and of the processors."""
    times = [[] for _ in functions]
    for _ in range(rounds):
        for function, taken in zip(functions, times, strict=True):
            gc.collect()
            processor, clock = process_time(), perf_counter()
            function()
            taken.append((perf_counter() - clock, process_time() - processor))
    return [(min(clock for clock, _ in taken), min(processor for _, processor in taken)) for taken in times]


def measure(rows, *, rounds, names):
    print(f"{len(rows):,} rows, the best of {rounds} rounds")
    print(f"{'':18} {'seconds':>8} {'by hand':>8} {'ratio':>6} {'of processors':>14} {'bound':>6}")
    for name in names:
        engine = ENGINES[name](rows)
        functions = [engine.ours] if engine.by_hand is None else [engine.ours, engine.by_hand]
        for function in functions:
            function()
        (ours, our_work), *others = best_of(functions, rounds)
        line = f"{name:18} {ours:8.3f}"
        if others:
            by_hand, their_work = others[0]
            work = "" if name == "PySpark" else f"{our_work / their_work:.2f}"
            line += f" {by_hand:8.3f} {ours / by_hand:6.2f} {work:>14} {BOUNDS.get(name, ''):>6}"
        print(line, flush=True)
        del engine
        gc.collect()
    print()


# The same answers


def as_objects(rows):
    """Return the requests of *rows*, with a network in which the same departments are waited on."""
    it, kitchen, office, guest = *map(Organization, ["it", "kitchen", "office"]), RetailCustomer(Person("guest"))
    customers = {
        ("external", True): guest,
        ("external", False): guest,
        ("internal", True): HorizontalCustomer(kitchen),
        ("internal", False): HorizontalCustomer(office),
    }
    relationships = {case: Relationship(it, customer, "help") for case, customer in customers.items()}
    network = ServiceNetwork(relationships=[*relationships.values(), Relationship(kitchen, guest, "dinner")])
    impacts, urgencies = {one.value: one for one in Impact}, {one.value: one for one in Urgency}
    requests = [
        ServiceRequest(
            id,
            relationships[side, serves],
            received=received.replace(tzinfo=UTC),
            due=due and due.replace(tzinfo=UTC),
            impact=impacts[impact],
            urgency=urgencies[urgency],
        )
        for id, received, due, impact, urgency, side, serves in rows.iter_rows()
    ]
    return requests, network


def compare_ranks(rows, names):
    requests, network = as_objects(rows)
    clock = perf_counter()
    ranking = POLICY.rank(requests, at=MONDAY, network=network)
    print(f"{len(rows):,} requests ranked as objects in {perf_counter() - clock:.2f} s")
    ids, levels = [one.request.id for one in ranking], [one.priority.level for one in ranking]
    for name in names:
        engine = ENGINES[name](rows)
        same = engine.read(engine.ours()) == (ids, levels)
        print(f"{name:18} {'the same order and levels' if same else 'OTHER PLACES OR LEVELS'}", flush=True)


def compare_kinds(count):
    random = np.random.default_rng(count)
    facts = pl.DataFrame({fact: random.random(count) < 0.2 for fact in FACTS} | {"row": np.arange(count)})
    answers = (classify(Evidence(**dict(zip(FACTS, row, strict=True)))) for row in facts.select(FACTS).iter_rows())
    expected = [(one.side.value, one.kind.value) for one in answers]
    connection = duckdb.connect()
    connection.register("facts", facts.to_arrow())
    made = {
        "Polars": facts,
        "pandas": facts.to_pandas(),
        "PyArrow": facts.to_arrow(),
        "DuckDB": connection.table("facts"),
    }
    with TemporaryDirectory() as folder:
        if "PySpark" in ENGINES:
            from pyspark.sql import SparkSession  # noqa: PLC0415  # it may be missing

            facts.write_parquet(Path(folder, "facts.parquet"))
            made["PySpark"] = SparkSession.builder.getOrCreate().read.parquet(str(Path(folder, "facts.parquet")))
        for name, frame in made.items():
            opened = nw.from_native(frames.classify(frame)).select("row", "side", "kind")
            answered = opened.collect() if isinstance(opened, nw.LazyFrame) else opened
            same = [(side, kind) for _, side, kind in sorted(answered.rows())] == expected
            print(f"{name:18} {'the same sides and kinds' if same else 'OTHER SIDES OR KINDS'}", flush=True)


def main():
    arguments = sys.argv[1:]
    sizes = [int(argument.replace("_", "")) for argument in arguments if argument[0].isdigit()]
    wanted = [argument for argument in arguments if argument in ENGINES]
    names = wanted or list(ENGINES)
    for count in sizes or [ROWS]:
        rows = make_rows(count)
        measure(rows, rounds=ROUNDS if count <= ROWS else 2, names=names)
        if "--same" in arguments:
            compare_ranks(rows, names)
            compare_kinds(count)


if __name__ == "__main__":
    main()
