"""Who judges which entry, and the score sheets."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Criterion
from judging.models.blind import BlindCopy
from judging.models.departure import Departure
from judging.models.panel import Judge
from submissions.models import Submission
from units.permissions import Visitor, is_committee, is_signed_in


@dataclass(frozen=True)
class Shown:
    """What a judge may know of an entry's identity; `unit` is empty in a blind stage."""

    number: str
    title: str
    unit: str


RUNNING = Q(judge__panel__stage__shortlist=None, judge__panel__stage__edition__publication=None)
"""The stage of an assignment has not ended."""


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: Visitor) -> AssignmentQuerySet:
        """A judge sees the own assignments, panitia sees all."""
        if is_committee(user):
            return self
        return self.of(user)

    def of(self, user: Visitor) -> AssignmentQuerySet:
        return self.filter(judge__user=user) if is_signed_in(user) else self.none()

    def in_force(self) -> AssignmentQuerySet:
        """Neither withdrawn nor abstained from: the only ones that count anywhere."""
        return self.filter(withdrawn_at=None, abstained_at=None)

    def kept(self) -> AssignmentQuerySet:
        """What the judge's own list shows: in force, or abstained from."""
        return self.filter(withdrawn_at=None)

    def with_a_page(self) -> AssignmentQuerySet:
        """Those whose judge gets a page: kept, or ended by the entry's leaving, which it says."""
        return self.filter(Q(withdrawn_at=None) | Q(departure__isnull=False))

    def held(self) -> AssignmentQuerySet:
        """In force, or only ended by the entry's leaving, with whose return they are again."""
        return self.with_a_page().filter(abstained_at=None)

    def abstained(self) -> AssignmentQuerySet:
        return self.kept().filter(abstained_at__isnull=False)

    def signed(self) -> AssignmentQuerySet:
        return self.in_force().filter(sheet__signed_at__isnull=False)

    def running(self) -> AssignmentQuerySet:
        """Those of stages that have not ended."""
        return self.filter(RUNNING)

    def waiting(self) -> AssignmentQuerySet:
        """Those whose sheet is still owed."""
        return self.in_force().exclude(sheet__signed_at__isnull=False)

    def owed(self) -> AssignmentQuerySet:
        """Waiting, or waiting again should an entry that left come back: until its stage ends."""
        may_return = Q(departure__isnull=False) & RUNNING
        rows = self.filter(Q(withdrawn_at=None) | may_return, abstained_at=None)
        return rows.exclude(sheet__signed_at__isnull=False)

    def opened(self) -> AssignmentQuerySet:
        """Those whose entry the judge may meet: still serving, both statements made."""
        return self.filter(
            cleared_at__isnull=False, judge__accepted_at__isnull=False, judge__left_at=None
        )

    def for_list(self) -> AssignmentQuerySet:
        """With what a list shows; stage by stage, practice last."""
        return self.select_related(
            "submission__edition",
            "submission__category",
            "submission__blind_copy",
            "sheet",
            "judge__panel__stage__edition",
        ).order_by(
            "-submission__edition__year",
            "submission__edition__is_practice",
            "submission__edition",
            "-judge__panel__stage__order",
            "submission__sequence",
            "pk",
        )


class Assignment(models.Model):
    """A judge reads and scores an entry.

    A withdrawn one stays with its reason, and so does its sheet, whose scores then count nowhere.
    """

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="assignments")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    """When the judge stated to have no conflict of interest; before that nothing opens."""
    abstained_at = models.DateTimeField(null=True)
    """When the judge said not to score the entry; it then lacks a judge, and nobody scored 0."""
    abstention_reason = models.CharField(_("alasan abstain"), max_length=500, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(_("alasan penarikan"), max_length=500, blank=True)
    departure = models.ForeignKey(
        Departure, null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    """What withdrew it, where the entry left the contest; with its return it is given back."""

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["submission", "judge"]
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "submission"],
                condition=Q(withdrawn_at=None),
                name="assigned_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None)
                | (~Q(withdrawal_reason="") & Q(withdrawn_by__isnull=False)),
                name="withdrawal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(departure=None) | Q(withdrawn_at__isnull=False),
                name="who_leaves_has_no_judge",
            ),
            models.CheckConstraint(
                condition=Q(abstained_at=None, abstention_reason="")
                | (Q(abstained_at__isnull=False) & ~Q(abstention_reason="")),
                name="abstention_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} · {self.submission}"

    @property
    def is_open(self) -> bool:
        """The judge may meet the entry, as far as the own statements go."""
        return self.cleared_at is not None and self.judge.has_accepted

    @property
    def is_blind(self) -> bool:
        return self.judge.panel.stage.is_blind

    @property
    def blind_copy(self) -> BlindCopy | None:
        """What the judge of a blind stage reads; None while panitia has not released it."""
        copy = getattr(self.submission, "blind_copy", None)
        return copy if copy is not None and copy.is_released else None

    @property
    def shown(self) -> Shown:
        """How the entry is named to its judge, on pages and in letters."""
        if not self.is_blind:
            return Shown(self.submission.number, str(self.submission), self.submission.unit_name)
        copy = self.blind_copy
        if copy is None or self.cleared_at is None:
            return Shown("", str(_("Usulan tanpa nama")), "")
        return Shown(copy.code, copy.title, "")

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def has_left(self) -> bool:
        """The entry left the contest while this judge had it."""
        return self.departure_id is not None

    @property
    def has_abstained(self) -> bool:
        return self.abstained_at is not None

    @property
    def is_in_force(self) -> bool:
        return not self.is_withdrawn and not self.has_abstained


class ScoreSheet(models.Model):
    """One judge's sheet for one entry. A draft counts nowhere; signed it is locked.

    Three texts for three readers: `remark` for the unit, `panel_note` for panitia and the judges of
    the entry, `private_note` for nobody but its writer.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    remark = models.TextField(_("catatan untuk unit"), blank=True, max_length=5000)
    panel_note = models.TextField(_("catatan untuk tim penilai"), blank=True, max_length=5000)
    private_note = models.TextField(_("catatan pribadi"), blank=True, max_length=5000)
    version = models.PositiveIntegerField(default=1)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
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
