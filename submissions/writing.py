"""Deeds of writing: texts of sections with their history, and the category.

Autosave calls these every few seconds, so they ask the database as little as they can.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from competitions.models import Category, Section
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from submissions.models import Answer, AnswerRevision, Submission
from submissions.permissions import may_write
from units.models import User

COALESCED = timedelta(minutes=10)
"""For so long one person's saves of a section are one line of its history."""
MAY_SHRINK = 200
"""Characters that a text may lose within one line of the history; more begins a new one."""


@transaction.atomic
def save_answer(
    submission: Submission | int,
    section: Section | int,
    *,
    text: str,
    version: int,
    user: User,
    at: datetime,
    restored_version: int | None = None,
) -> Answer:
    """Save the text of one section; drafts may exceed the word limit.

    Raises `Stale` when somebody saved since `version`, `Answer.DoesNotExist` when the form has no
    such section; the same text again changes nothing.
    """
    answer = _locked(submission, section)
    demand(may_write(user, answer.submission, at))
    text = clean(text)
    if answer.text == text:
        return answer
    if answer.version != version:
        raise Stale(answer)
    answer.text, answer.version = text, version + 1
    answer.changed_by, answer.changed_at = user, at
    answer.save(update_fields=["text", "version", "changed_by", "changed_at"])
    _remember(answer, restored_version)
    return answer


def restore(revision: AnswerRevision, *, version: int, user: User, at: datetime) -> Answer:
    """Take an earlier text again, as a new version; what it replaces stays in the history.

    Raises `Stale` when somebody saved since `version`.
    """
    answer = revision.answer
    return save_answer(
        answer.submission_id,
        answer.section_id,
        text=revision.text,
        version=version,
        user=user,
        at=at,
        restored_version=revision.version,
    )


@transaction.atomic
def choose_category(
    submission: Submission, *, category: Category, user: User, at: datetime
) -> None:
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    demand(may_write(user, submission, at))
    if category.edition_id != submission.edition_id:
        raise Refused(_("Kategori ini bukan bagian dari edisi usulan."))
    Submission.objects.filter(pk=submission.pk).update(category=category)


def _locked(submission: Submission | int, section: Section | int) -> Answer:
    """The answer with its entry, both locked, so that nothing is saved into what is handed in."""
    rows = Answer.objects.select_related("submission__edition", "submission__unit", "section")
    locked = rows.select_for_update(of=("self", "submission"), no_key=True)
    return locked.get(submission=submission, section=section)


def _remember(answer: Answer, restored_version: int | None) -> None:
    """Let the newest line of the history grow, or add one."""
    length = len(answer.text)
    if restored_version is None:
        newest = AnswerRevision.objects.filter(
            answer=answer,
            version=answer.version - 1,
            saved_by=answer.changed_by,
            began_at__gt=answer.changed_at - COALESCED,
            longest__lte=length + MAY_SHRINK,
            restored_version=None,
        )
        if newest.update(
            version=answer.version,
            text=answer.text,
            longest=Greatest(F("longest"), length),
            saved_at=answer.changed_at,
        ):
            return
    AnswerRevision.objects.create(
        answer=answer,
        version=answer.version,
        text=answer.text,
        longest=length,
        saved_by=answer.changed_by,
        began_at=answer.changed_at,
        saved_at=answer.changed_at,
        restored_version=restored_version,
    )
