"""What the portal can check by itself; a line of the check list may show the finding beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MachineCheck(models.TextChoices):
    ANSWERS = "isian", _("Bagian proposal terisi dan dalam batas kata")
    EVIDENCE = "bukti", _("Bukti pendukung setiap bagian")
    DOCUMENTS = "dokumen", _("Surat pernyataan terlampir dan terbaca")
    VIDEO = "video", _("Video terunggah dan sesuai aturan")
    AGE = "usia", _("Usia penerapan")
    QUOTA = "jatah", _("Jatah per unit")
    AWARDS = "penghargaan", _("Penghargaan sebelumnya sesuai kelompok")
    ORIGIN = "asal", _("Inovasi yang ditiru (replikasi)")
    TITLE = "judul", _("Judul berbeda dari usulan lain")
