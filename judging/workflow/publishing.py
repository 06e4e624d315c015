"""The deed that publishes a verdict."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition, Stage
from inovasi.lib.seal import sealed
from inovasi.lib.verdict import Refused, demand
from judging import notices, queries, verdicts
from judging.models import Award, Publication, PublishedResult
from judging.permissions import may_publish
from submissions.states import Verb
from submissions.workflow import advance
from units.models import User


@transaction.atomic
def publish(edition: Edition, *, user: User, at: datetime) -> Publication:
    """Freeze the ranking with its inputs, settle every entry, tell every unit. Exactly once."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    done = Publication.objects.filter(edition=edition).first()
    if done is not None:
        return done
    demand(may_publish(user, edition, at))
    _refuse_unchecked(edition, at)
    stage = queries.desk_stage(edition)
    ranked = queries.ranking(stage) if stage else []
    _refuse_incomplete(ranked)
    _refuse_split(stage)
    publication = _freeze(stage, ranked, user, at)
    winners = [_settle(each, publication, at) for each in ranked]
    for verb, is_winner in ((Verb.AWARD, True), (Verb.COMPLETE, False)):
        chosen = [e.submission for e, won in zip(ranked, winners, strict=True) if won == is_winner]
        advance(chosen, verb, user=user, at=at)
    notices.published(publication, at=at)
    return publication


def _freeze(
    stage: Stage, ranked: list[queries.RankedEntry], user: User, at: datetime
) -> Publication:
    full = verdicts.full_bundle(stage, ranked)
    full_text, full_fingerprint = sealed(full)
    text, fingerprint = sealed(verdicts.public_bundle(full))
    return Publication.objects.create(
        edition=stage.edition,
        bundle=text,
        sha256=fingerprint,
        full_bundle=full_text,
        full_sha256=full_fingerprint,
        published_by=user,
        published_at=at,
    )


def _settle(each: queries.RankedEntry, publication: Publication, at: datetime) -> bool:
    """Write the entry's line of the result, and its award; True for a winner."""
    edition, submission, rank = publication.edition, each.submission, each.standing.rank
    is_winner = rank is not None and rank <= edition.winner_count
    result = PublishedResult.objects.create(
        publication=publication,
        submission=submission,
        rank=rank,
        score=each.standing.score,
        number=submission.number,
        title=submission.title,
        unit_name=submission.unit_name,
        category_name=submission.category.name,
        is_winner=is_winner,
    )
    if is_winner:
        title = _("Juara %(rank)d %(edition)s") % {"rank": rank, "edition": edition.name}
        Award.objects.create(
            innovation=submission.innovation, result=result, title=title[:200], awarded_at=at
        )
    return is_winner


def _refuse_unchecked(edition: Edition, at: datetime) -> None:
    """An entry that panitia never checked must not read that it was not good enough."""
    numbers = [each.number for each in queries.unchecked(edition, at).select_related("edition")]
    if numbers:
        raise Refused(
            ngettext(
                "%(count)d usulan belum selesai diperiksa panitia: %(numbers)s.",
                "%(count)d usulan belum selesai diperiksa panitia: %(numbers)s.",
                len(numbers),
            )
            % {"count": len(numbers), "numbers": ", ".join(numbers)}
        )


def _refuse_incomplete(ranked: list[queries.RankedEntry]) -> None:
    if not ranked:
        raise Refused(_("Belum ada usulan yang dinilai."))
    waiting = [each.submission.number for each in ranked if not each.is_complete]
    if waiting:
        raise Refused(
            ngettext(
                "%(count)d usulan belum selesai dinilai: %(numbers)s.",
                "%(count)d usulan belum selesai dinilai: %(numbers)s.",
                len(waiting),
            )
            % {"count": len(waiting), "numbers": ", ".join(waiting)}
        )


def _refuse_split(stage: Stage) -> None:
    """Judges who lie far apart are heard before anything is published."""
    numbers = [split.submission.number for split in queries.open_splits(stage)]
    if numbers:
        raise Refused(
            ngettext(
                "%(count)d usulan dengan nilai juri yang berjauhan belum dibahas: %(numbers)s.",
                "%(count)d usulan dengan nilai juri yang berjauhan belum dibahas: %(numbers)s.",
                len(numbers),
            )
            % {"count": len(numbers), "numbers": ", ".join(numbers)}
        )
