"""History: how long answers hold, held against asking on every day."""

from datetime import date, timedelta
from random import Random

import pytest

from relclient import (
    Affiliation,
    Capacity,
    Change,
    CustomerKind,
    InvalidType,
    Occasion,
    Organization,
    Period,
    Person,
    Relationship,
    SelfRelationship,
    ServiceNetwork,
    SituationalCustomer,
    UnknownParty,
)
from town import DAYS, ORGANIZATIONS, PERSONS, expected, town

DAY = timedelta(days=1)
ON = date(2026, 3, 2)
VLAD, DAN = Person("vlad"), Person("dan")
HOTEL, SPA, IT = Organization("hotel"), Organization("spa"), Organization("it")
SPRING = Period(date(2026, 3, 1), date(2026, 6, 1))


def judged(answer):
    return answer.side, answer.kind


def asked_daily(network, party, provider):
    return [(on, judged(expected(network, party, provider, on)[1])) for on in DAYS]


def check_holds(network, party, provider):
    days = asked_daily(network, party, provider)
    for on, side_and_kind in days:
        answer = network.classify(party, provider, on=on)
        assert judged(answer) == side_and_kind
        same = [day for day, _ in days if day in answer.holds]
        assert {other for day, other in days if day in same} == {side_and_kind}
        before, after = (dict(days).get(day) for day in (same[0] - DAY, same[-1] + DAY))
        assert (answer.holds.start is None) == (same[0] == DAYS[0])
        assert (answer.holds.end is None) == (same[-1] == DAYS[-1])
        assert side_and_kind not in {before, after}
    return days


def check_turned_by(network, answer):
    for day, records in ((answer.holds.start, answer.held_by), (answer.holds.end, answer.ended_by)):
        assert bool(records) is (day is not None)
        for one in records:
            spent = isinstance(one, Relationship) and isinstance(one.customer, SituationalCustomer)
            assert day in {one.valid_for.start, one.valid_for.end} or spent
            assert one in network.affiliations or one in network.relationships.values()


def check_timeline(network, party, provider, days):
    line = network.timeline(party, provider)
    assert [answer.holds.start for answer in line[1:]] == [answer.holds.end for answer in line[:-1]]
    assert (line[0].holds.start, line[-1].holds.end) == (None, None)
    for answer in line:
        first = answer.holds.start or (date.max if answer.holds.end is None else answer.holds.end - DAY)
        assert answer.on == first
        assert answer == network.classify(party, provider, on=first)
        check_turned_by(network, answer)
    for on, side_and_kind in days:
        assert [judged(answer) for answer in line if on in answer.holds] == [side_and_kind]
    return line


@pytest.mark.parametrize(("seed", "towns"), [(0, 30), (1, 30), pytest.param(2, 3000, marks=pytest.mark.exhaustive)])
def test_an_answer_holds_exactly_as_long_as_asking_every_day_says(seed, towns):
    random = Random(seed)
    for _ in range(towns):
        network = town(random)
        for _ in range(2):
            party, provider = random.sample([*ORGANIZATIONS, *PERSONS], 2)
            days = check_holds(network, party, provider)
            line = check_timeline(network, party, provider, days)
            within = Period(*sorted(random.sample(DAYS, 2)))
            met = [answer for answer in line if answer.holds.overlaps(within)]
            assert list(network.timeline(party, provider, within=within)) == met


@pytest.mark.parametrize(("seed", "towns"), [(3, 15), pytest.param(4, 1000, marks=pytest.mark.exhaustive)])
def test_changes_are_the_differences_of_two_days(seed, towns):
    random = Random(seed)
    for _ in range(towns):
        network = town(random)
        provider = random.choice([*ORGANIZATIONS, *PERSONS])
        within = Period(*sorted(random.sample(DAYS, 2)))
        changes = network.changes(provider, within=within)
        turned = []
        for on in DAYS:
            if on in within:
                before, after = (network.classify_all(provider, on=day) for day in (on - DAY, on))
                turned += [
                    (on, new.party.id, judged(old), judged(new))
                    for old, new in zip(before, after, strict=True)
                    if judged(old) != judged(new)
                ]
        assert [(one.day, one.party.id, judged(one.before), judged(one.after)) for one in changes] == turned
        for one in changes:
            assert (one.before.holds.end, one.after.holds.start) == (one.day, one.day)
            assert one.by == one.after.held_by == one.before.ended_by != ()


def test_the_contractor_of_spring_is_an_outsider_since_june_by_his_contract():
    contract = Affiliation(VLAD, HOTEL, Capacity.CONTRACTOR, SPRING)
    network = ServiceNetwork([contract])
    answer = network.classify(VLAD, HOTEL, on=date(2026, 4, 1))
    assert (answer.holds, answer.held_by, answer.ended_by) == (SPRING, (contract,), (contract,))
    before, _, after = network.timeline(VLAD, HOTEL)
    assert (before.holds, before.held_by, before.ended_by) == (Period(None, SPRING.start), (), (contract,))
    assert (after.holds, after.held_by, after.ended_by) == (Period(SPRING.end), (contract,), ())


def test_what_starts_on_the_same_day_and_turns_nothing_is_not_named():
    hired = Affiliation(DAN, SPA, Capacity.EMPLOYEE, Period(ON))
    shares = Affiliation(DAN, Organization("rival"), Capacity.SHAREHOLDER, Period(ON))
    joined = Affiliation(SPA, HOTEL, Capacity.UNIT)
    network = ServiceNetwork([hired, shares, joined])
    assert network.classify(DAN, HOTEL, on=ON).held_by == (hired,)


def test_two_records_that_turn_it_only_together_are_both_named_and_so_are_two_that_each_would():
    hired, joined = (
        Affiliation(DAN, SPA, Capacity.EMPLOYEE, Period(ON)),
        Affiliation(SPA, HOTEL, Capacity.UNIT, Period(ON)),
    )
    assert set(ServiceNetwork([hired, joined]).classify(DAN, HOTEL, on=ON).held_by) == {hired, joined}
    both = [Affiliation(DAN, HOTEL, capacity, Period(ON)) for capacity in (Capacity.EMPLOYEE, Capacity.SHAREHOLDER)]
    assert set(ServiceNetwork(both).classify(DAN, HOTEL, on=ON).held_by) == set(both)


def test_a_need_of_a_moment_is_over_after_its_last_day_and_the_relationship_says_so():
    once = Relationship(IT, SituationalCustomer(SPA, "stock", Occasion.once(ON)), "scanner")
    network = ServiceNetwork([Affiliation(SPA, HOTEL, Capacity.UNIT), Affiliation(IT, HOTEL, Capacity.UNIT)], [once])
    needing, over = network.timeline(SPA, IT)
    assert (needing.kind, needing.holds, needing.ended_by) == (
        CustomerKind.SITUATIONAL,
        Period(None, ON + DAY),
        (once,),
    )
    assert (over.kind, over.held_by) == (CustomerKind.HORIZONTAL, (once,))
    assert needing.holds == network.classify(SPA, IT, on=ON).holds


def test_a_relationship_on_which_a_kind_rests_ends_it():
    serving = Relationship(SPA, VLAD, "massage", SPRING)
    network = ServiceNetwork([Affiliation(SPA, HOTEL, Capacity.UNIT)], [serving])
    kinds = [(answer.kind.value, answer.holds) for answer in network.timeline(SPA, HOTEL)]
    assert kinds == [
        ("horizontal", Period(None, SPRING.start)),
        ("framework", SPRING),
        ("horizontal", Period(SPRING.end)),
    ]
    assert network.timeline(SPA, HOTEL)[1].held_by == (serving,)


def test_an_occasion_that_the_asker_has_counts_while_it_has_a_day_to_come():
    network = ServiceNetwork([Affiliation(SPA, HOTEL, Capacity.UNIT)])
    answer = network.classify(SPA, HOTEL, on=ON, occasion=Occasion.once(ON))
    assert (answer.kind, answer.holds, answer.ended_by) == (CustomerKind.SITUATIONAL, Period(None, ON + DAY), ())
    assert network.classify(SPA, HOTEL, on=ON + DAY, occasion=Occasion.once(ON)).kind is CustomerKind.HORIZONTAL


def test_nobody_has_a_timeline_toward_itself_nor_toward_a_stranger():
    network = ServiceNetwork(parties=[HOTEL, SPA])
    with pytest.raises(SelfRelationship):
        network.timeline(HOTEL, "hotel")
    with pytest.raises(UnknownParty):
        network.timeline(HOTEL, IT)
    with pytest.raises(InvalidType, match="within must be a Period"):
        network.timeline(SPA, HOTEL, within=ON)
    with pytest.raises(InvalidType, match="within must be a Period"):
        network.changes(HOTEL, within=None)
    assert [answer.on for answer in network.timeline(VLAD, HOTEL)] == [date.max]


def test_a_change_in_words_without_a_record():
    network = ServiceNetwork([Affiliation(VLAD, HOTEL, Capacity.CONTRACTOR, SPRING)])
    (_, turned) = network.changes(HOTEL, within=Period(date(2026, 1, 1)))
    assert str(Change(VLAD, turned.day, turned.before, turned.after, ())) == (
        "On 2026-06-01 vlad turns from a horizontal customer of hotel into a retail customer."
    )


def test_changes_of_all_times_begin_with_the_first_turn():
    network = ServiceNetwork([Affiliation(VLAD, HOTEL, Capacity.CONTRACTOR, SPRING)])
    for within in (Period(), Period(date.min), Period(None, date(2026, 7, 1))):
        assert [one.day for one in network.changes(HOTEL, within=within)] == [SPRING.start, SPRING.end]


def test_an_answer_about_one_relationship_holds_while_that_says_so():
    dinner = Relationship(HOTEL, VLAD, "dinner", id="1")
    stay = Relationship(HOTEL, VLAD, "stay", SPRING, id="2", account_number="G-1")
    network = ServiceNetwork(relationships=[dinner, stay])
    first, second = network.customers(HOTEL, on=date(2026, 4, 1))
    assert (first.classification.holds, second.classification.holds) == (Period(), SPRING)
    assert second.classification.held_by == second.classification.ended_by == (stay,)
    assert dict(second.classification.grounds) == {"standing_account": (stay,)}
