"""Who comes first: the commands ``rank`` and ``why``."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO

from relclient.cli.options import Commands, add_file, add_format, workload_asked
from relclient.cli.output import Row, write
from relclient.errors import InvalidValue, Problems
from relclient.interop.documents import Workload, loads
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.ranking import Ranking

PRESETS = {
    "external_first": PriorityPolicy.external_first,
    "equal_footing": PriorityPolicy.equal_footing,
    "by_deadline": PriorityPolicy.by_deadline,
}
_DEFAULT = "external_first"
_NAMES = ", ".join(PRESETS)


def add_to(commands: Commands) -> None:
    """Add the commands of this module to the parser."""
    rank = commands.add_parser("rank", help="put the open requests of a workload in order, and say why")
    _add_workload(rank)
    rank.add_argument("--first", type=_count, metavar="N", help="only the first N")
    rank.add_argument("--explain", action="store_true", help="add what each criterion found")
    add_format(rank)
    rank.set_defaults(run=_rank)
    why = commands.add_parser("why", help="tell which of two requests comes first, and by what")
    _add_workload(why)
    why.add_argument("a", metavar="A", help="the id of a request")
    why.add_argument("b", metavar="B", help="the id of another")
    why.set_defaults(run=_why)


def queue_rows(ranking: Ranking, *, explain: bool) -> Iterator[Row]:
    """Give a row for each place of *ranking*."""
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
    """Put the requests that are open at an instant in order."""
    waiting = [request for request in workload.requests if request.is_open(at)]
    return policy.rank(waiting, at=at, network=workload.network, first=first)


def _rank(asked: Namespace, out: TextIO) -> int:
    ranking = rank_open(workload_asked(asked), _policy(asked), _instant(asked), asked.first)
    write(list(queue_rows(ranking, explain=asked.explain)), asked.format, out)
    return 0


def _why(asked: Namespace, out: TextIO) -> int:
    workload, policy, at = workload_asked(asked), _policy(asked), _instant(asked)
    closed = {request.id for request in workload.requests if not request.is_open(at)}
    problems = [
        InvalidValue(f"why {name}", id, f"it is not open at {at}; ask with --at as of a time when it is")
        for name, id in (("A", asked.a), ("B", asked.b))
        if id in closed
    ]
    if problems:
        raise Problems.found(problems)
    out.write(f"{rank_open(workload, policy, at).why(asked.a, asked.b)}\n")
    return 0


def _add_workload(parser: ArgumentParser) -> None:
    add_file(parser)
    policies = f"{_NAMES}, or a file (default: {_DEFAULT})"
    parser.add_argument("--policy", default=_DEFAULT, metavar="NAME|FILE", help=policies)
    parser.add_argument("--at", type=_moment, metavar="TIME", help="as 2026-03-02T09:00+02:00 (default: now)")


def _policy(asked: Namespace) -> PriorityPolicy:
    preset = PRESETS.get(asked.policy)
    if preset is not None:
        return preset()
    path = Path(asked.policy)
    if not path.exists():
        raise InvalidValue("--policy", asked.policy, f"give {_NAMES}, or a file that is there")
    return loads(path.read_bytes(), PriorityPolicy)


def _instant(asked: Namespace) -> datetime:
    at: datetime | None = asked.at
    return datetime.now().astimezone() if at is None else at


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no time; write it as 2026-03-02T09:00+02:00") from None
    if at.utcoffset() is None:
        raise ArgumentTypeError(f"{text!r} has no zone; write it as 2026-03-02T09:00+02:00")
    return at


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ArgumentTypeError(f"{text!r} is no number of places; give 1 or more")
    return int(text)
