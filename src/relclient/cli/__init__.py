"""The command line: which commands there are, and how errors leave it; it alone reads the clock."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from io import StringIO, TextIOWrapper
from typing import TextIO

from relclient.errors import MissingExtra, Problems, RelclientError

try:
    from relclient.cli.commands import affected, card, check, classify, demo, draw, rank, tables, why
    from relclient.cli.output import visible
except MissingExtra as _missing:
    raise MissingExtra("The command line", _missing.package, "cli") from None
if find_spec("rich") is None:
    raise MissingExtra("The command line", "rich", "cli")

_REFUSED = 2
"""The exit code for input that cannot be used; argparse uses the same."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code: 0 when all is well, 2 when the input cannot be used.

    Answers go to standard output, errors to standard error, one a line.
    What the console's encoding lacks is written as an escape such as ``\\u0218``.

    >>> from relclient.cli import main
    >>> main(["tables"])  # doctest: +ELLIPSIS
    ### side
    ...
    0
    """
    parser = ArgumentParser(prog="relclient", description="Who is a customer of whom, and why.")
    parser.add_argument("--version", action="version", version=f"relclient {version('relclient')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (demo, classify, card, check, affected, rank, why, draw, tables):
        command.add_to(commands)
    # Where standard output is closed there is nobody to answer, and the exit code says the rest.
    out: TextIO = sys.stdout or StringIO()
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="backslashreplace")
    asked = parser.parse_args(arguments)
    try:
        code: int = asked.run(asked, out)
        out.flush()
    except Problems as problems:
        return _refuse(problems.exceptions)
    except BrokenPipeError:
        _give_up_output()  # whoever read the answer has seen enough
        return 0
    except OSError as error:
        if error.filename is None:
            _give_up_output()
            return _refuse([f"the answer cannot be written: {error.strerror}"])
        return _refuse([f"{error.filename}: {error.strerror}"])
    except RelclientError as error:
        return _refuse([error])
    return code


def _give_up_output() -> None:
    """Let what is still to be written go nowhere, so that Python does not try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(errors: Sequence[object]) -> int:
    if sys.stderr:  # else it is closed
        with suppress(OSError):
            for error in errors:
                said = "\n".join(map(visible, str(error).split("\n")))
                sys.stderr.write(f"relclient: {said}\n")
    return _REFUSED
