"""The JSON Schema of documents, drawn from the classes into which they are read."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from attrs import NOTHING, Factory, define, fields

from relclient.interop._docstrings import told_of, told_of_fields
from relclient.interop._scalars import (
    DAY,
    DAY_FORM,
    DURATION,
    DURATION_FORM,
    NO_DURATION,
    NUMBER,
    NUMBER_FORM,
    TIME,
    TIME_FORM,
)
from relclient.interop._shape import CUSTOMER_KINDS, PARTY_KINDS, VERSION, WEEKDAYS, is_optional
from relclient.model.agreements import ServiceLevelAgreement
from relclient.model.customers import Customer
from relclient.model.parties import Organization, Party, Person
from relclient.timing.calendars import WorkCalendar
from relclient.timing.windows import Window
from relclient.words import Term

Schema: TypeAlias = dict[str, object]
Describe: TypeAlias = Callable[[object], Schema]
ValueClass: TypeAlias = type[Any]  # classes of attrs have no base in common

_TEXT: Schema = {"type": "string", "minLength": 1}
_PLAIN: Mapping[object, Schema] = {
    str: _TEXT,
    int: {"type": "integer", "const": VERSION},  # the only number in documents
}
_FORMS: Mapping[object, tuple[str, Schema]] = {
    date: ("Date", {"description": DAY, "type": "string", "format": "date", "pattern": f"^{DAY_FORM}$"}),
    time: ("TimeOfDay", {"description": TIME, "type": "string", "pattern": f"^{TIME_FORM}$"}),
    timedelta: (
        "Duration",
        {"description": DURATION, "type": "string", "pattern": f"^{DURATION_FORM}$", "not": {"const": NO_DURATION}},
    ),
    Decimal: ("DecimalNumber", {"description": NUMBER, "type": "string", "pattern": f"^{NUMBER_FORM}$"}),
    # These stand as an id everywhere but in their own section.
    Party: ("PartyId", {"description": "the id of one of the parties", **_TEXT}),
    Person: ("PersonId", {"description": "the id of a person among the parties", **_TEXT}),
    Organization: ("OrganizationId", {"description": "the id of an organization among the parties", **_TEXT}),
    WorkCalendar: ("CalendarId", {"description": "the id of one of the calendars", **_TEXT}),
    ServiceLevelAgreement: ("AgreementId", {"description": "the id of one of the agreements", **_TEXT}),
}
"""What is described under a name, though no class of its own is read."""
_ID = {"id": {"description": "The id by which others refer to it.", **_TEXT}}
_WITH_ID = {WorkCalendar, ServiceLevelAgreement}
"""What has an id in documents only."""
_TOLD: Mapping[ValueClass, Mapping[str, str]] = {
    WorkCalendar: {
        "windows": "When work is done on each weekday, in local time; an end not after its start lies on the next day.",
        "holidays": "The days on which the weekly windows do not open.",
    },
}
"""What is told of fields that a document writes in another way than Python."""


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
        if of in _PLAIN:
            return self.value(of)
        entry = get_args(of)[0]
        return {"type": "array", "items": {"oneOf": self._kinds(PARTY_KINDS)} if entry == Party else self._class(entry)}

    def value(self, of: object) -> Schema:
        """Describe a value of the type *of*."""
        if of in _PLAIN:
            return dict(_PLAIN[of])
        if of in _FORMS:
            name, schema = _FORMS[of]
            return self._part(name, lambda: dict(schema))
        return self._class(of) if isinstance(of, type) else self._compound(of)

    def entry(self, of: ValueClass, describe: Describe, kind: str | None = None) -> Schema:
        """Describe an object with a key for each field of *of*, and with its *kind* if there are others like it."""
        types, told, given = get_type_hints(of), _told(of), [field for field in fields(of) if field.init]
        keys = {field.name: _telling(told.get(field.name, ""), describe(types[field.name])) for field in given}
        tag = {} if kind is None else {"kind": {"const": kind}}
        return {
            **_described(of),
            "type": "object",
            "properties": {**tag, **(_ID if of in _WITH_ID else {}), **keys},
            "required": [*tag, *(field.name for field in given if field.default is NOTHING)],
            "additionalProperties": False,
        }

    def _class(self, of: ValueClass, kind: str | None = None) -> Schema:
        if issubclass(of, Term):
            return self._part(of.__name__, lambda: {**_described(of), "enum": [member.value for member in of]})
        return self._part(of.__name__, lambda: self.entry(of, self.value, kind))

    def _kinds(self, kinds: Mapping[str, type]) -> list[Schema]:
        return [self._class(of, kind) for kind, of in kinds.items()]

    def _compound(self, of: object) -> Schema:
        """Describe what is made of other types."""
        if of == Customer | Party:
            return {"oneOf": [self.value(Party), *self._kinds(CUSTOMER_KINDS)]}
        some = [self.value(part) for part in get_args(of) if part not in {int, NoneType, ...}]
        if is_optional(of):
            return {"anyOf": [*some, {"type": "null"}]}
        if get_origin(of) is Mapping:
            names = some[0] if len(some) > 1 else {"enum": [*WEEKDAYS]}  # of numbers for keys there are only these
            return {"type": "object", "propertyNames": names, "additionalProperties": some[-1]}
        if of == Window:
            return {"type": "array", "prefixItems": some, "items": False, "minItems": len(some)}
        return {"type": "array", "items": some[0]}

    def _part(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self.made:
            self.made[name] = {}  # should it refer to itself
            self.made[name] = make()
        return {"$ref": f"#/$defs/{name}"}


def _told(of: ValueClass) -> Mapping[str, str]:
    return {**told_of_fields(of), **_TOLD.get(of, {})}


def _described(of: type) -> Schema:
    return _telling(told_of(of), {"title": of.__name__})


def _telling(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema} if description else schema
