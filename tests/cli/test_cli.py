"""The command line: what it prints where, and with which exit code."""

import csv
import importlib.util
import io
import json
import os
import runpy
import subprocess
import sys
from datetime import date
from importlib.metadata import version

import pytest

from relclient import KIND_TABLE, PRIORITY_MATRIX, SIDE_TABLE
from relclient.__main__ import main as program
from relclient.cli import main, output

NETWORK = {
    "relclient": 2,
    "parties": [
        {"kind": "person", "id": "vlad", "name": "Vlad"},
        {"kind": "organization", "id": "hotel", "name": "the hotel"},
        {"kind": "person", "id": "ana"},
    ],
    "affiliations": [
        {"party": "vlad", "organization": "hotel", "capacity": "contractor", "valid_for": {"end": "2026-06-01"}},
    ],
    "relationships": [{"provider": "hotel", "customer": "vlad", "service": "network"}],
}
NOBODY = {
    "customer": "ana",
    "of": None,
    "for": None,
    "side": None,
    "kind": None,
    "because": "nobody serves it that day",
}


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "network.json"
    path.write_text(json.dumps(NETWORK), encoding="utf-8")
    return str(path)


def classified(capsys, *arguments):
    assert main(["classify", "--format", "json", *arguments]) == 0
    return {row["customer"]: row for row in json.loads(capsys.readouterr().out)}


def test_the_day_decides_who_a_party_is(capsys, document):
    assert classified(capsys, document, "--on", "2026-05-31")["Vlad"] == {
        "customer": "Vlad",
        "of": "the hotel",
        "for": "network",
        "side": "internal",
        "kind": "horizontal",
        "because": "contracted, works-alongside-contractor",
    }
    assert classified(capsys, document, "--on", "2026-06-01")["Vlad"]["kind"] == "retail"


def test_without_a_day_it_is_today(capsys, document):
    assert classified(capsys, document) == classified(capsys, document, "--on", str(date.today()))  # noqa: DTZ011


def test_a_party_that_nobody_serves_says_so(capsys, document):
    assert classified(capsys, document, "--on", "2026-05-31")["ana"] == NOBODY


def test_explained_it_names_the_ties(capsys, document):
    row = classified(capsys, document, "--on", "2026-05-31", "--explain")["Vlad"]
    assert row["because"] == "contracted (Vlad is contractor of the hotel until 2026-05-31), works-alongside-contractor"


def test_csv_is_csv(capsys, document):
    assert main(["classify", document, "--on", "2026-05-31", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["customer"] for row in rows] == ["ana", "the hotel", "Vlad"]
    assert rows[0] == {column: value or "" for column, value in NOBODY.items()}


def test_a_table_in_a_pipe_is_tab_separated_lines(capsys, document):
    assert main(["classify", document, "--on", "2026-05-31"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "customer\tof\tfor\tside\tkind\tbecause"
    assert lines[3] == "Vlad\tthe hotel\tnetwork\tinternal\thorizontal\tcontracted, works-alongside-contractor"


def test_a_table_on_a_terminal_is_drawn_and_no_name_is_taken_for_markup():
    terminal = Terminal()
    output.write([{"customer": "[red]Vlad[/red]", "of": None}], "table", terminal)
    assert "[red]Vlad[/red]" in terminal.getvalue()
    assert "─" in terminal.getvalue()


def test_no_rows_are_no_lines(capsys, tmp_path):
    empty = tmp_path / "empty.json"
    empty.write_text('{"relclient": 2}')
    assert main(["classify", str(empty)]) == 0
    assert main(["classify", str(empty), "--format", "json"]) == 0
    assert capsys.readouterr().out == "[]\n"


def test_the_demo_shows_all_seven_kinds_on_a_fixed_day(capsys):
    assert main(["demo", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["customers"]
    assert {row["kind"] for row in rows} == {
        "situational",
        "horizontal",
        "framework",
        "operational",
        "retail",
        "account",
        "b2b",
        None,
    }
    found = {(row["customer"], row["of"]): (row["kind"], row["because"].partition(",")[0]) for row in rows}
    assert found["Dining Room", "Kitchen"] == ("framework", "same-group")
    assert found["Kitchen", "Dining Room"] == ("operational", "same-group")
    assert found["Payroll", "Front Desk"] == ("situational", "same-group")
    assert found["Marketing", "Front Desk"] == ("framework", "same-group")
    assert found["Aurora Beach Hotel", "Laundry"] == ("operational", "same-group")
    assert found["Blue Sky Travel", "Grand Aurora Hotel"] == ("horizontal", "delivery-partner")
    assert found["Ion the cook", "Dining Room"] == ("operational", "employed")
    assert found["Matei of social media", "Elena the designer"] == ("framework", "employed")
    assert found["Vlad the contractor", "IT"] == ("retail", "outsider")
    assert found["Mr. Pop", "Front Desk"] == ("retail", "outsider")
    assert found["Mrs. Marin", "Front Desk"] == ("account", "outsider")
    assert found["Acme Bearings", "Grand Aurora Hotel"] == ("b2b", "outsider")


def test_the_version_is_the_one_that_is_installed(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"relclient {version('relclient')}\n"


def test_the_tables_are_printed_as_markdown(capsys):
    assert main(["tables"]) == 0
    printed = capsys.readouterr().out
    for table in (SIDE_TABLE, KIND_TABLE, PRIORITY_MATRIX):
        assert table.to_markdown() in printed


def test_everything_wrong_with_a_file_is_said_one_a_line_with_exit_code_2(capsys, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"relclient": 2, "parties": [{"kind": "robot", "id": "x"}], "relationships": [{"provider": "y"}]}')
    assert main(["classify", str(bad)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.splitlines()
    assert len(lines) > 1
    assert all(line.startswith("relclient: $.") for line in lines)


@pytest.mark.parametrize(("name", "reason"), [("nowhere.json", "No such file or directory"), ("", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named(capsys, tmp_path, name, reason):
    path = str(tmp_path / name) if name else str(tmp_path)
    assert main(["classify", path]) == 2
    assert capsys.readouterr().err == f"relclient: {path}: {reason}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["classify", "x.json", "--on", "2026-02-30"], "'2026-02-30' is no day; write it as 2026-03-02"),
        (["classify"], "the following arguments are required: FILE"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_a_command_that_is_none_says_how_to_write_it(capsys, arguments, words):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    command = f"{sys.executable} -m relclient demo --explain | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def without(package):
    """Start the command line in a fresh interpreter that does not find *package*."""
    program = (
        "import sys, importlib.machinery as m\n"
        f"found = m.PathFinder.find_spec\n"
        f"m.PathFinder.find_spec = classmethod(lambda c, name, *a: None if name.partition('.')[0] == {package!r} else found(name, *a))\n"
        "sys.argv = ['relclient', 'demo']\n"
        "from relclient.__main__ import main\n"
        "sys.exit(main())\n"
    )
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("package", ["rich", "cattrs", "orjson"])
def test_without_its_packages_it_says_in_one_sentence_what_to_install(package):
    done = without(package)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"relclient: The command line needs {package}, which is not installed: pip install 'relclient[cli]' brings it.\n"
    )


def anew(monkeypatch, *packages):
    """Let *packages* be imported anew, and what is imported now come back after the test."""
    for name in list(sys.modules):
        if any(name == package or name.startswith(f"{package}.") for package in packages):
            monkeypatch.delitem(sys.modules, name)


def test_it_can_be_started_as_a_module(capsys, monkeypatch):
    anew(monkeypatch, "relclient.__main__")
    monkeypatch.setattr(sys, "argv", ["relclient", "tables"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("relclient", run_name="__main__")
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("### side\n")


def test_a_missing_package_is_told_by_the_program_too(capsys, monkeypatch):
    anew(monkeypatch, "relclient.cli", "relclient.interop.documents")
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert program() == 2
    assert capsys.readouterr().err.startswith("relclient: The command line needs orjson, which is not installed: ")


def test_rich_is_looked_for_before_it_is_needed(capsys, monkeypatch):
    anew(monkeypatch, "relclient.cli")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert program() == 2
    assert capsys.readouterr().err.startswith("relclient: The command line needs rich, which is not installed: ")


def test_a_closed_pipe_is_no_failure(capsys, monkeypatch):
    def closed(_text):
        raise BrokenPipeError

    swapped = []
    monkeypatch.setattr(os, "dup2", lambda *ends: swapped.append(ends))
    monkeypatch.setattr(sys.stdout, "write", closed)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
    assert main(["tables"]) == 0
    assert [end for _, end in swapped] == [1]
    assert capsys.readouterr().err == ""
