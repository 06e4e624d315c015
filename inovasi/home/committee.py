"""The part of panitia: what waits, and where the editions stand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.calendar import current_phase
from competitions.models import Edition, Stage
from competitions.phases import PhaseKind
from inovasi import backlog
from inovasi.home import dates
from inovasi.home.agenda import Item
from judging.models import Objection, Publication
from judging.permissions import may_see_scores
from judging.queries import open_splits
from submissions.models import Submission
from submissions.states import Status
from units.models import ImportRun, Unit, User
from units.views.registry import NOBODY


def part(user: User, editions: list[Edition], oioi: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Queues, each with the way to it, and the table of editions."""
    waiting = Submission.objects.filter(status=Status.SUBMITTED).count()
    unmanned = Unit.objects.active(timezone.localdate(at)).filter(memberships=None).count()
    begun = ImportRun.objects.filter(state=ImportRun.State.READ).count()
    published = set(Publication.objects.visible(at).values_list("edition_id", flat=True))
    return {
        "is_committee": True,
        "queues": [
            _queue(_("Menunggu pemeriksaan"), waiting, reverse("checks")),
            _queue(_("Unit tanpa orang"), unmanned, f"{reverse('units')}?orang={NOBODY}"),
            _queue(_("Impor belum diterapkan"), begun, reverse("unit-imports")),
        ],
        "editions": [
            {
                "edition": edition,
                "phase": current_phase(edition, at),
                "is_published": edition.pk in published,
            }
            for edition in editions
        ],
        "items": [
            *_checks(waiting, editions, at),
            *_splits(user, editions, published, at),
            *_objections(at),
            *_rules(oioi),
            *_work(at),
        ],
    }


def _queue(label: str, number: int, url: str) -> dict[str, Any]:
    tone = "warning" if number else "success"
    return {"label": label, "value": number, "url": url, "tone": tone}


def _checks(waiting: int, editions: list[Edition], at: datetime) -> Iterator[Item]:
    """Due when the check that runs ends."""
    if not waiting:
        return
    title = ngettext(
        "%(count)d usulan menunggu pemeriksaan",
        "%(count)d usulan menunggu pemeriksaan",
        waiting,
    ) % {"count": waiting}
    note = _("Periksa kelengkapannya; unit langsung menerima surat.")
    due = dates.end_of_running(editions, PhaseKind.CHECK, at)
    yield Item(title, note, reverse("checks"), _("Mulai memeriksa"), due, "info", "file")


def _splits(
    user: User, editions: list[Edition], published: set[int], at: datetime
) -> Iterator[Item]:
    """Entries whose judges lie far apart; due before the results, so when judging ends."""
    rows = Stage.objects.filter(edition__in=editions, split_threshold__isnull=False)
    for stage in rows.exclude(edition__in=published).select_related("edition"):
        if not may_see_scores(user, stage):
            continue
        number = len(open_splits(stage))
        if number:
            title = ngettext(
                "Nilai juri untuk %(count)d usulan berjauhan",
                "Nilai juri untuk %(count)d usulan berjauhan",
                number,
            ) % {"count": number}
            note = _("Selesaikan dengan juri tambahan atau catatan bersama.")
            url = reverse("moderation-list", args=[stage.edition.slug])
            due = dates.end_of_running([stage.edition], PhaseKind.JUDGING, at)
            yield Item(title, note, url, _("Bahas"), due, "warning", "scale")


def _objections(at: datetime) -> Iterator[Item]:
    """Of every edition: they are due long after its phases have ended."""
    slug = "result__publication__edition__slug"
    open_ones = Objection.objects.filter(answered_at=None).order_by(slug).values_list(slug)
    for edition, number, due in open_ones.annotate(number=Count("pk"), due=Min("due_at")):
        title = ngettext(
            "%(count)d sanggahan menunggu jawaban", "%(count)d sanggahan menunggu jawaban", number
        ) % {"count": number}
        note = _("Periksa rincian nilainya; unit menerima jawabannya lewat surat.")
        tone = "danger" if at >= due else "warning"
        yield Item(
            title, note, reverse("objections", args=[edition]), _("Jawab"), due, tone, "scale"
        )


def _rules(oioi: dict[str, Any]) -> Iterator[Item]:
    if "duty" not in oioi:
        title = _("Tetapkan aturan satu inovasi %(year)d") % {"year": oioi["year"]}
        note = _("Tanpa aturan, papan dan pengingat tahun ini diam.")
        url = reverse("oioi-board", args=[oioi["year"]])
        yield Item(title, note, url, _("Tetapkan aturan"), None, "warning", "calendar")


def _work(at: datetime) -> Iterator[Item]:
    """What workers gave up, and what waits longer than it does while they are at work."""
    states = backlog.states(at)
    failed = sum(state.failed for state in states)
    late = sum(state.late for state in states)
    if failed:
        title = ngettext("%(count)d pekerjaan berhenti", "%(count)d pekerjaan berhenti", failed) % {
            "count": failed
        }
        note = _("Surat, video, atau berkas yang tidak berhasil; lihat sebabnya lalu coba lagi.")
        yield Item(title, note, reverse("work"), _("Lihat"), None, "warning", "warning")
    if late:
        title = ngettext("%(count)d pekerjaan terlambat", "%(count)d pekerjaan terlambat", late) % {
            "count": late
        }
        note = _("Pekerja atau server surel mungkin mati. Hubungi pengelola server.")
        yield Item(title, note, reverse("work"), _("Lihat"), None, "danger", "clock")
