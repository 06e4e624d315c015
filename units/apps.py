import re
from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OPENING = (re.compile(r"(?<=/akun/lupa-sandi/)\S+"), re.compile(r"(?<=/undangan/)\S+"))
"""Parts of links that open an account or a unit."""


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = _("Unit dan orang")

    def ready(self) -> None:
        """Models must be there before the receivers of security events."""
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from units.invariants import nobody_acts_for_a_merged_unit  # noqa: PLC0415

        INVARIANTS.append(nobody_acts_for_a_merged_unit)
        import_module("units.accounts.events")
        from notifications.mailings import GROUPS  # noqa: PLC0415 - models are not loaded earlier
        from notifications.permissions import WRITERS  # noqa: PLC0415
        from units.audiences import groups  # noqa: PLC0415
        from units.permissions import is_committee  # noqa: PLC0415

        WRITERS.append(is_committee)
        GROUPS.append(groups)
        import_module("notifications.composing").SECRETS.extend(OPENING)
