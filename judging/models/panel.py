"""Who judges: the panel of a stage and the people on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from competitions.models import Stage
from units.models import Unit


class Panel(models.Model):
    """The judges of one stage, appointed by a decree."""

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="panel")
    decree_number = models.CharField(_("nomor SK"), max_length=100)
    decree_date = models.DateField(_("tanggal SK"))

    class Meta:
        verbose_name = _("tim penilai")
        verbose_name_plural = _("tim penilai")

    def __str__(self) -> str:
        return f"{self.stage}: {self.decree_number}"


class Judge(models.Model):
    """A person on a panel. `code` stands for the person wherever names must not show."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="judges")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgeships"
    )
    code = models.CharField(max_length=8)
    home_unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit asal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Kosong: dari luar pemerintah kabupaten."),
    )

    class Meta:
        verbose_name = _("juri")
        verbose_name_plural = _("juri")
        ordering = ["panel", "code"]
        constraints = [
            models.UniqueConstraint("panel", "user", name="judge_once_per_panel"),
            models.UniqueConstraint("panel", "code", name="judge_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.user}"

    @property
    def units(self) -> list[Unit]:
        """Every unit the judge belongs to: the home unit and those they act for."""
        own = list(Unit.objects.of(self.user))
        return [*own, self.home_unit] if self.home_unit else own
