"""ServiceNow: the hand-offs of a real incident log as a service chain, from the groups behind to the callers."""

from datetime import date
from itertools import groupby, pairwise

import networkx as nx
import pytest

from data_sets import data_set
from relclient import HorizontalCustomer, Organization, Person, Relationship, RetailCustomer, ServiceNetwork
from relclient.interop.diagrams import to_dot
from servicenow import incident_log, incidents

TODAY = date(2016, 3, 1)
UNKNOWN = "?"


def hand_offs(changes):
    """Give the known groups that held an incident, in order, each once a stay."""
    return [
        group for group, _ in groupby(row["assignment_group"] for row in changes if row["assignment_group"] != UNKNOWN)
    ]


def links(rows):
    """
    Give who depends on whom, and for what category of help, without repetition.

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


@pytest.fixture(scope="module")
def found():
    return links(incident_log(data_set("servicenow")))


@pytest.fixture(scope="module")
def network(found):
    return ServiceNetwork(
        relationships=[
            Relationship(Organization(group), customer, category) for (group, _, category), customer in found.items()
        ]
    )


def test_the_log_becomes_groups_callers_and_their_hand_offs(network):
    groups = [party for party in network.parties.values() if isinstance(party, Organization)]
    assert (len(network.parties), len(groups), len(network.relationships)) == (428, 60, 715)


def test_the_exposure_of_every_group_is_the_number_of_callers_that_its_failure_may_affect(network):
    exposure = network.exposure(on=TODAY)
    assert exposure == {group: len(network.affected_customers(group, on=TODAY)) for group in exposure}
    assert sorted(exposure, key=lambda group: (-exposure[group], group))[:3] == ["Group 73", "Group 15", "Group 57"]
    assert [exposure[group] for group in ("Group 73", "Group 15", "Group 57")] == [349, 345, 345]


def test_substitutes_spare_callers_whom_a_search_without_them_would_reach(network, found):
    whole = nx.DiGraph((group, customer) for group, customer, _ in found)
    exposure = network.exposure(on=TODAY)
    callers = {party for party, value in network.parties.items() if isinstance(value, Person)}
    reached = {group: len(nx.descendants(whole, group) & callers) for group in exposure}
    assert all(exposure[group] <= reached[group] for group in exposure)
    spared = [group for group in exposure if exposure[group] < reached[group]]
    assert spared


def test_the_longest_chain_from_the_most_exposed_group_can_be_told_and_drawn(network):
    affected = network.affected_customers("Group 73", on=TODAY)
    longest = max(affected, key=lambda one: len(one.path))
    assert [link.provider.id for link in longest.path] == ["Group 73", "Group 25", "Group 20", "Group 23", "Group 6"]
    assert longest.customer.id == "Caller 1158"
    drawn = to_dot(ServiceNetwork(relationships=longest.path), on=TODAY, failed=["Group 73"])
    assert drawn.count(" -> ") == len(longest.path)
