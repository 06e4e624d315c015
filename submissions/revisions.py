"""Revisions of an entry side by side: what changed since panitia last decided."""

import json

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from submissions.differences import Change, changes
from submissions.models import Check, Submission


def what_changed(submission: Submission) -> list[Change] | None:
    """The parts that differ from the revision that was checked last; None for a first hand-in."""
    latest, *earlier = submission.snapshots.annotate(
        was_checked=Exists(Check.objects.filter(snapshot=OuterRef("pk")))
    ).order_by("-revision")
    before = next((each for each in earlier if each.was_checked), None)
    if before is None:
        return None
    return changes(json.loads(before.content), json.loads(latest.content), _labels())


def _labels() -> dict[str, str]:
    return {
        "judul": _("Judul"),
        "ringkasan": _("Ringkasan inovasi"),
        "kategori": _("Kategori"),
        "kelompok": _("Kelompok"),
        "mulai_diterapkan": _("Mulai diterapkan"),
    }
