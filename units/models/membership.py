"""Who acts for which unit, and who was asked to."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.models.person import User
from units.models.unit import Unit


class Membership(models.Model):
    """A person acting for a unit; several people per unit and several units per person."""

    class Role(models.TextChoices):
        OPERATOR = "operator", _("Operator")
        HEAD = "kepala", _("Kepala unit")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("peran"), max_length=16, choices=Role, default=Role.OPERATOR)
    since = models.DateTimeField(_("sejak"), default=timezone.now)

    class Meta:
        verbose_name = _("keanggotaan unit")
        verbose_name_plural = _("keanggotaan unit")
        ordering = ["unit", "user"]
        constraints = [models.UniqueConstraint("user", "unit", name="membership_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"


class Invitation(models.Model):
    """An invitation by e-mail to act for a unit. The link's token is only kept as a hash."""

    class Status(models.TextChoices):
        OPEN = "terbuka", _("Menunggu jawaban")
        ACCEPTED = "diterima", _("Diterima")
        RETRACTED = "ditarik", _("Ditarik")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("alamat surel"))
    role = models.CharField(_("peran"), max_length=16, choices=Membership.Role)
    token_hash = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.OPEN)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_times = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "unit",
                condition=Q(status="terbuka"),
                name="one_open_invitation_per_address_and_unit",
            ),
            models.CheckConstraint(
                condition=~Q(status="diterima") | Q(answered_by__isnull=False),
                name="accepted_invitation_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.unit}"

    def is_open(self, at: datetime) -> bool:
        return self.status == self.Status.OPEN and at < self.expires_at
