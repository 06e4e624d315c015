"""Entries that leave the contest while it is judged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition, Stage
from submissions.models import Submission


class DepartureQuerySet(models.QuerySet["Departure"]):
    def standing(self) -> DepartureQuerySet:
        """Those that were not taken back: these entries are out."""
        return self.filter(readmitted_at=None)

    def of(self, edition: Edition) -> DepartureQuerySet:
        """Who is out of an edition, by number, ready to be told."""
        rows = self.standing().filter(stage__edition=edition)
        related = ("submission__edition", "submission__category", "stage", "recorded_by")
        return rows.select_related(*related).order_by("submission__sequence")


class Departure(models.Model):
    """An entry left while `stage` ran, at its unit's wish or by a decision of panitia.

    Stages that had ended stay as they were decided. One that was taken back stays as history.
    """

    class Kind(models.TextChoices):
        WISH = "mundur", _("Unit mengundurkan diri")
        DISQUALIFIED = "didiskualifikasi", _("Didiskualifikasi panitia")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="departures")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="departures")
    kind = models.CharField(_("cara keluar"), max_length=16, choices=Kind)
    reason = models.CharField(_("alasan"), max_length=1000)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    readmitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    readmitted_at = models.DateTimeField(null=True)
    readmitted_because = models.CharField(_("alasan diikutkan lagi"), max_length=1000, blank=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("keluarnya usulan")
        verbose_name_plural = _("keluarnya usulan")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(readmitted_at=None), name="departure_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="departure_has_a_reason"),
            models.CheckConstraint(
                condition=Q(readmitted_at=None, readmitted_by=None, readmitted_because="")
                | (
                    Q(readmitted_at__isnull=False, readmitted_by__isnull=False)
                    & ~Q(readmitted_because="")
                ),
                name="readmission_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_kind_display()}"

    @property
    def is_readmitted(self) -> bool:
        return self.readmitted_at is not None
