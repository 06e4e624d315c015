"""Deeds of panitia's desk beyond one decision: second opinions, overdue repairs, many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from ledger import workflow as ledger
from submissions import checks, notices
from submissions.models import Check, Finding, Submission
from submissions.permissions import may_check, may_fail_overdue, may_second
from submissions.workflow import Ruling, carry_out, decide_check, locked
from units.models import User


@transaction.atomic
def second(check: Check, *, upholds: bool, note: str, user: User, at: datetime) -> Check:
    """A second pair of eyes on a fail: uphold it, or hand the entry back to the queue.

    Only an upheld fail takes effect and is told to the unit. Raises `Refused` for the one who
    decided, for panitia of the unit, when somebody was faster, and without a reason when the
    fail is not upheld.
    """
    submission = locked(check.snapshot.submission)
    check = Check.objects.select_for_update().get(pk=check.pk)
    check.snapshot.submission = submission
    demand(may_second(user, check, at))
    if not upholds and not note.strip():
        raise Refused(_("Tulis alasannya; panitia yang memutuskan membaca catatan ini."))
    check.seconded_by, check.seconded_at = user, at
    check.is_upheld, check.second_note = upholds, clean(note)
    check.save(update_fields=["seconded_by", "seconded_at", "is_upheld", "second_note"])
    ledger.enter("pemeriksaan.persetujuan", submission, user=user, at=at, setuju=upholds)
    if upholds:
        carry_out(submission, check, user=user, at=at)
        notices.checked(submission, check, at=at)
    else:
        notices.not_upheld(submission, check, at=at)
    return check


@transaction.atomic
def fail_overdue(submission: Submission, *, note: str, user: User, at: datetime) -> Check:
    """Decide that a returned entry fails because its repair is overdue; a second member upholds.

    Raises `Refused` while the unit may still repair, and without a reason.
    """
    submission = locked(submission)
    demand(may_fail_overdue(user, submission, at))
    if not note.strip():
        raise Refused(_("Tulis alasannya; unit membaca catatan ini."))
    check = Check.objects.create(
        snapshot=submission.snapshots.latest("revision"),
        decision=Check.Decision.FAIL,
        note=clean(note),
        decided_by=user,
        decided_at=at,
    )
    ledger.enter("pemeriksaan.putusan", submission, user=user, at=at, putusan=check.decision)
    notices.second_wanted(submission, check, at=at)
    return check


@dataclass(frozen=True)
class Passed:
    """What became of many entries: those that passed, and those left for a closer look."""

    passed: list[Submission]
    left: list[Submission]


@transaction.atomic
def pass_many(submissions: Iterable[Submission], *, user: User, at: datetime) -> Passed:
    """Pass every entry that is still clean, each with a check of its own, all items fulfilled.

    What is no longer clean or was decided meanwhile is left as it is, and so is a repair: what
    people asked for only people can find done.
    """
    entries = [locked(each) for each in sorted(submissions, key=lambda each: each.pk)]
    seen = set(
        Check.objects.filter(snapshot__submission__in=entries).values_list(
            "snapshot__submission_id", flat=True
        )
    )
    clean_ones = [
        each
        for each in checks.clean_ones(entries)
        if each.pk not in seen and may_check(user, each, at)
    ]
    done = []
    for entry in clean_ones:
        items = entry.group.check_items.all()
        ruling = Ruling(Check.Decision.PASS, dict.fromkeys(items, (Finding.Result.FULFILLED, "")))
        revision = entry.snapshots.latest("revision").revision
        done.append(decide_check(entry, ruling, revision=revision, user=user, at=at, tells=False))
    notices.passed_together(zip(clean_ones, done, strict=True), at=at)
    return Passed(clean_ones, [each for each in entries if each not in clean_ones])
