"""The ledger as panitia and the leadership read it, walk it, and take it along."""

import ast
import csv
import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from conftest import AT
from downloads.tests.following import fetch
from inovasi.records import chain, exports, words
from ledger import verify_export, workflow
from ledger.models import Line
from ledger.verify_export import verify
from ledger.verifying import head
from units.workflow import join_leadership

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def leader(person):
    user = person("Leader")
    join_leadership(user=user)
    return user


@pytest.fixture
def lines(submitted, unit, owner, committee) -> list[Line]:
    """Some lines about an entry, a unit and a person, all with a number."""
    workflow.enter("anggota.peran", unit, user=committee, at=AT, orang=owner.pk, peran="kepala")
    yesterday = AT - timedelta(days=1)
    workflow.enter("orang.atur-ulang", owner, user=committee, at=yesterday)
    workflow.seal()
    return list(Line.objects.sealed())


def shown(browser, **asked: object) -> list[Line]:
    answer = browser.get(reverse("ledger"), asked)
    assert answer.status_code == 200
    return [row["line"] for row in answer.context["rows"]]


# --- searching ------------------------------------------------------------------------------


def test_all_lines_stand_there_newest_first(lines, committee, sign_in):
    assert shown(sign_in(committee)) == lines[::-1]


@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ({"tindakan": "anggota.peran"}, {"anggota.peran"}),
        ({"tindakan": "usulan."}, {"usulan.masuk", "usulan.ajukan", "usulan.tanda-terima"}),
        ({"orang": "committee"}, {"anggota.peran", "orang.atur-ulang"}),
        ({"hal": "PKM-01"}, {"anggota.peran"}),
        ({"hal": "Puskesmas Bajeng", "tindakan": "usulan.masuk"}, {"usulan.masuk"}),
        ({"hal": "kipp-2026-001"}, {"usulan.masuk", "usulan.ajukan", "usulan.tanda-terima"}),
        ({"hal": "perahu"}, {"usulan.masuk", "usulan.ajukan", "usulan.tanda-terima"}),
        ({"sampai": "2026-03-01"}, {"orang.atur-ulang"}),
        ({"orang": "tidak ada"}, set()),
        ({"hal": "tidak ada"}, set()),
    ],
)
def test_lines_are_found_by_deed_person_object_and_day(lines, committee, sign_in, asked, verbs):
    assert {line.verb for line in shown(sign_in(committee), **asked)} == verbs


def test_what_was_asked_together_must_all_hold(lines, committee, sign_in):
    asked = {"orang": "committee", "dari": "2026-03-02", "sampai": "2026-03-02"}

    assert [line.verb for line in shown(sign_in(committee), **asked)] == ["anggota.peran"]


def test_senseless_questions_are_refused_with_what_was_typed(lines, committee, sign_in):
    asked = {"dari": "kemarin", "hal": "perahu"}
    answer = sign_in(committee).get(reverse("ledger"), asked)

    assert answer.status_code == 422
    assert 'value="kemarin"' in answer.content.decode()
    assert sign_in(committee).get(reverse("ledger"), {"tindakan": "bukan"}).status_code == 422
    turned = {"dari": "2026-03-02", "sampai": "2026-03-01"}
    assert sign_in(committee).get(reverse("ledger"), turned).status_code == 422


def test_many_lines_come_by_pages_with_the_same_number_of_queries(
    unit, owner, committee, sign_in, django_assert_max_num_queries
):
    for number in range(60):
        workflow.enter("anggota.peran", unit, user=owner, at=AT, versi=number)
    browser = sign_in(committee)

    with django_assert_max_num_queries(16):
        first = browser.get(reverse("ledger"))
    assert len(first.context["rows"]) == 50
    assert len(browser.get(reverse("ledger"), {"halaman": 2}).context["rows"]) == 10


def test_names_and_facts_are_told_in_words(lines, owner, committee, sign_in):
    page = sign_in(committee).get(reverse("ledger")).content.decode()

    assert "Peran di unit diubah" in page
    assert f"orang: {owner.full_name}" in page
    assert "KIPP-2026-001 · Perahu Sehat" in page


def test_a_draft_keeps_its_title_from_panitia(submission, committee, sign_in):
    page = sign_in(committee).get(reverse("ledger")).content.decode()

    assert f"draf {submission.pk}" in page
    assert "Perahu Sehat" not in page


def test_the_leadership_reads_and_is_led_to_no_closed_page(lines, leader, sign_in):
    page = sign_in(leader).get(reverse("ledger"))

    assert [row["line"] for row in page.context["rows"]] == lines[::-1]
    assert not any(row["opens"] for row in page.context["rows"])


def test_a_unit_and_a_stranger_are_kept_out(lines, owner, sign_in):
    for name in ("ledger", "ledger-table", "ledger-chain", "ledger-verifier"):
        assert sign_in(owner).get(reverse(name)).status_code == 403
    assert sign_in(owner).post(reverse("ledger-inspection")).status_code == 403
    assert not Line.objects.filter(verb=chain.INSPECTED).exists()


# --- walking the chain ----------------------------------------------------------------------


def test_a_walk_says_that_the_chain_is_whole_and_stands_in_it(lines, leader, sign_in):
    browser = sign_in(leader)
    answer = browser.post(reverse("ledger-inspection"))
    line = Line.objects.latest("pk")

    assert "Rantai utuh" in answer.content.decode()
    assert (line.verb, line.actor) == (chain.INSPECTED, leader.pk)
    assert (line.details["baris"], line.details["temuan"]) == (len(lines), 0)
    page = browser.get(reverse("ledger")).content.decode()
    assert f"oleh {leader.full_name}" in page
    assert "utuh" in page


@pytest.mark.breaks("ledger_is_whole")
def test_a_walk_names_the_broken_line_and_that_is_remembered(lines, committee, sign_in):
    tamper("UPDATE ledger_line SET verb = 'lain' WHERE number = 2")
    browser = sign_in(committee)
    answer = browser.post(reverse("ledger-inspection"))

    assert "Rantai rusak" in answer.content.decode()
    assert "Baris 2: isinya diubah." in answer.content.decode()
    assert Line.objects.get(verb=chain.INSPECTED).details["temuan"] == 1
    assert "ditemukan kerusakan" in browser.get(reverse("ledger")).content.decode()


def test_a_walk_against_a_witness_finds_a_chain_cut_at_its_end(lines, committee, sign_in):
    kept = str(head())
    tamper("DELETE FROM ledger_line WHERE number = %s", len(lines))
    browser = sign_in(committee)

    assert "Rantai utuh" in browser.post(reverse("ledger-inspection")).content.decode()
    tamper("DELETE FROM ledger_line WHERE number >= %s", len(lines))
    told = browser.post(reverse("ledger-inspection"), {"saksi": kept}).content.decode()
    assert f"Baris {len(lines)} berbeda dari sidik" in told


def test_a_witness_that_cannot_be_read_walks_nothing(lines, committee, sign_in):
    answer = sign_in(committee).post(reverse("ledger-inspection"), {"saksi": "tiga"}, follow=True)

    assert "nomor, titik dua, sidik" in answer.content.decode()
    assert not Line.objects.filter(verb=chain.INSPECTED).exists()


# --- taking it along ------------------------------------------------------------------------


def exported() -> list[str]:
    return list(exports.chain())


def changed(row: str, **values: object) -> str:
    return json.dumps({**json.loads(row), **values})


def test_the_file_of_the_chain_is_recomputed_by_a_stranger(lines, committee, sign_in, tmp_path):
    browser = sign_in(committee)
    file, program = tmp_path / "rantai.jsonl", tmp_path / "verify_export.py"
    file.write_bytes(fetch(browser, reverse("ledger-chain")).getvalue())
    program.write_bytes(browser.get(reverse("ledger-verifier")).content)
    done = run(program, file)

    assert done.stdout == f"UTUH: {head()}\n"
    assert done.returncode == 0
    file.write_bytes(file.read_bytes().replace(b"anggota.peran", b"anggota.lain"))
    done = run(program, file)
    assert done.stdout.startswith("TIDAK UTUH: Baris ")
    assert "isinya diubah" in done.stdout
    assert done.returncode == 1
    assert run(program, tmp_path / "tidak-ada").returncode == 1
    assert run(program).returncode == 2


def run(program: Path, *arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-I", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def without(rows: list[str], place: int) -> list[str]:
    return rows[: place - 1] + rows[place:]


def swapped(rows: list[str]) -> list[str]:
    return [rows[1], rows[0], *rows[2:]]


def renumbered(rows: list[str]) -> list[str]:
    """A line taken out, and the numbers after it moved up."""
    return [changed(row, nomor=place) for place, row in enumerate(without(rows, 2), start=1)]


def digested_anew(rows: list[str]) -> list[str]:
    """Changed words with a digest that fits them."""
    row = json.loads(rows[1])
    content = {**row["isi"], "pelaku": 1}
    own = verify_export.digest(content)
    return [rows[0], changed(rows[1], isi=content, sidik_isi=own), *rows[2:]]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: without(rows, 1), "Baris 1: hilang"),
        (lambda rows: without(rows, 3), "Baris 3: hilang"),
        (swapped, "Baris 1: hilang"),
        (lambda rows: [rows[0], rows[0], *rows[1:]], "Baris 2: hilang"),
        (renumbered, "Baris 2: tidak tersambung"),
        (digested_anew, "Baris 2: tidak tersambung"),
        (lambda rows: [rows[0], changed(rows[1], isi={}), *rows[2:]], "Baris 2: isinya diubah"),
        (lambda rows: [rows[0], changed(rows[1], sidik="0"), *rows[2:]], "Baris 2: tidak ters"),
        (lambda rows: [rows[0], changed(rows[1], nomor=True), *rows[2:]], "Baris 2: hilang"),
        (lambda rows: [rows[0], "\n", *rows[1:]], "Baris 2: tidak dapat dibaca"),
        (lambda rows: [rows[0], "[1]\n", *rows[1:]], "Baris 2: tidak dapat dibaca"),
        (lambda rows: [rows[0], rows[1][:40], *rows[2:]], "Baris 2: tidak dapat dibaca"),
    ],
)
def test_the_first_broken_line_of_a_tampered_copy_is_named(lines, spoil, said):
    rows = exported()
    assert verify(rows) == str(head())

    with pytest.raises(ValueError, match=re.escape(said)):
        verify(spoil(rows))


def test_a_copy_that_was_cut_is_found_by_a_witness_alone(lines):
    rows, kept = exported(), str(head())

    assert verify(rows, kept) == kept
    assert verify(rows[:-1]) != kept
    with pytest.raises(ValueError, match="saksi"):
        verify(rows[:-1], kept)
    with pytest.raises(ValueError, match="saksi"):
        verify([], kept)
    assert verify([], f"0:{'0' * 64}") == f"0:{'0' * 64}"


def test_the_table_holds_what_the_page_found_and_says_no_formula(lines, unit, committee, sign_in):
    workflow.enter("anggota.peran", unit, user=None, at=AT, alasan="=1+1")
    browser = sign_in(committee)
    answer = fetch(browser, reverse("ledger-table"), {"tindakan": "anggota.peran"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert [row[3] for row in rows[1:]] == ["anggota.peran"] * 2
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert browser.get(reverse("ledger-table"), {"dari": "x"}).status_code == 302


def test_every_download_of_the_ledger_is_entered(lines, committee, sign_in):
    browser = sign_in(committee)
    fetch(browser, reverse("ledger-table")).getvalue()
    fetch(browser, reverse("ledger-chain")).getvalue()
    found = Line.objects.filter(verb="ekspor.buku-catatan", actor=committee.pk).order_by("pk")

    assert [line.details["bentuk"] for line in found] == ["csv", "rantai"]


# --- words ----------------------------------------------------------------------------------


def entered_verbs() -> set[str]:
    """Every first argument of an `enter` in the code; of an f-string the family before its dot."""
    found = set()
    for path in CHECKOUT.glob("*/**/*.py"):
        parts = path.relative_to(CHECKOUT).parts
        if {"tests", "migrations", "node_modules", ".venv", "bench"} & set(parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and _is_enter(node.func):
                found |= _said(node.args[0])
    return found


def _is_enter(function: ast.expr) -> bool:
    name = getattr(function, "attr", getattr(function, "id", ""))
    return name in {"enter", "_enter"}


def _said(argument: ast.expr) -> set[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return {argument.value}
    if isinstance(argument, ast.JoinedStr):
        return {argument.values[0].value}
    return set()


def test_every_verb_that_the_code_enters_has_words():
    found = entered_verbs()
    unnamed = {
        verb
        for verb in found
        if (verb.endswith(".") and verb[:-1] not in words.FAMILIES)
        or (not verb.endswith(".") and words.name_of(verb) == verb)
    }

    assert len(found) > 30
    assert unnamed == set()


def tamper(statement: str, *values: object) -> None:
    """As somebody who rules the database, and switches the trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_line DISABLE TRIGGER ledger_keep_line")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE ledger_line ENABLE ALWAYS TRIGGER ledger_keep_line")
