"""Errors: how much of a value is shown, and what is said where no id looks like the one asked for."""

import pickle

import pytest

from relclient import (
    ConflictingIds,
    InvalidFacts,
    InvalidType,
    InvalidValue,
    Organization,
    Person,
    ServiceNetwork,
    UnknownId,
    UnknownParty,
    UnknownRequest,
    UnknownRule,
)
from relclient.interop.documents import dumps

LONG = "x" * 1000
START = "'" + "x" * 199 + "..."


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (InvalidType("a", LONG, "a number"), f"a must be a number, not {START} (str)."),
        (InvalidValue("a", LONG, "give less"), f"a cannot be {START}: give less."),
        (UnknownParty(LONG), f"No party has the id {START}: look for it among the ids."),
        (UnknownParty("y", (LONG,)), f"No party has the id 'y': did you mean {START}?"),
        (
            InvalidFacts("table 'side'", ("a",), (), (("b", LONG, "True or False"),)),
            f"The facts do not fit table 'side': 'a' is missing; 'b' must be True or False, not {START} (str).",
        ),
        (
            ConflictingIds("parties", "a", LONG, LONG),
            f"Two parties share the id 'a' and are the same: {START}; give it once.",
        ),
    ],
)
def test_a_long_value_is_shown_in_part_and_kept_whole(error, expected):
    assert str(error) == expected
    assert pickle.loads(pickle.dumps(error)).args == error.args


def test_a_network_given_where_none_belongs_does_not_fill_the_log():
    network = ServiceNetwork(parties=[Person(f"guest-{number}") for number in range(1000)])
    with pytest.raises(InvalidType) as caught:
        dumps([network])
    assert str(caught.value) == (
        "documents x must be a ServiceNetwork, Workload or PriorityPolicy, or an answer, "
        f"not {repr([network])[:200]}... (list)."
    )
    assert caught.value.value == [network]


def test_two_long_values_are_shown_from_shortly_before_they_differ():
    one, other = Organization("a", LONG + "1" + LONG), Organization("a", LONG + "2")
    alike = "..." + "x" * 40
    assert str(ConflictingIds("parties", "a", one, other)) == (
        f"Two parties share the id 'a': {alike}1{'x' * 159}... and {alike}2'); give one of them another id."
    )


def test_two_long_values_that_differ_at_once_or_that_read_the_same_are_shown_from_their_beginning():
    assert str(ConflictingIds("parties", "a", Person("a", LONG), 1)) == (
        f"Two parties share the id 'a': {repr(Person('a', LONG))[:200]}... and 1; give one of them another id."
    )

    class Silent:
        def __repr__(self):
            return LONG

    start = "x" * 200 + "..."
    assert str(ConflictingIds("parties", "a", Silent(), Silent())) == (
        f"Two parties share the id 'a': {start} and {start}; give one of them another id."
    )


def test_what_is_the_same_need_only_be_given_once():
    ana = Person("ana")
    assert str(ConflictingIds("parties", "ana", ana, ana)) == (
        "Two parties share the id 'ana' and are the same: Person(id='ana', name='ana'); give it once."
    )


def network(count):
    return ServiceNetwork(parties=[Person(f"guest-{number}") for number in range(count)])


@pytest.mark.parametrize(
    ("count", "remedy"),
    [
        (0, "there are none."),
        (1, "the id is 'guest-0'."),
        (3, "the ids are 'guest-0', 'guest-1' and 'guest-2'."),
        (5, "the ids are 'guest-0', 'guest-1', 'guest-2', 'guest-3' and 'guest-4'."),
        (6, "look for it among the 6 ids in network.parties."),
        (20_000, "look for it among the 20000 ids in network.parties."),
    ],
)
def test_where_no_id_looks_alike_few_are_named_and_of_many_is_said_where_they_are(count, remedy):
    with pytest.raises(UnknownParty) as caught:
        network(count).without_parties("zzz")
    assert str(caught.value) == f"No party has the id 'zzz': {remedy}"
    assert caught.value.known == ()


def test_an_id_that_looks_alike_is_named_alone():
    with pytest.raises(UnknownParty) as caught:
        network(1).without_parties("guest-00")
    assert str(caught.value) == "No party has the id 'guest-00': did you mean 'guest-0'?"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_of_ids_that_come_one_by_one_the_number_is_not_told():
    told = str(UnknownParty.among("zzz", (f"guest-{number}" for number in range(9))))
    assert told == "No party has the id 'zzz': look for it among the ids."


def test_each_kind_of_id_says_where_it_is_read():
    ids = [f"guest-{number}" for number in range(9)]
    assert str(UnknownId.among("zzz", ids)) == (
        "No thing has the id 'zzz': look for it among the 9 ids in the place asked."
    )
    assert str(UnknownRequest.among("zzz", ids)) == (
        "No request has the id 'zzz': look for it among the 9 ids in the ranking."
    )
    assert str(UnknownRule.among("zzz", ids)) == (
        "No rule has the id 'zzz': look for it among the 9 ids in table.rules."
    )
    assert str(UnknownRule.among("zzz", ids, "the matrix")) == (
        "No rule has the id 'zzz': look for it among the 9 ids in the matrix."
    )
