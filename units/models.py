"""Who takes part: people, units, and who acts for which unit."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

COMMITTEE = "panitia"
"""The group of those who run the year (Bagian Organisasi)."""


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str, **fields: Any) -> User:
        return self.create_user(
            email=email, password=password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows their relations (units, committee, assignments)."""

    email = models.EmailField(_("alamat surel"), unique=True)
    full_name = models.CharField(_("nama lengkap"), max_length=150)
    is_active = models.BooleanField(_("aktif"), default=True)
    is_staff = models.BooleanField(_("pengelola server"), default=False)
    is_demo = models.BooleanField(_("akun contoh"), default=False)
    demo_role = models.CharField(max_length=60, blank=True)
    demo_note = models.CharField(max_length=120, blank=True)
    demo_order = models.PositiveSmallIntegerField(default=0)
    date_joined = models.DateTimeField(_("terdaftar sejak"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        ordering = ["full_name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))


class UnitKind(models.TextChoices):
    DINAS = "dinas", _("Dinas")
    BADAN = "badan", _("Badan")
    BAGIAN = "bagian", _("Bagian Sekretariat Daerah")
    KECAMATAN = "kecamatan", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA = "desa", _("Pemerintah desa")
    PUSKESMAS = "puskesmas", _("UPT puskesmas")
    SCHOOL = "sekolah", _("Satuan pendidikan")
    HOSPITAL = "rsud", _("Rumah sakit daerah")
    BUMD = "bumd", _("BUMD")
    OTHER = "lainnya", _("Lainnya")


class UnitQuerySet(models.QuerySet["Unit"]):
    def of(self, user: User) -> UnitQuerySet:
        """The units that `user` acts for."""
        return self.filter(memberships__user=user)


class Unit(models.Model):
    """A public service unit. Its code is its identity: names repeat across districts."""

    code = models.CharField(_("kode"), max_length=32, unique=True)
    name = models.CharField(_("nama"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=16, choices=UnitKind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("unit induk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    kecamatan = models.ForeignKey(
        "self",
        verbose_name=_("kecamatan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="located_units",
        limit_choices_to={"kind": UnitKind.KECAMATAN},
    )
    counts_for_oioi = models.BooleanField(_("wajib satu inovasi setahun"), default=True)
    is_sample = models.BooleanField(_("data contoh"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("unit")
        ordering = ["kind", "name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")), name="unit_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_family_of(self, other: Unit) -> bool:
        """True for the same unit and for a parent or child, on either side."""
        return self.pk == other.pk or self.parent_id == other.pk or other.parent_id == self.pk


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
