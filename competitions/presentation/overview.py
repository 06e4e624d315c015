"""The editor's overview of an edition: a task list with what each part still lacks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Section,
    VideoRule,
)
from competitions.readiness import Finding, Part, readiness


def state_of(edition: Edition, at: datetime) -> dict[str, str]:
    """What an edition is at a moment, in a word and a tone."""
    if edition.cancelled_at is not None:
        return {"label": _("Dibatalkan"), "tone": "danger"}
    if edition.opened_at is None:
        return {"label": _("Sedang disusun"), "tone": "neutral"}
    now = next((phase for phase in edition.phases.all() if phase.window.holds(at)), None)
    if now is not None:
        return {"label": str(now), "tone": "success"}
    if all(phase.ends_at <= at for phase in edition.phases.all()):
        return {"label": _("Selesai"), "tone": "neutral"}
    return {"label": _("Dibuka"), "tone": "info"}


def tasks(edition: Edition, at: datetime) -> list[dict[str, Any]]:
    """One line per part; `edition` comes from `with_rules()`."""
    lacking = readiness(edition, at)
    slug = edition.slug

    def line(part: Part, label: str, url: str, what: str) -> dict[str, Any]:
        found = [each for each in lacking if each.part == part]
        return {
            "label": label,
            "url": url,
            "state": "needed" if found else "done",
            "note": _things(len(found)) if found else what,
        }

    lines = [
        line(
            Part.FACTS, _("Data pokok"), reverse("edition-facts", args=[slug]), edition.theme or ""
        ),
        line(
            Part.PHASES,
            _("Jadwal"),
            reverse("edition-phases", args=[slug]),
            _names(edition.phases.all()),
        ),
        line(
            Part.CATEGORIES,
            _("Kategori"),
            reverse("edition-part", args=[slug, "kategori"]),
            _names(edition.categories.all()),
        ),
        line(
            Part.GROUPS,
            _("Kelompok: pertanyaan, dokumen, video, pemeriksaan"),
            reverse("edition-part", args=[slug, "kelompok"]),
            _names(edition.groups.all()),
        ),
        line(
            Part.STAGES,
            _("Tahap penilaian dan kriteria"),
            reverse("edition-part", args=[slug, "tahap"]),
            _names(edition.stages.all()),
        ),
    ]
    guideline = {
        "label": _("Juknis"),
        "url": reverse("edition-guideline", args=[slug]),
        "state": "done" if edition.guideline else "optional",
        "note": edition.guideline.original_name if edition.guideline else "",
    }
    return [*lines, guideline]


def placed(edition: Edition, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings with the page on which each can be settled."""
    return [{"finding": each, "url": url_of(edition, each)} for each in findings]


def url_of(edition: Edition, finding: Finding) -> str:
    match finding.part:
        case Part.FACTS:
            return reverse("edition-facts", args=[edition.slug])
        case Part.PHASES:
            return reverse("edition-phases", args=[edition.slug])
        case Part.GUIDELINE:
            return reverse("edition-guideline", args=[edition.slug])
    if finding.row is None:
        return reverse("edition-part", args=[edition.slug, finding.part])
    return reverse("edition-row", args=[edition.slug, finding.part, finding.row])


def facts_of(row: Any) -> str:
    """The limits of a row in a line, for lists."""
    match row:
        case Section():
            return " · ".join([*_word_limits(row), *_weight(row)])
        case Criterion():
            return " · ".join(
                [*_weight(row), _("nilai 0 sampai %(most)d") % {"most": row.max_score}]
            )
        case DocumentRule():
            form = _("ada contoh untuk diunduh") if row.template_id else ""
            return " · ".join(filter(None, [_duty(row.is_required), form]))
        case VideoRule():
            return _duty(row.is_required)
        case CheckItem():
            return " · ".join(filter(None, [row.code, row.get_machine_check_display()]))
        case Category():
            return row.description
    return ""


def _word_limits(section: Section) -> list[str]:
    limits = []
    if section.min_words:
        limits.append(_("paling sedikit %(number)d kata") % {"number": section.min_words})
    if section.max_words:
        limits.append(_("paling banyak %(number)d kata") % {"number": section.max_words})
    return limits or [_("tanpa batas kata")]


def _weight(row: Section | Criterion) -> list[str]:
    weight = f"{row.weight.normalize():f}".replace(".", ",")
    return [_("bobot %(weight)s%%") % {"weight": weight}] if row.weight else []


def _duty(is_required: bool) -> str:
    return _("Wajib") if is_required else _("Tidak wajib")


def _names(rows: Iterable[object]) -> str:
    return ", ".join(map(str, rows))


def _things(number: int) -> str:
    return ngettext(
        "%(number)d hal perlu dibereskan", "%(number)d hal perlu dibereskan", number
    ) % {"number": number}
