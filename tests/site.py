"""The world behind a real server, as a browser of each role meets it."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from competitions.models import Phase
from conftest import AT
from inovasi.lib.work import WorkState
from submissions.models import Submission, Video
from tests.editions import SKETCHED
from tests.world import World
from workshops.models import Workshop

MARKS = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.breaks(*SKETCHED),
]
"""Of each file whose tests look at it."""


@dataclass
class Site:
    """The world behind a real server, whose calendar can be moved."""

    world: World
    origin: str
    chromium: Browser
    now: datetime = AT

    def move_to(self, at: datetime) -> None:
        """Shifts the world's calendar so that `at` is now; the clock itself is left alone."""
        shift = self.now - at
        Phase.objects.update(starts_at=F("starts_at") + shift, ends_at=F("ends_at") + shift)
        Submission.objects.filter(repair_due_at__isnull=False).update(
            repair_due_at=F("repair_due_at") + shift
        )
        Workshop.objects.update(
            starts_at=F("starts_at") + shift,
            ends_at=F("ends_at") + shift,
            registration_closes_at=F("registration_closes_at") + shift,
        )
        self.now = at

    def browser_of(self, role: str, **options: object) -> BrowserContext:
        context = self.chromium.new_context(reduced_motion="reduce", **options)
        if role != "anonymous":
            client = Client()
            client.force_login(self.world.people[role])
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.origin}])
        return context

    def url(self, name: str, *arguments: object) -> str:
        return self.origin + reverse(name, args=arguments)


def opened_today(world: World, origin: str, chromium: Browser) -> Site:
    """The calendar of the world lies in the spring of 2026; it is brought to today."""
    world.edition.__class__.objects.exclude(opened_at=None).update(opened_at=AT.replace(year=2020))
    make_films_playable(world)
    site = Site(world, origin, chromium)
    site.now = timezone.now()
    site.move_to(AT)
    return site


def make_films_playable(world: World) -> None:
    """Of judged entries; the others wait."""
    for side in world.sides.values():
        video = side.entries["judged"].current_video
        Video.objects.filter(pk=video.pk).update(
            state=WorkState.DONE, playable=side.files["judged"]
        )
