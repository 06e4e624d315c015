"""Files that come in one piece."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from uploads import storage, workflow
from uploads.errors import Forbidden, NoSpace, NotAdmitted, NotYours, TooLarge
from uploads.models import StoredFile
from uploads.tests.conftest import files_on_disk

pytestmark = pytest.mark.django_db


def accept(user, content: bytes = b"SHOE", *, name: str = "sepatu.bin", target: str = "box"):
    return workflow.accept(
        user=user,
        purpose="shoe-box",
        target=target,
        uploaded_file=SimpleUploadedFile(name, content),
        at=timezone.now(),
    )


def test_a_plain_form_stores_the_same_way(box, owner, disk):
    file = accept(owner, b"SHOE and sock")
    assert box.got == [file]
    assert file.absolute_path.read_bytes() == b"SHOE and sock"
    assert files_on_disk(disk) == [file.absolute_path]


@pytest.mark.parametrize(
    ("content", "name", "target", "error"),
    [
        (b"", "sepatu.bin", "box", NotAdmitted),
        (b"SHOE", "sepatu.exe", "box", NotAdmitted),
        (b"BOOT", "sepatu.bin", "box", NotAdmitted),
        (b"SHOE" * 100, "sepatu.bin", "box", TooLarge),
        (b"SHOE", "sepatu.bin", "other", NotYours),
    ],
)
def test_the_same_checks(box, owner, disk, content, name, target, error):
    box.max_bytes = 100
    with pytest.raises(error):
        accept(owner, content, name=name, target=target)
    assert not StoredFile.objects.exists()
    assert files_on_disk(disk) == []


def test_closed_full_and_refused_keep_nothing(box, owner, disk, settings):
    settings.STORAGE_RESERVE_BYTES = 1 << 60
    with pytest.raises(NoSpace):
        accept(owner)
    settings.STORAGE_RESERVE_BYTES = 0
    box.refuse_received = "Kotak sudah penuh."
    with pytest.raises(NotAdmitted, match="penuh"):
        accept(owner)
    box.closed = "Masa pengisian berakhir."
    with pytest.raises(Forbidden, match="berakhir"):
        accept(owner)
    assert not StoredFile.objects.exists()
    assert files_on_disk(disk) == []


def test_what_a_worker_made_is_kept(box, owner, disk):
    with storage.work_folder() as folder:
        made = disk / folder / "poster.jpg"
        made.write_bytes(b"picture")
        file = workflow.keep(
            path=made,
            purpose="shoe-box",
            target="box",
            owner=owner,
            original_name="poster.jpg",
            content_type="image/jpeg",
            at=timezone.now(),
        )
        assert not made.exists()
    with file.open() as opened:
        assert opened.read() == b"picture"
    assert (file.size, file.content_type) == (7, "image/jpeg")
    assert files_on_disk(disk) == [file.absolute_path]
