"""Space is counted before it is given: accepted files and what open uploads announced."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conftest import race
from uploads import workflow
from uploads.errors import OverQuota, UploadError
from uploads.models import StoredFile, Upload

SHOE = b"SHOE" + b"left" * 249
"""A thousand bytes."""


@pytest.mark.django_db
def test_open_and_accepted_uploads_count_together(tus, box):
    box.room = 2500
    tus.send(SHOE)
    tus.started(1000)
    refused = tus.create(501)
    assert (refused.status_code, refused.content.decode()) == (413, "Rak sudah penuh.")
    assert tus.create(500).status_code == 201


@pytest.mark.django_db
def test_what_was_given_up_counts_no_more(tus, box):
    box.room = 1000
    url = tus.started(1000)
    assert tus.create(1).status_code == 413
    tus.delete(url)
    assert tus.create(1000).status_code == 201


@pytest.mark.django_db
def test_a_plain_form_is_counted_as_well(tus, box, owner, disk):
    box.room = 1500
    tus.send(SHOE)
    file = SimpleUploadedFile("sepatu.bin", SHOE)
    with pytest.raises(OverQuota, match="penuh"):
        workflow.accept(
            user=owner, purpose="shoe-box", target="box", uploaded_file=file, at=timezone.now()
        )
    assert len([path for path in disk.rglob("*") if path.is_file()]) == 1


@pytest.mark.django_db
def test_the_whole_site_has_an_end_too(tus, settings):
    settings.QUOTA_SITE_BYTES = 1500
    tus.send(SHOE)
    assert tus.create(501).status_code == 507
    assert tus.create(500).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_begin_as_have_room(box, owner):
    box.room = 2500

    def begin() -> bool:
        try:
            workflow.begin(
                user=owner,
                purpose="shoe-box",
                target="box",
                original_name="sepatu.bin",
                length=1000,
                at=timezone.now(),
            )
        except UploadError:
            return False
        return True

    assert sorted(race(begin, times=5)) == [False, False, False, True, True]
    assert Upload.objects.promised("shelf-1") == 2000
    assert StoredFile.objects.taken("shelf-1") == 0
