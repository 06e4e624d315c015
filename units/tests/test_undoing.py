"""Undoing an import beside other people's work: theirs comes before and is kept, or waits."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from inovasi.lib.verdict import Refused
from units import people, registry
from units.importing import deeds
from units.models import ImportRun, Membership, Unit, UnitEvent, User
from units.workflow import join_unit

SHEET = b"kode,nama,jenis\nA,Nama baru,desa\nB,Tambahan,desa\n"


@pytest.fixture
def run(db, committee, at) -> ImportRun:
    """Renames A, and adds B; both at the same moment as everything else in these tests."""
    Unit.objects.create(code="A", name="Nama lama", kind="desa")
    begun = deeds.begin(content=SHEET, file_name="unit.csv", user=committee, at=at)
    return deeds.apply(begun, user=committee, at=at)


def wait_for_a_waiting_lock() -> None:
    """Until some other connection stands in front of a lock."""
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_a_rename_under_way_comes_before_the_undo(run, committee, at):
    renamed, outcome = threading.Event(), []

    def undo() -> None:
        renamed.wait(timeout=30)
        try:
            deeds.undo(run, user=User.objects.get(pk=committee.pk), at=at)
            outcome.append("undone")
        except Refused as refusal:
            outcome.append(refusal.reason)
        finally:
            connection.close()

    other = threading.Thread(target=undo)
    other.start()
    with transaction.atomic():
        registry.revise(Unit.objects.get(code="A"), user=committee, at=at, name="Nama rekan")
        renamed.set()
        wait_for_a_waiting_lock()
    other.join(timeout=30)

    assert outcome == ["Nama rekan sudah diubah sesudah impor ini."]
    assert Unit.objects.get(code="A").name == "Nama rekan"
    assert Unit.objects.filter(code="B").exists()


@pytest.mark.django_db(transaction=True)
def test_a_rename_during_the_undo_waits_and_is_kept(run, committee, at):
    undone, village = threading.Event(), Unit.objects.get(code="A")

    def rename() -> None:
        undone.wait(timeout=30)
        user = User.objects.get(pk=committee.pk)
        registry.revise(village, user=user, at=at, name="Nama rekan")
        connection.close()

    other = threading.Thread(target=rename)
    other.start()
    with transaction.atomic():
        deeds.undo(run, user=committee, at=at)
        undone.set()
        wait_for_a_waiting_lock()
    other.join(timeout=30)

    renamed = village.events.first()
    assert renamed.changes == {"name": ["Nama lama", "Nama rekan"]}


def test_a_change_in_the_same_moment_stops_the_undo(run, committee, at):
    registry.revise(Unit.objects.get(code="A"), user=committee, at=at, name="Nama rekan")

    with pytest.raises(Refused, match="sudah diubah"):
        deeds.undo(run, user=committee, at=at)


def test_people_of_a_changed_unit_do_not_stop_the_undo(run, committee, owner, at):
    unit = Unit.objects.get(code="A")
    join_unit(user=owner, unit=unit, at=at)
    later = at + timedelta(hours=1)
    role = Membership.Role.HEAD
    people.change_role(unit.memberships.get(), role=role, user=committee, at=later)

    deeds.undo(run, user=committee, at=later)

    assert Unit.objects.get(code="A").name == "Nama lama"


def test_an_undo_that_would_close_a_loop_is_refused(db, committee, at):
    top = Unit.objects.create(code="A", name="A", kind="dinas")
    below = Unit.objects.create(code="B", name="B", kind="dinas", parent=top)
    sheet = b"kode,nama,jenis,induk\nB,B,dinas,\n"
    freed = deeds.begin(content=sheet, file_name="x.csv", user=committee, at=at)
    freed = deeds.apply(freed, user=committee, at=at)
    below.refresh_from_db()
    registry.revise(top, user=committee, at=at, parent=below)

    with pytest.raises(Refused, match="bawahan dirinya sendiri"):
        deeds.undo(freed, user=committee, at=at)

    below.refresh_from_db()
    assert below.parent is None


def test_a_new_unit_that_invited_somebody_stays(run, committee, at):
    unit, role = Unit.objects.get(code="B"), Membership.Role.HEAD
    people.invite(unit, email="baru@x.example", role=role, user=committee, at=at)

    with pytest.raises(Refused, match="sudah mengundang"):
        deeds.undo(run, user=committee, at=at)


@pytest.mark.django_db(transaction=True)
def test_undoing_twice_undoes_once(run, committee, at):
    deeds.undo(run, user=committee, at=at)
    deeds.undo(run, user=committee, at=at)

    assert Unit.objects.get(code="A").events.filter(verb=UnitEvent.Verb.UNDONE).count() == 1
