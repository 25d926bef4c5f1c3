"""Instants: compared by when they are, in any zone, also where a clock shows an hour twice."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclient import InvalidValue
from relclient.timing.instants import EPOCH, since_epoch, to_utc

ZONES = [UTC, *map(ZoneInfo, ["Europe/Madrid", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])]
INSTANTS = st.builds(
    lambda moment, zone, fold: moment.replace(tzinfo=zone, fold=fold),
    st.datetimes(),
    st.sampled_from(ZONES),
    st.integers(0, 1),
)


@given(INSTANTS, INSTANTS)
def test_instants_are_ordered_as_their_times_in_utc(one, other):
    try:
        expected = one.astimezone(UTC) < other.astimezone(UTC)
    except OverflowError:
        return
    assert (since_epoch(one) < since_epoch(other)) == expected
    assert EPOCH + since_epoch(one) == to_utc("one", one)


def test_no_time_has_no_distance():
    assert since_epoch(None) is None


@pytest.mark.parametrize(
    "moment",
    [
        datetime.combine(date.min, datetime.min.time(), ZoneInfo("Asia/Tokyo")),
        datetime.combine(date.max, datetime.max.time(), ZoneInfo("America/New_York")),
    ],
)
def test_what_utc_cannot_say_is_refused_by_its_name_and_still_compared(moment):
    with pytest.raises(InvalidValue, match="R-1 received cannot be"):
        to_utc("R-1 received", moment)
    assert since_epoch(moment) - since_epoch(moment) == timedelta(0)
