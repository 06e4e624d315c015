"""Two national forms as data, laid down through the deeds: nothing of either stands in code.

Names and limits are those of KIPP 2023 and of the form before it; weights of the earlier one
were not published, so its sections have none and its criteria carry weights of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from competitions import workflow
from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Section,
    Stage,
    VideoRule,
)
from competitions.phases import PhaseKind
from competitions.workflow import Band
from units.models import User

BANDS = (Band(0, 59, "Kurang"), Band(60, 84, "Baik"), Band(85, 100, "Sangat baik"))
Question = tuple[str, str, int, int | None]
"""Number, title, weight in percent, most words."""


@dataclass(frozen=True)
class GroupForm:
    name: str
    questions: tuple[Question, ...]
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class YearForm:
    year: int
    groups: tuple[GroupForm, ...]
    categories: tuple[str, ...]
    criteria: tuple[tuple[str, int], ...]


KIPP_2023 = YearForm(
    2023,
    (
        GroupForm(
            "Umum",
            (
                ("1", "Ringkasan", 0, 200),
                ("2", "Latar Belakang dan Tujuan", 10, 300),
                ("3", "Kebaruan/Nilai Tambah", 15, 200),
                ("4", "Implementasi Inovasi", 5, 200),
                ("5", "Signifikansi", 30, 600),
                ("6a", "Adaptabilitas: sudah direplikasi", 20, 100),
                ("6b", "Adaptabilitas: potensi replikasi", 0, 200),
                ("7", "Sumber Daya", 5, 200),
                ("8", "Strategi Keberlanjutan", 15, 500),
            ),
            {"minimum_age_months": 24, "quota_per_unit": 10},
        ),
    ),
    (
        "Pelayanan Publik yang Inklusif dan Berkeadilan",
        "Efektivitas Institusi Publik untuk Mencapai TPB",
    ),
    (("Kebaruan", 30), ("Signifikansi", 40), ("Keberlanjutan", 30)),
)
COMMON_2022: tuple[Question, ...] = (
    ("1", "Ringkasan", 0, 200),
    ("2", "Ide Inovatif", 0, 600),
    ("3", "Signifikansi", 0, 600),
    ("4", "Kontribusi terhadap Capaian TPB", 0, 200),
    ("5", "Adaptabilitas", 0, 400),
    ("6", "Keberlanjutan", 0, 600),
    ("7", "Kolaborasi Pemangku Kepentingan", 0, 200),
)
FORM_2022 = YearForm(
    2022,
    (
        GroupForm("Umum", COMMON_2022, {"minimum_age_months": 24, "earlier_awards_max": 1}),
        GroupForm(
            "Replikasi",
            (
                *COMMON_2022,
                ("8", "Inspirasi", 0, 100),
                ("9", "Proses Replikasi", 0, 200),
                ("10", "Faktor Pembeda", 0, 100),
            ),
            {"minimum_age_months": 12, "is_replication": True, "quota_per_unit": 5},
        ),
        GroupForm(
            "Khusus",
            (
                ("1", "Pembaruan/Peningkatan", 0, 200),
                ("2", "Adaptabilitas", 0, 200),
                ("3", "Penguatan Keberlanjutan", 0, 300),
                ("4", "Evaluasi", 0, None),
            ),
            {"minimum_age_months": 24, "earlier_awards_min": 1},
        ),
    ),
    (
        "Pelayanan Publik yang Inklusif dan Berkeadilan",
        "Efektivitas Institusi Publik untuk Mencapai TPB",
        "Ketahanan Institusi Publik di Masa Pandemi dan Antisipasi Pasca-Pandemi",
    ),
    (("Ide Inovatif", 25), ("Signifikansi", 50), ("Keberlanjutan", 25)),
)


def lay_down(form: YearForm, *, user: User, starts: datetime) -> Edition:
    """A draft with every rule of `form`, each through its deed; writing begins at `starts`."""
    edition = workflow.draft_edition(
        user=user,
        slug=f"kipp-bentuk-{form.year}",
        name=f"KIPP bentuk {form.year}",
        year=starts.year,
        number_prefix=f"BENTUK-{form.year}",
        statement="Saya menyatakan isi usulan ini benar.",
    )
    set_calendar(edition, user=user, starts=starts)
    for name in form.categories:
        workflow.add_row(Category(edition=edition, name=name), user=user)
    for group_form in form.groups:
        _group(edition, group_form, user)
    stage = Stage(edition=edition, kind=Stage.Kind.DESK, name="Penilaian proposal", pass_mark=85)
    workflow.add_row(stage, user=user)
    for name, weight in form.criteria:
        criterion = Criterion(stage=stage, name=name, weight=Decimal(weight))
        workflow.add_row(criterion, user=user, bands=BANDS)
    return edition


def set_calendar(
    edition: Edition, *, user: User, starts: datetime, days: Iterable[int] = (0, 45, 60, 80, 95)
) -> None:
    """The four phases one after the other; `days` are their borders, counted from `starts`."""
    borders = [starts + timedelta(days=each) for each in days]
    spans = dict(zip(PhaseKind, pairwise(borders), strict=True))
    workflow.set_phases(edition, spans, seen=workflow.seen_phases(edition), user=user)


def _group(edition: Edition, form: GroupForm, user: User) -> None:
    group = workflow.add_row(Group(edition=edition, name=form.name, **form.facts), user=user)
    for number, title, weight, most in form.questions:
        section = Section(
            group=group,
            number=number,
            title=title,
            question=f"{title}: uraikan.",
            weight=Decimal(weight),
            max_words=most,
        )
        workflow.add_row(section, user=user)
    for title in ("Surat Pernyataan Implementasi", "Surat Pernyataan Identitas"):
        workflow.add_row(DocumentRule(group=group, title=title, max_bytes=1024**2), user=user)
    workflow.add_row(VideoRule(group=group, max_seconds=300, min_height=720), user=user)
    for code, title in (("A1", "Judul pantas"), ("A2", "Usia penerapan")):
        workflow.add_row(CheckItem(group=group, code=code, title=title), user=user)
