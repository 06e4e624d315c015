"""A stage ends with a list of those who go on; the next one is theirs alone."""

import json
import random
from decimal import Decimal

import pytest

from competitions.models import Stage
from conftest import race
from inovasi.lib.verdict import Refused, Stale
from judging import papers, queries, workflow
from judging.invariants import no_judge_reads_a_kin
from judging.models import Place, Shortlist
from judging.tests.conftest import end, publish, score
from judging.tests.test_decision import words
from judging.verify_results import verify
from notifications.models import Message


def test_the_best_goes_on_and_everybody_hears_the_own_line(
    judged, interview, stage, committee, judging_time
):
    best, other = judged

    made = end(stage, committee, judging_time)

    assert [(p.submission, p.rank, p.goes_on) for p in made.places.order_by("rank")] == [
        (best, 1, True),
        (other, 2, False),
    ]
    assert made.rule == "1 terbaik seluruhnya; yang sama nilainya di batas ikut lanjut"
    assert queries.current_stage(stage.edition) == interview
    assert list(queries.judgeable(interview)) == [best]
    said = Message.objects.filter(key__startswith="shortlist").order_by("pk")
    assert [("tidak lanjut" in each.subject) for each in said] == [False, True]
    assert "85" not in said[0].body


def test_a_second_click_ends_once(judged, interview, stage, committee, judging_time):
    first = end(stage, committee, judging_time)
    again = workflow.shortlist(stage, fingerprint="", user=committee, at=judging_time)
    assert first == again
    assert Place.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_of_panitia_end_it_once(judged, interview, stage, committee, judging_time):
    made = race(lambda: end(stage, committee, judging_time))
    assert made[0] == made[1]
    assert Message.objects.filter(key__startswith="shortlist").count() == 2


def test_what_was_looked_at_is_what_is_decided(judged, interview, stage, committee, judging_time):
    seen = queries.preview(stage).fingerprint
    Stage.objects.filter(pk=stage.pk).update(advance_most=2)
    with pytest.raises(Stale):
        workflow.shortlist(stage, fingerprint=seen, user=committee, at=judging_time)
    assert not Shortlist.objects.exists()


def test_missing_sheets_and_the_wrong_people_end_nothing(
    assignment, interview, stage, committee, owner, judging_time, at
):
    with pytest.raises(Refused, match="KIPP-2026-001"):
        end(stage, committee, judging_time)
    score(assignment, "80", judging_time)
    for user, moment in ((owner, judging_time), (committee, at)):
        with pytest.raises(Refused):
            end(stage, user, moment)
    assert not Shortlist.objects.exists()


def test_the_last_stage_ends_with_the_results_only(judged, stage, committee, judging_time):
    with pytest.raises(Refused, match="tahap terakhir"):
        end(stage, committee, judging_time)


def test_nobody_above_the_pass_mark_is_told_before_anything_closes(
    judged, interview, stage, committee, judging_time
):
    Stage.objects.filter(pk=stage.pk).update(pass_mark=99)
    stage.refresh_from_db()
    with pytest.raises(Refused, match="memenuhi aturan"):
        end(stage, committee, judging_time)


def test_a_closed_stage_takes_no_score_judge_or_withdrawal(
    judged, interview, stage, judge, committee, judging_time, appoint, person
):
    end(stage, committee, judging_time)
    given = judge.assignments.first()
    deeds = (
        lambda: workflow.withdraw(given, reason="Sakit", user=committee, at=judging_time),
        lambda: workflow.reopen(given, reason="Keliru", user=committee, at=judging_time),
        lambda: workflow.assign(judge, judged, user=committee, at=judging_time),
        lambda: workflow.relieve(
            judge, reason="Pindah", excludes_scores=True, user=committee, at=judging_time
        ),
    )
    for deed in deeds:
        with pytest.raises(Refused, match="sudah ditutup"):
            deed()
    assert given.judge.assignments.in_force().count() == 2


@pytest.fixture
def hall(judged, interview, stage, committee, judging_time, person):
    """The second stage with both entries, a panel and a judge."""
    Stage.objects.filter(pk=stage.pk).update(advance_most=2)
    stage.refresh_from_db()
    made = end(stage, committee, judging_time)
    panel = workflow.set_panel(
        interview,
        decree_number="2",
        decree_date=judging_time.date(),
        user=committee,
        at=judging_time,
    )
    judge = workflow.appoint(
        panel, person=person("Hall"), home_unit=None, user=committee, at=judging_time
    )
    workflow.accept(judge, user=judge.user, at=judging_time)
    return made, judge


def test_the_next_stage_has_its_own_panel_entries_and_ranking(
    hall, judged, interview, committee, judging_time
):
    _made, judge = hall
    for entry, value in zip(judged, ("60", "90"), strict=True):
        (given,) = workflow.assign(judge, [entry], user=committee, at=judging_time)
        score(given, value, judging_time)

    ranked = queries.ranking(interview)

    assert [(each.submission, each.standing.score) for each in ranked] == [
        (judged[1], Decimal("90.00")),
        (judged[0], Decimal("60.00")),
    ]


def test_an_entry_that_did_not_come_this_far_is_not_assigned(
    judged, interview, stage, committee, judging_time, person
):
    end(stage, committee, judging_time)
    panel = workflow.set_panel(
        interview,
        decree_number="2",
        decree_date=judging_time.date(),
        user=committee,
        at=judging_time,
    )
    judge = workflow.appoint(
        panel, person=person("Hall"), home_unit=None, user=committee, at=judging_time
    )
    with pytest.raises(Refused, match="tidak sedang dinilai"):
        workflow.assign(judge, [judged[1]], user=committee, at=judging_time)


def test_a_conflict_found_later_leaves_the_ended_stage_as_it_was_decided(
    hall, judged, judge, other_judge, interview, committee, judging_time
):
    """A judge of both stages turns out to be a relative when the first one is over."""
    _made, hall_judge = hall
    again = workflow.appoint(
        hall_judge.panel, person=judge.user, home_unit=None, user=committee, at=judging_time
    )
    workflow.accept(again, user=again.user, at=judging_time)
    (later,) = workflow.assign(again, [judged[0]], user=committee, at=judging_time)

    workflow.decide_conflict(
        again, judged[0], holds=True, note="Kerabat.", user=committee, at=judging_time
    )

    later.refresh_from_db()
    assert later.is_withdrawn
    assert not judge.assignments.get(submission=judged[0]).is_withdrawn
    assert list(no_judge_reads_a_kin()) == []
    with pytest.raises(Refused):
        workflow.assign(again, [judged[0]], user=committee, at=judging_time)


def test_numbers_that_are_refused_stay_in_their_fields(
    hall, edition, committee, sign_in, clock, judging_time
):
    made, _judge = hall
    clock.move_to(judging_time)
    first, second = made.places.order_by("rank")

    page = sign_in(committee).post(
        f"/penugasan/{edition.slug}/urutan/", {f"turn-{first.pk}": "2", f"turn-{second.pk}": "22"}
    )

    assert page.status_code == 422
    assert 'value="22"' in page.text
    assert "nomor urut" in page.text


@pytest.fixture
def both(hall, judged, interview, edition, committee, judging_time, decision_time):
    """Desk 85 and 72.5 (60 %), hall 60 and 90 (40 %): 75 against 79.5."""
    _made, judge = hall
    for entry, value in zip(judged, ("60", "90"), strict=True):
        (given,) = workflow.assign(judge, [entry], user=committee, at=judging_time)
        score(given, value, judging_time)
    return publish(edition, committee, decision_time)


def test_the_verdict_combines_both_stages_and_a_stranger_can_compute_it(both, judged):
    assert [(r.submission, r.rank, r.score) for r in both.results.order_by("rank")] == [
        (judged[1], 1, Decimal("79.50")),
        (judged[0], 2, Decimal("75.00")),
    ]
    assert verify(both.bundle.encode(), both.sha256) == []
    assert verify(both.full_bundle.encode(), both.full_sha256) == []
    told = json.loads(both.bundle)
    assert [stage["nama"] for stage in told["tahap"]] == ["Penilaian proposal", "Wawancara"]
    assert told["hasil"][0]["nilai_tahap"] == ["72.50", "90.00"]


def test_the_unit_reads_the_sums_of_every_stage_it_reached(both, judged, owner, sign_in, clock):
    clock.move_to(both.published_at)
    page = sign_in(owner).get(f"/hasil/kipp-2026/usulan/{judged[0].pk}/").text
    assert "<h2>Penilaian proposal</h2>" in page
    assert "<h2>Wawancara</h2>" in page
    assert "75,00" in page


def test_the_stages_add_up_by_hand_for_unit_and_panitia(
    both, judged, owner, committee, sign_in, clock, client
):
    """60 x 85 and 40 x 60 are 7,500; by 100 that is 75."""
    clock.move_to(both.published_at)
    for user, path in (
        (owner, f"/hasil/kipp-2026/usulan/{judged[0].pk}/"),
        (committee, f"/peringkat/kipp-2026/usulan/{judged[0].pk}/"),
    ):
        page = sign_in(user).get(path).text
        for step in ("Gabungan semua tahap", "5.100,00", "2.400,00", "7.500,00"):
            assert step in page
    page = client.get("/hasil/kipp-2026/").text
    assert "Sampai tahap Wawancara" in page
    assert "n = 2 + 1" in page


def test_the_papers_name_both_stages(both, committee):
    pages = {kind: words(papers.paper(kind, both.decision)) for kind in papers.NAMES}
    assert "bobot 60%, rata-rata" in pages["berita-acara"]
    assert pages["berita-acara"].count("Judge One") == 1
    assert "Keputusan nomor" in pages["lampiran-sk"]
    assert "Wawancara" in pages["rekap-nilai"]


def test_nothing_is_published_before_every_stage_was_played(
    judged, interview, edition, committee, decision_time
):
    with pytest.raises(Refused, match="Wawancara belum dijalankan"):
        publish(edition, committee, decision_time)


def test_the_ranking_leads_to_the_sums_of_each_stage(
    both, judged, stage, interview, edition, committee, sign_in, clock
):
    clock.move_to(both.published_at)
    browser, path = sign_in(committee), f"/peringkat/{edition.slug}/"
    assert "79,50" in browser.get(path).text
    entry = f"{path}usulan/{judged[0].pk}/"
    for each, value in ((stage, "85,00"), (interview, "60,00")):
        assert value in browser.get(f"{entry}?tahap={each.pk}").text


def test_the_order_is_drawn_so_that_anybody_can_draw_it_again(
    hall, judged, committee, judging_time
):
    made, _judge = hall
    places = workflow.draw_order(made, user=committee, at=judging_time)

    made.refresh_from_db()
    again = sorted(places, key=lambda place: place.submission.number)
    random.Random(made.draw_seed).shuffle(again)
    assert [p.pk for p in again] == [p.pk for p in made.places.order_by("turn")]
    assert [p.turn for p in again] == [1, 2]


def test_a_second_click_draws_no_other_order_and_a_second_look_may(
    hall, committee, second_committee, judging_time
):
    made, _judge = hall
    workflow.draw_order(made, user=committee, at=judging_time)
    made.refresh_from_db()
    drawn = made.draw_seed
    for person in (committee, second_committee):
        places = workflow.draw_order(made, user=person, at=judging_time)
        assert [place.turn for place in places] == [1, 2]

    made.refresh_from_db()
    assert made.draw_seed == drawn
    workflow.draw_order(made, seen=drawn, user=committee, at=judging_time)
    made.refresh_from_db()
    assert made.draw_seed != drawn


def test_the_order_by_hand_names_everybody_once_and_stands_once_scored(
    hall, judged, committee, owner, judging_time
):
    (made, judge), deed = hall, {"user": committee, "at": judging_time}
    first, second = made.places.order_by("rank")
    workflow.set_order(made, [second.pk, first.pk], user=committee, at=judging_time)
    assert list(made.places.order_by("turn")) == [second, first]
    assert workflow.set_order(made, [second.pk, first.pk], seen="0f", **deed) == [second, first]
    with pytest.raises(Refused, match="sudah diubah"):
        workflow.set_order(made, [first.pk, second.pk], seen="0f", **deed)
    for order in ([first.pk], [first.pk, first.pk], [first.pk, second.pk, 0]):
        with pytest.raises(Refused, match="nomor urut"):
            workflow.set_order(made, order, user=committee, at=judging_time)
    with pytest.raises(Refused, match="Hanya panitia"):
        workflow.draw_order(made, user=owner, at=judging_time)

    (given,) = workflow.assign(judge, [judged[0]], user=committee, at=judging_time)
    score(given, "80", judging_time)
    with pytest.raises(Refused, match="sudah mulai dinilai"):
        workflow.draw_order(made, user=committee, at=judging_time)


def test_the_pages_play_the_end_of_a_stage_and_the_hall(
    judged, interview, stage, edition, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = sign_in(committee), f"/penugasan/{edition.slug}/"
    assert "Tutup tahap Penilaian proposal" in browser.get(f"{path}tahap/").text
    page = browser.get(f"{path}tahap/penutupan/")
    assert page.text.count("Tidak lanjut") == 1
    stale = browser.post(f"{path}tahap/penutupan/", {"fingerprint": "x"})
    assert stale.status_code == 409
    fingerprint = page.context["found"].fingerprint
    assert browser.get(f"{path}urutan/").status_code == 404

    done = browser.post(f"{path}tahap/penutupan/", {"fingerprint": fingerprint})

    assert done.status_code == 302
    assert browser.get(f"{path}layar/").status_code == 404
    place = Place.objects.get(goes_on=True)
    wrong = browser.post(f"{path}urutan/", {f"turn-{place.pk}": "7"})
    assert wrong.status_code == 422
    assert browser.post(f"{path}urutan/", {f"turn-{place.pk}": "1"}).status_code == 302
    assert browser.post(f"{path}urutan/", {"draw": "1"}).status_code == 302
    screen = browser.get(f"{path}layar/").text
    assert judged[0].title in screen
    assert 'data-stage-clock="600"' in screen
    assert "85" not in screen


def test_the_list_takes_the_same_queries_for_one_and_for_more(
    judged, interview, edition, committee, sign_in, clock, judging_time, django_assert_num_queries
):
    clock.move_to(judging_time)
    browser = sign_in(committee)
    with django_assert_num_queries(9):
        browser.get(f"/penugasan/{edition.slug}/tahap/")
    Stage.objects.create(edition=edition, kind=Stage.Kind.FIELD, name="Lapangan", order=3, weight=0)
    with django_assert_num_queries(9):
        browser.get(f"/penugasan/{edition.slug}/tahap/")


def test_what_an_entry_has_so_far_waits_for_the_own_sheets_of_the_stage_that_runs(
    hall, judged, interview, stage, edition, committee, sign_in, clock, judging_time
):
    """Panitia on the panel reads the stage that ended, and no sum with the one that runs."""
    clock.move_to(judging_time)
    _made, other = hall
    own = workflow.appoint(
        other.panel, person=committee, home_unit=None, user=committee, at=judging_time
    )
    workflow.accept(own, user=committee, at=judging_time)
    given, mine = (
        workflow.assign(each, [judged[0]], user=committee, at=judging_time)[0]
        for each in (other, own)
    )
    score(given, "61", judging_time)
    browser, page = sign_in(committee), f"/peringkat/{edition.slug}/usulan/{judged[0].pk}/"

    assert browser.get(page).status_code == 403
    ended = browser.get(f"{page}?tahap={stage.pk}")
    assert "85,00" in ended.text
    assert ended.context["total"] is None
    score(mine, "61", judging_time)
    assert "61,00" in browser.get(f"{page}?tahap={stage.pk}").text


def test_a_stage_of_a_published_edition_runs_no_more(
    judged, edition, committee, sign_in, clock, judging_time, decision_time
):
    clock.move_to(decision_time)
    browser, page = sign_in(committee), f"/penugasan/{edition.slug}/tahap/"
    assert "Berjalan" in browser.get(page).text
    publish(edition, committee, decision_time)
    said = browser.get(page).text
    assert "Hasil ditetapkan" in said
    assert "Berjalan" not in said
