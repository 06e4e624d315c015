"""Recorded changes of an opened edition. Each asks first, and says who will get a letter."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions import workflow
from competitions.audiences import concerned, everyone
from competitions.forms import CorrectForm, ExtendForm, MoveForm, ReasonForm
from competitions.models import Edition, Phase
from competitions.permissions import may_change_opened
from competitions.phases import PhaseKind
from competitions.sentences import span
from competitions.views.common import done, edition_of, form_page, keep_typed, whole_edition
from competitions.workflow.texts import Text, said_of, texts
from inovasi.lib.dates import moment
from inovasi.lib.forms import posted
from inovasi.lib.http import Request
from inovasi.lib.pages import refusal_page
from inovasi.lib.verdict import Refused, Stale
from units.models import User

SURE, BACK = "yakin", "kembali"
"""The buttons of the middle page: the person has read what will happen, or wants to edit."""


def record(
    request: Request,
    edition: Edition,
    form: forms.Form,
    title: str,
    *,
    deed: Callable[[Mapping[str, Any]], object],
    ask: Callable[[Mapping[str, Any]], dict[str, Any]],
    fresh: Callable[[], tuple[list[dict[str, Any]], str]],
    said: str,
    **more: Any,
) -> HttpResponse:
    """Form, then a page that says what will happen, then the deed.

    `ask` gives the facts and the letters of the middle page; it may refuse. `fresh` tells what
    stands in the table now, for a change that somebody else was faster with.
    """
    verdict = may_change_opened(request.user, edition)
    if not verdict:
        return refusal_page(request, verdict.reason, form)
    page = {"action": _("Lanjut"), "back": reverse("edition", args=[edition.slug]), **more}
    if request.method != "POST" or BACK in request.POST or not form.is_valid():
        return form_page(request, edition, form, title, **page)
    try:
        if SURE in request.POST:
            deed(form.cleaned_data)
            return done(request, said, "edition", edition.slug)
        context = {"edition": edition, "form": form, "title": title, **ask(form.cleaned_data)}
        return render(request, "competitions/editor/confirm.html", context)
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return form_page(request, edition, form, title, **page)
    except Stale:
        saved, seen = fresh()
        keep_typed(form, seen=seen)
        return form_page(request, edition, form, title, saved=saved, status=409, **page)


def phase_move(request: Request, slug: str, kind: str) -> HttpResponse:
    edition = edition_of(slug)
    phase = get_object_or_404(edition.phases.select_related("edition"), kind=kind)
    form = MoveForm(
        posted(request),
        initial={
            "starts_at": phase.starts_at,
            "ends_at": phase.ends_at,
            "seen": workflow.seen_phases(edition),
        },
    )

    def ask(data: Mapping[str, Any]) -> dict[str, Any]:
        refusal = workflow.impossible_move(phase, data["starts_at"], data["ends_at"], request.at)
        if refusal:
            raise Refused(refusal)
        new = Phase(kind=kind, starts_at=data["starts_at"], ends_at=data["ends_at"])
        return {
            "facts": [
                {"term": _("Semula"), "value": span(phase)},
                {"term": _("Menjadi"), "value": span(new)},
                {"term": _("Alasan"), "value": data["reason"]},
            ],
            "notes": _about_writing(phase, data),
            "letters": letters(concerned(edition, {PhaseKind(kind)})),
        }

    def fresh() -> tuple[list[dict[str, Any]], str]:
        rows = edition.phases.all()
        saved = [{"term": str(row), "value": span(row)} for row in rows]
        return saved, workflow.seen_phases(edition)

    return record(
        request,
        edition,
        form,
        _("Ubah jadwal: %(phase)s") % {"phase": phase},
        deed=lambda data: workflow.move_phase(
            edition, PhaseKind(kind), user=request.user, at=request.at, **data
        ),
        ask=ask,
        fresh=fresh,
        said=_("Jadwal diubah, dicatat, dan diberitahukan."),
    )


def _about_writing(phase: Phase, data: Mapping[str, Any]) -> list[str]:
    if phase.kind != PhaseKind.WRITING or data["ends_at"] == phase.ends_at:
        return []
    return [
        _("Usia penerapan dihitung mundur dari penutupan pengajuan, jadi batasnya ikut bergeser.")
    ]


def extension(request: Request, slug: str) -> HttpResponse:
    edition = edition_of(slug)
    form = ExtendForm(posted(request))

    def ask(data: Mapping[str, Any]) -> dict[str, Any]:
        unit = data["unit"]
        people = User.objects.filter(memberships__unit=unit, is_active=True).distinct()
        phase = dict(Phase.KINDS)[PhaseKind(data["kind"])]
        return {
            "facts": [
                {"term": _("Unit"), "value": f"{unit} ({unit.code})"},
                {"term": _("Masa"), "value": phase},
                {"term": _("Sampai"), "value": moment(data["until"])},
                {"term": _("Alasan"), "value": data["reason"]},
            ],
            "notes": [_("Nama unit tidak ditampilkan di halaman aturan; alasannya ditampilkan.")],
            "letters": letters({_("Anggota %(unit)s") % {"unit": unit}: list(people)}),
        }

    return record(
        request,
        edition,
        form,
        _("Perpanjang waktu satu unit"),
        deed=lambda data: workflow.extend(
            edition,
            data["unit"],
            PhaseKind(data["kind"]),
            until=data["until"],
            reason=data["reason"],
            user=request.user,
            at=request.at,
        ),
        ask=ask,
        fresh=lambda: ([], ""),
        said=_("Perpanjangan dicatat dan diberitahukan kepada unit."),
    )


def correction_list(request: Request, slug: str) -> HttpResponse:
    """Every wording of the rulebook, to pick the one with the slip."""
    edition = whole_edition(slug)
    verdict = may_change_opened(request.user, edition)
    rows = [
        {
            "name": said_of(each),
            "words": each.words,
            "url": reverse("edition-correction", args=[slug, each.address]),
        }
        for each in texts(edition)
        if each.words
    ]
    context = {"edition": edition, "rows": rows, "verdict": verdict}
    return render(request, "competitions/editor/texts.html", context)


def correction(request: Request, slug: str, address: str) -> HttpResponse:
    edition = whole_edition(slug)
    text = _text(edition, address)
    form = CorrectForm(posted(request), initial={"text": text.words, "seen": text.words})

    def ask(data: Mapping[str, Any]) -> dict[str, Any]:
        if data["text"] == text.words:
            raise Refused(_("Teksnya belum berubah."))
        return {
            "facts": [
                {"term": _("Semula"), "value": text.words},
                {"term": _("Menjadi"), "value": data["text"]},
                {"term": _("Alasan"), "value": data["reason"]},
            ],
            "notes": [_("Isi yang sudah ditulis unit tidak berubah.")],
            "letters": letters(everyone(edition)),
        }

    return record(
        request,
        edition,
        form,
        _("Ralat: %(text)s") % {"text": said_of(text)},
        deed=lambda data: workflow.correct(
            text.row, text.field, user=request.user, at=request.at, **data
        ),
        ask=ask,
        fresh=lambda: ([{"term": said_of(text), "value": text.words}], text.words),
        said=_("Ralat dicatat dan diberitahukan."),
        back=reverse("edition-texts", args=[slug]),
    )


def _text(edition: Edition, address: str) -> Text:
    """The wording that an address names; 404 when the edition has none like it."""
    for each in texts(edition):
        if each.address == address:
            return each
    raise Http404


def cancellation(request: Request, slug: str) -> HttpResponse:
    edition = edition_of(slug)

    def ask(data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "facts": [{"term": _("Alasan"), "value": data["reason"]}],
            "notes": [
                _("Usulan, pemeriksaan, dan penilaian berhenti saat ini juga."),
                _("Yang sudah ditulis dan diunggah tetap tersimpan. Tidak dapat dikembalikan."),
            ],
            "letters": letters(everyone(edition)),
            "tone": "danger",
        }

    return record(
        request,
        edition,
        ReasonForm(posted(request)),
        _("Batalkan edisi"),
        deed=lambda data: workflow.cancel_edition(
            edition, reason=data["reason"], user=request.user, at=request.at
        ),
        ask=ask,
        fresh=lambda: ([], ""),
        said=_("Edisi dibatalkan. Semua yang bersangkutan menerima surat."),
    )


def letters(people: Mapping[str, list[User]]) -> list[str]:
    """Who will get a letter, in words; never an empty list."""
    said = [
        ngettext("%(who)s: %(count)d surat", "%(who)s: %(count)d surat", len(each))
        % {"who": who, "count": len(each)}
        for who, each in people.items()
        if each
    ]
    return said or [_("Belum ada yang perlu diberi tahu.")]
