"""Databases: every test runs on SQLite as Python opens it, on SQLite at its strictest, and on PostgreSQL."""

import importlib
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise, permutations
from random import Random
from time import perf_counter
from uuid import uuid4

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings
from sqlalchemy import create_engine, event, insert, literal_column, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from postgres_server import MISSING, VARIABLE, running
from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    ConflictingIds,
    FrameworkCustomer,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    Market,
    MarketScope,
    MissingExtra,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Priority,
    Problems,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    SituationalCustomer,
    StaleNetwork,
    UnknownParty,
    WorkCalendar,
)
from relclient.interop import sql
from relclient.interop.sql import _tables as tables
from strategies import networks

HOTEL, KITCHEN, IT, GROUP = map(Organization, ["hotel", "kitchen", "it", "group"])
ANA, POP, VLAD = Person("ana", "Ana"), Person("mr-pop"), Person("vlad")
DAY = date(2026, 3, 2)
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))
OFFICE = WorkCalendar("Europe/Madrid", {0: [(time(9), time(17))]}, {date(2026, 12, 25)}, {date(2026, 12, 24): []})
NIGHT = WorkCalendar("Europe/Madrid", {5: [(time(22, 30), time(6, 0, 0, 5)), (time(0), time(0, 0, 30))]})
DESK = ServiceLevelAgreement(
    "desk",
    {
        Priority.CRITICAL: ServiceTarget(timedelta(minutes=30), timedelta.max, NIGHT),
        Priority.LOW: ServiceTarget(resolution=timedelta(microseconds=1)),
    },
    OFFICE,
)
FULL = ServiceNetwork(
    [
        Affiliation(
            KITCHEN, HOTEL, Capacity.UNIT, functions={BusinessFunction.PRODUCES, BusinessFunction.DECIDES_OFFER}
        ),
        Affiliation(IT, HOTEL, Capacity.UNIT, Period(date.min, date.max)),
        Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, SPRING),
        Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, SPRING, {BusinessFunction.PRODUCES}),
    ],
    [
        Relationship(HOTEL, RetailCustomer(POP), "stay", SPRING, agreement=DESK),
        Relationship(HOTEL, B2BCustomer(Organization("acme"), contacts=[VLAD, ANA]), "stay", id="R1", agreement=DESK),
        Relationship(HOTEL, B2BCustomer(GROUP, "B-1", market=Market(MarketScope.FOREIGN)), "events", id="R2"),
        Relationship(HOTEL, AccountCustomer(POP, "G-1", ANA, Market(MarketScope.FOREIGN, "business")), "dinner"),
        Relationship(
            KITCHEN,
            SituationalCustomer(HOTEL, "stock", Occasion.every("monthly", start=DAY, month_days=[25])),
            "lists",
            Period(None, date(2026, 6, 1)),
            approval=Approval(Risk.LOW, date(2026, 3, 1)),
            staff_discount=Decimal("0.30"),
        ),
        Relationship(IT, SituationalCustomer(ANA, "a new laptop", Occasion.once(DAY)), "set-up"),
        Relationship(KITCHEN, HOTEL, "meals", agreement=ServiceLevelAgreement("desk", {}, OFFICE)),
        Relationship(IT, HorizontalCustomer(KITCHEN, ["served hot"]), "mail", approval=Approval(Risk.MANAGED)),
        Relationship(IT, FrameworkCustomer(HOTEL, ["weekend"], [Market(segment="families")]), "mail"),
        Relationship(IT, OperationalCustomer(GROUP, ["plans"]), "mail"),
    ],
    [Person("alone", "Nobody's customer")],
)
MAIL = FULL.relationships["it/kitchen/mail"]


@pytest.fixture(scope="session")
def postgres():
    """The address of a server: the one that is given, or one of our own."""
    given_url = os.environ.get(VARIABLE)
    if given_url:
        yield given_url
        return
    with running() as url:
        if url is None:
            pytest.skip(MISSING)
        yield url


def _sqlite(path, timeout=5):
    """Open SQLite as Python does, only quicker."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": timeout})

    @event.listens_for(engine, "connect")
    def set_up(connection, _):
        connection.execute("PRAGMA synchronous = OFF")

    return engine


def _strict_sqlite(path, begins="BEGIN"):
    """Let SQLite check references, and let transactions begin where SQLAlchemy says, as its documentation shows."""
    engine = _sqlite(path)

    @event.listens_for(engine, "connect")
    def set_up(connection, _):
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql(begins)

    return engine


@contextmanager
def _postgres_schema(url):
    """Give an engine that sees a schema of its own, which is dropped in the end."""
    schema = f"test_{uuid4().hex}"
    engine = create_engine(url, connect_args={"options": f"-csearch_path={schema} -csynchronous_commit=off"})
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        yield engine
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


@pytest.fixture(params=["sqlite", "strict sqlite", "postgresql"])
def engine(request, tmp_path):
    """A database with the tables in it, and nothing else."""
    if request.param == "postgresql":
        with _postgres_schema(request.getfixturevalue("postgres")) as made:
            sql.metadata.create_all(made)
            yield made
        return
    made = (_sqlite if request.param == "sqlite" else _strict_sqlite)(tmp_path / "network.db")
    sql.metadata.create_all(made)
    yield made
    made.dispose()


def saved(engine, network=FULL):
    with engine.begin() as connection:
        sql.save(connection, network)
    return network


def loaded(engine, *args, **kwargs):
    with engine.connect() as connection:
        return sql.load(connection, *args, **kwargs)


def synced(engine, old, new):
    with engine.begin() as connection:
        sql.sync(connection, old, new)
    return new


def stored(engine):
    """All rows of all tables, without the numbers that tell affiliations apart."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(*tables.columns_of(table)))))
            for table in tables.CONTENT
        }


def has_nul(network):
    return "\0" in repr(network) or "\\x00" in repr(network)


# Whole networks.


def test_a_network_with_everything_comes_back_equal(engine):
    saved(engine)
    assert loaded(engine) == FULL


def test_an_empty_store_is_an_empty_network(engine):
    assert loaded(engine) == ServiceNetwork()


def test_saving_replaces_all_that_was_there(engine):
    saved(engine)
    other = saved(engine, ServiceNetwork(relationships=[Relationship(HOTEL, POP, "stay", id="R1")]))
    assert loaded(engine) == other
    saved(engine, ServiceNetwork())
    assert {name: rows for name, rows in stored(engine).items() if rows} == {}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(networks(), networks())
def test_what_is_saved_is_loaded_and_what_is_synced_is_saved(engine, first, second):
    assume(not has_nul(first) and not has_nul(second))
    saved(engine, first)
    assert loaded(engine) == first
    synced(engine, first, second)
    rows = stored(engine)
    assert loaded(engine) == second
    saved(engine, first)
    saved(engine, second)
    assert stored(engine) == rows


def test_names_that_look_like_sql_and_names_in_any_script_come_back_as_they_were(engine):
    names = ["Robert'); DROP TABLE relclient_parties;--", '"; --', "%s %(id)s :id ?", "\\", "Ștefan cel Mare", "日本語"]
    names += ["مرحبا", "👩‍🍳", "e\u0301", "\u00e9", " x", "\nx", "NULL", "\x7f", "\U0010ffff", "'", "$1"]
    network = ServiceNetwork(
        relationships=[
            Relationship(Organization(f"{name}1"), HorizontalCustomer(Person(name, name), [name]), name, id=name)
            for name in names
        ]
    )
    saved(engine, network)
    assert loaded(engine) == network
    assert set(loaded(engine, parties=names).parties) == set(network.parties)
    synced(engine, network, ServiceNetwork(parties=[Person(name, f"{name}!") for name in names]))
    assert [party.name for party in loaded(engine).parties.values()] == [f"{name}!" for name in sorted(names)]


def test_large_values_come_back_as_they_were(engine):
    many = [f"criterion {number}" for number in range(20_000)]
    customer = HorizontalCustomer(Person("p" * 2_600, "n" * 1_000_000), many)
    others = [Person(f"{number}", "n" * 1_000_000) for number in range(3)]
    network = ServiceNetwork([], [Relationship(HOTEL, customer, "s" * 100_000, id="r" * 2_600)], others)
    saved(engine, network)
    assert loaded(engine) == network


def test_discounts_come_back_to_their_last_digit(engine):
    discounts = [Decimal("0." + "3" * 200), Decimal("1e-300"), Decimal(1), Decimal("0.10")]
    network = ServiceNetwork(
        relationships=[
            Relationship(HOTEL, ANA, "stay", id=str(place), staff_discount=discount)
            for place, discount in enumerate(discounts)
        ]
    )
    saved(engine, network)
    assert [str(each.staff_discount + 0) for each in loaded(engine).relationships.values()] == [
        str(discount + 0) for discount in discounts
    ]
    assert loaded(engine) == network


def test_what_no_database_keeps_is_refused_all_at_once_and_before_anything_is_written(engine):
    saved(engine)
    rows = stored(engine)
    unfit = ServiceNetwork(
        relationships=[
            Relationship(HOTEL, HorizontalCustomer(Person("ana", "A\0"), ["hot", "\0"]), "stay", id="R1"),
            Relationship(HOTEL, AccountCustomer(POP, "\udc80"), "stay", id="é" * 1_301),
            Relationship(HOTEL, POP, "\0" * 3_000, id="R3", staff_discount=Decimal("1e-16001")),
        ]
    )
    for write in (lambda: saved(engine, unfit), lambda: synced(engine, FULL, unfit)):
        with pytest.raises(Problems) as caught:
            write()
        assert [(problem.what.partition("_")[2], problem.value) for problem in caught.value.exceptions] == [
            ("parties.name", "A\0"),
            ("relationships.facts", "\0"),
            ("relationships.service", "\0" * 40 + "..."),
            ("relationships.staff_discount", Decimal("1e-16001")),
            ("relationships.id", "é" * 40 + "..."),
            ("relationships.account_number", "\udc80"),
        ]
    assert {problem.remedy for problem in caught.value.exceptions} == {
        "leave the NUL character out, which no text in PostgreSQL can hold",
        "give at most 16,000 digits, which is what PostgreSQL keeps",
        "give at most 2,600 bytes, which is what an index holds",
        "half of a surrogate pair is no character; leave it out",
    }
    assert stored(engine) == rows


def test_a_calendar_whose_holidays_are_no_set_is_refused(engine):
    class Sundays:
        def __contains__(self, day):
            return day.weekday() == 6

    agreement = ServiceLevelAgreement("desk", {}, WorkCalendar("UTC", {0: [(time(9), time(17))]}, Sundays()))
    with pytest.raises(
        InvalidType, match=r"^WorkCalendar.holidays must be a set of dates, for the calendar to be saved"
    ):
        saved(engine, ServiceNetwork(relationships=[Relationship(HOTEL, POP, "stay", agreement=agreement)]))


def test_an_agreement_of_many_relationships_is_stored_once(engine):
    again = ServiceLevelAgreement("desk", dict(reversed([*DESK.targets.items()])), OFFICE)
    saved(
        engine,
        ServiceNetwork(
            relationships=[
                Relationship(HOTEL, POP, "stay", id=f"R{n}", agreement=(DESK, again)[n % 2]) for n in range(9)
            ]
        ),
    )
    assert {name: len(rows) for name, rows in stored(engine).items()} == {
        "relclient_parties": 2,
        "relclient_calendars": 2,
        "relclient_agreements": 1,
        "relclient_targets": 2,
        "relclient_affiliations": 0,
        "relclient_relationships": 9,
        "relclient_contacts": 0,
    }


# The caller's transaction.


def test_nothing_is_committed_that_the_caller_does_not_commit(engine):
    saved(engine)
    with engine.connect() as connection:
        sql.save(connection, ServiceNetwork())
        assert sql.load(connection) == ServiceNetwork()
        connection.rollback()
        sql.sync(connection, FULL, FULL.without_relationships("R1"))
        assert "R1" not in sql.load(connection).relationships
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
        assert sql.load(connection) == FULL


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


# Parts.


def random_network(random):
    """A dense small network: bare and declared customers, substitutes, loops, ties and groups that come and go."""
    units = [Organization(f"unit {number}") for number in range(5)]
    people = [Person(f"person {number}") for number in range(5)]
    periods = [Period(), Period(None, DAY), Period(DAY), Period(DAY, date(2026, 6, 1))]
    owned = [
        Affiliation(child, random.choice(units[:place]), Capacity.SUBSIDIARY, random.choice(periods))
        for place, child in enumerate(units)
        if place and random.random() < 0.6
    ]
    capacities = [capacity for capacity in Capacity if not capacity.is_ownership]
    ties = [
        Affiliation(random.choice(people), random.choice(units), random.choice(capacities), random.choice(periods))
        for _ in range(5)
    ]
    ties += [Affiliation(*random.sample(units, 2), Capacity.SUPPLIER, random.choice(periods))]

    def a_customer(provider):
        buyer = random.choice([party for party in people + units if party != provider])
        if isinstance(buyer, Person):
            return random.choice([buyer, RetailCustomer(buyer), AccountCustomer(buyer, "A-1", random.choice(people))])
        return random.choice([buyer, B2BCustomer(buyer, contacts=random.sample(people, 2)), OperationalCustomer(buyer)])

    providers = [random.choice(units + people) for _ in range(9)]
    services = [
        Relationship(provider, a_customer(provider), random.choice("ab"), random.choice(periods), id=f"R{number}")
        for number, provider in enumerate(providers)
    ]
    return ServiceNetwork([*owned, *ties], services, units + people)


def answers(network, id, on):
    """All that can be asked about one party."""
    return (
        network.roles(id, on=on),
        network.customers_of(id, on=on),
        network.providers_of(id, on=on),
        network.dependencies_of(id, on=on),
        network.serves_external(id, on=on),
        network.single_points_of_failure(id, on=on),
        network.affected_customers(id, on=on),
        network.affected_customers(id, on=on, internal=True),
        network.exposure(on=on).get(id),
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_part_answers_for_its_parties_as_the_whole_network_does(engine, seed):
    network = saved(engine, random_network(Random(seed)))
    with engine.connect() as connection:
        for id in network.parties:
            for on in (None, DAY):
                part = sql.load(connection, on, [id])
                assert answers(part, id, DAY) == answers(network, id, DAY)
                for one, other in permutations(part.parties, 2):
                    assert part.classify(one, other, on=DAY) == network.classify(one, other, on=DAY)
                assert set(part.affiliations) <= set(network.affiliations)
                assert part.relationships.items() <= network.relationships.items()


def test_the_day_of_a_question_is_all_that_it_needs(engine):
    network = saved(engine, random_network(Random(5)))
    of_day = loaded(engine, DAY)
    assert of_day.parties == network.parties
    assert {id: answers(of_day, id, DAY) for id in network.parties} == {
        id: answers(network, id, DAY) for id in network.parties
    }
    assert set(of_day.affiliations) == {tie for tie in network.affiliations if DAY in tie.valid_for}
    assert of_day.relationships == {id: each for id, each in network.relationships.items() if DAY in each.valid_for}


def test_a_period_ends_before_its_last_day_is_over(engine):
    saved(engine)
    assert "hotel/mr-pop/stay/2026-03-01" not in loaded(engine, date(2026, 2, 28)).relationships
    assert "hotel/mr-pop/stay/2026-03-01" in loaded(engine, date(2026, 3, 1)).relationships
    assert "hotel/mr-pop/stay/2026-03-01" in loaded(engine, date(2026, 5, 31)).relationships
    assert "hotel/mr-pop/stay/2026-03-01" not in loaded(engine, date(2026, 6, 1)).relationships
    contacts = Relationship(HOTEL, B2BCustomer(GROUP, contacts=[ANA]), "stay", SPRING)
    saved(engine, ServiceNetwork(relationships=[contacts]))
    assert loaded(engine, date(2026, 6, 1)).relationships == {}


def test_a_part_leaves_out_what_does_not_bear_on_it(engine):
    saved(engine)
    spa, bakery = Organization("spa"), Organization("bakery")
    other = [Relationship(spa, Person("bather"), "baths"), Relationship(HOTEL, bakery, "advice")]
    wider = synced(
        engine, FULL, FULL.with_relationships(*other).with_affiliations(Affiliation(VLAD, spa, Capacity.OWNER))
    )
    part = loaded(engine, parties=["mr-pop"])
    assert set(part.parties) == {"mr-pop", "hotel", "kitchen", "it", "ana"}
    assert set(part.relationships) == {
        "hotel/mr-pop/stay/2026-03-01",
        "hotel/mr-pop/dinner",
        "kitchen/hotel/lists",
        "kitchen/hotel/meals",
        "it/kitchen/mail",
        "it/hotel/mail",
    }
    assert part.relationships["hotel/mr-pop/stay/2026-03-01"].agreement == DESK
    assert loaded(engine, parties=[]) == ServiceNetwork()
    assert loaded(engine, parties=["alone"]) == ServiceNetwork(parties=[wider.parties["alone"]])


def test_a_given_organization_stands_for_all_that_belongs_to_it(engine):
    cook = Relationship(KITCHEN, Person("guest"), "meals")
    saved(
        engine,
        ServiceNetwork(
            [Affiliation(KITCHEN, HOTEL, Capacity.UNIT), Affiliation(HOTEL, GROUP, Capacity.SUBSIDIARY)], [cook]
        ),
    )
    assert set(loaded(engine, parties=[GROUP]).parties) == {"group", "hotel", "kitchen", "guest"}
    assert set(loaded(engine, parties=["guest"]).parties) == {"group", "hotel", "kitchen", "guest"}
    assert set(loaded(engine, parties=[HOTEL]).parties) == {"group", "hotel", "kitchen", "guest"}


def test_a_long_chain_and_a_large_part_are_read_whole(engine):
    desks = [Organization(f"desk {number:04}") for number in range(300)]
    guests = [Person(f"guest {number:04}") for number in range(1_200)]
    chain = [Relationship(one, other, "help") for one, other in pairwise(desks)]
    network = saved(
        engine, ServiceNetwork(relationships=chain + [Relationship(desks[-1], guest, "stay") for guest in guests])
    )
    assert loaded(engine, parties=[desks[0]]) == network
    assert len(loaded(engine, parties=["guest 0000"]).relationships) == 300


def test_a_large_difference_is_written_like_a_small_one(engine):
    guests = [Person(f"guest {number:04}") for number in range(2_100)]
    old = saved(engine, ServiceNetwork(parties=guests))
    synced(engine, old, old.without_parties("guest 0007").with_party(Person("guest 0008", "Mr. Pop")))
    assert list(loaded(engine).parties.values()) == [*guests[:7], Person("guest 0008", "Mr. Pop"), *guests[9:]]
    few = ServiceNetwork(parties=guests[:2_010])
    saved(engine, ServiceNetwork(parties=[*guests, *(Person(f"other {number}") for number in range(2_100))]))
    synced(engine, few, ServiceNetwork())
    assert len(loaded(engine).parties) == 90 + 2_100


def test_a_party_that_is_not_there_and_one_that_is_another_are_refused(engine):
    saved(engine)
    with pytest.raises(UnknownParty) as caught:
        loaded(engine, parties=["hotel", "hotle"])
    assert (caught.value.id, caught.value.known) == ("hotle", ("hotel",))
    for id in ("\0", "\ud800"):
        with pytest.raises(UnknownParty):
            loaded(engine, parties=["hotel", id])
    with pytest.raises(ConflictingIds) as caught:
        loaded(engine, parties=[Person("ana", "Ana Ionescu")])
    assert (caught.value.first, caught.value.second) == (ANA, Person("ana", "Ana Ionescu"))


def test_arguments_of_another_type_are_refused(engine):
    with engine.connect() as connection:
        for call, message in [
            (lambda: sql.load(connection, datetime(2026, 3, 2)), "load on must be a date without a time"),  # noqa: DTZ001
            (lambda: sql.load(connection, parties="hotel"), "load parties must be a list or tuple, even of one"),
            (lambda: sql.load(connection, parties=[7]), "load parties must be parties or their ids, not 7"),
            (
                lambda: sql.load(engine),
                "load connection must be a Connection of SQLAlchemy, which engine.begin() gives",
            ),
            (lambda: sql.save(engine, FULL), "save connection must be a Connection"),
            (lambda: sql.save(connection, {}), "save network must be a ServiceNetwork"),
            (lambda: sql.sync(engine, FULL, FULL), "sync connection must be a Connection"),
            (lambda: sql.sync(connection, {}, FULL), "sync old must be a ServiceNetwork"),
            (lambda: sql.sync(connection, FULL, {}), "sync new must be a ServiceNetwork"),
        ]:
            with pytest.raises(InvalidType, match=re.escape(message)):
                call()


# Differences.


def test_only_the_difference_is_written(engine):
    saved(engine)
    written = []

    @event.listens_for(engine, "after_cursor_execute")
    def note(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
        match = re.match(r"(INSERT INTO|UPDATE|DELETE FROM) relclient_(\w+)", statement)
        if match and cursor.rowcount:
            written.append((match[1], match[2], cursor.rowcount))

    synced(
        engine,
        FULL,
        FULL.without_relationships("R1")
        .with_party(Person("alone", "Alone"))
        .with_relationships(Relationship(KITCHEN, Person("guest"), "meals"))
        .with_affiliations(Affiliation(POP, HOTEL, Capacity.CONTRACTOR)),
    )
    assert written == [
        ("UPDATE", "revisions", 1),
        ("INSERT INTO", "parties", 1),
        ("UPDATE", "parties", 1),
        ("INSERT INTO", "affiliations", 1),
        ("INSERT INTO", "relationships", 1),
        ("DELETE FROM", "contacts", 2),
        ("DELETE FROM", "relationships", 1),
    ]
    written.clear()
    saved(engine, loaded(engine))
    assert written == [("UPDATE", "revisions", 1)]


@pytest.mark.parametrize(
    ("by_another", "rows"),
    [
        (FULL.with_party(Person("ana", "Ana Ionescu")), ("party 'ana'",)),
        (FULL.without_relationships("R2"), ("relationship 'R2'",)),
        (FULL.without_affiliations(*FULL.affiliations[:1]), ("affiliation of 'ana'",)),
        (FULL.without_parties("acme"), ("party 'acme'", "relationship 'R1'", "contact of relationship 'R1'")),
        (FULL.with_relationships(Relationship(HOTEL, POP, "new", id="new")), ("relationship 'new'",)),
        (FULL.with_party(Person("guest", "Another guest")), ("party 'guest'",)),
        (
            FULL.with_relationships(Relationship(HOTEL, Person("alone", "Nobody's customer"), "x")),
            ("relationship 'hotel/alone/x'",),
        ),
        (
            FULL.with_relationships(Relationship(HOTEL, B2BCustomer(GROUP, contacts=[FULL.parties["alone"]]), "x")),
            ("contact of relationship 'hotel/group/x'",),
        ),
    ],
    ids=lambda value: " and ".join(value) if isinstance(value, tuple) else "",
)
def test_what_another_writer_has_changed_is_not_written_over(engine, by_another, rows):
    saved(engine)
    synced(engine, FULL, by_another)
    there = stored(engine)
    stay = Relationship(HOTEL, Person("guest"), "new", id="new")
    mine = FULL.without_parties("alone").with_relationships(stay)
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, FULL, mine)
    assert caught.value.rows == rows
    assert stored(engine) == there


def test_a_person_whom_others_employ_does_not_become_an_organization(engine):
    saved(engine, ServiceNetwork(parties=[HOTEL, VLAD]))
    old = loaded(engine)
    synced(engine, old, old.with_affiliations(Affiliation(VLAD, HOTEL, Capacity.EMPLOYEE)))
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, old, old.with_party(Organization("vlad")))
    assert caught.value.rows == ("affiliation of 'vlad'",)


def b2b(*contacts):
    customer = B2BCustomer(Organization("acme"), contacts=contacts)
    return Relationship(HOTEL, customer, "stay", id="R1", agreement=ServiceLevelAgreement("desk", {}, OFFICE))


BARE = Relationship(HOTEL, Organization("acme"), "stay", id="R1", agreement=b2b().agreement)


@pytest.mark.parametrize("contacts", [(), (VLAD,)], ids=["no contacts", "a contact"])
@pytest.mark.parametrize("mine", [None, BARE, b2b(POP), b2b(), b2b(VLAD, POP)])
def test_contacts_that_another_writer_appended_are_neither_orphaned_nor_mixed_with_mine(engine, contacts, mine):
    old = saved(engine, ServiceNetwork(parties=[ANA, POP, VLAD], relationships=[b2b(*contacts)]))
    theirs = synced(engine, old, old.without_relationships("R1").with_relationships(b2b(*contacts, ANA)))
    rest = old.without_relationships("R1")
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, old, rest if mine is None else rest.with_relationships(mine))
    assert caught.value.rows == ("contact of relationship 'R1'",)
    assert loaded(engine) == theirs


def test_the_same_contact_that_two_writers_append_is_no_clash(engine):
    old = saved(engine, ServiceNetwork(parties=[ANA, VLAD], relationships=[b2b(VLAD)]))
    new = old.without_relationships("R1").with_relationships(b2b(VLAD, ANA))
    synced(engine, old, new)
    synced(engine, old, new)
    assert loaded(engine) == new


@pytest.mark.parametrize(("theirs", "mine"), [([VLAD, ANA], [VLAD]), ([VLAD], [VLAD, ANA]), ([], [ANA])])
def test_a_relationship_that_two_writers_add_with_other_contacts_stays_as_the_first_has_it(engine, theirs, mine):
    old = saved(engine, ServiceNetwork(parties=[HOTEL, ANA, VLAD]))
    first = synced(engine, old, old.with_relationships(b2b(*theirs)))
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, old, old.with_relationships(b2b(*mine)))
    assert caught.value.rows == ("contact of relationship 'R1'",)
    assert loaded(engine) == first


def test_a_target_that_another_program_appended_is_not_orphaned(engine):
    old = saved(engine, ServiceNetwork(relationships=[b2b()]))
    with engine.begin() as connection:
        agreement = connection.scalar(select(tables.agreements.c.id))
        appended = {"agreement": agreement, "priority": "high", "response": "PT1H"}
        connection.execute(insert(tables.targets).values(appended))
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, old, old.without_relationships("R1"))
    assert caught.value.rows == (f"target of agreement {agreement!r}",)
    assert loaded(engine).relationships["R1"].agreement.targets.keys() == {Priority.HIGH}


def test_what_others_have_added_is_kept_and_the_same_addition_is_no_clash(engine):
    saved(engine)
    stay, dinner = (Relationship(HOTEL, Person("guest"), service) for service in ("stay", "dinner"))
    synced(engine, FULL, FULL.with_relationships(stay))
    synced(engine, FULL, FULL.with_relationships(dinner))
    synced(engine, FULL, FULL.with_relationships(stay, dinner))
    assert loaded(engine) == FULL.with_relationships(stay, dinner)


def test_a_part_is_changed_without_touching_the_rest(engine):
    saved(engine)
    part = loaded(engine, parties=["mr-pop"])
    ended = evolve(part.relationships["hotel/mr-pop/dinner"], valid_for=SPRING)
    more = (ended, Relationship(HOTEL, VLAD, "x"))
    synced(engine, part, part.without_relationships("hotel/mr-pop/dinner").with_relationships(*more))
    assert loaded(engine) == FULL.without_relationships("hotel/mr-pop/dinner").with_relationships(*more)


def test_an_agreement_goes_with_its_last_relationship(engine):
    saved(engine)
    part = loaded(engine, parties=["acme"])
    stays = part.without_relationships("R1", "kitchen/hotel/meals")
    synced(engine, part, stays)
    assert [row.name for row in rows_of(engine, tables.agreements)] == ["desk"]
    left = loaded(engine)
    assert left == FULL.without_relationships("R1", "kitchen/hotel/meals")
    synced(engine, left, left.without_relationships("hotel/mr-pop/stay/2026-03-01"))
    assert [rows_of(engine, table) for table in (tables.agreements, tables.targets, tables.calendars)] == [[], [], []]


def rows_of(engine, table):
    with engine.connect() as connection:
        return list(connection.execute(select(table)))


@pytest.mark.parametrize(
    ("theirs", "mine", "message"),
    [
        (
            Affiliation(KITCHEN, HOTEL, Capacity.UNIT, SPRING),
            Affiliation(KITCHEN, GROUP, Capacity.UNIT),
            "'kitchen' has two parents on 2026-03-01: 'group' and 'hotel'; end one tie before the other starts.",
        ),
        (
            Affiliation(KITCHEN, HOTEL, Capacity.UNIT),
            Affiliation(HOTEL, KITCHEN, Capacity.SUBSIDIARY),
            "Ownership runs in a circle always: 'hotel' < 'kitchen' < 'hotel'; end one of these ties.",
        ),
    ],
    ids=["two parents", "circle"],
)
def test_two_sound_changes_that_are_unsound_together_are_refused(engine, theirs, mine, message):
    old = saved(engine, ServiceNetwork(parties=[KITCHEN, HOTEL, GROUP]))
    synced(engine, old, old.with_affiliations(theirs))
    with pytest.raises(Problems) as caught:
        synced(engine, old, old.with_affiliations(mine))
    assert list(map(str, caught.value.exceptions)) == [message]
    assert loaded(engine) == old.with_affiliations(theirs)


# Writers and readers at the same time.


class Task(threading.Thread):
    """A call in a thread of its own, and what came of it."""

    def __init__(self, call):
        super().__init__()
        self.call = call
        self.outcome = None
        self.start()

    def run(self):
        try:
            self.outcome = self.call()
        except Exception as error:  # noqa: BLE001  # it is looked at in the main thread
            self.outcome = error

    def result(self):
        self.join(30)
        assert not self.is_alive()
        return self.outcome


def test_the_second_of_two_writers_waits_and_is_refused_what_the_first_has_changed(engine):
    saved(engine)
    changed = FULL.with_party(Person("ana", "Ana Ionescu"))
    with engine.begin() as connection:
        sql.sync(connection, FULL, changed)
        second = Task(lambda: synced(engine, FULL, FULL.without_relationships("R1")))
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
    if how == "save" and request.node.callspec.params["engine"] == "sqlite":
        return  # Python begins no transaction to read, so what is read at first binds nobody
    write = WRITES[how]
    saved(engine)
    mine = FULL.with_party(Person("vlad", "Vlad"))
    snapshots = engine.execution_options(isolation_level=level) if engine.dialect.name == "postgresql" else engine
    with snapshots.connect() as connection:
        assert sql.load(connection) == FULL
        theirs = synced(engine, FULL, FULL.with_party(Person("ana", "Ana Ionescu")))
        with pytest.raises(StaleNetwork, match=r"^The store no longer holds .+: load the network anew"):
            write(connection, FULL, mine)
        connection.rollback()
        assert loaded(engine) == theirs
        old = sql.load(connection)
        new = old.with_party(Person("vlad", "Vlad"))
        write(connection, old, new)
        connection.commit()
    assert loaded(engine) == new


def test_another_failure_of_the_database_is_told_as_it_is(engine):
    sql.metadata.drop_all(engine)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        sql.sync(connection, FULL, FULL)


def test_a_writer_in_sqlite_waits_as_long_as_its_driver_lets_it_and_is_not_called_stale(tmp_path):
    first, second = _sqlite(tmp_path / "network.db"), _sqlite(tmp_path / "network.db", timeout=0.2)
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
    engine = _strict_sqlite(tmp_path / "network.db", begin)
    sql.metadata.create_all(engine)
    saved(engine)
    have_loaded = threading.Barrier(2)

    def change(id):
        with engine.begin() as connection:
            old = sql.load(connection)
            with suppress(threading.BrokenBarrierError):  # who waits to load does not come here
                have_loaded.wait(0.3)
            new = old.with_party(Person(id, "Changed"))
            sql.sync(connection, old, new)
            return new

    tasks = [Task(lambda id=id: change(id)) for id in ("ana", "vlad")]
    assert sorted(type(task.result()).__name__ for task in tasks) == outcomes
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
        assert sql.load(connection) in STATES
        assert {writer.result() in STATES for writer in writers} == {True}  # and not only when the reader is gone
    assert loaded(engine) == STATES[len(writers) % 2]


READ_ONLY = {
    "a user who may only read": ("SET LOCAL ROLE pg_read_all_data", {}),
    "a transaction that only reads": ("SET TRANSACTION READ ONLY", {}),
    "no transaction": ("SELECT 1", {"isolation_level": "AUTOCOMMIT"}),
}


@contextmanager
def read_only(engine, statement, options):
    """Give a connection that cannot make writers wait."""
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
        assert sql.load(connection) in STATES
    assert {writer.result() in STATES for writer in writers} == {True}


@pytest.mark.parametrize("how", READ_ONLY)
def test_who_cannot_make_others_wait_and_finds_no_moment_between_them_is_told_what_mends_it(engine, how):
    saved(engine)
    with read_only(engine, *READ_ONLY[how]) as connection:
        writers = disturbing(engine, connection, 100, 0.5 if engine.dialect.name == "sqlite" else 30)
        if engine.dialect.name == "sqlite":  # whose readers see one state as long as they read
            assert sql.load(connection) in STATES
            assert {writer.result() in STATES for writer in writers} == {True}
            return
        with pytest.raises(InvalidValue) as caught:
            sql.load(connection)
    assert str(caught.value) == (
        "The isolation level cannot be 'READ COMMITTED': others kept writing while the connection read, "
        "and it cannot make them wait; give REPEATABLE READ."
    )
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL ROLE pg_read_all_data"))
        disturbing(engine, connection, 100)
        assert sql.load(connection) in STATES


def test_a_reader_who_waited_for_a_writer_as_long_as_it_may_is_told_so(engine):
    saved(engine)
    with engine.connect() as writer, engine.connect() as connection:
        disturbing(engine, connection, 3, patience=30)
        if engine.dialect.name == "sqlite":  # whose readers, once they began, wait for nobody
            assert sql.load(connection) in STATES
            return

        @event.listens_for(connection, "before_cursor_execute")
        def hold(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
            if "FOR SHARE" in statement:
                sql.save(writer, FULL)

        connection.execute(text("SET LOCAL lock_timeout = 50"))
        with pytest.raises(OperationalError, match="due to lock timeout"):
            sql.load(connection)


# Rows that are wrong.


def test_everything_that_is_wrong_with_the_rows_is_named_at_once(tmp_path):
    engine = _sqlite(tmp_path / "network.db")
    sql.metadata.create_all(engine)
    saved(engine)
    rows = {name: {"id": name, "service": "x", "provider": "hotel"} for name in "abcdefghij"}
    hours = {"windows": {}, "holidays": [], "exceptions": {}}
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for table, values in [
            (tables.parties, {"id": "r2d2", "kind": "robot", "name": "R2-D2"}),
            (tables.parties, {"id": "mr-x", "kind": "person", "name": ""}),
            (tables.calendars, {"id": "c1", "zone": "Europe/Madird", "hours": hours}),
            (tables.calendars, {"id": "c2", "zone": "UTC", "hours": {**hours, "windows": {"sonday": []}}}),
            (tables.calendars, {"id": "c3", "zone": "UTC", "hours": {**hours, "windows": {"monday": [["09:00"]]}}}),
            (tables.agreements, {"id": "a1", "name": "night desk", "calendar": "c1"}),
            (tables.agreements, {"id": "a2", "name": "lost", "calendar": "c9"}),
            (tables.targets, {"agreement": "a1", "priority": "high", "response": "1 hour"}),
            (tables.targets, {"agreement": "a9", "priority": "high", "response": "PT1H"}),
            (tables.affiliations, {"party": "ana", "organization": "mr-pop", "capacity": "boss", **NOTHING_DONE}),
            (tables.affiliations, {"party": "ana", "organization": "hotel", "capacity": "boss", **NOTHING_DONE}),
            (tables.affiliations, {"party": "hotel", "organization": "kitchen", "capacity": "unit", **NOTHING_DONE}),
            (tables.relationships, {**rows["a"], "customer": "nobody"}),
            (tables.relationships, {**rows["b"], "customer": "r2d2"}),
            (tables.relationships, {**rows["c"], "customer": "ana", "agreement": "a1"}),
            (tables.relationships, {**rows["d"], "customer": "ana", "kind": "b2b", "market_scope": "local"}),
            (tables.relationships, {**rows["e"], "customer": "ana", "kind": "loyal"}),
            (tables.relationships, {**rows["f"], "customer": "ana", "kind": "horizontal", "facts": ["served hot"]}),
            (tables.relationships, {**rows["i"], "customer": "hotel"}),
            (tables.relationships, {**rows["j"], "customer": "ana", "valid_from": DAY, "valid_until": DAY}),
            (tables.contacts, {"relationship": "R2", "place": 0, "person": "hotel"}),
            (tables.contacts, {"relationship": "d", "place": 0, "person": "ana"}),
            (tables.contacts, {"relationship": "it/hotel/mail", "place": 0, "person": "ana"}),
        ]:
            connection.execute(insert(table).values(values))
    with pytest.raises(Problems) as caught:
        loaded(engine)
    assert [str(problem).replace("relclient_", "") for problem in caught.value.exceptions] == [
        "parties['r2d2'].kind cannot be 'robot': give 'person' or 'organization'.",
        "parties['mr-x']: Person.name cannot be '': give a string that is not blank.",
        "calendars['c1']: No time zone has the name 'Europe/Madird': did you mean 'Europe/Madrid'?",
        "calendars['c2'].hours cannot be 'sonday': give 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' or 'sunday'.",
        "calendars['c3'].hours cannot be ('09:00',): give a pair of times of day such as ['09:00', '17:00'].",
        "targets['a1', 'high'].response must be hours, minutes and seconds such as 'PT4H30M', not '1 hour' (str).",
        "agreements['a2']: calendars.id cannot be 'c9': no row has it; add one, or refer to another.",
        "affiliations['ana', 'mr-pop', 'boss'].organization cannot be 'mr-pop': it is no organization; refer to one.",
        "affiliations['ana', 'hotel', 'boss'].capacity cannot be 'boss': give 'unit', 'subsidiary', 'employee', 'temporary', 'owner', 'contractor', 'shareholder', 'stakeholder', 'partner', 'supplier' or 'reseller'.",
        "contacts['R2', 0].person cannot be 'hotel': it is no person; refer to one.",
        "relationships['a']: No party has the id 'nobody': look for it among the ids.",
        "relationships['d'].market_scope cannot be 'local': give 'domestic' or 'foreign'.",
        "relationships['e'].kind cannot be 'loyal': give 'situational', 'horizontal', 'framework', 'operational', 'retail', 'account' or 'b2b'.",
        "relationships['f'].facts must be an object, not ['served hot'] (list).",
        "relationships['i']: 'hotel' cannot be its own customer: name another provider or customer.",
        "relationships['j']: No day lies between 2026-03-02 and 2026-03-02: the end is the first day after the period; Period.through takes the last day in it.",
        "targets['a9'].agreement cannot be 'a9': no row of agreements has this id and can have such parts; delete them.",
        "contacts['it/hotel/mail'].relationship cannot be 'it/hotel/mail': no row of relationships has this id and can have such parts; delete them.",
        "affiliations: Ownership runs in a circle always: 'hotel' < 'kitchen' < 'hotel'; end one of these ties.",
    ]
    engine.dispose()


NOTHING_DONE = {"decides_offer": False, "produces": False}


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (tables.parties, {"kind": "robot"}),
        (tables.parties, {"name": ""}),
        (tables.parties, {"id": ""}),
        (tables.calendars, {"zone": ""}),
        (tables.targets, {"priority": "top"}),
        (tables.targets, {"response": None, "resolution": None}),
        (tables.affiliations, {"capacity": "boss"}),
        (tables.affiliations, {"valid_from": DAY, "valid_until": DAY}),
        (tables.affiliations, {"party": "hotel", "organization": "hotel"}),
        (tables.relationships, {"provider": "ana", "customer": "ana"}),
        (tables.relationships, {"valid_from": DAY, "valid_until": date(2026, 3, 1)}),
        (tables.relationships, {"kind": "loyal"}),
        (tables.relationships, {"kind": None, "market_scope": None, "account_number": "A-1", "manager": None}),
        (tables.relationships, {"kind": None, "account_number": None, "market_scope": None, "manager": "ana"}),
        (
            tables.relationships,
            {"kind": "horizontal", "account_number": None, "manager": None, "market_scope": "domestic"},
        ),
        (tables.relationships, {"approval_risk": None, "approval_granted": DAY}),
        (tables.contacts, {"place": -1}),
        (tables.revisions, {"id": 2}),
    ],
)
def test_the_database_itself_refuses_rows_that_no_network_has(engine, table, changes):
    saved(engine)
    with engine.begin() as connection, pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(update(table).values(changes))


def test_days_that_python_does_not_have_are_refused_by_the_database(engine):
    granted = Approval(Risk.LOW, DAY)
    network = ServiceNetwork(
        [Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, Period(date.min, date.max))],
        [Relationship(HOTEL, POP, "stay", approval=granted), Relationship(HOTEL, VLAD, "stay", approval=granted)],
    )
    saved(engine, network)
    columns = [
        column
        for table in (tables.affiliations, tables.relationships)
        for column in table.c
        if column.name in {"valid_from", "valid_until", "approval_granted"}
    ]
    assert len(columns) == 5
    for column in columns:
        others = {other: None for other in columns if other.table is column.table and other is not column}
        for day in ("infinity", "-infinity", "10000-01-01", "0001-12-31 BC", "0000-12-31", "-001-01-01"):
            change = update(column.table).values({**others, column: literal_column(f"'{day}'")})
            with engine.begin() as connection, pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(change)
    assert loaded(engine) == network


def test_a_database_that_checks_references_refuses_those_that_lead_nowhere(engine, request):
    if "sqlite" in request.node.callspec.id and "strict" not in request.node.callspec.id:
        return
    saved(engine)
    for column in tables.REFERRING:
        with engine.begin() as connection, pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(update(column.table).values({column: "nobody"}))


def test_columns_that_are_asked_for_are_plain_ones(engine):
    saved(engine)
    services = tables.metadata.tables["relclient_relationships"].c
    with engine.connect() as connection:
        business = select(services.customer).where(
            services.market_scope == "foreign", services.market_segment == "business"
        )
        assert list(connection.scalars(business)) == ["mr-pop"]
        assert (
            connection.scalar(text("SELECT customer FROM relclient_relationships WHERE account_number = 'G-1'"))
            == "mr-pop"
        )
        live = "SELECT COUNT(*) FROM relclient_relationships WHERE valid_from <= '2026-05-31' AND valid_until > '2026-05-31'"
        assert connection.scalar(text(live)) == 1


# Packages.


def test_without_the_extra_an_error_names_the_package_and_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "relclient.interop.sql")
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module("relclient.interop.sql")
    error = caught.value
    assert (error.module, error.package, error.extra) == ("relclient.interop.sql", "sqlalchemy", "sql")


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (
            "sqlalchemy",
            "MissingExtra: relclient.interop.sql needs sqlalchemy, which is not installed: pip install 'relclient[sql]' brings it.\n",
        ),
        ("cattrs", ""),
        ("orjson", ""),
    ],
)
def test_the_extra_is_sqlalchemy_and_nothing_else(missing, told):
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "try:\n"
        "    import relclient.interop.sql\n"
        "except ImportError as error:\n"
        "    print(type(error).__name__, error, sep=': ')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == told
    assert issubclass(MissingExtra, ImportError)
