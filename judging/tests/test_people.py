"""The panel's people: nothing opens before the statement is signed; nobody's work is lost."""

import pytest
from django.test import Client

from inovasi.lib.verdict import Refused
from judging import queries, workflow
from judging.models import Judge
from judging.permissions import is_judge, reads_as_judge
from judging.tests.conftest import publish, score
from notifications.models import Message
from units.accounts.backend import AccountBackend
from units.permissions import is_committee


@pytest.fixture
def invited(panel, committee, judging_time, person) -> Judge:
    return workflow.appoint(
        panel, person=person("Invited"), home_unit=None, user=committee, at=judging_time
    )


@pytest.fixture
def waiting(invited, entry, committee, judging_time):
    (made,) = workflow.assign(invited, [entry], user=committee, at=judging_time)
    return made


def browser_of(judge: Judge) -> Client:
    browser = Client()
    browser.force_login(judge.user)
    return browser


def test_who_judges_and_who_runs_the_year_is_read_with_the_account(
    judge, committee, person, django_assert_num_queries
):
    nobody = person("Nobody")
    with django_assert_num_queries(3):
        read = [
            AccountBackend().get_user(each) for each in (judge.user_id, committee.pk, nobody.pk)
        ]
    with django_assert_num_queries(0):
        assert [is_judge(each) for each in read] == [True, False, False]
        assert [is_committee(each) for each in read] == [False, True, False]


def test_a_role_of_a_moment_ago_counts_on_the_next_page(invited, person, panel, committee):
    browser = browser_of(invited)
    assert browser.get("/penilaian/").status_code == 200
    Judge.objects.all().delete()
    assert browser.get("/penilaian/").status_code == 403


def test_the_invitation_comes_once_by_letter(invited, panel, committee, judging_time):
    workflow.appoint(panel, person=invited.user, home_unit=None, user=committee, at=judging_time)

    letter = Message.objects.get(recipient=invited.user)
    assert f"/penilaian/undangan/{invited.pk}/" in letter.body
    assert panel.decree_number in letter.body


def test_nothing_opens_before_the_statement_is_signed(waiting, clock, judging_time):
    clock.move_to(judging_time)
    browser = browser_of(waiting.judge)

    sheet = browser.get(f"/penilaian/{waiting.pk}/")

    assert sheet.url == f"/penilaian/undangan/{waiting.judge_id}/"
    assert not reads_as_judge(waiting.judge.user, waiting.submission, judging_time)
    with pytest.raises(Refused, match="pakta integritas"):
        workflow.clear([waiting], user=waiting.judge.user, at=judging_time)
    assert (
        browser.get(f"/berkas/{waiting.submission.attachments.first().file_id}/").status_code == 404
    )


def test_accepting_signs_the_statement_word_for_word(invited, panel, clock, judging_time):
    clock.move_to(judging_time)
    browser, path = browser_of(invited), f"/penilaian/undangan/{invited.pk}/"
    assert "objektif" in browser.get(path).text

    assert browser.post(path).url == "/penilaian/pernyataan/"
    browser.post(path)

    signed = panel.statement
    type(panel).objects.update(statement="Pakta lain.")
    invited.refresh_from_db()
    assert (invited.accepted_at, invited.statement) == (judging_time, signed)
    assert signed in browser.get(path).text


def test_declining_needs_a_reason_and_gives_the_entries_back(
    waiting, committee, stage, entry, clock, judging_time
):
    clock.move_to(judging_time)
    browser, path = browser_of(waiting.judge), f"/penilaian/undangan/{waiting.judge_id}/penolakan/"

    assert browser.post(path, {"reason": ""}).status_code == 422
    assert browser.post(path, {"reason": "Di luar daerah."}).url == "/beranda/"

    waiting.refresh_from_db()
    assert waiting.withdrawal_reason == "Di luar daerah."
    assert queries.coverage(stage).get(pk=entry.pk).judges == 0
    assert (
        "Di luar daerah."
        in Message.objects.get(recipient=committee, key__startswith="declined").body
    )


def test_who_declined_can_be_invited_again(invited, panel, committee, judging_time):
    workflow.decline(invited, reason="Sibuk.", user=invited.user, at=judging_time)

    again = workflow.appoint(
        panel,
        person=invited.user,
        home_unit=None,
        user=committee,
        at=judging_time.replace(second=1),
    )

    assert again.pk == invited.pk
    assert again.is_serving
    assert Message.objects.filter(recipient=invited.user, key__startswith="invited").count() == 2


def test_who_accepted_cannot_slip_away(judge, judging_time):
    with pytest.raises(Refused, match="pengunduran diri"):
        workflow.decline(judge, reason="Sibuk.", user=judge.user, at=judging_time)


def test_nobody_answers_for_another(invited, other_judge, committee, judging_time, sign_in):
    for user in (other_judge.user, committee):
        with pytest.raises(Refused, match="orang lain"):
            workflow.accept(invited, user=user, at=judging_time)
        assert sign_in(user).get(f"/penilaian/undangan/{invited.pk}/").status_code == 404


# --- load and categories --------------------------------------------------------------------


def test_a_judge_gets_no_more_than_the_own_load(
    judge, panel, entry, second_entry, committee, judging_time
):
    workflow.appoint(
        panel, person=judge.user, home_unit=None, max_load=1, user=committee, at=judging_time
    )

    with pytest.raises(Refused, match="paling banyak menilai 1"):
        workflow.assign(judge, [entry, second_entry], user=committee, at=judging_time)
    assert not judge.assignments.exists()


def test_a_judge_of_other_categories_is_refused(
    judge, panel, entry, edition, committee, judging_time
):
    other = edition.categories.exclude(pk=entry.category_id).get()
    workflow.appoint(
        panel,
        person=judge.user,
        home_unit=None,
        categories=[other],
        user=committee,
        at=judging_time,
    )

    with pytest.raises(Refused, match="Kategori"):
        workflow.assign(judge, [entry], user=committee, at=judging_time)


# --- leaving and replacing ------------------------------------------------------------------


@pytest.mark.parametrize(("excludes", "first"), [(True, "90.00"), (False, "85.00")])
def test_panitia_says_what_becomes_of_signed_sheets(
    excludes, first, judged, judge, edition, committee, decision_time
):
    workflow.relieve(
        judge, reason="Sakit.", excludes_scores=excludes, user=committee, at=decision_time
    )

    assert str(publish(edition, committee, decision_time).results.first().score) == first
    assert judge.assignments.count() == 2


def test_a_successor_takes_over_what_is_unfinished_but_no_conflict(
    judge, panel, entry, second_entry, other_unit, committee, person, judging_time
):
    workflow.assign(judge, [entry, second_entry], user=committee, at=judging_time)
    workflow.relieve(judge, reason="Sakit.", excludes_scores=False, user=committee, at=judging_time)

    successor = workflow.appoint(
        panel,
        person=person("Successor"),
        home_unit=other_unit,
        replaces=judge,
        user=committee,
        at=judging_time,
    )

    assert [a.submission for a in successor.assignments.in_force()] == [entry]
    with pytest.raises(Refused, match="sudah ada penggantinya"):
        workflow.appoint(
            panel, person=person("Third"), home_unit=None, replaces=judge, user=committee,
            at=judging_time,
        )  # fmt: skip


def test_whose_membership_ended_is_not_appointed_again(judge, panel, committee, judging_time):
    workflow.relieve(judge, reason="Bias.", excludes_scores=True, user=committee, at=judging_time)

    with pytest.raises(Refused, match="Bias"):
        workflow.appoint(panel, person=judge.user, home_unit=None, user=committee, at=judging_time)


def test_who_left_reads_and_scores_nothing(assignment, committee, judging_time, clock):
    workflow.relieve(
        assignment.judge, reason="Sakit.", excludes_scores=True, user=committee, at=judging_time
    )
    clock.move_to(judging_time)

    assert browser_of(assignment.judge).get(f"/penilaian/{assignment.pk}/").status_code == 404
    with pytest.raises(Refused):
        score(assignment, "80", judging_time)


def test_who_left_no_longer_reads_what_was_signed(judged, judge, committee, clock, judging_time):
    workflow.relieve(judge, reason="Sakit.", excludes_scores=False, user=committee, at=judging_time)
    clock.move_to(judging_time)
    signed = judge.assignments.first()

    assert not reads_as_judge(judge.user, signed.submission, judging_time)
    assert browser_of(judge).get(f"/penilaian/{signed.pk}/").status_code == 403


def test_the_page_of_leaving_asks_for_both(judge, committee, sign_in, clock, judging_time):
    clock.move_to(judging_time)
    browser, path = sign_in(committee), f"/penugasan/kipp-2026/juri/{judge.pk}/pengakhiran/"

    assert browser.get(path).status_code == 200
    assert browser.post(path, {"reason": "Sakit."}).status_code == 422
    done = browser.post(path, {"reason": "Sakit.", "excludes_scores": "tidak"}, follow=True)
    assert "Tidak bertugas lagi" in done.text
    assert "Menggantikan" in done.text
