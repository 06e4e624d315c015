"""Taking letters from the outbox to SMTP: over one connection as long as there is something to do.

What is the mail server's fault costs a letter nothing, however long it lasts; what is the letter's
own is tried with growing pauses; an address that the server refuses for good is not tried again.
"""

import hashlib
import logging
import smtplib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from inovasi.lib.work import SPENT, Heartbeat
from notifications.composing import Text, as_html, without_secrets
from notifications.letters import LETTERS
from notifications.models import Message
from notifications.quiet import quiet_until

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=40)
"""How long a dead worker keeps a letter. With the sweep's pause it is a minute."""
PROBE = timedelta(seconds=10)
"""How long a letter rests that found no mail server."""
BATCH = 20
PER_CONNECTION = 100
"""Mail servers close lines on which too much passes."""
NO_SUCH_BOX = {550, 551, 553}
POLICY = b"5.7."
"""Enhanced codes that blame the sender, not the address."""


class ServerAway(Exception):
    """Nobody could be given any letter."""


class Line:
    """A connection to the mail server: opened for the first letter, anew after a failure."""

    def __init__(self) -> None:
        self._backend = get_connection()
        self._passed = 0

    def hand_over(self, email: EmailMultiAlternatives) -> None:
        if self._passed and self._passed % PER_CONNECTION == 0:
            self.close()
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(_named(error)) from error
        try:
            self._backend.send_messages([email])
        except BaseException:
            self.close()
            raise
        self._passed += 1

    def close(self) -> None:
        self._backend.close()


def deliver(pk: int, *, at: datetime) -> bool:
    """Hand letter `pk` to SMTP if it is due and nobody else holds it. True when it was sent."""
    message = Message.objects.claim(pk, at=at, lease=LEASE)
    if message is None:
        return False
    with closing(Line()) as line:
        try:
            return _hand_over(message, line, at)
        except ServerAway:
            return False


def deliver_all(pk: int, *, clock: Callable[[], datetime]) -> int:
    """Letter `pk`, then whatever else is due, over one connection. How many were sent.

    Ends early when there is no mail server: the sweep rings again.
    """
    sent = 0
    with closing(Line()) as line:
        first = Message.objects.claim(pk, at=clock(), lease=LEASE)
        batch = [first] if first else _next(clock)
        while batch:
            passed, is_away = _hand_over_all(batch, line, clock)
            sent += passed
            if is_away:
                break
            batch = _next(clock)
    return sent


def _next(clock: Callable[[], datetime]) -> list[Message]:
    return Message.objects.claim_many(BATCH, at=clock(), lease=LEASE)


def _hand_over_all(
    batch: list[Message], line: Line, clock: Callable[[], datetime]
) -> tuple[int, bool]:
    """How many of the batch were sent, and whether the mail server is away.

    What is left when half the lease has passed, or the server is away, goes back to the queue.
    """
    sent, is_away, begun = 0, False, clock()
    for message in batch:
        now = clock()
        if is_away or now - begun > LEASE / 2:
            message.postpone("", until=now)
            continue
        try:
            sent += _hand_over(message, line, now)
        except ServerAway:
            is_away = True
    return sent, is_away


def _hand_over(message: Message, line: Line, at: datetime) -> bool:
    """One attempt at a letter that this worker holds. Raises `ServerAway`, the row put back."""
    if message.is_spent:
        message.give_up(str(SPENT))
        return False
    if (morning := quiet_until(at)) and _goes_by_day(message):
        message.postpone("", until=morning)
        return False
    try:
        with Heartbeat(message, at=at, lease=LEASE):
            line.hand_over(email_of(message))
    except ServerAway as error:
        logger.warning("no mail server for letter %s: %s", message.pk, error)
        message.postpone(
            _("Server surel tidak terhubung: %(error)s") % {"error": error}, until=at + PROBE
        )
        raise
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(message, refused, at)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("letter %s not accepted: %s", message.pk, error)
        message.try_later(_not_accepted(_named(error)), at=at)
        return False
    return message.complete(sent_at=at, bounced_at=None, **_kept(message))


def _goes_by_day(message: Message) -> bool:
    """A kind that the portal no longer knows goes at any hour."""
    return message.letter in LETTERS and LETTERS[message.letter].by_day


def _kept(message: Message) -> dict[str, str]:
    """Body and HTML again only where they must lose what opens an account."""
    kept = {"body": without_secrets(message.body), "html": without_secrets(message.html)}
    return {name: text for name, text in kept.items() if text != getattr(message, name)}


def _refused(message: Message, refused: smtplib.SMTPRecipientsRefused, at: datetime) -> bool:
    code, said = refused.recipients[message.address]
    words = f"{code} {said.decode(errors='replace')}"
    logger.warning("address of letter %s refused: %s", message.pk, words)
    if code in NO_SUCH_BOX and not said.startswith(POLICY):
        reason = _("Alamat ditolak oleh server penerima: %(words)s") % {"words": words}
        message.give_up(reason, bounced_at=at)
    else:
        message.try_later(_not_accepted(words), at=at)
    return False


def _not_accepted(words: str) -> str:
    return _("Server surel belum menerima surat ini: %(words)s") % {"words": words}


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def email_of(message: Message) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[message.address],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    email.attach_alternative(
        as_html(Text(message.subject, message.body, message.html)), "text/html"
    )
    return email


def message_id(message: Message) -> str:
    """The same for every attempt, so that a receiving server can drop a second copy."""
    digest = hashlib.sha256(f"{message.pk}:{message.key}".encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname}>"
