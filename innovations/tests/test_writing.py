"""Writing about an innovation: once per form, both texts in a conflict, words at the field."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from conftest import make_innovation, race
from innovations import workflow
from innovations.models import Innovation, Revision, TeamMember
from innovations.states import Status
from inovasi.lib.verdict import Refused, Stale
from units.workflow import join_unit


@pytest.fixture
def form(unit) -> dict[str, object]:
    return {
        "unit": unit.pk,
        "title": "Perahu Sehat",
        "summary": "Bidan menjemput ibu hamil.",
        "stage": "inisiatif",
        "initiator": "asn",
        "initiated_on": "2024-01-01",
        "form_token": str(uuid4()),
    }


@pytest.fixture
def edited() -> dict[str, object]:
    return {
        "title": "Perahu Sehat",
        "summary": "Ringkas",
        "stage": "penerapan",
        "form": "pelayanan",
        "initiator": "asn",
        "initiated_on": "2024-01-01",
        "applied_on": "2024-06-01",
        "version": 1,
    }


def said_at(page, field: str) -> str:
    """What a page says beside a field."""
    found = re.search(rf'<div id="div_id_{field}".*?(?=<div id="div_id_|</form>)', page.text, re.S)
    return found.group() if found else ""


def test_a_double_click_records_one_innovation(sign_in, owner, form):
    browser = sign_in(owner)

    first, second = (browser.post("/inovasi/baru/", form) for _click in range(2))

    innovation = Innovation.objects.get()
    assert first.url == second.url == f"/inovasi/{innovation.pk}/"
    assert innovation.revisions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_on_two_connections_records_one(owner, unit, at):
    token = uuid4()

    made = race(
        lambda: (
            workflow.record(
                user=owner,
                unit=unit,
                at=at,
                form_token=token,
                title="T",
                summary="S",
                initiated_on=at.date(),
            ).pk
        ),
        times=4,
    )

    assert len(set(made)) == 1
    assert Revision.objects.count() == 1


def test_two_forms_record_two(sign_in, owner, form):
    browser = sign_in(owner)
    browser.post("/inovasi/baru/", form)

    browser.post("/inovasi/baru/", form | {"form_token": str(uuid4())})

    assert Innovation.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_kept_and_the_other_is_told(innovation, owner, at):
    def save() -> str:
        try:
            workflow.revise(innovation, user=owner, version=1, at=at, title=f"{uuid4()}")
        except Stale:
            return "stale"
        return "saved"

    assert sorted(race(save, times=3)) == ["saved", "stale", "stale"]
    innovation.refresh_from_db()
    assert innovation.version == 2
    assert innovation.revisions.first().content["title"] == innovation.title


def test_a_conflict_shows_both_texts_and_can_be_saved(
    innovation, owner, team_mate, edited, sign_in
):
    path = f"/inovasi/{innovation.pk}/ubah/"
    sign_in(team_mate).post(path, edited | {"aims": "Tujuan rekan"})
    browser = sign_in(owner)

    stale = browser.post(path, edited | {"aims": "Tujuan sendiri"})

    assert stale.status_code == 409
    assert "Tujuan rekan" in stale.text
    assert "Tujuan sendiri" in stale.text
    innovation.refresh_from_db()
    assert innovation.aims == "Tujuan rekan"
    version = re.search(r'name="version" value="(\d+)"', stale.text).group(1)
    merged = browser.post(path, edited | {"aims": "Tujuan bersama", "version": version})
    assert merged.status_code == 302
    innovation.refresh_from_db()
    assert innovation.aims == "Tujuan bersama"


def test_the_same_content_again_is_accepted_and_leaves_no_revision(
    innovation, owner, sign_in, edited
):
    browser, page = sign_in(owner), f"/inovasi/{innovation.pk}/ubah/"

    assert browser.post(page, edited).status_code == 302
    assert browser.post(page, edited).status_code == 302

    innovation.refresh_from_db()
    assert innovation.version == 2
    assert innovation.revisions.count() == 2


def test_two_teams_written_at_once_are_both_shown(innovation, owner, team_mate, sign_in):
    page = f"/inovasi/{innovation.pk}/tim/"
    first, second = ({"members": f"{name}, bidan", "version": 1} for name in ("Siti", "Daeng"))

    assert sign_in(owner).post(page, first).status_code == 302
    assert sign_in(owner).post(page, first).status_code == 302
    browser = sign_in(team_mate)
    stale = browser.post(page, second)

    assert stale.status_code == 409
    assert "Siti, bidan" in stale.text
    assert "Daeng, bidan" in stale.text
    assert innovation.team.get().name == "Siti"
    assert browser.post(page, {**second, "version": 2}).status_code == 302
    assert innovation.team.get().name == "Daeng"


@pytest.mark.parametrize(
    ("field", "values", "said"),
    [
        ("applied_on", {"stage": "penerapan"}, "Isi tanggal mulai diterapkan."),
        ("applied_on", {"applied_on": "2023-12-31"}, "tidak boleh mendahului tanggal inisiasi"),
        ("title", {"title": ""}, "tidak boleh kosong"),
        ("title", {"title": "x" * 201}, "200"),
        ("initiated_on", {"initiated_on": "kemarin"}, "tanggal"),
        ("unit", {"unit": "0"}, "pilihan"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field, values, said, sign_in, owner, form):
    page = sign_in(owner).post("/inovasi/baru/", form | values)

    assert page.status_code == 422
    assert said in said_at(page, field)
    assert "Bidan menjemput ibu hamil." in page.text
    assert not Innovation.objects.exists()


@pytest.mark.parametrize(
    "values", [{"latitude": "-5"}, {"longitude": "119"}, {"latitude": "91", "longitude": "0"}]
)
def test_a_place_off_the_earth_is_said_at_its_field(values, sign_in, owner, innovation, edited):
    page = sign_in(owner).post(f"/inovasi/{innovation.pk}/ubah/", edited | values)

    assert page.status_code == 422
    assert "Isi lintang dan bujur yang benar" in said_at(page, "latitude")


def test_pasted_text_loses_what_nobody_sees(sign_in, owner, form):
    sign_in(owner).post("/inovasi/baru/", form | {"title": "Perahu\x00 \u202eSehat\ufeff"})

    assert Innovation.objects.get().title == "Perahu Sehat"


def test_markup_in_a_title_stays_text(sign_in, owner, unit):
    innovation = make_innovation(owner, unit, "<script>alert(1)</script>")
    browser = sign_in(owner)

    for path in ("/inovasi/", f"/inovasi/{innovation.pk}/", f"/inovasi/{innovation.pk}/ubah/"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("page", ["", "ubah/", "tim/", "langkah/dokumentasikan/", "versi/1/"])
def test_a_stranger_finds_nothing(page, innovation, stranger, sign_in):
    path = f"/inovasi/{innovation.pk}/{page}"

    assert sign_in(stranger).get(path).status_code == 404
    assert innovation.title not in sign_in(stranger).get("/inovasi/").text


def test_a_stranger_revises_nothing(innovation, stranger, at):
    with pytest.raises(Refused, match="bukan anggota"):
        workflow.revise(innovation, user=stranger, version=1, at=at, title="Curian")


def test_a_stranger_records_nothing_for_the_unit(unit, stranger, sign_in, form):
    assert sign_in(stranger).post("/inovasi/baru/", form).status_code == 422
    assert not Innovation.objects.exists()


def test_panitia_reads_and_does_not_write(innovation, committee, sign_in, edited):
    browser, path = sign_in(committee), f"/inovasi/{innovation.pk}/"

    assert browser.get(path).status_code == 200
    assert browser.post(f"{path}ubah/", edited).status_code == 403
    assert browser.post(f"{path}tim/", {"members": "Curian"}).status_code == 403


def test_who_acts_for_two_units_writes_for_both(
    innovation, owner, stranger, other_unit, sign_in, form, at
):
    join_unit(user=owner, unit=other_unit, at=at)
    make_innovation(stranger, other_unit, "Lumbung Data")
    browser = sign_in(owner)

    page = browser.get("/inovasi/").text
    assert innovation.title in page
    assert "Lumbung Data" in page
    answer = browser.post("/inovasi/baru/", form | {"unit": other_unit.pk, "title": "Bersama"})
    assert answer.status_code == 302
    assert Innovation.objects.get(title="Bersama").unit == other_unit


@pytest.mark.parametrize(
    ("applied", "until", "months"),
    [
        ("2025-04-06", "2026-04-06", 12),
        ("2025-04-07", "2026-04-06", 11),
        ("2025-04-05", "2026-04-06", 12),
        ("2026-04-06", "2026-04-06", 0),
        ("2026-03-31", "2026-04-30", 0),
        ("2026-03-30", "2026-04-30", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-12-31", "2025-01-01", 0),
        ("2024-12-01", "2025-01-01", 1),
        ("2026-05-06", "2026-04-06", -1),
    ],
)
def test_months_are_counted_whole(applied, until, months):
    innovation = Innovation(applied_on=date.fromisoformat(applied))

    assert innovation.months_applied(date.fromisoformat(until)) == months


def test_what_is_not_applied_has_no_age():
    assert Innovation(applied_on=None).months_applied(date(2026, 4, 6)) is None


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("applied_innovation_has_a_date", {"stage": "penerapan", "applied_on": None}),
        ("applied_after_initiated", {"applied_on": date(1999, 1, 1)}),
        ("innovation_lies_on_earth", {"latitude": 1, "longitude": None}),
        ("innovation_lies_on_earth", {"latitude": 91, "longitude": 1}),
        ("innovation_lies_on_earth", {"latitude": 1, "longitude": -181}),
        ("documented_innovation_has_a_moment", {"status": Status.DOCUMENTED}),
    ],
)
def test_the_table_refuses_what_must_never_stand_in_it(constraint, values, innovation):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Innovation.objects.filter(pk=innovation.pk).update(**values)


def test_an_innovation_is_no_copy_of_itself(innovation):
    with (
        pytest.raises(IntegrityError, match="innovation_replicates_another"),
        transaction.atomic(),
    ):
        Innovation.objects.filter(pk=innovation.pk).update(replicates=innovation.pk)


def test_a_member_and_a_revision_stand_once(innovation, owner, at):
    TeamMember.objects.create(innovation=innovation, name="Sitti")
    with pytest.raises(IntegrityError, match="team_member_once"), transaction.atomic():
        TeamMember.objects.create(innovation=innovation, name="Sitti")
    revision = innovation.revisions.get()
    revision.pk = None
    with pytest.raises(IntegrityError, match="revision_once"), transaction.atomic():
        revision.save(force_insert=True)


def test_an_innovation_follows_one_of_another_unit_from_the_catalogue(
    innovation, owner, stranger, other_unit, sign_in, edited, committee, at
):
    theirs = make_innovation(stranger, other_unit, "Kapal Sehat")
    page = f"/inovasi/{innovation.pk}/ubah/"
    wanted = {**edited, "replicates": theirs.pk}
    browser = sign_in(owner)

    assert browser.post(page, wanted).status_code == 422
    Innovation.objects.filter(pk=theirs.pk).update(status=Status.PUBLISHED, documented_at=at)
    assert "Kapal Sehat (Desa Bontoramba)" in browser.get(page).text
    assert browser.post(page, wanted).status_code == 302

    shown = sign_in(committee).get(f"/inovasi/{theirs.pk}/").text
    assert "Ditiru oleh" in shown
    assert f"/inovasi/{innovation.pk}/" in shown
    assert "Kapal Sehat" in browser.get(f"/inovasi/{innovation.pk}/").text
    assert f"/inovasi/{theirs.pk}/" not in browser.get(f"/inovasi/{innovation.pk}/").text
