"""Shapes of input about panels and score sheets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Criterion
from inovasi.lib.forms import LongText, PlainText
from judging.models import ScoreSheet
from units.models import Unit, User


class PanelForm(forms.Form):
    decree_number = PlainText(label=gettext_lazy("Nomor SK"), max_length=100)
    decree_date = forms.DateField(
        label=gettext_lazy("Tanggal SK"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AppointForm(forms.Form):
    """A judge is named by the address they sign in with."""

    email = forms.EmailField(
        label=gettext_lazy("Alamat surel juri"),
        help_text=gettext_lazy("Alamat yang dipakai orang itu untuk masuk ke portal."),
    )
    home_unit = forms.ModelChoiceField(
        Unit.objects.all(),
        label=gettext_lazy("Unit asal"),
        required=False,
        empty_label=gettext_lazy("Dari luar pemerintah kabupaten"),
        help_text=gettext_lazy("Juri tidak dapat menilai usulan unit asalnya."),
    )

    def clean_email(self) -> User:
        address = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=address, is_active=True).first()
        if person is None:
            raise ValidationError(
                _("Belum ada akun dengan alamat ini. Minta orang itu dibuatkan akun dulu.")
            )
        return person


class ReasonForm(forms.Form):
    reason = PlainText(
        label=gettext_lazy("Alasan"),
        max_length=500,
        help_text=gettext_lazy("Dicatat dalam berkas penilaian."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ScoreField(forms.DecimalField):
    """A score within the scale of its criterion, with comma or point."""

    def __init__(self, criterion: Criterion) -> None:
        super().__init__(
            label=criterion.name,
            required=False,
            min_value=0,
            max_value=criterion.max_score,
            max_digits=6,
            decimal_places=2,
            localize=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class SheetForm(forms.Form):
    """One field per criterion; a draft may leave some empty."""

    remark = LongText(
        label=gettext_lazy("Catatan untuk unit"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("Unit membaca catatan ini setelah hasil diumumkan."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        criteria: list[Criterion],
        sheet: ScoreSheet | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"score-{criterion.pk}"] = ScoreField(criterion)
        self.initial = {"version": 0}
        if sheet is not None:
            self.initial = {"version": sheet.version, "remark": sheet.remark}
            for score in sheet.scores.all():
                self.initial[f"score-{score.criterion_id}"] = _written(score.value)

    def criterion_fields(self) -> list[dict[str, Any]]:
        return [{"criterion": c, "field": self[f"score-{c.pk}"]} for c in self.criteria]

    def scores(self) -> dict[Criterion, Decimal]:
        """Only what was filled in: an empty field is missing, never 0."""
        values = {c: self.cleaned_data[f"score-{c.pk}"] for c in self.criteria}
        return {criterion: value for criterion, value in values.items() if value is not None}


def _written(score: Decimal) -> str:
    """As a judge writes it: 84,5."""
    return f"{score.normalize():f}".replace(".", ",")
