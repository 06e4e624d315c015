"""What a worker does with an order, and what is left when it cannot."""

import errno
from datetime import timedelta

import pytest

from conftest import AT
from downloads import making, workflow
from downloads.models import Order
from inovasi.lib.work import WorkState
from uploads.models import StoredFile


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
