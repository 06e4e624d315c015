"""Shapes of input about workshops."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.forms import LongText, MomentField, PlainText
from units.models import UnitKind, User
from workshops.models import Workshop
from workshops.workflow import AUDIENCE, FACTS

OTHER = "lain"


class WorkshopForm(forms.ModelForm):
    """All that is known of a workshop; whom it invites is fixed once it is announced."""

    title = PlainText(label=gettext_lazy("Judul"), max_length=150)
    about = LongText(
        label=gettext_lazy("Keterangan"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=Workshop._meta.get_field("about").help_text,
    )
    starts_at = MomentField(label=gettext_lazy("Mulai"))
    ends_at = MomentField(label=gettext_lazy("Selesai"))
    registration_closes_at = MomentField(label=gettext_lazy("Pendaftaran ditutup"))
    place = PlainText(label=gettext_lazy("Tempat"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Tautan daring"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=Workshop._meta.get_field("link").help_text,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Jenis unit yang diundang"),
        choices=UnitKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tanpa pilihan: semua jenis unit."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)

    class Meta:
        model = Workshop
        fields = [*FACTS, *AUDIENCE]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].empty_label = _("Seluruh kabupaten")
        if self.instance.announced_at is not None:
            for name in AUDIENCE:
                del self.fields[name]
        self.initial |= {"token": self.instance.token, "version": self.instance.version}
        self.helper = FormHelper()
        self.helper.form_tag = False

    def facts(self) -> dict[str, Any]:
        """What the deed is given."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}


class ReasonForm(forms.Form):
    reason = LongText(
        label=gettext_lazy("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ParticipantForm(forms.Form):
    """Whom the unit sends: one of those who act for it, or a colleague by name."""

    who = forms.ChoiceField(label=gettext_lazy("Siapa yang datang"), widget=forms.RadioSelect)
    name = PlainText(
        label=gettext_lazy("Nama peserta"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Isi hanya bila memilih orang lain. Tulis dengan gelarnya."),
    )
    position = PlainText(label=gettext_lazy("Jabatan"), max_length=150, required=False)

    def __init__(self, *args: Any, members: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {str(person.pk): person for person in members}
        choices = [(key, str(person)) for key, person in self._members.items()]
        self.fields["who"].choices = [*choices, (OTHER, _("Orang lain dari unit ini"))]
        if not self._members:
            self.initial["who"] = OTHER
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("who") == OTHER and not data.get("name") and "name" not in self.errors:
            self.add_error("name", ValidationError(_("Tulis nama pesertanya.")))
        return data

    def facts(self) -> dict[str, Any]:
        """What the deed is given."""
        person = self._members.get(self.cleaned_data["who"])
        name = "" if person else self.cleaned_data["name"]
        return {"person": person, "name": name, "position": self.cleaned_data["position"]}
