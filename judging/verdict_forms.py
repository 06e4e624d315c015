"""Shapes of input about the verdict and what comes after it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from competitions.forms import MomentField
from inovasi.lib.forms import LongText, PlainText
from judging.queries import RankedEntry
from judging.workflow import Terms


class FreezeForm(forms.Form):
    note = LongText(
        label=gettext_lazy("Pertimbangan"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Dibaca panitia yang menyetujui dan dicetak di berita acara."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    publishes_at = MomentField(
        label=gettext_lazy("Diumumkan pada"),
        required=False,
        help_text=gettext_lazy("Kosong: segera setelah panitia lain menyetujui."),
    )
    objections_until = MomentField(
        label=gettext_lazy("Masa sanggah sampai"),
        required=False,
        help_text=gettext_lazy("Kosong: tanpa masa sanggah."),
    )
    answers_due_at = MomentField(
        label=gettext_lazy("Sanggahan dijawab paling lambat"), required=False
    )

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class OverrideForm(forms.Form):
    entry = forms.TypedChoiceField(label=gettext_lazy("Usulan"), coerce=int)
    rank = forms.IntegerField(label=gettext_lazy("Peringkat menurut pleno"), min_value=1)
    reason = LongText(
        label=gettext_lazy("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    minutes = PlainText(
        label=gettext_lazy("Nomor risalah pleno"),
        max_length=100,
        help_text=gettext_lazy("Alasan dan nomor ini ikut diumumkan."),
    )

    def __init__(self, *args: Any, ranked: list[RankedEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = [
            (each.submission.pk, f"{each.submission.number} {each.submission.title}")
            for each in ranked
        ]
        self.fields["rank"].max_value = len(ranked)


class WordsForm(forms.Form):
    """One text that somebody writes and others read."""

    text = LongText(max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text
