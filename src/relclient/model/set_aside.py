"""What is set aside: a value that could not be taken in with the others, and why."""

from typing import Generic, TypeVar, final

from attrs import frozen

from relclient.errors import RelclientError

V_co = TypeVar("V_co", covariant=True)


@final
@frozen
class SetAside(Generic[V_co]):
    """
    A value that was left out, as it was given, and what is wrong with it.

    >>> from datetime import UTC, datetime
    >>> from relclient import ByAttribute, Impact, Organization, PriorityPolicy, Relationship, ServiceRequest, Urgency
    >>> repair = Relationship(Organization("it"), Organization("kitchen"), "repairs")
    >>> monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> oven = ServiceRequest("oven", repair, received=monday, impact=Impact.HIGH, urgency=Urgency.LOW)
    >>> ranking = PriorityPolicy("by cost", [ByAttribute("cost")]).rank([oven], at=monday, invalid="set_aside")
    >>> [(one.item.id, type(one.problem).__name__) for one in ranking.set_aside]
    [('oven', 'MissingValue')]
    """

    __module__ = "relclient"

    item: V_co
    """What was left out."""
    problem: RelclientError
    """What is wrong with it; `Problems` where there are several."""
