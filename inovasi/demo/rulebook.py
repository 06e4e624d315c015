"""The KIPP 2023 form, Kelompok Umum, as rows of an edition, and the dates of a sample year."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from competitions import workflow
from competitions.machine_checks import MachineCheck
from competitions.models import (
    Category,
    CheckItem,
    Criterion,
    DocumentRule,
    Edition,
    Group,
    Phase,
    RubricBand,
    Section,
    Stage,
    VideoRule,
)
from competitions.phases import PhaseKind
from inovasi.demo.registry import Cast
from units.models import Unit

SECTIONS = (
    ("1", "Ringkasan", 0, 200, "Ringkas seluruh proposal: masalah, gagasan, pelaksanaan, hasil."),
    (
        "2",
        "Latar Belakang dan Tujuan",
        10,
        300,
        "Keadaan apa yang ada sebelum inovasi, siapa yang terdampak, dan target terukur apa "
        "yang ingin dicapai?",
    ),
    (
        "3",
        "Kebaruan/Nilai Tambah",
        15,
        200,
        "Apa gagasan utamanya dan apa kelebihan atau keunikannya dibanding cara lama?",
    ),
    (
        "4",
        "Implementasi Inovasi",
        5,
        200,
        "Bagaimana inovasi dijalankan sehingga menjawab masalah tadi?",
    ),
    (
        "5",
        "Signifikansi",
        30,
        600,
        "Apa dampaknya sebelum dan sesudah inovasi, dan bagaimana dampak itu diukur?",
    ),
    (
        "6a",
        "Adaptabilitas: sudah direplikasi",
        20,
        100,
        "Apakah inovasi sudah ditiru unit atau instansi lain? Sebutkan. (Bobot 6a dan 6b "
        "bersama-sama.)",
    ),
    (
        "6b",
        "Adaptabilitas: potensi replikasi",
        0,
        200,
        "Di mana masalah serupa ada dan seberapa besar peluang inovasi ini ditiru di sana?",
    ),
    (
        "7",
        "Sumber Daya",
        5,
        200,
        "Dana, orang, metode, dan peralatan apa yang dipakai, dan bagaimana diperoleh?",
    ),
    (
        "8",
        "Strategi Keberlanjutan",
        15,
        500,
        "Apa jaminan kelembagaan, manajerial, dan sosial agar inovasi terus berjalan?",
    ),
)
"""Number, title, weight in percent, most words, question (KIPP 2023, Kelompok Umum)."""

CATEGORIES = (
    (
        "Pelayanan Publik yang Inklusif dan Berkeadilan",
        "Layanan menjangkau kelompok yang selama ini sulit terlayani.",
    ),
    (
        "Efektivitas Institusi Publik untuk Mencapai TPB",
        "Cara kerja lembaga yang mempercepat Tujuan Pembangunan Berkelanjutan.",
    ),
)
DOCUMENTS = (
    ("Surat Pernyataan Implementasi", "Memuat tanggal mulai penerapan, ditandatangani.", True),
    ("Surat Pernyataan Identitas", "Siapa pemrakarsanya: perorangan atau tim.", True),
    ("Surat Pernyataan Kesediaan Replikasi", "Bersedia membagikan inovasinya.", False),
)
CHECK_ITEMS = (
    (
        "A1",
        "Judul menggambarkan inovasi dan pantas",
        "Tidak sama dengan usulan lain.",
        MachineCheck.TITLE,
    ),
    (
        "A2",
        "Usia penerapan terpenuhi",
        "Bandingkan dengan surat pernyataan implementasi.",
        MachineCheck.AGE,
    ),
    (
        "A3",
        "Setiap bagian diisi sungguh-sungguh",
        "Tidak kosong dan tidak asal isi.",
        MachineCheck.ANSWERS,
    ),
    (
        "A4",
        "Surat pernyataan lengkap dan ditandatangani",
        "Semua dokumen wajib terbaca.",
        MachineCheck.DOCUMENTS,
    ),
    (
        "A5",
        "Video dapat diputar dan sesuai ketentuan",
        "Durasi, isi, dan tanpa promosi dagang.",
        MachineCheck.VIDEO,
    ),
)
"""Reason code, item, guidance, what the portal finds out by itself."""

STATEMENT = (
    "Saya menyatakan isi usulan ini benar. Panitia boleh membatalkan keikutsertaan atau "
    "penghargaan bila terbukti tidak benar."
)

BANDS = (
    (85, 100, "Sangat baik: bukti kuat dan lengkap"),
    (70, 84, "Baik: bukti ada, sebagian kecil kurang"),
    (60, 69, "Cukup: uraian jelas, bukti terbatas"),
    (0, 59, "Kurang: uraian atau bukti tidak memadai"),
)

OPEN_BEFORE = timedelta(days=10)
DAYS = {
    PhaseKind.WRITING: (0, 45),
    PhaseKind.CHECK: (45, 60),
    PhaseKind.JUDGING: (60, 80),
    PhaseKind.DECISION: (80, 95),
}
"""Length of the phases: first and last day, counted from the opening of the writing phase."""


EVIDENCE = {
    "5": "Laporan evaluasi dengan data sebelum dan sesudah inovasi.",
    "8": "Dasar hukum, SOP, atau perjanjian dengan mitra.",
}
"""Sections that take evidence, and which."""
EVIDENCE_MAX_FILES = 3


def build_edition(*, starts: datetime, **facts: Any) -> Edition:
    """The same as `build_draft`, opened ten days before `starts`, whoever opened it."""
    edition = build_draft(starts=starts, **facts)
    edition.opened_at = starts - OPEN_BEFORE
    edition.save(update_fields=["opened_at"])
    return edition


def build_draft(
    *,
    slug: str,
    name: str,
    year: int,
    prefix: str,
    starts: datetime,
    is_practice: bool = False,
    has_interview: bool = False,
    is_blind: bool = False,
) -> Edition:
    """A whole rulebook, not opened, whose writing phase begins on the day of `starts` at 08.00."""
    edition = Edition.objects.create(
        slug=slug,
        name=name,
        year=year,
        theme="Inovasi yang dirasakan warga sampai ke pelosok",
        number_prefix=prefix,
        is_practice=is_practice,
        statement=STATEMENT,
    )
    morning = timezone.localtime(starts).replace(hour=8, minute=0, second=0, microsecond=0)
    for kind, (first, last) in DAYS.items():
        Phase.objects.create(
            edition=edition,
            kind=kind,
            starts_at=morning + timedelta(days=first),
            ends_at=morning + timedelta(days=last),
        )
    for order, (title, description) in enumerate(CATEGORIES, start=1):
        Category.objects.create(edition=edition, name=title, description=description, order=order)
    _group(edition)
    _desk_stage(edition)
    if has_interview:
        _interview(edition)
    if is_blind:
        edition.stages.update(is_blind=True)
    return edition


def record_changes(edition: Edition, unit: Unit, cast: Cast) -> None:
    """A slip in a question mended, and a day more for one unit: what the public page then shows."""
    section = edition.groups.get().sections.get(number="7")
    workflow.correct(
        section,
        "question",
        section.question.replace("dan bagaimana diperoleh", "dan bagaimana cara memperolehnya"),
        seen=section.question,
        reason="Kata-katanya kurang jelas.",
        user=cast.committee,
        at=edition.opened_at + timedelta(days=2),
    )
    writing = edition.phases.get(kind=PhaseKind.WRITING)
    workflow.extend(
        edition,
        unit,
        PhaseKind.WRITING,
        until=writing.ends_at + timedelta(days=1),
        reason="Listrik padam dua hari.",
        user=cast.second_committee,
        at=writing.starts_at + timedelta(days=3),
    )


def draft_next(edition: Edition, cast: Cast) -> None:
    """Next year's rulebook, just copied, with two things left to mend before it can be opened."""
    year = edition.year + 1
    report = workflow.copy_edition(
        edition,
        user=cast.committee,
        slug=f"kipp-{year}",
        name=edition.name.replace(str(edition.year), str(year)),
        year=year,
        number_prefix=f"KIPP-{year}",
    )
    group = report.edition.groups.get()
    section = group.sections.get(number="5")
    workflow.change_row(
        section, seen=workflow.seen_row(section), user=cast.committee, weight=Decimal(25)
    )
    item = group.check_items.first()
    workflow.change_row(item, seen=workflow.seen_row(item), user=cast.committee, code="")


def _group(edition: Edition) -> None:
    group = Group.objects.create(
        edition=edition, name="Umum", minimum_age_months=12, quota_per_unit=3
    )
    Section.objects.bulk_create(
        Section(
            group=group,
            number=number,
            title=title,
            weight=weight,
            max_words=words,
            question=question,
            order=order,
            evidence_max_files=EVIDENCE_MAX_FILES if number in EVIDENCE else 0,
            evidence_help=EVIDENCE.get(number, ""),
        )
        for order, (number, title, weight, words, question) in enumerate(SECTIONS, start=1)
    )
    for order, (title, description, is_required) in enumerate(DOCUMENTS, start=1):
        DocumentRule.objects.create(
            group=group,
            title=title,
            description=description,
            is_required=is_required,
            order=order,
        )
    VideoRule.objects.create(
        group=group,
        description="Tampilkan gagasan, penerapan, dampak, dan kesaksian penerima manfaat. "
        "Berbahasa Indonesia; beri takarir bila memakai bahasa daerah.",
        allows_link=True,
    )
    for order, (code, title, guidance, machine_check) in enumerate(CHECK_ITEMS, start=1):
        CheckItem.objects.create(
            group=group,
            code=code,
            title=title,
            guidance=guidance,
            machine_check=machine_check,
            order=order,
        )


PRACTICE_THRESHOLD = Decimal(5)
"""So narrow that a newcomer soon meets an entry whose judges lie apart."""


INTERVIEW_CRITERIA = (
    ("Penguasaan inovasi", 40, "Apakah penyaji memahami masalah, cara kerja, dan datanya?"),
    ("Bukti dampak", 40, "Apakah dampaknya ditunjukkan dengan angka yang dapat diperiksa?"),
    ("Rencana keberlanjutan", 20, "Apakah dana, orang, dan aturannya sudah pasti?"),
)
FINALISTS, DESK_WEIGHT, INTERVIEW_MINUTES = 5, 60, 20
SPLIT_THRESHOLD = Decimal(8)


def _interview(edition: Edition) -> None:
    """A second stage for the best of the first."""
    edition.stages.update(
        weight=DESK_WEIGHT, advance_most=FINALISTS, split_threshold=SPLIT_THRESHOLD
    )
    stage = Stage.objects.create(
        edition=edition,
        kind=Stage.Kind.INTERVIEW,
        name="Presentasi dan wawancara",
        order=2,
        weight=100 - DESK_WEIGHT,
        minutes=INTERVIEW_MINUTES,
    )
    for order, (name, weight, question) in enumerate(INTERVIEW_CRITERIA, start=1):
        criterion = Criterion.objects.create(
            stage=stage, name=name, description=question, weight=weight, order=order
        )
        _bands(criterion)


def _desk_stage(edition: Edition) -> None:
    """Criteria follow the weights of the sections; those without weight are not scored."""
    stage = Stage.objects.create(edition=edition, kind=Stage.Kind.DESK, name="Penilaian proposal")
    if edition.is_practice:
        stage.shows_peers, stage.split_threshold = True, PRACTICE_THRESHOLD
        stage.save(update_fields=["shows_peers", "split_threshold"])
    weighted = [row for row in SECTIONS if row[2]]
    for order, (_number, title, weight, _words, question) in enumerate(weighted, start=1):
        criterion = Criterion.objects.create(
            stage=stage,
            name=title.partition(":")[0],
            description=question,
            weight=Decimal(weight),
            order=order,
        )
        _bands(criterion)


def _bands(criterion: Criterion) -> None:
    RubricBand.objects.bulk_create(
        RubricBand(criterion=criterion, lowest=lowest, highest=highest, text=text)
        for lowest, highest, text in BANDS
    )
