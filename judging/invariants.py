"""What must always be true of score sheets, assignments and verdicts."""

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F

from competitions.models import Stage
from inovasi.lib.seal import fingerprint_of
from judging import scoring
from judging.conflicts import Conflicts
from judging.models import (
    Assignment,
    Award,
    Departure,
    Place,
    Publication,
    PublishedResult,
    Score,
    ScoreSheet,
    SheetEvent,
)
from judging.queries import criteria_of
from judging.verify_results import verify
from ledger import workflow as ledger
from ledger.models import Line
from submissions.models import Submission
from submissions.states import Status


def totals_equal_their_scores() -> Iterator[str]:
    """Totals follow from their scores; signed sheets have all of them, as they were signed."""
    for stage in Stage.objects.order_by("pk"):
        criteria = criteria_of(stage)
        keys = {criterion.key for criterion in criteria}
        sheets = ScoreSheet.objects.filter(assignment__judge__panel__stage=stage).order_by("pk")
        scores: dict[int, dict[int, Decimal]] = defaultdict(dict)
        rows = Score.objects.filter(sheet__in=sheets).order_by("pk")
        for sheet, criterion, value in rows.values_list("sheet_id", "criterion_id", "value"):
            scores[sheet][criterion] = value
        signed = _signed(stage)
        for pk, total, signed_at in sheets.values_list("pk", "total", "signed_at"):
            own, wanted = scores[pk], None
            if own and set(own) == keys:
                wanted = scoring.rounded(scoring.sheet_total(own, criteria))
            if total != wanted:
                yield f"{pk}: {total} instead of {wanted}"
            if signed_at and (sorted(own.values()), total) != signed.get(pk):
                yield f"{pk}: scores or total are not those that were signed"


def _signed(stage: Stage) -> dict[int, tuple[list[Decimal], Decimal]]:
    """The scores and the total that the history says were signed last, by sheet.

    Criteria are named there, and names change, so whose score is which follows from the total.
    """
    rows = SheetEvent.objects.filter(
        verb=SheetEvent.Verb.SIGNED, assignment__judge__panel__stage=stage
    ).order_by("pk")
    return {
        sheet: (sorted(Decimal(each["nilai"]) for each in scores), Decimal(total))
        for sheet, scores, total in rows.values_list(
            "assignment__sheet", "content__nilai", "content__total"
        )
    }


def no_judge_reads_a_kin() -> Iterator[str]:
    """No judge has an assignment in force for an entry with which they have a conflict.

    Ended stages and published editions are past: they stand on the relations of their day.
    """
    rows = Assignment.objects.in_force().filter(
        submission__edition__publication=None,
        judge__panel__stage__shortlist=None,
        judge__left_at=None,
    )
    related = rows.select_related("judge__user", "judge__home_unit", "submission__unit")
    given = list(related.order_by("pk"))
    known = Conflicts({each.judge for each in given}, {each.submission for each in given})
    for each in given:
        verdict = known.between(each.judge, each.submission)
        stated = known.row(each.judge, each.submission)
        if not verdict and (stated is None or stated.state == stated.State.CONFIRMED):
            yield f"{each.pk}: {verdict.reason}"


def verdicts_equal_their_bundles() -> Iterator[str]:
    """Verdicts compute again, are shown as they say, and have the bundle that the ledger knows."""
    for publication in Publication.objects.order_by("pk").prefetch_related("results"):
        yield from (f"{publication.pk}: {each}" for each in _contradictions(publication))


def _contradictions(publication: Publication) -> Iterator[str]:
    yield from verify(publication.bundle.encode(), publication.sha256)
    if _agreed_to(publication) != [publication.sha256]:
        yield "the ledger knows another fingerprint"
    if fingerprint_of(publication.full_bundle) != publication.full_sha256:
        yield "full bundle and its fingerprint differ"
    try:
        bundle = json.loads(publication.bundle)
        names, told = bundle["sidik_berkas_lengkap"], _told(bundle["hasil"])
    except (ValueError, KeyError, TypeError) as error:
        yield f"the public bundle cannot be read: {error!r}"
        return
    if names != publication.full_sha256:
        yield "the public bundle names another full bundle"
    shown = {
        row.number: (row.rank, str(row.score), row.is_winner) for row in publication.results.all()
    }
    if told != shown:
        yield "the page of results differs from the bundle"


def _agreed_to(publication: Publication) -> list[str]:
    """The fingerprint that stands in the ledger since the second one of panitia agreed."""
    subject = ledger.subject_of(publication)
    lines = Line.objects.filter(verb="penetapan.setujui", subject=subject)
    return [line.details.get("sidik", "") for line in lines]


def _told(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {row["nomor"]: (row["peringkat"], row["nilai"], row["pemenang"]) for row in rows}


def winners_have_their_award() -> Iterator[str]:
    """Every winner of a published verdict, and nobody else, has one award on the innovation."""
    for award in Award.objects.select_related("result__submission").order_by("pk"):
        if not award.result.is_winner:
            yield f"award {award.pk}: not a winner"
        if award.innovation_id != award.result.submission.innovation_id:
            yield f"award {award.pk}: another innovation"
    winners = Submission.objects.filter(status=Status.WINNER, published_result__award=None)
    yield from (f"entry {pk}: no award" for pk in winners.values_list("pk", flat=True))


def who_left_is_out() -> Iterator[str]:
    """Every entry that is out has left once, and since then no judge, list or result has it."""
    out = Submission.objects.filter(status=Status.LEFT)
    standing = Departure.objects.standing()
    for pk in out.exclude(pk__in=standing.values("submission")).values_list("pk", flat=True):
        yield f"entry {pk}: out without a departure"
    for pk in standing.exclude(submission__in=out).values_list("pk", flat=True):
        yield f"departure {pk}: the entry is not out"
    here = {"submission__departures__in": standing}
    given = Assignment.objects.kept().filter(
        judge__panel__stage=F("submission__departures__stage"), **here
    )
    listed = Place.objects.filter(shortlist__stage=F("submission__departures__stage"), **here)
    later = Place.objects.filter(
        shortlist__stage__order__gt=F("submission__departures__stage__order"), **here
    )
    for what, rows in (("assignment", given), ("place", listed), ("place", later)):
        yield from (f"{what} {row.pk}: of an entry that is out" for row in rows)
    for result in PublishedResult.objects.filter(
        publication__edition=F("submission__edition"), submission__in=out
    ):
        yield f"result {result.pk}: of an entry that is out"


ALL = (
    totals_equal_their_scores,
    no_judge_reads_a_kin,
    verdicts_equal_their_bundles,
    winners_have_their_award,
    who_left_is_out,
)
