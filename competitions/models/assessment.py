"""How entries are judged: stages with their weights, criteria and what a score means."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.models.edition import Edition
from inovasi.lib.constraints import SpeaksAtField


class Stage(SpeaksAtField):
    """A round of judging with its criteria: desk, interview, field."""

    class Kind(models.TextChoices):
        DESK = "desk", _("Penilaian proposal")
        INTERVIEW = "wawancara", _("Presentasi dan wawancara")
        FIELD = "lapangan", _("Verifikasi lapangan")

    class Combination(models.TextChoices):
        MEAN = "rata-rata", _("Rata-rata")
        MEDIAN = "median", _("Median")
        TRIMMED = "terpangkas", _("Rata-rata tanpa nilai tertinggi dan terendah")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(_("jenis"), max_length=16, choices=Kind, default=Kind.DESK)
    name = models.CharField(_("nama"), max_length=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)
    weight = models.DecimalField(_("bobot tahap (%)"), max_digits=5, decimal_places=2, default=100)
    pass_mark = models.DecimalField(
        _("nilai ambang"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    advance_most = models.PositiveSmallIntegerField(
        _("paling banyak lanjut ke tahap berikut"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Dihitung dari semua kategori bersama. Kosong: tidak dibatasi."),
    )
    advance_per_category = models.PositiveSmallIntegerField(
        _("paling banyak lanjut per kategori"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Kosong: tidak dibatasi."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("waktu tampil (menit)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Untuk jam di layar pada tahap presentasi. Kosong: tanpa jam."),
    )
    judges_per_entry = models.PositiveSmallIntegerField(
        _("juri per usulan"), default=2, validators=[MinValueValidator(1)]
    )
    combination = models.CharField(
        _("penggabungan nilai juri"),
        max_length=16,
        choices=Combination,
        default=Combination.MEAN,
    )
    split_threshold = models.DecimalField(
        _("selisih nilai yang dibahas"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Kosong: perbedaan nilai antarjuri tidak dibahas khusus."),
    )
    shows_peers = models.BooleanField(
        _("juri melihat nilai rekannya"),
        default=False,
        help_text=_("Baru setelah lembar penilaiannya sendiri ditandatangani."),
    )
    is_blind = models.BooleanField(
        _("penilaian tanpa nama"),
        default=False,
        help_text=_("Juri membaca salinan tanpa nama unit dan orang, yang disusun panitia."),
    )

    CONSTRAINT_FIELDS = {
        "stage_kind_once": "kind",
        "stage_weight_is_percent": "weight",
        "pass_mark_is_percent": "pass_mark",
    }

    class Meta:
        verbose_name = _("tahap penilaian")
        verbose_name_plural = _("tahap penilaian")
        ordering = ["edition", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                "kind",
                name="stage_kind_once",
                violation_error_message=_("Tahap jenis ini sudah ada dalam edisi ini."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0) & Q(weight__lte=100),
                name="stage_weight_is_percent",
                violation_error_message=_("Bobot paling sedikit 0 dan paling banyak 100."),
            ),
            models.CheckConstraint(
                condition=Q(pass_mark=None) | Q(pass_mark__gte=0, pass_mark__lte=100),
                name="pass_mark_is_percent",
                violation_error_message=_("Nilai ambang paling sedikit 0 dan paling banyak 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(SpeaksAtField):
    """What judges score. A score runs from 0 to `max_score`; `weight` is its share in percent."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("nama"), max_length=200)
    description = models.TextField(_("penjelasan"), blank=True)
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2)
    max_score = models.PositiveSmallIntegerField(_("nilai tertinggi"), default=100)
    step = models.DecimalField(
        _("langkah nilai"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("0.01"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    CONSTRAINT_FIELDS = {
        "criterion_weight_is_percent": "weight",
        "criterion_has_a_scale": "max_score",
        "criterion_has_a_step": "step",
    }

    class Meta:
        verbose_name = _("kriteria")
        verbose_name_plural = _("kriteria")
        ordering = ["stage", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0) & Q(weight__lte=100),
                name="criterion_weight_is_percent",
                violation_error_message=_("Bobot harus lebih dari 0 dan paling banyak 100."),
            ),
            models.CheckConstraint(
                condition=Q(max_score__gt=0),
                name="criterion_has_a_scale",
                violation_error_message=_("Nilai tertinggi harus lebih dari 0."),
            ),
            models.CheckConstraint(
                condition=Q(step__gt=0),
                name="criterion_has_a_step",
                violation_error_message=_("Langkah nilai harus lebih dari 0."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def edition(self) -> Edition:
        return self.stage.edition


class RubricBand(models.Model):
    """What a range of scores means, in words: `lowest` <= score <= `highest`."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="bands")
    lowest = models.PositiveSmallIntegerField(_("dari"))
    highest = models.PositiveSmallIntegerField(_("sampai"))
    text = models.CharField(_("arti"), max_length=300)

    class Meta:
        verbose_name = _("rentang nilai")
        verbose_name_plural = _("rentang nilai")
        ordering = ["criterion", "-lowest"]
        constraints = [
            models.CheckConstraint(condition=Q(lowest__lte=F("highest")), name="band_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.lowest}-{self.highest}: {self.text}"

    @property
    def edition(self) -> Edition:
        return self.criterion.edition
