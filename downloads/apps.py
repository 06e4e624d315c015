from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DownloadsConfig(AppConfig):
    name = "downloads"
    verbose_name = _("Unduhan")

    def ready(self) -> None:
        """Every app declares the files that it can make in a module `orders`."""
        from downloads.files import KeptFile  # noqa: PLC0415 - models first
        from downloads.invariants import made_files_have_their_order  # noqa: PLC0415
        from downloads.models import PASSING_FILE  # noqa: PLC0415
        from inovasi.lib.invariants import INVARIANTS  # noqa: PLC0415
        from uploads import purposes  # noqa: PLC0415
        from uploads.models import PASSING  # noqa: PLC0415

        INVARIANTS.append(made_files_have_their_order)
        PASSING.add(PASSING_FILE)
        purposes.register(KeptFile())
        autodiscover_modules("orders")
