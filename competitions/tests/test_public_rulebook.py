"""The public rulebook: every limit in words, files for everyone, nothing before the opening."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from competitions import workflow
from competitions.models import Edition, Group, Section
from competitions.tests.two_forms import FORM_2022, KIPP_2023, YearForm, lay_down
from conftest import AT, OPENING, stored
from inovasi.demo.files import statement_pdf

pytestmark = pytest.mark.usefixtures("clock")


def url(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments)


@pytest.fixture
def opened(committee) -> Edition:
    """The form of before 2023: three groups, one section without a limit."""
    edition = lay_down(FORM_2022, user=committee, starts=OPENING)
    return workflow.open_edition(edition, user=committee, at=AT)


def test_two_years_forms_stand_side_by_side(client, committee, opened):
    other = lay_down(KIPP_2023, user=committee, starts=OPENING)
    workflow.open_edition(other, user=committee, at=AT)

    for form, edition in ((FORM_2022, opened), (KIPP_2023, other)):
        page = client.get(url("rulebook", edition.slug)).text
        assert_all_shown(form, page)
    assert "Faktor Pembeda" not in page
    assert Section.objects.filter(group__edition=opened).count() == 7 + 10 + 4


def assert_all_shown(form: YearForm, page: str) -> None:
    for group in form.groups:
        assert f"Kelompok {group.name}" in page
        for number, title, _weight, most in group.questions:
            assert f"{number}. {title}" in page
            assert (f"Paling banyak {most} kata" if most else "Tanpa batas kata") in page
    for name in form.categories:
        assert name in page
    for name, weight in form.criteria:
        assert name in page
        assert f"{weight}%" in page


def test_every_limit_of_a_group_is_said(client, opened):
    page = client.get(url("rulebook", opened.slug)).text

    for words in (
        "paling sedikit 24 bulan",
        "Paling banyak 5 usulan",
        "Inovasi yang meniru inovasi lain",
        "Paling sedikit 1",
        "paling sedikit 720 piksel",
        "PDF, paling besar 1 MB.",
        "Nilai ambang: 85.",
        "Setiap usulan dinilai 2 juri.",
        "Saya menyatakan isi usulan ini benar.",
        "Edisi dibuka",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"min_words": 100, "max_words": 200}, "100 sampai 200 kata"),
        ({"min_words": 300, "max_words": None}, "Paling sedikit 300 kata"),
        ({"min_words": None, "max_words": None}, "Tanpa batas kata"),
        (
            {"evidence_min_files": 1, "evidence_max_files": 2, "evidence_help": "Laporan"},
            "Bukti wajib: 1 sampai 2 berkas, masing-masing paling besar 2 MB (Laporan)",
        ),
        ({"evidence_max_files": 2}, "Bukti: paling banyak 2 berkas"),
        ({"is_required": False}, "tidak wajib"),
    ],
)
def test_limits_of_a_section_in_words(fields, says, client, opened):
    Section.objects.update(**fields)
    page = " ".join(client.get(url("rulebook", opened.slug)).text.split())
    assert says in page


def test_guideline_and_forms_are_open_to_everyone_once_opened(client, draft, committee):
    rule = draft.groups.get().document_rules.first()
    pdf = statement_pdf(["Petunjuk"])
    workflow.set_guideline(
        draft,
        stored("guideline", str(draft.pk), committee, pdf, "application/pdf"),
        user=committee,
    )
    workflow.set_template(
        rule,
        stored("document-template", str(rule.pk), committee, pdf, "application/pdf"),
        user=committee,
    )
    places = (
        url("rulebook-guideline", draft.slug),
        url("rulebook-template", draft.slug, rule.pk),
    )
    for place in places:
        assert client.get(place).status_code == 404
    workflow.open_edition(draft, user=committee, at=AT)
    page = client.get(url("rulebook", draft.slug)).text
    for place in places:
        assert f'href="{place}"' in page
        answer = client.get(place)
        assert b"".join(answer) == pdf
    other = draft.groups.get().document_rules.last()
    assert client.get(url("rulebook-template", draft.slug, other.pk)).status_code == 404


def test_the_question_sheet_holds_every_question_as_word_and_pdf(client, opened):
    group = opened.groups.get(name="Replikasi")
    Section.objects.filter(group=group, number="8").update(question="Meniru *siapa* #let x = [?")
    docx = client.get(url("rulebook-sheet-docx", opened.slug, group.pk))
    pdf = client.get(url("rulebook-sheet-pdf", opened.slug, group.pk))

    words = "\n".join(each.text for each in Document(BytesIO(docx.content)).paragraphs)
    pages = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    for text in (words, pages):
        flat = " ".join(text.split())
        for number, title, _weight, _most in FORM_2022.groups[1].questions:
            assert f"{number}. {title}" in flat
        assert "Meniru *siapa* #let x = [?" in flat
        assert "Surat Pernyataan Identitas (wajib)" in flat
    assert "lembar-pertanyaan-kipp-bentuk-2022-replikasi.docx" in docx["Content-Disposition"]


def test_a_sheet_belongs_to_its_edition_and_to_opened_ones(client, opened, draft):
    group = Group.objects.get(edition=draft)
    for name in ("rulebook-sheet-docx", "rulebook-sheet-pdf"):
        assert client.get(url(name, draft.slug, group.pk)).status_code == 404
        assert client.get(url(name, opened.slug, group.pk)).status_code == 404


def test_an_edition_that_opens_tomorrow_is_not_there_today(client, opened, clock):
    Edition.objects.update(opened_at=AT.replace(day=3))
    group = opened.groups.first()
    places = (
        url("rulebook", opened.slug),
        url("rulebook-sheet-pdf", opened.slug, group.pk),
        url("rulebook-guideline", opened.slug),
    )
    assert [client.get(place).status_code for place in places] == [404, 404, 404]
    clock.move_to(AT.replace(day=3))
    assert client.get(places[0]).status_code == 200


def test_the_page_costs_the_same_for_one_group_and_three(
    client, opened, draft, committee, django_assert_num_queries
):
    workflow.open_edition(draft, user=committee, at=AT)
    for edition in (opened, draft):
        with django_assert_num_queries(12):
            client.get(url("rulebook", edition.slug))


def test_the_rulebook_says_who_goes_on_from_stage_to_stage(client, opened):
    first = opened.stages.get()
    opened.stages.filter(pk=first.pk).update(pass_mark=75, advance_per_category=3, is_blind=True)
    page = client.get(url("rulebook", opened.slug)).text
    assert "Nilai ambang: 75." in page
    assert "Yang lanjut" not in page

    opened.stages.create(kind="wawancara", name="Wawancara", order=2, weight=0)

    page = client.get(url("rulebook", opened.slug)).text
    assert "Yang lanjut ke tahap berikut: nilai paling sedikit 75, 3 terbaik per kategori" in page
    assert "tanpa mengetahui nama unit" in page
