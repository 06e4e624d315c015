"""The verdict: what the plenary changed, what was frozen, what was published, what follows."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from innovations.models import Innovation
from submissions.models import Submission


class Override(models.Model):
    """The plenary gives an entry another rank than the computed one, with reason and minutes.

    The computed rank stays beside it. One that was taken back stays as history.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="overrides")
    rank = models.PositiveIntegerField(_("peringkat"))
    reason = models.CharField(_("alasan"), max_length=1000)
    minutes = models.CharField(_("nomor risalah pleno"), max_length=100)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("keputusan pleno")
        verbose_name_plural = _("keputusan pleno")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(revoked_at=None), name="override_once"
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="override_is_a_rank"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(minutes=""), name="override_has_reason_and_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.rank}"


class Decision(models.Model):
    """The ranking frozen with all its inputs by one member of panitia; waits for a second one.

    `bundle` is for everyone and ties no sheet to a judge; `full_bundle` is what panitia keeps. One
    that was given up stays as history.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="decisions")
    bundle = models.TextField()
    sha256 = models.CharField(max_length=64)
    full_bundle = models.TextField()
    full_sha256 = models.CharField(max_length=64)
    note = models.TextField(_("pertimbangan"), max_length=5000, blank=True)
    publishes_at = models.DateTimeField(_("diumumkan pada"))
    objections_until = models.DateTimeField(_("masa sanggah sampai"), null=True, blank=True)
    answers_due_at = models.DateTimeField(_("sanggahan dijawab sampai"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField()
    given_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("penetapan")
        verbose_name_plural = _("penetapan")
        ordering = ["frozen_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(given_up_at=None), name="decision_once"
            ),
            models.CheckConstraint(
                condition=Q(objections_until=None, answers_due_at=None)
                | Q(
                    objections_until__gt=models.F("publishes_at"),
                    answers_due_at__gte=models.F("objections_until"),
                ),
                name="decision_objections_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.sha256[:12]}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible(self, at: datetime) -> PublicationQuerySet:
        """Those whose minute has come: computed from the row, whatever works or does not."""
        return self.filter(published_at__lte=at)


class Publication(models.Model):
    """The verdict that a second member of panitia agreed to; public from `published_at` on.

    `settled_at` is when its consequences were drawn: states of entries, awards, letters.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    decision = models.OneToOneField(
        Decision, null=True, on_delete=models.PROTECT, related_name="publication"
    )
    """None for what was published before decisions were frozen by one and agreed to by another."""
    bundle = models.TextField()
    sha256 = models.CharField(max_length=64)
    full_bundle = models.TextField(default="")
    full_sha256 = models.CharField(max_length=64, default="")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    published_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengumuman hasil")
        verbose_name_plural = _("pengumuman hasil")

    def __str__(self) -> str:
        return f"{self.edition}: {self.sha256[:12]}"

    def is_visible(self, at: datetime) -> bool:
        return self.published_at <= at


class PublishedResult(models.Model):
    """One line of the published ranking, with names as they were."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="results")
    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="published_result"
    )
    rank = models.PositiveIntegerField()
    computed_rank = models.PositiveIntegerField(null=True)
    """What followed from the scores alone; differs from `rank` where the plenary decided."""
    score = models.DecimalField(max_digits=6, decimal_places=2)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    category_name = models.CharField(max_length=200)
    is_winner = models.BooleanField(default=False)

    class Meta:
        ordering = ["publication", "rank", "number"]

    def __str__(self) -> str:
        return f"{self.rank}. {self.title}"

    @property
    def is_overruled(self) -> bool:
        return self.computed_rank not in {None, self.rank}


def new_code() -> str:
    """What the check page of a certificate is found by: not to be guessed, easy to type."""
    return secrets.token_hex(8)


class AwardQuerySet(models.QuerySet["Award"]):
    def standing(self) -> AwardQuerySet:
        """Those that were not revoked: the only ones that honour anybody or count anywhere."""
        return self.filter(revoked_at=None)


class Award(models.Model):
    """Hangs on the innovation, not on the entry: later editions ask for it."""

    innovation = models.ForeignKey(Innovation, on_delete=models.PROTECT, related_name="awards")
    result = models.OneToOneField(PublishedResult, on_delete=models.PROTECT, related_name="award")
    title = models.CharField(max_length=200)
    awarded_at = models.DateTimeField()
    code = models.CharField(max_length=16, unique=True, default=new_code)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(_("alasan pencabutan"), max_length=1000, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("penghargaan")
        verbose_name_plural = _("penghargaan")
        ordering = ["-awarded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because="")),
                name="revocation_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def number(self) -> str:
        """The number of the certificate: that of the entry, which is unique for ever."""
        return f"PIAGAM/{self.result.number}"


class Objection(models.Model):
    """What a unit holds against its own result, and panitia's answer. One for each entry."""

    result = models.OneToOneField(
        PublishedResult, on_delete=models.PROTECT, related_name="objection"
    )
    text = models.TextField(_("isi sanggahan"), max_length=5000)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who of panitia has taken it on."""
    answer = models.TextField(_("jawaban"), max_length=5000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sanggahan")
        verbose_name_plural = _("sanggahan")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answered_objection_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}: {self.text[:40]}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    def is_overdue(self, at: datetime) -> bool:
        return not self.is_answered and at >= self.due_at
