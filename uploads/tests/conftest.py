from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from uploads import purposes
from uploads.models import StoredFile
from uploads.tests.purpose import ShoeBox
from uploads.tests.tus import Tus


@pytest.fixture
def disk(settings, tmp_path: Path) -> Path:
    """An empty store of its own, with room enough."""
    settings.STORAGE_DIR = settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
    settings.STORAGE_RESERVE_BYTES = 0
    return settings.STORAGE_DIR


def files_on_disk(disk: Path) -> list[Path]:
    return sorted(path for path in disk.rglob("*") if path.is_file())


def person(name: str) -> AbstractBaseUser:
    return get_user_model().objects.create_user(
        email=f"{name}@example.go.id", password=None, full_name=name.title()
    )


@pytest.fixture
def owner(db) -> AbstractBaseUser:
    return person("sitti")


@pytest.fixture
def stranger(db) -> AbstractBaseUser:
    return person("baso")


@pytest.fixture
def box(owner, disk) -> Iterator[ShoeBox]:
    purpose = ShoeBox(owners={owner.pk}, readers={owner.pk})
    purposes.register(purpose)
    yield purpose
    purposes.unregister(purpose.name)


@pytest.fixture
def tus(box, owner) -> Tus:
    client = Client()
    client.force_login(owner)
    return Tus(client)


@pytest.fixture
def stored(tus, box) -> StoredFile:
    """An accepted file of 100,000 bytes that are easy to tell apart."""
    content = b"SHOE" + bytes(n % 251 for n in range(99_996))
    assert tus.send(content, name="kaki kiri.pdf").status_code == 204
    return box.got[-1]
