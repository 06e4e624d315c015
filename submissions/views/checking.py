"""The administrative desk of panitia: the piles, one entry, a second opinion, many at once."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition
from competitions.phases import Action
from competitions.sentences import calendar_verdict
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of, refusal_page
from inovasi.lib.verdict import Refused, refuse_unless
from submissions import checking, checks, queries, reading, workflow
from submissions.forms import CheckForm, OverdueForm, PassManyForm, QueueForm, SecondForm
from submissions.models import Check, Submission
from submissions.permissions import (
    may_check,
    may_fail_overdue,
    may_second,
    repair_closes_at,
    takes_part,
)
from submissions.presentation import entry_parts
from submissions.revisions import what_changed
from submissions.states import Status
from units.models import Unit

AT_ONCE = 50
"""How many entries pass together at most; each is named on the page that asks to confirm."""


def check_queue(request: Request) -> HttpResponse:
    """The piles on the desk, each with its height; the longest waiting entry first."""
    form = QueueForm(request.GET, at=request.at)
    wanted = form.wanted()
    numbers = queries.counts(wanted, request.at)
    rest = {"edisi": wanted.edition.slug if wanted.edition else "", "cari": wanted.words}
    context = {
        "form": form,
        "wanted": wanted,
        "title": queries.QUEUES[wanted.queue],
        "page": page_of(queries.queue(wanted, request.at), request),
        "piles": [
            {
                "label": label,
                "count": numbers[name],
                "is_current": name == wanted.queue,
                "url": f"?{urlencode({'keadaan': name, **rest})}",
            }
            for name, label in queries.QUEUES.items()
        ],
        "query": urlencode({"keadaan": wanted.queue, **rest}),
        "edition_query": urlencode({"edisi": rest["edisi"]}),
    }
    return render(request, "submissions/check_queue.html", context)


def check_page(request: Request, pk: int) -> HttpResponse:
    submission = _handed_in(pk)
    reading.note(submission, user=request.user, at=request.at)
    snapshot = submission.snapshots.latest("revision")
    verdict = may_check(request.user, submission, request.at)
    form = CheckForm(
        posted(request),
        items=list(submission.group.check_items.all()),
        at=request.at,
        closes_at=repair_closes_at(submission),
        initial={"revision": snapshot.revision},
    )
    if request.method == "POST" and not verdict:
        return refusal_page(request, verdict.reason, form)
    if request.method == "POST" and form.is_valid():
        try:
            check = workflow.decide_check(
                submission,
                form.ruling(),
                revision=form.cleaned_data["revision"],
                user=request.user,
                at=request.at,
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _said(check))
            return redirect("checks")
    context = {
        "submission": submission,
        "snapshot": snapshot,
        "form": form,
        "verdict": verdict,
        **_findings(submission, form),
        **_beside(request, submission),
        "changes": what_changed(submission),
        **entry_parts(submission, request.user),
    }
    return render(request, "submissions/check.html", context, status=422 if form.errors else 200)


def check_second(request: Request, pk: int) -> HttpResponse:
    """Uphold a fail, or not."""
    submission = _handed_in(pk)
    refuse_unless(
        not takes_part(request.user, submission),
        _("Usulan unit Anda sendiri atau tim Anda harus diperiksa panitia lain."),
    )
    check = _awaiting(submission)
    if check is None:
        messages.warning(request, _("Keputusan ini tidak lagi menunggu persetujuan."))
        return redirect("check", pk)
    form = SecondForm(posted(request))
    verdict = may_second(request.user, check, request.at)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    if form.is_valid():
        try:
            checking.second(check, user=request.user, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("Keputusan tersimpan."))
            return redirect("checks")
    context = {"form": form, "submission": submission, "action": request.path}
    return render(request, "submissions/check_form.html", context, status=422)


def check_overdue(request: Request, pk: int) -> HttpResponse:
    """Propose to fail an entry whose repair is overdue."""
    submission = _handed_in(pk)
    form = OverdueForm(posted(request))
    verdict = may_fail_overdue(request.user, submission, request.at)
    if not verdict:
        refuse_unless(not takes_part(request.user, submission), verdict.reason)
        messages.warning(request, verdict.reason)
        return redirect("check", pk)
    if form.is_valid():
        checking.fail_overdue(submission, user=request.user, at=request.at, **form.cleaned_data)
        messages.success(request, _("Tersimpan. Keputusan berlaku setelah disetujui panitia lain."))
        return redirect("checks")
    context = {"form": form, "submission": submission, "action": request.path}
    return render(request, "submissions/check_form.html", context, status=422)


def check_pass_many(request: Request) -> HttpResponse:
    """The oldest entries that no check has anything to say about, named before they pass."""
    wanted = QueueForm(request.GET, at=request.at).wanted()
    rows = queries.queue(queries.Wanted(edition=wanted.edition), request.at)
    waiting = list(rows.exclude(unit__in=Unit.objects.of(request.user))[:AT_ONCE])
    offered = [
        each
        for each in checks.clean_ones([each for each in waiting if not each.was_checked])
        if calendar_verdict(each.edition, Action.CHECK, request.at)
    ]
    left = [each for each in waiting if each not in offered]
    form = PassManyForm(posted(request), offered=offered)
    if request.method == "POST" and form.is_valid():
        done = checking.pass_many(form.cleaned_data["entries"], user=request.user, at=request.at)
        count = len(done.passed)
        messages.success(
            request,
            ngettext("%(count)d usulan diloloskan.", "%(count)d usulan diloloskan.", count)
            % {"count": count},
        )
        return redirect("checks")
    context = {"form": form, "offered": offered, "left": left, "query": request.GET.urlencode()}
    status = 422 if form.errors else 200
    return render(request, "submissions/check_pass_many.html", context, status=status)


def check_drafts(request: Request) -> HttpResponse:
    """Drafts that are complete but not handed in: whose, never what stands in them."""
    editions = [
        edition
        for edition in Edition.objects.in_view(request.at)
        if edition.asks(Action.SUBMIT, request.at).is_open
    ]
    page = page_of(queries.full_drafts(editions), request)
    known = {edition.pk: edition for edition in editions}
    for draft in page.object_list:
        draft.edition = known[draft.edition_id]
    found = checks.of_many(page.object_list)
    rows = [
        {"draft": draft, "gaps": sum(not each.is_met for each in found[draft.pk])}
        for draft in page.object_list
    ]
    context = {"page": page, "rows": rows, "editions": editions}
    return render(request, "submissions/check_drafts.html", context)


def _handed_in(pk: int) -> Submission:
    rows = Submission.objects.exclude(status=Status.DRAFT)
    related = ("innovation", "unit", "edition", "group__video_rule", "category")
    wanted = rows.select_related(*related).prefetch_related("edition__phases")
    return get_object_or_404(wanted, pk=pk)


def _awaiting(submission: Submission) -> Check | None:
    waiting = Check.objects.awaiting_second().filter(snapshot__submission=submission)
    return waiting.select_related("snapshot__submission__edition", "decided_by").first()


def _said(check: Check) -> str:
    if check.awaits_second:
        return _("Tersimpan. Keputusan berlaku setelah disetujui panitia lain.")
    return _("Keputusan tersimpan dan unit diberi tahu.")


def _findings(submission: Submission, form: CheckForm) -> dict[str, Any]:
    """What the machine found, beside the item that asks for it; the rest in a list."""
    found = [_finding(each) for each in checks.requirements(submission)]
    asked = {item.machine_check for item in form.items if item.machine_check}
    return {
        "items": [
            {**each, "findings": [f for f in found if f["kind"] == each["item"].machine_check]}
            for each in form.item_fields()
        ],
        "other_findings": [each for each in found if each["kind"] not in asked],
    }


def _finding(requirement: checks.Requirement) -> dict[str, Any]:
    return {
        "kind": requirement.kind,
        "label": requirement.label,
        "note": requirement.note,
        "state": "done" if requirement.state == checks.State.MET else "warn",
        "url": "",
    }


def _beside(request: Request, submission: Submission) -> dict[str, Any]:
    """Earlier decisions, of which people of the unit see only those that hold, and open ones."""
    rows = Check.objects.filter(snapshot__submission=submission)
    if takes_part(request.user, submission):
        rows = rows.in_effect()
    earlier = rows.select_related(
        "snapshot__submission__edition", "decided_by", "seconded_by"
    ).prefetch_related("findings__item")
    awaiting = next((each for each in earlier if each.awaits_second), None)
    overdue = may_fail_overdue(request.user, submission, request.at)
    context: dict[str, Any] = {"earlier": earlier, "awaiting": awaiting}
    if awaiting is not None:
        context["second"] = may_second(request.user, awaiting, request.at)
        context["second_form"] = SecondForm()
        context["second_url"] = reverse("check-second", args=[submission.pk])
    if overdue:
        context["overdue_form"] = OverdueForm()
        context["overdue_url"] = reverse("check-overdue", args=[submission.pk])
    return context
