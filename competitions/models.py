"""The rulebook of a year. Whatever changes from edition to edition is a row, never code."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from competitions.phases import Action, Answer, PhaseKind, Window, closes_at, may_happen


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> EditionQuerySet:
        """Editions whose rulebook is open to everyone."""
        return self.filter(opened_at__isnull=False)

    def in_view(self) -> EditionQuerySet:
        """Public editions with the rows that say what time it is, newest first."""
        return self.public().prefetch_related("phases").order_by("-year", "-pk")


class Edition(models.Model):
    """One holding of the competition. Its rules are locked from `opened_at` on."""

    slug = models.SlugField(_("alamat pendek"), unique=True)
    name = models.CharField(_("nama"), max_length=200)
    year = models.PositiveSmallIntegerField(_("tahun"))
    theme = models.CharField(_("tema"), max_length=300, blank=True)
    number_prefix = models.CharField(_("awalan nomor usulan"), max_length=20, unique=True)
    winner_count = models.PositiveSmallIntegerField(
        _("jumlah pemenang"), default=3, validators=[MinValueValidator(1)]
    )
    is_practice = models.BooleanField(_("edisi latihan"), default=False)
    opened_at = models.DateTimeField(_("dibuka pada"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edisi")
        verbose_name_plural = _("edisi")
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def windows(self) -> list[Window]:
        return [phase.window for phase in self.phases.all()]

    def asks(self, action: Action, at: datetime) -> Answer:
        """Is `action` open in this edition at `at`, and if not, when?"""
        if self.opened_at is None or at < self.opened_at:
            return Answer(is_open=False, next=may_happen(self.windows, action, at).next)
        return may_happen(self.windows, action, at)

    @property
    def registration_closes_at(self) -> datetime | None:
        return closes_at(self.windows, PhaseKind.WRITING)


class Group(models.Model):
    """A lane of entrants (kelompok) with its own questions: umum, replikasi, khusus."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("nama"), max_length=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)
    minimum_age_months = models.PositiveSmallIntegerField(
        _("usia penerapan paling sedikit (bulan)"),
        default=0,
        help_text=_("Dihitung mundur dari penutupan pengajuan."),
    )
    quota_per_unit = models.PositiveSmallIntegerField(
        _("jatah per unit"), null=True, blank=True, help_text=_("Kosong: tidak dibatasi.")
    )

    class Meta:
        verbose_name = _("kelompok")
        verbose_name_plural = _("kelompok")
        ordering = ["edition", "order", "pk"]
        constraints = [models.UniqueConstraint("edition", "name", name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(_("nama"), max_length=200)
    description = models.TextField(_("penjelasan"), blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("kategori")
        verbose_name_plural = _("kategori")
        ordering = ["edition", "order", "pk"]
        constraints = [models.UniqueConstraint("edition", "name", name="category_name_once")]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """One question of the proposal form."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sections")
    number = models.CharField(_("nomor"), max_length=8)
    title = models.CharField(_("judul"), max_length=200)
    question = models.TextField(_("pertanyaan"))
    help_text = models.TextField(_("petunjuk"), blank=True)
    max_words = models.PositiveIntegerField(
        _("paling banyak (kata)"), validators=[MinValueValidator(1)]
    )
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2, default=0)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("bagian proposal")
        verbose_name_plural = _("bagian proposal")
        ordering = ["group", "order", "pk"]
        constraints = [
            models.UniqueConstraint("group", "number", name="section_number_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=0) & Q(weight__lte=100), name="section_weight_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class DocumentRule(models.Model):
    """A document that an entry brings along, such as a signed statement. PDF only."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="document_rules")
    title = models.CharField(_("judul"), max_length=200)
    description = models.TextField(_("penjelasan"), blank=True)
    is_required = models.BooleanField(_("wajib"), default=True)
    max_bytes = models.PositiveBigIntegerField(_("ukuran terbesar (byte)"), default=2 * 1024**2)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("dokumen pendukung")
        verbose_name_plural = _("dokumen pendukung")
        ordering = ["group", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class VideoRule(models.Model):
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="video_rule")
    is_required = models.BooleanField(_("wajib"), default=True)
    max_seconds = models.PositiveIntegerField(_("durasi terpanjang (detik)"), default=300)
    max_bytes = models.PositiveBigIntegerField(_("ukuran terbesar (byte)"), default=500 * 1024**2)
    description = models.TextField(_("isi yang diminta"), blank=True)

    class Meta:
        verbose_name = _("aturan video")
        verbose_name_plural = _("aturan video")

    def __str__(self) -> str:
        return f"{self.group}: {self.max_seconds} s"


class CheckItem(models.Model):
    """One line of the administrative check list."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="check_items")
    title = models.CharField(_("butir"), max_length=200)
    guidance = models.TextField(_("petunjuk"), blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("butir pemeriksaan")
        verbose_name_plural = _("butir pemeriksaan")
        ordering = ["group", "order", "pk"]

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """A round of judging with its criteria: desk, interview, field."""

    class Kind(models.TextChoices):
        DESK = "desk", _("Penilaian proposal")
        INTERVIEW = "wawancara", _("Presentasi dan wawancara")
        FIELD = "lapangan", _("Verifikasi lapangan")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(_("jenis"), max_length=16, choices=Kind, default=Kind.DESK)
    name = models.CharField(_("nama"), max_length=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("tahap penilaian")
        verbose_name_plural = _("tahap penilaian")
        ordering = ["edition", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """What judges score. A score runs from 0 to `max_score`; `weight` is its share in percent."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(_("nama"), max_length=200)
    description = models.TextField(_("penjelasan"), blank=True)
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2)
    max_score = models.PositiveSmallIntegerField(_("nilai tertinggi"), default=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("kriteria")
        verbose_name_plural = _("kriteria")
        ordering = ["stage", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0) & Q(weight__lte=100), name="criterion_weight_is_percent"
            ),
            models.CheckConstraint(condition=Q(max_score__gt=0), name="criterion_has_a_scale"),
        ]

    def __str__(self) -> str:
        return self.name


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


class Phase(models.Model):
    """A stretch of the year: `starts_at` <= t < `ends_at`."""

    KINDS = [
        (PhaseKind.WRITING, _("Penulisan dan pengajuan")),
        (PhaseKind.CHECK, _("Pemeriksaan administrasi")),
        (PhaseKind.JUDGING, _("Penilaian")),
        (PhaseKind.DECISION, _("Penetapan dan pengumuman")),
    ]
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("jenis"), max_length=16, choices=KINDS)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("berakhir"))

    class Meta:
        verbose_name = _("masa")
        verbose_name_plural = _("masa")
        ordering = ["edition", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="phase_ends_after_it_starts"
            ),
            models.UniqueConstraint("edition", "kind", name="phase_kind_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def window(self) -> Window:
        return Window(PhaseKind(self.kind), self.starts_at, self.ends_at)
