"""Panitia ends a stage, orders those who go on, and shows them on the wall of the hall."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from competitions.models import Edition, Stage
from inovasi.lib.forms import whole_number
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, Stale, refuse_unless
from judging import queries, workflow
from judging.models import Departure, Place, Shortlist
from judging.permissions import is_published, may_order, may_see_scores, may_shortlist
from judging.views.panels import edition_and_stage


def stage_list(request: Request, slug: str) -> HttpResponse:
    """Every stage with how it ended, and the way to end the one that runs."""
    edition, current = edition_and_stage(slug, request.at)
    ended = {each.stage_id: each for each in Shortlist.objects.filter(stage__edition=edition)}
    stages = list(edition.stages.all())
    context = {
        "edition": edition,
        "current": current,
        "stages": [{"stage": each, "ended": ended.get(each.pk)} for each in stages],
        "is_published": is_published(edition),
        "may_end": current != stages[-1],
        "left": Departure.objects.of(edition),
    }
    return render(request, "judging/stages.html", context)


def stage_end(request: Request, slug: str) -> HttpResponse:
    """Shows where the line falls; posting fixes exactly what was shown."""
    edition, stage = edition_and_stage(slug, request.at)
    if queries.stage_after(stage) is None:
        raise Http404
    refuse_unless(may_see_scores(request.user, stage))
    verdict, status, notice, found = may_shortlist(request.user, stage, request.at), 200, "", None
    if request.method == "POST":
        refuse_unless(verdict)
        try:
            workflow.shortlist(
                stage,
                fingerprint=request.POST.get("fingerprint", ""),
                user=request.user,
                at=request.at,
            )
        except Stale as stale:
            status, found = 409, stale.current
            notice = _("Nilai berubah sejak halaman ini dibuka. Periksa daftar yang baru.")
        except Refused as refusal:
            status, notice = 422, refusal.reason
        else:
            messages.success(request, _("Tahap ditutup dan setiap unit dikirimi surat."))
            return redirect("stages", slug)
    found = found or queries.preview(stage)
    context = {
        "edition": edition,
        "stage": stage,
        "found": found,
        "obstacle": workflow.obstacle(found),
        "verdict": verdict,
        "notice": notice,
    }
    return render(request, "judging/stage_end.html", context, status=status)


def running_order(request: Request, slug: str) -> HttpResponse:
    """The order of appearance in the stage that runs: by lot, or by hand."""
    edition, stage, made = _ordered(slug, request)
    verdict, error = may_order(request.user, made), ""
    if request.method == "POST":
        refuse_unless(verdict)
        try:
            _set_order(request, made)
        except Refused as refusal:
            error = refusal.reason
        else:
            messages.success(request, _("Urutan tampil tersimpan."))
            return redirect("running-order", slug)
    context = {
        "edition": edition,
        "stage": stage,
        "made": made,
        "places": _as_typed(_places(made), request) if error else _places(made),
        "verdict": verdict,
        "error": error,
    }
    return render(request, "judging/running_order.html", context, status=422 if error else 200)


def _set_order(request: Request, made: Shortlist) -> None:
    deed = {"user": request.user, "at": request.at}
    if "draw" in request.POST:
        workflow.draw_order(made, seen=request.POST.get("seed", ""), **deed)
        return
    turns = {
        whole_number(name.removeprefix("turn-")): whole_number(value)
        for name, value in request.POST.items()
        if name.startswith("turn-")
    }
    if sorted(turns.values()) != list(range(1, len(turns) + 1)):
        raise Refused(_("Setiap usulan harus mendapat satu nomor urut, dari 1 tanpa nomor ganda."))
    order = sorted(turns, key=lambda pk: turns[pk])
    workflow.set_order(made, order, seen=request.POST.get("seed", ""), **deed)


def _as_typed(places: list[Place], request: Request) -> list[Place]:
    """With the numbers that were refused, so that one of them can be mended."""
    for each in places:
        each.turn = request.POST.get(f"turn-{each.pk}", "")
    return places


def hall_screen(request: Request, slug: str) -> HttpResponse:
    """Who appears now and next, with the stage's clock; nothing that judges gave."""
    edition, stage, made = _ordered(slug, request)
    places = [each for each in _places(made) if each.turn]
    if not places:
        raise Http404
    turn = min(max(whole_number(request.GET.get("ke", "1")), 1), len(places))
    context = {
        "edition": edition,
        "stage": stage,
        "now": places[turn - 1],
        "next": places[turn] if turn < len(places) else None,
        "turn": turn,
        "count": len(places),
        "seconds": (stage.minutes or 0) * 60,
    }
    return render(request, "judging/hall_screen.html", context)


def _ordered(slug: str, request: Request) -> tuple[Edition, Stage, Shortlist]:
    """The stage that runs with the list that led to it; 404 in the first."""
    edition, stage = edition_and_stage(slug, request.at)
    before = queries.stage_before(stage)
    if before is None:
        raise Http404
    rows = Shortlist.objects.select_related("stage__edition")
    return edition, stage, get_object_or_404(rows, stage=before)


def _places(made: Shortlist) -> list[Place]:
    """Those who appear, numbered without the gaps that entries left which are out."""
    rows = made.places.appearing().select_related(
        "submission__category", "submission__unit", "submission__innovation", "submission__edition"
    )
    places = list(rows.order_by("turn", "submission__sequence"))
    for turn, each in enumerate(places, start=1):
        each.turn = each.turn and turn
    return places
