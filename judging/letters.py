"""What letters of the judging may name."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.texts import unlinked
from inovasi.templatetags.portal import score
from judging.models import PublishedResult
from notifications.letters import USUAL, Context, Letter, Word, register
from submissions.models import Submission


def _entries(context: Context) -> str:
    return "\n".join(f"- {_named(entry)}" for entry in context["submissions"])


def _named(entry: Submission) -> str:
    return f"{entry.number} {unlinked(entry.title)}"


def _results(context: Context) -> str:
    return "\n\n".join(_result(*each) for each in context["results"])


def _result(entry: Submission, result: PublishedResult | None) -> str:
    """One entry with its own result; what judges wrote about it stands behind the link."""
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
STAGE = Word("Penilaian proposal", lambda c: c["stage"].name)
JUDGE = Word("Andi Rahman", lambda c: c["judge"].full_name)
REASON = Word("Saya pernah membimbing tim ini.", lambda c: c["reason"])
OF_EDITION = {**USUAL, "edisi": Word("KIPP Kabupaten Gowa 2026", lambda c: c["edition"].name)}


def _letter(name: str, title: str, words: dict[str, Word]) -> Letter:
    return Letter(
        f"judging/{name}", title, {**OF_EDITION, **words}, scope=lambda c: str(c["edition"].pk)
    )


register(
    _letter(
        "assigned",
        gettext_lazy("Kepada juri: usulan yang ditugaskan"),
        {
            "jumlah": Word("2", lambda c: len(c["submissions"])),
            "tahap": STAGE,
            "daftar": Word(
                "- KIPP-2026-001 Perahu Sehat\n- KIPP-2026-002 Lumbung Data", _entries, True
            ),
        },
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
        {"nomor": NUMBER, "judul": TITLE, "tahap": STAGE},
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
    ),
)
