"""Reading: what a document says, or everything that is wrong with it."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

from relclient.errors import DocumentProblem, InvalidType, InvalidValue, Problems
from relclient.interop._codecs.entries import VERSION
from relclient.interop._codecs.scalars import is_object, read_list, read_object
from relclient.interop.documents._entries import (
    VERSIONS,
    NetworkDocument,
    WorkloadDocument,
    converter,
    entry_hook,
    parts_of,
    sections_of,
)
from relclient.interop.documents._linking import Linking, Section
from relclient.interop.documents._problems import Findings
from relclient.interop.documents._upgrading import upgraded
from relclient.network import ServiceNetwork
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.workload import Workload

T = TypeVar("T")
_SECTIONS = sections_of(WorkloadDocument)
"""The keys that no policy has."""


def read_network(data: object, linking: Linking) -> ServiceNetwork:
    """Read a network."""
    return _sound(_read(data, NetworkDocument, linking), linking.findings)


def read_workload(data: object, linking: Linking) -> Workload:
    """Read a workload; a network is one without requests."""
    network = _sound(_read(data, WorkloadDocument, linking), linking.findings)
    return Workload(network, linking.sections["requests"].found.values())


def read_policy(data: object, linking: Linking) -> PriorityPolicy:
    """Read a policy."""
    _check_version(data)
    if is_object(data) and "criteria" not in data and not _SECTIONS.keys().isdisjoint(data):
        held, as_type = ("workload", "Workload") if "requests" in data else ("network", "ServiceNetwork")
        raise _other_document(held, as_type)
    policy: PriorityPolicy | None = None
    try:
        entry = dict(_root(data, linking.findings))
        entry.pop("relclient", None)
        policy = linking.make(PriorityPolicy, converter().structure(entry, PriorityPolicy))
    except Exception as error:  # noqa: BLE001  # the findings raise again what is no fault of the document
        linking.findings.add(error, "$")
    return _sound(policy, linking.findings)


def _sound(value: T | None, findings: Findings) -> T:
    """Return *value*, which was made, unless something is wrong."""
    if value is None or findings.faults:
        raise Problems.found([*findings.faults, *findings.following])
    return value


def _read(data: object, document: type[NetworkDocument], linking: Linking) -> ServiceNetwork | None:
    _check_version(data)
    if is_object(data) and "criteria" in data and _SECTIONS.keys().isdisjoint(data):
        raise _other_document("policy", "PriorityPolicy")
    try:
        given = upgraded(_root(data, linking.findings))
    except InvalidType as error:
        linking.findings.add(error, "$")
        return None
    linking.findings.add_unknown(given, get_type_hints(document), "$")
    for name, of in sections_of(document).items():
        _read_section(name, of, given.get(name, ()), linking)
    parts = {name: linking.part(name, of, given[name]) for name, of in parts_of(document).items() if name in given}
    return linking.network({name: part for name, part in parts.items() if part is not None})


def _read_section(name: str, of: object, value: object, linking: Linking) -> None:
    """Read every entry, and put values in the place of its ids."""
    section = linking.sections[name] = Section(name)
    try:
        entries = read_list(value)
    except InvalidType as error:
        section.unread = f"$.{name}"
        linking.findings.add(error, section.unread)
        return
    read = entry_hook(of)
    for place, raw in enumerate(entries):
        try:
            entry = read(raw, None)
        except Exception as error:  # noqa: BLE001  # the findings raise again what is no fault of the document
            linking.give_up(error, of, raw, name, place)
        else:
            linking.add(of, entry, name, place)


# The root.


def _root(data: object, findings: Findings) -> Mapping[str, Any]:
    """Take the root of a document, and check its version."""
    given = read_object(data)
    version = given.get("relclient")
    if "relclient" not in given:
        told = f"the key 'relclient' is missing: add it, with {VERSION}, the version of the format."
        findings.faults.append(DocumentProblem("$", told))
    elif type(version) is not int:
        findings.add(InvalidType("", version, f"the number {VERSION}"), "$.relclient")
    elif version not in VERSIONS:
        findings.add(InvalidValue("", version, _READ), "$.relclient")
    return given


_READ = f"this release reads version{'s' * (len(VERSIONS) > 1)} {' and '.join(map(str, VERSIONS))}"


def _check_version(data: object) -> None:
    """Raise for what a later release wrote, before its other keys are found to be unknown."""
    version = data.get("relclient") if is_object(data) else None
    if type(version) is int and version > VERSION:
        remedy = f"{_READ}; a later one wrote the document, so install that"
        raise Problems.found([DocumentProblem("$.relclient", InvalidValue("$.relclient", version, remedy))])


def _other_document(held: str, as_type: str) -> Problems:
    return Problems.found([DocumentProblem("$", f"this is the document of a {held}: load it as a {as_type}.")])
