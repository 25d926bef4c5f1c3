"""Policies: how a priority policy is read from a document, and written into one."""

from collections.abc import Mapping
from functools import cache
from typing import get_args

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from relclient._facts import Conditions, Domain, Fact, facts_of, spell
from relclient._frozen_map import FrozenMap
from relclient.decision_tables.table import DecisionTable, Rule
from relclient.errors import InvalidType, InvalidValue, UnknownRule
from relclient.interop._codecs.entries import (
    CRITERION_KINDS,
    VERSION,
    CellsDocument,
    MatrixDocument,
    PolicyDocument,
    RuleDocument,
)
from relclient.interop._codecs.scalars import (
    is_list,
    is_set,
    one_of,
    read_list,
    read_object,
    read_text,
    unknown_choice,
)
from relclient.interop.documents._hooks import Hook, each, kinds_hook, mapping, object_hook
from relclient.interop.documents._problems import UnknownKey
from relclient.interop.documents._reading import Several, at, every
from relclient.interop.documents._unstructure import Entry, Write, converter, tagged
from relclient.model.priorities import Priority
from relclient.ranking._policies import MATRIX_INPUTS, Policy
from relclient.ranking.criteria import ByKey, Criterion, Missing
from relclient.sla.priority_matrix import PRIORITY_MATRIX

Matrix = DecisionTable[Priority]
_USUAL = {rule.id: rule for rule in PRIORITY_MATRIX.rules}


def policy_hook(made: Converter, version: Hook[int]) -> Hook[PolicyDocument]:
    """Read a policy's document, its *version* as every document's."""
    made.register_structure_hook_func(lambda of: of == Missing | None, _read_missing)
    criterion = kinds_hook(made, CRITERION_KINDS)
    structure = make_dict_structure_fn(
        PolicyDocument,
        made,
        relclient=override(struct_hook=version),
        criteria=override(struct_hook=lambda value, _: tuple(each(value, lambda entry: criterion(entry, None)))),
        matrix=override(struct_hook=_matrix_hook(made)),
    )
    return object_hook(structure, PolicyDocument)


def _read_missing(value: object, _: object) -> object:
    places = get_args(Missing)
    if value is None or value in places:
        return value
    raise unknown_choice(value, f"{one_of(places)}, or null to refuse such requests")


# The matrix: the usual one but for some cells, or another one as a whole.


def _matrix_hook(made: Converter) -> Hook[Matrix]:
    level: Hook[Priority] = made.get_structure_hook(Priority)

    def read_levels(value: object, _: object) -> dict[str, Priority]:
        return mapping(value, _read_cell, lambda item: level(item, None))

    cells = make_dict_structure_fn(CellsDocument, made, cells=override(struct_hook=read_levels))
    read_cells = object_hook(cells, CellsDocument)
    rule = make_dict_structure_fn(
        RuleDocument, made, when=override(struct_hook=lambda value, _: _read_when(value, made))
    )
    read_rule = object_hook(rule, RuleDocument)
    whole = make_dict_structure_fn(
        MatrixDocument,
        made,
        inputs=override(struct_hook=lambda value, _: _read_inputs(value)),
        rules=override(struct_hook=lambda value, _: tuple(each(_not_empty(value), lambda one: read_rule(one, None)))),
    )
    read_whole = object_hook(whole, MatrixDocument)

    def read_matrix(value: object, _: object) -> Matrix:
        given = read_object(value)
        if "cells" in given:
            return _usual_but_for(read_cells(given, None).cells)
        return _table(read_whole(given, None))

    return read_matrix


def _read_cell(value: object) -> str:
    id = read_text(value)
    if id not in _USUAL:
        raise UnknownRule.among(id, _USUAL)
    return id


def _usual_but_for(cells: Mapping[str, Priority]) -> Matrix:
    matrix = PRIORITY_MATRIX
    for id, level in cells.items():
        matrix = matrix.replacing(Rule(id, _USUAL[id].when, level))
    return matrix


def _read_inputs(value: object) -> tuple[str, ...]:
    seen: set[str] = set()

    def read_input(item: object) -> str:
        name = read_text(item)
        if name not in MATRIX_INPUTS:
            raise unknown_choice(name, one_of(MATRIX_INPUTS))
        if name in seen:
            raise InvalidValue("", name, "it is there already; name each input once")
        seen.add(name)
        return name

    return tuple(each(value, read_input))


def _not_empty(value: object) -> object:
    if not read_list(value):
        raise InvalidValue("", value, "give one rule at least")
    return value


def _read_when(value: object, made: Converter) -> Conditions:
    """Read conditions on any input that a matrix may have."""
    given = read_object(value)
    broken: list[Exception] = [UnknownKey(key, MATRIX_INPUTS) for key in given if key not in MATRIX_INPUTS]
    known = ((name, (name, facts)) for name, facts in given.items() if name in MATRIX_INPUTS)
    try:
        when = every(known, lambda pair: _read_facts(pair[1], made.get_structure_hook(MATRIX_INPUTS[pair[0]])))
    except Several as several:
        broken.append(several)
    else:
        if not broken:
            return FrozenMap(when)
    raise Several("", broken)


def _read_facts(value: object, read: Hook[Fact]) -> frozenset[Fact]:
    """Read one fact of an input, or several."""
    if not (is_list(value) or is_set(value)):
        return frozenset((read(value, None),))
    if not value:
        raise InvalidValue("", value, "name the facts that fit, or leave the input out when any will do")
    return frozenset(each(tuple(value), lambda fact: read(fact, None)))


def _table(document: MatrixDocument) -> Matrix:
    """Make the matrix; a condition on what is no input of it is told where it stands."""
    strangers = [
        at("rules", at(place, at("when", UnknownKey(name, document.inputs))))
        for place, rule in enumerate(document.rules)
        for name in rule.when
        if name not in document.inputs
    ]
    if strangers:
        raise Several("", strangers)
    inputs = {name: MATRIX_INPUTS[name] for name in document.inputs}
    rules = [Rule(rule.id, rule.when, rule.then) for rule in document.rules]
    return DecisionTable(document.name, inputs, rules, document.hit_policy)


# Writing.


@cache
def _criterion_writer() -> Write[Criterion]:
    return tagged(CRITERION_KINDS, converter())


def write_policy(policy: Policy) -> Entry:
    """Write *policy* as one object; its matrix is left out where it is the usual one."""
    entry: Entry = {
        "relclient": VERSION,
        "name": policy.name,
        "criteria": [_saved(place, criterion) for place, criterion in enumerate(policy.criteria)],
    }
    if policy.matrix != PRIORITY_MATRIX:
        entry["matrix"] = _matrix(policy.matrix)
    return entry


def _saved(place: int, criterion: Criterion) -> Entry:
    if isinstance(criterion, ByKey):
        expected = "a criterion without a function, for the policy to be saved"
        raise InvalidType(f"PriorityPolicy.criteria[{place}]", criterion, expected)
    return write_criterion(criterion)


def write_criterion(criterion: Criterion) -> Entry:
    """Write any criterion but a function."""
    return _criterion_writer()(criterion)


def _matrix(matrix: Matrix) -> Entry:
    changed = {rule.id: rule.then for rule in matrix.rules if rule != _USUAL.get(rule.id)}
    if changed.keys() <= _USUAL.keys() and matrix == _usual_but_for(changed):
        return {"cells": {id: level.value for id, level in changed.items()}}
    entry: Entry = {} if matrix.name == PRIORITY_MATRIX.name else {"name": matrix.name}
    entry["inputs"] = list(matrix.inputs)
    if matrix.hit_policy is not PRIORITY_MATRIX.hit_policy:
        entry["hit_policy"] = matrix.hit_policy.value
    entry["rules"] = [_rule(rule, matrix.inputs) for rule in matrix.rules]
    return entry


def _rule(rule: Rule[Priority], inputs: Mapping[str, Domain]) -> Entry:
    entry: Entry = {"id": rule.id}
    if rule.when:
        entry["when"] = {name: _facts(wanted, inputs[name]) for name, wanted in rule.when.items()}
    return entry | {"then": rule.then.value}


def _facts(wanted: frozenset[Fact], domain: Domain) -> str | list[str]:
    facts = [spell(fact) for fact in facts_of(domain) if fact in wanted]
    return facts[0] if len(facts) == 1 else facts
