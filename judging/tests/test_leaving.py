"""An entry leaves the contest while it is judged: nothing is lost, nobody meets it any more."""

import pytest

from competitions.models import Stage
from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import (
    Assignment,
    Departure,
    ScoreSheet,
)
from judging.permissions import may_see_scores, reads_as_judge
from judging.reminders import remind
from judging.tests.conftest import another_of_panitia, end, leave, publish
from ledger.models import Change, Line
from notifications.models import Message
from submissions.states import Status, Verb
from units.workflow import join_committee, join_unit

WISH, DISQUALIFIED = Departure.Kind.WISH, Departure.Kind.DISQUALIFIED


# --- what becomes of it -------------------------------------------------------------------


def test_every_sheet_is_kept_and_counts_nowhere(drafted, entry, stage, committee, judging_time):
    leave(entry, committee, judging_time)

    assert entry.status == Status.LEFT
    sheets = ScoreSheet.objects.filter(assignment__submission=entry)
    assert [str(sheet.total) for sheet in sheets.order_by("pk")] == ["80.00", "90.00", "60.00"]
    assert not Assignment.objects.in_force().filter(submission=entry).exists()
    assert [each.submission.title for each in queries.ranking(stage)] == ["Lumbung Data"]
    assert entry not in queries.judgeable(stage)
    assert entry not in [each.submission for each in queries.covered(stage)]
    reasons = set(entry.assignments.values_list("withdrawal_reason", flat=True))
    assert reasons == {"Usulan keluar dari lomba: Layanan dihentikan."}


def test_its_history_says_who_how_and_why(judged, entry, committee, judging_time):
    made = leave(entry, committee, judging_time, DISQUALIFIED, "Data dampak dipalsukan.")

    event = entry.events.latest("pk")
    assert (event.verb, event.status, event.actor) == (Verb.LEAVE, Status.LEFT, committee)
    assert event.note == "Didiskualifikasi panitia: Data dampak dipalsukan."
    line = Line.objects.get(verb="usulan.keluarkan")
    assert line.details["alasan"] == event.note
    assert Change.objects.filter(table="judging_departure", row=made.pk).exists()
    assert Line.objects.filter(verb="penugasan.tarik").count() == 2


def test_unit_and_judges_are_told_once(drafted, entry, owner, committee, judging_time):
    made = leave(entry, committee, judging_time)
    leave(entry, committee, judging_time)

    (to_unit,) = Message.objects.filter(recipient=owner, key=f"left:{made.pk}")
    assert "Unit mengundurkan diri" in to_unit.body
    assert "Layanan dihentikan." in to_unit.body
    letters = Message.objects.filter(key=f"left-judge:{made.pk}")
    judges = {row.judge.user_id for row in entry.assignments.select_related("judge")}
    assert set(letters.values_list("recipient", flat=True)) == judges
    assert len(judges) == letters.count() == 3
    assert "dihentikan" not in letters.first().body


def test_twice_is_once(judged, entry, committee, judging_time):
    first = leave(entry, committee, judging_time)
    again = leave(entry, another_of_panitia(), judging_time, DISQUALIFIED, "Lain.")

    assert first == again
    assert (again.kind, again.reason) == (WISH, "Layanan dihentikan.")
    assert entry.events.filter(verb=Verb.LEAVE).count() == 1


def test_nobody_is_missing_or_reminded_because_of_it(
    drafted, entry, panel, stage, committee, judging_time
):
    assert [row.judge for row in queries.missing_sheets(panel) if row.owed] == [drafted.judge]

    leave(entry, committee, judging_time)

    assert not any(row.owed for row in queries.missing_sheets(panel))
    assert not queries.table(stage).waiting
    assert remind(at=stage.edition.phases.get(kind="penilaian").ends_at.replace(hour=1)) == 0


def test_a_split_entry_asks_nobody_any_more(judged, entry, stage, judge, committee, judging_time):
    Stage.objects.filter(pk=stage.pk).update(split_threshold=5)
    stage.refresh_from_db()
    assert entry in [case.submission for case in queries.open_splits(stage)]

    leave(entry, committee, judging_time)

    assert entry not in [case.submission for case in queries.open_splits(stage)]
    assert not [own for own, _case in queries.own_splits(judge.user) if own.submission == entry]
    with pytest.raises(Refused):
        workflow.moderate(stage, entry, reason="Tetap.", user=committee, at=judging_time)


def test_it_can_be_given_to_nobody(judged, appoint, entry, stage, committee, judging_time):
    leave(entry, committee, judging_time)

    with pytest.raises(Refused, match="tidak sedang dinilai"):
        workflow.assign(appoint("Judge Three"), [entry], user=committee, at=judging_time)
    assert entry.pk not in workflow.propose(stage).entries


def test_one_that_no_judge_had_leaves_as_well(entry, stage, owner, committee, judging_time):
    made = leave(entry, committee, judging_time)
    assert Message.objects.filter(key=f"left:{made.pk}", recipient=owner).exists()

    workflow.readmit(made, reason="Keliru.", user=committee, at=judging_time)
    entry.refresh_from_db()
    assert entry.status == Status.PASSED


def test_panitia_who_would_owe_its_sheet_again_sees_no_score(
    drafted, entry, stage, committee, sign_in, clock, judging_time
):
    own = drafted.judge.user
    join_committee(user=own)
    assert not may_see_scores(own, stage)

    made = leave(entry, committee, judging_time)

    assert not may_see_scores(own, stage)
    clock.move_to(judging_time)
    page = sign_in(own).get(f"/peringkat/kipp-2026/usulan/{entry.pk}/")
    assert page.status_code in {302, 403}
    assert "90,00" not in page.text
    workflow.readmit(made, reason="Keliru.", user=committee, at=judging_time)
    workflow.sign(drafted, version=1, user=own, at=judging_time)
    assert may_see_scores(own, stage)
    leave(entry, committee, judging_time)
    assert may_see_scores(own, stage)


def test_panitia_who_owed_it_is_no_longer_kept_from_a_stage_that_ended(
    drafted, interview, entry, stage, committee, judging_time
):
    join_committee(user=drafted.judge.user)
    leave(entry, committee, judging_time)
    end(stage, committee, judging_time)

    assert may_see_scores(drafted.judge.user, stage)


def test_panitia_who_would_owe_it_again_is_not_told_of_a_split(
    drafted, entry, second_entry, stage, judge, committee, judging_time
):
    """The letter would come for sheets that whoever still owes one must not know about."""
    join_committee(user=drafted.judge.user)
    leave(entry, committee, judging_time)
    Stage.objects.filter(pk=stage.pk).update(split_threshold=4)
    given = judge.assignments.get(submission=second_entry)
    workflow.reopen(given, reason="Salah.", user=committee, at=judging_time)
    workflow.sign(given, version=given.sheet.version, user=judge.user, at=judging_time)

    told = Message.objects.filter(key__startswith="split:")
    assert [letter.recipient for letter in told] == [committee]


# --- who may, and when --------------------------------------------------------------------


def test_only_panitia_from_elsewhere_takes_it_out(judged, entry, unit, owner, judging_time, at):
    own = another_of_panitia()
    join_unit(user=own, unit=unit, at=at)
    for user, words in ((owner, "Hanya panitia"), (own, "panitia lain")):
        with pytest.raises(Refused, match=words):
            leave(entry, user, judging_time)


def test_what_has_not_passed_the_check_cannot_leave(submission, submitted, committee, at):
    with pytest.raises(Refused, match="lolos administrasi"):
        leave(submission, committee, at)


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_without_a_reason_nothing_happens(reason, judged, entry, committee, judging_time):
    with pytest.raises(Refused, match="alasannya"):
        leave(entry, committee, judging_time, reason=reason)
    entry.refresh_from_db()
    assert entry.status == Status.JUDGED
    assert not Departure.objects.exists()


def test_a_frozen_verdict_is_given_up_first(judged, entry, edition, committee, decision_time):
    frozen = workflow.freeze(edition, user=committee, at=decision_time)
    with pytest.raises(Refused, match="Batalkan dulu"):
        leave(entry, committee, decision_time)

    workflow.give_up(frozen, user=committee, at=decision_time)
    leave(entry, committee, decision_time)
    assert publish(edition, committee, decision_time).results.count() == 1


def test_after_publication_awards_are_revoked_instead(
    judged, entry, edition, committee, decision_time
):
    publish(edition, committee, decision_time)
    entry.refresh_from_db()
    with pytest.raises(Refused, match="dicabut di halaman hasil"):
        leave(entry, committee, decision_time)


def test_the_page_warns_before_the_last_entry_of_a_stage_leaves(
    judged, interview, entry, second_entry, committee, sign_in, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = sign_in(committee), f"/penugasan/kipp-2026/keluar/{entry.pk}/"
    warning = "Ini usulan terakhir dalam tahap ini."
    assert warning not in browser.get(path).text

    leave(second_entry, committee, judging_time)

    assert warning in browser.get(path).text


# --- the judge with the sheet open --------------------------------------------------------


@pytest.fixture
def browser(drafted, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    return sign_in(drafted.judge.user)


def test_what_a_judge_sends_is_refused_in_words_and_kept(
    browser, drafted, entry, stage, committee, judging_time
):
    criterion = stage.criteria.first()
    path = f"/penilaian/{drafted.pk}/"
    assert browser.get(path).status_code == 200
    leave(entry, committee, judging_time)

    sent = {"version": "1", f"score-{criterion.pk}": "95", "remark": "Sangat baik."}
    page = browser.post(path, sent)

    assert page.status_code == 403
    assert "Usulan ini keluar dari lomba" in page.text
    assert "tetap tersimpan" in page.text
    assert "Sangat baik." in page.text
    event = drafted.events.get()
    assert event.content["nilai"] == [{"kriteria": criterion.name, "nilai": "95"}]
    assert "keluar dari lomba" in event.reason
    drafted.sheet.refresh_from_db()
    assert str(drafted.sheet.total) == "60.00"


def test_the_pad_is_told_when_it_sends_later(
    browser, drafted, entry, stage, committee, judging_time
):
    """What was filled in without a network comes after the entry left."""
    path = f"/penilaian/{drafted.pk}/"
    found = browser.get(path)
    assert found.headers["Offline-Account"]
    writer = found.context["mark"]
    leave(entry, committee, judging_time)

    sent = {"version": "1", f"score-{stage.criteria.first().pk}": "95", "writer": writer}
    answer = browser.post(path, sent, headers={"Accept": "application/json"})

    assert answer.status_code == 403
    assert "keluar dari lomba" in answer.json()["reason"]
    assert drafted.events.get().content["nilai"][0]["nilai"] == "95"


def test_its_judge_meets_it_nowhere_and_reads_why(browser, drafted, entry, committee, judging_time):
    leave(entry, committee, judging_time)

    page = browser.get(f"/penilaian/{drafted.pk}/")
    assert page.status_code == 403
    assert "Usulan ini keluar dari lomba" in page.text
    assert entry.title not in browser.get("/penilaian/").text
    assert entry.title not in browser.get("/beranda/").text
    assert not reads_as_judge(drafted.judge.user, entry, judging_time)
    signing = browser.post(f"/penilaian/{drafted.pk}/tanda-tangan/", {"version": "1"})
    assert signing.status_code == 403
    assert "keluar dari lomba" in signing.text
    note = browser.post(f"/penilaian/{drafted.pk}/catatan-bersama/", {"text": "Kami berbeda."})
    assert note.status_code == 403
    assert "Kami berbeda." in note.text


def test_a_blind_judge_hears_the_code_and_no_reason(
    assignment, entry, stage, committee, judging_time
):
    Stage.objects.filter(pk=stage.pk).update(is_blind=True)
    made = leave(entry, committee, judging_time, reason=f"{entry.unit_name} dibubarkan.")

    letter = Message.objects.get(key=f"left-judge:{made.pk}")
    assert entry.title not in letter.body
    assert entry.unit_name not in letter.body
