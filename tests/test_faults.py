"""What happens when processes die and services go away, played with real ones on loopback."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import connection
from django.utils import timezone

from conftest import complete, enter, make_innovation
from inovasi.lib.work import WorkState
from inovasi.schedule import BEAT_SCHEDULE
from notifications import delivery
from notifications.models import Message
from notifications.tests.postman import Postman, free_port, listening
from notifications.workflow import post
from submissions.models import Snapshot, Submission
from submissions.states import Status
from tests.live import Web, headers_of, running_web
from tests.morning import Letter, nothing_lost, reading
from tests.processes import Broker, beat, running, until, worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
]
KILLS = 3


@pytest.fixture
def moments() -> random.Random:
    """When to strike: other moments in every run would not be repeatable."""
    return random.Random(20261124)


@pytest.fixture
def post_office():
    """A mail server that stays, whatever dies."""
    handler = Postman()
    with listening(handler) as port:
        yield handler, f"smtp://127.0.0.1:{port}"


def told(submission: Submission, person, number: int) -> None:
    for each in range(number):
        post(
            "submissions/video_failed",
            key=f"surat-{each}",
            recipients=[person],
            context={"submission": submission, "path": "/"},
            at=timezone.now(),
        )


def all_sent() -> bool:
    return not Message.objects.exclude(state=WorkState.DONE).exists()


def arrived(handler: Postman) -> Counter[str]:
    """How often each letter arrived, by its Message-ID."""
    return Counter(message_from_bytes(each.content)["Message-ID"] for each in handler.received)


def forget_leases() -> None:
    """As if the forty seconds had passed that a dead worker keeps its letters."""
    Message.objects.filter(state=WorkState.RUNNING).update(lease_until=timezone.now())


@pytest.fixture
def drafts(edition, owner, unit) -> list[Submission]:
    """Entries that lack nothing, in an edition that is open by the clock on the wall."""
    entries = [
        complete(enter(make_innovation(owner, unit, title), edition, owner), owner)
        for title in ("Perahu Sehat", "Lumbung Data", "Kelas Sungai")
    ]
    tomorrow = timezone.now() + timedelta(days=1)
    edition.phases.filter(kind="pengajuan").update(ends_at=tomorrow)
    edition.phases.exclude(kind="pengajuan").update(
        starts_at=tomorrow, ends_at=tomorrow + timedelta(days=1)
    )
    return entries


@pytest.fixture
def sketch(drafts, owner, unit, edition) -> Submission:
    """An entry that goes on being written."""
    return enter(make_innovation(owner, unit, "Dermaga Baca"), edition, owner)


def hand_in(web: Web, entry: Submission, headers: dict[str, str]) -> int:
    """The status; 0 when the server died before it answered."""
    return web.asked("POST", f"/usulan/{entry.pk}/pengajuan/", {"is_true": "on"}, headers=headers)


@pytest.mark.fault("A worker is killed with `kill -9` while 60 letters go out", times=KILLS)
def test_workers_that_are_killed_lose_no_letter(submission, owner, moments, post_office):
    handler, address = post_office
    told(submission, owner, 60)
    mail = worker(EMAIL_URL=address)

    for _kill in range(KILLS):
        before = len(handler.received)
        with running(mail):
            assert until(lambda before=before: len(handler.received) > before or all_sent())
            time.sleep(moments.uniform(0, 0.05))
        forget_leases()
    with running(mail):
        assert until(all_sent)

    counts = arrived(handler)
    nothing_lost([], handler, copies=KILLS)
    assert sum(counts.values()) - len(counts) <= 2 * KILLS, "at most the one in each hand"


@pytest.mark.fault("The web server is killed with `kill -9` during a deed", times=KILLS)
def test_a_web_server_that_is_killed_does_a_deed_once_or_not_at_all(
    drafts, owner, team_mate, moments
):
    """Whoever saw no answer clicks again."""
    headers = headers_of(owner)
    with running_web() as web:
        for entry in drafts:
            with ThreadPoolExecutor(2) as clicks:
                answers = [clicks.submit(hand_in, web, entry, headers) for _click in range(2)]
                time.sleep(moments.uniform(0, 0.25))
                web.kill()
            web.start()
            assert {answer.result() for answer in answers} <= {0, 302}
            assert hand_in(web, entry, headers) == 302

    assert set(Submission.objects.values_list("status", flat=True)) == {Status.SUBMITTED}
    assert Snapshot.objects.count() == len(drafts)
    told = Counter(Message.objects.values_list("recipient", flat=True))
    assert told == {owner.pk: len(drafts), team_mate.pk: len(drafts)}
    nothing_lost([])


@pytest.mark.fault("The broker was never started, is stopped, restarted and flushed", times=4)
def test_without_a_broker_pages_answer_and_all_is_made_up_for(
    drafts, sketch, owner, post_office, tmp_path
):
    handler, address = post_office
    headers, broker = headers_of(owner), Broker()
    rings = {"EMAIL_URL": address, "REDIS_URL": broker.address}
    never, stopped, flushed = drafts
    with running_web(REDIS_URL=broker.address) as web:
        pages, letter = reading(web, sketch, headers), Letter(web, sketch, headers)
        assert hand_in(web, never, headers) == 302
        letter.begin()
        try:
            with pages.going_on(), running(worker(**rings), beat(tmp_path, **rings)):
                broker.start()
                assert until(all_sent), "never started, then started"
                broker.kill()
                assert hand_in(web, stopped, headers) == 302
                assert letter.end() == 204
                broker.start()
                assert until(all_sent), "stopped, then restarted"
                Message.objects.filter(pk=Message.objects.first().pk).update(
                    state=WorkState.WAITING, sent_at=None, next_try_at=timezone.now()
                )
                broker.flush()
                assert hand_in(web, flushed, headers) == 302
                assert until(all_sent), "flushed"
        finally:
            broker.kill()

    pages.assert_answered()
    nothing_lost([letter], handler, copies=2)


@pytest.mark.fault("The mail server is away; of two schedulers one is killed", times=2)
def test_an_outage_is_made_up_for_within_a_minute_and_two_schedulers_send_once(
    submission, owner, tmp_path
):
    handler, port = Postman(), free_port()
    first, second = (tmp_path / name for name in ("a", "b"))
    for folder in (first, second):
        folder.mkdir()
    doomed = beat(first)
    told(submission, owner, 10)
    with running(worker(EMAIL_URL=f"smtp://127.0.0.1:{port}"), doomed, beat(second)):
        assert until(lambda: Message.objects.exclude(last_error="").exists())
        doomed.kill()
        doomed.start()
        assert not handler.received
        with listening(handler, port):
            assert until(all_sent)

    nothing_lost([], handler)
    assert len(arrived(handler)) == 10
    assert not Message.objects.filter(attempts__gt=1).exists(), "an outage is no attempt"
    swept_every = timedelta(seconds=BEAT_SCHEDULE["sweep-letters"]["schedule"])
    assert delivery.PROBE + swept_every <= timedelta(minutes=1), "the longest that one waits"


@pytest.mark.fault("Beat is killed with `kill -9` again and again", times=KILLS)
def test_a_beat_that_is_killed_goes_on_from_its_file(
    submission, owner, moments, post_office, tmp_path
):
    """Nobody rings for these letters but the sweep, and the file is never closed in order."""
    handler, address = post_office
    broker = Broker()
    rings = {"EMAIL_URL": address, "REDIS_URL": broker.address}
    doomed = beat(tmp_path, **rings)
    with running(broker, worker(**rings)):
        told(submission, owner, 1)
        assert until(all_sent), "by the sweep of a worker that starts"
        told(submission, owner, 10)
        for _kill in range(KILLS):
            with running(doomed):
                assert until(lambda: list(tmp_path.glob("beat-schedule*")))
                time.sleep(moments.uniform(0, 2))
        assert len(handler.received) == 1
        with running(doomed):
            assert until(all_sent)

    nothing_lost([], handler)


def cut_connections() -> None:
    """What clients see of a PostgreSQL that is restarted: every connection of theirs ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.fault("PostgreSQL cuts every connection under load", times=3)
def test_a_database_that_cuts_every_connection_costs_single_requests(
    drafts, sketch, owner, post_office
):
    handler, address = post_office
    headers = headers_of(owner)
    with running_web() as web, running(worker(EMAIL_URL=address)), ThreadPoolExecutor(2) as load:
        letter = Letter(web, sketch, headers)
        letter.begin()
        for entry in drafts:
            reads = [load.submit(web.asked, "GET", "/usulan/", headers=headers) for _ in range(12)]
            first = hand_in(web, entry, headers)
            cut_connections()
            answers = [read.result() for read in reads]
            assert answers.count(200) >= len(answers) - 4, "one for each thread of the server"
            assert {first, hand_in(web, entry, headers), *answers} <= {200, 302, 503}
            assert hand_in(web, entry, headers) == 302
        assert until(lambda: letter.end() == 204)
        forget_leases()
    with running(worker(EMAIL_URL=address)):
        assert until(all_sent)

    assert Snapshot.objects.count() == len(drafts)
    nothing_lost([letter], handler, copies=2)
