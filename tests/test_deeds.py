"""Every deed of a person, the web process killed by `kill -9` in the middle of it.

Afterwards the deed was done or it was not, never by half, and whoever saw no answer sends the same
form once more: then it is done, once, with one letter for each event.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from inovasi.lib.invariants import Broken, broken
from tests import deeds_of_people, deeds_of_the_year
from tests.deeds import EXCUSED, posts
from tests.editions import SKETCHED
from tests.ground import Ground, Rows, Table, quiet
from tests.plays import Play, ready
from tests.warm import Answer, Warm, answer
from tests.world import World, build_world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.xdist_group("deeds"),
    pytest.mark.breaks(*SKETCHED),
]
DEEDS = {**deeds_of_people.DEEDS, **deeds_of_the_year.DEEDS}
KILLS = 3
KILLED = 396
LATER = timedelta(seconds=15)
"""The lock under which tries are counted outlives a killed process by ten seconds."""
PLAYED = {
    "DEADLINES_BY_DATABASE": False,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}
ASIDE = {"portal_cache"}
"""Counts of tries, which count tries."""


@pytest.fixture(scope="module", autouse=True)
def _private_storage(storage) -> Iterator[None]:
    """The world's own store serves every deed here, and no password takes half a second."""
    with override_settings(**PLAYED):
        yield


@pytest.fixture
def _django_db_helper(ground) -> None:
    """In the place of pytest-django's: rows stay from one deed to the next, for all to see."""


@pytest.fixture(scope="module")
def world(_private_storage, django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        of_migrations = connection.creation.serialize_db_to_string()
        made = build_world(settings.STORAGE_DIR.with_name("mailbox"))
        deeds_of_people.give_passwords(made)
        yield made
        options = {"interactive": False, "reset_sequences": False, "inhibit_post_migrate": True}
        call_command("flush", verbosity=0, **options)
        connection.creation.deserialize_db_from_string(of_migrations)


@pytest.fixture(scope="module")
def ground(world: World) -> Iterator[Ground]:
    made = Ground(settings.STORAGE_DIR, "world")
    yield made
    made.forget()


@pytest.fixture(scope="module")
def warm(world: World) -> Iterator[Warm]:
    made = Warm(PLAYED_SETTINGS=json.dumps(PLAYED), DEMO="1", MAILBOX_DIR=settings.MAILBOX_DIR)
    yield made
    made.close()


LOOSE = {
    ("django_session", "session_data"),
    ("ledger_change", "row"),
    ("ledger_change", "transaction"),
    ("ledger_line", "actor"),
    ("ledger_line", "subject"),
    ("ledger_line", "digest"),
    ("notifications_message", "key"),
    ("notifications_message", "body"),
}
"""Columns that name rows by numbers; a number that a killed deed took is not given again."""


def differences(rows: Rows, others: Rows) -> set[tuple[str, str]]:
    """Empty for the ground itself are the rows of a play that changed nothing."""
    cells = {*rows, *others} - LOOSE
    return {cell for cell in cells if rows.get(cell) != others.get(cell)}


@dataclass
class Stage:
    """Where one deed is done again and again, each time from the same ground."""

    ground: Ground
    warm: Warm
    play: Play
    at_first: list[Broken] = field(default_factory=broken)

    def set_up(self) -> None:
        self.ground.restore()
        self.warm.serve(self.play.at)
        self.warm.steps()

    def do(self) -> Answer:
        return self.warm.post(self.play.path, self.play.fields, self.play.headers)

    def end(self) -> None:
        self.warm.kill()
        assert quiet()

    def done(self) -> tuple[Answer, int]:
        """From the start to the end; also in how many steps."""
        self.set_up()
        found = self.do(), self.warm.steps()
        self.end()
        return found

    def done_again(self) -> Answer:
        """The same form from the same browser a little later, to a server that was started anew."""
        self.warm.serve(self.play.at + LATER)
        found = self.do()
        self.end()
        return found

    def after_a_second_click(self) -> Rows:
        assert 0 < self.done_again().status < 500
        return self.rows()

    def killed(self, step: int) -> Answer:
        self.set_up()
        with self.warm.asking(self.play.path, self.play.fields, self.play.headers) as line:
            self.warm.wait_for_step(step, line)
            self.warm.kill()
            found = answer(line)
        assert quiet()
        return found

    def changed(self) -> list[Table]:
        return [each for each in self.ground.changed() if each.name not in ASIDE]

    def rows(self) -> Rows:
        return self.ground.rows(self.changed())


@pytest.fixture
def stage(name: str, world: World, ground: Ground, warm: Warm) -> Iterator[Stage]:
    ground.restore()
    play = ready(world, name, DEEDS[name])
    own = Ground(settings.STORAGE_DIR, "deed", ground)
    yield Stage(own, warm, play)
    own.forget()


NAMES = [name for name in posts() if name not in EXCUSED]


def test_every_form_is_played_or_excused() -> None:
    assert set(NAMES) == set(DEEDS), "say how the form is filled in: tests/deeds_of_*.py"
    assert set(posts()) >= set(EXCUSED)
    assert all(EXCUSED.values())
    assert len(NAMES) * KILLS == KILLED, "the number that docs/reliability.md tells"


@pytest.mark.fault(
    "The web server is killed with `kill -9` in the middle of each deed", times=KILLED
)
@pytest.mark.parametrize("name", NAMES)
def test_a_deed_that_is_killed_is_done_once_or_not_at_all(name: str, stage: Stage) -> None:
    deed, moments = DEEDS[name], Random(name)
    first, steps = stage.done()
    assert first.status == deed.status, first
    once, twice = stage.rows(), stage.after_a_second_click()
    possible = [once, twice] if deed.again or deed.code else [once]
    assert deed.again or deed.code or not differences(once, twice), "a second click did it twice"
    stage.done()
    loose = differences(once, stage.rows())

    def is_as(rows: Rows, wanted: Rows) -> bool:
        found = differences(rows, wanted) - loose
        return not {table for table, _column in found} - deed.parts

    for kill in range(KILLS):
        step = 1 + int((kill + moments.random()) / KILLS * steps)
        while stage.killed(step).status != 0 and step > 1:
            step -= 1
        was_done = is_as(stage.rows(), once)
        assert was_done or is_as(stage.rows(), {}), f"half done at step {step} of {steps}"
        assert broken() == stage.at_first
        retry = stage.done_again()
        assert retry.status == deed.status or was_done or deed.code, retry
        assert 0 < retry.status < 500, retry
        assert any(is_as(stage.rows(), each) for each in possible), "not as after one deed"
        assert broken() == stage.at_first
