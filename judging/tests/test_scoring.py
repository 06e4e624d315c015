"""The arithmetic of judging, against tables that were worked out by hand."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from judging.scoring import (
    Combination,
    Criterion,
    combined,
    entry_scores,
    is_on_step,
    mean,
    ranking,
    rounded,
    sheet_total,
    spread,
)

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


def test_kipp_weights_by_hand():
    # 10x80 + 15x70 + 5x60 + 30x90 + 20x85 + 5x50 + 15x75 = 7925, of 100 x 100
    weights = (10, 15, 5, 30, 20, 5, 15)
    rules = [Criterion(number, D(weight), D(100)) for number, weight in enumerate(weights)]
    given_scores = dict(enumerate(map(D, (80, 70, 60, 90, 85, 50, 75))))

    assert sheet_total(given_scores, rules) == D("79.25")


@pytest.mark.parametrize(("score", "total"), [("0", "0"), ("100", "100"), ("33.33", "33.33")])
def test_the_same_share_everywhere_is_the_total(score, total):
    share = D(score)

    assert sheet_total({"dampak": share, "gagasan": share / 10}, CRITERIA) == D(total)


def test_zero_is_a_score_and_a_missing_sheet_is_none():
    zero, missing = ranking({"nol": [sheet("0", "0")], "tanpa": []}, CRITERIA)

    assert (zero.entry, zero.score, zero.rank) == ("nol", D("0.00"), 1)
    assert (missing.entry, missing.score, missing.rank) == ("tanpa", None, None)


def test_the_mean_of_sheets_is_rounded_once_and_half_up():
    # totals 60.00, 60.00 and 60.015 -> mean 60.005 -> 60.01; rounding each sheet first gives 60.00
    whole, more = sheet("60", "6"), {"dampak": D("60.025"), "gagasan": D("6")}
    (standing,) = ranking({"a": [whole, whole, more]}, CRITERIA)

    assert [sheet_total(each, CRITERIA) for each in (whole, more)] == [D(60), D("60.015")]
    assert standing.score == D("60.01")


MIDDLE = Criterion("layanan", D(30), D(100))
THREE = [Criterion("gagasan", D(20), D(100)), Criterion("dampak", D(50), D(100)), MIDDLE]


def three(dampak: int, layanan: int, gagasan: int) -> dict[str, Decimal]:
    return {"dampak": D(dampak), "layanan": D(layanan), "gagasan": D(gagasan)}


def test_equal_on_the_heaviest_the_next_heaviest_decides():
    # 50x80 + 30x70 + 20x60 = 50x80 + 30x60 + 20x75 = 7300
    first, second = ranking({"b": [three(80, 60, 75)], "a": [three(80, 70, 60)]}, THREE)

    assert (first.score, second.score) == (D("73.00"), D("73.00"))
    assert [(s.entry, s.rank, s.tie_broken_by, s.shares_rank) for s in (first, second)] == [
        ("a", 1, "layanan", False),
        ("b", 2, "layanan", False),
    ]


def test_a_tie_is_broken_by_means_and_not_by_single_sheets():
    # both means: dampak 70 against 75
    spread = [sheet("100", "5"), sheet("40", "5")]
    even = [sheet("75", "4.25"), sheet("75", "4.25")]
    first, second = ranking({"spread": spread, "even": even}, CRITERIA)

    assert (first.score, second.score) == (D("62.00"), D("62.00"))
    assert (first.entry, first.tie_broken_by) == ("even", "dampak")


def test_no_score_above_or_below_makes_no_tie():
    standings = ranking({"a": [sheet("90", "9")], "b": [sheet("80", "8")]}, CRITERIA)

    assert [(s.tie_broken_by, s.shares_rank) for s in standings] == [(None, False), (None, False)]


def test_two_shared_ranks_in_one_list():
    values = {"a": "90", "b": "90", "c": "80", "d": "70", "e": "70", "f": "60"}

    assert ranks({name: [sheet(v, "5")] for name, v in values.items()}) == [
        ("a", 1), ("b", 1), ("c", 3), ("d", 4), ("e", 4), ("f", 6),
    ]  # fmt: skip


def test_nothing_to_rank_is_an_empty_ranking():
    assert ranking({}, CRITERIA) == []


def by_the_book(sheets: dict[str, list[dict[str, Decimal]]]) -> dict[str, tuple]:
    """The rules of the docstring once more, with fractions and without any sorting."""
    heaviest_first = sorted(CRITERIA, key=lambda c: -c.weight)
    keys = {}
    for entry, own in sheets.items():
        if own:
            totals = [
                sum(
                    Fraction(c.weight) * Fraction(each[c.key]) / Fraction(c.max_score)
                    for c in CRITERIA
                )
                / sum(Fraction(c.weight) for c in CRITERIA)
                * 100
                for each in own
            ]
            cents = math.floor(sum(totals) / len(totals) * 100 + Fraction(1, 2))
            means = [sum(Fraction(each[c.key]) for each in own) / len(own) for c in heaviest_first]
            keys[entry] = (cents, *means)
    return {
        entry: (1 + sum(other > key for other in keys.values()), Decimal(key[0]) / 100)
        for entry, key in keys.items()
    }


# Few values, so that ties are common; 1, 2 or 4 sheets, so that every mean is exact.
few = st.sampled_from([D("0"), D("2.5"), D("5"), D("5.1"), D("10")])
sizes = st.sampled_from([0, 1, 2, 4])
crowded = st.dictionaries(
    st.sampled_from("abcdefgh"),
    sizes.flatmap(
        lambda size: st.lists(
            st.builds(lambda h, g: {"dampak": h * 10, "gagasan": g}, few, few),
            min_size=size,
            max_size=size,
        )
    ),
    max_size=8,
)


@given(crowded)
def test_ranks_and_scores_are_those_of_the_book(sheets):
    found = {s.entry: (s.rank, s.score) for s in ranking(sheets, CRITERIA) if s.rank}

    assert found == by_the_book(sheets)


@given(crowded)
def test_who_shares_a_rank_is_equal_in_everything(sheets):
    def criterion_means(entry: str) -> list[Fraction]:
        return [mean([each[c.key] for each in sheets[entry]]) for c in CRITERIA]

    standings = ranking(sheets, CRITERIA)
    for each in (s for s in standings if s.rank):
        same = [s for s in standings if s.rank == each.rank]
        assert each.shares_rank is (len(same) > 1)
        assert {s.score for s in same} == {each.score}
        assert all(criterion_means(s.entry) == criterion_means(each.entry) for s in same)


@given(crowded)
def test_every_entry_stands_once_and_the_unscored_last(sheets):
    standings = ranking(sheets, CRITERIA)
    ranked = [s.rank is not None for s in standings]

    assert sorted(s.entry for s in standings) == sorted(sheets)
    assert ranked == sorted(ranked, reverse=True)


@given(few, few, st.integers(1, 1000))
def test_scaling_all_weights_changes_nothing(heavy, light, factor):
    scaled = [Criterion(c.key, c.weight * factor, c.max_score) for c in CRITERIA]
    own = {"dampak": heavy * 10, "gagasan": light}

    assert rounded(sheet_total(own, scaled)) == rounded(sheet_total(own, CRITERIA))


@given(crowded, st.sampled_from("abcdefgh"), few)
def test_a_higher_score_never_worsens_a_rank(sheets, entry, value):
    assume(sheets.get(entry))
    better = {name: [dict(each) for each in own] for name, own in sheets.items()}
    better[entry][0]["dampak"] = max(better[entry][0]["dampak"], value * 10)

    before, after = (dict(ranks(each)) for each in (sheets, better))
    assert after[entry] <= before[entry]


@pytest.mark.parametrize("most", [3, 6, 7, 9, 11, 13])
def test_full_marks_on_any_scale_are_exactly_a_hundred(most):
    """Scales that divide no power of ten leave no dust behind."""
    rules = [Criterion(name, D(weight), D(most)) for name, weight in (("a", 33), ("b", 34))]

    assert sheet_total({"a": D(most), "b": D(most)}, rules) == 100
    assert sheet_total({"a": D(1), "b": D(1)}, rules) == Fraction(100, most)


def test_a_tie_that_only_dust_could_break_is_a_tie():
    # 1/3 + 1/3 + 1/3 of the weight against the whole of one criterion, three sheets each
    rules = [Criterion("a", D(50), D(3)), Criterion("b", D(50), D(7))]
    even = [{"a": D(1), "b": D(2)}, {"a": D(2), "b": D(5)}, {"a": D(3), "b": D(7)}]
    same = [{"a": D(3), "b": D(7)}, {"a": D(2), "b": D(5)}, {"a": D(1), "b": D(2)}]

    assert [s.rank for s in ranking({"x": even, "y": same}, rules)] == [1, 1]


def test_a_hair_under_half_a_cent_is_rounded_down():
    assert rounded(Fraction(84_994_999, 1_000_000)) == D("84.99")
    assert rounded(D("84.995")) == D("85.00")


@pytest.mark.parametrize(
    ("how", "values", "one"),
    [
        (Combination.MEAN, (60, 80, 100), 80),
        (Combination.MEDIAN, (10, 80, 90), 80),
        (Combination.MEDIAN, (10, 80, 90, 100), 85),
        (Combination.MEDIAN, (70,), 70),
        (Combination.MEDIAN, (70, 80), 75),
        (Combination.TRIMMED, (0, 80, 90, 100), 85),
        (Combination.TRIMMED, (0, 80, 100), 80),
        (Combination.TRIMMED, (70, 80), 75),
        (Combination.TRIMMED, (70,), 70),
    ],
)
def test_sheets_combine_as_the_stage_says(how, values, one):
    assert combined([D(v) for v in values], how) == one


odd = st.builds(Criterion, st.integers(), st.decimals("0.01", 100, places=2), st.integers(1, 99))


@given(st.lists(odd, min_size=1, max_size=4, unique_by=lambda c: c.key), st.data())
def test_whole_numbers_give_what_fractions_give(criteria, data):
    """Whatever the weights and scales: the quick way to a score against the one of the page."""
    row = st.fixed_dictionaries({c.key: st.decimals(0, c.max_score, places=2) for c in criteria})
    own = data.draw(st.lists(row, min_size=1, max_size=5))

    for how in Combination:
        exact = combined([sheet_total(each, criteria) for each in own], how)
        assert entry_scores({"a": own}, criteria, how) == {"a": rounded(exact)}


def test_one_outlier_moves_the_mean_and_not_the_median():
    fair, split = [sheet("80", "8")] * 3, [sheet("90", "9"), sheet("90", "9"), sheet("0", "0")]
    entries = {"fair": fair, "split": split}

    orders = {how: [s.entry for s in ranking(entries, CRITERIA, how)] for how in (*Combination,)}
    assert orders == {
        Combination.MEAN: ["fair", "split"],
        Combination.MEDIAN: ["split", "fair"],
        Combination.TRIMMED: ["split", "fair"],
    }


def test_the_spread_is_highest_less_lowest():
    assert spread([D(60), D(85), D("72.5")]) == 25
    assert spread([]) == 0


@pytest.mark.parametrize(
    ("score", "step", "fits"),
    [("84.5", "0.5", True), ("84.3", "0.5", False), ("0", "5", True), ("0.3", "0.1", True)],
)
def test_scores_go_up_in_steps(score, step, fits):
    assert is_on_step(D(score), D(step)) is fits
