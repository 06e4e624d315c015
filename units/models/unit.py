"""Public service units, whose code is their identity."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inovasi.lib.constraints import SpeaksAtField
from units.folding import fold, terms
from units.models.person import User


class UnitKind(models.TextChoices):
    DINAS = "dinas", _("Dinas")
    BADAN = "badan", _("Badan")
    BAGIAN = "bagian", _("Bagian Sekretariat Daerah")
    KABUPATEN = "kabupaten", _("Pemerintah kabupaten")
    KECAMATAN = "kecamatan", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA = "desa", _("Pemerintah desa")
    PUSKESMAS = "puskesmas", _("UPT puskesmas")
    SCHOOL = "sekolah", _("Satuan pendidikan")
    HOSPITAL = "rsud", _("Rumah sakit daerah")
    BUMD = "bumd", _("BUMD")
    OTHER = "lainnya", _("Lainnya")


CODE = r"[A-Za-z0-9._-]{1,32}"
"""What a unit's code may hold: it stands in addresses of pages."""


def folded(*names: str) -> str:
    """What a search looks through: code, name and former names, folded."""
    return " ".join(map(fold, names))[:2000]


class UnitQuerySet(models.QuerySet["Unit"]):
    def of(self, user: User) -> UnitQuerySet:
        """The units that `user` acts for."""
        return self.filter(memberships__user=user)

    def active(self, on: date) -> UnitQuerySet:
        """Units that exist on a day: begun, and neither retired nor merged by then."""
        begun = Q(active_from__isnull=True) | Q(active_from__lte=on)
        lasting = Q(active_until__isnull=True) | Q(active_until__gt=on)
        return self.filter(begun & lasting)

    def search(self, query: str) -> UnitQuerySet:
        """Units whose code, name or former name holds every word, however it is spelled."""
        found = self
        for term in terms(query)[:8]:
            found = found.filter(folded__contains=term)
        return found


class Unit(SpeaksAtField):
    """A public service unit. Its code is its identity: names repeat across districts."""

    CONSTRAINT_FIELDS = {"unit_ends_after_it_begins": "active_until"}

    code = models.CharField(
        _("kode"),
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(
                rf"^{CODE}$", _("Kode hanya boleh berisi huruf, angka, titik, garis, dan _.")
            )
        ],
    )
    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=16, choices=UnitKind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("unit induk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    kecamatan = models.ForeignKey(
        "self",
        verbose_name=_("kecamatan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="located_units",
        limit_choices_to={"kind": UnitKind.KECAMATAN},
    )
    counts_for_oioi = models.BooleanField(_("wajib satu inovasi setahun"), default=True)
    active_from = models.DateField(_("aktif sejak"), null=True, blank=True)
    active_until = models.DateField(
        _("aktif sampai"), null=True, blank=True, help_text=_("Hari pertama unit tidak ada lagi.")
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("digabung ke"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
    )
    folded = models.CharField(max_length=2000, editable=False, default="")
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(_("data contoh"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("unit")
        ordering = ["kind", "name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=rf"^{CODE}$"), name="unit_code_is_plain"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")), name="unit_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_until__isnull=True)
                | Q(active_until__gt=models.F("active_from")),
                name="unit_ends_after_it_begins",
                violation_error_message=_("Tanggal berakhir harus sesudah tanggal mulai."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(active_until__isnull=False),
                name="merged_unit_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the folded form true; its former names included."""
        former = [each.name for each in self.former_names.all()] if self.pk else []
        self.folded = folded(self.code, self.name, *former)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded"}
        super().save(*args, **kwargs)

    def is_active(self, on: date) -> bool:
        return (self.active_from is None or self.active_from <= on) and (
            self.active_until is None or on < self.active_until
        )

    def is_family_of(self, other: Unit) -> bool:
        """True for the same unit and for a parent or child, on either side."""
        return self.pk == other.pk or self.parent_id == other.pk or other.parent_id == self.pk


class FormerName(models.Model):
    """A name that a unit, or one that was merged into it, bore until a day."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()

    class Meta:
        ordering = ["unit", "-until", "pk"]

    def __str__(self) -> str:
        return self.name
