"""What is needed: the least changes of a request that would put it before another."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any, Final

from attrs import evolve

from relclient.errors import Problems
from relclient.model.priorities import Impact, Urgency
from relclient.model.requests import ServiceRequest
from relclient.ranking._context import Context, in_zone
from relclient.ranking._sorting import sort_items
from relclient.ranking.comparison import Comparison
from relclient.ranking.criteria import ByAttribute, ByKey, ByPriority, ByTurn, EarliestDue
from relclient.ranking.criteria._behavior import behavior_of
from relclient.ranking.explanation import Needed
from relclient.sla.due import DueAspect
from relclient.timing.instants import EPOCH

_MOMENT: Final = timedelta(microseconds=1)
_LATEST: Final = datetime.max.replace(tzinfo=UTC)


def needed_changes(
    request: ServiceRequest, other: ServiceRequest, context: Context, replaced: Callable[[ServiceRequest], Context]
) -> Iterator[Needed]:
    """
    Yield the least changes of *request* that put it before *other*, fewest first.

    *replaced* returns the context of the queue in which another request stands for it.
    """
    turns = any(isinstance(criterion, ByTurn) for criterion in context.terms.deciding)

    def comes_first(changes: Mapping[str, object]) -> ServiceRequest | None:
        changed = apply_changes(request, changes)
        asked = replaced(changed) if turns else context
        try:
            return changed if Comparison(asked, (changed, other)).parting(0, 1)[1] else None
        except Problems:
            if not changes:
                raise
            return None  # with these changes it could not be ranked

    choices = dict(_choices(request, other, context, everyone=turns))
    found: list[frozenset[str]] = []
    for count in range(len(choices) + 1):
        for names in combinations(choices, count):
            if any(smaller <= set(names) for smaller in found):
                continue
            for steps in _nearest_first([len(choices[name]) for name in names]):
                changes = {name: choices[name][step] for name, step in zip(names, steps, strict=True)}
                changed = comes_first(changes)
                if changed is not None:
                    found.append(frozenset(names))
                    yield Needed(changed, changes)
                    break


def apply_changes(request: ServiceRequest, changes: Mapping[str, object]) -> ServiceRequest:
    """Return *request* with *changes*: impact, urgency and due by these names, attributes by theirs; None takes off."""
    fields: dict[str, Any] = {name: value for name, value in changes.items() if name in _FIELDS}
    attributes = {name: value for name, value in changes.items() if name not in _FIELDS}
    if attributes:
        taken_off = {name for name, value in attributes.items() if value is None}
        fields["attributes"] = {
            name: value for name, value in {**request.attributes, **attributes}.items() if name not in taken_off
        }
    return evolve(request, **fields)


_FIELDS: Final = ("impact", "urgency", "due")


def _nearest_first(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the choices of one value for each name, those of the fewest steps first."""
    return sorted(product(*map(range, sizes)), key=sum)


def _choices(
    request: ServiceRequest, other: ServiceRequest, context: Context, *, everyone: bool
) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield what could change, each with the values to try, the nearest first."""
    criteria = context.terms.deciding
    reads_all = any(isinstance(one, ByKey) for one in criteria)
    aspects: list[DueAspect] = [one.aspect for one in criteria if isinstance(one, EarliestDue)]
    if reads_all or aspects or any(isinstance(one, ByPriority) for one in criteria):
        yield "impact", _nearest(Impact, request.impact)
        yield "urgency", _nearest(Urgency, request.urgency)
    others = [one for one in context.queue if isinstance(one, ServiceRequest)] if everyone else [other]
    if reads_all or aspects:
        yield "due", _due_times(request, others, context, aspects or ["resolution"])
    for criterion in criteria:
        if isinstance(criterion, ByAttribute) and (values := _values(criterion, request, others, context)):
            yield criterion.name, values


def _nearest(members: Iterable[object], own: object) -> Sequence[object]:
    """Return the other members, the nearest first, of two equally near the more pressing one."""
    scale = list(members)
    place = scale.index(own)
    return sorted((one for one in scale if one is not own), key=lambda one: abs(scale.index(one) - place))


def _due_times(
    request: ServiceRequest, others: Sequence[ServiceRequest], context: Context, aspects: Sequence[DueAspect]
) -> Sequence[object]:
    """Return due times that matter beside those of *others*, the latest first: equal to one, or just before it."""
    found: set[datetime] = set()
    for one in others:
        for aspect in aspects:
            due = context.due(one, aspect)
            if due is not None:
                found |= {due, due.astimezone(UTC) - _MOMENT}
            found.add(_LATEST)
    instants = sorted(found, key=lambda due: due - EPOCH, reverse=True)
    own: list[object] = [] if request.due is None else [None]
    return [in_zone(due, context.at) for due in instants if due != request.due] + own


def _values(
    criterion: ByAttribute, request: ServiceRequest, others: Sequence[ServiceRequest], context: Context
) -> Sequence[object]:
    """Return values of an attribute found in the queue: of those on each side of another's, the nearest to it."""
    queue = [one for one in context.queue if isinstance(one, ServiceRequest)]
    keys = behavior_of(criterion).keys(criterion, queue, context)
    ordered: list[ServiceRequest] = sort_items(queue, keys)
    name, own = criterion.name, request.attributes.get(criterion.name)
    values: list[object] = []
    for one in ordered:
        value = one.attributes.get(name)
        if not values or value != values[-1]:
            values.append(value)
    places: set[int] = set(range(len(values))) if len(others) > 1 else set()
    place = values.index(others[0].attributes.get(name))
    places |= {max(place - 1, 0), place, min(place + 1, len(values) - 1)}
    if None in values:
        places |= {values.index(None)}
        # Those that lack the attribute stand at one end: beside them is the end of the others.
        places |= {1, len(values) - 2} & set(range(len(values)))
    start = values.index(own)
    return [values[place] for place in sorted(places, key=lambda place: abs(place - start)) if place != start]
