"""Diagrams: who serves whom, and what a failure reaches, told apart by shape and label."""

import re
import shutil
import subprocess
from datetime import date
from string import punctuation
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import (
    HorizontalCustomer,
    InvalidType,
    Organization,
    Outage,
    Period,
    Person,
    Relationship,
    RetailCustomer,
    ServiceNetwork,
    UnknownParty,
)
from relclient.interop.diagrams import to_dot, to_mermaid

ON = date(2026, 3, 2)
IT, DESK, TILL, GUEST = (
    Organization("it", "IT"),
    Organization("desk", "Desk"),
    Organization("till"),
    Person("guest", "Guest"),
)
NETWORK = ServiceNetwork(
    relationships=[
        Relationship(IT, HorizontalCustomer(DESK), "bookings"),
        Relationship(DESK, RetailCustomer(GUEST), "stay"),
        Relationship(TILL, GUEST, "bills"),
        Relationship(IT, TILL, "payments", Period(None, ON)),
    ]
)


def body(text):
    return [line.strip() for line in text.splitlines() if re.match(r"\s+n\d", line)]


def test_a_network_is_drawn_as_it_is_on_the_day():
    assert body(to_dot(NETWORK, on=ON)) == [
        'n0 [label="Desk", shape=box]',
        'n1 [label="Guest", shape=ellipse]',
        'n2 [label="IT", shape=box]',
        'n3 [label="till", shape=box]',
        'n0 -> n1 [label="stay\\n(external)", style=bold]',
        'n2 -> n0 [label="bookings", style=solid]',
        'n3 -> n1 [label="bills\\n(external)", style=bold]',
    ]
    assert body(to_mermaid(NETWORK, on=ON)) == [
        'n0["Desk"]',
        'n1(["Guest"])',
        'n2["IT"]',
        'n3["till"]',
        'n0 ==>|"stay<br/>(external)"| n1',
        'n2 -->|"bookings"| n0',
        'n3 ==>|"bills<br/>(external)"| n1',
    ]


def test_the_failed_the_affected_and_the_spared_differ_in_shape_and_label():
    assert body(to_dot(NETWORK, on=ON, failed=[IT])) == [
        'n0 [label="Desk\\n(may be affected)", shape=box, peripheries=2, fillcolor="#fce8b2"]',
        'n1 [label="Guest\\n(may be affected)", shape=ellipse, peripheries=2, fillcolor="#fce8b2"]',
        'n2 [label="IT\\n(failed)", shape=octagon, fillcolor="#f4c7c3"]',
        'n3 [label="till\\n(spared)", shape=box, fillcolor="#d7ecd9"]',
        'n0 -> n1 [label="stay\\n(external, lost)", style=dotted]',
        'n2 -> n0 [label="bookings\\n(lost)", style=dotted]',
        'n3 -> n1 [label="bills\\n(external)", style=bold]',
    ]
    assert body(to_mermaid(NETWORK, on=ON, failed=["it"])) == [
        'n0[["Desk<br/>(may be affected)"]]',
        'n1[["Guest<br/>(may be affected)"]]',
        'n2{{"IT<br/>(failed)"}}',
        'n3["till<br/>(spared)"]',
        'n0 -.->|"stay<br/>(external, lost)"| n1',
        'n2 -.->|"bookings<br/>(lost)"| n0',
        'n3 ==>|"bills<br/>(external)"| n1',
    ]


def test_an_outage_takes_one_service_and_leaves_its_provider_standing():
    both = NETWORK.with_relationships(Relationship(DESK, RetailCustomer(GUEST), "tours"))
    drawn = body(to_dot(both, on=ON, failed=[Outage(DESK, "stay")]))
    assert 'n0 [label="Desk\\n(spared)", shape=box, fillcolor="#d7ecd9"]' in drawn
    assert 'n0 -> n1 [label="stay\\n(external, lost)", style=dotted]' in drawn
    assert 'n0 -> n1 [label="tours\\n(external)", style=bold]' in drawn


def test_an_unknown_party_cannot_fail():
    with pytest.raises(UnknownParty):
        to_mermaid(NETWORK, on=ON, failed=["till2"])


@pytest.mark.parametrize("draw", [to_dot, to_mermaid])
@pytest.mark.parametrize("failed", ["it", IT, Outage("it", "bookings")])
def test_what_fails_is_a_list_even_of_one(draw, failed):
    with pytest.raises(InvalidType) as caught:
        draw(NETWORK, on=ON, failed=failed)
    assert str(caught.value) == (
        f"failed must be a list or tuple, even of one, not {failed!r} ({type(failed).__name__})."
    )


def test_an_empty_network_is_an_empty_picture():
    assert body(to_dot(ServiceNetwork(), on=ON)) == []
    assert to_mermaid(ServiceNetwork(), on=ON) == "flowchart LR"


@pytest.mark.parametrize(
    "name",
    [
        "C:\\new",
        "fa:fa-user",
        "x %%{init: {'theme':'forest'}}%%",
        "1. one",
        "**bold**",
        "<script>",
        "a`b`",
        "&amp;",
        "#35;",
    ],
)
def test_mermaid_reads_no_mark_in_a_name(name):
    network = ServiceNetwork(relationships=[Relationship(Organization("o", name), GUEST, "x")])
    drawn = to_mermaid(network, on=ON)
    label = drawn.partition('n1["')[2].partition('"]')[0]
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label) == name
    assert not {*re.sub(r"#\d+;", "", label)} & {*punctuation}
    assert "%%" not in drawn


@pytest.mark.parametrize("draw", [to_dot, to_mermaid])
def test_control_characters_are_shown_as_replaced_and_leave_svg_well_formed(draw):
    network = ServiceNetwork(relationships=[Relationship(Organization("o", "a\x00\x1b[2J\x9b\ufffeb"), GUEST, "x")])
    drawn = draw(network, on=ON)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]", drawn)
    assert drawn.count("\N{REPLACEMENT CHARACTER}") == 4


def test_letters_that_mean_something_are_escaped():
    odd = 'a"b\\c\n<d> #1;'
    network = ServiceNetwork(relationships=[Relationship(Organization("o", odd), GUEST, "x")])
    assert body(to_dot(network, on=ON))[1] == 'n1 [label="a\\"b\\\\c\\n<d> #1;", shape=box]'
    assert body(to_mermaid(network, on=ON))[1] == 'n1["a#34;b#92;c<br/>#60;d#62; #35;1#59;"]'


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=2, max_size=2, unique=True)
)
def test_graphviz_shows_every_name_as_it_is(names):
    program = shutil.which("dot")
    if program is None:
        pytest.skip("needs Graphviz's program dot")
    one, other = (Organization(str(place), name) for place, name in enumerate(names))
    dot = to_dot(ServiceNetwork(relationships=[Relationship(one, other, "x")]), on=ON)
    drawn = subprocess.run([program, "-Tplain"], input=dot.encode(), capture_output=True, check=True)
    assert drawn.stderr == b""
    assert sum(line.startswith(b"node ") for line in drawn.stdout.splitlines()) == 2


@pytest.mark.parametrize("name", ["a & b", "&amp;", "&#65;", "<b>", 'say "hi"', "tab\tstop", "bell\x07"])
def test_the_svg_of_graphviz_is_well_formed_and_shows_the_name(name):
    program = shutil.which("dot")
    if program is None:
        pytest.skip("needs Graphviz's program dot")
    dot = to_dot(ServiceNetwork(relationships=[Relationship(Organization("o", name), GUEST, "x")]), on=ON)
    drawn = subprocess.run([program, "-Tsvg"], input=dot.encode(), capture_output=True, check=True)
    shown = [text.text for text in ET.fromstring(drawn.stdout).iter("{http://www.w3.org/2000/svg}text")]
    assert name.replace("\t", " ").replace("\x07", "\N{REPLACEMENT CHARACTER}") in [
        text.replace("\N{NO-BREAK SPACE}", " ") for text in shown
    ]
