"""What statistics can say about a judged stage. Pure: no database, no Django, no randomness
but from a fixed seed.

Raw scores are the law and nothing here changes a rank. Everything is given `Marks`: for every
entry the judges with what they gave it, in points of a hundred or on the scale of one criterion.
What cannot be said honestly is refused with `TooLittle`.
"""

from judging.fairness import simulation
from judging.fairness.additive import Components, Fit, JudgeEffect, components, fit
from judging.fairness.agreement import icc, kendall_w, krippendorff_alpha
from judging.fairness.marks import FEWEST_ENTRIES, FEWEST_FREE, Lack, Marks, TooLittle, islands
from judging.fairness.ranks import DRAWS, SEED, Prospect, draws_for, prospects
from judging.fairness.stability import Change, Sheets, Variant, WhatIf, totals, variants
from judging.fairness.whole import Played, StageVariant, whole_variants

__all__ = [
    "DRAWS",
    "FEWEST_ENTRIES",
    "FEWEST_FREE",
    "SEED",
    "Change",
    "Components",
    "Fit",
    "JudgeEffect",
    "Lack",
    "Marks",
    "Played",
    "Prospect",
    "Sheets",
    "StageVariant",
    "TooLittle",
    "Variant",
    "WhatIf",
    "components",
    "draws_for",
    "fit",
    "icc",
    "islands",
    "kendall_w",
    "krippendorff_alpha",
    "prospects",
    "simulation",
    "totals",
    "variants",
    "whole_variants",
]
