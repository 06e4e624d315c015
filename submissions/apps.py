from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from uploads import purposes


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = _("Usulan")

    def ready(self) -> None:
        from competitions.audiences import AUDIENCES  # noqa: PLC0415
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from submissions import invariants  # noqa: PLC0415
        from submissions.audiences import WRITERS  # noqa: PLC0415
        from submissions.evidence_files import EvidenceFile  # noqa: PLC0415
        from submissions.files import PURPOSES  # noqa: PLC0415 - models are not loaded earlier
        from submissions.permissions import FILES  # noqa: PLC0415
        from submissions.workflow import move_to_unit  # noqa: PLC0415
        from units.registry import MOVERS  # noqa: PLC0415

        for purpose in (*PURPOSES, EvidenceFile()):
            purposes.register(purpose)
            FILES.add(purpose.name)
        MOVERS.append(move_to_unit)
        AUDIENCES.append(WRITERS)
        INVARIANTS.extend(invariants.ALL)
