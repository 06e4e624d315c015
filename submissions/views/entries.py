"""Pages of the unit: list, entering, the desk, handing in, the receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, refuse_unless
from submissions import checks, workflow, writing
from submissions.forms import CategoryForm, EntryForm, StatementForm
from submissions.models import STATUS_TONES, VERB_LABELS, Submission
from submissions.permissions import may_submit, may_write, takes_part
from submissions.presentation import entry_parts
from submissions.states import Status, Verb
from units.models import Unit


def visible_submission(request: Request, pk: int) -> Submission:
    """The entry, or 404 for whom it does not exist."""
    rows = Submission.objects.visible_to(request.user).select_related(
        "innovation", "unit", "edition", "group", "category"
    )
    return get_object_or_404(rows, pk=pk)


def own_submission(request: Request, pk: int) -> Submission:
    """The entry for a page on which only its own side writes: panitia gets 403, strangers 404."""
    submission = visible_submission(request, pk)
    refuse_unless(takes_part(request.user, submission), _("Halaman ini milik unit pengusul."))
    return submission


def submission_list(request: Request) -> HttpResponse:
    submissions = Submission.objects.visible_to(request.user).for_list()
    is_member = Unit.objects.of(request.user).exists()
    context = {
        "page": page_of(submissions, request),
        "open_editions": [
            edition
            for edition in Edition.objects.in_view()
            if is_member and edition.asks(Action.WRITE, request.at).is_open
        ],
    }
    return render(request, "submissions/list.html", context)


def submission_new(request: Request, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.public(), slug=slug)
    refuse_unless(
        Unit.objects.of(request.user).exists(), _("Anda belum menjadi anggota unit mana pun.")
    )
    refuse_unless(calendar_verdict(edition, Action.WRITE, request.at))
    form = EntryForm(
        posted(request),
        user=request.user,
        edition=edition,
        initial={"innovation": request.GET.get("inovasi")},
    )
    if request.method == "POST" and form.is_valid():
        submission = workflow.enter(
            edition=edition, user=request.user, at=request.at, **form.cleaned_data
        )
        messages.success(request, _("Usulan dibuat sebagai draf. Lengkapi daftar di bawah."))
        return redirect("submission", submission.pk)
    context = {"form": form, "edition": edition}
    return render(request, "submissions/new.html", context, status=422 if form.errors else 200)


def submission_page(request: Request, pk: int) -> HttpResponse:
    """The desk while the unit writes; afterwards the entry as it was handed in."""
    submission = visible_submission(request, pk)
    write = may_write(request.user, submission, request.at)
    is_own = takes_part(request.user, submission)
    context: dict[str, Any] = {
        "submission": submission,
        "is_own": is_own,
        "write": write,
        "submit": may_submit(request.user, submission, request.at),
        "history": _history(submission),
        "last_check": _last_check(submission),
        **entry_parts(submission),
    }
    if is_own and submission.is_editable:
        requirements = checks.requirements(submission)
        context["tasks"] = tasks = [_task(submission, each) for each in requirements]
        context["next_task"] = next(
            (task for task in tasks if task["state"] == "needed" and task["url"]), None
        )
        context["gaps"] = sum(not each.is_met for each in requirements)
    return render(request, "submissions/page.html", context)


def submission_category(request: Request, pk: int) -> HttpResponse:
    submission = own_submission(request, pk)
    refuse_unless(may_write(request.user, submission, request.at))
    form = CategoryForm(
        posted(request),
        edition=submission.edition,
        initial={"category": submission.category},
    )
    if request.method == "POST" and form.is_valid():
        writing.choose_category(
            submission, category=form.cleaned_data["category"], user=request.user, at=request.at
        )
        messages.success(request, _("Kategori sudah diganti."))
        return redirect("submission", pk)
    context = {"form": form, "submission": submission}
    return render(request, "submissions/category.html", context, status=422 if form.errors else 200)


def submission_handover(request: Request, pk: int) -> HttpResponse:
    """Read once more, state that it is true, hand in."""
    submission = own_submission(request, pk)
    if request.method == "GET" and not submission.is_editable:
        return redirect("submission-receipt", pk)
    submit = may_submit(request.user, submission, request.at)
    if request.method == "POST" and submission.is_editable:
        refuse_unless(submit)
    form = StatementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.submit(submission, user=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return redirect("submission-receipt", pk)
    context = {
        "form": form,
        "submission": submission,
        "missing": [_task(submission, each) for each in checks.missing(submission)],
        "submit": submit,
        **entry_parts(submission),
    }
    return render(request, "submissions/handover.html", context, status=422 if form.errors else 200)


def submission_receipt(request: Request, pk: int) -> HttpResponse:
    submission = visible_submission(request, pk)
    snapshot = submission.snapshots.select_related("statement_by").first()
    if snapshot is None:
        return redirect("submission", pk)
    context = {"submission": submission, "snapshot": snapshot}
    return render(request, "submissions/receipt.html", context)


def _task(submission: Submission, requirement: checks.Requirement) -> dict[str, str]:
    return {
        "label": requirement.label,
        "note": requirement.note,
        "state": "done" if requirement.is_met else "needed",
        "url": _place(submission, requirement.place),
    }


def _place(submission: Submission, place: tuple[str, int] | None) -> str:
    """Where a requirement is put right."""
    match place:
        case ("section", section_id):
            return reverse("submission-section", args=[submission.pk, section_id])
        case ("document", rule_id):
            return reverse("submission-document", args=[submission.pk, rule_id])
        case ("video", _any):
            return reverse("submission-video", args=[submission.pk])
        case ("innovation", innovation_id):
            return reverse("innovation-edit", args=[innovation_id])
    return ""


def _history(submission: Submission) -> list[dict[str, Any]]:
    return [
        {
            "label": VERB_LABELS[Verb(event.verb)],
            "actor": event.actor,
            "time": event.at,
            "note": event.note,
            "tone": STATUS_TONES[Status(event.status)],
        }
        for event in submission.events.select_related("actor").order_by("-at", "-pk")
    ]


def _last_check(submission: Submission) -> Any:
    """The latest administrative check with what it found wanting."""
    snapshot = (
        submission.snapshots.filter(check_done__isnull=False)
        .select_related("check_done__decided_by")
        .prefetch_related("check_done__findings__item")
        .first()
    )
    return snapshot and snapshot.check_done
