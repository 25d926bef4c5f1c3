"""Facts of one's own, as documents and stores spell them."""

from enum import Enum

import pytest

from relclient import InvalidType, InvalidValue, MarketScope
from relclient.interop._codecs.facts import enums_by_name, read_domain, read_fact, write_domain, write_fact


class Tier(Enum):
    GOLD = 1
    SILVER = 2


KNOWN = enums_by_name([Tier])


@pytest.mark.parametrize(
    ("fact", "written"), [(True, True), (Tier.GOLD, "Tier.GOLD"), (MarketScope.FOREIGN, "MarketScope.FOREIGN")]
)
def test_a_fact_comes_back_as_what_it_was(fact, written):
    assert write_fact(fact) == written
    assert read_fact(written, KNOWN) is read_fact(fact, KNOWN) is fact


@pytest.mark.parametrize(("domain", "written"), [(bool, "bool"), (Tier, "Tier"), (MarketScope, "MarketScope")])
def test_a_domain_comes_back_as_what_it_was(domain, written):
    assert write_domain(domain) == written
    assert read_domain(written, KNOWN) is domain


@pytest.mark.parametrize(
    ("read", "value", "error"),
    [
        (read_fact, "gold", InvalidType("", "gold", "true, false, or a member of an enumeration such as 'Tier.GOLD'")),
        (read_fact, 1, InvalidType("", 1, "true, false, or a member of an enumeration such as 'Tier.GOLD'")),
        (read_fact, "Tier.gold", InvalidValue("", "Tier.gold", "the members of Tier are 'GOLD' or 'SILVER'")),
        (
            read_fact,
            "Teir.GOLD",
            InvalidValue("", "Teir.GOLD", "no enumeration called 'Teir' is known here; give it with enums=[Teir]"),
        ),
        (read_domain, 7, InvalidType("", 7, "'bool' or the name of an enumeration")),
        (
            read_domain,
            "int",
            InvalidValue("", "int", "no enumeration called 'int' is known here; give it with enums=[int]"),
        ),
    ],
)
def test_what_names_no_fact_and_no_domain_is_refused(read, value, error):
    with pytest.raises(type(error)) as caught:
        read(value, KNOWN)
    assert str(caught.value) == str(error)


def test_two_enumerations_of_one_name_are_refused():
    for other in (Enum("Tier", "GOLD"), Enum("MarketScope", "DOMESTIC")):
        with pytest.raises(InvalidValue) as caught:
            enums_by_name([Tier, other])
        assert (caught.value.what, caught.value.value) == ("enums[1]", other)
    assert enums_by_name([Tier, Tier])["Tier"] is Tier


@pytest.mark.parametrize("given", [[Tier.GOLD], [bool], "Tier"])
def test_only_enumerations_are_taken(given):
    with pytest.raises(InvalidType):
        enums_by_name(given)
