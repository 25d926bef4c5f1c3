"""Audit records: an answer with all its reasons, as plain values that can be read when the network is gone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from re import sub

from attrs import fields

from relclient.decisions.soundness import SoundnessRule, Violation
from relclient.interop._scalars import write_duration
from relclient.interop._shape import VERSION
from relclient.interop._unstructure import Entry, write_affiliation, write_party, write_relationship
from relclient.model.parties import Affiliation, Organization, Person
from relclient.model.relationships import Relationship
from relclient.network import Role
from relclient.network.impact import Affected
from relclient.rules.answers import Decision
from relclient.rules.classification import Classification
from relclient.rules.clocks import Clock, Promise
from relclient.rules.standing import Standing
from relclient.rules.steps import ClockStep

Answer = Affected | Classification | Clock | Decision[object] | Role | Standing | Violation
"""What is written as an audit record."""
ANSWERS = (Affected, Classification, Clock, Decision, Role, Standing, Violation)
_INNER_CAPITAL = r"(?<!^)(?=[A-Z])"


def write_answer(answer: Answer) -> Entry:
    """Write *answer* as one object: what it is, what it says in one sentence, and all that led to it."""
    name = sub(_INNER_CAPITAL, "_", type(answer).__name__).lower()
    parts = _decision(answer) if isinstance(answer, Decision) else _fields(answer)
    return {"relclient": VERSION, "answer": name, "says": str(answer), **parts}


@singledispatch
def _plain(value: object) -> object:
    """Write one part of an answer; texts, numbers, bools and None are plain as they are."""
    return value


def _name(value: SoundnessRule) -> str:
    return value.name


def _iso(value: date) -> str:
    return value.isoformat()  # a datetime writes its time and zone too, which date.isoformat would drop


def _member(value: Enum) -> str:
    return value.name.lower()


def _relationship(value: Relationship) -> Entry:
    return {**write_relationship(value), "id": value.id}


def _decision(value: Decision[object]) -> Entry:
    return {
        "table": value.table.name,
        "fingerprint": value.table.fingerprint,
        "rule": value.rule.id,
        "value": _plain(value.value),
        "facts": _mapping(value.facts),
        "passed_over": [{"rule": each.rule.id, "misfits": _mapping(each.misfits)} for each in value.passed_over],
    }


def _mapping(value: Mapping[str, object]) -> Entry:
    return {key: _plain(part) for key, part in value.items()}


def _list(value: Sequence[object]) -> list[object]:
    return [_plain(part) for part in value]


def _fields(value: Answer | ClockStep | Promise) -> Entry:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(type(value))}


_plain.register(str, str)  # a text is a sequence too, and not meant as one
_plain.register(Sequence, _list)
_plain.register(Mapping, _mapping)
_plain.register(date, _iso)
_plain.register(timedelta, write_duration)
_plain.register(Decimal, str)
_plain.register(Enum, _member)
_plain.register(Person, write_party)
_plain.register(Organization, write_party)
_plain.register(Affiliation, write_affiliation)
_plain.register(Relationship, _relationship)
_plain.register(SoundnessRule, _name)
_plain.register(Decision, _decision)
_plain.register(Classification, _fields)
_plain.register(ClockStep, _fields)
_plain.register(Promise, _fields)
