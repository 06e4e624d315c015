"""Letters: the outbox row is the truth, SMTP only its courier."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inovasi.lib.work import WorkQuerySet, WorkRow


class Message(WorkRow):
    """One letter to one address. `key` names the event and makes it unrepeatable.

    `recipient` is empty for people who have no account yet.
    """

    key = models.CharField(max_length=200)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("penerima"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    address = models.EmailField(_("alamat"))
    subject = models.CharField(_("perihal"), max_length=200)
    body = models.TextField(_("isi"))
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat")
        verbose_name_plural = _("surat")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint("key", "address", name="letter_once")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="letters_due")]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.address}"
