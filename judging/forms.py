"""Shapes of input about panels and score sheets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Category, Criterion
from inovasi.lib.forms import LongText, PlainText
from judging.models import Judge, Panel, ScoreSheet
from judging.scoring import is_on_step
from judging.workflow.sheets import written
from units.models import Unit, User


class PanelForm(forms.Form):
    decree_number = PlainText(label=gettext_lazy("Nomor SK"), max_length=100)
    decree_date = forms.DateField(
        label=gettext_lazy("Tanggal SK"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    statement = LongText(
        label=gettext_lazy("Pakta integritas"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy("Ditandatangani setiap juri sebelum usulan terbuka baginya."),
        widget=forms.Textarea(attrs={"rows": 5}),
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
    former_units = forms.ModelMultipleChoiceField(
        Unit.objects.all(),
        label=gettext_lazy("Unit terdahulu"),
        required=False,
        help_text=gettext_lazy("Tempat bertugas sebelumnya; usulannya juga tidak dapat dinilai."),
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(),
        label=gettext_lazy("Kategori yang dinilai"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Kosong: semua kategori."),
    )
    max_load = forms.IntegerField(
        label=gettext_lazy("Paling banyak usulan"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=gettext_lazy("Kosong: tidak dibatasi."),
    )
    replaces = forms.ModelChoiceField(
        Judge.objects.none(),
        label=gettext_lazy("Menggantikan"),
        required=False,
        empty_label=gettext_lazy("Tidak menggantikan siapa pun"),
        help_text=gettext_lazy("Usulan yang belum selesai dinilai langsung dialihkan."),
    )

    def __init__(self, *args: Any, panel: Panel | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if panel is None:
            return
        self.fields["categories"].queryset = panel.stage.edition.categories.all()
        left = panel.judges.filter(left_at__isnull=False, successor=None).select_related("user")
        self.fields["replaces"].queryset = left
        if not left:
            del self.fields["replaces"]

    @classmethod
    def of(cls, judge: Judge) -> "AppointForm":
        """What is known of a judge, to be changed."""
        form = cls(
            panel=judge.panel,
            initial={
                "email": judge.user.email,
                "home_unit": judge.home_unit_id,
                "former_units": [each.pk for each in judge.former_units.all()],
                "categories": [each.pk for each in judge.categories.all()],
                "max_load": judge.max_load,
            },
        )
        form.fields["email"].widget = forms.HiddenInput()
        form.fields.pop("replaces", None)
        return form

    def facts(self) -> dict[str, Any]:
        """What `workflow.appoint` asks for, besides the person."""
        names = ("home_unit", "former_units", "categories", "max_load")
        return {name: self.cleaned_data[name] for name in names} | {
            "replaces": self.cleaned_data.get("replaces")
        }

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


class DismissalForm(ReasonForm):
    """Ending a membership; what becomes of signed sheets has to be chosen, not assumed."""

    excludes_scores = forms.TypedChoiceField(
        label=gettext_lazy("Lembar yang sudah ditandatangani"),
        choices=[
            ("tidak", gettext_lazy("Tetap dihitung, misalnya karena juri sakit")),
            ("ya", gettext_lazy("Dikecualikan dari peringkat, tetapi disimpan")),
        ],
        coerce=lambda choice: choice == "ya",
        widget=forms.RadioSelect,
    )


class DecisionForm(forms.Form):
    """Panitia decides about a conflict of interest."""

    holds = forms.TypedChoiceField(
        label=gettext_lazy("Keputusan"),
        choices=[
            ("ya", gettext_lazy("Ada benturan: juri tidak menilai usulan ini")),
            ("tidak", gettext_lazy("Bukan benturan: juri boleh menilai")),
        ],
        coerce=lambda choice: choice == "ya",
        widget=forms.RadioSelect,
    )
    note = PlainText(
        label=gettext_lazy("Pertimbangan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ScoreField(forms.DecimalField):
    """A score within the scale of its criterion, with comma or point."""

    def __init__(self, criterion: Criterion) -> None:
        self.criterion = criterion
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

    def validate(self, value: Any) -> None:
        super().validate(value)
        step = self.criterion.step
        if value is not None and value.is_finite() and not is_on_step(value, step):
            raise ValidationError(_("Nilai naik per %(step)s.") % {"step": written(step)})

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
                self.initial[f"score-{score.criterion_id}"] = written(score.value)

    def criterion_fields(self) -> list[dict[str, Any]]:
        return [{"criterion": c, "field": self[f"score-{c.pk}"]} for c in self.criteria]

    def scores(self) -> dict[Criterion, Decimal]:
        """Only what was filled in: an empty field is missing, never 0."""
        values = {c: self.cleaned_data[f"score-{c.pk}"] for c in self.criteria}
        return {criterion: value for criterion, value in values.items() if value is not None}
