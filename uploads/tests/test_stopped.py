"""A child that looks into a file and is killed from outside says nothing about the file."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from inovasi.demo.files import statement_pdf
from uploads.admission import check_pdf
from uploads.children import TRIES
from uploads.confinement import Allowance, run
from uploads.errors import Stopped
from uploads.models import StoredFile, Upload
from uploads.tests.purpose import ShoeBox

ALLOWANCE = Allowance(memory=256 * 1024 * 1024, cpu=5, file=1000)


@contextmanager
def killing(program: str, most: int, by: signal.Signals = signal.SIGKILL) -> Iterator[list[int]]:
    """Kills the first `most` children of ours that run `program`, as the kernel would."""
    killed: list[int] = []
    over = threading.Event()

    def watch() -> None:
        while len(killed) < most and not over.wait(0.005):
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    runs = program in " ".join(child.cmdline()[:5])
                    if runs and "confine.py" not in child.cmdline()[3] and child.pid not in killed:
                        killed.append(child.pid)
                        child.send_signal(by)
                        break

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield killed
    finally:
        over.set()
        watcher.join()


@pytest.fixture
def pdf(tmp_path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(statement_pdf(["x"]))
    return path


@pytest.mark.fault("The kernel kills a child that looks into a file", times=2)
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_killed_once_is_started_again(pdf, by):
    with killing("pdf_child.py", 1, by) as killed:
        assert check_pdf(pdf) == "application/pdf"
    assert len(killed) == 1


def test_a_child_killed_each_time_is_no_broken_file(pdf):
    with killing("pdf_child.py", TRIES) as killed, pytest.raises(Stopped, match="tidak salah"):
        check_pdf(pdf)
    assert len(killed) == TRIES


def test_what_uses_up_its_processor_time_was_not_stopped_from_outside(tmp_path):
    script = "while True: pass"
    allowance = Allowance(memory=256 * 1024 * 1024, cpu=2, file=1000)
    outcome = run([sys.executable, "-I", "-c", script], allowance, seconds=60, folder=tmp_path)
    assert (outcome.code, outcome.was_stopped) == (None, False)


def test_a_child_that_crashes_by_itself_was_not_stopped_from_outside(tmp_path):
    script = "import os; os.abort()"
    outcome = run([sys.executable, "-I", "-c", script], ALLOWANCE, seconds=60, folder=tmp_path)
    assert (outcome.code, outcome.was_stopped) == (-signal.SIGABRT, False)


class Papers(ShoeBox):
    """Takes documents."""

    def admit(self, path: Path, original_name: str, target: str) -> str:
        return check_pdf(path)


@pytest.mark.django_db
def test_an_upload_whose_check_was_stopped_waits_and_is_checked_again(tus, box, pdf, monkeypatch):
    monkeypatch.setattr(type(box), "admit", Papers.admit)
    content = pdf.read_bytes()
    url = tus.started(len(content), name="a.pdf")
    with killing("pdf_child.py", TRIES):
        answer = tus.patch(url, 0, content)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "tidak salah" in answer.content.decode()
    upload = Upload.objects.get()
    assert (upload.state, upload.offset) == (Upload.State.OPEN, len(content))
    assert tus.head(url)["Upload-State"] == "done"
    assert StoredFile.objects.get().sha256
