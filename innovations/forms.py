"""Shapes of input about innovations: a short one to begin with, the whole record to go on."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from innovations.models import Innovation, Theme
from inovasi.lib.forms import DateInput, LongText, PlainText
from units.models import Unit, User

BASICS = [
    "title",
    "summary",
    "stage",
    "initiator",
    "initiated_on",
    "applied_on",
    "is_digital",
]


class BasicsForm(forms.ModelForm):
    """What it takes to begin a record."""

    title = PlainText(label=_("Nama inovasi"), max_length=200)
    summary = LongText(
        label=_("Ringkasan"),
        max_length=5000,
        help_text=_("Masalah apa yang dijawab, dengan cara apa, dan apa hasilnya."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Innovation
        fields = ["unit", *BASICS]
        widgets = {"initiated_on": DateInput(), "applied_on": DateInput()}

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.helper = FormHelper()
        self.helper.form_tag = False


class RecordForm(forms.ModelForm):
    """The whole record."""

    title = PlainText(label=_("Nama inovasi"), max_length=200)
    summary = LongText(
        label=_("Ringkasan"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    initiator_name = PlainText(label=_("Nama inisiator"), max_length=150, required=False)
    design_rationale = LongText(
        label=_("Rancang bangun"),
        max_length=30_000,
        required=False,
        help_text=Innovation._meta.get_field("design_rationale").help_text,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    priority_programme = PlainText(
        label=_("Program prioritas"),
        max_length=200,
        required=False,
        help_text=_("Program prioritas daerah atau nasional yang didukung, bila ada."),
    )
    aims = LongText(label=_("Tujuan"), max_length=10_000, required=False)
    benefits = LongText(label=_("Manfaat"), max_length=10_000, required=False)
    results = LongText(label=_("Hasil"), max_length=10_000, required=False)
    place = PlainText(label=_("Lokasi"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Innovation
        fields = [
            *BASICS,
            "initiator_name",
            "form",
            "theme",
            "priority_programme",
            "main_affair",
            "other_affairs",
            "sdgs",
            "trial_on",
            "design_rationale",
            "aims",
            "benefits",
            "results",
            "has_developed",
            "place",
            "latitude",
            "longitude",
            "replicates",
        ]
        widgets = {
            "initiated_on": DateInput(),
            "trial_on": DateInput(),
            "applied_on": DateInput(),
            "sdgs": forms.CheckboxSelectMultiple,
            "other_affairs": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        others = Innovation.objects.to_follow(user).exclude(pk=self.instance.pk)
        self.fields["replicates"].queryset = others.select_related("unit").order_by("title", "pk")
        self.fields["replicates"].label_from_instance = _with_unit
        self.fields["replicates"].empty_label = _("Bukan replikasi")
        offered = Q(is_offered=True) | Q(pk=self.instance.theme_id)
        self.fields["theme"].queryset = Theme.objects.filter(offered)
        self.fields["theme"].empty_label = _("Pilih tema")
        self.fields["main_affair"].empty_label = _("Pilih urusan")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("Pokok"), "title", "summary", "stage", "form", "is_digital"),
            Fieldset(_("Pemrakarsa"), "initiator", "initiator_name"),
            Fieldset(_("Waktu"), "initiated_on", "trial_on", "applied_on"),
            Fieldset(_("Uraian"), "design_rationale", "aims", "benefits", "results"),
            _folded(
                _("Tema dan program prioritas"), "theme", "priority_programme", "has_developed"
            ),
            _folded(_("Urusan pemerintahan"), "main_affair", "other_affairs"),
            _folded(_("Tujuan pembangunan berkelanjutan"), "sdgs"),
            _folded(_("Lokasi dan replikasi"), "place", "latitude", "longitude", "replicates"),
            "version",
        )


def _with_unit(innovation: Innovation) -> str:
    """Titles repeat from unit to unit."""
    return f"{innovation.title} ({innovation.unit})"


def _folded(title: Any, *names: str) -> Layout:
    """A group that opens on demand, so that a phone shows a short form first."""
    opening = format_html("<details class='section'><summary>{}</summary>", title)
    return Layout(HTML(opening), *names, HTML("</details>"))


class TeamForm(forms.Form):
    """One member a line: name, then the role after a comma."""

    members = LongText(
        label=_("Anggota tim"),
        required=False,
        max_length=5000,
        help_text=_("Satu orang per baris: nama, lalu perannya setelah koma."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def rows(self) -> list[tuple[str, str]]:
        lines = self.cleaned_data["members"].splitlines()
        parted = (line.partition(",") for line in lines if line.strip())
        return [(name.strip()[:150], role.strip()[:100]) for name, _comma, role in parted]


class MoveForm(forms.Form):
    note = LongText(
        label=_("Catatan"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
