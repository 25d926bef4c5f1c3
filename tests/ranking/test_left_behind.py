"""With ``first=n`` some requests are left behind; what is wrong with them is told when they are asked about, only then."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from relclient import (
    ByPriority,
    EarliestDue,
    Impact,
    Organization,
    Person,
    Priority,
    PriorityPolicy,
    Problems,
    Relationship,
    ServiceLevelAgreement,
    ServiceRequest,
    ServiceTarget,
    Urgency,
    WorkCalendar,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
OVER = WorkCalendar("UTC", {}, exceptions={date(2020, 1, 1): [(time(9), time(17))]})
PROMISE = ServiceTarget(resolution=timedelta(hours=4))
CLOSED = ServiceLevelAgreement("closed for good", dict.fromkeys(Priority, PROMISE), OVER)
HOTEL, GUEST = Organization("hotel"), Person("guest")


def request(id, impact, *, service="stay", agreement=None, due=None):
    relationship = Relationship(HOTEL, GUEST, service, agreement=agreement)
    return ServiceRequest(id, relationship, received=NINE, impact=impact, urgency=Urgency.LOW, due=due)


def test_what_is_wrong_with_one_left_behind_does_not_spoil_what_is_asked_of_others():
    sound = [request(id, Impact.HIGH, due=NINE + timedelta(hours=hours)) for id, hours in (("A", 1), ("B", 2))]
    broken = request("X", Impact.LOW, service="late", agreement=CLOSED)
    policy = PriorityPolicy("by level, then due", [ByPriority(), EarliestDue(missing="last")])
    ranking = policy.rank([*sound, broken], at=NINE, first=2)
    before = ranking.why("A", "B")
    with pytest.raises(Problems) as caught:
        ranking.needed("X", before="A")
    assert "'X'" in str(caught.value.exceptions[0])
    assert ranking.why("A", "B") == before
