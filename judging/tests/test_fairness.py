"""Statistics of a panel, against other programs, published tables and what must always hold."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging import fairness, scoring
from judging.fairness import Change, Lack, TooLittle

REFERENCES = json.loads((Path(__file__).parent / "references.json").read_text())
COMPLETE, UNBALANCED = REFERENCES["complete"], REFERENCES["unbalanced"]
CLOSE = {"abs": 1e-6, "rel": 0}


def panel(seed: int, entries: int = 30, judges: int = 6, each: int = 3) -> fairness.Marks:
    random = Random(seed)
    severity = {f"J{n}": random.gauss(0, 4) for n in range(judges)}
    return {
        entry: {
            judge: random.gauss(quality - severity[judge], 4)
            for judge in random.sample(sorted(severity), each)
        }
        for entry in range(entries)
        for quality in [random.gauss(75, 6)]
    }


# --- against others -----------------------------------------------------------------------


def test_severities_are_those_of_least_squares():
    found = fairness.fit(UNBALANCED)

    assert found.residual_variance == pytest.approx(REFERENCES["mse"], **CLOSE)
    for judge, (severity, error) in REFERENCES["ols"].items():
        assert found.judges[judge].severity == pytest.approx(severity, **CLOSE)
        assert found.judges[judge].error == pytest.approx(error, **CLOSE)


@pytest.mark.parametrize("name", ["complete", "unbalanced"])
def test_alpha_is_krippendorffs(name):
    alpha = fairness.krippendorff_alpha(REFERENCES[name])

    assert alpha == pytest.approx(REFERENCES[f"alpha_{name}"], **CLOSE)


def test_the_intraclass_correlations_are_those_of_the_analysis_of_variance():
    assert fairness.icc(COMPLETE) == pytest.approx(REFERENCES["icc"], **CLOSE)


def test_kendalls_w_is_friedmans_chi_square_on_a_scale_to_one():
    assert fairness.kendall_w(COMPLETE) == pytest.approx(REFERENCES["w"], **CLOSE)


def test_the_table_of_shrout_and_fleiss():
    """Their table 2 (1979): mean squares 11.24, 32.49 and 1.02; ICC(2,1) .29 and ICC(2,4) .62."""
    table = ["9258", "6132", "8468", "7126", ["10", "5", "6", "9"], "6247"]
    marks = {n: {f"J{j}": float(v) for j, v in enumerate(row)} for n, row in enumerate(table)}

    parts = fairness.components(marks)
    noise = parts.severity + parts.error

    assert parts.error == pytest.approx(1.02, abs=0.005)
    assert 4 * parts.quality + parts.error == pytest.approx(11.24, abs=0.005)
    assert 6 * parts.severity + parts.error == pytest.approx(32.49, abs=0.005)
    assert parts.quality / (parts.quality + noise) == pytest.approx(0.29, abs=0.005)
    assert parts.quality / (parts.quality + noise / 4) == pytest.approx(0.62, abs=0.005)


# --- what must always hold ----------------------------------------------------------------

seeds = st.integers(0, 10_000)
quick = settings(max_examples=25)


@quick
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_judges_and_entries_changes_no_digit(seed, random):
    marks = panel(seed)
    shuffled = list(marks.items())
    random.shuffle(shuffled)
    turned = {entry: dict(reversed(own.items())) for entry, own in shuffled}

    assert fairness.fit(turned) == fairness.fit(marks)
    assert fairness.icc(turned) == fairness.icc(marks)
    assert fairness.prospects(turned, 3, draws=20) == fairness.prospects(marks, 3, draws=20)


@quick
@given(seeds, st.floats(-20, 20))
def test_a_constant_added_to_one_judge_moves_that_severity_and_nothing_else(seed, points):
    marks = panel(seed)
    moved = {
        entry: {judge: v + points * (judge == "J2") for judge, v in own.items()}
        for entry, own in marks.items()
    }
    before, after = fairness.fit(marks), fairness.fit(moved)

    def against_the_first(fit: fairness.Fit) -> dict[str, float]:
        return {j: e.severity - fit.judges["J0"].severity for j, e in fit.judges.items()}

    expected = against_the_first(before)
    expected["J2"] -= points
    assert against_the_first(after) == pytest.approx(expected)
    assert after.residual_variance == pytest.approx(before.residual_variance)
    level = {after.adjusted[e] - before.adjusted[e] for e in marks}
    assert max(level) == pytest.approx(min(level), abs=1e-9)
    assert after.judges["J2"].spread == pytest.approx(before.judges["J2"].spread)


@quick
@given(seeds)
def test_severities_sum_to_nothing_and_are_found_again_without_noise(seed):
    random = Random(seed)
    severity = {f"J{n}": random.uniform(-5, 5) for n in range(6)}
    middle = sum(severity.values()) / 6
    quality = {n: random.gauss(70, 8) for n in range(30)}
    marks = {
        n: {judge: quality[n] - severity[judge] for judge in own} for n, own in panel(seed).items()
    }
    found = fairness.fit(marks)

    for judge, effect in found.judges.items():
        assert effect.severity == pytest.approx(severity[judge] - middle)
        assert effect.scatter == pytest.approx(0, abs=1e-9)
    assert found.adjusted == pytest.approx({n: q - middle for n, q in quality.items()})


@quick
@given(seeds, st.floats(0.1, 10), st.floats(-50, 50))
def test_agreement_does_not_depend_on_the_unit_of_the_scale(seed, factor, constant):
    marks = panel(seed, judges=3)
    other = {e: {j: v * factor + constant for j, v in own.items()} for e, own in marks.items()}

    for measure in (fairness.krippendorff_alpha, fairness.icc, fairness.kendall_w):
        assert measure(other) == pytest.approx(measure(marks))


def test_full_agreement_is_one():
    marks = {n: dict.fromkeys(("J1", "J2", "J3"), float(n)) for n in range(12)}

    assert fairness.krippendorff_alpha(marks) == 1
    assert fairness.icc(marks) == pytest.approx((1, 1))
    assert fairness.kendall_w(marks) == 1


# --- too little ---------------------------------------------------------------------------


def test_judges_who_share_no_entry_are_not_compared():
    left = {f"a{n}": {"J1": n, "J2": n + 1} for n in range(20)}
    right = {f"b{n}": {"J3": n, "J4": n + 2} for n in range(20)}

    with pytest.raises(TooLittle) as refusal:
        fairness.fit(left | right)

    assert refusal.value.lack == Lack.ISLANDS
    assert refusal.value.islands == (("J1", "J2"), ("J3", "J4"))
    tied = left | right | {"c": {"J2": 1, "J3": 2}}
    assert fairness.islands(tied) == [("J1", "J2", "J3", "J4")]
    assert set(fairness.fit(tied).judges) == {"J1", "J2", "J3", "J4"}


@pytest.mark.parametrize(
    ("measure", "lack"),
    [
        (fairness.fit, Lack.SHEETS),
        (fairness.krippendorff_alpha, Lack.ENTRIES),
        (fairness.icc, Lack.ENTRIES),
        (fairness.kendall_w, Lack.NOT_ALL_BY_ALL),
        (lambda marks: fairness.prospects(marks, 3), Lack.SHEETS),
    ],
)
@pytest.mark.parametrize("marks", [{}, {"a": {}}, {"a": {"J1": 80.0, "J2": 70.0}}])
def test_little_data_is_said_and_never_a_number(measure, lack, marks):
    with pytest.raises(TooLittle) as refusal:
        measure(marks)

    assert refusal.value.lack == lack


@pytest.mark.parametrize("measure", [fairness.krippendorff_alpha, fairness.icc, fairness.kendall_w])
def test_the_same_mark_everywhere_says_nothing_about_agreement(measure):
    marks = {n: dict.fromkeys(("J1", "J2", "J3"), 80.0) for n in range(12)}

    with pytest.raises(TooLittle) as refusal:
        measure(marks)

    assert refusal.value.lack == Lack.NO_SPREAD


def test_entries_in_part_of_the_judges_hands_have_no_common_order():
    with pytest.raises(TooLittle) as refusal:
        fairness.kendall_w(UNBALANCED)

    assert refusal.value.lack == Lack.NOT_ALL_BY_ALL


# --- ranks --------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_intervals():
    marks = panel(3)

    assert fairness.prospects(marks, 5) == fairness.prospects(marks, 5)
    assert fairness.prospects(marks, 5) != fairness.prospects(marks, 5, seed=1)


def test_the_chances_of_all_entries_add_up_to_the_places():
    found = fairness.prospects(panel(4), 5, draws=200)

    assert sum(each.top for each in found.values()) == pytest.approx(5)
    assert all(1 <= each.lowest <= each.highest <= 30 for each in found.values())


def test_the_ranks_of_simulated_panels_are_covered_as_promised():
    """A small part of `bin/bench fairness`; the bounds are wider because the sample is smaller."""
    covered = [fairness.simulation.coverage(seed, draws=100) for seed in range(8)]

    assert 0.84 < sum(covered) / len(covered) < 0.95


def test_adjusted_scores_find_more_of_the_best_than_raw_means():
    found = [fairness.simulation.found_of_top(seed) for seed in range(20)]

    assert sum(adjusted for _raw, adjusted in found) > sum(raw for raw, _adjusted in found)


# --- stability ----------------------------------------------------------------------------

CRITERIA = [
    scoring.Criterion("dampak", Decimal(60), Decimal(100)),
    scoring.Criterion("gagasan", Decimal(40), Decimal(100)),
]


def sheet(dampak: int, gagasan: int) -> dict[str, Decimal]:
    return {"dampak": Decimal(dampak), "gagasan": Decimal(gagasan)}


def changes(sheets, winner_count=1, how=scoring.Combination.MEAN):
    return {
        (each.what_if.change, each.what_if.about): (set(each.gained), set(each.lost))
        for each in fairness.variants(sheets, CRITERIA, how, winner_count)
        if not each.is_same
    }


def test_clear_winners_stay_whatever_changes():
    sheets = {n: {"J1": sheet(90 - 9 * n, 90 - 9 * n)} for n in range(5)}
    every = fairness.variants(sheets, CRITERIA, scoring.Combination.MEAN, 2)

    assert len(every) == 2 * 2 + 1 + 2
    assert [each for each in every if each.what_if.change != Change.WITHOUT_JUDGE] == [
        each for each in every if each.is_same
    ]


def test_a_weight_that_decides_is_named():
    # 60 x 80 + 40 x 70 = 76 against 60 x 75 + 40 x 77 = 75.8
    sheets = {"a": {"J1": sheet(80, 70)}, "b": {"J1": sheet(75, 77)}}

    found = changes(sheets)

    assert found[Change.LIGHTER, "dampak"] == found[Change.HEAVIER, "gagasan"] == ({"b"}, {"a"})
    assert (Change.HEAVIER, "dampak") not in found


def test_a_judge_who_decides_is_named():
    sheets = {
        "a": {"J1": sheet(90, 90), "J2": sheet(70, 70)},
        "b": {"J1": sheet(75, 75), "J2": sheet(80, 80)},
    }

    found = changes(sheets)

    assert found[Change.WITHOUT_JUDGE, "J1"] == ({"b"}, {"a"})
    assert (Change.WITHOUT_JUDGE, "J2") not in found


def test_taking_severity_off_can_bring_another_entry_to_the_top():
    """The best entry met the strict judge: raw second, adjusted first."""
    sheets = {n: {"J1": sheet(60 + n, 60 + n), "J2": sheet(50 + n, 50 + n)} for n in range(12)} | {
        "lucky": {"J1": sheet(80, 80)},
        "unlucky": {"J2": sheet(78, 78)},
    }

    assert changes(sheets)[Change.ADJUSTED, None] == ({"unlucky"}, {"lucky"})
