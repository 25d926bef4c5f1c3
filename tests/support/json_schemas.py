"""
The JSON Schemas of documents, drawn from the classes that they are read into, in the words of their docstrings.

``python tests/support/json_schemas.py`` writes them anew.
"""

import ast
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from attrs import Factory, define

from relclient import (
    _HOMES,
    ByKind,
    Customer,
    Organization,
    Party,
    Person,
    PriorityPolicy,
    Relationship,
    ServiceLevelAgreement,
    ServiceNetwork,
    SoundnessRule,
    WorkCalendar,
)
from relclient._facts import Fact
from relclient.decision_tables.rule import HitPolicy
from relclient.interop._codecs.entries import VERSION, WEEKDAYS
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
from relclient.interop._codecs.tables import USUAL
from relclient.interop.documents import SCHEMAS
from relclient.interop.documents._entries import (
    ID_FROM,
    TABLES,
    VERSIONS,
    NetworkDocument,
    WorkloadDocument,
    alternatives,
    fields_given,
    kinds_of,
)
from relclient.labels import Language, Term
from relclient.model.agreements import Target
from relclient.ranking.workload import Workload
from relclient.timing.working_hours._intervals import Window

Schema: TypeAlias = dict[str, object]
Describe: TypeAlias = Callable[[object], Schema]
ValueClass: TypeAlias = type[Any]  # classes of attrs have no base in common

_TEXT: Schema = {"type": "string", "minLength": 1}
_PLAIN: Mapping[object, Schema] = {
    str: _TEXT,
    int: {"type": "integer"},
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
    SoundnessRule: ("SoundnessRuleName", {"description": "the name of a rule of soundness", **_TEXT}),
    Relationship: ("RelationshipId", {"description": "the id of one of the relationships", **_TEXT}),
}
"""What is described under a name, though no class of its own is read."""
_ID = {"id": {"description": "The id by which others refer to it.", **_TEXT}}
_VERSION: Schema = {"description": "The version of the format.", "type": "integer", "enum": [*VERSIONS]}
_MORE: Mapping[tuple[type, str], Schema] = {
    (WorkCalendar, "windows"): {
        "description": "When work is done on each weekday, in local time; an end not after its start lies a day later."
    },
    (WorkCalendar, "holidays"): {"description": "The days on which the weekly windows do not open."},
    (ByKind, "order"): {"minItems": 1, "uniqueItems": True},
}
"""What the types of fields do not say, or what a document writes in another way than Python."""


DOCUMENTS: Mapping[type, ValueClass] = {
    ServiceNetwork: NetworkDocument,
    Workload: WorkloadDocument,
    PriorityPolicy: PriorityPolicy,
}
"""The class whose fields are the keys of each document, beside its version."""


def schema_of(what: type) -> Schema:
    """Return the schema of the documents of *what*."""
    parts = _Parts()
    root = parts.root(DOCUMENTS[what])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://github.com/relclient/relclient/schema/{VERSION}/{what.__name__}.json",
        **root,
        "title": what.__name__,
        "$defs": dict(sorted(parts.made.items())),
    }


_FACT: Schema = {
    "description": "a fact of an app's own: true, false, or a member of an enumeration such as 'Tier.GOLD'",
    "anyOf": [{"type": "boolean"}, {"type": "string", "pattern": r"^.+\..+$"}],
}
_DOMAIN: Schema = {"description": "bool, or the name of an enumeration", **_TEXT}
_SAYS: Schema = {
    "description": "The clause that sentences say instead of the conditions, by language.",
    "type": "object",
    "propertyNames": {"enum": [*get_args(Language)]},
    "additionalProperties": _TEXT,
}


@define
class _Parts:
    """What a schema says of each class and each enumeration: once, under its name."""

    made: dict[str, Schema] = Factory(dict[str, Schema])

    def root(self, document: ValueClass) -> Schema:
        """Describe the root: its version, and its keys or sections, whose entries stand in full and not by id."""
        made = self.entry(document, self.section if document is not PriorityPolicy else self.value)
        keys = {**made["properties"], "relclient": _VERSION}
        return made | {
            "properties": keys,
            "required": ["relclient", *(key for key in made["required"] if key != "relclient")],
        }

    def section(self, of: object) -> Schema:
        """Describe what the root of a network has under a key."""
        if get_origin(of) is not tuple:
            return self.value(of)
        (entry, _) = get_args(of)
        kinds = kinds_of(entry)
        items = self._class(entry) if entry in kinds.values() else {"oneOf": self._kinds(kinds)}
        return {"type": "array", "items": items}

    def value(self, of: object) -> Schema:
        """Describe a value of the type *of*."""
        if of in _PLAIN:
            return dict(_PLAIN[of])
        if of in _FORMS:
            name, schema = _FORMS[of]
            return self._part(name, lambda: dict(schema))
        if isinstance(of, type):
            return self._class(of)
        if of in TABLES:
            return self._table(TABLES[of])
        return self._choice(of) if get_origin(of) in {Literal, Union, UnionType} else self._collection(of)

    def entry(self, of: ValueClass, describe: Describe, kind: str | None = None) -> Schema:
        """Describe an object with a key for each field of *of*, and with its *kind* if there are others like it."""
        told, given = told_of_fields(of), list(fields_given(of))
        keys = {
            name: _telling(told.get(name, ""), describe(part)) | _MORE.get((of, name), {}) for name, part, _ in given
        }
        tag = {} if kind is None else {"kind": {"const": kind}}
        required = [*tag, *(name for name, _, is_needed in given if is_needed)]
        return _described(of) | _object({**tag, **(_ID if of in ID_FROM else {}), **keys}, required)

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
        if of == Fact:
            return self._part("Fact", lambda: dict(_FACT))
        objects, other = alternatives(of)
        if len(objects) > 1:
            return {"oneOf": self._kinds(kinds_of(of))}
        some = [] if other is None else [self.value(other)]
        some += [
            part
            for each in objects
            for part in (self._kinds(kinds_of(each)) if each is Customer else [self.value(each)])
        ]
        if NoneType in get_args(of):
            return {"anyOf": [*some, {"type": "null"}]}
        return {"oneOf": some} if len(some) > 1 else some[0]

    def _table(self, answers: type[Term]) -> Schema:
        """Describe a decision table: the usual one but for some answers, or all of another."""
        usual, answer = USUAL[answers], self.value(answers)
        ids = [rule.id for rule in usual.table.rules]
        when = {name: self._facts(domain) for name, domain in usual.inputs.items()}
        own = _object({"name": _TEXT, "domain": _DOMAIN}, ["name", "domain"])
        rule = _object(
            {"id": _TEXT, "when": _open_object(when, self._own_facts()), "then": answer, "says": _SAYS}, ["id", "then"]
        )
        cells = {"type": "object", "propertyNames": {"enum": ids}, "additionalProperties": answer}
        whole = {
            "name": _TEXT,
            "inputs": {"type": "array", "items": {"oneOf": [{"enum": [*usual.inputs]}, own]}, "uniqueItems": True},
            "hit_policy": self.value(HitPolicy),
            "defaults": _open_object({name: self.value(of) for name, of in usual.inputs.items()}, self.value(Fact)),
            "rules": {"type": "array", "items": rule, "minItems": 1},
        }
        told = {
            "cells": "The other answer of each rule of the usual table, by its id, such as high-low.",
            "name": "What it is called in sentences.",
            "inputs": "What it asks for: built-in facts by their names, those of an app's own with their domains.",
            "hit_policy": "Which rule answers when several fit.",
            "defaults": "The facts that count where none is given.",
            "rules": "The rows, in order.",
        }
        forms = [({"cells": cells}, ["cells"]), (whole, ["inputs", "rules"])]
        described = [
            ({key: {"description": told[key], **of} for key, of in keys.items()}, needed) for keys, needed in forms
        ]
        return {"oneOf": [_object(keys, needed) for keys, needed in described]}

    def _own_facts(self) -> Schema:
        return self._facts(Fact)

    def _collection(self, of: object) -> Schema:
        """Describe what holds others."""
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


def _open_object(keys: Mapping[str, object], others: object) -> Schema:
    return {"type": "object", "properties": {**keys}, "propertyNames": _TEXT, "additionalProperties": others}


def _object(keys: Mapping[str, object], required: Sequence[str] = ()) -> Schema:
    return {"type": "object", "properties": {**keys}, "required": [*required], "additionalProperties": False}


def _described(of: type) -> Schema:
    return _telling(told_of(of), {"title": of.__name__})


def _telling(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema} if description else schema


# The words.


def told_of(of: type) -> str:
    """Return the first sentence of the docstring of *of*; nothing where Python was told to leave docstrings out."""
    return _first_sentence(of.__doc__ or "")


def told_of_fields(of: type) -> Mapping[str, str]:
    """Return the first sentence below each field of *of*, as far as the source is there to be read."""
    return {name: sentence for base in reversed(of.__mro__) for name, sentence in _fields_of(base)}


def _fields_of(of: type) -> Iterator[tuple[str, str]]:
    body = _classes(_HOMES.get(of.__name__, of.__module__)).get(of.__name__, [])
    for statement, after in pairwise(body):
        match statement, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(docstring))):
                yield name, _first_sentence(docstring)
            case _:
                pass


@cache
def _classes(module: str) -> Mapping[str, list[ast.stmt]]:
    try:
        tree = ast.parse(getsource(sys.modules[module]))
    except (OSError, TypeError):  # Python runs without the source too, and the schema is as strict without the words
        return {}
    return {statement.name: statement.body for statement in tree.body if isinstance(statement, ast.ClassDef)}


def _first_sentence(docstring: str) -> str:
    """Take the first paragraph in the words of JSON, without the marks that make references of names."""
    first, *_ = cleandoc(docstring).split("\n\n")
    return re.sub(r"\bNone\b", "null", re.sub(r"[`*]", "", " ".join(first.split())))


if __name__ == "__main__":
    for described in DOCUMENTS:
        path = Path(str(SCHEMAS.joinpath(f"{described.__name__}.json")))
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(schema_of(described), indent=2) + "\n", encoding="utf-8")
