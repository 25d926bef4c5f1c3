"""The laws of every policy, on random requests under random policies; and the same order, written out pair by pair."""

import pickle
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desk import HOUR, NETWORK, NOON, long_queues, ordered, policies, queues, request
from relclient import (
    ByAttribute,
    ByPriority,
    ByTurn,
    EarliestDue,
    ExternalFirst,
    Impact,
    LongestWaiting,
    Override,
    Priority,
    PriorityPolicy,
    Urgency,
)

pytestmark = pytest.mark.slow

MANY = settings(max_examples=500, deadline=None)
SOME = settings(max_examples=150, deadline=None)


def rank(policy, queue, **options):
    return policy.rank(queue, at=NOON, network=NETWORK, **options)


def ids(ranking):
    return [ranked.request.id for ranked in ranking]


@settings(max_examples=2000, deadline=None)
@given(policies, queues)
def test_the_order_is_the_one_written_out_pair_by_pair(policy, queue):
    assert list(rank(policy, queue).requests) == ordered(queue, policy)


@MANY
@given(policies, queues, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(policy, queue, random):
    shuffled = random.sample(queue, len(queue))
    assert rank(policy, shuffled) == rank(policy, queue)


@MANY
@given(policies, long_queues, st.integers(0, 13))
def test_the_first_few_are_those_of_the_whole_ranking(policy, queue, first):
    whole = rank(policy, queue)
    top = rank(policy, queue, first=first)
    assert top.requests == whole.requests[:first]
    assert top.total == len(queue)


@MANY
@given(policies, queues, st.data())
def test_another_request_never_swaps_two_that_were_there(policy, queue, data):
    assume(not any(isinstance(each, ByTurn) for each in policy.criteria))  # whose turn it is depends on the others
    ranking = rank(policy, queue)
    if queue:
        left_out = data.draw(st.sampled_from(queue)).id
        without = rank(policy, [each for each in queue if each.id != left_out])
        assert ids(without) == [id for id in ids(ranking) if id != left_out]


@SOME
@given(policies, queues)
def test_why_agrees_with_the_order_of_every_pair_and_names_the_first_criterion_that_parts_it(policy, queue):
    ranking = rank(policy, queue)
    for first, second in combinations(ids(ranking), 2):
        parting = ranking.why(second, first)
        assert (parting.ahead.id, parting.behind.id) == (first, second)
        assert parting == ranking.why(first, second)
        # Without the criteria from the one that parts them on, nothing but the tie-breaks is left to part them.
        place = policy.deciding.index(parting.criterion)
        shorter = PriorityPolicy("shorter", policy.criteria[:place])
        pair = [parting.ahead, parting.behind]
        assert rank(shorter, pair).why(first, second).criterion in shorter.deciding[place:]


@settings(max_examples=60, deadline=None)
@given(policies, long_queues)
def test_an_explanation_adds_up_to_the_place(policy, queue):
    ranking = rank(policy, queue)
    for ranked in ranking:
        explanation = ranking.explain(ranked.request.id)
        assert explanation.place == ranked.place == 1 + sum(step.ahead for step in explanation.steps)
        assert len(queue) - ranked.place == sum(step.behind for step in explanation.steps)
        assert [step.reason.criterion for step in explanation.steps] == list(policy.deciding)
        assert tuple(step.reason for step in explanation.steps[:-1]) == tuple(ranked.reasons)
        for step in explanation.steps:
            parted = [
                ranking.why(ranked.request.id, other.id) for other in ranking.requests if other.id != ranked.request.id
            ]
            by_it = [parting for parting in parted if parting.criterion == step.reason.criterion]
            assert step.ahead == sum(parting.behind == ranked.request for parting in by_it)


@MANY
@given(queues, st.data())
def test_raising_one_input_never_lowers_a_place(queue, data):
    """The agreement promises more pressing levels no later; the lift brings no level past a more pressing one."""
    lift = data.draw(st.none() | st.sampled_from([HOUR, 30 * HOUR]))
    policy = data.draw(
        st.sampled_from(
            [
                PriorityPolicy("a", [ExternalFirst(), ByPriority(lift), EarliestDue(missing="last"), LongestWaiting()]),
                PriorityPolicy("b", [EarliestDue(missing="last"), ByPriority(lift, Priority.CRITICAL)]),
                PriorityPolicy("c", [ByPriority(lift, Priority.LOW), ExternalFirst(chain=False)]),
            ]
        )
    )
    if queue:
        chosen = data.draw(st.sampled_from(queue))
        raised = data.draw(st.sampled_from(raisings(chosen)))
        old = rank(policy, queue).explain(chosen.id).place
        new = rank(policy, [raised if each is chosen else each for each in queue]).explain(chosen.id).place
        assert new <= old


def raisings(chosen):
    """Return *chosen* with one input raised, in every way."""
    impacts, urgencies = list(Impact), list(Urgency)
    yes = [evolve(chosen, impact=each) for each in impacts[: impacts.index(chosen.impact)]]
    yes += [evolve(chosen, urgency=each) for each in urgencies[: urgencies.index(chosen.urgency)]]
    if chosen.due is not None:
        yes.append(evolve(chosen, due=chosen.due - HOUR) if chosen.due.year > 2 else chosen)
    if chosen.override is not None:
        yes += [evolve(chosen, override=Override(each, "more")) for each in Priority if each < chosen.override.priority]
    if chosen.received.year > 2:
        yes.append(evolve(chosen, received=chosen.received - 40 * HOUR))
    return yes or [chosen]


@SOME
@given(policies, policies, long_queues, st.data())
def test_the_moves_lead_from_one_queue_to_the_other(policy, other_policy, queue, data):
    old_queue = [each for each in queue if data.draw(st.booleans())] if data.draw(st.booleans()) else queue
    old = rank(policy, old_queue)
    new = rank(other_policy, queue, first=data.draw(st.none() | st.integers(0, 9)))
    old_places, new_places = ({ranked.request.id: ranked.place for ranked in each} for each in (old, new))
    moves = old.compare(new)
    assert [move.id for move in moves] == [
        *(id for id in new_places if old_places.get(id) != new_places[id]),
        *(id for id in old_places if id not in new_places),
    ]
    for move in moves:
        assert (move.old, move.new) == (old_places.get(move.id), new_places.get(move.id))
        if move.overtaken is None:
            assert move.criterion is None
        else:
            assert move.criterion == new.why(move.id, move.overtaken).criterion
            before = old_places[move.id] < old_places[move.overtaken]
            now = new_places[move.id] < new_places[move.overtaken]
            assert before is not now is (move.places > 0)
    if old_places.keys() == new_places.keys():
        assert all(move.overtaken for move in moves)


@SOME
@given(policies, queues)
def test_a_ranking_survives_pickling_with_its_reasons(policy, queue):
    ranking = rank(policy, queue)
    again = pickle.loads(pickle.dumps(ranking))
    assert again == ranking
    assert list(again) == list(ranking)
    places = tuple(ranking)
    assert pickle.loads(pickle.dumps(places)) == places


@pytest.mark.parametrize("descending", [False, True])
def test_the_first_few_of_many_take_in_all_that_tie_with_the_last_of_them(descending):
    costs = [3, 1, 2, 2, 5, 4, 2, 1, 3, 2, 5, 5, 4, 4, 1, 2] * 3
    queue = [request(f"{number:02}", attributes={"cost": cost}) for number, cost in enumerate(reversed(costs))]
    policy = PriorityPolicy("by cost", [ByAttribute("cost", descending=descending)])
    whole = sorted(queue, key=lambda each: (each.attributes["cost"] * (-1 if descending else 1), each.id))
    for first in range(7):
        assert list(rank(policy, queue, first=first).requests) == whole[:first]


def test_a_lone_request_is_explained_by_nobody():
    assert str(rank(PriorityPolicy.external_first(), [request()]).explain("R-1")) == (
        "R-1 is at place 1 of 1: there is no other."
    )
