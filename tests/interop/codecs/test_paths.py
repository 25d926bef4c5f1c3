"""Paths: what is wrong with a value is told with its place, and nothing else is taken for it."""

import pytest

from relclient import InvalidType
from relclient.interop._codecs.paths import Faults, every, faults_in


def reading(failures):
    """Return what reading fails with, for each key of what is read."""

    def read(failure):
        raise failure

    with pytest.raises(Faults) as caught:
        every(failures.items(), read)
    return caught.value


def test_every_fault_is_told_with_its_path():
    number, text = InvalidType("", "x", "a number"), InvalidType("", 7, "a string")
    assert list(faults_in(reading({"sizes": reading({"bed room": number}), "name": text}), ".hotel")) == [
        (".hotel.sizes['bed room']", number),
        (".hotel.name", text),
    ]


def test_a_failure_that_is_no_fault_of_the_value_is_not_taken_for_one():
    gone = OSError("the connection is gone")
    with pytest.raises(OSError, match="the connection is gone") as caught:
        list(faults_in(reading({"name": gone})))
    assert caught.value is gone
