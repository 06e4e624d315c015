"""The verdict: complete, frozen, once; every unit is told its own result."""

import hashlib
import json

import pytest

from competitions.models import Edition
from conftest import race
from innovations.presentation import honours
from inovasi.lib.verdict import Refused
from judging import workflow
from judging.models import Award, Publication, PublishedResult
from judging.tests.conftest import another_of_panitia, publish, score
from notifications.models import Message
from submissions.models import Submission
from submissions.states import Status


def test_ranks_scores_and_names_are_frozen(judged, edition, committee, decision_time, unit):
    publish(edition, committee, decision_time)
    type(unit).objects.filter(pk=unit.pk).update(name="Nama lain")

    rows = list(PublishedResult.objects.values_list("rank", "score", "unit_name"))
    assert [(rank, str(value), name) for rank, value, name in rows] == [
        (1, "85.00", "Puskesmas Bajeng"),
        (2, "72.50", "Desa Bontoramba"),
    ]


def test_winners_and_others_settle(judged, edition, committee, decision_time):
    Edition.objects.filter(pk=edition.pk).update(winner_count=1)

    publish(edition, committee, decision_time)

    states = Submission.objects.order_by("sequence").values_list("status", flat=True)
    assert list(states) == [Status.WINNER, Status.COMPLETED]
    assert Award.objects.get().innovation == judged[0].innovation
    (honour,) = honours(judged[0].innovation)
    assert (honour["title"], honour["edition"]) == (Award.objects.get().title, edition)
    assert honours(judged[1].innovation) == []


def test_a_shared_first_rank_gives_two_winners(
    judge, entry, second_entry, edition, committee, judging_time, decision_time
):
    Edition.objects.filter(pk=edition.pk).update(winner_count=1)
    for each in (entry, second_entry):
        (made,) = workflow.assign(judge, [each], user=committee, at=judging_time)
        score(made, "80", judging_time)

    publish(edition, committee, decision_time)

    assert list(PublishedResult.objects.values_list("rank", "is_winner")) == [(1, True), (1, True)]


def test_the_bundle_recomputes_with_nothing_but_python(judged, edition, committee, decision_time):
    published = publish(edition, committee, decision_time)

    assert hashlib.sha256(published.bundle.encode()).hexdigest() == published.sha256
    data = json.loads(published.bundle)
    weights = {c["kunci"]: float(c["bobot"]) for c in data["tahap"][0]["kriteria"]}
    for line, own in zip(data["hasil"], data["tahap"][0]["usulan"], strict=True):
        totals = [
            sum(weights[key] * float(value) / 100 for key, value in sheet["nilai"].items())
            for sheet in own["lembar"]
        ]
        assert float(line["nilai"]) == pytest.approx(sum(totals) / len(totals), abs=0.005)


def test_the_bundle_names_no_judge(judged, judge, other_judge, edition, committee, decision_time):
    bundle = publish(edition, committee, decision_time).bundle

    for person in (judge.user, other_judge.user):
        assert person.full_name not in bundle
        assert person.email not in bundle


def test_everyone_of_each_unit_gets_the_own_result_only(
    judged, edition, committee, decision_time, owner, stranger
):
    publish(edition, committee, decision_time)

    letters = {m.recipient: m.body for m in Message.objects.filter(key__startswith="published:")}
    assert set(letters) == {owner, stranger}
    assert "juara 1 dengan nilai 85,00" in letters[owner]
    assert "Lumbung Data" not in letters[owner]
    assert "72,50" in letters[stranger]


def test_a_missing_signature_stops_it_and_is_named(
    judged, appoint, entry, edition, committee, judging_time, decision_time
):
    late = appoint("Judge Three")
    workflow.assign(late, [entry], user=committee, at=judging_time)

    with pytest.raises(Refused, match=entry.number):
        publish(edition, committee, decision_time)

    assert not Publication.objects.exists()


def test_an_entry_that_nobody_judges_stops_it(
    judge, entry, second_entry, edition, committee, judging_time, decision_time
):
    (made,) = workflow.assign(judge, [entry], user=committee, at=judging_time)
    score(made, "80", judging_time)

    with pytest.raises(Refused, match=second_entry.number):
        publish(edition, committee, decision_time)


def test_before_the_decision_phase_nothing_is_published(judged, edition, committee, judging_time):
    with pytest.raises(Refused, match="belum dibuka"):
        publish(edition, committee, judging_time)


def test_only_panitia_publishes(judged, edition, owner, decision_time):
    with pytest.raises(Refused, match="Hanya panitia"):
        publish(edition, owner, decision_time)


def test_publishing_twice_publishes_once(judged, edition, committee, decision_time):
    first = publish(edition, committee, decision_time)
    letters = Message.objects.count()

    assert publish(edition, committee, decision_time) == first
    assert Message.objects.count() == letters


def test_the_results_are_public_only_when_published(
    judged, edition, committee, decision_time, client, sign_in, clock
):
    assert client.get("/hasil/kipp-2026/").status_code == 404
    clock.move_to(decision_time)
    browser, page = sign_in(committee), "/peringkat/kipp-2026/pengumuman/"

    assert "Puskesmas Bajeng" in browser.get("/peringkat/kipp-2026/").content.decode()
    assert browser.post(page, {"deed": "freeze"}).url == page
    assert client.get("/hasil/kipp-2026/").status_code == 404
    assert browser.post(page, {"deed": "agree"}).status_code == 403
    second = sign_in(another_of_panitia())
    assert "Setujui dan umumkan" in second.get(page).text
    assert second.post(page, {"deed": "agree"}).url == "/hasil/kipp-2026/"
    page = client.get("/hasil/kipp-2026/").content.decode()
    assert "85,00" in page
    assert Publication.objects.get().sha256 in page


@pytest.mark.django_db(transaction=True)
def test_two_at_once_publish_once(judged, edition, committee, decision_time):
    another_of_panitia()  # there before both, or the helpers themselves would race for the address
    results = race(lambda: publish(edition, committee, decision_time).pk)

    assert len(set(results)) == 1
    assert len(results) == 2
    assert PublishedResult.objects.count() == 2
