"""What an earlier version pickled is unpickled today as the same values; ``tests/support/pickled.py`` adds files."""

import pickle

import pytest

from pickled import FOLDER, KEPT, PROTOCOL


@pytest.mark.parametrize("name", KEPT)
def test_what_was_pickled_once_is_still_read(name):
    assert pickle.loads((FOLDER / name).read_bytes()) == KEPT[name]


def test_every_pickle_that_is_kept_is_read():
    assert {path.name for path in FOLDER.iterdir()} == set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_a_pickle_names_public_classes_by_their_public_place(name):
    modules = {type(value).__module__ for value in KEPT[name]}
    assert modules == {"relclient"}
    assert b"relclient.model" not in pickle.dumps(KEPT[name], PROTOCOL)
