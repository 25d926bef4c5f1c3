"""One answer everywhere: random networks under random rulebooks and viewpoints, asked in every way there is."""

from datetime import UTC, datetime
from random import Random

import polars as pl
import pytest
from sqlalchemy import create_engine

from relclient import (
    ByKind,
    Customer,
    CustomerKind,
    ExternalFirst,
    Impact,
    InvalidFacts,
    PriorityPolicy,
    RoleKind,
    ServiceRequest,
    Side,
    Urgency,
)
from relclient.interop import documents, frames, sql
from relclient.interop.sql import metadata
from town import DAYS, ORGANIZATIONS, PERSONS, Tier, expected, live, seen_side, town

ON = DAYS[5]
NOON = datetime(ON.year, ON.month, ON.day, 12, tzinfo=UTC)
OF_A_CUSTOM = {"party", "provider", "occasional", "standing_account"}
"""The columns that frames take from the rows, and not from the network."""
BY_SIDE = PriorityPolicy("by side", [ExternalFirst(chain=False), ByKind(list(CustomerKind))])


def check_pairs(network, random):
    for _ in range(4):
        party, provider = random.sample([*ORGANIZATIONS, *PERSONS], 2)
        evidence, answer = expected(network, party, provider, ON)
        found = network.classify(party, provider, on=ON)
        assert network.evidence(party, provider, on=ON) == evidence
        assert (found.side, found.kind, found.decisions) == (answer.side, answer.kind, answer.decisions)
        assert set(found.grounds) >= {name for name in ("employed", "supplies") if getattr(evidence, name)}
        links = [
            one for one in live(network.relationships.values(), ON) if (one.provider, one.party) == (provider, party)
        ]
        if answer.kind is not CustomerKind.SITUATIONAL or any(
            isinstance(one.customer, Customer) and one.customer.kind is answer.kind for one in links
        ):
            customer = network.customer(party, provider, on=ON)
            assert (customer.party, customer.kind) == (party, answer.kind)
            assert found.customer() == customer
        else:
            with pytest.raises(InvalidFacts) as caught:
                network.customer(party, provider, on=ON)
            assert caught.value.missing == ("reason", "occasion")


def check_books(network):
    for provider in network.parties.values():
        served = network.customers(provider, on=ON)
        links = [one for one in live(network.relationships.values(), ON) if one.provider == provider]
        assert [one.relationship for one in served] == sorted(links, key=lambda one: one.id)
        for one in served:
            _, ruled = expected(network, one.relationship.party, provider, ON, [one.relationship])
            assert one.classification.kind is ruled.kind
            declared = one.relationship.customer
            assert one.customer.kind is (declared.kind if isinstance(declared, Customer) else ruled.kind)
            (role,) = [
                role
                for role in network.roles(one.relationship.party, on=ON)
                if role.kind is RoleKind.CUSTOMER and role.ground == one.relationship
            ]
            assert role.classification == one.classification


def check_sides(network):
    links = live(network.relationships.values(), ON)
    outside = {one.id for one in links if seen_side(network, one, ON) is Side.EXTERNAL}
    sellers = {one.provider.id for one in links if one.id in outside}
    for provider in {one.provider.id for one in links}:
        reached = {provider}
        while more := {one.party.id for one in links if one.provider.id in reached} - reached:
            reached |= more
        assert network.serves_external(provider, on=ON) is bool(sellers & reached)
        for affected in network.affected_customers(provider, on=ON):
            assert affected.path[-1].id in outside
    requests = [ServiceRequest(one.id, one, received=NOON, impact=Impact.LOW, urgency=Urgency.LOW) for one in links]
    ranking = BY_SIDE.rank(requests, at=NOON, network=network)
    kinds = list(CustomerKind)

    def kind(one):
        declared = one.customer
        ruled = expected(network, one.party, one.provider, ON, [one])[1]
        return declared.kind if isinstance(declared, Customer) else ruled.kind

    order = sorted(links, key=lambda one: (one.id not in outside, kinds.index(kind(one)), one.id))
    assert [ranked.request.id for ranked in ranking] == [one.id for one in order]


def check_formats(network):
    again = documents.loads(documents.dumps(network), enums=[Tier])
    assert again == network
    pairs = [(party, provider) for party in network.parties for provider in network.parties if party != provider]
    rows = pl.DataFrame(pairs, schema=["party", "provider"], orient="row")
    found = frames.evidence(rows, again, on=ON)
    for row in found.rows(named=True):
        evidence = network.evidence(row["party"], row["provider"], on=ON)
        facts = {name: row[name] for name in row if name not in OF_A_CUSTOM}
        assert {name: getattr(evidence, name) for name in facts} == facts


@pytest.mark.parametrize(("seed", "towns"), [(0, 40), pytest.param(1, 1500, marks=pytest.mark.exhaustive)])
def test_every_question_gives_the_answer_of_the_rules(seed, towns):
    random = Random(seed)
    for _ in range(towns):
        network = town(random)
        check_pairs(network, random)
        check_books(network)
        check_sides(network)


@pytest.mark.parametrize(("seed", "towns"), [(2, 6), pytest.param(3, 150, marks=pytest.mark.exhaustive)])
def test_documents_and_frames_give_it_too(seed, towns):
    random = Random(seed)
    for _ in range(towns):
        check_formats(town(random))


@pytest.mark.parametrize(("seed", "towns"), [(4, 3), pytest.param(5, 60, marks=pytest.mark.exhaustive)])
def test_a_store_gives_it_too(seed, towns):
    random = Random(seed)
    for _ in range(towns):
        network = town(random)
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            metadata.create_all(connection)
            sql.save(connection, network)
        with engine.connect() as connection:
            assert sql.load(connection, enums=[Tier]) == network
        engine.dispose()
