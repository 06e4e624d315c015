"""Writing letters into the outbox, inside the transaction of the deed that they tell of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from inovasi.lib.work import ring
from notifications.composing import compose
from notifications.letters import LETTERS, Context
from notifications.models import Message, Preference
from notifications.quiet import quiet_until

SEND = "notifications.tasks.send"
DIGEST_HOUR = 7


def post(
    letter: str,
    *,
    key: str,
    recipients: Iterable[AbstractBaseUser],
    context: Context,
    at: datetime,
) -> list[Message]:
    """Put `letter` into the outbox for each recipient, inside the deed's own transaction.

    `letter` names a registered kind. The same `key` never reaches the same person twice.
    """
    people = list(recipients)
    waiting = _digest_readers(people) if LETTERS[letter].can_wait else set()
    return _put(
        [
            _write(letter, key, person.email, {**context, "recipient": person}, at, person)
            for person in people
        ],
        waiting,
    )


def post_to_address(
    letter: str, *, key: str, address: str, context: Context, at: datetime
) -> list[Message]:
    """The same for somebody who has no account yet."""
    return _put([_write(letter, key, address, context, at)])


def _digest_readers(people: list[AbstractBaseUser]) -> set[int]:
    wanted = Preference.objects.filter(person__in=people, wants_digest=True)
    return set(wanted.values_list("person", flat=True))


def _put(messages: list[Message], waiting: Iterable[int] = ()) -> list[Message]:
    for message in messages:
        if LETTERS[message.letter].by_day:
            message.next_try_at = quiet_until(message.created_at) or message.next_try_at
        if message.recipient_id in waiting:
            message.waits_for_digest = True
            message.next_try_at = next_digest(message.created_at)
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    kept = list(
        Message.objects.filter(
            key__in={m.key for m in messages}, address__in=[m.address for m in messages]
        )
    )
    for message in kept:
        if not message.waits_for_digest:
            ring(SEND, message.pk)
    return kept


def next_digest(at: datetime) -> datetime:
    """The next morning's hour at which digests go out."""
    today = timezone.localtime(at).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today > at else today + timedelta(days=1)


def _write(
    letter: str,
    key: str,
    address: str,
    context: Context,
    at: datetime,
    person: AbstractBaseUser | None = None,
) -> Message:
    text = compose(letter, context)
    return Message(
        letter=letter,
        key=key,
        recipient=person,
        address=address,
        subject=text.subject,
        body=text.body,
        html=text.html,
        created_at=at,
        next_try_at=at,
    )
