"""The part of judges: invitations, entries that are not opened, sheets that are not signed yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition
from competitions.phases import PhaseKind
from inovasi.home import dates
from inovasi.home.agenda import Item
from judging.models import Assignment, Judge
from judging.queries import awaited_notes
from units.models import User

SHOWN = 8


def part(user: User, editions: list[Edition], at: datetime) -> dict[str, Any]:
    """Own assignments; {} for who has none."""
    judgeships = list(
        Judge.objects.filter(user=user).select_related("panel__stage__edition").order_by("pk")
    )
    invitations = [each for each in judgeships if each.is_serving and not each.has_accepted]
    own = Assignment.objects.of(user).in_force()
    if not judgeships or not (invitations or own.exists()):
        return {}
    rows = list(own.exclude(sheet__signed_at__isnull=False).for_list())
    unsigned = [row for row in rows if row.is_open]
    awaited = awaited_notes(user)
    closed = [row for row in rows if not row.is_open and row.judge.has_accepted]
    return {
        "is_judge": True,
        "unsigned": unsigned[:SHOWN],
        "is_done": not rows and not invitations and not awaited,
        "signed_count": own.running().signed().count(),
        "items": [
            *map(_invitation, invitations),
            *_statements(closed),
            *_sheets(unsigned, editions, at),
            *map(_joint_note, awaited),
        ],
    }


def _invitation(judge: Judge) -> Item:
    title = _("Undangan menjadi juri %(edition)s") % {"edition": judge.panel.stage.edition}
    note = _("Terima dengan menandatangani pakta integritas, atau tolak dengan alasan.")
    url = reverse("judge-invitation", args=[judge.pk])
    return Item(title, note, url, _("Baca undangan"), None, "warning", "lock")


def _statements(closed: list[Assignment]) -> Iterator[Item]:
    """Entries that open once the judge has stated to have no conflict of interest."""
    if closed:
        number = len(closed)
        title = ngettext(
            "%(count)d usulan belum dibuka",
            "%(count)d usulan belum dibuka",
            number,
        ) % {"count": number}
        note = _("Nyatakan dulu ada tidaknya benturan kepentingan.")
        url = reverse("declarations")
        yield Item(title, note, url, _("Nyatakan"), None, "warning", "lock")


def _joint_note(given: Assignment) -> Item:
    title = _("Nilai untuk %(title)s berjauhan") % {"title": given.shown.title}
    note = _("Tulis atau setujui catatan bersama dengan juri lain.")
    url = reverse("joint-note", args=[given.pk])
    return Item(title, note, url, _("Catatan bersama"), None, "warning", "scale")


def _sheets(unsigned: list[Assignment], editions: list[Edition], at: datetime) -> Iterator[Item]:
    if not unsigned:
        return
    own = {assignment.submission.edition_id for assignment in unsigned}
    number = len(unsigned)
    title = ngettext(
        "%(count)d usulan menunggu nilai Anda",
        "%(count)d usulan menunggu nilai Anda",
        number,
    ) % {"count": number}
    note = _("Mulai dari %(title)s.") % {"title": unsigned[0].shown.title}
    url = reverse("score-sheet", args=[unsigned[0].pk])
    judged = [edition for edition in editions if edition.pk in own]
    due = dates.end_of_running(judged, PhaseKind.JUDGING, at)
    yield Item(title, note, url, _("Nilai yang pertama"), due, "info", "scale")
