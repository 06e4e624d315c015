"""From the panel to a published verdict that a stranger computes again, in a real browser.

Two stages, the first one blind; a conflict of interest, a split entry, a tie that a criterion
parts, one that stays, and a rank that the plenary decided. The entries are there when it begins;
all that follows goes through the pages of a portal that runs in a process of its own.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Browser, expect

from competitions.models import Criterion, Edition, Phase, Stage
from conftest import AT, enter, make_innovation
from inovasi.lib.seal import sealed
from judging.models import Assignment, Judge, Publication
from judging.tests.conftest import passed
from submissions.models import Submission
from tests.journey_people import Committee, Person
from tests.journey_people import Judge as Scorer
from tests.live import Web, running_web
from units.models import Membership, Unit, UnitKind, User
from units.workflow import join_committee, join_unit

pytestmark = [
    pytest.mark.journey,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("journey"),
    pytest.mark.django_db(transaction=True),
]

UNITS = ("Puskesmas Bajeng", "Desa Bontoramba", "Dinas Sosial")
TITLES = ("Perahu Sehat", "Lumbung Data", "Rumah Singgah")
IMPACT, COST = "Dampak", "Biaya"
REASON = "Dampaknya terbukti saat presentasi."
P = TypeVar("P", bound=Person)


def account(name: str) -> User:
    """With one click on the sign-in page of the demo."""
    return User.objects.create_user(
        email=f"{name}@gowa.example", full_name=name.title(), is_demo=True, demo_role="Juri"
    )


def shift(edition: Edition, kind: str) -> None:
    """Moves the calendar so that now lies in the middle of a phase; the portal's clock is real."""
    phase = Phase.objects.get(edition=edition, kind=kind)
    middle = phase.starts_at + (phase.ends_at - phase.starts_at) / 2
    by = timezone.now() - middle
    Phase.objects.filter(edition=edition).update(
        starts_at=F("starts_at") + by, ends_at=F("ends_at") + by
    )


@pytest.fixture
def stages(edition: Edition) -> tuple[Stage, Stage]:
    desk = edition.stages.get()
    desk.criteria.all().delete()
    Stage.objects.filter(pk=desk.pk).update(
        is_blind=True, judges_per_entry=2, split_threshold=15, weight=60, advance_most=2
    )
    for order, (name, weight) in enumerate(((IMPACT, 60), (COST, 40)), start=1):
        Criterion.objects.create(stage=desk, name=name, weight=weight, order=order)
    hall = Stage.objects.create(
        edition=edition,
        kind=Stage.Kind.INTERVIEW,
        name="Wawancara",
        order=2,
        weight=40,
        minutes=10,
        judges_per_entry=1,
    )
    Criterion.objects.create(stage=hall, name="Penguasaan", weight=100)
    Edition.objects.filter(pk=edition.pk).update(winner_count=1)
    return desk, hall


@pytest.fixture
def entries(edition: Edition, stages) -> list[Submission]:
    checker = account("pemeriksa")
    join_committee(user=checker)
    made = []
    for number, (name, title) in enumerate(zip(UNITS, TITLES, strict=True), start=1):
        unit = Unit.objects.create(code=f"U-{number}", name=name, kind=UnitKind.DESA)
        operator = account(f"operator.{number}")
        join_unit(user=operator, unit=unit, at=AT, role=Membership.Role.HEAD)
        row = enter(make_innovation(operator, unit, title), edition, operator)
        made.append(passed(row, operator, checker, AT))
    for name in ("panitia.satu", "panitia.dua"):
        join_committee(user=account(name))
    for name in ("juri.satu", "juri.dua", "juri.tiga"):
        account(name)
    shift(edition, "penilaian")
    return made


@pytest.fixture
def web(entries) -> Iterator[Web]:
    with running_web(DEMO="1") as started:
        yield started


def test_from_the_panel_to_a_verdict_that_a_stranger_computes_again(
    edition: Edition, entries, web: Web, chromium: Browser, tmp_path: Path
) -> None:
    year = Judging(edition, web, chromium, tmp_path)
    year.panel_is_fixed_and_entries_are_assigned_without_names()
    year.a_conflict_is_stated_confirmed_and_replaced()
    year.judges_score_and_one_entry_splits_them()
    year.the_stage_ends_and_the_next_is_played()
    year.the_plenary_overrules_and_two_of_panitia_publish()
    year.a_stranger_computes_it_again()
    year.tampered_copies_fail()
    assert not [trouble for person in year.people for trouble in person.guard.troubles]


class Judging:
    """The steps, each beginning where the one before ended."""

    def __init__(self, edition: Edition, web: Web, chromium: Browser, folder: Path) -> None:
        self.edition, self.web, self.chromium, self.folder = edition, web, chromium, folder
        self.people: list[Person] = []
        self.slug = edition.slug
        self.numbers = [each.number for each in edition.submissions.order_by("sequence")]

    def someone(self, kind: type[P], name: str) -> P:
        person = kind(self.chromium, self.web.origin, name)
        self.people.append(person)
        return person

    # --- the panel of the first stage -------------------------------------------------------

    def panel_is_fixed_and_entries_are_assigned_without_names(self) -> None:
        self.panitia = panitia = self.someone(Committee, "panitia.satu")
        panitia.decree(self.slug)
        self.places = {
            name: panitia.appoint(self.slug, name)
            for name in ("juri.satu", "juri.dua", "juri.tiga")
        }
        panitia.go(f"/penugasan/{self.slug}/")
        panitia.follow("Salinan tanpa nama")
        copies = panitia.page.locator("tbody a").all()
        for place in [each.get_attribute("href") or "" for each in copies]:
            panitia.go(place)
            panitia.press("Simpan dan buka untuk juri")
            panitia.sees("Salinan")
        for name in ("juri.satu", "juri.dua"):
            assert panitia.assign_everything(self.places[name]) == len(self.numbers)

    # --- a conflict of interest -------------------------------------------------------------

    def a_conflict_is_stated_confirmed_and_replaced(self) -> None:
        self.judges = {
            name: self.someone(Scorer, name) for name in ("juri.satu", "juri.dua", "juri.tiga")
        }
        self._accepts("juri.satu", related=UNITS[2])
        self._accepts("juri.dua")
        panitia = self.panitia
        panitia.go(f"/penugasan/{self.slug}/benturan/")
        panitia.sees("Menunggu keputusan")
        code = self._judge("juri.satu").code
        panitia.follow(f"Putuskan {code} dan {self.numbers[2]}")
        panitia.page.check("[name=holds][value=ya]")
        panitia.page.fill("[name=note]", "Saudara kandung kepala unit.")
        panitia.press("Simpan keputusan")
        panitia.sees("Tidak boleh menilai")
        panitia.go(self.places["juri.tiga"])
        panitia.page.locator(".form-check", has_text=self.numbers[2]).locator("input").check()
        panitia.press("Tugaskan yang dicentang")
        panitia.sees("1 usulan ditugaskan")
        self._accepts("juri.tiga")

    def _accepts(self, name: str, related: str = "") -> None:
        """Signs the integrity statement, then says with which of all units there is a conflict."""
        judge = self.judges[name]
        judge.go(f"/penilaian/undangan/{self._judge(name).pk}/")
        judge.press("Terima dan tanda tangani")
        judge.go(f"/penilaian/unit/{self._judge(name).pk}/")
        if related:
            judge.page.get_by_label(related).check()
            judge.page.fill("[name=reason]", "Saudara saya memimpin unit ini.")
        judge.press("Nyatakan: selain yang dicentang, tidak ada benturan")
        expect(judge.page).to_have_url(f"{self.web.origin}/penilaian/")

    def _judge(self, name: str, stage: int = 1) -> Judge:
        return Judge.objects.get(
            user__email=f"{name}@gowa.example",
            panel__stage__edition=self.edition,
            panel__stage__order=stage,
        )

    # --- scores -----------------------------------------------------------------------------

    def judges_score_and_one_entry_splits_them(self) -> None:
        """80 and 80 are a tie that the heaviest criterion parts; the first one splits its judges.

        First entry: 90 and 70. Second: 76 and 84, less on the heaviest criterion. Third: 50 twice.
        """
        self._signs("juri.satu", 0, {IMPACT: "92", COST: "87"}, "90,00")
        self._signs("juri.dua", 0, {IMPACT: "70", COST: "70"}, "70,00")
        self._signs("juri.satu", 1, {IMPACT: "76", COST: "76"}, "76,00")
        self._signs("juri.dua", 1, {IMPACT: "80", COST: "90"}, "84,00")
        self._signs("juri.dua", 2, {IMPACT: "50", COST: "50"}, "50,00")
        self._signs("juri.tiga", 2, {IMPACT: "50", COST: "50"}, "50,00")
        panitia = self.panitia
        panitia.go(f"/penugasan/{self.slug}/tahap/penutupan/")
        panitia.sees("berjauhan dan belum dibahas")
        panitia.go(f"/penugasan/{self.slug}/pembahasan/")
        panitia.sees("Perlu dibahas")
        panitia.follow(TITLES[0])
        panitia.page.fill("[name=reason]", "Juri kedua menilai dokumen yang kurang lengkap.")
        panitia.press("Simpan keputusan")
        panitia.sees("Putusan panitia")

    def _signs(
        self, name: str, entry: int, scores: dict[str, str], total: str, stage: int = 1
    ) -> None:
        judge = self.judges[name]
        given = Assignment.objects.in_force().get(
            judge=self._judge(name, stage), submission__sequence=entry + 1
        )
        judge.go(f"/penilaian/{given.pk}/")
        if stage == 1:
            shown = judge.page.content()
            assert not [each for each in (*UNITS, self.numbers[entry]) if each in shown]
        for criterion, value in scores.items():
            judge.page.get_by_label(criterion).fill(value)
        expect(judge.page.locator("[data-total]")).to_have_text(total)
        judge.page.fill("[name=remark]", f"Catatan untuk {TITLES[entry]}.")
        judge.press("Simpan dan tanda tangani")
        judge.press("Tanda tangani")
        judge.sees("Lembar penilaian sudah ditandatangani.")

    # --- the second stage -------------------------------------------------------------------

    def the_stage_ends_and_the_next_is_played(self) -> None:
        panitia = self.panitia
        panitia.go(f"/penugasan/{self.slug}/tahap/")
        panitia.follow("Tutup tahap Penilaian proposal")
        panitia.press("Tutup tahap dan kirim surat")
        panitia.sees("Tahap ditutup")
        panitia.follow("Urutan tampil")
        panitia.press("Undi urutan")
        panitia.sees("Diundi dengan bibit")
        panitia.decree(self.slug)
        place = panitia.appoint(self.slug, "juri.dua")
        assert panitia.assign_everything(place) == 2
        judge = self.judges["juri.dua"]
        judge.go(f"/penilaian/undangan/{self._judge('juri.dua', 2).pk}/")
        judge.press("Terima dan tanda tangani")
        for box in judge.page.locator("[name=assignment]").all():
            box.check()
        judge.press("Nyatakan tidak ada benturan untuk yang dicentang")
        for entry in (0, 1):
            self._signs("juri.dua", entry, {"Penguasaan": "75"}, "75,00", stage=2)

    # --- the verdict ------------------------------------------------------------------------

    def the_plenary_overrules_and_two_of_panitia_publish(self) -> None:
        """Both have 78 and the same rank in the hall: a tie that the plenary parts."""
        shift(self.edition, "penetapan")
        panitia = self.panitia
        panitia.go(f"/peringkat/{self.slug}/")
        expect(panitia.page.locator("tbody tr").first).to_contain_text("78,00")
        panitia.go(f"/peringkat/{self.slug}/pleno/")
        panitia.page.select_option("[name=entry]", label=f"{self.numbers[0]} {TITLES[0]}")
        panitia.page.fill("[name=rank]", "2")
        panitia.page.fill("[name=reason]", REASON)
        panitia.page.fill("[name=minutes]", "P-7/2026")
        panitia.press("Catat keputusan")
        panitia.sees("Keputusan pleno sudah dicatat.")
        panitia.go(f"/peringkat/{self.slug}/pengumuman/")
        until = timezone.localtime() + timedelta(days=3)
        panitia.page.fill("[name=note]", "Sesuai rapat pleno.")
        for name in ("objections_until", "answers_due_at"):
            self._fill_moment(name, until)
        panitia.press("Bekukan")
        panitia.sees("harus disetujui panitia lain")
        self.someone(Committee, "panitia.dua").agrees(self.slug)

    def _fill_moment(self, name: str, moment: Any) -> None:
        self.panitia.page.fill(f"[name={name}]", moment.strftime("%Y-%m-%dT%H:%M"))

    # --- a stranger -------------------------------------------------------------------------

    def a_stranger_computes_it_again(self) -> None:
        """Everybody's page, everybody's two files, and Python in an empty folder."""
        self.empty = self.folder / "kosong"
        self.empty.mkdir()
        page = self.chromium.new_page()
        page.goto(f"{self.web.origin}/hasil/{self.slug}/")
        for words in ("menurut hitungan peringkat 1", REASON, "P-7/2026", "78,00"):
            expect(page.locator("main")).to_contain_text(words)
        self.fingerprint = page.locator("code .seal").inner_text()
        for link, name in (
            ("Unduh berkas hasil", "hasil.json"),
            ("Unduh program pemeriksa", "p.py"),
        ):
            with page.expect_download() as download:
                page.get_by_role("link", name=link).click()
            download.value.save_as(self.empty / name)
        page.close()
        code, said = self._verify("hasil.json", self.fingerprint)
        assert (code, said[:6]) == (0, "COCOK:"), said
        self._tells_what_happened(json.loads((self.empty / "hasil.json").read_text()))

    def _tells_what_happened(self, data: dict[str, Any]) -> None:
        desk, hall = data["tahap"]
        published = Publication.objects.get()
        assert data["sidik_berkas_lengkap"] == published.full_sha256
        lines = {row["nomor"]: row for row in desk["hasil"]}
        first, second, _third = self.numbers
        assert [lines[each]["nilai"] for each in self.numbers] == ["80.00", "80.00", "50.00"]
        assert [lines[each]["peringkat"] for each in self.numbers] == [1, 2, 3]
        assert lines[first]["jejak_seri"][0] == [f"1. {IMPACT}", "81"]
        assert sorted(desk["lanjut"]["urutan"]) == [first, second]
        assert {row["nomor"]: row["nilai"] for row in hall["hasil"]} == {
            first: "75.00", second: "75.00",
        }  # fmt: skip
        assert data["pleno"][0]["alasan"] == REASON

    def _verify(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "p.py", *arguments],
            capture_output=True, text=True, cwd=self.empty, env={}, timeout=60, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def tampered_copies_fail(self) -> None:
        """Each with a fingerprint of its own, so that only the arithmetic can tell; and named."""
        text = (self.empty / "hasil.json").read_text()
        for what, (tamper, named) in tamperings(self.numbers).items():
            data = json.loads(text)
            tamper(data)
            changed, fresh = sealed(data)
            (self.empty / "salinan.json").write_text(changed)
            code, said = self._verify("salinan.json", fresh)
            assert code == 1, what
            assert named in said, (what, said)
            assert self._verify("salinan.json", self.fingerprint)[0] == 1, what


def tamperings(numbers: list[str]) -> dict[str, tuple[Callable[[Any], object], str]]:
    """Ten ways to make another winner, or another score, out of the same file."""

    def line(table: Any, entry: int) -> Any:
        return next(row for row in table["hasil"] if row["nomor"] == numbers[entry])

    def sheets(stage: Any, entry: int) -> Any:
        return next(row["lembar"] for row in stage["usulan"] if row["nomor"] == numbers[entry])

    key = f"1. {IMPACT}"
    return {
        "a score": (
            lambda d: sheets(d["tahap"][0], 2)[0]["nilai"].update({key: "99.00"}),
            numbers[2],
        ),
        "a sheet gone": (lambda d: sheets(d["tahap"][0], 0).pop(0), numbers[0]),
        "a sheet more": (
            lambda d: sheets(d["tahap"][1], 1).append(sheets(d["tahap"][1], 1)[0]),
            numbers[1],
        ),
        "a weight": (lambda d: d["tahap"][0]["kriteria"][0].update(bobot="10.00"), numbers[1]),
        "a weight of a stage": (lambda d: d["tahap"][1].update(bobot="99.00"), "hasil"),
        "the way sheets combine": (lambda d: d["tahap"][0].update(gabungan="?"), "'?'"),
        "the trace of the tie": (lambda d: line(d["tahap"][0], 1)["jejak_seri"].pop(), numbers[1]),
        "who went on": (
            lambda d: d["tahap"][0]["lanjut"]["nomor"].append(numbers[2]),
            "yang lanjut",
        ),
        "the order of appearance": (
            lambda d: d["tahap"][0]["lanjut"].update(bibit="x", urutan=[]),
            "urutan",
        ),
        "the plenary": (lambda d: d["pleno"].clear(), f"{numbers[0]}: peringkat"),
        "the published score": (lambda d: line(d, 0).update(nilai="79.00"), f"{numbers[0]}: nilai"),
        "the winner": (lambda d: line(d, 0).update(pemenang=True), f"{numbers[0]}: pemenang"),
    }
