"""Tables of entries, with the columns that panitia chooses."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from competitions.models import Section
from inovasi.lib.sheets import Value
from submissions.models import Submission

AT_ONCE = 200
"""How many entries are in memory at a time."""

Column = Callable[[Submission], Value]
COLUMNS: Mapping[str, tuple[str, Column]] = {
    "nomor": (_("Nomor"), lambda entry: entry.number),
    "judul": (_("Judul"), lambda entry: entry.title),
    "unit": (_("Unit"), lambda entry: entry.unit_name),
    "kode": (_("Kode unit"), lambda entry: entry.unit.code),
    "jenis": (_("Jenis unit"), lambda entry: str(entry.unit.get_kind_display())),
    "edisi": (_("Edisi"), lambda entry: entry.edition.name),
    "kelompok": (_("Kelompok"), lambda entry: entry.group.name),
    "kategori": (_("Kategori"), lambda entry: entry.category.name),
    "keadaan": (_("Keadaan"), lambda entry: entry.status_label),
    "diajukan": (_("Diajukan"), lambda entry: _moment(entry)),
    "diterapkan": (
        _("Mulai diterapkan"),
        lambda entry: str(entry.innovation.applied_on or ""),
    ),
    "sidik": (_("Sidik isi (SHA-256)"), lambda entry: entry.snapshots.all()[0].sha256),
}
"""By the name that travels in the address: the heading, and the cell of an entry."""

ANSWERS = "jawaban"
USUAL = ("nomor", "judul", "unit", "kelompok", "kategori", "keadaan", "diajukan")


def head(columns: Sequence[str], sections: Sequence[Section]) -> list[str]:
    return [str(COLUMNS[name][0]) for name in columns] + [str(each) for each in sections]


def rows(
    entries: QuerySet[Submission], columns: Sequence[str], sections: Sequence[Section]
) -> Iterator[list[Value]]:
    """One row for each entry, fetched little by little; answers as they stand now."""
    wanted = entries.select_related("edition", "unit", "group", "category", "innovation")
    related = ["snapshots"] if "sidik" in columns else []
    if sections:
        related.append("answers")
    for entry in wanted.prefetch_related(*related).iterator(chunk_size=AT_ONCE):
        row = [COLUMNS[name][1](entry) for name in columns]
        if sections:
            texts = {answer.section_id: answer.text for answer in entry.answers.all()}
            row += [texts.get(section.pk, "") for section in sections]
        yield row


def _moment(entry: Submission) -> str:
    if entry.submitted_at is None:
        return ""
    return f"{timezone.localtime(entry.submitted_at):%Y-%m-%d %H:%M:%S %Z}"
