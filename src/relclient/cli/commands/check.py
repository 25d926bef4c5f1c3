"""The command ``check``: which relationships and parties break a rule."""

from argparse import Namespace
from typing import TextIO

from relclient.classification.rulebook import Severity
from relclient.cli.options import Commands, add_file, add_format, network_asked
from relclient.cli.output import write
from relclient.network.soundness.check import check

FAULTS_FOUND = 1
"""The exit code when a rule is broken whose breach is a fault."""


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    checked = commands.add_parser("check", help="find relationships that break a rule; exit code 1 on faults")
    add_file(checked)
    add_format(checked)
    checked.set_defaults(run=_check)


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
