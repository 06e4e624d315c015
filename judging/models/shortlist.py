"""How a stage ended: who goes on to the next, and in which order they appear there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Stage
from submissions.models import Submission
from submissions.states import Status


class Shortlist(models.Model):
    """The end of a stage that another follows. From then on its sheets are closed."""

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="shortlist")
    rule = models.CharField(max_length=300)
    """The rule that was applied, in words."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    draw_seed = models.CharField(max_length=32, blank=True)
    """What the running order was drawn with, so that anybody can draw it again."""

    class Meta:
        verbose_name = _("daftar lanjut")
        verbose_name_plural = _("daftar lanjut")

    def __str__(self) -> str:
        return f"{self.stage}: {self.decided_at:%Y-%m-%d}"


class PlaceQuerySet(models.QuerySet["Place"]):
    def going_on(self) -> PlaceQuerySet:
        """As the list was made, whoever left the contest since."""
        return self.filter(goes_on=True)

    def appearing(self) -> PlaceQuerySet:
        """Those who go on and are still in the contest."""
        return self.going_on().exclude(submission__status=Status.LEFT)


class Place(models.Model):
    """Where one entry stood when the stage ended, and whether it goes on."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="places")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="places")
    rank = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=5, decimal_places=2)
    goes_on = models.BooleanField()
    turn = models.PositiveSmallIntegerField(null=True)
    """The place in the running order of the next stage, from 1; for those who go on.

    Who leaves the contest keeps it, so that a lot can be drawn again and a return finds it; pages
    pass over it.
    """

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["shortlist", "turn", "rank", "pk"]
        constraints = [
            models.UniqueConstraint("shortlist", "submission", name="one_place_per_entry"),
            models.UniqueConstraint("shortlist", "turn", name="one_turn_per_place"),
            models.CheckConstraint(
                condition=Q(turn=None) | Q(goes_on=True), name="turn_of_those_who_go_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.submission}"
