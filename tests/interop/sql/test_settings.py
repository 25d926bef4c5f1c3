"""Settings: a store keeps the rules that a network is asked by, and from where outsiders are looked at."""

import pytest
from sqlalchemy import insert, update

from relclient import (
    DEFAULT_RULES,
    KIND_TABLE,
    Affiliation,
    Capacity,
    CustomerKind,
    DecisionTable,
    InvalidType,
    Organization,
    Problems,
    Rule,
    Rulebook,
    Side,
    SoundnessRule,
    StaleNetwork,
    needs_approval,
)
from relclient.interop import sql
from relclient.interop.sql import tables
from stores import DAY, FULL, GROUP, HOTEL, Tier, loaded, saved, stored, synced

BUYERS = DecisionTable(
    "side",
    {"newsletter": bool, "employed": bool},
    [Rule("reads", {"newsletter": True}, Side.EXTERNAL), Rule("others", {}, Side.INTERNAL)],
)
TIERS = DecisionTable(
    "kind",
    {"side": Side, "tier": Tier},
    [
        Rule(
            "gold", {"tier": Tier.GOLD, "side": Side.EXTERNAL}, CustomerKind.ACCOUNT, says="gold ones have an account"
        ),
        Rule("outside", {"side": Side.EXTERNAL}, CustomerKind.RETAIL),
        Rule("inside", {}, CustomerKind.HORIZONTAL),
    ],
    defaults={"tier": Tier.SILVER},
)
NAMED = SoundnessRule("has-name", lambda network: [])  # noqa: ARG005
RULEBOOKS = {
    "a side table": Rulebook(BUYERS),
    "a kind table with an enumeration": Rulebook(kind_table=TIERS),
    "some answers": Rulebook(
        kind_table=KIND_TABLE.replacing(Rule("walk-in", {"side": Side.EXTERNAL}, CustomerKind.B2B))
    ),
    "fewer rules": Rulebook(soundness=DEFAULT_RULES[:3]),
    "no rules": Rulebook(soundness=()),
    "a rule of its own, and one that is made for units": Rulebook(soundness=[NAMED, needs_approval("spa", "lab")]),
}


@pytest.mark.parametrize("of", RULEBOOKS)
def test_a_rulebook_comes_back_and_is_synced(engine, of):
    network = saved(engine, FULL.with_rulebook(RULEBOOKS[of]))
    assert loaded(engine, rules=[NAMED]) == network
    for part in ({"on": DAY}, {"parties": ["mr-pop"]}):
        assert loaded(engine, rules=[NAMED], **part).rulebook == network.rulebook
    synced(engine, network, FULL)
    assert loaded(engine) == FULL
    synced(engine, FULL, network)
    assert loaded(engine, rules=[NAMED]) == network


def test_the_usual_rulebook_and_no_viewpoint_take_no_row(engine):
    saved(engine, FULL.with_rulebook(Rulebook()))
    assert stored(engine)["relclient_settings"] == []


def test_a_viewpoint_comes_back_in_the_whole_and_in_each_part(engine):
    network = saved(engine, FULL.with_viewpoint("hotel"))
    assert loaded(engine) == network
    assert loaded(engine, parties=["alone"]).viewpoint == HOTEL
    part = loaded(engine, parties=["alone"])
    synced(engine, part, part.with_viewpoint(None))
    assert loaded(engine) == FULL


def test_two_writers_of_other_rulebooks_are_told_apart(engine):
    saved(engine)
    theirs = synced(engine, FULL, FULL.with_viewpoint("group"))
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, FULL, FULL.with_rulebook(Rulebook(soundness=())))
    assert caught.value.rows == ("settings",)
    synced(engine, FULL, FULL.without_relationships("R1"))  # which has nothing to do with it
    assert loaded(engine) == theirs.without_relationships("R1")


def test_a_party_from_where_others_look_is_not_taken_away(engine):
    other = Organization("other")
    old = saved(engine, FULL.with_party(other))
    theirs = synced(engine, old, old.with_viewpoint("other"))
    with pytest.raises(StaleNetwork) as caught:
        synced(engine, old, FULL)
    assert caught.value.rows == ("settings",)
    assert loaded(engine) == theirs


@pytest.mark.parametrize(
    "change", [lambda n: n.with_viewpoint("hotel"), lambda n: n.with_rulebook(RULEBOOKS["no rules"])]
)
def test_whoever_follows_a_store_whose_settings_changed_loads_it_anew(engine, change):
    saved(engine)
    new = synced(engine, FULL, change(FULL))
    with engine.connect() as connection, pytest.raises(StaleNetwork) as caught:
        sql.changes(connection, 1)
    assert caught.value.since == 1
    synced(engine, new, FULL)
    with engine.connect() as connection:
        assert sql.changes(connection, 1).add == ()


@pytest.mark.parametrize(
    ("rulebook", "places"),
    [
        ({"soundness": ["has-nmae"]}, [".rulebook.soundness[0]"]),
        ({"soundness": "all", "tables": []}, [".rulebook", ".rulebook.soundness"]),
        ({"side_table": {"inputs": ["employed"]}}, [".rulebook.side_table"]),
        ({"kind_table": {"cells": {"walk-in": "loyal"}}}, [".rulebook.kind_table.cells['walk-in']"]),
        ([], [".rulebook"]),
    ],
)
def test_a_rulebook_that_cannot_be_read_is_named_with_its_places(engine, rulebook, places):
    saved(engine)
    with engine.begin() as connection:
        connection.execute(insert(tables.settings).values(id=1, rulebook=rulebook))
    with pytest.raises(Problems) as caught:
        loaded(engine)
    assert [problem.path for problem in caught.value.exceptions] == [
        f"relclient_settings[1]{place}" for place in places
    ]


def test_a_viewpoint_that_is_no_organization_is_named(engine):
    saved(engine, FULL.with_viewpoint("hotel"))
    with engine.begin() as connection:
        connection.execute(update(tables.settings).values(viewpoint="ana"))
    with pytest.raises(Problems) as caught:
        loaded(engine)
    assert [problem.path for problem in caught.value.exceptions] == ["relclient_settings[1]"]


def test_what_is_no_rule_of_soundness_is_refused(engine):
    with pytest.raises(InvalidType, match=r"load rules\[0\] must be a SoundnessRule"):
        loaded(engine, rules=["has-name"])


def test_a_tie_of_the_viewpoint_is_no_part_of_it(engine):
    network = saved(engine, FULL.with_viewpoint(GROUP))
    synced(engine, network, network.with_affiliations(Affiliation(HOTEL, GROUP, Capacity.SUBSIDIARY)))
    assert loaded(engine).viewpoint == GROUP
