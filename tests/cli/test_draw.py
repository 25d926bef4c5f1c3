"""The command line on service chains: check, affected and draw."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from relclient.cli import main
from relclient.interop.diagrams import to_dot, to_mermaid
from relclient.interop.documents import loads

DAY = "2026-03-02"
NETWORK = {
    "relclient": 2,
    "parties": [
        {"kind": "organization", "id": "it", "name": "IT"},
        {"kind": "organization", "id": "desk"},
        {"kind": "person", "id": "guest", "name": "Mr. Pop"},
    ],
    "affiliations": [
        {"party": "it", "organization": "desk", "capacity": "unit"},
    ],
    "relationships": [
        {"provider": "it", "customer": {"kind": "framework", "party": "desk"}, "service": "bookings"},
        {"provider": "desk", "customer": {"kind": "retail", "party": "guest"}, "service": "stay"},
    ],
}
REMARKS = [
    {
        "weight": "remark",
        "rule": "has-standard",
        "on": relationship,
        "finding": "no service level is agreed",
        "remedy": "agree on one, so that both ends know what to expect",
    }
    for relationship in ("desk/guest/stay", "it/desk/bookings")
]


@pytest.fixture
def document(tmp_path):
    return write(tmp_path, NETWORK)


def write(folder, network):
    path = folder / "network.json"
    path.write_text(json.dumps(network), encoding="utf-8")
    return str(path)


def answered(capsys, *arguments, code=0):
    assert main([*arguments, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_remarks_alone_are_no_failure(capsys, document):
    assert answered(capsys, "check", document) == REMARKS


def test_faults_are(capsys, tmp_path):
    wrong = NETWORK | {"affiliations": []}
    fault, *remarks = answered(capsys, "check", write(tmp_path, wrong), code=1)
    assert (fault["weight"], fault["rule"], fault["on"], remarks) == ("fault", "kind-fits", "it/desk/bookings", REMARKS)


def test_the_affected_are_listed_with_their_chains(capsys, document):
    assert answered(capsys, "affected", document, "it", "--on", DAY) == [
        {
            "customer": "Mr. Pop",
            "may lose": "stay",
            "chain": "IT serves desk with bookings; desk serves Mr. Pop with stay",
        }
    ]
    inside = answered(capsys, "affected", document, "it", "--internal", "--on", DAY)
    assert [row["customer"] for row in inside] == ["desk", "Mr. Pop"]


def test_an_unknown_party_cannot_fail(capsys, document):
    assert main(["affected", document, "itt"]) == 2
    assert capsys.readouterr().err == "relclient: No party has the id 'itt': did you mean 'it'?\n"


@pytest.mark.parametrize(("ending", "draw"), [(".dot", to_dot), (".mmd", to_mermaid)])
def test_a_picture_is_written_as_text(capsys, document, tmp_path, ending, draw):
    out = tmp_path / f"picture{ending}"
    assert main(["draw", document, "--failed", "it", "--on", DAY, "-o", str(out)]) == 0
    assert out.read_text("utf-8") == draw(loads(json.dumps(NETWORK)), on=date.fromisoformat(DAY), failed=["it"])
    assert capsys.readouterr().out == ""


def test_a_picture_is_written_as_svg_where_graphviz_is(document, tmp_path):
    if shutil.which("dot") is None:
        pytest.skip("needs Graphviz's program dot")
    out = tmp_path / "picture.svg"
    assert main(["draw", document, "-o", str(out)]) == 0
    assert "Mr. Pop" in out.read_text("utf-8")


def test_without_graphviz_it_says_what_to_do(capsys, document, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    out = tmp_path / "picture.svg"
    assert main(["draw", document, "-o", str(out)]) == 2
    assert capsys.readouterr().err == (
        f"relclient: draw OUT cannot be {str(out)!r}: Graphviz, whose program dot draws it, is not installed; "
        "install it, or end the name in .dot or .mmd.\n"
    )
    assert not Path(out).exists()


def test_another_ending_is_refused(capsys, document):
    assert main(["draw", document, "-o", "picture.png"]) == 2
    assert "end its name in .svg, .dot or .mmd" in capsys.readouterr().err


def test_a_graphviz_that_fails_is_told(capsys, document, tmp_path, monkeypatch):
    for said, expected in [
        ("echo 'Error: out of memory' >&2; exit 1", "Error: out of memory"),
        ("exit 3", "it ended with 3"),
    ]:
        program = tmp_path / "dot"
        program.write_text(f"#!/bin/sh\ncat > /dev/null\n{said}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        out = tmp_path / "picture.svg"
        assert main(["draw", document, "-o", str(out)]) == 2
        assert f"Graphviz cannot draw it ({expected}); end the name in .dot" in capsys.readouterr().err
        assert not out.exists()
