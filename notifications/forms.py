from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inovasi.lib.forms import LongText, PlainText
from notifications import markup


class TextForm(forms.Form):
    """The words of a kind of letter; `texts.check` says what is wrong with them."""

    subject = PlainText(label=_("Perihal"), max_length=200)
    body = LongText(label=_("Isi"), max_length=5000, widget=forms.Textarea(attrs={"rows": 16}))
    html = LongText(
        label=_("Isi HTML"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "Kosongkan bila tampilan surat cukup mengikuti isi di atas. "
            "Tag yang dipakai: %(tags)s. Tautan: &lt;a href=&quot;{tautan}&quot;&gt;."
        )
        % {"tags": ", ".join(sorted(markup.ELEMENTS))},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)


class PreferenceForm(forms.Form):
    wants_digest = forms.BooleanField(
        label=_("Kumpulkan surat yang tidak mendesak menjadi satu ringkasan setiap pagi"),
        required=False,
    )


class MailingForm(forms.Form):
    """To whom, and what; the token makes a second click the same letter."""

    groups = forms.MultipleChoiceField(label=_("Kepada"), widget=forms.CheckboxSelectMultiple)
    subject = PlainText(label=_("Perihal"), max_length=150)
    body = LongText(label=_("Isi"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = choices
