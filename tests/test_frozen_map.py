"""Mappings: read-only, hashable, picklable."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient._frozen_map import FrozenMap

CONTENTS = st.dictionaries(st.text(max_size=3), st.integers(0, 3))


@given(CONTENTS, CONTENTS)
def test_maps_are_equal_as_dicts_are_and_then_hash_alike(one, other):
    assert (FrozenMap(one) == FrozenMap(other)) is (one == other)
    assert (FrozenMap(one) == other) is (one == other)
    if one == other:
        assert hash(FrozenMap(one)) == hash(FrozenMap(other))


@given(CONTENTS)
def test_a_map_holds_what_it_was_given_in_that_order(content):
    kept = FrozenMap(content)
    assert list(kept.items()) == list(content.items())
    assert len(kept) == len(content)
    assert all(key in kept for key in content)
    assert pickle.loads(pickle.dumps(kept)) == kept
    assert repr(kept) == repr(content)


def test_a_map_does_not_follow_the_dict_it_was_made_from():
    given_dict = {"room": 90}
    kept = FrozenMap(given_dict)
    given_dict["room"] = 0
    assert kept["room"] == 90
    with pytest.raises(TypeError):
        kept["room"] = 0


def test_a_map_is_equal_to_no_other_thing():
    assert FrozenMap({}) != 1
    assert FrozenMap({"a": 1}) != [("a", 1)]
