"""What an innovation was honoured with; its own page is told by registration."""

from typing import Any

from django.urls import reverse

from innovations.models import Innovation
from judging.models import Award


def honours(innovation: Innovation) -> list[dict[str, Any]]:
    """Each award with its edition and the page of results, newest first."""
    awards = Award.objects.filter(innovation=innovation).select_related(
        "result__publication__edition"
    )
    return [
        {
            "title": award.title,
            "edition": award.result.publication.edition,
            "at": award.awarded_at,
            "url": reverse("results", args=[award.result.publication.edition.slug]),
        }
        for award in awards
    ]
