"""The administrative desk of panitia."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of, refusal_page
from inovasi.lib.verdict import Refused
from submissions import checks, workflow
from submissions.forms import CheckForm
from submissions.models import Check, Submission
from submissions.permissions import may_check
from submissions.presentation import entry_parts
from submissions.states import Status


def check_queue(request: Request) -> HttpResponse:
    """Entries waiting for a check, oldest first, and those that are being repaired."""
    rows = Submission.objects.for_list().order_by("submitted_at", "pk")
    context = {
        "page": page_of(rows.filter(status=Status.SUBMITTED), request),
        "returned": rows.filter(status=Status.RETURNED)[:50],
    }
    return render(request, "submissions/check_queue.html", context)


def check_page(request: Request, pk: int) -> HttpResponse:
    submission = get_object_or_404(
        Submission.objects.exclude(status=Status.DRAFT).select_related(
            "innovation", "unit", "edition", "group", "category"
        ),
        pk=pk,
    )
    snapshot = submission.snapshots.latest("revision")
    verdict = may_check(request.user, submission, request.at)
    form = CheckForm(
        posted(request),
        items=list(submission.group.check_items.all()),
        at=request.at,
        initial={"revision": snapshot.revision},
    )
    if request.method == "POST" and not verdict:
        return refusal_page(request, verdict.reason, form)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.decide_check(
                submission,
                form.ruling(),
                revision=form.cleaned_data["revision"],
                user=request.user,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Keputusan tersimpan dan unit diberi tahu."))
            return redirect("checks")
    context = {
        "submission": submission,
        "snapshot": snapshot,
        "form": form,
        "verdict": verdict,
        "requirements": _machine_findings(submission),
        "earlier": Check.objects.filter(snapshot__submission=submission)
        .select_related("snapshot", "decided_by")
        .prefetch_related("findings__item"),
        **entry_parts(submission),
    }
    return render(request, "submissions/check.html", context, status=422 if form.errors else 200)


def _machine_findings(submission: Submission) -> list[dict[str, str]]:
    """The same list of checks that the unit saw."""
    return [
        {
            "label": each.label,
            "note": each.note,
            "state": "done" if each.is_met else "warn",
            "url": "",
        }
        for each in checks.requirements(submission)
    ]
