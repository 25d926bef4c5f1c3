"""Track records: how well each provider has served, by its clocks and by what customers say."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from math import sqrt
from typing import final

from attrs import define, field, frozen

from relclient._frozen_map import FrozenMap
from relclient._sentences import counted, sentence
from relclient._validation import check_instance, check_instant, keep_instances
from relclient.errors import ConflictingIds, Problems, RelclientError
from relclient.labels import Language
from relclient.looking_after._history import answered_ids, history, known_by
from relclient.looking_after.standing import average
from relclient.model.interactions import Interaction, InteractionType
from relclient.model.requests import ServiceRequest
from relclient.ranking.policy import PriorityPolicy
from relclient.sla.clock import ClockState, resolution_clock
from relclient.timing.instants import since_epoch

_Z = 1.959963984540054
"""Between minus and plus so many standard deviations lie 95 % of a normal distribution."""
_SCORED = frozenset({InteractionType.REVIEW, InteractionType.SURVEY})


@final
@frozen
class TrackRecord:
    """
    How well a provider has served: its resolution clocks, and what its customers said.

    >>> from relclient import TrackRecord
    >>> print(TrackRecord(met=9, breached=1, running=2, on_time=0.9, interval=(0.596, 0.982)))
    9 of 10 on time (90 %, likely 60 to 98 %), 2 running, 0 recognitions, 0 closed complaints.
    """

    __module__ = "relclient"

    met: int = 0
    """How many requests were resolved in time."""
    breached: int = 0
    """How many were not, those still open included."""
    running: int = 0
    """How many are open and in time, paused ones included."""
    on_time: float | None = None
    """The part of met ones among those met or breached, from 0 to 1; None with none of either."""
    interval: tuple[float, float] | None = None
    """Where the rate lies that is behind it: Wilson's 95 % interval, wide while there are few; None as *on_time* is."""
    recognitions: int = 0
    """How often good work was recognized."""
    loops_closed: int = 0
    """How many complaints a corrective action has answered."""
    average_score: float | None = None
    """The mean score of reviews and surveys; None when none has a score, or their scales differ."""

    @property
    def short(self) -> str:
        """How many were in time, in English."""
        return self._on_time("en")

    def say(self, lang: Language = "en") -> str:
        """
        Return the record as a sentence in the language *lang*: ``en``, ``es`` or ``ro``.

        >>> from relclient import TrackRecord
        >>> TrackRecord(recognitions=1).say("ro")
        'nicio solicitare încheiată, 0 în curs, 1 recunoaștere, 0 reclamații închise.'

        Raises:
            InvalidValue: *lang* is another language.
        """
        parts = [
            self._on_time(lang),
            counted(lang, self.running, "{number} running", "{number} running"),
            counted(lang, self.recognitions, "{number} recognition", "{number} recognitions"),
            counted(lang, self.loops_closed, "{number} closed complaint", "{number} closed complaints"),
        ]
        if self.average_score is not None:
            parts.append(sentence(lang, "an average score of {score}", score=f"{self.average_score:g}"))
        return f"{', '.join(parts)}."

    def __str__(self) -> str:
        return self.say()

    def _on_time(self, lang: Language) -> str:
        if self.on_time is None or self.interval is None:
            return sentence(lang, "no request finished")
        low, high = (round(100 * end) for end in self.interval)
        return sentence(
            lang,
            "{met} of {finished} on time ({rate} %, likely {low} to {high} %)",
            met=self.met,
            finished=self.met + self.breached,
            rate=round(100 * self.on_time),
            low=low,
            high=high,
        )


@define
class _Tally:
    """What is counted for one provider."""

    met: int = 0
    breached: int = 0
    running: int = 0
    recognitions: int = 0
    loops_closed: int = 0
    scored: list[Interaction] = field(factory=list[Interaction])

    def record(self) -> TrackRecord:
        finished = self.met + self.breached
        return TrackRecord(
            met=self.met,
            breached=self.breached,
            running=self.running,
            on_time=self.met / finished if finished else None,
            interval=wilson(self.met, finished) if finished else None,
            recognitions=self.recognitions,
            loops_closed=self.loops_closed,
            average_score=average(self.scored),
        )


def track_record(
    requests: Iterable[ServiceRequest],
    interactions: Iterable[Interaction] = (),
    *,
    at: datetime,
    policy: PriorityPolicy | None = None,
) -> Mapping[str, TrackRecord]:
    """
    Return the record of each provider at *at*, by the provider's id, in order.

    Requests count by their resolution clocks: met, breached, or running, paused ones among the running;
    cancelled ones, and those without a promise, do not count. *policy* gives the matrix and the options of the clocks.
    An interaction counts for whom it is about, else for the provider of its relationship,
    so that the employee of the month is the ``max`` of the recognitions.
    A complaint that is answered counts for whom the complaint is about.
    What is later than *at* is not known yet, and equal ones count once.

    >>> from datetime import UTC, datetime
    >>> from relclient import Interaction, InteractionType, Organization, Person, Relationship, track_record
    >>> hotel, cook, guest = Organization("hotel"), Person("cook"), Person("guest")
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> praise = Interaction("I1", InteractionType.RECOGNITION, Relationship(hotel, guest, "dinner"), noon, about=cook)
    >>> track_record([], [praise], at=noon)["cook"].recognitions
    1

    Raises:
        InvalidType: *at* is no datetime, or *policy* no `PriorityPolicy`.
        NaiveDatetime: *at* has no zone.
        UndeclaredKind: the policy's matrix takes the side or kind of the customer, which nothing tells.
        Problems: something is no `ServiceRequest`, one id stands for two of them,
            or the interactions are such as `standing` refuses.
    """
    check_instant("track_record at", at)
    if policy is not None:
        check_instance("track_record policy", policy, PriorityPolicy, "a PriorityPolicy or None")
    now = since_epoch(at)
    tallies: dict[str, _Tally] = {}
    for request in requests_once("track_record requests", requests):
        if since_epoch(request.received) <= now:
            tally = tallies.setdefault(request.relationship.provider.id, _Tally())
            _count_request(tally, request, at, policy)
    found = history("track_record interactions", interactions)
    known = known_by(found, now)
    answered = answered_ids((one for one in known if one.type is InteractionType.CORRECTIVE_ACTION), found)
    for one in known:
        whose = one.relationship.provider if one.about is None else one.about
        tally = tallies.setdefault(whose.id, _Tally())
        tally.recognitions += one.type is InteractionType.RECOGNITION
        tally.loops_closed += one.type is InteractionType.COMPLAINT and one.id in answered
        if one.type in _SCORED:
            tally.scored.append(one)
    return FrozenMap({provider: tally.record() for provider, tally in sorted(tallies.items())})


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """
    Return Wilson's 95 % interval of a rate of which *successes* in *trials*, at least one, were seen.

    >>> from relclient.looking_after.track_record import wilson
    >>> [round(end, 3) for end in wilson(1, 1)]
    [0.207, 1.0]
    """
    rate, square = successes / trials, _Z * _Z
    centre = rate + square / (2 * trials)
    spread = _Z * sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    # Rounding may leave the interval of a rate of 0 or 1 beside it by the last digit.
    return max(0.0, min(rate, (centre - spread) / scale)), min(1.0, max(rate, (centre + spread) / scale))


def requests_once(what: str, requests: Iterable[ServiceRequest]) -> Collection[ServiceRequest]:
    """
    Return *requests*, each once.

    Raises:
        Problems: something is no `ServiceRequest`, or one id stands for two of them.
    """
    problems: list[RelclientError] = []
    found: dict[str, ServiceRequest] = {}
    for one in keep_instances(what, requests, ServiceRequest, "a ServiceRequest", problems):
        known = found.setdefault(one.id, one)
        if known is not one and known != one:
            problems.append(ConflictingIds("requests", one.id, known, one))
    if problems:
        raise Problems.found(problems)
    return found.values()


def _count_request(tally: _Tally, request: ServiceRequest, at: datetime, policy: PriorityPolicy | None) -> None:
    if policy is None:
        clock = resolution_clock(request, at=at)
    else:
        clock = resolution_clock(
            request,
            at=at,
            matrix=policy.matrix,
            restart_on_change=policy.restart_on_change,
            count_resolved_time=policy.count_resolved_time,
        )
    if clock is None:
        return
    if clock.state is ClockState.MET:
        tally.met += 1
    elif clock.state is ClockState.BREACHED:
        tally.breached += 1
    elif clock.state is not ClockState.CANCELLED:
        tally.running += 1
