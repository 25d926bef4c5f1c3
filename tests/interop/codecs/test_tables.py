"""Decision tables, as documents and stores spell them; what they say in whole is in the tests of documents."""

from enum import Enum

from relclient import PRIORITY_MATRIX, DecisionTable, Impact, Priority, Rule
from relclient.interop._codecs.facts import enums_by_name
from relclient.interop._codecs.tables import read_table, write_table


class Tier(Enum):
    GOLD = 1
    SILVER = 2


GOLD_FIRST = DecisionTable(
    "gold first",
    {"tier": Tier, "impact": Impact},
    [Rule("gold", {"tier": Tier.GOLD}, Priority.HIGH), Rule("others", {}, Priority.LOW)],
    defaults={"tier": Tier.SILVER},
)


def test_a_matrix_may_ask_for_facts_of_ones_own():
    written = write_table(GOLD_FIRST, Priority)
    assert written == {
        "name": "gold first",
        "inputs": [{"name": "tier", "domain": "Tier"}, "impact"],
        "defaults": {"tier": "Tier.SILVER"},
        "rules": [{"id": "gold", "when": {"tier": "Tier.GOLD"}, "then": "high"}, {"id": "others", "then": "low"}],
    }
    assert read_table(written, Priority, enums_by_name([Tier])) == GOLD_FIRST


def test_the_usual_table_is_none_of_its_cells():
    assert write_table(PRIORITY_MATRIX, Priority) == {"cells": {}}
    assert read_table({"cells": {}}, Priority, {}) == PRIORITY_MATRIX
