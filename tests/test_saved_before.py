"""What relclient 0.1.0 saved is read today as the values that it was saved from."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from relclient import PriorityPolicy
from relclient.interop import sql
from relclient.interop.documents import loads
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
            assert sql.load(connection) == NETWORK
    finally:
        engine.dispose()
