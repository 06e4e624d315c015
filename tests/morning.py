"""A morning of one unit on the real processes, and what must be so after whatever broke in it.

Entries are handed in and a letter of statement is sent in two halves, while pages are read without
a pause. After each fault the same four questions: do the invariants hold, has every event exactly
one letter, every upload its file, and did the pages answer, if need be with words?
"""

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from threading import Event as Signal
from threading import Thread
from urllib.parse import urlsplit

import requests

from inovasi.demo.files import statement_pdf
from inovasi.lib.invariants import broken
from inovasi.lib.work import WorkState
from notifications.models import Message
from notifications.tests.postman import Postman
from submissions.files import document_target
from submissions.models import Attachment, Snapshot, Submission
from submissions.notices import people_of
from tests.live import Web
from uploads.models import Upload

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


@dataclass
class Reading:
    """Pages of a unit, read one after the other for as long as the morning lasts."""

    web: Web
    paths: list[str]
    headers: dict[str, str]
    answers: list[tuple[int, str]] = field(default_factory=list)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        enough = Signal()

        def read() -> None:
            while not enough.is_set():
                for path in self.paths:
                    self.answers.append(self.web.read(path, headers=self.headers))

        reader = Thread(target=read)
        reader.start()
        try:
            yield
        finally:
            enough.set()
            reader.join()

    def assert_answered(self, **words: str) -> None:
        """Every page came, but for `status_503="words"`: those may say so in these words."""
        told = {int(name.removeprefix("status_")): text for name, text in words.items()}
        assert len(self.answers) >= len(self.paths)
        for status, text in self.answers:
            assert status == 200 or told.get(status, "nothing of the kind") in text, (status, text)


def reading(web: Web, entry: Submission, headers: dict[str, str]) -> Reading:
    """Of somebody of the unit: the agenda, the entries, one of them, the letters."""
    return Reading(web, ["/beranda/", "/usulan/", f"/usulan/{entry.pk}/", "/surat/"], headers)


class Letter:
    """A statement that is sent in two halves, as by a phone on a slow line."""

    def __init__(self, web: Web, entry: Submission, headers: dict[str, str]) -> None:
        self._web, self.entry, self._headers = web, entry, headers
        self.content = statement_pdf(["Surat pernyataan"] * 300)
        self._target = document_target(entry, entry.group.document_rules.first())
        self._address = ""

    @property
    def half(self) -> int:
        return len(self.content) // 2

    def begin(self) -> None:
        name, purpose, target = (_base64(each) for each in ("surat.pdf", "document", self._target))
        metadata = f"filename {name},purpose {purpose},target {target}"
        length = {"Upload-Length": str(len(self.content)), "Upload-Metadata": metadata}
        url = f"{self._web.origin}/unggahan/"
        made = requests.post(url, headers={**self._headers, **TUS, **length}, timeout=30)
        assert made.status_code == 201, made.text
        self._address = urlsplit(made.headers["Location"]).path
        assert self.send(0, self.half).status_code == 204

    def send(self, start: int, end: int) -> requests.Response:
        headers = {**self._headers, **PIECE, "Upload-Offset": str(start)}
        url = f"{self._web.origin}{self._address}"
        return requests.patch(url, self.content[start:end], headers=headers, timeout=60)

    def offset(self) -> int | None:
        """How much the server knows to have; None while it cannot say."""
        url = f"{self._web.origin}{self._address}"
        told = requests.head(url, headers={**self._headers, **TUS}, timeout=30)
        return int(told.headers["Upload-Offset"]) if told.status_code == 200 else None

    def knows_less_than(self, sent: int) -> bool:
        """Whether the server answers again, and has forgotten what it had not written down."""
        start = self.offset()
        return start is not None and start < sent

    def end(self) -> int:
        """The rest, from where the server says; the status, 0 while it cannot say."""
        start = self.offset()
        return 0 if start is None else self.send(start, len(self.content)).status_code

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def nothing_lost(letters: list[Letter], handler: Postman | None = None, copies: int = 1) -> None:
    """The invariants, the letters and the files; `copies` of a letter may have reached a server.

    Copies bear one Message-ID and count as one, as they do for a mail program.
    """
    assert broken() == []
    for snapshot in Snapshot.objects.select_related("submission"):
        told = Message.objects.filter(key=f"handed-in:{snapshot.pk}")
        wanted = [person.pk for person in people_of(snapshot.submission)]
        assert sorted(told.values_list("recipient", flat=True)) == sorted(wanted)
    keys = Counter(Message.objects.values_list("key", "recipient"))
    assert set(keys.values()) <= {1}
    if handler is not None:
        arrived = Counter(message_from_bytes(e.content)["Message-ID"] for e in handler.received)
        assert not Message.objects.exclude(state=WorkState.DONE).exists()
        assert len(arrived) == Message.objects.count()
        assert max(arrived.values(), default=1) <= copies
    _have_their_file(letters)


def _have_their_file(letters: list[Letter]) -> None:
    done = Upload.objects.filter(state=Upload.State.DONE).select_related("file")
    assert not Upload.objects.exclude(state=Upload.State.DONE).exists()
    kept = sorted(upload.file.absolute_path.read_bytes() for upload in done)
    assert kept == sorted(letter.content for letter in letters)
    wanted = {letter.sha256 for letter in letters}
    assert Attachment.objects.filter(replaced_at=None, file__sha256__in=wanted).count() == len(
        letters
    )
