"""Looking for lines of the ledger: by deed, person, object and day."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inovasi.lib.forms import DateInput, PlainText
from inovasi.records import subjects, words
from ledger.models import Line
from units.models import User

PEOPLE = 200


class SearchForm(forms.Form):
    """What the reader is looking for; empty fields ask nothing."""

    tindakan = forms.ChoiceField(label=_("Tindakan"), choices=words.choices, required=False)
    orang = PlainText(
        label=_("Oleh"), help_text=_("Nama atau surel"), max_length=100, required=False
    )
    hal = PlainText(
        label=_("Tentang"),
        help_text=_("Nomor atau judul usulan, unit, orang, edisi"),
        max_length=200,
        required=False,
    )
    dari = forms.DateField(label=_("Dari tanggal"), widget=DateInput, required=False)
    sampai = forms.DateField(label=_("Sampai tanggal"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        first, last = asked.get("dari"), asked.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("Tanggal ini sebelum tanggal awal."))
        return asked


def found(asked: dict[str, Any]) -> QuerySet[Line]:
    """The lines that answer to everything asked, newest first."""
    lines = Line.objects.order_by("-pk")
    verb, person, about = asked.get("tindakan"), asked.get("orang"), asked.get("hal")
    if verb:
        lines = lines.filter(verb__startswith=verb) if verb[-1] == "." else lines.filter(verb=verb)
    if person:
        people = User.objects.search(person).values_list("pk", flat=True)[:PEOPLE]
        lines = lines.filter(actor__in=list(people))
    if about:
        lines = lines.filter(subject__in=subjects.matching(about))
    if asked.get("dari"):
        lines = lines.filter(at__gte=_begin(asked["dari"]))
    if asked.get("sampai"):
        lines = lines.filter(at__lt=_begin(asked["sampai"] + timedelta(days=1)))
    return lines


def _begin(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
