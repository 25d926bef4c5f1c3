"""Workloads: the requests that wait, together with the network in which they came up."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from operator import attrgetter
from typing import final

from attrs import field, frozen

from relclient._validation import as_tuple, check_instance
from relclient.errors import ConflictingIds, InvalidValue, Problems, RelclientError
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.model.requests import ServiceRequest
from relclient.network import ServiceNetwork


def _in_order_of_id(requests: Iterable[ServiceRequest]) -> tuple[ServiceRequest, ...]:
    given = as_tuple(requests, "Workload.requests")
    for index, request in enumerate(given):
        check_instance(f"Workload.requests[{index}]", request, ServiceRequest, "a ServiceRequest")
    return tuple(sorted(given, key=attrgetter("id")))


@final
@frozen
class Workload:
    """
    Requests and the network in which they came up, as a value: what a queue is made of.

    The requests are kept in order of id, so that those given in another order make an equal workload.

    >>> from datetime import UTC, datetime
    >>> from relclient import Impact, Organization, Person, PriorityPolicy, Relationship, ServiceNetwork
    >>> from relclient import ServiceRequest, Urgency
    >>> from relclient import Workload
    >>> from relclient.interop.documents import dumps, loads
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> towels = ServiceRequest("R-1", stay, received=monday, impact=Impact.LOW, urgency=Urgency.HIGH)
    >>> workload = Workload(ServiceNetwork(relationships=[stay]), [towels])
    >>> loads(dumps(workload), Workload) == workload
    True
    >>> queue = PriorityPolicy.external_first().rank(workload.requests, at=monday, network=workload.network)
    >>> queue[0].request.id
    'R-1'

    Raises:
        InvalidType: *network* is no `ServiceNetwork`, or one of *requests* no `ServiceRequest`.
        Problems: all at once: two requests that have one id, and each relationship and requester
            that is not the network's.
    """

    __module__ = "relclient"

    network: ServiceNetwork
    """Who is there, and who serves whom."""
    requests: tuple[ServiceRequest, ...] = field(default=(), converter=_in_order_of_id)
    """What was asked for, in order of id; each on a relationship of the network, by a requester among its parties."""

    def __attrs_post_init__(self) -> None:
        check_instance("Workload.network", self.network, ServiceNetwork, "a ServiceNetwork")
        if problems := list(_problems(self.network, self.requests)):
            raise Problems.found(problems)


def _problems(network: ServiceNetwork, requests: tuple[ServiceRequest, ...]) -> Iterator[RelclientError]:
    for one, after in pairwise(requests):
        if one.id == after.id:
            yield ConflictingIds("requests", one.id, one, after)
    # Most requests share few relationships, the same objects as the network's: those are not compared again.
    known = set(map(id, network.relationships.values()))
    for request in requests:
        if id(request.relationship) not in known:
            yield from _stranger("relationship", request, request.relationship, network.relationships)
        if request.requester is not None:
            yield from _stranger("requester", request, request.requester, network.parties)


def _stranger(
    what: str, request: ServiceRequest, value: Relationship | Party, known: Mapping[str, Relationship | Party]
) -> Iterator[RelclientError]:
    """Yield what keeps *value*, on which *request* builds, from being the network's."""
    if value.id not in known:
        remedy = f"the network knows no such {'party' if isinstance(value, Party) else what}; add it there"
        yield InvalidValue(f"The {what} of request {request.id!r}", value.id, remedy)
    elif known[value.id] != value:
        noun = "parties" if isinstance(value, Party) else "relationships"
        yield ConflictingIds(noun, value.id, known[value.id], value)
