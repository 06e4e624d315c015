"""The entry itself: its answers, files, decisions and history."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from competitions.models import Category, DocumentRule, Edition, Group, Section
from innovations.models import Innovation
from inovasi.lib.words import count_words
from submissions.models.video import Video
from submissions.states import EDITABLE, Status, Verb
from units.models import Membership, Unit, User
from units.permissions import Visitor, acts_for, is_committee, is_signed_in
from uploads.models import StoredFile

STATUS_LABELS = {
    Status.DRAFT: _("Draf"),
    Status.SUBMITTED: _("Diajukan"),
    Status.RETURNED: _("Dikembalikan"),
    Status.PASSED: _("Lolos administrasi"),
    Status.FAILED: _("Tidak lolos administrasi"),
    Status.JUDGED: _("Dinilai"),
    Status.WINNER: _("Pemenang"),
    Status.COMPLETED: _("Selesai dinilai"),
    Status.LEFT: _("Keluar dari lomba"),
}
STATUS_TONES = {
    Status.DRAFT: "neutral",
    Status.SUBMITTED: "info",
    Status.RETURNED: "warning",
    Status.PASSED: "success",
    Status.FAILED: "danger",
    Status.JUDGED: "brand",
    Status.WINNER: "award",
    Status.COMPLETED: "neutral",
    Status.LEFT: "danger",
}
VERB_LABELS = {
    Verb.ENTER: _("Usulan dibuat"),
    Verb.SUBMIT: _("Usulan diajukan"),
    Verb.WITHDRAW: _("Usulan ditarik menjadi draf"),
    Verb.RESUBMIT: _("Usulan diajukan kembali"),
    Verb.SEND_BACK: _("Dikembalikan untuk diperbaiki"),
    Verb.PASS: _("Lolos pemeriksaan administrasi"),
    Verb.FAIL: _("Tidak lolos pemeriksaan administrasi"),
    Verb.BEGIN_JUDGING: _("Mulai dinilai juri"),
    Verb.AWARD: _("Ditetapkan sebagai pemenang"),
    Verb.COMPLETE: _("Penilaian selesai"),
    Verb.LEAVE: _("Keluar dari lomba"),
    Verb.READMIT: _("Diikutkan lagi dalam lomba"),
}

TITLE_WORDS = SearchVector("title", config="simple")
TITLE_KEY = Func(
    Lower("title"), Value("[^a-z0-9]+"), Value(""), Value("g"), function="regexp_replace"
)
"""What entries with like titles are found by."""


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Visitor) -> SubmissionQuerySet:
        """Entries of the person's own units, or to whose team the person belongs.

        For panitia all that a unit has handed in as well.
        """
        if not is_signed_in(user):
            return self.none()
        shared = Submission.objects.shared_with(user).values("pk")
        own = Q(unit__in=Unit.objects.of(user)) | Q(pk__in=shared)
        if is_committee(user):
            return self.filter(own | ~Q(status=Status.DRAFT))
        return self.filter(own)

    def shared_with(self, user: User) -> SubmissionQuerySet:
        """Entries of other units to whose team the person belongs."""
        return self.filter(team_rights__user=user)

    def with_membership(self, user: User) -> SubmissionQuerySet:
        """Adds `is_members`: whether the person acts for the entry's unit."""
        own = Membership.objects.filter(user=user, unit=OuterRef("unit"))
        return self.annotate(is_members=Exists(own))

    def for_list(self) -> SubmissionQuerySet:
        return self.select_related("innovation", "unit", "edition", "category").order_by(
            "-edition__year", "-pk"
        )


class Submission(models.Model):
    """An entry. `title` and `unit_name` are frozen at submission, for letters and results."""

    innovation = models.ForeignKey(Innovation, on_delete=models.PROTECT, related_name="submissions")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="submissions")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="submissions")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="submissions")
    status = models.CharField(
        max_length=16, choices=list(STATUS_LABELS.items()), default=Status.DRAFT
    )
    sequence = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    repair_due_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("usulan")
        verbose_name_plural = _("usulan")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "submitted_at"], name="submission_queue"),
            GinIndex(TITLE_WORDS, name="submission_title_words"),
            models.Index(TITLE_KEY, name="submission_title_key"),
        ]
        constraints = [
            models.UniqueConstraint("edition", "innovation", name="innovation_enters_once"),
            models.UniqueConstraint("edition", "sequence", name="submission_number_once"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT)
                | Q(sequence__isnull=False, submitted_at__isnull=False),
                name="handed_in_has_number_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.RETURNED) | Q(repair_due_at__isnull=False),
                name="returned_has_a_due_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.innovation.title

    @cached_property
    def _members(self) -> dict[int, bool]:
        return {}

    def has_member(self, user: User) -> bool:
        """The person acts for the unit, as of when this row was read; deeds read it anew."""
        if user.pk not in self._members:
            self.recall_member(user, acts_for(user, self.unit_id))
        return self._members[user.pk]

    def recall_member(self, user: User, acts: bool) -> None:
        """Whoever read this row found out in the same query."""
        self._members[user.pk] = acts

    @property
    def number(self) -> str:
        """Such as KIPP-2026-007; empty before the first submission."""
        if self.sequence is None:
            return ""
        return f"{self.edition.number_prefix}-{self.sequence:03d}"

    @property
    def status_label(self) -> str:
        return str(STATUS_LABELS[Status(self.status)])

    @property
    def status_tone(self) -> str:
        return STATUS_TONES[Status(self.status)]

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_handed_in(self) -> bool:
        return self.submitted_at is not None

    def repair_is_due(self, at: datetime) -> bool:
        """The repair's time is over, with the grace that the edition grants to every deadline."""
        if self.repair_due_at is None:
            return False
        return at >= self.repair_due_at + timedelta(seconds=self.edition.grace_seconds)

    @property
    def current_video(self) -> Video | None:
        files = ("original", "playable", "small", "captions")
        return self.videos.filter(replaced_at=None).select_related(*files).first()


class Answer(models.Model):
    """What the unit wrote in one section, as plain text."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="answers")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, max_length=100_000)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["section__order", "section_id"]
        constraints = [models.UniqueConstraint("submission", "section", name="answer_once")]

    def __str__(self) -> str:
        return f"{self.section}: {self.words}"

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def surplus(self) -> int:
        """Words above the limit of the section."""
        limit = self.section.max_words
        return 0 if limit is None else max(0, self.words - limit)

    @property
    def shortfall(self) -> int:
        """Words that the section still lacks."""
        return max(0, (self.section.min_words or 0) - self.words)


class Attachment(models.Model):
    """A document under one rule. A newer one replaces it; the file itself is kept."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    rule = models.ForeignKey(DocumentRule, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rule__order", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "rule"],
                condition=Q(replaced_at=None),
                name="one_current_document_per_rule",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.file}"
