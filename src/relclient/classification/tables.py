"""The default decision tables: on which side a customer is, and of which kind."""

from typing import TypeAlias

from relclient.decision_tables.rule import Rule
from relclient.decision_tables.table import DecisionTable
from relclient.model.customers import CustomerKind, Side

SideTable: TypeAlias = DecisionTable[Side]
"""A table that decides on which side a customer is."""
KindTable: TypeAlias = DecisionTable[CustomerKind]
"""A table that decides of what kind a customer is."""

SIDE_TABLE: SideTable = DecisionTable(
    "side",
    {"same_group": bool, "employed": bool, "contracted": bool, "owns": bool, "holds_stake": bool, "delivers": bool},
    [
        Rule("same-group", {"same_group": True}, Side.INTERNAL),
        Rule("employed", {"employed": True}, Side.INTERNAL),
        Rule("contracted", {"contracted": True}, Side.INTERNAL),
        Rule("owner", {"owns": True}, Side.INTERNAL),
        Rule("stakeholder", {"holds_stake": True}, Side.INTERNAL),
        Rule("delivery-partner", {"delivers": True}, Side.INTERNAL),
        Rule("outsider", {}, Side.EXTERNAL),
    ],
)
"""Internal or external: each tie to the group has a rule of its own, which an app can drop or turn."""

KIND_TABLE: KindTable = DecisionTable(
    "kind",
    {
        "side": Side,
        "occasional": bool,
        "decides_offer": bool,
        "serves_outsiders": bool,
        "produces": bool,
        "supplies": bool,
        "same_group": bool,
        "employed": bool,
        "contracted": bool,
        "is_organization": bool,
        "standing_account": bool,
    },
    [
        Rule("occasional-need", {"side": Side.INTERNAL, "occasional": True}, CustomerKind.SITUATIONAL),
        Rule("decides-offer", {"side": Side.INTERNAL, "decides_offer": True}, CustomerKind.FRAMEWORK),
        Rule("serves-outsiders", {"side": Side.INTERNAL, "serves_outsiders": True}, CustomerKind.FRAMEWORK),
        Rule("produces", {"side": Side.INTERNAL, "produces": True}, CustomerKind.OPERATIONAL),
        Rule("supplies", {"side": Side.INTERNAL, "supplies": True}, CustomerKind.OPERATIONAL),
        Rule("works-alongside-unit", {"side": Side.INTERNAL, "same_group": True}, CustomerKind.HORIZONTAL),
        Rule("works-alongside-staff", {"side": Side.INTERNAL, "employed": True}, CustomerKind.HORIZONTAL),
        Rule("works-alongside-contractor", {"side": Side.INTERNAL, "contracted": True}, CustomerKind.HORIZONTAL),
        Rule("other-insider", {"side": Side.INTERNAL}, CustomerKind.HORIZONTAL),
        Rule("organization-buys", {"side": Side.EXTERNAL, "is_organization": True}, CustomerKind.B2B),
        Rule("standing-account", {"side": Side.EXTERNAL, "standing_account": True}, CustomerKind.ACCOUNT),
        Rule("walk-in", {"side": Side.EXTERNAL}, CustomerKind.RETAIL),
    ],
)
"""Which of the seven kinds, once the side is known."""
