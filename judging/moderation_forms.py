"""Shapes of input about entries whose judges lie far apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from inovasi.lib.forms import LongText
from judging.models import Judge


class ModerationForm(forms.Form):
    """How a split entry is settled: one more judge, or nobody and panitia decides."""

    further = forms.ModelChoiceField(
        Judge.objects.none(),
        label=gettext_lazy("Juri tambahan"),
        required=False,
        empty_label=gettext_lazy("Tidak ada; panitia yang memutuskan"),
        help_text=gettext_lazy("Semua nilai yang sudah ditandatangani tetap dihitung."),
    )
    reason = LongText(
        label=gettext_lazy("Pertimbangan"),
        max_length=5000,
        help_text=gettext_lazy("Mengapa nilai para juri berjauhan, dan mengapa diputuskan begini."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, judges: list[Judge], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["further"].queryset = Judge.objects.filter(
            pk__in=[each.pk for each in judges]
        ).select_related("user")


class JointNoteForm(forms.Form):
    """What the judges of a split entry say together, with the version that was read."""

    text = LongText(
        label=gettext_lazy("Naskah catatan bersama"),
        max_length=5000,
        help_text=gettext_lazy(
            "Mengapa nilai Anda berjauhan, dan mengapa masing-masing tetap. Dibaca panitia."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
