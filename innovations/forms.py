from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation
from inovasi.lib.forms import DateInput, LongText, PlainText
from units.models import Unit, User


class InnovationForm(forms.ModelForm):
    """The lasting record of an innovation."""

    title = PlainText(label=_("Nama inovasi"), max_length=200)
    summary = LongText(
        label=_("Ringkasan"),
        max_length=5000,
        help_text=_("Masalah apa yang dijawab, dengan cara apa, dan apa hasilnya."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Innovation
        fields = [
            "unit",
            "title",
            "summary",
            "stage",
            "initiator",
            "initiated_on",
            "applied_on",
            "is_digital",
        ]
        widgets = {"initiated_on": DateInput(), "applied_on": DateInput()}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = Unit.objects.of(user)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*(Field(name) for name in self.fields))
