"""Reading across entries, for panitia's desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Trim
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from submissions.models import Answer, Check, Submission
from submissions.states import JUDGEABLE, Status

WAITING, SECOND, REPAIR, OVERDUE = "menunggu", "kedua", "diperbaiki", "terlambat"
PASSED, FAILED = "lolos", "gugur"
QUEUES = {
    WAITING: _("Menunggu pemeriksaan"),
    SECOND: _("Menunggu persetujuan kedua"),
    REPAIR: _("Sedang diperbaiki"),
    OVERDUE: _("Perbaikan terlambat"),
    PASSED: _("Lolos"),
    FAILED: _("Tidak lolos"),
}
"""The piles on panitia's desk, in the order in which they want work."""


@dataclass(frozen=True)
class Wanted:
    """What the reader of the queue asked for."""

    queue: str = WAITING
    edition: Edition | None = None
    words: str = ""


def queue(wanted: Wanted, at: datetime) -> QuerySet[Submission]:
    """The entries of one pile, the longest waiting first."""
    awaiting = Check.objects.awaiting_second().filter(snapshot__submission=OuterRef("pk"))
    earlier = Check.objects.in_effect().filter(snapshot__submission=OuterRef("pk"))
    return (
        _asked(wanted)
        .annotate(awaits_second=Exists(awaiting), was_checked=Exists(earlier))
        .filter(_piles(at)[wanted.queue])
        .select_related("innovation", "unit", "edition", "group__video_rule")
        .order_by("submitted_at", "pk")
    )


def counts(wanted: Wanted, at: datetime) -> Mapping[str, int]:
    """How high each pile is, with one query."""
    awaiting = Check.objects.awaiting_second().filter(snapshot__submission=OuterRef("pk"))
    rows = _asked(wanted).annotate(awaits_second=Exists(awaiting)).order_by()
    return rows.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in _piles(at).items()}
    )


def _asked(wanted: Wanted) -> QuerySet[Submission]:
    rows = Submission.objects.exclude(status=Status.DRAFT)
    if wanted.edition is not None:
        rows = rows.filter(edition=wanted.edition)
    for word in wanted.words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(unit_name__icontains=word))
    return rows


def _piles(at: datetime) -> Mapping[str, Q]:
    waits, due = Q(awaits_second=False), Q(repair_due_at__lte=at)
    return {
        WAITING: Q(status=Status.SUBMITTED) & waits,
        SECOND: Q(awaits_second=True),
        REPAIR: Q(status=Status.RETURNED) & ~due,
        OVERDUE: Q(status=Status.RETURNED) & due & waits,
        PASSED: Q(status__in=[*JUDGEABLE, Status.WINNER, Status.COMPLETED, Status.LEFT]),
        FAILED: Q(status=Status.FAILED),
    }


def full_drafts(editions: QuerySet[Edition] | list[Edition]) -> QuerySet[Submission]:
    """Drafts without an empty compulsory section; whether they are complete the checks say."""
    empty = (
        Answer.objects.filter(submission=OuterRef("pk"), section__is_required=True)
        .annotate(bare=Trim("text"))
        .filter(bare="")
    )
    return (
        Submission.objects.filter(status=Status.DRAFT, edition__in=editions)
        .exclude(Exists(empty))
        .select_related("innovation", "unit", "edition", "group__video_rule")
        .order_by("edition", "unit__name", "pk")
    )


def handed_in(edition: Edition) -> QuerySet[Submission]:
    """Everything that was handed in to an edition, by number."""
    rows = Submission.objects.filter(edition=edition).exclude(status=Status.DRAFT)
    return rows.order_by("sequence")
