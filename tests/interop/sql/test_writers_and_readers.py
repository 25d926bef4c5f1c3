"""Writers and readers at the same time."""

import threading
from contextlib import contextmanager, suppress
from decimal import Decimal
from time import perf_counter

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from relclient import (
    B2BCustomer,
    InvalidValue,
    Person,
    Relationship,
    ServiceNetwork,
    StaleNetwork,
)
from relclient.interop import sql
from stores import FULL, HOTEL, IT, VLAD, Task, Tier, loaded, saved, sqlite, strict_sqlite, synced


def test_the_second_of_two_writers_waits_and_is_refused_what_the_first_has_changed(engine):
    saved(engine)
    changed = FULL.with_party(Person("ana", "Ana Ionescu"))
    with engine.begin() as connection:
        sql.sync(connection, FULL, changed)
        second = Task(lambda: synced(engine, FULL, FULL.with_party(Person("ana", "Ana Popescu"))))
        second.join(0.3)
        assert second.is_alive()
    assert repr(second.result()) == repr(StaleNetwork(("party 'ana'",)))
    assert loaded(engine) == changed


def test_the_second_of_two_writers_waits_and_writes_when_the_first_gives_up(engine):
    saved(engine)
    with engine.connect() as connection:
        sql.save(connection, ServiceNetwork())
        second = Task(lambda: synced(engine, FULL, FULL.without_relationships("R1")))
        second.join(0.3)
        assert second.is_alive()
        connection.rollback()
    assert second.result() == FULL.without_relationships("R1") == loaded(engine)


def test_of_many_writers_at_once_each_writes_or_is_refused_and_none_is_lost(engine):
    desks = [
        Relationship(HOTEL, Person("guest"), "stay", id=f"R{number % 3}", staff_discount=Decimal(f"0.{number + 1}"))
        for number in range(6)
    ]
    start = threading.Barrier(len(desks))

    def write(desk):
        old = ServiceNetwork(parties=[])
        start.wait()
        return synced(engine, old, old.with_relationships(desk))

    tasks = [Task(lambda desk=desk: write(desk)) for desk in desks]
    outcomes = [task.result() for task in tasks]
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ServiceNetwork"] * 3 + ["StaleNetwork"] * 3
    written = ServiceNetwork(
        relationships=[
            each for one in outcomes if isinstance(one, ServiceNetwork) for each in one.relationships.values()
        ]
    )
    assert loaded(engine) == written


WRITES = {
    "save": lambda connection, _, new: sql.save(connection, new),
    "sync": sql.sync,
}


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("how", WRITES)
def test_a_transaction_that_read_before_another_wrote_is_refused(engine, request, how, level):
    if request.node.callspec.params["engine"] == "sqlite":
        return  # Python begins no transaction to read, so what is read at first binds nobody
    write = WRITES[how]
    saved(engine)
    mine = FULL.with_party(Person("vlad", "Vlad"))
    snapshots = engine.execution_options(isolation_level=level) if engine.dialect.name == "postgresql" else engine
    with snapshots.connect() as connection:
        assert sql.load(connection, enums=[Tier]) == FULL
        theirs = synced(engine, FULL, FULL.with_party(Person("ana", "Ana Ionescu")))
        with pytest.raises(StaleNetwork, match=r"^The store no longer holds .+: load the network anew"):
            write(connection, FULL, mine)
        connection.rollback()
        assert loaded(engine) == theirs
        old = sql.load(connection, enums=[Tier])
        new = old.with_party(Person("vlad", "Vlad"))
        write(connection, old, new)
        connection.commit()
    assert loaded(engine) == new


def test_another_failure_of_the_database_is_told_as_it_is(engine):
    sql.metadata.drop_all(engine)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        sql.sync(connection, FULL, FULL.without_relationships("R1"))


def test_a_writer_in_sqlite_waits_as_long_as_its_driver_lets_it_and_is_not_called_stale(tmp_path):
    first, second = sqlite(tmp_path / "network.db"), sqlite(tmp_path / "network.db", timeout=0.2)
    sql.metadata.create_all(first)
    with first.connect() as connection:
        sql.save(connection, FULL)
        for write in (lambda: saved(second), lambda: synced(second, ServiceNetwork(), FULL)):
            start = perf_counter()
            with pytest.raises(OperationalError, match="database is locked"):
                write()
            assert perf_counter() - start > 0.1
        connection.rollback()
    assert saved(second) == loaded(first)


@pytest.mark.parametrize(
    ("begin", "outcomes"),
    [("BEGIN", ["OperationalError", "ServiceNetwork"]), ("BEGIN IMMEDIATE", ["ServiceNetwork"] * 2)],
)
def test_who_loads_and_then_syncs_in_sqlite_is_locked_out_unless_it_begins_as_a_writer(tmp_path, begin, outcomes):
    engine = strict_sqlite(tmp_path / "network.db", begin)
    sql.metadata.create_all(engine)
    saved(engine)
    have_loaded = threading.Barrier(2)
    # Two that may both load meet, however busy the machine is; of two that may not, the first waits in vain.
    patience = 60 if begin == "BEGIN" else 3

    def change(id):
        with engine.begin() as connection:
            old = sql.load(connection, enums=[Tier])
            with suppress(threading.BrokenBarrierError):  # who waits to load does not come here
                have_loaded.wait(patience)
            new = old.with_party(Person(id, "Changed"))
            sql.sync(connection, old, new)
            return new

    tasks = [Task(lambda id=id: change(id)) for id in ("ana", "vlad")]
    # Who comes second is refused by SQLite, or by the check of what was read, as the two happen to meet.
    found = sorted(type(task.result()).__name__.replace("StaleNetwork", "OperationalError") for task in tasks)
    assert found == outcomes
    changed = [party for party in loaded(engine).parties.values() if party.name == "Changed"]
    assert len(changed) == outcomes.count("ServiceNetwork")


STATES = [
    FULL,
    ServiceNetwork(relationships=[Relationship(IT, B2BCustomer(HOTEL, contacts=[VLAD]), "mail", id="R1")]),
]


def disturbing(engine, connection, times, patience=0.5):
    """Save another state each of the first *times* that *connection* reads; where that has to wait, it is done later."""
    writers = []

    @event.listens_for(connection, "before_cursor_execute")
    def disturb(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
        if "FROM relclient_relationships" in statement and len(writers) < times:
            state = STATES[(len(writers) + 1) % 2]
            writers.append(Task(lambda: saved(engine, state)))
            writers[-1].join(patience)

    return writers


@pytest.mark.parametrize("times", [1, 5])
def test_a_network_is_read_at_one_moment_though_others_write_meanwhile(engine, times):
    """After some readings that were disturbed, the writer has to wait until the next is done."""
    saved(engine)
    with engine.connect() as connection:
        writers = disturbing(engine, connection, times)
        assert sql.load(connection, enums=[Tier]) in STATES
        assert {writer.result() in STATES for writer in writers} == {True}  # and not only when the reader is gone
    assert loaded(engine) == STATES[len(writers) % 2]


READ_ONLY = {
    "a user who may only read": ("SET LOCAL ROLE pg_read_all_data", {}),
    "a transaction that only reads": ("SET TRANSACTION READ ONLY", {}),
    "no transaction": ("SELECT 1", {"isolation_level": "AUTOCOMMIT"}),
}


@contextmanager
def read_only(engine, statement, options):
    """Yield a connection that cannot make writers wait."""
    with engine.connect().execution_options(**options) as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        connection.execute(text("PRAGMA query_only = ON" if is_sqlite else statement))
        yield connection
        if is_sqlite:
            connection.execute(text("PRAGMA query_only = OFF"))


@pytest.mark.parametrize("how", READ_ONLY)
def test_who_only_reads_reads_at_one_moment_too_though_others_write_meanwhile(engine, how):
    saved(engine)
    with read_only(engine, *READ_ONLY[how]) as connection:
        writers = disturbing(engine, connection, 5)
        assert sql.load(connection, enums=[Tier]) in STATES
    assert {writer.result() in STATES for writer in writers} == {True}


@pytest.mark.parametrize("how", READ_ONLY)
def test_who_cannot_make_others_wait_and_finds_no_moment_between_them_is_told_what_mends_it(engine, how):
    saved(engine)
    with read_only(engine, *READ_ONLY[how]) as connection:
        writers = disturbing(engine, connection, 100, 0.5 if engine.dialect.name == "sqlite" else 30)
        if engine.dialect.name == "sqlite":  # whose readers see one state as long as they read
            assert sql.load(connection, enums=[Tier]) in STATES
            assert {writer.result() in STATES for writer in writers} == {True}
            return
        with pytest.raises(InvalidValue) as caught:
            sql.load(connection, enums=[Tier])
    assert str(caught.value) == (
        "The isolation level cannot be 'READ COMMITTED': others kept writing while the connection read, "
        "and it cannot make them wait; give REPEATABLE READ."
    )
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL ROLE pg_read_all_data"))
        disturbing(engine, connection, 100)
        assert sql.load(connection, enums=[Tier]) in STATES


def test_a_reader_who_waited_for_a_writer_as_long_as_it_may_is_told_so(engine):
    saved(engine)
    with engine.connect() as writer, engine.connect() as connection:
        disturbing(engine, connection, 3, patience=30)
        if engine.dialect.name == "sqlite":  # whose readers, once they began, wait for nobody
            assert sql.load(connection, enums=[Tier]) in STATES
            return

        @event.listens_for(connection, "before_cursor_execute")
        def hold(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
            if "FOR SHARE" in statement:
                sql.save(writer, FULL)

        connection.execute(text("SET LOCAL lock_timeout = 50"))
        with pytest.raises(OperationalError, match="due to lock timeout"):
            sql.load(connection, enums=[Tier])
