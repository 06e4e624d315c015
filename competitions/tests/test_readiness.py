"""What an edition still lacks: every rule has a rulebook that breaks it, and names its place."""

from datetime import timedelta
from decimal import Decimal

import pytest

from competitions.models import Criterion, Edition, RubricBand, Stage
from competitions.readiness import readiness, uncovered
from conftest import AT
from inovasi.demo.rulebook import build_edition


def says(edition: Edition, at=AT) -> list[str]:
    rules = Edition.objects.with_rules().get(pk=edition.pk)
    return [f"{each.place}: {each.says}" for each in readiness(rules, at)]


def test_a_whole_rulebook_lacks_nothing(draft):
    assert says(draft) == []


def test_the_sample_rulebook_is_ready(db):
    edition = build_edition(slug="s", name="S", year=2026, prefix="S", starts=AT)
    assert says(edition) == []


def test_an_empty_edition_lacks_every_part(db):
    edition = Edition.objects.create(slug="k", name="K", year=2026, number_prefix="K")

    assert says(edition) == [
        "Data pokok: Pernyataan kebenaran belum ditulis.",
        "Jadwal: Masa “Penulisan dan pengajuan” belum bertanggal.",
        "Jadwal: Masa “Pemeriksaan administrasi” belum bertanggal.",
        "Jadwal: Masa “Penilaian” belum bertanggal.",
        "Jadwal: Masa “Penetapan dan pengumuman” belum bertanggal.",
        "Kategori: Belum ada kategori.",
        "Kelompok: Belum ada kelompok.",
        "Tahap penilaian: Belum ada tahap penilaian proposal.",
    ]


def test_the_finding_names_its_group_and_its_remedy(draft):
    group = draft.groups.get()
    group.sections.filter(number="5").update(weight=Decimal("29.5"))
    (finding,) = readiness(Edition.objects.with_rules().get(pk=draft.pk), AT)

    assert finding.says == "Bobot bagian berjumlah 99,50, bukan 100."
    assert (finding.row, finding.place) == (group.pk, "Kelompok Umum")
    assert "berjumlah 100" in finding.remedy


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda e: e.groups.get().sections.update(weight=0), []),
        (
            lambda e: e.groups.get().sections.all().delete(),
            ["Kelompok Umum: Belum ada bagian proposal."],
        ),
        (
            lambda e: e.groups.get().check_items.all().delete(),
            ["Kelompok Umum: Belum ada butir pemeriksaan administrasi."],
        ),
        (
            lambda e: e.groups.get().check_items.filter(code="A1").update(code=""),
            ["Kelompok Umum: Butir “Judul pantas” belum punya kode alasan."],
        ),
        (
            lambda e: e.stages.update(weight=60),
            ["Tahap penilaian: Bobot tahap berjumlah 60, bukan 100."],
        ),
        (
            lambda e: e.stages.update(kind=Stage.Kind.FIELD),
            ["Tahap penilaian: Belum ada tahap penilaian proposal."],
        ),
        (
            lambda e: e.stages.get().criteria.first().delete(),
            ["Tahap Penilaian proposal: Bobot kriteria berjumlah 70, bukan 100."],
        ),
        (
            lambda e: e.stages.get().criteria.all().delete(),
            ["Tahap Penilaian proposal: Belum ada kriteria."],
        ),
        (
            lambda e: e.stages.get().criteria.first().bands.all().delete(),
            ["Tahap Penilaian proposal: Kriteria “Kebaruan”: belum punya rentang nilai."],
        ),
        (
            lambda e: e.phases.filter(kind="penetapan").delete(),
            ["Jadwal: Masa “Penetapan dan pengumuman” belum bertanggal."],
        ),
        (
            lambda e: shift(e, "penilaian", days=-20),
            [
                "Jadwal: Masa “Penilaian” tidak boleh mulai atau berakhir sebelum masa "
                "“Pemeriksaan administrasi”.",
                "Jadwal: Masa “Penilaian” mulai sebelum masa “Penulisan dan pengajuan” berakhir.",
            ],
        ),
        (
            lambda e: shift(e, "penetapan", days=-1),
            ["Jadwal: Masa “Penetapan dan pengumuman” mulai sebelum masa “Penilaian” berakhir."],
        ),
        (lambda e: shift(e, "pemeriksaan", days=-5), []),
        (lambda e: Edition.objects.update(statement="  "), ["Data pokok: Pernyataan"]),
    ],
)
def test_each_gap_is_found_and_nothing_else(spoil, found, draft):
    spoil(draft)
    said = says(draft)
    assert len(said) == len(found)
    assert all(a.startswith(b) for a, b in zip(said, found, strict=True)), said


def shift(edition: Edition, kind: str, *, days: int) -> None:
    phase = edition.phases.get(kind=kind)
    phase.starts_at += timedelta(days=days)
    phase.ends_at += timedelta(days=days)
    phase.save()


def test_a_writing_phase_that_is_over_cannot_be_opened(draft):
    end = draft.phases.get(kind="pengajuan").ends_at
    assert says(draft, end - timedelta(seconds=1)) == []
    assert says(draft, end) == ["Jadwal: Masa pengajuan sudah lewat."]


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([(0, 100)], []),
        ([(0, 49), (50, 100)], []),
        ([(0, 49), (51, 100)], ["nilai 50 belum punya arti."]),
        ([(0, 50), (50, 100)], ["nilai 50 masuk dua rentang."]),
        ([(1, 100)], ["nilai 0 belum punya arti."]),
        ([(0, 90)], ["nilai 91 sampai 100 belum punya arti."]),
        ([(0, 101)], ["rentang sampai 101 melebihi nilai tertinggi 100."]),
        ([(0, 100), (10, 20)], ["nilai 10 masuk dua rentang."]),
        ([], ["belum punya rentang nilai."]),
    ],
)
def test_every_score_means_exactly_one_thing(bands, said, draft):
    criterion = Criterion.objects.filter(stage__edition=draft).first()
    criterion.bands.all().delete()
    for lowest, highest in bands:
        RubricBand.objects.create(criterion=criterion, lowest=lowest, highest=highest, text="Arti")
    assert uncovered(criterion) == said


def test_readiness_asks_nothing_more_of_a_loaded_edition(draft, django_assert_num_queries):
    rules = Edition.objects.with_rules().get(pk=draft.pk)
    with django_assert_num_queries(0):
        readiness(rules, AT)
