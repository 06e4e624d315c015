"""An entry into which the benchmarks upload, on a database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from bench.registry import scratch_database
from competitions.models import VideoRule
from innovations.workflow import record
from inovasi.demo.files import film
from inovasi.demo.rulebook import build_edition
from submissions.models import Submission
from submissions.workflow import enter
from units.models import Membership, Unit, UnitKind, User
from units.workflow import join_unit


@contextmanager
def open_entry() -> Iterator[tuple[Submission, User]]:
    """A draft in its writing phase, with its owner and a store that goes afterwards."""
    with scratch_database(), TemporaryDirectory(dir=settings.STORAGE_DIR.parent) as folder:
        incoming = Path(folder) / "incoming"
        incoming.mkdir()
        with override_settings(STORAGE_DIR=Path(folder), FILE_UPLOAD_TEMP_DIR=incoming):
            yield draft("Bangku Uji")


def draft(title: str) -> tuple[Submission, User]:
    now = timezone.now()
    edition = build_edition(
        slug=uuid4().hex[:12], name=title, year=now.year, prefix=uuid4().hex[:6],
        starts=now - timedelta(days=10),
    )  # fmt: skip
    VideoRule.objects.update(max_bytes=4 * 1024**3)
    code = uuid4().hex[:8]
    unit = Unit.objects.create(code=code, name=title, kind=UnitKind.PUSKESMAS)
    user = User.objects.create_user(email=f"{code}@gowa.example", full_name=title)
    join_unit(user=user, unit=unit, at=now, role=Membership.Role.HEAD)
    innovation = record(
        user=user, unit=unit, at=now, form_token=uuid4(), title=title, summary=title,
        stage="penerapan", initiator="asn", is_digital=False,
        initiated_on=(now - timedelta(days=900)).date(),
        applied_on=(now - timedelta(days=800)).date(),
    )  # fmt: skip
    group, category = edition.groups.get(), edition.categories.first()
    entry = enter(
        innovation=innovation, edition=edition, group=group, category=category, user=user, at=now
    )
    return entry, user


def large_film(place: Path, size: int) -> Path:
    """A film of `size` bytes: a short one with a box at its end that players pass over."""
    film(place, Random(1), seconds=1)  # noqa: S311 - the same film each time
    filling = size - place.stat().st_size
    with place.open("ab") as file:
        file.write(b"\0\0\0\1free" + filling.to_bytes(8, "big"))
        file.truncate(size)
    return place
