"""The score sheet that saves by itself: the button's deed, asked for in JSON."""

from typing import Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from inovasi.lib import kept_text
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, Stale
from judging import workflow
from judging.forms import SheetForm, values_of
from judging.models import Assignment


def autosave(request: Request, assignment: Assignment, form: SheetForm) -> JsonResponse:
    """Saves every criterion that holds a score; what does not is told at its field, the saved score
    stays. Every answer but a save has a `reason`.
    """
    if kept_text.writer_of(request.POST.get("writer", "")) != request.user.pk:
        words = _(
            "Di peramban ini sekarang masuk akun lain: %(name)s. Masuk lagi dengan akun Anda."
        )
        return _said(403, words % {"name": request.user})
    form.is_valid()
    if "version" in form.errors or form.non_field_errors():
        return _said(422, " ".join(form.non_field_errors()) or _("Muat ulang halaman ini."))
    try:
        sheet = workflow.save_sheet(
            assignment,
            scores=form.scores(),
            untouched=form.unreadable(),
            version=form.cleaned_data["version"],
            user=request.user,
            at=request.at,
            **form.notes(),
        )
    except Refused as refusal:
        keep(request, assignment, form, refusal.reason)
        return _said(403, refusal.reason)
    except Stale as stale:
        return _said(409, _("Lembar ini disimpan di tab lain."), values=values_of(stale.current))
    kept_text.forget(request)
    return JsonResponse(
        {
            "saved": f"{timezone.localtime(request.at):%H.%M.%S}",
            "version": sheet.version,
            "errors": {name: " ".join(words) for name, words in form.errors.items()},
        }
    )


def keep(request: Request, assignment: Assignment, form: SheetForm, reason: str) -> None:
    """A door that closed meanwhile loses no score: what was sent goes to the sheet's history."""
    form.is_valid()
    content = {
        "nilai": [
            {"kriteria": criterion.name, "nilai": str(value)}
            for criterion, value in form.scores().items()
        ],
        "catatan_unit": form.cleaned_data.get("remark", ""),
        "catatan_tim": form.cleaned_data.get("panel_note", ""),
    }
    workflow.keep_refused(
        assignment, content=content, reason=reason, user=request.user, at=request.at
    )


def _said(status: int, reason: object, **more: Any) -> JsonResponse:
    return JsonResponse({"reason": str(reason), **more}, status=status)
