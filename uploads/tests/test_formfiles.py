"""Files in ordinary forms: only signed-in people reach the disk, within limit and room."""

import sys
from pathlib import Path

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.fixture
def spooled(monkeypatch) -> list[str]:
    """The temporary files that were made."""
    from django.core.files import uploadhandler  # noqa: PLC0415

    made: list[str] = []
    real = uploadhandler.TemporaryUploadedFile

    def remember(*args, **kwargs):
        file = real(*args, **kwargs)
        made.append(file.name)
        return file

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", remember)
    return made


def browser_of(user: AbstractBaseUser) -> Client:
    """A real browser's first step: the CSRF check reads the form before any view does."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(user)
    browser.cookies["csrftoken"] = "c" * 32
    return browser


def form() -> dict[str, object]:
    return {"file": SimpleUploadedFile("a.pdf", b"x" * 1000), "username": "a", "password": "b"}


def test_an_anonymous_file_never_reaches_the_disk(db, disk: Path, spooled):
    assert Client().post("/masuk/", form()).status_code == 422

    assert spooled == []


def test_a_file_for_a_closed_door_never_reaches_the_disk(db, disk: Path, spooled):
    assert Client().post("/usulan/1/video/", form()).status_code == 302

    assert spooled == []


def test_a_form_over_the_limit_is_answered_in_words(owner, disk: Path, settings, spooled):
    settings.FORM_FILES_MAX_BYTES = 100

    answer = browser_of(owner).post("/usulan/1/video/", form())

    assert answer.status_code == 413
    assert spooled == []


def test_a_full_disk_is_answered_in_words(owner, disk: Path, settings, spooled):
    settings.STORAGE_RESERVE_BYTES = sys.maxsize

    answer = browser_of(owner).post("/usulan/1/video/", form())

    assert answer.status_code == 507
    assert spooled == []
