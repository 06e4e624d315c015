from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from uploads import purposes


class CompetitionsConfig(AppConfig):
    name = "competitions"
    verbose_name = _("Kompetisi")

    def ready(self) -> None:
        from competitions.files import PURPOSES  # noqa: PLC0415 - models are not loaded earlier

        for purpose in PURPOSES:
            purposes.register(purpose)
