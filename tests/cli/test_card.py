"""The command line on one party: its card."""

from datetime import datetime
from importlib.resources import files

import pytest

from relclient import Person, ServiceNetwork, card
from relclient.cli import main
from relclient.interop.documents import Workload, dumps, loads

HOTEL = files("relclient.examples").joinpath("hotel.json")
AT = "2026-06-15T09:30+03:00"


def asked(capsys, *arguments, code=0):
    assert main(["card", *arguments]) == code
    return capsys.readouterr()


@pytest.mark.parametrize("lang", ["en", "es", "ro"])
def test_it_prints_the_card_of_a_party_line_by_line(capsys, lang):
    hotel = loads(HOTEL.read_text("utf-8"), Workload)
    for party in hotel.network.parties:
        expected = card(hotel.network, party, at=datetime.fromisoformat(AT), requests=hotel.requests)
        assert asked(capsys, str(HOTEL), party, "--at", AT, "--lang", lang).out == f"{expected.say(lang)}\n"


def test_an_unknown_party_has_none(capsys):
    said = asked(capsys, str(HOTEL), "mr-popp", "--at", AT, code=2)
    assert said.err.startswith("relclient: No party has the id 'mr-popp'")


def test_a_name_cannot_steer_the_terminal(capsys, tmp_path):
    path = tmp_path / "network.json"
    path.write_text(dumps(ServiceNetwork(parties=[Person("x", "Ana \x1b[2J\nBob")])), encoding="utf-8")
    assert asked(capsys, str(path), "x", "--at", AT).out == "Ana \\x1b[2J\\nBob on 2026-06-15 09:30+03:00.\n"
