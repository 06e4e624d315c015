"""Files that were accepted for ever, and uploads on their way."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from inovasi.lib.work import WorkQuerySet, WorkRow, WorkState
from uploads import bucket, storage
from uploads.clamd import Verdict
from uploads.confinement import Pulse

PASSING: set[str] = set()
"""The purposes of files that live for some days and can be made anew; upper apps add theirs."""
LET_THROUGH = Q(scan=None) | Q(scan__verdict__in=[Verdict.CLEAN, Verdict.TOO_LARGE])
"""What `StoredFile.may_be_handed_to` lets everybody have, as a condition on rows."""


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def taken(self, holder: str | None = None) -> int:
        """Bytes of all files that stay, or of those that count against the quota of `holder`."""
        rows = self.filter(holders__contains=[holder]) if holder else self.staying()
        return rows.aggregate(sum=Sum("size"))["sum"] or 0

    def to_move(self) -> StoredFileQuerySet:
        """Files that no move was ordered for yet, but for what is not known to be clean."""
        return self.filter(LET_THROUGH, move=None)

    def withheld(self) -> StoredFileQuerySet:
        """Files with a virus, and those that the scanner is still asked about."""
        return self.exclude(LET_THROUGH)

    def to_reread(self) -> StoredFileQuerySet:
        """Files on this disk that stay: each night some of them are compared with their SHA-256."""
        return self.staying().filter(moved_at=None)

    def staying(self) -> StoredFileQuerySet:
        """All but what lives for some days only and can be made anew."""
        return self.exclude(purpose__in=PASSING)


class StoredFile(models.Model):
    """An accepted file. Its bytes never change, nor this row, but for where they lie.

    A newer file is another row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    path = models.CharField(_("nama di penyimpanan"), max_length=200, unique=True)
    original_name = models.CharField(_("nama asli"), max_length=255)
    content_type = models.CharField(_("jenis isi"), max_length=100)
    size = models.BigIntegerField(_("ukuran dalam bita"))
    sha256 = models.CharField(_("sidik SHA-256"), max_length=64)
    purpose = models.CharField(_("keperluan"), max_length=64)
    target = models.CharField(_("milik"), max_length=64)
    holders = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("pengunggah"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("diterima pada"))
    moved_at = models.DateTimeField(_("dipindahkan ke gudang berkas pada"), null=True, blank=True)
    checked_at = models.DateTimeField(_("terakhir dibaca ulang pada"), null=True, blank=True)
    """When a nightly round last compared the bytes with `sha256`; None: not yet."""

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = _("berkas")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["purpose", "target"], name="stored_file_of_target"),
            GinIndex(fields=["holders"], name="stored_file_of_holder"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_has_sha256"
            ),
            models.CheckConstraint(
                condition=~Q(path="") & ~Q(original_name="") & ~Q(content_type=""),
                name="stored_file_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def absolute_path(self) -> Path:
        """Where the bytes lie on this machine until they are moved to the bucket."""
        return Path(settings.STORAGE_DIR) / self.path

    @property
    def is_moved(self) -> bool:
        """Whether the bytes lie in the bucket, asked anew where this copy of the row says no."""
        if self.moved_at is None:
            rows = StoredFile.objects.filter(pk=self.pk)
            self.moved_at = rows.values_list("moved_at", flat=True).first()
        return self.moved_at is not None

    @property
    def is_gone(self) -> bool:
        """Whether the row is no more: what the portal makes on order lives for some days only."""
        return not StoredFile.objects.filter(pk=self.pk).exists()

    @property
    def is_whole(self) -> bool:
        """The bytes lie in their place, as many as came in; those in the bucket were proven."""
        try:
            return self.absolute_path.stat().st_size == self.size
        except FileNotFoundError:
            return self.is_moved

    @contextmanager
    def local(self, pulse: Pulse | None = None) -> Iterator[Path]:
        """A path to the bytes, good to the end of the block also when they are moved meanwhile.

        Only to be read. `pulse` is called while they come from the bucket, which may take minutes.
        Raises `FileNotFoundError` when they are lost, and what `bucket.fetch` raises for those that
        lie in the bucket.
        """
        with storage.work_folder() as folder:
            path = Path(folder) / "content"
            try:
                storage.share(self.absolute_path, path)
            except FileNotFoundError:
                if not self.is_moved:
                    raise
                bucket.fetch(self.path, path, size=self.size, sha256=self.sha256, pulse=pulse)
            yield path

    def may_be_handed_to(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """By what the scanner thinks: everyone gets what is clean, nobody what is infected.

        Until it has decided, only who sent the file. What is too large for the scanner is let
        through: the portal says so, and shows copies that were encoded anew.
        """
        match self.verdict:
            case None | Verdict.CLEAN | Verdict.TOO_LARGE:
                return True
            case Verdict.INFECTED:
                return False
        return user.pk == self.owner_id

    @property
    def verdict(self) -> str | None:
        """What the scanner said; empty while it is still asked, None when it never was."""
        return Scan.objects.filter(file=self).values_list("verdict", flat=True).first()

    def open(self) -> BinaryIO:
        """The bytes, opened for reading; the caller closes. Raises the same as `local`."""
        try:
            return self.absolute_path.open("rb")
        except FileNotFoundError:
            if not self.is_moved:
                raise
            return bucket.opened(self.path, size=self.size, sha256=self.sha256)


class Scan(WorkRow):
    """What the virus scanner thinks of a file; files without such a row came while it was off."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="scan")
    verdict = models.CharField(
        _("hasil pemeriksaan virus"),
        max_length=16,
        blank=True,
        choices=[(verdict, verdict) for verdict in Verdict],
    )

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(Q(state=WorkState.DONE), ~Q(verdict=""))
                | Q(~Q(state=WorkState.DONE), Q(verdict="")),
                name="scan_done_has_its_verdict",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.verdict or self.state}"

    @property
    def is_exhausted(self) -> bool:
        """Never: a scanner that is away for a week is asked again when it is back."""
        return False


class Move(WorkRow):
    """The way of a file's bytes into the bucket. Done, they lie there and nowhere else."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="move")

    objects = WorkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.file_id}: {self.state}"


FINISH_WITHIN = timedelta(hours=12)
"""How long an upload that began before a deadline may go on after it; half a gigabyte needs six
hours at 200 kbit/s."""


class UploadState(models.TextChoices):
    OPEN = "terbuka", _("Sedang diunggah")
    DONE = "selesai", _("Diterima")
    REFUSED = "ditolak", _("Ditolak")
    EXPIRED = "kedaluwarsa", _("Kedaluwarsa")
    CANCELLED = "dibatalkan", _("Dibatalkan")


class UploadQuerySet(models.QuerySet["Upload"]):
    def open(self) -> UploadQuerySet:
        return self.filter(state=UploadState.OPEN)

    def overdue(self, at: datetime) -> UploadQuerySet:
        """Open uploads whose time has run out at `at`."""
        return self.open().filter(expires_at__lte=at)

    def under_way(self, purpose: str, target: str, at: datetime) -> UploadQuerySet:
        """What can still be gone on with for one target, with who began it."""
        rows = self.open().filter(purpose=purpose, target=target, expires_at__gt=at)
        return rows.select_related("owner")

    def promised(self, holder: str | None = None) -> int:
        """Announced bytes of open uploads, of all or of those of `holder`."""
        rows = self.open()
        rows = rows.filter(holders__contains=[holder]) if holder else rows
        return rows.aggregate(sum=Sum("length"))["sum"] or 0

    def to_come(self) -> int:
        """Announced bytes of open uploads that are not here yet."""
        return self.open().aggregate(sum=Sum(F("length") - F("offset")))["sum"] or 0

    def complete(self) -> UploadQuerySet:
        """Open uploads that have all their bytes and only wait to be finished."""
        return self.open().filter(offset=F("length"))


class Upload(models.Model):
    """A file on its way. `offset` is how many bytes lie safely on disk."""

    State = UploadState

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("pengunggah"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    purpose = models.CharField(_("keperluan"), max_length=64)
    target = models.CharField(_("milik"), max_length=64)
    original_name = models.CharField(_("nama asli"), max_length=255)
    holders = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    length = models.BigIntegerField(_("panjang dalam bita"))
    fingerprint = models.CharField(_("sidik awal dan akhir"), max_length=64, blank=True)
    offset = models.BigIntegerField(_("bita yang sudah diterima"), default=0)
    state = models.CharField(
        _("keadaan"), max_length=16, choices=UploadState, default=UploadState.OPEN
    )
    refusal = models.TextField(_("alasan ditolak"), blank=True)
    file = models.OneToOneField(
        StoredFile,
        verbose_name=_("berkas"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("dimulai pada"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    finished_at = models.DateTimeField(_("berakhir pada"), null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("unggahan")
        verbose_name_plural = _("unggahan")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["state", "expires_at"], name="upload_by_expiry"),
            models.Index(fields=["purpose", "target"], name="upload_of_target"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(length__gt=0, offset__gte=0, offset__lte=F("length")),
                name="upload_offset_within_length",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UploadState.values),
                name="upload_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state=UploadState.DONE, file__isnull=False, offset=F("length"))
                | Q(~Q(state=UploadState.DONE), file__isnull=True),
                name="upload_done_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(Q(state=UploadState.REFUSED), ~Q(refusal=""))
                | Q(~Q(state=UploadState.REFUSED), Q(refusal="")),
                name="upload_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state=UploadState.OPEN, finished_at__isnull=True)
                | Q(~Q(state=UploadState.OPEN), finished_at__isnull=False),
                name="upload_open_until_finished",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="upload_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def counts_at(self, at: datetime) -> datetime:
        """The moment that deadlines see: when it began, for as long as it may take to finish."""
        return self.created_at if at < self.created_at + FINISH_WITHIN else at

    @property
    def is_complete(self) -> bool:
        """True when every announced byte lies on disk."""
        return self.offset == self.length

    def is_expired(self, at: datetime) -> bool:
        return self.state == UploadState.EXPIRED or (
            self.state == UploadState.OPEN and self.expires_at <= at
        )
