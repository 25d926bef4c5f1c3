"""Records and days as parts of findings: a tie and a service are named with their days, in every language."""

from datetime import date

import pytest

from relclient import Affiliation, Capacity, Organization, Period, Person, Relationship
from relclient.network.soundness._words import turn_said

HOTEL, SPA, DAN = Organization("hotel", "the hotel"), Organization("spa", "the spa"), Person("dan", "Dan")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))
STAY = Relationship(HOTEL, DAN, "a stay", SPRING)
WORK = Affiliation(DAN, SPA, Capacity.CONTRACTOR, SPRING)


@pytest.mark.parametrize(
    ("record", "day", "expected"),
    [
        (STAY, SPRING.start, "the hotel serves Dan with a stay from 2026-03-01 to 2026-05-31 began"),
        (STAY, SPRING.end, "the hotel serves Dan with a stay from 2026-03-01 to 2026-05-31 ended"),
        (WORK, SPRING.start, "Dan is contractor of the spa from 2026-03-01 to 2026-05-31 began"),
        (STAY, date(2026, 4, 2), "its occasion last came on 2026-04-01"),
    ],
)
def test_a_turn_names_the_record_and_what_it_did(record, day, expected):
    assert turn_said(record, day).say("en") == expected
