"""Panitia sees what workers have before them, what they gave up and why, and tries it again."""

from datetime import timedelta

import pytest
from django.apps import apps

from conftest import race
from inovasi import backlog
from inovasi.lib.verdict import Refused
from inovasi.lib.work import WorkRow, WorkState
from ledger.models import Line
from notifications.models import Message
from notifications.workflow import SEND
from submissions.models import Video

LETTERS = backlog.KINDS["surat"]
LONG = backlog.LATE + timedelta(minutes=1)


@pytest.fixture
def stopped(submitted, owner) -> Message:
    Message.objects.update(state=WorkState.FAILED, attempts=12, last_error="Alamat ditolak: 550")
    return Message.objects.get(recipient=owner)


def test_every_kind_of_row_that_workers_claim_is_there():
    models = {model for model in apps.get_models() if issubclass(model, WorkRow)}

    assert {kind.rows().model for kind in backlog.KINDS.values()} == models


def test_states_are_counted_and_late_is_what_waits_too_long(submitted, at):
    by_kind = {state.kind.key: state for state in backlog.states(at + LONG)}

    letters, videos = by_kind["surat"], by_kind["video"]
    assert (letters.waiting, letters.failed, letters.late, letters.since) == (1, 0, 1, at)
    assert (videos.waiting, videos.late) == (1, 1)
    assert backlog.states(at)[0].late == 0
    assert by_kind["pemeriksaan-virus"].waiting == 0


def test_work_begins_anew_and_is_rung_for(
    stopped, committee, bell, at, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        backlog.try_again(LETTERS, stopped.pk, user=committee, at=at)

    stopped.refresh_from_db()
    assert (stopped.state, stopped.attempts, stopped.next_try_at) == (WorkState.WAITING, 0, at)
    assert bell() == [(SEND, stopped.pk)]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_begins_anew_once(stopped, committee, at):
    def click() -> str:
        try:
            backlog.try_again(LETTERS, stopped.pk, user=committee, at=at)
        except Refused:
            return "refused"
        return "done"

    assert sorted(race(click, times=3)) == ["done", "refused", "refused"]


def test_all_of_a_kind_begin_anew_and_no_other(stopped, committee, at):
    Video.objects.update(state=WorkState.FAILED)

    assert backlog.try_all_again(LETTERS, user=committee, at=at) == 1
    assert Video.objects.get().state == WorkState.FAILED


def test_only_panitia_tries_again_and_nothing_that_runs(stopped, owner, committee, at):
    with pytest.raises(Refused, match="Hanya panitia"):
        backlog.try_again(LETTERS, stopped.pk, user=owner, at=at)
    Message.objects.update(state=WorkState.RUNNING)
    with pytest.raises(Refused, match="tidak sedang berhenti"):
        backlog.try_again(LETTERS, stopped.pk, user=committee, at=at)


def test_the_page_names_what_stopped_and_its_reason(stopped, committee, sign_in):
    browser = sign_in(committee)

    page = browser.get("/pekerjaan/")
    assert stopped.subject in page.text
    assert "Alamat ditolak: 550" in page.text
    assert browser.post(f"/pekerjaan/surat/{stopped.pk}/").url == "/pekerjaan/"
    assert stopped.subject not in browser.get("/pekerjaan/").text
    assert browser.post(f"/pekerjaan/lain/{stopped.pk}/").status_code == 404


def test_the_page_costs_the_same_for_one_and_three(
    stopped, committee, sign_in, django_assert_num_queries
):
    browser = sign_in(committee)
    for number in range(3):
        with django_assert_num_queries(11):
            browser.get("/pekerjaan/")
        stopped.pk, stopped.key = None, f"lain-{number}"
        stopped.save(force_insert=True)


def test_the_agenda_warns_panitia(stopped, committee, sign_in, clock, at):
    Video.objects.update(next_try_at=at - LONG)

    titles = [item.title for item in sign_in(committee).get("/beranda/").context["items"]]

    assert "1 pekerjaan berhenti" in titles
    assert "1 pekerjaan terlambat" in titles


def test_what_is_tried_again_stands_in_the_ledger(stopped, committee, at):
    backlog.try_again(LETTERS, stopped.pk, user=committee, at=at)
    line = Line.objects.get(verb="pekerjaan.ulangi")
    assert (line.subject, line.actor) == (f"notifications.message:{stopped.pk}", committee.pk)
    with pytest.raises(Refused):
        backlog.try_again(LETTERS, stopped.pk, user=committee, at=at)
    assert Line.objects.filter(verb="pekerjaan.ulangi").count() == 1

    type(stopped).objects.filter(pk=stopped.pk).update(state=WorkState.FAILED)
    for _click in range(2):
        backlog.try_all_again(LETTERS, user=committee, at=at)
    line = Line.objects.get(verb="pekerjaan.ulangi-semua")
    assert line.details == {"jenis": "surat", "jumlah": 1}
