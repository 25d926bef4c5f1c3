"""Rendering: a decision table as Markdown for readers, and as a fingerprint for audit records."""

from collections.abc import Mapping, Sequence
from enum import Enum
from math import isfinite
from typing import TypeGuard

from relclient._facts import Domain, Fact, facts_of, spell, spell_any
from relclient._formatting import digest
from relclient.decision_tables.rule import HitPolicy, Rule
from relclient.errors import InvalidType

ANY = "-"


def markdown(inputs: Mapping[str, Domain], rules: Sequence[Rule[object]]) -> str:
    """Return *rules* as a Markdown table, one row each."""
    header = ["id", *inputs, "gives"]
    rows = [[rule.id, *(_wanted(rule, *each) for each in inputs.items()), spell(rule.then)] for rule in rules]
    return "\n".join([_row(header), f"|{'---|' * len(header)}", *map(_row, rows)])


def _wanted(rule: Rule[object], name: str, domain: Domain) -> str:
    wanted = rule.when.get(name)
    return ANY if wanted is None or len(wanted) == len(facts_of(domain)) else spell_any(wanted)


def _row(cells: Sequence[str]) -> str:
    # A bar or a line break in a cell would end it.
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


def fingerprint(
    name: str,
    inputs: Mapping[str, Domain],
    rules: Sequence[Rule[object]],
    hit_policy: HitPolicy,
    defaults: Mapping[str, Fact],
) -> str:
    """Return the SHA-256 hex digest of everything that a table's answers rest on."""
    content: dict[str, object] = {
        "name": name,
        "inputs": {input_: _domain(domain) for input_, domain in inputs.items()},
        "hit_policy": hit_policy.value,
        "rules": [
            {
                "id": rule.id,
                "when": {input_: sorted(map(_fact, wanted)) for input_, wanted in rule.when.items()},
                "then": _answer(rule.id, rule.then),
            }
            for rule in rules
        ],
    }
    if defaults:  # those of tables without any are as they were before there were defaults
        content["defaults"] = {input_: _fact(fact) for input_, fact in defaults.items()}
    return digest(content)


def _domain(domain: Domain) -> list[str]:
    return [domain.__qualname__, *sorted(map(_fact, facts_of(domain)))]


def _fact(fact: object) -> str:
    return fact.name if isinstance(fact, Enum) else spell(fact)


def _answer(rule: str, value: object) -> object:
    """Return *value* in a form that JSON writes in one way only."""
    if isinstance(value, Enum):
        return {"type": type(value).__qualname__, "member": value.name}
    if _is_tuple(value):
        return [_answer(rule, part) for part in value]
    if value is None or type(value) in {bool, int, str} or (type(value) is float and isfinite(value)):
        return value
    expected = "None, a bool, number, text, enumeration member or tuple of them, so that it has a fingerprint"
    raise InvalidType(f"Rule {rule!r} then", value, expected)


def _is_tuple(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)
