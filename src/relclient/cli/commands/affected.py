"""The command ``affected``: whom a failure may reach."""

from argparse import Namespace
from typing import TextIO

from relclient.cli.options import Commands, add_day, add_file, add_format, day_asked, network_asked
from relclient.cli.output import write


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    affected = commands.add_parser("affected", help="list the external customers that a failure may affect")
    add_file(affected)
    affected.add_argument("failed", nargs="+", metavar="ID", help="a party that fails")
    affected.add_argument("--internal", action="store_true", help="list internal customers, too")
    add_day(affected)
    add_format(affected)
    affected.set_defaults(run=_affected)


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
