"""What happened to a score sheet, and what was done about entries that split the panel."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Stage
from judging.models.assignment import Assignment
from judging.models.panel import Judge
from submissions.models import Submission


class SheetEvent(models.Model):
    """One line of a sheet's history; `content` is the sheet as it was then, never changed again."""

    class Verb(models.TextChoices):
        SIGNED = "tanda-tangan", _("Ditandatangani")
        REOPENED = "buka-lagi", _("Dibuka lagi oleh panitia")
        ABSTAINED = "abstain", _("Juri abstain")
        REFUSED = "ditolak", _("Simpanan ditolak; isinya disimpan di sini")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=16, choices=Verb)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("riwayat lembar")
        verbose_name_plural = _("riwayat lembar")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb="tanda-tangan") | ~Q(reason=""), name="sheet_event_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.get_verb_display()}"


class JointNote(models.Model):
    """What the judges of a split entry write together: a draft until all of them agree to it.

    It speaks of the signed sheets that it names, and of no others: a sheet that is signed anew
    begins another note, and this one stays.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="joint_notes")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="joint_notes")
    sheets = models.JSONField()
    text = models.TextField(_("catatan bersama"), max_length=5000)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("catatan bersama")
        verbose_name_plural = _("catatan bersama")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint("stage", "submission", "sheets", name="joint_note_once"),
            models.CheckConstraint(condition=~Q(text=""), name="joint_note_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.text}"


class JointAgreement(models.Model):
    """A judge agrees to the note as it stood at `version`; an edit since makes it void."""

    note = models.ForeignKey(JointNote, on_delete=models.CASCADE, related_name="agreements")
    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("persetujuan catatan bersama")
        verbose_name_plural = _("persetujuan catatan bersama")
        ordering = ["judge__code"]
        constraints = [models.UniqueConstraint("note", "judge", name="agreement_once")]

    def __str__(self) -> str:
        return f"{self.judge}: {self.version}"


class Moderation(models.Model):
    """How an entry was settled whose signed sheets lie far apart. No score is touched by it.

    Whether a task is open is computed (`judging.queries.splits`); this row answers it for the
    sheets that it names, and for no others.
    """

    class Way(models.TextChoices):
        JUDGE = "juri-tambahan", _("Juri tambahan")
        NOTE = "catatan-bersama", _("Catatan bersama")
        DECISION = "putusan", _("Putusan panitia")

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="moderations")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="moderations")
    way = models.CharField(max_length=16, choices=Way)
    reason = models.TextField(_("pertimbangan"), max_length=5000)
    spread = models.DecimalField(max_digits=5, decimal_places=2)
    threshold = models.DecimalField(max_digits=5, decimal_places=2)
    sheets = models.JSONField()
    """The signed sheets that it speaks of: judge code, version, total."""
    assignment = models.ForeignKey(
        Assignment, null=True, on_delete=models.PROTECT, related_name="moderations"
    )
    """What the further judge was given."""
    joint_note = models.OneToOneField(
        JointNote, null=True, on_delete=models.PROTECT, related_name="moderation"
    )
    """What the judges agreed to; `reason` is its text."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pembahasan nilai")
        verbose_name_plural = _("pembahasan nilai")
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="moderation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(way="juri-tambahan", assignment__isnull=False)
                | Q(way__in=["catatan-bersama", "putusan"], assignment=None),
                name="moderation_names_its_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_way_display()}"
