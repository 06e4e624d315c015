"""Shapes of input about panels and score sheets."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Category, Criterion
from inovasi.lib.forms import LongText, PlainText
from judging.models import BlindCopy, Judge, Panel, ScoreSheet
from judging.queries import candidates, proposed_copy
from judging.scoring import is_on_step
from judging.workflow.sheets import NOTES, written
from submissions.models import Submission
from units.models import Unit, User

MOST_CHOICES = 11
"""A scale of up to so many scores, such as 0 to 10, is shown as choices."""


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
    is_chair = forms.BooleanField(
        label=gettext_lazy("Ketua tim penilai"),
        required=False,
        help_text=Judge._meta.get_field("is_chair").help_text,
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
                "is_chair": judge.is_chair,
            },
        )
        form.fields["email"].widget = forms.HiddenInput()
        form.fields.pop("replaces", None)
        return form

    def facts(self) -> dict[str, Any]:
        """What `workflow.appoint` asks for, besides the person."""
        names = ("home_unit", "former_units", "categories", "max_load", "is_chair")
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


class UnitsForm(forms.Form):
    """The units with which a judge of a blind stage has a conflict; none is an answer too."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Unit yang punya hubungan dengan saya"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = PlainText(
        label=gettext_lazy("Alasan"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Wajib bila ada unit yang dicentang."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("units") and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("Tulis alasannya."))
        return self.cleaned_data


class BlindCopyForm(forms.Form):
    """An entry without names: proposed from the entry at first, then as panitia has written it."""

    title = PlainText(label=gettext_lazy("Judul"), max_length=200)
    summary = LongText(label=gettext_lazy("Ringkasan inovasi"), required=False, max_length=100_000)
    files = forms.MultipleChoiceField(
        label=gettext_lazy("Berkas yang bebas nama"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Buka dulu setiap berkas. Yang tidak dicentang tidak ditampilkan kepada juri."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = list(submission.answers.select_related("section"))
        self.files = {str(each.file.pk): each for each in candidates(submission)}
        self.fields["files"].choices = [(key, each.label) for key, each in self.files.items()]
        for answer in self.answers:
            self.fields[f"text-{answer.section_id}"] = LongText(
                label=str(answer.section), required=False, max_length=100_000
            )
        copy = getattr(submission, "blind_copy", None)
        self.initial = _proposed_values(submission) if copy is None else _values_of_copy(copy)

    def facts(self) -> dict[str, Any]:
        """What `workflow.save_copy` asks for."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "summary": data["summary"],
            "answers": {each.section: data[f"text-{each.section_id}"] for each in self.answers},
            "files": [self.files[key].file for key in data["files"]],
            "version": data["version"],
        }


def _proposed_values(submission: Submission) -> dict[str, Any]:
    proposed = proposed_copy(submission)
    texts = {f"text-{section.pk}": text for section, text in proposed.answers.items()}
    return {"version": 0, "title": proposed.title, "summary": proposed.summary} | texts


def _values_of_copy(copy: BlindCopy) -> dict[str, Any]:
    texts = {f"text-{each.section_id}": each.text for each in copy.answers.all()}
    files = [str(each.file_id) for each in copy.files.all()]
    return {
        "version": copy.version,
        "title": copy.title,
        "summary": copy.summary,
        "files": files,
    } | texts


class ScoreField(forms.DecimalField):
    """A score within the scale of its criterion, with comma or point."""

    LONGEST = 20

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
        text = value.replace(",", ".").strip() if isinstance(value, str) else ""
        if len(text) > self.LONGEST:
            # Exact arithmetic with a million digits would keep a server busy for a minute.
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class SheetForm(forms.Form):
    """One field per criterion; a draft may leave some empty. Three notes for three readers."""

    remark = LongText(
        label=gettext_lazy("Catatan untuk unit"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("Unit membaca catatan ini setelah hasil diumumkan."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    panel_note = LongText(
        label=gettext_lazy("Catatan untuk tim penilai"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy(
            "Dibaca panitia dan juri lain usulan ini setelah mereka menandatangani lembarnya."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    private_note = LongText(
        label=gettext_lazy("Catatan pribadi"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("Hanya Anda yang membacanya."),
        widget=forms.Textarea(attrs={"rows": 3}),
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
        self.initial = {"version": 0} | (values_of(sheet) if sheet is not None else {})

    def clean(self) -> dict[str, Any]:
        """A score for a criterion that is no longer there must not vanish without a word."""
        gone = [name for name in self.data if name.startswith("score-") and name not in self.fields]
        if any(self.data[name] for name in gone):
            raise ValidationError(
                _("Kriteria berubah sejak halaman ini dibuka. Muat ulang, lalu periksa nilainya.")
            )
        return self.cleaned_data

    def criterion_fields(self) -> list[dict[str, Any]]:
        return [
            {"criterion": c, "field": self[f"score-{c.pk}"], "choices": choices_of(c)}
            for c in self.criteria
        ]

    def scores(self) -> dict[Criterion, Decimal]:
        """Only what was filled in: an empty field is missing, never 0."""
        values = {c: self.cleaned_data.get(f"score-{c.pk}") for c in self.criteria}
        return {criterion: value for criterion, value in values.items() if value is not None}

    def unreadable(self) -> list[Criterion]:
        """Criteria whose field holds something that is no score of theirs."""
        return [c for c in self.criteria if f"score-{c.pk}" in self.errors]

    def notes(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in NOTES if name in self.cleaned_data}


def choices_of(criterion: Criterion) -> list[str]:
    """Every score of a short scale, to be chosen instead of written; empty for a long one."""
    number = int(criterion.max_score / criterion.step) + 1
    if number > MOST_CHOICES:
        return []
    return [written(criterion.step * place) for place in range(number)]


def values_of(sheet: ScoreSheet) -> dict[str, Any]:
    """A saved sheet as the fields of its form show it."""
    scores = {f"score-{each.criterion_id}": written(each.value) for each in sheet.scores.all()}
    notes = {name: getattr(sheet, name) for name in NOTES}
    return {"version": sheet.version, **notes, **scores}
