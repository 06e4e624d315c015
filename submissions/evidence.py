"""Deeds about the evidence of a section: filing what came in, describing, ordering, taking out."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import ngettext

from competitions.models import Section
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from submissions.models import Evidence, Submission
from submissions.permissions import may_write
from units.models import User
from uploads.models import StoredFile


def evidence_of(submission: Submission) -> dict[int, list[Evidence]]:
    """The current evidence of an entry by id of the section, in the order of the unit."""
    found: dict[int, list[Evidence]] = {}
    for each in submission.evidence.current().select_related("file"):
        found.setdefault(each.section_id, []).append(each)
    return found


@transaction.atomic
def add(
    submission: Submission, section: Section, file: StoredFile, *, user: User, at: datetime
) -> Evidence:
    """File `file` under the section, last in the row.

    Raises `Refused` when the section takes no more.
    """
    _lock(submission, user, at)
    current = submission.evidence.current().filter(section=section)
    if current.count() >= section.evidence_max_files:
        raise Refused(_full(section.evidence_max_files))
    last = current.aggregate(last=Max("order"))["last"]
    return Evidence.objects.create(
        submission=submission,
        section=section,
        file=file,
        order=(last or 0) + 1,
        added_by=user,
        added_at=at,
    )


@transaction.atomic
def describe(evidence: Evidence, caption: str, *, user: User, at: datetime) -> None:
    """Say what the file shows; judges read it instead of the file's name."""
    _lock(evidence.submission, user, at)
    Evidence.objects.filter(pk=evidence.pk).update(caption=clean(caption).strip())


@transaction.atomic
def move_up(evidence: Evidence, *, seen: int, user: User, at: datetime) -> None:
    """Change places with the one above; the first stays where it is.

    `seen` is the place, from 1, that the page showed: a second click finds it elsewhere and moves
    nothing.
    """
    _lock(evidence.submission, user, at)
    rows = evidence.submission.evidence.current().filter(section=evidence.section_id)
    ordered = list(rows.order_by("order", "pk"))
    place = next((n for n, each in enumerate(ordered) if each.pk == evidence.pk), 0)
    if place and place + 1 == seen:
        ordered[place - 1], ordered[place] = ordered[place], ordered[place - 1]
    for number, each in enumerate(ordered, start=1):
        each.order = number
    Evidence.objects.bulk_update(ordered, ["order"])


@transaction.atomic
def remove(evidence: Evidence, *, user: User, at: datetime) -> None:
    """Take the file out of the entry; its bytes are kept, and what was handed in names it still."""
    _lock(evidence.submission, user, at)
    Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=at)


def _lock(submission: Submission, user: User, at: datetime) -> None:
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    demand(may_write(user, locked, at))


def _full(most: int) -> str:
    return ngettext(
        "Bagian ini paling banyak memuat %(most)d bukti. Keluarkan satu dulu.",
        "Bagian ini paling banyak memuat %(most)d bukti. Keluarkan satu dulu.",
        most,
    ) % {"most": most}
