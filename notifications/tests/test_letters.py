"""Letters: one per person and event, through a real SMTP server, never lost, never twice."""

import re
import socket
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from conftest import race
from inovasi.lib.work import WorkState
from notifications import composing, delivery, tasks, workflow
from notifications.models import Message
from notifications.tests.postman import free_port


@pytest.fixture
def letter(submitted, owner, at) -> Message:
    """The receipt that handing in wrote."""
    return Message.objects.get(recipient=owner)


def test_the_same_event_reaches_a_person_once(submitted, owner, at):
    for _time in range(2):
        workflow.post(
            "submissions/video_failed",
            key="sekali",
            recipients=[owner],
            context={"submission": submitted, "path": "/"},
            at=at,
        )

    assert Message.objects.filter(key="sekali").count() == 1


def test_a_letter_goes_out_with_a_fixed_id(letter, postman, at):
    assert delivery.deliver(letter.pk, at=at)

    (envelope,) = postman.received
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == [letter.address]
    assert mail["Message-ID"] == delivery.message_id(letter)
    assert "KIPP-2026-001" in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()
    assert text.split() == letter.body.split()
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == (WorkState.DONE, at)


def test_delivering_again_sends_nothing(letter, postman, at):
    delivery.deliver(letter.pk, at=at)

    assert not delivery.deliver(letter.pk, at=at + timedelta(hours=1))
    assert len(postman.received) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(letter, postman, at):
    sent = race(lambda: delivery.deliver(letter.pk, at=at), times=4)

    assert sorted(sent) == [False, False, False, True]
    assert len(postman.received) == 1


@pytest.mark.fault("The mail server refuses a letter (451, 550)")
@pytest.mark.parametrize("answer", ["451 try later", "550 no such box"])
def test_a_refused_letter_waits_and_is_tried_again(answer, letter, postman, at):
    postman.answer = answer
    assert not delivery.deliver(letter.pk, at=at)
    letter.refresh_from_db()
    assert letter.state == WorkState.WAITING
    assert answer[:3] in letter.last_error
    assert not delivery.deliver(letter.pk, at=at), "not before its time"

    postman.answer = "250 OK"
    assert delivery.deliver(letter.pk, at=letter.next_try_at)
    assert len(postman.received) == 1


def test_a_server_that_is_away_loses_nothing(letter, settings, at):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    assert not delivery.deliver(letter.pk, at=at)

    assert letter in Message.objects.due(at + timedelta(minutes=1))


def test_a_hopeless_letter_stops_where_a_person_sees_it(letter, postman, at):
    postman.answer = "550 no such box"
    for _attempt in range(Message.MAX_ATTEMPTS):
        letter.refresh_from_db()
        delivery.deliver(letter.pk, at=letter.next_try_at)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (WorkState.FAILED, Message.MAX_ATTEMPTS)
    assert letter not in Message.objects.due(at + timedelta(days=30))


@pytest.mark.fault("A worker dies with a letter in its hand")
def test_the_lease_of_a_dead_worker_runs_out(letter, postman, at):
    Message.objects.claim(letter.pk, at=at, lease=delivery.LEASE)

    assert not delivery.deliver(letter.pk, at=at)
    assert delivery.deliver(letter.pk, at=at + delivery.LEASE)


def test_who_lost_the_lease_writes_nothing(letter, at):
    slow = Message.objects.claim(letter.pk, at=at, lease=delivery.LEASE)
    later = at + delivery.LEASE
    quick = Message.objects.claim(letter.pk, at=later, lease=delivery.LEASE)

    assert quick.complete(sent_at=later)
    assert not slow.complete(sent_at=at)
    assert not slow.try_later("too late", at=at)
    letter.refresh_from_db()
    assert letter.sent_at == later


def test_markup_in_a_title_stays_text_and_headers_stay_whole(submitted, owner, postman, at):
    submitted.title = "<b onclick=x>Perahu</b>\nBcc: lain@x.example"
    (message,) = workflow.post(
        "judging/published",
        key="titel",
        recipients=[owner],
        context={"edition": submitted.edition, "results": [(submitted, None)], "path": "/"},
        at=at,
    )
    Message.objects.filter(pk=message.pk).update(
        subject=f"Perihal {submitted.title.splitlines()[0]}"
    )

    delivery.deliver(message.pk, at=at)

    mail = message_from_bytes(postman.received[0].content, policy=policy.default)
    assert mail["Bcc"] is None
    html = mail.get_body(("html",)).get_content()
    assert "<b onclick" not in html
    assert "&lt;b onclick" in html


def test_a_subject_never_breaks_into_a_header(submitted, owner, at):
    submitted.title = "x"
    submitted.edition.number_prefix = "KIPP\r\nBcc: lain@x.example"

    subject, *_rest = composing.compose(
        "submissions/handed_in",
        {
            "submission": submitted,
            "snapshot": submitted.snapshots.get(),
            "recipient": owner,
            "path": "/",
        },
    )

    assert "\n" not in subject
    assert "\r" not in subject


@pytest.mark.fault("A letter is rung for twice")
@pytest.mark.django_db(transaction=True)
def test_what_the_sweep_rings_for_is_sent_once(letter, postman, bell, clock):
    """From the outbox over a broker to SMTP: two sweeps, two rings, one letter."""
    tasks.sweep()
    tasks.sweep()
    rings = bell()

    for _task, pk in rings:
        tasks.send(pk)

    assert rings == [(workflow.SEND, letter.pk)] * 2
    assert len(postman.received) == 1


@pytest.mark.fault("A letter kills every worker that takes it")
def test_a_letter_that_kills_its_workers_ends_where_a_person_sees_it(letter, postman, at):
    for attempt in range(Message.MAX_ATTEMPTS):
        Message.objects.claim(letter.pk, at=at + attempt * delivery.LEASE, lease=delivery.LEASE)
    after = at + Message.MAX_ATTEMPTS * delivery.LEASE

    assert not delivery.deliver(letter.pk, at=after)

    letter.refresh_from_db()
    assert (letter.state, letter.lease) == (WorkState.FAILED, None)
    assert "berhenti berkali-kali" in letter.last_error
    assert letter not in Message.objects.due(after + timedelta(days=30))
    assert postman.received == []


def test_the_same_event_for_another_person_is_another_letter(submitted, owner, team_mate, at):
    for people in ([owner], [owner, team_mate]):
        posted = workflow.post(
            "submissions/video_failed",
            key="sekali",
            recipients=people,
            context={"submission": submitted, "path": "/"},
            at=at,
        )

    assert {letter.recipient for letter in posted} == {owner, team_mate}
    assert Message.objects.filter(key="sekali").count() == 2


def test_nobody_to_write_to_is_no_error(submitted, at):
    posted = workflow.post(
        "submissions/video_failed",
        key="kosong",
        recipients=[],
        context={"submission": submitted, "path": "/"},
        at=at,
    )

    assert posted == []


def test_the_table_keeps_one_letter_of_an_event_per_address(letter):
    letter.pk = None

    with pytest.raises(IntegrityError, match="letter_once"), transaction.atomic():
        letter.save(force_insert=True)


def test_a_letter_that_is_rolled_back_with_its_deed_never_was(submitted, owner, at):
    with transaction.atomic():
        workflow.post(
            "submissions/video_failed",
            key="batal",
            recipients=[owner],
            context={"submission": submitted, "path": "/"},
            at=at,
        )
        transaction.set_rollback(True)

    assert not Message.objects.filter(key="batal").exists()


def test_every_attempt_bears_the_same_id_and_another_letter_another(
    letter, submitted, team_mate, postman, at
):
    postman.answer = "451 try later"
    delivery.deliver(letter.pk, at=at)
    first = delivery.message_id(letter)
    letter.refresh_from_db()
    (other,) = workflow.post(
        "submissions/video_failed",
        key="lain",
        recipients=[team_mate],
        context={"submission": submitted, "path": "/"},
        at=at,
    )

    assert delivery.message_id(letter) == first
    assert delivery.message_id(other) != first
    assert re.fullmatch(r"<[0-9a-f]{32}@127\.0\.0\.1>", first)


def test_a_letter_says_it_was_sent_by_a_machine_and_from_whom(letter, postman, settings, at):
    settings.DEFAULT_FROM_EMAIL = "Portal Inovasi <inovasi@gowa.example>"

    delivery.deliver(letter.pk, at=at)

    mail = message_from_bytes(postman.received[0].content, policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "Portal Inovasi <inovasi@gowa.example>"
    assert postman.received[0].mail_from == "inovasi@gowa.example"


def test_a_link_in_a_letter_leads_to_the_public_address(letter, submitted, settings):
    assert f"{settings.PUBLIC_URL}/usulan/{submitted.pk}/" in letter.body


@pytest.mark.parametrize("answer", ["421 closing", "554 refused"])
def test_after_each_failure_the_pause_grows(answer, letter, postman, at):
    postman.answer = answer
    moments = [at]
    for _attempt in range(3):
        delivery.deliver(letter.pk, at=moments[-1])
        letter.refresh_from_db()
        moments.append(letter.next_try_at)

    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert pauses == [timedelta(seconds=each) for each in (15, 30, 60)]
    assert letter.attempts == 3


@pytest.mark.fault("The mail server takes the line and says nothing")
def test_a_server_that_hangs_up_loses_nothing(letter, settings, at):
    """It takes the connection and says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = deaf.getsockname()
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 0.2

        assert not delivery.deliver(letter.pk, at=at)

    letter.refresh_from_db()
    assert letter.state == WorkState.WAITING
    assert letter.last_error


HOSTILE = "<b onclick=x>Perahu</b>\r\nBcc: lain@x.example\r\n\r\n<script>1</script>"


@pytest.mark.parametrize("field", ["title", "unit_name"])
def test_no_text_of_a_unit_becomes_markup_or_a_header(field, submitted, owner, postman, at):
    setattr(submitted, field, HOSTILE)
    workflow.post(
        "submissions/handed_in",
        key="jahat",
        recipients=[owner],
        context={"submission": submitted, "snapshot": submitted.snapshots.get(), "path": "/"},
        at=at,
    )

    delivery.deliver(Message.objects.get(key="jahat").pk, at=at)

    (envelope,) = postman.received
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == [owner.email]
    assert mail["Bcc"] is None
    assert mail.get_content_type() == "multipart/alternative"
    html = mail.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "<b onclick" not in html
    assert "&lt;script&gt;1&lt;/script&gt;" in html
    assert "<b onclick=x>Perahu</b>" in mail.get_body(("plain",)).get_content()


def test_a_name_of_a_person_is_no_header_either(submitted, owner, postman, at):
    owner.full_name = HOSTILE
    workflow.post(
        "submissions/video_failed",
        key="nama",
        recipients=[owner],
        context={"submission": submitted, "path": "/"},
        at=at,
    )

    delivery.deliver(Message.objects.get(key="nama").pk, at=at)

    mail = message_from_bytes(postman.received[0].content, policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["To"] == owner.email


def test_a_very_long_subject_is_cut_and_the_letter_goes_out(submitted, owner, postman, at):
    submitted.edition.name = "K" * 200
    (message,) = workflow.post(
        "judging/published",
        key="panjang",
        recipients=[owner],
        context={"edition": submitted.edition, "results": [(submitted, None)], "path": "/"},
        at=at,
    )

    assert len(message.subject) == 200
    assert delivery.deliver(message.pk, at=at)
