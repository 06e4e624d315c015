"""PDFs and what only claims to be one."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pypdf import PdfWriter

from inovasi.lib.work import LeaseLost
from tests.embedded_portal import until
from uploads import admission, confinement
from uploads.admission import check_pdf
from uploads.confinement import Allowance, run
from uploads.errors import Refused, Stopped


def made(path: Path, *, pages: int = 1, password: str = "") -> Path:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt("", owner_password=password, algorithm="RC4-128")
    writer.write(path)
    return path


def test_a_real_pdf_is_admitted(tmp_path):
    assert check_pdf(made(tmp_path / "a.pdf", pages=3)) == "application/pdf"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "halaman web"),
        (b"  <html>%PDF-1.7", "halaman web"),
        (b"PK\x03\x04word/document.xml", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        (b"\xff\xd8\xff\xe0 a photo", "foto"),
        (b"just text", "bukan PDF"),
        (b"", "bukan PDF"),
        (b"%PDF-1.7 and then nothing", "terpotong"),
        (b"%PDF-1.7\n%%EOF\n", "rusak"),
        (b"%PDF-1.7\n" + b"\xff" * 5000 + b"\n%%EOF\n", "rusak"),
    ],
)
def test_what_is_not_a_pdf_is_told_what_it_is(tmp_path, content, says):
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(Refused, match=says):
        check_pdf(path)


def test_a_locked_pdf_has_its_own_sentence(tmp_path):
    with pytest.raises(Refused, match="sandi"):
        check_pdf(made(tmp_path / "a.pdf", password="rahasia"))


def test_a_pdf_without_pages_is_refused(tmp_path):
    with pytest.raises(Refused, match="rusak"):
        check_pdf(made(tmp_path / "a.pdf", pages=0))


def test_a_truncated_pdf_is_refused(tmp_path):
    whole = made(tmp_path / "a.pdf", pages=20).read_bytes()
    path = tmp_path / "half.pdf"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match="terpotong"):
        check_pdf(path)


def test_a_pdf_that_loops_for_ever_is_cut_off(tmp_path, monkeypatch):
    loop = tmp_path / "loop.py"
    loop.write_text("while True: pass")
    monkeypatch.setattr(admission, "_CHILD", loop)
    monkeypatch.setattr(admission, "PDF_ALLOWANCE", Allowance(1 << 28, 2, 1000))
    with pytest.raises(Refused, match="rusak"):
        check_pdf(made(tmp_path / "a.pdf"))


def test_a_machine_too_busy_to_look_does_not_blame_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(admission, "PDF_SECONDS", 0.001)
    with pytest.raises(Stopped, match="tidak salah"):
        check_pdf(made(tmp_path / "a.pdf"))


def test_the_confined_child_has_no_environment_and_little_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "should not be seen")
    allowance = Allowance(memory=256 * 1024 * 1024, cpu=5, file=1000)
    seen = run(["/usr/bin/env"], allowance, seconds=10, folder=tmp_path)
    assert "SECRET_KEY" not in seen.output
    script = "x = bytearray(1 << 30)"
    greedy = run(
        [sys.executable, "-I", "-c", script],
        allowance,
        seconds=20,
        folder=tmp_path,
    )
    assert not greedy.succeeded
    assert "MemoryError" in greedy.output


def test_the_beat_is_heard_and_may_end_the_child(tmp_path, monkeypatch):
    monkeypatch.setattr(confinement, "PULSE_SECONDS", 0.05)
    allowance = Allowance(memory=256 * 1024 * 1024, cpu=5, file=1000)
    beats: list[float] = []

    def beat() -> None:
        beats.append(time.monotonic())
        if len(beats) == 3:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        run(["/bin/sleep", "60"], allowance, seconds=30, folder=tmp_path, pulse=beat)


def test_a_child_dies_with_the_worker_that_started_it(tmp_path):
    """As after kill -9 of a worker: no decoder works on for nobody."""
    script = (
        "from pathlib import Path; from uploads.confinement import Allowance, run; "
        "run(['/bin/sleep', '61.5'], Allowance(1 << 28, 5, 1000), seconds=60, folder=Path('/tmp'))"
    )
    worker = subprocess.Popen([sys.executable, "-c", script])

    def sleepers() -> list[psutil.Process]:
        return [p for p in psutil.process_iter(["cmdline"]) if "61.5" in (p.info["cmdline"] or [])]

    assert until(sleepers, 20)
    worker.kill()
    worker.wait()
    assert until(lambda: not sleepers(), 10)


def test_a_child_that_takes_too_long_is_killed_with_its_children(tmp_path):
    allowance = Allowance(memory=256 * 1024 * 1024, cpu=5, file=1000)
    script = "sleep 60 & sleep 60"
    outcome = run(["/bin/sh", "-c", script], allowance, seconds=0.5, folder=tmp_path)
    assert outcome.code is None
