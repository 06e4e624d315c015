"""The arithmetic of judging, against tables that were worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.scoring import Criterion, mean, ranking, rounded, sheet_total

D = Decimal
HEAVY = Criterion("dampak", D(60), D(100))
LIGHT = Criterion("gagasan", D(40), D(10))
CRITERIA = [LIGHT, HEAVY]


def sheet(heavy: str, light: str) -> dict[str, Decimal]:
    return {"dampak": D(heavy), "gagasan": D(light)}


def ranks(sheets: dict[str, list[dict[str, Decimal]]]) -> list[tuple[str, int | None]]:
    return [(s.entry, s.rank) for s in ranking(sheets, CRITERIA)]


def test_a_total_is_the_weighted_share_of_each_scale():
    # 60 x 80/100 + 40 x 5/10 = 48 + 20
    assert sheet_total(sheet("80", "5"), CRITERIA) == D(68)


def test_weights_need_not_sum_to_a_hundred():
    half = [Criterion("dampak", D(30), D(100)), Criterion("gagasan", D(20), D(10))]

    assert sheet_total(sheet("80", "5"), half) == D(68)


def test_an_incomplete_sheet_has_no_total():
    with pytest.raises(KeyError):
        sheet_total({"dampak": D(80)}, CRITERIA)


def test_the_mean_of_nothing_is_not_zero():
    with pytest.raises(ValueError, match="not 0"):
        mean([])


@pytest.mark.parametrize(
    ("exact", "shown"), [("1.005", "1.01"), ("1.0049", "1.00"), ("2.675", "2.68")]
)
def test_half_a_cent_is_rounded_up(exact, shown):
    assert rounded(D(exact)) == D(shown)


def test_an_entry_without_sheets_is_unranked_and_last():
    assert ranks({"tanpa": [], "ada": [sheet("1", "1")]}) == [("ada", 1), ("tanpa", None)]


def test_a_missing_sheet_does_not_count_as_zero():
    first, second = ranking({"satu": [sheet("90", "9")], "dua": [sheet("80", "8")] * 3}, CRITERIA)

    assert (first.entry, first.score) == ("satu", D("90.00"))
    assert (second.entry, second.score) == ("dua", D("80.00"))


def test_equal_scores_are_parted_by_the_heaviest_criterion():
    # both 68: 60 x 80 % + 40 x 50 %, and 60 x 60 % + 40 x 80 %
    standings = ranking({"b": [sheet("60", "8")], "a": [sheet("80", "5")]}, CRITERIA)

    assert [(s.entry, s.rank, s.tie_broken_by) for s in standings] == [
        ("a", 1, "dampak"),
        ("b", 2, "dampak"),
    ]


def test_equal_in_everything_share_a_rank_and_leave_the_next_out():
    result = ranking(
        {
            "d": [sheet("10", "1")],
            "b": [sheet("50", "5")],
            "a": [sheet("90", "9")],
            "c": [sheet("50", "5")],
        },
        CRITERIA,
    )

    assert [(s.entry, s.rank, s.shares_rank) for s in result] == [
        ("a", 1, False),
        ("b", 2, True),
        ("c", 2, True),
        ("d", 4, False),
    ]


scores = st.decimals(min_value=0, max_value=10, places=1)
entries = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.lists(st.builds(lambda h, g: {"dampak": h * 10, "gagasan": g}, scores, scores), max_size=4),
    max_size=8,
)


@given(entries, st.randoms())
def test_the_order_of_input_changes_no_rank(sheets, random):
    shuffled = list(sheets.items())
    random.shuffle(shuffled)

    assert dict(ranks(sheets)) == dict(ranks(dict(shuffled)))


@given(entries)
def test_a_better_rank_is_never_a_lower_score(sheets):
    ranked = [s for s in ranking(sheets, CRITERIA) if s.rank]

    assert [s.score for s in ranked] == sorted((s.score for s in ranked), reverse=True)
    for place, standing in enumerate(ranked, start=1):
        assert standing.rank <= place


@given(st.lists(st.tuples(scores, scores), min_size=1, max_size=5))
def test_totals_stay_within_the_scale(values):
    for heavy, light in values:
        assert 0 <= sheet_total({"dampak": heavy * 10, "gagasan": light}, CRITERIA) <= 100
