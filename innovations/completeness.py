"""How complete a record is, and what it needs to count as documented."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from innovations.models import Innovation, Material
from inovasi.lib.words import count_words

RATIONALE_WORDS = 300
"""The least for the design rationale in the national index (Kemendagri)."""


@dataclass(frozen=True)
class Part:
    """One thing a record should tell; `is_needed` to count as documented."""

    label: str
    is_there: bool
    is_needed: bool = False
    note: str = ""


def parts(innovation: Innovation) -> list[Part]:
    """Every part of the record, those needed first."""
    words = count_words(innovation.design_rationale)
    materials = set(innovation.materials.filter(removed_at=None).values_list("kind", flat=True))
    return [
        Part(_("Ringkasan"), bool(innovation.summary.strip()), is_needed=True),
        Part(_("Nama inisiator"), bool(innovation.initiator_name), is_needed=True),
        Part(_("Urusan utama"), innovation.main_affair_id is not None, is_needed=True),
        Part(_("Tujuan"), bool(innovation.aims.strip()), is_needed=True),
        Part(_("Manfaat"), bool(innovation.benefits.strip()), is_needed=True),
        Part(_("Bukti (PDF)"), Material.Kind.EVIDENCE in materials, is_needed=True),
        Part(
            _("Rancang bangun"),
            words >= RATIONALE_WORDS,
            note=_("%(words)d dari paling sedikit %(least)d kata.")
            % {"words": words, "least": RATIONALE_WORDS},
        ),
        Part(_("Hasil"), bool(innovation.results.strip())),
        Part(_("Tujuan pembangunan berkelanjutan"), innovation.sdgs.exists()),
        Part(_("Tim"), innovation.team.exists()),
        Part(_("Foto"), Material.Kind.PHOTO in materials),
        Part(_("Lokasi"), bool(innovation.place)),
    ]


def missing(innovation: Innovation) -> list[Part]:
    """What still keeps the record from counting as documented."""
    return [part for part in parts(innovation) if part.is_needed and not part.is_there]


def percent(of: list[Part]) -> int:
    return round(100 * sum(part.is_there for part in of) / len(of))
