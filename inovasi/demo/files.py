"""Sample evidence: a small PDF and a short film, both made here and both real."""

import hashlib
import subprocess
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from submissions import attachments, evidence, processing
from submissions.evidence_files import evidence_target
from submissions.files import document_target
from submissions.media.captions import to_webvtt
from submissions.media.containers import read_facts
from submissions.media.ffmpeg import find_ffmpeg
from submissions.models import Submission, Video
from units.models import User
from uploads.models import StoredFile
from uploads.storage import work_folder
from uploads.workflow import keep


def statement_pdf(lines: list[str]) -> bytes:
    """A one-page PDF with a few lines of Latin text."""
    text = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    stream = f"BT /F1 13 Tf 20 TL 72 760 Td {text}ET".encode("latin-1", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (count, table, count, len(body))
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def film(place: Path, random: Random, *, seconds: int = 6, size: str = "640x360") -> Path:
    """A short MP4 with slowly moving colours and a quiet tone."""
    first, second = (f"0x{random.randrange(1 << 24):06x}" for _ in range(2))
    seed = random.randrange(1 << 31)
    picture = f"gradients=s={size}:c0={first}:c1={second}:d={seconds}:r=25:speed=0.02:seed={seed}"
    subprocess.run(  # noqa: S603 - fixed arguments, no user input
        [
            find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y",
            "-f", "lavfi", "-i", picture,
            "-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}",
            "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p",
            "-c:a", "aac", "-b:a", "64k", "-shortest", "-fflags", "+bitexact", str(place),
        ],
        check=True,
    )  # fmt: skip
    return place


LINKED = 6
LINK = "https://www.youtube.com/watch?v=contoh-data"


class Evidence:
    """Attaches sample documents and films; the film is made and processed once, then copied."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.films, self.film = 0, b""
        self.processed: Video | None = None

    def add_documents(self, submission: Submission, user: User, at: datetime) -> None:
        for rule in submission.group.document_rules.all():
            lines = [rule.title, submission.innovation.title, submission.unit.name, "Data contoh."]
            file = self._kept(
                statement_pdf(lines),
                purpose="document",
                target=document_target(submission, rule),
                owner=user,
                original_name=f"{rule.title}.pdf",
                content_type="application/pdf",
                at=at,
            )
            attachments.attach(submission, rule, file, user=user, at=at)

    def add_proofs(self, submission: Submission, user: User, at: datetime) -> None:
        """One report under each section that asks for evidence."""
        for section in submission.group.sections.filter(evidence_max_files__gt=0):
            file = self._kept(
                statement_pdf([section.evidence_help, submission.unit.name, "Data contoh."]),
                purpose="evidence",
                target=evidence_target(submission, section),
                owner=user,
                original_name=f"bukti-{section.number}.pdf",
                content_type="application/pdf",
                at=at,
            )
            row = evidence.add(submission, section, file, user=user, at=at)
            evidence.describe(row, section.evidence_help, user=user, at=at)

    def add_video(self, submission: Submission, user: User, at: datetime) -> None:
        """A film with captions; every sixth unit has put its own on another site."""
        self.films += 1
        if self.films % LINKED == 0:
            attachments.attach_video_link(submission, LINK, user=user, at=at)
            return
        if not self.film:
            with work_folder() as folder:
                self.film = film(Path(folder) / "film.mp4", self.random).read_bytes()
        file = self._kept(
            self.film,
            purpose="video",
            target=str(submission.pk),
            owner=user,
            original_name="video-inovasi.mp4",
            content_type="video/mp4",
            at=at,
        )
        with file.local() as path:
            facts = read_facts(path)
        video = attachments.attach_video(submission, file, facts, user=user, at=at)
        if self.processed is None:
            processing.process_video(video.pk, at=at)
            self.processed = Video.objects.get(pk=video.pk)
        else:
            self._copy_renditions(video, self.processed, at)
        self._add_captions(submission, user, at)

    def _add_captions(self, submission: Submission, user: User, at: datetime) -> None:
        lines = (submission.innovation.title, submission.unit.name, "Data contoh.")
        spoken = "\n\n".join(
            f"00:0{2 * number}.000 --> 00:0{2 * number + 2}.000\n{line}"
            for number, line in enumerate(lines)
        )
        file = self._kept(
            to_webvtt(spoken.encode()),
            purpose="captions",
            target=str(submission.pk),
            owner=user,
            original_name="takarir.vtt",
            content_type="text/vtt",
            at=at,
        )
        attachments.attach_captions(submission, file, user=user, at=at)

    def _copy_renditions(self, video: Video, source: Video, at: datetime) -> None:
        """Every sample film is the same, so the copies are what a worker would make."""
        claimed = Video.objects.claim(video.pk, at=at, lease=processing.LEASE)
        copies = {
            purpose: self._kept(
                _bytes_of(made),
                purpose=purpose,
                target=str(video.submission_id),
                owner=video.original.owner,
                original_name=made.original_name,
                content_type=made.content_type,
                at=at,
            )
            for purpose, made in (
                ("playable", source.playable),
                ("small", source.small),
                ("poster", source.poster),
            )
            if made
        }
        claimed.complete(**copies)

    def _kept(self, content: bytes, **facts: Any) -> StoredFile:
        with work_folder() as folder:
            place = Path(folder) / hashlib.sha256(content).hexdigest()
            place.write_bytes(content)
            return keep(path=place, **facts)


def _bytes_of(file: StoredFile) -> bytes:
    with file.open() as content:
        return content.read()
