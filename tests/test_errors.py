"""Errors: how much of a value is shown, and what is said where no id looks like the one asked for."""

import inspect
import pickle

import pytest

from relclient import (
    ConflictingIds,
    InvalidFacts,
    InvalidType,
    InvalidValue,
    Organization,
    Person,
    Problems,
    ServiceNetwork,
    UnknownColumn,
    UnknownId,
    UnknownParty,
    UnknownRequest,
    UnknownRule,
    UnknownService,
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
        f"documents x must be a ServiceNetwork, Workload or PriorityPolicy, or an answer, not {[network]!r} (list)."
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


def nested(depth):
    value = "innermost"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [{}, [], (), (1,), (1, "a"), {"a": [1, (2,)], 3: {}}, {1: {"b"}}, [float("nan"), None], {"x": Person("ana")}],
)
def test_a_value_is_shown_as_python_writes_it(value):
    assert str(InvalidValue("a", value, "give less")) == f"a cannot be {value!r}: give less."


def test_a_value_nested_ten_thousand_deep_is_cut_before_it_is_written():
    problems = Problems.found([InvalidType("a", nested(10_000), "a number")])
    assert str(problems) == f"1 problem:\n- a must be a number, not {'[' * 200}... (list)."


def test_a_value_that_cannot_be_written_is_shown_by_its_type():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    huge = 10**5000
    assert str(InvalidValue("a", {"x": Broken()}, "give less")) == "a cannot be {'x': <dict>: give less."
    assert str(InvalidValue("a", huge, "give less")) == "a cannot be <int>: give less."
    assert str(ConflictingIds("parties", "a", Broken(), 1)).startswith("Two parties share the id 'a': <Broken> and 1;")


def test_the_fields_of_an_error_are_matched_and_kept_by_pickle_with_its_notes():
    error = UnknownParty("anna", ("ana",))
    error.add_note("in row 7")
    match error:
        case UnknownId(id, known):
            assert (id, known) == ("anna", ("ana",))
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), back.args, back.__notes__) == (UnknownParty, error.args, ["in row 7"])
    assert repr(back) == repr(error) == "UnknownParty(id='anna', known=('ana',), remedy='look for it among the ids')"
    assert str(inspect.signature(InvalidType)) == "(what: str, value: object, expected: str) -> None"


def test_the_fields_of_an_error_are_given_once_and_never_set_anew():
    error = InvalidValue(what="a", value=1, remedy="give 2")
    with pytest.raises(AttributeError, match=r"^InvalidValue\.what cannot be set$"):
        error.what = "b"
    assert repr(error.with_fields(what="b")) == "InvalidValue(what='b', value=1, remedy='give 2')"
    for arguments in [("a",), ("a", 1, "b", "c")]:
        with pytest.raises(TypeError, match="argument"):
            InvalidValue(*arguments)


@pytest.mark.parametrize(
    ("wanted", "names", "found"),
    [
        ("ANA", ["ana", "eva"], ("ana",)),
        ("ana", ["Ana", "ANA", "eva"], ("Ana", "ANA")),
        ("ana", ["ana1", "ana2", "ana3", "ana4"], ("ana4", "ana3", "ana2")),
        ("a" * 101, ["a" * 101], ()),
        ("ana", ["a" * 101], ()),
    ],
)
def test_what_looks_alike_is_found_in_upper_and_lower_case(wanted, names, found):
    assert UnknownParty.among(wanted, names).known == found
    assert UnknownColumn.among(wanted, names).known == found
    assert UnknownService.among("it", wanted, names).known == found


def test_a_service_that_nobody_provides_is_told_from_one_of_a_provider():
    assert str(UnknownService.among(None, "mial", ["mail"])) == (
        "Nobody provides the service 'mial': did you mean 'mail'?"
    )
    assert str(UnknownService(None, "mail")).endswith("look for it among the services of the relationships.")


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
