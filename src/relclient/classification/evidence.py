"""Evidence: what is known of a party, seen from a provider."""

from operator import attrgetter
from typing import final

from attrs import fields, frozen

from relclient.errors import InvalidType


class _Packed:
    """Room for the facts as one integer, beside the fields and no part of the value."""

    __slots__ = ("_place",)
    _place: int


@final
@frozen(kw_only=True)
class Evidence(_Packed):
    """
    What is known of a party, seen from a provider, that makes it a customer of some kind.

    Facts of an app's own stand beside it: see `classify`.

    >>> from relclient import Evidence
    >>> Evidence(employed=True).contracted
    False

    Raises:
        InvalidType: a fact is no bool.
    """

    __module__ = "relclient"

    same_group: bool = False
    """It is an organization of the provider's group."""
    employed: bool = False
    """It is staff of the group, full-time or temporary."""
    contracted: bool = False
    """It works for the group under a contract."""
    owns: bool = False
    """It owns an organization of the group."""
    holds_stake: bool = False
    """It is a shareholder or another stakeholder of the group."""
    delivers: bool = False
    """It is a partner or supplier that has a hand in delivering the product."""
    occasional: bool = False
    """It depends on the provider at a given moment, for a given reason."""
    decides_offer: bool = False
    """It decides which products are offered, or which markets are targeted."""
    produces: bool = False
    """It produces goods or supplies services."""
    is_organization: bool = False
    """It is an organization, not a person."""
    standing_account: bool = False
    """It is served through a standing arrangement, which is more than a customer number."""
    serves_outsiders: bool = False
    """It serves, that day, somebody who is an outsider toward the provider; the provider itself does not count."""
    supplies: bool = False
    """It provides some service, to anybody, that day."""

    def __attrs_post_init__(self) -> None:
        place = 0
        for fact in _facts_of(self):
            if fact is False:
                place += place
            elif fact is True:
                place += place + 1
            else:
                name = next(name for name in FACTS if getattr(self, name) is fact)
                raise InvalidType(f"Evidence.{name}", fact, "True or False")
        object.__setattr__(self, "_place", place)


FACTS = tuple(fact.name for fact in fields(Evidence))
"""The names of the facts, in order."""
_facts_of = attrgetter(*FACTS)


def place_of(evidence: Evidence) -> int:
    """
    Return the facts of *evidence* as one integer, the first fact in the highest bit.

    Raises:
        InvalidType: *evidence* is no `Evidence`.
    """
    if not isinstance(evidence, Evidence):
        raise InvalidType("classify evidence", evidence, "an Evidence")
    # Copies and pickles restore the fields only.
    evidence.__attrs_post_init__()
    return evidence._place  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its own module


def facts_at(place: int) -> dict[str, bool]:
    """Return the facts that *place* stands for, by name."""
    return {name: bool(place >> shift & 1) for name, shift in zip(FACTS, reversed(range(len(FACTS))), strict=True)}
