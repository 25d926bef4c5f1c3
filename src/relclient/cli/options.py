"""Options: the arguments that several commands take, and what they mean."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Protocol

from relclient.cli.output import FORMATS
from relclient.errors import InvalidValue
from relclient.interop.documents import Workload, loads
from relclient.network.service_network import ServiceNetwork
from relclient.ranking.policy import PriorityPolicy

PRESETS = {
    "external_first": PriorityPolicy.external_first,
    "equal_footing": PriorityPolicy.equal_footing,
    "by_deadline": PriorityPolicy.by_deadline,
}
_DEFAULT = "external_first"
_NAMES = ", ".join(PRESETS)


class Commands(Protocol):
    """What a module of commands adds its own to."""

    def add_parser(self, name: str, *, help: str) -> ArgumentParser:  # noqa: A002  # argparse's own word
        """Add the command *name*."""
        ...


def add_file(parser: ArgumentParser) -> None:
    """Let *parser* take the file of a network, which may have requests too."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a network, or a workload, as a JSON document")


def add_day(parser: ArgumentParser) -> None:
    """Let *parser* take a day."""
    parser.add_argument("--on", type=_day, metavar="DATE", help="the day asked about, as 2026-03-02 (default: today)")


def add_format(parser: ArgumentParser) -> None:
    """Let *parser* take the form of the answer."""
    formats = "a table (in a pipe tab-separated lines), json or csv"
    parser.add_argument("--format", choices=FORMATS, default="table", help=formats)


def add_workload(parser: ArgumentParser) -> None:
    """Let *parser* take the file of a workload, a policy and a time."""
    add_file(parser)
    policies = f"{_NAMES}, or a file (default: {_DEFAULT})"
    parser.add_argument("--policy", default=_DEFAULT, metavar="NAME|FILE", help=policies)
    add_time(parser)


def add_time(parser: ArgumentParser) -> None:
    """Let *parser* take a time."""
    parser.add_argument("--at", type=_moment, metavar="TIME", help="as 2026-03-02T09:00+02:00 (default: now)")


def workload_asked(asked: Namespace) -> Workload:
    """Return the workload in the file that was asked about; a network is one without requests."""
    path: Path = asked.file
    return loads(path.read_bytes(), Workload)


def network_asked(asked: Namespace) -> ServiceNetwork:
    """Return the network in the file that was asked about."""
    return workload_asked(asked).network


def day_asked(asked: Namespace) -> date:
    """Return the day that was asked about, by the machine's clock and zone when none was."""
    on: date | None = asked.on
    return datetime.now().astimezone().date() if on is None else on


def instant_asked(asked: Namespace) -> datetime:
    """Return the time that was asked about, by the machine's clock when none was."""
    at: datetime | None = asked.at
    return datetime.now().astimezone() if at is None else at


def policy_asked(asked: Namespace) -> PriorityPolicy:
    """Return the policy that was asked for, by its name or from its file."""
    preset = PRESETS.get(asked.policy)
    if preset is not None:
        return preset()
    path = Path(asked.policy)
    if not path.exists():
        raise InvalidValue("--policy", asked.policy, f"give {_NAMES}, or a file that is there")
    return loads(path.read_bytes(), PriorityPolicy)


def bundled(name: str) -> str:
    """Return the content of the bundled example *name*."""
    return (resources.files("relclient") / "examples" / name).read_text("utf-8")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-02") from None


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no time; write it as 2026-03-02T09:00+02:00") from None
    if at.utcoffset() is None:
        raise ArgumentTypeError(f"{text!r} has no zone; write it as 2026-03-02T09:00+02:00")
    return at
