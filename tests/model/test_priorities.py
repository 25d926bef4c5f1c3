"""Levels: what has an order, and what must have none."""

from itertools import product

import pytest

from relclient import Impact, InvalidType, InvalidValue, Override, Priority, Urgency


def test_sorting_priorities_puts_the_most_pressing_first():
    assert sorted([Priority.LOW, Priority.PLANNING, Priority.CRITICAL, Priority.MODERATE, Priority.HIGH]) == list(
        Priority
    )
    assert [priority.level for priority in Priority] == [1, 2, 3, 4, 5]
    assert [priority.name for priority in Priority] == ["CRITICAL", "HIGH", "MODERATE", "LOW", "PLANNING"]


def test_priorities_compare_by_their_levels_in_every_way():
    for one, other in product(Priority, repeat=2):
        assert (one < other, one <= other, one > other, one >= other, one == other) == (
            one.level < other.level,
            one.level <= other.level,
            one.level > other.level,
            one.level >= other.level,
            one.level == other.level,
        )


def test_a_priority_is_no_number():
    assert Priority.CRITICAL != 1
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        assert getattr(Priority.CRITICAL, compare)(1) is NotImplemented
    with pytest.raises(TypeError):
        sorted([Priority.CRITICAL, 2])


@pytest.mark.parametrize("scale", [Impact, Urgency])
def test_scales_that_may_run_both_ways_have_no_order(scale):
    assert [member.value for member in scale] == ["high", "medium", "low"]
    with pytest.raises(TypeError):
        sorted(scale)


def test_impact_and_urgency_of_one_name_are_two_things():
    assert Impact.HIGH != Urgency.HIGH


@pytest.mark.parametrize("scale", [Impact, Urgency, Priority])
def test_every_level_has_a_name_in_three_languages(scale):
    for language in ("en", "es", "ro"):
        labels = [member.label(language) for member in scale]
        assert len(set(labels)) == len(labels)
        assert all(labels)


def test_an_override_says_what_and_why():
    assert str(Override(Priority.LOW, "a duplicate")) == "low by hand: a duplicate"


def test_an_override_without_a_level_or_a_reason_is_refused():
    with pytest.raises(InvalidType, match=r"Override\.priority"):
        Override(1, "because")
    with pytest.raises(InvalidType, match=r"Override\.reason"):
        Override(Priority.LOW, None)
    with pytest.raises(InvalidValue, match=r"Override\.reason"):
        Override(Priority.LOW, "")
