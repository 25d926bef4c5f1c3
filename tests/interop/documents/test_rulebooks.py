"""Rulebooks, viewpoints and facts of one's own in documents: what is saved comes back, and nobody else's is taken."""

from datetime import date
from enum import Enum, Flag

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relclient import (
    DEFAULT_RULES,
    KIND_TABLE,
    SIDE_TABLE,
    ConflictingIds,
    CustomerKind,
    DecisionTable,
    HitPolicy,
    InvalidType,
    InvalidValue,
    MarketScope,
    Organization,
    Person,
    Problems,
    Relationship,
    Rule,
    Rulebook,
    ServiceNetwork,
    Side,
    SoundnessRule,
    needs_approval,
)
from relclient.interop.documents import dumps, from_dict, loads, to_dict


class Tier(Enum):
    GOLD = 1
    SILVER = "s"


def unnamed(network):
    return ((party, "it has no name", "give it one") for party in network.parties.values() if party.name == party.id)


HAS_NAME = SoundnessRule("has-name", unnamed)
HOTEL, POP = Organization("hotel"), Person("mr-pop")
ONLY_BUYERS = DecisionTable(
    "side",
    {"paying": bool, "tier": Tier, "employed": bool},
    [
        Rule("gold", {"tier": {Tier.GOLD, Tier.SILVER}, "paying": True}, Side.EXTERNAL, says="who pays"),
        Rule("staff", {"employed": True}, Side.INTERNAL, says={"en": "staff", "es": "personal"}),
        Rule("others", {}, Side.EXTERNAL),
    ],
    defaults={"tier": Tier.SILVER, "employed": False},
)
KINDS = DecisionTable(
    "kind",
    {"side": Side, "scope": MarketScope},
    [
        Rule("in", {"side": Side.INTERNAL}, CustomerKind.HORIZONTAL),
        Rule("far", {"side": Side.EXTERNAL, "scope": MarketScope.FOREIGN}, CustomerKind.B2B),
        Rule("near", {"side": Side.EXTERNAL, "scope": MarketScope.DOMESTIC}, CustomerKind.RETAIL),
    ],
    HitPolicy.UNIQUE,
    defaults={"scope": MarketScope.DOMESTIC},
)
STAY = Relationship(HOTEL, POP, "stay", facts={"paying": True, "tier": Tier.GOLD, "scope": MarketScope.FOREIGN})
NETWORK = ServiceNetwork(
    relationships=[STAY],
    rulebook=Rulebook(ONLY_BUYERS, KINDS, [*DEFAULT_RULES[:2], HAS_NAME]),
    viewpoint=HOTEL,
)
WRITTEN = {
    "relclient": 2,
    "parties": [{"kind": "organization", "id": "hotel"}, {"kind": "person", "id": "mr-pop"}],
    "relationships": [
        {
            "provider": "hotel",
            "customer": "mr-pop",
            "service": "stay",
            "facts": {"paying": True, "tier": "Tier.GOLD", "scope": "MarketScope.FOREIGN"},
        }
    ],
    "rulebook": {
        "side_table": {
            "inputs": [{"name": "paying", "domain": "bool"}, {"name": "tier", "domain": "Tier"}, "employed"],
            "defaults": {"tier": "Tier.SILVER", "employed": False},
            "rules": [
                {
                    "id": "gold",
                    "when": {"tier": ["Tier.GOLD", "Tier.SILVER"], "paying": True},
                    "then": "external",
                    "says": {"en": "who pays", "es": "who pays", "ro": "who pays"},
                },
                {
                    "id": "staff",
                    "when": {"employed": True},
                    "then": "internal",
                    "says": {"en": "staff", "es": "personal"},
                },
                {"id": "others", "then": "external"},
            ],
        },
        "kind_table": {
            "inputs": ["side", {"name": "scope", "domain": "MarketScope"}],
            "hit_policy": "unique",
            "defaults": {"scope": "MarketScope.DOMESTIC"},
            "rules": [
                {"id": "in", "when": {"side": "internal"}, "then": "horizontal"},
                {"id": "far", "when": {"side": "external", "scope": "MarketScope.FOREIGN"}, "then": "b2b"},
                {"id": "near", "when": {"side": "external", "scope": "MarketScope.DOMESTIC"}, "then": "retail"},
            ],
        },
        "soundness": ["kind-fits", "no-overlap", "has-name"],
    },
    "viewpoint": "hotel",
}


def faults(data, as_type=ServiceNetwork, **known):
    with pytest.raises(Problems) as caught:
        from_dict(data, as_type, **known)
    return {problem.path: type(problem.problem) for problem in caught.value.exceptions}


def test_rules_viewpoint_and_facts_of_ones_own_are_part_of_a_network():
    assert to_dict(NETWORK) == WRITTEN
    assert from_dict(WRITTEN, enums=[Tier], rules=[HAS_NAME]) == NETWORK
    assert loads(dumps(NETWORK), enums=[Tier], rules=[HAS_NAME]) == NETWORK


def test_what_was_read_decides_as_what_was_saved():
    found = loads(dumps(NETWORK), enums=[Tier], rules=[HAS_NAME])
    on = date(2026, 3, 2)
    assert found.customers(HOTEL, on=on) == NETWORK.customers(HOTEL, on=on)


@pytest.mark.parametrize(
    ("rulebook", "written"),
    [
        (Rulebook(SIDE_TABLE.replacing(Rule("stakeholder", SIDE_TABLE.rule("stakeholder").when, Side.EXTERNAL))),
         {"side_table": {"cells": {"stakeholder": "external"}}}),
        (Rulebook(kind_table=KIND_TABLE.replacing(Rule("walk-in", {}, CustomerKind.ACCOUNT))),
         {"kind_table": {"cells": {"walk-in": "account"}}}),
        (Rulebook(soundness=[]), {"soundness": []}),
    ],
)  # fmt: skip
def test_only_what_is_not_as_by_default_is_written(rulebook, written):
    network = ServiceNetwork(rulebook=rulebook)
    if "kind_table" in written and "cells" not in to_dict(network)["rulebook"]["kind_table"]:
        rule = KIND_TABLE.rule("walk-in")
        network = ServiceNetwork(
            rulebook=Rulebook(kind_table=KIND_TABLE.replacing(Rule(rule.id, rule.when, CustomerKind.ACCOUNT)))
        )
    assert to_dict(network) == {"relclient": 2, "rulebook": written}
    assert loads(dumps(network)) == network


def test_the_default_rulebook_is_not_written():
    assert to_dict(ServiceNetwork(rulebook=Rulebook(SIDE_TABLE, KIND_TABLE, DEFAULT_RULES))) == {"relclient": 2}


def test_a_rule_that_names_its_units_need_not_be_given_back():
    network = ServiceNetwork(rulebook=Rulebook(soundness=[needs_approval("spa", "bar")]))
    assert loads(dumps(network)) == network


def test_what_is_not_given_back_is_told_by_name():
    assert faults(WRITTEN) == {
        "$.relationships[0].facts.tier": InvalidValue,
        "$.rulebook.side_table.inputs[1].domain": InvalidValue,
        "$.rulebook.side_table.defaults.tier": str,
        "$.rulebook.side_table.rules[0].when.tier": str,
        "$.rulebook.soundness[2]": InvalidValue,
    }


MALFORMED = {
    "no rulebook": ({"rulebook": []}, {"$.rulebook": InvalidType}),
    "an unknown key": ({"rulebook": {"tables": []}}, {"$.rulebook.tables": str}),
    "a table that answers something else": (
        {"rulebook": {"side_table": {"inputs": ["employed"], "rules": [{"id": "a", "then": "retail"}]}}},
        {"$.rulebook.side_table.rules[0].then": InvalidValue},
    ),
    "no names of rules": ({"rulebook": {"soundness": "kind-fits"}}, {"$.rulebook.soundness": InvalidType}),
    "a name that is none": ({"rulebook": {"soundness": ["kind-fits", 7]}}, {"$.rulebook.soundness[1]": InvalidType}),
    "a rule twice": ({"rulebook": {"soundness": ["kind-fits", "kind-fits"]}}, {"$.rulebook": ConflictingIds}),
    "a viewpoint that is no party": ({"viewpoint": "hotle"}, {"$.viewpoint": None}),
    "a viewpoint that is a person": ({"viewpoint": "mr-pop"}, {"$.viewpoint": InvalidValue}),
    "a domain that is none": (
        {
            "rulebook": {
                "side_table": {"inputs": [{"name": "x", "domain": 7}], "rules": [{"id": "a", "then": "internal"}]}
            }
        },
        {"$.rulebook.side_table.inputs[0].domain": InvalidType},
    ),
    "a default for what is no input": (
        {
            "rulebook": {
                "side_table": {"inputs": [], "defaults": {"x": True}, "rules": [{"id": "a", "then": "internal"}]}
            }
        },
        {"$.rulebook.side_table.defaults.x": str},
    ),
}


@pytest.mark.parametrize(("sections", "expected"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_rulebook_and_no_viewpoint_is_refused_with_its_path(sections, expected):
    found = faults({"relclient": 2, "parties": WRITTEN["parties"], **sections})
    assert found.keys() == expected.keys()
    assert all(of is None or found[path] is of for path, of in expected.items())


def test_two_enumerations_of_one_name_are_refused():
    other = Enum("Tier", "GOLD")
    network = ServiceNetwork(relationships=[STAY, Relationship(HOTEL, POP, "dinner", facts={"of": other.GOLD})])
    for call in (lambda: dumps(network), lambda: loads("{}", enums=[Tier, other]), lambda: dumps(
        ServiceNetwork(relationships=[Relationship(HOTEL, POP, "stay", facts={"of": Enum("Priority", "LOW").LOW})])
    )):  # fmt: skip
        with pytest.raises(InvalidValue, match="another enumeration has this name"):
            call()


def test_several_flags_in_one_cannot_be_saved():
    class Perk(Flag):
        SPA = 1
        BAR = 2

    both = Relationship(HOTEL, POP, "stay", facts={"perks": Perk.SPA | Perk.BAR})
    with pytest.raises(InvalidValue):
        dumps(ServiceNetwork(relationships=[both]))


domains = {"employed": bool, "owns": bool, "paying": bool, "tier": Tier, "scope": MarketScope}


@st.composite
def side_tables(draw):
    inputs = draw(st.lists(st.sampled_from(list(domains)), unique=True))
    facts = {
        name: st.sampled_from(list(domains[name]) if domains[name] is not bool else [True, False]) for name in inputs
    }
    whens = draw(
        st.lists(
            st.fixed_dictionaries({}, optional={name: st.sets(of, min_size=1) for name, of in facts.items()}),
            max_size=3,
        )
    )
    rules = [Rule(f"r{place}", when, draw(st.sampled_from(Side))) for place, when in enumerate(whens)]
    defaults = draw(st.fixed_dictionaries({}, optional=facts))
    return DecisionTable(
        "mine", {name: domains[name] for name in inputs}, [*rules, Rule("last", {}, Side.EXTERNAL)], defaults=defaults
    )  # fmt: skip


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(side_tables(), st.lists(st.sampled_from([*DEFAULT_RULES, HAS_NAME]), unique=True))
def test_every_rulebook_that_is_saved_comes_back_equal(side_table, soundness):
    network = ServiceNetwork(rulebook=Rulebook(side_table, soundness=soundness))
    found = loads(dumps(network), enums=[Tier], rules=[HAS_NAME])
    assert found == network
    assert found.rulebook.side_table.fingerprint == side_table.fingerprint
