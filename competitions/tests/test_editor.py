"""Panitia's pages: what was typed is never lost, and nothing is written that makes no sense."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions import workflow
from competitions.models import Category, Criterion, Edition, Section
from competitions.workflow import seen_phases, seen_row
from conftest import AT
from notifications.models import Message

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def browser(sign_in, committee):
    return sign_in(committee)


@pytest.fixture
def section(draft) -> Section:
    return draft.groups.get().sections.get(number="5")


def url(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


def of_section(section: Section, **changes: object) -> dict[str, object]:
    """What the form of the section posts."""
    return {
        "number": section.number,
        "title": section.title,
        "question": section.question,
        "help_text": "",
        "is_required": "on",
        "min_words": "",
        "max_words": 600,
        "weight": "30,00",
        "evidence_min_files": 0,
        "evidence_max_files": 0,
        "evidence_max_bytes": "2",
        "evidence_help": "",
        "seen": seen_row(section),
        "parent": section.group_id,
        **changes,
    }


def of_bands(*bands: tuple[object, object, str]) -> dict[str, object]:
    data: dict[str, object] = {"rentang-TOTAL_FORMS": len(bands), "rentang-INITIAL_FORMS": 0}
    for number, (lowest, highest, text) in enumerate(bands):
        data[f"rentang-{number}-lowest"] = lowest
        data[f"rentang-{number}-highest"] = highest
        data[f"rentang-{number}-text"] = text
    return data


def test_a_section_is_changed_with_decimal_comma_and_megabytes(browser, draft, section):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    answer = browser.post(
        page,
        of_section(
            section,
            weight="12,5",
            max_words="",
            evidence_max_files=3,
            evidence_max_bytes="1,5",
        ),
    )
    section.refresh_from_db()

    assert answer.status_code == 302
    assert (str(section.weight), section.max_words) == ("12.50", None)
    assert (section.evidence_max_files, section.evidence_max_bytes) == (3, 1536 * 1024)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"weight": "101"}, "paling banyak 100"),
        ({"weight": "-1"}, "paling sedikit 0"),
        ({"number": "1"}, "Nomor ini sudah dipakai bagian lain"),
        ({"min_words": "700"}, "Batas kata paling banyak"),
        ({"evidence_min_files": "1"}, "Bukti paling banyak"),
        ({"question": "a" * 1_000_000}, "5000"),
        ({"question": "\0\u202e "}, "tidak boleh kosong"),
        ({"title": ""}, "tidak boleh kosong"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_stays_typed(
    typed, says, browser, draft, section
):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    answer = browser.post(page, of_section(section, help_text="Petunjuk panjang saya", **typed))

    assert answer.status_code == 422
    assert any(each in answer.text for each in says.split("|")), says
    assert "Petunjuk panjang saya" in answer.text
    assert seen_row(Section.objects.get(pk=section.pk)) == seen_row(section)


def test_hidden_characters_are_dropped(browser, draft, section):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    browser.post(page, of_section(section, question="Apa\0 \u202edampaknya?\u2066"))
    section.refresh_from_db()
    assert section.question == "Apa dampaknya?"


def test_the_second_save_shows_both_and_a_third_decides(
    browser, sign_in, second_committee, draft, section
):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    first = of_section(section, question="Pertanyaan rekan?")
    second = of_section(section, question="Pertanyaan saya?")
    sign_in(second_committee).post(page, first)
    answer = browser.post(page, second)

    assert answer.status_code == 409
    assert "Pertanyaan rekan?" in answer.text
    assert "Pertanyaan saya?" in answer.text
    section.refresh_from_db()
    assert section.question == "Pertanyaan rekan?"
    assert seen_row(section) in answer.text
    assert browser.post(page, {**second, "seen": seen_row(section)}).status_code == 302
    section.refresh_from_db()
    assert section.question == "Pertanyaan saya?"


def test_a_row_removed_while_its_form_is_open_can_be_saved_as_a_new_one(
    browser, committee, draft, section
):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    typed = of_section(section, question="Tulisan panjang saya?")
    workflow.remove_row(section, user=committee)
    answer = browser.post(page, typed)

    assert answer.status_code == 409
    assert "sudah dihapus rekan Anda" in answer.text
    assert "Tulisan panjang saya?" in answer.text
    anew = url("edition-row-new", draft.slug, "bagian", section.group_id)
    assert f'action="{anew}"' in answer.text
    assert browser.post(anew, typed).status_code == 302
    assert Section.objects.filter(question="Tulisan panjang saya?").count() == 1
    assert browser.get(page).status_code == 404


def test_a_group_removed_while_a_section_is_open_gives_the_words_back(
    browser, committee, draft, section
):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    typed = of_section(section, question="Tulisan panjang saya?")
    workflow.remove_row(section.group, user=committee)
    answer = browser.post(page, typed)

    assert answer.status_code == 403
    assert "sudah dihapus rekan Anda" in answer.text
    assert "Tulisan panjang saya?" in answer.text


def test_a_new_row_whose_group_or_edition_is_gone_gives_the_words_back(
    browser, committee, draft, section
):
    page = url("edition-row-new", draft.slug, "bagian", section.group_id)
    typed = of_section(section, number="99", question="Tulisan panjang saya?")
    workflow.remove_row(section.group, user=committee)
    of_group = browser.post(page, typed)
    workflow.discard_edition(draft, user=committee)
    for answer in (of_group, browser.post(page, typed)):
        assert answer.status_code == 403
        assert "sudah dihapus rekan Anda" in answer.text
        assert "Tulisan panjang saya?" in answer.text
    assert browser.get(page).status_code == 404


def test_an_edition_opened_while_a_form_is_open_gives_the_words_back(
    browser, committee, draft, section
):
    page = url("edition-row", draft.slug, "bagian", section.pk)
    typed = of_section(section, question="Tulisan panjang saya?")
    workflow.open_edition(draft, user=committee, at=AT)
    answer = browser.post(page, typed)

    assert answer.status_code == 403
    assert "aturannya terkunci" in answer.text
    assert "Tulisan panjang saya?" in answer.text


def test_a_row_of_another_edition_is_not_found(browser, edition, draft, section):
    assert browser.get(url("edition-row", edition.slug, "bagian", section.pk)).status_code == 404
    assert browser.get(url("edition-row", draft.slug, "tahap", 10**9)).status_code == 404
    assert browser.get(url("edition-part", draft.slug, "bagian")).status_code == 404


def test_a_criterion_is_added_with_its_bands(browser, draft):
    stage = draft.stages.get()
    page = url("edition-row-new", draft.slug, "kriteria", stage.pk)
    proposed = browser.get(page)
    assert "Sangat baik" in proposed.text  # as the criterion before it
    data = {"name": "Baru", "description": "", "weight": "10", "max_score": 10, "step": "0,5"}
    faulty = browser.post(
        page, {**data, **of_bands((0, 4, "Rendah"), (9, 5, "Terbalik"), ("", "", ""))}
    )
    assert faulty.status_code == 422
    assert "Batas atas lebih kecil" in faulty.text
    assert "Terbalik" in faulty.text

    bands = of_bands((0, 4, "Rendah"), ("", "", ""), (5, 10, "Tinggi"))
    assert browser.post(page, {**data, **bands}).status_code == 302
    criterion = Criterion.objects.get(name="Baru")
    assert [str(band) for band in criterion.bands.all()] == ["5-10: Tinggi", "0-4: Rendah"]


@pytest.mark.parametrize("total", ["", "x", "9" * 5000, "1000"])
def test_a_tampered_number_of_bands_is_refused_and_keeps_what_was_typed(total, browser, draft):
    page = url("edition-row-new", draft.slug, "kriteria", draft.stages.get().pk)
    data = {"name": "Ketikan saya", "weight": "10", "max_score": 10, "step": "1"}
    answer = browser.post(page, {**data, **of_bands((0, 10, "A")), "rentang-TOTAL_FORMS": total})
    assert answer.status_code == 422
    assert "Ketikan saya" in answer.text


def test_rows_move_by_plain_buttons(browser, draft):
    second = draft.categories.last()
    place = draft.categories.count()
    answer = browser.post(
        url("edition-row-order", draft.slug, "kategori", second.pk), {"naik": "1", "place": place}
    )

    assert answer["Location"] == url("edition-part", draft.slug, "kategori")
    assert draft.categories.first() == second


def test_removing_asks_first(browser, draft):
    category = draft.categories.first()
    page = url("edition-row-removal", draft.slug, "kategori", category.pk)
    assert str(category) in browser.get(page).text
    assert Category.objects.filter(pk=category.pk).exists()
    browser.post(page)
    browser.post(page)
    assert not Category.objects.filter(pk=category.pk).exists()


# --- the calendar -----------------------------------------------------------------------------


def calendar(edition: Edition, **changes: str) -> dict[str, str]:
    data = {"seen": seen_phases(edition)}
    for phase in edition.phases.all():
        for end in ("starts_at", "ends_at"):
            at = getattr(phase, end).astimezone(AT.tzinfo)
            data[f"{phase.kind}-{end}"] = f"{at:%Y-%m-%dT%H:%M}"
    return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"penilaian__ends_at": "2026-01-01T08:00"}, "Masa “Penilaian” berakhir sebelum mulai"),
        ({"penilaian__ends_at": ""}, "Isi keduanya, atau kosongkan keduanya."),
        ({"penilaian__ends_at": "9999-12-31T23:59"}, "Tahunnya di luar jangkauan"),
        ({"penilaian__ends_at": "kemarin"}, "tanggal"),
    ],
)
def test_a_calendar_that_makes_no_sense_says_where(typed, says, browser, draft):
    before = seen_phases(draft)
    answer = browser.post(url("edition-phases", draft.slug), calendar(draft, **typed))

    assert answer.status_code == 422
    assert says in answer.text
    assert seen_phases(draft) == before


def test_the_calendar_is_saved_whole_and_guarded(browser, draft):
    page, typed = url("edition-phases", draft.slug), calendar(draft)
    empty = {**typed, "penetapan-starts_at": "", "penetapan-ends_at": ""}
    assert browser.post(page, empty).status_code == 302
    assert draft.phases.count() == 3
    answer = browser.post(page, typed)
    assert answer.status_code == 409
    assert "Belum ada yang ditimpa" in answer.text
    assert draft.phases.count() == 3


# --- the whole edition --------------------------------------------------------------------------


def test_the_overview_says_what_is_missing_and_where(browser, draft, section):
    page = url("edition", draft.slug)
    assert url("edition-opening", draft.slug) in browser.get(page).text

    Section.objects.filter(pk=section.pk).update(weight=20)
    shown = browser.get(page).text
    assert "Bobot bagian berjumlah 90, bukan 100." in shown
    assert url("edition-row", draft.slug, "kelompok", section.group_id) in shown
    assert url("edition-opening", draft.slug) not in shown
    browser.post(url("edition-opening", draft.slug))
    draft.refresh_from_db()
    assert draft.opened_at is None


def test_the_year_from_copy_to_a_moved_deadline(browser, edition, submission, owner):
    """As panitia does it: copy, mend, open, move a deadline."""
    copy = {"name": "KIPP 2027", "year": 2027, "slug": "kipp-2027", "number_prefix": "KIPP-2027"}
    answer = browser.post(url("edition-copy", edition.slug), copy)
    assert answer["Location"] == url("edition-copy-report", "kipp-2027")
    assert "Tema belum ditulis." in browser.get(answer["Location"]).text
    assert browser.post(url("edition-copy", edition.slug), copy).status_code == 422
    assert browser.post(url("edition-opening", "kipp-2027")).status_code == 302
    assert Edition.objects.get(slug="kipp-2027").opened_at == AT

    page = url("edition-phase-move", edition.slug, "pengajuan")
    typed = {
        "starts_at": calendar(edition)["pengajuan-starts_at"],
        "ends_at": "2026-04-10T12:00",
        "reason": "Libur bersama",
        "seen": seen_phases(edition),
    }
    asked = browser.post(page, typed)
    assert "Anggota unit yang punya usulan: 1 surat" in asked.text
    assert "Jumat, 10 April 2026 pukul 12.00 WITA" in asked.text
    assert not edition.changes.exists()
    back = browser.post(page, {**typed, "kembali": "1"})
    assert "Libur bersama" in back.text
    assert browser.post(page, {**typed, "yakin": "1"}).status_code == 302
    assert edition.changes.get().reason == "Libur bersama"
    assert Message.objects.get(key__startswith="rule-change:").address == owner.email
    again = browser.post(page, {**typed, "yakin": "1"})
    assert again.status_code == 409
    assert edition.changes.count() == 1


def test_the_editor_asks_the_same_number_of_questions_for_more_rows(browser, draft, committee):
    """For one group and three, one category and five."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(url("edition", draft.slug))
        return len(caught)

    before = cost()
    group = draft.groups.get()
    for name in ("Replikasi", "Khusus"):
        new = workflow.add_row(type(group)(edition=draft, name=name), user=committee)
        for section in group.sections.all()[:3]:
            row = Section(group=new, number=section.number, title="T", question="?")
            workflow.add_row(row, user=committee)
    assert cost() == before
    assert before <= 20


def test_the_list_costs_the_same_for_one_edition_and_three(browser, edition, committee):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(url("editions"))
        return len(caught)

    before = cost()
    for year in (2027, 2028):
        workflow.copy_edition(
            edition, user=committee, slug=f"k-{year}", name="K", year=year, number_prefix=f"K{year}"
        )
    assert cost() == before
    assert before <= 12
