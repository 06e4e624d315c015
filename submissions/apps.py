from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from uploads import purposes


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = _("Usulan")

    def ready(self) -> None:
        from submissions.files import PURPOSES  # noqa: PLC0415 - models are not loaded earlier

        for purpose in PURPOSES:
            purposes.register(purpose)
