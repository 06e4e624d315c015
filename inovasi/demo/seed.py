"""Fills an empty database with the demo."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from competitions.models import Edition
from competitions.workflow import open_edition
from inovasi.demo.duty import play_duty
from inovasi.demo.files import Evidence
from inovasi.demo.registry import Cast, build_cast, build_units
from inovasi.demo.rulebook import OPEN_BEFORE, build_draft, draft_next, record_changes
from inovasi.demo.story import DAY_OF, Phase, Story
from inovasi.demo.texts import IDEAS
from inovasi.demo.workshops import play_workshop
from inovasi.lib.work import WorkState
from notifications.models import Message
from units.models import Unit, User

PRACTICE_IDEAS, BLIND_IDEAS = IDEAS[4:9], IDEAS[9:]
"""Of units without a demo account, so that nobody meets two entries of one innovation."""


class NotEmpty(Exception):
    """The database holds something already."""


def is_empty() -> bool:
    return not User.objects.exists() and not Unit.objects.exists()


@transaction.atomic
def seed(*, phase: Phase, number: int, scale: int, at: datetime) -> None:
    """Last year published, this year at `phase`, two practice editions being judged, one of them
    without names, and a Bimtek to which units register.

    The same `number`, `scale`, `phase` and `at` give the same data.
    """
    if not is_empty():
        raise NotEmpty
    random = Random(number)  # noqa: S311 - sample data, no secret
    at = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    units = build_units()
    cast = build_cast(units, at - timedelta(days=800))
    story = Story(units, cast, random, Evidence(random), at, scale)
    year = at.year
    last = _opened(
        cast,
        slug=f"kipp-{year - 1}",
        name=f"KIPP Kabupaten Gowa {year - 1}",
        year=year - 1,
        prefix=f"KIPP-{year - 1}",
        starts=at - timedelta(days=365),
        has_interview=True,
    )
    story.play(last, Phase.PUBLISHED)
    _practise(story, at)
    this = _opened(
        cast,
        slug=f"kipp-{year}",
        name=f"KIPP Kabupaten Gowa {year}",
        year=year,
        prefix=f"KIPP-{year}",
        starts=at - timedelta(days=DAY_OF[phase]),
    )
    record_changes(this, units["DISDUKCAPIL"], cast)
    story.play(this, phase)
    draft_next(this, cast)
    play_duty(units, cast, at, number)
    play_workshop(units, cast, at)
    _archive_old_letters(at - timedelta(days=30))


def _practise(story: Story, at: datetime) -> None:
    """Two small editions in the middle of being judged, the second without names."""
    for slug, name, ideas in (
        ("latihan", "Latihan menilai", PRACTICE_IDEAS),
        ("tanpa-nama", "Latihan menilai tanpa nama", BLIND_IDEAS),
    ):
        practice = _opened(
            story.cast,
            slug=f"{slug}-{at.year}",
            name=f"{name} {at.year} (contoh)",
            year=at.year,
            prefix=f"{slug.upper()}-{at.year}",
            starts=at - timedelta(days=DAY_OF[Phase.JUDGING]),
            is_practice=True,
            is_blind=ideas is BLIND_IDEAS,
        )
        story.play(practice, Phase.JUDGING, ideas=ideas)


def _opened(cast: Cast, *, starts: datetime, **facts: Any) -> Edition:
    draft = build_draft(starts=starts, **facts)
    return open_edition(draft, user=cast.committee, at=starts - OPEN_BEFORE)


def _archive_old_letters(before: datetime) -> None:
    """Letters of long ago went out long ago; only recent ones pass through the worker."""
    Message.objects.filter(created_at__lt=before).update(
        state=WorkState.DONE, attempts=1, sent_at=F("created_at")
    )
