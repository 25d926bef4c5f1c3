"""Databases for tests: a network with everything in it, and what is done to a store."""

import threading
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import uuid4

from sqlalchemy import create_engine, event, select, text

from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    FrameworkCustomer,
    HorizontalCustomer,
    Market,
    MarketScope,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Priority,
    Relationship,
    RetailCustomer,
    Risk,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceTarget,
    SituationalCustomer,
    WorkCalendar,
    WorkingDays,
)
from relclient.interop import sql
from relclient.interop.sql import tables


class Tier(Enum):
    """Facts of an app's own."""

    SILVER = "s"
    GOLD = "g"


HOTEL, KITCHEN, IT, GROUP = map(Organization, ["hotel", "kitchen", "it", "group"])
ANA, POP, VLAD = Person("ana", "Ana"), Person("mr-pop"), Person("vlad")
MEMBER = Person("member")
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
REVIEWED = ServiceLevelAgreement(
    "club",
    {Priority.HIGH: ServiceTarget(resolution=WorkingDays(3)), Priority.LOW: ServiceTarget(next_reply=WorkingDays(1))},
    OFFICE,
    procedure="SOP 7",
    review=Occasion.every("yearly", start=DAY),
)
FULL = ServiceNetwork(
    [
        Affiliation(
            KITCHEN, HOTEL, Capacity.UNIT, functions={BusinessFunction.PRODUCES, BusinessFunction.DECIDES_OFFER}
        ),
        Affiliation(IT, HOTEL, Capacity.UNIT, Period(date.min, date.max), functions=frozenset()),
        Affiliation(MEMBER, GROUP, Capacity.RESELLER),
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
        Relationship(
            GROUP,
            AccountCustomer(MEMBER),
            "club",
            account_number="C-1",
            market=Market(segment="holidays"),
            facts={"tier": Tier.GOLD, "newsletter": False},
            approval=Approval(Risk.MANAGED, DAY, ANA, Occasion.every("yearly", start=DAY)),
        ),
        Relationship(
            GROUP,
            MEMBER,
            "magazine",
            agreement=REVIEWED,
            market=Market(MarketScope.FOREIGN),
            facts={"tier": Tier.SILVER},
        ),
    ],
    [Person("alone", "Nobody's customer")],
)


def sqlite(path, timeout=5):
    """Open SQLite as Python does, only quicker."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": timeout})

    @event.listens_for(engine, "connect")
    def set_up(connection, _):
        connection.execute("PRAGMA synchronous = OFF")

    return engine


def strict_sqlite(path, begins="BEGIN", timeout=5):
    """Let SQLite check references, and let transactions begin where SQLAlchemy says, as its documentation shows."""
    engine = sqlite(path, timeout)

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
def postgres_schema(url):
    """Yield an engine that sees a schema of its own, which is dropped in the end."""
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


def saved(engine, network=FULL):
    with engine.begin() as connection:
        sql.save(connection, network)
    return network


def loaded(engine, *args, **kwargs):
    with engine.connect() as connection:
        return sql.load(connection, *args, enums=[Tier], **kwargs)


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
    records = repr([*network.parties.values(), *network.affiliations, *network.relationships.values()])
    return "\0" in records or "\\x00" in records


def followed(network, edit):
    """Follow *edit* as a second worker does: by value, removals first, and a changed party everywhere."""
    parties, ties = dict(network.parties), set(network.affiliations)
    relationships = dict(network.relationships)
    for record in edit.remove:
        match record:
            case Affiliation():
                ties.remove(record)
            case Relationship():
                assert relationships.pop(record.id) == record
            case _:
                assert parties.pop(record.id) == record
    added = {record.id: record for record in edit.add if isinstance(record, Person | Organization)}
    changed = [record for id, record in added.items() if id in network.parties]
    parties.update({id: record for id, record in added.items() if id not in network.parties})
    left = ServiceNetwork(
        ties, relationships.values(), [*parties.values(), *map(network.parties.get, (record.id for record in changed))]
    )
    for record in changed:
        left = left.with_party(record)
    return left.with_affiliations(*(each for each in edit.add if isinstance(each, Affiliation))).with_relationships(
        *(each for each in edit.add if isinstance(each, Relationship))
    )


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

    def result(self, timeout=30):
        self.join(timeout)
        assert not self.is_alive()
        return self.outcome
