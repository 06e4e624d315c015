"""Panitia shares out the entries: the matrix by hand, and the computed proposal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from inovasi.lib.pages import page_of
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from judging import queries, workflow
from judging.conflicts import Conflicts
from judging.models import Assignment
from judging.permissions import may_run_panel
from judging.presentation import plan_tables
from judging.views.panels import edition_and_stage, said


def matrix(request: Request, slug: str) -> HttpResponse:
    """Entries down, judges across; ticking a cell assigns, what is assigned stays."""
    edition, stage = edition_and_stage(slug, request.at)
    verdict = may_run_panel(request.user, stage, request.at)
    judges = queries.serving_judges(stage)
    page = page_of(queries.judgeable(stage).order_by("sequence"), request)
    entries = list(page.object_list)
    error = ""
    if request.method == "POST":
        refuse_unless(verdict)
        ticked = {cell.partition("-")[::2] for cell in request.POST.getlist("cell")}
        chosen = {(whole_number(judge), whole_number(entry)) for judge, entry in ticked}
        pairs = [(j, e) for j in judges for e in entries if (j.pk, e.pk) in chosen]
        try:
            count = workflow.assign_pairs(pairs, user=request.user, at=request.at)
        except Refused as refusal:
            error = refusal.reason
        else:
            messages.success(request, said(count))
            return redirect(request.get_full_path())
    known = Conflicts(judges, entries)
    rows = Assignment.objects.in_force().filter(submission__in=entries, judge__in=judges)
    given = set(rows.values_list("judge_id", "submission_id"))
    context = {
        "edition": edition,
        "stage": stage,
        "judges": judges,
        "page": page,
        "rows": [
            {
                "entry": entry,
                "cells": [
                    {
                        "judge": judge,
                        "is_given": (judge.pk, entry.pk) in given,
                        "barrier": queries.barrier(judge, entry, known),
                    }
                    for judge in judges
                ],
            }
            for entry in entries
        ],
        "verdict": verdict,
        "error": error,
    }
    return render(request, "judging/matrix.html", context, status=422 if error else 200)


def plan(request: Request, slug: str) -> HttpResponse:
    """The computed proposal with its figures; posting carries out exactly what was shown."""
    edition, stage = edition_and_stage(slug, request.at)
    verdict = may_run_panel(request.user, stage, request.at)
    status, notice, proposal = 200, "", None
    if request.method == "POST":
        refuse_unless(verdict)
        try:
            count = workflow.carry_out(
                stage,
                fingerprint=request.POST.get("fingerprint", ""),
                user=request.user,
                at=request.at,
            )
        except Stale as stale:
            status, proposal = 409, stale.current
            notice = _("Keadaan berubah sejak halaman ini dibuka. Periksa pembagian yang baru.")
        except Refused as refusal:
            status, notice = 422, refusal.reason
        else:
            messages.success(
                request,
                ngettext(
                    "%(count)d penugasan dibuat; setiap juri menerima satu surat.",
                    "%(count)d penugasan dibuat; setiap juri menerima satu surat.",
                    count,
                )
                % {"count": count},
            )
            return redirect("panel", slug)
    proposal = proposal or workflow.propose(stage)
    context = {
        "edition": edition,
        "stage": stage,
        "proposal": proposal,
        "verdict": verdict,
        "notice": notice,
        **plan_tables(proposal),
    }
    return render(request, "judging/plan.html", context, status=status)
