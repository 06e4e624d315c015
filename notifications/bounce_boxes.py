"""Where mails about bounces lie: a Maildir, a mailbox on an IMAP server, files, a pipe."""

import imaplib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from notifications.bounces import LARGEST

AT_ONCE = 500
"""So many mails a run; the next run goes on."""
PATIENCE = 20
"""Seconds for each answer of an IMAP server."""


class BoxError(Exception):
    """The mailbox cannot be reached or read."""


def mails_of(place: str) -> Iterator[bytes]:
    """Each unread mail of the place that `BOUNCE_MAILBOX` names; it is read once it was taken.

    A crash leaves the mail unread: it comes again, and a bounce counts once. Raises `BoxError`.
    """
    parts = urlsplit(place)
    if parts.scheme == "maildir":
        yield from _maildir(Path(parts.path))
    elif parts.scheme in {"imap", "imaps"}:
        yield from _imap(place)
    else:
        raise BoxError(f"BOUNCE_MAILBOX: maildir:/path or imaps://user:password@host, not {place}")


def mails_in(file: BinaryIO) -> Iterator[bytes]:
    """The mail of a pipe or file, or every mail of an mbox."""
    content = file.read()
    if content.startswith(b"From "):
        begin = b"\n" + content
        yield from (part.partition(b"\n")[2] for part in begin.split(b"\nFrom ")[1:])
    else:
        yield content


def _maildir(root: Path) -> Iterator[bytes]:
    try:
        waiting = sorted(path for path in (root / "new").iterdir() if path.is_file())
    except OSError as error:
        raise BoxError(f"{root} is no Maildir: {error.strerror}") from error
    for path in waiting[:AT_ONCE]:
        with path.open("rb") as file:
            yield file.read(LARGEST + 1)
        path.rename(root / "cur" / f"{path.name.partition(':')[0]}:2,S")


def _imap(place: str) -> Iterator[bytes]:
    parts = urlsplit(place)
    kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    try:
        with kind(parts.hostname, parts.port or kind_port(parts.scheme), timeout=PATIENCE) as line:
            line.login(unquote(parts.username or ""), unquote(parts.password or ""))
            line.select(f'"{unquote(parts.path.strip("/")) or "INBOX"}"')
            _state, found = line.uid("SEARCH", "UNSEEN")
            for number in found[0].split()[:AT_ONCE]:
                yield _fetched(line, number)
                line.uid("STORE", number, "+FLAGS", r"(\Seen)")
    except (OSError, imaplib.IMAP4.error) as error:
        raise BoxError(f"the IMAP mailbox of BOUNCE_MAILBOX: {error}") from error


def kind_port(scheme: str) -> int:
    return imaplib.IMAP4_SSL_PORT if scheme == "imaps" else imaplib.IMAP4_PORT


def _fetched(line: imaplib.IMAP4, number: bytes) -> bytes:
    """The beginning of the mail, without marking it; one byte more than is read, to tell."""
    _state, found = line.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
    return next((part[1] for part in found if isinstance(part, tuple)), b"")
