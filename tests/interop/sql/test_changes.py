"""Revisions and changes: whoever has seen one state of a store follows it to the next, at the cost of what changed."""

from enum import Enum

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from sqlalchemy import delete, event, update

from relclient import (
    Affiliation,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    Edit,
    InvalidType,
    InvalidValue,
    Organization,
    Person,
    Problems,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    StaleNetwork,
)
from relclient.interop import sql
from relclient.interop.sql import _log, tables
from stores import (
    ANA,
    DESK,
    FULL,
    HOTEL,
    IT,
    KITCHEN,
    POP,
    SPRING,
    VLAD,
    Tier,
    followed,
    has_nul,
    loaded,
    saved,
    synced,
)
from strategies import networks


def revision(engine):
    with engine.connect() as connection:
        return sql.revision(connection)


def changes(engine, since, enums=(Tier,)):
    with engine.connect() as connection:
        return sql.changes(connection, since, enums=enums)


def test_a_store_in_which_nothing_was_written_has_the_revision_0(engine):
    assert revision(engine) == 0
    assert changes(engine, 0) == Edit((), (), 0)


def test_each_save_and_each_sync_of_a_difference_counts(engine):
    saved(engine)
    assert revision(engine) == 1
    new = synced(engine, FULL, FULL.without_relationships("R1"))
    synced(engine, new, new)
    assert revision(engine) == 2
    with engine.connect() as connection:
        sql.sync(connection, new, FULL)
        connection.rollback()
    assert revision(engine) == 2


STAY = Relationship(HOTEL, Person("guest"), "stay", agreement=DESK)
CHANGES = {
    "an addition": lambda network: network.with_relationships(STAY),
    "facts of its own": lambda network: _replaced(network, "group/member/magazine", facts={"tier": Tier.GOLD}),
    "a relationship with other terms": lambda network: _replaced(network, "R1", agreement=None),
    "other contacts": lambda network: _replaced(network, "R1", customer=_b2b(ANA, VLAD)),
    "one contact less": lambda network: _replaced(network, "R1", customer=_b2b(VLAD)),
    "a name": lambda network: network.with_party(Person("ana", "Ana Ionescu")),
    "a name, and a relationship of who has it": lambda network: _replaced(
        network.with_party(Person("ana", "Ana Ionescu")), "R1", service="stays"
    ),
    "a tie": lambda network: network.with_affiliations(Affiliation(POP, HOTEL, Capacity.CONTRACTOR, SPRING)),
    "a tie less": lambda network: network.without_affiliations(network.affiliations[0]),
    "a tie with other functions": lambda network: network.without_affiliations(
        Affiliation(IT, HOTEL, Capacity.UNIT, functions=frozenset())
    ).with_affiliations(Affiliation(IT, HOTEL, Capacity.UNIT, functions={BusinessFunction.PRODUCES})),
    "a relationship less, with its contacts": lambda network: network.without_relationships("R1"),
    "the last relationship with an agreement": lambda network: network.without_relationships("group/member/magazine"),
    "a party less, with all that it has": lambda network: network.without_parties("ana"),
    "all of it": lambda network: ServiceNetwork(),  # noqa: ARG005
}


def _b2b(*contacts):
    return B2BCustomer(Organization("acme"), contacts=contacts)


def _replaced(network, id, **changed):
    other = evolve(network.relationships[id], **{"id": id, **changed})
    return network.without_relationships(id).with_relationships(other)


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_leads_from_the_one_state_to_the_other_and_back(engine, change):
    old = saved(engine, BEFORE)
    new = synced(engine, old, CHANGES[change](old))
    edit = changes(engine, 1)
    assert followed(old, edit) == new
    assert edit.revision == 2
    assert not set(edit.add) & set(edit.remove)
    synced(engine, new, old)
    assert changes(engine, 1) == Edit((), (), 3)
    back = changes(engine, 2)
    assert (set(back.add), set(back.remove)) == (set(edit.remove), set(edit.add))


BEFORE = FULL.without_affiliations(*(tie for tie in FULL.affiliations if tie.party == IT)).with_affiliations(
    Affiliation(IT, HOTEL, Capacity.UNIT, functions=frozenset())
)


def test_several_changes_are_told_as_one(engine):
    network = saved(engine, BEFORE)
    states = [network]
    for change in CHANGES.values():
        if change is not CHANGES["all of it"]:
            try:
                states.append(synced(engine, states[-1], change(states[-1])))
            except (LookupError, InvalidValue):  # it changes what another change has taken away
                continue
    assert len(states) > 8
    for since, state in enumerate(states, start=1):
        edit = changes(engine, since)
        assert followed(state, edit) == states[-1] == loaded(engine)
        assert edit.revision == len(states)


def test_what_is_the_same_again_is_not_told(engine):
    saved(engine)
    there = synced(engine, FULL, FULL.with_relationships(STAY))
    again = synced(engine, there, there.without_relationships(STAY.id).without_parties("guest"))
    assert again == FULL
    assert changes(engine, 1) == Edit((), (), 3)


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(networks(), networks(), networks())
def test_any_network_is_followed_to_any_other(engine, first, second, third):
    assume(not any(map(has_nul, (first, second, third))))
    saved(engine, first)
    since = revision(engine)
    synced(engine, first, second)
    assert followed(first, changes(engine, since)) == second
    synced(engine, second, third)
    assert followed(first, changes(engine, since)) == third


def test_a_changed_party_is_told_once_and_what_mentions_it_follows(engine):
    saved(engine)
    synced(engine, FULL, FULL.with_party(Person("ana", "Ana Ionescu")))
    assert changes(engine, 1) == Edit((Person("ana", "Ana Ionescu"),), (ANA,), 2)


def test_only_the_log_and_what_it_names_is_read(engine):
    saved(engine)
    synced(engine, FULL, FULL.with_relationships(STAY))
    read = []

    @event.listens_for(engine, "after_cursor_execute")
    def note(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
        if "relclient_" in statement and " IN (" not in statement:
            read.append(statement.partition("FROM relclient_")[2].split()[0])

    assert set(changes(engine, 1).add) == {Person("guest"), STAY}
    assert set(read) == {"revisions", "log"}


def test_nobody_goes_back_beyond_a_save_or_beyond_what_is_kept_of_the_log(engine, monkeypatch):
    monkeypatch.setattr(_log, "_KEPT", 3)
    saved(engine, ServiceNetwork())
    network = saved(engine)  # 2
    for number in range(4):
        network = synced(engine, network, network.with_party(Person("ana", f"Ana {number}")))
    assert changes(engine, 3).add == (Person("ana", "Ana 3"),)
    for since in (0, 1, 2, 7):
        with pytest.raises(StaleNetwork) as caught:
            changes(engine, since)
        assert (caught.value.rows, caught.value.since) == ((), since)
    saved(engine, network)
    with pytest.raises(StaleNetwork):
        changes(engine, 6)
    assert changes(engine, 7) == Edit((), (), 7)


def test_rows_that_other_programs_broke_are_named(engine):
    saved(engine, ServiceNetwork(parties=[KITCHEN, HOTEL]))
    old = loaded(engine)
    synced(engine, old, old.with_relationships(Relationship(HOTEL, RetailCustomer(POP), "stay")))
    with engine.begin() as connection:
        connection.execute(update(tables.relationships).values(own_facts={"tier": "Tier.IRON"}))
    with pytest.raises(Problems) as caught:
        changes(engine, 1)
    assert [problem.path for problem in caught.value.exceptions] == ["relclient_relationships['hotel/mr-pop/stay']"]


def test_facts_of_an_enumeration_that_is_not_given_are_named(engine):
    saved(engine, ServiceNetwork())
    synced(engine, ServiceNetwork(), FULL)
    with pytest.raises(Problems) as caught:
        changes(engine, 1, enums=())
    assert {problem.path for problem in caught.value.exceptions} == {
        "relclient_relationships['group/member/club']",
        "relclient_relationships['group/member/magazine']",
    }
    with pytest.raises(InvalidValue):
        changes(engine, 1, enums=[Tier, Enum("Tier", {"GOLD": 1})])


def test_a_reader_of_changes_sees_one_moment(engine):
    saved(engine)
    first = synced(engine, FULL, FULL.without_relationships("R1"))
    done = []
    with engine.connect() as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def disturb(connection, cursor, statement, parameters, context, executemany):  # noqa: ARG001, PLR0913, PLR0917
            if "FROM relclient_log" in statement and engine.dialect.name == "postgresql" and not done:
                done.append(synced(engine, first, first.without_relationships("R2")))

        edit = sql.changes(connection, 1, enums=[Tier])
    assert followed(FULL, edit) == (done[-1] if done else first)
    assert edit.revision == 2 + len(done)


def test_arguments_of_another_type_are_refused(engine):
    with engine.connect() as connection:
        for call, message in [
            (lambda: sql.revision(engine), "revision connection must be a Connection"),
            (lambda: sql.changes(engine, 1), "changes connection must be a Connection"),
            (lambda: sql.changes(connection, "1"), "changes since must be a number that sql.revision gave"),
            (lambda: sql.changes(connection, 1, enums=[int]), r"changes enums\[0\] must be an enumeration"),
        ]:
            with pytest.raises(InvalidType, match=message):
                call()


def test_a_log_that_lacks_revisions_is_not_taken_for_a_whole_one(engine):
    saved(engine)
    network = FULL
    for name in ("A", "B", "C"):
        network = synced(engine, network, network.with_party(Person("ana", name)))
    with engine.begin() as connection:
        connection.execute(delete(tables.log).where(tables.log.c.revision == 2))
    with pytest.raises(StaleNetwork):
        changes(engine, 1)
