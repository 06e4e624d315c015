"""What letters about changed rules may name."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from competitions.models import Edition
from notifications.letters import SCOPES, USUAL, Letter, Word, register

NOTHING = "–"
MOMENT = "Senin, 2 Maret 2026 pukul 10.00 WITA"
OF_CHANGE = {
    **USUAL,
    "edisi": Word("KIPP Kabupaten Gowa 2026", lambda c: c["edition"].name),
    "perihal": Word("Pengajuan", lambda c: c["change"].subject),
    "semula": Word(MOMENT, lambda c: c["change"].before or NOTHING),
    "menjadi": Word(MOMENT, lambda c: c["change"].after or NOTHING),
    "alasan": Word("Banjir di tiga kecamatan.", lambda c: c["change"].reason),
}


def editions() -> Iterable[tuple[str, str]]:
    return (
        (str(edition.pk), edition.name) for edition in Edition.objects.order_by("-year", "name")
    )


def _letter(name: str, title: str, **words: Word) -> Letter:
    return Letter(
        f"competitions/{name}", title, {**OF_CHANGE, **words}, scope=lambda c: str(c["edition"].pk)
    )


SCOPES.append(editions)
register(
    _letter("phase_moved", _("Jadwal berubah")),
    _letter(
        "extended",
        _("Perpanjangan waktu untuk satu unit"),
        unit=Word("Puskesmas Bajeng", lambda c: c["unit"].name),
    ),
    _letter("corrected", _("Ralat aturan")),
    _letter("replaced", _("Berkas aturan diganti")),
    _letter("cancelled", _("Edisi dibatalkan")),
)
