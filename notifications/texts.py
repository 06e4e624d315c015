"""Deeds about the words of letters: panitia's own text, back to the portal's, a letter on trial."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from inovasi.lib.locks import one_at_a_time
from inovasi.lib.texts import clean
from inovasi.lib.verdict import Refused, Stale, demand
from inovasi.lib.work import ring
from ledger import workflow as ledger
from notifications.composing import PLACEHOLDER, fill, text_of
from notifications.letters import SCOPES, Letter
from notifications.models import LetterText, Message
from notifications.permissions import may_write_letters
from notifications.workflow import SEND

MUST_STAY = ("tautan", "kode")
"""Words without which a letter that needs them is of no use."""


def scopes() -> dict[str, str]:
    """What a text may be written for: everywhere, and each edition."""
    own = {key: name for each in SCOPES for key, name in each()}
    return {"": _("Semua edisi"), **own}


def written(letter: Letter, scope: str) -> LetterText | None:
    return LetterText.objects.filter(letter=letter.name, scope=scope).first()


def check(letter: Letter, subject: str, body: str) -> None:
    """Raises `Refused` when a placeholder is unknown, missing, or the letter comes out empty."""
    named = PLACEHOLDER.findall(f"{subject}\n{body}")
    if unknown := sorted(set(named) - set(letter.words)):
        words = ", ".join(f"{{{name}}}" for name in unknown)
        raise Refused(_("Surat ini tidak mengenal %(words)s.") % {"words": words})
    if "{" in PLACEHOLDER.sub("", subject + body) or "}" in PLACEHOLDER.sub("", subject + body):
        raise Refused(_("Kurung kurawal hanya untuk kata ganti seperti {nama}."))
    for name in MUST_STAY:
        if name in letter.words and f"{{{name}}}" not in body:
            raise Refused(_("Surat ini tidak berguna tanpa {%(name)s}.") % {"name": name})
    head, text = fill(letter, subject, body, letter.samples())
    if not head.strip() or not text.strip():
        raise Refused(_("Perihal dan isi tidak boleh kosong."))


@transaction.atomic
def write(
    letter: Letter,
    scope: str,
    *,
    subject: str,
    body: str,
    version: int,
    user: AbstractBaseUser,
    at: datetime,
) -> LetterText:
    """Panitia's words for a letter, checked against its sample; version 0 begins them.

    Raises `Refused` with what is wrong, `Stale` when somebody saved since `version`.
    """
    demand(may_write_letters(user))
    if scope not in scopes():
        raise Refused(_("Edisi itu tidak ada."))
    subject, body = " ".join(clean(subject).split()), clean(body).strip()
    check(letter, subject, body)
    one_at_a_time(f"text:{letter.name}:{scope}")
    row = written(letter, scope)
    if row is None:
        row = LetterText(letter=letter.name, scope=scope, version=0)
    if (row.subject, row.body) == (subject, body):
        return row
    if row.version != version:
        raise Stale(row)
    row.subject, row.body, row.version = subject, body, row.version + 1
    row.changed_by_id, row.changed_at = user.pk, at
    row.save()
    ledger.enter("surat.naskah", row, user=user, at=at, jenis=letter.name, edisi=scope)
    return row


@transaction.atomic
def take_back(letter: Letter, scope: str, *, user: AbstractBaseUser, at: datetime) -> None:
    """The portal's own words again."""
    demand(may_write_letters(user))
    row = LetterText.objects.select_for_update().filter(letter=letter.name, scope=scope).first()
    if row is not None:
        facts = {"jenis": letter.name, "edisi": scope}
        ledger.enter("surat.naskah-bawaan", row, user=user, at=at, **facts)
        row.delete()


def send_on_trial(
    letter: Letter, scope: str, *, token: UUID, user: AbstractBaseUser, at: datetime
) -> Message:
    """The letter with its sample to whoever asks: same text, same outbox, same mail server."""
    demand(may_write_letters(user))
    subject, body = fill(letter, *text_of(letter, scope), letter.samples())
    with transaction.atomic():
        message, _made = Message.objects.get_or_create(
            key=f"trial:{token}",
            address=user.email,
            defaults={
                "letter": letter.name,
                "recipient": user,
                "subject": (_("[Percobaan] %(subject)s") % {"subject": subject})[:200],
                "body": body,
                "created_at": at,
                "next_try_at": at,
            },
        )
        ring(SEND, message.pk)
    return message
