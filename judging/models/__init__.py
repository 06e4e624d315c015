"""Judging: who judges what, score sheets, and the verdict as it was published."""

from judging.models.assignment import Assignment, Score, ScoreSheet
from judging.models.history import Moderation, SheetEvent
from judging.models.panel import Conflict, Judge, Panel
from judging.models.verdict import Award, Publication, PublishedResult

__all__ = [
    "Assignment",
    "Award",
    "Conflict",
    "Judge",
    "Moderation",
    "Panel",
    "Publication",
    "PublishedResult",
    "Score",
    "ScoreSheet",
    "SheetEvent",
]
