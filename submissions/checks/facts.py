"""What the checks look at, loaded for any number of entries at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet, prefetch_related_objects

from competitions.models import DocumentRule, Group, VideoRule
from submissions.checks.alike import Alike, alike
from submissions.models import Answer, Attachment, Evidence, Submission, Video
from submissions.states import Status

AwardCounter = Callable[[Collection[int]], Mapping[int, int]]
AWARD_COUNTERS: list[AwardCounter] = []
"""Upper apps add who knows of awards: ids of innovations in, their number of awards out."""


@dataclass(frozen=True)
class Facts:
    """One entry with everything that its checks ask for."""

    submission: Submission
    answers: Sequence[Answer] = ()
    documents: Mapping[int, Attachment] = field(default_factory=dict)
    """The current document of each rule, by the id of the rule."""
    video: Video | None = None
    evidence: Mapping[int, Sequence[Evidence]] = field(default_factory=dict)
    """What proves each section, by the id of the section."""
    handed_in_by_unit: int = 0
    """Other entries of the unit in the group that were handed in."""
    earlier_awards: int = 0
    alike: Sequence[Alike] = ()

    @property
    def group(self) -> Group:
        return self.submission.group

    @property
    def document_rules(self) -> list[DocumentRule]:
        return list(self.group.document_rules.all())

    @property
    def video_rule(self) -> VideoRule | None:
        return getattr(self.group, "video_rule", None)


def gather(submissions: list[Submission]) -> list[Facts]:
    """The facts of each entry; the number of queries does not depend on how many there are."""
    prefetch_related_objects(
        submissions,
        "edition__phases",
        "group__document_rules",
        "group__video_rule",
        "innovation",
    )
    answers = _by_entry(Answer.objects.select_related("section"), submissions)
    files = Attachment.objects.filter(replaced_at=None).select_related("file")
    documents = _by_entry(files, submissions)
    videos = _by_entry(
        Video.objects.filter(replaced_at=None).select_related("original"), submissions
    )
    proofs = _evidence(submissions, answers)
    used, awarded, titles = _used_quota(submissions), _awards(submissions), alike(submissions)
    return [
        Facts(
            submission=each,
            answers=answers[each.pk],
            documents={document.rule_id: document for document in documents[each.pk]},
            video=next(iter(videos[each.pk]), None),
            evidence=_by_section(proofs[each.pk]),
            handed_in_by_unit=used.get((each.group_id, each.unit_id), 0)
            - (each.status != Status.DRAFT),
            earlier_awards=awarded.get(each.innovation_id, 0),
            alike=titles[each.pk],
        )
        for each in submissions
    ]


def _by_entry(rows: QuerySet, submissions: list[Submission]) -> Mapping[int, list]:
    found = defaultdict(list)
    for row in rows.filter(submission__in=submissions):
        found[row.submission_id].append(row)
    return found


def _evidence(
    submissions: list[Submission], answers: Mapping[int, list[Answer]]
) -> Mapping[int, list[Evidence]]:
    """Evidence by entry; only where a section takes any."""
    if not any(each.section.evidence_max_files for own in answers.values() for each in own):
        return defaultdict(list)
    return _by_entry(Evidence.objects.current().select_related("file"), submissions)


def _by_section(rows: list[Evidence]) -> Mapping[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.section_id].append(row)
    return found


def _used_quota(submissions: list[Submission]) -> Mapping[tuple[int, int], int]:
    """Entries that were handed in, by group and unit; only where a quota is asked for."""
    limited = [each for each in submissions if each.group.quota_per_unit is not None]
    if not limited:
        return {}
    rows = (
        Submission.objects.filter(
            group__in={each.group_id for each in limited},
            unit__in={each.unit_id for each in limited},
        )
        .exclude(status=Status.DRAFT)
        .order_by()
        .values_list("group_id", "unit_id")
        .annotate(number=Count("pk"))
    )
    return {(group, unit): number for group, unit, number in rows}


def _awards(submissions: list[Submission]) -> Mapping[int, int]:
    """Awards of innovations, by their ids; only where the group asks for them."""
    wanted = {
        each.innovation_id
        for each in submissions
        if each.group.earlier_awards_min or each.group.earlier_awards_max is not None
    }
    totals: dict[int, int] = defaultdict(int)
    for counter in AWARD_COUNTERS if wanted else ():
        for innovation, number in counter(wanted).items():
            totals[innovation] += number
    return totals
