"""The video of an entry, which workers make playable. A floor below the other models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q, Sum

from inovasi.lib.work import WorkQuerySet, WorkRow, WorkState
from uploads.models import StoredFile


@dataclass(frozen=True)
class Queue:
    """What workers do first: how many videos, and their playing time in seconds."""

    count: int
    seconds: float


class VideoQuerySet(WorkQuerySet):
    def due(self, at: datetime) -> Self:
        """No decoder sees a file before the virus scanner, where there is one, has judged it."""
        return super().due(at).exclude(original__scan__verdict="")

    def at_work(self) -> Self:
        """Videos that a worker is about to read, or reads."""
        return self.filter(state__in=[WorkState.WAITING, WorkState.RUNNING], replaced_at=None)

    def ahead_of(self, video: Video) -> Queue:
        """Videos that came earlier and are not ready, as far as anyone still waits for them."""
        earlier = self.at_work().filter(pk__lt=video.pk)
        found = earlier.aggregate(count=Count("pk"), seconds=Sum("seconds"))
        return Queue(found["count"], float(found["seconds"] or 0))


class Video(WorkRow):
    """The entry's video: an original that is kept for ever, with poster and renditions once they
    are made; or a link to a site that plays it, which the portal never opens.
    """

    MAX_ATTEMPTS = 4

    submission = models.ForeignKey(
        "submissions.Submission", on_delete=models.CASCADE, related_name="videos"
    )
    original = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    link = models.URLField(max_length=300, blank=True)
    playable = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    poster = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    small = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    captions = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seconds = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(replaced_at=None), name="one_current_video"
            ),
            models.CheckConstraint(
                condition=~Q(state="selesai") | Q(playable__isnull=False) | ~Q(link=""),
                name="ready_video_can_be_played",
            ),
            models.CheckConstraint(
                condition=Q(original__isnull=False, link="")
                | Q(Q(original__isnull=True), ~Q(link="")),
                name="video_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.state}"
