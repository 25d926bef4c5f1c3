"""The command line: which commands there are, and how errors leave it; it alone reads the clock."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec

from relclient.errors import MissingExtra, Problems, RelclientError

try:
    from relclient.cli import chain, demo, queue, who
except MissingExtra as _missing:
    raise MissingExtra("The command line", _missing.package, "cli") from None
if find_spec("rich") is None:
    raise MissingExtra("The command line", "rich", "cli")

_REFUSED = 2
"""The exit code for input that cannot be used; argparse uses the same."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and give its exit code: 0 when all is well, 2 when the input cannot be used.

    Answers go to standard output, errors to standard error, one a line.

    >>> from relclient.cli import main
    >>> main(["tables"])  # doctest: +ELLIPSIS
    ### side
    ...
    0
    """
    parser = ArgumentParser(prog="relclient", description="Who is a customer of whom, and why.")
    parser.add_argument("--version", action="version", version=f"relclient {version('relclient')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for part in (demo, who, chain, queue):
        part.add_to(commands)
    asked = parser.parse_args(arguments)
    try:
        code: int = asked.run(asked, sys.stdout)
        sys.stdout.flush()
    except Problems as problems:
        return _refuse(problems.exceptions)
    except BrokenPipeError:
        # Whoever read the answer has seen enough; nothing is left to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _refuse([f"{error.filename}: {error.strerror}"])
    except RelclientError as error:
        return _refuse([error])
    return code


def _refuse(errors: Sequence[object]) -> int:
    for error in errors:
        print(f"relclient: {error}", file=sys.stderr)
    return _REFUSED
