"""What letters of the judging may name."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.texts import unlinked
from inovasi.templatetags.portal import moment, score
from judging.models import PublishedResult
from notifications.letters import USUAL, Context, Letter, Word, register
from submissions.letters import NAMED
from submissions.models import Submission
from submissions.states import Status


def _named(entry: Submission) -> str:
    return f"{entry.number} {unlinked(entry.title)}"


def _results(context: Context) -> str:
    return "\n\n".join(_result(*each) for each in context["results"])


def _result(entry: Submission, result: PublishedResult | None) -> str:
    """One entry with its own result; what judges wrote about it stands behind the link."""
    if result is None and entry.status == Status.LEFT:
        return f"{_named(entry)}\n{_('Usulan ini keluar dari lomba sebelum hasil ditetapkan.')}"
    if result is None:
        return f"{_named(entry)}\n{_('Usulan ini tidak sampai ke tahap penilaian.')}"
    facts = {"rank": result.rank, "score": score(result.score)}
    words = _("Usulan ini berada di peringkat %(rank)s dengan nilai %(score)s.")
    if result.is_winner:
        words = _("Selamat! Inovasi ini ditetapkan sebagai juara %(rank)s dengan nilai %(score)s.")
    path = reverse("result-feedback", args=[entry.edition.slug, entry.pk])
    detail = _("Rincian nilai dan catatan juri:")
    return f"{_named(entry)}\n{words % facts}\n{detail} {settings.PUBLIC_URL}{path}"


def _owed(context: Context) -> str:
    return "\n".join(
        _("- %(edition)s: %(number)d lembar, paling lambat %(due)s")
        % {"edition": each.edition, "number": each.number, "due": each.due}
        for each in context["items"]
    )


NUMBER = Word("KIPP-2026-001", lambda c: c["submission"].number)
TITLE = Word("Perahu Sehat", lambda c: c["submission"].title)
SHOWN = {
    "nomor": Word("KIPP-2026-001", lambda c: c["entry"].number),
    "judul": Word("Perahu Sehat", lambda c: c["entry"].title),
}
OF_RESULT = {
    "nomor": Word("KIPP-2026-001", lambda c: c["result"].number),
    "judul": Word("Perahu Sehat", lambda c: c["result"].title),
}
STAGE = Word("Penilaian proposal", lambda c: c["stage"].name)
JUDGE = Word("Andi Rahman", lambda c: c["judge"].full_name)
REASON = Word("Saya pernah membimbing tim ini.", lambda c: c["reason"])
MOMENT = "Senin, 2 Maret 2026 pukul 10.00 WITA"
OF_STAGE = {
    **NAMED,
    "tahap": STAGE,
    "tahap_berikut": Word("Wawancara", lambda c: c["following"] and c["following"].name),
}
OF_EDITION = {**USUAL, "edisi": Word("KIPP Kabupaten Gowa 2026", lambda c: c["edition"].name)}


def _letter(name: str, title: str, words: dict[str, Word]) -> Letter:
    return Letter(
        f"judging/{name}", title, {**OF_EDITION, **words}, scope=lambda c: str(c["edition"].pk)
    )


register(
    _letter(
        "assigned",
        gettext_lazy("Kepada juri: usulan yang ditugaskan"),
        {**NAMED, "tahap": STAGE},
    ),
    _letter(
        "invited",
        gettext_lazy("Kepada juri: undangan"),
        {"tahap": STAGE, "sk": Word("188/12/2026", lambda c: c["panel"].decree_number)},
    ),
    _letter(
        "declined",
        gettext_lazy("Kepada panitia: juri menolak"),
        {"juri": JUDGE, "alasan": REASON},
    ),
    _letter(
        "declared",
        gettext_lazy("Kepada panitia: benturan kepentingan"),
        {"nomor": NUMBER, "judul": TITLE, "juri": JUDGE, "alasan": REASON},
    ),
    _letter(
        "withdrawn",
        gettext_lazy("Kepada juri: penugasan ditarik"),
        {**SHOWN, "tahap": STAGE},
    ),
    _letter(
        "published",
        gettext_lazy("Hasil diumumkan"),
        {
            "hasil": Word(
                "KIPP-2026-001 Perahu Sehat\nSelamat! Inovasi ini ditetapkan sebagai juara 1"
                " dengan nilai 85,00.",
                _results,
                True,
            )
        },
    ),
    Letter(
        "judging/sheets_due",
        gettext_lazy("Pengingat: lembar penilaian belum ditandatangani"),
        {
            **USUAL,
            "jumlah": Word("3", lambda c: sum(each.number for each in c["items"])),
            "daftar": Word(
                "- KIPP Kabupaten Gowa 2026: 3 lembar, paling lambat Senin, 2 Maret 2026"
                " pukul 10.00 WITA",
                _owed,
                True,
            ),
        },
        can_wait=True,
        by_day=True,
    ),
    _letter(
        "called",
        gettext_lazy("Kepada juri: panggilan menandatangani lembar"),
        {
            **NAMED,
            "tahap": STAGE,
            "pemanggil": Word("Andi Rahman", lambda c: c["caller"].full_name),
        },
    ),
    _letter(
        "abstained",
        gettext_lazy("Kepada panitia: juri abstain"),
        {"nomor": NUMBER, "judul": TITLE, "juri": JUDGE, "alasan": REASON},
    ),
    _letter(
        "reopened",
        gettext_lazy("Kepada juri: lembar penilaian dibuka lagi"),
        {**SHOWN, "alasan": REASON},
    ),
    _letter(
        "split",
        gettext_lazy("Kepada panitia: nilai juri berjauhan"),
        {"nomor": NUMBER, "judul": TITLE, "tahap": STAGE},
    ),
    _letter(
        "split_judges",
        gettext_lazy("Kepada juri: nilai berjauhan"),
        {**SHOWN, "tahap": STAGE},
    ),
    _letter(
        "joint_note",
        gettext_lazy("Kepada juri: catatan bersama menunggu"),
        {**SHOWN, "tahap": STAGE},
    ),
    _letter(
        "left",
        gettext_lazy("Usulan keluar dari lomba"),
        {
            "nomor": NUMBER,
            "judul": TITLE,
            "tahap": STAGE,
            "cara": Word("Unit mengundurkan diri", lambda c: c["departure"].get_kind_display()),
            "alasan": Word("Layanan ini dihentikan.", lambda c: c["departure"].reason),
        },
    ),
    _letter(
        "left_judges",
        gettext_lazy("Kepada juri: usulan keluar dari lomba"),
        {**SHOWN, "tahap": STAGE},
    ),
    _letter(
        "readmitted",
        gettext_lazy("Usulan diikutkan lagi"),
        {
            "nomor": NUMBER,
            "judul": TITLE,
            "tahap": STAGE,
            "alasan": Word("Salah catat.", lambda c: c["departure"].readmitted_because),
        },
    ),
    _letter(
        "readmitted_judges",
        gettext_lazy("Kepada juri: usulan dinilai lagi"),
        {**SHOWN, "tahap": STAGE},
    ),
    _letter("shortlisted", gettext_lazy("Usulan lanjut ke tahap berikut"), OF_STAGE),
    _letter("not_shortlisted", gettext_lazy("Usulan tidak lanjut"), OF_STAGE),
    _letter(
        "frozen",
        gettext_lazy("Kepada panitia: hasil perlu persetujuan"),
        {
            "pemutus": Word("Andi Rahman", lambda c: c["decision"].frozen_by),
            "catatan": Word("Periksa peringkat 3.", lambda c: c["decision"].note),
        },
    ),
    _letter(
        "objected",
        gettext_lazy("Kepada panitia: sanggahan"),
        {
            **OF_RESULT,
            "unit": Word("Puskesmas Bajeng", lambda c: c["result"].unit_name),
            "batas": Word(MOMENT, lambda c: moment(c["objection"].due_at)),
        },
    ),
    _letter(
        "objection_answered",
        gettext_lazy("Jawaban atas sanggahan"),
        {**OF_RESULT, "jawaban": Word("Nilai sudah benar.", lambda c: c["objection"].answer)},
    ),
    _letter(
        "award_revoked",
        gettext_lazy("Penghargaan dicabut"),
        {
            **OF_RESULT,
            "penghargaan": Word("Juara 1", lambda c: c["award"].title),
            "alasan": Word("Dokumen tidak benar.", lambda c: c["award"].revoked_because),
        },
    ),
)
