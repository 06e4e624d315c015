"""What letters about entries may name."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.texts import unlinked
from inovasi.templatetags.portal import moment
from notifications.letters import USUAL, Context, Letter, Word, register
from submissions.models import Finding


def edition_of(context: Context) -> str:
    edition = context.get("edition") or context["submission"].edition
    return str(edition.pk)


def _findings(context: Context) -> str:
    return "\n".join(map(_finding, context["findings"]))


def _finding(finding: Finding) -> str:
    note = f" ({unlinked(finding.note)})" if finding.note else ""
    return f"- {finding.item}: {finding.get_result_display()}{note}"


def named(context: Context) -> str:
    """Entries as their reader may know them: a blind one has a code, or nothing."""
    return "\n".join(f"- {entry.number} {unlinked(entry.title)}" for entry in context["entries"])


def _drafts(context: Context) -> str:
    return "\n".join(f"- {unlinked(unit)}: {number}" for unit, number in context["numbers"])


def _owed(context: Context) -> str:
    return "\n".join(
        _("- %(title)s (%(unit)s), paling lambat %(due)s")
        % {"title": unlinked(each.title), "unit": unlinked(each.unit), "due": each.due}
        for each in context["items"]
    )


NUMBER = Word("KIPP-2026-001", lambda c: c["submission"].number)
TITLE = Word("Perahu Sehat", lambda c: c["submission"].title)
DRAFT = Word("Perahu Sehat", lambda c: c["submission"])
EDITION = Word("KIPP Kabupaten Gowa 2026", lambda c: c["submission"].edition.name)
FROZEN_UNIT = Word("Puskesmas Bajeng", lambda c: c["submission"].unit_name)
UNIT = Word("Puskesmas Bajeng", lambda c: c["submission"].unit.name)
NAMED = {
    "jumlah": Word("2", lambda c: len(c["entries"])),
    "daftar": Word("- KIPP-2026-001 Perahu Sehat\n- KIPP-2026-002 Lumbung Data", named, True),
}
MOMENT = "Senin, 2 Maret 2026 pukul 10.00 WITA"
NUMBERED = {**USUAL, "nomor": NUMBER, "judul": TITLE, "edisi": EDITION}
CHECKED = {
    **NUMBERED,
    "temuan": Word("- Surat pernyataan: belum terpenuhi (belum ditandatangani)", _findings, True),
    "catatan": Word("Surat pernyataan belum ditandatangani.", lambda c: c["check"].note),
}


def _letter(name: str, title: str, words: dict[str, Word], **facts: Any) -> Letter:
    return Letter(f"submissions/{name}", title, words, scope=edition_of, **facts)


OWED = {
    **USUAL,
    "jumlah": Word("1", lambda c: len(c["items"])),
    "daftar": Word(f"- Perahu Sehat (Puskesmas Bajeng), paling lambat {MOMENT}", _owed, True),
}

register(
    _letter(
        "handed_in",
        gettext_lazy("Tanda terima usulan"),
        {
            **NUMBERED,
            "unit": FROZEN_UNIT,
            "diterima": Word(MOMENT, lambda c: moment(c["snapshot"].taken_at)),
            "sidik": Word("9f86d081884c7d65…", lambda c: c["snapshot"].sha256),
        },
    ),
    _letter(
        "withdrawn",
        gettext_lazy("Usulan ditarik oleh unitnya"),
        {
            **NUMBERED,
            "judul": Word("Perahu Sehat", lambda c: c["submission"].innovation.title),
            "pelaku": Word("Siti Aminah", lambda c: c["event"].actor.full_name),
            "waktu": Word(MOMENT, lambda c: moment(c["event"].at)),
            "batas": Word(MOMENT, lambda c: moment(c["closes_at"]) if c["closes_at"] else ""),
        },
    ),
    _letter("passed", gettext_lazy("Hasil pemeriksaan: lolos"), NUMBERED),
    _letter(
        "passed_together",
        gettext_lazy("Hasil pemeriksaan: beberapa usulan lolos"),
        {**USUAL, **NAMED, "edisi": Word("KIPP Kabupaten Gowa 2026", lambda c: c["edition"].name)},
    ),
    _letter(
        "returned",
        gettext_lazy("Hasil pemeriksaan: perlu diperbaiki"),
        {**CHECKED, "batas": Word(MOMENT, lambda c: moment(c["check"].repair_due_at))},
    ),
    _letter("failed", gettext_lazy("Hasil pemeriksaan: tidak lolos"), CHECKED),
    _letter(
        "second_wanted",
        gettext_lazy("Kepada panitia: keputusan tidak lolos perlu persetujuan"),
        {
            **NUMBERED,
            "unit": FROZEN_UNIT,
            "pemutus": Word("Andi Rahman", lambda c: c["check"].decided_by.full_name),
            "alasan": Word("Bukan inovasi pelayanan.", lambda c: c["check"].note),
        },
    ),
    _letter(
        "not_upheld",
        gettext_lazy("Kepada panitia: keputusan tidak lolos tidak disetujui"),
        {
            **NUMBERED,
            "pemutus": Word("Andi Rahman", lambda c: c["check"].seconded_by.full_name),
            "alasan": Word("Ini inovasi.", lambda c: c["check"].second_note),
        },
    ),
    _letter(
        "video_failed",
        gettext_lazy("Video tidak dapat diproses"),
        {**USUAL, "judul": Word("Perahu Sehat", lambda c: c["submission"].innovation.title)},
    ),
    _letter(
        "let_into_team",
        gettext_lazy("Seseorang masuk tim usulan"),
        {
            **USUAL,
            "judul": DRAFT,
            "unit": UNIT,
            "edisi": EDITION,
            "pemberi": Word("Siti Aminah", lambda c: c["right"].given_by),
            "hak": Word("Menulis", lambda c: c["right"].get_level_display()),
        },
    ),
    _letter(
        "left_team",
        gettext_lazy("Hak atas usulan diakhiri"),
        {"nama": USUAL["nama"], "pengirim": USUAL["pengirim"], "judul": DRAFT, "unit": UNIT},
    ),
    _letter(
        "unsent",
        gettext_lazy("Kepada panitia: draf lengkap yang belum diajukan"),
        {
            **USUAL,
            "edisi": Word("KIPP Kabupaten Gowa 2026", lambda c: c["edition"].name),
            "daftar": Word("- Puskesmas Bajeng: 2", _drafts, True),
            "batas": Word(MOMENT, lambda c: moment(c["closes_at"])),
        },
        can_wait=True,
        by_day=True,
    ),
    Letter(
        "submissions/draft_due",
        gettext_lazy("Pengingat: draf belum diajukan"),
        OWED,
        can_wait=True,
        by_day=True,
    ),
    Letter(
        "submissions/repair_due",
        gettext_lazy("Pengingat: perbaikan belum diajukan"),
        OWED,
        can_wait=True,
        by_day=True,
    ),
    _letter(
        "file_infected",
        gettext_lazy("Virus ditemukan dalam berkas"),
        {
            **USUAL,
            "judul": Word("Perahu Sehat", lambda c: c["submission"].innovation.title),
            "berkas": Word("surat.pdf", lambda c: c["name"]),
            "pengunggah": Word("Siti Aminah", lambda c: c["sender"]),
        },
    ),
)
