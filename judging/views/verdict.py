"""Panitia makes the verdict: what the plenary decided, freezing, agreeing, giving up, papers."""

from collections.abc import Sequence
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from competitions.models import Edition, Stage
from downloads.doors import give
from inovasi.lib.forms import posted, whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, refuse_unless
from judging import orders, papers, queries, workflow
from judging.models import Decision, Departure, Override
from judging.permissions import (
    is_published,
    may_agree,
    may_freeze,
    may_give_up,
    may_override,
    may_see_scores,
)
from judging.presentation import rank_rows
from judging.queries import RankedEntry
from judging.verdict_forms import FreezeForm, OverrideForm
from ledger import workflow as ledger


def public_edition(request: Request, slug: str) -> Edition:
    return get_object_or_404(Edition.objects.public(request.at), slug=slug)


def public_stages(request: Request, slug: str) -> list[Stage]:
    """The stages of a public edition in their order, with it and what was published of it."""
    stages = queries.stages_of(Edition.objects.public(request.at).filter(slug=slug))
    if not stages:
        raise Http404
    return stages


def chosen_stage(request: Request, stages: Sequence[Stage]) -> Stage:
    """Which of `stages` the address names with `tahap`; else the last."""
    wanted = whole_number(request.GET.get("tahap", ""))
    return next((each for each in stages if each.pk == wanted), stages[-1])


def frozen(edition: Edition) -> Decision | None:
    rows = Decision.objects.filter(edition=edition, given_up_at=None)
    return rows.select_related("frozen_by", "edition").first()


@reauthentication_required(allow_get=True)
def publication_page(request: Request, slug: str) -> HttpResponse:
    """Shows once more what will be public. One of panitia freezes it, another one agrees."""
    stages = public_stages(request, slug)
    edition = stages[0].edition
    form = FreezeForm(request.POST if request.POST.get("deed") == "freeze" else None)
    error = ""
    if request.method == "POST":
        try:
            done = _do(request, edition, form)
        except Refused as refusal:
            error = refusal.reason
        else:
            if done:
                return done
    decision = frozen(edition)
    context = {
        **ranking_parts(request, stages),
        "error": error,
        "form": form,
        "left": Departure.objects.of(edition),
        "decision": decision,
        "agreement": decision and may_agree(request.user, decision, request.at),
        "may_give_up": decision and may_give_up(request.user, edition, request.at),
    }
    status = 422 if error or form.errors else 200
    return render(request, "judging/publication.html", context, status=status)


def _do(request: Request, edition: Edition, form: FreezeForm) -> HttpResponse | None:
    """What was asked for; None when the form has to be shown again."""
    deed = request.POST.get("deed")
    decision = frozen(edition)
    if deed == "agree" and decision:
        return _agree(request, edition, decision)
    if not is_published(edition):
        refuse_unless(may_freeze(request.user, edition, request.at))
    if deed == "give-up" and decision:
        workflow.give_up(decision, user=request.user, at=request.at)
        messages.success(request, _("Pembekuan dibatalkan. Peringkat dihitung langsung lagi."))
        return redirect("ranking-publication", edition.slug)
    if deed == "freeze" and not form.is_valid():
        return None
    terms = form.terms() if deed == "freeze" else None
    workflow.freeze(edition, terms, user=request.user, at=request.at)
    messages.success(request, _("Peringkat dibekukan. Panitia lain diminta menyetujuinya."))
    return redirect("ranking-publication", edition.slug)


def _agree(request: Request, edition: Edition, decision: Decision) -> HttpResponse:
    if not is_published(edition):
        refuse_unless(may_agree(request.user, decision, request.at))
    publication = workflow.agree(decision, user=request.user, at=request.at)
    if publication.is_visible(request.at):
        messages.success(request, _("Hasil sudah diumumkan dan setiap unit dikirimi surat."))
        return redirect("results", edition.slug)
    messages.success(request, _("Hasil disetujui dan akan diumumkan pada waktunya."))
    return redirect("ranking-publication", edition.slug)


def plenary(request: Request, slug: str) -> HttpResponse:
    """What the plenary decided against the computed order, and a form for one more decision."""
    stages = public_stages(request, slug)
    edition = stages[0].edition
    verdict = may_override(request.user, edition, request.at)
    parts = ranking_parts(request, stages)
    ranked = queries.final_of(stages).load()
    form = OverrideForm(posted(request), ranked=ranked)
    if request.method == "POST":
        refuse_unless(verdict)
        row = Override.objects.filter(
            submission__edition=edition, pk=whole_number(request.POST.get("revoke", ""))
        ).first()
        try:
            if row is not None:
                workflow.revoke(row, user=request.user, at=request.at)
                return redirect("ranking-plenary", slug)
            if form.is_valid():
                _override(request, form, ranked)
                return redirect("ranking-plenary", slug)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
    history = Override.objects.filter(submission__edition=edition)
    context = {
        **parts,
        "form": form,
        "verdict": verdict,
        "history": history.select_related("submission", "recorded_by", "revoked_by"),
    }
    return render(request, "judging/plenary.html", context, status=422 if form.errors else 200)


def _override(request: Request, form: OverrideForm, ranked: list[RankedEntry]) -> None:
    facts = dict(form.cleaned_data)
    wanted = facts.pop("entry")
    chosen = next(each.submission for each in ranked if each.submission.pk == wanted)
    workflow.override(chosen, **facts, user=request.user, at=request.at)
    messages.success(request, _("Keputusan pleno sudah dicatat."))


def ranking_parts(request: Request, stages: list[Stage]) -> dict[str, Any]:
    """One page of the result as it stands now; of the others no entry is loaded."""
    found = queries.final_of(stages)
    stage = found.stages[-1][0]
    edition = stage.edition
    refuse_unless(may_see_scores(request.user, stage))
    table, overrides = found.whole, {}
    if stage.is_overridden:
        overrides = queries.overrides_of(edition)
    page = page_of(table.in_order(overrides), request)
    unchecked = queries.unchecked(edition, request.at).select_related("edition")
    return {
        "edition": edition,
        "stage": stage,
        "stages": [each for each, _table in found.stages],
        "page": page,
        "rows": rank_rows(table.load(page.object_list), overrides, found),
        "waiting": table.waiting,
        "unchecked": [] if is_published(edition) else list(unchecked),
        "publication": getattr(edition, "publication", None),
        "papers": papers.NAMES,
        "verdict": may_freeze(request.user, edition, request.at),
    }


def ranking_paper(request: Request, slug: str, kind: str) -> HttpResponse:
    """Minutes, annex of the decree or recap, from what was frozen."""
    edition = public_edition(request, slug)
    decision = frozen(edition)
    if decision is None or kind not in papers.NAMES:
        raise Http404
    ledger.seal()
    asked, source = orders.paper_order(kind, decision)
    return give(request, orders.PAPER, asked, source=source)
