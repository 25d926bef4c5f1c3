"""
Values that were pickled once and must still be read: ``python tests/support/pickled.py`` writes the files not there yet.

When the shape of a public value changes, add a file to `KEPT`, with values of the new shape, and run this.
A file that is there is never written anew: what it holds was pickled by an earlier version, and is read by this one.
"""

import pickle
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path

from relclient import (
    Capacity,
    Market,
    MarketScope,
    Occasion,
    Organization,
    Override,
    Period,
    Person,
    Priority,
    Rulebook,
    WorkCalendar,
)
from saved_by_0_1_0 import NETWORK, POLICIES, WORKLOAD

FOLDER = Path(__file__).parents[1] / "data" / "pickles"
PROTOCOL = 4
KEPT: Mapping[str, tuple[object, ...]] = {
    "small_values.pickle": (
        Person("ana", "Ana"),
        Organization("hotel"),
        Period(date(2026, 3, 1), date(2026, 6, 1)),
        Period(),
        Market(MarketScope.FOREIGN, "business travel"),
        Capacity.EMPLOYEE,
        Override(Priority.HIGH, "the mayor"),
        Occasion.every("monthly", start=date(2026, 1, 25), month_days=[25]),
        WorkCalendar("Europe/Bucharest", {0: [(time(9), time(17))]}, {date(2026, 12, 25)}, {date(2026, 12, 24): []}),
    ),
    "hotel.pickle": (NETWORK, WORKLOAD, *POLICIES.values(), Rulebook(soundness=[])),
}
"""By the name of its file, what was pickled."""

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, values in KEPT.items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_bytes(pickle.dumps(values, PROTOCOL))
