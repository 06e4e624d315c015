"""An entry that left: ended stages, the verdict, the way back, the pages, what must always hold."""

import json

import pytest

from competitions.models import Stage
from inovasi.lib.verdict import Refused
from judging import papers, queries, workflow
from judging.invariants import who_left_is_out
from judging.models import Assignment, Award, Conflict, Departure, Judge, Override, Place, Shortlist
from judging.tests.conftest import end, leave, publish, score
from judging.tests.test_decision import words
from judging.verify_results import verify
from notifications.models import Message
from submissions.checks.alike import alike
from submissions.models import Submission
from submissions.states import Status, Verb

WISH, DISQUALIFIED = Departure.Kind.WISH, Departure.Kind.DISQUALIFIED


def readmit(departure, user, at, reason="Salah catat.") -> Departure:
    made = workflow.readmit(departure, reason=reason, user=user, at=at)
    departure.submission.refresh_from_db()
    return made


# --- later stages and the verdict ---------------------------------------------------------


@pytest.fixture
def hall(judged, interview, stage, committee, judging_time) -> Stage:
    """Both entries went on to a second stage and wait for their turn."""
    Stage.objects.filter(pk=stage.pk).update(advance_most=None)
    stage.refresh_from_db()
    made = end(stage, committee, judging_time)
    workflow.draw_order(made, seed="undi", user=committee, at=judging_time)
    return interview


def test_an_ended_stage_stays_as_it_was_decided(hall, entry, stage, committee, judging_time):
    before = [(each.submission, each.standing) for each in queries.ranking(stage)]
    places = list(Place.objects.values_list("submission", "rank", "goes_on", "turn"))

    leave(entry, committee, judging_time)

    assert [(each.submission, each.standing) for each in queries.ranking(stage)] == before
    assert list(Place.objects.values_list("submission", "rank", "goes_on", "turn")) == places
    assert entry not in queries.judgeable(hall)
    assert entry.assignments.filter(withdrawn_at=None).count() == 2


def test_the_wall_and_the_order_pass_over_it(
    hall, judged, entry, second_entry, edition, committee, sign_in, clock, judging_time
):
    leave(entry, committee, judging_time)
    clock.move_to(judging_time)
    browser = sign_in(committee)

    wall = browser.get(f"/penugasan/{edition.slug}/layar/").text
    assert entry.title not in wall
    assert second_entry.title in wall
    assert "1 dari 1" in wall
    order = browser.get(f"/penugasan/{edition.slug}/urutan/")
    assert entry.title not in order.text
    (place,) = order.context["places"]
    assert place.turn == 1
    path = f"/penugasan/{edition.slug}/urutan/"
    form = {"seed": order.context["made"].draw_seed, f"turn-{place.pk}": "1"}
    assert browser.post(path, form).status_code == 302
    assert list(Place.objects.order_by("turn").values_list("submission", flat=True)) == [
        second_entry.pk,
        entry.pk,
    ]


def test_the_order_stays_fixed_when_the_only_one_that_was_scored_leaves(
    hall, person, entry, stage, committee, judging_time
):
    who = {"user": committee, "at": judging_time}
    panel = workflow.set_panel(hall, decree_number="1", decree_date=judging_time.date(), **who)
    other = workflow.appoint(panel, person=person("Hall Judge"), home_unit=None, **who)
    workflow.accept(other, user=other.user, at=judging_time)
    (given,) = workflow.assign(other, [entry], **who)
    score(given, "70", judging_time)
    leave(entry, committee, judging_time)

    with pytest.raises(Refused, match="sudah mulai dinilai"):
        workflow.draw_order(stage.shortlist, seen="undi", **who)


def test_the_verdict_names_who_left_and_ranks_the_others(
    hall,
    entry,
    second_entry,
    edition,
    committee,
    person,
    client,
    clock,
    judging_time,
    decision_time,
):
    panel = workflow.set_panel(
        hall, decree_number="1", decree_date=judging_time.date(), user=committee, at=judging_time
    )
    seat = {"home_unit": None, "user": committee, "at": judging_time}
    other = workflow.appoint(panel, person=person("Hall Judge"), **seat)
    workflow.accept(other, user=other.user, at=judging_time)
    given = workflow.assign(other, [entry, second_entry], user=committee, at=judging_time)
    for each in given:
        score(each, "70", judging_time)
    leave(entry, committee, judging_time, DISQUALIFIED, "Dokumen palsu.")

    published = publish(edition, committee, decision_time)

    assert [(row.submission, row.rank) for row in published.results.all()] == [(second_entry, 1)]
    assert not Award.objects.filter(innovation=entry.innovation).exists()
    full, public = json.loads(published.full_bundle), json.loads(published.bundle)
    assert verify(published.bundle.encode(), published.sha256) == []
    assert verify(published.full_bundle.encode(), published.full_sha256) == []
    assert public["keluar"] == [
        {"nomor": entry.number, "sesudah": 1, "jumlah_lembar_dikecualikan": 1}
    ]
    (kept,) = full["keluar"]
    assert (kept["cara"], kept["alasan"]) == ("Didiskualifikasi panitia", "Dokumen palsu.")
    assert [sheet["juri"] for sheet in kept["dikecualikan"]] == [other.code]
    assert entry.number in public["tahap"][0]["lanjut"]["nomor"]
    assert entry.number not in [row["nomor"] for row in public["tahap"][1]["usulan"]]
    assert "palsu" not in published.bundle
    minutes = words(papers.paper("berita-acara", published.decision))
    assert "Keluar dari lomba" in minutes
    assert "Didiskualifikasi panitia Dokumen palsu." in minutes
    clock.move_to(decision_time)
    page = client.get(f"/hasil/{edition.slug}/").text
    assert f"Keluar dari lomba sebelum hasil ditetapkan: {entry.number}." in page
    assert "palsu" not in page
    entry.refresh_from_db()
    assert entry.status == Status.LEFT
    letters = Message.objects.filter(key=f"published:{published.pk}")
    assert any("keluar dari lomba" in letter.body for letter in letters)


def test_who_left_gets_no_final_rank_even_from_far_behind(
    judged,
    interview,
    entry,
    second_entry,
    stage,
    edition,
    committee,
    judging_time,
):
    end(stage, committee, judging_time)
    assert {each.submission for each in queries.final(edition).load()} == {entry, second_entry}

    leave(second_entry, committee, judging_time)

    assert {each.submission for each in queries.final(edition).load()} == {entry}


def test_what_the_plenary_decided_about_it_falls_away(
    judged, entry, second_entry, edition, committee, decision_time
):
    deed = {"reason": "Dampak.", "minutes": "P-1", "user": committee, "at": decision_time}
    workflow.override(entry, rank=2, **deed)
    workflow.override(second_entry, rank=1, **deed)

    leave(entry, committee, decision_time)

    assert list(Override.objects.filter(revoked_at=None)) == [
        Override.objects.get(submission=second_entry)
    ]
    assert publish(edition, committee, decision_time).results.count() == 1


# --- the way back -------------------------------------------------------------------------


def test_a_mistake_is_undone_with_every_sheet(
    drafted, entry, stage, owner, committee, judging_time
):
    before = [(each.submission, each.standing) for each in queries.ranking(stage)]
    made = leave(entry, committee, judging_time)

    back = readmit(made, committee, judging_time)
    readmit(made, committee, judging_time)

    entry.refresh_from_db()
    assert entry.status == Status.JUDGED
    assert [(each.submission, each.standing) for each in queries.ranking(stage)] == before
    assert Assignment.objects.in_force().filter(submission=entry).count() == 3
    assert entry.events.filter(verb=Verb.READMIT).count() == 1
    assert Message.objects.filter(key=f"readmitted:{back.pk}", recipient=owner).count() == 1
    assert Message.objects.filter(key=f"readmitted-judge:{back.pk}").count() == 3
    workflow.sign(drafted, version=1, user=drafted.judge.user, at=judging_time)
    assert list(who_left_is_out()) == []


def test_it_can_leave_again(judged, entry, committee, judging_time):
    readmit(leave(entry, committee, judging_time), committee, judging_time)
    again = leave(entry, committee, judging_time, DISQUALIFIED, "Ternyata benar.")
    assert (again.is_readmitted, entry.departures.count()) == (False, 2)


def test_a_draft_and_a_conflict_do_not_come_back_and_say_their_own_reason(
    drafted, judge, other_judge, entry, edition, committee, judging_time, decision_time
):
    made = leave(entry, committee, judging_time)
    later = {"user": committee, "at": decision_time}
    workflow.relieve(drafted.judge, reason="Sakit.", excludes_scores=False, **later)
    workflow.decide_conflict(other_judge, entry, holds=True, note="Kerabat.", **later)

    readmit(made, committee, decision_time)

    (kept,) = Assignment.objects.in_force().filter(submission=entry)
    assert kept.judge == judge
    taken = entry.assignments.filter(withdrawn_at__isnull=False).order_by("judge__code")
    assert [each.withdrawal_reason for each in taken] == [
        "Benturan kepentingan: Kerabat.",
        "Sakit.",
    ]
    assert not any(each.has_left for each in taken)
    assert Conflict.objects.filter(state=Conflict.State.CONFIRMED).count() == 1
    published = publish(edition, committee, decision_time)
    minutes = words(papers.paper("berita-acara", published.decision))
    assert "Kerabat." in minutes
    assert "keluar dari lomba" not in minutes.lower()


def test_a_conflict_that_nobody_decided_keeps_its_reason_too(
    judged, judge, entry, unit, committee, judging_time
):
    made = leave(entry, committee, judging_time)
    Judge.objects.filter(pk=judge.pk).update(home_unit=unit)

    readmit(made, committee, judging_time)

    taken = entry.assignments.get(judge=judge)
    assert (taken.is_withdrawn, taken.has_left) == (True, False)
    assert "berhubungan dengan unit pengusul" in taken.withdrawal_reason


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize("excludes_scores", [True, False])
def test_signed_sheets_of_a_judge_who_left_count_as_for_every_other_entry(
    is_before, excludes_scores, judged, judge, entry, second_entry, committee,
    judging_time, decision_time,
):  # fmt: skip
    """Whether the membership ended before the entry left or while it was out."""
    deed = {"reason": "Sakit.", "excludes_scores": excludes_scores, "user": committee}
    if is_before:
        workflow.relieve(judge, at=judging_time, **deed)
    made = leave(entry, committee, judging_time)
    if not is_before:
        workflow.relieve(judge, at=decision_time, **deed)
    readmit(made, committee, decision_time)

    counted = 1 if excludes_scores else 2
    for each in (entry, second_entry):
        assert Assignment.objects.signed().filter(submission=each).count() == counted
    taken = judge.assignments.exclude(withdrawal_reason="")
    assert set(taken.values_list("withdrawal_reason", "departure")) == (
        {("Sakit.", None)} if excludes_scores else set()
    )


def test_an_entry_that_is_out_can_be_taken_from_a_judge_who_declines(
    judged, panel, person, entry, committee, judging_time
):
    who = {"user": committee, "at": judging_time}
    invited = workflow.appoint(panel, person=person("Invited"), home_unit=None, **who)
    workflow.assign(invited, [entry], **who)
    made = leave(entry, committee, judging_time)
    workflow.decline(invited, reason="Sibuk.", user=invited.user, at=judging_time)

    readmit(made, committee, judging_time)

    taken = invited.assignments.get()
    assert (taken.withdrawal_reason, taken.has_left) == ("Sibuk.", False)


def test_no_way_back_once_the_stage_has_ended(
    judged, interview, entry, stage, committee, judging_time
):
    made = leave(entry, committee, judging_time)
    end(stage, committee, judging_time)
    assert not Place.objects.filter(submission=entry).exists()

    with pytest.raises(Refused, match="sudah ditutup"):
        readmit(made, committee, judging_time)


def test_no_way_back_into_a_frozen_verdict(judged, entry, edition, committee, decision_time):
    made = leave(entry, committee, decision_time)
    workflow.freeze(edition, user=committee, at=decision_time)
    with pytest.raises(Refused, match="Batalkan dulu"):
        readmit(made, committee, decision_time)


def test_strangers_and_empty_words_bring_nobody_back(judged, entry, owner, committee, judging_time):
    made = leave(entry, committee, judging_time)
    for user, reason in ((owner, "Maaf."), (committee, " ")):
        with pytest.raises(Refused):
            readmit(made, user, judging_time, reason)
    entry.refresh_from_db()
    assert entry.status == Status.LEFT


# --- pages --------------------------------------------------------------------------------


def test_the_page_says_what_will_happen_and_does_it(
    drafted, entry, edition, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser = sign_in(committee)
    path = f"/penugasan/{edition.slug}/keluar/{entry.pk}/"

    page = browser.get(path).text
    assert "2 lembar bertanda tangan dan 1 draf" in page
    assert "Judge Three" in page
    assert browser.post(path, {"kind": "mundur", "reason": ""}).status_code == 422
    assert browser.post(path, {"kind": "", "reason": "Tutup."}).status_code == 422
    done = browser.post(path, {"kind": "mundur", "reason": "Tutup."})
    assert done.url == f"/usulan/{entry.pk}/"
    assert browser.post(path, {"kind": "mundur", "reason": "Tutup."}).status_code == 302
    said = browser.get(done.url).text
    assert "Keluar dari lomba" in said
    assert "Unit mengundurkan diri: Tutup." in said
    for place in (
        path,
        f"/penugasan/{edition.slug}/tahap/",
        f"/peringkat/{edition.slug}/usulan/{entry.pk}/",
    ):
        assert "Tutup." in browser.get(place).text
    assert "Belum ada lembar" not in browser.get(place).text

    back = f"/penugasan/{edition.slug}/keluar/pembatalan/{Departure.objects.get().pk}/"
    assert back in browser.get(place).text
    assert "Ikutkan lagi" in browser.get(back).text
    assert browser.post(back, {"reason": ""}).status_code == 422
    assert browser.post(back, {"reason": "Keliru."}).status_code == 302
    assert browser.post(back, {"reason": "Keliru."}).status_code == 302
    entry.refresh_from_db()
    assert entry.status == Status.JUDGED


def test_the_unit_reads_why_on_its_own_page(judged, entry, owner, committee, sign_in, judging_time):
    leave(entry, committee, judging_time)
    page = sign_in(owner).get(f"/usulan/{entry.pk}/").text
    assert "Layanan dihentikan." in page
    assert "tidak ikut lomba lagi" in page
    assert "Ikutkan lagi" not in page


# --- what must always hold ----------------------------------------------------------------


def test_the_nightly_round_finds_one_that_is_still_inside(
    hall, entry, second_entry, stage, edition, committee, judging_time
):
    leave(entry, committee, judging_time)
    assert list(who_left_is_out()) == []

    Departure.objects.update(stage=stage)
    assert len(list(who_left_is_out())) == 3
    Departure.objects.update(stage=hall)
    later = Shortlist.objects.create(
        stage=hall, rule="x", decided_by=committee, decided_at=judging_time
    )
    later.places.create(submission=entry, rank=1, score=1, goes_on=True)
    assert [each.split()[0] for each in who_left_is_out()] == ["place"]
    later.places.all().delete()
    Submission.objects.filter(pk=entry.pk).update(status=Status.JUDGED)
    Submission.objects.filter(pk=second_entry.pk).update(status=Status.LEFT)
    assert len(list(who_left_is_out())) == 2


def test_a_published_result_of_one_that_left_is_found(
    judged, entry, edition, committee, decision_time
):
    publish(edition, committee, decision_time)
    Submission.objects.filter(pk=entry.pk).update(status=Status.LEFT)
    assert any(each.startswith("result") for each in who_left_is_out())


def test_a_title_that_left_stands_in_nobodys_way(judged, entry, committee, judging_time):
    twin = Submission.objects.get(pk=judged[1].pk)
    twin.title = entry.title
    assert alike([twin])[twin.pk]
    leave(entry, committee, judging_time)
    assert not alike([twin])[twin.pk]
