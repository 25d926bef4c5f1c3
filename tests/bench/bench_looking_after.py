"""
How long the standings of a million interactions take, against a loop by hand over the same facts.

``python tests/bench/bench_looking_after.py [interactions]``: ten interactions a customer, the history already grouped.
"""

import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from time import perf_counter

from relclient import Interaction, InteractionType, Organization, Person, Relationship, standing

NOW = datetime(2026, 11, 25, tzinfo=UTC)
EACH = 10
Is = InteractionType


def histories(interactions):
    """Yield the histories of customers, ten interactions each, the newest of which is not known yet."""
    random, hotel = Random(17), Organization("hotel")
    for number in range(interactions // EACH):
        stay = Relationship(hotel, Person(f"guest-{number}"), "stay")
        history = []
        for place in range(EACH):
            kind = random.choice(list(Is))
            more = {}
            if kind in {Is.PURCHASE, Is.REFUND}:
                more["amount"] = Decimal(random.randrange(10**5)) / 100, random.choice(["EUR", "RON"])
            if kind in {Is.REVIEW, Is.SURVEY}:
                more.update(score=random.randrange(6), out_of=5)
            if kind is Is.CORRECTIVE_ACTION:
                complaints = [one.id for one in history if one.type is Is.COMPLAINT]
                more["answers"] = random.choice(complaints or ["unknown"])
            at = NOW + timedelta(hours=place - EACH + 2)
            history.append(Interaction(f"{number}/{place}", kind, stay, at, **more))
        yield history


def by_hand(history, at):  # noqa: C901, PLR0912  # the one plain loop that is compared with
    """Add up one history as a program without relclient would, unchecked."""
    purchases = referrals = recognitions = good = 0
    last = None
    spent, refunded = {}, {}
    reviews, surveys, scales = [], [], {"reviews": set(), "surveys": set()}
    complaints, answered, seen, reviewed, surveyed = {}, set(), set(), 0, 0
    for one in history:
        if one.at > at or one.id in seen:
            continue
        seen.add(one.id)
        kind = one.type
        if kind is Is.PURCHASE:
            purchases += 1
            if last is None or one.at > last:
                last = one.at
            if one.amount is not None:
                money, currency = one.amount
                spent[currency] = spent.get(currency, 0) + money
        elif kind is Is.REFUND:
            if one.amount is not None:
                money, currency = one.amount
                refunded[currency] = refunded.get(currency, 0) + money
        elif kind is Is.REFERRAL:
            referrals += 1
        elif kind is Is.REVIEW:
            reviewed += 1
            if one.score is not None:
                reviews.append(one.score)
                scales["reviews"].add(one.out_of)
                good += one.out_of is not None and one.score >= 0.8 * one.out_of
        elif kind is Is.SURVEY:
            surveyed += 1
            if one.score is not None:
                surveys.append(one.score)
                scales["surveys"].add(one.out_of)
        elif kind is Is.COMPLAINT:
            complaints[one.id] = one.at
        elif kind is Is.CORRECTIVE_ACTION:
            answered.add((one.answers, one.at))
        else:
            recognitions += 1
    closed = sum(1 for key, when in complaints.items() if any(a == key and t >= when for a, t in answered))
    return {
        "purchases": purchases,
        "last_purchase": last,
        "spent": spent,
        "refunded": refunded,
        "referrals": referrals,
        "reviews": reviewed,
        "average_review": sum(reviews) / len(reviews) if len(scales["reviews"]) == 1 else None,
        "surveys": surveyed,
        "average_survey": sum(surveys) / len(surveys) if len(scales["surveys"]) == 1 else None,
        "recognitions": recognitions,
        "open_complaints": len(complaints) - closed,
        "closed_complaints": closed,
        "good_reviews": good,
        "stage": "prospect" if last is None else "new" if purchases == 1 else "repeat",
    }


def seconds(ask, given):
    start = perf_counter()
    for history in given:
        ask(history)
    return perf_counter() - start


def main():
    interactions = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    given = list(histories(interactions))
    for history in given[:1000]:
        hand, ours = by_hand(history, NOW), standing(history, at=NOW)
        for name, value in hand.items():
            found = getattr(ours, name)
            assert (found.value if name == "stage" else found) == value, (name, found, value)
    rounds = [
        (seconds(lambda one: by_hand(one, NOW), given), seconds(lambda one: standing(one, at=NOW), given))
        for _ in range(3)
    ]
    hand, ours = (min(times) for times in zip(*rounds, strict=True))
    print(
        f"{interactions} interactions of {len(given)} customers: by hand {hand:.2f} s, standing {ours:.2f} s, "
        f"ratio {ours / hand:.2f}"
    )


if __name__ == "__main__":
    main()
