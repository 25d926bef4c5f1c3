"""The JSON Schema of documents, drawn from the classes into which they are read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, Factory, define, fields

from relclient._facts import Conditions, Fact
from relclient.decision_tables.table import DecisionTable
from relclient.interop._codecs.entries import (
    CRITERION_KINDS,
    CUSTOMER_KINDS,
    MATRIX_FORMS,
    PARTY_KINDS,
    VERSION,
    WEEKDAYS,
    CellsDocument,
    MatrixDocument,
)
from relclient.interop._codecs.instants import INSTANT, INSTANT_FORM
from relclient.interop._codecs.scalars import (
    DAY,
    DAY_FORM,
    DURATION,
    DURATION_FORM,
    NO_DURATION,
    NUMBER,
    NUMBER_FORM,
    TARGET,
    TIME,
    TIME_FORM,
    WORKING_DAYS_FORM,
)
from relclient.interop.documents._docstrings import told_of, told_of_fields
from relclient.labels import Term
from relclient.model.agreements import ServiceLevelAgreement, Target
from relclient.model.customers import Customer
from relclient.model.parties import Organization, Party, Person
from relclient.model.priorities import Priority
from relclient.model.relationships import Relationship
from relclient.ranking._policies import MATRIX_INPUTS
from relclient.ranking.criteria import ByKind, Criterion
from relclient.sla.priority_matrix import PRIORITY_MATRIX
from relclient.timing.working_hours._windows import Window
from relclient.timing.working_hours.calendar import WorkCalendar

Schema: TypeAlias = dict[str, object]
Describe: TypeAlias = Callable[[object], Schema]
ValueClass: TypeAlias = type[Any]  # classes of attrs have no base in common

_TEXT: Schema = {"type": "string", "minLength": 1}
_PLAIN: Mapping[object, Schema] = {
    str: _TEXT,
    int: {"type": "integer", "const": VERSION},  # the only number of the format itself
    bool: {"type": "boolean"},
    object: {},  # whatever an app keeps with its requests
}
_FORMS: Mapping[object, tuple[str, Schema]] = {
    date: ("Date", {"description": DAY, "type": "string", "format": "date", "pattern": f"^{DAY_FORM}$"}),
    datetime: ("Instant", {"description": INSTANT, "type": "string", "pattern": f"^{INSTANT_FORM}$"}),
    time: ("TimeOfDay", {"description": TIME, "type": "string", "pattern": f"^{TIME_FORM}$"}),
    timedelta: (
        "Duration",
        {"description": DURATION, "type": "string", "pattern": f"^{DURATION_FORM}$", "not": {"const": NO_DURATION}},
    ),
    Target: (
        "Target",
        {
            "description": TARGET,
            "type": "string",
            "pattern": f"^({DURATION_FORM}|{WORKING_DAYS_FORM})$",
            "not": {"const": NO_DURATION},
        },
    ),
    Decimal: ("DecimalNumber", {"description": NUMBER, "type": "string", "pattern": f"^{NUMBER_FORM}$"}),
    # These stand as an id everywhere but in their own section.
    Party: ("PartyId", {"description": "the id of one of the parties", **_TEXT}),
    Person: ("PersonId", {"description": "the id of a person among the parties", **_TEXT}),
    Organization: ("OrganizationId", {"description": "the id of an organization among the parties", **_TEXT}),
    WorkCalendar: ("CalendarId", {"description": "the id of one of the calendars", **_TEXT}),
    ServiceLevelAgreement: ("AgreementId", {"description": "the id of one of the agreements", **_TEXT}),
    Relationship: ("RelationshipId", {"description": "the id of one of the relationships", **_TEXT}),
}
"""What is described under a name, though no class of its own is read."""
_ID = {"id": {"description": "The id by which others refer to it.", **_TEXT}}
_ALIAS = {"_given_id": "id"}
"""Fields that documents call as constructors do."""
_WITH_ID = {WorkCalendar, ServiceLevelAgreement}
"""What has an id in documents only."""
_KINDS: Mapping[object, Mapping[str, type]] = {Party: PARTY_KINDS, Criterion: CRITERION_KINDS}
"""What is one of several classes, told apart by a key."""
_MORE: Mapping[tuple[type, str], Schema] = {
    (WorkCalendar, "windows"): {
        "description": "When work is done on each weekday, in local time; an end not after its start lies a day later."
    },
    (WorkCalendar, "holidays"): {"description": "The days on which the weekly windows do not open."},
    (ByKind, "order"): {"minItems": 1, "uniqueItems": True},
    (CellsDocument, "cells"): {"propertyNames": {"enum": [rule.id for rule in PRIORITY_MATRIX.rules]}},
    (MatrixDocument, "inputs"): {"items": {"enum": [*MATRIX_INPUTS]}, "uniqueItems": True},
    (MatrixDocument, "rules"): {"minItems": 1},
}
"""What the types of fields do not say, or what a document writes in another way than Python."""


def schema_of(what: type, document: ValueClass) -> Schema:
    """Make the schema of *what*, which is read into *document*, each field of which is a section."""
    parts = _Parts()
    root = parts.entry(document, parts.section)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://github.com/relclient/relclient/schema/{VERSION}/{what.__name__}.json",
        **root,
        "title": what.__name__,
        "$defs": dict(sorted(parts.made.items())),
    }


@define
class _Parts:
    """What a schema says of each class and each enumeration: once, under its name."""

    made: dict[str, Schema] = Factory(dict[str, Schema])

    def section(self, of: object) -> Schema:
        """Describe what the root has under a key: the version, or a list of entries, in full and not by id."""
        if of == DecisionTable[Priority]:
            return {"oneOf": [self._class(form) for form in MATRIX_FORMS]}
        if of in _PLAIN:
            return self.value(of)
        entry = get_args(of)[0]
        return {
            "type": "array",
            "items": {"oneOf": self._kinds(_KINDS[entry])} if entry in _KINDS else self._class(entry),
        }

    def value(self, of: object) -> Schema:
        """Describe a value of the type *of*."""
        if of in _PLAIN:
            return dict(_PLAIN[of])
        if of in _FORMS:
            name, schema = _FORMS[of]
            return self._part(name, lambda: dict(schema))
        if isinstance(of, type):
            return self._class(of)
        return self._choice(of) if get_origin(of) in {Literal, Union, UnionType} else self._collection(of)

    def entry(self, of: ValueClass, describe: Describe, kind: str | None = None) -> Schema:
        """Describe an object with a key for each field of *of*, and with its *kind* if there are others like it."""
        types, told, given = get_type_hints(of), told_of_fields(of), [field for field in fields(of) if field.init]
        keys = {
            (name := _ALIAS.get(field.name, field.name)): _telling(told.get(name, ""), describe(types[name]))
            | _MORE.get((of, name), {})
            for field in given
        }
        tag = {} if kind is None else {"kind": {"const": kind}}
        required = [*tag, *(field.name for field in given if field.default is NOTHING)]
        return _described(of) | _object({**tag, **(_ID if of in _WITH_ID else {}), **keys}, required)

    def _class(self, of: ValueClass, kind: str | None = None) -> Schema:
        if issubclass(of, Term):
            return self._part(of.__name__, lambda: {**_described(of), "enum": [member.value for member in of]})
        return self._part(of.__name__, lambda: self.entry(of, self.value, kind))

    def _kinds(self, kinds: Mapping[str, type]) -> list[Schema]:
        return [self._class(of, kind) for kind, of in kinds.items()]

    def _choice(self, of: object) -> Schema:
        """Describe what is one of several values, or of several types."""
        if get_origin(of) is Literal:
            return {"enum": [*get_args(of)]}
        if of == Customer | Party:
            return {"oneOf": [self.value(Party), *self._kinds(CUSTOMER_KINDS)]}
        whole = next(({part} for part in (Party, Target) if of == part | None), None)
        (some,) = whole or set(get_args(of)) - {NoneType}
        return {"anyOf": [self.value(some), {"type": "null"}]}

    def _collection(self, of: object) -> Schema:
        """Describe what holds others."""
        if of == Mapping[str, Fact]:
            return {"type": "object", "propertyNames": _TEXT, "additionalProperties": {"type": "boolean"}}
        if of == Conditions:
            return _object({name: self._facts(domain) for name, domain in MATRIX_INPUTS.items()})
        parts = [self.value(part) for part in get_args(of) if part not in {int, ...}]
        if get_origin(of) is Mapping:
            names = parts[0] if len(parts) > 1 else {"enum": [*WEEKDAYS]}  # of numbers for keys there are only these
            return {"type": "object", "propertyNames": names, "additionalProperties": parts[-1]}
        if of == Window:
            return {"type": "array", "prefixItems": parts, "items": False, "minItems": len(parts)}
        return {"type": "array", "items": parts[0]}

    def _facts(self, domain: object) -> Schema:
        """Describe the facts of one input that fit: one, or a list."""
        fact = self.value(domain)
        return {"anyOf": [fact, {"type": "array", "items": fact, "minItems": 1}]}

    def _part(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.made:
            self.made[name] = {}  # should it refer to itself
            self.made[name] = make()
        return {"$ref": f"#/$defs/{name}"}


def _object(keys: Mapping[str, object], required: Sequence[str] = ()) -> Schema:
    return {"type": "object", "properties": {**keys}, "required": [*required], "additionalProperties": False}


def _described(of: type) -> Schema:
    return _telling(told_of(of), {"title": of.__name__})


def _telling(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema} if description else schema
