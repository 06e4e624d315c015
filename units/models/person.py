"""People: who signs in, and what panitia did to an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

COMMITTEE = "panitia"
"""The group of those who run the year (Bagian Organisasi)."""
LEADERSHIP = "pimpinan"
"""The group of those who are reported to (Sekda, Bupati): they read, and change nothing."""

ROLE_WORDS = {COMMITTEE: _("Panitia"), LEADERSHIP: _("Pimpinan")}
"""The roles that hang on a person alone, as people call them."""


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


class UserQuerySet(models.QuerySet["User"]):
    def search(self, query: str) -> UserQuerySet:
        """People whose name or address holds every word."""
        found = self
        for word in query.split()[:8]:
            found = found.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
        return found


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

    objects = UserManager.from_queryset(UserQuerySet)()

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

    @cached_property
    def facts(self) -> dict[str, bool]:
        """What was read with the account of a session, see `accounts.backend.FACTS`; else empty."""
        return {}


class PersonEvent(models.Model):
    """What panitia did to somebody's account, and why. Only ever added."""

    class Verb(models.TextChoices):
        FACTOR_RESET = "atur-ulang", _("Verifikasi dua langkah diatur ulang")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=16, choices=Verb)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=1000)

    class Meta:
        ordering = ["person", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="person_event_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.verb}"
