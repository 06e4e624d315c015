"""What a unit fills in: groups, categories, sections, documents, video, and how it is checked."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competitions.machine_checks import MachineCheck
from competitions.models.edition import Edition
from inovasi.lib.constraints import SpeaksAtField
from uploads.models import StoredFile


class Group(SpeaksAtField):
    """A lane of entrants (kelompok) with its own questions: umum, replikasi, khusus."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("nama"), max_length=100)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)
    minimum_age_months = models.PositiveSmallIntegerField(
        _("usia penerapan paling sedikit (bulan)"),
        default=0,
        help_text=_("Dihitung mundur dari penutupan pengajuan."),
    )
    quota_per_unit = models.PositiveSmallIntegerField(
        _("jatah per unit"), null=True, blank=True, help_text=_("Kosong: tidak dibatasi.")
    )
    earlier_awards_min = models.PositiveSmallIntegerField(
        _("penghargaan sebelumnya, paling sedikit"),
        default=0,
        help_text=_("Misalnya 1 untuk kelompok khusus bagi pemenang tahun lalu."),
    )
    earlier_awards_max = models.PositiveSmallIntegerField(
        _("penghargaan sebelumnya, paling banyak"),
        null=True,
        blank=True,
        help_text=_("Kosong: tidak dibatasi."),
    )
    is_replication = models.BooleanField(
        _("replikasi"),
        default=False,
        help_text=_("Hanya untuk inovasi yang catatannya menyebut inovasi yang ditiru."),
    )

    CONSTRAINT_FIELDS = {"group_name_once": "name", "group_awards_in_order": "earlier_awards_max"}

    class Meta:
        verbose_name = _("kelompok")
        verbose_name_plural = _("kelompok")
        ordering = ["edition", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                "name",
                name="group_name_once",
                violation_error_message=_("Nama ini sudah dipakai kelompok lain dalam edisi ini."),
            ),
            models.CheckConstraint(
                condition=Q(earlier_awards_max=None)
                | Q(earlier_awards_max__gte=F("earlier_awards_min")),
                name="group_awards_in_order",
                violation_error_message=_(
                    "Batas atas penghargaan tidak boleh lebih kecil daripada batas bawahnya."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Category(SpeaksAtField):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(_("nama"), max_length=200)
    description = models.TextField(_("penjelasan"), blank=True)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    CONSTRAINT_FIELDS = {"category_name_once": "name"}

    class Meta:
        verbose_name = _("kategori")
        verbose_name_plural = _("kategori")
        ordering = ["edition", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                "name",
                name="category_name_once",
                violation_error_message=_("Nama ini sudah dipakai kategori lain dalam edisi ini."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Section(SpeaksAtField):
    """One question of the proposal form."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="sections")
    number = models.CharField(_("nomor"), max_length=8)
    title = models.CharField(_("judul"), max_length=200)
    question = models.TextField(_("pertanyaan"))
    help_text = models.TextField(_("petunjuk"), blank=True)
    is_required = models.BooleanField(_("wajib diisi"), default=True)
    min_words = models.PositiveIntegerField(
        _("paling sedikit (kata)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    max_words = models.PositiveIntegerField(
        _("paling banyak (kata)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    evidence_min_files = models.PositiveSmallIntegerField(
        _("bukti pendukung, paling sedikit (berkas)"), default=0
    )
    evidence_max_files = models.PositiveSmallIntegerField(
        _("bukti pendukung, paling banyak (berkas)"), default=0, help_text=_("0: tidak diminta.")
    )
    evidence_max_bytes = models.PositiveBigIntegerField(
        _("ukuran terbesar satu bukti (byte)"), default=2 * 1024**2
    )
    evidence_help = models.CharField(_("bukti yang diminta"), max_length=300, blank=True)
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2, default=0)
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    CONSTRAINT_FIELDS = {
        "section_number_once": "number",
        "section_weight_is_percent": "weight",
        "section_words_in_order": "max_words",
        "section_evidence_in_order": "evidence_max_files",
    }

    class Meta:
        verbose_name = _("bagian proposal")
        verbose_name_plural = _("bagian proposal")
        ordering = ["group", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "group",
                "number",
                name="section_number_once",
                violation_error_message=_(
                    "Nomor ini sudah dipakai bagian lain dalam kelompok ini."
                ),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0) & Q(weight__lte=100),
                name="section_weight_is_percent",
                violation_error_message=_("Bobot paling sedikit 0 dan paling banyak 100."),
            ),
            models.CheckConstraint(
                condition=Q(min_words=None) | Q(max_words=None) | Q(min_words__lte=F("max_words")),
                name="section_words_in_order",
                violation_error_message=_(
                    "Batas kata paling banyak tidak boleh lebih kecil daripada paling sedikit."
                ),
            ),
            models.CheckConstraint(
                condition=Q(evidence_min_files__lte=F("evidence_max_files")),
                name="section_evidence_in_order",
                violation_error_message=_(
                    "Bukti paling banyak tidak boleh lebih kecil daripada paling sedikit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def edition(self) -> Edition:
        return self.group.edition


class DocumentRule(models.Model):
    """A document that an entry brings along, such as a signed statement. PDF only."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="document_rules")
    title = models.CharField(_("judul"), max_length=200)
    description = models.TextField(_("penjelasan"), blank=True)
    is_required = models.BooleanField(_("wajib"), default=True)
    max_bytes = models.PositiveBigIntegerField(_("ukuran terbesar (byte)"), default=2 * 1024**2)
    template = models.ForeignKey(
        StoredFile,
        verbose_name=_("contoh untuk diunduh"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    class Meta:
        verbose_name = _("dokumen pendukung")
        verbose_name_plural = _("dokumen pendukung")
        ordering = ["group", "order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def edition(self) -> Edition:
        return self.group.edition


class VideoRule(models.Model):
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="video_rule")
    is_required = models.BooleanField(_("wajib"), default=True)
    max_seconds = models.PositiveIntegerField(_("durasi terpanjang (detik)"), default=300)
    max_bytes = models.PositiveBigIntegerField(_("ukuran terbesar (byte)"), default=500 * 1024**2)
    min_height = models.PositiveIntegerField(
        _("tinggi gambar paling sedikit (piksel)"), null=True, blank=True
    )
    allows_link = models.BooleanField(
        _("boleh berupa tautan"), default=False, help_text=_("Misalnya ke YouTube.")
    )
    description = models.TextField(_("isi yang diminta"), blank=True)

    class Meta:
        verbose_name = _("aturan video")
        verbose_name_plural = _("aturan video")

    def __str__(self) -> str:
        return f"{self.group}: {self.max_seconds} s"

    @property
    def edition(self) -> Edition:
        return self.group.edition


class CheckItem(SpeaksAtField):
    """One line of the administrative check list."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="check_items")
    code = models.CharField(_("kode alasan"), max_length=16, blank=True)
    title = models.CharField(_("butir"), max_length=200)
    guidance = models.TextField(_("petunjuk"), blank=True)
    machine_check = models.CharField(
        _("pemeriksaan otomatis"),
        max_length=16,
        blank=True,
        choices=MachineCheck,
        help_text=_("Temuan mesin yang ditampilkan di samping butir ini."),
    )
    order = models.PositiveSmallIntegerField(_("urutan"), default=1)

    CONSTRAINT_FIELDS = {"check_item_code_once": "code"}

    class Meta:
        verbose_name = _("butir pemeriksaan")
        verbose_name_plural = _("butir pemeriksaan")
        ordering = ["group", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "group",
                "code",
                condition=~Q(code=""),
                name="check_item_code_once",
                violation_error_message=_("Kode ini sudah dipakai butir lain dalam kelompok ini."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def edition(self) -> Edition:
        return self.group.edition
