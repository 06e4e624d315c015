"""The program that recomputes a published file: it agrees with ours and names what was changed.

One verdict with everything in it: two stages, a pass mark, a quota, an order by lot, a tie that a
criterion parts, one that the plenary parts, a sheet that was excluded, an entry that left while the
first stage ran, and one that left in the second.
"""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from competitions.models import Criterion, Edition, Stage
from conftest import enter, make_innovation
from inovasi.lib.seal import sealed
from judging import queries, verdicts, verify_results, workflow
from judging.models import Departure, Judge, Publication
from judging.tests.conftest import passed, publish
from judging.tests.tamperings import FULL, FULL_WORDS, PUBLIC, PUBLIC_WORDS
from judging.verify_results import verify
from submissions.models import Submission

PROGRAM = Path(verify_results.__file__)
DESK = {
    "A": [(80, 80, 80), (90, 90, 90)],
    "B": [(70, 90, 90), (90, 90, 90)],
    "C": [(60, 60, 60), (60, 60, 60)],
    "D": [(50, 50, 50), (30, 30, 30)],
    "E": [(55, 55, 55), (55, 55, 55)],
    "F": [(95, 95, 95), (95, 95, 95)],
}
HALL = {"A": [(70,)], "B": [(70,)], "D": [(70,)], "E": [(90,)]}


@pytest.fixture
def stages(edition, stage) -> tuple[Stage, Stage]:
    edition.groups.update(quota_per_unit=None)
    Edition.objects.filter(pk=edition.pk).update(winner_count=1)
    stage.criteria.all().delete()
    for order, (name, weight) in enumerate((("Dampak", 50), ("Kebaruan", 25), ("Biaya", 25)), 1):
        Criterion.objects.create(stage=stage, name=name, weight=weight, order=order)
    rule = {"weight": 60, "pass_mark": 40, "advance_per_category": 2, "advance_most": 4}
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
        if name in "DE":
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
    quits = {"kind": Departure.Kind.DISQUALIFIED, "reason": "Data tidak benar."}
    workflow.leave(entries["F"], **quits, **deed)
    made = workflow.shortlist(desk, fingerprint=queries.preview(desk).fingerprint, **deed)
    workflow.draw_order(made, seed="undi", **deed)
    (judge,) = seat(hall, [person("W")], committee, judging_time)
    for name, ((value,),) in HALL.items():
        give(judge, entries[name], [value], committee, judging_time)
    workflow.leave(entries["E"], **quits, **deed)
    for name, rank in (("B", 1), ("A", 2)):
        reason = {"reason": "Dampak terbukti.", "minutes": "P-7/2026"}
        workflow.override(entries[name], rank=rank, **reason, user=committee, at=decision_time)
    return publish(edition, committee, decision_time)


def test_every_tampered_copy_contradicts_itself_and_says_where(published):
    """Even with a fresh fingerprint: nothing but the file tells."""
    for text, tamperings in ((published.bundle, PUBLIC), (published.full_bundle, FULL)):
        assert verify(text.encode()) == []
        for what, (tamper, named) in tamperings.items():
            data = json.loads(text)
            tamper(data)
            said = verify(sealed(data)[0].encode())
            assert any(named in each for each in said), (what, said)


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
    assert not [
        each
        for each in [*names, "kerabat", "Data tidak", "garam"]
        if f'"{each}' in published.bundle
    ]


def test_the_public_fingerprint_of_the_full_file_cannot_be_guessed(published, edition, committee):
    """Codes can be tried out; the salt cannot, and another freezing has another one."""
    full = json.loads(published.full_bundle)
    assert len(full["garam"]) == 64
    assert verdicts.salt_of(published.full_bundle) == full["garam"]
    assert full["garam"] not in published.bundle
    assert verdicts.new_salt() != full["garam"]
    assert json.loads(published.bundle)["sidik_berkas_lengkap"] == sealed(full)[1]
