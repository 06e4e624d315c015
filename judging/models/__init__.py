"""Judging: who judges what, score sheets, and the verdict as it was published."""

from judging.models.assignment import Assignment, Score, ScoreSheet
from judging.models.blind import BlindAnswer, BlindCopy, BlindFile
from judging.models.departure import Departure
from judging.models.history import JointAgreement, JointNote, Moderation, SheetEvent
from judging.models.panel import Conflict, Judge, Panel
from judging.models.shortlist import Place, Shortlist
from judging.models.verdict import (
    Award,
    Decision,
    Objection,
    Override,
    Publication,
    PublishedResult,
)

__all__ = [
    "Assignment",
    "Award",
    "BlindAnswer",
    "BlindCopy",
    "BlindFile",
    "Conflict",
    "Decision",
    "Departure",
    "JointAgreement",
    "JointNote",
    "Judge",
    "Moderation",
    "Objection",
    "Override",
    "Panel",
    "Place",
    "Publication",
    "PublishedResult",
    "Score",
    "ScoreSheet",
    "SheetEvent",
    "Shortlist",
]
