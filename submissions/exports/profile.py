"""Profiles of innovations as Kemendagri's index of regional innovation asks for them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from innovations.completeness import RATIONALE_WORDS
from innovations.models import Innovation, Material
from innovations.states import Status
from inovasi.lib.sheets import Value
from inovasi.lib.words import count_words


def head() -> list[str]:
    return [
        _("Nama inovasi"),
        _("Unit"),
        _("Tahapan"),
        _("Inisiator"),
        _("Nama inisiator"),
        _("Jenis"),
        _("Bentuk"),
        _("Tema"),
        _("Program prioritas"),
        _("Urusan utama"),
        _("Urusan beririsan"),
        _("Waktu inisiasi"),
        _("Waktu uji coba"),
        _("Waktu penerapan"),
        _("Rancang bangun"),
        _("Kata rancang bangun"),
        _("Rancang bangun cukup"),
        _("Tujuan"),
        _("Manfaat"),
        _("Hasil"),
        _("Sudah dikembangkan"),
        _("Dokumen anggaran"),
        _("Profil bisnis"),
        _("TPB"),
    ]


def rows() -> Iterator[list[Value]]:
    """Every innovation that is documented or stands in the catalogue."""
    documented = (
        Innovation.objects.filter(status__in=[Status.DOCUMENTED, Status.PUBLISHED])
        .select_related("unit", "main_affair", "theme")
        .prefetch_related("other_affairs", "sdgs", "materials")
        .order_by("unit__name", "title", "pk")
    )
    for innovation in documented.iterator(chunk_size=200):
        yield _row(innovation)


def _row(innovation: Innovation) -> list[Value]:
    words = count_words(innovation.design_rationale)
    kinds = {each.kind for each in innovation.materials.all() if each.removed_at is None}
    return [
        innovation.title,
        innovation.unit.name,
        innovation.get_stage_display(),
        innovation.get_initiator_display(),
        innovation.initiator_name,
        _("Digital") if innovation.is_digital else _("Nondigital"),
        innovation.get_form_display(),
        str(innovation.theme or ""),
        innovation.priority_programme,
        str(innovation.main_affair or ""),
        "; ".join(map(str, innovation.other_affairs.all())),
        str(innovation.initiated_on),
        str(innovation.trial_on or ""),
        str(innovation.applied_on or ""),
        innovation.design_rationale,
        words,
        _yes_or_no(words >= RATIONALE_WORDS),
        innovation.aims,
        innovation.benefits,
        innovation.results,
        _yes_or_no(innovation.has_developed),
        _yes_or_no(Material.Kind.BUDGET in kinds),
        _yes_or_no(Material.Kind.PROFILE in kinds),
        "; ".join(map(str, innovation.sdgs.all())),
    ]


def _yes_or_no(answer: bool) -> str:
    return _("Ya") if answer else _("Belum")
