"""Event logs: the rows of a service desk, each with the status from then on, as events of a request."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Final, Literal, TypeAlias, TypeGuard, get_args

from relclient._validation import as_map, as_sequence, check_instance, check_instant
from relclient.errors import InvalidType, InvalidValue, Problems, RelclientError
from relclient.model.priorities import Priority
from relclient.model.requests import ClockEvent, EventType
from relclient.timing.instants import since_epoch

Phase: TypeAlias = Literal["new", "working", "waiting", "done", "cancelled"]
"""What a status means to a clock."""

LogRow: TypeAlias = tuple[datetime, str] | tuple[datetime, str, Priority]
"""When a row was written, the status from then on and, where it is known, the level."""

_PHASES: Final = get_args(Phase)
_ROW: Final = "a tuple of a time, a status and, if it is known, a Priority"
_CLOSED: Final[dict[Phase, EventType]] = {"done": EventType.RESOLVED, "cancelled": EventType.CANCELLED}


def events_from_log(rows: Iterable[LogRow], phases: Mapping[str, Phase]) -> tuple[ClockEvent, ...]:
    """
    Return the events that the *rows* of one request tell of, in time order.

    *phases* says of every status which phase it is: ``"new"``, nobody has answered; ``"working"``; ``"waiting"``, for
    the customer or somebody else; ``"done"``; ``"cancelled"``. A row is an event only where the phase or the level
    differs from the row before. The first row that is neither new nor cancelled is the response.
    Rows may come in any order; those of one instant keep theirs.

    >>> from datetime import UTC, datetime
    >>> from relclient import events_from_log
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> rows = [(noon, "New"), (noon.replace(hour=13), "Awaiting User Info"), (noon.replace(hour=15), "Closed")]
    >>> for event in events_from_log(rows, {"New": "new", "Awaiting User Info": "waiting", "Closed": "done"}):
    ...     print(event)
    responded at 2026-03-02 13:00:00+00:00
    paused at 2026-03-02 13:00:00+00:00
    resolved at 2026-03-02 15:00:00+00:00

    Raises:
        InvalidType: *rows* is not a sequence, or *phases* no mapping.
        Problems: all at once: a row that is not a time, a status and a level; a time without a zone; a status that
            *phases* does not know; a phase that is none.
    """
    given = as_sequence(rows, "events_from_log rows")
    known = as_map(phases, "events_from_log phases")
    problems: list[RelclientError] = [
        InvalidValue(f"events_from_log phases[{status!r}]", phase, f"give one of {', '.join(_PHASES)}")
        for status, phase in known.items()
        if phase not in _PHASES
    ]
    for place, row in enumerate(given):
        problems += _row_problems(f"events_from_log rows[{place}]", row, known)
    if problems:
        raise Problems.found(problems)
    return tuple(_events(sorted(given, key=_written), known))


def _row_problems(what: str, row: object, phases: Mapping[str, Phase]) -> Iterator[RelclientError]:
    if not _is_row(row):
        yield InvalidType(what, row, _ROW)
        return
    try:
        check_instant(f"{what} time", row[0])
    except RelclientError as problem:
        yield problem
    status = row[1]
    if status not in phases:
        near = get_close_matches(str(status), map(str, phases))
        others = f", which has one for {near[0]!r}" if near else ""
        yield InvalidValue(f"{what} status", status, f"give its phase in phases{others}")
    if len(row) > 2:  # noqa: PLR2004  # the third is the level
        try:
            check_instance(f"{what} level", row[-1], Priority, "a Priority")
        except RelclientError as problem:
            yield problem


def _is_row(row: object) -> TypeGuard[LogRow]:
    return _is_tuple(row) and len(row) in {2, 3} and isinstance(row[1], str)


def _is_tuple(row: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(row, tuple)


def _written(row: LogRow) -> timedelta:
    return since_epoch(row[0])


def _events(rows: Iterable[LogRow], phases: Mapping[str, Phase]) -> Iterator[ClockEvent]:
    before: Phase = "new"
    level: Priority | None = None
    is_first, is_answered = True, False
    for at, status, *levels in rows:
        after = phases[status]
        if not is_answered and after not in {"new", "cancelled"}:
            is_answered = True
            yield ClockEvent(EventType.RESPONDED, at)
        for new_level in levels:
            if new_level is not level and not is_first:
                yield ClockEvent(EventType.PRIORITY_CHANGED, at, new_level)
            level = new_level
        for change in _changes(before, after):
            yield ClockEvent(change, at)
        before, is_first = after, False


def _changes(before: Phase, after: Phase) -> Iterator[EventType]:
    """Yield what happens where one phase follows another."""
    if before == after:
        return
    if after in _CLOSED:
        yield _CLOSED[after]
        return
    if before in _CLOSED:
        yield EventType.REOPENED
    elif before == "waiting":
        yield EventType.RESUMED
    if after == "waiting":
        yield EventType.PAUSED
