"""Histories of interactions: checked, each once, and as far as they were known at an instant."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from operator import attrgetter

from relclient._validation import as_tuple, keep_instances
from relclient.errors import ConflictingIds, InvalidType, InvalidValue, Problems, RelclientError
from relclient.model.interactions import Interaction, InteractionType
from relclient.timing.instants import EPOCH, since_epoch

_id = attrgetter("id")

ANSWERED = {
    InteractionType.CORRECTIVE_ACTION: InteractionType.COMPLAINT,
    InteractionType.SURVEY: InteractionType.PURCHASE,
    InteractionType.REVIEW: InteractionType.PURCHASE,
}
"""What each type of interaction answers."""


def history(what: str, interactions: Iterable[Interaction]) -> Mapping[str, Interaction]:
    """
    Return *interactions* by id, each once.

    Raises:
        Problems: something is no `Interaction`, one id stands for two of them,
            or one answers what it cannot answer; all of it at once.
    """
    try:
        given = as_tuple(interactions, what)
    except InvalidType as problem:
        raise Problems.found([problem]) from None
    problems: list[RelclientError] = []
    found: dict[str, Interaction] = {}
    # One test clears the sound ones, because a history may be asked about for each of many customers.
    if set(map(type, given)) <= {Interaction}:
        found = dict(zip(map(_id, given), given, strict=True))
    if len(found) < len(given):
        found = {}
        for one in keep_instances(what, given, Interaction, "an Interaction", problems):
            known = found.setdefault(one.id, one)
            if known is not one and known != one:
                problems.append(ConflictingIds("interactions", one.id, known, one))
    problems.extend(_wrong_answers(found))
    if problems:
        raise Problems.found(problems)
    return found


def known_by(found: Mapping[str, Interaction], now: timedelta) -> list[Interaction]:
    """Return those that had happened at *now*, counted from the epoch as `since_epoch` does."""
    return [one for one in found.values() if one.at - EPOCH <= now]


def answered_ids(known: Iterable[Interaction], found: Mapping[str, Interaction]) -> set[str]:
    """Return the ids of the interactions that one of *known* answers, none before it happened."""
    return {
        one.answers
        for one in known
        if one.answers is not None
        and (answered := found.get(one.answers)) is not None
        and since_epoch(answered.at) <= since_epoch(one.at)
    }


def _wrong_answers(found: Mapping[str, Interaction]) -> Iterable[InvalidValue]:
    for one in found.values():
        answered = None if one.answers is None else found.get(one.answers)
        if answered is None:
            continue
        expected = ANSWERED[one.type]
        if answered.type is not expected:
            remedy = f"that is a {answered.type.label()}; name a {expected.label()}"
            yield InvalidValue(f"Interaction {one.id!r} answers", one.answers, remedy)
