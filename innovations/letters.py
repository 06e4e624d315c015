"""What letters about innovations may name."""

from django.utils.translation import gettext_lazy as _

from notifications.letters import USUAL, Letter, Word, register

register(
    Letter(
        "innovations/file_infected",
        _("Virus ditemukan dalam berkas inovasi"),
        {
            **USUAL,
            "judul": Word("Perahu Sehat", lambda c: c["innovation"]),
            "berkas": Word("surat.pdf", lambda c: c["name"]),
            "pengunggah": Word("Siti Aminah", lambda c: c["sender"]),
        },
    )
)
