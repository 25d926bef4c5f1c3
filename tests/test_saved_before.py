"""What relclient 0.1.0 saved is read today as the values that it was saved from."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from relclient import PriorityPolicy, Problems
from relclient.interop import sql
from relclient.interop.documents import from_dict, loads
from relclient.ranking.workload import Workload
from saved_by_0_1_0 import NETWORK, POLICIES, WORKLOAD

SAVED = Path(__file__).parent / "data" / "0.1.0"


def test_a_network_of_0_1_0_is_read_as_it_was_saved():
    assert loads((SAVED / "network.json").read_bytes()) == NETWORK


def test_a_workload_of_0_1_0_is_read_as_it_was_saved():
    assert loads((SAVED / "workload.json").read_bytes(), Workload) == WORKLOAD


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_of_0_1_0_is_read_as_it_was_saved(name):
    assert loads((SAVED / name).read_bytes(), PriorityPolicy) == POLICIES[name]


def test_a_store_of_0_1_0_is_read_as_it_was_saved(tmp_path):
    store = tmp_path / "network.sqlite"  # a copy, for a store of an earlier version is upgraded in place
    store.write_bytes((SAVED / "network.sqlite").read_bytes())
    engine = create_engine(f"sqlite:///{store}")
    try:
        with engine.begin() as connection:
            sql.upgrade(connection)
            assert sql.load(connection) == NETWORK
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("entry", "id"),
    [
        ({"provider": "a", "customer": "b", "service": "check-in/out"}, "a/b/check-in/out"),
        ({"provider": "a", "customer": {"kind": "retail", "party": "b"}, "service": "50%"}, "a/b/50%"),
        (
            {"provider": "a", "customer": "b", "service": "in/out", "valid_for": {"start": "2026-03-01"}},
            "a/b/in/out/2026-03-01",
        ),
        ({"provider": "a", "customer": "b", "service": "in/out", "id": "R1"}, "R1"),
    ],
)
def test_an_id_that_0_1_0_made_without_escapes_stays_for_requests_that_refer_to_it(entry, id):
    parties = [{"kind": "organization", "id": "a"}, {"kind": "person", "id": "b"}]
    assert [*from_dict({"relclient": 1, "parties": parties, "relationships": [entry]}).relationships] == [id]


def test_a_broken_document_of_the_first_version_is_refused_where_it_is_broken():
    customer = {"kind": "framework", "party": "b", "target_markets": ["families", 7]}
    broken = {
        "relclient": 1,
        "parties": [{"kind": "organization", "id": "a"}, {"kind": "person", "id": "b"}],
        "affiliations": "none",
        "relationships": ["a/b/x", {"provider": "a", "customer": customer, "service": "x"}],
    }
    with pytest.raises(Problems) as caught:
        from_dict(broken)
    assert [problem.path for problem in caught.value.exceptions] == [
        "$.affiliations",
        "$.relationships[0]",
        "$.relationships[1].customer.target_markets[2]",
    ]
