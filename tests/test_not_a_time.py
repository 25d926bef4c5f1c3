"""Trap: pandas' NaT is an instance of datetime, and NA answers no comparison; neither is a time anywhere."""

from datetime import UTC, datetime

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
    Organization,
    Person,
    Relationship,
    ServiceRequest,
    Urgency,
)

STAY = Relationship(Organization("hotel"), Person("mr-pop"), "stay")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOW = {"impact": Impact.LOW, "urgency": Urgency.LOW}


@pytest.mark.parametrize("value", [pd.NaT, pd.NA, np.datetime64("NaT"), np.datetime64("2026-03-02"), float("nan")])
@pytest.mark.parametrize(
    "make",
    [
        lambda value: ClockEvent(EventType.PAUSED, value),
        lambda value: ServiceRequest("R-1", STAY, received=value, **LOW),
        lambda value: ServiceRequest("R-1", STAY, received=MONDAY, due=value, **LOW),
        lambda value: ServiceRequest("R-1", STAY, received=MONDAY, **LOW).is_open(value),
        lambda value: Interaction("I-1", InteractionType.PURCHASE, STAY, value),
    ],
    ids=["event", "received", "due", "is_open", "interaction"],
)
def test_what_is_no_time_is_an_invalid_type(make, value):
    with pytest.raises(InvalidType):
        make(value)
