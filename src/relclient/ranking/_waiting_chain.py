"""Who waits on an internal customer, and through whom: the nearest external customer along the chain of services."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from relclient.model.customers import Side
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.network.impact._propagation import Affected
from relclient.network.service_network import ServiceNetwork, side_of
from relclient.ranking._context import Context


def who_waits(context: Context, party: Party) -> Affected | None:
    """
    Return the external customer nearest to *party* along the chain of services; of several, the one with the first id.

    Where a failure of *party* takes a service from somebody it is one of them, else one who has substitutes.
    """
    network = context.network
    if network is None:
        return None
    # An organization that fails takes its units with it; who waits on them alone does not wait on it.
    failed = network.affected_customers(party, on=context.day)
    affected = [one for one in failed if one.path[0].provider == party]
    if affected:
        return min(affected, key=lambda one: (len(one.path), one.customer.id))
    path = _chain_outside(network, party, context.day)
    if not path:
        return None
    return Affected(path[-1].party, path, [path[-1].service])  # type: ignore[arg-type,list-item]  # mypy solves no generic converter


def _chain_outside(network: ServiceNetwork, party: Party, day: date) -> Sequence[Relationship]:
    """Return a shortest chain of relationships from *party*, which serves external customers, to one of them."""
    links: dict[str, list[Relationship]] = {}
    for link in sorted(network.relationships.values(), key=attrgetter("id")):
        if day in link.valid_for:
            links.setdefault(link.provider.id, []).append(link)
    chains: dict[str, tuple[Relationship, ...]] = {party.id: ()}
    queue = [party.id]
    for provider in queue:
        for link in links.get(provider, ()):
            chain = (*chains[provider], link)
            if side_of(network, link, day) is Side.EXTERNAL:
                return chain
            if chains.setdefault(link.party.id, chain) is chain:
                queue.append(link.party.id)
    return ()
