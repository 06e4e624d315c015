from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JudgingConfig(AppConfig):
    name = "judging"
    verbose_name = _("Penilaian")

    def ready(self) -> None:
        from judging.awards import awards_of  # noqa: PLC0415 - models load first
        from judging.permissions import reads_as_judge  # noqa: PLC0415
        from judging.workflow import move_to_unit  # noqa: PLC0415
        from submissions.checks import AWARD_COUNTERS  # noqa: PLC0415
        from submissions.permissions import READERS  # noqa: PLC0415
        from units.registry import MOVERS  # noqa: PLC0415

        READERS.append(reads_as_judge)
        AWARD_COUNTERS.append(awards_of)
        MOVERS.append(move_to_unit)
