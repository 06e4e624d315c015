"""The rulebook of a year. Whatever changes from edition to edition is a row, never code."""

from competitions.models.assessment import Criterion, RubricBand, Stage
from competitions.models.edition import Edition, Extension, Phase, RuleChange
from competitions.models.form import (
    Category,
    CheckItem,
    DocumentRule,
    Group,
    Section,
    VideoRule,
)

__all__ = [
    "Category",
    "CheckItem",
    "Criterion",
    "DocumentRule",
    "Edition",
    "Extension",
    "Group",
    "Phase",
    "RubricBand",
    "RuleChange",
    "Section",
    "Stage",
    "VideoRule",
]
