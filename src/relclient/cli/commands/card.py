"""The command ``card``: who a party is to us, how things stand with it and what is due."""

from argparse import Namespace
from typing import TextIO, get_args

from relclient.cli.options import Commands, add_file, add_time, instant_asked, workload_asked
from relclient.cli.output import visible
from relclient.labels import Language
from relclient.looking_after.card import card


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    shown = commands.add_parser("card", help="say who a party is, how things stand with it and what is due")
    add_file(shown)
    shown.add_argument("party", metavar="PARTY", help="the id of a party")
    add_time(shown)
    shown.add_argument("--lang", choices=get_args(Language), default="en", help="the language (default: en)")
    shown.set_defaults(run=_card)


def _card(asked: Namespace, out: TextIO) -> int:
    workload = workload_asked(asked)
    found = card(workload.network, asked.party, at=instant_asked(asked), requests=workload.requests)
    out.writelines(f"{visible(line)}\n" for line in found.lines_in(asked.lang))
    return 0
