"""Parties and affiliations: who there is, and who is tied to whom."""

import pickle
from datetime import date

import pytest

from relclient import Affiliation, BusinessFunction, Capacity, InvalidType, InvalidValue, Organization, Period, Person

ANA, HOTEL, SPA = Person("ana", "Ana"), Organization("hotel", "the hotel"), Organization("spa")
ONLY_ORGANIZATIONS = {Capacity.UNIT, Capacity.SUBSIDIARY}
ONLY_PERSONS = {Capacity.EMPLOYEE, Capacity.TEMPORARY, Capacity.OWNER}


@pytest.mark.parametrize("kind", [Person, Organization])
def test_a_party_without_a_name_is_called_by_its_id(kind):
    assert kind("x") == kind("x", "x")
    assert kind("x").name == "x"


def test_a_person_and_an_organization_with_one_id_are_different():
    assert Person("x") != Organization("x")
    assert len({Person("x"), Organization("x"), Person("x")}) == 2


@pytest.mark.parametrize("kind", [Person, Organization])
@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((7,), InvalidType, "{}.id must be a string, not 7 (int)."),
        (("",), InvalidValue, "{}.id cannot be '': give a string that is not blank."),
        (("x", None), InvalidType, "{}.name must be a string, not None (NoneType)."),
        (("x", " "), InvalidValue, "{}.name cannot be ' ': give a string that is not blank."),
        (("\t", "x"), InvalidValue, "{}.id cannot be '\\t': give a string that is not blank."),
        (("x", ""), InvalidValue, "{}.name cannot be '': give a string that is not blank."),
    ],
)
def test_a_party_needs_an_id_and_a_name(kind, arguments, error, words):
    with pytest.raises(error) as caught:
        kind(*arguments)
    assert str(caught.value) == words.format(kind.__name__)


def test_a_party_never_changes():
    with pytest.raises(AttributeError):
        ANA.name = "Anna"
    assert not hasattr(ANA, "__dict__")


@pytest.mark.parametrize("capacity", Capacity)
@pytest.mark.parametrize("party", [ANA, SPA])
def test_a_capacity_that_does_not_fit_the_party_is_refused(capacity, party):
    refused = capacity in (ONLY_ORGANIZATIONS if isinstance(party, Person) else ONLY_PERSONS)
    if refused:
        with pytest.raises(InvalidValue, match=rf"can be {capacity.label()} of an organization\.$"):
            Affiliation(party, HOTEL, capacity)
    else:
        assert Affiliation(party, HOTEL, capacity).capacity is capacity


def test_units_and_subsidiaries_are_owned_and_only_workers_belong_to_a_group():
    assert {capacity for capacity in Capacity if capacity.is_ownership} == ONLY_ORGANIZATIONS
    assert {capacity for capacity in Capacity if capacity.is_work} == ONLY_PERSONS | {Capacity.CONTRACTOR}


def test_nobody_is_tied_to_itself():
    with pytest.raises(InvalidValue, match="no party is tied to itself"):
        Affiliation(HOTEL, Organization("hotel", "another name"), Capacity.PARTNER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"party": "ana"}, "Affiliation.party must be a Person or an Organization, not 'ana' (str)."),
        (
            {"organization": ANA},
            "Affiliation.organization must be an Organization, not Person(id='ana', name='Ana') (Person).",
        ),
        (
            {"capacity": "employee"},
            "Affiliation.capacity must be a Capacity such as Capacity.EMPLOYEE, not 'employee' (str).",
        ),
        ({"valid_for": None}, "Affiliation.valid_for must be a Period, not None (NoneType)."),
        (
            {"functions": [[]]},
            "Affiliation.functions must be a set of BusinessFunction members or None, not [[]] (list).",
        ),
        (
            {"functions": "produces"},
            "Affiliation.functions must be a set of BusinessFunction members or None, not 'produces' (str).",
        ),
        (
            {"functions": ["produces"]},
            "Affiliation.functions must be a set of BusinessFunction members or None such as BusinessFunction.PRODUCES, not 'produces' (str).",
        ),
        (
            {"functions": BusinessFunction.PRODUCES},
            "Affiliation.functions must be a set of BusinessFunction members or None, not <BusinessFunction.PRODUCES: 'produces'> (BusinessFunction).",
        ),
    ],
)
def test_an_affiliation_names_what_is_of_another_type(change, words):
    sound = {"party": ANA, "organization": HOTEL, "capacity": Capacity.EMPLOYEE}
    with pytest.raises(InvalidType) as caught:
        Affiliation(**sound | change)
    assert str(caught.value) == words


def test_affiliations_of_equal_content_are_equal_however_the_functions_were_given():
    given = [BusinessFunction.PRODUCES, BusinessFunction.DECIDES_OFFER]
    one, other = (Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, functions=order) for order in (given, given[::-1]))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one


def test_functions_that_are_not_said_are_not_the_same_as_none_at_all():
    unsaid, none = Affiliation(ANA, HOTEL, Capacity.EMPLOYEE), Affiliation(ANA, HOTEL, Capacity.EMPLOYEE, functions=())
    assert (unsaid.functions, none.functions) == (None, frozenset())
    assert unsaid != none
    assert len({unsaid, none}) == 2


def test_a_reseller_is_neither_owned_nor_staff():
    assert (Capacity.RESELLER.is_ownership, Capacity.RESELLER.is_work) == (False, False)


def test_an_affiliation_in_words():
    assert str(Affiliation(ANA, HOTEL, Capacity.OWNER)) == "Ana is owner of the hotel"
    ends = Period.through(None, date(2026, 5, 31))
    assert (
        str(Affiliation(ANA, HOTEL, Capacity.TEMPORARY, ends))
        == "Ana is temporary worker of the hotel until 2026-05-31"
    )
