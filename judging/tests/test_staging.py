"""The arithmetic of stages: the line of a shortlist, and one result out of several stages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.scoring import Standing
from judging.staging import Contender, going_on, outcomes


def contender(entry, rank, score, category="a"):
    return Contender(entry, category, rank, Decimal(score))


FIVE = [
    contender("P", 1, "90"),
    contender("Q", 2, "85", "b"),
    contender("R", 3, "80"),
    contender("S", 3, "80", "b"),
    contender("T", 5, "60"),
]


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        ({}, "PQRST"),
        ({"pass_mark": Decimal(80)}, "PQRS"),
        ({"pass_mark": Decimal("80.01")}, "PQ"),
        ({"most": 2}, "PQ"),
        ({"most": 3}, "PQRS"),
        ({"per_category": 1}, "PQ"),
        ({"per_category": 2}, "PQRS"),
        ({"per_category": 2, "most": 1}, "P"),
        ({"pass_mark": Decimal(95)}, ""),
        ({"most": 99}, "PQRST"),
    ],
)
def test_the_line_falls_where_the_rule_says_and_never_between_equals(rule, entries):
    assert "".join(each.entry for each in going_on(FIVE, **rule)) == entries


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=30),
    st.integers(1, 10),
    st.integers(1, 10),
)
def test_whoever_stays_out_is_worse_than_whoever_goes_on(scores, most, per_category):
    ranked = [
        contender(n, 1 + sum(other > score for other in scores), score, n % 3)
        for n, score in enumerate(scores)
    ]
    on = going_on(ranked, most=most)
    out = [each for each in ranked if each not in on]
    assert len(on) >= min(most, len(ranked))
    assert all(worse.score < better.score for worse in out for better in on)
    for category in range(3):
        own = [each for each in ranked if each.category == category]
        chosen = going_on(own, per_category=per_category)
        assert len(chosen) >= min(per_category, len(own))


def stage(weight, *rows):
    """`rows` are (entry, rank, score)."""
    return Decimal(weight), [
        Standing(entry, rank, score and Decimal(score), (), {}) for entry, rank, score in rows
    ]


DESK = stage(40, ("P", 1, "90"), ("Q", 2, "80"), ("R", 3, "70"), ("S", 4, "65"))


def test_the_weighted_mean_of_both_stages_adds_up_by_hand():
    """40 % of 90 and 60 % of 70 are 78; 40 % of 80 and 60 % of 85 are 83."""
    result = outcomes([DESK, stage(60, ("Q", 1, "85"), ("P", 2, "70"))])

    assert [(each.entry, each.rank, each.score) for each in result] == [
        ("Q", 1, Decimal("83.00")),
        ("P", 2, Decimal("78.00")),
        ("R", 3, Decimal("70.00")),
        ("S", 4, Decimal("65.00")),
    ]
    assert result[0].scores == (Decimal(80), Decimal(85))
    assert (result[0].reached, result[2].reached) == (2, 1)


def test_whoever_came_further_stands_before_a_better_score_that_did_not():
    result = outcomes([DESK, stage(60, ("S", 1, "10"))])
    assert [each.entry for each in result] == ["S", "P", "Q", "R"]


def test_equal_results_are_told_apart_by_the_last_stage_or_share_the_rank():
    desk = stage(50, ("P", 1, "80"), ("Q", 2, "60"), ("R", 3, "50"), ("S", 3, "50"))
    result = outcomes([desk, stage(50, ("Q", 1, "80"), ("P", 2, "60"))])
    assert [(each.entry, each.rank, each.shares_rank) for each in result] == [
        ("Q", 1, False),
        ("P", 2, False),
        ("R", 3, True),
        ("S", 3, True),
    ]


def test_a_stage_without_weight_decides_only_who_goes_on():
    desk = stage(0, ("P", 1, "90"), ("Q", 2, "80"), ("R", 3, "70"))
    result = outcomes([desk, stage(100, ("Q", 1, "75"), ("P", 2, "60"))])
    assert [(each.entry, each.score) for each in result] == [
        ("Q", Decimal("75.00")),
        ("P", Decimal("60.00")),
        ("R", Decimal(70)),
    ]


def test_an_entry_without_a_sheet_has_no_outcome():
    assert outcomes([stage(100, ("P", None, None))]) == []
