"""Bounces that come as mails of their own, hours after the letter was accepted (RFC 3464).

What comes into a mailbox anybody may have written. So a bounce counts only when it names the
Message-ID of a letter that we sent to that very address, which its sender cannot guess; everything
else is left alone, with a line in the log.
"""

import email
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Mail
from email.utils import getaddresses

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from inovasi.lib.texts import clean
from notifications.delivery import message_id
from notifications.models import Message

logger = logging.getLogger(__name__)

LARGEST = 512 * 1024
"""Reports are a few KiB; larger mails are not read."""
LETTERS_LOOKED_AT = 1000
REPORTED = {"message/rfc822", "message/rfc822-headers", "text/rfc822-headers"}


@dataclass(frozen=True)
class Bounce:
    """A report that one of our letters did not arrive, for good."""

    letter: str
    """The Message-ID of what did not arrive."""
    addresses: frozenset[str]
    """To whom, in small letters: final and original recipient, and what the letter itself said."""
    reason: str


def read_all(mails: Iterable[bytes], *, at: datetime) -> tuple[int, int]:
    """How many of the mails told something new about a letter, and how many there were."""
    recorded = count = 0
    for count, mail in enumerate(mails, start=1):  # noqa: B007 - the last one is the number
        recorded += sum(record(bounce, at=at) for bounce in read(mail))
    return recorded, count


def read(mail: bytes) -> list[Bounce]:
    """What a mail reports; nothing for every other mail, whatever is wrong with it."""
    if len(mail) > LARGEST:
        logger.info("a mail of %s bytes is no bounce", len(mail))
        return []
    try:
        found = list(_bounces(email.message_from_bytes(mail)))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("a mail could not be read: %r", error)
        return []
    if not found:
        logger.info("a mail reports no failed letter")
    return found


def record(bounce: Bounce, *, at: datetime) -> bool:
    """Write the bounce to its letter; False when it is no letter of ours, or was written before."""
    to = Message.objects.annotate(own=Lower("address")).filter(own__in=bounce.addresses)
    sent = to.filter(sent_at__isnull=False)
    for message in sent.order_by("-pk")[:LETTERS_LOOKED_AT]:
        if message_id(message) == bounce.letter:
            fresh = Message.objects.filter(pk=message.pk, bounced_at=None)
            return bool(fresh.update(bounced_at=at, last_error=bounce.reason))
    logger.info("a bounce names no letter that was sent to this address")
    return False


def _bounces(mail: Mail) -> Iterator[Bounce]:
    parts = mail.get_payload() if mail.get_content_type() == "multipart/report" else []
    if not isinstance(parts, list):
        return
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    letter = next(filter(None, map(_returned, parts)), None)
    if letter is None or not reports:
        return
    name, own = str(letter["Message-ID"] or "").strip(), str(letter["To"] or "")
    named = {address.lower() for _name, address in getaddresses([own])}
    for group in reports[0].get_payload():
        if not _has_failed(group):
            continue
        addresses = named | {_address(group[field]) for field in ADDRESSES if group[field]}
        yield Bounce(name, frozenset(addresses), _reason(group))


ADDRESSES = ("Final-Recipient", "Original-Recipient")


def _returned(part: Mail) -> Mail | None:
    """The letter that did not arrive, or its head."""
    if part.get_content_type() not in REPORTED:
        return None
    payload = part.get_payload()
    return payload[0] if isinstance(payload, list) else email.message_from_string(payload)


def _has_failed(group: Mail) -> bool:
    """For good; what is only late will come, or fail later in a report of its own."""
    action, status = str(group["Action"] or ""), str(group["Status"] or "")
    return action.strip().lower() == "failed" and status.strip().startswith("5")


def _address(field: str) -> str:
    """`rfc822; siti@gowa.example`."""
    return str(field).rpartition(";")[2].strip().lower()


def _reason(group: Mail) -> str:
    said = clean(str(group["Diagnostic-Code"] or group["Status"] or "")).strip()
    return _("Surat kembali: %(words)s") % {"words": " ".join(said.split())[:300]}
