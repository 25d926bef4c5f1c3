"""The command ``classify``: what customer each party is to whom."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import TextIO

from relclient.classification.party_classification import PartyClassification, grounds_in_words
from relclient.cli.options import Commands, add_day, add_file, add_format, day_asked, network_asked
from relclient.cli.output import Row, write
from relclient.model.relationships import Relationship
from relclient.network.service_network import ServiceNetwork


def add_to(commands: Commands) -> None:
    """Add the commands of this module to the parser."""
    classify = commands.add_parser("classify", help="say what customer each party of a network is to whom")
    classify.set_defaults(run=_classify)
    add_file(classify)
    add_day(classify)
    classify.add_argument("--explain", action="store_true", help="add the ties behind each rule")
    add_format(classify)


def _classify(asked: Namespace, out: TextIO) -> int:
    write(list(customer_rows(network_asked(asked), day_asked(asked), explain=asked.explain)), asked.format, out)
    return 0


def customer_rows(network: ServiceNetwork, on: date, *, explain: bool) -> Iterator[Row]:
    """Yield a row for each service that a party receives, and one for a party that receives none."""
    for party in network.parties.values():
        rows: list[Row] = [
            {
                "customer": party.name,
                "of": answer.provider.name,
                "for": service,
                "side": answer.side.value,
                "kind": answer.kind.value,
                "because": grounds_in_words(answer) if explain else ", ".join(one.rule.id for one in answer.decisions),
            }
            for service, answer in _received(network, party.id, on)
        ]
        yield from rows or [{**_NOBODYS, "customer": party.name}]


_NOBODYS = {
    "customer": None,
    "of": None,
    "for": None,
    "side": None,
    "kind": None,
    "because": "nobody serves it that day",
}


def _received(network: ServiceNetwork, party: str, on: date) -> Iterator[tuple[str, PartyClassification]]:
    for role in network.roles(party, on=on):
        if isinstance(role.ground, Relationship) and role.classification is not None:
            yield role.ground.service, role.classification
