"""Orders: a click asks for a file, a row remembers it, a worker makes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inovasi.lib.work import WorkQuerySet, WorkRow, WorkState
from uploads.models import StoredFile

PASSING_FILE = "unduhan"
"""Of files that live for some days: they count against no quota, nights pass over them."""
KEPT_FILE = "unduhan-tetap"
"""Of what is made once of frozen data and stays: a file of the store like any other."""
FRESH = timedelta(seconds=10)
"""So long a second click gets the file of the first; later what lives may have changed."""


class Order(WorkRow):
    """One file that somebody asked for: by which maker, about what, and what came of it.

    `key` says what is asked for. One row of a key is current; it is replaced when somebody asks
    anew after the file has aged.
    """

    MAX_ATTEMPTS = 4

    maker = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=64, blank=True)
    """SHA-256 of the frozen data that the file is made from; empty: it shows what lives."""
    key = models.CharField(max_length=64)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("pemesan"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    door = models.TextField()
    """The address that was clicked: where to ask once more."""
    ordered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When a letter said that the file is there, because nobody had taken it."""
    expires_at = models.DateTimeField(null=True, blank=True)
    """When the file goes; None before it is made, and for what is kept."""

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("pesanan berkas")
        verbose_name_plural = _("pesanan berkas")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "key", condition=Q(replaced_at=None), name="order_of_a_key_once"
            ),
            models.CheckConstraint(
                condition=Q(Q(state=WorkState.DONE), made_at__isnull=False)
                | Q(~Q(state=WorkState.DONE), made_at__isnull=True, file__isnull=True),
                name="order_done_was_made",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="orders_due"),
            models.Index(
                fields=["expires_at"], condition=Q(file__isnull=False), name="orders_to_clear"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maker} {self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.file_id is not None

    @property
    def is_expired(self) -> bool:
        return self.state == WorkState.DONE and not self.is_ready

    def serves(self, at: datetime) -> bool:
        """Whether somebody who asks for the same now gets this one."""
        if self.state != WorkState.DONE:
            return self.state != WorkState.FAILED
        return self.is_ready and (bool(self.source) or at < self.made_at + FRESH)
