"""A unit's morning while something is broken; tests/morning.py says what must hold afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inovasi.lib.work import WorkState
from notifications import tasks
from notifications.models import Message
from submissions.tests.test_full_disk import SmallDisk, disk  # noqa: F401 - fixture
from tests.live import CHECKOUT, headers_of, running_web
from tests.morning import Letter, nothing_lost, reading
from tests.processes import running, until, worker
from tests.test_faults import (  # noqa: F401 - the cast
    all_sent,
    drafts,
    hand_in,
    post_office,
    sketch,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
]


def ring_anew() -> None:
    """As if the pause after a refusal had passed."""
    Message.objects.filter(state=WorkState.WAITING).update(next_try_at=timezone.now())
    tasks.sweep()


def said_of_letters(words: str) -> bool:
    return Message.objects.filter(last_error__contains=words).exists()


SULKS = {
    "silent": ({"is_silent": True}, "timed out"),
    "4xx": ({"answer": "451 4.3.0 later"}, "451"),
    "5xx": ({"answer": "554 5.7.1 not from you"}, "554"),
    "hangs up": ({"hangs_up": True}, "SMTPServerDisconnected"),
}


@pytest.mark.fault(
    "The mail server is silent, answers 4xx, 5xx, closes after DATA; a unit works on", times=4
)
@pytest.mark.parametrize("sulk", SULKS)
def test_whatever_the_mail_server_does_each_event_has_one_letter_and_pages_answer(
    sulk,
    drafts,  # noqa: F811
    sketch,  # noqa: F811
    owner,
    post_office,  # noqa: F811
):
    handler, address = post_office
    (moods, said), headers = SULKS[sulk], headers_of(owner)
    with running_web() as web, running(worker(EMAIL_URL=address)):
        pages, letter = reading(web, drafts[0], headers), Letter(web, sketch, headers)
        with pages.going_on():
            letter.begin()
            vars(handler).update(moods)
            assert hand_in(web, drafts[0], headers) == 302
            assert until(lambda: said_of_letters(said))
            assert hand_in(web, drafts[1], headers) == 302
            assert letter.end() == 204
            vars(handler).update({"is_silent": False, "answer": "250 OK", "hangs_up": False})
            assert hand_in(web, drafts[2], headers) == 302
            assert until(lambda: ring_anew() or all_sent(), pause=1)

    pages.assert_answered()
    nothing_lost([letter], handler, copies=9 if sulk == "hangs up" else 1)


@pytest.mark.fault("The disk is really full while a unit works on")
def test_a_full_disk_stops_files_and_nothing_else(disk, drafts, sketch, owner):  # noqa: F811
    headers = headers_of(owner)
    with running_web() as web:
        pages, letter = reading(web, sketch, headers), Letter(web, sketch, headers)
        with pages.going_on():
            letter.begin()
            disk.fill()
            full = letter.send(letter.half, len(letter.content))
            assert (full.status_code, "penuh" in full.text) == (507, True)
            assert hand_in(web, drafts[0], headers) == 302
            disk.empty()
            assert letter.end() == 204
            assert hand_in(web, drafts[1], headers) == 302

        pages.assert_answered()
        nothing_lost([letter])


@pytest.fixture(params=[-600, 600])
def wrong_clock(request) -> dict[str, str]:
    """For the environment of a process."""
    place = CHECKOUT / "tests" / "skewed"
    return {"PYTHONPATH": f"{place}:{CHECKOUT}", "CLOCK_OFF": str(request.param)}


@pytest.mark.fault("The clock of the web host is ten minutes off while a unit hands in", times=2)
def test_a_web_host_with_a_wrong_clock_opens_and_closes_nothing(
    wrong_clock,
    drafts,  # noqa: F811
    sketch,  # noqa: F811
    owner,
    edition,
):
    early, late, after = drafts
    headers, writing = headers_of(owner), edition.phases.filter(kind="pengajuan")
    with running_web(**wrong_clock) as web:
        pages, letter = reading(web, sketch, headers), Letter(web, sketch, headers)
        with pages.going_on():
            writing.update(ends_at=timezone.now() + timedelta(minutes=5))
            letter.begin()
            assert hand_in(web, early, headers) == 302
            assert letter.end() == 204
            assert hand_in(web, late, headers) == 302
            writing.update(ends_at=timezone.now() - timedelta(minutes=5))
            assert hand_in(web, after, headers) in {302, 403}

    after.refresh_from_db()
    assert after.status == "draf", "the deadline is the database's"
    pages.assert_answered()
    nothing_lost([letter])
    assert Message.objects.filter(key__startswith="handed-in:").count() == 2
