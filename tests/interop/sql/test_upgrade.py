"""Upgrading: a store of 0.1.0 becomes one of this release, and what was in it is what is in it."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from relclient import InvalidType, StaleNetwork
from relclient.interop import sql
from saved_by_0_1_0 import NETWORK
from stores import FULL, loaded, postgres_schema, saved, sqlite, strict_sqlite, synced

SAVED = Path(__file__).parents[2] / "data" / "0.1.0"


@pytest.fixture(params=["sqlite", "strict sqlite", "postgresql"])
def old_store(request, tmp_path):
    """A store that 0.1.0 made, on each database."""
    if request.param == "postgresql":
        with postgres_schema(request.getfixturevalue("postgres")) as engine:
            with engine.begin() as connection:
                connection.exec_driver_sql((SAVED / "network.postgresql.sql").read_text("utf-8"))
            yield engine
        return
    path = tmp_path / "network.sqlite"
    path.write_bytes((SAVED / "network.sqlite").read_bytes())
    engine = (sqlite if request.param == "sqlite" else strict_sqlite)(path)
    yield engine
    engine.dispose()


def upgraded(engine):
    with engine.begin() as connection:
        sql.upgrade(connection)
    return engine


def shape(engine):
    """Everything that the database itself knows of the tables."""
    there = inspect(engine)
    return {
        name: (
            sorted((each["name"], str(each["type"]), each["nullable"]) for each in there.get_columns(name)),
            sorted((each["name"], each["sqltext"]) for each in there.get_check_constraints(name)),
            sorted((each["name"], each["referred_table"]) for each in there.get_foreign_keys(name)),
            sorted((each["name"], each["column_names"]) for each in there.get_indexes(name)),
            there.get_pk_constraint(name)["constrained_columns"],
        )
        for name in there.get_table_names()
    }


def test_what_0_1_0_saved_is_loaded_after_the_upgrade(old_store):
    assert loaded(upgraded(old_store)) == NETWORK


def test_the_tables_are_those_that_are_made_today(old_store, engine):
    if old_store.dialect.name == engine.dialect.name:
        assert shape(upgraded(old_store)) == shape(engine)


def test_to_upgrade_twice_is_to_upgrade_once(old_store):
    upgraded(old_store)
    with old_store.connect() as connection:
        before = sql.revision(connection)
    upgraded(old_store)
    with old_store.connect() as connection:
        assert sql.revision(connection) == before
    assert loaded(old_store) == NETWORK


def test_an_upgraded_store_keeps_what_0_1_0_could_not(old_store):
    upgraded(old_store)
    assert synced(old_store, NETWORK, FULL) == loaded(old_store)


def test_who_makes_the_missing_tables_first_upgrades_all_the_same(old_store):
    sql.metadata.create_all(old_store)
    assert loaded(upgraded(old_store)) == NETWORK


def test_nothing_is_upgraded_that_the_caller_does_not_commit(old_store):
    before = shape(old_store)
    with old_store.connect() as connection:
        sql.upgrade(connection)
        connection.rollback()
    assert shape(old_store) == before
    assert loaded(upgraded(old_store)) == NETWORK


def test_nobody_goes_back_to_before_the_upgrade(old_store):
    with old_store.connect() as connection:
        since = sql.revision(connection)
    upgraded(old_store)
    with old_store.connect() as connection, pytest.raises(StaleNetwork):
        sql.changes(connection, since)


def test_to_a_current_store_and_to_none_nothing_happens(engine):
    saved(engine)
    before = shape(engine)
    upgraded(engine)
    assert shape(engine) == before
    assert loaded(engine) == FULL
    sql.metadata.drop_all(engine)
    upgraded(engine)
    assert shape(engine) == {}


def test_a_connection_is_what_is_upgraded(engine):
    with pytest.raises(InvalidType, match="upgrade connection must be a Connection"):
        sql.upgrade(engine)
