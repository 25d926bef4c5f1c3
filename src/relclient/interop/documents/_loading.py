"""Loading: what a document says, or everything that is wrong with it."""

from itertools import pairwise

from attrs import fields

from relclient.errors import (
    DocumentProblem,
    InvalidValue,
    MultipleParents,
    OwnershipCycle,
    Problems,
    RelclientError,
)
from relclient.interop._codecs.entries import VERSION, NetworkDocument, PolicyDocument, WorkloadDocument
from relclient.interop._codecs.scalars import is_object
from relclient.interop.documents._problems import problems_of
from relclient.interop.documents._reading import Reading, reading
from relclient.interop.documents._structure import converter
from relclient.interop.documents._upgrading import upgraded
from relclient.model.affiliations import Affiliation
from relclient.network import ServiceNetwork
from relclient.ranking.policy import PriorityPolicy
from relclient.ranking.workload import Workload

_SECTIONS = frozenset(field.name for field in fields(WorkloadDocument)) - {"relclient"}
"""The keys that no policy has."""


def read_network(data: object) -> ServiceNetwork:
    """Read a network."""
    network, _ = _read(data, NetworkDocument)
    return network


def read_workload(data: object) -> Workload:
    """Read a workload; a network is one without requests."""
    network, told = _read(data, WorkloadDocument)
    return Workload(network, told.requests.found.values())


def read_policy(data: object) -> PriorityPolicy:
    """Read a policy."""
    _check_version(data)
    _check_is_policy(data)
    try:
        document: PolicyDocument = converter().structure(upgraded(data), PolicyDocument)
        return PriorityPolicy(document.name, document.criteria, document.matrix)
    except Exception as error:  # noqa: BLE001  # problems_of raises again what is no fault of the document
        problems = list(problems_of(error, owner=PriorityPolicy))
    raise Problems.found(problems)


def _read(data: object, shape: type[NetworkDocument]) -> tuple[ServiceNetwork, Reading]:
    _check_version(data)
    _check_is_no_policy(data)
    problems: list[RelclientError] = []
    with reading() as told:
        try:
            converter().structure(upgraded(data), shape)
        except Exception as error:  # noqa: BLE001  # problems_of raises again what is no fault of the document
            problems.extend(problems_of(error))
    network = None
    try:  # to make a network of all that is sound, even if some is not: its parts may still not fit together
        network = ServiceNetwork(
            told.affiliations.values(), told.relationships.found.values(), told.parties.found.values()
        )
    except Problems as unsound:
        problems.extend(_located(problem, told) for problem in unsound.exceptions)
    if network is None or problems:
        raise Problems.found(problems)
    return network, told


def _check_version(data: object) -> None:
    """Refuse what a later release wrote before its other keys are found to be unknown."""
    version = data.get("relclient") if is_object(data) else None
    if type(version) is int and version > VERSION:
        remedy = f"this release reads version {VERSION}; a later one wrote the document, so install that"
        raise Problems.found([DocumentProblem("$.relclient", InvalidValue("$.relclient", version, remedy))])


def _check_is_policy(data: object) -> None:
    """Refuse the document of a network before its keys are found to be unknown, and those of a policy to be missing."""
    if is_object(data) and "criteria" not in data and not _SECTIONS.isdisjoint(data):
        held, as_type = ("workload", "Workload") if "requests" in data else ("network", "ServiceNetwork")
        raise _other_document(held, as_type)


def _check_is_no_policy(data: object) -> None:
    """Refuse the document of a policy before its keys are found to be unknown."""
    if is_object(data) and "criteria" in data and _SECTIONS.isdisjoint(data):
        raise _other_document("policy", "PriorityPolicy")


def _other_document(held: str, as_type: str) -> Problems:
    return Problems.found([DocumentProblem("$", f"this is the document of a {held}: load it as a {as_type}.")])


def _located(problem: Exception, told: Reading) -> DocumentProblem:
    """Say where a circle closes, or a second parent comes in: at the last tie of the document that is part of it."""
    match problem:
        case MultipleParents(child=child, parents=parents):
            ends = {(child, parent) for parent in parents}
        case OwnershipCycle(chain=ids):
            ends = set(pairwise(ids))
        case _:
            return DocumentProblem("$", str(problem))
    last = max(place for place, tie in told.affiliations.items() if _is_ownership_of(tie, ends))
    return DocumentProblem(f"$.affiliations[{last}]", problem)


def _is_ownership_of(tie: Affiliation, ends: set[tuple[str, str]]) -> bool:
    return tie.capacity.is_ownership and (tie.party.id, tie.organization.id) in ends
