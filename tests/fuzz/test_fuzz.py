"""Fuzzing, in small: a few inputs of each kind; ``nox -s fuzz`` feeds them for a minute, or a million of them."""

import pytest

from fuzz import run
from targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_brings_out_anything_but_an_answer_or_an_error_of_ours(name):
    pytest.importorskip("jsonschema")
    number, faults = run(name, seed=1, seconds=None, inputs=25)
    assert (number, faults) == (25, [])
