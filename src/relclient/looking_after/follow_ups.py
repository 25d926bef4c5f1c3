"""Follow-ups: the purchases that are due a survey."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from relclient._validation import check_instance, check_instant
from relclient.errors import InvalidValue
from relclient.looking_after._history import ANSWERED, answered_ids, history, known_by
from relclient.model.interactions import Interaction, InteractionType
from relclient.timing.instants import since_epoch


def follow_ups(
    interactions: Iterable[Interaction], *, at: datetime, after: timedelta, within: timedelta
) -> tuple[Interaction, ...]:
    """
    Return the purchases that are due a survey at *at*, in order of time and then of id.

    A purchase is due one from *after* to *within* its own time, both ends included,
    until a survey or a review that names it has happened.

    >>> from datetime import UTC, datetime, timedelta
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship, follow_ups
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> bought = Interaction("P1", InteractionType.PURCHASE, stay, noon)
    >>> asked = Interaction("S1", InteractionType.SURVEY, stay, noon + timedelta(days=8), answers="P1")
    >>> week, month = timedelta(days=7), timedelta(days=30)
    >>> [len(follow_ups([bought, asked], at=noon + timedelta(days=day), after=week, within=month)) for day in (6, 7, 8)]
    [0, 1, 0]

    Raises:
        InvalidType: *at* is no datetime, or *after* or *within* no timedelta.
        NaiveDatetime: *at* has no zone.
        InvalidValue: *after* is below zero, or *within* is shorter than *after*.
        Problems: as `standing` does.
    """
    check_instant("follow_ups at", at)
    check_instance("follow_ups after", after, timedelta, "a timedelta")
    check_instance("follow_ups within", within, timedelta, "a timedelta")
    if after < timedelta(0):
        raise InvalidValue("follow_ups after", after, "give the time from a purchase to its survey, zero or more")
    if within < after:
        raise InvalidValue(
            "follow_ups within", within, f"it ends before it begins, {after} after the purchase; swap them"
        )
    found = history("follow_ups interactions", interactions)
    now = since_epoch(at)
    known = known_by(found, now)
    answered = answered_ids((one for one in known if ANSWERED.get(one.type) is InteractionType.PURCHASE), found)
    due = [
        one
        for one in known
        if one.type is InteractionType.PURCHASE
        and after <= now - since_epoch(one.at) <= within
        and one.id not in answered
    ]
    return tuple(sorted(due, key=lambda one: (since_epoch(one.at), one.id)))
