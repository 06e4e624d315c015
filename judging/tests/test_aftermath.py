"""After the results: certificates, awards that are taken back, objections and their answers."""

from datetime import timedelta

import pytest

from downloads.tests.following import fetch
from inovasi.lib.verdict import Refused
from judging import workflow
from judging.models import Award, Objection, Publication
from judging.queries.awards import awards_of, honours
from judging.tests.conftest import another_of_panitia, publish
from judging.tests.test_decision import words
from judging.workflow import Terms
from ledger.models import Line
from notifications.models import Message


@pytest.fixture
def award(judged, edition, committee, decision_time) -> Award:
    publish(edition, committee, decision_time)
    return Award.objects.get(innovation=judged[0].innovation)


def test_a_certificate_leads_to_its_check_page(
    award, judged, owner, stranger, sign_in, client, clock, decision_time, settings
):
    clock.move_to(decision_time)
    page = f"/hasil/kipp-2026/usulan/{judged[0].pk}/piagam/"

    content = fetch(sign_in(owner), page).getvalue()
    assert b"pdfaid" in content
    assert "Puskesmas Bajeng" in words(content)
    assert f"{settings.PUBLIC_URL}/piagam/{award.code}/" in words(content)
    assert sign_in(stranger).get(page).status_code == 404
    check = client.get(f"/piagam/{award.code}/").text
    assert "Piagam ini asli" in check
    assert client.get("/piagam/tidak-ada/").status_code == 404


def test_a_revoked_award_honours_nobody_and_says_why(
    award, judged, committee, owner, sign_in, client, clock, decision_time
):
    clock.move_to(decision_time)
    innovation = judged[0].innovation
    assert awards_of([innovation.pk]) == {innovation.pk: 1}
    page = f"/hasil/kipp-2026/pencabutan/{award.pk}/"
    browser = sign_in(committee)

    assert browser.post(page, {"text": " "}).status_code == 422
    for _click in range(2):
        assert browser.post(page, {"text": "Datanya tidak benar."}).status_code == 302

    assert honours(innovation) == []
    assert awards_of([innovation.pk]) == {}
    assert "Datanya tidak benar." in client.get(f"/piagam/{award.code}/").text
    assert "Penghargaan dicabut" in client.get("/hasil/kipp-2026/").text
    paper = f"/hasil/kipp-2026/usulan/{judged[0].pk}/piagam/"
    assert sign_in(owner).get(paper).status_code == 404
    letters = Message.objects.filter(key__startswith="award-revoked:")
    assert [letter.recipient for letter in letters] == [owner]
    assert Line.objects.filter(verb="penghargaan.cabut").count() == 1


@pytest.fixture
def open_to_objections(judged, edition, committee, decision_time) -> Publication:
    terms = Terms(
        objections_until=decision_time + timedelta(days=3),
        answers_due_at=decision_time + timedelta(days=10),
    )
    decision = workflow.freeze(edition, terms, user=committee, at=decision_time)
    return workflow.agree(decision, user=another_of_panitia(), at=decision_time)


def test_an_objection_is_raised_once_owned_answered_and_counted(
    open_to_objections, judged, owner, committee, sign_in, client, clock, decision_time
):
    clock.move_to(decision_time)
    page = f"/hasil/kipp-2026/usulan/{judged[0].pk}/sanggahan/"
    unit = sign_in(owner)
    for _click in range(2):
        assert unit.post(page, {"text": "Bukti kami tidak dibaca."}).status_code == 302
    row = Objection.objects.get()
    assert row.due_at == decision_time + timedelta(days=10)

    panitia, desk = sign_in(committee), f"/sanggahan/kipp-2026/{row.pk}/"
    assert "Menunggu" in panitia.get("/sanggahan/kipp-2026/").text
    panitia.post(desk, {"take": "1"})
    panitia.post(desk, {"text": "Bukti dibaca dua juri."})

    row.refresh_from_db()
    assert (row.owner, row.answered_by) == (committee, committee)
    assert "Bukti dibaca dua juri." in unit.get(page).text
    letters = Message.objects.filter(key__startswith="objection-answered:")
    assert [letter.recipient for letter in letters] == [owner]
    assert "Sanggahan masuk: 1; sudah dijawab: 1." in client.get("/hasil/kipp-2026/").text


def test_what_waits_for_an_answer_stands_first(
    open_to_objections, judged, owner, stranger, committee, sign_in, clock, decision_time
):
    """Both are due on the same day; the first one is answered."""
    clock.move_to(decision_time)
    first, second = (
        workflow.object_to(entry.published_result, text="Keliru.", user=user, at=decision_time)
        for entry, user in zip(judged, (owner, stranger), strict=True)
    )
    browser = sign_in(committee)
    guide, desk = "Bila sanggahannya benar", f"/sanggahan/kipp-2026/{first.pk}/"
    assert guide in browser.get(desk).text
    assert "2 sanggahan menunggu jawaban" in browser.get("/beranda/").text
    workflow.answer(first, text="Sudah dibaca.", user=committee, at=decision_time)

    page = browser.get("/sanggahan/kipp-2026/").text

    assert page.index(second.result.number) < page.index(first.result.number)
    assert guide not in browser.get(desk).text
    assert "1 sanggahan menunggu jawaban" in browser.get("/beranda/").text
    workflow.answer(second, text="Sudah dibaca.", user=committee, at=decision_time)
    assert "menunggu jawaban" not in browser.get("/beranda/").text


def test_outside_its_window_nobody_objects(
    open_to_objections, judged, owner, stranger, decision_time
):
    result = judged[0].published_result
    with pytest.raises(Refused, match="Hanya unit pengusul"):
        workflow.object_to(result, text="Tidak adil.", user=stranger, at=decision_time)
    end = open_to_objections.decision.objections_until
    with pytest.raises(Refused, match="sudah berakhir"):
        workflow.object_to(result, text="Tidak adil.", user=owner, at=end)


def test_without_a_window_nobody_objects(award, judged, owner, decision_time):
    with pytest.raises(Refused, match="tidak membuka masa sanggah"):
        workflow.object_to(
            judged[0].published_result, text="Tidak adil.", user=owner, at=decision_time
        )
