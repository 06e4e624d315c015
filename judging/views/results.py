"""Ranking for panitia, publication, and the results page for everyone."""

from pathlib import Path

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from inovasi.lib.http import Request
from inovasi.lib.verdict import refuse_unless
from judging import queries, verify_results
from judging.leaving_permissions import may_leave, may_readmit
from judging.models import Objection, Publication, PublishedResult
from judging.permissions import may_object, may_see_scores
from judging.presentation import (
    StageSum,
    Told,
    frozen_calculations,
    live_calculation,
    numbers_of_those_who_left,
    remarks_for,
    stage_sum,
    told,
)
from judging.views.aftermath import own_result
from judging.views.verdict import chosen_stage, public_stages, ranking_parts
from ledger import workflow as ledger
from ledger.verifying import head
from submissions.models import Submission
from submissions.states import Status


def ranking_page(request: Request, slug: str) -> HttpResponse:
    parts = ranking_parts(request, public_stages(request, slug))
    return render(request, "judging/ranking.html", parts)


def ranking_entry(request: Request, slug: str, pk: int) -> HttpResponse:
    """One entry's way from raw scores to its score, judges by their codes.

    In the stage that the address names with `tahap`; else in the last that the entry came to.
    """
    stages = public_stages(request, slug)
    edition = stages[0].edition
    submission = get_object_or_404(
        Submission.objects.filter(status__in=[*queries.IN_JUDGING, Status.LEFT]).select_related(
            "edition", "unit", "category"
        ),
        edition=edition,
        pk=pk,
    )
    found = queries.final_of(stages)
    departure = submission.departures.standing().select_related("stage", "recorded_by").first()
    mine = found.stages_of(submission)
    if departure and departure.stage not in mine:
        mine.append(departure.stage)
    reached = [each for each, _table in found.stages]
    stage = chosen_stage(request, mine or reached)
    refuse_unless(may_see_scores(request.user, stage))
    sees_all = all(may_see_scores(request.user, each) for each in mine)
    context = {
        "edition": edition,
        "stage": stage,
        "stages": mine,
        "submission": submission,
        "each": found.line(stage, submission),
        "departure": departure,
        "may_readmit": departure and may_readmit(request.user, departure),
        "may_leave": may_leave(request.user, submission),
        "calculation": live_calculation(stage, submission),
        "total": _total(found, submission) if sees_all else None,
        "assignments": submission.assignments.filter(judge__panel__stage=stage)
        .select_related("judge__user", "sheet")
        .order_by("judge__code", "pk"),
    }
    return render(request, "judging/ranking_entry.html", context)


def _total(found: queries.Final, submission: Submission) -> StageSum | None:
    """What the stages that the entry reached add up to as things stand."""
    scores = found.scores.get(submission.pk, ())
    reached = zip((stage for stage, _table in found.stages), scores, strict=False)
    return stage_sum([(stage.name, stage.weight, score) for stage, score in reached])


def results_page(request: Request, slug: str) -> HttpResponse:
    publication = (
        Publication.objects.visible(request.at)
        .select_related("edition", "decision")
        .filter(edition__slug=slug)
        .prefetch_related("results__award")
        .first()
    )
    if publication is None:
        raise Http404
    results, said = list(publication.results.all()), told(publication)
    objections = Objection.objects.filter(result__publication=publication)
    context = {
        "publication": publication,
        "edition": publication.edition,
        "winners": [_row(each, said.get(each.number)) for each in results if each.is_winner],
        "head": head(),
        "objections": objections.aggregate(raised=Count("pk"), answered=Count("answered_at")),
        "command": f"python3 verify_results.py hasil-{slug}.json",
        "others": [_row(each, said.get(each.number)) for each in results if not each.is_winner],
        "has_stages": any(each.reached for each in said.values()),
        "left": numbers_of_those_who_left(publication),
    }
    return render(request, "judging/results.html", context)


def result_feedback(request: Request, slug: str, pk: int) -> HttpResponse:
    """What the unit learns of its own entry: how the score came about, and the remarks."""
    result = own_result(request, slug, pk)
    said = told(result.publication).get(result.number)
    context = {
        "edition": result.publication.edition,
        "result": result,
        "calculations": frozen_calculations(result, _("Lembar")),
        "total": said and stage_sum(said.stages),
        "plenary": said and said.plenary,
        "remarks": remarks_for(result),
        "award": getattr(result, "award", None),
        "objects": may_object(request.user, result, request.at),
        "objection": Objection.objects.filter(result=result).first(),
    }
    return render(request, "judging/feedback.html", context)


def results_bundle(request: Request, slug: str) -> HttpResponse:
    """The published file, byte for byte what was fingerprinted."""
    publication = get_object_or_404(Publication.objects.visible(request.at), edition__slug=slug)
    return _download(publication.bundle, f"hasil-{slug}.json", "application/json")


def full_bundle(request: Request, slug: str) -> HttpResponse:
    """What panitia keeps, with judges as codes; its fingerprint stands in the public file."""
    publication = get_object_or_404(Publication, edition__slug=slug)
    ledger.enter("ekspor.berkas-lengkap", publication, user=request.user, at=request.at)
    return _download(publication.full_bundle, f"hasil-lengkap-{slug}.json", "application/json")


def results_verifier(request: Request, slug: str) -> HttpResponse:
    """The program that recomputes the published file on any machine with Python."""
    get_object_or_404(Publication.objects.visible(request.at), edition__slug=slug)
    text = Path(verify_results.__file__).read_text(encoding="utf-8")
    return _download(text, "verify_results.py", "text/x-python")


def _download(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(result: PublishedResult, said: Told | None) -> dict[str, object]:
    award = getattr(result, "award", None)
    words = {"rank": result.rank}
    return {
        "rank": result.rank,
        "title": result.title,
        "unit": result.unit_name,
        "score": result.score,
        "sheets": said and said.sheets,
        "plenary": said and said.plenary,
        "reached": said and said.reached,
        "award": _("Juara %(rank)d") % words if result.is_winner else "",
        "computed_rank": result.computed_rank if result.is_overruled else None,
        "is_revoked": award is not None and award.is_revoked,
        "revocation": award and award.pk,
    }
