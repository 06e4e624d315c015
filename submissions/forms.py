"""Shapes of input about entries. Drafts are checked loosely; `checks` decides at submission."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from competitions.models import CheckItem, Edition, Section
from innovations.models import Innovation
from inovasi.lib.dates import moment
from inovasi.lib.forms import LongText, PlainText
from submissions.exports.entries import ANSWERS, COLUMNS, USUAL
from submissions.models import LONGEST_ANSWER, Check, Finding, Submission, TeamRight
from submissions.queries import QUEUES, WAITING, Wanted
from submissions.snapshots import statement_of
from submissions.workflow import Ruling
from units.models import Unit, User


class EntryForm(forms.Form):
    """Which innovation enters the edition, in which group and category.

    Offers what has not entered yet; a second click on the same choice is no mistake.
    """

    innovation = forms.ModelChoiceField(
        Innovation.objects.none(), label=_("Inovasi"), empty_label=_("Pilih inovasi")
    )
    group = forms.ModelChoiceField(None, label=_("Kelompok"), empty_label=None)
    category = forms.ModelChoiceField(
        None, label=_("Kategori"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: User, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Innovation.objects.filter(unit__in=Unit.objects.of(user))
        offered = own if self.is_bound else own.exclude(submissions__edition=edition)
        self.fields["innovation"].queryset = offered
        self.fields["group"].queryset = edition.groups.all()
        self.fields["category"].queryset = edition.categories.all()


class CategoryForm(forms.Form):
    category = forms.ModelChoiceField(
        None, label=_("Kategori"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = edition.categories.all()


class AnswerForm(forms.Form):
    """The text of a section. Too long is told, never cut off: no `maxlength` for the browser."""

    text = LongText(
        required=False,
        max_length=LONGEST_ANSWER,
        strip=False,
        error_messages={
            "max_length": _(
                "Tulisan ini terlalu panjang untuk disimpan: %(show_value)d huruf, "
                "paling banyak %(limit_value)d."
            )
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, section: Section | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = self.fields["text"].widget.attrs
        attrs.pop("maxlength", None)
        attrs.update(rows=16)
        if section is not None:
            self.fields["text"].label = section.title


class CaptionForm(forms.Form):
    """What a file of evidence shows."""

    caption = PlainText(label=_("Keterangan"), required=False, max_length=200)


class TeamRightForm(forms.Form):
    email = forms.EmailField(
        label=_("Alamat surel"), help_text=_("Alamat akun orang itu di portal ini.")
    )
    level = forms.ChoiceField(
        label=_("Hak"),
        choices=TeamRight.Level,
        initial=TeamRight.Level.WRITE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih haknya.")},
    )

    def clean_level(self) -> TeamRight.Level:
        return TeamRight.Level(self.cleaned_data["level"])


class StatementForm(forms.Form):
    """The edition's statement of truth, which stands under every submission."""

    is_true = forms.BooleanField(
        error_messages={"required": _("Centang pernyataan ini untuk mengajukan usulan.")},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_true"].label = statement_of(edition)


class CheckForm(forms.Form):
    """The check list: a result and a note for each item, then the decision."""

    decision = forms.ChoiceField(
        label=_("Keputusan"),
        choices=Check.Decision,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih keputusannya.")},
    )
    note = LongText(
        label=_("Catatan untuk unit"),
        required=False,
        max_length=5000,
        help_text=_("Wajib diisi bila dikembalikan atau tidak lolos. Unit membaca catatan ini."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    repair_due_at = forms.DateTimeField(
        label=_("Batas perbaikan"),
        required=False,
        help_text=_("Wajib diisi bila dikembalikan."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        items: list[CheckItem],
        at: datetime,
        closes_at: datetime | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self._offer_due_date(at, closes_at)
        for item in items:
            self.fields[f"result-{item.pk}"] = forms.ChoiceField(
                label=item.title,
                choices=Finding.Result,
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih hasilnya.")},
            )
            self.fields[f"note-{item.pk}"] = PlainText(
                label=_("Catatan"), required=False, max_length=500
            )

    def _offer_due_date(self, at: datetime, closes_at: datetime | None) -> None:
        """Five days, cut off where the calendar ends the time for repairs."""
        field = self.fields["repair_due_at"]
        suggested = _end_of_day(at + timedelta(days=5))
        if closes_at is None:
            field.initial = suggested
            return
        field.initial = min(suggested, timezone.localtime(closes_at))
        field.help_text = _("Wajib diisi bila dikembalikan; paling lambat %(end)s.") % {
            "end": moment(closes_at)
        }

    def item_fields(self) -> list[Mapping[str, Any]]:
        return [
            {
                "item": item,
                "result": self[f"result-{item.pk}"],
                "note": self[f"note-{item.pk}"],
            }
            for item in self.items
        ]

    def ruling(self) -> Ruling:
        """What was decided; a due date is only meant for a return."""
        data = self.cleaned_data
        decision = Check.Decision(data["decision"])
        return Ruling(
            decision=decision,
            results={
                item: (Finding.Result(data[f"result-{item.pk}"]), data[f"note-{item.pk}"])
                for item in self.items
            },
            note=data["note"],
            repair_due_at=data["repair_due_at"] if decision == Check.Decision.RETURN else None,
        )


class SecondForm(forms.Form):
    """The second pair of eyes on a fail."""

    upholds = forms.TypedChoiceField(
        label=_("Keputusan Anda"),
        choices=[("ya", _("Setuju: tidak lolos")), ("tidak", _("Tidak setuju: periksa lagi"))],
        coerce=lambda value: value == "ya",
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih setuju atau tidak.")},
    )
    note = LongText(
        label=_("Catatan untuk panitia yang memutuskan"),
        required=False,
        max_length=5000,
        help_text=_("Wajib diisi bila tidak setuju. Unit tidak membaca catatan ini."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OverdueForm(forms.Form):
    """Why an entry whose repair is overdue does not pass."""

    note = LongText(
        label=_("Catatan untuk unit"),
        max_length=5000,
        initial=_("Perbaikan tidak diajukan sampai batas waktunya."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PassManyForm(forms.Form):
    """The entries that pass together, each by its own tick."""

    entries = forms.ModelMultipleChoiceField(
        Submission.objects.none(),
        error_messages={"required": _("Centang paling sedikit satu usulan.")},
    )

    def __init__(self, *args: Any, offered: Iterable[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = Submission.objects.filter(
            pk__in=[each.pk for each in offered]
        )


class QueueForm(forms.Form):
    """Which pile of the desk, of which edition, with which words in title or unit."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), choices=QUEUES.items(), required=False)
    edisi = forms.ModelChoiceField(
        Edition.objects.none(),
        label=_("Edisi"),
        required=False,
        to_field_name="slug",
        empty_label=_("Semua edisi"),
    )
    cari = PlainText(label=_("Judul atau unit"), required=False, max_length=100)

    def __init__(self, *arguments: Any, at: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["edisi"].queryset = Edition.objects.public(at)

    def wanted(self) -> Wanted:
        """What was asked for; a senseless part is left out."""
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(asked.get("keadaan") or WAITING, asked.get("edisi"), asked.get("cari", ""))


class ExportForm(forms.Form):
    """Which entries leave as a table, with which columns."""

    edisi = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Edisi"), to_field_name="slug", empty_label=None
    )
    kolom = forms.MultipleChoiceField(
        label=_("Kolom"),
        choices=[
            *((name, label) for name, (label, _cell) in COLUMNS.items()),
            (ANSWERS, _("Jawaban setiap bagian")),
        ],
        initial=USUAL,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu kolom.")},
    )
    jenis = forms.ChoiceField(
        label=_("Bentuk berkas"),
        choices=[("xlsx", _("XLSX (Excel)")), ("csv", _("CSV"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, at: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["edisi"].queryset = Edition.objects.public(at)


def _end_of_day(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=23, minute=59, second=0, microsecond=0)
