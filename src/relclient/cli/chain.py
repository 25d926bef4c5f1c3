"""What hangs on whom: the commands ``check``, ``affected`` and ``draw``."""

import shutil
import subprocess
from argparse import Namespace
from pathlib import Path
from typing import TextIO

from relclient.classification.rulebook import Severity
from relclient.cli.options import Commands, add_day, add_file, add_format, day_asked, network_asked
from relclient.cli.output import write
from relclient.errors import InvalidValue
from relclient.interop.diagrams import to_dot, to_mermaid
from relclient.network.soundness.rules import check

FAULTS_FOUND = 1
"""The exit code of ``check`` when a rule is broken whose breach is a fault."""


def add_to(commands: Commands) -> None:
    """Add the commands of this module to the parser."""
    checked = commands.add_parser("check", help="find relationships that break a rule; exit code 1 on faults")
    add_file(checked)
    add_format(checked)
    checked.set_defaults(run=_check)
    affected = commands.add_parser("affected", help="list the external customers that a failure may affect")
    add_file(affected)
    affected.add_argument("failed", nargs="+", metavar="ID", help="a party that fails")
    affected.add_argument("--internal", action="store_true", help="list internal customers, too")
    add_day(affected)
    add_format(affected)
    affected.set_defaults(run=_affected)
    drawn = commands.add_parser("draw", help="draw who serves whom, and what a failure may reach")
    add_file(drawn)
    drawn.add_argument("--failed", action="append", default=[], metavar="ID", help="a party that fails; repeatable")
    drawn.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="a file that ends in .svg, .dot or .mmd"
    )
    add_day(drawn)
    drawn.set_defaults(run=_draw)


def _check(asked: Namespace, out: TextIO) -> int:
    violations = check(network_asked(asked))
    rows = [
        {
            "weight": one.rule.severity.value,
            "rule": one.rule.name,
            "on": one.subject.id,
            "finding": one.finding,
            "remedy": one.remedy,
        }
        for one in violations
    ]
    write(rows, asked.format, out)
    return 0 if all(one.rule.severity is Severity.REMARK for one in violations) else FAULTS_FOUND


def _affected(asked: Namespace, out: TextIO) -> int:
    network = network_asked(asked)
    rows = [
        {
            "customer": one.customer.name,
            "may lose": ", ".join(sorted(one.lost)),
            "chain": "; ".join(map(str, one.path)),
        }
        for one in network.affected_customers(*asked.failed, on=day_asked(asked), internal=asked.internal)
    ]
    write(rows, asked.format, out)
    return 0


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
    drawn = subprocess.run([program, "-Tsvg"], input=dot.encode(), capture_output=True, check=True)  # noqa: S603  # Graphviz, found on the path
    return drawn.stdout
