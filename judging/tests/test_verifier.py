"""The program that recomputes a published file: it agrees with ours and names what was changed.

One verdict with everything in it: two stages, a pass mark, a quota, an order by lot, a tie that a
criterion parts, one that the plenary parts, and a sheet that was excluded.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from competitions.models import Criterion, Edition, Stage
from conftest import enter, make_innovation
from inovasi.lib.seal import sealed
from judging import queries, verdicts, verify_results, workflow
from judging.models import Judge, Publication
from judging.tests.conftest import passed, publish
from judging.verify_results import verify
from submissions.models import Submission

PROGRAM = Path(verify_results.__file__)
DESK = {
    "A": [(80, 80, 80), (90, 90, 90)],
    "B": [(70, 90, 90), (90, 90, 90)],
    "C": [(60, 60, 60), (60, 60, 60)],
    "D": [(50, 50, 50), (30, 30, 30)],
}
HALL = {"A": [(70,)], "B": [(70,)], "D": [(70,)]}


@pytest.fixture
def stages(edition, stage) -> tuple[Stage, Stage]:
    edition.groups.update(quota_per_unit=None)
    Edition.objects.filter(pk=edition.pk).update(winner_count=1)
    stage.criteria.all().delete()
    for order, (name, weight) in enumerate((("Dampak", 50), ("Kebaruan", 25), ("Biaya", 25)), 1):
        Criterion.objects.create(stage=stage, name=name, weight=weight, order=order)
    rule = {"weight": 60, "pass_mark": 40, "advance_per_category": 2, "advance_most": 3}
    Stage.objects.filter(pk=stage.pk).update(**rule)
    hall = Stage.objects.create(
        edition=edition, kind=Stage.Kind.INTERVIEW, name="Wawancara", order=2, weight=40
    )
    Criterion.objects.create(stage=hall, name="Penguasaan", weight=Decimal(100))
    stage.refresh_from_db()
    return stage, hall


@pytest.fixture
def entries(stages, edition, other_unit, stranger, committee, at) -> dict[str, Submission]:
    made = {}
    for name in DESK:
        innovation = make_innovation(stranger, other_unit, f"Inovasi {name}")
        row = enter(innovation, edition, stranger)
        if name == "D":
            Submission.objects.filter(pk=row.pk).update(category=edition.categories.last())
            row.refresh_from_db()
        made[name] = passed(row, stranger, committee, at)
    return made


def seat(stage: Stage, people, committee, at) -> list[Judge]:
    panel = workflow.set_panel(
        stage, decree_number="188/2026", decree_date=at.date(), user=committee, at=at
    )
    judges = [
        workflow.appoint(panel, person=each, home_unit=None, user=committee, at=at)
        for each in people
    ]
    return [workflow.accept(each, user=each.user, at=at) for each in judges]


def give(judge: Judge, entry: Submission, values, committee, at):
    (given,) = workflow.assign(judge, [entry], user=committee, at=at)
    workflow.clear([given], user=judge.user, at=at)
    scores = zip(judge.panel.stage.criteria.all(), map(Decimal, values), strict=True)
    sheet = workflow.save_sheet(
        given, scores=dict(scores), remark="", version=0, user=judge.user, at=at
    )
    workflow.sign(given, version=sheet.version, user=judge.user, at=at)
    return given


@pytest.fixture
def published(
    stages, entries, edition, person, committee, judging_time, decision_time
) -> Publication:
    desk, hall = stages
    deed = {"user": committee, "at": judging_time}
    first, second, third = seat(desk, map(person, "XYZ"), committee, judging_time)
    for name, sheets in DESK.items():
        for judge, values in zip((first, second), sheets, strict=True):
            give(judge, entries[name], values, committee, judging_time)
    excluded = give(third, entries["A"], (10, 10, 10), committee, judging_time)
    workflow.withdraw(excluded, reason="Ternyata kerabat.", **deed)
    made = workflow.shortlist(desk, fingerprint=queries.preview(desk).fingerprint, **deed)
    workflow.draw_order(made, seed="undi", **deed)
    (judge,) = seat(hall, [person("W")], committee, judging_time)
    for name, ((value,),) in HALL.items():
        give(judge, entries[name], [value], committee, judging_time)
    for name, rank in (("B", 1), ("A", 2)):
        reason = {"reason": "Dampak terbukti.", "minutes": "P-7/2026"}
        workflow.override(entries[name], rank=rank, **reason, user=committee, at=decision_time)
    return publish(edition, committee, decision_time)


def desk(data):
    return data["tahap"][0]


def hall(data):
    return data["tahap"][1]


def entry(stage, number: int):
    return next(row for row in stage["usulan"] if row["nomor"].endswith(f"-{number:03d}"))


def line(table, number: int):
    return next(row for row in table["hasil"] if row["nomor"].endswith(f"-{number:03d}"))


def first_sheet(stage, number: int = 1):
    return entry(stage, number)["lembar"][0]["nilai"]


IMPACT = "1. Dampak"
Tampering = tuple[Callable, str]
BOTH: dict[str, Tampering] = {
    "a score raised": (
        lambda d: first_sheet(desk(d), 3).update({IMPACT: "99.00"}),
        "Penilaian proposal, KIPP-2026-003: nilai tertulis 60.00, seharusnya 69.75",
    ),
    "a score of the second stage": (
        lambda d: first_sheet(hall(d)).update({"1. Penguasaan": "71.00"}),
        "Wawancara, KIPP-2026-001: nilai tertulis 70.00, seharusnya 71.00",
    ),
    "a score off the scale": (
        lambda d: first_sheet(desk(d)).update({IMPACT: "100.01"}),
        "KIPP-2026-001: bukan angka dari 0 sampai 100: '100.01'",
    ),
    "a score that is no number": (
        lambda d: first_sheet(desk(d)).update({IMPACT: "8e1"}),
        "KIPP-2026-001: bukan angka dari 0 sampai 100: '8e1'",
    ),
    "a criterion missing": (
        lambda d: first_sheet(desk(d)).pop(IMPACT),
        "KIPP-2026-001: lembar tidak memuat tepat yang seharusnya",
    ),
    "a sheet dropped": (
        lambda d: entry(desk(d), 3)["lembar"].pop(),
        "KIPP-2026-003: jumlah_lembar tertulis 2, seharusnya 1",
    ),
    "a sheet added": (
        lambda d: entry(desk(d), 3)["lembar"].append(entry(desk(d), 3)["lembar"][0]),
        "KIPP-2026-003: jumlah_lembar tertulis 2, seharusnya 3",
    ),
    "all sheets gone": (
        lambda d: entry(desk(d), 4)["lembar"].clear(),
        "Penilaian proposal, KIPP-2026-004",
    ),
    "a word more on a sheet": (
        lambda d: entry(desk(d), 2)["lembar"][0].update(nama="Siti"),
        "KIPP-2026-002: lembar tidak memuat tepat yang seharusnya",
    ),
    "a weight moved": (
        lambda d: desk(d)["kriteria"][0].update(bobot="90.00"),
        "Penilaian proposal, KIPP-2026-002: nilai",
    ),
    "a weight of nothing": (
        lambda d: [rule.update(bobot="0") for rule in desk(d)["kriteria"]],
        "Penilaian proposal, KIPP-2026-001",
    ),
    "another scale": (
        lambda d: desk(d)["kriteria"][1].update(nilai_tertinggi="200"),
        "Penilaian proposal, KIPP-2026-001: nilai",
    ),
    "a criterion twice": (
        lambda d: hall(d)["kriteria"].append(hall(d)["kriteria"][0]),
        "Wawancara, KIPP-2026-001: lembar tidak memuat",
    ),
    "another combination": (
        lambda d: desk(d).update(gabungan="tertinggi"),
        "Penilaian proposal, KIPP-2026-001: 'tertinggi'",
    ),
    "a score of a stage": (
        lambda d: line(hall(d), 1).update(nilai="70.01"),
        "Wawancara, KIPP-2026-001: nilai tertulis 70.01, seharusnya 70.00",
    ),
    "a rank of a stage": (
        lambda d: line(desk(d), 2).update(peringkat=1),
        "Penilaian proposal, KIPP-2026-002: peringkat tertulis 1, seharusnya 2",
    ),
    "the trace of a tie": (
        lambda d: line(desk(d), 2)["jejak_seri"][0].__setitem__(1, "86"),
        "Penilaian proposal, KIPP-2026-002: jejak_seri",
    ),
    "a tie without its trace": (
        lambda d: line(desk(d), 1)["jejak_seri"].clear(),
        "Penilaian proposal, KIPP-2026-001: jejak_seri",
    ),
    "an entry left out of a stage": (
        lambda d: desk(d)["usulan"].remove(entry(desk(d), 3)),
        "Penilaian proposal: usulan tertulis",
    ),
    "an entry judged twice": (
        lambda d: hall(d)["usulan"].append(entry(hall(d), 1)),
        "Wawancara: usulan tertulis",
    ),
    "an entry listed twice": (
        lambda d: d["usulan"].append(d["usulan"][0]),
        "daftar usulan: usulan tertulis",
    ),
    "an entry that nobody judged": (
        lambda d: d["usulan"].append(d["usulan"][0] | {"nomor": "KIPP-2026-009"}),
        "Penilaian proposal: usulan tertulis",
    ),
    "the pass mark": (
        lambda d: desk(d)["lanjut"].update(ambang="40.01"),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "the quota of a category": (
        lambda d: desk(d)["lanjut"].update(per_kategori=1),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "the line of all": (
        lambda d: desk(d)["lanjut"].update(seluruhnya=2),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "a category": (
        lambda d: next(
            row.update(kategori=d["usulan"][0]["kategori"])
            for row in d["usulan"]
            if row["nomor"].endswith("-004")
        ),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "who went on": (
        lambda d: desk(d)["lanjut"]["nomor"].pop(),
        "Penilaian proposal: yang lanjut tertulis",
    ),
    "the order of appearance": (
        lambda d: desk(d)["lanjut"]["urutan"].reverse(),
        "Penilaian proposal: urutan tampil",
    ),
    "the seed of the lot": (
        lambda d: desk(d)["lanjut"].update(bibit="lain"),
        "Penilaian proposal: urutan tampil",
    ),
    "the lot hidden, one left out": (
        lambda d: desk(d)["lanjut"].update(bibit="", urutan=desk(d)["lanjut"]["urutan"][:2]),
        "Penilaian proposal: urutan tampil",
    ),
    "a stranger in the order by hand": (
        lambda d: desk(d)["lanjut"].update(bibit="", urutan=["KIPP-2026-003"]),
        "Penilaian proposal: urutan tampil",
    ),
    "a list that led nowhere": (
        lambda d: desk(d).update(lanjut=None),
        "Wawancara: usulan tertulis",
    ),
    "a stage left out": (lambda d: d["tahap"].pop(), "sesudah tahap terakhir: yang lanjut"),
    "the stages turned": (lambda d: d["tahap"].reverse(), "Wawancara: usulan tertulis"),
    "a weight of a stage": (
        lambda d: desk(d).update(bobot="10.00"),
        "hasil, KIPP-2026-001: nilai tertulis 79.00, seharusnya 73.00",
    ),
    "a published score": (
        lambda d: line(d, 3).update(nilai="60.01"),
        "hasil, KIPP-2026-003: nilai tertulis 60.01, seharusnya 60.00",
    ),
    "a score on the way": (
        lambda d: line(d, 1)["nilai_tahap"].reverse(),
        "hasil, KIPP-2026-001: nilai_tahap",
    ),
    "a rank": (
        lambda d: line(d, 4).update(peringkat=1),
        "hasil, KIPP-2026-004: peringkat tertulis 1, seharusnya 3",
    ),
    "a computed rank": (
        lambda d: line(d, 1).update(peringkat_hitungan=2),
        "hasil, KIPP-2026-001: peringkat_hitungan tertulis 2, seharusnya 1",
    ),
    "a winner": (
        lambda d: line(d, 1).update(pemenang=True),
        "hasil, KIPP-2026-001: pemenang tertulis True, seharusnya False",
    ),
    "a winner that is a number": (
        lambda d: line(d, 2).update(pemenang=1),
        "hasil, KIPP-2026-002: pemenang tertulis 1, seharusnya True",
    ),
    "the number of winners": (
        lambda d: d["metode"].update(pemenang=2),
        "hasil, KIPP-2026-001: pemenang",
    ),
    "a result left out": (lambda d: d["hasil"].pop(), "hasil: usulan tertulis"),
    "the plenary silenced": (
        lambda d: d["pleno"].clear(),
        "hasil, KIPP-2026-001: peringkat tertulis 2, seharusnya 1",
    ),
    "another word of the plenary": (
        lambda d: d["pleno"][0].update(peringkat=4),
        "pleno, KIPP-2026-00",
    ),
    "the plenary about nobody": (
        lambda d: d["pleno"].append(d["pleno"][0] | {"nomor": "KIPP-2026-009"}),
        "pleno, KIPP-2026-009",
    ),
    "the plenary twice": (
        lambda d: d["pleno"].append(d["pleno"][0]),
        "pleno: usulan tertulis",
    ),
    "another format": (lambda d: d.update(format="hasil/9"), "hasil/9"),
}
PUBLIC = BOTH | {
    "a code of a judge": (
        lambda d: entry(desk(d), 2)["lembar"][0].update(juri="J1"),
        "KIPP-2026-002: lembar tidak memuat tepat yang seharusnya",
    )
}
FULL = BOTH | {
    "a sheet that is nobody's": (
        lambda d: entry(desk(d), 2)["lembar"][0].pop("juri"),
        "KIPP-2026-002: lembar tidak memuat tepat yang seharusnya",
    ),
    "two sheets of one judge": (
        lambda d: entry(desk(d), 2)["lembar"][0].update(juri="J2"),
        "KIPP-2026-002: satu juri",
    ),
}


def test_every_tampered_copy_contradicts_itself_and_says_where(published):
    """Even with a fresh fingerprint: nothing but the file tells."""
    for text, tamperings in ((published.bundle, PUBLIC), (published.full_bundle, FULL)):
        assert verify(text.encode()) == []
        for what, (tamper, named) in tamperings.items():
            data = json.loads(text)
            tamper(data)
            said = verify(sealed(data)[0].encode())
            assert any(named in each for each in said), (what, said)


def swapped(data):
    sheets = entry(desk(data), 3)["lembar"]
    sheets[0]["juri"], sheets[1]["juri"] = sheets[1]["juri"], sheets[0]["juri"]


WORDS: dict[str, Callable] = {
    "a title": lambda d: d["usulan"][0].update(judul="Lain"),
    "a unit": lambda d: d["usulan"][0].update(unit="Lain"),
    "the reason of the plenary": lambda d: d["pleno"][0].update(alasan="Lain"),
    "the minutes of the plenary": lambda d: d["pleno"][0].update(risalah="P-8"),
    "the name of the edition": lambda d: d["edisi"].update(nama="Lain"),
    "the words of a rule": lambda d: d["metode"].update(seri="Lain"),
}
PUBLIC_WORDS = WORDS | {
    "the fingerprint of the full file": lambda d: d.update(sidik_berkas_lengkap="0" * 64),
    "the number of excluded sheets": lambda d: entry(desk(d), 1).update(
        jumlah_lembar_dikecualikan=0
    ),
}
FULL_WORDS = WORDS | {
    "whose sheet": swapped,
    "an excluded sheet": lambda d: entry(desk(d), 1)["dikecualikan"].clear(),
    "why it was excluded": lambda d: entry(desk(d), 1)["dikecualikan"][0].update(alasan="Lain"),
    "a score of an excluded sheet": lambda d: entry(desk(d), 1)["dikecualikan"][0]["nilai"].update(
        {IMPACT: "99.00"}
    ),
    "the decree of the panel": lambda d: desk(d)["sk"].update(nomor="1"),
    "the salt": lambda d: d.update(garam="0" * 64),
}


def test_words_that_change_no_number_are_held_by_the_fingerprint(published):
    kinds = (
        (published.bundle, published.sha256, PUBLIC_WORDS),
        (published.full_bundle, published.full_sha256, FULL_WORDS),
    )
    for text, fingerprint, tamperings in kinds:
        for what, tamper in tamperings.items():
            data = json.loads(text)
            tamper(data)
            changed, fresh = sealed(data)
            said = verify(changed.encode(), fingerprint)
            assert said == [f"sidik berkas tertulis {fresh}, seharusnya {fingerprint}"], what


def run(*arguments: str, cwd: Path) -> tuple[int, str]:
    """The program as a process of its own, without the portal, its packages or its settings."""
    done = subprocess.run(
        [sys.executable, "-I", "verify_results.py", *arguments],
        capture_output=True, text=True, cwd=cwd, env={}, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_stranger_needs_file_program_and_python_alone(published, tmp_path):
    (tmp_path / "verify_results.py").write_bytes(PROGRAM.read_bytes())
    file, fingerprint = tmp_path / "hasil.json", published.sha256
    file.write_text(published.bundle)

    assert run("hasil.json", f" {fingerprint.upper()} ", cwd=tmp_path) == (
        0,
        "COCOK: semua nilai, peringkat, dan pemenang dapat dihitung ulang."
        f" Sidik berkas ini: {fingerprint}\n",
    )
    assert run("hasil.json", cwd=tmp_path)[0] == 0
    file.write_text(published.bundle.replace("90.00", "91.00"))
    code, said = run("hasil.json", fingerprint, cwd=tmp_path)
    assert code == 1
    assert all(each.startswith("TIDAK COCOK: ") for each in said.splitlines())
    assert "sidik berkas" in said
    assert "Penilaian proposal, KIPP-2026-001" in said
    assert run(cwd=tmp_path)[0] == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff\xfe", b'{"hasil": 1}', b"[" * 100_000, b'{"format": NaN}'],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_result_is_refused_without_a_crash(content):
    (said,) = [each for each in verify(content) if "bentuk baku" not in each]
    assert said.startswith("berkas tidak dapat dibaca")


def test_it_is_short_and_imports_nothing_but_the_standard_library():
    lines = PROGRAM.read_text().splitlines()
    assert len(lines) <= 150
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


# --- nothing that identifies a judge ------------------------------------------------------


def test_the_public_file_ties_no_sheet_to_a_judge(published):
    data = json.loads(published.bundle)
    for stage in data["tahap"]:
        assert "sk" not in stage
        for row in stage["usulan"]:
            assert set(row) == {"nomor", "lembar", "jumlah_lembar_dikecualikan"}
            assert all(set(sheet) == {"nilai"} for sheet in row["lembar"])
            assert row["lembar"] == sorted(
                row["lembar"], key=lambda sheet: sorted(sheet["nilai"].items())
            )
    names = [each for judge in Judge.objects.all() for each in (judge.user.email, judge.code)]
    assert not [each for each in [*names, "kerabat", "garam"] if f'"{each}' in published.bundle]


def test_the_public_fingerprint_of_the_full_file_cannot_be_guessed(published, edition, committee):
    """Codes can be tried out; the salt cannot, and another freezing has another one."""
    full = json.loads(published.full_bundle)
    assert len(full["garam"]) == 64
    assert verdicts.salt_of(published.full_bundle) == full["garam"]
    assert full["garam"] not in published.bundle
    assert verdicts.new_salt() != full["garam"]
    assert json.loads(published.bundle)["sidik_berkas_lengkap"] == sealed(full)[1]
