"""Agreements: what is promised at which level, and by when that is."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from relclient import (
    InvalidType,
    InvalidValue,
    NaiveDatetime,
    NeverOpens,
    Occasion,
    Priority,
    ServiceLevelAgreement,
    ServiceTarget,
    WorkCalendar,
    WorkingDays,
)

HOUR = timedelta(hours=1)
OFFICE = WorkCalendar("Europe/Bucharest", {day: [(time(9), time(17))] for day in range(5)})
ALWAYS = WorkCalendar("Europe/Bucharest", {day: [(time(0), time(0))] for day in range(7)})
TARGETS = {
    Priority.CRITICAL: ServiceTarget(HOUR, 4 * HOUR, ALWAYS),
    Priority.HIGH: ServiceTarget(2 * HOUR, 8 * HOUR),
    Priority.MODERATE: ServiceTarget(resolution=16 * HOUR),
    Priority.LOW: ServiceTarget(response=8 * HOUR),
}
DESK = ServiceLevelAgreement("help desk", TARGETS, OFFICE)
FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)  # 16:00 in Bucharest


def at(*moment):
    return datetime(2026, 3, *moment, tzinfo=ZoneInfo(OFFICE.zone))


def test_what_falls_due_is_counted_in_working_time():
    assert DESK.response_by(FRIDAY, Priority.HIGH) == at(9, 10)
    assert DESK.resolution_by(FRIDAY, Priority.HIGH) == at(9, 16)


def test_a_level_with_its_own_calendar_runs_by_it():
    assert DESK.response_by(FRIDAY, Priority.CRITICAL) == at(6, 17)
    assert DESK.resolution_by(FRIDAY, Priority.CRITICAL) == at(6, 20)
    assert DESK.calendar_at(Priority.CRITICAL) is ALWAYS
    assert DESK.calendar_at(Priority.HIGH) is OFFICE
    assert DESK.calendar_at(Priority.PLANNING) is OFFICE


def test_nothing_is_due_where_nothing_is_promised():
    assert DESK.response_by(FRIDAY, Priority.MODERATE) is None
    assert DESK.resolution_by(FRIDAY, Priority.MODERATE) == at(10, 16)
    assert DESK.resolution_by(FRIDAY, Priority.LOW) is None
    assert DESK.response_by(FRIDAY, Priority.PLANNING) is None
    assert DESK.resolution_by(FRIDAY, Priority.PLANNING) is None


def test_a_naive_time_is_refused():
    with pytest.raises(NaiveDatetime):
        DESK.response_by(FRIDAY.replace(tzinfo=None), Priority.HIGH)


def test_a_level_of_another_type_is_refused_and_not_answered_with_nothing_promised():
    for ask in (DESK.response_by, DESK.resolution_by):
        with pytest.raises(InvalidType, match=r"priority must be a Priority such as Priority\.HIGH, not 'high'"):
            ask(FRIDAY, "high")
    with pytest.raises(InvalidType, match="calendar_at priority must be a Priority, not 2"):
        DESK.calendar_at(2)


def test_a_calendar_that_never_opens_again_says_so_instead_of_a_date():
    fair = WorkCalendar("Europe/Bucharest", {}, exceptions={date(2026, 3, 2): [(time(9), time(17))]})
    with pytest.raises(NeverOpens):
        ServiceLevelAgreement("fair", TARGETS, fair).resolution_by(FRIDAY, Priority.HIGH)


def test_a_target_that_promises_nothing_or_no_time_is_refused():
    with pytest.raises(InvalidValue, match="promise a response, a resolution or a next reply"):
        ServiceTarget()
    for duration in (timedelta(0), -HOUR):
        with pytest.raises(InvalidValue, match="positive"):
            ServiceTarget(response=duration)
        with pytest.raises(InvalidValue, match="positive"):
            ServiceTarget(resolution=duration)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ((4,), "response"),
        ((None, "4 h"), "resolution"),
        ((HOUR, None, "Europe/Bucharest"), "calendar"),
    ],
)
def test_a_target_of_other_types_is_refused(fields, what):
    with pytest.raises(InvalidType, match=rf"ServiceTarget\.{what}"):
        ServiceTarget(*fields)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        (("", TARGETS, OFFICE), InvalidValue),
        ((7, TARGETS, OFFICE), InvalidType),
        (("desk", list(TARGETS), OFFICE), InvalidType),
        (("desk", {"high": ServiceTarget(HOUR)}, OFFICE), InvalidType),
        (("desk", {Priority.HIGH: HOUR}, OFFICE), InvalidType),
        (("desk", TARGETS, None), InvalidType),
    ],
)
def test_an_agreement_of_other_types_is_refused(fields, error):
    with pytest.raises(error):
        ServiceLevelAgreement(*fields)


def test_equal_content_is_equal_hashes_alike_and_survives_pickling():
    twin = ServiceLevelAgreement("help desk", dict(reversed(TARGETS.items())), OFFICE)
    assert twin == DESK
    assert hash(twin) == hash(DESK)
    assert pickle.loads(pickle.dumps(DESK)) == DESK


def test_an_agreement_keeps_its_own_copy_of_the_targets():
    targets = dict(TARGETS)
    agreement = ServiceLevelAgreement("help desk", targets, OFFICE)
    targets.clear()
    assert agreement.targets == TARGETS


def test_working_days_are_whole_and_at_least_one():
    assert [str(WorkingDays(days)) for days in (1, 3)] == ["1 working day", "3 working days"]
    with pytest.raises(InvalidValue, match=r"WorkingDays\.days cannot be 0"):
        WorkingDays(0)
    for days in (True, 1.5, "3"):
        with pytest.raises(InvalidType, match=r"WorkingDays\.days must be a whole number of days"):
            WorkingDays(days)


def test_a_target_in_working_days_ends_with_the_close_of_the_last_of_them():
    agreement = ServiceLevelAgreement("days", {Priority.HIGH: ServiceTarget(WorkingDays(1), WorkingDays(3))}, OFFICE)
    assert agreement.response_by(FRIDAY, Priority.HIGH) == at(9, 17)
    assert agreement.resolution_by(FRIDAY, Priority.HIGH) == at(11, 17)


def test_an_agreement_has_the_procedure_and_the_review_that_go_with_it():
    yearly = Occasion.every("yearly", start=date(2026, 1, 15))
    agreement = ServiceLevelAgreement("desk", TARGETS, OFFICE, procedure="SOP 12, incidents", review=yearly)
    assert (agreement.procedure, agreement.review) == ("SOP 12, incidents", yearly)
    plain = ServiceLevelAgreement("desk", TARGETS, OFFICE)
    assert (plain.procedure, plain.review) == (None, None)
    assert agreement != plain
    with pytest.raises(InvalidValue, match="procedure"):
        ServiceLevelAgreement("desk", TARGETS, OFFICE, procedure="")
    with pytest.raises(InvalidType, match="an Occasion or None"):
        ServiceLevelAgreement("desk", TARGETS, OFFICE, review=date(2026, 1, 15))
