"""Ranking for panitia, publication, and the results page for everyone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from competitions.models import Edition
from inovasi.lib.http import Request
from inovasi.lib.verdict import Refused, refuse_unless
from judging import queries, workflow
from judging.models import Publication, PublishedResult
from judging.permissions import is_published, may_publish


def ranking_page(request: Request, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.public(), slug=slug)
    return render(request, "judging/ranking.html", _ranking(request, edition))


def publication_page(request: Request, slug: str) -> HttpResponse:
    """Shows once more what will be public; posting publishes it."""
    edition = get_object_or_404(Edition.objects.public(), slug=slug)
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
    ranked = queries.ranking(stage) if stage else []
    return {
        "edition": edition,
        "stage": stage,
        "ranked": ranked,
        "waiting": [each for each in ranked if not each.is_complete],
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
        "others": [_row(each) for each in results if not each.is_winner],
    }
    return render(request, "judging/results.html", context)


def _row(result: PublishedResult) -> dict[str, object]:
    award = getattr(result, "award", None)
    return {
        "rank": result.rank,
        "title": result.title,
        "unit": result.unit_name,
        "score": result.score,
        "award": award and _("Juara %(rank)d") % {"rank": result.rank},
    }
