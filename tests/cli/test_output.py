"""What a name may do to a console, a spreadsheet or a program that reads the answer: nothing."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from relclient.cli import main, output

STEERING = ["\x1b[2J", "\x07", "\x9b31m", "\x7f", "\r", "\n", "\u202e", "\u2066", "\u2028"]
NAME = f"Ana{''.join(STEERING)}"


class Console(io.TextIOWrapper):
    """A console of one encoding, which says that it is a terminal or a pipe."""

    def __init__(self, encoding, *, is_terminal=False):
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")
        self.is_terminal = is_terminal

    def isatty(self):
        return self.is_terminal

    def shown(self):
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)


def document(tmp_path, name):
    path = tmp_path / "network.json"
    network = {
        "relclient": 1,
        "parties": [{"kind": "organization", "id": "hotel", "name": name}, {"kind": "person", "id": "ana"}],
        "relationships": [{"provider": "hotel", "customer": "ana", "service": "stay", "id": "stay"}],
    }
    path.write_text(json.dumps(network), "utf-8")
    return str(path)


def program(*arguments, **options):
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **options.pop("env", {})}
    command = [sys.executable, "-m", "relclient", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env=environment, **options)


def in_bash(redirection, *arguments):
    line = f"{sys.executable} -m relclient {' '.join(arguments)} {redirection}"
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)  # noqa: S607


@pytest.mark.parametrize("steering", STEERING)
@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("style", output.FORMATS)
def test_no_name_steers_the_console(steering, is_terminal, style):
    console = Console("utf-8", is_terminal=is_terminal)
    output.write([{"customer": f"Ana{steering}Pop", "of": None}], style, console)
    shown = re.sub(r"\x1b\[\d*m", "", console.shown())  # rich sets headings in bold
    assert f"Ana{steering}Pop" not in shown
    assert not {"\x1b", "\x9b", "\x07", "\x7f", "\r", "\u202e", "\u2066", "\u2028"} & set(shown)


def test_what_steers_is_shown_as_it_is_written_in_python():
    assert output.visible("Ana\x1b[2J\tPop\u202e") == r"Ana\x1b[2J\tPop\u202e"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "ascii"])
@pytest.mark.parametrize("name", [NAME, "Șerban", "\x85", "\U0001f600", "日本"])
def test_json_says_the_same_in_every_encoding(encoding, name):
    console = Console(encoding)
    output.write([{"customer": name}], "json", console)
    assert json.loads(console.shown()) == [{"customer": name}]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_name_is_a_formula_to_a_spreadsheet(start):
    console = Console("utf-8")
    output.write([{"place": -1, "customer": f"{start}1+1"}], "csv", console)
    assert list(csv.reader(io.StringIO(console.shown()))) == [["place", "customer"], ["-1", f"'{start}1+1"]]


@pytest.mark.parametrize("style", output.FORMATS)
def test_a_console_that_lacks_a_letter_shows_its_escape(tmp_path, style):
    done = program(
        "classify", document(tmp_path, "Șerban"), "--format", style, env={"PYTHONIOENCODING": "cp1252"}
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u0218erban" in done.stdout


def test_an_error_steers_no_console(capsys, tmp_path):
    assert main(["affected", document(tmp_path, "hotel"), "it\x1b[2J"]) == 2
    assert "\x1b" not in capsys.readouterr().err
    assert main(["classify", str(tmp_path / "a\x1b[2J\nb.json")]) == 2
    error = capsys.readouterr().err
    assert r"a\x1b[2J" in error
    assert "\x1b" not in error


def test_a_closed_standard_output_is_no_failure():
    done = in_bash(">&-", "tables")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_closed_standard_error_leaves_the_exit_code():
    done = in_bash("2>&-", "classify", "nowhere.json")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


def test_a_full_disk_is_told():
    done = in_bash("> /dev/full", "tables")
    assert (done.returncode, done.stderr) == (
        2,
        "relclient: the answer cannot be written: No space left on device\n",
    )


def test_an_interrupt_ends_it_without_a_word(tmp_path):
    pipe = tmp_path / "network.json"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "relclient", "classify", str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        until = time.monotonic() + 60
        while True:  # until it waits for what the pipe says
            try:
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.02)
            else:
                break
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)
    assert said[1] == ""
    assert running.returncode in {130, 2}


def test_interrupted_while_it_works_it_ends_with_130(monkeypatch):
    from relclient import __main__  # noqa: PLC0415  # the program

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("relclient.cli.main", interrupted)
    assert __main__.main() == 130


def test_what_cannot_be_written_is_told_once_and_not_tried_again(capsys, monkeypatch):
    def full(_text):
        raise OSError(28, "No space left on device")

    swapped = []
    monkeypatch.setattr(os, "dup2", lambda *ends: swapped.append(ends))
    monkeypatch.setattr(sys.stdout, "write", full)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
    assert main(["tables"]) == 2
    assert [end for _, end in swapped] == [1]
    assert capsys.readouterr().err == "relclient: the answer cannot be written: No space left on device\n"


def test_without_standard_error_the_exit_code_says_it(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["classify", "nowhere.json"]) == 2


def test_without_standard_output_there_is_nobody_to_answer(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["tables"]) == 0
