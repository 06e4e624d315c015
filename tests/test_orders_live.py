"""Files that real workers make, while those are killed and the broker is away."""

import random
import re
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse

import pytest
from django.utils import timezone

from conftest import complete, enter, make_innovation
from downloads import makers, workflow
from downloads.models import Order
from inovasi.embedded.mailbox import HOST
from inovasi.lib.work import WorkState
from submissions.models import Submission
from submissions.orders import PAPER
from tests.live import Web, headers_of, running_web
from tests.processes import Broker, beat, running, until, worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
]
KILLS = 3
QUEUES = "default,files"


@pytest.fixture
def entries(edition, owner, unit) -> list[Submission]:
    titles = ("Perahu Sehat", "Lumbung Data", "Kelas Sungai", "Papan Warna", "Jalan Terang")
    edition.groups.update(quota_per_unit=None)
    return [
        complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
        for title in titles
    ]


def ordered(entry: Submission, user, number: int) -> Order:
    """The same paper under another name is another order."""
    asked = {"usulan": entry.pk, "nama": f"{entry} {number}"}
    maker, at = makers.get(PAPER), timezone.now()
    return workflow.order(maker, arguments=asked, user=user, door="/", at=at)


def all_made() -> bool:
    return not Order.objects.filter(file=None).exists()


def forget_leases() -> None:
    """As if the time had passed that a dead worker keeps its orders."""
    Order.objects.filter(state=WorkState.RUNNING).update(lease_until=timezone.now())


def asked(web: Web, path: str, headers: Mapping[str, str]) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection(HOST, web.port, timeout=30)) as line:
        line.request("GET", path, headers=dict(headers))
        answer = line.getresponse()
        return answer, answer.read()


@pytest.mark.fault("A worker is killed with `kill -9` in the middle of making files", times=KILLS)
def test_a_worker_that_is_killed_makes_each_file_once_and_shows_no_half(entries, owner):
    moments = random.Random(20261128)
    orders = [ordered(entry, owner, number) for entry in entries for number in range(3)]
    program = worker(QUEUES)

    for _kill in range(KILLS):
        before = Order.objects.exclude(file=None).count()
        with running(program):
            assert until(
                lambda before=before: (
                    Order.objects.filter(state=WorkState.RUNNING).exists()
                    or Order.objects.exclude(file=None).count() > before
                )
            )
            time.sleep(moments.uniform(0, 0.2))
        for each in Order.objects.exclude(file=None).select_related("file"):
            assert each.file.absolute_path.read_bytes().rstrip().endswith(b"%%EOF")
        forget_leases()
    with running(program):
        assert until(all_made)

    assert Order.objects.count() == len(orders)
    assert Order.objects.values("file").distinct().count() == len(orders)


@pytest.mark.fault("The broker is away when a file is ordered", times=2)
def test_without_a_broker_or_worker_a_click_gets_a_page_and_the_file_later(
    entries, owner, tmp_path
):
    broker, headers = Broker(), headers_of(owner)
    rings = {"REDIS_URL": broker.address}
    with running_web(**rings) as web:
        early, _page = asked(web, f"/usulan/{entries[0].pk}/usulan.pdf", headers)
        page = early.headers["Location"]
        assert re.fullmatch(r"/unduhan/\d+/", page)
        waiting, words = asked(web, page, headers)
        assert waiting.status == 200
        assert "sedang disiapkan" in words.decode()
        broker.start()
        try:
            with running(worker(QUEUES, **rings), beat(tmp_path, **rings)):
                assert until(all_made), "never started, then started"
                broker.kill()
                asked(web, f"/usulan/{entries[1].pk}/usulan.pdf", headers)
                broker.start()
                assert until(all_made), "stopped, then started again"
        finally:
            broker.kill()
        _answer, paper = asked(web, f"{page}berkas/", headers)
        assert paper.startswith(b"%PDF")


def test_who_clicks_again_when_the_file_is_there_gets_it_at_once(entries, owner):
    headers, path = headers_of(owner), f"/usulan/{entries[0].pk}/usulan.pdf"
    with running_web() as web, running(worker(QUEUES)):
        asked(web, path, headers)
        assert until(all_made)
        answer, _page = asked(web, path, headers)

    assert answer.headers["Location"] == f"/unduhan/{Order.objects.get().pk}/berkas/"
