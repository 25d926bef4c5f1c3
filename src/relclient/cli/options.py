"""Asking: the arguments that several commands take, and what they mean."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Protocol

from relclient.cli.output import FORMATS
from relclient.interop.documents import Workload, loads
from relclient.network.service_network import ServiceNetwork


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


def workload_asked(asked: Namespace) -> Workload:
    """Read the requests, if any, and the network in the file that was asked about."""
    path: Path = asked.file
    return loads(path.read_bytes(), Workload)


def network_asked(asked: Namespace) -> ServiceNetwork:
    """Read the network in the file that was asked about."""
    return workload_asked(asked).network


def day_asked(asked: Namespace) -> date:
    """Give the day that was asked about, by the machine's clock and zone when none was."""
    on: date | None = asked.on
    return datetime.now().astimezone().date() if on is None else on


def bundled(name: str) -> str:
    """Give the text of the bundled example *name*."""
    return (resources.files("relclient") / "examples" / name).read_text("utf-8")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2026-03-02") from None
