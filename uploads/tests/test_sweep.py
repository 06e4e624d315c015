"""What the clock clears away, and what it must not touch."""

import os
import time
from datetime import timedelta

import pytest

from uploads import storage
from uploads.models import Upload
from uploads.tasks import sweep

pytestmark = pytest.mark.django_db

SHOE = b"SHOE" * 100
LONG_AGO = time.time() - 2 * 24 * 3600


def overdue() -> None:
    for upload in Upload.objects.all():
        upload.created_at -= timedelta(days=9)
        upload.expires_at -= timedelta(days=9)
        upload.save()


def test_an_upload_without_news_expires_with_its_bytes(tus):
    url = tus.started(len(SHOE))
    tus.patch(url, 0, SHOE[:100])
    part = storage.part_path(Upload.objects.get().pk)
    overdue()
    sweep()
    sweep()
    assert Upload.objects.get().state == Upload.State.EXPIRED
    assert not part.exists()
    assert tus.head(url).status_code == 410


def test_a_living_upload_and_accepted_files_stay(tus, stored):
    tus.patch(tus.started(len(SHOE)), 0, SHOE[:100])
    part = storage.part_path(Upload.objects.open().get().pk)
    os.utime(part, (LONG_AGO, LONG_AGO))
    sweep()
    assert part.exists()
    assert stored.absolute_path.exists()


def test_strays_go_after_a_day_and_not_earlier(box):
    old, new = (storage.incoming_dir() / name for name in ("old.upload", "new.upload"))
    folder = storage.incoming_dir() / "work-abc"
    folder.mkdir()
    (folder / "half.mp4").write_bytes(b"half")
    for path in (old, new):
        path.write_bytes(b"x")
    for path in (old, folder):
        os.utime(path, (LONG_AGO, LONG_AGO))
    sweep()
    assert [path.name for path in storage.incoming_dir().iterdir()] == ["new.upload"]


def test_a_finish_that_was_cut_short_is_done_by_the_sweep(tus, box):
    tus.started(len(SHOE))
    storage.part_path(Upload.objects.get().pk).write_bytes(SHOE)
    Upload.objects.update(offset=len(SHOE))
    sweep()
    sweep()
    assert Upload.objects.get().state == Upload.State.DONE
    assert len(box.got) == 1


def test_one_that_may_not_be_finished_does_not_stop_the_others(tus, box):
    for content in (b"BOOT" * 100, SHOE):
        url = tus.started(len(SHOE))
        storage.part_path(Upload.objects.get(pk=url.split("/")[-2]).pk).write_bytes(content)
    Upload.objects.update(offset=len(SHOE))
    sweep()
    assert set(Upload.objects.values_list("state", flat=True)) == {"selesai", "ditolak"}
