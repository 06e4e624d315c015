"""What judges of a blind stage read instead of an entry.

A thing of its own: what is missing here is missing, nothing is ever taken from the entry instead.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competitions.models import Section
from submissions.models import Submission
from uploads.models import StoredFile


class BlindCopy(models.Model):
    """An entry without names; judges read it once panitia has released it."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="blind_copy"
    )
    code = models.CharField(max_length=8, unique=True)
    """Stands for the entry's number, which says when it was handed in."""
    title = models.CharField(_("judul"), max_length=200)
    summary = models.TextField(_("ringkasan"), blank=True, max_length=100_000)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("salinan tanpa nama")
        verbose_name_plural = _("salinan tanpa nama")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="blind_copy_has_a_title")
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


class BlindAnswer(models.Model):
    """What was answered in one section, without names."""

    copy = models.ForeignKey(BlindCopy, on_delete=models.CASCADE, related_name="answers")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["section__order", "section_id"]
        constraints = [models.UniqueConstraint("copy", "section", name="blind_answer_once")]

    def __str__(self) -> str:
        return f"{self.copy}: {self.section}"


class BlindFile(models.Model):
    """A file that panitia has looked at and found free of names; its own name is never shown."""

    copy = models.ForeignKey(BlindCopy, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="+")
    """Where the file is evidence; empty for documents and the video."""

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("copy", "file", name="blind_file_once")]

    def __str__(self) -> str:
        return f"{self.copy}: {self.file_id}"

    @property
    def is_video(self) -> bool:
        return self.file.content_type.startswith("video/")

    @property
    def neutral_name(self) -> str:
        """Such as berkas-12.pdf."""
        kinds = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
        ending = kinds.get(self.file.content_type, self.file.content_type.partition("/")[2])
        return f"berkas-{self.pk}.{ending}"
