"""Deeds about the words of letters: panitia's own text, back to the portal's, a letter on trial."""

from collections.abc import Mapping
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
from notifications import markup
from notifications.composing import ADDRESSES, fill, filled, text_of
from notifications.letters import SCOPES, Letter
from notifications.markup import PLACEHOLDER
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
    _check_words(letter, f"{subject}\n{body}", PLACEHOLDER.findall(body), Refused)
    head, text = fill(letter, subject, body, letter.samples())
    if not head.strip() or not text.strip():
        raise Refused(_("Perihal dan isi tidak boleh kosong."))


def check_html(letter: Letter, html: str) -> None:
    """The same for its HTML; raises `Unreadable`, also for markup that letters do not use, and for
    a link that nobody sees.
    """
    tree = markup.read(html)
    _check_words(
        letter, "\n".join(markup.pieces(tree)), list(markup.placeholders(tree)), markup.Unreadable
    )
    samples = letter.samples()
    for link in markup.links(tree):
        word = letter.words.get(link.address)
        if word is None or not (word.is_ours and word.sample.startswith(ADDRESSES)):
            words = _("Tautan hanya dapat menuju alamat dari portal, seperti {tautan}.")
            raise markup.Unreadable(words)
        if not _is_seen(link, samples):
            raise markup.Unreadable(
                _("Tautan tanpa tulisan tidak terlihat. Tulis kata-kata di dalam <a>.")
            )
    if not _is_seen(tree, samples):
        raise markup.Unreadable(_("Surat HTML ini kosong: tidak ada tulisan yang terlihat."))


def _is_seen(element: markup.Element, samples: Mapping[str, str]) -> bool:
    """Whether anything but space is left of it without its tags."""
    text = "".join(markup.pieces(element))
    return bool(PLACEHOLDER.sub(lambda found: samples[found[1]], text).strip())


def _check_words(letter: Letter, text: str, named: list[str], refusal: type[Refused]) -> None:
    """`named` are the placeholders of the body, in which none may be missing."""
    if unknown := sorted({*PLACEHOLDER.findall(text), *named} - set(letter.words)):
        words = ", ".join(f"{{{name}}}" for name in unknown)
        raise refusal(_("Surat ini tidak mengenal %(words)s.") % {"words": words})
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise refusal(_("Kurung kurawal hanya untuk kata ganti seperti {nama}."))
    for name in MUST_STAY:
        if name in letter.words and name not in named:
            raise refusal(_("Surat ini tidak berguna tanpa {%(name)s}.") % {"name": name})


@transaction.atomic
def write(
    letter: Letter,
    scope: str,
    *,
    subject: str,
    body: str,
    html: str = "",
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
    html = clean(html).strip()
    check(letter, subject, body)
    if html:
        check_html(letter, html)
    one_at_a_time(f"text:{letter.name}:{scope}")
    row = written(letter, scope)
    if row is None:
        row = LetterText(letter=letter.name, scope=scope, version=0)
    if (row.subject, row.body, row.html) == (subject, body, html):
        return row
    if row.version != version:
        raise Stale(row)
    row.subject, row.body, row.html, row.version = subject, body, html, row.version + 1
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
    text = filled(letter, text_of(letter, scope), letter.samples())
    with transaction.atomic():
        message, _made = Message.objects.get_or_create(
            key=f"trial:{token}",
            address=user.email,
            defaults={
                "letter": letter.name,
                "recipient": user,
                "subject": (_("[Percobaan] %(subject)s") % {"subject": text.subject})[:200],
                "body": text.body,
                "html": text.html,
                "created_at": at,
                "next_try_at": at,
            },
        )
        ring(SEND, message.pk)
    return message
