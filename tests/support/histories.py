"""Histories of interactions between one hotel and one guest, by the hour, for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from relclient import Interaction, InteractionType, Organization, Person, Relationship

HOTEL, POP = Organization("hotel"), Person("mr-pop", "Mr. Pop")
STAY = Relationship(HOTEL, POP, "stay")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(hours):
    return NOON + timedelta(hours=hours)


def happened(key, kind, hours=0, relationship=STAY, **more):
    return Interaction(key, kind, relationship, at(hours), **more)


MONEY = st.none() | st.tuples(
    st.integers(0, 10**6).map(lambda cents: Decimal(cents) / 100), st.sampled_from(["EUR", "RON"])
)
SCORES = st.none() | st.sampled_from([0, 1, 2.5, 4, 4.5, 5])
SCALES = st.sampled_from([None, 5, 10])


STAYS, NOBODY = st.just(STAY), st.none()


@st.composite
def histories(draw, relationships=STAYS, about=NOBODY):
    """Return up to ten interactions within a day; those that answer name an earlier or a later one, or none."""
    history = []
    kinds = draw(st.lists(st.sampled_from(InteractionType), max_size=10))
    for place, kind in enumerate(kinds):
        more = {"about": draw(about)}
        if kind in {InteractionType.PURCHASE, InteractionType.REFUND}:
            more["amount"] = draw(MONEY)
        if kind in {InteractionType.REVIEW, InteractionType.SURVEY}:
            more["score"] = draw(SCORES)
            if more["score"] is not None:
                more["out_of"] = draw(SCALES)
            more["answers"] = draw(st.none() | _one_of(kinds, InteractionType.PURCHASE))
        if kind is InteractionType.CORRECTIVE_ACTION:
            more["answers"] = draw(_one_of(kinds, InteractionType.COMPLAINT))
        history.append(happened(f"i{place}", kind, draw(st.integers(0, 24)), draw(relationships), **more))
    return history


def _one_of(kinds, kind):
    return st.sampled_from(["unknown", *(f"i{place}" for place, one in enumerate(kinds) if one is kind)])
