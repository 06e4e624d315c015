from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    verbose_name = _("Buku catatan")

    def ready(self) -> None:
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from ledger.invariants import ledger_is_whole  # noqa: PLC0415 - models load first

        INVARIANTS.append(ledger_is_whole)
