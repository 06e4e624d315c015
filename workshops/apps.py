from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("Bimtek")

    def ready(self) -> None:
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from units.registry import MOVERS  # noqa: PLC0415 - models load first
        from workshops import invariants  # noqa: PLC0415
        from workshops.workflow import move_to_unit  # noqa: PLC0415

        MOVERS.append(move_to_unit)
        INVARIANTS.extend(invariants.ALL)
