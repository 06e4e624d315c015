from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Surat")

    def ready(self) -> None:
        """Every app declares its kinds of letters in a module `letters`."""
        autodiscover_modules("letters")
