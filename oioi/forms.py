"""Shapes of input about the yearly duty."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from inovasi.lib.forms import DateInput, LongText
from oioi.models import DutyYear, ReminderRule


class RulesForm(forms.ModelForm):
    """The rules of a year. Without a row it asks for everything: code knows no usual values."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = DutyYear
        fields = ["due_on", "fulfilled_from", "dated_by", "counts_replications"]
        widgets = {"due_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        self.helper = FormHelper()
        self.helper.form_tag = False

    def deed_fields(self) -> dict[str, Any]:
        """What the deed is given, the version included."""
        return {**self.cleaned_data, "version": self.cleaned_data["version"] or 0}


class ReminderForm(forms.Form):
    days_before = forms.IntegerField(
        label=_("Berapa hari sebelum batas waktu"), min_value=0, max_value=365
    )
    audience = forms.ChoiceField(label=_("Dikirim kepada"), choices=ReminderRule.Audience)


class ReasonForm(forms.Form):
    reason = LongText(label=_("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
