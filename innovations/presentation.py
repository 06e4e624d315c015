"""An innovation as pages show it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from innovations.models import Innovation
from innovations.states import Verb
from inovasi.lib.dates import day

VERB_WORDS = {
    Verb.DOCUMENT: gettext_lazy("Nyatakan terdokumentasi"),
    Verb.PUBLISH: gettext_lazy("Terbitkan di katalog"),
    Verb.WITHDRAW: gettext_lazy("Tarik dari katalog"),
    Verb.RETIRE: gettext_lazy("Nyatakan tidak dilanjutkan"),
    Verb.REVIVE: gettext_lazy("Nyatakan dilanjutkan lagi"),
}
DONE_WORDS = {
    Verb.DOCUMENT: gettext_lazy("Dinyatakan terdokumentasi"),
    Verb.PUBLISH: gettext_lazy("Diterbitkan di katalog"),
    Verb.WITHDRAW: gettext_lazy("Ditarik dari katalog"),
    Verb.RETIRE: gettext_lazy("Dinyatakan tidak dilanjutkan"),
    Verb.REVIVE: gettext_lazy("Dinyatakan dilanjutkan lagi"),
}
HONOURS: list[Callable[[Innovation], list[dict[str, Any]]]] = []
"""Upper apps add what an innovation was honoured with: title, edition, at, url; newest first."""
EXTRA_WORDS = {"team": gettext_lazy("tim")}


def facts(innovation: Innovation) -> list[dict[str, Any]]:
    """The short values of the record that are filled in; what lacks, the completeness tells."""
    dates = (innovation.initiated_on, innovation.trial_on, innovation.applied_on)
    initiated, trial, applied = (each and day(each) for each in dates)
    place = innovation.place
    if innovation.latitude is not None:
        place = f"{place} ({innovation.latitude}, {innovation.longitude})".strip()
    rows = [
        {"term": _("Nama inovasi"), "value": innovation.title},
        {"term": _("Tahapan"), "value": innovation.get_stage_display()},
        {"term": _("Bentuk"), "value": innovation.get_form_display()},
        {"term": _("Jenis"), "value": _("Digital") if innovation.is_digital else _("Non-digital")},
        {
            "term": _("Inisiator"),
            "value": " · ".join(
                each
                for each in (innovation.get_initiator_display(), innovation.initiator_name)
                if each
            ),
        },
        {"term": _("Tema"), "value": innovation.theme},
        {"term": _("Program prioritas"), "value": innovation.priority_programme},
        {"term": _("Urusan utama"), "value": innovation.main_affair},
        {"term": _("Urusan beririsan"), "value": _joined(innovation.other_affairs)},
        {"term": _("Tujuan pembangunan berkelanjutan"), "value": _joined(innovation.sdgs)},
        {"term": _("Tanggal inisiasi"), "value": initiated},
        {"term": _("Tanggal uji coba"), "value": trial},
        {"term": _("Mulai diterapkan"), "value": applied},
        {
            "term": _("Dikembangkan sejak pelaporan terakhir"),
            "value": _("Ya") if innovation.has_developed else "",
        },
        {"term": _("Lokasi"), "value": place},
        {"term": _("Meniru inovasi"), "value": innovation.replicates},
    ]
    return [each for each in rows if each["value"]]


def _joined(rows: Any) -> str:
    return ", ".join(str(each) for each in rows.all())


def honours(innovation: Innovation) -> list[dict[str, Any]]:
    """Earlier awards, from whoever knows of them."""
    return [each for source in HONOURS for each in source(innovation)]


def history(innovation: Innovation) -> list[dict[str, Any]]:
    return [
        {
            "label": DONE_WORDS[Verb(each.verb)] if each.verb else _("Disimpan"),
            "actor": each.saved_by,
            "time": each.saved_at,
            "note": each.note,
            "version": each.version,
        }
        for each in innovation.revisions.select_related("saved_by").defer("content")[:50]
    ]


def differences(before: dict[str, str], after: dict[str, str]) -> list[dict[str, Any]]:
    """Fields that differ between two revisions, with both texts."""
    return [
        {"label": _label(name), "before": before.get(name, ""), "after": value}
        for name, value in after.items()
        if before.get(name, "") != value
    ]


def _label(name: str) -> str:
    words = EXTRA_WORDS.get(name) or Innovation._meta.get_field(name).verbose_name
    return str(words).capitalize()
