"""Shapes of input about the rulebook."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Phase,
    Section,
    Stage,
    VideoRule,
)
from competitions.phases import PhaseKind
from competitions.workflow import FIELDS, Band, seen_phases, seen_row
from competitions.workflow.changes import GRANTED
from competitions.workflow.editions import Span, backwards
from competitions.workflow.rows import parent_field
from inovasi.lib.forms import YEARS, LongText, MomentField, PlainText
from units.forms import UnitCodeField

LONGEST = 5_000
MEGABYTE = 1024**2


class Megabytes(forms.DecimalField):
    """Bytes in the table, megabytes on the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal("0.1"), max_value=4000, decimal_places=2, localize=True, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / MEGABYTE if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        return int(super().clean(value) * MEGABYTE)


def plain(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """Texts without hidden characters, of a sensible length; sizes in megabytes; decimal commas."""
    if isinstance(field, models.TextField):
        widget = forms.Textarea(attrs={"rows": 4})
        return field.formfield(form_class=LongText, max_length=LONGEST, widget=widget)
    if isinstance(field, models.PositiveBigIntegerField):
        label = capfirst(str(field.verbose_name).replace("(byte)", "(MB)"))
        return Megabytes(label=label, initial=field.default)
    if isinstance(field, models.DecimalField):
        return field.formfield(localize=True, **kwargs)
    if isinstance(field, models.CharField) and not isinstance(field, models.SlugField):
        return field.formfield(form_class=PlainText, **kwargs)
    return field.formfield(**kwargs)


class RuleForm(forms.ModelForm):
    """One row of a rulebook. `seen` tells what the person saw; `parent` outlives the row."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    parent = forms.CharField(widget=forms.HiddenInput, required=False, max_length=18)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = seen_row(self.instance)
        if not isinstance(self.instance, Edition):
            parent = parent_field(type(self.instance))
            self.initial["parent"] = getattr(self.instance, f"{parent}_id")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def _get_validation_exclusions(self) -> set[str]:
        """What the row belongs to takes part: names and numbers are unique below it."""
        exclude = super()._get_validation_exclusions()
        return exclude - {"edition", "group", "stage"}

    def values(self) -> dict[str, Any]:
        """What the deed is given."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


def form_of(model: type[models.Model]) -> type[RuleForm]:
    return forms.modelform_factory(
        model, form=RuleForm, fields=list(FIELDS[model]), formfield_callback=plain
    )


EditionForm = form_of(Edition)
FORMS: Mapping[type[models.Model], type[RuleForm]] = {
    model: form_of(model)
    for model in (
        Group,
        Category,
        Section,
        DocumentRule,
        VideoRule,
        CheckItem,
        Stage,
        Criterion,
    )
}


class CopyForm(forms.ModelForm):
    """What tells the new edition from the one that is copied."""

    class Meta:
        model = Edition
        fields = ["name", "year", "slug", "number_prefix"]
        formfield_callback = plain

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if not YEARS[0] <= year <= YEARS[1]:
            raise ValidationError(_("Tahunnya di luar jangkauan."))
        return year


class BandForm(forms.Form):
    """What a range of scores means; an empty line is none, so emptying one removes it."""

    lowest = forms.IntegerField(
        label=gettext_lazy("Dari"), min_value=0, max_value=32767, required=False
    )
    highest = forms.IntegerField(
        label=gettext_lazy("Sampai"), min_value=0, max_value=32767, required=False
    )
    text = PlainText(label=gettext_lazy("Arti"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        empty = [name for name in self.fields if data.get(name) in {None, ""}]
        if len(empty) == len(self.fields):
            return {}
        for name in empty:
            if name not in self.errors:
                self.add_error(name, _("Isi ketiganya, atau kosongkan barisnya."))
        lowest, highest = data.get("lowest"), data.get("highest")
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("highest", _("Batas atas lebih kecil daripada batas bawah."))
        return data


class BaseBands(forms.BaseFormSet):
    def bands(self) -> list[Band]:
        return [Band(**form.cleaned_data) for form in self.forms if form.cleaned_data]


Bands = forms.formset_factory(
    BandForm, formset=BaseBands, extra=3, max_num=20, absolute_max=40, validate_max=True
)


class PhasesForm(forms.Form):
    """The whole calendar: start and end of each phase; both empty while undecided."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen_phases(edition)
        rows = {phase.kind: phase for phase in edition.phases.all()}
        for kind, label in Phase.KINDS:
            row = rows.get(kind)
            for end, words in (("starts_at", _("mulai")), ("ends_at", _("berakhir"))):
                self.fields[f"{kind}-{end}"] = MomentField(
                    label=f"{label}: {words}",
                    required=False,
                    initial=getattr(row, end) if row else None,
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind, _label in Phase.KINDS:
            start, end = data.get(f"{kind}-starts_at"), data.get(f"{kind}-ends_at")
            if start and end and end <= start:
                self.add_error(f"{kind}-ends_at", backwards(kind))
            for name, own, other in (("starts_at", start, end), ("ends_at", end, start)):
                if other and not own and f"{kind}-{name}" not in self.errors:
                    self.add_error(f"{kind}-{name}", _("Isi keduanya, atau kosongkan keduanya."))
        return data

    def spans(self) -> dict[PhaseKind, Span]:
        data = self.cleaned_data
        return {
            PhaseKind(kind): (data[f"{kind}-starts_at"], data[f"{kind}-ends_at"])
            for kind, _label in Phase.KINDS
            if data[f"{kind}-starts_at"]
        }


class ReasonForm(forms.Form):
    """Every recorded change has a reason that everyone reads."""

    reason = LongText(
        label=gettext_lazy("Alasan"),
        max_length=1000,
        help_text=gettext_lazy("Dibaca semua orang di halaman aturan dan dalam surat."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplaceForm(ReasonForm):
    file = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)


class MoveForm(ReasonForm):
    starts_at = MomentField(label=gettext_lazy("Mulai"))
    ends_at = MomentField(label=gettext_lazy("Berakhir"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    field_order = ["starts_at", "ends_at", "reason"]


class ExtendForm(ReasonForm):
    unit = UnitCodeField(
        label=gettext_lazy("Kode unit"),
        required=True,
        help_text=gettext_lazy("Kode wilayah atau kode registrasi, lihat halaman Unit."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Masa"),
        choices=[(kind, label) for kind, label in Phase.KINDS if kind in GRANTED],
    )
    until = MomentField(label=gettext_lazy("Diperpanjang sampai"))
    field_order = ["unit", "kind", "until", "reason"]


class CorrectForm(ReasonForm):
    text = LongText(
        label=gettext_lazy("Teks yang benar"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    seen = PlainText(widget=forms.HiddenInput, required=False, strip=False)
    field_order = ["text", "reason"]
