"""Papers of a verdict are made once for what was frozen, and again only where that changed."""

import io
from zipfile import ZipFile

import pytest

from downloads.making import make
from downloads.models import Order
from downloads.tests.following import fetch
from inovasi.lib.work import WorkState
from judging import workflow
from judging.models import Award
from judging.tests.conftest import another_of_panitia, publish
from judging.tests.test_decision import words
from ledger.models import Line

PAPER = "/peringkat/kipp-2026/naskah/lampiran-sk/"


@pytest.fixture
def frozen(judged, edition, committee, decision_time, clock):
    clock.move_to(decision_time)
    return workflow.freeze(edition, user=committee, at=decision_time)


def test_all_of_panitia_share_the_one_paper(frozen, committee, second_committee, sign_in):
    first = fetch(sign_in(committee), PAPER).getvalue()
    second = fetch(sign_in(second_committee), PAPER).getvalue()

    order = Order.objects.get()
    assert first == second
    assert order.expires_at is None
    assert len(order.source) == 64


def test_an_agreement_changes_the_paper_and_so_its_order(frozen, committee, decision_time, sign_in):
    draft = words(fetch(sign_in(committee), PAPER).getvalue())
    workflow.agree(frozen, user=another_of_panitia(), at=decision_time)
    agreed = words(fetch(sign_in(committee), PAPER).getvalue())

    assert "Rancangan" in draft
    assert "Rancangan" not in agreed
    assert Order.objects.count() == 2


def test_a_paper_that_changed_before_it_was_made_is_not_made(
    frozen, committee, decision_time, sign_in
):
    browser = sign_in(committee)
    page = browser.get(PAPER).url
    workflow.agree(frozen, user=another_of_panitia(), at=decision_time)

    order = Order.objects.get()
    assert not make(order.pk, clock=lambda: decision_time)
    order.refresh_from_db()
    assert order.state == WorkState.FAILED
    assert "berubah" in browser.get(page).text


def test_the_papers_of_a_freezing_that_was_given_up_are_gone(
    frozen, committee, decision_time, sign_in
):
    browser = sign_in(committee)
    fetch(browser, PAPER)
    workflow.give_up(frozen, user=committee, at=decision_time)

    assert browser.get(f"/unduhan/{Order.objects.get().pk}/berkas/").status_code == 404


def test_all_certificates_come_in_one_file(
    judged, edition, committee, owner, decision_time, clock, sign_in
):
    publish(edition, committee, decision_time)
    clock.move_to(decision_time)
    path = "/hasil/kipp-2026/piagam/"

    answer = fetch(sign_in(committee), path)

    archive = ZipFile(io.BytesIO(answer.getvalue()))
    names = {f"piagam-{award.result.number}.pdf" for award in Award.objects.all()}
    assert set(archive.namelist()) == names
    assert all(b"pdfaid" in archive.read(name) for name in names)
    assert sign_in(owner).get(path).status_code == 403
    assert Line.objects.filter(verb="ekspor.piagam", actor=committee.pk).exists()


def test_a_revoked_certificate_is_gone_also_where_it_was_made(
    judged, edition, committee, owner, decision_time, clock, sign_in
):
    publish(edition, committee, decision_time)
    clock.move_to(decision_time)
    award = Award.objects.get(innovation=judged[0].innovation)
    browser = sign_in(owner)
    assert fetch(browser, f"/hasil/kipp-2026/usulan/{judged[0].pk}/piagam/").status_code == 200
    workflow.revoke_award(award, reason="Data salah.", user=committee, at=decision_time)

    assert browser.get(f"/unduhan/{Order.objects.get().pk}/berkas/").status_code == 404
