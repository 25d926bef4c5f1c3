"""
Networks in databases: ``python tests/bench/bench_sql.py``.

Save, load, sync and catching up of a network of 100,000 relationships, in SQLite on disk and in PostgreSQL on the loopback address.
Saving stands beside what the driver needs for the same rows, ready-made, in the quickest way that it has (COPY in
PostgreSQL), and loading beside fetching them: neither makes or checks a value. The best of several rounds each, in
seconds on the clock, and then in those of this process alone, which other programs disturb less: all of SQLite is in it.
The memory is the peak of what Python holds at a time beyond what it held before; the network itself is part of it
where it is made. It is traced in a round of its own, because that takes several times as long.
"""

import gc
import json
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from attrs import evolve
from bench_documents import a_network
from sqlalchemy import Engine, Table, create_engine, delete

from relclient import Period, ServiceNetwork
from relclient.interop import sql
from relclient.interop.sql._rows import rows_of
from relclient.interop.sql.tables import CONTENT, columns_of

sys.path.append(str(Path(__file__).parents[1] / "support"))
running = import_module("postgres_server").running  # which lies with the helpers of the tests

RELATIONSHIPS = 100_000
ROUNDS = 2
DAY = date(2023, 6, 1)


def a_change(network: ServiceNetwork, changes: int) -> ServiceNetwork:
    """End a third of so many relationships, leave a third out, and begin a third anew."""
    some = changes // 3
    changed = list(network.relationships.values())[: 2 * some]
    ended = [evolve(each, id=each.id, valid_for=Period(None, DAY)) for each in changed[:some]]
    begun = [evolve(each, id=f"new {each.id}") for each in changed[some:]]
    return network.without_relationships(*(each.id for each in changed)).with_relationships(*ended, *begun)


def plain_rows(network: ServiceNetwork) -> dict[Table, list[list[object]]]:
    """Return the rows as the drivers take them."""
    return {
        table: [[json.dumps(value) if isinstance(value, dict) else value for value in row] for row in rows.values()]
        for table, rows in rows_of(network).items()
    }


def by_the_driver_alone(engine: Engine, rows: dict[Table, list[list[object]]]) -> None:
    """Insert *rows* without SQLAlchemy."""
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        for table, of_table in rows.items():
            names = [column.name for column in columns_of(table)]
            if engine.dialect.name == "postgresql":
                with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                    for row in of_table:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(names))
                cursor.executemany(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", of_table)  # noqa: S608


def fetched(engine: Engine) -> None:
    """Fetch all rows without SQLAlchemy."""
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        for table in CONTENT:
            names = ", ".join(column.name for column in columns_of(table))
            cursor.execute(f"SELECT {names} FROM {table.name}")  # noqa: S608  # names of our own
            cursor.fetchall()


def emptied(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(CONTENT):
            connection.execute(delete(table))


def measured(call: Callable[[], object], before: Callable[[], object] = lambda: None) -> tuple[float, float]:
    """Time *call* by the clock and by the processor, the best of several rounds, each after *before*."""
    clock, processor = [], []
    for _ in range(ROUNDS):
        before()
        gc.collect()
        begun, begun_here = perf_counter(), process_time()
        call()
        clock.append(perf_counter() - begun)
        processor.append(process_time() - begun_here)
    return min(clock), min(processor)


def traced(call: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the peak of what *call* holds, in megabytes."""
    before()
    gc.collect()
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


@contextmanager
def engines() -> Iterator[dict[str, Engine | None]]:
    with tempfile.TemporaryDirectory() as folder, running() as url:
        made = {"SQLite": create_engine(f"sqlite:///{folder}/network.db"), "PostgreSQL": url and create_engine(url)}
        yield made
        for engine in made.values():
            if engine is not None:
                engine.dispose()


def compare(name: str, engine: Engine, network: ServiceNetwork) -> None:
    """Print the figures of one database."""
    sql.metadata.create_all(engine)
    rows = plain_rows(network)
    guest = next(iter(network.parties))

    def save(of: ServiceNetwork = network) -> None:
        with engine.begin() as connection:
            sql.save(connection, of)

    def load(on: date | None = None, parties: list[str] | None = None) -> ServiceNetwork:
        with engine.begin() as connection:
            return sql.load(connection, on, parties)

    def again(call: Callable[[], object], before: Callable[[], object] = lambda: None) -> tuple[float, float, float]:
        return *measured(call, before), traced(call, before)

    def empty() -> None:
        emptied(engine)

    show(name, "insert by the driver", *measured(lambda: by_the_driver_alone(engine, rows), empty))
    show(name, "save, all new", *again(save, empty))
    show(name, "save, nothing new", *again(save))
    show(name, "fetch by the driver", *measured(lambda: fetched(engine)))
    show(name, "load", *again(load))
    assert load() == network
    show(name, "load, one day", *again(lambda: load(DAY)))
    show(name, "load, one party", *again(lambda: load(None, [guest])))
    for changes in (300, 9):
        show_changes(name, engine, network, a_change(network, changes), f"{changes} changes")


def show_changes(name: str, engine: Engine, network: ServiceNetwork, changed: ServiceNetwork, what: str) -> None:
    """Print the figures of one change, and leave the store as it was."""
    seen: list[int] = []

    def sync(old: ServiceNetwork, new: ServiceNetwork) -> None:
        with engine.begin() as connection:
            seen[:] = [sql.revision(connection)]
            sql.sync(connection, old, new)

    def undo() -> None:
        if seen:
            sync(changed, network)

    def catch_up() -> None:
        with engine.connect() as connection:
            sql.changes(connection, seen[0])

    show(name, f"sync, {what}", *measured(lambda: sync(network, changed), undo))
    show(name, f"catch up, {what}", *measured(catch_up))
    undo()


def show(name: str, what: str, clock: float, processor: float, peak: float | None = None) -> None:
    memory = "" if peak is None else f"{peak:10.0f} MB"
    print(f"{name:12}{what:22}{clock:10.3f} s{processor:10.3f} s{memory}", flush=True)


def main(size: int = RELATIONSHIPS) -> None:
    network = a_network(Random(1), size)
    with engines() as made:
        print(f"{size:,} relationships, best of {ROUNDS} rounds")
        print(f"{'':34}{'clock':>12}{'processor':>12}{'peak':>13}")
        for name, engine in made.items():
            if engine is None:
                print(f"{name:12}no server on this machine")
            else:
                compare(name, engine, network)


if __name__ == "__main__":
    main()
