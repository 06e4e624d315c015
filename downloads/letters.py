"""What letters about orders may name."""

from django.utils.translation import gettext_lazy as _

from inovasi.lib.dates import day
from notifications.letters import USUAL, Letter, Word, register

register(
    Letter(
        "downloads/ready",
        _("Berkas yang diminta sudah siap"),
        {
            **USUAL,
            "berkas": Word("Tabel usulan KIPP 2026", lambda c: c["title"]),
            "sampai": Word("9 Maret 2026", lambda c: c["until"] and day(c["until"])),
        },
        can_wait=True,
    )
)
