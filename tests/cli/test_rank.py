"""The command line on queues: rank and why, and the demo's second half."""

import csv
import io
import json
from datetime import datetime
from importlib.resources import files

import pytest

from relclient import ByKind, CustomerKind, PriorityPolicy
from relclient.cli import main, output
from relclient.interop.documents import Workload, dumps, loads

HOTEL = str(files("relclient.examples").joinpath("hotel.json"))
AT = "2026-06-15T09:30+03:00"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def asked(capsys, *arguments):
    assert main(arguments) == 0
    return capsys.readouterr().out


def ranked(capsys, *arguments):
    return json.loads(asked(capsys, "rank", HOTEL, "--format", "json", *arguments))


def ids(rows):
    return [row["request"] for row in rows]


def test_a_place_names_the_request_and_who_asks_whom_for_what(capsys):
    rows = ranked(capsys, "--at", AT, "--first", "2")
    assert rows == [
        {
            "place": 1,
            "request": "oven",
            "customer": "Kitchen",
            "of": "Maintenance",
            "for": "repairs",
            "priority": "critical",
            "due": "2026-06-15T11:05:00+03:00",
        },
        {
            "place": 2,
            "request": "tap",
            "customer": "Mr. Pop",
            "of": "Front Desk",
            "for": "stay",
            "priority": "high",
            "due": "2026-06-15T12:40:00+03:00",
        },
    ]


def test_explained_each_place_has_its_reasons(capsys):
    because = {row["request"]: row["because"] for row in ranked(capsys, "--at", AT, "--explain")}
    assert because["tap"] == (
        "side: Mr. Pop is an external customer of Front Desk; priority: high by medium impact, high urgency; "
        "due time: Mon 15 Jun 2026 12:40+03:00, as the agreement 'guests' promises at high; "
        "waiting time: received Mon 15 Jun 2026 08:40+03:00"
    )
    assert because["oven"].startswith(
        "side: Kitchen is internal, but Mr. Pop waits on Dining Room for dinner, two steps on; "
    )
    assert because["ledger"].startswith("side: Accounting is internal, and no external customer waits on it; ")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("external_first", ["oven", "tap", "contract", "checkout", "ledger", "laptop"]),
        ("equal_footing", ["oven", "ledger", "tap", "laptop", "contract", "checkout"]),
        ("by_deadline", ["oven", "tap", "ledger", "checkout", "laptop", "contract"]),
    ],
)
def test_a_policy_is_named(capsys, name, first):
    assert ids(ranked(capsys, "--at", AT, "--policy", name)) == first


def test_a_policy_is_read_from_a_file(capsys, tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(dumps(PriorityPolicy("accounts first", [ByKind([CustomerKind.ACCOUNT])])), encoding="utf-8")
    assert ids(ranked(capsys, "--at", AT, "--policy", str(file)))[0] == "checkout"


def test_only_what_is_open_then_is_ranked(capsys):
    assert ids(ranked(capsys, "--at", "2026-06-15T08:00+03:00")) == ["contract", "checkout"]
    assert ranked(capsys, "--at", "2026-01-01T00:00Z") == []


def test_without_a_time_it_is_now(capsys, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromisoformat("2026-06-15T08:00+03:00").astimezone(tz)

    monkeypatch.setattr("relclient.cli.options.datetime", Clock)
    assert ids(ranked(capsys)) == ["contract", "checkout"]


def test_why_tells_what_parts_two_requests_whichever_is_named_first(capsys):
    told = (
        "tap comes before ledger by side: Mr. Pop is an external customer of Front Desk, "
        "against Accounting is internal, and no external customer waits on it.\n"
    )
    assert asked(capsys, "why", HOTEL, "ledger", "tap", "--at", AT) == told
    assert asked(capsys, "why", HOTEL, "tap", "ledger", "--at", AT) == told
    assert asked(capsys, "why", HOTEL, "tap", "ledger", "--at", AT, "--policy", "equal_footing").startswith(
        "ledger comes before tap by priority: "
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["why", HOTEL, "tap", "sink", "--at", AT],
            "No request has the id 'sink': look for it among the 6 ids in the ranking.",
        ),
        (["why", HOTEL, "tap", "tap", "--at", AT], "why cannot be 'tap': name two different requests."),
        (
            ["why", HOTEL, "tap", "contract", "--at", "2026-06-15T08:00+03:00"],
            "why A cannot be 'tap': it is not open at 2026-06-15 08:00:00+03:00; ask with --at as of a time when it is.",
        ),
        (
            ["rank", HOTEL, "--policy", "by_feeling"],
            "--policy cannot be 'by_feeling': give external_first, equal_footing, by_deadline, or a file that is there.",
        ),
        (["rank", HOTEL, "--policy", HOTEL], "$: this is the document of a workload: load it as a Workload."),
    ],
)
def test_what_cannot_be_answered_is_said_with_exit_code_2(capsys, arguments, message):
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"relclient: {message}" in printed.err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "noon"], "'noon' is no time; write it as 2026-03-02T09:00+02:00"),
        (["--at", "2026-06-15T09:30"], "'2026-06-15T09:30' has no zone; write it as 2026-03-02T09:00+02:00"),
        (["--first", "0"], "'0' is no number of places; give 1 or more"),
        (["--first", "²"], "'²' is no number of places; give 1 or more"),
    ],
)
def test_a_slip_in_an_option_says_how_to_write_it(capsys, arguments, words):
    with pytest.raises(SystemExit) as caught:
        main(["rank", HOTEL, *arguments])
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


def test_every_command_takes_a_network_and_a_workload_alike(capsys, tmp_path):
    network = tmp_path / "network.json"
    network.write_text(dumps(loads(files("relclient.examples").joinpath("hotel.json").read_bytes(), Workload).network))
    day = ("--on", "2026-06-15")
    for command in (["classify", "FILE", *day], ["affected", "FILE", "it", *day]):
        of_network, of_workload = (
            [file if part == "FILE" else part for part in command] for file in (str(network), HOTEL)
        )
        assert asked(capsys, *of_network) == asked(capsys, *of_workload) != ""
    assert asked(capsys, "rank", str(network), "--at", AT, "--format", "json") == "[]\n"


def test_the_demo_shows_the_queue_at_a_fixed_time(capsys):
    queue = json.loads(asked(capsys, "demo", "--explain", "--format", "json"))["queue"]
    assert queue == ranked(capsys, "--at", AT, "--explain")
    assert ids(queue) == ["oven", "tap", "contract", "checkout", "ledger", "laptop"]


def test_the_demo_in_a_pipe_is_two_tables_each_below_its_heading(capsys):
    customers, queue = asked(capsys, "demo").split("\n\n")
    assert customers.splitlines()[:2] == [
        "Who is a customer of whom on 2026-06-15",
        "customer\tof\tfor\tside\tkind\tbecause",
    ]
    assert queue.splitlines()[:3] == [
        "Who comes first on Mon 15 Jun 2026 09:30+03:00, external first: by side, priority, due time",
        "place\trequest\tcustomer\tof\tfor\tpriority\tdue",
        "1\toven\tKitchen\tMaintenance\trepairs\tcritical\t2026-06-15T11:05:00+03:00",
    ]


def test_the_demo_in_csv_is_two_blocks_parted_by_an_empty_line(capsys):
    customers, queue = (
        list(csv.DictReader(io.StringIO(block))) for block in asked(capsys, "demo", "--format", "csv").split("\n\n")
    )
    assert customers[0]["customer"] == "Accounting"
    assert queue[0]["request"] == "oven"


def drawn(rows, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    terminal = Terminal()
    output.write(rows, "table", terminal)
    return terminal.getvalue()


def test_on_a_narrow_terminal_long_reasons_stand_below_their_row(monkeypatch):
    reasons = "side: Mr. Pop is external; waiting time: received on Monday"
    rows = [{"place": 1, "request": "tap", "because": reasons}, {"place": 10, "request": "oven", "because": None}]
    assert drawn(rows, "40", monkeypatch).splitlines() == [
        "place  request",
        "    because",
        "1      tap",
        "    side: Mr. Pop is external; waiting",
        "    time: received on Monday",
        "10     oven",
    ]
    assert reasons in drawn(rows, "90", monkeypatch)
    assert "─" in drawn([{"request": "tap", "because": "outsider, walk-in"}], "20", monkeypatch)
