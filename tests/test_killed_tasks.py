"""Every task of the portal, its worker killed by `kill -9` in the middle of it and then rung again.

Afterwards everything is as after one run that nobody disturbed, and each letter has arrived.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from random import Random

import pytest
from django.conf import settings

from conftest import AT
from inovasi.lib.invariants import broken
from inovasi.tests.test_tasks import ABOUT, OWN, world  # noqa: F401 - fixture
from tests.ground import Ground, Rows, quiet
from tests.test_faults import post_office  # noqa: F401 - fixture
from tests.warm_worker import WarmWorker

pytestmark = pytest.mark.slow
KILLS = 3
KILLED = 72
LATER = timedelta(minutes=20)
"""What a dead worker held is free again."""
LOOSE = {"attempts", "row", "transaction", "key", "digest", "hash", "path", "subject"} | {
    "sha256",
    "size",
}
"""Columns that name rows by numbers or places, or count how often somebody began; and of files that
name their moment. That files have the bytes of their rows is asked of the invariants."""
ASIDE = {"ledger_change"}
"""It also tells of the steps of a try that was killed."""


@pytest.fixture
def warm(world, bucket, post_office) -> Iterator[WarmWorker]:  # noqa: F811
    _handler, address = post_office
    made = WarmWorker(
        **bucket.environment,
        EMAIL_URL=address,
        REDIS_URL="redis://127.0.0.1:1/0",
        CLAMD_ADDRESS="127.0.0.1:1",
        QUIET_HOURS="",
    )
    yield made
    made.close()


def rows_of(ground: Ground) -> Rows:
    assert quiet()
    found = ground.rows(table for table in ground.changed() if table.name not in ASIDE)
    return {cell: values for cell, values in found.items() if cell[1] not in LOOSE}


def test_every_task_is_killed_so_often() -> None:
    assert len(OWN) * KILLS == KILLED, "the number that docs/reliability.md tells"


@pytest.mark.fault("A worker is killed with `kill -9` in the middle of each task", times=KILLED)
@pytest.mark.django_db(transaction=True)
def test_a_task_that_is_killed_and_rung_again_has_one_effect(
    world,  # noqa: F811
    warm: WarmWorker,
    post_office,  # noqa: F811
) -> None:
    handler, _address = post_office
    ground = Ground(settings.STORAGE_DIR, "tasks")
    for name in OWN:
        about, moments = ABOUT[name](world), Random(name)
        ground.restore()
        steps = warm.does(name, about, AT)
        once = rows_of(ground)
        for _kill in range(KILLS):
            ground.restore()
            handler.received.clear()
            warm.does(name, about, AT, killed_at=moments.randint(1, max(steps, 1)))
            assert quiet()
            assert broken() == [], name
            warm.does(name, about, AT + LATER)
            assert rows_of(ground) == once, name
            assert broken() == [], name
            copies = Counter(message_from_bytes(e.content)["Message-ID"] for e in handler.received)
            assert set(copies.values()) <= {1, 2}, "twice when it was killed after the 250"
    ground.restore()
    ground.forget()
