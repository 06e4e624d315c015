"""Files go to the bucket: proven before the copy here goes, and never in fewer than one piece."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from conftest import race
from inovasi.lib.invariants import broken
from inovasi.lib.work import WorkState
from tests.live import CHECKOUT, environment
from tests.processes import until
from uploads import moving, storage
from uploads.models import Move, Scan, StoredFile
from uploads.tasks import move as move_task
from uploads.tasks import sweep, sweep_moves
from uploads.tests.conftest import files_on_disk
from uploads.workflow import keep

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024
WORKER = """
import sys
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from uploads import moving
moving.carry_out(int(sys.argv[1]), at=timezone.now(), lease=timedelta(seconds=3))
"""


@pytest.fixture
def ordered(bucket, stored) -> Move:
    """The move of a file of 100,000 bytes, not begun."""
    moving.order(timezone.now())
    return Move.objects.get()


@pytest.fixture
def large(bucket, box, owner) -> Move:
    source = storage.incoming_dir() / "large"
    source.write_bytes(bytes(range(256)) * (40 * MIB // 256))
    keep(
        path=source, purpose=box.name, target="box", owner=owner, original_name="a.bin",
        content_type="video/mp4", at=timezone.now(),
    )  # fmt: skip
    moving.order(timezone.now())
    return Move.objects.get()


def carried(move: Move, *, later: timedelta = timedelta()) -> bool:
    done = moving.carry_out(move.pk, at=timezone.now() + later)
    move.refresh_from_db()
    move.file.refresh_from_db()
    return done


def test_a_file_goes_to_the_bucket_and_the_copy_here_goes(bucket, ordered, disk):
    content = ordered.file.absolute_path.read_bytes()
    assert carried(ordered)
    assert bucket.objects[ordered.file.path].content == content
    assert bucket.objects[ordered.file.path].kind == "application/pdf"
    assert files_on_disk(disk) == []
    assert (ordered.state, ordered.file.moved_at is not None) == (WorkState.DONE, True)
    asked = len(bucket.requests)
    move_task(ordered.pk)
    assert len(bucket.requests) == asked
    assert broken() == []


def test_it_is_read_back_before_the_copy_here_goes(bucket, ordered):
    seen = []
    place = ordered.file.absolute_path
    bucket.before_answer = lambda method, target: seen.append((method, place.exists()))
    assert carried(ordered)
    assert seen == [("PUT", True), ("GET", True)]


def test_a_large_file_goes_in_parts(bucket, large):
    content = large.file.absolute_path.read_bytes()
    assert carried(large)
    assert bucket.objects[large.file.path].content == content
    assert sum("partNumber" in target for _method, target in bucket.requests) == 3


def test_a_bucket_that_keeps_other_bytes_costs_nothing_and_is_given_up_in_the_end(bucket, ordered):
    bucket.spoils = True
    days = timedelta(days=1)
    assert not carried(ordered)
    assert (ordered.state, ordered.attempts) == (WorkState.WAITING, 1)
    for attempt in range(1, 20):
        carried(ordered, later=attempt * days)
    assert ordered.state == WorkState.FAILED
    assert "isi yang berbeda" in ordered.last_error
    assert (ordered.file.moved_at, ordered.file.is_whole) == (None, True)
    bucket.spoils = False
    Move.objects.revive(ordered.pk, at=timezone.now())
    assert carried(ordered)


@pytest.mark.fault("The bucket is away for more than a month")
def test_while_the_bucket_is_away_files_wait_here(bucket, ordered):
    bucket.stop()
    for day in range(40):
        assert not carried(ordered, later=timedelta(days=day))
    assert (ordered.state, ordered.attempts) == (WorkState.WAITING, 0)
    assert "tidak dapat dihubungi" in ordered.last_error
    assert ordered.file.is_whole
    bucket.start()
    assert carried(ordered, later=timedelta(days=41))


def test_keys_that_are_refused_are_a_bucket_that_is_away(bucket, ordered, monkeypatch):
    monkeypatch.setattr("uploads.tests.bucket_server.SECRET", "another")
    assert not carried(ordered)
    assert (ordered.state, ordered.attempts) == (WorkState.WAITING, 0)


@pytest.mark.breaks("files_are_as_accepted")
def test_a_file_that_is_lost_here_is_said_and_not_moved(bucket, ordered):
    ordered.file.absolute_path.unlink()
    assert not carried(ordered)
    assert (ordered.state, ordered.file.moved_at) == (WorkState.FAILED, None)
    assert "salinan cadangan" in ordered.last_error
    assert not bucket.objects


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("Three workers move one file at once")
def test_workers_at_once_move_it_once(bucket, ordered):
    done = race(lambda: moving.carry_out(ordered.pk, at=timezone.now()), times=3)
    assert sorted(done) == [False, False, True]
    assert [method for method, _target in bucket.requests] == ["PUT", "GET"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("A worker is killed with `kill -9` while it moves a file to the bucket", times=2)
@pytest.mark.parametrize("at", ["partNumber=2", "GET"])
def test_a_worker_killed_in_between_leaves_one_whole_copy(bucket, large, at):
    """In the middle of the parts, and while it reads back what arrived."""
    reached, go_on = threading.Event(), threading.Event()

    def wait(method: str, target: str) -> None:
        if at in f"{method} {target}":
            reached.set()
            go_on.wait(60)

    bucket.before_answer = wait
    command = [sys.executable, "-c", WORKER, str(large.pk)]
    variables = {**environment(), **bucket.environment}
    worker = subprocess.Popen(command, cwd=CHECKOUT, env=variables)
    assert reached.wait(60)
    worker.kill()
    worker.wait()
    bucket.before_answer = lambda method, target: None
    go_on.set()

    large.refresh_from_db()
    assert (large.state, large.file.moved_at, large.file.is_whole) == (
        WorkState.RUNNING,
        None,
        True,
    )
    assert broken() == []
    assert until(lambda: Move.objects.due(timezone.now()).exists(), 15)
    assert carried(large)
    assert large.attempts == 2
    assert len(bucket.objects[large.file.path].content) == large.file.size
    assert not large.file.absolute_path.exists()


def test_a_copy_that_a_dead_worker_left_here_is_cleared(bucket, ordered, disk):
    content = ordered.file.absolute_path.read_bytes()
    assert carried(ordered)
    left, other = ordered.file.absolute_path, ordered.file.absolute_path.with_name("other")
    for path in (left, other):
        path.write_bytes(content)
    sweep()
    assert files_on_disk(disk) == sorted([left, other]), "younger than an hour"
    for path in (left, other):
        os.utime(path, (0, 0))
    sweep()
    assert files_on_disk(disk) == [other]


@pytest.mark.parametrize(("verdict", "goes"), [("", 0), ("terinfeksi", 0), ("bersih", 1)])
def test_only_what_is_known_to_be_clean_goes(bucket, stored, verdict, goes):
    state = WorkState.DONE if verdict else WorkState.WAITING
    Scan.objects.create(file=stored, verdict=verdict, state=state, next_try_at=timezone.now())
    assert moving.order(timezone.now()) == goes


def test_what_a_worker_is_about_to_read_stays(bucket, box, stored, monkeypatch):
    monkeypatch.setattr(box, "rests", lambda file: False, raising=False)
    assert moving.order(timezone.now()) == 0
    StoredFile.objects.update(purpose="hat-box")
    assert moving.order(timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_the_sweep_orders_and_rings_where_a_bucket_is_set(bucket, stored, bell, settings):
    with_bucket = settings.STORAGES
    settings.STORAGES = {name: with_bucket[name] for name in with_bucket if name != "bucket"}
    sweep_moves()
    assert (Move.objects.count(), bell()) == (0, [])
    settings.STORAGES = with_bucket
    sweep_moves()
    assert bell() == [(moving.MOVE, Move.objects.get().pk)]
    sweep_moves()
    assert Move.objects.count() == 1


def test_whoever_reads_meanwhile_reads_on(bucket, ordered):
    content = ordered.file.absolute_path.read_bytes()
    with ordered.file.local() as path, StoredFile.objects.get().open() as opened:
        assert carried(ordered)
        assert not Path(ordered.file.absolute_path).exists()
        assert path.read_bytes() == content == opened.read()


def test_a_worker_reads_from_the_bucket_as_from_here(bucket, ordered, disk):
    content = ordered.file.absolute_path.read_bytes()
    stale = StoredFile.objects.get()
    assert carried(ordered)
    with stale.local() as path, StoredFile.objects.get().open() as opened:
        assert path.read_bytes() == content == opened.read()
    assert stale.is_whole
    assert files_on_disk(disk) == []
    assert list(storage.incoming_dir().iterdir()) == []


@pytest.mark.breaks("files_are_as_accepted")
def test_other_bytes_in_the_bucket_are_never_handed_to_a_worker(bucket, ordered):
    assert carried(ordered)
    for other in (b"SHOE", bucket.objects[ordered.file.path].content + b"x"):
        bucket.objects[ordered.file.path].content = other
        with pytest.raises(OSError, match="other bytes"), ordered.file.local():
            pass
    del bucket.objects[ordered.file.path]
    with pytest.raises(FileNotFoundError), ordered.file.local():
        pass
