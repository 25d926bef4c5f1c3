"""Audit records: an answer with all its reasons, as plain values that can be read when the network is gone."""

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, TypeGuard, get_args, get_origin

from attrs import fields, has

from relclient.classification.classification import Classification
from relclient.classification.rulebook import SoundnessRule
from relclient.decision_tables.decision import Decision
from relclient.errors import TooManyReasons
from relclient.interop._codecs.entries import VERSION
from relclient.interop._codecs.scalars import is_object, write_duration, write_target
from relclient.interop.documents._attributes import is_number_of_json
from relclient.interop.documents._entries import snake_case
from relclient.interop.documents._writing import Entry, write_criterion, write_fields, write_party
from relclient.looking_after.card import Card
from relclient.looking_after.standing import Objective, Standing
from relclient.looking_after.track_record import TrackRecord
from relclient.model.affiliations import Affiliation
from relclient.model.agreements import WorkingDays
from relclient.model.parties import Organization, Person
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network.answers import Change, Need, Role
from relclient.network.impact._propagation import Affected
from relclient.network.soundness.check import Violation
from relclient.ranking.criteria import AnyCriterion, ById, ByKey
from relclient.ranking.explanation import Contrast, Explanation, Move, Ranked
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.ranking import Ranking
from relclient.sla.clock import Clock
from relclient.timing.periods import Period

Answer = (
    Affected
    | Card
    | Change
    | Classification
    | Clock
    | Decision[object]
    | Explanation
    | Move
    | Objective
    | Contrast
    | Need
    | Ranked
    | Ranking
    | Role
    | Standing
    | TrackRecord
    | Violation
)
"""What is written as an audit record."""
ANSWERS = tuple(get_origin(answer) or answer for answer in get_args(Answer))


def write_answer(answer: Answer) -> Entry:
    """Return *answer* as one object: what it is, what it says in one sentence, and all that led to it."""
    says: Entry = {"relclient": VERSION, "answer": snake_case(type(answer).__name__), "says": str(answer)}
    match answer:
        case Decision():
            return says | _decision(answer)
        case Ranking():
            return says | _ranking(answer)
        case _:
            return says | _fields(answer)


def _fields(value: object, but: Container[str] = ()) -> Entry:
    of: Any = type(value)  # a class of attrs, which have no base in common
    names = [field.name for field in fields(of) if field.name not in but and field.name[0] != "_"]
    return {name: _plain(getattr(value, name)) for name in names}


def _decision(value: Decision[object]) -> Entry:
    return {
        "table": value.table.name,
        "fingerprint": value.table.fingerprint,
        "rule": value.rule.id,
        "value": _plain(value.value),
        "facts": _plain(value.facts),
        "passed_over": [{"rule": each.rule.id, "misfits": _plain(each.misfits)} for each in value.passed_over],
        **_reasons(value),
    }


def _reasons(value: Decision[object]) -> Entry:
    """Return the reasons of a decision and the changes that turn it; where they are too many, the sentence has one."""
    entry: Entry = {}
    with suppress(TooManyReasons):
        entry["because"] = [_plain(reason) for reason in value.because]
    with suppress(TooManyReasons):
        entry["unless"] = [
            {
                "changes": {name: sorted(map(_plain, facts), key=str) for name, facts in flip.changes.items()},
                "value": _plain(flip.value),
            }
            for flip in value.unless
        ]
    return entry


def _ranking(value: Ranking) -> Entry:
    places = [_fields(ranked, but=("policy", "at")) for ranked in value]
    return {"policy": _policy(value.policy), "at": _plain(value.at), "total": value.total, "places": places}


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
    attributes = {"attributes": _plain(value.attributes)} if value.attributes else {}
    return {**write_fields(value), "relationship": _plain(value.relationship), **attributes}


_WRITERS: Mapping[type, Callable[[Any], object]] = {
    str: str,
    datetime: datetime.isoformat,  # an offset is enough, for nobody reads it again
    date: date.isoformat,
    timedelta: write_duration,
    Person: write_party,
    Organization: write_party,
    Period: write_fields,
    WorkingDays: write_target,
    Affiliation: write_fields,
    Relationship: lambda value: {**write_fields(value), "id": value.id},
    ServiceRequest: _request,
    SoundnessRule: lambda value: value.name,
    Decision: _decision,
    PriorityPolicy: _policy,
    **dict.fromkeys(get_args(AnyCriterion), _criterion),
}
"""How those parts of answers are written of which not all is told, or not only what their fields hold."""


def _plain(value: object) -> object:
    """Return one part of an answer as JSON has it; what it cannot hold, as a string for people."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, Enum):
        return value.name.lower()
    if is_object(value):
        return {str(key): _plain(part) for key, part in value.items()}
    if _is_sequence(value):
        return [_plain(part) for part in value]
    if has(type(value)):
        return _fields(value)
    return value if value is None or isinstance(value, bool) or is_number_of_json(value) else str(value)


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence)
