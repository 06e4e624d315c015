"""The world's other editions: last year's results, one in stages, the next one in the making."""

from datetime import date, datetime, timedelta

from competitions import workflow as rulebooks
from competitions.models import Edition, Stage
from conftest import AT, OPENING, stored
from inovasi.demo.files import statement_pdf
from inovasi.demo.rulebook import build_edition
from inovasi.lib.seal import sealed
from judging.models import Award, Decision, Objection, Publication, PublishedResult, Shortlist
from oioi.models import DutyYear, ReminderRule
from oioi.standing import Level
from submissions.models import Submission
from units.models import User


def staged_edition(committee: User, entry: Submission, at: datetime) -> Edition:
    """A practice edition in the second of its three stages; an entry appears there."""
    edition = build_edition(
        slug="latihan-tahap",
        name="Latihan bertahap",
        year=2026,
        prefix="LATIHAN-TAHAP",
        starts=OPENING,
        is_practice=True,
    )
    first = edition.stages.get()
    for order, kind in enumerate((Stage.Kind.INTERVIEW, Stage.Kind.FIELD), start=2):
        edition.stages.create(kind=kind, name=kind.label, order=order, weight=0)
    made = Shortlist.objects.create(
        stage=first, rule="semua usulan lanjut", decided_by=committee, decided_at=at
    )
    made.places.create(submission=entry, rank=1, score=80, goes_on=True, turn=1)
    return edition


def rulebook_files(edition: Edition, committee: User) -> Edition:
    """A guideline and a form to download; and the next edition in the making, copied."""
    rule = edition.groups.get().document_rules.first()
    for purpose, row, name in (
        ("guideline", edition, "guideline"),
        ("document-template", rule, "template"),
    ):
        pdf = statement_pdf(["Petunjuk"])
        setattr(row, name, stored(purpose, str(row.pk), committee, pdf, "application/pdf"))
        row.save(update_fields=[name])
    year = edition.year + 1
    return rulebooks.copy_edition(
        edition,
        user=committee,
        slug=f"kipp-{year}",
        name=f"KIPP {year}",
        year=year,
        number_prefix=f"KIPP-{year}",
    ).edition


def duty_year() -> ReminderRule:
    """The rules of "one unit, one innovation" for this year, with one rung of reminders."""
    year = DutyYear.objects.create(
        year=AT.year,
        due_on=date(AT.year, 11, 30),
        fulfilled_from=Level.DOCUMENTED,
        dated_by=DutyYear.Dating.DOCUMENTED,
    )
    return year.reminder_rules.create(days_before=30, audience=ReminderRule.Audience.OPERATOR)


SKETCHED = ("verdicts_equal_their_bundles", "winners_have_their_award")
"""Invariants that last year of the world breaks: it was drawn up for its pages, never judged."""


def last_year(committee: User, entries: list[Submission]) -> None:
    """A published edition, for the pages of results; these entries stand in its ranking.

    Those that were judged have an award, the others an objection.
    """
    edition = build_edition(
        slug="kipp-2025",
        name="KIPP 2025",
        year=2025,
        prefix="KIPP-2025",
        starts=OPENING - timedelta(days=365),
    )
    facts = {"edisi": {"nama": edition.name}, "tahap": [], "hasil": [], "usulan": []}
    bundle, fingerprint = sealed({"format": "contoh", **facts})
    long_ago = AT - timedelta(days=200)
    decision = Decision.objects.create(
        edition=edition,
        bundle=bundle,
        sha256=fingerprint,
        full_bundle=bundle,
        full_sha256=fingerprint,
        publishes_at=long_ago,
        objections_until=AT + timedelta(days=300),
        answers_due_at=AT + timedelta(days=310),
        frozen_by=committee,
        frozen_at=long_ago,
    )
    publication = Publication.objects.create(
        edition=edition,
        decision=decision,
        bundle=bundle,
        sha256=fingerprint,
        published_by=committee,
        published_at=long_ago,
        settled_at=long_ago,
    )
    for rank, entry in enumerate(entries, start=1):
        result = PublishedResult.objects.create(
            publication=publication,
            submission=entry,
            rank=rank,
            score=90 - rank,
            number=f"KIPP-2025-{rank:03d}",
            title=entry.title,
            unit_name=entry.unit_name,
            category_name="Umum",
        )
        if entry.status == "dinilai":
            Award.objects.create(
                innovation=entry.innovation, result=result, title="Juara", awarded_at=long_ago
            )
        else:
            Objection.objects.create(
                result=result,
                text="Bukti kami tidak dibaca.",
                raised_by=entry.created_by,
                raised_at=AT,
                due_at=decision.answers_due_at,
            )
