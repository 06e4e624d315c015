"""One entry as a ZIP, to be entered with province (JIPP) and nation (SINOVIK).

What stands in it was handed in: texts from the frozen revision, files by the SHA-256 that the
revision names, and a manifest by which anybody can check both. What the virus scanner does not let
everybody have stays out, and the manifest says so.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from downloads.makers import Work
from submissions.exports.document import docx, pdf
from submissions.models import Snapshot, Submission
from submissions.permissions import FILES
from uploads.confinement import Pulse
from uploads.models import StoredFile, StoredFileQuerySet

BLOCK = 256 * 1024


def pack(work: Work, snapshot: Snapshot) -> None:
    """The ZIP into the file of `work`, never whole in memory.

    Raises `BucketAway` when a file lies there and cannot be had, `NoSpace` before it begins.
    """
    submission, content = snapshot.submission, json.loads(snapshot.content)
    held = set(withheld(snapshot))
    files = [each for each in _files(submission, content) if each[1].sha256 not in held]
    brought = max((stored.size for _name, stored in files if stored.moved_at), default=0)
    work.require(sum(stored.size for _name, stored in files) + brought)
    hashes: dict[str, str] = {}
    with ZipFile(work.file, "w") as archive:
        for name, data in (
            ("usulan.pdf", pdf(submission, snapshot)),
            ("usulan.docx", docx(submission, snapshot)),
            ("isi.json", snapshot.content.encode()),
        ):
            archive.writestr(_entry(name, snapshot), data, ZIP_DEFLATED)
            hashes[name] = hashlib.sha256(data).hexdigest()
        for name, stored in files:
            with stored.local(work.alive) as path:
                _copy(path, archive, name, work.alive)
            hashes[name] = stored.sha256
        manifest = _manifest(content, snapshot, hashes) | {"ditahan": _left_out(content, held)}
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        archive.writestr(_entry("manifes.json", snapshot), text, ZIP_DEFLATED)


def withheld(snapshot: Snapshot) -> list[str]:
    """SHA-256 of the files that it names and the virus scanner does not let everybody have."""
    rows = _rows(snapshot.submission, json.loads(snapshot.content)).withheld()
    return sorted(set(rows.values_list("sha256", flat=True)))


def _left_out(content: Mapping[str, Any], held: set[str]) -> list[dict[str, str]]:
    reason = _(
        "Tidak disertakan: pemeriksa virus menemukan virus di berkas ini atau belum selesai "
        "memeriksanya."
    )
    return [
        {"nama": each["nama"], "sha256": each["sha256"], "alasan": reason}
        for each in _named(content)
        if each["sha256"] in held
    ]


def _copy(path: Path, archive: ZipFile, name: str, pulse: Pulse) -> None:
    """A file as it is, in blocks."""
    entry = ZipInfo.from_file(path, name)
    with path.open("rb") as source, archive.open(entry, "w") as target:
        while block := source.read(BLOCK):
            pulse()
            target.write(block)


def _entry(name: str, snapshot: Snapshot) -> ZipInfo:
    return ZipInfo(name, timezone.localtime(snapshot.taken_at).timetuple()[:6])


def _manifest(
    content: Mapping[str, Any], snapshot: Snapshot, hashes: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "nomor": content["nomor"],
        "pengajuan_ke": snapshot.revision,
        "diajukan": snapshot.taken_at.isoformat(),
        "sha256_isi": snapshot.sha256,
        "berkas": [{"nama": name, "sha256": value} for name, value in sorted(hashes.items())],
    }


def _files(submission: Submission, content: Mapping[str, Any]) -> Iterator[tuple[str, StoredFile]]:
    """Every file that the frozen content names, under a plain name of its own."""
    stored = {file.sha256: file for file in _rows(submission, content)}
    for number, each in enumerate(_named(content), start=1):
        file = stored.get(each["sha256"])
        if file is not None:
            yield f"berkas/{number:02d}-{_plain(each['nama'])}", file


def _rows(submission: Submission, content: Mapping[str, Any]) -> StoredFileQuerySet:
    target = str(submission.pk)
    return StoredFile.objects.filter(
        Q(target=target) | Q(target__startswith=f"{target}-"),
        purpose__in=FILES,
        sha256__in=[each["sha256"] for each in _named(content)],
    )


def _named(content: Any) -> Iterator[Mapping[str, str]]:
    """Wherever the content names a file with its fingerprint, in the order in which it does."""
    if isinstance(content, dict):
        if "sha256" in content and "nama" in content:
            yield content
        else:
            for value in content.values():
                yield from _named(value)
    elif isinstance(content, list):
        for value in content:
            yield from _named(value)


def _plain(name: str) -> str:
    """A file name that every program unpacks where it should."""
    base = Path(name.replace("\\", "/")).name
    return "".join(c if c.isalnum() or c in "-_. " else "_" for c in base)[-100:] or "berkas"
