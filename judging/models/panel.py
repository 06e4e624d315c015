"""Who judges: the panel of a stage, the people on it, and what keeps them from an entry."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from competitions.models import Category, Stage
from submissions.models import Submission
from units.models import Unit


class Panel(models.Model):
    """The judges of one stage, appointed by a decree."""

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="panel")
    decree_number = models.CharField(_("nomor SK"), max_length=100)
    decree_date = models.DateField(_("tanggal SK"))
    statement = models.TextField(_("pakta integritas"), max_length=5000, default="")

    class Meta:
        verbose_name = _("tim penilai")
        verbose_name_plural = _("tim penilai")

    def __str__(self) -> str:
        return f"{self.stage}: {self.decree_number}"


class Judge(models.Model):
    """A person on a panel. `code` stands for the person wherever names must not show.

    Invited at first; has accepted when the integrity statement is signed; may decline; panitia may
    end the membership. Nobody is ever deleted.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="judges")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgeships"
    )
    code = models.CharField(max_length=8)
    is_chair = models.BooleanField(
        _("ketua tim penilai"),
        default=False,
        help_text=_("Melihat lembar siapa yang belum masuk dan dapat memanggil juri; tanpa nilai."),
    )
    called_at = models.DateTimeField(null=True, blank=True)
    """When chair or panitia last called for the sheets that are missing: once a day."""
    home_unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit asal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Kosong: dari luar pemerintah kabupaten."),
    )
    former_units = models.ManyToManyField(
        Unit, verbose_name=_("unit terdahulu"), blank=True, related_name="+"
    )
    categories = models.ManyToManyField(
        Category, verbose_name=_("kategori"), blank=True, related_name="+"
    )
    """Those that the judge may score; none means all."""
    max_load = models.PositiveSmallIntegerField(
        _("paling banyak usulan"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    statement = models.TextField(blank=True)
    """The integrity statement word for word as it was signed."""
    left_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=500, blank=True)
    declined = models.BooleanField(default=False)
    """Left by declining the invitation, and not by a decision of panitia."""

    class Meta:
        verbose_name = _("juri")
        verbose_name_plural = _("juri")
        ordering = ["panel", "code"]
        constraints = [
            models.UniqueConstraint("panel", "user", name="judge_once_per_panel"),
            models.UniqueConstraint("panel", "code", name="judge_code_once"),
            models.UniqueConstraint(
                "panel", condition=Q(is_chair=True), name="panel_has_one_chair"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | ~Q(statement=""), name="acceptance_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_because="", declined=False)
                | (Q(left_at__isnull=False) & ~Q(left_because="")),
                name="leaving_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.user}"

    @property
    def is_serving(self) -> bool:
        """On the panel, whether the invitation was answered yet or not."""
        return self.left_at is None

    @property
    def has_accepted(self) -> bool:
        return self.accepted_at is not None

    def was_called_on(self, at: datetime) -> bool:
        """Called already on the day of `at`."""
        called = self.called_at
        return called is not None and localdate(called) >= localdate(at)

    def takes(self, category_id: int) -> bool:
        """May score entries of this category."""
        own = [each.pk for each in self.categories.all()]
        return not own or category_id in own


class Conflict(models.Model):
    """A person who should not judge an entry: declared, or decided by panitia.

    It hangs on the person, not on a panel, so that it holds in every later stage. Related units
    need no row: they are computed. Panitia may dismiss what was declared, or a mere likeness of
    names.
    """

    class State(models.TextChoices):
        DECLARED = "dinyatakan", _("Menunggu keputusan panitia")
        CONFIRMED = "tetap", _("Benturan kepentingan")
        DISMISSED = "tidak", _("Bukan benturan kepentingan")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts"
    )
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="conflicts")
    state = models.CharField(max_length=16, choices=State)
    reason = models.CharField(_("alasan"), max_length=500)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(_("pertimbangan"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("benturan kepentingan")
        verbose_name_plural = _("benturan kepentingan")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint("person", "submission", name="conflict_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="dinyatakan")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_note="")),
                name="decided_conflict_has_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.submission}: {self.state}"
