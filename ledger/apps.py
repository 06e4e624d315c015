from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = _("Buku catatan")

    def ready(self) -> None:
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from ledger import checks  # noqa: F401, PLC0415 - registers itself
        from ledger.invariants import (  # noqa: PLC0415 - models load first
            history_is_watched,
            ledger_is_whole,
        )

        INVARIANTS.extend([ledger_is_whole, history_is_watched])
