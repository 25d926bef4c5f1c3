"""Instants: datetimes compared by when they are, whatever their zones and however often a clock shows an hour."""

from datetime import UTC, datetime, timedelta
from typing import Final, overload

from relclient.errors import InvalidValue

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""What instants are counted from."""


@overload
def since_epoch(moment: datetime) -> timedelta: ...
@overload
def since_epoch(moment: None) -> None: ...
@overload
def since_epoch(moment: datetime | None) -> timedelta | None: ...
def since_epoch(moment: datetime | None) -> timedelta | None:
    """
    Return the time from `EPOCH` to *moment*, by which instants are compared; None for None.

    Two times of one zone are compared by their wall clocks, which an hour set back repeats, and in that hour no time
    equals one of another zone. These differences are exact, and exist for every datetime.

    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> from relclient.timing.instants import since_epoch
    >>> first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    >>> first == first.replace(fold=1), since_epoch(first) == since_epoch(first.replace(fold=1))
    (True, False)
    """
    return None if moment is None else moment - EPOCH


def to_utc(what: str, moment: datetime) -> datetime:
    """
    Return *moment* in UTC.

    Raises:
        InvalidValue: it lies in year 1 or 9999, and its day in UTC in none.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidValue(what, moment, "in UTC it lies before year 1 or after year 9999") from None
