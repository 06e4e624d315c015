from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JudgingConfig(AppConfig):
    name = "judging"
    verbose_name = _("Penilaian")

    def ready(self) -> None:
        from competitions.audiences import AUDIENCES  # noqa: PLC0415
        from innovations.presentation import HONOURS  # noqa: PLC0415 - models load first
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from judging import invariants  # noqa: PLC0415 - models load first
        from judging.audiences import JUDGES  # noqa: PLC0415
        from judging.permissions import (  # noqa: PLC0415 - models load first
            IS_JUDGE,
            reads_as_judge,
            stays_checked,
        )
        from judging.queries.awards import awards_of, honours  # noqa: PLC0415
        from judging.workflow import move_to_unit  # noqa: PLC0415
        from submissions.checks import AWARD_COUNTERS  # noqa: PLC0415
        from submissions.permissions import BARS, READERS  # noqa: PLC0415
        from units.accounts.backend import FACTS  # noqa: PLC0415 - models load first
        from units.registry import MOVERS  # noqa: PLC0415

        FACTS["is_judge"] = IS_JUDGE
        HONOURS.append(honours)
        READERS.append(reads_as_judge)
        BARS.append(stays_checked)
        AWARD_COUNTERS.append(awards_of)
        MOVERS.append(move_to_unit)
        AUDIENCES.append(JUDGES)
        INVARIANTS.extend(invariants.ALL)
