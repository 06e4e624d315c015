"""The demo's mail view: letters as the demo's own mail server received them over SMTP."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render

from inovasi.lib.http import Request
from notifications.composing import linked

SHOWN = 200


@dataclass(frozen=True)
class Letter:
    key: str
    subject: str
    to: str
    at: datetime | None
    body: str


def mailbox(request: Request) -> HttpResponse:
    letters = [_read(path) for path in _files()[:SHOWN]]
    return render(request, "mailbox/list.html", {"letters": letters})


def mailbox_letter(request: Request, key: str) -> HttpResponse:
    """A letter by the name of its file; only names that the folder lists are opened."""
    path = next((each for each in _files() if each.stem == key), None)
    if path is None:
        raise Http404
    letter = _read(path)
    context = {"letter": letter, "body": linked(letter.body)}
    return render(request, "mailbox/letter.html", context)


def _files() -> list[Path]:
    """Newest first; the mail view exists only where the demo's mail server runs."""
    if not (settings.DEMO and settings.MAILBOX_DIR):
        raise Http404
    return sorted(Path(settings.MAILBOX_DIR).glob("*.eml"), reverse=True)


def _read(path: Path) -> Letter:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    text = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
    return Letter(
        key=path.stem,
        subject=str(mail["Subject"] or ""),
        to=str(mail["To"] or ""),
        at=_sent_at(mail),
        body=text.get_content() if text else "",
    )


def _sent_at(mail: Message) -> datetime | None:
    """The moment in the Date header; mail writes UTC of unknown place as "-0000"."""
    date = mail["Date"]
    if not date or date.datetime is None:
        return None
    return date.datetime if date.datetime.tzinfo else date.datetime.replace(tzinfo=UTC)
