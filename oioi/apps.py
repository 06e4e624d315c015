from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OioiConfig(AppConfig):
    name = "oioi"
    verbose_name = _("Satu instansi satu inovasi")
