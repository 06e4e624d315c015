"""From freezing to the public minute: four eyes, the plenary, the bundle, its papers."""

import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from conftest import race
from downloads.tests.following import fetch
from inovasi.lib.verdict import Refused
from judging import papers, workflow
from judging.models import Award, Decision, Publication
from judging.tests.conftest import another_of_panitia, publish
from judging.verify_results import verify
from judging.workflow import Terms
from judging.workflow.publishing import due
from ledger.models import Line
from notifications.models import Message
from submissions.states import Status


@pytest.fixture
def frozen(judged, edition, committee, decision_time) -> Decision:
    return workflow.freeze(edition, user=committee, at=decision_time)


@pytest.fixture
def later(decision_time):
    return decision_time + timedelta(hours=5)


# --- four eyes ----------------------------------------------------------------------------


def test_who_froze_it_cannot_agree(frozen, committee, decision_time):
    with pytest.raises(Refused, match="harus disetujui panitia lain"):
        workflow.agree(frozen, user=committee, at=decision_time)

    assert not Publication.objects.exists()


def test_nobody_but_panitia_agrees(frozen, owner, decision_time):
    with pytest.raises(Refused, match="Hanya panitia"):
        workflow.agree(frozen, user=owner, at=decision_time)


def test_the_others_of_panitia_are_asked_by_letter(
    judged, edition, committee, second_committee, decision_time
):
    workflow.freeze(edition, Terms(note="Sesuai pleno."), user=committee, at=decision_time)

    (letter,) = Message.objects.filter(key__startswith="frozen:")
    assert letter.recipient == second_committee
    assert "Sesuai pleno." in letter.body


def test_what_changed_since_it_was_frozen_is_not_agreed_to(
    frozen, judged, committee, decision_time
):
    given = judged[0].assignments.first()
    workflow.withdraw(given, reason="Sakit", user=committee, at=decision_time)

    with pytest.raises(Refused, match="berubah sejak dibekukan"):
        workflow.agree(frozen, user=another_of_panitia(), at=decision_time)


def test_one_that_was_given_up_can_be_frozen_anew(frozen, edition, committee, decision_time):
    for _click in range(2):
        workflow.give_up(frozen, user=committee, at=decision_time)
    frozen.refresh_from_db()
    with pytest.raises(Refused, match="sudah dibatalkan"):
        workflow.agree(frozen, user=another_of_panitia(), at=decision_time)

    assert workflow.freeze(edition, user=committee, at=decision_time).pk != frozen.pk
    verbs = Line.objects.filter(verb__startswith="penetapan.").order_by("pk")
    assert [line.verb.partition(".")[2] for line in verbs] == ["bekukan", "batalkan", "bekukan"]


def test_only_the_salt_tells_two_freezings_of_the_same_rows_apart(
    judged, edition, committee, decision_time
):
    """Sample data brings one, so that the same seed gives the same verdict."""
    deed, found = {"user": committee, "at": decision_time}, []
    for salt in ("a", "a", "", ""):
        frozen = workflow.freeze(edition, salt=salt, **deed)
        found.append((frozen.full_sha256, frozen.sha256))
        workflow.give_up(frozen, **deed)

    assert found[0] == found[1]
    assert len(set(found)) == 3


def test_the_ledger_knows_the_fingerprint(frozen, judged, edition, committee, decision_time):
    publish(edition, committee, decision_time)

    lines = Line.objects.filter(verb__startswith="penetapan.").order_by("pk")
    assert [line.details["sidik"] for line in lines] == [frozen.sha256] * 2


@pytest.mark.django_db(transaction=True)
def test_agreeing_and_giving_up_at_once_leaves_one_of_both(frozen, committee, decision_time):
    deeds = iter(
        (
            lambda: workflow.agree(frozen, user=another_of_panitia(), at=decision_time),
            lambda: workflow.give_up(frozen, user=committee, at=decision_time),
        )
    )

    def play() -> bool:
        try:
            next(deeds)()
        except Refused:
            return False
        return True

    assert sorted(race(play)) == [False, True]
    frozen.refresh_from_db()
    assert Publication.objects.exists() != (frozen.given_up_at is not None)


# --- the minute ---------------------------------------------------------------------------


@pytest.fixture
def timed(judged, edition, committee, decision_time, later) -> Publication:
    decision = workflow.freeze(edition, Terms(publishes_at=later), user=committee, at=decision_time)
    return workflow.agree(decision, user=another_of_panitia(), at=decision_time)


PUBLIC = ("", "berkas/", "pemeriksa/")


def test_nothing_shows_before_the_minute_and_everything_at_it(
    timed, judged, owner, client, sign_in, clock, later
):
    clock.move_to(later - timedelta(seconds=1))
    addresses = [f"/hasil/kipp-2026/{page}" for page in PUBLIC]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    own = f"/hasil/kipp-2026/usulan/{judged[0].pk}/"
    assert sign_in(owner).get(own).status_code == 404
    assert "Perahu Sehat" not in client.get("/").text

    clock.move_to(later)
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    assert sign_in(owner).get(own).status_code == 200


def test_states_awards_and_letters_wait_for_the_minute_and_come_once(timed, judged, later):
    entry = judged[0]
    assert due(later - timedelta(seconds=1)) == []
    assert not workflow.settle(timed, at=later - timedelta(seconds=1))
    entry.refresh_from_db()
    assert (entry.status, Award.objects.count()) == (Status.JUDGED, 0)
    assert not Message.objects.filter(key__startswith="published:").exists()

    assert [workflow.settle(each, at=later) for each in due(later) for _twice in range(2)] == [
        True,
        False,
    ]
    entry.refresh_from_db()
    assert entry.status == Status.WINNER
    assert Award.objects.get(innovation=entry.innovation).awarded_at == later
    assert Message.objects.filter(key__startswith="published:").count() == 2
    assert due(later) == []


def test_a_window_of_objections_begins_after_the_results(judged, edition, committee, decision_time):
    backwards = Terms(objections_until=decision_time, answers_due_at=decision_time)
    half = Terms(objections_until=decision_time + timedelta(days=3))
    for terms in (backwards, half):
        with pytest.raises(Refused, match="asa sanggah"):
            workflow.freeze(edition, terms, user=committee, at=decision_time)


# --- the plenary --------------------------------------------------------------------------


def overrule(judged, committee, at, ranks=(2, 1)) -> None:
    for entry, rank in zip(judged, ranks, strict=True):
        workflow.override(
            entry, rank=rank, reason="Dampak terbukti.", minutes="P-7/2026", user=committee, at=at
        )


def test_the_plenary_overrules_and_the_computed_order_stays_beside_it(
    judged, edition, committee, decision_time, client, clock
):
    type(edition).objects.filter(pk=edition.pk).update(winner_count=1)
    overrule(judged, committee, decision_time)

    published = publish(edition, committee, decision_time)

    rows = published.results.values_list("title", "rank", "computed_rank", "is_winner")
    assert list(rows) == [("Lumbung Data", 1, 2, True), ("Perahu Sehat", 2, 1, False)]
    assert verify(published.bundle.encode(), published.sha256) == []
    told = json.loads(published.bundle)["pleno"]
    assert {each["risalah"] for each in told} == {"P-7/2026"}
    clock.move_to(decision_time)
    page = client.get("/hasil/kipp-2026/").text
    for words in ("menurut hitungan peringkat 2", "Dampak terbukti. (risalah P-7/2026)", "n = 2"):
        assert words in page
    lines = Line.objects.filter(verb="pleno.tetapkan")
    assert {line.details["alasan"] for line in lines} == {"Dampak terbukti."}


def test_ranks_that_do_not_follow_on_each_other_are_refused(
    judged, edition, committee, decision_time
):
    overrule(judged, committee, decision_time, ranks=(2, 2))

    with pytest.raises(Refused, match="Peringkat 2 tidak berurutan"):
        workflow.freeze(edition, user=committee, at=decision_time)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": " "}, "alasan"),
        ({"minutes": ""}, "alasan dan nomor"),
        ({"rank": 3}, "antara 1 dan"),
    ],
)
def test_the_plenary_needs_reason_minutes_and_a_rank_there_is(
    facts, said, judged, committee, decision_time
):
    given = {"rank": 1, "reason": "Dampak", "minutes": "P-7"} | facts

    with pytest.raises(Refused, match=said):
        workflow.override(judged[1], **given, user=committee, at=decision_time)


def test_the_plenary_is_not_heard_while_a_verdict_is_frozen(
    frozen, judged, committee, decision_time
):
    with pytest.raises(Refused, match="sedang dibekukan"):
        overrule(judged, committee, decision_time)


def test_a_new_decision_of_the_plenary_replaces_and_a_revoked_one_stays_as_history(
    judged, committee, decision_time
):
    overrule(judged, committee, decision_time)
    overrule(judged, committee, decision_time, ranks=(1, 2))
    workflow.revoke(judged[0].overrides.get(revoked_at=None), user=committee, at=decision_time)

    assert judged[0].overrides.count() == 2
    assert not judged[0].overrides.filter(revoked_at=None).exists()


def test_the_page_of_the_plenary_records_and_takes_back(
    judged, committee, decision_time, sign_in, clock
):
    clock.move_to(decision_time)
    browser, page = sign_in(committee), "/peringkat/kipp-2026/pleno/"
    facts = {"entry": judged[1].pk, "rank": 1, "reason": "Dampak", "minutes": "P-7"}

    assert browser.post(page, facts).status_code == 302
    assert "menurut hitungan peringkat 2" in browser.get(page).text
    row = judged[1].overrides.get()
    assert browser.post(page, {"revoke": row.pk}).status_code == 302
    row.refresh_from_db()
    assert row.revoked_at == decision_time
    assert browser.post(page, {**facts, "reason": ""}).status_code == 422


# --- papers -------------------------------------------------------------------------------


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_papers_are_archival_and_say_what_was_frozen(
    frozen, judged, edition, committee, decision_time
):
    draft = words(papers.paper("berita-acara", frozen))
    assert "Rancangan: belum disetujui" in draft
    publish(edition, committee, decision_time)

    made = {kind: papers.paper(kind, frozen) for kind in papers.NAMES}
    assert all(b"pdfaid" in content for content in made.values())
    minutes = words(made["berita-acara"])
    assert "Rancangan" not in minutes
    assert all(each in minutes for each in ("Perahu Sehat", "85,00", "188/2026", "Panitia Kedua"))
    annex = words(made["lampiran-sk"])
    assert "Lumbung Data" in annex
    assert all("n Nilai" in each and "2 85,00" in each for each in (minutes, annex))
    assert "J1" in words(made["rekap-nilai"])


def test_a_paper_is_for_panitia_and_its_export_is_entered(
    frozen, committee, owner, sign_in, clock, decision_time
):
    clock.move_to(decision_time)
    page = "/peringkat/kipp-2026/naskah/rekap-nilai/"

    assert fetch(sign_in(committee), page)["Content-Type"] == "application/pdf"
    assert sign_in(owner).get(page).status_code == 403
    assert sign_in(committee).get(page.replace("rekap-nilai", "lain")).status_code == 404
    assert Line.objects.filter(verb="ekspor.rekap-nilai", actor=committee.pk).exists()


def test_the_minutes_name_the_line_of_the_freezing_at_once(
    frozen, committee, sign_in, clock, decision_time
):
    """As a witness keeps it; the line need not have waited for its number."""
    clock.move_to(decision_time)
    answer = fetch(sign_in(committee), "/peringkat/kipp-2026/naskah/berita-acara/")
    line = Line.objects.get(verb="penetapan.bekukan")

    assert f"{line.number}:{line.hash}" in words(answer.getvalue()).replace(" ", "")
