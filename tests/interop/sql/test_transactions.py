"""Transactions: nothing is written that the caller does not commit, and nothing by half."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import event, insert, text

from relclient import (
    B2BCustomer,
    InvalidValue,
    Person,
    Relationship,
    ServiceNetwork,
)
from relclient.interop import sql
from relclient.interop.sql import tables
from stores import FULL, GROUP, HOTEL, POP, Tier, loaded, saved, stored, synced


def test_nothing_is_committed_that_the_caller_does_not_commit(engine):
    saved(engine)
    with engine.connect() as connection:
        sql.save(connection, ServiceNetwork())
        assert sql.load(connection, enums=[Tier]) == ServiceNetwork()
        connection.rollback()
        sql.sync(connection, FULL, FULL.without_relationships("R1"))
        assert "R1" not in sql.load(connection, enums=[Tier]).relationships
    assert loaded(engine) == FULL


def test_what_the_caller_wrote_before_and_after_is_part_of_the_same_transaction(engine):
    stranger = {"id": "stranger", "kind": "person", "name": "A stranger"}
    with engine.connect() as connection:
        sql.save(connection, FULL)
        connection.execute(insert(tables.parties).values(stranger))
        sql.sync(connection, FULL, FULL.with_party(Person("ana", "Ana Ionescu")))
        connection.commit()
    assert loaded(engine) == FULL.with_party(Person("ana", "Ana Ionescu")).with_party(Person("stranger", "A stranger"))


def test_a_connection_that_commits_each_statement_is_refused(engine, request):
    if "strict" in request.node.callspec.id:
        return  # it begins transactions even so
    saved(engine)
    message = "The isolation level cannot be 'AUTOCOMMIT': what fails could not be taken back; give another."
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for write in (lambda: sql.save(connection, FULL), lambda: sql.sync(connection, FULL, FULL)):
            with pytest.raises(InvalidValue) as caught:
                write()
            assert str(caught.value) == message
        assert sql.load(connection, enums=[Tier]) == FULL


class Crash(Exception):
    pass


def crashing(engine, part):
    """Let the first statement that holds *part* fail."""

    @event.listens_for(engine, "before_cursor_execute", once=False)
    def crash(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
        if part in statement:
            event.remove(engine, "before_cursor_execute", crash)
            raise Crash


@pytest.mark.parametrize("part", ["INTO relclient_contacts", "DELETE FROM relclient_parties", "UPDATE relclient_par"])
def test_a_crash_in_the_middle_leaves_the_old_state_even_if_the_caller_commits(engine, part):
    saved(engine)
    rows = stored(engine)
    other = ServiceNetwork(
        relationships=[Relationship(HOTEL, B2BCustomer(GROUP, contacts=[POP]), "stay")],
        parties=[Person("vlad", "Vlad")],
    )
    for write in (sql.save, lambda connection, new: sql.sync(connection, FULL, new)):
        crashing(engine, part)
        with engine.connect() as connection:
            with pytest.raises(Crash):
                write(connection, other)
            connection.commit()
        assert stored(engine) == rows


def test_a_process_that_is_killed_in_the_middle_leaves_the_old_state(engine):
    saved(engine)
    program = """
import sys, time
from sqlalchemy import create_engine, event
from relclient import Organization, ServiceNetwork
from relclient.interop import sql

engine = create_engine(sys.argv[1], connect_args={"options": sys.argv[2]} if sys.argv[2] else {})

@event.listens_for(engine, "before_cursor_execute")
def wait(connection, cursor, statement, *rest):
    if "DELETE FROM relclient_parties" in statement:
        print("in the middle", flush=True)
        time.sleep(60)

with engine.begin() as connection:
    sql.save(connection, ServiceNetwork(parties=[Organization("other")]))
"""
    with engine.connect() as connection:
        path = "" if engine.dialect.name == "sqlite" else f"-csearch_path={connection.scalar(text('SHOW search_path'))}"
    url = engine.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", program, url, path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGKILL)
    assert loaded(engine) == FULL
    assert synced(engine, FULL, ServiceNetwork()) == loaded(engine)  # and keeps nobody waiting
