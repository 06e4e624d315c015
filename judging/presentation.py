"""How one entry's score came about, as a table that adds up by hand."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format

from competitions.models import Stage
from judging import scoring
from judging.models import Assignment, BlindCopy, Override, Publication, PublishedResult
from judging.queries import Final, RankedEntry, criteria_of, signed_sheets, telling_names
from judging.redaction import Piece, pieces
from judging.scoring import Combination
from judging.verdicts import FORMAT, final_rank
from judging.workflow.planning import Proposal
from submissions.models import Submission

DIGITS = 4


@dataclass(frozen=True)
class Calculation:
    """`columns` name the sheets; each row has a score and its points for every sheet."""

    columns: list[str]
    rows: list[dict[str, Any]]
    totals: list[str]
    how: str
    combined: str
    score: Decimal

    @property
    def count(self) -> int:
        return len(self.columns)


def exact(value: Fraction) -> str:
    """Up to four digits; what needs more is marked as rounded."""
    shown = Decimal(value.numerator) / Decimal(value.denominator)
    digits = next((n for n in range(2, DIGITS + 1) if value * 10**n % 1 == 0), None)
    if digits is None:
        return f"≈ {number_format(round(shown, DIGITS), DIGITS)}"
    return number_format(shown, digits)


def calculation(
    sheets: Sequence[tuple[str, scoring.Sheet]],
    criteria: Sequence[scoring.Criterion],
    names: Mapping[Any, str],
    how: str,
) -> Calculation | None:
    """The steps from raw scores to one score; None without a sheet."""
    if not sheets:
        return None
    totals = [scoring.sheet_total(sheet, criteria) for _label, sheet in sheets]
    one = scoring.combined(totals, Combination(how))
    return Calculation(
        columns=[label for label, _sheet in sheets],
        rows=[
            {
                "name": names[c.key],
                "weight": c.weight,
                "most": c.max_score,
                "cells": [
                    {
                        "score": sheet[c.key],
                        "points": exact(scoring.share(sheet[c.key], c, criteria)),
                    }
                    for _label, sheet in sheets
                ],
            }
            for c in criteria
        ],
        totals=[exact(total) for total in totals],
        how=str(Stage.Combination(how).label),
        combined=exact(one),
        score=scoring.rounded(one),
    )


def live_calculation(stage: Stage, submission: Submission) -> Calculation | None:
    """From the sheets that are signed now, judges by their codes."""
    sheets = signed_sheets(stage, submission).get(submission.pk, {})
    names = {c.pk: c.name for c in stage.criteria.all()}
    return calculation(sorted(sheets.items()), criteria_of(stage), names, stage.combination)


def frozen_calculations(result: PublishedResult, label: str) -> list[tuple[str, Calculation]]:
    """From the published bundle alone, stage by stage; sheets are numbered and name no judge.

    A verdict that was published before bundles had this form has no calculation to show.
    """
    data = json.loads(result.publication.bundle)
    if data.get("format") != FORMAT:
        return []
    found = [(stage["nama"], _frozen_stage(stage, result, label)) for stage in data["tahap"]]
    return [(name, one) for name, one in found if one is not None]


def _frozen_stage(
    data: Mapping[str, Any], result: PublishedResult, label: str
) -> Calculation | None:
    criteria = [
        scoring.Criterion(c["kunci"], Decimal(c["bobot"]), Decimal(c["nilai_tertinggi"]))
        for c in data["kriteria"]
    ]
    own = next((each for each in data["usulan"] if each["nomor"] == result.number), None)
    if own is None:
        return None
    sheets = [
        (f"{label} {n}", {key: Decimal(value) for key, value in sheet["nilai"].items()})
        for n, sheet in enumerate(own["lembar"], start=1)
    ]
    names = {c.key: str(c.key).partition(". ")[2] for c in criteria}
    return calculation(sheets, criteria, names, data["gabungan"])


@dataclass(frozen=True)
class Told:
    """What the published file says about one entry beside its rank and score."""

    sheets: str
    """As in `sheet_counts`."""
    plenary: Mapping[str, Any] | None
    """The plenary's decision with reason and minutes, where there is one."""
    stages: Sequence[tuple[str, Decimal, Decimal]]
    """The stages that it reached: name, weight, score."""
    reached: str
    """The last of them, where the edition has several."""


def told(publication: Publication) -> dict[str, Told]:
    """By the number of the entry, from the frozen file alone."""
    data = json.loads(publication.bundle)
    decided = {each["nomor"]: each for each in data.get("pleno", [])}
    counts = sheet_counts(data)
    return {
        row["nomor"]: _told(row, data["tahap"], counts[row["nomor"]], decided.get(row["nomor"]))
        for row in data["hasil"]
        if "nilai_tahap" in row
    }


def sheet_counts(bundle: Mapping[str, Any]) -> dict[str, str]:
    """On how many sheets each score rests, stage by stage: "2 + 1"."""
    counts: dict[str, list[str]] = defaultdict(list)
    for stage in bundle.get("tahap", []):
        for row in stage["hasil"]:
            counts[row["nomor"]].append(str(row["jumlah_lembar"]))
    return {number: " + ".join(own) for number, own in counts.items()}


def numbers_of_those_who_left(publication: Publication) -> list[str]:
    """Entries that left the contest, from the frozen file; none in files of before."""
    return [each["nomor"] for each in json.loads(publication.bundle).get("keluar", [])]


def _told(
    row: Mapping[str, Any],
    stages: Sequence[Mapping[str, Any]],
    sheets: str,
    plenary: Mapping[str, Any] | None,
) -> Told:
    scores = row["nilai_tahap"]
    parts = [
        (stage["nama"], Decimal(stage["bobot"]), Decimal(score))
        for stage, score in zip(stages, scores, strict=False)
    ]
    return Told(sheets, plenary, parts, parts[-1][0] if len(stages) > 1 else "")


@dataclass(frozen=True)
class StageSum:
    """How the scores of several stages become one: each times its weight, by the weights."""

    rows: Sequence[Mapping[str, Any]]
    points: Decimal
    weights: Decimal
    score: Decimal


def stage_sum(parts: Sequence[tuple[str, Decimal, Decimal]]) -> StageSum | None:
    """From (name, weight, score) of each stage reached; None where there is nothing to add."""
    weights = sum((weight for _name, weight, _score in parts), Decimal(0))
    if len(parts) < 2 or not weights:
        return None
    rows = [
        {"stage": name, "weight": weight, "score": score, "points": weight * score}
        for name, weight, score in parts
    ]
    points = sum((row["points"] for row in rows), Decimal(0))
    return StageSum(rows, points, weights, scoring.rounded(Fraction(points) / Fraction(weights)))


@dataclass(frozen=True)
class RankRow:
    """An entry with its computed place, the plenary's decision, and the stages it came to."""

    entry: RankedEntry
    override: Override | None
    stages: Sequence[Stage]

    @property
    def rank(self) -> int | None:
        return final_rank(self.entry, self.override)


def rank_rows(
    ranked: Sequence[RankedEntry], overrides: Mapping[int, Override], found: Final
) -> list[RankRow]:
    """By the rank that counts; entries without one last."""
    rows = [
        RankRow(each, overrides.get(each.submission.pk), found.stages_of(each.submission))
        for each in ranked
    ]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))


def plan_tables(proposal: Proposal) -> dict[str, list[dict[str, Any]]]:
    """What a proposal does to each judge, and which entries it cannot cover, with the reason."""
    plan, new = proposal.plan, defaultdict(list)
    for entry, judge in plan.new:
        new[judge].append(proposal.entries[entry])
    return {
        "shares": [
            {
                "judge": judge,
                "before": proposal.before[pk],
                "new": new[pk],
                "after": plan.loads[pk],
            }
            for pk, judge in proposal.judges.items()
        ],
        "gaps": [
            {"entry": proposal.entries[pk], "lack": lack, "choices": proposal.choices[pk]}
            for pk, lack in plan.short.items()
        ],
    }


def originals(submission: Submission) -> dict[str, list[Piece]]:
    """Each text of the entry with its names marked, by the field of the copy that it belongs to."""
    names = telling_names(submission)
    texts = {"title": submission.title, "summary": submission.innovation.summary}
    texts |= {f"text-{each.section_id}": each.text for each in submission.answers.all()}
    return {name: pieces(text, names) for name, text in texts.items()}


def blind_parts(copy: BlindCopy) -> dict[str, Any]:
    """The copy without names, ready for `judging/_blind_entry.html`; nothing of the entry."""
    files = list(copy.files.select_related("file"))
    answers = list(copy.answers.select_related("section"))
    for answer in answers:
        answer.proofs = [each for each in files if each.section_id == answer.section_id]
    rest = [each for each in files if each.section_id is None]
    return {
        "answers": answers,
        "films": [each for each in rest if each.is_video],
        "papers": [each for each in rest if not each.is_video],
    }


def remarks_for(result: PublishedResult) -> list[str]:
    """What judges wrote to the unit, in an order that ties no remark to a judge or a sheet."""
    rows = Assignment.objects.signed().filter(
        submission=result.submission_id,
        judge__panel__stage__edition=result.publication.edition_id,
    )
    return sorted(filter(None, rows.values_list("sheet__remark", flat=True)))
