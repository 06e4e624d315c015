"""The ledger: added to, numbered in order, never changed; what is changed is found and named."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from conftest import AT
from ledger import workflow
from ledger.chain import BEGINNING
from ledger.models import Line
from ledger.verifying import Head, faults, head


@pytest.fixture
def chain(owner, unit) -> list[Line]:
    """Five sealed lines about a unit."""
    for number in range(5):
        moment = AT + timedelta(minutes=number)
        workflow.enter("coba", unit, user=owner, at=moment, angka=number, kata="é “dua”")
    workflow.seal()
    return list(Line.objects.sealed())


def as_superuser(statement: str, *values: object) -> None:
    """What somebody does who may switch triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_line DISABLE TRIGGER ledger_keep_line")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER ledger_keep_line")


def test_an_empty_ledger_is_whole(db):
    assert list(faults()) == []
    assert head() == Head(0, BEGINNING)


def test_lines_are_numbered_in_order_and_whole(chain):
    assert [line.number for line in chain] == [1, 2, 3, 4, 5]
    assert len({line.hash for line in chain}) == 5
    assert list(faults()) == []
    assert head() == Head(5, chain[-1].hash)


def test_sealing_again_changes_nothing(chain):
    assert workflow.seal() == 0
    assert list(Line.objects.sealed().values_list("hash", flat=True)) == [c.hash for c in chain]


def test_a_later_line_is_tied_to_what_was_there(chain, owner, unit):
    workflow.enter("coba", unit, user=owner, at=AT)
    workflow.seal()

    assert head().number == 6
    assert list(faults(Head(5, chain[-1].hash))) == []


def test_many_lines_are_sealed_in_several_goes(db, unit, monkeypatch):
    monkeypatch.setattr(workflow, "AT_ONCE", 2)
    for number in range(5):
        workflow.enter("coba", unit, user=None, at=AT, angka=number)

    assert workflow.seal() == 5
    assert list(faults()) == []


def test_with_a_key_it_is_written_once(owner, unit):
    for _click in range(2):
        workflow.enter("baca", unit, user=owner, at=AT, key="baca:1")

    assert Line.objects.count() == 1


def test_a_deed_that_is_undone_leaves_no_line(owner, unit):
    with transaction.atomic():
        workflow.enter("coba", unit, user=owner, at=AT)
        transaction.set_rollback(True)

    assert not Line.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_line SET verb = 'lain' WHERE number = 3",
        "UPDATE ledger_line SET number = NULL, hash = '' WHERE number = 3",
        "UPDATE ledger_line SET hash = repeat('0', 64) WHERE number = 3",
        "DELETE FROM ledger_line WHERE number = 3",
    ],
)
def test_the_database_refuses_changes(chain, statement):
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(statement)

    assert list(faults()) == []


def test_the_database_refuses_to_empty_the_ledger(chain):
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        connection.cursor().execute("TRUNCATE ledger_line")


def test_a_line_that_waits_for_its_number_cannot_be_changed_either(owner, unit):
    workflow.enter("coba", unit, user=owner, at=AT)

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        Line.objects.update(verb="lain")


MOVE = "UPDATE ledger_line SET number = number + 100"
BACK = """UPDATE ledger_line SET number =
    CASE number WHEN 102 THEN 4 WHEN 104 THEN 2 ELSE number - 100 END"""


@pytest.mark.breaks("ledger_is_whole")
@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE ledger_line SET verb = 'lain' WHERE number = 3"], "Baris 3: isinya diubah."),
        (["UPDATE ledger_line SET actor = actor + 1 WHERE number = 2"], "Baris 2: isinya"),
        (["UPDATE ledger_line SET at = at + '1 s' WHERE number = 5"], "Baris 5: isinya"),
        (["UPDATE ledger_line SET details = '{}' WHERE number = 1"], "Baris 1: isinya"),
        (["UPDATE ledger_line SET key = 'x' WHERE number = 4"], "Baris 4: isinya"),
        (["DELETE FROM ledger_line WHERE number = 3"], "Baris 3 hilang."),
        (["DELETE FROM ledger_line WHERE number = 1"], "Baris 1 hilang."),
        ([MOVE, BACK], "Baris 2: tidak tersambung"),
        (["UPDATE ledger_line SET hash = repeat('0', 64) WHERE number = 5"], "Baris 5: tidak"),
    ],
)
def test_tampering_is_found_and_the_first_broken_line_named(chain, statements, named):
    for statement in statements:
        as_superuser(statement)

    with pytest.raises(CommandError) as found:
        call_command("verify_ledger")

    assert str(found.value).startswith(named)


@pytest.mark.breaks("ledger_is_whole")
def test_a_changed_line_with_a_fresh_digest_breaks_the_chain(chain):
    """Who also writes the digest anew does not know the links after it."""
    line = chain[2]
    line.verb = "lain"
    fresh = workflow.digest(line.content())
    as_superuser("UPDATE ledger_line SET verb = 'lain', digest = %s WHERE number = 3", fresh)

    assert next(iter(faults())) == "Baris 3: tidak tersambung dengan baris sebelumnya."


def test_lines_cut_off_at_the_end_are_found_by_a_witness(chain):
    as_superuser("DELETE FROM ledger_line WHERE number > 3")

    call_command("verify_ledger")
    with pytest.raises(CommandError, match="Baris 5 berbeda"):
        call_command("verify_ledger", head=str(Head(5, chain[-1].hash)))


def test_a_chain_that_was_written_anew_is_found_by_a_witness(chain, capsys):
    kept = head()
    as_superuser("UPDATE ledger_line SET number = NULL, hash = ''")
    as_superuser("DELETE FROM ledger_line WHERE id = %s", chain[1].pk)

    call_command("verify_ledger")
    assert "utuh 4:" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Baris 5 berbeda"):
        call_command("verify_ledger", head=str(kept))


def test_a_witness_that_cannot_be_read_is_refused(db):
    with pytest.raises(CommandError, match="NUMBER:HASH"):
        call_command("verify_ledger", head="tiga")


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sealers_at_once_keep_one_chain(unit):
    """Four who write and seal; what was committed late gets its place late, and nothing twice."""
    barrier, errors = threading.Barrier(4), []

    def write() -> None:
        try:
            barrier.wait(timeout=30)
            for number in range(10):
                workflow.enter("coba", unit, user=None, at=AT, angka=number)
                workflow.seal()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert list(Line.objects.sealed().values_list("number", flat=True)) == list(range(1, 41))
    assert list(faults()) == []
