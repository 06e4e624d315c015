"""Deeds of blind stages: copies without names, and conflicts stated before names are hidden."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.models import Section, Stage
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from judging import queries
from judging.conflicts import Conflicts
from judging.models import BlindAnswer, BlindCopy, BlindFile, Judge
from judging.permissions import may_answer, may_run_panel
from judging.redaction import names_in
from judging.workflow.recusal import state_conflict
from ledger import workflow as ledger
from submissions.models import Submission
from units.models import Unit, User
from uploads.models import StoredFile

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for each other."""


@transaction.atomic
def save_copy(
    stage: Stage,
    submission: Submission,
    *,
    title: str,
    summary: str,
    answers: Mapping[Section, str],
    files: Collection[StoredFile],
    release: bool,
    version: int,
    user: User,
    at: datetime,
) -> BlindCopy:
    """Write the copy that judges of a blind stage read.

    With `release` they may read it from now on, without it they no longer may.

    Raises `Stale` when somebody saved since `version` (0: there is none yet), and `Refused` when a
    whole name of unit or people still stands in what is to be released.
    """
    demand(may_run_panel(user, stage, at))
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    known = {each.file.pk: each for each in queries.candidates(submission)}
    if release:
        _refuse_names(submission, [title, summary, *answers.values()])
    copy = BlindCopy.objects.filter(submission=submission).first()
    if (copy.version if copy else 0) != version:
        raise Stale(copy)
    copy = copy or BlindCopy(submission=submission, code=_code(), version=0)
    copy.title, copy.summary = clean(title).strip(), clean(summary)
    copy.version += 1
    copy.written_by, copy.written_at = user, at
    copy.released_at = at if release else None
    copy.save()
    copy.answers.all().delete()
    BlindAnswer.objects.bulk_create(
        BlindAnswer(copy=copy, section=section, text=clean(text))
        for section, text in answers.items()
    )
    kept = [known[file.pk] for file in files if file.pk in known]
    copy.files.exclude(file__in=[each.file for each in kept]).delete()
    for each in kept:
        BlindFile.objects.get_or_create(
            copy=copy, file=each.file, defaults={"section": each.section}
        )
    verb = "salinan-tanpa-nama.buka" if release else "salinan-tanpa-nama.simpan"
    ledger.enter(verb, copy, user=user, at=at, versi=copy.version)
    return copy


@transaction.atomic
def declare_units(
    judge: Judge, units: Iterable[Unit], *, reason: str, user: User, at: datetime
) -> int:
    """A judge of a blind stage names the units with which there is a conflict; what is left opens.

    Stated about units and not about entries, because the entries have no names. Panitia decides
    about each as about any other conflict. How many assignments are open now. Raises `Refused`
    without a reason where a unit is named.
    """
    judge = (
        Judge.objects.select_related("panel__stage__edition", "user", "home_unit")
        .select_for_update(of=("self",))
        .get(pk=judge.pk)
    )
    demand(may_answer(user, judge))
    if not judge.has_accepted:
        raise Refused(_("Tanda tangani dulu pakta integritas."))
    edition, units = judge.panel.stage.edition, list(units)
    ledger.enter("benturan.unit", judge, user=user, at=at, unit=[each.code for each in units])
    for entry in queries.judgeable_or_out(judge.panel.stage).filter(unit__in=units):
        state_conflict(entry, edition, judge, reason, user=user, at=at)
    rows = list(judge.assignments.in_force().filter(cleared_at=None).select_related("submission"))
    entries = [row.submission for row in rows]
    known = Conflicts([judge], entries)
    free = [row.pk for row in rows if known.between(judge, row.submission)]
    return judge.assignments.filter(pk__in=free).update(cleared_at=at)


def _refuse_names(submission: Submission, texts: Iterable[str]) -> None:
    names = queries.names_of(submission)
    found = {name for text in texts for name in names_in(text, names)}
    if found:
        raise Refused(
            _("Masih ada nama dalam salinan ini: %(names)s.") % {"names": ", ".join(sorted(found))}
        )


def _code() -> str:
    """Such as R7KQ; drawn anew in the rare case that it is taken."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(4))
        if not BlindCopy.objects.filter(code=code).exists():
            return code
