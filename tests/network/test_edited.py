"""Several changes at once: removals by value, then additions, with the errors of a new network."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relclient import (
    Affiliation,
    B2BCustomer,
    Capacity,
    ConflictingIds,
    InvalidType,
    InvalidValue,
    Organization,
    Period,
    Person,
    Problems,
    Relationship,
    ServiceNetwork,
)
from strategies import networks

HOTEL, SPA, ACME = Organization("hotel"), Organization("spa"), Organization("acme")
ANA, DAN = Person("ana"), Person("dan", "Dan")
UNIT = Affiliation(SPA, HOTEL, Capacity.UNIT)
WORK = Affiliation(ANA, SPA, Capacity.EMPLOYEE, Period(date(2026, 3, 1)))
ROOMS = Relationship(HOTEL, B2BCustomer(ACME, contacts=[DAN]), "rooms")
NETWORK = ServiceNetwork([UNIT, WORK], [ROOMS])


def problems_of(**edit):
    with pytest.raises(Problems) as caught:
        NETWORK.edited(**edit)
    return caught.value.exceptions


def test_removals_and_additions_make_the_network_that_a_new_one_would_be():
    stay = Relationship(HOTEL, DAN, "stay")
    left = Affiliation(ANA, SPA, Capacity.EMPLOYEE, Period(date(2026, 3, 1), date(2026, 4, 1)))
    after = NETWORK.edited(add=[stay, left], remove=[WORK])
    assert after == ServiceNetwork([UNIT, left], [ROOMS, stay])
    assert ServiceNetwork([UNIT, WORK], [ROOMS]) == NETWORK


def test_an_addition_that_is_there_changes_nothing():
    assert NETWORK.edited(add=[UNIT, ROOMS, DAN]) == NETWORK
    assert NETWORK.edited() == NETWORK


def test_a_party_removed_and_added_under_one_id_is_replaced_everywhere_also_as_a_contact():
    daniel = Person("dan", "Daniel")
    after = NETWORK.edited(add=[daniel, Relationship(HOTEL, DAN, "stay")], remove=[DAN])
    assert after.parties["dan"] is daniel
    assert after.relationships[ROOMS.id].customer.contacts == (daniel,)
    assert after.relationships["hotel/dan/stay"].party == daniel


def test_what_the_network_has_not_as_it_is_given_cannot_be_removed():
    other = Affiliation(ANA, SPA, Capacity.TEMPORARY)
    problems = problems_of(remove=[other, Person("dan", "Daniel"), Relationship(HOTEL, DAN, "stay")])
    assert [(type(one), one.what) for one in problems] == [(InvalidValue, f"edited remove[{n}]") for n in range(3)]


def test_a_party_that_something_still_names_cannot_be_removed():
    (problem,) = problems_of(remove=[DAN])
    assert (problem.what, problem.value) == ("edited remove", "dan")
    assert "dan" not in NETWORK.edited(remove=[DAN, ROOMS, ACME]).parties


def test_what_is_no_record_and_an_id_with_two_contents_are_refused():
    assert [type(one) for one in problems_of(add=["ana"], remove=[7])] == [InvalidType, InvalidType]
    (conflict,) = problems_of(add=[Person("dan", "Daniel")])
    assert isinstance(conflict, ConflictingIds)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_what_is_removed_and_added_again_leaves_an_equal_network(network, data):
    records = [*network.affiliations, *network.relationships.values()]
    some = data.draw(st.lists(st.sampled_from(records), unique=True)) if records else []
    without = network.edited(remove=some)
    assert without.edited(add=some) == network
    assert network.edited(add=some, remove=some) == network
