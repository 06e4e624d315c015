"""Ranking for panitia, publication, and the results page for everyone."""

from pathlib import Path

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import queries, verify_results, workflow
from judging.models import Publication, PublishedResult
from judging.permissions import (
    is_published,
    may_publish,
    may_read_feedback,
    may_see_scores,
)
from judging.presentation import frozen_calculation, live_calculation, remarks_for
from ledger import workflow as ledger
from ledger.verifying import head
from submissions.models import Submission


def ranking_page(request: Request, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.public(request.at), slug=slug)
    return render(request, "judging/ranking.html", _ranking(request, edition))


def ranking_entry(request: Request, slug: str, pk: int) -> HttpResponse:
    """One entry's way from raw scores to its score, judges by their codes."""
    edition = get_object_or_404(Edition.objects.public(request.at), slug=slug)
    stage = queries.desk_stage(edition)
    refuse_unless(may_see_scores(request.user, stage))
    submission = get_object_or_404(
        Submission.objects.filter(status__in=queries.IN_JUDGING).select_related(
            "edition", "unit", "category"
        ),
        edition=edition,
        pk=pk,
    )
    ranked = queries.ranking(stage) if stage else []
    context = {
        "edition": edition,
        "submission": submission,
        "each": next((each for each in ranked if each.submission == submission), None),
        "calculation": live_calculation(stage, submission) if stage else None,
        "assignments": submission.assignments.select_related("judge__user", "sheet").order_by(
            "judge__code", "pk"
        ),
    }
    return render(request, "judging/ranking_entry.html", context)


@reauthentication_required(allow_get=True)
def publication_page(request: Request, slug: str) -> HttpResponse:
    """Shows once more what will be public; posting publishes it, by who has just proved to be who
    they are.
    """
    edition = get_object_or_404(Edition.objects.public(request.at), slug=slug)
    error = ""
    if request.method == "POST":
        if not is_published(edition):
            refuse_unless(may_publish(request.user, edition, request.at))
        try:
            workflow.publish(edition, user=request.user, at=request.at)
        except Refused as refusal:
            error = refusal.reason
        else:
            messages.success(request, _("Hasil sudah diumumkan dan setiap unit dikirimi surat."))
            return redirect("results", slug)
    context = {**_ranking(request, edition), "error": error}
    return render(request, "judging/publication.html", context, status=422 if error else 200)


def _ranking(request: Request, edition: Edition) -> dict[str, object]:
    stage = queries.desk_stage(edition)
    refuse_unless(may_see_scores(request.user, stage))
    ranked = queries.ranking(stage) if stage else []
    return {
        "edition": edition,
        "stage": stage,
        "ranked": ranked,
        "waiting": [each for each in ranked if not each.is_complete],
        "unchecked": list(queries.unchecked(edition, request.at).select_related("edition")),
        "publication": Publication.objects.filter(edition=edition).first(),
        "verdict": may_publish(request.user, edition, request.at),
    }


def results_page(request: Request, slug: str) -> HttpResponse:
    publication = (
        Publication.objects.select_related("edition")
        .filter(edition__slug=slug)
        .prefetch_related("results__award")
        .first()
    )
    if publication is None:
        raise Http404
    results = list(publication.results.all())
    context = {
        "publication": publication,
        "edition": publication.edition,
        "winners": [_row(each) for each in results if each.is_winner],
        "head": head(),
        "command": f"python3 verify_results.py hasil-{slug}.json",
        "others": [_row(each) for each in results if not each.is_winner],
    }
    return render(request, "judging/results.html", context)


def result_feedback(request: Request, slug: str, pk: int) -> HttpResponse:
    """What the unit learns of its own entry: how the score came about, and the remarks."""
    result = get_object_or_404(
        PublishedResult.objects.select_related("publication__edition", "submission__unit"),
        publication__edition__slug=slug,
        submission_id=pk,
    )
    if not may_read_feedback(request.user, result):
        raise Http404
    context = {
        "edition": result.publication.edition,
        "result": result,
        "calculation": frozen_calculation(result, _("Lembar")),
        "remarks": remarks_for(result.submission),
    }
    return render(request, "judging/feedback.html", context)


def results_bundle(request: Request, slug: str) -> HttpResponse:
    """The published file, byte for byte what was fingerprinted."""
    publication = get_object_or_404(Publication, edition__slug=slug)
    return _download(publication.bundle, f"hasil-{slug}.json", "application/json")


def full_bundle(request: Request, slug: str) -> HttpResponse:
    """What panitia keeps, with judges as codes; its fingerprint stands in the public file."""
    publication = get_object_or_404(Publication, edition__slug=slug)
    ledger.enter("ekspor.berkas-lengkap", publication, user=request.user, at=request.at)
    return _download(publication.full_bundle, f"hasil-lengkap-{slug}.json", "application/json")


def results_verifier(request: Request, slug: str) -> HttpResponse:
    """The program that recomputes the published file on any machine with Python."""
    get_object_or_404(Publication, edition__slug=slug)
    text = Path(verify_results.__file__).read_text(encoding="utf-8")
    return _download(text, "verify_results.py", "text/x-python")


def _download(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _row(result: PublishedResult) -> dict[str, object]:
    award = getattr(result, "award", None)
    return {
        "rank": result.rank,
        "title": result.title,
        "unit": result.unit_name,
        "score": result.score,
        "award": award and _("Juara %(rank)d") % {"rank": result.rank},
    }
