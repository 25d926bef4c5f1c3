"""The command ``draw``: a picture of who serves whom, and of what a failure may reach."""

import shutil
import subprocess
from argparse import Namespace
from pathlib import Path
from typing import TextIO

from relclient.cli.options import Commands, add_day, add_file, day_asked, network_asked
from relclient.errors import InvalidValue
from relclient.interop.diagrams import to_dot, to_mermaid


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    drawn = commands.add_parser("draw", help="draw who serves whom, and what a failure may reach")
    add_file(drawn)
    drawn.add_argument("--failed", action="append", default=[], metavar="ID", help="a party that fails; repeatable")
    drawn.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="a file that ends in .svg, .dot or .mmd"
    )
    add_day(drawn)
    drawn.set_defaults(run=_draw)


def _draw(asked: Namespace, _out: TextIO) -> int:
    network, on, failed = network_asked(asked), day_asked(asked), asked.failed
    output: Path = asked.output
    match output.suffix:
        case ".mmd":
            output.write_text(to_mermaid(network, on=on, failed=failed), "utf-8")
        case ".dot":
            output.write_text(to_dot(network, on=on, failed=failed), "utf-8")
        case ".svg":
            output.write_bytes(_svg(output, to_dot(network, on=on, failed=failed)))
        case _:
            raise InvalidValue("draw OUT", str(output), "end its name in .svg, .dot or .mmd")
    return 0


def _svg(output: Path, dot: str) -> bytes:
    program = shutil.which("dot")
    if program is None:
        remedy = "Graphviz, whose program dot draws it, is not installed; install it, or end the name in .dot or .mmd"
        raise InvalidValue("draw OUT", str(output), remedy)
    drawn = subprocess.run([program, "-Tsvg"], input=dot.encode(), capture_output=True, check=False)  # noqa: S603  # Graphviz, found on the path
    if drawn.returncode:
        said = drawn.stderr.decode(errors="replace").split("\n", 1)[0] or f"it ended with {drawn.returncode}"
        remedy = f"Graphviz cannot draw it ({said}); end the name in .dot to see what it was given, or in .mmd"
        raise InvalidValue("draw OUT", str(output), remedy)
    return drawn.stdout
