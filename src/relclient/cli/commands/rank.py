"""The command ``rank``: the open requests in order, and by when each is due."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import TextIO

from relclient.cli.options import Commands, add_format, add_workload, instant_asked, policy_asked, workload_asked
from relclient.cli.output import Row, write
from relclient.interop.documents import Workload
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.ranking import Ranking


def add_to(commands: Commands) -> None:
    """Add the commands of this module to the parser."""
    rank = commands.add_parser("rank", help="put the open requests of a workload in order, and say why")
    add_workload(rank)
    rank.add_argument("--first", type=_count, metavar="N", help="only the first N")
    rank.add_argument("--explain", action="store_true", help="add what each criterion found")
    add_format(rank)
    rank.set_defaults(run=_rank)


def queue_rows(ranking: Ranking, *, explain: bool) -> Iterator[Row]:
    """Yield a row for each place of *ranking*."""
    for ranked in ranking:
        relationship = ranked.request.relationship
        row = {
            "place": ranked.place,
            "request": ranked.request.id,
            "customer": relationship.customer.name,
            "of": relationship.provider.name,
            "for": relationship.service,
            "priority": ranked.priority.value,
            "due": None if ranked.due is None else ranked.due.isoformat(),
        }
        yield {**row, "because": "; ".join(map(str, ranked.reasons))} if explain else row


def rank_open(workload: Workload, policy: PriorityPolicy, at: datetime, first: int | None = None) -> Ranking:
    """Return the requests that are open at an instant, in order."""
    waiting = [request for request in workload.requests if request.is_open(at)]
    return policy.rank(waiting, at=at, network=workload.network, first=first)


def _rank(asked: Namespace, out: TextIO) -> int:
    ranking = rank_open(workload_asked(asked), policy_asked(asked), instant_asked(asked), asked.first)
    write(list(queue_rows(ranking, explain=asked.explain)), asked.format, out)
    return 0


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ArgumentTypeError(f"{text!r} is no number of places; give 1 or more")
    return int(text)
