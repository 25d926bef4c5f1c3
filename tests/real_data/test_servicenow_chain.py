"""ServiceNow: the hand-offs of a real incident log as a service chain, from the groups behind to the callers."""

from datetime import date
from itertools import groupby, pairwise

import networkx as nx
import pytest

from data_sets import data_sets
from relclient import HorizontalCustomer, Organization, Person, Relationship, RetailCustomer, ServiceNetwork
from relclient.interop.diagrams import to_dot
from servicenow import incident_log, incidents

TODAY = date(2016, 3, 1)
UNKNOWN = "?"
# What is found in the sample and in the excerpt, by the number of relationships.
SIZES = {60: (73, 25), 715: (428, 60)}
MOST_EXPOSED = {
    60: {"Group 54": 23, "Group 30": 22, "Group 39": 21},
    715: {"Group 73": 349, "Group 15": 345, "Group 57": 345},
}
LONGEST_CHAIN = {
    60: ["Group 54", "Group 70", "Group 55", "Caller 3776"],
    715: ["Group 73", "Group 25", "Group 20", "Group 23", "Group 6", "Caller 1158"],
}


def hand_offs(changes):
    """Return the known groups that held an incident, in order, each once a stay."""
    return [
        group for group, _ in groupby(row["assignment_group"] for row in changes if row["assignment_group"] != UNKNOWN)
    ]


def links(rows):
    """
    Return who depends on whom, and for what category of help, without repetition.

    The caller depends on the first group; a group that hands an incident on depends on the next one.
    Two groups that the same party turned to with the same category are substitutes.
    """
    found = {}
    for _, changes in incidents(rows):
        caller, category, groups = changes[0]["caller_id"], changes[0]["category"], hand_offs(changes)
        if caller == UNKNOWN or not groups:
            continue
        found[groups[0], caller, category] = RetailCustomer(Person(caller))
        for earlier, later in pairwise(groups):
            found[later, earlier, category] = HorizontalCustomer(Organization(earlier))
    return found


@pytest.fixture(scope="module", params=data_sets("servicenow"))
def found(request):
    return links(incident_log(request.param))


@pytest.fixture(scope="module")
def network(found):
    return ServiceNetwork(
        relationships=[
            Relationship(Organization(group), customer, category) for (group, _, category), customer in found.items()
        ]
    )


def test_the_log_becomes_groups_callers_and_their_hand_offs(network):
    groups = [party for party in network.parties.values() if isinstance(party, Organization)]
    assert (len(network.parties), len(groups)) == SIZES[len(network.relationships)]


def test_the_exposure_of_every_group_is_the_number_of_callers_that_its_failure_may_affect(network):
    exposure = network.exposure(on=TODAY)
    assert exposure == {group: len(network.affected_customers(group, on=TODAY)) for group in exposure}
    most = sorted(exposure, key=lambda group: (-exposure[group], group))[:3]
    assert {group: exposure[group] for group in most} == MOST_EXPOSED[len(network.relationships)]


def test_substitutes_spare_callers_whom_a_search_without_them_would_reach(network, found):
    whole = nx.DiGraph((group, customer) for group, customer, _ in found)
    exposure = network.exposure(on=TODAY)
    callers = {party for party, value in network.parties.items() if isinstance(value, Person)}
    reached = {group: len(nx.descendants(whole, group) & callers) for group in exposure}
    assert all(exposure[group] <= reached[group] for group in exposure)
    spared = [group for group in exposure if exposure[group] < reached[group]]
    assert spared


def test_the_longest_chain_from_the_most_exposed_group_can_be_told_and_drawn(network):
    most = next(iter(MOST_EXPOSED[len(network.relationships)]))
    affected = network.affected_customers(most, on=TODAY)
    longest = max(affected, key=lambda one: len(one.path))
    chain = [*(link.provider.id for link in longest.path), longest.customer.id]
    assert chain == LONGEST_CHAIN[len(network.relationships)]
    drawn = to_dot(ServiceNetwork(relationships=longest.path), on=TODAY, failed=[most])
    assert drawn.count(" -> ") == len(longest.path)
