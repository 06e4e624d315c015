from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from uploads import purposes


class CompetitionsConfig(AppConfig):
    name = "competitions"
    verbose_name = _("Kompetisi")

    def ready(self) -> None:
        from competitions.audiences import groups  # noqa: PLC0415 - models are not loaded earlier
        from competitions.files import PURPOSES  # noqa: PLC0415
        from competitions.workflow import move_to_unit  # noqa: PLC0415
        from notifications.mailings import GROUPS  # noqa: PLC0415
        from units.registry import MOVERS  # noqa: PLC0415

        GROUPS.append(groups)
        MOVERS.append(move_to_unit)
        for purpose in PURPOSES:
            purposes.register(purpose)
