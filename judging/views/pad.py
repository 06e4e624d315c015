"""The score pad without a network: the worker that keeps sheets, and its page of last resort."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render

from inovasi.lib.http import Request

WORKER = Path(__file__).parent.parent / "pad_worker.js"


def worker(request: Request) -> HttpResponse:
    """Below `/penilaian/`, because its address says which pages it may stand behind."""
    text = WORKER.read_text(encoding="utf-8")
    return HttpResponse(text.encode(), content_type="text/javascript; charset=utf-8")


def offline_page(request: Request) -> HttpResponse:
    """Names nobody: it is kept on the device for whoever opens it there without a network."""
    return render(request, "judging/offline.html")
