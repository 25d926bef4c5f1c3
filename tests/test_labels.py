"""Labels: every public enumeration speaks English, Spanish and Romanian."""

import copy
import pickle
from typing import get_args

import pytest

import catalogs
import relclient
from relclient import Capacity, CustomerKind, InvalidValue, MarketScope, Side
from relclient.interop.diagrams import Fate
from relclient.labels import Language, Term

ENUMERATIONS = [
    public
    for name in relclient.__all__
    if isinstance(public := getattr(relclient, name), type) and issubclass(public, Term)
]
TERMS = [(enumeration.__name__, member.value) for enumeration in [*ENUMERATIONS, Fate] for member in enumeration]


def test_the_enumerations_are_found():
    assert {Capacity, CustomerKind, MarketScope, Side} <= set(ENUMERATIONS)


@pytest.mark.parametrize("member", [member for enumeration in ENUMERATIONS for member in enumeration], ids=str)
def test_a_member_is_its_lower_case_name_and_has_a_label_in_each_language(member):
    assert member.value == member.name.lower()
    assert type(member)(member.value) is member
    assert all(member.label(language).strip() for language in ("en", "es", "ro"))
    assert member.label() == member.label("en")


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=lambda enumeration: enumeration.__name__)
@pytest.mark.parametrize("language", ["en", "es", "ro"])
def test_no_two_members_share_a_label(enumeration, language):
    labels = [member.label(language) for member in enumeration]
    assert len(set(labels)) == len(labels)


def test_the_kinds_have_the_terms_of_the_field():
    assert [[kind.label(language) for kind in CustomerKind] for language in ("en", "es", "ro")] == [
        ["situational customer", "horizontal customer", "framework customer", "operational customer", "retail customer", "account customer", "B2B customer"],
        ["cliente situacional", "cliente horizontal", "cliente marco", "cliente operativo", "cliente minorista", "cliente con cuenta", "cliente B2B"],
        ["client situațional", "client orizontal", "client cadru", "client operațional", "client de retail", "client cu cont", "client B2B"],
    ]  # fmt: skip


def test_another_language_is_refused_with_those_there_are():
    with pytest.raises(InvalidValue) as caught:
        Side.INTERNAL.label("de")
    assert (caught.value.what, caught.value.value) == ("label lang", "de")
    assert all(repr(language) in caught.value.remedy for language in get_args(Language))


def test_a_member_stays_the_same_member_through_pickle_and_copy():
    assert pickle.loads(pickle.dumps(Side.INTERNAL)) is Side.INTERNAL
    assert copy.deepcopy(Side.INTERNAL) is Side.INTERNAL
    assert {Side.INTERNAL: 1}[pickle.loads(pickle.dumps(Side.INTERNAL))] == 1


def test_a_language_is_a_catalog():
    assert tuple(map(catalogs.language_of, catalogs.SOURCES)) == get_args(Language)


@pytest.mark.parametrize("source", catalogs.SOURCES, ids=catalogs.language_of)
def test_a_catalog_has_every_member_and_nothing_else(source):
    messages = [message for message in catalogs.read(source) if message.id]
    assert sorted((message.context, message.id) for message in messages) == sorted(TERMS)
    assert [message.id for message in messages if not message.string or message.fuzzy] == []


@pytest.mark.parametrize("source", catalogs.SOURCES, ids=catalogs.language_of)
def test_what_programs_read_is_what_translators_wrote(source):
    packed = source.with_suffix(".mo").read_bytes()
    assert catalogs.entries(packed) == catalogs.entries(catalogs.compiled(source)), (
        "run: python tests/support/catalogs.py"
    )


def test_a_member_of_an_enumeration_that_no_catalog_knows_has_its_value_as_its_label():
    class Tier(Term):
        VERY_LARGE = "very_large"

    assert {Tier.VERY_LARGE.label(language) for language in get_args(Language)} == {"very large"}
