"""Validation: whether the parts of a decision table fit together, before anything is asked of it."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, Flag
from keyword import iskeyword
from unicodedata import normalize

from relclient._facts import Domain, Fact, facts_of, spell_any
from relclient._frozen_map import FrozenMap
from relclient._validation import as_map
from relclient.decision_tables.rule import Rule
from relclient.errors import ConflictingIds, InvalidType, InvalidValue, RelclientError


def as_domains(inputs: Mapping[str, Domain]) -> FrozenMap[str, Domain]:
    """Copy *inputs* into a mapping that never changes."""
    return as_map(inputs, "DecisionTable.inputs")


def check_inputs(table: str, inputs: Mapping[str, Domain]) -> Iterator[RelclientError]:
    """Yield the inputs whose name is no keyword argument or whose domain is not finite."""
    for name, domain in inputs.items():
        if not _is_keyword_argument(name):
            remedy = "decide takes it as a keyword, so give a Python name that does not start with an underscore"
            yield InvalidValue(f"Table {table!r} input", name, remedy)
        if not _is_domain(domain):
            yield InvalidType(f"Table {table!r} input {name!r}", domain, "bool or an Enum class with members (no Flag)")


def check_defaults(table: str, inputs: Mapping[str, Domain], defaults: Mapping[str, Fact]) -> Iterator[RelclientError]:
    """Yield the defaults that are of no input, or outside its domain."""
    for name, fact in defaults.items():
        if name not in inputs:
            yield InvalidValue(f"Table {table!r} defaults", name, f"the inputs are {_named(inputs)}")
        elif _is_domain(inputs[name]) and type(fact) is not inputs[name]:
            expected = f"{spell_any(facts_of(inputs[name]))} ({inputs[name].__name__})"
            yield InvalidType(f"Table {table!r} default of {name!r}", fact, expected)


def check_rules(table: str, inputs: Mapping[str, Domain], rules: Sequence[Rule[object]]) -> Iterator[RelclientError]:
    """Yield the rules that share an id, and those that ask for what no case can have."""
    if not rules:
        yield InvalidValue(f"Table {table!r} rules", rules, "give one rule at least")
    seen: dict[str, Rule[object]] = {}
    for rule in rules:
        if rule.id in seen:
            yield ConflictingIds("rules", rule.id, seen[rule.id], rule)
        seen.setdefault(rule.id, rule)
        yield from _check_conditions(table, inputs, rule)


def _check_conditions(table: str, inputs: Mapping[str, Domain], rule: Rule[object]) -> Iterator[RelclientError]:
    what = f"Table {table!r} rule {rule.id!r} when"
    for name, wanted in rule.when.items():
        domain = inputs.get(name)
        if domain is None:
            yield InvalidValue(what, name, f"the inputs are {_named(inputs)}")
        elif _is_domain(domain):
            strangers = [fact for fact in wanted if type(fact) is not domain]
            for fact in sorted(strangers, key=repr):
                remedy = f"{name!r} is {spell_any(facts_of(domain))} ({domain.__name__})"
                yield InvalidValue(what, fact, remedy)


def _named(inputs: Mapping[str, Domain]) -> str:
    return ", ".join(map(repr, inputs)) or "none"


def _is_keyword_argument(name: object) -> bool:
    # Python reads a name in its normal form, so another form could never be passed.
    return (
        isinstance(name, str)
        and name.isidentifier()
        and not iskeyword(name)
        and name[0] != "_"
        and normalize("NFKC", name) == name
    )


def _is_domain(domain: object) -> bool:
    if domain is bool:
        return True
    return isinstance(domain, type) and issubclass(domain, Enum) and not issubclass(domain, Flag) and len(domain) > 0
