"""What was handed in, what panitia decided about it, and the history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.models import CheckItem
from submissions.models.entry import STATUS_LABELS, VERB_LABELS, Submission


class Snapshot(models.Model):
    """The frozen content of one submission: canonical JSON with its SHA-256. Never changed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="snapshots")
    revision = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    statement_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "-revision"]
        constraints = [
            models.UniqueConstraint("submission", "revision", name="snapshot_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} r{self.revision}"


class CheckQuerySet(models.QuerySet["Check"]):
    def in_effect(self) -> CheckQuerySet:
        """Decisions that hold: a fail only once a second member of panitia upheld it."""
        return self.filter(~Q(decision=Check.Decision.FAIL) | Q(is_upheld=True))

    def awaiting_second(self) -> CheckQuerySet:
        """Fails that nobody else has looked at yet."""
        return self.filter(decision=Check.Decision.FAIL, is_upheld=None)


class Check(models.Model):
    """One administrative check of one revision, with its decision.

    A fail takes effect when a second member of panitia upholds it; one that was not upheld stays
    as history, and the revision is checked anew.
    """

    class Decision(models.TextChoices):
        PASS = "lolos", _("Lolos administrasi")
        RETURN = "perbaikan", _("Dikembalikan untuk diperbaiki")
        FAIL = "gugur", _("Tidak lolos administrasi")

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="checks")
    decision = models.CharField(_("keputusan"), max_length=16, choices=Decision)
    note = models.TextField(_("catatan untuk unit"), blank=True)
    repair_due_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    decided_at = models.DateTimeField()
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True)
    second_note = models.TextField(blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot"], condition=~Q(decision="gugur"), name="decided_once"
            ),
            models.UniqueConstraint(
                fields=["snapshot"],
                condition=Q(decision="gugur") & (Q(is_upheld=None) | Q(is_upheld=True)),
                name="failed_once",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_at=None, is_upheld=None)
                | Q(
                    decision="gugur",
                    seconded_by__isnull=False,
                    seconded_at__isnull=False,
                    is_upheld__isnull=False,
                ),
                name="second_opinion_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("decided_by")),
                name="second_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(decision="lolos") | ~Q(note=""), name="refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(decision="perbaikan") | Q(repair_due_at__gt=F("decided_at")),
                name="repair_has_a_due_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}: {self.decision}"

    @property
    def awaits_second(self) -> bool:
        return self.decision == self.Decision.FAIL and self.is_upheld is None


class Finding(models.Model):
    """The result of one item of the check list."""

    class Result(models.TextChoices):
        FULFILLED = "terpenuhi", _("Terpenuhi")
        REPAIR = "perbaiki", _("Perlu diperbaiki")
        FAILS = "gagal", _("Tidak terpenuhi")

    check_done = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="findings")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=16, choices=Result)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["item__order", "item_id"]
        constraints = [models.UniqueConstraint("check_done", "item", name="finding_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.result}"


class Event(models.Model):
    """One line of an entry's history. Only ever added."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=16, choices=list(VERB_LABELS.items()))
    status = models.CharField(max_length=16, choices=list(STATUS_LABELS.items()))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.verb}"
