"""The command ``why``: which of two requests comes first, and by what."""

from argparse import Namespace
from typing import TextIO

from relclient.cli.commands.rank import rank_open
from relclient.cli.options import Commands, add_workload, instant_asked, policy_asked, workload_asked
from relclient.cli.output import visible
from relclient.errors import InvalidValue, Problems


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    why = commands.add_parser("why", help="say which of two requests comes first, and by what")
    add_workload(why)
    why.add_argument("a", metavar="A", help="the id of a request")
    why.add_argument("b", metavar="B", help="the id of another")
    why.set_defaults(run=_why)


def _why(asked: Namespace, out: TextIO) -> int:
    workload, policy, at = workload_asked(asked), policy_asked(asked), instant_asked(asked)
    closed = {request.id for request in workload.requests if not request.is_open(at)}
    problems = [
        InvalidValue(f"why {name}", id, f"it is not open at {at}; ask with --at as of a time when it is")
        for name, id in (("A", asked.a), ("B", asked.b))
        if id in closed
    ]
    if problems:
        raise Problems.found(problems)
    out.write(f"{visible(str(rank_open(workload, policy, at).why(asked.a, asked.b)))}\n")
    return 0
