"""What the clock clears away, and what it must not touch."""

import io
import os
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from uploads import storage
from uploads.models import Upload
from uploads.tasks import sweep, take_inventory

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


def compared(**options: bool) -> str:
    said = io.StringIO()
    call_command("compare_store", stdout=said, **options)
    return said.getvalue()


def test_a_store_that_agrees_with_its_rows_is_left_alone(tus, stored, caplog):
    tus.started(len(SHOE))
    half_finished = storage.stored_path(storage.stored_name(Upload.objects.open().get().pk))
    half_finished.parent.mkdir(parents=True, exist_ok=True)
    half_finished.write_bytes(SHOE)
    for path in (stored.absolute_path, half_finished):
        os.utime(path, (LONG_AGO, LONG_AGO))
    take_inventory()
    assert not caplog.records
    assert "0 without a row, 0 without a file" in compared(discard=True)
    assert stored.absolute_path.exists()
    assert half_finished.exists()


def test_bytes_without_a_row_are_reported_and_go_only_when_told(stored, caplog):
    old, new = (stored.absolute_path.with_name(name) for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (LONG_AGO, LONG_AGO))
    take_inventory()
    assert "1 files of the store belong to no row" in caplog.text
    assert "/old" in compared()
    assert old.exists()
    compared(discard=True)
    assert (old.exists(), new.exists(), stored.absolute_path.exists()) == (False, True, True)


@pytest.mark.breaks("files_are_as_accepted")
@pytest.mark.parametrize("content", [None, b"half"])
def test_a_row_without_its_bytes_is_reported(stored, content, caplog):
    stored.absolute_path.unlink()
    if content:
        stored.absolute_path.write_bytes(content)
    take_inventory()
    assert "1 stored files are missing or damaged" in caplog.text
    with pytest.raises(CommandError, match="lost their file"):
        compared()


def test_one_that_may_not_be_finished_does_not_stop_the_others(tus, box):
    for content in (b"BOOT" * 100, SHOE):
        url = tus.started(len(SHOE))
        storage.part_path(Upload.objects.get(pk=url.split("/")[-2]).pk).write_bytes(content)
    Upload.objects.update(offset=len(SHOE))
    sweep()
    assert set(Upload.objects.values_list("state", flat=True)) == {"selesai", "ditolak"}
