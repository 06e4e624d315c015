"""Who takes part: people, units, and who acts for which unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from inovasi.lib.constraints import SpeaksAtField
from units.folding import fold, terms

COMMITTEE = "panitia"
"""The group of those who run the year (Bagian Organisasi)."""
LEADERSHIP = "pimpinan"
"""The group of those who are reported to (Sekda, Bupati): they read, and change nothing."""


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
    KABUPATEN = "kabupaten", _("Pemerintah kabupaten")
    KECAMATAN = "kecamatan", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA = "desa", _("Pemerintah desa")
    PUSKESMAS = "puskesmas", _("UPT puskesmas")
    SCHOOL = "sekolah", _("Satuan pendidikan")
    HOSPITAL = "rsud", _("Rumah sakit daerah")
    BUMD = "bumd", _("BUMD")
    OTHER = "lainnya", _("Lainnya")


CODE = r"[A-Za-z0-9._-]{1,32}"
"""What a unit's code may hold: it stands in addresses of pages."""


def folded(*names: str) -> str:
    """What a search looks through: code, name and former names, folded."""
    return " ".join(map(fold, names))[:2000]


class UnitQuerySet(models.QuerySet["Unit"]):
    def of(self, user: User) -> UnitQuerySet:
        """The units that `user` acts for."""
        return self.filter(memberships__user=user)

    def active(self, on: date) -> UnitQuerySet:
        """Units that exist on a day: begun, and neither retired nor merged by then."""
        begun = Q(active_from__isnull=True) | Q(active_from__lte=on)
        lasting = Q(active_until__isnull=True) | Q(active_until__gt=on)
        return self.filter(begun & lasting)

    def search(self, query: str) -> UnitQuerySet:
        """Units whose code, name or former name holds every word, however it is spelled."""
        found = self
        for term in terms(query)[:8]:
            found = found.filter(folded__contains=term)
        return found


class Unit(SpeaksAtField):
    """A public service unit. Its code is its identity: names repeat across districts."""

    CONSTRAINT_FIELDS = {"unit_ends_after_it_begins": "active_until"}

    code = models.CharField(
        _("kode"),
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(
                rf"^{CODE}$", _("Kode hanya boleh berisi huruf, angka, titik, garis, dan _.")
            )
        ],
    )
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
    active_from = models.DateField(_("aktif sejak"), null=True, blank=True)
    active_until = models.DateField(
        _("aktif sampai"), null=True, blank=True, help_text=_("Hari pertama unit tidak ada lagi.")
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("digabung ke"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
    )
    folded = models.CharField(max_length=2000, editable=False, default="")
    version = models.PositiveIntegerField(default=1)
    is_sample = models.BooleanField(_("data contoh"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("unit")
        ordering = ["kind", "name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=rf"^{CODE}$"), name="unit_code_is_plain"
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")), name="unit_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_until__isnull=True)
                | Q(active_until__gt=models.F("active_from")),
                name="unit_ends_after_it_begins",
                violation_error_message=_("Tanggal berakhir harus sesudah tanggal mulai."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(active_until__isnull=False),
                name="merged_unit_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the folded form true; its former names included."""
        former = [each.name for each in self.former_names.all()] if self.pk else []
        self.folded = folded(self.code, self.name, *former)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded"}
        super().save(*args, **kwargs)

    def is_active(self, on: date) -> bool:
        return (self.active_from is None or self.active_from <= on) and (
            self.active_until is None or on < self.active_until
        )

    def is_family_of(self, other: Unit) -> bool:
        """True for the same unit and for a parent or child, on either side."""
        return self.pk == other.pk or self.parent_id == other.pk or other.parent_id == self.pk


class FormerName(models.Model):
    """A name that a unit, or one that was merged into it, bore until a day."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()

    class Meta:
        ordering = ["unit", "-until", "pk"]

    def __str__(self) -> str:
        return self.name


class UnitEvent(models.Model):
    """One line of a unit's history: who did what, with old and new values. Only ever added."""

    class Verb(models.TextChoices):
        REGISTERED = "daftar", _("Didaftarkan")
        CHANGED = "ubah", _("Data diubah")
        RENAMED = "ganti-nama", _("Ganti nama")
        MERGED = "gabung", _("Digabung")
        ABSORBED = "terima", _("Menerima unit yang digabung")
        RETIRED = "nonaktif", _("Dinonaktifkan")
        REVIVED = "aktif", _("Diaktifkan kembali")
        UNDONE = "batal", _("Impor dibatalkan")
        INVITED = "undang", _("Undangan dikirim")
        UNINVITED = "tarik-undangan", _("Undangan ditarik")
        JOINED = "bergabung", _("Anggota bergabung")
        ROLE_CHANGED = "ganti-peran", _("Peran anggota diganti")
        LEFT = "keluar", _("Keanggotaan berakhir")

    PEOPLE_VERBS = (Verb.INVITED, Verb.UNINVITED, Verb.JOINED, Verb.ROLE_CHANGED, Verb.LEFT)
    """What is told of a unit's people, not of the unit itself."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=16, choices=Verb)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    """{field: [old, new]}, codes for units, ISO for dates."""
    run = models.ForeignKey(
        "ImportRun", null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )

    class Meta:
        ordering = ["unit", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.verb}"


class ImportRun(models.Model):
    """A sheet of units: read once, matched, looked at, applied in one go, undone in one go."""

    class State(models.TextChoices):
        READ = "dibaca", _("Belum diterapkan")
        APPLIED = "diterapkan", _("Diterapkan")
        UNDONE = "dibatalkan", _("Dibatalkan")

    file_name = models.CharField(max_length=255)
    headers = models.JSONField()
    rows = models.JSONField()
    """[line number, [cell, ...], {column index: what is wrong with the cell}]."""
    columns = models.JSONField(default=dict)
    """{field: index of the column}."""
    state = models.CharField(max_length=16, choices=State, default=State.READ)
    counts = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


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
