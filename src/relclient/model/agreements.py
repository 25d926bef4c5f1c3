"""Agreements: the standard that a relationship promises, in working time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import final

from attrs import field, frozen

from relclient._frozen_map import FrozenMap
from relclient._validation import as_map, check_instance, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.model.priorities import Priority
from relclient.timing.working_hours.calendar import WorkCalendar


@final
@frozen
class ServiceTarget:
    """
    What is promised at one priority level, as working time.

    >>> from datetime import timedelta
    >>> from relclient import ServiceTarget
    >>> ServiceTarget(response=timedelta(hours=1)).resolution is None
    True

    Raises:
        InvalidType: a duration is no timedelta, or the calendar no `WorkCalendar`.
        InvalidValue: a duration is not positive, or nothing is promised.
    """

    __module__ = "relclient"

    response: timedelta | None = None
    """Working time until somebody takes it up; None promises nothing."""
    resolution: timedelta | None = None
    """Working time until it is resolved; None promises nothing."""
    calendar: WorkCalendar | None = None
    """The hours of this level, where they differ from the agreement's (a level served around the clock)."""

    def __attrs_post_init__(self) -> None:
        _check_duration("ServiceTarget.response", self.response)
        _check_duration("ServiceTarget.resolution", self.resolution)
        if self.response is None and self.resolution is None:
            raise InvalidValue("ServiceTarget", None, "promise a response or a resolution, or leave the level out")
        if self.calendar is not None:
            check_instance("ServiceTarget.calendar", self.calendar, WorkCalendar, "a WorkCalendar or None")


def _targets(targets: Mapping[Priority, ServiceTarget]) -> FrozenMap[Priority, ServiceTarget]:
    return as_map(targets, "ServiceLevelAgreement.targets")


@final
@frozen
class ServiceLevelAgreement:
    """
    What a provider promises on a relationship, level by level.

    With an internal customer ITIL calls it an operational level agreement (OLA),
    with an external one a service level agreement (SLA).

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
        InvalidValue: the name is empty.
    """

    __module__ = "relclient"

    name: str
    """What people call it."""
    targets: Mapping[Priority, ServiceTarget] = field(converter=_targets)
    """What is promised at each level; a level left out is promised nothing."""
    calendar: WorkCalendar
    """The hours in which working time runs."""

    def __attrs_post_init__(self) -> None:
        check_text("ServiceLevelAgreement.name", self.name)
        for level, target in self.targets.items():
            check_instance("ServiceLevelAgreement.targets", level, Priority, "a mapping from Priority members")
            check_instance(f"ServiceLevelAgreement.targets[{level.value}]", target, ServiceTarget, "a ServiceTarget")
        check_instance("ServiceLevelAgreement.calendar", self.calendar, WorkCalendar, "a WorkCalendar")

    def calendar_at(self, priority: Priority) -> WorkCalendar:
        """Give the hours that count at *priority*: the level's own, else the agreement's."""
        target = self._target("calendar_at", priority)
        return self.calendar if target is None or target.calendar is None else target.calendar

    def response_by(self, received: datetime, priority: Priority) -> datetime | None:
        """
        Tell by when a request received then is to be taken up; None where nothing is promised.

        Raises:
            InvalidType: *received* is no datetime, or *priority* no `Priority`.
            NaiveDatetime: *received* has no zone.
            NeverOpens: the calendar stays closed too long.
        """
        target = self._target("response_by", priority)
        return None if target is None else self._due(received, target, target.response)

    def resolution_by(self, received: datetime, priority: Priority) -> datetime | None:
        """
        Tell by when a request received then is to be resolved; None where nothing is promised.

        Raises:
            InvalidType: *received* is no datetime, or *priority* no `Priority`.
            NaiveDatetime: *received* has no zone.
            NeverOpens: the calendar stays closed too long.
        """
        target = self._target("resolution_by", priority)
        return None if target is None else self._due(received, target, target.resolution)

    def _target(self, asked: str, priority: Priority) -> ServiceTarget | None:
        # What is no level has no promise either, but to say so would be a wrong answer to a slip of the keyboard.
        if type(priority) is not Priority:
            check_instance(f"{asked} priority", priority, Priority, "a Priority")
        return self.targets.get(priority)

    def _due(self, received: datetime, target: ServiceTarget, promised: timedelta | None) -> datetime | None:
        return None if promised is None else (target.calendar or self.calendar).add(received, promised)


def _check_duration(what: str, duration: timedelta | None) -> None:
    if duration is None:
        return
    if not isinstance(duration, timedelta):
        raise InvalidType(what, duration, "a timedelta or None")
    if duration <= timedelta(0):
        raise InvalidValue(what, duration, "promise a positive working time, or None for nothing")
