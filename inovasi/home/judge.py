"""The part of judges: the sheets that are not signed yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition
from competitions.phases import PhaseKind
from inovasi.home.agenda import Item
from judging.models import Assignment
from units.models import User

SHOWN = 8


def part(user: User, editions: list[Edition], at: datetime) -> dict[str, Any]:
    """Own assignments; {} for who has none."""
    own = Assignment.objects.of(user).in_force()
    if not own.exists():
        return {}
    unsigned = list(own.exclude(sheet__signed_at__isnull=False).for_list())
    return {
        "is_judge": True,
        "unsigned": unsigned[:SHOWN],
        "signed_count": own.filter(sheet__signed_at__isnull=False).count(),
        "items": list(_sheets(unsigned, editions, at)),
    }


def _sheets(unsigned: list[Assignment], editions: list[Edition], at: datetime) -> Iterator[Item]:
    if not unsigned:
        return
    own = {assignment.submission.edition_id for assignment in unsigned}
    running = [
        phase.ends_at
        for edition in editions
        if edition.pk in own
        for phase in edition.phases.all()
        if phase.kind == PhaseKind.JUDGING and phase.window.holds(at)
    ]
    number = len(unsigned)
    said = "%(count)d usulan menunggu nilai Anda"
    title = ngettext("%(count)d usulan menunggu nilai Anda", said, number) % {"count": number}
    note = _("Mulai dari %(title)s.") % {"title": unsigned[0].submission.title}
    url = reverse("score-sheet", args=[unsigned[0].pk])
    due = min(running, default=None)
    yield Item(title, note, url, _("Nilai yang pertama"), due, "info", "scale")
