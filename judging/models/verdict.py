"""The verdict as it was published, and the awards that follow from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from innovations.models import Innovation
from submissions.models import Submission


class Publication(models.Model):
    """The verdict as it was published: frozen rules, raw scores and result, with their hash.

    `bundle` is for everyone and ties no sheet to a judge; `full_bundle` is what panitia keeps.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    bundle = models.TextField()
    sha256 = models.CharField(max_length=64)
    full_bundle = models.TextField(default="")
    full_sha256 = models.CharField(max_length=64, default="")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pengumuman hasil")
        verbose_name_plural = _("pengumuman hasil")

    def __str__(self) -> str:
        return f"{self.edition}: {self.sha256[:12]}"


class PublishedResult(models.Model):
    """One line of the published ranking, with names as they were."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="results")
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="published_result"
    )
    rank = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=6, decimal_places=2)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    category_name = models.CharField(max_length=200)
    is_winner = models.BooleanField(default=False)

    class Meta:
        ordering = ["publication", "rank", "number"]

    def __str__(self) -> str:
        return f"{self.rank}. {self.title}"


class Award(models.Model):
    """Hangs on the innovation, not on the entry: later editions ask for it."""

    innovation = models.ForeignKey(Innovation, on_delete=models.PROTECT, related_name="awards")
    result = models.OneToOneField(PublishedResult, on_delete=models.PROTECT, related_name="award")
    title = models.CharField(max_length=200)
    awarded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("penghargaan")
        verbose_name_plural = _("penghargaan")
        ordering = ["-awarded_at"]

    def __str__(self) -> str:
        return self.title
