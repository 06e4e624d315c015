"""What belongs to writing an entry: earlier texts, evidence, and who else may work on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Section
from submissions.models.entry import Answer, Submission
from uploads.models import StoredFile

LONGEST_ANSWER = 100_000
"""Characters of one answer; far above any limit of words."""


class AnswerRevision(models.Model):
    """The text of a section as one person left it after about ten minutes of writing.

    The newest one grows while its writer goes on (`writing.COALESCED`); all others stand.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    longest = models.PositiveIntegerField()
    """Characters of the longest text it has held, so that deleting much begins a new one."""
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    restored_version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["answer", "-version"]
        constraints = [
            models.UniqueConstraint("answer", "version", name="answer_revision_once"),
            models.CheckConstraint(
                condition=Q(saved_at__gte=F("began_at")), name="answer_revision_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def current(self) -> EvidenceQuerySet:
        return self.filter(removed_at=None)


class Evidence(models.Model):
    """A file that proves what a section says; taken out it is hidden, its bytes are kept."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="evidence")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("keterangan"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = _("bukti")
        ordering = ["section__order", "section_id", "order", "pk"]

    def __str__(self) -> str:
        return self.caption or self.file.original_name


class TeamRight(models.Model):
    """What somebody from outside the unit may do with one entry; members need none."""

    class Level(models.TextChoices):
        READ = "baca", _("Membaca")
        WRITE = "tulis", _("Membaca dan menulis")
        SUBMIT = "ajukan", _("Membaca, menulis, dan mengajukan")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="team_rights")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_rights"
    )
    level = models.CharField(_("hak"), max_length=8, choices=Level, default=Level.WRITE)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hak anggota tim")
        verbose_name_plural = _("hak anggota tim")
        ordering = ["submission", "user__full_name", "pk"]
        constraints = [models.UniqueConstraint("submission", "user", name="team_right_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_level_display()}"
