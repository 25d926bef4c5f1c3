"""Edits: what leads from one network to another."""

from typing import TypeAlias, final

from attrs import frozen

from relclient.model.affiliations import Affiliation
from relclient.model.parties import Organization, Person
from relclient.model.relationships import Relationship

Record: TypeAlias = Person | Organization | Affiliation | Relationship
"""What a network is made of."""


@final
@frozen
class Edit:
    """
    What was added to a stored network, and what was removed from it; a change is a removal and an addition.

    A party that was changed is named once: the relationships and affiliations that mention it follow.

    >>> from relclient import Edit, Organization
    >>> Edit(add=(Organization("spa"),), remove=(), revision=7).revision
    7
    """

    __module__ = "relclient"

    add: tuple[Record, ...]
    """What is in the network now."""
    remove: tuple[Record, ...]
    """What is no longer in it."""
    revision: int
    """The revision of the store to which it leads."""
