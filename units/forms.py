"""Shapes of input about the registry."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inovasi.lib.forms import DateInput, LongText, PlainText
from units.accounts.passwords import password_help
from units.importing.matching import FIELDS, REQUIRED
from units.models import ROLE_WORDS, ImportRun, Membership, Unit, UnitKind, User


class UnitCodeField(PlainText):
    """Another unit, named by its code: names repeat, and a list of 800 is no help."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=32, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        code = super().clean(value)
        if not code:
            return None
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise ValidationError(_("Tidak ada unit dengan kode %(code)s.") % {"code": code})
        return unit


class UnitForm(forms.ModelForm):
    name = PlainText(label=gettext_lazy("Nama"), max_length=200)
    code = PlainText(
        label=gettext_lazy("Kode"),
        max_length=32,
        validators=Unit._meta.get_field("code").validators,
        help_text=gettext_lazy("Kode wilayah atau kode registrasi; tidak dapat diganti."),
    )
    parent = UnitCodeField(
        label=gettext_lazy("Kode unit induk"), help_text=gettext_lazy("Misalnya kode dinasnya.")
    )
    kecamatan = UnitCodeField(label=gettext_lazy("Kode kecamatan"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    class Meta:
        model = Unit
        fields = [
            "code",
            "name",
            "kind",
            "parent",
            "kecamatan",
            "counts_for_oioi",
            "active_from",
            "active_until",
        ]
        widgets = {"active_from": DateInput(), "active_until": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            self.initial["version"] = self.instance.version
            for name in ("parent", "kecamatan"):
                other = getattr(self.instance, name)
                self.initial[name] = other.code if other else ""
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_kecamatan(self) -> Unit | None:
        place = self.cleaned_data["kecamatan"]
        if place is not None and place.kind != UnitKind.KECAMATAN:
            raise ValidationError(_("Unit ini bukan kecamatan."))
        return place

    def deed_fields(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in {"code", "version"}}


class RetireForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Hari pertama tidak ada lagi"), widget=DateInput())
    reason = LongText(
        label=gettext_lazy("Alasan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    reason = LongText(
        label=gettext_lazy("Alasan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MergeForm(ReasonForm):
    into = UnitCodeField(label=gettext_lazy("Digabung ke unit dengan kode"), required=True)
    field_order = ["into", "reason"]


class ColumnsForm(forms.Form):
    """Which column of the sheet is which field."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("tidak ada"))]
        choices += [(str(i), header or f"#{i + 1}") for i, header in enumerate(run.headers)]
        for name, (words, _headers) in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=choices,
                required=name in REQUIRED,
                initial=str(run.columns.get(name, "")),
            )

    def columns(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place != ""}


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Alamat surel"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=Membership.Role)

    def clean_role(self) -> Membership.Role:
        return Membership.Role(self.cleaned_data["role"])


class NewcomerForm(forms.Form):
    """The account that an invitation makes; the address is fixed by the invitation."""

    full_name = PlainText(label=gettext_lazy("Nama lengkap"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = password_help()

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        person = User(email=self.email, full_name=self.cleaned_data.get("full_name", ""))
        validate_password(password, person)
        return password


class RoleForm(forms.Form):
    """Whom a role is given to: somebody who has an account, by its address."""

    email = forms.EmailField(
        label=gettext_lazy("Alamat surel"),
        help_text=gettext_lazy("Orangnya harus sudah punya akun."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Tugas"), choices=list(ROLE_WORDS.items()), widget=forms.RadioSelect
    )

    def clean_email(self) -> User:
        address = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise ValidationError(
                _("Tidak ada akun dengan alamat %(address)s.") % {"address": address}
            )
        return person
