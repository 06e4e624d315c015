"""The ledger for panitia and the leadership: search it, walk its chain, take it along; and the
history of what rows held.
"""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from downloads.doors import give
from inovasi.lib.http import Request, attachment
from inovasi.lib.pages import page_of
from inovasi.records import CHAIN, LINES, chain, fields, searching, subjects, words
from inovasi.records.kinds import KINDS
from inovasi.records.searching import SearchForm
from ledger import verify_export, workflow
from ledger.models import Line
from ledger.verifying import Head
from units.models import User
from units.permissions import is_committee


def ledger_page(request: Request) -> HttpResponse:
    """What stands in the ledger, newest first, and how its chain stands."""
    form = SearchForm(request.GET)
    lines = searching.found(form.cleaned_data) if form.is_valid() else Line.objects.none()
    page = page_of(lines, request)
    query = request.GET.copy()
    query.pop("halaman", None)
    context = {
        "form": form,
        "page": page,
        "rows": _rows(page.object_list, opens=is_committee(request.user)),
        "query": query.urlencode(),
        "asks": any(value for value in query.values()),
        "state": chain.state(),
    }
    status = 422 if form.errors else 200
    return render(request, "records/ledger.html", context, status=status)


def ledger_inspection(request: Request) -> HttpResponse:
    """Walk the chain; with a head that a witness kept, against that one."""
    kept = request.POST.get("saksi", "")[:200].strip()
    try:
        witnessed = Head.of(kept) if kept else None
    except ValueError:
        words_ = _("Tulis sidik saksi seperti di suratnya: nomor, titik dua, sidik.")
        messages.warning(request, words_)
        return redirect("ledger")
    walk = chain.inspect(witnessed=witnessed, user=request.user, at=request.at)
    context = {"walk": walk, "witnessed": witnessed}
    return render(request, "records/walk.html", context)


def ledger_table(request: Request) -> HttpResponse:
    """The lines that the page shows under the same address, as CSV."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        return redirect("ledger")
    return give(request, LINES, {"cari": request.GET.urlencode()})


def ledger_chain(request: Request) -> HttpResponse:
    """The whole chain, for the program that recomputes it."""
    workflow.seal()
    return give(request, CHAIN)


def ledger_verifier(request: Request) -> HttpResponse:
    """The program itself."""
    content = Path(verify_export.__file__).read_bytes()
    return attachment(content, "text/x-python; charset=utf-8", "verify_export.py")


def field_history(request: Request, kind: str, pk: int) -> HttpResponse:
    """What every row of an object held before and after, whoever changed it by whatever way."""
    if kind not in KINDS:
        raise Http404
    known = KINDS[kind]
    door = known.door(request, pk)
    page = page_of(fields.lines(known, pk, with_secrets=door.sees_all), request)
    told = fields.Telling(known, page.object_list).told(masked=door.masked)
    context = {"kind": known, "door": door, "page": page, "lines": told}
    return render(request, "records/history.html", context)


def _rows(lines: list[Line], *, opens: bool) -> list[dict[str, Any]]:
    """Names are looked up for what a page shows; links only for whom the pages are open."""
    about = subjects.names({line.subject for line in lines})
    people = User.objects.in_bulk({pk for line in lines for pk in _people_of(line)})
    return [
        {
            "line": line,
            "deed": words.name_of(line.verb),
            "about": about[line.subject],
            "opens": opens and about[line.subject].url,
            "actor": people.get(line.actor),
            "facts": _facts(line, people),
        }
        for line in lines
    ]


def _people_of(line: Line) -> list[int]:
    named = line.details.get("orang")
    return [pk for pk in (line.actor, named) if isinstance(pk, int)]


def _facts(line: Line, people: dict[int, User]) -> list[dict[str, str]]:
    return [
        {"term": str(words.FACTS.get(name, name)), "value": _value(name, value, people)}
        for name, value in sorted(line.details.items())
        if value not in ("", None, [])
    ]


def _value(name: str, value: Any, people: dict[int, User]) -> str:
    if name == "orang" and value in people:
        return str(people[value])
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
