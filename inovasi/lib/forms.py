"""Form pieces that every app shares."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean

LONGEST_NUMBER = 18
YEARS = (2000, 2100)
"""Outside these a year is a slip of the pen."""


def whole_number(text: str) -> int:
    """The number in a hidden field; 0 for whatever else a browser may send there."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else 0


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, for a form; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


class PlainText(forms.CharField):
    """A text field that stores what people see: hidden characters from pasted text are dropped.

    Django's own field refuses NUL with an error; here the text is kept and the NUL goes.
    """

    def to_python(self, value: Any) -> str:
        return super().to_python(clean(value) if isinstance(value, str) else value)


class LongText(PlainText):
    widget = forms.Textarea


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """A day and an hour in the zone of the portal."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value: Any) -> datetime | None:
        at = super().clean(value)
        if at is not None and not YEARS[0] <= at.year <= YEARS[1]:
            raise ValidationError(_("Tahunnya di luar jangkauan. Periksa tanggalnya."))
        return at
