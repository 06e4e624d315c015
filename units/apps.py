from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = _("Unit dan orang")

    def ready(self) -> None:
        """Models must be there before the receivers of security events."""
        import_module("units.accounts.events")
