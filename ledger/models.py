"""The ledger: who did what that people may ask about later. Only ever added to."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.chain import digest


class LineQuerySet(models.QuerySet["Line"]):
    def sealed(self) -> LineQuerySet:
        """The chain from its beginning."""
        return self.exclude(number=None).order_by("number")

    def waiting(self) -> LineQuerySet:
        """Committed, and without a place in the chain yet."""
        return self.filter(number=None).order_by("pk")

    def about(self, subject: str) -> LineQuerySet:
        return self.filter(subject=subject).order_by("at", "pk")


class Line(models.Model):
    """One deed. Persons and objects are plain values, so that a line depends on no other row.

    `number` and `hash` are its place in the chain; a follow-up step gives them once, in the order
    in which it finds committed lines. The database refuses every other change.
    """

    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    """What it is about: `submissions.submission:12`."""
    actor = models.BigIntegerField(null=True)
    """The account's id; None for the portal itself. Names are looked up, never kept here."""
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    """Plain words, whole numbers, lists; numbers with a fraction are written as words."""
    key = models.CharField(max_length=120, null=True, unique=True)
    """What makes the line happen once, such as one reading a day; None: every time."""
    digest = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField(null=True, unique=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("baris buku catatan")
        verbose_name_plural = _("buku catatan")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=None, hash="") | (Q(number__gte=1) & ~Q(hash="")),
                name="ledger_number_and_hash_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or '-'}. {self.verb} {self.subject}"

    def content(self) -> dict[str, Any]:
        """Everything that the line says, as it goes into its digest."""
        return {
            "tindakan": self.verb,
            "hal": self.subject,
            "pelaku": self.actor,
            "saat": self.at.astimezone(UTC).isoformat(),
            "rincian": self.details,
            "kunci": self.key,
        }

    @property
    def is_as_written(self) -> bool:
        return digest(self.content()) == self.digest


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, row: models.Model) -> ChangeQuerySet:
        """The history of one row, oldest first."""
        return self.filter(table=row._meta.db_table, row=row.pk).order_by("pk")


class Change(models.Model):
    """One row of a watched table changed, by whatever way. Triggers write it, nothing else does.

    What is watched and what is left out, migrations say through `ledger.history.watch`.
    """

    class Operation(models.TextChoices):
        INSERT = "INSERT", _("dibuat")
        UPDATE = "UPDATE", _("diubah")
        DELETE = "DELETE", _("dihapus")
        TRUNCATE = "TRUNCATE", _("tabel dikosongkan")

    table = models.CharField(max_length=63)
    row = models.BigIntegerField(null=True)
    """None: all rows of the table."""
    operation = models.CharField(max_length=8, choices=Operation.choices)
    before = models.JSONField(null=True)
    """The columns that changed, with what stood there; None for a new row."""
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    """By the database's clock."""
    actor = models.BigIntegerField(null=True)
    """The account's id; None for the portal itself and for hands at the database."""
    transaction = models.BigIntegerField()
    """PostgreSQL's number: what changed together."""

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("perubahan")
        verbose_name_plural = _("riwayat perubahan")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["table", "row"], name="change_of_row"),
            models.Index(fields=["table"], condition=Q(operation="DELETE"), name="change_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table}:{self.row}"
