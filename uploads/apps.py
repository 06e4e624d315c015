from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    name = "uploads"
    verbose_name = _("Berkas")

    def ready(self) -> None:
        from inovasi.lib.invariants import INVARIANTS, NIGHTLY  # noqa: PLC0415
        from uploads.invariants import (  # noqa: PLC0415 - models load first
            files_are_as_accepted,
            files_looked_at_longest_ago_are_as_accepted,
            moved_files_have_their_move,
        )

        INVARIANTS.extend([files_are_as_accepted, moved_files_have_their_move])
        NIGHTLY[files_are_as_accepted] = files_looked_at_longest_ago_are_as_accepted
