"""The parts of a rulebook for the editor: their nouns in addresses, their words on pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Section,
    Stage,
    VideoRule,
)


@dataclass(frozen=True)
class Kind:
    """A kind of row: its noun in addresses, and the noun of what it belongs to."""

    noun: str
    model: type[Model]
    add: str
    listed: str
    parent: str = ""

    @property
    def name(self) -> str:
        return capfirst(self.model._meta.verbose_name)

    def rows(self, edition: Edition) -> QuerySet[Any]:
        """Every row of this kind in an edition, with what it belongs to."""
        match self.parent:
            case "kelompok":
                return self.model.objects.filter(group__edition=edition).select_related(
                    "group__edition"
                )
            case "tahap":
                return self.model.objects.filter(stage__edition=edition).select_related(
                    "stage__edition"
                )
        return self.model.objects.filter(edition=edition).select_related("edition")


KINDS: Mapping[str, Kind] = {
    kind.noun: kind
    for kind in (
        Kind("kategori", Category, _("Tambah kategori"), _("Kategori")),
        Kind("kelompok", Group, _("Tambah kelompok"), _("Kelompok")),
        Kind("tahap", Stage, _("Tambah tahap"), _("Tahap penilaian")),
        Kind("bagian", Section, _("Tambah bagian"), _("Bagian proposal"), "kelompok"),
        Kind("dokumen", DocumentRule, _("Tambah dokumen"), _("Dokumen pendukung"), "kelompok"),
        Kind("video", VideoRule, _("Minta video"), _("Aturan video"), "kelompok"),
        Kind("butir", CheckItem, _("Tambah butir"), _("Butir pemeriksaan"), "kelompok"),
        Kind("kriteria", Criterion, _("Tambah kriteria"), _("Kriteria penilaian"), "tahap"),
    )
}
NOUN_OF: Mapping[type[Model], str] = {kind.model: kind.noun for kind in KINDS.values()}


def children_of(noun: str) -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.parent == noun]
