"""The verdict as it stands for ever: who won, what it rests on, who is told."""

import json
import math
from fractions import Fraction

import pytest
from django.db.models import F

from competitions.models import Criterion, Edition
from conftest import complete, enter, make_innovation
from innovations.models import Innovation
from inovasi.lib.verdict import Refused
from judging import workflow
from judging.models import Award, Decision, Publication, PublishedResult, Score
from judging.tests.conftest import another_of_panitia, passed, publish, score
from notifications.models import Message
from submissions.checking import second
from submissions.models import Check, Finding, Submission
from submissions.workflow import Ruling, decide_check, submit


@pytest.fixture
def contest(judge, edition, other_unit, stranger, committee, at, judging_time):
    """Publishes entries of one judge with these values and says who won; by rank, then number."""

    def play(values: list[str], winner_count: int, decision_time) -> list[tuple[int, bool]]:
        edition.groups.update(quota_per_unit=None)
        Edition.objects.filter(pk=edition.pk).update(winner_count=winner_count)
        for number, value in enumerate(values):
            innovation = make_innovation(stranger, other_unit, f"Inovasi {number}")
            row = passed(enter(innovation, edition, stranger), stranger, committee, at)
            (made,) = workflow.assign(judge, [row], user=committee, at=judging_time)
            score(made, value, judging_time)
        publish(edition, committee, decision_time)
        return list(PublishedResult.objects.values_list("rank", "is_winner"))

    return play


@pytest.mark.parametrize(
    ("values", "winner_count", "expected"),
    [
        (["90", "80", "70"], 2, [(1, True), (2, True), (3, False)]),
        (["90", "80", "80", "70"], 2, [(1, True), (2, True), (2, True), (4, False)]),
        (["90", "90", "80", "70"], 2, [(1, True), (1, True), (3, False), (4, False)]),
        (["90", "80"], 3, [(1, True), (2, True)]),
        (["80", "80", "80"], 1, [(1, True), (1, True), (1, True)]),
    ],
)
def test_every_rank_up_to_the_count_wins(values, winner_count, expected, contest, decision_time):
    assert contest(values, winner_count, decision_time) == expected
    assert Award.objects.count() == sum(won for _rank, won in expected)


def test_an_award_outlives_the_entry_on_the_innovation(judged, edition, committee, decision_time):
    publish(edition, committee, decision_time)

    first, second = judged
    assert first.innovation.awards.get().title == "Juara 1 KIPP 2026"
    assert second.innovation.awards.get().title == "Juara 2 KIPP 2026"
    assert first.innovation.awards.get().awarded_at == decision_time


def test_a_long_name_of_an_edition_does_not_stop_the_verdict(
    judged, edition, committee, decision_time
):
    Edition.objects.filter(pk=edition.pk).update(name="K" * 200)

    publish(edition, committee, decision_time)

    assert judged[0].innovation.awards.get().title.startswith("Juara 1 KKK")


@pytest.mark.breaks("totals_equal_their_scores")
def test_the_frozen_result_stays_whatever_happens_to_names_and_rules(
    judged, edition, unit, committee, decision_time, client, clock
):
    published = publish(edition, committee, decision_time)
    clock.move_to(decision_time)
    page, bundle = client.get("/hasil/kipp-2026/").text, published.bundle

    Innovation.objects.update(title="Judul Lain")
    Submission.objects.update(title="Judul Lain", unit_name="Unit Lain")
    type(unit).objects.update(name="Unit Lain")
    Criterion.objects.update(weight=1, name="Kriteria Lain")
    Score.objects.update(value=1)
    edition.categories.update(name=F("order"))

    again = client.get("/hasil/kipp-2026/").text
    assert "Perahu Sehat" in page
    assert again == page
    published.refresh_from_db()
    assert published.bundle == bundle


def test_the_bundle_recomputes_to_the_cent_and_the_rank(judged, edition, committee, decision_time):
    """With nothing but the published text: fractions, half up, ranks by counting."""
    published = publish(edition, committee, decision_time)
    data = json.loads(published.bundle)
    (only,) = data["tahap"]
    rules = {
        c["kunci"]: (Fraction(c["bobot"]), Fraction(c["nilai_tertinggi"])) for c in only["kriteria"]
    }
    weights = sum(weight for weight, _most in rules.values())
    cents = {}
    for each in only["usulan"]:
        totals = [
            sum(
                rules[key][0] * Fraction(value) / rules[key][1]
                for key, value in sheet["nilai"].items()
            )
            / weights
            * 100
            for sheet in each["lembar"]
        ]
        cents[each["nomor"]] = math.floor(sum(totals) / len(totals) * 100 + Fraction(1, 2))

    told = {row["nomor"]: (row["peringkat"], row["nilai"]) for row in data["hasil"]}
    assert told == {
        number: (
            1 + sum(other > own for other in cents.values()),
            f"{own // 100}.{own % 100:02d}",
        )
        for number, own in cents.items()
    }
    rows = PublishedResult.objects.values_list("number", "rank", "score")
    assert {number: (rank, str(value)) for number, rank, value in rows} == told


def test_the_bundle_is_canonical(judged, edition, committee, decision_time):
    text = publish(edition, committee, decision_time).bundle

    canonical = json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert canonical == text


def test_every_unit_that_handed_in_is_told_also_without_a_result(
    judged, edition, other_unit, stranger, committee, second_committee, at, decision_time
):
    row = complete(
        enter(make_innovation(stranger, other_unit, "Gugur"), edition, stranger), stranger
    )
    submit(row, user=stranger, at=at)
    items = row.group.check_items.all()
    ruling = Ruling(
        Check.Decision.FAIL, dict.fromkeys(items, (Finding.Result.FAILS, "")), note="Bukan inovasi."
    )
    check = decide_check(row, ruling, revision=1, user=committee, at=at)
    second(check, upholds=True, note="", user=second_committee, at=at)
    enter(make_innovation(stranger, other_unit, "Draf saja"), edition, stranger)

    publish(edition, committee, decision_time)

    letter = Message.objects.get(key__startswith="published:", recipient=stranger)
    assert letter.body.count("tidak sampai ke tahap penilaian") == 1
    assert letter.body.count("dengan nilai") == 1
    assert "Draf saja" not in letter.body


def test_each_person_of_a_unit_gets_one_letter(
    judged, edition, committee, owner, team_mate, stranger, decision_time
):
    publish(edition, committee, decision_time)

    letters = Message.objects.filter(key__startswith="published:")
    assert sorted(m.recipient.pk for m in letters) == sorted([owner.pk, team_mate.pk, stranger.pk])


def test_after_the_decision_phase_it_says_when_it_was(judged, edition, committee):
    end = edition.phases.get(kind="penetapan").ends_at

    with pytest.raises(Refused, match="sudah ditutup Selasa, 26 Mei 2026"):
        publish(edition, committee, end)


def test_the_page_names_what_is_missing_and_publishes_nothing(
    judged, appoint, entry, edition, committee, judging_time, decision_time, sign_in, clock
):
    workflow.assign(appoint("Judge Three"), [entry], user=committee, at=judging_time)
    clock.move_to(decision_time)

    page = sign_in(committee).post("/peringkat/kipp-2026/pengumuman/")

    assert page.status_code == 422
    assert f"1 usulan belum selesai dinilai: {entry.number}" in page.text
    assert not Publication.objects.exists()


def test_a_post_of_a_unit_publishes_nothing(judged, owner, sign_in, clock, decision_time):
    clock.move_to(decision_time)

    assert sign_in(owner).post("/peringkat/kipp-2026/pengumuman/").status_code == 403
    assert not Publication.objects.exists()


def test_a_second_click_on_the_page_leads_to_the_result(
    judged, committee, sign_in, clock, decision_time
):
    clock.move_to(decision_time)
    page, second = "/peringkat/kipp-2026/pengumuman/", sign_in(another_of_panitia())
    browser = sign_in(committee)

    frozen = [browser.post(page, {"deed": "freeze"}).url for _click in range(2)]
    agreed = [second.post(page, {"deed": "agree"}).url for _click in range(2)]

    assert frozen == [page] * 2
    assert agreed == ["/hasil/kipp-2026/"] * 2
    assert Publication.objects.count() == 1


def test_after_publishing_nobody_is_assigned_any_more(
    judged, judge, edition, committee, judging_time, decision_time
):
    publish(edition, committee, decision_time)

    with pytest.raises(Refused, match="sudah diumumkan"):
        workflow.assign(judge, [judged[0]], user=committee, at=judging_time)


def test_markup_in_frozen_names_stays_text(
    judged, edition, committee, decision_time, client, clock
):
    Submission.objects.update(title="<script>alert(1)</script>", unit_name="<b>Unit</b>")

    publish(edition, committee, decision_time)
    clock.move_to(decision_time)

    page = client.get("/hasil/kipp-2026/").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;Unit&lt;/b&gt;" in page


def test_publishing_asks_for_the_password_once_more(judged, committee, sign_in, clock, during):
    clock.move_to(during("penetapan"))
    committee.set_password("ombak tenang di muara 7")
    committee.save()
    browser, page = sign_in(committee), "/peringkat/kipp-2026/pengumuman/"

    assert browser.get(page).status_code == 200
    asked = browser.post(page, {"deed": "freeze"})
    assert asked.url.startswith("/akun/konfirmasi/")
    assert not Decision.objects.exists()

    done = browser.post(asked.url, {"password": "ombak tenang di muara 7"})
    assert done.url == page
    assert Decision.objects.count() == 1
