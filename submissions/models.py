"""An innovation entered in an edition: what the unit wrote, what was decided, and the history."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from competitions.models import Category, CheckItem, DocumentRule, Edition, Group, Section
from innovations.models import Innovation
from inovasi.lib.words import count_words
from submissions.states import EDITABLE, Status, Verb
from submissions.videos import Video
from units.models import Unit
from units.permissions import Visitor, is_committee, is_signed_in
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
}

TITLE_WORDS = SearchVector("title", config="simple")
TITLE_KEY = Func(
    Lower("title"), Value("[^a-z0-9]+"), Value(""), Value("g"), function="regexp_replace"
)
"""What entries with like titles are found by."""


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Visitor) -> SubmissionQuerySet:
        """Entries of the person's own units; for panitia all that a unit has handed in as well."""
        if not is_signed_in(user):
            return self.none()
        own = Q(unit__in=Unit.objects.of(user))
        if is_committee(user):
            return self.filter(own | ~Q(status=Status.DRAFT))
        return self.filter(own)

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


class Snapshot(models.Model):
    """The frozen content of one submission: canonical JSON with its SHA-256. Never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="snapshots")
    revision = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    statement_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "-revision"]
        constraints = [
            models.UniqueConstraint("submission", "revision", name="snapshot_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} r{self.revision}"


class CheckQuerySet(models.QuerySet["Check"]):
    def in_effect(self) -> CheckQuerySet:
        """Decisions that hold: a fail only once a second member of panitia upheld it."""
        return self.filter(~Q(decision=Check.Decision.FAIL) | Q(is_upheld=True))

    def awaiting_second(self) -> CheckQuerySet:
        """Fails that nobody else has looked at yet."""
        return self.filter(decision=Check.Decision.FAIL, is_upheld=None)


class Check(models.Model):
    """One administrative check of one revision, with its decision.

    A fail takes effect when a second member of panitia upholds it; one that was not upheld stays
    as history, and the revision is checked anew.
    """

    class Decision(models.TextChoices):
        PASS = "lolos", _("Lolos administrasi")
        RETURN = "perbaikan", _("Dikembalikan untuk diperbaiki")
        FAIL = "gugur", _("Tidak lolos administrasi")

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="checks")
    decision = models.CharField(_("keputusan"), max_length=16, choices=Decision)
    note = models.TextField(_("catatan untuk unit"), blank=True)
    repair_due_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    decided_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True)
    second_note = models.TextField(blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot"], condition=~Q(decision="gugur"), name="decided_once"
            ),
            models.UniqueConstraint(
                fields=["snapshot"],
                condition=Q(decision="gugur") & (Q(is_upheld=None) | Q(is_upheld=True)),
                name="failed_once",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_at=None, is_upheld=None)
                | Q(
                    decision="gugur",
                    seconded_by__isnull=False,
                    seconded_at__isnull=False,
                    is_upheld__isnull=False,
                ),
                name="second_opinion_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("decided_by")),
                name="second_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(decision="lolos") | ~Q(note=""), name="refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(decision="perbaikan") | Q(repair_due_at__gt=F("decided_at")),
                name="repair_has_a_due_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}: {self.decision}"

    @property
    def awaits_second(self) -> bool:
        return self.decision == self.Decision.FAIL and self.is_upheld is None


class Finding(models.Model):
    """The result of one item of the check list."""

    class Result(models.TextChoices):
        FULFILLED = "terpenuhi", _("Terpenuhi")
        REPAIR = "perbaiki", _("Perlu diperbaiki")
        FAILS = "gagal", _("Tidak terpenuhi")

    check_done = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="findings")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=16, choices=Result)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["item__order", "item_id"]
        constraints = [models.UniqueConstraint("check_done", "item", name="finding_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.result}"


class Event(models.Model):
    """One line of an entry's history. Only ever added."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=16, choices=list(VERB_LABELS.items()))
    status = models.CharField(max_length=16, choices=list(STATUS_LABELS.items()))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.verb}"
