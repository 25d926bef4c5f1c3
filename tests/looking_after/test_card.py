"""Cards: who a party is to us, how things stand with it and what is due, in three languages."""

import pickle
from datetime import date, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from histories import NOON, at, happened, histories
from relclient import (
    AccountCustomer,
    Affiliation,
    B2BCustomer,
    Capacity,
    Card,
    ConflictingIds,
    Impact,
    Interaction,
    InteractionType,
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    Occasion,
    Organization,
    Period,
    Person,
    Priority,
    Problems,
    Relationship,
    RetailCustomer,
    RoleKind,
    ServiceLevelAgreement,
    ServiceNetwork,
    ServiceRequest,
    ServiceTarget,
    SituationalCustomer,
    UnknownParty,
    Urgency,
    WorkCalendar,
    card,
    standing,
    track_record,
)

ALWAYS = WorkCalendar("UTC", {day: [(time(0), time(0))] for day in range(7)})
CARE = ServiceLevelAgreement("care", {Priority.HIGH: ServiceTarget(resolution=timedelta(hours=4))}, ALWAYS)
HOTEL, SPA = Organization("hotel", "the hotel"), Organization("spa", "the spa")
ANA, POP, EVA = Person("ana", "Ana"), Person("mr-pop", "Mr. Pop"), Person("eva", "Eva")
STAY = Relationship(HOTEL, POP, "stay", agreement=CARE)
MASSAGE = Relationship(SPA, RetailCustomer(POP), "massage")
PAYROLL = SituationalCustomer(ANA, "payday", Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25]))
SHEETS = Relationship(HOTEL, PAYROLL, "timesheets")
COACHING = Relationship(ANA, EVA, "coaching", agreement=CARE)
NETWORK = ServiceNetwork(
    [
        Affiliation(SPA, HOTEL, Capacity.UNIT),
        Affiliation(ANA, HOTEL, Capacity.EMPLOYEE),
        Affiliation(ANA, SPA, Capacity.CONTRACTOR, Period(date(2026, 1, 1))),
        Affiliation(EVA, HOTEL, Capacity.SHAREHOLDER, Period(None, date(2027, 1, 1))),
        Affiliation(EVA, SPA, Capacity.SHAREHOLDER, Period(date(2026, 1, 1), date(2027, 1, 1))),
    ],
    [STAY, MASSAGE, SHEETS, COACHING],
)


def asked(key, relationship, hours=0, urgency=Urgency.MEDIUM, **more):
    return ServiceRequest(key, relationship, received=at(hours), impact=Impact.HIGH, urgency=urgency, **more)


REQUESTS = [
    asked("R1", STAY),
    asked("R2", STAY, 9),
    asked("R3", STAY, urgency=Urgency.HIGH),
    asked("R4", STAY, 99),
    asked("R5", COACHING),
    asked("R6", COACHING, requester=POP),
]
HISTORY = [
    happened("P1", InteractionType.PURCHASE, 0, STAY, amount=(Decimal(120), "EUR")),
    happened("C1", InteractionType.COMPLAINT, 1, STAY),
    happened("C2", InteractionType.COMPLAINT, 1, MASSAGE),
    happened("A2", InteractionType.CORRECTIVE_ACTION, 2, MASSAGE, answers="C2"),
    happened("S1", InteractionType.SURVEY, 2, COACHING, score=4, out_of=5),
]


def card_of(party, **more):
    return card(NETWORK, party, at=at(10), **{"requests": REQUESTS, "interactions": HISTORY} | more)


def test_a_customers_card_says_who_it_is_how_things_stand_and_what_is_open():
    assert card_of("mr-pop").lines == (
        "Mr. Pop on 2026-03-02 22:00+00:00.",
        "Retail customer of the hotel for stay.",
        "Retail customer of the spa for massage.",
        "New customer, 1 purchase, 0 referrals, 1 open complaint, 1 closed complaint, 120 EUR spent.",
        "Repeat purchase: not yet.",
        "Referral: not yet.",
        "Good review: not yet.",
        "Complaint C1 about stay is open since 2026-03-02 13:00+00:00.",
        "Request R1 for stay is open with priority high, and was due 2026-03-02 16:00+00:00.",
        "Request R2 for stay is open with priority high, due 2026-03-03 01:00+00:00.",
        "Request R3 for stay is open with priority critical.",
        "Request R6 for coaching is open with priority high, and was due 2026-03-02 16:00+00:00.",
    )
    assert card_of("mr-pop").short == "Mr. Pop: new customer, 1 open complaint"


def test_a_providers_card_has_its_ties_its_needs_and_its_record():
    assert card_of("ana").lines == (
        "Ana on 2026-03-02 22:00+00:00.",
        "Employee of the hotel.",
        "Contractor of the spa since 2026-01-01.",
        "Situational customer of the hotel for timesheets.",
        "Serves Eva with coaching.",
        "Needs timesheets of the hotel on 2026-03-25: payday.",
        f"As a provider: {track_record(REQUESTS, HISTORY, at=at(10))['ana']}",
    )
    assert card_of("ana").standing is None
    assert card_of("ana").short == "Ana"


def test_who_acts_for_a_customer_has_a_card_too():
    dan, firm = Person("dan", "Dan"), Organization("firm", "the firm")
    goods = Relationship(HOTEL, B2BCustomer(firm, contacts=[dan]), "rooms")
    account = Relationship(SPA, AccountCustomer(EVA, manager=dan), "massage")
    network = ServiceNetwork(relationships=[goods, account])
    found = card(network, dan, at=NOON, requests=[asked("R1", goods, requester=dan)])
    assert found.lines == (
        "Dan on 2026-03-02 12:00+00:00.",
        "Contact of the firm for rooms of the hotel.",
        "Looks after the account of Eva at the spa.",
        "Request R1 for rooms is open with priority high.",
    )
    assert [role.kind for role in found.roles] == [RoleKind.CONTACT, RoleKind.MANAGER, RoleKind.REQUESTER]


def test_the_standing_and_the_roles_are_values_of_their_own():
    pop = card_of(POP)
    assert pop.party == POP
    waiting = [one for one in REQUESTS if one.is_open(at(10))]
    assert pop.roles == NETWORK.roles(POP, on=date(2026, 3, 2), requests=waiting)
    assert pop.standing == standing([one for one in HISTORY if one.relationship.party == POP], at=at(10))
    assert pop == pickle.loads(pickle.dumps(pop)) == card_of("mr-pop")
    match pop:
        case Card(party, lines, roles, stands):
            assert (party, lines, roles, stands) == (POP, pop.lines, pop.roles, pop.standing)


def test_every_line_is_said_in_three_languages():
    for party in NETWORK.parties:
        cards = [card_of(party).say(language).split("\n") for language in ("en", "es", "ro")]
        assert {len(lines) for lines in cards} == {len(card_of(party).lines)}
        assert all(line[0].isupper() for lines in cards for line in lines[1:])
        assert card_of(party).say() == str(card_of(party)) == "\n".join(card_of(party).lines)
    assert card_of("eva").say("es") == (
        "Eva el 2026-03-02 22:00+00:00.\n"
        "Accionista de the hotel hasta 2026-12-31.\n"
        "Accionista de the spa de 2026-01-01 a 2026-12-31.\n"
        "Cliente horizontal de Ana para coaching.\n"
        "Cliente potencial, 0 compras, 0 recomendaciones, 0 quejas abiertas, 0 quejas cerradas, "
        "una media de 4 en las encuestas.\n"
        "La solicitud R5 de coaching está abierta con prioridad alta, y vencía el 2026-03-02 16:00+00:00.\n"
        "La solicitud R6 de coaching está abierta con prioridad alta, y vencía el 2026-03-02 16:00+00:00."
    )
    with pytest.raises(InvalidValue):
        card_of("eva").say("de")


def test_a_card_speaks_in_the_zone_of_the_question_and_of_its_day():
    there = at(10).astimezone(timezone(timedelta(hours=3)))
    pop = card(NETWORK, "mr-pop", at=there, requests=REQUESTS, interactions=HISTORY)
    assert pop.lines[0] == "Mr. Pop on 2026-03-03 01:00+03:00."
    assert "Complaint C1 about stay is open since 2026-03-02 16:00+03:00." in pop.lines
    assert "Request R2 for stay is open with priority high, due 2026-03-03 04:00+03:00." in pop.lines
    assert {role.classification.on for role in pop.roles if role.classification} == {date(2026, 3, 3)}


def test_a_notebook_shows_it_as_a_list_in_which_names_are_no_markup():
    stay = Relationship(HOTEL, Person("x", "<b>Pop & sons</b>"), "stay")
    shown = card(ServiceNetwork(relationships=[stay]), "x", at=NOON)._repr_html_()
    assert shown == (
        '<div class="relclient-card"><strong>&lt;b&gt;Pop &amp; sons&lt;/b&gt; on 2026-03-02 12:00+00:00.</strong>'
        "<ul><li>Retail customer of the hotel for stay.</li></ul></div>"
    )


@given(histories(st.sampled_from([STAY, MASSAGE])), st.integers(0, 24), st.randoms())
def test_a_card_agrees_with_standing_and_record_in_any_order(history, hours, random):
    shuffled = random.sample(history, len(history))
    found = card(NETWORK, "mr-pop", at=at(hours), interactions=shuffled)
    assert found == card(NETWORK, "mr-pop", at=at(hours), interactions=history)
    if found.standing is not None:
        assert found.standing == standing(history, at=at(hours))
        waiting = [line for line in found.lines if line.startswith("Complaint ")]
        assert len(waiting) == found.standing.open_complaints
    record = track_record([], history, at=at(hours)).get("hotel")
    said = card(NETWORK, "hotel", at=at(hours), interactions=history).lines[-1]
    assert (said == f"As a provider: {record}") is (record is not None)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"network": NETWORK.relationships}, InvalidType),
        ({"party": "nobody"}, UnknownParty),
        ({"party": Person("ana", "Another")}, ConflictingIds),
        ({"at": NOON.replace(tzinfo=None)}, NaiveDatetime),
        ({"requests": ["R1"]}, Problems),
        ({"interactions": [Interaction("x", InteractionType.REFERRAL, STAY, NOON), "y"]}, Problems),
    ],
)
def test_what_makes_no_card_is_refused(change, error):
    given = {"network": NETWORK, "party": "ana", "at": NOON} | change
    with pytest.raises(error):
        card(given.pop("network"), given.pop("party"), **given)
