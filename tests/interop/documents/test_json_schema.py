"""The JSON Schema of documents: it takes whatever loads, and refuses whatever is of another shape."""

import json
import sys
from copy import deepcopy
from importlib.resources import files
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bad_documents import DOCUMENTS
from desk import NETWORK, policies, queues
from json_schemas import schema_of, told_of, told_of_fields
from relclient import (
    PRIORITY_MATRIX,
    ByKey,
    CustomerKind,
    DecisionTable,
    Impact,
    InvalidType,
    InvalidValue,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Rule,
    ServiceNetwork,
    Side,
    Urgency,
)
from relclient.interop.documents import Workload, from_dict, json_schema, to_dict
from strategies import networks

TYPES = (ServiceNetwork, Workload, PriorityPolicy)
FORMATS = Draft202012Validator.FORMAT_CHECKER
SCHEMAS = {of: json_schema(of) for of in TYPES}
VALIDATORS = {of: Draft202012Validator(schema, format_checker=FORMATS) for of, schema in SCHEMAS.items()}
of_every_type = pytest.mark.parametrize("of", TYPES, ids=lambda of: of.__name__)
HOTEL = json.loads(files("relclient.examples").joinpath("hotel.json").read_text(encoding="utf-8"))
at_leisure = settings(deadline=None, suppress_health_check=list(HealthCheck))


def is_valid(document, of=ServiceNetwork):
    return VALIDATORS[of].is_valid(document)


def as_json(value):
    return json.loads(json.dumps(value, default=str))


def parts(value):
    """Yield every object in a schema."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


@of_every_type
def test_the_schema_is_one_of_draft_2020_12(of):
    Draft202012Validator.check_schema(SCHEMAS[of], format_checker=FORMATS)
    assert SCHEMAS[of]["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@of_every_type
def test_the_file_of_the_schema_is_current(of):
    assert schema_of(of) == SCHEMAS[of], "python tests/support/json_schemas.py writes it anew"


@of_every_type
def test_the_schema_is_made_anew_for_each_caller(of):
    changed = json_schema(of)
    changed["$defs"]["Priority"].clear()
    assert json_schema(of) == SCHEMAS[of] == as_json(SCHEMAS[of])


@of_every_type
def test_the_schema_bears_the_name_of_what_it_describes(of):
    assert SCHEMAS[of]["title"] == of.__name__
    assert SCHEMAS[of]["$id"].endswith(f"/schema/2/{of.__name__}.json")


@of_every_type
def test_what_the_schema_names_it_defines_and_what_it_defines_it_uses(of):
    named = {part["$ref"] for part in parts(SCHEMAS[of]) if "$ref" in part}
    assert named == {f"#/$defs/{name}" for name in SCHEMAS[of]["$defs"]}


def test_the_schema_works_inside_another_too():
    outer = {"properties": {"workload": SCHEMAS[Workload]}, "$defs": {"Person": False}}
    assert Draft202012Validator(outer).is_valid({"workload": HOTEL})


@of_every_type
def test_every_object_knows_all_its_keys_or_the_form_of_them(of):
    objects = [part for part in parts(SCHEMAS[of]) if part.get("type") == "object"]
    assert all(part.get("additionalProperties") is False or "propertyNames" in part for part in objects)


@of_every_type
def test_every_key_is_told_about_in_the_words_of_json(of):
    told = [
        (key, described.get("description"))
        for part in parts(SCHEMAS[of])
        if part.get("type") == "object" and "title" in part
        for key, described in part["properties"].items()
        if key != "kind"
    ]
    assert [key for key, words in told if not words] == []
    assert not [words for _, words in told if "None" in words or "`" in words]


def test_a_key_is_told_about_as_its_field_is():
    assert SCHEMAS[ServiceNetwork]["$defs"]["Period"]["properties"]["end"]["description"] == (
        "The first day on which it no longer holds; null when no end is known."
    )


def test_patterns_are_of_the_kind_that_every_language_reads():
    patterns = {part["pattern"] for part in parts(list(SCHEMAS.values())) if "pattern" in part}
    assert len(patterns) == 7
    assert all(pattern[0] == "^" and pattern[-1] == "$" for pattern in patterns)
    assert not [pattern for pattern in patterns if "(?" in pattern or r"\d" in pattern]


def test_the_hotel_is_valid():
    VALIDATORS[Workload].validate(HOTEL)


@settings(at_leisure, max_examples=25)
@given(networks())
def test_every_network_that_is_saved_is_valid(network):
    VALIDATORS[ServiceNetwork].validate(to_dict(network))
    assert is_valid(to_dict(network), Workload)


@settings(at_leisure, max_examples=25)
@given(queues)
def test_every_workload_that_is_saved_is_valid(queue):
    VALIDATORS[Workload].validate(to_dict(Workload(NETWORK, queue)))


MATRICES = [
    PRIORITY_MATRIX,
    PRIORITY_MATRIX.replacing(Rule("low-low", {"impact": Impact.LOW, "urgency": Urgency.LOW}, Priority.LOW)),
    DecisionTable(
        "sides",
        {"side": Side, "kind": CustomerKind},
        [
            Rule("out", {"side": Side.EXTERNAL}, Priority.HIGH),
            Rule("of note", {"kind": {CustomerKind.FRAMEWORK, CustomerKind.OPERATIONAL}}, Priority.MODERATE),
            Rule("rest", {}, Priority.LOW),
        ],
    ),
]


@settings(at_leisure, max_examples=100)
@given(policies, st.sampled_from(MATRICES))
def test_every_policy_that_is_saved_is_valid(policy, matrix):
    without_functions = [each for each in policy.criteria if not isinstance(each, ByKey)]
    VALIDATORS[PriorityPolicy].validate(to_dict(PriorityPolicy(policy.name, without_functions, matrix)))


NO_MATTER_OF_SHAPE = {
    # Ids: whether something has them, what it is, and that it is one thing.
    "one id for two",
    "one party twice",
    "two calendars of one id",
    "two relationships of one id",
    "an unknown party",
    "an unknown party like no other",
    "an unknown agreement",
    "an unknown calendar",
    "a person for an organization",
    "an organization for a person",
    # What fits whom, and what fits together.
    "a capacity that does not fit",
    "a tie to itself",
    "a circle of ownership",
    "two parents",
    "one's own customer",
    # How much, and how one value stands to another.
    "an empty period",
    "more than all for a discount",
    "a promise of nothing",
    "no time at all",
    "more time than there is",
    "no hour open",
    # What the machine knows.
    "an unknown zone",
    "an unknown zone beside an unknown calendar",
    "an unknown zone of a calendar with an id",
    "a calendar that an agreement names as its zone is really called",
}


@pytest.mark.parametrize(("name", "document"), [(name, data) for name, (data, _) in DOCUMENTS.items()], ids=DOCUMENTS)
def test_a_malformed_document_is_invalid_where_that_is_a_matter_of_shape(name, document):
    assert is_valid(as_json(document)) == (name in NO_MATTER_OF_SHAPE)


def test_what_is_no_matter_of_shape_is_among_the_malformed_documents():
    assert DOCUMENTS.keys() >= NO_MATTER_OF_SHAPE


def places(value, path=()):
    """Yield the path of every value of a document that stands under a key or in a list."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(part, (*path, key))


SMALL = {
    "relclient": 2,
    "parties": [
        {"kind": "organization", "id": "hotel", "name": "Hotel"},
        {"kind": "organization", "id": "kitchen"},
        {"kind": "person", "id": "ana"},
    ],
    "calendars": [
        {
            "zone": "UTC",
            "windows": {"monday": [["09:00", "17:00"]]},
            "holidays": ["2026-12-25"],
            "exceptions": {"2026-12-24": []},
        }
    ],
    "agreements": [{"name": "desk", "targets": {"low": {"response": "PT1H", "calendar": "UTC"}}, "calendar": "UTC"}],
    "affiliations": [
        {
            "party": "kitchen",
            "organization": "hotel",
            "capacity": "unit",
            "valid_for": {"start": "2026-03-02"},
            "functions": ["produces"],
        }
    ],
    "relationships": [
        {
            "provider": "kitchen",
            "customer": {
                "kind": "situational",
                "party": "hotel",
                "reason": "stock",
                "occasion": {"start": "2026-01-25", "rule": "FREQ=DAILY"},
            },
            "service": "lists",
            "approval": {"risk": "low", "granted": "2026-03-01"},
            "staff_discount": "0.3",
            "agreement": "desk",
        },
        {
            "provider": "hotel",
            "customer": {
                "kind": "account",
                "party": "ana",
                "account_number": "G-1",
                "manager": "ana",
                "market": {"scope": "foreign", "segment": "business"},
            },
            "service": "stay",
        },
        {"provider": "kitchen", "customer": "hotel", "service": "meals"},
    ],
}
WORKLOAD = {
    **SMALL,
    "requests": [
        {
            "id": "R-1",
            "relationship": "kitchen/hotel/meals",
            "received": "2026-03-02T09:30+01:00",
            "impact": "high",
            "urgency": "low",
            "due": "2026-03-03T00:00:00Z",
            "events": [
                {"type": "responded", "at": "2026-03-02T10:00Z"},
                {"type": "priority_changed", "at": "2026-03-02T11:00Z", "priority": "low"},
            ],
            "override": {"priority": "high", "reason": "the mayor"},
            "requester": "ana",
            "attributes": {"cost": 1.5, "room": {"floor": [2, None]}},
        }
    ],
}
POLICY = {
    "relclient": 2,
    "name": "ours",
    "criteria": [
        {"kind": "external_first", "chain": False},
        {"kind": "by_priority", "lift_after": "PT1H", "lift_to": "high"},
        {"kind": "earliest_due", "missing": "last"},
        {"kind": "by_attribute", "name": "vip", "descending": True, "missing": None},
        {"kind": "by_kind", "order": ["b2b", "account"]},
        {"kind": "longest_waiting"},
    ],
    "matrix": {"cells": {"low-low": "low"}},
}
WHOLE = {
    "name": "sides",
    "inputs": ["side", "kind"],
    "hit_policy": "first",
    "rules": [
        {"id": "out", "when": {"side": "external", "kind": ["b2b", "account"]}, "then": "high"},
        {"id": "rest", "then": "low"},
    ],
}
SAMPLES = [
    (ServiceNetwork, SMALL),
    (Workload, WORKLOAD),
    (PriorityPolicy, POLICY),
    (PriorityPolicy, {**POLICY, "matrix": WHOLE}),
]


@pytest.mark.parametrize(("of", "document"), SAMPLES)
def test_a_document_with_every_key_is_valid_and_loads(of, document):
    VALIDATORS[of].validate(document)
    assert problems_of(document, of) == []


TEXTS = [
    "",
    "hotel",
    "2026-03-02",
    "2026-02-30",
    "20260302",
    "9:00",
    "24:00",
    "09:30",
    "PT",
    "PT1M1H",
    "PT1H30M",
    "P1D",
]
TEXTS += [
    "2026-03-02T09:30Z",
    "2026-03-02T09:30",
    "2026-02-30T09:30Z",
    "2026-03-02T09:30+01:00[Europe/Madrid]",
    "first",
]
TEXTS += [
    "by_kind",
    "R-1",
    "impact",
    "external",
    "kitchen/hotel/meals",
    "paused",
    "0.3",
    "1e-2",
    ".5",
    "low",
    "unit",
    "monday",
    "person",
    "b2b",
    "produces",
]
ALIEN = st.sampled_from(
    [None, True, 0, -1, 1.5, [], {}, {"start": None}, {"scope": "foreign"}, *TEXTS]
) | st.sampled_from(
    [["09:00"], ["09:00", "17:00", "18:00"], ["produces"], {"kind": "retail", "party": "ana"}, {"monday": []}]
)
KEYS = st.sampled_from(
    [
        "priority",
        "due",
        "matrix",
        "cells",
        "low-high",
        "when",
        "side",
        "order",
        "id",
        "name",
        "kind",
        "market",
        "valid_for",
        "rule",
        "2026-03-02",
        "monday",
        "high",
        "unknown",
    ]
)


@st.composite
def marred(draw, sound):
    """Return the document *sound* with one to three values left out, put in or exchanged."""
    document = deepcopy(sound)
    for path in draw(st.lists(st.sampled_from(list(places(sound))), min_size=1, max_size=3)):
        *outer, last = path
        try:
            holder = document
            for step in outer:
                holder = holder[step]
            match draw(st.sampled_from(["leave out", "exchange", "put in"])):
                case "leave out":
                    del holder[last]
                case "exchange":
                    holder[last] = draw(ALIEN)
                case _ if isinstance(holder, dict):
                    holder[draw(KEYS)] = draw(ALIEN)
                case _:
                    holder.insert(last, draw(ALIEN))
        except (AttributeError, IndexError, KeyError, TypeError):
            pass  # the change before it took the place away
    return document


def problems_of(document, of=ServiceNetwork):
    try:
        from_dict(document, of)
    except Problems as problems:
        return list(problems.exceptions)
    return []


def is_of_shape(problem):
    """Whether *problem* is one of shape: a value of another type, or a key that is missing or unknown."""
    # What a matrix takes is said by its inputs; a condition on another is a key that the shape allows.
    is_of_inputs = ".when." in problem.path and problem.path.rpartition(".")[2] in {"impact", "urgency", "side", "kind"}
    return isinstance(problem.problem, InvalidType | str) and not is_of_inputs


@pytest.mark.parametrize(("of", "sound"), SAMPLES)
def test_what_loads_is_valid_and_what_is_of_another_type_or_has_other_keys_is_not(of, sound):
    @settings(at_leisure, max_examples=100)
    @given(marred(sound))
    def holds(document):
        problems = problems_of(document, of)
        if not problems:
            VALIDATORS[of].validate(document)
        if any(map(is_of_shape, problems)):
            assert not is_valid(document, of)

    holds()


@pytest.mark.parametrize("order", [[], ["b2b", "b2b"]])
def test_an_order_of_kinds_lists_each_that_it_has_once(order):
    document = {"relclient": 2, "name": "ours", "criteria": [{"kind": "by_kind", "order": order}]}
    assert problems_of(document, PriorityPolicy)
    assert not is_valid(document, PriorityPolicy)


def test_a_condition_in_a_matrix_without_inputs_is_refused_though_it_has_the_shape():
    document = {**POLICY, "matrix": {**WHOLE, "inputs": []}}
    assert is_valid(document, PriorityPolicy)
    assert list(map(str, problems_of(document, PriorityPolicy))) == [
        "$.matrix.rules[0].when.side: unknown key: no key belongs here.",
        "$.matrix.rules[0].when.kind: unknown key: no key belongs here.",
    ]


FORMS = {
    "Date": ["2026-03-02", "2026-02-30", "2026-3-2", "20260302", "2026-W10-1", "٢٠٢٦-٠٣-٠٢", ""],
    "TimeOfDay": [
        "00:00",
        "23:59",
        "24:00",
        "9:30",
        "09:30:15",
        "09:30:15.5",
        "09:30:15.000005",
        "09:60",
        "09:30Z",
        "",
    ],
    "Duration": [
        "PT4H30M",
        "PT",
        "PT1S",
        "PT0.5S",
        "PT.5S",
        "PT1M1H",
        "P1D",
        "P0D",
        "P1DT2H",
        "PT1.5H",
        "PT1.1234567S",
        "pt1h",
        "-PT1H",
        "",
    ],
    "DecimalNumber": ["0.3", "1", "-1", "1e-9", ".3", "1.", "NaN", "Infinity", "1_0", "٣", " 1", ""],
}
HOLDERS = {
    "Date": lambda text: {
        "calendars": [{"zone": "UTC", "windows": {"monday": [["09:00", "17:00"]]}, "holidays": [text]}]
    },
    "TimeOfDay": lambda text: {"calendars": [{"zone": "UTC", "windows": {"monday": [[text, "17:00"]]}}]},
    "Duration": lambda text: {
        "calendars": [{"zone": "UTC", "windows": {"monday": [["09:00", "17:00"]]}}],
        "agreements": [{"name": "desk", "targets": {"low": {"response": text}}, "calendar": "UTC"}],
    },
    "DecimalNumber": lambda text: {
        "parties": [{"kind": "organization", "id": "hotel"}, {"kind": "person", "id": "ana"}],
        "relationships": [{"provider": "hotel", "customer": "ana", "service": "stay", "staff_discount": text}],
    },
}


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in FORMS.items() for text in texts])
def test_a_text_has_the_form_that_the_schema_states_where_the_reader_takes_it(form, text):
    document = {"relclient": 2, **HOLDERS[form](text)}
    problems = [each.problem for each in problems_of(document)]
    too_much_or_too_little = any(isinstance(problem, InvalidValue) and problem.value != text for problem in problems)
    assert is_valid(document) == (not problems or too_much_or_too_little)


def test_only_what_has_a_document_has_a_schema():
    with pytest.raises(
        InvalidType, match=r"^documents as_type must be ServiceNetwork, Workload or PriorityPolicy, not "
    ):
        json_schema(Person)


def test_where_the_source_is_not_at_hand_only_the_words_are_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "packed", ModuleType("packed"))
    packed = type("Packed", (), {"__module__": "packed", "__doc__": None})
    assert (told_of(packed), dict(told_of_fields(packed))) == ("", {})
    assert dict(told_of_fields(int)) == {}
