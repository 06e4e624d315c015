"""What tells whose an entry is, and which of its files could be shown without names."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from competitions.models import Section, Stage
from innovations.models import TeamMember
from judging.models import BlindCopy
from judging.queries.coverage import judgeable, judgeable_or_out
from judging.redaction import redacted, words_of
from submissions.evidence import evidence_of
from submissions.models import Submission, TeamRight
from units.models import FormerName, Membership, Unit, UnitKind, User
from uploads.models import StoredFile


def names_of(submission: Submission) -> list[str]:
    """Whole names that give the entry away: unit, its parent and former names, number, people."""
    unit, innovation = submission.unit, submission.innovation
    people = User.objects.filter(
        pk__in=[
            submission.created_by_id,
            *Membership.objects.filter(unit=unit).values_list("user", flat=True),
            *TeamRight.objects.filter(submission=submission).values_list("user", flat=True),
        ]
    )
    names = [
        unit.name,
        unit.code,
        submission.unit_name,
        submission.number,
        innovation.initiator_name,
        *([unit.parent.name] if unit.parent else []),
        *FormerName.objects.filter(unit=unit).values_list("name", flat=True),
        *TeamMember.objects.filter(innovation=innovation).values_list("name", flat=True),
        *(text for person in people for text in (person.full_name, person.email)),
    ]
    return sorted({name for name in names if name})


def telling_names(submission: Submission) -> list[str]:
    """These names and their single words, such as the village in a unit's; kinds of unit are none.

    Only people can tell whether such a word gives the entry away. The number and the addresses
    are names as a whole only: their words are the competition's and the regency's.
    """
    names = names_of(submission)
    spoken = [each for each in names if "@" not in each and each != submission.number]
    return [*names, *words_of(spoken, [str(label) for label in UnitKind.labels])]


@dataclass(frozen=True)
class Proposal:
    """What a copy without names could say, as far as the portal knows the names."""

    title: str
    summary: str
    answers: dict[Section, str]


def proposed_copy(submission: Submission) -> Proposal:
    """Every text of the entry with its names taken out, for people to go over."""
    names = telling_names(submission)
    answers = submission.answers.select_related("section")
    return Proposal(
        redacted(submission.title, names),
        redacted(submission.innovation.summary, names),
        {each.section: redacted(each.text, names) for each in answers},
    )


@dataclass(frozen=True)
class Candidate:
    """A file that panitia may find free of names."""

    file: StoredFile
    label: str
    section: Section | None


def candidates(submission: Submission) -> list[Candidate]:
    """The playable video, documents and evidence of an entry; a link leads to names, so never."""
    found = []
    video = submission.current_video
    if video is not None and not video.link and (video.playable or video.original):
        found.append(Candidate(video.playable or video.original, _("Video"), None))
    for each in submission.attachments.filter(replaced_at=None).select_related("rule", "file"):
        found.append(Candidate(each.file, str(each.rule), None))
    for rows in evidence_of(submission).values():
        found += [
            Candidate(row.file, _("Bukti %(section)s") % {"section": row.section}, row.section)
            for row in rows
        ]
    return found


def to_blind(stage: Stage) -> QuerySet[Submission]:
    """Entries up for judging with their copies, those without a released one first."""
    return (
        judgeable(stage)
        .select_related("blind_copy")
        .order_by("-blind_copy__released_at", "sequence")
    )


def unreleased(stage: Stage) -> int:
    """How many entries judges of a blind stage cannot read yet."""
    ready = BlindCopy.objects.filter(released_at__isnull=False).values("submission")
    return judgeable(stage).exclude(pk__in=ready).count()


def units_taking_part(stage: Stage) -> QuerySet[Unit]:
    """Units with an entry up for judging, or out and perhaps back, by name: tells nothing about
    which entry is whose."""
    return Unit.objects.filter(pk__in=judgeable_or_out(stage).values("unit")).order_by("name", "pk")
