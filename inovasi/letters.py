"""What letters of the nightly rounds may name."""

from django.utils.translation import gettext_lazy as _

from inovasi.lib.dates import day
from notifications.letters import NAME, OWNER, Context, Letter, Word, register


def _found(context: Context) -> str:
    """Every invariant that is broken, with the places."""
    return "\n\n".join(
        "\n".join([f"{each.name}: {each.meaning}", *(f"- {place}" for place in each.places)])
        for each in context["found"]
    )


register(
    Letter(
        "oversight/broken",
        _("Kepada panitia: pemeriksaan malam menemukan yang tidak cocok"),
        {
            "nama": NAME,
            "pengirim": OWNER,
            "temuan": Word("letters_end_once: 7: selesai", _found),
        },
    ),
    Letter(
        "oversight/head",
        _("Sidik buku catatan kepada para saksi"),
        {
            "pengirim": OWNER,
            "tanggal": Word("Senin, 2 Maret 2026", lambda c: day(c["evening"])),
            "jumlah": Word("1204", lambda c: c["head"].number),
            "sidik": Word("1204:9f86d081884c7d65", lambda c: c["head"]),
        },
    ),
)
