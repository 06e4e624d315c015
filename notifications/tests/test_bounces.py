"""Letters that come back as mails hours later: matched by what only their reader can know."""

import io
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from conftest import AT
from inovasi.lib.invariants import broken
from inovasi.lib.work import WorkState
from notifications import delivery
from notifications.bounce_boxes import BoxError, mails_of
from notifications.bounces import LARGEST, read, read_all
from notifications.models import Message
from notifications.tasks import read_bounces
from submissions.notices import unsent

REPORT = """\
From: MAILER-DAEMON@mx.example
To: inovasi@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=utf-8

Surat tidak sampai.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 2 Mar 2026 10:00:00 +0800

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: no such
 user here

--=_b
Content-Type: {kind}

{head}
--=_b--
"""


@pytest.fixture
def letter(edition, committee, mailoutbox) -> Message:
    """One that was sent."""
    unsent(edition, {"Desa": 1}, day=AT.date(), at=AT)
    letter = Message.objects.get()
    assert delivery.deliver(letter.pk, at=AT)
    letter.refresh_from_db()
    return letter


def report(letter: Message, **other: str) -> bytes:
    head = f"Message-ID: {delivery.message_id(letter)}\nTo: {letter.address}\nSubject: x\n\nIsi.\n"
    values = {
        "address": letter.address,
        "action": "failed",
        "status": "5.1.1",
        "kind": "message/rfc822",
        "head": head,
        **other,
    }
    return REPORT.format(**values).encode()


def bounced(letter: Message) -> bool:
    letter.refresh_from_db()
    return letter.bounced_at is not None


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_is_written_to_its_letter(letter, kind):
    assert read_all([report(letter, kind=kind)], at=AT) == (1, 1)

    letter.refresh_from_db()
    assert letter.bounced_at == AT
    assert letter.last_error.startswith("Surat kembali: smtp; 550 5.1.1")
    assert "no such user here" in letter.last_error
    assert letter.state == WorkState.DONE
    assert broken() == []


def test_the_same_report_counts_once(letter):
    later = AT.replace(hour=12)

    assert read_all([report(letter)], at=AT) == (1, 1)
    assert read_all([report(letter), report(letter)], at=later) == (0, 2)
    letter.refresh_from_db()
    assert letter.bounced_at == AT


def test_an_address_that_was_forwarded_is_known_by_the_letter_itself(letter):
    assert read_all([report(letter, address="lain@kotak.example")], at=AT) == (1, 1)
    assert bounced(letter)


def test_the_address_may_be_written_otherwise(letter):
    assert read_all([report(letter, address=letter.address.upper())], at=AT) == (1, 1)


def foreign(letter: Message) -> bytes:
    return report(letter, head=f"Message-ID: <abc@lain.example>\nTo: {letter.address}\n\nx\n")


def somebody_elses(letter: Message) -> bytes:
    """The right Message-ID with the address of somebody else: who knows one has it for herself."""
    head = f"Message-ID: {delivery.message_id(letter)}\nTo: lain@gowa.example\n\nx\n"
    return report(letter, head=head, address="lain@gowa.example")


def nested(_letter: Message) -> bytes:
    head = b'Content-Type: multipart/report; boundary="b"\n\n'
    return head + b'--b\nContent-Type: multipart/mixed; boundary="b"\n\n' * 3000


IGNORED = {
    "foreign": foreign,
    "somebody else's": somebody_elses,
    "late": lambda letter: report(letter, action="delayed", status="4.4.1"),
    "arrived": lambda letter: report(letter, action="delivered", status="2.0.0"),
    "failed for now": lambda letter: report(letter, status="4.4.7"),
    "no letter": lambda letter: report(letter, kind="text/plain"),
    "an answer": lambda letter: (
        f"From: {letter.address}\nIn-Reply-To: {delivery.message_id(letter)}\n"
        "Subject: Sedang cuti\n\nSaya sedang cuti.\n"
    ).encode(),
    "no mail": lambda _letter: b"\xff\xfe\x00" * 400,
    "empty": lambda _letter: b"",
    "nested": nested,
    "huge": lambda letter: report(letter) + b"x" * LARGEST,
    "a report without parts": lambda _letter: b"Content-Type: multipart/report\n\nkosong\n",
    "broken status": lambda letter: report(letter).replace(
        b"Final-Recipient: rfc822; ", b"Action\x00: \xff\xff"
    ),
    "strange charset": lambda letter: report(letter).replace(
        b"message/delivery-status", b"text/plain; charset=tidak-ada"
    ),
}


@pytest.mark.parametrize("name", IGNORED)
def test_everything_else_is_left_alone(letter, name):
    mail = IGNORED[name](letter)

    recorded, count = read_all([mail], at=AT)
    assert count == 1
    assert (recorded == 1) is bounced(letter)
    if name != "broken status":
        assert recorded == 0


def test_a_letter_that_was_not_sent_yet_cannot_come_back(edition, committee):
    unsent(edition, {"Desa": 1}, day=AT.date(), at=AT)
    letter = Message.objects.get()

    assert read_all([report(letter)], at=AT) == (0, 1)
    assert not bounced(letter)


def test_a_bad_mail_does_not_keep_the_next_one_from_being_read(letter):
    assert read_all([b"\xff", nested(letter), report(letter)], at=AT) == (1, 3)


def test_what_the_other_side_says_is_kept_short_and_plain(letter):
    mail = report(letter).replace(b"no such", b"\x1b[31m<script>" + b"x" * 5000)
    (bounce,) = read(mail)

    assert len(bounce.reason) < 330
    assert "\x1b" not in bounce.reason


# --- where they lie -------------------------------------------------------------------------


def maildir(root: Path, *mails: bytes) -> str:
    for folder in ("new", "cur", "tmp"):
        (root / folder).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (root / "new" / f"17724.{number}.mx").write_bytes(mail)
    return f"maildir:{root}"


def test_a_maildir_is_read_and_marked(letter, tmp_path, settings, capsys):
    settings.BOUNCE_MAILBOX = maildir(tmp_path / "box", b"Subject: halo\n\nx", report(letter))
    call_command("read_bounces")

    assert "2 surel dibaca, 1 surat kembali" in capsys.readouterr().out
    assert bounced(letter)
    assert list((tmp_path / "box" / "new").iterdir()) == []
    assert len(list((tmp_path / "box" / "cur").glob("*:2,S"))) == 2
    call_command("read_bounces")
    assert "0 surel dibaca" in capsys.readouterr().out


def test_a_mail_that_was_not_finished_comes_again(letter, tmp_path):
    place = maildir(tmp_path / "box", report(letter))
    next(mails_of(place))  # and then the worker is killed

    assert read_all(mails_of(place), at=AT) == (1, 1)


def test_files_an_mbox_and_a_pipe_are_read(letter, tmp_path, monkeypatch, capsys):
    one, box = tmp_path / "satu.eml", tmp_path / "kotak"
    one.write_bytes(foreign(letter))
    box.write_bytes(b"From x Mon\n" + foreign(letter) + b"\nFrom y Mon\n" + report(letter))
    call_command("read_bounces", str(one), str(box))
    assert "3 surel dibaca, 1 surat kembali" in capsys.readouterr().out

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(letter))))
    call_command("read_bounces", "-")
    assert "1 surel dibaca, 0 surat kembali" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["", "pop3://x", "maildir:/tidak/ada", "imap://127.0.0.1:1"])
def test_a_place_that_cannot_be_read_is_said(settings, place):
    settings.BOUNCE_MAILBOX = place

    with pytest.raises(CommandError):
        call_command("read_bounces")
    with pytest.raises(CommandError):
        call_command("read_bounces", "tidak-ada.eml")


def test_the_sweep_reads_the_mailbox_and_survives_one_that_is_away(letter, tmp_path, settings):
    settings.BOUNCE_MAILBOX = ""
    read_bounces()
    settings.BOUNCE_MAILBOX = "imap://127.0.0.1:1"
    read_bounces()
    assert not bounced(letter)
    settings.BOUNCE_MAILBOX = maildir(tmp_path / "box", report(letter))
    read_bounces()
    assert bounced(letter)


class Imap:
    """As much of an IMAP server as a reader of unread mails needs."""

    def __init__(self, mails: list[bytes]) -> None:
        self.mails, self.seen, self.user = mails, set(), ""

    def answer(self, tag: bytes, words: list[bytes]) -> bytes:
        verb = words[0].upper()
        lines: list[bytes] = []
        if verb == b"CAPABILITY":
            lines = [b"* CAPABILITY IMAP4REV1"]
        elif verb == b"LOGIN":
            self.user = words[1].decode()
        elif verb == b"SELECT":
            lines = [b"* %d EXISTS" % len(self.mails)]
        elif words[:2] == [b"UID", b"SEARCH"]:
            new = (b"%d" % n for n in range(1, len(self.mails) + 1) if n not in self.seen)
            lines = [b" ".join([b"* SEARCH", *new])]
        elif words[:2] == [b"UID", b"FETCH"]:
            mail = self.mails[int(words[2]) - 1]
            lines = [b"* %s FETCH (UID 1 BODY[]<0> {%d}" % (words[2], len(mail)), mail + b")"]
        elif words[:2] == [b"UID", b"STORE"]:
            self.seen.add(int(words[2]))
        elif verb == b"LOGOUT":
            lines = [b"* BYE selesai"]
        return b"".join(line + b"\r\n" for line in [*lines, tag + b" OK selesai"])


@contextmanager
def serving(server: Imap) -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _address = listener.accept()
        with line, line.makefile("rb") as asked:
            line.sendall(b"* OK siap\r\n")
            for request in asked:
                tag, *words = request.split()
                line.sendall(server.answer(tag, words))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(timeout=10)


def test_a_mailbox_on_an_imap_server_is_read_and_marked(letter):
    server = Imap([foreign(letter), report(letter)])
    with serving(server) as port:
        place = f"imap://inovasi%40gowa:rahasia@127.0.0.1:{port}"
        assert read_all(mails_of(place), at=AT) == (1, 2)

    assert server.user.strip('"') == "inovasi@gowa"
    assert server.seen == {1, 2}
    with serving(server) as port:
        assert list(mails_of(f"imap://a:b@127.0.0.1:{port}/INBOX")) == []


def test_a_server_that_is_away_is_said():
    with pytest.raises(BoxError, match="IMAP"):
        list(mails_of("imap://127.0.0.1:1"))


# --- who is told ----------------------------------------------------------------------------


def test_panitia_sees_it_among_the_work_and_on_the_persons_page(letter, committee, sign_in):
    browser = sign_in(committee)
    assert "Surat yang kembali" not in browser.get(reverse("work")).content.decode()
    read_all([report(letter)], at=timezone.now())

    for address in (reverse("work"), reverse("person", args=[letter.recipient_id])):
        page = browser.get(address).content.decode()
        assert "Surat yang kembali" in page
        assert letter.subject in page
        assert "no such user here" in page
