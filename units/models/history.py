"""What happened to a unit, and the imports that did part of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.models.person import User
from units.models.unit import Unit


class UnitEvent(models.Model):
    """One line of a unit's history: who did what, with old and new values. Only ever added."""

    class Verb(models.TextChoices):
        REGISTERED = "daftar", _("Didaftarkan")
        CHANGED = "ubah", _("Data diubah")
        RENAMED = "ganti-nama", _("Ganti nama")
        MERGED = "gabung", _("Digabung")
        ABSORBED = "terima", _("Menerima unit yang digabung")
        RETIRED = "nonaktif", _("Dinonaktifkan")
        REVIVED = "aktif", _("Diaktifkan kembali")
        UNDONE = "batal", _("Impor dibatalkan")
        INVITED = "undang", _("Undangan dikirim")
        UNINVITED = "tarik-undangan", _("Undangan ditarik")
        JOINED = "bergabung", _("Anggota bergabung")
        ROLE_CHANGED = "ganti-peran", _("Peran anggota diganti")
        LEFT = "keluar", _("Keanggotaan berakhir")

    PEOPLE_VERBS = (Verb.INVITED, Verb.UNINVITED, Verb.JOINED, Verb.ROLE_CHANGED, Verb.LEFT)
    """What is told of a unit's people, not of the unit itself."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=16, choices=Verb)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    """{field: [old, new]}, codes for units, ISO for dates."""
    run = models.ForeignKey(
        "ImportRun", null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )

    class Meta:
        ordering = ["unit", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.verb}"


class ImportRun(models.Model):
    """A sheet of units: read once, matched, looked at, applied in one go, undone in one go."""

    class State(models.TextChoices):
        READ = "dibaca", _("Belum diterapkan")
        APPLIED = "diterapkan", _("Diterapkan")
        UNDONE = "dibatalkan", _("Dibatalkan")

    file_name = models.CharField(max_length=255)
    headers = models.JSONField()
    rows = models.JSONField()
    """[line number, [cell, ...], {column index: what is wrong with the cell}]."""
    columns = models.JSONField(default=dict)
    """{field: index of the column}."""
    state = models.CharField(max_length=16, choices=State, default=State.READ)
    counts = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
