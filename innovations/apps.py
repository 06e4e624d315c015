from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from uploads import purposes


class InnovationsConfig(AppConfig):
    name = "innovations"
    verbose_name = _("Inovasi")

    def ready(self) -> None:
        from innovations.files import PURPOSES  # noqa: PLC0415 - models are not loaded earlier
        from innovations.workflow import move_to_unit  # noqa: PLC0415
        from units.registry import MOVERS  # noqa: PLC0415

        MOVERS.append(move_to_unit)
        for purpose in PURPOSES:
            purposes.register(purpose)
