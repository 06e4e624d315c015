"""What lives for years: an innovation of a unit, whether it ever enters a competition or not."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units.models import Unit
from units.permissions import Visitor, is_committee, is_signed_in


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def visible_to(self, user: Visitor) -> InnovationQuerySet:
        """Innovations of the person's own units; all of them for panitia."""
        if is_committee(user):
            return self
        if not is_signed_in(user):
            return self.none()
        return self.filter(unit__in=Unit.objects.of(user))

    def for_list(self) -> InnovationQuerySet:
        return self.select_related("unit").order_by("-changed_at", "-pk")


class Innovation(models.Model):
    class Stage(models.TextChoices):
        INITIATIVE = "inisiatif", _("Inisiatif")
        TRIAL = "uji-coba", _("Uji coba")
        APPLIED = "penerapan", _("Penerapan")

    class Initiator(models.TextChoices):
        REGENT = "kepala-daerah", _("Kepala daerah")
        COUNCIL = "dprd", _("Anggota DPRD")
        AGENCY = "perangkat-daerah", _("Perangkat daerah")
        CIVIL_SERVANT = "asn", _("ASN")
        COMMUNITY = "masyarakat", _("Masyarakat")

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="innovations"
    )
    title = models.CharField(_("nama inovasi"), max_length=200)
    summary = models.TextField(_("ringkasan"), max_length=5000)
    stage = models.CharField(_("tahapan"), max_length=16, choices=Stage, default=Stage.INITIATIVE)
    initiator = models.CharField(
        _("inisiator"), max_length=20, choices=Initiator, default=Initiator.AGENCY
    )
    is_digital = models.BooleanField(_("digital (daring)"), default=False)
    initiated_on = models.DateField(_("tanggal inisiasi"))
    applied_on = models.DateField(
        _("tanggal mulai diterapkan"),
        null=True,
        blank=True,
        help_text=_("Wajib diisi jika tahapannya penerapan."),
    )
    version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = InnovationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inovasi")
        verbose_name_plural = _("inovasi")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="penerapan") | Q(applied_on__isnull=False),
                name="applied_innovation_has_a_date",
                violation_error_message=_("Isi tanggal mulai diterapkan."),
            ),
            models.CheckConstraint(
                condition=Q(applied_on__isnull=True) | Q(applied_on__gte=F("initiated_on")),
                name="applied_after_initiated",
                violation_error_message=_(
                    "Tanggal penerapan tidak boleh mendahului tanggal inisiasi."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def months_applied(self, until: date) -> int | None:
        """Whole months from the start of implementation to `until`; None when not applied yet."""
        if self.applied_on is None:
            return None
        months = (until.year - self.applied_on.year) * 12 + until.month - self.applied_on.month
        return months - (until.day < self.applied_on.day)
