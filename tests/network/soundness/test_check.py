"""Checking: the rules as values, and how an app drops, replaces and adds them."""

import json
import pickle
from datetime import date

import pytest

import relclient
from relclient import (
    DEFAULT_RULES,
    Affiliation,
    Capacity,
    DecisionTable,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    Organization,
    Period,
    Person,
    Problems,
    Relationship,
    RetailCustomer,
    Rule,
    Rulebook,
    ServiceNetwork,
    Severity,
    Side,
    SoundnessRule,
    check,
    has_standard,
    kind_fits,
)

HOTEL, KITCHEN, GUEST = Organization("hotel"), Organization("kitchen"), Person("guest")
TOUR = Relationship(KITCHEN, GUEST, "tour")
NETWORK = ServiceNetwork([Affiliation(KITCHEN, HOTEL, Capacity.UNIT)], [TOUR])


def test_the_nine_rules_come_in_order_and_each_has_a_name_to_import_it_by():
    names = (
        "kind_fits",
        "no_overlap",
        "staff_price",
        "sale_approved",
        "has_standard",
        "reaches_external",
        "serves_somebody",
        "living_parent",
        "has_review",
    )
    assert tuple(getattr(relclient, name) for name in names) == DEFAULT_RULES
    assert tuple(rule.name.replace("-", "_") for rule in DEFAULT_RULES) == names
    assert [rule.severity for rule in DEFAULT_RULES] == [Severity.FAULT] * 4 + [Severity.REMARK] * 5


def nothing(_network):
    return ()


def lonely(network):
    for party in reversed(list(network.parties.values())):
        if not network.providers_of(party, on=date(2026, 6, 1)):
            yield party, "nobody serves it", "ask what it needs"


def test_an_app_drops_and_replaces_rules():
    assert [one.rule for one in check(NETWORK)] == [has_standard]
    assert check(NETWORK, rules=[rule for rule in DEFAULT_RULES if rule is not has_standard]) == ()
    replaced = [SoundnessRule("has-standard", nothing) if rule == has_standard else rule for rule in DEFAULT_RULES]
    assert check(NETWORK, rules=replaced) == ()


def test_an_app_adds_rules_and_what_they_find_comes_in_order_of_id():
    added = check(NETWORK, rules=[SoundnessRule("served", lonely, Severity.REMARK), has_standard])
    assert [str(violation) for violation in added] == [
        "Remark served on hotel: nobody serves it; ask what it needs.",
        "Remark served on kitchen: nobody serves it; ask what it needs.",
        f"Remark has-standard on {TOUR.id}: no service level is agreed; agree on one, so that both ends know what to expect.",
    ]


def test_without_rules_those_of_the_networks_rulebook_are_applied():
    served = SoundnessRule("served", lonely, Severity.REMARK)
    network = NETWORK.with_rulebook(Rulebook(soundness=[served]))
    assert check(network) == check(NETWORK, rules=[served])
    assert check(NETWORK.with_rulebook(Rulebook(soundness=[]))) == ()


def test_a_kind_is_held_against_the_tables_of_the_network_and_facts_of_its_own():
    buyers = DecisionTable(
        "side",
        {"paying": bool},
        [Rule("pays", {"paying": True}, Side.EXTERNAL), Rule("others", {}, Side.INTERNAL)],
    )
    paid, free = (
        Relationship(KITCHEN, RetailCustomer(GUEST), service, facts={"paying": service == "tour"})
        for service in ("tour", "tasting")
    )
    network = ServiceNetwork(relationships=[paid, free], rulebook=Rulebook(buyers))
    assert [violation.subject for violation in check(network, rules=[kind_fits])] == [free]
    assert check(ServiceNetwork(relationships=[paid, free]), rules=[kind_fits]) == ()


def test_what_is_found_is_said_in_three_languages():
    spring = Affiliation(GUEST, HOTEL, Capacity.CONTRACTOR, Period(None, date(2026, 6, 1)))
    tour = Relationship(KITCHEN, HorizontalCustomer(GUEST), "tour", id="tour")
    network = ServiceNetwork([Affiliation(KITCHEN, HOTEL, Capacity.UNIT), spring], [tour])
    (violation,) = check(network, rules=[kind_fits])
    assert violation.say() == str(violation)
    assert violation.say("es") == (
        "Falta kind-fits en tour: declarado cliente horizontal, pero desde 2026-06-01 las tablas dan cliente minorista: "
        "nada lo vincula con kitchen (guest es contratista de hotel hasta 2026-05-31 terminó); "
        "declárelo cliente minorista desde 2026-06-01, o registre qué lo vincula con kitchen."
    )
    assert violation.say("ro").startswith("Abatere kind-fits la tour: declarat client orizontal, dar din 2026-06-01 ")
    with pytest.raises(InvalidValue):
        violation.say("de")


def test_what_is_found_is_a_string_and_survives_a_pickle():
    (violation,) = check(NETWORK)
    copied = pickle.loads(pickle.dumps((violation.finding, violation.remedy)))
    assert copied == (violation.finding, violation.remedy)
    assert copied[0].say("ro") == "nu este convenit niciun nivel de servicii"
    assert json.dumps(violation.finding) == '"no service level is agreed"'


def test_what_an_apps_own_rule_finds_is_said_as_it_is_written():
    violation = check(NETWORK, rules=[SoundnessRule("served", lonely, Severity.REMARK)])[0]
    assert violation.say("es") == "Observación served en hotel: nobody serves it; ask what it needs."


def test_rules_that_are_none_or_share_a_name_are_refused_at_once():
    with pytest.raises(Problems) as caught:
        check(ServiceNetwork(), rules=["kind-fits", DEFAULT_RULES[0], DEFAULT_RULES[0]])
    assert [type(one) for one in caught.value.exceptions] == [InvalidType, InvalidValue]


@pytest.mark.parametrize(
    "make",
    [
        lambda: check([]),
        lambda: SoundnessRule(1, print),
        lambda: SoundnessRule("x", "y"),
        lambda: SoundnessRule("x", print, "remark"),
    ],
)
def test_what_is_no_rule_or_no_network_is_refused(make):
    with pytest.raises(InvalidType):
        make()
