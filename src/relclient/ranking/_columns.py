"""Columns: what each criterion reads from the requests, in the form in which it is compared."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TypeAlias, assert_never

from relclient.errors import InvalidValue, MissingValue, RelclientError
from relclient.model.customers import CustomerKind
from relclient.model.requests import ServiceRequest
from relclient.ranking._comparable import measure
from relclient.ranking._context import BINS, EPOCH, LOWEST, Situation, epoch_for, identities, takes_kind
from relclient.ranking._sorting import Bins, Column, Scale
from relclient.ranking.criteria import (
    ByAttribute,
    ById,
    ByKey,
    ByKind,
    ByPriority,
    Deciding,
    EarliestDue,
    ExternalFirst,
    LongestWaiting,
    Orderable,
)

Requests: TypeAlias = Sequence[ServiceRequest]
Columns: TypeAlias = tuple[Column[ServiceRequest], ...]

_id_of = attrgetter("id")


class Reader:
    """Reads requests for the criteria of one policy, and collects what keeps them from being ranked."""

    __slots__ = ("_identities", "problems", "requests", "situation")

    def __init__(self, situation: Situation, requests: Requests) -> None:
        """Look up the customers of *requests*, where the policy asks for them."""
        self.situation: Situation = situation
        self.requests: Requests = requests
        self._identities: list[int] = []
        self.problems: list[RelclientError] = []
        if situation.asks_kind:
            self._identities = identities(requests)
            self.problems += situation.learn(requests, self._identities)

    def columns(self, criterion: Deciding) -> Columns:  # noqa: PLR0911  # one for each criterion
        """Give the columns that *criterion* compares; what it cannot read becomes a problem."""
        match criterion:
            case ExternalFirst():
                return (self._sides(criterion),)
            case ByKind():
                return (self._kinds(criterion),)
            case ByPriority():
                return (self._levels(criterion),)
            case EarliestDue():
                return (self._due_times(criterion),)
            case LongestWaiting():
                return (Scale(_received),)
            case ById():
                return (Scale(lambda requests: list(map(_id_of, requests))),)
            case ByAttribute():
                return self._attributes(criterion)
            case ByKey():
                return (self._made_keys(criterion),)
            case _:
                assert_never(criterion)

    def all_columns(self) -> list[Column[ServiceRequest]]:
        """Give the columns of all that the policy compares."""
        found: list[Column[ServiceRequest]] = []
        deciding = self.situation.policy.deciding
        place = 0
        while place < len(deciding):
            match deciding[place : place + 2]:
                case (ExternalFirst() as sides, ByPriority(lift_after=None)):
                    found.append(self._sides_and_levels(sides))
                    place += 2
                case _:
                    found += self.columns(deciding[place])
                    place += 1
        return found

    def _sides_and_levels(self, criterion: ExternalFirst) -> Bins[ServiceRequest]:
        situation, behind = self.situation, self._behind(criterion)
        return Bins(lambda requests: situation.levels_by_side(requests, self._of(requests), behind), 2 * BINS)

    def _behind(self, criterion: ExternalFirst) -> Mapping[int, int]:
        return self.situation.behind_chain if criterion.chain else self.situation.behind

    def _of(self, requests: Requests) -> list[int]:
        """Give the identities of the relationships, which for all requests, the usual question, are known already."""
        return self._identities if requests is self.requests else identities(requests)

    def _sides(self, criterion: ExternalFirst) -> Bins[ServiceRequest]:
        bin_of = self._behind(criterion).__getitem__
        return Bins(lambda requests: list(map(bin_of, self._of(requests))), 2)

    def _kinds(self, criterion: ByKind) -> Bins[ServiceRequest]:
        others = len(criterion.order)
        bins: dict[CustomerKind | None, int] = dict.fromkeys(CustomerKind, others)
        bins |= {kind: place for place, kind in enumerate(criterion.order)}
        standings = self.situation.standings
        return Bins(lambda requests: [bins[standings[id(one.relationship)].kind] for one in requests], others + 1)

    def _levels(self, criterion: ByPriority) -> Bins[ServiceRequest]:
        situation = self.situation
        if criterion.lift_after is None:
            return Bins(situation.levels, BINS)
        lift = lifting(criterion, situation.now)
        return Bins(lambda requests: list(map(lift, situation.levels(requests), _received(requests))), BINS)

    def _due_times(self, criterion: EarliestDue) -> Scale[ServiceRequest]:
        promises = self._promises()
        if criterion.missing is None:
            self.problems += [
                MissingValue(one.id, "a due time", repr(criterion))
                for one in self.requests
                if one.due is None and id(one) not in promises
            ]
        # No instant is as far from the epoch as these.
        nowhere = timedelta.min if criterion.missing == "first" else timedelta.max

        def keys(requests: Requests) -> list[timedelta]:
            epoch = epoch_for(requests)
            if not promises:
                return [nowhere if (due := one.due) is None else due - epoch for one in requests]
            return [promises.get(id(one), nowhere) if (due := one.due) is None else due - epoch for one in requests]

        return Scale(keys)

    def _promises(self) -> dict[int, timedelta]:
        """Give the due times that agreements promise to requests without one of their own."""
        found: dict[int, timedelta] = {}
        standings = self.situation.standings.values()
        if standings and all(one.relationship.agreement is None for one in standings):
            return found
        needs_kind = takes_kind(self.situation.policy.matrix)
        for request in self.requests:
            if request.due is None and request.relationship.agreement is not None:
                due: datetime | None = EPOCH  # of one refused already, which lacks no due time as well
                try:
                    if not (needs_kind and self.situation.standing(request).kind is None):
                        due = promised(request, self.situation)
                except RelclientError as problem:
                    self.problems.append(_uncounted(request, problem))
                if due is not None:
                    found[id(request)] = due - EPOCH
        return found

    def _attributes(self, criterion: ByAttribute) -> Columns:
        name = criterion.name
        with_it = [one for one in self.requests if one.attributes.get(name) is not None]
        if criterion.missing is None and len(with_it) < len(self.requests):
            self.problems += [
                MissingValue(one.id, f"the attribute {name!r}", repr(criterion))
                for one in self.requests
                if one.attributes.get(name) is None
            ]
        measured = measure(
            [one.attributes[name] for one in with_it],
            lambda place: f"attribute {name!r} of request {with_it[place].id!r}",
            self.problems,
        )
        keys = dict(zip(map(id, with_it), measured, strict=True))
        # Those that lack it have a bin of their own, and so are never compared with the others.
        has_bin = int(criterion.missing == "first")
        return (
            Bins(lambda requests: [has_bin if id(one) in keys else 1 - has_bin for one in requests], 2),
            Scale(lambda requests: [keys.get(id(one), 0) for one in requests], criterion.descending),
        )

    def _made_keys(self, criterion: ByKey) -> Scale[ServiceRequest]:
        measured = measure(
            [make_key(criterion, one) for one in self.requests],
            lambda place: f"key {criterion.name!r} of request {self.requests[place].id!r}",
            self.problems,
        )
        keys = dict(zip(map(id, self.requests), measured, strict=True))
        return Scale(lambda requests: [keys[id(one)] for one in requests])


def _received(requests: Requests) -> list[timedelta]:
    epoch = epoch_for(requests)
    return [one.received - epoch for one in requests]


def promised(request: ServiceRequest, situation: Situation) -> datetime | None:
    """Give the time by which the agreement promises to resolve *request*, at its level."""
    agreement = request.relationship.agreement
    return None if agreement is None else agreement.resolution_by(request.received, situation.level(request))


def _uncounted(request: ServiceRequest, problem: RelclientError) -> RelclientError:
    told = str(problem).rstrip(".")
    return InvalidValue(f"request {request.id!r} received", request.received, f"its agreement cannot count on: {told}")


def make_key(criterion: ByKey, request: ServiceRequest) -> Orderable:
    """Call the function of *criterion*; what it raises is noted to be about *request*."""
    try:
        return criterion.function(request)
    except Exception as error:
        error.add_note(f"raised by the function of key {criterion.name!r} for request {request.id!r}")
        raise


def lifting(criterion: ByPriority, now: timedelta) -> Callable[[int, timedelta], int]:
    """Give the function that lifts a level by the time waited since a request was received."""
    top = criterion.lift_to.level
    lift_after = criterion.lift_after
    # Instants before which a request has waited for one lift, two, and so on: comparing is cheaper than dividing.
    cutoffs: list[timedelta] = []
    cutoff = now
    while lift_after is not None and len(cutoffs) < LOWEST - top:
        try:
            cutoff -= lift_after
        except OverflowError:
            break  # so long has nobody waited
        cutoffs.insert(0, cutoff)
    lifts = len(cutoffs)

    def lift(level: int, received: timedelta) -> int:
        return level if level <= top else max(top, level - lifts + bisect_left(cutoffs, received))

    return lift
