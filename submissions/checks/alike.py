"""Entries whose titles are the same or nearly: found by PostgreSQL, compared here.

PostgreSQL finds what shares a word or all letters, through the indexes on titles; how alike two
titles are is arithmetic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, ExpressionWrapper, Q

from submissions.likeness import NEAR, is_same, key_of, likeness, words_of
from submissions.models import TITLE_KEY, TITLE_WORDS, Submission
from submissions.states import Status

CANDIDATES = 100
"""How many entries are compared with one title, those that share most words first."""


@dataclass(frozen=True)
class Alike:
    """Another entry with the same title, or nearly."""

    title: str
    edition: str
    is_same: bool
    is_same_edition: bool
    likeness: float

    @property
    def blocks(self) -> bool:
        return self.is_same and self.is_same_edition


def alike(submissions: Sequence[Submission]) -> Mapping[int, list[Alike]]:
    """For each entry what others handed in under the same or nearly the same title.

    The same innovation in another edition is no other; one that failed or left stands in
    nobody's way.
    """
    candidates = _candidates([str(each) for each in submissions])
    return {each.pk: _near(each, candidates) for each in submissions}


def _candidates(titles: list[str]) -> list[Submission]:
    words = {word for title in titles for word in words_of(title)}
    if not words:
        return []
    wanted = SearchQuery(" | ".join(sorted(words)), config="simple", search_type="raw")
    same = Q(title_key__in={key_of(title) for title in titles})
    rows = (
        Submission.objects.alias(
            title_key=TITLE_KEY,
            title_words=TITLE_WORDS,
            has_key=ExpressionWrapper(same, BooleanField()),
            rank=SearchRank(TITLE_WORDS, wanted),
        )
        .filter(same | Q(title_words=wanted))
        .exclude(status__in=[Status.DRAFT, Status.FAILED, Status.LEFT])
        .select_related("edition")
        .order_by("-has_key", "-rank", "-pk")
    )
    return list(rows[: CANDIDATES * len(titles)])


def _near(submission: Submission, candidates: list[Submission]) -> list[Alike]:
    """Those that block first, then the nearest."""
    found = [
        _compared(submission, other)
        for other in candidates
        if other.innovation_id != submission.innovation_id
    ]
    near = [each for each in found if each.is_same or each.likeness >= NEAR]
    return sorted(near, key=lambda each: (not each.blocks, -each.likeness))


def _compared(submission: Submission, other: Submission) -> Alike:
    own = str(submission)
    return Alike(
        title=other.title,
        edition=other.edition.name,
        is_same=is_same(own, other.title),
        is_same_edition=other.edition_id == submission.edition_id,
        likeness=likeness(own, other.title),
    )
