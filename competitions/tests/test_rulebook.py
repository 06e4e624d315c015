"""The rulebook is rows: the KIPP form of 2023 to the letter, and tables that refuse nonsense."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    Edition,
    Group,
    Phase,
    RubricBand,
    Section,
)
from competitions.phases import PhaseKind
from inovasi.demo.rulebook import build_edition

KIPP_2023 = [
    ("1", "Ringkasan", 0, 200),
    ("2", "Latar Belakang dan Tujuan", 10, 300),
    ("3", "Kebaruan/Nilai Tambah", 15, 200),
    ("4", "Implementasi Inovasi", 5, 200),
    ("5", "Signifikansi", 30, 600),
    ("6a", "Adaptabilitas: sudah direplikasi", 20, 100),
    ("6b", "Adaptabilitas: potensi replikasi", 0, 200),
    ("7", "Sumber Daya", 5, 200),
    ("8", "Strategi Keberlanjutan", 15, 500),
]
"""Number, name, weight in percent, most words, as the guideline of 2023 has them."""


def test_the_sections_are_those_of_kipp_2023(edition):
    rows = edition.groups.get().sections.values_list("number", "title", "weight", "max_words")

    assert list(rows) == KIPP_2023
    assert sum(weight for *_rest, weight, _words in rows) == 100


def test_every_section_asks_a_question(edition):
    assert not edition.groups.get().sections.filter(question="").exists()


def test_the_desk_criteria_follow_the_weights_of_the_sections(edition):
    criteria = edition.stages.get().criteria.values_list("name", "weight", "max_score")

    assert list(criteria) == [
        ("Latar Belakang dan Tujuan", 10, 100),
        ("Kebaruan/Nilai Tambah", 15, 100),
        ("Implementasi Inovasi", 5, 100),
        ("Signifikansi", 30, 100),
        ("Adaptabilitas", 20, 100),
        ("Sumber Daya", 5, 100),
        ("Strategi Keberlanjutan", 15, 100),
    ]


def test_each_score_from_0_to_100_has_exactly_one_meaning(edition):
    for criterion in edition.stages.get().criteria.prefetch_related("bands"):
        meant = [
            score
            for band in criterion.bands.all()
            for score in range(band.lowest, band.highest + 1)
        ]
        assert sorted(meant) == list(range(criterion.max_score + 1))


def test_the_group_has_its_age_quota_documents_video_and_check_list(edition):
    group = edition.groups.get()

    assert (group.name, group.minimum_age_months, group.quota_per_unit) == ("Umum", 12, 3)
    assert list(group.document_rules.values_list("title", "is_required", "max_bytes")) == [
        ("Surat Pernyataan Implementasi", True, 2 * 1024**2),
        ("Surat Pernyataan Identitas", True, 2 * 1024**2),
        ("Surat Pernyataan Kesediaan Replikasi", False, 2 * 1024**2),
    ]
    video = group.video_rule
    assert (video.is_required, video.max_seconds, video.max_bytes) == (True, 300, 500 * 1024**2)
    assert group.check_items.count() == 5


def test_there_are_two_categories(edition):
    assert list(edition.categories.values_list("name", flat=True)) == [
        "Pelayanan Publik yang Inklusif dan Berkeadilan",
        "Efektivitas Institusi Publik untuk Mencapai TPB",
    ]


def test_the_phases_follow_each_other_without_a_gap(edition):
    phases = list(edition.phases.order_by("starts_at"))

    assert [phase.kind for phase in phases] == list(PhaseKind)
    for earlier, later in pairwise(phases):
        assert earlier.ends_at == later.starts_at
    assert edition.opened_at < phases[0].starts_at


def test_two_editions_share_no_row(edition, at):
    other = build_edition(slug="lain", name="Lain", year=2025, prefix="LAIN", starts=at)

    assert other.groups.get() != edition.groups.get()
    assert Section.objects.count() == 2 * len(KIPP_2023)


def refused(constraint: str, deed: Callable[[], object]) -> None:
    """The deed breaks exactly this constraint of the table."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        deed()
    assert caught.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize(
    ("constraint", "model", "values"),
    [
        ("section_weight_is_percent", Section, {"weight": Decimal("100.01")}),
        ("section_weight_is_percent", Section, {"weight": Decimal("-0.01")}),
        ("criterion_weight_is_percent", Criterion, {"weight": Decimal(0)}),
        ("criterion_weight_is_percent", Criterion, {"weight": Decimal("100.01")}),
        ("criterion_has_a_scale", Criterion, {"max_score": 0}),
        ("band_in_order", RubricBand, {"lowest": 100, "highest": 99}),
        ("section_number_once", Section, {"number": "2"}),
        ("category_name_once", Category, {"name": "Sama"}),
        ("phase_kind_once", Phase, {"kind": PhaseKind.CHECK}),
    ],
)
def test_the_table_refuses_a_senseless_rulebook(constraint, model, values, edition):
    if "name" in values:
        model.objects.filter(pk=model.objects.last().pk).update(**values)
    first = model.objects.first()

    refused(constraint, lambda: model.objects.filter(pk=first.pk).update(**values))


def test_a_phase_ends_after_it_starts(edition):
    phase = Phase.objects.first()
    rows = Phase.objects.filter(pk=phase.pk)

    refused("phase_ends_after_it_starts", lambda: rows.update(ends_at=phase.starts_at))
    refused(
        "phase_ends_after_it_starts",
        lambda: rows.update(ends_at=phase.starts_at - timedelta(seconds=1)),
    )
    assert rows.update(ends_at=phase.starts_at + timedelta(seconds=1)) == 1


def test_a_group_has_its_name_once_in_an_edition(edition):
    refused("group_name_once", lambda: Group.objects.create(edition=edition, name="Umum"))


def test_editions_have_an_address_and_a_prefix_of_their_own(edition):
    for field in ("slug", "number_prefix"):
        fields = {"slug": "lain", "number_prefix": "LAIN", "name": "L", "year": 2027}
        taken = fields | {field: getattr(edition, field)}
        with pytest.raises(IntegrityError, match=field), transaction.atomic():
            Edition.objects.create(**taken)


def test_the_order_of_rows_is_the_one_that_was_given(edition):
    titles = list(CheckItem.objects.values_list("title", flat=True))
    last = CheckItem.objects.get(title=titles[-1])
    CheckItem.objects.filter(pk=last.pk).update(order=0)

    assert list(CheckItem.objects.values_list("title", flat=True)) == [titles[-1], *titles[:-1]]
