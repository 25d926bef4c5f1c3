"""Customers as answers: the value of the kind that the rules give, with what is said of it."""

import pickle
from datetime import UTC, date, datetime
from enum import Enum

import pytest

from relclient import (
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    ConflictingFacts,
    ConflictingIds,
    CustomerKind,
    DecisionTable,
    ExternalCustomer,
    FrameworkCustomer,
    HorizontalCustomer,
    Impact,
    InternalCustomer,
    InvalidFacts,
    InvalidType,
    Market,
    MarketScope,
    Need,
    Occasion,
    OperationalCustomer,
    Organization,
    Period,
    Person,
    Problems,
    Relationship,
    RetailCustomer,
    Role,
    RoleKind,
    Rule,
    Rulebook,
    SelfRelationship,
    ServedCustomer,
    ServiceNetwork,
    ServiceRequest,
    Side,
    SituationalCustomer,
    UnknownParty,
    UnknownService,
    Urgency,
)

ON = date(2026, 3, 2)
HOTEL, KITCHEN, ACME = Organization("hotel"), Organization("kitchen"), Organization("acme")
POP, ANA, DAN = Person("mr-pop", "Mr. Pop"), Person("ana", "Ana"), Person("dan", "Dan")
UNIT = Affiliation(KITCHEN, HOTEL, Capacity.UNIT)
HOLIDAYS, ABROAD = Market(segment="holidays"), Market(MarketScope.FOREIGN)
PAYDAY = Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25])


class Tier(Enum):
    GOLD = "gold"
    SILVER = "silver"


def network(*relationships, ties=(UNIT,), **rules):
    return ServiceNetwork(ties, relationships, [HOTEL, POP, ANA, ACME], **rules)


def customer(net, party, provider=HOTEL, **carried):
    return net.customer(party, provider, on=ON, **carried)


# The customer of a question


def test_a_caller_is_matched_on_as_the_customer_that_it_is():
    stay = Relationship(HOTEL, AccountCustomer(POP, "G-42", ANA, HOLIDAYS), "stay")
    net = network(stay)

    def word(caller):
        match customer(net, caller):
            case InternalCustomer(party=party):
                return f"one of us: {party.id}"
            case AccountCustomer(manager=manager):
                return f"ask {manager.name}"
            case ExternalCustomer(market=market):
                return f"buys in {market}"

    assert [word(caller) for caller in (KITCHEN, POP, ACME)] == ["one of us: kitchen", "ask Ana", "buys in None"]


def test_a_declared_customer_of_the_kind_that_the_rules_give_is_taken_as_it_is():
    declared = AccountCustomer(POP, "G-42", ANA, HOLIDAYS)
    assert customer(network(Relationship(HOTEL, declared, "stay")), POP) is declared


def test_facts_given_come_before_declared_ones_and_of_several_declarations_the_first_by_id_counts():
    net = network(
        Relationship(HOTEL, AccountCustomer(POP, "second", ANA), "stay", id="R2"),
        Relationship(HOTEL, AccountCustomer(POP, "first", DAN), "dinner", id="R1"),
    )
    assert customer(net, POP) == AccountCustomer(POP, "first", DAN)
    assert customer(net, POP, manager=None, market=ABROAD) == AccountCustomer(POP, "first", None, ABROAD)


def test_a_declaration_of_another_kind_gives_nothing():
    net = network(Relationship(HOTEL, HorizontalCustomer(POP, ["hot"]), "stay"))
    assert customer(net, POP) == RetailCustomer(POP)


def test_a_number_and_a_market_of_a_relationship_stand_where_the_customer_has_none_of_its_own():
    net = network(Relationship(HOTEL, POP, "stay", account_number="G-1", market=HOLIDAYS))
    assert customer(net, POP) == AccountCustomer(POP, "G-1", None, HOLIDAYS)
    assert customer(net, POP, account_number=None) == AccountCustomer(POP, None, None, HOLIDAYS)
    own = AccountCustomer(POP, "own", None, ABROAD)
    assert customer(network(Relationship(HOTEL, own, "stay", account_number="R", market=HOLIDAYS)), POP) == own
    firm = network(
        Relationship(HOTEL, ACME, "rooms", id="a"), Relationship(HOTEL, ACME, "meals", id="b", market=ABROAD)
    )
    assert customer(firm, ACME) == B2BCustomer(ACME, market=ABROAD)


def test_a_hire_makes_no_record_stale():
    hired = Affiliation(POP, HOTEL, Capacity.EMPLOYEE, Period(ON))
    net = network(Relationship(HOTEL, POP, "stay", account_number="G-1"), ties=[hired])
    assert net.customer(POP, HOTEL, on=date(2026, 3, 1)) == AccountCustomer(POP, "G-1")
    assert net.customer(POP, HOTEL, on=ON) == HorizontalCustomer(POP)


def test_a_situational_customer_has_its_reason_and_occasion_from_its_declaration_or_the_asker():
    needing = SituationalCustomer(KITCHEN, "stock", PAYDAY)
    assert customer(network(Relationship(HOTEL, needing, "lists")), KITCHEN) is needing
    answer = network().classify(KITCHEN, HOTEL, on=ON, occasion=PAYDAY)
    assert answer.customer(reason="stock", occasion=PAYDAY) == needing
    with pytest.raises(InvalidFacts) as caught:
        answer.customer()
    assert (caught.value.subject, caught.value.missing) == ("a situational customer", ("reason", "occasion"))


@pytest.mark.parametrize(
    ("party", "carried", "subject", "unknown"),
    [
        (POP, {"outputs": ["meals"]}, "a retail customer", (("outputs", ()),)),
        (KITCHEN, {"account_number": "G-1"}, "a horizontal customer", (("account_number", ()),)),
        (ACME, {"contact": [ANA], "reason": "x"}, "a B2B customer", (("contact", ("contacts",)), ("reason", ()))),
        (KITCHEN, {"market": ABROAD}, "a horizontal customer", (("market", ()),)),
    ],
)
def test_a_fact_that_the_kind_does_not_carry_is_refused_by_name(party, carried, subject, unknown):
    with pytest.raises(InvalidFacts) as caught:
        customer(network(), party, **carried)
    assert (caught.value.subject, caught.value.unknown) == (subject, unknown)
    with pytest.raises(InvalidFacts):
        network().classify(party, HOTEL, on=ON).customer(**carried)


def test_a_number_or_an_occasion_that_is_given_is_evidence_too():
    assert customer(network(), POP, account_number="G-1") == AccountCustomer(POP, "G-1")
    assert customer(network(), POP, account_number=None) == RetailCustomer(POP)
    assert customer(network(), KITCHEN, reason="stock", occasion=PAYDAY) == SituationalCustomer(
        KITCHEN, "stock", PAYDAY
    )


def test_a_fact_of_another_type_is_refused_by_the_customer_itself():
    with pytest.raises(InvalidType, match="market must be a Market or None"):
        customer(network(), POP, market="abroad")


def test_an_unpickled_answer_still_gives_its_customer():
    declared = AccountCustomer(POP, "G-42")
    answer = network(Relationship(HOTEL, declared, "stay")).classify(POP, HOTEL, on=ON)
    again = pickle.loads(pickle.dumps(answer))
    assert (again, again.customer(), again.holds) == (answer, declared, Period())
    with pytest.raises(AttributeError, match="no attribute 'hold'"):
        answer.hold  # noqa: B018  # the mistake under test


# Books of customers


def test_a_book_lists_declared_customers_and_those_that_the_rules_give():
    declared = RetailCustomer(POP, HOLIDAYS)
    stay = Relationship(HOTEL, declared, "stay", id="1")
    rooms = Relationship(HOTEL, ACME, "rooms", id="2", market=ABROAD, account_number="A-7")
    pay = Relationship(HOTEL, SituationalCustomer(KITCHEN, "pay", PAYDAY), "lists", id="3")
    over = Relationship(HOTEL, ANA, "stay", Period(None, ON), id="4")
    net = network(stay, rooms, pay, over)
    book = net.customers("hotel", on=ON)
    assert [one.customer for one in book] == [declared, B2BCustomer(ACME, "A-7", market=ABROAD), pay.customer]
    assert [one.relationship for one in book] == [stay, rooms, pay]
    assert book[1] == ServedCustomer(book[1].customer, rooms, net.classify(ACME, HOTEL, on=ON))
    assert pickle.loads(pickle.dumps(book)) == book

    def ids(**wanted):
        return [one.relationship.id for one in net.customers(HOTEL, on=ON, **wanted)]

    assert ids(side=Side.INTERNAL) == ["3"]
    assert ids(kind=CustomerKind.B2B) == ["2"]
    assert (ids(market=Market()), ids(market=ABROAD), ids(market=Market(segment="x"))) == (["1"], ["2"], [])
    assert ids(side=Side.EXTERNAL, kind=CustomerKind.RETAIL, market=HOLIDAYS) == ["1"]


def test_a_declared_kind_stands_for_its_relationship_and_the_rules_say_what_they_give():
    (one,) = network(Relationship(HOTEL, HorizontalCustomer(POP), "stay")).customers(HOTEL, on=ON)
    assert (one.customer.kind, one.classification.kind) == (CustomerKind.HORIZONTAL, CustomerKind.RETAIL)


def test_each_relationship_counts_by_what_it_says_itself():
    net = network(
        Relationship(HOTEL, POP, "dinner", id="1"), Relationship(HOTEL, POP, "stay", id="2", account_number="G-1")
    )
    assert [one.customer.kind.value for one in net.customers(HOTEL, on=ON)] == ["retail", "account"]
    assert net.classify(POP, HOTEL, on=ON).kind is CustomerKind.ACCOUNT
    assert [role.classification.kind.value for role in net.roles(POP, on=ON)] == ["retail", "account"]


def test_all_customers_that_lack_what_their_kind_needs_are_named_at_once():
    hurried = Rulebook(
        kind_table=DecisionTable(
            "hurried",
            {"side": Side, "hurried": bool},
            [
                Rule("hurried", {"side": Side.INTERNAL, "hurried": True}, CustomerKind.SITUATIONAL),
                Rule("inside", {"side": Side.INTERNAL}, CustomerKind.HORIZONTAL),
                Rule("outside", {}, CustomerKind.RETAIL),
            ],
        )
    )
    cook = Affiliation(ANA, KITCHEN, Capacity.EMPLOYEE)
    links = [Relationship(HOTEL, party, "lists", facts={"hurried": True}) for party in (KITCHEN, ANA)]
    net = network(*links, Relationship(HOTEL, POP, "stay"), ties=[UNIT, cook], rulebook=hurried)
    with pytest.raises(Problems) as caught:
        net.customers(HOTEL, on=ON)
    assert [problem.subject for problem in caught.value.exceptions] == [
        "the customer of 'hotel/ana/lists', a situational customer",
        "the customer of 'hotel/kitchen/lists', a situational customer",
    ]


@pytest.mark.parametrize("wanted", [{"side": "external"}, {"kind": "retail"}, {"market": "abroad"}])
def test_a_book_is_asked_for_by_members_and_markets(wanted):
    with pytest.raises(InvalidType):
        network().customers(HOTEL, on=ON, **wanted)


# Evidence that relationships give


def test_all_see_the_account_of_a_guest_with_a_declared_one():  # classify_all used to say "walk-in"
    net = network(Relationship(HOTEL, AccountCustomer(POP, "G-42"), "stay"))
    answers = [answer for answer in net.classify_all(HOTEL, on=ON) if answer.party == POP]
    answers += [net.classify(POP, HOTEL, on=ON), net.roles(POP, on=ON)[0].classification]
    assert {(answer.kind, answer.decisions[1].rule.id) for answer in answers} == {
        (CustomerKind.ACCOUNT, "standing-account")
    }
    assert answers[0].grounds == {"standing_account": (net.relationships["hotel/mr-pop/stay"],)}


def test_what_declared_insiders_carry_is_evidence():
    deciding = network(Relationship(HOTEL, FrameworkCustomer(KITCHEN, ["menus"]), "figures"))
    producing = network(Relationship(HOTEL, OperationalCustomer(KITCHEN, ["meals"]), "laundry"))
    assert deciding.evidence(KITCHEN, HOTEL, on=ON).decides_offer
    assert producing.evidence(KITCHEN, HOTEL, on=ON).produces
    bare = network(Relationship(HOTEL, FrameworkCustomer(KITCHEN), "figures"))
    assert not bare.evidence(KITCHEN, HOTEL, on=ON).decides_offer


def test_the_provider_itself_does_not_count_among_the_outsiders_that_one_serves():
    desk = Affiliation(ACME, HOTEL, Capacity.PARTNER)
    net = network(Relationship(ACME, POP, "tours"), ties=[desk])
    evidence = net.evidence(ACME, HOTEL, on=ON)
    assert (evidence.serves_outsiders, evidence.supplies) == (True, True)
    assert not net.evidence(ACME, POP, on=ON).serves_outsiders
    assert net.classify(ACME, HOTEL, on=ON).kind is CustomerKind.FRAMEWORK


def test_staff_never_serve_outsiders_because_their_unit_does():
    cook = Affiliation(ANA, KITCHEN, Capacity.EMPLOYEE)
    net = network(Relationship(KITCHEN, POP, "dinner"), ties=[UNIT, cook])
    assert net.classify(KITCHEN, HOTEL, on=ON).kind is CustomerKind.FRAMEWORK
    assert net.classify(ANA, HOTEL, on=ON).kind is CustomerKind.HORIZONTAL


def test_a_reseller_is_a_channel_and_no_insider():
    net = network(ties=[Affiliation(ACME, HOTEL, Capacity.RESELLER, functions={BusinessFunction.DECIDES_OFFER})])
    assert net.classify(ACME, HOTEL, on=ON).kind is CustomerKind.B2B


# Facts of one's own

TIERS = Rulebook(
    kind_table=DecisionTable(
        "tiers",
        {"side": Side, "tier": Tier, "vip": bool},
        [
            Rule("inside", {"side": Side.INTERNAL}, CustomerKind.HORIZONTAL),
            Rule("vip", {"vip": True}, CustomerKind.B2B),
            Rule("gold", {"tier": Tier.GOLD}, CustomerKind.ACCOUNT),
            Rule("others", {}, CustomerKind.RETAIL),
        ],
    )
)


def test_two_members_of_an_enumeration_are_refused_unless_the_asker_decides():
    net = network(
        Relationship(HOTEL, POP, "stay", id="1", facts={"tier": Tier.GOLD}),
        Relationship(HOTEL, POP, "spa", id="2", facts={"tier": Tier.SILVER}),
        rulebook=TIERS,
    )
    with pytest.raises(ConflictingFacts) as caught:
        net.classify(POP, HOTEL, on=ON)
    problem = caught.value
    assert (problem.name, problem.values, problem.relationships) == ("tier", (Tier.GOLD, Tier.SILVER), ("1", "2"))
    assert net.classify(POP, HOTEL, on=ON, facts={"tier": Tier.SILVER}).kind is CustomerKind.RETAIL
    assert net.customer(POP, HOTEL, on=ON, facts={"tier": Tier.GOLD}) == AccountCustomer(POP)
    assert [one.customer.kind.value for one in net.customers(HOTEL, on=ON)] == ["account", "retail"]
    assert net.with_rulebook(Rulebook()).classify(POP, HOTEL, on=ON).kind is CustomerKind.RETAIL


def test_a_bool_is_yes_if_one_relationship_says_so_and_no_if_none_does():
    net = network(
        Relationship(HOTEL, POP, "stay", id="1", facts={"vip": False, "tier": Tier.SILVER}),
        Relationship(HOTEL, POP, "spa", id="2", facts={"vip": True}),
        rulebook=TIERS,
    )
    answer = net.classify(POP, HOTEL, on=ON)
    assert (answer.kind, answer.grounds["vip"]) == (CustomerKind.B2B, (net.relationships["2"],))
    assert net.without_relationships("2").classify(POP, HOTEL, on=ON).kind is CustomerKind.RETAIL


def test_a_member_that_nobody_says_is_refused_by_name():
    with pytest.raises(InvalidFacts) as caught:
        network(rulebook=TIERS).classify(POP, HOTEL, on=ON)
    assert caught.value.missing == ("tier",)
    with pytest.raises(InvalidFacts) as caught:
        network().classify(POP, HOTEL, on=ON, facts={"vip": True})
    assert caught.value.unknown == (("vip", ()),)


def test_a_contradiction_to_come_ends_what_holds_today():
    net = network(
        Relationship(HOTEL, POP, "stay", id="1", facts={"tier": Tier.GOLD}),
        Relationship(HOTEL, POP, "spa", Period(date(2026, 5, 1)), id="2", facts={"tier": Tier.SILVER}),
        rulebook=TIERS,
    )
    assert net.classify(POP, HOTEL, on=ON).holds == Period(None, date(2026, 5, 1))


# Roles


def test_contacts_managers_and_requesters_have_roles():  # a B2B customer's contact used to have none
    rooms = Relationship(HOTEL, B2BCustomer(ACME, contacts=[DAN, DAN]), "rooms")
    stay = Relationship(HOTEL, AccountCustomer(POP, "G-1", manager=ANA), "stay")
    request = ServiceRequest(
        "R-7", rooms, received=datetime(2026, 3, 2, tzinfo=UTC), impact=Impact.LOW, urgency=Urgency.LOW, requester=DAN
    )
    net = network(rooms, stay)
    assert net.roles(DAN, on=ON, requests=[request]) == (
        Role(DAN, RoleKind.CONTACT, rooms),
        Role(DAN, RoleKind.REQUESTER, request),
    )
    assert net.roles(ANA, on=ON, requests=[request]) == (Role(ANA, RoleKind.MANAGER, stay),)
    assert [str(role) for role in (*net.roles(DAN, on=ON, requests=[request]), *net.roles(ANA, on=ON))] == [
        "Dan is a contact of acme; hotel serves acme with rooms",
        "Dan asked for R-7; hotel serves acme with rooms",
        "Ana looks after the account of Mr. Pop; hotel serves Mr. Pop with stay",
    ]
    ended = network(Relationship(HOTEL, B2BCustomer(ACME, contacts=[DAN]), "rooms", Period(None, ON)))
    assert ended.roles(DAN, on=ON) == ()
    with pytest.raises(InvalidType, match=r"requests\[0\] must be a ServiceRequest"):
        net.roles(DAN, on=ON, requests=["R-7"])


# Look-ups


def test_ties_and_relationships_are_looked_up_by_party_and_day():
    stay, meals = Relationship(HOTEL, POP, "stay", Period(ON)), Relationship(KITCHEN, HOTEL, "meals")
    net = network(stay, meals)
    assert net.relationships_of(HOTEL) == (stay, meals)
    assert net.relationships_of(HOTEL, on=date(2026, 3, 1)) == (meals,)
    assert net.affiliations_of(KITCHEN) == net.affiliations_of(KITCHEN, on=ON) == (UNIT,)
    assert (net.affiliations_of(POP), net.affiliations_of(HOTEL)) == ((), ())
    with pytest.raises(UnknownParty):
        net.relationships_of("nobody")


def test_providers_of_a_service_are_those_of_the_day():
    net = network(Relationship(HOTEL, POP, "stay", Period(None, ON)), Relationship(ACME, POP, "stay"))
    assert net.providers_of_service("stay", on=ON) == (ACME,)
    assert net.providers_of_service("stay", on=date(2026, 3, 1)) == (ACME, HOTEL)
    with pytest.raises(UnknownService) as caught:
        net.providers_of_service("stya", on=ON)
    assert (caught.value.provider, caught.value.service, caught.value.known) == (None, "stya", ("stay",))


def test_who_decides_for_a_market_has_a_target_that_covers_it():
    home = FrameworkCustomer(KITCHEN, (), [Market()])
    abroad = FrameworkCustomer(ACME, (), [ABROAD, HOLIDAYS])
    net = network(Relationship(HOTEL, home, "a"), Relationship(HOTEL, abroad, "b"), Relationship(HOTEL, home, "c"))
    assert net.targeting(HOLIDAYS, on=ON) == (abroad, home)
    assert net.targeting(ABROAD, on=ON) == (abroad,)
    with pytest.raises(InvalidType):
        net.targeting(None, on=ON)


# Needs


def test_needs_come_by_day_and_id_on_the_days_on_which_the_relationship_holds():
    lists = Relationship(HOTEL, SituationalCustomer(KITCHEN, "pay", PAYDAY), "lists", Period(None, date(2026, 4, 1)))
    audit = Relationship(ACME, SituationalCustomer(POP, "audit", Occasion.once(date(2026, 3, 25))), "books")
    net = network(lists, audit, Relationship(HOTEL, POP, "stay"))
    march = Need(date(2026, 3, 25), audit), Need(date(2026, 3, 25), lists)
    assert net.needs(date(2026, 3, 25), date(2026, 6, 1)) == march
    assert net.needs(date(2026, 3, 1), date(2026, 3, 25)) == ()
    assert net.needs(ON, date(2026, 6, 1), provider=HOTEL) == march[1:]
    assert net.needs(ON, date(2026, 6, 1), customer="mr-pop") == march[:1]
    assert str(march[0]) == "On 2026-03-25 Mr. Pop needs books from acme: audit."
    assert str(Need(ON, Relationship(HOTEL, POP, "stay"))) == "On 2026-03-02 Mr. Pop needs stay from hotel."
    with pytest.raises(InvalidType):
        net.needs(ON, None)


# Rules and viewpoints that networks carry


def test_networks_differ_by_their_rulebook_and_their_viewpoint():
    plain, ruled, seen = network(), network(rulebook=TIERS), network(viewpoint=HOTEL)
    assert len({plain, ruled, seen, network()}) == 3
    for one in (plain, ruled, seen):
        assert pickle.loads(pickle.dumps(one)) == one
    assert plain.with_rulebook(TIERS) == ruled
    assert plain.with_viewpoint("hotel") == seen
    assert seen.with_viewpoint(None) == plain
    assert seen.with_affiliations().viewpoint == HOTEL
    assert ruled.with_party(Person("new")).rulebook is TIERS


def test_a_viewpoint_is_one_of_the_networks_organizations():
    for viewpoint, error in (
        ("hotle", UnknownParty),
        (KITCHEN, None),
        (Organization("hotel", "another"), ConflictingIds),
        (POP, InvalidType),
        ("mr-pop", InvalidType),
    ):
        if error is None:
            assert network().with_viewpoint(viewpoint).viewpoint == viewpoint
            continue
        with pytest.raises(error):
            network().with_viewpoint(viewpoint)
        with pytest.raises(Problems) as caught:
            network(viewpoint=viewpoint)
        assert [type(problem) for problem in caught.value.exceptions] == [error]
    with pytest.raises(InvalidType):
        network().with_rulebook(None)


def test_our_own_department_is_no_outsider_to_us_whoever_serves_it():
    it, us, supplier, eva = Organization("it"), Organization("us"), Organization("supplier"), Person("eva")
    dept = Organization("dept")
    ties = [Affiliation(unit, us, Capacity.UNIT) for unit in (it, dept)]
    links = [
        Relationship(it, supplier, "mail"),
        Relationship(supplier, dept, "linen"),
        Relationship(it, eva, "wifi"),
    ]
    net = ServiceNetwork(ties, links)
    seen = net.with_viewpoint(us)
    assert net.serves_external(supplier, on=ON)
    assert not seen.serves_external(supplier, on=ON)
    assert [one.customer.id for one in seen.affected_customers(it, on=ON)] == ["eva", "supplier"]
    assert dict(seen.exposure(on=ON)) == {"it": 2, "supplier": 0}
    declared = seen.without_relationships("supplier/dept/linen").with_relationships(
        Relationship(supplier, RetailCustomer(dept), "linen")
    )
    assert not declared.serves_external(supplier, on=ON)  # a supplier's own word does not make our department a guest
    guest = Person("guest")
    worker = Affiliation(guest, us, Capacity.EMPLOYEE)
    ours = seen.with_affiliations(worker).with_relationships(Relationship(it, RetailCustomer(guest), "wifi"))
    assert "guest" in [one.customer.id for one in ours.affected_customers(it, on=ON)]  # our own word stands


def test_a_network_is_shown_by_its_counts():
    assert repr(network(Relationship(HOTEL, POP, "stay"))) == (
        "<ServiceNetwork of 5 parties, 1 affiliation, 1 relationship>"
    )


def test_nobody_is_a_customer_of_itself():
    with pytest.raises(SelfRelationship):
        customer(network(), HOTEL)
