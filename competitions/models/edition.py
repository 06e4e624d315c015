"""One holding of the competition: its name, its calendar, and what changed after it was opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from competitions.phases import (
    Action,
    Answer,
    PhaseKind,
    Window,
    closes_at,
    lengthened,
    may_happen,
    with_grace,
)
from units.models import Unit
from uploads.models import StoredFile


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self, at: datetime) -> EditionQuerySet:
        """Editions whose rulebook is open to everyone at `at`."""
        return self.filter(opened_at__lte=at)

    def in_view(self, at: datetime) -> EditionQuerySet:
        """Public editions with the rows that say what time it is, newest first."""
        return self.public(at).prefetch_related("phases").order_by("-year", "-pk")

    def with_rules(self) -> EditionQuerySet:
        """With every row of the rulebook, in as many queries as there are kinds of rows."""
        return self.select_related("guideline").prefetch_related(
            "phases",
            "categories",
            "groups__sections",
            "groups__document_rules__template",
            "groups__video_rule",
            "groups__check_items",
            "stages__criteria__bands",
        )


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
    statement = models.TextField(
        _("pernyataan kebenaran"),
        blank=True,
        help_text=_("Dinyatakan oleh unit saat mengajukan usulan."),
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("kelonggaran setelah batas waktu (detik)"),
        default=0,
        help_text=_("Untuk klik yang tiba terlambat karena jaringan; tidak diumumkan."),
    )
    guideline = models.ForeignKey(
        StoredFile,
        verbose_name=_("berkas juknis"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    copied_from = models.ForeignKey(
        "self",
        verbose_name=_("disalin dari"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_practice = models.BooleanField(_("edisi latihan"), default=False)
    opened_at = models.DateTimeField(_("dibuka pada"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("dibatalkan pada"), null=True, blank=True)

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

    @cached_property
    def granted(self) -> dict[int, dict[PhaseKind, datetime]]:
        """More time by unit and kind of phase, as of when this row was read."""
        found: dict[int, dict[PhaseKind, datetime]] = {}
        for unit, kind, until in self.extensions.values_list("unit", "kind", "until"):
            found.setdefault(unit, {})[PhaseKind(kind)] = until
        return found

    def windows_for(self, unit: Unit) -> list[Window]:
        """The calendar as it holds for one unit, with what was granted to it."""
        return lengthened(self.windows, self.granted.get(unit.pk, {}))

    def asks(self, action: Action, at: datetime, unit: Unit | None = None) -> Answer:
        """Is `action` open in this edition at `at`, and if not, when?

        With `unit`, extensions that were granted to it count. A click that arrives within the
        grace after the end still finds the door open; the answer names the end without it.
        """
        windows = self.windows if unit is None else self.windows_for(unit)
        grace = timedelta(seconds=self.grace_seconds)
        answer = with_grace(windows, action, at, grace)
        if self.cancelled_at is not None and at >= self.cancelled_at:
            return Answer(is_open=False)
        if self.opened_at is None or at < self.opened_at:
            return Answer(is_open=False, next=may_happen(windows, action, at).next)
        return answer

    @property
    def is_open(self) -> bool:
        """The rules were opened, so they are locked."""
        return self.opened_at is not None

    @property
    def registration_closes_at(self) -> datetime | None:
        return closes_at(self.windows, PhaseKind.WRITING)


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


class Extension(models.Model):
    """More time that was granted to one unit; the edition's own dates stay as they are."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="extensions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("masa"), max_length=16, choices=Phase.KINDS)
    until = models.DateTimeField(_("sampai"))
    reason = models.TextField(_("alasan"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("perpanjangan waktu")
        verbose_name_plural = _("perpanjangan waktu")
        ordering = ["-granted_at"]
        constraints = [
            models.UniqueConstraint("edition", "unit", "kind", name="extension_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.until}"


class RuleChange(models.Model):
    """What happened to an edition from its opening on. Only ever added."""

    class Kind(models.TextChoices):
        OPENED = "dibuka", _("Edisi dibuka")
        MOVED = "jadwal", _("Jadwal diubah")
        EXTENDED = "perpanjangan", _("Waktu satu unit diperpanjang")
        CORRECTED = "ralat", _("Ralat aturan")
        REPLACED = "berkas", _("Berkas diganti")
        CANCELLED = "batal", _("Edisi dibatalkan")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=16, choices=Kind)
    subject = models.CharField(max_length=200, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(_("alasan"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("perubahan aturan")
        verbose_name_plural = _("perubahan aturan")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="dibuka") | ~Q(reason=""), name="rule_change_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.kind}"
