"""How an edition will look: to everyone, to a unit that writes, to a judge. Nothing is saved."""

from django.http import HttpResponse
from django.shortcuts import render

from competitions.views.common import whole_edition
from competitions.views.public import rulebook_page
from inovasi.lib.http import Request

PAGES = {
    "unit": "competitions/editor/preview_unit.html",
    "juri": "competitions/editor/preview_judge.html",
}


def preview(request: Request, slug: str, view: str) -> HttpResponse:
    edition = whole_edition(slug)
    if view == "publik":
        return rulebook_page(request, edition, is_preview=True)
    return render(request, PAGES[view], {"edition": edition})
