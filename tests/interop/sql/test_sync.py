"""Differences: only they are written, and only where the store still has what they rest on."""

import re

import pytest
from attrs import evolve
from sqlalchemy import event, insert, select

from relclient import (
    Affiliation,
    B2BCustomer,
    Capacity,
    Organization,
    Period,
    Person,
    Priority,
    Relationship,
    ServiceLevelAgreement,
    ServiceNetwork,
    StaleNetwork,
)
from relclient.interop import sql
from relclient.interop.sql import tables
from stores import (
    ANA,
    DAY,
    FULL,
    GROUP,
    HOTEL,
    IT,
    KITCHEN,
    OFFICE,
    POP,
    SPRING,
    VLAD,
    loaded,
    saved,
    stored,
    synced,
)

LOGGED = 12


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
        ("INSERT INTO", "log", LOGGED),
    ]
    written.clear()
    saved(engine, loaded(engine))
    assert written == [("UPDATE", "revisions", 1), ("DELETE FROM", "log", LOGGED + 1), ("INSERT INTO", "log", 1)]


STAY = Relationship(HOTEL, Person("guest"), "new", id="new")
MINE = FULL.without_parties("alone").with_relationships(STAY)


@pytest.mark.parametrize(
    ("by_another", "rows"),
    [
        (FULL.with_relationships(Relationship(HOTEL, POP, "new", id="new")), ("relationship 'new'",)),
        (FULL.with_party(Person("guest", "Another guest")), ("party 'guest'",)),
        (FULL.with_party(Person("alone", "Alone")), ("party 'alone'",)),
        (FULL.without_parties("alone"), ("party 'alone'",)),
        (FULL.without_parties("hotel"), ("party 'hotel'",)),
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
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, FULL, MINE)
    assert (caught.value.rows, caught.value.since) == (rows, None)
    assert stored(engine) == there


@pytest.mark.parametrize(
    "change",
    [
        lambda network: network.with_party(Person("ana", "Ana Ionescu")),
        lambda network: network.with_party(Organization("hotel", "The hotel")),
        lambda network: network.without_relationships("R2"),
        lambda network: network.without_affiliations(*network.affiliations[:1]),
        lambda network: network.without_parties("acme"),
        lambda network: network.with_relationships(Relationship(HOTEL, Person("other"), "x")),
    ],
    ids=["a name", "the name of an end", "a relationship", "a tie", "a party with all it has", "an addition"],
)
def test_writers_whose_changes_have_nothing_in_common_do_not_disturb_each_other(engine, change):
    saved(engine)
    theirs = synced(engine, FULL, change(FULL))
    synced(engine, FULL, MINE)
    both = theirs.without_parties("alone")
    guest = Relationship(both.parties["hotel"], Person("guest"), "new", id="new")
    assert loaded(engine) == both.with_relationships(guest)


def test_a_network_that_was_not_made_of_the_old_one_is_synced_like_one_that_was(engine):
    saved(engine)
    old, new = loaded(engine), loaded(engine).without_relationships("R1")
    synced(engine, old, new)
    assert loaded(engine) == new


def test_where_nothing_has_changed_nothing_is_written_or_looked_at(engine):
    saved(engine)
    theirs = synced(engine, FULL, FULL.without_relationships("R1"))
    with engine.begin() as connection:
        before = sql.revision(connection)
        sql.sync(connection, FULL, FULL.with_relationships(*FULL.relationships.values()))
        assert sql.revision(connection) == before
    assert loaded(engine) == theirs


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
@pytest.mark.parametrize("mine", [None, BARE, b2b(POP), b2b(VLAD, POP)])
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
    assert sorted(row.name for row in rows_of(engine, tables.agreements)) == ["club", "desk"]
    left = loaded(engine)
    assert left == FULL.without_relationships("R1", "kitchen/hotel/meals")
    synced(engine, left, left.without_relationships("hotel/mr-pop/stay/2026-03-01", "group/member/magazine"))
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
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, old, old.with_affiliations(mine))
    assert caught.value.rows == ("affiliation of 'kitchen'",)
    assert list(map(str, caught.value.__cause__.exceptions)) == [message]
    assert loaded(engine) == old.with_affiliations(theirs)


def test_ownership_that_others_changed_is_no_obstacle_where_both_changes_are_sound_together(engine):
    old = saved(engine, ServiceNetwork(parties=[KITCHEN, HOTEL, GROUP, IT]))
    theirs = [
        Affiliation(KITCHEN, HOTEL, Capacity.UNIT, Period(None, DAY)),
        Affiliation(HOTEL, GROUP, Capacity.SUBSIDIARY),
    ]
    synced(engine, old, old.with_affiliations(*theirs))
    mine = [Affiliation(KITCHEN, GROUP, Capacity.UNIT, Period(DAY)), Affiliation(IT, KITCHEN, Capacity.UNIT)]
    synced(engine, old, old.with_affiliations(*mine))
    assert loaded(engine) == old.with_affiliations(*theirs, *mine)
