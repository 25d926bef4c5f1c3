"""The network: who is a customer of whom, on a date, and on which grounds."""

import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import (
    AccountCustomer,
    Affiliation,
    Approval,
    B2BCustomer,
    BusinessFunction,
    Capacity,
    ConflictingIds,
    CustomerKind,
    DecisionTable,
    Evidence,
    HorizontalCustomer,
    InvalidType,
    InvalidValue,
    Occasion,
    Organization,
    Period,
    Person,
    Problems,
    Relationship,
    RetailCustomer,
    Risk,
    Role,
    RoleKind,
    Rule,
    Rulebook,
    SelfRelationship,
    ServiceNetwork,
    Side,
    SituationalCustomer,
    UnknownParty,
    UnknownRelationship,
    classify,
)

ON = date(2026, 3, 2)
GROUP, HOTEL, BEACH, KITCHEN, IT = map(Organization, ["group", "hotel", "beach", "kitchen", "it"])
AGENCY, RIVAL = Organization("agency"), Organization("rival")
COOK, GUEST, AGENT = Person("cook"), Person("guest"), Person("agent")
HOUSE = [
    Affiliation(HOTEL, GROUP, Capacity.SUBSIDIARY),
    Affiliation(BEACH, GROUP, Capacity.SUBSIDIARY),
    Affiliation(KITCHEN, HOTEL, Capacity.UNIT, functions={BusinessFunction.PRODUCES}),
    Affiliation(IT, HOTEL, Capacity.UNIT),
    Affiliation(COOK, KITCHEN, Capacity.EMPLOYEE),
    Affiliation(AGENCY, HOTEL, Capacity.PARTNER),
    Affiliation(AGENT, AGENCY, Capacity.EMPLOYEE),
]
NETWORK = ServiceNetwork(HOUSE, parties=[GUEST, RIVAL])


def kind(party, provider, network=NETWORK, **more):
    return network.classify(party, provider, on=ON, **more).kind


# Who is what


def test_a_department_is_a_customer_inside_the_same_organization():
    answer = NETWORK.classify(IT, KITCHEN, on=ON)
    assert (answer.kind, answer.grounds) == (CustomerKind.HORIZONTAL, {"same_group": (HOUSE[3], HOUSE[2])})


def test_a_sister_company_is_internal_through_the_common_parent():
    answer = NETWORK.classify(BEACH, KITCHEN, on=ON)
    assert answer.side is Side.INTERNAL
    assert answer.grounds["same_group"] == (HOUSE[1], HOUSE[2], HOUSE[0])


def test_the_parent_is_internal_too_and_so_is_the_unit_to_it():
    assert NETWORK.classify(GROUP, KITCHEN, on=ON).grounds == {"same_group": (HOUSE[2], HOUSE[0])}
    assert NETWORK.classify(KITCHEN, GROUP, on=ON).grounds == {
        "same_group": (HOUSE[2], HOUSE[0]),
        "produces": (HOUSE[2],),
    }


def test_staff_of_any_organization_of_the_group_are_internal_to_all_of_them():
    assert {kind(COOK, provider) for provider in (KITCHEN, HOTEL, GROUP, BEACH, IT)} == {CustomerKind.OPERATIONAL}


def test_staff_do_what_their_unit_does_unless_it_is_said_what_they_do():
    assert kind(KITCHEN, HOTEL) is CustomerKind.OPERATIONAL
    assert kind(COOK, HOTEL) is CustomerKind.OPERATIONAL
    assert NETWORK.classify(COOK, HOTEL, on=ON).grounds["produces"] == (HOUSE[4], HOUSE[2])
    idle = NETWORK.without_affiliations(HOUSE[4]).with_affiliations(evolve(HOUSE[4], functions=()))
    assert kind(COOK, HOTEL, idle) is CustomerKind.HORIZONTAL


@pytest.mark.parametrize("capacity", [capacity for capacity in Capacity if not capacity.is_ownership])
def test_only_staff_and_contractors_do_what_their_unit_does(capacity):
    network = NETWORK.with_affiliations(Affiliation(GUEST, KITCHEN, capacity))
    staff = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.CONTRACTOR}
    assert network.evidence(GUEST, HOTEL, on=ON).produces is (capacity in staff)


def test_functions_are_taken_in_one_step_only_and_from_ties_to_the_group():
    bar = Organization("bar")
    network = NETWORK.with_affiliations(
        Affiliation(bar, KITCHEN, Capacity.UNIT),
        Affiliation(GUEST, bar, Capacity.EMPLOYEE),
        Affiliation(AGENT, HOTEL, Capacity.CONTRACTOR),
        Affiliation(HOTEL, RIVAL, Capacity.PARTNER, functions={BusinessFunction.DECIDES_OFFER}),
    )
    assert network.evidence(GUEST, HOTEL, on=ON) == Evidence(employed=True)
    assert network.evidence(AGENT, HOTEL, on=ON) == Evidence(contracted=True)


def test_affiliations_are_read_one_way_and_one_step():
    assert kind(AGENCY, HOTEL) is CustomerKind.HORIZONTAL
    assert kind(AGENT, HOTEL) is CustomerKind.RETAIL
    assert kind(HOTEL, AGENCY) is CustomerKind.B2B


def test_a_colleague_is_an_internal_customer_of_a_person():
    waiter = Person("waiter")
    network = NETWORK.with_affiliations(Affiliation(waiter, HOTEL, Capacity.TEMPORARY))
    answer = network.classify(waiter, COOK, on=ON)
    assert answer.side is Side.INTERNAL
    assert list(answer.grounds) == ["employed"]


def test_a_department_is_an_internal_customer_of_a_person_who_works_in_the_group():
    answer = NETWORK.classify(IT, COOK, on=ON)
    assert answer.grounds == {"same_group": (HOUSE[3], HOUSE[4], HOUSE[2])}


def test_a_person_who_works_for_two_groups_has_both():
    moonlighting = NETWORK.with_affiliations(Affiliation(COOK, RIVAL, Capacity.CONTRACTOR))
    assert kind(RIVAL, COOK, moonlighting) is CustomerKind.HORIZONTAL
    assert kind(IT, COOK, moonlighting) is CustomerKind.HORIZONTAL
    assert moonlighting.classify(RIVAL, COOK, on=ON).grounds == {
        "same_group": (Affiliation(COOK, RIVAL, Capacity.CONTRACTOR),)
    }


def test_who_only_holds_shares_has_no_group():
    investor = Person("investor")
    network = NETWORK.with_affiliations(Affiliation(investor, HOTEL, Capacity.SHAREHOLDER))
    assert kind(investor, HOTEL, network) is CustomerKind.HORIZONTAL
    assert kind(HOTEL, investor, network) is CustomerKind.B2B


@pytest.mark.parametrize(
    ("capacity", "fact"),
    [
        (Capacity.EMPLOYEE, "employed"),
        (Capacity.TEMPORARY, "employed"),
        (Capacity.CONTRACTOR, "contracted"),
        (Capacity.OWNER, "owns"),
        (Capacity.SHAREHOLDER, "holds_stake"),
        (Capacity.STAKEHOLDER, "holds_stake"),
        (Capacity.PARTNER, "delivers"),
        (Capacity.SUPPLIER, "delivers"),
    ],
)
def test_each_capacity_is_evidence_of_one_tie(capacity, fact):
    network = NETWORK.with_affiliations(Affiliation(GUEST, HOTEL, capacity))
    assert network.evidence(GUEST, IT, on=ON) == Evidence(**{fact: True})
    assert network.evidence(GUEST, RIVAL, on=ON) == Evidence()


def test_two_ties_behind_one_fact_are_both_named():
    ties = [Affiliation(COOK, HOTEL, Capacity.TEMPORARY), HOUSE[4]]
    network = NETWORK.with_affiliations(ties[0])
    assert network.classify(COOK, HOTEL, on=ON).grounds["employed"] == tuple(ties)


def test_the_contractor_of_last_spring_is_an_outsider_today():
    spring = Affiliation(GUEST, HOTEL, Capacity.CONTRACTOR, Period.through(date(2026, 3, 1), date(2026, 5, 31)))
    network = NETWORK.with_affiliations(spring)
    sides = [network.classify(GUEST, HOTEL, on=on).side for on in (date(2026, 5, 31), date(2026, 6, 1))]
    assert sides == [Side.INTERNAL, Side.EXTERNAL]


def test_a_subsidiary_sold_in_march_is_an_outsider_in_april():
    sold = date(2026, 4, 1)
    network = NETWORK.without_affiliations(HOUSE[1]).with_affiliations(
        Affiliation(BEACH, GROUP, Capacity.SUBSIDIARY, Period(None, sold)),
        Affiliation(BEACH, RIVAL, Capacity.SUBSIDIARY, Period(sold)),
    )
    assert network.classify(BEACH, HOTEL, on=sold - timedelta(days=1)).kind is CustomerKind.HORIZONTAL
    assert network.classify(BEACH, HOTEL, on=sold).kind is CustomerKind.B2B
    assert network.classify(BEACH, RIVAL, on=sold).kind is CustomerKind.HORIZONTAL


def test_one_party_that_is_both_colleague_and_buyer_has_both_hats():
    dinner = Relationship(HOTEL, RetailCustomer(COOK), "dinner")
    network = NETWORK.with_relationships(dinner)
    answer = network.classify(COOK, HOTEL, on=ON)
    assert network.roles(COOK, on=ON) == (
        Role(COOK, RoleKind.AFFILIATION, HOUSE[4]),
        Role(COOK, RoleKind.CUSTOMER, dinner, answer),
    )
    assert answer.side is Side.INTERNAL


def test_an_occasion_or_an_account_is_evidence_that_only_the_asker_has():
    payday = Occasion.once(ON)
    assert kind(IT, KITCHEN, occasion=payday) is CustomerKind.SITUATIONAL
    assert kind(GUEST, HOTEL, standing_account=True) is CustomerKind.ACCOUNT
    assert kind(GUEST, HOTEL, occasion=payday) is CustomerKind.RETAIL


def test_a_table_of_ones_own_decides_instead():
    strangers = DecisionTable("side", {}, [Rule("all-outside", {}, Side.EXTERNAL)])
    network = NETWORK.with_rulebook(Rulebook(strangers))
    assert kind(COOK, HOTEL, network) is CustomerKind.RETAIL
    assert {answer.side for answer in network.classify_all(HOTEL, on=ON)} == {Side.EXTERNAL}


def test_all_are_classified_but_the_provider():
    answers = NETWORK.classify_all("hotel", on=ON)
    assert [answer.party.id for answer in answers] == sorted(set(NETWORK.parties) - {"hotel"})
    assert list(answers) == [NETWORK.classify(answer.party, HOTEL, on=ON) for answer in answers]


def test_an_answer_in_words_names_rules_and_ties():
    assert str(NETWORK.classify(BEACH, IT, on=ON)) == (
        "beach is a horizontal customer of it on 2026-03-02: same-group (beach is subsidiary of group "
        "and it is unit of hotel and hotel is subsidiary of group), works-alongside-unit."
    )
    assert str(NETWORK.classify(GUEST, IT, on=ON, standing_account=True)) == (
        "guest is an account customer of it on 2026-03-02: outsider, standing-account."
    )


def test_an_answer_is_a_value():
    answer = NETWORK.classify(BEACH, IT, on=ON)
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert hash(answer) == hash(pickle.loads(pickle.dumps(NETWORK)).classify(BEACH, IT, on=ON))


# Who may be asked about


@pytest.mark.parametrize("ask", [NETWORK.classify, NETWORK.evidence])
def test_a_stranger_is_an_outsider_but_no_provider(ask):
    stranger = Person("stranger")
    assert ask(stranger, HOTEL, on=ON) is not None
    with pytest.raises(UnknownParty):
        ask(HOTEL, stranger, on=ON)


@pytest.mark.parametrize(
    "ask",
    [
        lambda who: NETWORK.classify(who, HOTEL, on=ON),
        lambda who: NETWORK.classify(HOTEL, who, on=ON),
        lambda who: NETWORK.classify_all(who, on=ON),
        lambda who: NETWORK.roles(who, on=ON),
        lambda who: NETWORK.customers(who, on=ON),
        lambda who: NETWORK.providers_of(who, on=ON),
        lambda who: NETWORK.ultimate_parent(who, on=ON),
        NETWORK.without_parties,
    ],
)
def test_an_unknown_id_raises_and_names_what_looks_like_it(ask):
    with pytest.raises(UnknownParty) as caught:
        ask("kitchn")
    assert (caught.value.id, caught.value.known) == ("kitchn", ("kitchen",))
    assert str(caught.value) == "No party has the id 'kitchn': did you mean 'kitchen'?"
    assert isinstance(caught.value, LookupError)


@pytest.mark.parametrize(
    "ask", [lambda who: NETWORK.classify(who, HOTEL, on=ON), lambda who: NETWORK.customers(who, on=ON)]
)
def test_a_party_with_the_id_of_another_is_refused(ask):
    with pytest.raises(ConflictingIds, match="'cook'"):
        ask(Person("cook", "another cook"))
    with pytest.raises(InvalidType):
        ask(RetailCustomer(COOK))


def test_nobody_is_classified_toward_itself():
    with pytest.raises(SelfRelationship, match="'it' cannot be its own customer"):
        NETWORK.classify("it", IT, on=ON)


@pytest.mark.parametrize(
    "ask",
    [
        lambda on: NETWORK.classify(IT, HOTEL, on=on),
        lambda on: NETWORK.evidence(IT, HOTEL, on=on),
        lambda on: NETWORK.roles(IT, on=on),
        lambda on: NETWORK.ultimate_parent(IT, on=on),
    ],
)
@pytest.mark.parametrize("moment", [datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02", None])
def test_the_day_asked_about_is_a_date(ask, moment):
    with pytest.raises(InvalidType, match=r"^on must be a date"):
        ask(moment)


def test_an_occasion_is_an_occasion():
    with pytest.raises(InvalidType, match="occasion must be an Occasion or None"):
        NETWORK.classify(IT, HOTEL, on=ON, occasion=ON)


def test_nobody_owns_a_person():
    with pytest.raises(InvalidValue, match="nobody owns a person"):
        NETWORK.ultimate_parent("cook", on=ON)


# Who serves whom


def test_an_expired_relationship_is_not_returned_whatever_a_flag_would_say():
    until = Relationship(HOTEL, GUEST, "stay", Period(None, ON))
    since = Relationship(HOTEL, COOK, "dinner", Period(ON))
    network = NETWORK.with_relationships(until, since)
    assert served(network, HOTEL) == [COOK]
    assert served(network, HOTEL, ON - timedelta(days=1)) == [GUEST]
    assert network.providers_of(GUEST, on=ON) == ()
    assert network.providers_of(COOK, on=ON) == (HOTEL,)


def served(network, provider, on=ON):
    return [one.customer.party for one in network.customers(provider, on=on)]


def test_providers_come_once_in_order_of_id_and_customers_once_for_each_relationship():
    network = ServiceNetwork(
        relationships=[
            Relationship(HOTEL, GUEST, "stay"),
            Relationship(HOTEL, RetailCustomer(GUEST), "dinner"),
            Relationship(HOTEL, COOK, "dinner"),
            Relationship(BEACH, GUEST, "stay"),
        ]
    )
    assert served(network, "hotel") == [COOK, GUEST, GUEST]
    assert network.providers_of("guest", on=ON) == (BEACH, HOTEL)


def test_roles_take_a_declared_occasion_or_account_as_evidence():
    network = NETWORK.with_relationships(
        Relationship(IT, SituationalCustomer(KITCHEN, "stocktaking", Occasion.once(ON)), "scanner"),
        Relationship(HOTEL, AccountCustomer(GUEST, "G-42"), "stay"),
    )
    (unit, scanner) = network.roles(KITCHEN, on=ON)
    (stay,) = network.roles(GUEST, on=ON)
    assert (unit.classification, scanner.classification.kind) == (None, CustomerKind.SITUATIONAL)
    assert stay.classification.kind is CustomerKind.ACCOUNT
    assert [str(role) for role in network.roles(HOTEL, on=ON)] == [
        "hotel is subsidiary of group",
        "hotel serves guest with stay",
    ]


# Records


def test_everything_that_is_mentioned_is_a_party():
    desk = Relationship(HOTEL, AccountCustomer(GUEST, "1", manager=Person("manager")), "stay")
    firm = Relationship(HOTEL, B2BCustomer(RIVAL, contacts=[Person("buyer")]), "rooms")
    network = ServiceNetwork([HOUSE[0]], [desk, firm], [COOK])
    assert list(network.parties) == ["buyer", "cook", "group", "guest", "hotel", "manager", "rival"]
    assert list(network.relationships) == [desk.id, firm.id]


def test_networks_are_equal_as_sets_of_records():
    stay = Relationship(HOTEL, GUEST, "stay")
    one = ServiceNetwork(HOUSE, [stay], [RIVAL])
    other = ServiceNetwork([*HOUSE[::-1], HOUSE[0]], [stay, stay], [RIVAL, HOTEL])
    assert one == other
    assert hash(one) == hash(other)
    assert list(one.affiliations) == list(other.affiliations)
    assert one != other.with_party(Person("another"))
    assert one != 1
    assert pickle.loads(pickle.dumps(one)) == one


def test_the_same_id_with_two_contents_is_refused_wherever_it_stands():
    with pytest.raises(Problems) as caught:
        ServiceNetwork(
            [Affiliation(Person("x", "X"), HOTEL, Capacity.EMPLOYEE)],
            [
                Relationship(HOTEL, AccountCustomer(GUEST, "1", manager=Person("x")), "stay", id="R"),
                Relationship(HOTEL, GUEST, "dinner", id="R"),
            ],
            [Organization("x"), Organization("x")],
        )
    assert [(type(one), one.noun, one.id) for one in caught.value.exceptions] == [
        (ConflictingIds, "parties", "x"),
        (ConflictingIds, "parties", "x"),
        (ConflictingIds, "relationships", "R"),
    ]


def test_what_is_no_record_is_named_by_its_place():
    with pytest.raises(Problems) as caught:
        ServiceNetwork([HOUSE[0], "x"], [None], [HOTEL, 1])
    assert [str(one) for one in caught.value.exceptions] == [
        "affiliations[1] must be an Affiliation, not 'x' (str).",
        "relationships[0] must be a Relationship, not None (NoneType).",
        "parties[1] must be a Person or an Organization, not 1 (int).",
    ]


def test_a_lone_record_or_none_is_no_list_of_records():
    with pytest.raises(Problems) as caught:
        ServiceNetwork(None, Relationship(HOTEL, GUEST, "stay"), "hotel")
    assert [str(one).partition(", not ")[0] for one in caught.value.exceptions] == [
        f"{records} must be a list or tuple, even of one" for records in ("affiliations", "relationships", "parties")
    ]


def test_a_clash_of_derived_ids_asks_for_an_id():
    with pytest.raises(Problems) as caught:
        ServiceNetwork(
            relationships=[Relationship(HOTEL, GUEST, "stay"), Relationship(HOTEL, RetailCustomer(GUEST), "stay")]
        )
    assert str(caught.value).endswith("give one of them another id.")


def test_a_party_is_replaced_everywhere():
    lady = Person("guest", "Mrs. Marin")
    firm = B2BCustomer(RIVAL, contacts=[GUEST])
    network = ServiceNetwork(
        [Affiliation(GUEST, RIVAL, Capacity.OWNER)],
        [
            Relationship(HOTEL, HorizontalCustomer(GUEST), "stay"),
            Relationship(HOTEL, firm, "rooms"),
            Relationship(HOTEL, AccountCustomer(COOK, "1", manager=GUEST), "dinner"),
            Relationship(GUEST, IT, "praise"),
        ],
    ).with_party(lady)
    assert network.parties["guest"] == lady
    assert network == ServiceNetwork(
        [Affiliation(lady, RIVAL, Capacity.OWNER)],
        [
            Relationship(HOTEL, HorizontalCustomer(lady), "stay"),
            Relationship(HOTEL, B2BCustomer(RIVAL, contacts=[lady]), "rooms"),
            Relationship(HOTEL, AccountCustomer(COOK, "1", manager=lady), "dinner"),
            Relationship(lady, IT, "praise"),
        ],
    )


def test_a_party_cannot_become_what_its_ties_do_not_allow():
    with pytest.raises(InvalidValue):
        NETWORK.with_party(Organization("cook"))
    contact = ServiceNetwork(relationships=[Relationship(HOTEL, B2BCustomer(RIVAL, contacts=[GUEST]), "rooms")])
    with pytest.raises(InvalidType, match=r"contacts\[0\] must be a Person"):
        contact.with_party(Organization("guest"))
    with pytest.raises(InvalidType):
        contact.with_party("guest")


def test_who_leaves_takes_ties_and_services_along_and_is_no_contact_either():
    network = ServiceNetwork(
        HOUSE,
        [
            Relationship(HOTEL, COOK, "dinner"),
            Relationship(COOK, IT, "lunch"),
            Relationship(HOTEL, B2BCustomer(RIVAL, contacts=[COOK, GUEST]), "rooms"),
            Relationship(HOTEL, AccountCustomer(GUEST, "1", manager=COOK), "stay"),
        ],
    )
    assert network.without_parties("cook") == ServiceNetwork(
        [tie for tie in HOUSE if tie.party != COOK],
        [
            Relationship(HOTEL, B2BCustomer(RIVAL, contacts=[GUEST]), "rooms"),
            Relationship(HOTEL, AccountCustomer(GUEST, "1"), "stay"),
        ],
    )


def test_what_is_not_there_cannot_be_left_out():
    with pytest.raises(InvalidValue, match="the network has no such tie"):
        NETWORK.without_affiliations(Affiliation(GUEST, HOTEL, Capacity.OWNER))
    with pytest.raises(UnknownRelationship, match="No relationship has the id 'R1'"):
        NETWORK.without_relationships("R1")


def test_what_is_neither_party_nor_id_is_named_with_its_argument():
    stay = Relationship(HOTEL, GUEST, "stay")
    shown = f"{repr(stay)[:200]}... (Relationship)"
    expected = "must be a Person, an Organization or an id"
    tie = "without_affiliations affiliations[1] must be an Affiliation"
    for call, message in [
        (lambda: NETWORK.classify(7, "hotel", on=ON), f"party {expected}, not 7 (int)."),
        (lambda: NETWORK.classify("cook", 7, on=ON), f"provider {expected}, not 7 (int)."),
        (lambda: NETWORK.evidence("cook", None, on=ON), f"provider {expected}, not None (NoneType)."),
        (lambda: NETWORK.classify_all(7, on=ON), f"provider {expected}, not 7 (int)."),
        (lambda: NETWORK.customers(7, on=ON), f"provider {expected}, not 7 (int)."),
        (lambda: NETWORK.single_points_of_failure(7, on=ON), f"customer {expected}, not 7 (int)."),
        (lambda: NETWORK.affected_customers("it", stay, on=ON), f"failed[1] {expected}, not {shown}."),
        (
            lambda: NETWORK.without_relationships(stay),
            f"without_relationships ids[0] must be the id of a relationship, as its .id gives it, not {shown}.",
        ),
        (
            lambda: NETWORK.without_parties("it", GUEST),
            f"without_parties ids[1] must be the id of a party, as its .id gives it, not {GUEST!r} (Person).",
        ),
        (
            lambda: NETWORK.without_parties(["it"]),
            "without_parties ids[0] must be the id of a party, not ['it'] (list).",
        ),
        (lambda: NETWORK.without_affiliations(HOUSE[0], "it"), f"{tie}, not 'it' (str)."),
        (lambda: NETWORK.without_affiliations(HOUSE[0], []), f"{tie}, not [] (list)."),
    ]:
        with pytest.raises(InvalidType) as caught:
            call()
        assert str(caught.value) == message


def test_parties_stay_when_their_ties_and_services_go():
    stay = Relationship(HOTEL, GUEST, "stay")
    network = ServiceNetwork(HOUSE, [stay]).without_relationships(stay.id).without_affiliations(*HOUSE)
    assert network == ServiceNetwork(parties=[GROUP, HOTEL, BEACH, KITCHEN, IT, COOK, AGENCY, AGENT, GUEST])


# Against an oracle

ORGANIZATIONS = [Organization(f"o{n}") for n in range(5)]
PERSONS = [Person(f"p{n}") for n in range(3)]
FIRST = date(2026, 1, 1)


@st.composite
def networks(draw):
    """Trees of organizations (a parent always has the smaller number) and ties of all sorts, with few dates."""
    day = st.none() | st.integers(0, 5).map(lambda n: FIRST + timedelta(days=n))

    def period():
        start, end = draw(day), draw(day)
        return Period(start, end) if start is None or end is None or start < end else Period(end, None)

    ties = []
    for number, child in enumerate(ORGANIZATIONS[1:], 1):
        if draw(st.booleans()):
            parent = ORGANIZATIONS[draw(st.integers(0, number - 1))]
            functions = draw(st.sets(st.sampled_from(BusinessFunction)))
            ties.append(Affiliation(child, parent, Capacity.UNIT, period(), functions))
    for _ in range(draw(st.integers(0, 6))):
        party = draw(st.sampled_from([*PERSONS, *ORGANIZATIONS]))
        organization = draw(st.sampled_from([one for one in ORGANIZATIONS if one != party]))
        fitting = [
            capacity
            for capacity in Capacity
            if not capacity.is_ownership
            and (isinstance(party, Person) or not capacity.is_work or capacity is Capacity.CONTRACTOR)
        ]
        functions = draw(st.sets(st.sampled_from(BusinessFunction)))
        ties.append(Affiliation(party, organization, draw(st.sampled_from(fitting)), period(), functions))
    return ServiceNetwork(ties, parties=[*ORGANIZATIONS, *PERSONS])


def expected_evidence(ties, party, provider, on):
    """Follow the contract by growing sets, with no index and no roots."""
    live = [tie for tie in ties if (tie.valid_for.start or date.min) <= on < (tie.valid_for.end or date.max)]
    owned = [tie for tie in live if tie.capacity in {Capacity.UNIT, Capacity.SUBSIDIARY}]

    def group(organization):
        members = {organization}
        while (
            grown := {
                end for tie in owned for end in (tie.party, tie.organization) if {tie.party, tie.organization} & members
            }
            - members
        ):
            members |= grown
        return members

    if isinstance(provider, Organization):
        inside = group(provider)
    else:
        work = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.CONTRACTOR, Capacity.OWNER}
        at = [tie.organization for tie in live if tie.party == provider and tie.capacity in work]
        inside = set().union(*map(group, at))
    own = [tie for tie in live if tie.party == party and tie.organization in inside]
    capacities = {tie.capacity for tie in own}
    functions = {function for tie in own for function in tie.functions}
    return Evidence(
        same_group=party in inside and isinstance(party, Organization),
        employed=bool(capacities & {Capacity.EMPLOYEE, Capacity.TEMPORARY}),
        contracted=Capacity.CONTRACTOR in capacities,
        owns=Capacity.OWNER in capacities,
        holds_stake=bool(capacities & {Capacity.SHAREHOLDER, Capacity.STAKEHOLDER}),
        delivers=bool(capacities & {Capacity.PARTNER, Capacity.SUPPLIER}),
        decides_offer=BusinessFunction.DECIDES_OFFER in functions,
        produces=BusinessFunction.PRODUCES in functions,
        is_organization=isinstance(party, Organization),
    )


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(networks(), st.integers(-1, 6))
def test_evidence_is_what_the_contract_says_of_every_pair_on_every_day(network, offset):
    on = FIRST + timedelta(days=offset)
    for party in network.parties.values():
        for provider in network.parties.values():
            if party != provider:
                expected = expected_evidence(network.affiliations, party, provider, on)
                answer = network.classify(party, provider, on=on)
                assert network.evidence(party, provider, on=on) == expected
                assert answer.kind is classify(expected).kind
                assert set(answer.grounds) == {
                    fact
                    for fact in (
                        "same_group",
                        "employed",
                        "contracted",
                        "owns",
                        "holds_stake",
                        "delivers",
                        "decides_offer",
                        "produces",
                    )
                    if getattr(expected, fact)
                }
                assert all(
                    tie in network.affiliations and on in tie.valid_for
                    for ties in answer.grounds.values()
                    for tie in ties
                )


def test_who_granted_an_approval_is_a_party_of_the_network_and_follows_it():
    approval = Approval(Risk.LOW, date(2026, 3, 2), granted_by=Person("ana"))
    network = ServiceNetwork(relationships=[Relationship(HOTEL, RetailCustomer(GUEST), "stay", approval=approval)])
    assert network.parties["ana"] == Person("ana")
    renamed = network.with_party(Person("ana", "Ana"))
    assert [each.approval.granted_by for each in renamed.relationships.values()] == [Person("ana", "Ana")]
    assert [each.approval.granted_by for each in network.without_parties("ana").relationships.values()] == [None]
