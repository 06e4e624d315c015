"""What lives for years: an innovation of a unit, whether it ever enters a competition or not."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from innovations.states import Status
from inovasi.lib.constraints import SpeaksAtField
from units.models import Unit
from units.permissions import Visitor, is_committee, is_signed_in
from uploads.models import StoredFile

STATUS_LABELS = {
    Status.DRAFT: _("Draf"),
    Status.DOCUMENTED: _("Terdokumentasi"),
    Status.PUBLISHED: _("Terbit di katalog"),
    Status.RETIRED: _("Tidak dilanjutkan"),
}
STATUS_TONES = {
    Status.DRAFT: "neutral",
    Status.DOCUMENTED: "success",
    Status.PUBLISHED: "brand",
    Status.RETIRED: "neutral",
}


class Affair(models.Model):
    """A government affair (urusan pemerintahan)."""

    name = models.CharField(max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Sdg(models.Model):
    """A sustainable development goal (TPB)."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Theme(models.Model):
    """A theme of the national index (tematik); the list changes from year to year."""

    name = models.CharField(_("nama"), max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    is_offered = models.BooleanField(
        _("ditawarkan"),
        default=True,
        help_text=_("Tema yang tidak ditawarkan lagi tetap tercatat pada inovasi yang memakainya."),
    )

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("tema")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def visible_to(self, user: Visitor) -> InnovationQuerySet:
        """Innovations of the person's own units; all of them for panitia."""
        if is_committee(user):
            return self
        if not is_signed_in(user):
            return self.none()
        return self.filter(unit__in=Unit.objects.of(user))

    def to_follow(self, user: Visitor) -> InnovationQuerySet:
        """What an own innovation can replicate: what one sees, and what stands in the catalogue."""
        return self.visible_to(user) | self.filter(status=Status.PUBLISHED)

    def search(self, query: str) -> InnovationQuerySet:
        """Innovations whose title, or whose unit however it is spelled, holds every word."""
        found = self
        for word in query.split()[:8]:
            of_unit = Unit.objects.search(word).order_by().values("pk")
            found = found.filter(Q(title__icontains=word) | Q(unit__in=of_unit))
        return found

    def for_list(self) -> InnovationQuerySet:
        return self.select_related("unit").order_by("-changed_at", "-pk")


class Innovation(SpeaksAtField):
    CONSTRAINT_FIELDS = {
        "applied_innovation_has_a_date": "applied_on",
        "applied_after_initiated": "applied_on",
        "innovation_lies_on_earth": "latitude",
    }

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

    class Form(models.TextChoices):
        GOVERNANCE = "tata-kelola", _("Tata kelola pemerintahan daerah")
        SERVICE = "pelayanan", _("Pelayanan publik")
        OTHER = "lainnya", _("Inovasi lain sesuai urusan pemerintahan")

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="innovations"
    )
    status = models.CharField(
        max_length=16, choices=list(STATUS_LABELS.items()), default=Status.DRAFT
    )
    title = models.CharField(_("nama inovasi"), max_length=200)
    summary = models.TextField(_("ringkasan"), max_length=5000)
    stage = models.CharField(_("tahapan"), max_length=16, choices=Stage, default=Stage.INITIATIVE)
    initiator = models.CharField(
        _("inisiator"), max_length=20, choices=Initiator, default=Initiator.AGENCY
    )
    initiator_name = models.CharField(_("nama inisiator"), max_length=150, blank=True)
    form = models.CharField(_("bentuk"), max_length=16, choices=Form, default=Form.SERVICE)
    main_affair = models.ForeignKey(
        Affair,
        verbose_name=_("urusan utama"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    other_affairs = models.ManyToManyField(
        Affair, verbose_name=_("urusan beririsan"), blank=True, related_name="+"
    )
    sdgs = models.ManyToManyField(
        Sdg, verbose_name=_("tujuan pembangunan berkelanjutan"), blank=True, related_name="+"
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("tema"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    priority_programme = models.CharField(_("program prioritas"), max_length=200, blank=True)
    is_digital = models.BooleanField(_("digital (daring)"), default=False)
    initiated_on = models.DateField(_("tanggal inisiasi"))
    trial_on = models.DateField(_("tanggal uji coba"), null=True, blank=True)
    applied_on = models.DateField(
        _("tanggal mulai diterapkan"),
        null=True,
        blank=True,
        help_text=_("Wajib diisi jika tahapannya penerapan."),
    )
    design_rationale = models.TextField(
        _("rancang bangun"),
        blank=True,
        max_length=30_000,
        help_text=_(
            "Dasar hukum, masalah, isu strategis, metode pembaruan, keunggulan, dan cara kerja; "
            "paling sedikit 300 kata."
        ),
    )
    aims = models.TextField(_("tujuan"), blank=True, max_length=10_000)
    benefits = models.TextField(_("manfaat"), blank=True, max_length=10_000)
    results = models.TextField(_("hasil"), blank=True, max_length=10_000)
    has_developed = models.BooleanField(
        _("sudah dikembangkan sejak pelaporan terakhir"),
        default=False,
        help_text=_("Diminta Kemendagri untuk inovasi yang dilaporkan untuk kedua kalinya."),
    )
    place = models.CharField(_("lokasi"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("lintang"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("bujur"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    replicates = models.ForeignKey(
        "self",
        verbose_name=_("meniru inovasi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replications",
    )
    documented_at = models.DateTimeField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="innovation_lies_on_earth",
                violation_error_message=_("Isi lintang dan bujur yang benar, atau kosongkan."),
            ),
            models.CheckConstraint(
                condition=~Q(replicates=F("pk")), name="innovation_replicates_another"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(documented_at__isnull=False),
                name="documented_innovation_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status_label(self) -> str:
        return str(STATUS_LABELS[Status(self.status)])

    @property
    def status_tone(self) -> str:
        return STATUS_TONES[Status(self.status)]

    def months_applied(self, until: date) -> int | None:
        """Whole months from the start of implementation to `until`; None when not applied yet."""
        if self.applied_on is None:
            return None
        months = (until.year - self.applied_on.year) * 12 + until.month - self.applied_on.month
        return months - (until.day < self.applied_on.day)


class TeamMember(models.Model):
    """One of those who made it; a name for certificates, not an account."""

    innovation = models.ForeignKey(Innovation, on_delete=models.CASCADE, related_name="team")
    name = models.CharField(_("nama"), max_length=150)
    role = models.CharField(_("peran"), max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("innovation", "name", name="team_member_once")]

    def __str__(self) -> str:
        return self.name


class Material(models.Model):
    """A document (PDF) or a photo of an innovation; taken out it is hidden, never deleted."""

    class Kind(models.TextChoices):
        EVIDENCE = "bukti", _("Bukti (PDF)")
        BUDGET = "anggaran", _("Dokumen anggaran (PDF)")
        PROFILE = "profil", _("Profil bisnis (PDF)")
        PHOTO = "foto", _("Foto")

    innovation = models.ForeignKey(Innovation, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(_("keterangan"), max_length=200, blank=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "added_at", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.file)


class Revision(models.Model):
    """The record as it stood after one save, or one move. Only ever added."""

    innovation = models.ForeignKey(Innovation, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    """{field: value as people read it}."""
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()
    verb = models.CharField(max_length=16, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["innovation", "-version"]
        constraints = [models.UniqueConstraint("innovation", "version", name="revision_once")]

    def __str__(self) -> str:
        return f"{self.innovation_id} v{self.version}"
