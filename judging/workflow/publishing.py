"""The deeds that make a verdict: one freezes it, a second one agrees, at its minute it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competitions.models import Edition, Stage
from inovasi.lib.seal import sealed
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, demand
from judging import notices, queries, verdicts
from judging.models import Award, Decision, Override, Publication, PublishedResult
from judging.permissions import may_agree, may_freeze, may_give_up
from judging.queries import RankedEntry
from ledger import workflow as ledger
from submissions.states import Verb
from submissions.workflow import advance
from units.models import User


@dataclass(frozen=True)
class Terms:
    """What goes with a verdict: considerations, its minute, the window of objections."""

    note: str = ""
    publishes_at: datetime | None = None
    """None: as soon as a second member of panitia agrees."""
    objections_until: datetime | None = None
    answers_due_at: datetime | None = None


@transaction.atomic
def freeze(
    edition: Edition, terms: Terms | None = None, *, user: User, at: datetime, salt: str = ""
) -> Decision:
    """Freeze the ranking with its inputs for a second member of panitia; freezing again gives it.
    Sample data brings a `salt` of its own, so that it can be made again; else it is random.

    Raises `Refused`, by name, over unchecked entries, missing signatures, and ranks of the plenary
    that do not follow on each other; and for a window of objections that ends before it begins.
    """
    edition = _held(edition)
    live = edition.decisions.filter(given_up_at=None).first()
    if live is not None and live.frozen_by_id == user.pk:
        return live
    demand(may_freeze(user, edition, at))
    if live is not None:
        return live
    _refuse_unchecked(edition, at)
    terms = terms or Terms()
    bundles = _bundles(edition, salt or verdicts.new_salt())
    publishes_at = max(terms.publishes_at or at, at)
    _refuse_window(publishes_at, terms)
    decision = Decision.objects.create(
        edition=edition,
        **bundles,
        note=clean(terms.note).strip(),
        publishes_at=publishes_at,
        objections_until=terms.objections_until,
        answers_due_at=terms.answers_due_at,
        frozen_by=user,
        frozen_at=at,
    )
    _enter("penetapan.bekukan", decision, user, at)
    notices.frozen(decision, at=at)
    return decision


@transaction.atomic
def give_up(decision: Decision, *, user: User, at: datetime) -> Decision:
    """Take a frozen verdict back before anybody agreed to it; giving up twice is once."""
    edition = _held(decision.edition)
    decision = Decision.objects.get(pk=decision.pk)
    if decision.given_up_at is not None:
        return decision
    demand(may_give_up(user, edition, at))
    decision.given_up_by, decision.given_up_at = user, at
    decision.save(update_fields=["given_up_by", "given_up_at"])
    _enter("penetapan.batalkan", decision, user, at)
    return decision


@transaction.atomic
def agree(decision: Decision, *, user: User, at: datetime) -> Publication:
    """A second member of panitia agrees: the results become public at their minute. Exactly once.

    Raises `Refused` for the one who froze it, and when anything changed since: then it is not what
    was looked at.
    """
    edition = _held(decision.edition)
    done = Publication.objects.filter(edition=edition).first()
    if done is not None:
        return done
    decision = Decision.objects.select_related("edition").get(pk=decision.pk)
    demand(may_agree(user, decision, at))
    _refuse_unchecked(edition, at)
    salt = verdicts.salt_of(decision.full_bundle)
    if _bundles(edition, salt)["full_sha256"] != decision.full_sha256:
        raise Refused(_("Nilai atau aturan berubah sejak dibekukan. Batalkan, lalu bekukan lagi."))
    publication = Publication.objects.create(
        edition=edition,
        decision=decision,
        bundle=decision.bundle,
        sha256=decision.sha256,
        full_bundle=decision.full_bundle,
        full_sha256=decision.full_sha256,
        published_by=user,
        published_at=max(decision.publishes_at, at),
    )
    overrides = queries.overrides_of(edition)
    PublishedResult.objects.bulk_create(
        _result(each, publication, overrides) for each in queries.final(edition).load()
    )
    facts = {"sidik": publication.sha256, "terbit": publication.published_at.isoformat()}
    ledger.enter("penetapan.setujui", publication, user=user, at=at, **facts)
    if publication.is_visible(at):
        settle(publication, at=at)
    return publication


@transaction.atomic
def settle(publication: Publication, *, at: datetime) -> bool:
    """Draw the consequences once its minute has come: states, awards, letters. True when it did.

    Visibility does not wait for it: that is computed from the row.
    """
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.settled_at is not None or not publication.is_visible(at):
        return False
    publication.settled_at = at
    publication.save(update_fields=["settled_at"])
    results = list(publication.results.select_related("submission__innovation"))
    for each in results:
        if each.is_winner:
            _award(each, publication)
    user, moment = publication.published_by, publication.published_at
    for verb, is_winner in ((Verb.AWARD, True), (Verb.COMPLETE, False)):
        chosen = [each.submission for each in results if each.is_winner == is_winner]
        advance(chosen, verb, user=user, at=moment)
    notices.published(publication, at=at)
    return True


def _held(edition: Edition) -> Edition:
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _bundles(edition: Edition, salt: str) -> dict[str, str]:
    """Both bundles as they follow from the rows now, with their fingerprints."""
    overrides, found = queries.overrides_of(edition), queries.final(edition)
    ranked = found.load()
    _refuse_stages(found)
    _refuse_incomplete(ranked)
    _refuse_split(found.stages[-1][0])
    _refuse_gaps(ranked, overrides)
    full = verdicts.full_bundle(edition, found, overrides, salt=salt)
    full_text, full_fingerprint = sealed(full)
    text, fingerprint = sealed(verdicts.public_bundle(full))
    return {
        "bundle": text,
        "sha256": fingerprint,
        "full_bundle": full_text,
        "full_sha256": full_fingerprint,
    }


def _enter(verb: str, decision: Decision, user: User, at: datetime) -> None:
    facts = {"sidik": decision.sha256, "sidik_lengkap": decision.full_sha256}
    ledger.enter(verb, decision, user=user, at=at, **facts)


def _result(
    each: RankedEntry, publication: Publication, overrides: Mapping[int, Override]
) -> PublishedResult:
    submission = each.submission
    rank = verdicts.final_rank(each, overrides.get(submission.pk))
    return PublishedResult(
        publication=publication,
        submission=submission,
        rank=rank,
        computed_rank=each.standing.rank,
        score=each.standing.score,
        number=submission.number,
        title=submission.title,
        unit_name=submission.unit_name,
        category_name=submission.category.name,
        is_winner=rank is not None and rank <= publication.edition.winner_count,
    )


def _award(result: PublishedResult, publication: Publication) -> None:
    words = {"rank": result.rank, "edition": publication.edition.name}
    Award.objects.create(
        innovation=result.submission.innovation,
        result=result,
        title=(_("Juara %(rank)d %(edition)s") % words)[:200],
        awarded_at=publication.published_at,
    )


def _refuse_window(publishes_at: datetime, terms: Terms) -> None:
    until, due = terms.objections_until, terms.answers_due_at
    if (until is None) != (due is None):
        raise Refused(_("Isi akhir masa sanggah dan batas menjawabnya, atau kosongkan keduanya."))
    if until and due and not publishes_at < until <= due:
        raise Refused(
            _("Masa sanggah berakhir setelah pengumuman, dan batas menjawab tidak lebih awal.")
        )


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


def _refuse_stages(found: queries.Final) -> None:
    """Every stage that the rulebook names was played."""
    if found.missing_stages:
        names = ", ".join(stage.name for stage in found.missing_stages)
        raise Refused(
            _("Tahap %(names)s belum dijalankan. Tutup dulu tahap yang sekarang.")
            % {"names": names}
        )


def _refuse_incomplete(ranked: list[RankedEntry]) -> None:
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


def _refuse_gaps(ranked: list[RankedEntry], overrides: Mapping[int, Override]) -> None:
    """Ranks follow on each other, as in 1-2-2-4, also where the plenary decided."""
    ranks = [verdicts.final_rank(each, overrides.get(each.submission.pk)) for each in ranked]
    known = [rank for rank in ranks if rank is not None]
    loose = sorted({rank for rank in known if rank != 1 + sum(other < rank for other in known)})
    if loose:
        raise Refused(
            _("Peringkat %(ranks)s tidak berurutan. Lengkapi keputusan pleno.")
            % {"ranks": ", ".join(map(str, loose))}
        )


def due(at: datetime) -> list[Publication]:
    """Publications whose minute has come and whose consequences were not drawn yet."""
    return list(Publication.objects.visible(at).filter(settled_at=None))


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
