"""Rulebooks as plain values: the tables that are not the usual ones, and the names of the rules of soundness."""

from collections.abc import Iterable, Mapping
from functools import partial

from relclient._validation import as_tuple, check_instance
from relclient.classification.rulebook import Rulebook, SoundnessRule
from relclient.classification.tables import KIND_TABLE, SIDE_TABLE
from relclient.errors import InvalidValue
from relclient.interop._codecs.facts import Enums
from relclient.interop._codecs.paths import each, read_keys
from relclient.interop._codecs.scalars import read_text
from relclient.interop._codecs.tables import read_table, write_table
from relclient.model.customers import CustomerKind, Side
from relclient.network.soundness.rules import DEFAULT_RULES, needs_approval

Rules = Mapping[str, SoundnessRule]
"""The rules of soundness that a document or a store may name, by their names."""
_HERE = ""  # where a value stands is known further out, which puts it in
_APPROVAL = "needs-approval: "
"""How the names of the rules begin that `needs_approval` makes; the ids of the units follow."""


def rules_by_name(rules: Iterable[SoundnessRule], what: str = "rules") -> Rules:
    """
    Return *rules* by their names, beside relclient's own, in whose place they may stand.

    Raises:
        InvalidType: one of *rules* is no `SoundnessRule`.
    """
    known = {rule.name: rule for rule in DEFAULT_RULES}
    for place, rule in enumerate(as_tuple(rules, what)):
        check_instance(f"{what}[{place}]", rule, SoundnessRule, "a SoundnessRule")
        known[rule.name] = rule
    return known


def write_rulebook(rulebook: Rulebook) -> dict[str, object]:
    """Return what *rulebook* has otherwise than the usual one, as JSON has it."""
    entry: dict[str, object] = {}
    if rulebook.side_table != SIDE_TABLE:
        entry["side_table"] = write_table(rulebook.side_table, Side)
    if rulebook.kind_table != KIND_TABLE:
        entry["kind_table"] = write_table(rulebook.kind_table, CustomerKind)
    if rulebook.soundness != DEFAULT_RULES:
        entry["soundness"] = [rule.name for rule in rulebook.soundness]
    return entry


def read_rulebook(value: object, enums: Enums, rules: Rules) -> Rulebook:
    """
    Return the rulebook that `write_rulebook` wrote as *value*.

    Raises:
        Faults: everything that is wrong with it, each with its place.
        Problems: what the parts say does not fit together.
    """
    found = read_keys(
        value,
        {
            "side_table": lambda table: read_table(table, Side, enums),
            "kind_table": lambda table: read_table(table, CustomerKind, enums),
            "soundness": lambda names: each(names, partial(read_rule, rules)),
        },
    )
    return Rulebook(**found)


def read_rule(rules: Rules, value: object) -> SoundnessRule:
    """Return the rule of soundness of this name: one of *rules*, or one that `needs_approval` makes."""
    name = read_text(value)
    if name in rules:
        return rules[name]
    if name.startswith(_APPROVAL):
        return needs_approval(*name.removeprefix(_APPROVAL).split(", "))
    raise InvalidValue(_HERE, name, "no rule of soundness of this name is known here; give it with rules=[...]")
