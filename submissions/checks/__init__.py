"""The one list of checks: shown while writing, enforced at submission, laid before panitia.

`gather` loads what the rules need, for one entry or many with the same number of queries; the
rules say what they find. Every finding bears the `MachineCheck` that a line of panitia's check
list can name, so that it stands beside that line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from submissions.checks.answers import answers
from submissions.checks.facts import AWARD_COUNTERS, Facts, gather
from submissions.checks.files import documents, evidence, video
from submissions.checks.requirement import Place, Requirement, State
from submissions.checks.standing import age, awards, origin, quota
from submissions.checks.titles import title
from submissions.models import Submission

__all__ = [
    "AWARD_COUNTERS",
    "Facts",
    "Place",
    "Requirement",
    "State",
    "clean_ones",
    "missing",
    "of_many",
    "requirements",
]

RULES: tuple[Callable[[Facts], Iterator[Requirement]], ...] = (
    answers,
    evidence,
    documents,
    video,
    age,
    quota,
    awards,
    origin,
    title,
)


def requirements(submission: Submission) -> list[Requirement]:
    """Every check of the rulebook against the entry as it stands now."""
    return of_many([submission])[submission.pk]


def missing(submission: Submission) -> list[Requirement]:
    """What still stands between the entry and its submission; warnings do not."""
    return [each for each in requirements(submission) if not each.is_met]


def of_many(submissions: Iterable[Submission]) -> Mapping[int, list[Requirement]]:
    """The checks of many entries by their ids, with the queries of one."""
    return {
        facts.submission.pk: [finding for rule in RULES for finding in rule(facts)]
        for facts in gather(list(submissions))
    }


def clean_ones(submissions: Iterable[Submission]) -> list[Submission]:
    """Those about which no check has anything to say, not even a warning."""
    entries = list(submissions)
    found = of_many(entries)
    return [each for each in entries if all(f.state == State.MET for f in found[each.pk])]
