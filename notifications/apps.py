from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Surat")

    def ready(self) -> None:
        """Every app declares its kinds of letters in a module `letters`."""
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from notifications.invariants import letters_end_once  # noqa: PLC0415 - models first

        INVARIANTS.append(letters_end_once)
        autodiscover_modules("letters")
