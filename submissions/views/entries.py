"""Pages of the unit: list, entering, the desk, handing in, the receipt."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib import clock
from inovasi.lib.forms import posted
from inovasi.lib.http import Request, attachment
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, refuse_unless
from submissions import checks, reading, workflow, writing
from submissions.exports import receipt
from submissions.forms import CategoryForm, EntryForm, StatementForm
from submissions.models import STATUS_TONES, VERB_LABELS, Check, Snapshot, Submission
from submissions.permissions import may_submit, may_withdraw, may_write, takes_part
from submissions.presentation import entry_parts
from submissions.states import Status, Verb
from units.models import Unit

TASK_STATES = {
    checks.State.MET: "done",
    checks.State.WARNING: "warn",
    checks.State.UNMET: "needed",
}


def visible_submission(request: Request, pk: int) -> Submission:
    """The entry, or 404 for whom it does not exist."""
    rows = Submission.objects.visible_to(request.user).select_related(
        "innovation", "unit", "edition", "group__video_rule", "category"
    )
    rows = rows.with_membership(request.user).prefetch_related("edition__phases")
    submission = get_object_or_404(rows, pk=pk)
    submission.recall_member(request.user, submission.is_members)
    return submission


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
            for edition in Edition.objects.in_view(request.at)
            if is_member and edition.asks(Action.WRITE, request.at).is_open
        ],
    }
    return render(request, "submissions/list.html", context)


def submission_new(request: Request, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.public(request.at), slug=slug)
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
        "withdraw": may_withdraw(request.user, submission, request.at),
        "history": _history(submission),
        "last_check": _last_check(submission) if submission.is_handed_in else None,
    }
    if not is_own:
        reading.note(submission, user=request.user, at=request.at)
    if not is_own or not submission.is_editable:
        context |= entry_parts(submission, request.user)
    else:
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
    form = StatementForm(posted(request), edition=submission.edition)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.submit(submission, user=request.user, at=request.at, clock=clock.now)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return redirect("submission-receipt", pk)
    context = {
        "form": form,
        "submission": submission,
        "missing": [_task(submission, each) for each in checks.missing(submission)],
        "submit": submit,
        **entry_parts(submission, request.user),
    }
    return render(request, "submissions/handover.html", context, status=422 if form.errors else 200)


def submission_receipt(request: Request, pk: int) -> HttpResponse:
    submission = visible_submission(request, pk)
    snapshot = _receipt_of(submission)
    if snapshot is None:
        return redirect("submission", pk)
    context = {
        "submission": submission,
        "snapshot": snapshot,
        "withdraw": may_withdraw(request.user, submission, request.at),
        "statement": json.loads(snapshot.content).get("pernyataan", ""),
    }
    return render(request, "submissions/receipt.html", context)


def submission_receipt_pdf(request: Request, pk: int) -> HttpResponse:
    submission = visible_submission(request, pk)
    snapshot = _receipt_of(submission)
    if snapshot is None:
        return redirect("submission", pk)
    content = receipt.pdf(submission, snapshot)
    return attachment(content, "application/pdf", f"tanda-terima-{submission.number}.pdf")


def submission_withdrawal(request: Request, pk: int) -> HttpResponse:
    """Take an entry back before the deadline, after a page that says what it means."""
    submission = own_submission(request, pk)
    if submission.status == Status.DRAFT:
        return redirect("submission", pk)
    refuse_unless(may_withdraw(request.user, submission, request.at))
    if request.method == "POST":
        workflow.withdraw(submission, user=request.user, at=request.at, clock=clock.now)
        messages.success(request, _("Usulan ditarik dan kembali menjadi draf."))
        return redirect("submission", pk)
    answer = submission.edition.asks(Action.SUBMIT, request.at, submission.unit)
    context = {"submission": submission, "closes_at": answer.current and answer.current.ends_at}
    return render(request, "submissions/withdrawal.html", context)


def _receipt_of(submission: Submission) -> Snapshot | None:
    """What was handed in last; none while the entry is a draft, new or taken back."""
    if submission.status == Status.DRAFT:
        return None
    return submission.snapshots.select_related("statement_by").first()


def _task(submission: Submission, requirement: checks.Requirement) -> dict[str, str]:
    return {
        "label": requirement.label,
        "note": requirement.note,
        "state": TASK_STATES[requirement.state],
        "url": _place(submission, requirement.place),
    }


def _place(submission: Submission, place: tuple[str, int] | None) -> str:
    """Where a requirement is put right."""
    match place:
        case ("section", section_id):
            return reverse("submission-section", args=[submission.pk, section_id])
        case ("evidence", section_id):
            return reverse("submission-evidence", args=[submission.pk, section_id])
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


def _last_check(submission: Submission) -> Check | None:
    """The latest administrative check with what it found wanting."""
    return (
        Check.objects.in_effect()
        .filter(snapshot__submission=submission)
        .select_related("decided_by")
        .prefetch_related("findings__item")
        .first()
    )
