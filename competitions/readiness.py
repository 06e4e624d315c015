"""What an edition still lacks before it can be opened: a plain list, each with its remedy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from competitions.models import Criterion, Edition, Group, Phase, RubricBand, Stage
from competitions.phases import PhaseKind

WHOLE = Decimal(100)


class Part(StrEnum):
    """The parts of a rulebook, as the editor shows them."""

    FACTS = "pokok"
    PHASES = "jadwal"
    CATEGORIES = "kategori"
    GROUPS = "kelompok"
    STAGES = "tahap"
    GUIDELINE = "juknis"


@dataclass(frozen=True)
class Finding:
    """Something to settle: where, what is wrong, what to do. `row` is the group or stage."""

    part: Part
    place: str
    says: str
    remedy: str
    row: int | None = None


def readiness(edition: Edition, at: datetime) -> list[Finding]:
    """What keeps `edition` from being opened at `at`; empty when it is ready.

    Fewest queries with an edition from `Edition.objects.with_rules()`.
    """
    return [finding for check in CHECKS for finding in check(edition, at)]


def _facts(edition: Edition, at: datetime) -> Iterator[Finding]:
    if not edition.statement.strip():
        yield Finding(
            Part.FACTS,
            _("Data pokok"),
            _("Pernyataan kebenaran belum ditulis."),
            _("Tulis pernyataan yang dinyatakan unit saat mengajukan usulan."),
        )


def _categories(edition: Edition, at: datetime) -> Iterator[Finding]:
    if not edition.categories.all():
        yield Finding(
            Part.CATEGORIES,
            _("Kategori"),
            _("Belum ada kategori."),
            _("Tambahkan paling sedikit satu kategori."),
        )


def _phases(edition: Edition, at: datetime) -> Iterator[Finding]:
    rows = {PhaseKind(phase.kind): phase for phase in edition.phases.all()}
    for kind, label in Phase.KINDS:
        if kind not in rows:
            yield _of_phases(
                _("Masa %(phase)s belum bertanggal.") % {"phase": _quoted(label)},
                _("Isi tanggal mulai dan berakhirnya."),
            )
    for says in misplaced(rows):
        yield _of_phases(says, _("Perbaiki urutan tanggalnya."))
    writing = rows.get(PhaseKind.WRITING)
    if writing is not None and writing.ends_at <= at:
        yield _of_phases(
            _("Masa pengajuan sudah lewat."), _("Pilih tanggal berakhir yang masih akan datang.")
        )


def misplaced(rows: dict[PhaseKind, Phase]) -> list[str]:
    """What is wrong with the order of the phases.

    Checking may begin while entries still come in; judging must not, and nothing is decided
    while it goes on.
    """
    line = [rows[kind] for kind in PhaseKind if kind in rows]
    said = [
        _("Masa %(later)s tidak boleh mulai atau berakhir sebelum masa %(earlier)s.")
        % {"later": _quoted(str(later)), "earlier": _quoted(str(earlier))}
        for earlier, later in pairwise(line)
        if later.starts_at < earlier.starts_at or later.ends_at < earlier.ends_at
    ]
    for first, then in (
        (PhaseKind.WRITING, PhaseKind.JUDGING),
        (PhaseKind.JUDGING, PhaseKind.DECISION),
    ):
        if first in rows and then in rows and rows[then].starts_at < rows[first].ends_at:
            said.append(
                _("Masa %(later)s mulai sebelum masa %(earlier)s berakhir.")
                % {"later": _quoted(str(rows[then])), "earlier": _quoted(str(rows[first]))}
            )
    return said


def _groups(edition: Edition, at: datetime) -> Iterator[Finding]:
    if not edition.groups.all():
        yield Finding(
            Part.GROUPS,
            _("Kelompok"),
            _("Belum ada kelompok."),
            _("Tambahkan paling sedikit satu kelompok dengan pertanyaannya."),
        )
    for group in edition.groups.all():
        yield from _group(group)


def _group(group: Group) -> Iterator[Finding]:
    def finding(says: str, remedy: str) -> Finding:
        place = _("Kelompok %(group)s") % {"group": group.name}
        return Finding(Part.GROUPS, place, says, remedy, group.pk)

    sections, items = list(group.sections.all()), list(group.check_items.all())
    if not sections:
        yield finding(_("Belum ada bagian proposal."), _("Tambahkan pertanyaannya."))
    total = sum((section.weight for section in sections), Decimal(0))
    if total not in {0, WHOLE}:
        yield finding(
            _("Bobot bagian berjumlah %(total)s, bukan 100.") % {"total": floatformat(total, -2)},
            _("Ubah bobotnya sehingga berjumlah 100, atau kosongkan (0) semuanya."),
        )
    if not items:
        yield finding(
            _("Belum ada butir pemeriksaan administrasi."),
            _("Tambahkan butir yang diperiksa panitia."),
        )
    for item in items:
        if not item.code:
            yield finding(
                _("Butir %(item)s belum punya kode alasan.") % {"item": _quoted(item.title)},
                _("Beri kode pendek, misalnya A1."),
            )


def _stages(edition: Edition, at: datetime) -> Iterator[Finding]:
    stages = list(edition.stages.all())
    place = _("Tahap penilaian")
    if not any(stage.kind == Stage.Kind.DESK for stage in stages):
        yield Finding(
            Part.STAGES,
            place,
            _("Belum ada tahap penilaian proposal."),
            _("Tambahkan tahap jenis Penilaian proposal dengan kriterianya."),
        )
    total = sum((stage.weight for stage in stages), Decimal(0))
    if stages and total != WHOLE:
        yield Finding(
            Part.STAGES,
            place,
            _("Bobot tahap berjumlah %(total)s, bukan 100.") % {"total": floatformat(total, -2)},
            _("Ubah bobot tahap sehingga berjumlah 100."),
        )
    for stage in stages:
        yield from _stage(stage)


def _stage(stage: Stage) -> Iterator[Finding]:
    def finding(says: str, remedy: str) -> Finding:
        return Finding(
            Part.STAGES, _("Tahap %(stage)s") % {"stage": stage.name}, says, remedy, stage.pk
        )

    criteria = list(stage.criteria.all())
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    if not criteria:
        yield finding(_("Belum ada kriteria."), _("Tambahkan kriteria dengan rentang nilainya."))
    elif total != WHOLE:
        yield finding(
            _("Bobot kriteria berjumlah %(total)s, bukan 100.") % {"total": floatformat(total, -2)},
            _("Ubah bobot kriteria sehingga berjumlah 100."),
        )
    for criterion in criteria:
        for says in uncovered(criterion):
            yield finding(
                _("Kriteria %(criterion)s: %(says)s")
                % {"criterion": _quoted(criterion.name), "says": says},
                _("Perbaiki rentang nilainya."),
            )


def uncovered(criterion: Criterion) -> list[str]:
    """Which scores of a criterion have no meaning, or more than one.

    Bands name whole scores: one ends at 84, the next begins at 85.
    """
    bands = sorted(criterion.bands.all(), key=lambda band: band.lowest)
    if not bands:
        return [_("belum punya rentang nilai.")]
    said = []
    if bands[0].lowest > 0:
        said.append(_between(0, bands[0].lowest - 1))
    said += [sentence for pair in pairwise(bands) for sentence in _seam(*pair)]
    highest = max(band.highest for band in bands)
    if highest < criterion.max_score:
        said.append(_between(highest + 1, criterion.max_score))
    if highest > criterion.max_score:
        said.append(
            _("rentang sampai %(highest)d melebihi nilai tertinggi %(most)d.")
            % {"highest": highest, "most": criterion.max_score}
        )
    return said


def _seam(lower: RubricBand, upper: RubricBand) -> list[str]:
    if upper.lowest <= lower.highest:
        return [_("nilai %(score)d masuk dua rentang.") % {"score": upper.lowest}]
    if upper.lowest > lower.highest + 1:
        return [_between(lower.highest + 1, upper.lowest - 1)]
    return []


def _between(first: int, last: int) -> str:
    if first == last:
        return _("nilai %(score)d belum punya arti.") % {"score": first}
    return _("nilai %(first)d sampai %(last)d belum punya arti.") % {"first": first, "last": last}


def _of_phases(says: str, remedy: str) -> Finding:
    return Finding(Part.PHASES, _("Jadwal"), says, remedy)


def _quoted(words: str) -> str:
    return f"“{words}”"


CHECKS: tuple[Callable[[Edition, datetime], Iterator[Finding]], ...] = (
    _facts,
    _phases,
    _categories,
    _groups,
    _stages,
)
