"""Judging: who judges what, score sheets, and the verdict as it was published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Criterion, Edition, Stage
from innovations.models import Innovation
from submissions.models import Submission
from units.models import Unit
from units.permissions import Visitor, is_committee, is_signed_in


class Panel(models.Model):
    """The judges of one stage, appointed by a decree."""

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="panel")
    decree_number = models.CharField(_("nomor SK"), max_length=100)
    decree_date = models.DateField(_("tanggal SK"))

    class Meta:
        verbose_name = _("tim penilai")
        verbose_name_plural = _("tim penilai")

    def __str__(self) -> str:
        return f"{self.stage}: {self.decree_number}"


class Judge(models.Model):
    """A person on a panel. `code` stands for the person wherever names must not show."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="judges")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgeships"
    )
    code = models.CharField(max_length=8)
    home_unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit asal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Kosong: dari luar pemerintah kabupaten."),
    )

    class Meta:
        verbose_name = _("juri")
        verbose_name_plural = _("juri")
        ordering = ["panel", "code"]
        constraints = [
            models.UniqueConstraint("panel", "user", name="judge_once_per_panel"),
            models.UniqueConstraint("panel", "code", name="judge_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.user}"

    @property
    def units(self) -> list[Unit]:
        """Every unit the judge belongs to: the home unit and those they act for."""
        own = list(Unit.objects.of(self.user))
        return [*own, self.home_unit] if self.home_unit else own


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: Visitor) -> AssignmentQuerySet:
        """A judge sees the own assignments, panitia sees all."""
        if is_committee(user):
            return self
        return self.of(user)

    def of(self, user: Visitor) -> AssignmentQuerySet:
        return self.filter(judge__user=user) if is_signed_in(user) else self.none()

    def for_list(self) -> AssignmentQuerySet:
        return self.select_related(
            "submission__edition", "submission__category", "sheet", "judge__panel__stage"
        ).order_by("-submission__edition__year", "submission__sequence", "pk")


class Assignment(models.Model):
    """A judge reads and scores an entry."""

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="assignments")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    assigned_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["submission", "judge"]
        constraints = [models.UniqueConstraint("judge", "submission", name="assigned_once")]

    def __str__(self) -> str:
        return f"{self.judge} · {self.submission}"


class ScoreSheet(models.Model):
    """One judge's sheet for one entry. A draft counts nowhere; signed it is locked."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    remark = models.TextField(_("catatan untuk unit"), blank=True, max_length=5000)
    version = models.PositiveIntegerField(default=1)
    total = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    saved_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lembar penilaian")
        verbose_name_plural = _("lembar penilaian")
        ordering = ["assignment"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | Q(total__isnull=False),
                name="signed_sheet_has_a_total",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.total}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class Score(models.Model):
    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = _("nilai")
        verbose_name_plural = _("nilai")
        ordering = ["criterion__order"]
        constraints = [
            models.UniqueConstraint("sheet", "criterion", name="score_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Publication(models.Model):
    """The verdict as it was published: frozen rules, raw scores and result, with their hash."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    bundle = models.TextField()
    sha256 = models.CharField(max_length=64)
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
