"""Many writers: whose changes are apart do not disturb each other, nothing is lost, and whoever follows is in step."""

import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import text

from relclient import (
    Affiliation,
    Capacity,
    Organization,
    Person,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    StaleNetwork,
)
from relclient.interop import sql
from stores import Task, followed, loaded, postgres_schema, saved, strict_sqlite

HOTEL = Organization("hotel")
ROUNDS = 200


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    """A database that several threads write into, each as a process would."""
    if request.param == "postgresql":
        with postgres_schema(request.getfixturevalue("postgres")) as made:
            sql.metadata.create_all(made)
            yield made
        return
    made = strict_sqlite(tmp_path / "network.db", "BEGIN IMMEDIATE", timeout=60)
    sql.metadata.create_all(made)
    yield made
    made.dispose()


def caught_up(engine, seen, network):
    with engine.connect() as connection:
        edit = sql.changes(connection, seen)
    return edit.revision, followed(network, edit)


def changed(network, writer, number, chance):
    """Hire somebody of one's own, begin or end what one's own people are served with, or name one of them anew."""
    mine = [id for id in network.relationships if id.startswith(f"{writer}-")]
    person = Person(f"{writer}-{number % 20}", f"{number} of {writer}")
    known = network.parties.get(person.id)
    match chance.randrange(4):
        case 0 if mine:
            return network.without_relationships(chance.choice(mine))
        case 1 if known is not None:
            return network.with_party(person)
        case 2:
            return network.with_affiliations(Affiliation(known or person, HOTEL, Capacity.EMPLOYEE))
        case _:
            stay = Relationship(HOTEL, RetailCustomer(known or person), "stay", id=f"{writer}-{number}")
            return network.with_relationships(stay)


@pytest.mark.exhaustive
@pytest.mark.parametrize("writers", [2, 8])
def test_writers_apart_never_wait_for_nothing_and_lose_nothing(engine, writers):
    start = saved(engine, ServiceNetwork(parties=[HOTEL]))
    barrier = threading.Barrier(writers)

    def work(writer):
        chance = random.Random(writer)
        seen, network = 1, start
        barrier.wait()
        for number in range(ROUNDS):
            new = changed(network, writer, number, chance)
            with engine.begin() as connection:
                sql.sync(connection, network, new)  # a StaleNetwork would be needless
            seen, network = caught_up(engine, seen, network)
            mine = {id: each for id, each in network.relationships.items() if id.startswith(f"{writer}-")}
            assert mine == {id: each for id, each in new.relationships.items() if id.startswith(f"{writer}-")}
        return seen, network

    tasks = [Task(lambda writer=writer: work(writer)) for writer in "abcdefgh"[:writers]]
    outcomes = [task.result(timeout=500) for task in tasks]
    assert [repr(outcome)[:300] for outcome in outcomes if isinstance(outcome, Exception)] == []
    last = loaded(engine)
    assert all(caught_up(engine, *outcome)[1] == last for outcome in outcomes)


@pytest.mark.exhaustive
@pytest.mark.parametrize("writers", [2, 8])
def test_writers_of_the_same_rows_take_turns_and_no_update_is_lost(engine, writers):
    counter = Organization("counter", "0")
    saved(engine, ServiceNetwork(parties=[counter]))

    def count():
        done = 0
        while done < ROUNDS // writers:
            with engine.connect() as connection:
                old = sql.load(connection)
            new = old.with_party(Organization("counter", str(int(old.parties["counter"].name) + 1)))
            try:
                with engine.begin() as connection:
                    sql.sync(connection, old, new)
            except StaleNetwork:
                continue
            done += 1

    tasks = [Task(count) for _ in range(writers)]
    assert [task.result(timeout=500) for task in tasks] == [None] * writers
    assert loaded(engine).parties["counter"].name == str(ROUNDS // writers * writers)


PROGRAM = """
import sys
from sqlalchemy import create_engine, event
from relclient import Organization, Person, Relationship
from relclient.interop import sql

options = {"options": sys.argv[2]} if sys.argv[2] else {"timeout": 60}
engine = create_engine(sys.argv[1], connect_args=options)
with engine.connect() as connection:
    network = sql.load(connection)
number = 0
print("begun", flush=True)
while True:
    guest = Person(f"guest {number % 7}", str(number))
    stays = [Relationship(Organization("hotel"), guest, "stay", id=f"{number % 7} {each}") for each in range(30)]
    without = network.without_parties(guest.id) if guest.id in network.parties else network
    new = without.with_relationships(*stays)
    with engine.begin() as connection:
        sql.sync(connection, network, new)
    network, number = new, number + 1
"""


@pytest.mark.exhaustive
def test_who_is_killed_at_random_leaves_a_whole_state_and_the_next_writer_goes_on(engine):
    saved(engine, ServiceNetwork(parties=[HOTEL]))
    with engine.connect() as connection:
        path = "" if engine.dialect.name == "sqlite" else f"-csearch_path={connection.scalar(text('SHOW search_path'))}"
    url = engine.url.render_as_string(hide_password=False)
    chance = random.Random(1)
    for _ in range(15):
        network = loaded(engine)
        with engine.connect() as connection:
            seen = sql.revision(connection)
        with subprocess.Popen([sys.executable, "-c", PROGRAM, url, path], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "begun\n"
            time.sleep(chance.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
        left = loaded(engine)
        of_guests = {}
        for relationship in left.relationships.values():
            of_guests.setdefault(relationship.customer, []).append(relationship.id)
        assert {len(ids) for ids in of_guests.values()} <= {30}
        assert caught_up(engine, seen, network)[1] == left
