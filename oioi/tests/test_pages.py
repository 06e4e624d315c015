"""Board, lists, rules and start pages: what they show, to whom, and at what cost."""

import pytest
from django.db import transaction
from django.urls import reverse

from conftest import make_innovation
from downloads.tests.following import fetch
from oioi import workflow
from oioi.models import DutyYear, Exemption, ReminderRule
from oioi.queries import standings
from oioi.tests.regency import build
from units.models import Unit, UnitKind

READ = ["", "unit/", "laporan/", "laporan.pdf", "laporan.xlsx"]
MANAGE = ["aturan/", "unit/PKM-01/"]


@pytest.fixture
def place(unit) -> Unit:
    """The kecamatan in which the unit lies."""
    place = Unit.objects.create(code="73.06.02", name="Bajeng", kind=UnitKind.KECAMATAN)
    Unit.objects.filter(pk=unit.pk).update(kecamatan=place)
    return place


@pytest.mark.parametrize("page", READ)
def test_panitia_and_leadership_read(page, duty, unit, sign_in, committee, sekda, owner):
    path = f"/oioi/2026/{page}"

    assert fetch(sign_in(committee), path).status_code == 200
    assert fetch(sign_in(sekda), path).status_code == 200
    assert sign_in(owner).get(path).status_code == 403


@pytest.mark.parametrize("page", MANAGE)
def test_only_panitia_manages(page, duty, unit, sign_in, committee, sekda, owner):
    path = f"/oioi/2026/{page}"

    assert sign_in(committee).get(path).status_code == 200
    for other in (sekda, owner):
        assert sign_in(other).get(path).status_code == 403
        assert sign_in(other).post(path, {"reason": "Ingin"}).status_code == 403
    assert not Exemption.objects.exists()


def test_the_board_counts_and_leads_to_the_units(
    duty, unit, other_unit, place, owner, fulfil, sign_in, sekda
):
    fulfil(make_innovation(owner, unit, "Perahu Sehat"))
    browser = sign_in(sekda)

    page = browser.get("/oioi/2026/")

    table = page.context["table"]
    assert [row["label"] for row in table["rows"]] == ["Bajeng", "Tanpa kecamatan"]
    assert page.context["said"] == "33 % (1/3)"
    cell = table["rows"][0]["cells"][table["kinds"].index("UPT puskesmas")]
    listed = browser.get(cell["url"]).context["rows"]
    assert [(row["unit"].code, row["works"]) for row in listed] == [("PKM-01", ["Perahu Sehat"])]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ["73.06.02", "DESA-01", "PKM-01"]),
        ("tingkat=draf", ["PKM-01"]),
        ("tingkat=belum-terpenuhi", ["73.06.02", "DESA-01", "PKM-01"]),
        ("tingkat=terpenuhi", []),
        ("jenis=desa", ["DESA-01"]),
        ("kecamatan=73.06.02", ["73.06.02", "PKM-01"]),
        ("kecamatan=-", ["DESA-01"]),
        ("cari=puskesmas+bajen", ["PKM-01"]),
        ("jenis=x&tingkat=y&halaman=z", ["73.06.02", "DESA-01", "PKM-01"]),
        ("kecamatan=%00&cari=%00", []),
    ],
)
def test_lists_are_narrowed(asked, codes, duty, unit, other_unit, place, owner, sign_in, committee):
    make_innovation(owner, unit, "Perahu Sehat")

    page = sign_in(committee).get(f"/oioi/2026/unit/?{asked}")

    assert page.status_code == 200
    assert sorted(row["unit"].code for row in page.context["rows"]) == codes


def test_every_number_of_the_board_is_the_length_of_its_list(sign_in, committee):
    build(units=120, people=1, years=[2026])
    browser = sign_in(committee)
    table = browser.get("/oioi/2026/").context["table"]

    cells = [cell for row in table["rows"] for cell in [*row["cells"], row["total"]]]
    for cell in [*cells, *table["totals"], table["total"]]:
        levels = standings(years=[2026])[2026].levels
        listed = browser.get(cell["url"]).context["page"].paginator.object_list
        obliged = [unit for unit in listed if levels[unit.pk] != "dibebaskan"]
        assert len(obliged) == cell["count"].obliged


@pytest.mark.parametrize(
    "page", ["", "unit/", "unit/?cari=jenetallasa&tingkat=belum-ada", "laporan/"]
)
def test_pages_cost_the_same_at_any_size(page, sign_in, committee, count_queries):
    browser, found = sign_in(committee), []
    for size, years in ((20, range(2026, 2027)), (200, range(2017, 2027))):
        with transaction.atomic():
            build(units=size, people=size, years=years)
            found.append(count_queries(lambda: browser.get(f"/oioi/2026/{page}")))
            transaction.set_rollback(True)

    assert found[0] == found[1]
    assert found[1] <= 12


def test_a_year_without_rules_offers_to_copy(duty, sign_in, committee, sekda):
    browser = sign_in(committee)
    assert "Salin aturan 2026" in browser.get("/oioi/2027/").content.decode()
    assert "Salin" not in sign_in(sekda).get("/oioi/2027/").content.decode()

    answer = browser.post("/oioi/2027/aturan/salinan/")

    assert answer.url == "/oioi/2027/aturan/"
    assert DutyYear.objects.filter(year=2027).exists()
    assert browser.get("/oioi/2019/").status_code == 200
    assert browser.get("/oioi/70000/").status_code == 404
    assert browser.get("/oioi/2030/laporan.pdf").status_code == 404


def test_the_trend_ends_with_the_year_that_is_shown(duty, sign_in, committee):
    for year in (2025, 2027):
        DutyYear.objects.create(
            year=year, due_on=duty.due_on, fulfilled_from="kompetisi", dated_by="inisiasi"
        )

    page = sign_in(committee).get("/oioi/2026/")

    assert [bar["label"] for bar in page.context["trend"]] == ["2025", "2026"]


def test_the_nav_leads_to_this_year(duty, sign_in, sekda, owner):
    browser = sign_in(sekda)

    assert browser.get("/oioi/").url == "/oioi/2026/"
    assert "Satu inovasi" in browser.get("/beranda/").content.decode()
    assert 'href="/oioi/"' not in sign_in(owner).get("/beranda/").content.decode()


def test_rules_are_written_and_a_stale_save_is_told(duty, sign_in, committee):
    browser = sign_in(committee)
    form = {
        "due_on": "2026-12-01",
        "fulfilled_from": "kompetisi",
        "dated_by": "inisiasi",
        "version": 1,
    }
    assert browser.post("/oioi/2026/aturan/", form).status_code == 302

    stale = browser.post("/oioi/2026/aturan/", {**form, "dated_by": "penerapan"})

    assert stale.status_code == 409
    assert browser.post("/oioi/2026/aturan/", {"due_on": "x"}).status_code == 422
    duty.refresh_from_db()
    assert (duty.fulfilled_from, duty.dated_by) == ("kompetisi", "inisiasi")


def test_rungs_are_added_and_taken_out(duty, sign_in, committee):
    browser = sign_in(committee)
    form = {"days_before": 30, "audience": "kepala"}
    assert browser.post("/oioi/2026/pengingat/", form).status_code == 302
    assert browser.post("/oioi/2026/pengingat/", form).status_code == 422
    assert browser.post("/oioi/2026/pengingat/", {"days_before": -1}).status_code == 422
    rule = ReminderRule.objects.get()
    assert "Minggu, 1 Maret 2026" in browser.get("/oioi/2026/aturan/").content.decode()

    browser.post(f"/oioi/2026/pengingat/{rule.pk}/penghapusan/")

    assert not ReminderRule.objects.exists()


def test_a_second_click_does_not_end_what_the_first_granted(duty, unit, sign_in, committee):
    browser, path = sign_in(committee), "/oioi/2026/unit/PKM-01/"
    first = browser.post(path, {"reason": "Kebakaran", "ends": ""})
    second = browser.post(path, {"reason": "Kebakaran", "ends": ""})

    assert (first.status_code, second.status_code) == (302, 422)
    given = Exemption.objects.get(ended_at=None)
    assert browser.post(path, {"reason": "Pulih", "ends": given.pk}).status_code == 302
    assert "Pulih" in browser.get(path).content.decode()


def test_a_reason_is_plain_text(duty, unit, sign_in, committee, at):
    workflow.exempt(duty, unit, reason="<script>x</script>", user=committee, at=at)

    page = sign_in(committee).get("/oioi/2026/aturan/").content.decode()

    assert "&lt;script&gt;x" in page


def test_the_start_page_of_a_unit_says_what_is_next(
    duty, unit, owner, sign_in, fulfil, committee, at
):
    browser = sign_in(owner)
    page = browser.get("/beranda/").content.decode()
    assert "Belum ada inovasi untuk tahun ini" in page
    assert "satu inovasi 2026" in page
    innovation = make_innovation(owner, unit, "Perahu Sehat")
    assert "masih draf" in browser.get("/beranda/").content.decode()
    fulfil(innovation)
    assert "sudah terpenuhi" in browser.get("/beranda/").content.decode()
    DutyYear.objects.update(fulfilled_from="kompetisi")
    assert "harus ikut kompetisi" in browser.get("/beranda/").content.decode()
    workflow.exempt(duty, unit, reason="Kebakaran", user=committee, at=at)
    assert "Dibebaskan tahun ini: Kebakaran" in browser.get("/beranda/").content.decode()


def test_the_start_page_of_readers_says_who_is_missing(duty, unit, sign_in, committee, sekda):
    for reader in (committee, sekda):
        page = sign_in(reader).get("/beranda/").content.decode()
        assert "0 % (0/1)" in page
        assert "Puskesmas Bajeng" in page
        assert reverse("oioi-report", args=[2026]) in page


def test_start_pages_live_without_rules(unit, sign_in, committee, owner):
    assert "belum ditetapkan" in sign_in(committee).get("/beranda/").content.decode()
    assert sign_in(owner).get("/beranda/").status_code == 200
