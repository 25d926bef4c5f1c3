"""The command ``tables``: the decision tables as Markdown."""

from argparse import Namespace
from typing import TextIO

from relclient.classification.tables import KIND_TABLE, SIDE_TABLE
from relclient.cli.options import Commands
from relclient.sla.priority_matrix import PRIORITY_MATRIX


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    tables = commands.add_parser("tables", help="print the decision tables as Markdown")
    tables.set_defaults(run=_tables)


def _tables(_asked: Namespace, out: TextIO) -> int:
    tables = (SIDE_TABLE, KIND_TABLE, PRIORITY_MATRIX)
    out.writelines(f"### {table.name}\n\n{table.to_markdown()}\n\n" for table in tables)
    return 0
