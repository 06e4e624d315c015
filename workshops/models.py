"""Bimtek: a workshop to which units are invited, and the people whom they send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inovasi.lib.constraints import SpeaksAtField
from units.models import Unit, UnitKind, User
from units.permissions import Visitor, is_committee, is_signed_in

MOST_PER_UNIT = 50


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def announced(self) -> WorkshopQuerySet:
        """What units know of, called off or not."""
        return self.exclude(announced_at=None)

    def standing(self) -> WorkshopQuerySet:
        """Announced and not called off."""
        return self.announced().filter(cancelled_at=None)

    def concerning(self, units: list[Unit]) -> WorkshopQuerySet:
        """Those that invite one of these units, or to which it has sent somebody."""
        sent = Participant.objects.filter(unit__in=units).order_by().values("workshop")
        return self.filter(_invited(units) | Q(pk__in=sent))

    def visible_to(self, user: Visitor) -> WorkshopQuerySet:
        """Panitia sees all; members of a unit those that invite it, once they are announced.

        Whoever was sent by account sees that one, also after leaving the unit.
        """
        if is_committee(user):
            return self
        if not is_signed_in(user):
            return self.none()
        sent = Participant.objects.filter(person=user).order_by().values("workshop")
        announced = self.announced()
        return announced.concerning(list(Unit.objects.of(user))) | announced.filter(pk__in=sent)

    def with_taken(self) -> WorkshopQuerySet:
        """With the number of seats that are taken, as `taken`."""
        coming = Q(participants__withdrawn_at=None, participants__isnull=False)
        return self.annotate(taken=Count("participants", filter=coming))


def _invited(units: Iterable[Unit]) -> Q:
    found = Q(pk__in=[])
    for unit in units:
        of_kind = Q(kinds=[]) | Q(kinds__contains=[unit.kind])
        in_place = Q(kecamatan=None) | Q(kecamatan__in={unit.kecamatan_id, unit.pk} - {None})
        found |= of_kind & in_place
    return found


class Workshop(SpeaksAtField):
    """One Bimtek. Whom it invites is a rule about units, so a unit registered later is invited too.

    Whether units may register follows from its own moments (`is_open`) and is never stored.
    """

    class State(models.TextChoices):
        DRAFT = "rancangan", _("Rancangan")
        OPEN = "dibuka", _("Pendaftaran dibuka")
        CLOSED = "ditutup", _("Pendaftaran ditutup")
        PAST = "lewat", _("Sudah lewat")
        CANCELLED = "dibatalkan", _("Dibatalkan")

    CONSTRAINT_FIELDS = {
        "workshop_ends_after_it_starts": "ends_at",
        "workshop_registration_ends_before_it_starts": "registration_closes_at",
        "workshop_is_somewhere": "place",
    }

    title = models.CharField(_("judul"), max_length=150)
    about = models.TextField(
        _("keterangan"),
        max_length=3000,
        blank=True,
        help_text=_("Materi, narasumber, dan apa yang perlu dibawa."),
    )
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    link = models.URLField(
        _("tautan daring"),
        max_length=300,
        blank=True,
        help_text=_("Bila sebagian atau semuanya lewat internet."),
    )
    registration_closes_at = models.DateTimeField(_("pendaftaran ditutup"))
    seats = models.PositiveSmallIntegerField(
        _("kuota peserta"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Kosongkan bila tidak dibatasi."),
    )
    seats_per_unit = models.PositiveSmallIntegerField(
        _("peserta paling banyak per unit"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PER_UNIT)],
    )
    kinds = models.JSONField(_("jenis unit yang diundang"), default=list, blank=True)
    """Values of `UnitKind`; empty: every kind."""
    kecamatan = models.ForeignKey(
        Unit,
        verbose_name=_("kecamatan yang diundang"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": UnitKind.KECAMATAN},
    )
    """None: the whole regency."""
    token = models.UUIDField(unique=True)
    """What its first form carried, so that a second click finds it."""
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(_("alasan pembatalan"), max_length=1000, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("bimtek")
        verbose_name_plural = _("bimtek")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workshop_ends_after_it_starts",
                violation_error_message=_("Waktu selesai harus sesudah waktu mulai."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__lte=F("starts_at")),
                name="workshop_registration_ends_before_it_starts",
                violation_error_message=_("Pendaftaran harus ditutup sebelum bimtek dimulai."),
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""),
                name="workshop_is_somewhere",
                violation_error_message=_("Tulis tempatnya, tautan daringnya, atau keduanya."),
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None, announced_by=None)
                | Q(announced_at__isnull=False, announced_by__isnull=False),
                name="announced_workshop_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | (
                    Q(cancelled_at__isnull=False, cancelled_by__isnull=False)
                    & ~Q(cancelled_because="")
                ),
                name="cancelled_workshop_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> str:
        """Place, link, or both."""
        return " · ".join(part for part in (self.place, self.link) if part)

    def state(self, at: datetime) -> State:
        if self.cancelled_at is not None:
            return self.State.CANCELLED
        if self.announced_at is None:
            return self.State.DRAFT
        if at >= self.ends_at:
            return self.State.PAST
        return self.State.OPEN if at < self.registration_closes_at else self.State.CLOSED

    def is_open(self, at: datetime) -> bool:
        """Whether units may register; there may be no seat left all the same."""
        return self.state(at) == self.State.OPEN

    def invites(self, unit: Unit) -> bool:
        """The rule of `concerning()` for one unit."""
        of_kind = not self.kinds or unit.kind in self.kinds
        in_place = self.kecamatan_id in {None, unit.kecamatan_id, unit.pk}
        return of_kind and in_place

    def invited_units(self, at: datetime) -> models.QuerySet[Unit]:
        """Every unit that the rule takes and that exists at `at`."""
        found = Unit.objects.active(timezone.localdate(at))
        if self.kinds:
            found = found.filter(kind__in=self.kinds)
        if self.kecamatan_id is not None:
            found = found.filter(Q(kecamatan=self.kecamatan_id) | Q(pk=self.kecamatan_id))
        return found


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def coming(self) -> ParticipantQuerySet:
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: Visitor) -> ParticipantQuerySet:
        """Panitia sees everybody, a unit its own people, and who has an account themselves."""
        if is_committee(user):
            return self
        return self.own(user) if is_signed_in(user) else self.none()

    def own(self, user: User) -> ParticipantQuerySet:
        """Sent by a unit for which the person acts, or the person, also after leaving the unit."""
        return self.filter(Q(unit__in=Unit.objects.of(user).order_by()) | Q(person=user))


class Participant(models.Model):
    """Somebody whom a unit sends: one of its members, or a colleague without an account.

    Withdrawn, the row stays. Two units that merge may each have sent a person of one name, so what
    is unique is the account; that a unit names nobody twice the deed sees to.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name = models.CharField(_("nama peserta"), max_length=150)
    position = models.CharField(_("jabatan"), max_length=150, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField(_("didaftarkan pada"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("peserta bimtek")
        verbose_name_plural = _("peserta bimtek")
        ordering = ["workshop", "unit__name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "workshop",
                "person",
                condition=Q(withdrawn_at=None, person__isnull=False),
                name="person_comes_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_participant_has_a_person",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
