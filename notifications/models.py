"""Letters: the row is the truth and the person's inbox, SMTP only its courier."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from inovasi.lib.work import WorkQuerySet, WorkRow


class MessageQuerySet(WorkQuerySet):
    def due(self, at: datetime) -> Self:
        """What waits for a digest goes out in that letter, not by itself."""
        return super().due(at).filter(waits_for_digest=False)

    def of(self, user: AbstractBaseUser) -> Self:
        """The person's inbox."""
        return self.filter(recipient=user)

    def returned(self, since: datetime | None = None) -> Self:
        """Letters that the address's own server sent back after it had taken them, newest first."""
        found = self.filter(bounced_at__isnull=False, sent_at__isnull=False)
        if since is not None:
            found = found.filter(bounced_at__gte=since)
        return found.select_related("recipient").order_by("-bounced_at", "-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Message(WorkRow):
    """One letter to one address. `key` names the event and makes it unrepeatable.

    `recipient` is empty for people who have no account yet.
    """

    MAX_ATTEMPTS = 12

    letter = models.CharField(_("jenis surat"), max_length=60, blank=True)
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
    html = models.TextField(_("isi HTML"), blank=True)
    """What panitia's own HTML came to; empty: the HTML follows from the text."""
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    """When the mail server said that the address does not exist or takes nothing."""
    waits_for_digest = models.BooleanField(default=False)
    digest = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried"
    )
    """The daily letter that carried this one."""

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("surat")
        verbose_name_plural = _("surat")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint("key", "address", name="letter_once")]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="letters_due"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="letters_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} -> {self.address}"


class LetterText(models.Model):
    """Panitia's own words for a kind of letter: in one edition, or wherever that has none."""

    letter = models.CharField(max_length=60)
    scope = models.CharField(max_length=40, blank=True)
    """The id of an edition; empty: everywhere."""
    subject = models.CharField(_("perihal"), max_length=200)
    body = models.TextField(_("isi"))
    html = models.TextField(_("isi HTML"), blank=True)
    """As `notifications.markup` reads it; empty: the HTML follows from the text."""
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "scope"]
        constraints = [models.UniqueConstraint("letter", "scope", name="letter_text_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.scope}"


class Mailing(models.Model):
    """A letter that panitia wrote by hand to many: who sent what to how many. Only ever added."""

    token = models.UUIDField(unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to = models.TextField(_("kepada"))
    subject = models.CharField(_("perihal"), max_length=150)
    body = models.TextField(_("isi"))
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Reminder(models.Model):
    """Somebody was reminded of something that is due: each once, whatever runs twice.

    `subject` names the object and its rung ("entry:7:3"), `due_at` the date it was due then; a
    date that moves is another reminder.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint("recipient", "kind", "subject", "due_at", name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Preference(models.Model):
    """How somebody wants their letters; no row: each by itself."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letter_preference"
    )
    wants_digest = models.BooleanField(_("satu ringkasan sehari"), default=False)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.wants_digest}"
