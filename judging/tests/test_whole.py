"""Fairness over all stages: the winners again, with each stage a little different."""

from decimal import Decimal
from random import Random

import pytest

from judging import scoring
from judging.fairness import Change, Played, WhatIf, whole_variants
from judging.staging import outcomes

ONE = [scoring.Criterion("k", Decimal(100), Decimal(100))]
MEAN = scoring.Combination.MEAN


def stage(key, weight, marks, criteria=ONE):
    sheets = {
        entry: {code: {c.key: Decimal(value) for c in criteria} for code, value in own.items()}
        for entry, own in marks.items()
    }
    return Played(key, Decimal(weight), sheets, criteria, MEAN)


DESK = stage(1, 60, {"a": {"J1": 80, "J2": 80}, "b": {"J1": 70, "J2": 88}, "c": {"J1": 99}})
HALL = stage(2, 40, {"a": {"K1": 70}, "b": {"K1": 73}})


def test_by_hand():
    """b wins with 76.60 against 76.00; without J2 it has 71.20."""
    tried, lacking = whole_variants([DESK, HALL], 1)

    changed = [(each.stage, each.variant) for each in tried if not each.variant.is_same]
    assert [(key, one.what_if, one.gained, one.lost) for key, one in changed] == [
        (1, WhatIf(Change.WITHOUT_JUDGE, "J2"), {"a"}, {"b"})
    ]
    assert lacking == [1, 2]


def test_an_entry_keeps_the_sheet_of_its_only_judge():
    tried, _lacking = whole_variants([DESK, HALL], 1)

    (alone,) = (each.variant for each in tried if each.variant.what_if.about == "K1")
    assert alone.is_same


def test_who_did_not_come_further_never_wins():
    """c was best of the desk and did not go on."""
    tried, _lacking = whole_variants([DESK, HALL], 2)

    assert not any("c" in each.variant.gained for each in tried)


def test_every_change_is_tried_once():
    tried, _lacking = whole_variants([DESK, HALL], 1)

    asked = [(each.stage, each.variant.what_if) for each in tried]
    assert len(asked) == len(set(asked)) == 2 * (2 + 2 + 2) + 2 + 1
    assert {what_if.change for _key, what_if in asked} == set(Change) - {Change.ADJUSTED}


def test_a_stage_without_a_weight_has_no_weight_to_change():
    tried, _lacking = whole_variants([stage(1, 0, {"a": {"J1": 1}, "b": {"J1": 2}}), HALL], 1)

    assert {
        each.stage for each in tried if each.variant.what_if.change == Change.STAGE_HEAVIER
    } == {2}


@pytest.mark.parametrize("seed", range(20))
def test_it_equals_the_whole_ranking_computed_again(seed):
    """Each judge left out, without the short cut over those who cannot win."""
    random = Random(seed)

    def marks(entries, judges):
        return {
            entry: {code: random.randint(40, 100) for code in random.sample(judges, 2)}
            for entry in entries
        }

    entries = [f"e{n}" for n in range(12)]
    first = stage(1, 50, marks(entries, ["J1", "J2", "J3"]))
    second = stage(2, 50, marks(random.sample(entries, 5), ["K1", "K2", "K3"]))

    def winners(stages):
        ranked = [
            (each.weight, scoring.ranking(
                {e: list(own.values()) for e, own in each.sheets.items()}, each.criteria, each.how
            ))
            for each in stages
        ]  # fmt: skip
        return {each.entry for each in outcomes(ranked) if each.rank <= 3}

    now = winners([first, second])
    tried, _lacking = whole_variants([first, second], 3)
    for each in tried:
        what_if = each.variant.what_if
        if what_if.change != Change.WITHOUT_JUDGE or each.stage != 2:
            continue
        fewer = {
            e: {code: sheet for code, sheet in own.items() if code != what_if.about}
            for e, own in second.sheets.items()
        }
        then = winners([first, Played(2, Decimal(50), fewer, ONE, MEAN)])
        assert (each.variant.gained, each.variant.lost) == (then - now, now - then)
