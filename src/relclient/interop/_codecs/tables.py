"""Decision tables as plain values: the usual one but for some answers, or another one as a whole."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, cast

from attrs import frozen

from relclient._facts import Conditions, Domain, Fact, facts_of
from relclient.classification.evidence import FACTS
from relclient.classification.tables import KIND_TABLE, SIDE_TABLE
from relclient.decision_tables.rule import HitPolicy, Rule
from relclient.decision_tables.table import DecisionTable
from relclient.errors import InvalidValue, RelclientError, UnknownRule
from relclient.interop._codecs.facts import Enums, read_domain, read_fact, write_domain, write_fact
from relclient.interop._codecs.paths import Faults, UnknownKey, at, each, mapping, read_keys
from relclient.interop._codecs.scalars import (
    is_list,
    is_object,
    is_set,
    one_of,
    read_flag,
    read_list,
    read_object,
    read_text,
    term_reader,
    unknown_choice,
)
from relclient.labels import Term
from relclient.model.customers import CustomerKind, Side
from relclient.model.priorities import Impact, Priority, Urgency
from relclient.sla.priority_matrix import PRIORITY_MATRIX

Read: TypeAlias = Callable[[object], Any]
Entry: TypeAlias = dict[str, object]
_HERE = ""  # where a value stands is known further out, which puts it in


@frozen
class Usual:
    """What is usual for the tables that give the same kind of answer."""

    table: DecisionTable[Any]
    """The table, which need not be written."""
    inputs: Mapping[str, Domain]
    """The built-in facts for which such tables may ask, each with its domain."""


_EVIDENCE: Mapping[str, Domain] = dict.fromkeys(FACTS, bool)
USUAL: Mapping[type[Term], Usual] = {
    Priority: Usual(PRIORITY_MATRIX, {"impact": Impact, "urgency": Urgency, "side": Side, "kind": CustomerKind}),
    Side: Usual(SIDE_TABLE, _EVIDENCE),
    CustomerKind: Usual(KIND_TABLE, {"side": Side, **_EVIDENCE}),
}
"""By what the rules answer."""


# Writing.


def write_table(table: DecisionTable[Any], answers: type[Term]) -> Entry:
    """Return *table*, whose rules give members of *answers*, as JSON has it."""
    usual = USUAL[answers].table
    usual_rules = {rule.id: rule for rule in usual.rules}
    changed = {rule.id: rule.then for rule in table.rules if rule != usual_rules.get(rule.id)}
    if changed.keys() <= usual_rules.keys() and table == _usual_but_for(usual, changed):
        return {"cells": {id: answer.value for id, answer in changed.items()}}
    entry: Entry = {} if table.name == usual.name else {"name": table.name}
    entry["inputs"] = [
        name if name in USUAL[answers].inputs else {"name": name, "domain": write_domain(domain)}
        for name, domain in table.inputs.items()
    ]
    if table.hit_policy is not usual.hit_policy:
        entry["hit_policy"] = table.hit_policy.value
    if table.defaults:
        entry["defaults"] = {name: _spelled(fact, name, answers) for name, fact in table.defaults.items()}
    entry["rules"] = [_written_rule(rule, table.inputs, answers) for rule in table.rules]
    return entry


def _written_rule(rule: Rule[Any], inputs: Mapping[str, Domain], answers: type[Term]) -> Entry:
    entry: Entry = {"id": rule.id}
    if rule.when:
        entry["when"] = {
            name: _written_facts([_spelled(fact, name, answers) for fact in facts_of(inputs[name]) if fact in wanted])
            for name, wanted in rule.when.items()
        }
    entry["then"] = rule.then.value
    if rule.says:
        entry["says"] = dict(rule.says)
    return entry


def _written_facts(facts: list[bool | str]) -> object:
    return facts[0] if len(facts) == 1 else facts


def _spelled(fact: Fact, name: str, answers: type[Term]) -> bool | str:
    is_built_in = name in USUAL[answers].inputs and isinstance(fact, Term)
    return cast("Term", fact).value if is_built_in else write_fact(fact)


# Reading.


def read_table(value: object, answers: type[Term], enums: Enums) -> DecisionTable[Any]:
    """
    Return the table, whose rules give members of *answers*, that `write_table` wrote as *value*.

    Raises:
        Faults: everything that is wrong with it, each with its place.
    """
    usual, read_answer = USUAL[answers], term_reader(answers)
    if "cells" in read_object(value):
        known = {rule.id for rule in usual.table.rules}
        cells = read_keys(value, {"cells": lambda given: mapping(given, partial(_read_id, known), read_answer)})
        return _usual_but_for(usual.table, cells["cells"])
    readers = _fact_readers(value, usual, enums)
    rule_readers: Mapping[str, Read] = {
        "id": read_text,
        "then": read_answer,
        "when": partial(_read_when, readers),
        "says": read_object,
    }
    found = read_keys(
        value,
        {
            "name": read_text,
            "inputs": partial(_read_inputs, usual, enums),
            "rules": lambda rules: each(_not_empty(rules), lambda rule: read_keys(rule, rule_readers, ("id", "then"))),
            "hit_policy": term_reader(HitPolicy),
            "defaults": lambda facts: read_keys(facts, readers),
        },
        ("inputs", "rules"),
    )
    _check_conditions(found["rules"], found["inputs"])
    return DecisionTable(
        found.get("name", usual.table.name),
        found["inputs"],
        [Rule(rule["id"], rule.get("when", {}), rule["then"], says=rule.get("says", {})) for rule in found["rules"]],
        found.get("hit_policy", usual.table.hit_policy),
        defaults=found.get("defaults", {}),
    )


def _usual_but_for(table: DecisionTable[Any], cells: Mapping[str, Term]) -> DecisionTable[Any]:
    rules = [Rule(rule.id, rule.when, cells.get(rule.id, rule.then), says=rule.says) for rule in table.rules]
    return DecisionTable(table.name, table.inputs, rules, table.hit_policy, defaults=table.defaults)


def _read_id(known: Collection[str], value: object) -> str:
    id = read_text(value)
    if id not in known:
        raise UnknownRule.among(id, known)
    return id


def _read_inputs(usual: Usual, enums: Enums, value: object) -> dict[str, Domain]:
    """Read the names of built-in facts, and objects for those of one's own, each with its domain."""
    domains: dict[str, Domain] = {}

    def read_input(item: object) -> None:
        name, domain = _read_input(item, usual, enums)
        if name in domains:
            raise InvalidValue(_HERE, name, "it is there already; name each input once")
        domains[name] = domain

    each(value, read_input)
    return domains


def _read_input(item: object, usual: Usual, enums: Enums) -> tuple[str, Domain]:
    if is_object(item):
        read_own: Mapping[str, Read] = {"name": read_text, "domain": lambda domain: read_domain(domain, enums)}
        own = read_keys(item, read_own, ("name", "domain"))
        return own["name"], own["domain"]
    name = read_text(item)
    if name not in usual.inputs:
        raise unknown_choice(name, f"{one_of(usual.inputs)}, or an object for a fact of your own")
    return name, usual.inputs[name]


def _fact_readers(value: object, usual: Usual, enums: Enums) -> Mapping[str, Read]:
    """Return what reads the facts of each input that the table may have, as far as its inputs can be read."""
    domains = dict(usual.inputs)
    inputs = read_object(value).get("inputs")
    for item in inputs if is_list(inputs) else ():
        with suppress(Faults, RelclientError):
            name, domain = _read_input(item, usual, enums)
            domains[name] = domain
    return {
        name: (_built_in_reader(domain) if name in usual.inputs else partial(read_fact, enums=enums))
        for name, domain in domains.items()
    }


def _built_in_reader(domain: Domain) -> Read:
    return term_reader(domain) if issubclass(domain, Term) else read_flag


def _not_empty(value: object) -> object:
    if not read_list(value):
        raise InvalidValue(_HERE, value, "give one rule at least")
    return value


def _read_when(readers: Mapping[str, Read], value: object) -> Conditions:
    return read_keys(value, {name: partial(_read_alternatives, read) for name, read in readers.items()})


def _read_alternatives(read: Read, value: object) -> frozenset[Fact]:
    """Read one fact of an input, or several."""
    if not (is_list(value) or is_set(value)):
        return frozenset((read(value),))
    if not value:
        raise InvalidValue(_HERE, value, "name the facts that fit, or leave the input out when any will do")
    return frozenset(each(tuple(value), read))


def _check_conditions(rules: Collection[Mapping[str, Any]], inputs: Mapping[str, Domain]) -> None:
    """Raise unless every condition is on an input; each that is not is told where it stands."""
    strangers = [
        at("rules", at(place, at("when", UnknownKey(name, inputs))))
        for place, rule in enumerate(rules)
        for name in rule.get("when", {})
        if name not in inputs
    ]
    if strangers:
        raise Faults("", strangers)
