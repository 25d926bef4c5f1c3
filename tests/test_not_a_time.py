"""Trap: pandas' NaT is an instance of datetime, and NA answers no comparison; neither is a time anywhere."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest

from relclient import (
    ClockEvent,
    EventType,
    Impact,
    Interaction,
    InteractionType,
    InvalidType,
    Occasion,
    Organization,
    Period,
    Person,
    Relationship,
    ServiceRequest,
    ServiceTarget,
    Urgency,
    WorkCalendar,
    due_of,
    resolution_clock,
)

STAY = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALWAYS = WorkCalendar("UTC", {weekday: [(time(0), time(0))] for weekday in range(7)})
LOW = {"impact": Impact.LOW, "urgency": Urgency.LOW}


@pytest.mark.parametrize("value", [pd.NaT, pd.NA, np.datetime64("NaT", "s"), np.datetime64("2026-03-02"), float("nan")])
@pytest.mark.parametrize(
    "make",
    [
        lambda value: ClockEvent(EventType.PAUSED, value),
        lambda value: ServiceRequest("R-1", STAY, received=value, **LOW),
        lambda value: ServiceRequest("R-1", STAY, received=MONDAY, due=value, **LOW),
        lambda value: ServiceRequest("R-1", STAY, received=MONDAY, **LOW).is_open(value),
        lambda value: Interaction("I-1", InteractionType.PURCHASE, STAY, value),
        lambda value: due_of(ServiceRequest("R-1", STAY, received=MONDAY, **LOW), at=value),
        lambda value: due_of(STAY, at=value),
        lambda value: resolution_clock(ServiceRequest("R-1", STAY, received=MONDAY, **LOW), at=value),
        ALWAYS.is_open,
        ALWAYS.next_open,
        ALWAYS.localize,
        ALWAYS.closes_on,
        lambda value: ALWAYS.add(value, timedelta(hours=1)),
        lambda value: ALWAYS.add(MONDAY, value),
        lambda value: ALWAYS.between(value, MONDAY),
        lambda value: ALWAYS.between(MONDAY, value),
        lambda value: ALWAYS.spans(value, MONDAY),
        lambda value: ALWAYS.add_days(value, 1),
        lambda value: WorkCalendar("UTC", ALWAYS.windows, [value]),
        Occasion.once,
        Occasion.once(MONDAY.date()).next,
        Period,
        ServiceTarget,
    ],
)
def test_what_is_no_time_is_an_invalid_type(make, value):
    with pytest.raises(InvalidType):
        make(value)
