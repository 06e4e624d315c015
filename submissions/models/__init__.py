"""An innovation entered in an edition: what the unit wrote, what was decided, and the history."""

from submissions.models.decisions import Check, Event, Finding, Snapshot
from submissions.models.desk import (
    LONGEST_ANSWER,
    AnswerRevision,
    Evidence,
    TeamRight,
)
from submissions.models.entry import (
    STATUS_LABELS,
    STATUS_TONES,
    TITLE_KEY,
    TITLE_WORDS,
    VERB_LABELS,
    Answer,
    Attachment,
    Submission,
    SubmissionQuerySet,
)
from submissions.models.video import Queue, Video

__all__ = [
    "LONGEST_ANSWER",
    "STATUS_LABELS",
    "STATUS_TONES",
    "TITLE_KEY",
    "TITLE_WORDS",
    "VERB_LABELS",
    "Answer",
    "AnswerRevision",
    "Attachment",
    "Check",
    "Event",
    "Evidence",
    "Finding",
    "Queue",
    "Snapshot",
    "Submission",
    "SubmissionQuerySet",
    "TeamRight",
    "Video",
]
