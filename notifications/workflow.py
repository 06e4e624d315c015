"""Writing letters into the outbox, and taking them from there to SMTP."""

import hashlib
import logging
import re
import smtplib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from inovasi.lib.texts import clean
from inovasi.lib.work import SPENT, ring
from notifications.models import Message

logger = logging.getLogger(__name__)

SECRETS: list[re.Pattern[str]] = []
"""Upper apps add what of a letter opens an account; it goes from the row once the letter is out."""
ERASED = "…"

LEASE = timedelta(minutes=2)
SEND = "notifications.tasks.send"


def post(
    letter: str,
    *,
    key: str,
    recipients: Iterable[AbstractBaseUser],
    context: Mapping[str, Any],
    at: datetime,
) -> list[Message]:
    """Put `letter` into the outbox for each recipient, inside the deed's own transaction.

    `letter` names the template `emails/<letter>.txt`, whose first line is the subject. The same
    `key` never reaches the same person twice.
    """
    return _put(
        [
            _write(letter, key, person.email, {**context, "recipient": person}, at, person)
            for person in recipients
        ]
    )


def post_to_address(
    letter: str, *, key: str, address: str, context: Mapping[str, Any], at: datetime
) -> list[Message]:
    """The same for somebody who has no account yet."""
    return _put([_write(letter, key, address, context, at)])


def _put(messages: list[Message]) -> list[Message]:
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    kept = list(
        Message.objects.filter(
            key__in={m.key for m in messages}, address__in=[m.address for m in messages]
        )
    )
    for message in kept:
        ring(SEND, message.pk)
    return kept


def _write(
    letter: str,
    key: str,
    address: str,
    context: Mapping[str, Any],
    at: datetime,
    person: AbstractBaseUser | None = None,
) -> Message:
    subject, body = render(letter, context)
    return Message(
        key=key,
        recipient=person,
        address=address,
        subject=subject[:200],
        body=body,
        created_at=at,
        next_try_at=at,
    )


def render(letter: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and plain-text body of a letter, in the portal's language."""
    values = {**context, "portal_url": settings.PUBLIC_URL, "owner": settings.OWNER_NAME}
    with translation.override(settings.LANGUAGE_CODE):
        text = clean(render_to_string(f"emails/{letter}.txt", values))
    subject, _line_end, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def deliver(pk: int, *, at: datetime) -> bool:
    """Hand letter `pk` to SMTP if it is due and nobody else holds it. True when it was sent."""
    message = Message.objects.claim(pk, at=at, lease=LEASE)
    if message is None:
        return False
    if message.is_spent:
        message.give_up(str(SPENT))
        return False
    try:
        _email(message).send()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("letter %s not accepted: %s", pk, error)
        message.try_later(f"{type(error).__name__}: {error}", at=at)
        return False
    return message.complete(sent_at=at, body=without_secrets(message.body))


def without_secrets(body: str) -> str:
    """The letter as it may be kept: links that open an account lose the part that does."""
    for pattern in SECRETS:
        body = pattern.sub(ERASED, body)
    return body


def _email(message: Message) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[message.address],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    html = render_to_string("emails/letter.html", {"message": message})
    email.attach_alternative(html, "text/html")
    return email


def message_id(message: Message) -> str:
    """The same for every attempt, so that a receiving server can drop a second copy."""
    digest = hashlib.sha256(f"{message.pk}:{message.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname}>"
