"""Whole networks: what is saved comes back, in every script and to the last digit."""

from datetime import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from relclient import (
    AccountCustomer,
    HorizontalCustomer,
    InvalidType,
    Organization,
    Person,
    Problems,
    Relationship,
    ServiceLevelAgreement,
    ServiceNetwork,
    WorkCalendar,
)
from relclient.interop import sql
from stores import ANA, DESK, FULL, HOTEL, OFFICE, POP, has_nul, loaded, saved, sqlite, stored, synced
from strategies import networks


def test_a_network_with_everything_comes_back_equal(engine):
    saved(engine)
    assert loaded(engine) == FULL


def test_an_empty_store_is_an_empty_network(engine):
    assert loaded(engine) == ServiceNetwork()


def test_a_database_of_another_name_is_written_and_read_in_the_usual_way(tmp_path):
    engine = sqlite(tmp_path / "network.db")
    sql.metadata.create_all(engine)
    engine.dialect.name = "another"
    saved(engine)
    assert loaded(engine) == FULL
    engine.dispose()


def test_saving_replaces_all_that_was_there(engine):
    saved(engine)
    other = saved(engine, ServiceNetwork(relationships=[Relationship(HOTEL, POP, "stay", id="R1")]))
    assert loaded(engine) == other
    saved(engine, ServiceNetwork())
    assert {name: rows for name, rows in stored(engine).items() if rows} == {}


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
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
        "leave the NUL character out, which no string in PostgreSQL can hold",
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
        "relclient_settings": 0,
    }
