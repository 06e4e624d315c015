"""What a worker does with an order, and what is left when it cannot."""

import errno
from datetime import timedelta

import pytest

from conftest import AT
from downloads import making, workflow
from downloads.makers import Made
from downloads.models import Order
from inovasi.lib.work import WorkState
from uploads import moving
from uploads.models import Move, StoredFile, Upload
from uploads.tests.tus import Tus


@pytest.fixture
def order(a_list, committee) -> Order:
    return workflow.order(a_list, arguments={}, user=committee, door="/", at=AT)


def make(order: Order, at=AT) -> bool:
    done = making.make(order.pk, clock=lambda: at)
    order.refresh_from_db()
    return done


def raising(error: Exception):
    def broken(work):
        work.write([b"half a file"])
        raise error

    return broken


def test_a_file_is_made_once(order):
    assert make(order)
    assert not make(order)
    assert StoredFile.objects.get() == order.file
    assert order.file.absolute_path.read_bytes() == b"0\n1\n2\n"


def test_a_full_disk_costs_no_attempt_and_leaves_no_half_file(order, changed, settings):
    changed(make=raising(OSError(errno.ENOSPC, "No space left on device")))

    assert not make(order)

    assert (order.state, order.attempts) == (WorkState.WAITING, 0)
    assert "penuh" in order.last_error
    assert not StoredFile.objects.exists()
    assert not list(settings.FILE_UPLOAD_TEMP_DIR.iterdir())
    changed()
    assert make(order, AT + making.PAUSE)


def test_a_reserve_that_is_reached_makes_it_wait(order, settings):
    settings.STORAGE_RESERVE_BYTES = 10**18

    assert not make(order)
    assert order.state == WorkState.WAITING


def test_what_asks_for_room_waits_for_what_open_uploads_were_promised(
    order, changed, owner, committee
):
    def large(work):
        work.require(1)
        work.file.write(b"x")
        return Made("besar.bin", "application/octet-stream")

    upload = Upload.objects.create(
        owner=owner, purpose="video", target="1", original_name="film.mp4", length=10**16,
        created_at=AT, expires_at=AT + timedelta(days=7),
    )  # fmt: skip
    maker = changed(make=large)
    other = workflow.order(maker, arguments={"baris": 9}, user=committee, door="/", at=AT)

    assert not make(other)
    assert (other.state, other.attempts) == (WorkState.WAITING, 0)
    changed()
    assert make(order), "a paper of a few pages does not ask: what never comes must not stop it"
    changed(make=large)
    upload.delete()
    assert make(other, AT + making.PAUSE)


def test_a_file_too_large_for_the_disk_is_not_begun(order, changed):
    """Also not to the byte at which the disk is full, which others need meanwhile."""
    written = []

    def large(work):
        work.require(10**18)
        written.append(work.file.write(b"begun"))

    changed(make=large)

    assert not make(order)
    assert (order.state, order.attempts, written) == (WorkState.WAITING, 0, [])


def test_what_is_ordered_takes_nothing_of_the_quota_of_the_site(order, changed, committee):
    assert make(order)
    assert StoredFile.objects.taken() == 0
    maker = changed(is_kept=True)
    kept = workflow.order(maker, arguments={"baris": 5}, user=committee, door="/", at=AT)
    assert make(kept)
    assert StoredFile.objects.taken() == kept.file.size


def test_what_is_kept_goes_to_the_bucket_and_comes_from_there(
    order, changed, committee, sign_in, bucket
):
    assert make(order)
    maker = changed(is_kept=True)
    kept = workflow.order(maker, arguments={"baris": 5}, user=committee, door="/", at=AT)
    assert make(kept)

    moving.order(AT)

    move = Move.objects.get()
    assert move.file == kept.file
    content = kept.file.absolute_path.read_bytes()
    assert moving.carry_out(move.pk, at=AT)
    browser = sign_in(committee)
    answer = browser.get(f"/unduhan/{kept.pk}/berkas/")
    assert answer.url.startswith(bucket.endpoint)
    assert bucket.objects[kept.file.path].content == content
    assert browser.get(f"/berkas/{kept.file_id}/").status_code == 404, "by no other door"
    sent = Tus(browser).create(5, name="a.csv", purpose=kept.file.purpose, target=str(kept.pk))
    assert sent.status_code == 404, "nobody sends one"


def test_an_error_of_ours_is_tried_again_and_then_given_up(order, changed, caplog):
    changed(make=raising(ZeroDivisionError()))
    at = AT
    for _try in range(Order.MAX_ATTEMPTS):
        assert not make(order, at)
        at += timedelta(hours=1)

    assert (order.state, order.file) == (WorkState.FAILED, None)
    assert "Ada gangguan" in order.last_error
    assert "ZeroDivisionError" in caplog.text


def test_who_lost_the_lease_keeps_nothing(order, changed):
    def slow(work):
        Order.objects.update(lease=None, lease_until=None, state=WorkState.WAITING)
        work.write([b"late"])
        return making.Made("terlambat.csv", "text/csv")

    changed(make=slow)

    assert not make(order)
    assert not StoredFile.objects.exists()


def test_an_order_that_kills_its_workers_comes_to_an_end(order):
    Order.objects.update(attempts=Order.MAX_ATTEMPTS)

    assert not make(order)
    assert order.state == WorkState.FAILED


def test_an_order_of_a_maker_that_is_gone_ends_in_words(order):
    Order.objects.update(maker="contoh.lain")

    assert not make(order)
    assert "tidak lagi disediakan" in order.last_error
