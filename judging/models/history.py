"""What happened to a score sheet, and what was done about entries that split the panel."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Stage
from judging.models.assignment import Assignment
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


class Moderation(models.Model):
    """How panitia settled an entry whose signed sheets lie far apart. No score is touched by it.

    Whether a task is open is computed (`judging.queries.splits`); this row answers it for the
    sheets that it names, and for no others.
    """

    class Way(models.TextChoices):
        JUDGE = "juri-tambahan", _("Juri tambahan")
        NOTE = "catatan-bersama", _("Catatan bersama")

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
                | Q(way="catatan-bersama", assignment=None),
                name="moderation_names_its_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_way_display()}"
