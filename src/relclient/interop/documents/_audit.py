"""Audit records: an answer with all its reasons, as plain values that can be read when the network is gone."""

from collections.abc import Container, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from re import sub
from typing import get_args

from attrs import fields

from relclient.classification.classification import Classification
from relclient.classification.rulebook import SoundnessRule
from relclient.decision_tables.decision import Decision
from relclient.interop._codecs.entries import VERSION
from relclient.interop._codecs.scalars import write_duration
from relclient.interop.documents._attributes import is_number_of_json
from relclient.interop.documents._writing import Entry, write_criterion, write_fields, write_party
from relclient.looking_after.card import Card
from relclient.looking_after.standing import Objective, Standing
from relclient.looking_after.track_record import TrackRecord
from relclient.model.affiliations import Affiliation
from relclient.model.parties import Organization, Person
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network.answers import Role
from relclient.network.impact._propagation import Affected
from relclient.network.soundness.check import Violation
from relclient.ranking.criteria import AnyCriterion, ById, ByKey
from relclient.ranking.explanation import Contrast, Explanation, Move, Ranked, Reason, Step
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.ranking import Ranking
from relclient.sla._steps import ClockStep
from relclient.sla.clock import Clock, Promise

Answer = (
    Affected
    | Card
    | Classification
    | Clock
    | Decision[object]
    | Explanation
    | Move
    | Objective
    | Contrast
    | Ranked
    | Ranking
    | Role
    | Standing
    | TrackRecord
    | Violation
)
"""What is written as an audit record."""
ANSWERS = (
    Affected,
    Card,
    Classification,
    Clock,
    Decision,
    Explanation,
    Move,
    Objective,
    Contrast,
    Ranked,
    Ranking,
    Role,
    Standing,
    TrackRecord,
    Violation,
)
_INNER_CAPITAL = r"(?<!^)(?=[A-Z])"


def write_answer(answer: Answer) -> Entry:
    """Write *answer* as one object: what it is, what it says in one sentence, and all that led to it."""
    name = sub(_INNER_CAPITAL, "_", type(answer).__name__).lower()
    return {"relclient": VERSION, "answer": name, "says": str(answer), **_parts(answer)}


def _parts(answer: Answer) -> Entry:
    match answer:
        case Decision():
            return _decision(answer)
        case Ranking():
            return _ranking(answer)
        case Card():
            return _fields(answer, but=("_lines_in",))
        case _:
            return _fields(answer)


@singledispatch
def _plain(value: object) -> object:
    """Write one part of an answer: bools, None and what JSON has of numbers as they are, else a string for people."""
    return value if value is None or isinstance(value, bool) or is_number_of_json(value) else str(value)


def _name(value: SoundnessRule) -> str:
    return value.name


def _iso(value: date) -> str:
    return value.isoformat()  # a datetime writes its time and zone too, which date.isoformat would drop


def _member(value: Enum) -> str:
    return value.name.lower()


def _relationship(value: Relationship) -> Entry:
    return {**write_fields(value), "id": value.id}


def _decision(value: Decision[object]) -> Entry:
    return {
        "table": value.table.name,
        "fingerprint": value.table.fingerprint,
        "rule": value.rule.id,
        "value": _plain(value.value),
        "facts": _mapping(value.facts),
        "passed_over": [{"rule": each.rule.id, "misfits": _mapping(each.misfits)} for each in value.passed_over],
    }


def _ranking(value: Ranking) -> Entry:
    places = [_fields(ranked, but=("policy", "at")) for ranked in value]
    return {"policy": _policy(value.policy), "at": _iso(value.at), "total": value.total, "places": places}


def _policy(value: PriorityPolicy) -> Entry:
    return {"name": value.name, "fingerprint": value.fingerprint}


def _criterion(value: AnyCriterion) -> Entry:
    match value:
        case ById():
            return {"kind": "by_id"}
        case ByKey():
            return {"kind": "by_key", "name": value.name}
        case _:
            return write_criterion(value)


def _request(value: ServiceRequest) -> Entry:
    entry = {**write_fields(value), "relationship": _relationship(value.relationship)}
    return {**entry, "attributes": _mapping(value.attributes)} if value.attributes else entry


def _mapping(value: Mapping[str, object]) -> Entry:
    return {str(key): _plain(part) for key, part in value.items()}


def _list(value: Sequence[object]) -> list[object]:
    return [_plain(part) for part in value]


def _fields(value: Answer | ClockStep | Promise | Reason | Step, but: Container[str] = ()) -> Entry:
    names = [field.name for field in fields(type(value)) if field.name not in but and field.name[0] != "_"]
    return {name: _plain(getattr(value, name)) for name in names}


_plain.register(str, str)  # a string is a sequence too, and not meant as one
_plain.register(Sequence, _list)
_plain.register(Mapping, _mapping)
_plain.register(date, _iso)
_plain.register(timedelta, write_duration)
_plain.register(Decimal, str)
_plain.register(Enum, _member)
_plain.register(Person, write_party)
_plain.register(Organization, write_party)
_plain.register(Affiliation, write_fields)
_plain.register(Relationship, _relationship)
_plain.register(SoundnessRule, _name)
_plain.register(Role, _fields)
_plain.register(Standing, _fields)
_plain.register(Decision, _decision)
_plain.register(Classification, _fields)
_plain.register(ClockStep, _fields)
_plain.register(Promise, _fields)
_plain.register(Reason, _fields)
_plain.register(Step, _fields)
_plain.register(ServiceRequest, _request)
_plain.register(PriorityPolicy, _policy)
for _of in get_args(AnyCriterion):
    _plain.register(_of, _criterion)
