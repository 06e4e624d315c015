"""The default demo as a newcomer finds it, read from every side. Seeded once for all of them."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils.dateparse import parse_datetime

from judging.models import Assignment, Award, Moderation, Publication
from judging.permissions import conflict
from judging.queries import final
from judging.verify_results import verify
from notifications.models import Message
from submissions.models import Snapshot, Submission
from submissions.states import MOVES, Status, Verb
from units.models import Unit, UnitKind, User

AT = "2026-11-24T09:00:00+08:00"
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module", autouse=True)
def _private_storage(tmp_path_factory) -> Iterator[None]:
    """The store of the demo, for the whole file."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "incoming").mkdir()
    storage = {
        "STORAGE_DIR": folder,
        "MEDIA_ROOT": folder,
        "FILE_UPLOAD_TEMP_DIR": folder / "incoming",
        "STORAGE_RESERVE_BYTES": 0,
    }
    with override_settings(**storage):
        yield


@pytest.fixture(scope="module")
def demo(_private_storage, django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The default demo, seeded once for all who only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", at=AT)
        yield
        transaction.set_rollback(True)


def test_the_default_demo_has_what_a_newcomer_tries(db, demo):
    kinds = dict.fromkeys(UnitKind.values, 0)
    for kind in Unit.objects.values_list("kind", flat=True):
        kinds[kind] += 1
    assert (kinds["kecamatan"], kinds["puskesmas"]) == (18, 26)
    assert (kinds["dinas"] + kinds["badan"], kinds["sekolah"], kinds["desa"]) == (6, 4, 4)
    this_year = Submission.objects.filter(edition__slug="kipp-2026")
    assert set(this_year.values_list("status", flat=True)) == {
        Status.DRAFT,
        Status.SUBMITTED,
        Status.RETURNED,
        Status.PASSED,
        Status.FAILED,
    }
    assert Publication.objects.get().edition.slug == "kipp-2025"
    assert Submission.objects.filter(edition__is_practice=True, status=Status.JUDGED).exists()


def test_the_demo_accounts_have_no_password(db, demo):
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_published_verdict_of_the_demo_recomputes(db, demo):
    published = Publication.objects.get()
    assert hashlib.sha256(published.bundle.encode()).hexdigest() == published.sha256
    for snapshot in Snapshot.objects.all():
        assert hashlib.sha256(snapshot.content.encode()).hexdigest() == snapshot.sha256
    assert verify(published.bundle.encode(), published.sha256) == []
    standings = {s.submission.number: s.standing for s in final(published.edition).load()}
    for row in published.results.all():
        assert (row.rank, row.score) == (standings[row.number].rank, standings[row.number].score)


def test_last_year_of_the_demo_was_judged_in_two_stages(db, demo):
    desk, hall = json.loads(Publication.objects.get().bundle)["tahap"]
    assert len(desk["usulan"]) > len(hall["usulan"]) >= 5
    assert desk["lanjut"]["urutan"]
    assert Moderation.objects.exists()
    assert Award.objects.count() >= 3


def test_the_demo_happens_in_order_and_in_the_past(db, demo):
    now = parse_datetime(AT)
    for submission in Submission.objects.prefetch_related("events"):
        moments = [event.at for event in submission.events.all()]
        assert moments == sorted(moments)
        assert all(at <= now for at in moments), submission


def test_the_demo_plays_along_the_graph(db, demo):
    for submission in Submission.objects.prefetch_related("events"):
        status = Status.DRAFT
        for event in submission.events.all():
            if event.verb != Verb.ENTER:
                status = MOVES[status, Verb(event.verb)]
            assert event.status == status
        assert submission.status == status


def test_no_judge_of_the_demo_judges_the_own_family(db, demo):
    assignments = Assignment.objects.select_related("judge__user", "submission__unit")
    assert assignments.exists()
    assert all(conflict(each.judge, each.submission) for each in assignments)


def test_only_recent_letters_of_the_demo_go_out(db, demo):
    now = parse_datetime(AT)
    waiting = Message.objects.exclude(state="selesai")
    assert waiting.exists()
    assert all(m.created_at >= now - timedelta(days=30) for m in waiting)
