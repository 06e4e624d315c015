"""The files of an innovation: who may send and read them, and what becomes of them."""

from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from innovations import notices, workflow
from innovations.models import Innovation, Material
from innovations.permissions import may_edit
from units.models import User
from uploads.admission import check_pdf
from uploads.models import StoredFile
from uploads.pictures import rewrite_picture
from uploads.purposes import Limits, NotYours, Purpose


def find_innovation(target: str) -> Innovation:
    """The innovation that a target names; `NotYours` when there is none."""
    try:
        return Innovation.objects.get(pk=int(target))
    except (ValueError, OverflowError, Innovation.DoesNotExist):
        raise NotYours from None


class InnovationFile(Purpose):
    """What evidence and photos have in common."""

    kind: Material.Kind

    def check_write(self, user: User, target: str, at: datetime) -> None:
        if not may_edit(user, find_innovation(target)):
            raise NotYours

    def standing(self, target: str) -> QuerySet[StoredFile]:
        shown = find_innovation(target).materials.filter(kind=self.kind, removed_at=None)
        return StoredFile.objects.filter(pk__in=shown.values("file"))

    def received(self, file: StoredFile, user: User, target: str, at: datetime) -> None:
        workflow.add_material(find_innovation(target), self.kind, file, user=user, at=at)

    def may_read(self, user: User, file: StoredFile, at: datetime) -> bool:
        material = Material.objects.filter(file=file, removed_at=None).first()
        visible = Innovation.objects.visible_to(user)
        return material is not None and visible.filter(pk=material.innovation_id).exists()

    def infected(self, file: StoredFile, at: datetime) -> None:
        notices.file_infected(find_innovation(file.target), file, at=at)

    def inline(self, file: StoredFile) -> bool:
        return True


class Evidence(InnovationFile):
    name = "innovation-evidence"
    kind = Material.Kind.EVIDENCE

    def limits(self, target: str) -> Limits:
        return Limits(5 * 1024**2, (".pdf",), _("Satu berkas PDF, tanpa kata sandi."))

    def admit(self, path: Path, original_name: str, target: str) -> str:
        return check_pdf(path)


class Budget(Evidence):
    name = "innovation-budget"
    kind = Material.Kind.BUDGET


class BusinessProfile(Evidence):
    name = "innovation-profile"
    kind = Material.Kind.PROFILE


class Photo(InnovationFile):
    name = "innovation-photo"
    kind = Material.Kind.PHOTO

    def limits(self, target: str) -> Limits:
        extensions = (".jpg", ".jpeg", ".png", ".webp")
        words = _("Satu foto. Tempat dan waktu pengambilannya dihapus dari berkas.")
        return Limits(15 * 1024**2, extensions, words)

    def admit(self, path: Path, original_name: str, target: str) -> str:
        return rewrite_picture(path)


PURPOSES = (Evidence(), Budget(), BusinessProfile(), Photo())
