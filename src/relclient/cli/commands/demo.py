"""The command ``demo``: the bundled hotel, its customers and its queue."""

from argparse import Namespace
from datetime import datetime, timedelta, timezone
from typing import TextIO

from relclient._formatting import say_instant
from relclient.cli.commands.classify import customer_rows
from relclient.cli.commands.rank import queue_rows, rank_open
from relclient.cli.options import Commands, add_format, bundled
from relclient.cli.output import write_parts
from relclient.interop.documents import Workload, loads
from relclient.ranking.policy import PriorityPolicy

HOTEL_TIME = datetime(2026, 6, 15, 9, 30, tzinfo=timezone(timedelta(hours=3)))
"""When the demo looks at the hotel: Mr. Pop is staying, the contractor has left, and six requests wait."""


def add_to(commands: Commands) -> None:
    """Add the command of this module to the parser."""
    demo = commands.add_parser(
        "demo", help="show who is whose customer in a small hotel, whose request comes first, and why"
    )
    demo.add_argument(
        "--explain", action="store_true", help="add the ties behind each rule, and the reasons of each place"
    )
    add_format(demo)
    demo.set_defaults(run=_demo)


def _demo(asked: Namespace, out: TextIO) -> int:
    hotel, policy = loads(bundled("hotel.json"), Workload), PriorityPolicy.external_first()
    day, explain = HOTEL_TIME.date(), asked.explain
    customers = list(customer_rows(hotel.network, day, explain=explain))
    queue = list(queue_rows(rank_open(hotel, policy, HOTEL_TIME), explain=explain))
    parts = {
        "customers": (f"Who is a customer of whom on {day}", customers),
        "queue": (f"Who comes first on {say_instant(HOTEL_TIME)}, {policy}", queue),
    }
    write_parts(parts, asked.format, out)
    return 0
