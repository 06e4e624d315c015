"""Shapes of input about entries that leave the contest."""

from django import forms
from django.utils.translation import gettext_lazy

from inovasi.lib.forms import PlainText
from judging.models import Departure


class ReturnForm(forms.Form):
    reason = PlainText(
        label=gettext_lazy("Alasan"),
        max_length=1000,
        help_text=gettext_lazy("Dikirim kepada unit dan tertulis di riwayat usulan."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DepartureForm(ReturnForm):
    """How it leaves has to be chosen, not assumed: the letter to the unit says it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Mengapa usulan ini keluar"),
        choices=Departure.Kind.choices,
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "reason")
