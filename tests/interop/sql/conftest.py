"""Every test runs on SQLite as Python opens it, on SQLite at its strictest, and on PostgreSQL."""

import os

import pytest

from postgres_server import MISSING, VARIABLE, running
from relclient.interop import sql
from stores import postgres_schema, sqlite, strict_sqlite


@pytest.fixture(scope="session")
def postgres():
    """The address of a server: the one that is given, or one of our own."""
    given_url = os.environ.get(VARIABLE)
    if given_url:
        yield given_url
        return
    with running() as url:
        if url is None:
            pytest.skip(MISSING)
        yield url


@pytest.fixture(params=["sqlite", "strict sqlite", "postgresql"])
def engine(request, tmp_path):
    """A database with the tables in it, and nothing else."""
    if request.param == "postgresql":
        with postgres_schema(request.getfixturevalue("postgres")) as made:
            sql.metadata.create_all(made)
            yield made
        return
    made = (sqlite if request.param == "sqlite" else strict_sqlite)(tmp_path / "network.db")
    sql.metadata.create_all(made)
    yield made
    made.dispose()
