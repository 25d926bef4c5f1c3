"""Rows: those that are wrong are named at once, or refused by the database itself."""

from datetime import date

import pytest
from sqlalchemy import insert, literal_column, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from relclient import (
    Affiliation,
    Approval,
    Capacity,
    Period,
    Problems,
    Relationship,
    Risk,
    ServiceNetwork,
)
from relclient.interop import sql
from relclient.interop.sql import tables
from stores import ANA, DAY, HOTEL, POP, VLAD, loaded, saved, sqlite


def test_everything_that_is_wrong_with_the_rows_is_named_at_once(tmp_path):
    engine = sqlite(tmp_path / "network.db")
    sql.metadata.create_all(engine)
    saved(engine)
    rows = {name: {"id": name, "service": "x", "provider": "hotel"} for name in "abcdefghijklmno"}
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
            (tables.relationships, {**rows["g"], "customer": "ana", "valid_until": literal_column("'2026-02-30'")}),
            (tables.relationships, {**rows["h"], "customer": "ana", "staff_discount": literal_column("'much'")}),
            (tables.relationships, {**rows["i"], "customer": "hotel"}),
            (tables.relationships, {**rows["j"], "customer": "ana", "valid_from": DAY, "valid_until": DAY}),
            (tables.relationships, {**rows["k"], "customer": "ana", "own_facts": {"tier": "Tier.IRON"}}),
            (tables.relationships, {**rows["l"], "customer": "ana", "own_facts": literal_column("'{'")}),
            (tables.relationships, {**rows["n"], "customer": "ana", "kind": "operational", "facts": {"output": []}}),
            (tables.relationships, {**rows["o"], "customer": "ana", "kind": "situational", "facts": {"reason": "x"}}),
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
        "targets['a1', 'high'].response must be working time such as 'PT4H30M', or working days such as 'P3D', not '1 hour' (str).",
        "agreements['a2']: calendars.id cannot be 'c9': no row has it; add one, or refer to another.",
        "affiliations['ana', 'mr-pop', 'boss'].organization cannot be 'mr-pop': it is no organization; refer to one.",
        "affiliations['ana', 'hotel', 'boss'].capacity cannot be 'boss': give 'unit', 'subsidiary', 'employee', 'temporary', 'owner', 'contractor', 'shareholder', 'stakeholder', 'partner', 'supplier' or 'reseller'.",
        "contacts['R2', 0].person cannot be 'hotel': it is no person; refer to one.",
        "relationships['a']: No party has the id 'nobody': look for it among the ids.",
        "relationships['d'].market_scope cannot be 'local': give 'domestic' or 'foreign'.",
        "relationships['e'].kind cannot be 'loyal': give 'situational', 'horizontal', 'framework', 'operational', 'retail', 'account' or 'b2b'.",
        "relationships['f'].facts must be an object, not ['served hot'] (list).",
        "relationships['g'].valid_until cannot be '2026-02-30': no month has such a day.",
        "relationships['h'].staff_discount must be a decimal number as a string, such as '0.3', not 'much' (str).",
        "relationships['i']: 'hotel' cannot be its own customer: name another provider or customer.",
        "relationships['j']: No day lies between 2026-03-02 and 2026-03-02: the end is the first day after the period; Period.through takes the last day in it.",
        "relationships['k'].own_facts cannot be 'Tier.IRON': the members of Tier are 'SILVER' or 'GOLD'.",
        "relationships['l'].own_facts must be an object, not '{' (str).",
        "relationships['n'].facts cannot be 'output': give 'outputs'.",
        "relationships['o'].facts cannot be {'reason': 'x'}: add 'occasion'.",
        "targets['a9'].agreement cannot be 'a9': no row of agreements has this id and can have such parts; delete them.",
        "contacts['it/hotel/mail'].relationship cannot be 'it/hotel/mail': no row of relationships has this id and can have such parts; delete them.",
        "affiliations: Ownership runs in a circle always: 'hotel' < 'kitchen' < 'hotel'; end one of these ties.",
    ]
    engine.dispose()


NOTHING_DONE = {"decides_offer": False, "produces": False}


@pytest.mark.parametrize(
    "facts", ["[" * 100_000 + "]" * 100_000, "9" * 5_000], ids=["nested too deep", "a number too long"]
)
def test_json_that_python_does_not_read_is_named_too(tmp_path, facts):
    engine = sqlite(tmp_path / "network.db")
    sql.metadata.create_all(engine)
    saved(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        changed = update(tables.relationships).where(tables.relationships.c.id == "it/kitchen/mail")
        connection.execute(changed.values(facts=literal_column(f"""'{{"quality_criteria": {facts}}}'""")))
    with pytest.raises(Problems) as caught:
        loaded(engine)
    assert [problem.path for problem in caught.value.exceptions] == ["relclient_relationships['it/kitchen/mail']"]
    engine.dispose()


def test_who_selects_what_python_cannot_read_gets_it_as_it_stands(tmp_path):
    engine = sqlite(tmp_path / "network.db")
    sql.metadata.create_all(engine)
    saved(engine)
    services = tables.relationships
    here = services.c.id == "it/kitchen/mail"
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        wrong = {"valid_from": literal_column("'2026-02-30'"), "staff_discount": literal_column("'much'")}
        connection.execute(update(services).where(here).values(wrong))
        selected = connection.execute(select(services.c.valid_from, services.c.staff_discount).where(here)).all()
    assert selected == [("2026-02-30", "much")]
    engine.dispose()


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (tables.parties, {"kind": "robot"}),
        (tables.parties, {"name": ""}),
        (tables.parties, {"id": ""}),
        (tables.calendars, {"zone": ""}),
        (tables.targets, {"priority": "top"}),
        (tables.targets, {"response": None, "resolution": None, "next_reply": None}),
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
        (tables.relationships, {"approval_risk": None, "approval_granted": None, "approval_granted_by": "ana"}),
        (tables.relationships, {"own_market_scope": None, "own_market_segment": "holidays"}),
        (tables.affiliations, {"decides_offer": None, "produces": False}),
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
    with engine.begin() as connection:
        connection.execute(insert(tables.settings).values(id=1))
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
