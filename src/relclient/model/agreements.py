"""Agreements: what a relationship promises at each priority level, in working time or working days."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_instance, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.model.priorities import Priority
from relclient.timing.recurrence.occasion import Occasion
from relclient.timing.working_hours.calendar import WorkCalendar

Aspect: TypeAlias = Literal["response", "resolution", "next_reply"]
"""What a target is about: the first answer, the resolution, or the answer to a later message of the customer."""


@final
@frozen
class WorkingDays:
    """
    A target in working days: kept by the close of that many open days after the day of receipt.

    An open day is one on which some window of the calendar opens.

    >>> from datetime import datetime, time
    >>> from relclient import Priority, ServiceLevelAgreement, ServiceTarget, WorkCalendar, WorkingDays
    >>> desk = WorkCalendar("Europe/Bucharest", {day: [(time(9), time(17))] for day in range(5)})
    >>> agreement = ServiceLevelAgreement("repairs", {Priority.LOW: ServiceTarget(resolution=WorkingDays(2))}, desk)
    >>> print(agreement.resolution_by(desk.localize(datetime(2026, 3, 5, 10)), Priority.LOW))  # a Thursday
    2026-03-09 17:00:00+02:00

    Raises:
        InvalidType: *days* is not an int.
        InvalidValue: *days* is less than 1.
    """

    __module__ = "relclient"

    days: int
    """How many open days after the day of receipt; at least 1."""

    def __attrs_post_init__(self) -> None:
        if type(self.days) is not int:
            raise InvalidType("WorkingDays.days", self.days, "a whole number of days")
        if self.days < 1:
            raise InvalidValue("WorkingDays.days", self.days, "give at least 1; a timedelta is a part of a day")

    def __str__(self) -> str:
        return "1 working day" if self.days == 1 else f"{self.days} working days"


Target: TypeAlias = timedelta | WorkingDays
"""How soon something is promised: a working time, or a number of working days."""


@final
@frozen
class ServiceTarget:
    """
    What is promised at one priority level.

    >>> from datetime import timedelta
    >>> from relclient import ServiceTarget
    >>> ServiceTarget(response=timedelta(hours=1)).resolution is None
    True

    Raises:
        InvalidType: a target is neither a timedelta nor a `WorkingDays`, or the calendar no `WorkCalendar`.
        InvalidValue: a duration is not positive, or nothing is promised.
    """

    __module__ = "relclient"

    response: Target | None = None
    """How soon somebody takes it up; None promises nothing."""
    resolution: Target | None = None
    """How soon it is resolved; None promises nothing."""
    calendar: WorkCalendar | None = None
    """The hours of this level, where they differ from the agreement's (a level served around the clock)."""
    next_reply: Target | None = None
    """How soon a later message of the customer is answered; None promises nothing."""

    def __attrs_post_init__(self) -> None:
        _check_target("ServiceTarget.response", self.response)
        _check_target("ServiceTarget.resolution", self.resolution)
        _check_target("ServiceTarget.next_reply", self.next_reply)
        if self.response is None and self.resolution is None and self.next_reply is None:
            remedy = "promise a response, a resolution or a next reply, or leave the level out"
            raise InvalidValue("ServiceTarget", None, remedy)
        if self.calendar is not None:
            check_instance("ServiceTarget.calendar", self.calendar, WorkCalendar, "a WorkCalendar or None")

    def promised(self, aspect: Aspect) -> Target | None:
        """Return what is promised for *aspect*; None promises nothing."""
        promised: Target | None = getattr(self, aspect)  # the fields bear the names of the aspects
        return promised


def _targets(targets: Mapping[Priority, ServiceTarget]) -> FrozenMap[Priority, ServiceTarget]:
    return as_map(targets, "ServiceLevelAgreement.targets")


@final
@frozen
class ServiceLevelAgreement:
    """
    What a provider promises on a relationship, level by level, to an internal or an external customer.

    >>> from datetime import datetime, time, timedelta, timezone
    >>> from relclient import Priority, ServiceLevelAgreement, ServiceTarget, WorkCalendar
    >>> desk = WorkCalendar("Europe/Bucharest", {day: [(time(9), time(17))] for day in range(5)})
    >>> agreement = ServiceLevelAgreement(
    ...     "help desk", {Priority.HIGH: ServiceTarget(resolution=timedelta(hours=4))}, desk)
    >>> received = datetime(2026, 3, 2, 13, tzinfo=timezone.utc)  # a Monday, 15:00 in Bucharest
    >>> print(agreement.resolution_by(received, Priority.HIGH))
    2026-03-03 11:00:00+02:00

    Raises:
        InvalidType: a field is of another type.
        InvalidValue: the name or the procedure is empty.
    """

    __module__ = "relclient"

    name: str
    """What people call it."""
    targets: Mapping[Priority, ServiceTarget] = field(converter=_targets)
    """What is promised at each level; a level left out is promised nothing."""
    calendar: WorkCalendar
    """The hours in which working time runs."""
    procedure: str | None = field(default=None, kw_only=True)
    """The procedure that goes with it, in words or as an address; None when there is none."""
    review: Occasion | None = field(default=None, kw_only=True)
    """When it is reviewed; None when nobody has planned to."""

    def __attrs_post_init__(self) -> None:
        check_text("ServiceLevelAgreement.name", self.name)
        for level, target in self.targets.items():
            check_instance("ServiceLevelAgreement.targets", level, Priority, "a mapping from Priority members")
            check_instance(f"ServiceLevelAgreement.targets[{level.value}]", target, ServiceTarget, "a ServiceTarget")
        check_instance("ServiceLevelAgreement.calendar", self.calendar, WorkCalendar, "a WorkCalendar")
        if self.procedure is not None:
            check_text("ServiceLevelAgreement.procedure", self.procedure)
        if self.review is not None:
            check_instance("ServiceLevelAgreement.review", self.review, Occasion, "an Occasion or None")

    def calendar_at(self, priority: Priority) -> WorkCalendar:
        """Return the hours that count at *priority*: the level's own, else the agreement's."""
        target = self._target("calendar_at", priority)
        return self.calendar if target is None or target.calendar is None else target.calendar

    def response_by(self, received: datetime, priority: Priority) -> datetime | None:
        """
        Compute by when a request received then is to be taken up; None where nothing is promised.

        Raises:
            InvalidType: *received* is no datetime, or *priority* no `Priority`.
            NaiveDatetime: *received* has no zone.
            NeverOpens: the calendar stays closed too long.
        """
        return self._due("response", "response_by", received, priority)

    def resolution_by(self, received: datetime, priority: Priority) -> datetime | None:
        """
        Compute by when a request received then is to be resolved; None where nothing is promised.

        Pauses, changes of level and a due time of the request's own are not known here; `due_of` counts them.

        Raises:
            InvalidType: *received* is no datetime, or *priority* no `Priority`.
            NaiveDatetime: *received* has no zone.
            NeverOpens: the calendar stays closed too long.
        """
        return self._due("resolution", "resolution_by", received, priority)

    def _due(self, aspect: Aspect, asked: str, start: datetime, priority: Priority) -> datetime | None:
        target = self._target(asked, priority)
        promised = None if target is None else target.promised(aspect)
        if target is None or promised is None:
            return None
        return due_by(promised, start, target.calendar or self.calendar)

    def _target(self, asked: str, priority: Priority) -> ServiceTarget | None:
        # What is no level has no promise either, but to say so would be a wrong answer to a slip of the keyboard.
        if type(priority) is not Priority:
            check_instance(f"{asked} priority", priority, Priority, "a Priority")
        return self.targets.get(priority)


def due_by(target: Target, start: datetime, calendar: WorkCalendar) -> datetime:
    """
    Compute when *target* falls due for what starts at *start* and is never paused.

    Raises:
        InvalidValue: *start* or the answer lies beyond the reach of calendars.
        NeverOpens: the calendar stays closed too long.
    """
    if isinstance(target, timedelta):
        return calendar.add(start, target)
    received = calendar.add(start, timedelta(0)).date()
    return calendar.closes_on(calendar.add_days(received, target.days))


def working_time(target: Target, start: datetime, calendar: WorkCalendar) -> timedelta:
    """
    Return the working time that *target* promises to what starts at *start*.

    Raises:
        InvalidValue: *start* or the due time lies beyond the reach of calendars.
        NeverOpens: the calendar stays closed too long.
    """
    return target if isinstance(target, timedelta) else calendar.between(start, due_by(target, start, calendar))


def _check_target(what: str, target: object) -> None:
    if target is None or isinstance(target, WorkingDays):
        return
    if not isinstance(target, timedelta):
        raise InvalidType(what, target, "a timedelta of working time, WorkingDays or None")
    if target <= timedelta(0):
        raise InvalidValue(what, target, "promise a positive working time, or None for nothing")
