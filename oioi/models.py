"""The yearly duty of every unit: its rules, who is let off, and when it is called to mind.

How far a unit has come is computed (`standing`, `queries`), never stored.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oioi.standing import FULFILLING, Level
from units.models import Unit

LEVEL_LABELS = {
    Level.NONE: _("Belum ada"),
    Level.DRAFT: _("Draf"),
    Level.DOCUMENTED: _("Terdokumentasi"),
    Level.COMPETING: _("Ikut kompetisi"),
    Level.AWARDED: _("Mendapat penghargaan"),
    Level.EXEMPT: _("Dibebaskan"),
}
LEVEL_TONES = {
    Level.NONE: "danger",
    Level.DRAFT: "warning",
    Level.DOCUMENTED: "success",
    Level.COMPETING: "brand",
    Level.AWARDED: "award",
    Level.EXEMPT: "neutral",
}
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DutyYear(models.Model):
    """What "one agency, one innovation" means in one year."""

    class Dating(models.TextChoices):
        DOCUMENTED = "terdokumentasi", _("Tanggal catatannya lengkap (terdokumentasi)")
        INITIATED = "inisiasi", _("Tanggal inisiasi")
        APPLIED = "penerapan", _("Tanggal mulai diterapkan")

    year = models.PositiveSmallIntegerField(
        _("tahun"),
        unique=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    due_on = models.DateField(_("batas waktu"))
    fulfilled_from = models.CharField(
        _("terpenuhi mulai dari"),
        max_length=16,
        choices=[(level.value, LEVEL_LABELS[level]) for level in FULFILLING],
        help_text=_("Tingkat paling rendah yang memenuhi kewajiban."),
    )
    dated_by = models.CharField(
        _("tahun inovasi ditentukan oleh"),
        max_length=16,
        choices=Dating,
        help_text=_("Tanggal inilah yang harus jatuh pada tahun kewajiban."),
    )
    counts_replications = models.BooleanField(
        _("inovasi hasil replikasi ikut dihitung"),
        default=False,
        help_text=_("Replikasi: inovasi yang meniru inovasi lain di daerah ini."),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("tahun kewajiban")
        verbose_name_plural = _("tahun kewajiban")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def least(self) -> Level:
        """The lowest level that fulfils the duty."""
        return Level(self.fulfilled_from)


class Exemption(models.Model):
    """A unit that owes nothing in a year, and why. Ended it stays as history."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="exemptions")
    duty_year = models.ForeignKey(DutyYear, on_delete=models.PROTECT, related_name="exemptions")
    reason = models.TextField(_("alasan"), max_length=1000)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True, max_length=1000)

    class Meta:
        verbose_name = _("pembebasan")
        verbose_name_plural = _("pembebasan")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "duty_year"],
                condition=Q(ended_at=None),
                name="one_exemption_per_unit_and_year",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_exemption_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.duty_year_id}"


class ReminderRule(models.Model):
    """One rung of the ladder: so many days before the due date, a letter to these people."""

    class Audience(models.TextChoices):
        OPERATOR = "operator", _("Operator unit")
        HEAD = "kepala", _("Kepala unit")
        PARENT = "induk", _("Anggota unit induk")

    duty_year = models.ForeignKey(DutyYear, on_delete=models.CASCADE, related_name="reminder_rules")
    days_before = models.PositiveSmallIntegerField(
        _("berapa hari sebelum batas waktu"), validators=[MaxValueValidator(365)]
    )
    audience = models.CharField(_("dikirim kepada"), max_length=16, choices=Audience)

    class Meta:
        verbose_name = _("aturan pengingat")
        verbose_name_plural = _("aturan pengingat")
        ordering = ["duty_year", "-days_before", "audience"]
        constraints = [
            models.UniqueConstraint(
                "duty_year",
                "days_before",
                "audience",
                name="reminder_rule_once",
                violation_error_message=_("Pengingat ini sudah ada."),
            )
        ]

    def __str__(self) -> str:
        return f"H-{self.days_before} {self.get_audience_display()}"

    @property
    def on(self) -> date:
        return self.duty_year.due_on - timedelta(days=self.days_before)

    def is_due(self, today: date) -> bool:
        """From its day on, for as long as an outage may last; later it is out of date.

        Without an end, rules written for a year that is over would still send letters.
        """
        return self.on <= today < self.on + LATENESS


class DutyEvent(models.Model):
    """One line of the history of a year's rules: who did what. Only ever added."""

    class Verb(models.TextChoices):
        LAID_DOWN = "tetapkan", _("Aturan ditetapkan")
        CHANGED = "ubah", _("Aturan diubah")
        COPIED = "salin", _("Aturan disalin dari tahun sebelumnya")
        REMINDER_ADDED = "tambah-pengingat", _("Pengingat ditambahkan")
        REMINDER_REMOVED = "hapus-pengingat", _("Pengingat dihapus")

    duty_year = models.ForeignKey(DutyYear, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=16, choices=Verb)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    """{field: [old, new]} as people read them; old is empty where there was nothing."""

    class Meta:
        ordering = ["duty_year", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.duty_year_id} {self.verb}"


LATENESS = timedelta(days=7)
"""How long a reminder that could not go out on its day is still worth sending."""
