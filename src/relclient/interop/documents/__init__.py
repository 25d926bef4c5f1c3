"""Documents: networks, workloads and policies as readable JSON, and back, with all that is wrong named at once."""

import json
from collections.abc import Iterable, Mapping
from enum import Enum
from importlib.resources import files
from typing import TypeAlias, TypeVar, overload

from relclient._validation import check_instance
from relclient.classification.rulebook import SoundnessRule
from relclient.errors import DocumentProblem, InvalidType, MissingExtra, Problems
from relclient.network import ServiceNetwork
from relclient.ranking.policy import PriorityPolicy

try:
    import orjson

    from relclient.interop._codecs.facts import enums_by_name
    from relclient.interop._codecs.rulebook import rules_by_name
    from relclient.interop._codecs.scalars import is_unicode, no_unicode, texts_in
    from relclient.interop.documents._attributes import is_inexact
    from relclient.interop.documents._audit import ANSWERS, Answer, write_answer
    from relclient.interop.documents._linking import Linking
    from relclient.interop.documents._reading import read_network, read_policy, read_workload
    from relclient.interop.documents._writing import write_network, write_policy, write_workload
    from relclient.ranking.workload import Workload
except ModuleNotFoundError as _error:
    raise MissingExtra.lacking(_error, __name__, "json") from None

__all__ = ["Workload", "dumps", "from_dict", "json_schema", "loads", "to_dict"]

SCHEMAS = files("relclient.interop.documents") / "schema"
"""The folder of the files that `json_schema` reads."""
D = TypeVar("D", ServiceNetwork, Workload, PriorityPolicy)
_Document: TypeAlias = ServiceNetwork | Workload | PriorityPolicy
"""What is saved and loaded."""
_TYPES = "ServiceNetwork, Workload or PriorityPolicy"


def dumps(x: ServiceNetwork | Workload | PriorityPolicy | Answer, *, indent: bool = False) -> str:
    """
    Write *x* as JSON text; with *indent* over many lines, for people to read and edit.

    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop.documents import dumps
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> print(dumps(ServiceNetwork(relationships=[stay]), indent=True))
    {
      "relclient": 2,
      "parties": [
        {
          "kind": "organization",
          "id": "hotel"
        },
        {
          "kind": "person",
          "id": "mr-pop",
          "name": "Mr. Pop"
        }
      ],
      "relationships": [
        {
          "provider": "hotel",
          "customer": "mr-pop",
          "service": "stay"
        }
      ]
    }

    Raises:
        InvalidType: *x* cannot be saved; or what it holds cannot: a calendar's holidays that are no set of dates,
            a criterion that is a function, an attribute that is no value of JSON.
        InvalidValue: a string in it holds half of a surrogate pair, which no JSON text can.
    """
    data = to_dict(x)
    try:
        return orjson.dumps(data, option=orjson.OPT_INDENT_2 if indent else None).decode()
    except orjson.JSONEncodeError:
        raise no_unicode("dumps x", next(text for text in texts_in(data) if not is_unicode(text))) from None


@overload
def loads(
    text: str | bytes, *, enums: Iterable[type[Enum]] = (), rules: Iterable[SoundnessRule] = ()
) -> ServiceNetwork: ...
@overload
def loads(
    text: str | bytes, as_type: type[D], *, enums: Iterable[type[Enum]] = (), rules: Iterable[SoundnessRule] = ()
) -> D: ...
def loads(
    text: str | bytes,
    as_type: type[object] = ServiceNetwork,
    *,
    enums: Iterable[type[Enum]] = (),
    rules: Iterable[SoundnessRule] = (),
) -> _Document:
    """
    Read a network, a workload or a policy from JSON text.

    The document of a network is that of a workload without requests, too.
    *enums* are the enumerations of which facts of one's own are members, *rules* the rules of soundness
    of one's own: documents have them by name.

    A value is taken as it is or refused, never turned into another: ``1`` is no string, ``"1"`` no number.

    >>> from relclient.interop.documents import loads
    >>> list(loads('{"relclient": 2, "parties": [{"kind": "person", "id": "ana"}]}').parties)
    ['ana']

    Raises:
        Problems: everything that is wrong with the document, each a `DocumentProblem` with its path.
        InvalidType: *text* is no string or bytes, *as_type* no type that can be read, or one of *enums* none.
        InvalidValue: two enumerations have one name.
    """
    check_instance("loads text", text, str | bytes, "a string, or bytes such as Path.read_bytes() gives")
    try:
        data: object = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if isinstance(text, str) and text.casefold().endswith(".json"):
            told = f"no JSON but the name of a file: give what stands in it, Path({text!r}).read_bytes()."
        else:
            told = f"no JSON from line {error.lineno}, column {error.colno} on: {error.msg}."
        raise Problems.found([DocumentProblem("$", told)]) from None
    if is_inexact(data):  # a whole number of more than 64 bits, of which orjson makes a fraction
        data = json.loads(text)
    return _read(data, as_type, enums, rules)


def to_dict(x: ServiceNetwork | Workload | PriorityPolicy | Answer) -> dict[str, object]:
    """
    Write *x* as plain Python values, which any JSON library, document store or template takes.

    They are dicts, lists, texts and numbers: dates, durations and decimal numbers are texts,
    and what a value has by default is left out.

    >>> from relclient import Person, ServiceNetwork
    >>> from relclient.interop.documents import to_dict
    >>> to_dict(ServiceNetwork(parties=[Person("ana", "Ana")]))
    {'relclient': 2, 'parties': [{'kind': 'person', 'id': 'ana', 'name': 'Ana'}]}

    Raises:
        InvalidType: *x* cannot be saved; or what it holds cannot: a calendar's holidays that are no set of dates,
            a criterion that is a function, an attribute that is no value of JSON.
    """
    match x:
        case ServiceNetwork():
            return write_network(x)
        case Workload():
            return write_workload(x)
        case PriorityPolicy():
            return write_policy(x)
        case _ if isinstance(x, ANSWERS):
            return write_answer(x)
        case _:
            raise InvalidType("documents x", x, f"a {_TYPES}, or an answer")


@overload
def from_dict(
    data: Mapping[str, object], *, enums: Iterable[type[Enum]] = (), rules: Iterable[SoundnessRule] = ()
) -> ServiceNetwork: ...
@overload
def from_dict(
    data: Mapping[str, object],
    as_type: type[D],
    *,
    enums: Iterable[type[Enum]] = (),
    rules: Iterable[SoundnessRule] = (),
) -> D: ...
def from_dict(
    data: Mapping[str, object],
    as_type: type[object] = ServiceNetwork,
    *,
    enums: Iterable[type[Enum]] = (),
    rules: Iterable[SoundnessRule] = (),
) -> _Document:
    """
    Read a network, a workload or a policy from plain Python values, such as rows of a database.

    *enums* and *rules* are those that `loads` takes.
    Beyond what `to_dict` gives it takes dates, times, timedeltas, decimal numbers and members of enumerations
    as they are, tuples and sets in the place of lists, and any mapping in the place of a dict.

    >>> from datetime import date
    >>> from relclient.interop.documents import from_dict
    >>> network = from_dict({
    ...     "relclient": 2,
    ...     "parties": [{"kind": "organization", "id": "hotel"}, {"kind": "person", "id": "ana"}],
    ...     "affiliations": [{
    ...         "party": "ana", "organization": "hotel", "capacity": "employee",
    ...         "valid_for": {"start": date(2026, 3, 2)},
    ...     }],
    ... })
    >>> print(network.affiliations[0])
    ana is employee of hotel since 2026-03-02

    Raises:
        Problems: everything that is wrong with the document, each a `DocumentProblem` with its path.
        InvalidType: *as_type* is no type that can be read, or one of *enums* no enumeration.
        InvalidValue: two enumerations have one name.
    """
    return _read(data, as_type, enums, rules)


def json_schema(as_type: type[_Document] = ServiceNetwork) -> dict[str, object]:
    """
    Describe the documents of *as_type* as a JSON Schema of draft 2020-12, for programs in other languages.

    What loads is valid; what is not valid does not load.
    The schema knows the shape of a document, not what its ids refer to, nor what makes a network sound.
    It is read anew each time, so that a caller may add to it.

    >>> from relclient.interop.documents import json_schema
    >>> json_schema()["$defs"]["Risk"]["enum"]
    ['low', 'managed']

    Raises:
        InvalidType: *as_type* is no type that can be read.
    """
    if as_type not in {ServiceNetwork, Workload, PriorityPolicy}:
        raise InvalidType("documents as_type", as_type, _TYPES)
    schema: dict[str, object] = orjson.loads(SCHEMAS.joinpath(f"{as_type.__name__}.json").read_bytes())
    return schema


def _read(
    data: object, as_type: type[object], enums: Iterable[type[Enum]], rules: Iterable[SoundnessRule]
) -> _Document:
    linking = Linking(enums_by_name(enums), rules_by_name(rules))
    if as_type is ServiceNetwork:
        return read_network(data, linking)
    if as_type is Workload:
        return read_workload(data, linking)
    if as_type is PriorityPolicy:
        return read_policy(data, linking)
    raise InvalidType("documents as_type", as_type, _TYPES)
