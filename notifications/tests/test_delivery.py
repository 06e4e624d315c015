"""From the outbox to SMTP: one connection for many, and every way in which a server fails."""

from datetime import timedelta

import pytest

from conftest import race
from inovasi.lib.work import WorkState
from notifications import delivery
from notifications.models import Message
from notifications.tests.postman import Postman, free_port, listening


@pytest.fixture
def letters(owner, at):
    """Puts so many letters into the outbox."""

    def put(number: int) -> list[Message]:
        return Message.objects.bulk_create(
            Message(
                key=f"surat-{each}",
                recipient=owner,
                address=owner.email,
                subject="s",
                body="b",
                created_at=at,
                next_try_at=at,
            )
            for each in range(number)
        )

    return put


def states() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def test_one_ring_takes_everything_that_is_due_over_one_connection(letters, postman, at):
    first, *_others = letters(5)
    Message.objects.create(
        key="nanti", address="x@x.example", subject="s", body="b", created_at=at,
        next_try_at=at + timedelta(hours=1),
    )  # fmt: skip

    assert delivery.deliver_all(first.pk, clock=lambda: at) == 5

    assert len(postman.received) == 5
    assert len(postman.sessions) == 1


@pytest.mark.fault("Three workers take the same letters at once")
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_letters_and_send_each_once(letters, postman, at):
    first, *_others = letters(12)

    sent = race(lambda: delivery.deliver_all(first.pk, clock=lambda: at), times=3)

    assert sum(sent) == 12
    assert len({envelope.content for envelope in postman.received}) == 12
    assert states() == {WorkState.DONE}


@pytest.mark.fault("The mail server is away for more than a day")
def test_a_mail_server_that_is_away_for_days_costs_no_letter(letters, settings, at):
    """It is not the letter's fault, so it is no attempt, and all goes out once it is back."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", (port := free_port())
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    first, second = letters(2)
    moments = [at + each * timedelta(hours=1) for each in range(30)]

    for moment in moments:
        assert delivery.deliver_all(first.pk, clock=lambda moment=moment: moment) == 0

    first.refresh_from_db()
    assert (first.state, first.attempts) == (WorkState.WAITING, 0)
    assert "Server surel tidak terhubung" in first.last_error
    assert first.next_try_at == moments[-1] + delivery.PROBE
    handler = Postman()
    with listening(handler, port):
        after = first.next_try_at
        assert delivery.deliver_all(second.pk, clock=lambda: after) == 2


@pytest.mark.fault("The mail server refuses an address for good (550)")
def test_an_address_that_does_not_exist_is_not_tried_again(letters, postman, at):
    (letter,) = letters(1)
    postman.to_recipient = "550 5.1.1 no such box"

    assert not delivery.deliver(letter.pk, at=at)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.bounced_at) == (WorkState.FAILED, 1, at)
    assert "no such box" in letter.last_error


def test_a_letter_that_arrives_after_all_is_no_longer_said_to_have_come_back(letters, postman, at):
    """The box was made meanwhile, and panitia had it tried again."""
    (letter,) = letters(1)
    postman.to_recipient = "550 5.1.1 no such box"
    delivery.deliver(letter.pk, at=at)
    postman.to_recipient = "250 OK"
    Message.objects.revive(letter.pk, at=at)

    assert delivery.deliver(letter.pk, at=at)

    letter.refresh_from_db()
    assert (letter.state, letter.bounced_at) == (WorkState.DONE, None)
    assert not Message.objects.returned().exists()


@pytest.mark.parametrize("answer", ["450 box is full", "550 5.7.1 relaying denied"])
def test_what_is_not_the_addresss_fault_is_tried_again(answer, letters, postman, at):
    (letter,) = letters(1)
    postman.to_recipient = answer

    assert not delivery.deliver(letter.pk, at=at)
    letter.refresh_from_db()
    assert (letter.state, letter.bounced_at) == (WorkState.WAITING, None)

    postman.to_recipient = "250 OK"
    assert delivery.deliver(letter.pk, at=letter.next_try_at)


@pytest.mark.fault("The mail server refuses one letter of many (451)")
def test_one_bad_letter_holds_no_other_back(letters, postman, at):
    first, *_others = letters(4)
    Message.objects.filter(pk=first.pk).update(address="salah@x.example")
    postman.to_recipient = "451 later"
    delivery.deliver(first.pk, at=at)
    postman.to_recipient = "250 OK"

    assert delivery.deliver_all(first.pk, clock=lambda: at) == 3


@pytest.mark.fault("The mail server closes the line after DATA")
def test_a_server_that_closes_after_data_gets_the_same_letter_again(letters, postman, at):
    """It may have taken it or not; the fixed Message-ID lets it drop the second copy."""
    (letter,) = letters(1)
    postman.hangs_up = True
    assert not delivery.deliver(letter.pk, at=at)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (WorkState.WAITING, 1)

    postman.hangs_up = False
    assert delivery.deliver(letter.pk, at=letter.next_try_at)

    ids = {
        line
        for envelope in postman.received
        for line in envelope.content.splitlines()
        if line.lower().startswith(b"message-id:")
    }
    assert len(postman.received) == 2
    assert len(ids) == 1
