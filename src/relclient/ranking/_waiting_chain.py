"""Who waits on an internal customer, and through whom: the nearest external customer along the chain of services."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter

from relclient.model.customers import Side
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.network.impact._propagation import Affected
from relclient.network.service_network import ServiceNetwork, side_of


def who_waits(network: ServiceNetwork, party: Party, day: date) -> Affected:
    """
    Return the external customer nearest to *party* along the chain of services; of several, the one with the first id.

    Where a failure of *party* takes a service from somebody it is one of them, else one who has substitutes.
    Somebody waits on *party*: the network finds that it serves external customers.
    """
    # An organization that fails takes its units with it; who waits on them alone does not wait on it.
    failed = network.affected_customers(party, on=day)
    affected = [one for one in failed if one.path[0].provider == party]
    if affected:
        return min(affected, key=lambda one: (len(one.path), one.customer.id))
    path = next(chain for chain in _chains(network, party, day) if side_of(network, chain[-1], day) is Side.EXTERNAL)
    return Affected(path[-1].party, path, [path[-1].service])  # type: ignore[arg-type,list-item]  # mypy solves no generic converter


def _chains(network: ServiceNetwork, party: Party, day: date) -> Iterator[Sequence[Relationship]]:
    """Yield chains of relationships from *party*, the shortest first, to everyone to whom one leads."""
    links: dict[str, list[Relationship]] = {}
    for link in sorted(network.relationships.values(), key=attrgetter("id")):
        if day in link.valid_for:
            links.setdefault(link.provider.id, []).append(link)
    met = {party.id}
    queue: deque[tuple[str, tuple[Relationship, ...]]] = deque([(party.id, ())])
    while True:  # until the one who asks has found somebody outside
        provider, before = queue.popleft()
        for link in links.get(provider, ()):
            chain = (*before, link)
            yield chain
            if link.party.id not in met:
                met.add(link.party.id)
                queue.append((link.party.id, chain))
